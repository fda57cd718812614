//! The key schedule of TLS 1.3 (RFC 8446, 7.1 to 7.3), each value through the ledger.
//! Knows no message, only where in the transcript it stands.

use super::guard::{Guard, Keys};
use super::mind::Desk;
use super::names::Name;
use super::refusal::Refusal;
use super::schemes::{Cipher, cipher, kdf_hash};
use super::transcript::Transcript;
use crate::crypto::Hash;
use crate::crypto::ledger::Formula;
use crate::wire::{EntryId, Role, Suite};

/// The length of a nonce in bytes (RFC 8446, 5.3).
const IV_LEN: u16 = 12;

/// The top of the schedule: what a pre-shared key alone gives, or its absence (RFC 8446, 7.1).
#[derive(Clone, Copy, Debug)]
pub struct Early {
    pub hash: Hash,
    empty_context: EntryId,
    empty_hash: EntryId,
    zeros: EntryId,
    secret: EntryId,
}

/// Where the schedule stands: the secrets that later ones are made from.
#[derive(Clone, Copy, Debug)]
pub struct Schedule {
    suite: &'static Suite,
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
    suite: &'static Suite,
    pub hash: Hash,
    pub empty_context: EntryId,
    pub main_secret: EntryId,
    pub client: EntryId,
    pub server: EntryId,
}

impl Early {
    /// From a pre-shared key, or from zeros where there is none.
    pub fn new(desk: &mut Desk, hash: Hash, psk: Option<EntryId>) -> Result<Self, Refusal> {
        let zeros = desk.give(Name::Zeros, vec![0; hash.len()]);
        let empty_context = desk.give(Name::EmptyContext, Vec::new());
        let empty_hash = desk.learn(Name::EmptyHash, Formula::TranscriptHash { hash, covered: Vec::new() })?;
        let extract = Formula::Extract { hash, salt: zeros, ikm: psk.unwrap_or(zeros) };
        let secret = desk.learn(Name::EarlySecret, extract)?;
        Ok(Self { hash, empty_context, empty_hash, zeros, secret })
    }

    /// The proof that its sender has the pre-shared key: an HMAC over the ClientHello up to the binders, as a Finished is
    /// one over the handshake (RFC 8446, 4.2.11.2).
    pub fn binder(&self, desk: &mut Desk, external: bool, data: EntryId) -> Result<EntryId, Refusal> {
        let (hash, secret, len) = (self.hash, self.secret, self.hash.len() as u16);
        let label = if external { "ext binder" } else { "res binder" };
        let context = self.empty_hash;
        let secret = desk.learn(Name::BinderKey, Formula::ExpandLabel { hash, secret, label, context, len })?;
        let context = self.empty_context;
        let finished = Formula::ExpandLabel { hash, secret, label: "finished", context, len };
        let key = desk.learn(Name::BinderFinishedKey, finished)?;
        desk.learn(Name::Binder, Formula::Hmac { hash, key, data })
    }

    /// The keys of early data: the transcript is the ClientHello alone.
    pub fn keys(
        &self,
        desk: &mut Desk,
        transcript: &Transcript,
        suite: &Suite,
    ) -> Result<(Guard, Vec<EntryId>), Refusal> {
        let (hash, len) = (self.hash, self.hash.len() as u16);
        let context = transcript.hash(desk, Name::TranscriptHash, hash)?;
        let early = |label| Formula::ExpandLabel { hash, secret: self.secret, label, context, len };
        let secret = desk.learn(Name::ClientEarlyTrafficSecret, early("c e traffic"))?;
        desk.learn(Name::EarlyExporterMasterSecret, early("e exp master"))?;
        keys(desk, suite, secret, self.empty_context, (Name::ClientEarlyKey, Name::ClientEarlyIv))
    }
}

impl Schedule {
    /// On to the handshake traffic secrets: the transcript is ClientHello..ServerHello. Without key agreement zeros stand
    /// in the place of the shared secret.
    pub fn handshake(
        desk: &mut Desk,
        transcript: &Transcript,
        suite: &'static Suite,
        early: Early,
        shared: Option<EntryId>,
    ) -> Result<Self, Refusal> {
        let Early { hash, empty_context, empty_hash, zeros, secret } = early;
        let len = hash.len() as u16;
        let derived = Formula::ExpandLabel { hash, secret, label: "derived", context: empty_hash, len };
        let salt = desk.learn(Name::DerivedEarlySecret, derived)?;
        let extract = Formula::Extract { hash, salt, ikm: shared.unwrap_or(zeros) };
        let handshake_secret = desk.learn(Name::HandshakeSecret, extract)?;
        let hello_hash = transcript.hash(desk, Name::TranscriptHash, hash)?;
        let traffic = |label| Formula::ExpandLabel { hash, secret: handshake_secret, label, context: hello_hash, len };
        let client_handshake = desk.learn(Name::ClientHandshakeTrafficSecret, traffic("c hs traffic"))?;
        let server_handshake = desk.learn(Name::ServerHandshakeTrafficSecret, traffic("s hs traffic"))?;
        Ok(Self { suite, hash, empty_context, empty_hash, zeros, handshake_secret, client_handshake, server_handshake })
    }

    /// The traffic secret of one side's handshake messages.
    pub fn secret_of(&self, role: Role) -> EntryId {
        match role {
            Role::Client => self.client_handshake,
            Role::Server => self.server_handshake,
        }
    }

    /// The handshake keys of one direction.
    pub fn keys(&self, desk: &mut Desk, writer: Role) -> Result<(Guard, Vec<EntryId>), Refusal> {
        let names = match writer {
            Role::Client => (Name::ClientHandshakeKey, Name::ClientHandshakeIv),
            Role::Server => (Name::ServerHandshakeKey, Name::ServerHandshakeIv),
        };
        keys(desk, self.suite, self.secret_of(writer), self.empty_context, names)
    }

    /// verify_data of one side over the transcript so far (RFC 8446, 4.4.4).
    pub fn verify_data(&self, desk: &mut Desk, transcript: &Transcript, role: Role) -> Result<EntryId, Refusal> {
        let (key_name, data_name) = match role {
            Role::Client => (Name::ClientFinishedKey, Name::ClientVerifyData),
            Role::Server => (Name::ServerFinishedKey, Name::ServerVerifyData),
        };
        let (hash, context) = (self.hash, self.empty_context);
        let len = hash.len() as u16;
        let secret = self.secret_of(role);
        let key = desk.learn(key_name, Formula::ExpandLabel { hash, secret, label: "finished", context, len })?;
        let data = transcript.hash(desk, Name::TranscriptHash, hash)?;
        desk.learn(data_name, Formula::Hmac { hash, key, data })
    }

    /// The application traffic secrets: the transcript is ClientHello..server Finished.
    pub fn application(&self, desk: &mut Desk, transcript: &Transcript) -> Result<Application, Refusal> {
        let (hash, len) = (self.hash, self.hash.len() as u16);
        let secret = self.handshake_secret;
        let derived = Formula::ExpandLabel { hash, secret, label: "derived", context: self.empty_hash, len };
        let salt = desk.learn(Name::DerivedHandshakeSecret, derived)?;
        let main_secret = desk.learn(Name::MainSecret, Formula::Extract { hash, salt, ikm: self.zeros })?;
        let context = transcript.hash(desk, Name::TranscriptHash, hash)?;
        let traffic = |label| Formula::ExpandLabel { hash, secret: main_secret, label, context, len };
        let client = desk.learn(Name::ClientApplicationTrafficSecret, traffic("c ap traffic"))?;
        let server = desk.learn(Name::ServerApplicationTrafficSecret, traffic("s ap traffic"))?;
        desk.learn(Name::ExporterMasterSecret, traffic("exp master"))?;
        let (suite, empty_context) = (self.suite, self.empty_context);
        Ok(Application { suite, hash, empty_context, main_secret, client, server })
    }
}

impl Application {
    /// The application keys of one direction.
    pub fn keys(&self, desk: &mut Desk, writer: Role) -> Result<(Guard, Vec<EntryId>), Refusal> {
        let (secret, names) = match writer {
            Role::Client => (self.client, (Name::ClientApplicationKey, Name::ClientApplicationIv)),
            Role::Server => (self.server, (Name::ServerApplicationKey, Name::ServerApplicationIv)),
        };
        keys(desk, self.suite, secret, self.empty_context, names)
    }

    /// The resumption secret: the transcript is ClientHello..client Finished.
    pub fn resumption(&self, desk: &mut Desk, transcript: &Transcript) -> Result<EntryId, Refusal> {
        let (hash, len) = (self.hash, self.hash.len() as u16);
        let context = transcript.hash(desk, Name::TranscriptHash, hash)?;
        let formula = Formula::ExpandLabel { hash, secret: self.main_secret, label: "res master", context, len };
        desk.learn(Name::ResumptionMasterSecret, formula)
    }

    /// Renews one direction's secret after a KeyUpdate, and gives its keys (RFC 8446, 7.2).
    pub fn update(&mut self, desk: &mut Desk, writer: Role) -> Result<(Guard, Vec<EntryId>), Refusal> {
        let (hash, context, len) = (self.hash, self.empty_context, self.hash.len() as u16);
        let (secret, name) = match writer {
            Role::Client => (&mut self.client, Name::NextClientApplicationTrafficSecret),
            Role::Server => (&mut self.server, Name::NextServerApplicationTrafficSecret),
        };
        let next = Formula::ExpandLabel { hash, secret: *secret, label: "traffic upd", context, len };
        *secret = desk.learn(name, next)?;
        self.keys(desk, writer)
    }
}

/// The keys of a traffic secret that is known by itself, as a key log tells it.
pub fn keys_of(
    desk: &mut Desk,
    suite: &Suite,
    secret: EntryId,
    names: (Name, Name),
) -> Result<(Guard, Vec<EntryId>), Refusal> {
    let context = desk.give(Name::EmptyContext, Vec::new());
    keys(desk, suite, secret, context, names)
}

/// Traffic keys of a secret (RFC 8446, 7.3).
fn keys(
    desk: &mut Desk,
    suite: &Suite,
    secret: EntryId,
    context: EntryId,
    names: (Name, Name),
) -> Result<(Guard, Vec<EntryId>), Refusal> {
    let Cipher::Aead(aead) = cipher(suite) else { return Err(Refusal::Internal { what: "cipher suite" }) };
    let (hash, len) = (kdf_hash(suite), aead.key_len() as u16);
    let key = desk.learn(names.0, Formula::ExpandLabel { hash, secret, label: "key", context, len })?;
    let iv = desk.learn(names.1, Formula::ExpandLabel { hash, secret, label: "iv", context, len: IV_LEN })?;
    let keys = Keys::Tls13 { aead, key: desk.bytes(key)?.to_vec(), iv: desk.bytes(iv)?.to_vec() };
    Ok((Guard::new(keys, key), vec![key, iv]))
}
