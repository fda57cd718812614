//! The bytes to look at in a step: the message at hand, or the records that carry it, as they left or as they arrived.
//! Knows no annotation and no layout.

use std::ops::Range;

use super::chapters::is_foe;
use super::hand::{Hand, hand};
use crate::lab::{MessageId, Opened, Record, RecordId, StepKind, Trace};
use crate::net::Strike;
use crate::tls::Effect;
use crate::wire::BlobId;

/// One run of bytes, and what it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    pub blob: BlobId,
    pub what: What,
    /// What the same bytes were when they left, where this is how they arrived.
    pub left: Option<BlobId>,
    /// Where the message at hand stands in a record's plaintext; all of it elsewhere.
    pub part: Range<u32>,
}

/// What bytes are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// A message; whether it is how it left, beside how it arrived.
    Message { id: MessageId, before: bool },
    /// A record on the wire.
    Wire(RecordId),
    /// What a record holds.
    Plain(RecordId),
    /// The session in a ticket that was sealed or opened in the step: for who has the ticket key alone.
    Inside,
}

/// The bytes of a step; with `record`, those of the records.
pub fn parts(trace: &Trace, at: usize, record: bool) -> Vec<Part> {
    match hand(trace, at) {
        Some(Hand::Message { id, arrived }) if !record => {
            message(trace, at, id, arrived).into_iter().chain(inside(trace, at)).collect()
        }
        Some(Hand::Message { id, arrived }) => carried(trace, id, arrived),
        Some(Hand::Record(id)) => trace.record(id).map_or(Vec::new(), |record| of_record(record, 0..u32::MAX, true)),
        None if !record => inside(trace, at).collect(),
        None => Vec::new(),
    }
}

/// The records that carry a message.
#[inline(never)] // of a later part of the page
fn carried(trace: &Trace, id: MessageId, arrived: bool) -> Vec<Part> {
    let Some(message) = trace.message(id) else { return Vec::new() };
    let records = message.records.iter().filter_map(|(id, piece)| Some((trace.record(*id)?, piece)));
    records.flat_map(|(record, piece)| of_record(record, piece.range.clone(), arrived)).collect()
}

/// The sessions of the tickets that a step sealed or opened.
fn inside(trace: &Trace, at: usize) -> impl Iterator<Item = Part> {
    let effects = trace.steps.get(at).into_iter().flat_map(|step| &step.effects);
    effects.filter_map(|effect| match effect {
        Effect::Ticket { state, .. } => Some(Part { blob: *state, what: What::Inside, left: None, part: 0..u32::MAX }),
        _ => None,
    })
}

/// A message; where a fault changed it, as it left beside as it arrived.
fn message(trace: &Trace, at: usize, id: MessageId, arrived: bool) -> Vec<Part> {
    let Some(message) = trace.message(id) else { return Vec::new() };
    let part = |blob, left, before| Part { blob, what: What::Message { id, before }, left, part: 0..u32::MAX };
    let one = if arrived { message.arrived.or(message.sent) } else { message.sent.or(message.arrived) };
    // What an attacker repeats is ciphertext to it: what arrives was never changed.
    let left = message.sent.filter(|_| arrived && !is_foe(trace, message.conn, message.role));
    let one = one.map(|blob| part(blob, left, false));
    let changes = |kind: &StepKind| matches!(kind, StepKind::Strike { strike: Strike::Changed { .. }, .. });
    let struck = trace.steps.get(at).is_some_and(|step| changes(&step.kind));
    let before = left.filter(|left| struck && message.arrived.is_some_and(|arrived| arrived != *left));
    before.map(|blob| part(blob, None, true)).into_iter().chain(one).collect()
}

/// A record as it stood on the wire, and what it held.
fn of_record(record: &Record, piece: Range<u32>, arrived: bool) -> Vec<Part> {
    let wire = if arrived { record.arrived.or(record.sent) } else { record.sent.or(record.arrived) };
    let left = record.sent.filter(|_| arrived);
    let wire = wire.map(|blob| Part { blob, what: What::Wire(record.id), left, part: 0..u32::MAX });
    let plain = match (arrived, &record.opened) {
        (true, Opened::Plain(blob)) => Some(*blob),
        (true, Opened::Failed) => None,
        _ => record.plain,
    };
    // The receiver's plaintext is a blob of its own, with the same bytes at the same places.
    let plain = plain.filter(|_| record.under().is_some());
    let plain = plain.map(|blob| Part { blob, what: What::Plain(record.id), left: None, part: piece });
    wire.into_iter().chain(plain).collect()
}
