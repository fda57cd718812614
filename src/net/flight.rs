//! What one side writes at once: records, and the messages they carry. Knows where each byte of a
//! message stands on the wire; knows nothing of what becomes of it on the way.

use crate::short::Map;
use std::ops::Range;

use super::fault::Target;
use crate::pki::annotate;
use crate::tls::{Output, SentRecord};
use crate::wire::record::HEADER_LEN;
use crate::wire::{BlobId, Blobs, ConnId, Grammar, Piece, Protection, Role};

/// The records that one turn of a party put on the wire, in order.
#[derive(Clone, Debug, PartialEq)]
pub struct Flight {
    pub conn: ConnId,
    pub from: Role,
    pub messages: Vec<Carried>,
    pub records: Vec<Carrier>,
}

/// A message of a flight.
#[derive(Clone, Debug, PartialEq)]
pub struct Carried {
    pub name: &'static str,
    /// The nth of that name from that side, from 1.
    pub nth: u32,
    pub blob: BlobId,
    /// Which bytes of which plaintexts carry it.
    pub pieces: Vec<Piece>,
}

/// A record of a flight.
#[derive(Clone, Debug, PartialEq)]
pub struct Carrier {
    /// The nth record from that side, from 1.
    pub nth: u32,
    pub sent: SentRecord,
}

/// A stretch of one record's bytes on the wire.
#[derive(Clone, Debug, PartialEq)]
pub struct Stretch {
    /// The record's index in its flight.
    pub record: usize,
    pub range: Range<u32>,
}

/// How many messages and records of each name either side has sent on a connection.
#[derive(Clone, Debug, Default)]
pub struct Numbers(Map<(Role, &'static str), u32>);

impl Numbers {
    /// The number of the next of that name from that side, from 1.
    pub fn next(&mut self, from: Role, name: &'static str) -> u32 {
        let count = self.0.slot((from, name));
        *count += 1;
        *count
    }
}

impl Flight {
    /// The flight that a turn's outputs hold; it may be empty.
    pub fn of(outputs: &[Output], conn: ConnId, from: Role, numbers: &mut Numbers) -> Self {
        let mut flight = Self { conn, from, messages: Vec::new(), records: Vec::new() };
        for output in outputs {
            match output {
                Output::Wrote(wrote) => flight.messages.push(Carried {
                    name: wrote.name,
                    nth: numbers.next(from, wrote.name),
                    blob: wrote.blob,
                    pieces: wrote.pieces.clone(),
                }),
                Output::Record(sent) => {
                    flight.records.push(Carrier { nth: numbers.next(from, "record"), sent: sent.clone() });
                }
                _ => {}
            }
        }
        flight
    }

    /// Where a target's bytes stand on the wire, in order; empty where this flight does not hold it.
    pub fn stretches(&self, target: &Target, blobs: &Blobs) -> Vec<Stretch> {
        if target.conn != self.conn || target.from != self.from {
            return Vec::new();
        }
        if target.name == "record" {
            let hit = self.records.iter().position(|record| record.nth == target.nth);
            return hit.map(|at| self.whole(at, blobs)).into_iter().collect();
        }
        self.message(target).map(|message| self.stretches_of(message, blobs)).unwrap_or_default()
    }

    /// The message that a target names.
    pub fn message(&self, target: &Target) -> Option<&Carried> {
        self.messages.iter().find(|message| message.name == target.name && message.nth == target.nth)
    }

    /// Where a message stands on the wire: for a protected one, where its ciphertext does.
    pub fn stretches_of(&self, message: &Carried, blobs: &Blobs) -> Vec<Stretch> {
        let stretch = |piece: &Piece| {
            let record = self.records.iter().position(|record| record.sent.plain == piece.blob)?;
            let skip = content_offset(blobs, self.records.get(record)?.sent.wire);
            Some(Stretch { record, range: piece.range.start + skip..piece.range.end + skip })
        };
        message.pieces.iter().filter_map(stretch).collect()
    }

    /// How far into a target a field lies, in bytes; none where the target has no such field.
    /// The path may leave out the name of the message.
    pub fn field(&self, target: &Target, path: &str, blobs: &Blobs) -> Option<u32> {
        if path.is_empty() {
            return Some(0);
        }
        let blob = match target.name.as_str() {
            "record" => self.records.iter().find(|record| record.nth == target.nth).map(|record| record.sent.wire),
            _ => self.message(target).map(|message| message.blob),
        };
        let tree = annotate(blobs.get(blob?)?);
        let root = tree.spans.first().map(|span| span.name.to_string()).unwrap_or_default();
        let at = tree.find(path).or_else(|| tree.find(&format!("{root}.{path}")))?;
        tree.spans.get(at).map(|span| span.range.start)
    }

    /// The first message that has bytes in a record.
    pub fn first_in(&self, record: usize) -> Option<usize> {
        let plain = self.records.get(record)?.sent.plain;
        self.messages.iter().position(|message| message.pieces.iter().any(|piece| piece.blob == plain))
    }

    /// All bytes of a record.
    pub fn whole(&self, record: usize, blobs: &Blobs) -> Stretch {
        let len = self.records.get(record).map_or(0, |record| blobs.bytes(record.sent.wire).len());
        Stretch { record, range: 0..u32::try_from(len).unwrap_or(u32::MAX) }
    }

    /// How many bytes the flight has on the wire.
    pub fn len(&self, blobs: &Blobs) -> usize {
        self.records.iter().map(|record| blobs.bytes(record.sent.wire).len()).sum()
    }

    /// Whether nothing was written.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }
}

/// Where in a record's bytes its content begins: behind the header, and an explicit nonce or IV.
pub fn content_offset(blobs: &Blobs, wire: BlobId) -> u32 {
    let explicit = match blobs.get(wire).map(|blob| blob.grammar) {
        Some(Grammar::Record(Some(Protection::Aead12 { nonce, .. }))) => nonce,
        Some(Grammar::Record(Some(Protection::Cbc12 { iv }))) => iv,
        _ => 0,
    };
    HEADER_LEN as u32 + u32::from(explicit)
}
