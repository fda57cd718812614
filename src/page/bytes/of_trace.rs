//! From messages and records of a trace to their bytes, as they left or as they arrived. Knows no annotation.

use std::ops::Range;

use super::{Aim, Bytes};
use handscope::lab::{Message, Opened, Record, Trace};
use handscope::net::Target;
use handscope::wire::{BlobId, Piece, Role};

/// The message that a blob is, as it left or as it arrived.
pub fn message_of(trace: &Trace, blob: BlobId) -> Option<&Message> {
    trace.messages.iter().find(|message| message.arrived == Some(blob) || message.sent == Some(blob))
}

/// The message of a step, as it left or as it arrived, and how to reach it.
pub fn of_message(trace: &Trace, message: &Message, arrived: bool) -> Option<Bytes> {
    let blob = if arrived { message.arrived.or(message.sent) } else { message.sent.or(message.arrived) }?;
    let sealed = message.records.iter().any(|(id, _)| trace.record(*id).is_some_and(|record| record.under().is_some()));
    let target = Target { conn: message.conn, from: message.role, name: message.name.to_owned(), nth: message.nth };
    // A fault finds only what was sent.
    let aim = match message.sent {
        None => Aim::Never,
        Some(_) if sealed => Aim::Alter(target),
        Some(_) => Aim::Wire(target),
    };
    Bytes::new(trace, blob, aim, message.sent.filter(|_| arrived))
}

/// A record as it stood on the wire, and what it held.
pub fn of_record(trace: &Trace, record: &Record, piece: &Piece, arrived: bool) -> Vec<Bytes> {
    let wire = if arrived { record.arrived.or(record.sent) } else { record.sent.or(record.arrived) };
    let side = trace.connections.get(usize::from(record.conn.0));
    let from = match side.is_some_and(|side| side.server == record.from) {
        true => Role::Server,
        false => Role::Client,
    };
    let earlier = trace.records.iter().filter(|other| {
        (other.conn, other.from) == (record.conn, record.from) && other.sent.is_some() && other.id < record.id
    });
    let nth = u32::try_from(earlier.count() + 1).unwrap_or(u32::MAX);
    let target = Target { conn: record.conn, from, name: "record".to_owned(), nth };
    let aim = record.sent.map_or(Aim::Never, |_| Aim::Wire(target));
    let wire = wire.and_then(|blob| Bytes::new(trace, blob, aim, record.sent.filter(|_| arrived)));
    let plain = match (arrived, &record.opened) {
        (true, Opened::Plain(blob)) => Some(*blob),
        (true, Opened::Failed) => None,
        _ => record.plain,
    };
    let plain = plain.filter(|_| record.under().is_some()).and_then(|blob| Bytes::new(trace, blob, Aim::Never, None));
    // The receiver's plaintext is a blob of its own, with the same bytes at the same places.
    let plain = plain.map(|plain| Bytes { part: piece.range.clone(), ..plain });
    wire.into_iter().chain(plain).collect()
}

/// Where two byte strings first and last differ, in the second.
pub fn difference(sent: &[u8], arrived: &[u8]) -> Range<u32> {
    let Some(start) = (0..arrived.len()).find(|at| sent.get(*at) != arrived.get(*at)) else { return 0..0 };
    let same = sent.iter().rev().zip(arrived.iter().rev()).take_while(|(a, b)| a == b).count();
    let end = arrived.len().saturating_sub(same).max(start + 1);
    start as u32..end as u32
}
