//! What both sides hold of an extension's content, whoever sent it. Knows no message.

use super::refusal::{Mismatch, Refusal, listed};
use crate::wire::extensions::{EcPointFormats, RenegotiationInfo};
use crate::wire::vectors::Opaque;
use crate::wire::{ECPointFormat, Role, hex};

/// An empty renegotiated_connection is the only right one in a first handshake, whoever sent it (RFC 5746, 3.4 and 3.6).
pub fn renegotiation(info: &RenegotiationInfo, by: Role) -> Result<(), Refusal> {
    let Opaque(bytes) = &info.renegotiated_connection;
    match bytes.is_empty() {
        true => Ok(()),
        false => Err(Refusal::BadRenegotiationInfo { by, mismatch: Mismatch::new("", hex::encode(bytes)) }),
    }
}

/// Whoever lists point formats must list the one that is always there (RFC 8422, 5.1.2 and 5.2).
pub fn point_formats(formats: &EcPointFormats) -> Result<(), Refusal> {
    let formats = &formats.ec_point_format_list.0;
    match formats.contains(&ECPointFormat::uncompressed) {
        true => Ok(()),
        false => Err(Refusal::UncompressedMissing(Mismatch::new(ECPointFormat::uncompressed, listed(formats)))),
    }
}
