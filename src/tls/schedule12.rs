//! The keys of TLS 1.2 (RFC 5246, 6.3 and 8.1; RFC 7627), each value through the ledger.

use super::cbc::CbcKeys;
use super::guard::{Guard, Keys};
use super::mind::Desk;
use super::names::Name;
use super::refusal::Refusal;
use super::schemes::{Cipher, cipher, kdf_hash, mac_hash};
use super::transcript::Transcript;
use crate::crypto::Hash;
use crate::crypto::ledger::Formula;
use crate::wire::{EntryId, Role, Suite};

/// The length of a master secret in bytes (RFC 5246, 8.1).
const MASTER_SECRET_LEN: u16 = 48;
/// The length of verify_data in bytes (RFC 5246, 7.4.9).
const VERIFY_DATA_LEN: u16 = 12;

/// Both directions' keys, and what Finished needs.
#[derive(Clone, Debug)]
pub struct Schedule {
    hash: Hash,
    pub master_secret: EntryId,
    client: (Guard, Vec<EntryId>),
    server: (Guard, Vec<EntryId>),
}

impl Schedule {
    /// From the pre-master secret to both directions' keys. With `extended` the master secret depends on the
    /// whole transcript up to ClientKeyExchange (RFC 7627, 4), otherwise on the two randoms alone.
    pub fn new(
        desk: &mut Desk,
        transcript: &Transcript,
        suite: &'static Suite,
        pre_master: EntryId,
        randoms: (EntryId, EntryId),
        extended: bool,
    ) -> Result<Self, Refusal> {
        let hash = kdf_hash(suite);
        let (label, seed) = match extended {
            true => {
                let session_hash = transcript.hash(desk, Name::SessionHash, hash)?;
                ("extended master secret", vec![session_hash])
            }
            false => ("master secret", vec![randoms.0, randoms.1]),
        };
        let formula = Formula::Prf { hash, secret: pre_master, label, seed, len: MASTER_SECRET_LEN };
        let master_secret = desk.learn(Name::MasterSecret, formula)?;
        Self::from_master(desk, suite, master_secret, randoms)
    }

    /// From a master secret, of this connection or kept from an earlier one, and the randoms of this one.
    pub fn from_master(
        desk: &mut Desk,
        suite: &'static Suite,
        master_secret: EntryId,
        randoms: (EntryId, EntryId),
    ) -> Result<Self, Refusal> {
        let hash = kdf_hash(suite);
        let (mac_len, key_len, iv_len) = match cipher(suite) {
            Cipher::Aead(crate::crypto::Aead::ChaCha20Poly1305) => (0, 32, 12),
            Cipher::Aead(aead) => (0, aead.key_len(), 4),
            Cipher::Cbc(cbc) => (mac_hash(suite).len(), cbc.key_len(), 0),
        };
        let seed = vec![randoms.1, randoms.0]; // the server's first, RFC 5246, 6.3
        let len = (2 * (mac_len + key_len + iv_len)) as u16;
        let formula = Formula::Prf { hash, secret: master_secret, label: "key expansion", seed, len };
        let block = desk.learn(Name::KeyBlock, formula)?;
        let mut at = 0;
        let mut part = |desk: &mut Desk, name, len: usize| {
            let start = at;
            at += len as u16;
            match len {
                0 => Ok(None),
                _ => desk.learn(name, Formula::Part { of: block, start, end: at }).map(Some),
            }
        };
        let client_mac = part(desk, Name::ClientWriteMacKey, mac_len)?;
        let server_mac = part(desk, Name::ServerWriteMacKey, mac_len)?;
        let client_key = part(desk, Name::ClientWriteKey, key_len)?;
        let server_key = part(desk, Name::ServerWriteKey, key_len)?;
        let client_iv = part(desk, Name::ClientWriteIv, iv_len)?;
        let server_iv = part(desk, Name::ServerWriteIv, iv_len)?;
        let client = guard(desk, suite, client_mac, client_key, client_iv)?;
        let server = guard(desk, suite, server_mac, server_key, server_iv)?;
        Ok(Self { hash, master_secret, client, server })
    }

    /// One direction's keys.
    pub fn keys(&self, writer: Role) -> (Guard, Vec<EntryId>) {
        match writer {
            Role::Client => self.client.clone(),
            Role::Server => self.server.clone(),
        }
    }

    /// verify_data of one side over the transcript so far (RFC 5246, 7.4.9).
    pub fn verify_data(&self, desk: &mut Desk, transcript: &Transcript, role: Role) -> Result<EntryId, Refusal> {
        let (label, name) = match role {
            Role::Client => ("client finished", Name::ClientVerifyData),
            Role::Server => ("server finished", Name::ServerVerifyData),
        };
        let hash = self.hash;
        let seed = vec![transcript.hash(desk, Name::TranscriptHash, hash)?];
        desk.learn(name, Formula::Prf { hash, secret: self.master_secret, label, seed, len: VERIFY_DATA_LEN })
    }
}

/// One direction's protection from its parts of the key block.
fn guard(
    desk: &Desk,
    suite: &Suite,
    mac: Option<EntryId>,
    key: Option<EntryId>,
    iv: Option<EntryId>,
) -> Result<(Guard, Vec<EntryId>), Refusal> {
    let entry = key.ok_or(Refusal::Internal { what: "key block" })?;
    let bytes = |part: Option<EntryId>| part.map_or(Ok(Vec::new()), |id| desk.bytes(id).map(<[u8]>::to_vec));
    let keys = match cipher(suite) {
        Cipher::Aead(aead) => Keys::Aead12 { aead, key: bytes(key)?, iv: bytes(iv)? },
        Cipher::Cbc(cbc) => Keys::Cbc12(CbcKeys { cbc, key: bytes(key)?, hash: mac_hash(suite), mac_key: bytes(mac)? }),
    };
    Ok((Guard::new(keys, entry), [mac, key, iv].into_iter().flatten().collect()))
}
