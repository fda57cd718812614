//! From messages and records of a trace to their bytes, as they left or as they arrived. Knows no annotation.

use super::bytes::{Aim, Bytes};
use crate::explain::{Part, What, change, is_foe};
use crate::lab::{Message, Record, Trace};
use crate::net::Target;
use crate::wire::{BlobId, Role};

/// The bytes of a message or a record, how to reach them, and what became of them on their way; `whole` opens certificates.
pub fn of_part(trace: &Trace, part: &Part, whole: bool) -> Option<Bytes> {
    match part.what {
        What::Message { id, before } => {
            let message = trace.message(id)?;
            let bytes = Bytes::new(trace, part.blob, aim(trace, message), whole)?;
            if part.left.is_none() && !before {
                return Some(bytes);
            }
            Some(struck(trace, message, before, bytes))
        }
        What::Wire(id) => {
            let record = trace.record(id)?;
            let bytes = Bytes::new(trace, part.blob, record_aim(trace, record), whole)?;
            Some(match part.left {
                Some(left) => Bytes { hurt: unlike(trace.blobs.bytes(left), &bytes.bytes), ..bytes },
                None => bytes,
            })
        }
        What::Inside => Bytes::new(trace, part.blob, Aim::Never, whole),
        // The receiver's plaintext is a blob of its own, with the same bytes at the same places.
        What::Plain(_) => Some(Bytes { part: part.part.clone(), ..Bytes::new(trace, part.blob, Aim::Never, whole)? }),
    }
}

/// With what happened to a message on its way, as it left (`before`) or as it arrived.
#[inline(never)] // of a later part, as is `unlike`
fn struck(trace: &Trace, message: &Message, before: bool, bytes: Bytes) -> Bytes {
    let change = change(trace, message).unwrap_or_default();
    let (hurt, own) = if before { (change.left, change.cut) } else { (change.arrived, change.added) };
    let struck = own.iter().chain(&change.changed).find_map(|path| bytes.tree.find(path));
    Bytes { hurt, struck, before, ..bytes }
}

/// A message as it arrived, its certificates open.
pub fn of_message(trace: &Trace, message: &Message, blob: BlobId) -> Option<Bytes> {
    Bytes::new(trace, blob, aim(trace, message), true)
}

fn aim(trace: &Trace, message: &Message) -> Aim {
    let sealed = message.records.iter().any(|(id, _)| trace.record(*id).is_some_and(|record| record.under().is_some()));
    let target = Target { conn: message.conn, from: message.role, name: message.name.to_owned(), nth: message.nth };
    // A fault finds only what was sent.
    match message.sent {
        None => Aim::Never,
        // An attacker repeats what it cannot read.
        Some(_) if is_foe(trace, message.conn, message.role) && sealed => Aim::Never,
        Some(_) if sealed => Aim::Alter(target),
        Some(_) => Aim::Wire(target),
    }
}

fn record_aim(trace: &Trace, record: &Record) -> Aim {
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
    record.sent.map_or(Aim::Never, |_| Aim::Wire(target))
}

/// The bytes that are not what was sent; of a record that is longer or shorter, all from the first to the last.
#[inline(never)]
fn unlike(sent: &[u8], arrived: &[u8]) -> Vec<std::ops::Range<u32>> {
    let differs = |at: &usize| sent.get(*at) != arrived.get(*at);
    if sent.len() == arrived.len() {
        return (0..arrived.len()).filter(differs).map(|at| at as u32..at as u32 + 1).collect();
    }
    let Some(start) = (0..arrived.len()).find(differs) else { return Vec::new() };
    let same = sent.iter().rev().zip(arrived.iter().rev()).take_while(|(a, b)| a == b).count();
    let end = arrived.len().saturating_sub(same).max(start + 1);
    std::iter::once(start as u32..end as u32).collect()
}
