//! What both roles do alike: key shares, ChangeCipherSpec, Finished. Knows no role's states.

use super::effect::{Check, Effect, Epoch, Verb};
use super::memory::{Handle, Kept};
use super::names::Name;
use super::refusal::{Mismatch, Refusal};
use super::schedule12::Schedule;
use super::schemes::{GROUPS, group};
use super::session::Session;
use crate::crypto::ledger::Formula;
use crate::wire::alert::ChangeCipherSpec;
use crate::wire::extensions::KeyShareEntry;
use crate::wire::handshake::Handshake;
use crate::wire::tls13::Finished;
use crate::wire::vectors::{Opaque, Rest};
use crate::wire::{BlobId, Clause, ContentType, DecodeError, EntryId, NamedGroup, Version, Wire, hex};

/// A key share of ours.
#[derive(Clone, Copy, Debug)]
pub struct Share {
    pub group: NamedGroup,
    pub private: EntryId,
    pub public: EntryId,
}

/// Makes an ephemeral key pair for a group (RFC 8446, 4.2.8).
pub fn share(session: &mut Session, code: NamedGroup) -> Result<Share, Refusal> {
    let group = group(code).ok_or_else(|| Refusal::GroupNotSpoken(Mismatch::among(&GROUPS, code)))?;
    let private = session.random(Name::EphemeralPrivateKey, group.private_len() as u16)?;
    let public = session.learn(Name::EphemeralPublicKey, Formula::PublicKey { group, private })?;
    Ok(Share { group: code, private, public })
}

/// The KeyShareEntry of a share.
pub fn entry(session: &Session, share: &Share) -> Result<KeyShareEntry, Refusal> {
    Ok(KeyShareEntry { group: share.group, key_exchange: Opaque(session.bytes(share.public)?.to_vec()) })
}

/// Writes a ChangeCipherSpec. In TLS 1.3 it means nothing and soothes middleboxes (RFC 8446, D.4).
pub fn write_ccs(session: &mut Session) {
    session.write_content("change_cipher_spec", ContentType::change_cipher_spec, ChangeCipherSpec(1).to_bytes());
}

/// Holds a Finished against what it should be. Its length is the hash's in TLS 1.3 (RFC 8446, 4.4.4) and 12 bytes in
/// TLS 1.2 (RFC 5246, 7.4.9).
pub fn verify_finished(session: &mut Session, expected: EntryId, found: &[u8], clause: Clause) -> Result<(), Refusal> {
    let expected = session.bytes(expected)?.to_vec();
    let (found_len, len) = (found.len() as u32, expected.len() as u32);
    if found_len != len {
        let why = DecodeError::Length { found: found_len, min: len, max: len };
        return Err(Refusal::Undecodable { path: "finished.verify_data".to_owned(), why });
    }
    let compared = vec![("expected", hex::encode(&expected)), ("found", hex::encode(found))];
    session.check(Check::Finished, expected == found, clause, compared, || Refusal::BadFinished)
}

/// TLS 1.2: ChangeCipherSpec, then Finished as the first protected message.
pub fn write_finished(schedule: &Schedule, session: &mut Session) -> Result<(), Refusal> {
    session.step(Verb::ComputeFinished);
    let role = session.role;
    let data = schedule.verify_data(&mut session.desk, &session.transcript, role)?;
    let verify_data = Rest(session.bytes(data)?.to_vec());
    write_ccs(session);
    session.arm(role, Epoch::Session, |_| Ok(schedule.keys(role)))?;
    session.write(&Handshake::Finished(Finished { verify_data }));
    Ok(())
}

/// TLS 1.2: takes the peer's Finished.
pub fn read_finished(
    schedule: &Schedule,
    message: &Finished,
    blob: BlobId,
    session: &mut Session,
) -> Result<(), Refusal> {
    session.step(Verb::VerifyFinished);
    session.effect(Effect::Read { message: blob });
    let expected = schedule.verify_data(&mut session.desk, &session.transcript, session.role.peer())?;
    verify_finished(session, expected, &message.verify_data.0, Clause::new(5246, "7.4.9"))?;
    session.absorb(blob);
    Ok(())
}

/// A session of this connection that may be resumed.
pub fn kept(handle: Handle, version: Version, secret: EntryId, session: &Session) -> Result<Kept, Refusal> {
    Ok(Kept {
        handle,
        version,
        suite: session.suite()?.code,
        secret,
        extended: false,
        host: session.host.clone(),
        protocol: session.negotiated.protocol.clone(),
        since: session.desk.now,
        lifetime: session.config.session_lifetime,
        age_add: 0,
        early: 0,
        client: session.client.clone(),
    })
}
