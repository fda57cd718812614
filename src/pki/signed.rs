//! What certificates, revocation lists and OCSP responses share: a part that is signed, the algorithm, the signature.

use super::algorithm::{AlgorithmError, AlgorithmId, write_scheme};
use super::certificate::{MAX_EXTENSIONS, ReadError, ReadErrorKind};
use super::der::{DerError, DerErrorKind, Reader, Tlv, tag, write};
use super::extension::Extension;
use super::mint::MintError;
use crate::crypto::{PrivateKey, PublicKey, Scheme};

/// `SEQUENCE { signed part, AlgorithmIdentifier, BIT STRING }`, taken apart.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Signed {
    /// The bytes that are signed.
    pub part: Vec<u8>,
    pub algorithm: AlgorithmId,
    pub signature: Vec<u8>,
}

/// Why a signature does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SignatureError {
    Algorithm(AlgorithmError),
    Bad,
}

impl Signed {
    /// The rest of `fields` after the signed part: algorithm and signature.
    pub fn read(part: &Tlv<'_>, fields: &mut Reader<'_>) -> Result<Signed, ReadError> {
        let algorithm = AlgorithmId::read(fields).map_err(field("signatureAlgorithm"))?;
        let signature = fields.expect(tag::BIT_STRING).map_err(field("signature"))?;
        let bits = signature.bit_string().map_err(field("signature"))?;
        match bits.unused {
            0 => Ok(Signed { part: part.der.to_vec(), algorithm, signature: bits.bytes.to_vec() }),
            _ => {
                let offset = signature.content.start;
                Err(ReadError { offset, field: "signature", kind: ReadErrorKind::OddSignature })
            }
        }
    }

    pub fn verify(&self, key: &PublicKey) -> Result<(), SignatureError> {
        let scheme = self.algorithm.scheme().map_err(SignatureError::Algorithm)?;
        key.verify(scheme, &self.part, &self.signature).map_err(|_| SignatureError::Bad)
    }
}

/// The three elements, for a part whose own `signature` field, if it has one, is [`algorithm`].
pub fn sign(part: &[u8], key: &PrivateKey, scheme: Scheme) -> Result<Vec<u8>, MintError> {
    // PSS wants a salt: one that depends on the part alone keeps minting deterministic.
    let salt = match scheme {
        Scheme::RsaPss(hash) => hash.digest(&[b"salt", part]),
        _ => Vec::new(),
    };
    let signature = key.sign(scheme, part, &salt).map_err(MintError::Crypto)?;
    Ok([part, &algorithm(scheme)?, &write::bit_string(0, &signature)].concat())
}

pub fn algorithm(scheme: Scheme) -> Result<Vec<u8>, MintError> {
    write_scheme(scheme).ok_or(MintError::UnwritableScheme(scheme))
}

/// Names the field in which DER broke.
pub fn field(field: &'static str) -> impl Fn(DerError) -> ReadError {
    move |DerError { offset, kind }| ReadError { offset, field, kind: ReadErrorKind::Der(kind) }
}

/// Refuses an input beyond `max` bytes.
pub fn bounded(der: &[u8], max: usize, field: &'static str) -> Result<(), ReadError> {
    let kind = ReadErrorKind::TooLong;
    if der.len() > max { Err(ReadError { offset: 0, field, kind }) } else { Ok(()) }
}

/// The SEQUENCE OF Extension at the cursor: each once, at most [`MAX_EXTENSIONS`](super::MAX_EXTENSIONS).
pub fn extensions(fields: &mut Reader<'_>, name: &'static str) -> Result<Vec<Extension>, ReadError> {
    let mut items = fields.inside(tag::SEQUENCE).map_err(field(name))?;
    let stop = |offset, kind| ReadError { offset, field: name, kind };
    if items.is_empty() {
        return Err(stop(items.at(), ReadErrorKind::Der(DerErrorKind::Empty)));
    }
    let mut all: Vec<Extension> = Vec::new();
    while !items.is_empty() {
        let at = items.at();
        let next = Extension::read(&mut items).map_err(field(name))?;
        if all.iter().any(|e| e.body.oid() == next.body.oid()) {
            return Err(stop(at, ReadErrorKind::DuplicateExtension(next.body.oid().to_vec())));
        }
        if all.len() == MAX_EXTENSIONS {
            return Err(stop(at, ReadErrorKind::TooManyExtensions));
        }
        all.push(next);
    }
    Ok(all)
}
