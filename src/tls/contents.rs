//! What both sides hold of an extension's content, whoever sent it. Knows no message.

use super::ids::Check;
use super::refusal::{Mismatch, Refusal, listed};
use super::session::Session;
use crate::wire::extensions::{EcPointFormats, RenegotiationInfo};
use crate::wire::vectors::Opaque;
use crate::wire::{Clause, ECPointFormat, Role, hex};

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

/// A session made with extended_master_secret is never resumed without it, nor one without it by a peer that has it
/// (RFC 7627, 5.3).
pub fn resumed_extended(kept: bool, now: bool, session: &mut Session) -> Result<(), Refusal> {
    let word = |on: bool| if on { "extended_master_secret" } else { "" }.to_owned();
    let compared = vec![("kept", word(kept)), ("chosen", word(now))];
    let verdict = match (kept, now) {
        (true, false) => Err(Refusal::ExtendedMasterSecretDropped),
        (false, true) => Err(Refusal::ExtendedMasterSecretAdded),
        _ => Ok(()),
    };
    session.settle(Check::ResumedExtended, Clause::new(7627, "5.3"), compared, verdict)
}
