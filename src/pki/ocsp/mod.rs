//! OCSP responses (RFC 6960): what an authority, or whoever it lets speak for it, says of single certificates right
//! now. Requests are not modelled: the responses of a run are stapled, or lie ready.

mod read;
mod write;

pub use write::{ResponseSpec, mint, unsuccessful};

use super::crl::CrlReason;
use super::der::Oid;
use super::mint::key_bits;
use super::name::Name;
use super::oids;
use super::signed::Signed;
use crate::crypto::Hash;

/// The largest response read, in bytes.
pub const MAX_RESPONSE_LEN: usize = 1 << 20;
/// The most single responses, and the most certificates, one response may hold.
pub const MAX_ITEMS: usize = 64;

/// An `OCSPResponse`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Response {
    /// `responseStatus` other than successful (RFC 6960 4.2.1): malformedRequest (1), internalError (2), tryLater (3),
    /// sigRequired (5), unauthorized (6).
    Unsuccessful(u64),
    Basic(Box<Basic>),
}

/// A `BasicOCSPResponse`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Basic {
    pub responder: Responder,
    /// Seconds since 1970.
    pub produced_at: i64,
    pub responses: Vec<Single>,
    /// The response has a critical extension, none of which is understood.
    pub unclear: bool,
    pub signed: Signed,
    /// The DER of the certificates sent along, among them that of a responder who is not the issuer.
    pub certificates: Vec<Vec<u8>>,
}

/// `ResponderID`: who has signed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Responder {
    Name(Name),
    /// SHA-1 over the bits of the key.
    KeyHash(Vec<u8>),
}

/// A `SingleResponse`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Single {
    pub id: CertId,
    pub status: Status,
    /// Seconds since 1970.
    pub this_update: i64,
    /// Seconds since 1970.
    pub next_update: Option<i64>,
    /// It has a critical extension, none of which is understood.
    pub unclear: bool,
}

/// `CertID`: which certificate is meant.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CertId {
    pub hash: Oid,
    pub issuer_name_hash: Vec<u8>,
    pub issuer_key_hash: Vec<u8>,
    /// The content bytes of the INTEGER.
    pub serial: Vec<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    Good,
    Revoked { at: i64, reason: Option<CrlReason> },
    Unknown,
}

impl CertId {
    /// The certificate with this serial number, of the issuer of this name (DER) with this key (SubjectPublicKeyInfo).
    /// `None` for a hash that X.509 does not name here.
    pub fn new(hash: Hash, issuer: &Name, issuer_spki: &[u8], serial: &[u8]) -> Option<CertId> {
        let (oid, _) = oids::HASHES.iter().find(|(_, known)| *known == hash)?;
        Some(CertId {
            hash: Oid::from_content(oid)?,
            issuer_name_hash: hash.digest(&[&issuer.der]),
            issuer_key_hash: hash.digest(&[key_bits(issuer_spki)]),
            serial: serial.to_vec(),
        })
    }

    /// Whether this certificate of this issuer is meant, by whatever hash the responder chose.
    pub fn names(&self, issuer: &Name, issuer_spki: &[u8], serial: &[u8]) -> bool {
        let hash = oids::HASHES.iter().find(|(oid, _)| *oid == self.hash.as_bytes()).map(|(_, hash)| *hash);
        hash.and_then(|hash| CertId::new(hash, issuer, issuer_spki, serial)).is_some_and(|id| id == *self)
    }
}

impl Responder {
    /// By the hash of its key.
    pub fn by_key(spki: &[u8]) -> Responder {
        Responder::KeyHash(Hash::Sha1.digest(&[key_bits(spki)]))
    }

    /// Whether it is the one of this name with this key.
    pub fn is(&self, name: &Name, spki: &[u8]) -> bool {
        match self {
            Responder::Name(own) => own.matches(name),
            Responder::KeyHash(_) => *self == Responder::by_key(spki),
        }
    }
}

/// `good`, `revoked`, `unknown`
impl std::fmt::Display for Status {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Status::Good => "good",
            Status::Revoked { .. } => "revoked",
            Status::Unknown => "unknown",
        })
    }
}
