//! The key schedule of TLS 1.3 (RFC 8446, 7.1 to 7.3), each value through the ledger.
//! Knows no message, only where in the transcript it stands.

use super::effect::Epoch;
use super::guard::{Guard, Keys};
use super::names::Name;
use super::refusal::Refusal;
use super::schemes::{Cipher, cipher, kdf_hash};
use super::session::Session;
use crate::crypto::Hash;
use crate::crypto::ledger::Formula;
use crate::wire::{EntryId, Role};

/// The length of a nonce in bytes (RFC 8446, 5.3).
const IV_LEN: u16 = 12;

/// Where the schedule stands: the secrets that later ones are made from.
#[derive(Clone, Copy, Debug)]
pub struct Schedule {
    pub hash: Hash,
    empty_context: EntryId,
    empty_hash: EntryId,
    zeros: EntryId,
    handshake_secret: EntryId,
    pub client_handshake: EntryId,
    pub server_handshake: EntryId,
}

/// The application secrets.
#[derive(Clone, Copy, Debug)]
pub struct Application {
    pub hash: Hash,
    pub empty_context: EntryId,
    pub main_secret: EntryId,
    pub client: EntryId,
    pub server: EntryId,
}

impl Schedule {
    /// From nothing to the handshake traffic secrets: the transcript is ClientHello..ServerHello.
    pub fn handshake(session: &mut Session, shared: EntryId) -> Result<Self, Refusal> {
        let hash = kdf_hash(session.suite()?);
        let len = hash.len() as u16;
        let zeros = session.give(Name::Zeros, vec![0; hash.len()]);
        let empty_context = session.give(Name::EmptyContext, Vec::new());
        let empty_hash = session.learn(Name::EmptyHash, Formula::TranscriptHash { hash, covered: Vec::new() })?;
        let early = session.learn(Name::EarlySecret, Formula::Extract { hash, salt: zeros, ikm: zeros })?;
        let derived = Formula::ExpandLabel { hash, secret: early, label: "derived", context: empty_hash, len };
        let salt = session.learn(Name::DerivedEarlySecret, derived)?;
        let handshake_secret = session.learn(Name::HandshakeSecret, Formula::Extract { hash, salt, ikm: shared })?;
        let hello_hash = session.transcript_hash(Name::TranscriptHash, hash)?;
        let traffic = |label| Formula::ExpandLabel { hash, secret: handshake_secret, label, context: hello_hash, len };
        let client_handshake = session.learn(Name::ClientHandshakeTrafficSecret, traffic("c hs traffic"))?;
        let server_handshake = session.learn(Name::ServerHandshakeTrafficSecret, traffic("s hs traffic"))?;
        Ok(Self { hash, empty_context, empty_hash, zeros, handshake_secret, client_handshake, server_handshake })
    }

    /// The traffic secret of one side's handshake messages.
    pub fn secret_of(&self, role: Role) -> EntryId {
        match role {
            Role::Client => self.client_handshake,
            Role::Server => self.server_handshake,
        }
    }

    /// Arms one direction with its handshake keys.
    pub fn arm(&self, session: &mut Session, writer: Role) -> Result<(), Refusal> {
        let names = match writer {
            Role::Client => (Name::ClientHandshakeKey, Name::ClientHandshakeIv),
            Role::Server => (Name::ServerHandshakeKey, Name::ServerHandshakeIv),
        };
        arm(session, writer, Epoch::Handshake, self.hash, self.secret_of(writer), self.empty_context, names)
    }

    /// verify_data of one side over the transcript so far (RFC 8446, 4.4.4).
    pub fn verify_data(&self, session: &mut Session, role: Role) -> Result<EntryId, Refusal> {
        let (key_name, data_name) = match role {
            Role::Client => (Name::ClientFinishedKey, Name::ClientVerifyData),
            Role::Server => (Name::ServerFinishedKey, Name::ServerVerifyData),
        };
        let (hash, context) = (self.hash, self.empty_context);
        let len = hash.len() as u16;
        let secret = self.secret_of(role);
        let key = session.learn(key_name, Formula::ExpandLabel { hash, secret, label: "finished", context, len })?;
        let data = session.transcript_hash(Name::TranscriptHash, hash)?;
        session.learn(data_name, Formula::Hmac { hash, key, data })
    }

    /// The application traffic secrets: the transcript is ClientHello..server Finished.
    pub fn application(&self, session: &mut Session) -> Result<Application, Refusal> {
        let (hash, len) = (self.hash, self.hash.len() as u16);
        let secret = self.handshake_secret;
        let derived = Formula::ExpandLabel { hash, secret, label: "derived", context: self.empty_hash, len };
        let salt = session.learn(Name::DerivedHandshakeSecret, derived)?;
        let main_secret = session.learn(Name::MainSecret, Formula::Extract { hash, salt, ikm: self.zeros })?;
        let context = session.transcript_hash(Name::TranscriptHash, hash)?;
        let traffic = |label| Formula::ExpandLabel { hash, secret: main_secret, label, context, len };
        let client = session.learn(Name::ClientApplicationTrafficSecret, traffic("c ap traffic"))?;
        let server = session.learn(Name::ServerApplicationTrafficSecret, traffic("s ap traffic"))?;
        session.learn(Name::ExporterMasterSecret, traffic("exp master"))?;
        Ok(Application { hash, empty_context: self.empty_context, main_secret, client, server })
    }
}

impl Application {
    /// Arms one direction with its application keys.
    pub fn arm(&self, session: &mut Session, writer: Role) -> Result<(), Refusal> {
        let (secret, names) = match writer {
            Role::Client => (self.client, (Name::ClientApplicationKey, Name::ClientApplicationIv)),
            Role::Server => (self.server, (Name::ServerApplicationKey, Name::ServerApplicationIv)),
        };
        arm(session, writer, Epoch::Application, self.hash, secret, self.empty_context, names)
    }

    /// The resumption secret: the transcript is ClientHello..client Finished.
    pub fn resumption(&self, session: &mut Session) -> Result<EntryId, Refusal> {
        let (hash, len) = (self.hash, self.hash.len() as u16);
        let context = session.transcript_hash(Name::TranscriptHash, hash)?;
        let formula = Formula::ExpandLabel { hash, secret: self.main_secret, label: "res master", context, len };
        session.learn(Name::ResumptionMasterSecret, formula)
    }

    /// Renews one direction's secret and keys after a KeyUpdate (RFC 8446, 7.2).
    pub fn update(&mut self, session: &mut Session, writer: Role) -> Result<(), Refusal> {
        let (hash, context, len) = (self.hash, self.empty_context, self.hash.len() as u16);
        let (secret, name) = match writer {
            Role::Client => (&mut self.client, Name::NextClientApplicationTrafficSecret),
            Role::Server => (&mut self.server, Name::NextServerApplicationTrafficSecret),
        };
        let next = Formula::ExpandLabel { hash, secret: *secret, label: "traffic upd", context, len };
        *secret = session.learn(name, next)?;
        self.arm(session, writer)
    }
}

/// Traffic keys of a secret (RFC 8446, 7.3), in force from here on.
fn arm(
    session: &mut Session,
    writer: Role,
    epoch: Epoch,
    hash: Hash,
    secret: EntryId,
    context: EntryId,
    names: (Name, Name),
) -> Result<(), Refusal> {
    let Cipher::Aead(aead) = cipher(session.suite()?) else { return Err(Refusal::Internal { what: "cipher suite" }) };
    let len = aead.key_len() as u16;
    let key = session.learn(names.0, Formula::ExpandLabel { hash, secret, label: "key", context, len })?;
    let iv = session.learn(names.1, Formula::ExpandLabel { hash, secret, label: "iv", context, len: IV_LEN })?;
    let keys = Keys::Tls13 { aead, key: session.bytes(key)?.to_vec(), iv: session.bytes(iv)?.to_vec() };
    let guard = Guard::new(keys, key);
    match writer == session.role {
        true => session.arm_writer(guard, epoch, vec![key, iv]),
        false => session.arm_reader(guard, epoch, vec![key, iv]),
    }
}
