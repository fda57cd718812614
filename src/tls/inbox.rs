//! From a byte stream to records, and from records to handshake messages. Knows no order of messages.

use super::refusal::Refusal;
use crate::wire::{BlobId, Blobs, ContentType, Grammar, Origin, Piece, Protection, ProtocolVersion, Wire, record};
use crate::wire::{Reader, codec::Context};

/// The largest handshake message taken, in bytes; certificates of any real chain fit.
const MAX_HANDSHAKE: usize = 1 << 17;

/// Bytes that arrived and have not been used yet.
#[derive(Clone, Debug, Default)]
pub struct Inbox {
    stream: Queue,
    handshake: Queue,
}

/// Bytes in order, with the pieces they came in.
#[derive(Clone, Debug, Default)]
struct Queue {
    bytes: Vec<u8>,
    pieces: Vec<Piece>,
}

impl Queue {
    fn push(&mut self, piece: &Piece, blobs: &Blobs) {
        let bytes = blobs.piece(piece);
        if !bytes.is_empty() {
            self.bytes.extend_from_slice(bytes);
            self.pieces.push(piece.clone());
        }
    }

    /// Takes the first `len` bytes and the pieces that hold them.
    fn cut(&mut self, len: usize) -> (Vec<u8>, Vec<Piece>) {
        let len = len.min(self.bytes.len());
        let bytes = self.bytes.drain(..len).collect();
        let (mut left, mut taken, mut used) = (len as u32, Vec::new(), 0);
        for piece in &mut self.pieces {
            let have = piece.range.end - piece.range.start;
            if left == 0 {
                break;
            }
            let n = have.min(left);
            taken.push(Piece { blob: piece.blob, range: piece.range.start..piece.range.start + n });
            piece.range.start += n;
            left -= n;
            used += usize::from(n == have);
        }
        self.pieces.drain(..used);
        (bytes, taken)
    }
}

/// A whole record off the stream.
pub struct Taken {
    pub header: record::Header,
    pub wire: BlobId,
}

/// A whole handshake message, with the pieces of plaintext that carried it.
pub struct Whole {
    pub bytes: Vec<u8>,
    pub pieces: Vec<Piece>,
}

impl Inbox {
    /// Takes bytes in.
    pub fn push(&mut self, pieces: &[Piece], blobs: &Blobs) {
        pieces.iter().for_each(|piece| self.stream.push(piece, blobs));
    }

    /// Whether bytes of an unfinished handshake message are waiting.
    pub fn partial(&self) -> bool {
        !self.handshake.bytes.is_empty()
    }

    /// The next whole record, or none until more bytes arrive. A header that no record can have is
    /// refused at once (RFC 8446, 5.1; RFC 5246, 6.2.1).
    pub fn record(
        &mut self,
        blobs: &mut Blobs,
        protection: Option<Protection>,
        limit: usize,
    ) -> Result<Option<Taken>, Refusal> {
        let mut reader = Reader::new(&self.stream.bytes, Context::default());
        let Ok(header) = record::Header::read(&mut reader) else { return Ok(None) };
        if !(ContentType::change_cipher_spec.0..=ContentType::application_data.0).contains(&header.content_type.0) {
            return Err(Refusal::UnknownContentType);
        }
        if header.legacy_record_version.0 >> 8 != ProtocolVersion::TLSv1_2.0 >> 8 {
            return Err(Refusal::BadRecordVersion);
        }
        if usize::from(header.length) > limit {
            return Err(Refusal::RecordOverflow);
        }
        let len = record::HEADER_LEN + usize::from(header.length);
        if self.stream.bytes.len() < len {
            return Ok(None);
        }
        let (bytes, pieces) = self.stream.cut(len);
        let wire = match &pieces[..] {
            [one] if *one == blobs.whole(one.blob) && is_record(blobs, one.blob) => one.blob,
            _ => blobs.add(bytes, Grammar::Record(protection), Origin::Arrived { of: pieces }),
        };
        Ok(Some(Taken { header, wire }))
    }

    /// Takes in a stretch of handshake bytes.
    pub fn push_handshake(&mut self, piece: &Piece, blobs: &Blobs) {
        self.handshake.push(piece, blobs);
    }

    /// The next whole handshake message, or none until more bytes arrive.
    pub fn handshake(&mut self) -> Result<Option<Whole>, Refusal> {
        let [_, a, b, c, ..] = self.handshake.bytes[..] else { return Ok(None) };
        let len = 4 + u32::from_be_bytes([0, a, b, c]) as usize;
        if len > MAX_HANDSHAKE {
            return Err(Refusal::HandshakeTooLong);
        }
        if self.handshake.bytes.len() < len {
            return Ok(None);
        }
        let (bytes, pieces) = self.handshake.cut(len);
        Ok(Some(Whole { bytes, pieces }))
    }
}

fn is_record(blobs: &Blobs, id: BlobId) -> bool {
    blobs.get(id).is_some_and(|blob| matches!(blob.grammar, Grammar::Record(_)))
}
