//! Signature algorithms as X.509 names them (RFC 5280 4.1.1.2, RFC 4055, RFC 5758, RFC 8410).

use super::der::{DerError, Oid, Reader, tag, write};
use super::oids;
use crate::crypto::{Hash, Scheme};

/// An `AlgorithmIdentifier`: what it names, and its DER, by which two of them are compared.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AlgorithmId {
    pub oid: Oid,
    /// The DER of the parameters; empty if absent.
    pub parameters: Vec<u8>,
}

impl AlgorithmId {
    pub fn read(reader: &mut Reader<'_>) -> Result<AlgorithmId, DerError> {
        let mut fields = reader.inside(tag::SEQUENCE)?;
        let oid = fields.expect(tag::OID)?.oid()?;
        let parameters = if fields.is_empty() { Vec::new() } else { fields.any()?.der.to_vec() };
        fields.finish()?;
        Ok(AlgorithmId { oid, parameters })
    }

    /// The scheme to verify with; `None` if this crate does not know the algorithm, or its parameters are not those
    /// its RFC demands: NULL for RSA (absent is tolerated, RFC 4055 section 5), absent for the others.
    pub fn scheme(&self) -> Option<Scheme> {
        let (_, scheme, null) = SCHEMES.iter().find(|(oid, ..)| *oid == self.oid.as_bytes())?;
        let allowed = self.parameters.is_empty() || (*null && self.parameters == NULL);
        allowed.then_some(*scheme)
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
    let (oid, _, null) = SCHEMES.iter().find(|(_, known, _)| *known == scheme)?;
    Some(write::sequence(&[&write::oid(oid), if *null { NULL } else { &[] }]))
}

const NULL: &[u8] = &[tag::NULL, 0];

/// Identifier, scheme, and whether the parameters are NULL rather than absent.
const SCHEMES: &[(&[u8], Scheme, bool)] = &[
    (oids::SHA1_WITH_RSA, Scheme::RsaPkcs1(Hash::Sha1), true),
    (oids::SHA256_WITH_RSA, Scheme::RsaPkcs1(Hash::Sha256), true),
    (oids::SHA384_WITH_RSA, Scheme::RsaPkcs1(Hash::Sha384), true),
    (oids::SHA512_WITH_RSA, Scheme::RsaPkcs1(Hash::Sha512), true),
    (oids::ECDSA_WITH_SHA256, Scheme::Ecdsa(Hash::Sha256), false),
    (oids::ECDSA_WITH_SHA384, Scheme::Ecdsa(Hash::Sha384), false),
    (oids::ECDSA_WITH_SHA512, Scheme::Ecdsa(Hash::Sha512), false),
    (oids::ED25519, Scheme::Ed25519, false),
];
