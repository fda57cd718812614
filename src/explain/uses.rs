//! What a value is good for after the step that made it: the records that it protects, the values that come of it, the
//! message in which it travels. Read off the run, so that what nobody needed is known as well. Knows no name.

use super::formula::inputs;
use super::hand::{Hand, hand};
use super::values::learned;
use crate::crypto::ledger::Formula;
use crate::lab::{Message, MessageId, Phase, StepKind, Trace};
use crate::short;
use crate::tls::{Effect, Name};
use crate::wire::{ConnId, EntryId, Role};

/// The shortest value that is looked for in a message: a shorter one would be found by chance.
const FINDABLE: usize = 4;

/// One use of a value.
#[derive(Clone, Debug, PartialEq)]
pub struct Use {
    /// The index of the step.
    pub step: usize,
    pub how: How,
}

/// How a value is used.
#[derive(Clone, Debug, PartialEq)]
pub enum How {
    /// What its side writes is protected with it: the first and the last message.
    Protects(MessageId, MessageId),
    /// What its side reads is opened with it: the first message.
    Opens(MessageId),
    /// Other values are computed from it.
    Makes(Vec<Name>),
    /// It travels in a message.
    Travels(MessageId),
    /// It is compared with what arrived.
    Compared(String),
}

/// The uses of a value that a side learned in a step, in order; those within the step are none, but for a comparison.
pub fn uses(trace: &Trace, at: usize, role: Role, entry: EntryId) -> Vec<Use> {
    let Some(conn) = trace.steps.get(at).map(|step| step.conn) else { return Vec::new() };
    let mut found: Vec<Use> = protects(trace, at, conn, role, entry).into_iter().collect();
    found.extend(makes(trace, at, conn, role, entry));
    found.extend(travels(trace, at, conn, role, entry));
    if found.is_empty() {
        found.extend(compared(trace, at));
    }
    short::sort_by(&mut found, |a, b| a.step < b.step);
    found
}

/// The messages under a key, from the step in which it comes into force to the one in which another does.
fn protects(trace: &Trace, at: usize, conn: ConnId, role: Role, entry: EntryId) -> Option<Use> {
    let mut armed = None::<Role>;
    let mut ends: Option<(usize, MessageId, MessageId)> = None;
    for (n, step) in trace.steps.iter().enumerate().skip(at).filter(|(_, step)| step.conn == conn) {
        let StepKind::Local { role: by, .. } = step.kind else {
            if let (Some(writer), StepKind::Transfer { message, from, phase }) = (armed, &step.kind)
                && writer == role
                && *from == role
                && *phase != Phase::Arrive
                && trace.message(*message).is_some_and(|message| sealed(trace, message))
            {
                ends = ends.map(|(step, first, _)| (step, first, *message)).or(Some((n, *message, *message)));
            }
            continue;
        };
        // The reading side opens with it from the next message on that it takes up.
        if let Some(writer) = armed.filter(|writer| *writer != role && by == role)
            && let Some(Hand::Message { id, arrived: true }) = hand(trace, n)
            && trace.message(id).is_some_and(|message| message.role == writer && sealed(trace, message))
            && opened_here(trace, n)
        {
            return Some(Use { step: n, how: How::Opens(id) });
        }
        for effect in &step.effects {
            let Effect::Armed { writer, keys, .. } = effect else { continue };
            if by != role {
                continue;
            }
            match armed {
                None => armed = keys.contains(&entry).then_some(*writer),
                Some(own) if own == *writer => return ends.map(ended),
                Some(_) => {}
            }
        }
    }
    ends.map(ended)
}

fn ended((step, first, last): (usize, MessageId, MessageId)) -> Use {
    Use { step, how: How::Protects(first, last) }
}

/// Whether a message is taken up in a step, and not only computed about.
fn opened_here(trace: &Trace, at: usize) -> bool {
    let reads = |effect: &Effect| {
        matches!(
            effect,
            Effect::Read { .. } | Effect::Delivered { .. } | Effect::Alerted { .. } | Effect::Ignored { .. }
        )
    };
    trace.steps.get(at).is_some_and(|step| step.effects.iter().any(reads))
}

/// Whether a message travels under keys.
fn sealed(trace: &Trace, message: &Message) -> bool {
    message.records.iter().any(|(id, _)| trace.record(*id).is_some_and(|record| record.under().is_some()))
}

/// The values of later steps that are computed from it, step by step.
fn makes(trace: &Trace, at: usize, conn: ConnId, role: Role, entry: EntryId) -> Vec<Use> {
    let mut found: Vec<Use> = Vec::new();
    let Some(actor) = trace.actor(conn, role) else { return found };
    for (step, _, id, name) in learned(trace, conn).filter(|(step, by, ..)| *step != at && *by == role) {
        if !actor.ledger.get(id).is_some_and(|user| inputs(&user.formula).contains(&entry)) {
            continue;
        }
        match found.iter_mut().find(|use_| use_.step == step) {
            Some(Use { how: How::Makes(names), .. }) if names.contains(&name) => {}
            Some(Use { how: How::Makes(names), .. }) => names.push(name),
            _ => found.push(Use { step, how: How::Makes(vec![name]) }),
        }
    }
    found
}

/// The next message of its side that holds its bytes. What came from a message does not go back into one.
fn travels(trace: &Trace, at: usize, conn: ConnId, role: Role, entry: EntryId) -> Option<Use> {
    let ledger = &trace.actor(conn, role)?.ledger;
    let received = matches!(ledger.get(entry)?.formula, Formula::Received(_));
    let bytes = ledger.bytes(entry).ok().filter(|bytes| bytes.len() >= FINDABLE && !received)?;
    trace.steps.iter().enumerate().skip(at + 1).filter(|(_, step)| step.conn == conn).find_map(|(n, step)| {
        let StepKind::Transfer { message, from, .. } = step.kind else { return None };
        let sent = trace.message(message).filter(|_| from == role)?.sent?;
        let holds = trace.blobs.bytes(sent).windows(bytes.len()).any(|window| window == bytes);
        holds.then_some(Use { step: n, how: How::Travels(message) })
    })
}

/// A value on which a check of the same step rests.
fn compared(trace: &Trace, at: usize) -> Option<Use> {
    let check = trace.steps.get(at)?.effects.iter().rev().find_map(|effect| match effect {
        Effect::Checked { check, .. } => Some(check.to_string()),
        _ => None,
    });
    let check = check.filter(|check| matches!(check.as_str(), "finished" | "signature"))?;
    Some(Use { step: at, how: How::Compared(check) })
}
