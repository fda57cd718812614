//! What an attacker holds who repeats another connection: the records that it copied on the path, as they are seen on the
//! wire, and how many values it knows. Knows no layout and no language.

use super::chapters::is_foe;
use crate::lab::{ActorKind, Message, Record, RecordId, StepKind, Trace};
use crate::wire::{ActorId, ConnId, EntryRef};

/// What one attacker holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Copied {
    pub actor: ActorId,
    /// In the order in which they were sent.
    pub records: Vec<Copy>,
    /// How many values it knows, keys among them.
    pub values: usize,
}

/// A record that was copied.
#[derive(Clone, Debug, PartialEq)]
pub struct Copy {
    /// The record itself, on the connection of whoever it was copied from.
    pub record: RecordId,
    pub conn: ConnId,
    /// The messages in it; none of a sealed one, of which nobody on the path can tell.
    pub messages: Vec<&'static str>,
    pub sealed: bool,
    pub bytes: usize,
}

/// What each attacker of a run holds at a step. It has a record from when that passes, and of all that it saw only what it
/// will repeat is told.
#[inline(never)] // of a later part: a first visit has no attacker
pub fn copied(trace: &Trace, at: usize) -> Vec<Copied> {
    let attackers = trace.actors.iter().filter(|actor| actor.kind == ActorKind::Attacker);
    let all = attackers.map(|actor| {
        let repeated = trace.records.iter().filter(|record| record.from == actor.id).collect::<Vec<_>>();
        // Hellos are no two alike, so the first record tells from which connection all are.
        let from = repeated.first().and_then(|first| original(trace, first, None)).map(|first| first.conn);
        let records = repeated.iter().filter_map(|record| original(trace, record, from));
        let records = records.filter(|record| passed(trace, record.id, at)).map(|record| copy(trace, record));
        Copied { actor: actor.id, records: records.collect(), values: actor.ledger.iter().count() }
    });
    all.collect()
}

/// The key that a record travelled under: its sender's. An attacker who repeats has none, and then it is that of whoever
/// sealed the original, whatever its receiver tries on it.
pub fn under(trace: &Trace, record: &Record) -> Option<EntryRef> {
    let attacker = |actor: ActorId| trace.actors.iter().any(|one| one.id == actor && one.kind == ActorKind::Attacker);
    match record.key.is_none() && attacker(record.from) {
        true => original(trace, record, None).and_then(|original| original.key),
        false => record.under(),
    }
}

/// Whether whoever sent a message cannot read it: an attacker, who repeats what another has sealed.
pub fn blind(trace: &Trace, message: &Message) -> bool {
    let sealed = |id: RecordId| trace.record(id).is_some_and(|record| under(trace, record).is_some());
    is_foe(trace, message.conn, message.role) && message.records.iter().any(|(id, _)| sealed(*id))
}

/// The message of which an attacker's one is a copy, as far as it is known by its first record.
#[inline(never)] // as above
pub fn copy_of<'a>(trace: &'a Trace, message: &Message) -> Option<&'a Message> {
    let (first, _) = message.records.first()?;
    let original = original(trace, trace.record(*first)?, None)?;
    trace.messages.iter().find(|one| one.records.iter().any(|(id, _)| *id == original.id))
}

/// The record that an attacker's one is a copy of, on a connection or on any.
fn original<'a>(trace: &'a Trace, repeated: &Record, conn: Option<ConnId>) -> Option<&'a Record> {
    let bytes = trace.blobs.bytes(repeated.sent?);
    let same = |record: &&Record| record.sent.is_some_and(|sent| trace.blobs.bytes(sent) == bytes);
    let others = trace.records.iter().filter(|record| record.from != repeated.from);
    others.filter(|record| conn.is_none_or(|conn| record.conn == conn)).find(same)
}

/// Whether a record has passed at a step.
fn passed(trace: &Trace, record: RecordId, at: usize) -> bool {
    trace.steps.iter().take(at + 1).any(|step| {
        let StepKind::Transfer { message, .. } = step.kind else { return false };
        trace.message(message).is_some_and(|message| message.records.iter().any(|(id, _)| *id == record))
    })
}

fn copy(trace: &Trace, record: &Record) -> Copy {
    let sealed = record.key.is_some();
    let within = trace.messages.iter().filter(|one| !sealed && one.records.iter().any(|(id, _)| *id == record.id));
    Copy {
        record: record.id,
        conn: record.conn,
        messages: within.map(|message| message.name).collect(),
        sealed,
        bytes: record.sent.map_or(0, |sent| trace.blobs.bytes(sent).len()),
    }
}
