//! What came to be known to one actor: to a party by its ledger and by what it wrote and read, to an observer by what it took off
//! the wire. Knows no row but the one it is asked for.

use std::collections::BTreeMap;

use super::path::path;
use super::rows::step_of;
use super::{Cell, How, Opened, Row, Since, What};
use crate::crypto::ledger::Formula;
use crate::explain::formula::formula_of;
use crate::lab::{Record, RecordId, StepKind, Trace, watch_each};
use crate::tls::observer::{Observer, Reading, Secrets};
use crate::tls::{Effect, Name};
use crate::wire::{ActorId, BlobId, ConnId, Role};

/// A value of a ledger.
struct Value {
    bytes: Vec<u8>,
    step: usize,
    how: How,
}

/// A message, or a record, that was read or written.
struct Content {
    bytes: Vec<u8>,
    step: usize,
    conn: ConnId,
    how: How,
}

/// All that one actor knows.
#[derive(Default)]
pub struct Mind {
    values: Vec<Value>,
    contents: Vec<Content>,
}

impl Mind {
    /// Since when and how a value is known. Data is known by its own message alone: the same words may be said elsewhere.
    pub fn knows(&self, row: &Row) -> Option<Cell> {
        let data = matches!(row.what, What::Data(_));
        let known = |step: usize, how: &How| Cell::Known { since: Since::Step(step), how: how.clone() };
        let value = self.values.iter().find(|value| !data && value.bytes == row.bytes);
        let content =
            self.contents.iter().filter(|content| !data || content.conn == row.conn && content.step >= row.step);
        let content = content.filter(|content| holds(&content.bytes, &row.bytes)).min_by_key(|content| content.step);
        match (value, content) {
            (Some(value), Some(content)) if value.how == How::Read => {
                Some(known(value.step.min(content.step), &How::Read))
            }
            (Some(value), _) => Some(known(value.step, &value.how)),
            (None, Some(content)) => Some(known(content.step, &content.how)),
            (None, None) => None,
        }
    }
}

fn holds(content: &[u8], bytes: &[u8]) -> bool {
    content.windows(bytes.len().max(1)).any(|window| window == bytes)
}

/// What a party came to know.
pub fn party(trace: &Trace, role: Role, steps: &BTreeMap<RecordId, usize>) -> Mind {
    let mut mind = Mind::default();
    for (step, one) in trace.steps.iter().enumerate() {
        let StepKind::Local { role: own, .. } = one.kind else { continue };
        let Some(actor) = trace.actor(one.conn, own).filter(|actor| is(actor.id, role)) else { continue };
        for effect in &one.effects {
            let content = |blob: &BlobId| Content {
                bytes: trace.blobs.bytes(*blob).to_vec(),
                step,
                conn: one.conn,
                how: opened_by(trace, *blob).map_or(How::Read, How::Decrypted),
            };
            match effect {
                Effect::Learned { entry, .. } => {
                    let Some(entry_of) = actor.ledger.get(*entry) else { continue };
                    let formula = formula_of(&trace.blobs, &actor.ledger, *entry);
                    let how = how(&entry_of.formula, formula, How::Own);
                    mind.values.extend(entry_of.bytes.clone().map(|bytes| Value { bytes, step, how }));
                }
                Effect::Read { message: blob } | Effect::Delivered { data: blob } => mind.contents.push(content(blob)),
                _ => {}
            }
        }
    }
    for message in trace.messages.iter().filter(|message| is(message.from, role)) {
        if let (Some(sent), Some(step)) = (message.sent, step_of(message, steps)) {
            let bytes = trace.blobs.bytes(sent).to_vec();
            mind.contents.push(Content { bytes, step, conn: message.conn, how: How::Wrote });
        }
    }
    mind
}

/// The key under which a message arrived.
fn opened_by(trace: &Trace, blob: BlobId) -> Option<Name> {
    let message = trace.messages.iter().find(|message| message.arrived == Some(blob))?;
    let key = message.records.iter().find_map(|(id, _)| trace.record(*id)?.opened_key)?;
    Some(trace.entry(key)?.name)
}

/// The parties are the first two actors.
fn is(actor: ActorId, role: Role) -> bool {
    usize::from(actor.0) == role as usize
}

/// How a value of a ledger is known; one without a formula was there.
fn how(formula: &Formula, written: Option<String>, given: How) -> How {
    match (formula, written) {
        (Formula::Received(_), _) => How::Read,
        (Formula::Given, _) | (_, None) => given,
        (_, Some(written)) => How::Derived(written),
    }
}

/// What an observer came to know, and what it read of protected records.
pub fn observer(trace: &Trace, secrets: Secrets, steps: &BTreeMap<RecordId, usize>) -> (Mind, Vec<Opened>) {
    let (mut mind, mut known, mut records) = (Mind::default(), 0, Vec::new());
    let mut read = BTreeMap::new();
    let mut last = 0;
    let observer = watch_each(trace, secrets, |record: &Record, observer: &Observer| {
        records.push(record.id);
        last = steps.get(&record.id).copied().unwrap_or(last);
        let ledger = &observer.mind().ledger;
        for (entry, value) in ledger.iter().skip(known) {
            let formula = formula_of(observer.blobs(), ledger, entry);
            let how = how(&value.formula, formula, How::Stolen);
            mind.values.extend(value.bytes.clone().map(|bytes| Value { bytes, step: last, how }));
        }
        known = ledger.iter().count();
        for (at, taken) in observer.taken().iter().enumerate() {
            if matches!(taken.reading, Reading::Opened { .. } | Reading::Clear) {
                read.entry(at).or_insert(last);
            }
        }
    });
    let mut opened = Vec::new();
    for (at, taken) in observer.taken().iter().enumerate() {
        let (Some(record), Some(step)) = (records.get(at), read.get(&at)) else { continue };
        let (bytes, how) = match &taken.reading {
            Reading::Clear => (observer.blobs().bytes(taken.wire).to_vec(), How::Read),
            Reading::Opened { content, key, .. } => {
                let path = path(&observer, *key);
                let how = path.last().map_or(How::Read, |stone| How::Decrypted(stone.name));
                let content = observer.blobs().piece(content).to_vec();
                opened.push(Opened { record: *record, content: content.clone(), path });
                (content, how)
            }
            Reading::Locked { .. } => continue,
        };
        mind.contents.push(Content { bytes, step: *step, conn: taken.conn, how });
    }
    // A certificate may take several records.
    for connection in &trace.connections {
        let own = || mind.contents.iter().filter(|content| content.conn == connection.id);
        let bytes: Vec<u8> = own().flat_map(|content| content.bytes.iter().copied()).collect();
        let Some(last) = own().max_by_key(|content| content.step) else { continue };
        let (step, how) = (last.step, last.how.clone());
        mind.contents.push(Content { bytes, step, conn: connection.id, how });
    }
    (mind, opened)
}
