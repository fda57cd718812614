//! Following a byte back through what arrived to what was sent, by provenance alone.

use crate::lab::trace::Record;
use crate::net::flight::content_offset;
use crate::wire::{BlobId, Blobs, ContentType, Origin, Piece};

/// The pieces that a record on the wire was put together from; itself where it came through whole.
pub fn sources(blobs: &Blobs, wire: BlobId) -> Vec<Piece> {
    match blobs.get(wire).map(|blob| &blob.origin) {
        Some(Origin::Arrived { of }) => of.clone(),
        _ => vec![blobs.whole(wire)],
    }
}

/// Every byte of some pieces: its blob, its offset there.
pub fn bytes(pieces: &[Piece]) -> impl Iterator<Item = (BlobId, u32)> {
    pieces.iter().flat_map(|piece| piece.range.clone().map(|at| (piece.blob, at)))
}

/// Where a byte of an opened plaintext stood in a plaintext as sent: that blob, and the offset there.
pub fn as_sent<'a>(
    blobs: &Blobs,
    record: &'a Record,
    at: u32,
    by_wire: impl Fn(BlobId) -> Option<&'a Record>,
) -> Option<(BlobId, u32)> {
    let arrived = record.arrived?;
    let mut left = at.checked_add(content_offset(blobs, arrived))?;
    for source in sources(blobs, arrived) {
        let len = source.range.end - source.range.start;
        if left < len {
            let sent = by_wire(source.blob)?;
            let offset = (source.range.start + left).checked_sub(content_offset(blobs, source.blob))?;
            return Some((sent.plain?, offset));
        }
        left -= len;
    }
    None
}

/// The content type that a message's name implies, where it is no handshake message.
pub fn content_type(name: &str) -> Option<ContentType> {
    match name {
        "alert" => Some(ContentType::alert),
        "change_cipher_spec" => Some(ContentType::change_cipher_spec),
        "application_data" | "early_data" => Some(ContentType::application_data),
        "refused_record" | "partial_record" => None,
        _ => Some(ContentType::handshake),
    }
}
