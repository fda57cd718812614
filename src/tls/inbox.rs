//! From a byte stream to records, and from records to handshake messages. Knows no order of messages.

use super::refusal::{Mismatch, Refusal, Stranger};
use crate::wire::handshake::{UNKNOWN, max_body};
use crate::wire::{BlobId, Blobs, ContentType, Grammar, HandshakeType, Origin, Piece, Protection, ProtocolVersion};
use crate::wire::{DecodeError, Reader, Wire, codec::Context, record};

/// The largest handshake message taken where its grammar allows more, in bytes; any real chain fits.
const MAX_HANDSHAKE: usize = 1 << 17;
/// The most bytes that are shown of what is no record.
const MAX_STRAY: usize = 1 << 14;

/// Bytes that arrived and have not been used yet.
#[derive(Clone, Debug, Default)]
pub struct Inbox {
    stream: Queue,
    handshake: Queue,
    /// Whether a record was taken: whoever speaks another protocol does so from the first byte.
    begun: bool,
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

    /// How many bytes of an unfinished handshake message are waiting.
    pub fn partial(&self) -> usize {
        self.handshake.bytes.len()
    }

    /// The next whole record, or none until more bytes arrive. A header that no record can have is
    /// refused at once (RFC 8446, 5.1; RFC 5246, 6.2.1). A major version other than 3 is refused by practice, as OpenSSL
    /// does with "wrong version number": RFC 8446, 5.1 has receivers ignore the field, RFC 5246, E.1 accept {03,XX}.
    pub fn record(
        &mut self,
        blobs: &mut Blobs,
        protection: Option<Protection>,
        limit: usize,
    ) -> Result<Option<Taken>, Refusal> {
        let mut reader = Reader::new(&self.stream.bytes, Context::default());
        let Ok(header) = record::Header::read(&mut reader) else { return Ok(None) };
        if !(ContentType::change_cipher_spec.0..=ContentType::application_data.0).contains(&header.content_type.0) {
            let came = format!("0x{:02x}", header.content_type.0);
            return Err(Refusal::UnknownContentType(self.stranger(Stranger::CONTENT_TYPES, came)));
        }
        if header.legacy_record_version.0 >> 8 != ProtocolVersion::TLSv1_2.0 >> 8 {
            let came = format!("0x{:04x}", header.legacy_record_version.0);
            return Err(Refusal::BadRecordVersion(self.stranger("0x03XX", came)));
        }
        if usize::from(header.length) > limit {
            return Err(Refusal::RecordOverflow(Mismatch::bytes_up_to(limit, header.length)));
        }
        let len = record::HEADER_LEN + usize::from(header.length);
        if self.stream.bytes.len() < len {
            return Ok(None);
        }
        self.begun = true;
        let (bytes, pieces) = self.stream.cut(len);
        let wire = match &pieces[..] {
            [one] if *one == blobs.whole(one.blob) && is_record(blobs, one.blob) => one.blob,
            _ => blobs.add(bytes, Grammar::Record(protection), Origin::Arrived { of: pieces }),
        };
        Ok(Some(Taken { header, wire }))
    }

    fn stranger(&self, expected: &str, came: String) -> Stranger {
        let head = self.stream.bytes.get(..MAX_STRAY.min(self.stream.bytes.len())).unwrap_or_default();
        Stranger::at(Mismatch::new(expected, came), head, !self.begun)
    }

    /// Takes the bytes that are no whole record, as far as they came; none where there are none.
    pub fn partial_record(&mut self, blobs: &mut Blobs, grammar: Grammar) -> Option<BlobId> {
        let (bytes, pieces) = self.stream.cut(MAX_STRAY);
        (!bytes.is_empty()).then(|| blobs.add(bytes, grammar, Origin::Arrived { of: pieces }))
    }

    /// Takes the bytes of the unfinished handshake message, and the pieces that hold them.
    pub fn partial_message(&mut self, blobs: &mut Blobs, grammar: Grammar) -> Option<(BlobId, Vec<Piece>)> {
        let (bytes, pieces) = self.handshake.cut(usize::MAX);
        let origin = Origin::Arrived { of: pieces.clone() };
        (!bytes.is_empty()).then(|| (blobs.add(bytes, grammar, origin), pieces))
    }

    /// Takes in a stretch of handshake bytes.
    pub fn push_handshake(&mut self, piece: &Piece, blobs: &Blobs) {
        self.handshake.push(piece, blobs);
    }

    /// The next whole handshake message, or none until more bytes arrive. What is longer than its grammar allows is
    /// refused by its header; what is allowed to be longer than we take is, too, though no RFC sets that limit.
    pub fn handshake(&mut self) -> Result<Option<Whole>, Refusal> {
        let [code, a, b, c, ..] = self.handshake.bytes[..] else { return Ok(None) };
        let body = u32::from_be_bytes([0, a, b, c]);
        let len = 4 + body as usize;
        match max_body(HandshakeType(code)) {
            Some(max) if body > max => {
                let path = format!("{}.length", Self::name_of(&[code]));
                return Err(Refusal::Undecodable { path, why: DecodeError::Length { found: body, min: 0, max } });
            }
            None if len > MAX_HANDSHAKE => {
                return Err(Refusal::HandshakeTooLong(Mismatch::bytes_up_to(MAX_HANDSHAKE, len)));
            }
            _ => {}
        }
        if self.handshake.bytes.len() < len {
            return Ok(None);
        }
        let (bytes, pieces) = self.handshake.cut(len);
        Ok(Some(Whole { bytes, pieces }))
    }

    /// The name of a message by its type alone.
    pub fn name_of(bytes: &[u8]) -> &'static str {
        let code = HandshakeType(bytes.first().copied().unwrap_or_default());
        code.name().unwrap_or(UNKNOWN)
    }
}

fn is_record(blobs: &Blobs, id: BlobId) -> bool {
    blobs.get(id).is_some_and(|blob| matches!(blob.grammar, Grammar::Record(_)))
}
