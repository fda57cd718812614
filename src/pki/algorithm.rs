//! Signature algorithms as X.509 names them (RFC 5280 4.1.1.2, RFC 4055, RFC 5758, RFC 8410), and what keys are called.

use super::der::{DerError, Oid, Reader, tag, write};
use super::{oids, pss};
use crate::crypto::{Hash, Scheme};

/// An `AlgorithmIdentifier`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AlgorithmId {
    pub oid: Oid,
    /// The DER of the parameters; empty if absent.
    pub parameters: Vec<u8>,
}

/// Why a signature by an algorithm cannot be verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AlgorithmError {
    /// None that this crate knows.
    Unknown,
    /// Its hash is too weak for anybody to be asked to compute it still.
    WeakHash,
    /// The algorithm is known, and its parameters are not those that its RFC allows.
    Parameters,
    /// A sound RSASSA-PSS, but for a salt that is not as long as the hash (RFC 8446 4.2.3).
    SaltLength,
}

impl AlgorithmId {
    pub fn read(reader: &mut Reader<'_>) -> Result<AlgorithmId, DerError> {
        let mut fields = reader.inside(tag::SEQUENCE)?;
        let oid = fields.expect(tag::OID)?.oid()?;
        let parameters = if fields.is_empty() { Vec::new() } else { fields.any()?.der.to_vec() };
        fields.finish()?;
        Ok(AlgorithmId { oid, parameters })
    }

    /// The scheme to verify with. Parameters are read for what they mean, not compared byte for byte: NULL or absent for
    /// RSA (RFC 4055 5) and for the hashes of PSS (RFC 4055 2.1), defaults of PSS written out or left out (RFC 4055 3.1);
    /// absent for the others (RFC 5758 3.2, RFC 8410 3).
    pub fn scheme(&self) -> Result<Scheme, AlgorithmError> {
        if self.is_pss() {
            return pss::Parameters::read(&self.parameters).ok_or(AlgorithmError::Parameters)?.scheme();
        }
        let row = self.row().ok_or(AlgorithmError::Unknown)?;
        if !(self.parameters.is_empty() || (row.null && self.parameters == NULL)) {
            return Err(AlgorithmError::Parameters);
        }
        row.scheme.ok_or(if is_weak(row.hash) { AlgorithmError::WeakHash } else { AlgorithmError::Unknown })
    }

    /// The name of its hash, where that is one in which collisions are found, or soon may be: all below SHA-256 (RFC
    /// 9325 4.5, CA/Browser Forum 7.1.3.2).
    pub fn weak_hash(&self) -> Option<&'static str> {
        let hash = match self.is_pss() {
            true => pss::Parameters::read(&self.parameters)?.hash?,
            false => self.row()?.hash,
        };
        is_weak(hash).then_some(hash)
    }

    /// Whether both name the same: equal bytes, or different ones that mean the same scheme.
    pub fn same(&self, other: &AlgorithmId) -> bool {
        self == other || (self.oid == other.oid && self.scheme().is_ok() && self.scheme() == other.scheme())
    }

    /// What it says, for people: its name, and of PSS its parameters.
    pub fn compared(&self) -> Vec<(&'static str, String)> {
        let mut all = vec![("algorithm", self.to_string())];
        if self.is_pss() {
            all.extend(pss::Parameters::read(&self.parameters).iter().flat_map(pss::Parameters::compared));
        }
        all
    }

    fn is_pss(&self) -> bool {
        self.oid.as_bytes() == oids::RSASSA_PSS
    }

    fn row(&self) -> Option<&'static Row> {
        ROWS.iter().find(|row| row.oid == self.oid.as_bytes())
    }
}

/// `sha256WithRSAEncryption`, or the dotted form of what has no name.
impl std::fmt::Display for AlgorithmId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&oids::shown(self.oid.as_bytes()))
    }
}

/// The DER of the `AlgorithmIdentifier` for a scheme; `None` if X.509 has none that this crate writes.
pub fn write_scheme(scheme: Scheme) -> Option<Vec<u8>> {
    if let Scheme::RsaPss(hash) = scheme {
        return Some(write::sequence(&[&write::oid(oids::RSASSA_PSS), &pss::write(hash)?]));
    }
    let row = ROWS.iter().find(|row| row.scheme == Some(scheme) && row.minted)?;
    Some(write::sequence(&[&write::oid(row.oid), if row.null { NULL } else { &[] }]))
}

/// The algorithm of a SubjectPublicKeyInfo, and the curve where its parameters name one: `id-ecPublicKey`, `secp521r1`.
pub fn key_names(spki: &[u8]) -> (Option<String>, Option<String>) {
    let algorithm = Reader::new(spki).inside(tag::SEQUENCE).and_then(|mut fields| AlgorithmId::read(&mut fields));
    let Ok(algorithm) = algorithm else { return (None, None) };
    let curve = Reader::new(&algorithm.parameters).expect(tag::OID).and_then(|curve| curve.oid());
    let curve = curve.ok().map(|curve| oids::shown(curve.as_bytes()));
    (
        Some(algorithm.to_string()),
        curve.map(|name| if name == "secp521r1" { "secp521r1 (P-521)".to_owned() } else { name }),
    )
}

pub const NULL: &[u8] = &[tag::NULL, 0];

fn is_weak(hash: &str) -> bool {
    matches!(hash, "MD2" | "MD4" | "MD5" | "SHA-1" | "SHA-224")
}

/// One identifier.
struct Row {
    oid: &'static [u8],
    /// The hash's name; for Ed25519, which hashes by itself, none that is weak.
    hash: &'static str,
    /// How it is verified; none where this crate cannot.
    scheme: Option<Scheme>,
    /// Whether the parameters may be NULL, and are written so.
    null: bool,
    /// Whether it is the identifier that is written for the scheme.
    minted: bool,
}

const fn rsa(oid: &'static [u8], hash: &'static str, scheme: Option<Hash>) -> Row {
    let scheme = match scheme {
        Some(hash) => Some(Scheme::RsaPkcs1(hash)),
        None => None,
    };
    Row { oid, hash, scheme, null: true, minted: true }
}

/// As the OSI Implementers' Workshop called them; nobody should write them any more.
const fn old(row: Row) -> Row {
    Row { minted: false, ..row }
}

const fn ecdsa(oid: &'static [u8], hash: &'static str, scheme: Option<Hash>) -> Row {
    let scheme = match scheme {
        Some(hash) => Some(Scheme::Ecdsa(hash)),
        None => None,
    };
    Row { oid, hash, scheme, null: false, minted: true }
}

const fn dsa(oid: &'static [u8], hash: &'static str) -> Row {
    Row { oid, hash, scheme: None, null: true, minted: false }
}

const ROWS: &[Row] = &[
    rsa(oids::MD2_WITH_RSA, "MD2", None),
    rsa(oids::MD4_WITH_RSA, "MD4", None),
    rsa(oids::MD5_WITH_RSA, "MD5", Some(Hash::Md5)),
    rsa(oids::SHA1_WITH_RSA, "SHA-1", Some(Hash::Sha1)),
    rsa(oids::SHA224_WITH_RSA, "SHA-224", None),
    rsa(oids::SHA256_WITH_RSA, "SHA-256", Some(Hash::Sha256)),
    rsa(oids::SHA384_WITH_RSA, "SHA-384", Some(Hash::Sha384)),
    rsa(oids::SHA512_WITH_RSA, "SHA-512", Some(Hash::Sha512)),
    old(rsa(oids::OIW_MD5_WITH_RSA, "MD5", Some(Hash::Md5))),
    old(rsa(oids::OIW_SHA1_WITH_RSA, "SHA-1", Some(Hash::Sha1))),
    ecdsa(oids::ECDSA_WITH_SHA1, "SHA-1", Some(Hash::Sha1)),
    ecdsa(oids::ECDSA_WITH_SHA224, "SHA-224", None),
    ecdsa(oids::ECDSA_WITH_SHA256, "SHA-256", Some(Hash::Sha256)),
    ecdsa(oids::ECDSA_WITH_SHA384, "SHA-384", Some(Hash::Sha384)),
    ecdsa(oids::ECDSA_WITH_SHA512, "SHA-512", Some(Hash::Sha512)),
    dsa(oids::DSA_WITH_SHA1, "SHA-1"),
    dsa(oids::OIW_SHA1_WITH_DSA, "SHA-1"),
    dsa(oids::DSA_WITH_SHA224, "SHA-224"),
    dsa(oids::DSA_WITH_SHA256, "SHA-256"),
    Row { oid: oids::ED25519, hash: "SHA-512", scheme: Some(Scheme::Ed25519), null: false, minted: true },
];
