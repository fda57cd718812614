//! Every byte of the records that carry a message: where it stands, what it is, and the fault that changes it, as the
//! inspector would write it. Knows nothing of what comes of a change.

use super::{About, Area, Byte, MASK, Row};
use crate::lab::{Message, Record, Trace};
use crate::net::flight::content_offset;
use crate::net::{Fault, Spot, Target};
use crate::pki::annotate;
use crate::tls::{Change, Edit};
use crate::wire::{BlobId, Piece, Role, Tree};

/// The rows of a message, record by record.
pub fn rows(trace: &Trace, message: &Message, target: &Target) -> Vec<Row> {
    let tree = message.sent.and_then(|blob| tree(trace, blob));
    let mut rows = Vec::new();
    let mut told = 0;
    for (nth, (id, piece)) in message.records.iter().enumerate() {
        let Some(record) = trace.record(*id) else { continue };
        let Some(carrier) = Carrier::of(trace, record, target.from) else { continue };
        rows.extend((0..carrier.content).filter_map(|at| carrier.row(Area::Header, nth, at)));
        for at in piece.range.clone() {
            rows.extend(carrier.inside(target, tree.as_ref(), nth, carrier.content + at, told));
            told += 1;
        }
        let end = carrier.content + end(trace, record, piece);
        let len = u32::try_from(carrier.bytes.len()).unwrap_or(u32::MAX);
        rows.extend((end..len).filter_map(|at| carrier.row(Area::Trailer, nth, at)));
    }
    rows
}

/// A record on the wire.
struct Carrier<'a> {
    bytes: &'a [u8],
    tree: Tree,
    /// Where its content begins.
    content: u32,
    target: Target,
}

impl<'a> Carrier<'a> {
    fn of(trace: &'a Trace, record: &Record, from: Role) -> Option<Self> {
        let wire = record.sent?;
        let own = |other: &&Record| (other.conn, other.from) == (record.conn, record.from) && other.sent.is_some();
        let before = trace.records.iter().filter(own).filter(|other| other.id < record.id).count();
        let nth = u32::try_from(before + 1).ok()?;
        Some(Self {
            bytes: trace.blobs.bytes(wire),
            tree: tree(trace, wire)?,
            content: content_offset(&trace.blobs, wire),
            target: Target { conn: record.conn, from, name: "record".to_owned(), nth },
        })
    }

    /// A byte beside the message.
    fn row(&self, area: Area, record: usize, at: u32) -> Option<Row> {
        let value = *self.bytes.get(at as usize)?;
        let field = self.tree.leaf_at(at).map(|leaf| self.tree.path(leaf)).unwrap_or_default();
        let fault = wire(self.target.clone(), String::new(), at);
        Some(Row { about: About::Byte(Byte { area, record, at, value, field }), fault })
    }

    /// A byte of the message, by its offset there.
    fn inside(&self, target: &Target, tree: Option<&Tree>, record: usize, at: u32, told: u32) -> Option<Row> {
        let value = *self.bytes.get(at as usize)?;
        let leaf = tree.and_then(|tree| tree.leaf_at(told).map(|leaf| (tree.path(leaf), tree.range(leaf).start)));
        let (field, start) = leaf.unwrap_or_default();
        let fault = wire(target.clone(), field.clone(), told.saturating_sub(start));
        Some(Row { about: About::Byte(Byte { area: Area::Message, record, at: told, value, field }), fault })
    }
}

/// Where the last of the messages that share a record ends in its plaintext.
fn end(trace: &Trace, record: &Record, piece: &Piece) -> u32 {
    let carried = trace.messages.iter().flat_map(|message| &message.records).filter(|(id, _)| *id == record.id);
    carried.map(|(_, own)| own.range.end).max().unwrap_or(piece.range.end)
}

fn wire(target: Target, path: String, at: u32) -> Fault {
    Fault::Wire { target, spot: Spot { path, edit: Edit { at: at as usize, change: Change::Xor(vec![MASK]) } } }
}

fn tree(trace: &Trace, blob: BlobId) -> Option<Tree> {
    trace.blobs.get(blob).map(annotate)
}
