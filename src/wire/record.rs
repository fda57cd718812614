//! Records: the header, and what protection makes of the fragment (RFC 8446, 5; RFC 5246, 6.2).
//! Annotates ciphertext by its outer shape only; opening it is not done here.

use super::blob::Protection;
use super::codec::{DecodeError, Reader, Wire};
use super::codes::{ContentType, ProtocolVersion};
use super::vectors::Rest;

/// The length of a record's header in bytes.
pub const HEADER_LEN: usize = 5;
/// The largest plaintext fragment in bytes (RFC 8446, 5.1).
pub const MAX_PLAINTEXT: usize = 1 << 14;
/// The largest protected fragment in bytes (RFC 5246, 6.2.3).
pub const MAX_CIPHERTEXT: usize = MAX_PLAINTEXT + 2048;
/// The same in TLS 1.3 (RFC 8446, 5.2).
pub const MAX_CIPHERTEXT_13: usize = MAX_PLAINTEXT + 256;
/// The largest TLSInnerPlaintext in bytes: content, inner type and padding (RFC 8446, 5.4).
pub const MAX_INNER_PLAINTEXT: usize = MAX_PLAINTEXT + 1;

/// The header of a record, 5 bytes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Header {
    pub content_type: ContentType,
    pub legacy_record_version: ProtocolVersion,
    /// The fragment's length in bytes.
    pub length: u16,
}

impl Wire for Header {
    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            content_type: reader.field("Record", "type")?,
            legacy_record_version: reader.field("Record", "legacy_record_version")?,
            length: reader.length("Record", 0, 0xffff)? as u16,
        })
    }
    fn write(&self, out: &mut Vec<u8>) {
        self.content_type.write(out);
        self.legacy_record_version.write(out);
        self.length.write(out);
    }
}

/// Reads a whole record for its spans.
pub(super) fn record(reader: &mut Reader<'_>, protection: Option<Protection>) -> Result<(), DecodeError> {
    let header = Header::read(reader)?;
    reader.within(header.length.into(), |reader| fragment(reader, protection))
}

fn fragment(reader: &mut Reader<'_>, protection: Option<Protection>) -> Result<(), DecodeError> {
    match protection {
        None => {
            reader.field::<Rest>("Record", "fragment")?;
        }
        Some(Protection::Tls13 { tag }) => sealed(reader, 0, tag, "encrypted_record")?,
        Some(Protection::Aead12 { nonce, tag }) => sealed(reader, nonce, tag, "aead_ciphertext")?,
        Some(Protection::Cbc12 { iv }) => {
            exactly(reader, iv.into(), "iv")?;
            reader.field::<Rest>("Record", "block_ciphertext")?;
        }
    }
    Ok(())
}

/// An explicit nonce, a ciphertext, a tag; too short a fragment is all ciphertext.
fn sealed(reader: &mut Reader<'_>, nonce: u8, tag: u8, name: &'static str) -> Result<(), DecodeError> {
    exactly(reader, nonce.into(), "nonce_explicit")?;
    let cipher = reader.left().saturating_sub(tag.into());
    exactly(reader, cipher, name)?;
    reader.field::<Rest>("Record", "tag")?;
    Ok(())
}

/// TLSInnerPlaintext, RFC 8446, 5.2: content, its type, zeros.
pub(super) fn inner13(reader: &mut Reader<'_>) -> Result<(), DecodeError> {
    let bytes = reader.peek(0, reader.left());
    let content = bytes.iter().rposition(|byte| *byte != 0).unwrap_or(bytes.len());
    exactly(reader, content, "content")?;
    if reader.left() > 0 {
        reader.field::<ContentType>("Record", "inner_type")?;
    }
    reader.field::<Rest>("Record", "zeros")?;
    Ok(())
}

/// GenericBlockCipher without its IV, RFC 5246, 6.2.3.2: content, MAC, padding, padding_length.
pub(super) fn inner_cbc(reader: &mut Reader<'_>, mac: u8) -> Result<(), DecodeError> {
    let bytes = reader.peek(0, reader.left());
    let padding = usize::from(bytes.last().copied().unwrap_or_default());
    let content = bytes.len().checked_sub(padding + 1 + usize::from(mac)).unwrap_or(bytes.len());
    exactly(reader, content, "content")?;
    exactly(reader, reader.left().min(mac.into()), "mac")?;
    exactly(reader, reader.left().saturating_sub(1), "padding")?;
    if reader.left() > 0 {
        reader.field::<u8>("Record", "padding_length")?;
    }
    Ok(())
}

/// A field of exactly `len` bytes; none where `len` is 0.
fn exactly(reader: &mut Reader<'_>, len: usize, name: &'static str) -> Result<(), DecodeError> {
    if len == 0 {
        return Ok(());
    }
    reader.within(len, |reader| reader.field::<Rest>("Record", name)).map(|_| ())
}
