//! Writing and signing a certificate: whatever the specification says, sound or not.

use std::fmt;

use super::der::{Reader, tag, write};
use super::extension::Extension;
use super::name::Name;
use super::signed;
use crate::crypto::{CryptoError, Hash, PrivateKey, Scheme};

/// All that goes into a version 3 certificate, apart from the signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spec {
    /// Big-endian, read as non-negative; at most 20 bytes in a conforming certificate (RFC 5280 4.1.2.2).
    pub serial: Vec<u8>,
    pub issuer: Name,
    /// Seconds since 1970.
    pub not_before: i64,
    /// Seconds since 1970.
    pub not_after: i64,
    pub subject: Name,
    /// The DER of the subject's `SubjectPublicKeyInfo`.
    pub spki: Vec<u8>,
    /// In the order they are written.
    pub extensions: Vec<Extension>,
}

/// Why a certificate cannot be minted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum MintError {
    /// Outside the years 0 to 9999.
    UnwritableTime(i64),
    /// X.509 has no identifier for signatures of this scheme that this crate writes.
    UnwritableScheme(Scheme),
    /// Not ASCII, so it does not fit into a dNSName; names in other scripts are written as A-labels (RFC 5890).
    NotAscii(String),
    /// No key of this name is built in: role and kind.
    NoKey(String),
    /// MD5 and SHA-1 signatures were made with RSA alone.
    HashNeedsRsa(Hash),
    /// More than [`MAX_INTERMEDIATES`](super::MAX_INTERMEDIATES).
    TooManyIntermediates(usize),
    /// Neither a DNS name nor a network such as `192.0.2.0/24`.
    BadSubtree(String),
    Crypto(CryptoError),
}

/// The DER of the certificate, signed by `issuer_key`.
pub fn mint(spec: &Spec, issuer_key: &PrivateKey, scheme: Scheme) -> Result<Vec<u8>, MintError> {
    let algorithm = signed::algorithm(scheme)?;
    let time = |seconds| write::time(seconds).ok_or(MintError::UnwritableTime(seconds));
    let extensions: Vec<u8> = spec.extensions.iter().flat_map(Extension::write).collect();
    let extensions = match spec.extensions.as_slice() {
        [] => Vec::new(),
        _ => write::tlv(tag::constructed(3), &[&write::sequence(&[&extensions])]),
    };
    let tbs = write::sequence(&[
        &write::tlv(tag::constructed(0), &[&write::integer(&[2])]),
        &write::integer(&spec.serial),
        &algorithm,
        &spec.issuer.der,
        &write::sequence(&[&time(spec.not_before)?, &time(spec.not_after)?]),
        &spec.subject.der,
        &spec.spki,
        &extensions,
    ]);
    Ok(write::sequence(&[&signed::sign(&tbs, issuer_key, scheme)?]))
}

/// A key identifier, 20 bytes: the leftmost 160 bits of SHA-256 over the key's bits (RFC 7093 section 2, method 1).
pub fn key_id(spki: &[u8]) -> Vec<u8> {
    let mut id = Hash::Sha256.digest(&[key_bits(spki)]);
    id.truncate(20);
    id
}

/// The content of a SubjectPublicKeyInfo's BIT STRING; all of what is none.
pub(super) fn key_bits(spki: &[u8]) -> &[u8] {
    let bits = || {
        let mut fields = Reader::new(spki).inside(tag::SEQUENCE).ok()?;
        fields.expect(tag::SEQUENCE).ok()?;
        Some(fields.expect(tag::BIT_STRING).ok()?.bit_string().ok()?.bytes)
    };
    bits().unwrap_or(spki)
}

impl fmt::Display for MintError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MintError::UnwritableTime(t) => write!(f, "a certificate cannot write the time {t}: years are 0 to 9999"),
            MintError::UnwritableScheme(Scheme::Ecdsa(hash)) => {
                write!(f, "no certificate signature algorithm for ECDSA with {}", hash.name())
            }
            MintError::UnwritableScheme(Scheme::RsaPss(hash)) => {
                write!(f, "no certificate signature algorithm for RSASSA-PSS with {}", hash.name())
            }
            MintError::UnwritableScheme(_) => write!(f, "no certificate signature algorithm for that scheme"),
            MintError::NotAscii(name) => write!(f, "'{name}' is not ASCII, which a dNSName must be"),
            MintError::NoKey(name) => write!(f, "no key named {name}"),
            MintError::HashNeedsRsa(hash) => write!(f, "{} signatures are for RSA authorities alone", hash.name()),
            MintError::TooManyIntermediates(n) => write!(f, "{n} intermediates, but there are keys for three"),
            MintError::BadSubtree(text) => {
                write!(f, "'{text}' is neither a DNS name nor a network such as 192.0.2.0/24")
            }
            MintError::Crypto(e) => write!(f, "{e}"),
        }
    }
}

impl std::error::Error for MintError {}
