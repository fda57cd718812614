//! Why two sides do not understand each other any more: where their views of the connection first differ. A record that
//! was changed itself, a message that is not the same in both transcripts, a value that came out differently, a record
//! that was lost. Computed from what each side holds. Knows no fault.

use super::hand::{Hand, hand, message_of};
use super::values::{Row, rows};
use crate::crypto::ledger::{Covered, Formula};
use crate::lab::{MessageId, Opened, RecordId, Step, StepKind, Trace};
use crate::tls::{Effect, Name};
use crate::wire::{BlobId, ConnId, Role};

/// The first difference.
#[derive(Clone, Debug, PartialEq)]
pub enum Parted {
    /// The record that would not open was changed on its way, from this offset on.
    Record { record: RecordId, at: u32, left: Vec<u8>, arrived: Vec<u8> },
    /// The record is whole, and its receiver counts another number for it: one before it is missing.
    Number { record: RecordId, sent: u64, expected: u64 },
    /// The same record had come before.
    Again { record: RecordId, first: RecordId },
    /// The record is whole, and its receiver still reads with other keys than it was written with.
    Keys { record: RecordId, written: Name, read: Name },
    /// A message is not the same in both transcripts, from this offset on; the first value in which that shows.
    Message { message: MessageId, at: u32, left: Vec<u8>, arrived: Vec<u8>, value: Name },
    /// A message stands in one transcript alone.
    Missing { message: MessageId, value: Name },
    /// The transcripts agree so far, and this value does not.
    Value(Name),
}

/// How many bytes of a difference are quoted.
const QUOTED: usize = 4;

/// Why the two sides of a step's connection have parted by then; none where nothing tells.
pub fn parted(trace: &Trace, at: usize) -> Option<Parted> {
    let conn = trace.steps.get(at)?.conn;
    let record = match hand(trace, at) {
        Some(Hand::Record(id)) => Some(id),
        _ => None,
    };
    let changed = record.and_then(|id| {
        let record = trace.record(id)?;
        let (left, arrived) = (trace.blobs.bytes(record.sent?), trace.blobs.bytes(record.arrived?));
        let at = first(left, arrived)?;
        Some(Parted::Record { record: id, at, left: quoted(left, at), arrived: quoted(arrived, at) })
    });
    let whole = || {
        let record = record?;
        again(trace, record).or_else(|| keys(trace, at, record)).or_else(|| number(trace, record))
    };
    changed.or_else(|| values(trace, conn, at)).or_else(whole)
}

/// The first value that both sides computed by a step and do not share.
fn values(trace: &Trace, conn: ConnId, at: usize) -> Option<Parted> {
    // What the other side learned in a turn that is told later may belong to the same moment.
    let last = trace.steps.iter().rposition(|step| step.conn == conn && matches!(step.kind, StepKind::Local { .. }));
    let known = rows(trace, last.unwrap_or(at));
    let row = known.iter().find(|row| row.differs(trace))?;
    Some(transcripts(trace, row).or_else(|| received(trace, row)).unwrap_or(Parted::Value(row.name)))
}

/// The message that one side took a value from, where that is not what the other side sent.
fn received(trace: &Trace, row: &Row) -> Option<Parted> {
    let piece = row.held.into_iter().flatten().find_map(|(actor, id)| {
        match &trace.actors.get(usize::from(actor.0))?.ledger.get(id)?.formula {
            Formula::Received(piece) => Some(piece.blob),
            _ => None,
        }
    })?;
    let message = message_of(trace, piece)?;
    let (left, arrived) = (trace.blobs.bytes(message.sent?), trace.blobs.bytes(message.arrived?));
    let at = first(left, arrived)?;
    let (left, arrived) = (quoted(left, at), quoted(arrived, at));
    Some(Parted::Message { message: message.id, at, left, arrived, value: row.name })
}

/// Where the transcripts under a value differ.
fn transcripts(trace: &Trace, row: &Row) -> Option<Parted> {
    let covered = row.held.map(|held| {
        let (actor, id) = held?;
        match &trace.actors.get(usize::from(actor.0))?.ledger.get(id)?.formula {
            Formula::TranscriptHash { covered, .. } | Formula::Transcript { covered } => Some(covered),
            _ => None,
        }
    });
    let [Some(client), Some(server)] = covered else { return None };
    let pieces = |covered: &'_ [Covered]| -> Vec<BlobId> {
        let pieces = covered.iter().filter_map(|part| match part {
            Covered::Piece(piece) => Some(piece.blob),
            Covered::MessageHash(_) => None,
        });
        pieces.collect()
    };
    let (client, server) = (pieces(client), pieces(server));
    for n in 0..client.len().max(server.len()) {
        let sides = [client.get(n), server.get(n)].map(|blob| blob.copied());
        let [one, other] = sides.map(|blob| blob.map(|blob| trace.blobs.bytes(blob)));
        if one == other {
            continue;
        }
        let message = sides.into_iter().flatten().find_map(|blob| message_of(trace, blob))?;
        let [Some(_), Some(_)] = sides else { return Some(Parted::Missing { message: message.id, value: row.name }) };
        let same = sides.into_iter().flatten().all(|blob| message_of(trace, blob).is_some_and(|m| m.id == message.id));
        if !same {
            return Some(Parted::Missing { message: message.id, value: row.name });
        }
        let arrived = message.arrived.map_or(&[][..], |blob| trace.blobs.bytes(blob));
        let left = sides.into_iter().flatten().map(|blob| trace.blobs.bytes(blob)).find(|bytes| *bytes != arrived)?;
        let at = first(left, arrived)?;
        let (left, arrived) = (quoted(left, at), quoted(arrived, at));
        return Some(Parted::Message { message: message.id, at, left, arrived, value: row.name });
    }
    None
}

/// Whether a record that was not changed has another number for its receiver.
fn number(trace: &Trace, id: RecordId) -> Option<Parted> {
    let record = trace.record(id)?;
    record.sent?;
    let opened = trace.records.iter().filter(|other| {
        let own = (other.conn, other.from, other.opened_key) == (record.conn, record.from, record.opened_key);
        own && other.arrived.is_some() && matches!(other.opened, Opened::Plain(_))
    });
    let expected = opened.count() as u64;
    (expected != record.seq).then_some(Parted::Number { record: id, sent: record.seq, expected })
}

/// Whether a record that nobody sent as it is has the bytes of one before it.
fn again(trace: &Trace, id: RecordId) -> Option<Parted> {
    let record = trace.record(id).filter(|record| record.sent.is_none())?;
    let bytes = trace.blobs.bytes(record.arrived?);
    let same = |other: &&crate::lab::Record| {
        let own = (other.conn, other.from) == (record.conn, record.from) && other.id != id;
        own && other.arrived.is_some_and(|arrived| trace.blobs.bytes(arrived) == bytes)
    };
    let first = trace.records.iter().find(same)?.id;
    Some(Parted::Again { record: id, first })
}

/// Whether a record is written with the keys of one stage, and read with those of another.
fn keys(trace: &Trace, at: usize, id: RecordId) -> Option<Parted> {
    let (reader, conn) = match trace.steps.get(at)? {
        Step { kind: StepKind::Local { role, .. }, conn, .. } => (*role, *conn),
        _ => return None,
    };
    let carries = |step: &Step| match step.kind {
        StepKind::Transfer { message, from, .. } => {
            let records = trace.message(message).map_or(&[][..], |message| &message.records);
            from == reader.peer() && records.iter().any(|(record, _)| *record == id)
        }
        _ => false,
    };
    let sent = trace.steps.iter().position(carries)?;
    let written = armed(trace, conn, reader.peer(), reader.peer(), sent)?;
    let read = armed(trace, conn, reader, reader.peer(), at)?;
    (written != read).then_some(Parted::Keys { record: id, written, read })
}

/// The name of the key that a side last took up for what one side writes, before a step.
fn armed(trace: &Trace, conn: ConnId, by: Role, writer: Role, before: usize) -> Option<Name> {
    let ledger = &trace.actor(conn, by)?.ledger;
    let own = trace
        .steps
        .get(..before)?
        .iter()
        .rev()
        .filter(|step| step.conn == conn && matches!(step.kind, StepKind::Local { role, .. } if role == by));
    own.flat_map(|step| step.effects.iter().rev()).find_map(|effect| match effect {
        Effect::Armed { writer: own, keys, .. } if *own == writer => Some(ledger.get(*keys.first()?)?.name),
        _ => None,
    })
}

/// The first offset at which two byte strings differ.
fn first(left: &[u8], arrived: &[u8]) -> Option<u32> {
    (0..left.len().max(arrived.len())).find(|at| left.get(*at) != arrived.get(*at)).map(|at| at as u32)
}

/// A few bytes from an offset on.
fn quoted(bytes: &[u8], at: u32) -> Vec<u8> {
    bytes.iter().skip(at as usize).take(QUOTED).copied().collect()
}
