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
    /// its RFC demands: NULL for RSA (absent is tolerated, RFC 4055 section 5), for PSS those of RFC 8446 4.2.3 (one
    /// hash throughout, and a salt of its length), absent for the others.
    pub fn scheme(&self) -> Option<Scheme> {
        if self.oid.as_bytes() == oids::RSASSA_PSS {
            return PSS.into_iter().find(|hash| self.parameters == pss_parameters(*hash)).map(Scheme::RsaPss);
        }
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
    if let Scheme::RsaPss(hash) = scheme {
        return PSS.contains(&hash).then(|| write::sequence(&[&write::oid(oids::RSASSA_PSS), &pss_parameters(hash)]));
    }
    let (oid, _, null) = SCHEMES.iter().find(|(_, known, _)| *known == scheme)?;
    Some(write::sequence(&[&write::oid(oid), if *null { NULL } else { &[] }]))
}

const NULL: &[u8] = &[tag::NULL, 0];

/// The hashes with which PSS is used (RFC 8446 4.2.3).
const PSS: [Hash; 3] = [Hash::Sha256, Hash::Sha384, Hash::Sha512];

/// `RSASSA-PSS-params` (RFC 4055 3.1): hash, MGF1 with the same hash, salt length.
fn pss_parameters(hash: Hash) -> Vec<u8> {
    let oid = oids::HASHES.iter().find(|(_, known)| *known == hash).map_or(&[][..], |(oid, _)| *oid);
    let hash_algorithm = write::sequence(&[&write::oid(oid), NULL]);
    let mgf = write::sequence(&[&write::oid(oids::MGF1), &hash_algorithm]);
    let salt = write::integer(&hash.len().to_be_bytes());
    let explicit = |n, value: &[u8]| write::tlv(tag::constructed(n), &[value]);
    write::sequence(&[&explicit(0, &hash_algorithm), &explicit(1, &mgf), &explicit(2, &salt)])
}

/// Identifier, scheme, and whether the parameters are NULL rather than absent.
const SCHEMES: &[(&[u8], Scheme, bool)] = &[
    (oids::MD5_WITH_RSA, Scheme::RsaPkcs1(Hash::Md5), true),
    (oids::SHA1_WITH_RSA, Scheme::RsaPkcs1(Hash::Sha1), true),
    (oids::SHA256_WITH_RSA, Scheme::RsaPkcs1(Hash::Sha256), true),
    (oids::SHA384_WITH_RSA, Scheme::RsaPkcs1(Hash::Sha384), true),
    (oids::SHA512_WITH_RSA, Scheme::RsaPkcs1(Hash::Sha512), true),
    (oids::ECDSA_WITH_SHA256, Scheme::Ecdsa(Hash::Sha256), false),
    (oids::ECDSA_WITH_SHA384, Scheme::Ecdsa(Hash::Sha384), false),
    (oids::ECDSA_WITH_SHA512, Scheme::Ecdsa(Hash::Sha512), false),
    (oids::ED25519, Scheme::Ed25519, false),
];
