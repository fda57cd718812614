//! The object identifiers X.509 uses, as content bytes, with the names people know them by.

use super::der::Oid;
use crate::crypto::Hash;

pub const COMMON_NAME: &[u8] = &[0x55, 4, 3];
pub const COUNTRY: &[u8] = &[0x55, 4, 6];
pub const LOCALITY: &[u8] = &[0x55, 4, 7];
pub const STATE: &[u8] = &[0x55, 4, 8];
pub const SUBJECT_SERIAL_NUMBER: &[u8] = &[0x55, 4, 5];
pub const BUSINESS_CATEGORY: &[u8] = &[0x55, 4, 15];
pub const JURISDICTION_COUNTRY: &[u8] = &[0x2b, 6, 1, 4, 1, 0x82, 0x37, 60, 2, 1, 3];
pub const ORGANIZATION: &[u8] = &[0x55, 4, 10];
pub const ORGANIZATIONAL_UNIT: &[u8] = &[0x55, 4, 11];
pub const EMAIL_ADDRESS: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 1];

pub const SUBJECT_KEY_ID: &[u8] = &[0x55, 29, 14];
pub const KEY_USAGE: &[u8] = &[0x55, 29, 15];
pub const SUBJECT_ALT_NAME: &[u8] = &[0x55, 29, 17];
pub const ISSUER_ALT_NAME: &[u8] = &[0x55, 29, 18];
pub const BASIC_CONSTRAINTS: &[u8] = &[0x55, 29, 19];
pub const NAME_CONSTRAINTS: &[u8] = &[0x55, 29, 30];
pub const CRL_DISTRIBUTION_POINTS: &[u8] = &[0x55, 29, 31];
pub const CERTIFICATE_POLICIES: &[u8] = &[0x55, 29, 32];
pub const ANY_POLICY: &[u8] = &[0x55, 29, 32, 0];
/// What the CA/Browser Forum reserves for certificates validated by domain, by organization, and extendedly (7.1.6.1).
pub const DOMAIN_VALIDATED: &[u8] = &[0x67, 0x81, 0x0c, 1, 2, 1];
pub const ORGANIZATION_VALIDATED: &[u8] = &[0x67, 0x81, 0x0c, 1, 2, 2];
pub const EXTENDED_VALIDATION: &[u8] = &[0x67, 0x81, 0x0c, 1, 1];
pub const POLICY_MAPPINGS: &[u8] = &[0x55, 29, 33];
pub const AUTHORITY_KEY_ID: &[u8] = &[0x55, 29, 35];
pub const POLICY_CONSTRAINTS: &[u8] = &[0x55, 29, 36];
pub const FRESHEST_CRL: &[u8] = &[0x55, 29, 46];
pub const INHIBIT_ANY_POLICY: &[u8] = &[0x55, 29, 54];
pub const AUTHORITY_INFO_ACCESS: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 1, 1];
pub const TLS_FEATURE: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 1, 24];
pub const EXTENDED_KEY_USAGE: &[u8] = &[0x55, 29, 37];

/// Extensions of revocation lists and of their entries (RFC 5280 5.2, 5.3).
pub const CRL_NUMBER: &[u8] = &[0x55, 29, 20];
pub const CRL_REASON: &[u8] = &[0x55, 29, 21];
pub const ISSUING_DISTRIBUTION_POINT: &[u8] = &[0x55, 29, 28];

pub const OCSP: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 48, 1];
pub const CA_ISSUERS: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 48, 2];
pub const OCSP_BASIC: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 48, 1, 1];

pub const SHA1: &[u8] = &[0x2b, 14, 3, 2, 26];
pub const SHA224: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 4];
pub const SHA256: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1];
pub const SHA384: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 2];
pub const SHA512: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 3];

pub const ANY_EXTENDED_KEY_USAGE: &[u8] = &[0x55, 29, 37, 0];
pub const SERVER_AUTH: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 1];
pub const CLIENT_AUTH: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 2];
pub const OCSP_SIGNING: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 9];

pub const RSA_ENCRYPTION: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1];
pub const MD2_WITH_RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 2];
pub const MD4_WITH_RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 3];
pub const MD5_WITH_RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 4];
pub const MGF1: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 8];
pub const RSASSA_PSS: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 10];
pub const SHA1_WITH_RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 5];
/// Of the OSI Implementers' Workshop: what old tools of Windows write for the two.
pub const OIW_MD5_WITH_RSA: &[u8] = &[0x2b, 14, 3, 2, 3];
pub const OIW_SHA1_WITH_RSA: &[u8] = &[0x2b, 14, 3, 2, 29];
pub const OIW_SHA1_WITH_DSA: &[u8] = &[0x2b, 14, 3, 2, 27];
pub const SHA224_WITH_RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 14];
pub const SHA256_WITH_RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 11];
pub const SHA384_WITH_RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 12];
pub const SHA512_WITH_RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 13];
pub const EC_PUBLIC_KEY: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1];
pub const ECDSA_WITH_SHA1: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 1];
pub const ECDSA_WITH_SHA224: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 1];
pub const ECDSA_WITH_SHA256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2];
pub const ECDSA_WITH_SHA384: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 3];
pub const ECDSA_WITH_SHA512: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 4];
pub const ED25519: &[u8] = &[0x2b, 0x65, 0x70];
pub const DSA_WITH_SHA1: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x38, 4, 3];
pub const DSA_WITH_SHA224: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 3, 1];
pub const DSA_WITH_SHA256: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 3, 2];

/// The identifiers of hashes that X.509 names alone (RFC 5754).
pub const HASHES: [(&[u8], Hash); 4] =
    [(SHA1, Hash::Sha1), (SHA256, Hash::Sha256), (SHA384, Hash::Sha384), (SHA512, Hash::Sha512)];

/// The usual short name (`CN`, `basicConstraints`, `serverAuth`), if there is one.
pub fn name(oid: &[u8]) -> Option<&'static str> {
    NAMES.iter().find(|(known, _)| *known == oid).map(|(_, name)| *name)
}

/// The short name, or else the dotted form.
pub fn shown(oid: &[u8]) -> String {
    let dotted = || Oid::from_content(oid).map(|o| o.dotted()).unwrap_or_default();
    name(oid).map_or_else(dotted, str::to_owned)
}

/// Every identifier with a short name.
pub const NAMES: &[(&[u8], &str)] = &[
    // Attributes of names: RFC 4514 section 3, RFC 5280 A.1, and the CA/Browser Forum's for EV subjects.
    (COMMON_NAME, "CN"),
    (&[0x55, 4, 4], "SN"),
    (SUBJECT_SERIAL_NUMBER, "serialNumber"),
    (COUNTRY, "C"),
    (LOCALITY, "L"),
    (STATE, "ST"),
    (&[0x55, 4, 9], "STREET"),
    (ORGANIZATION, "O"),
    (ORGANIZATIONAL_UNIT, "OU"),
    (&[0x55, 4, 12], "title"),
    (BUSINESS_CATEGORY, "businessCategory"),
    (&[0x55, 4, 17], "postalCode"),
    (&[0x55, 4, 42], "GN"),
    (&[0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 25], "DC"),
    (&[0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 1], "UID"),
    (EMAIL_ADDRESS, "emailAddress"),
    (&[0x2b, 6, 1, 4, 1, 0x82, 0x37, 60, 2, 1, 1], "jurisdictionL"),
    (&[0x2b, 6, 1, 4, 1, 0x82, 0x37, 60, 2, 1, 2], "jurisdictionST"),
    (JURISDICTION_COUNTRY, "jurisdictionC"),
    // Extensions.
    (SUBJECT_KEY_ID, "subjectKeyIdentifier"),
    (KEY_USAGE, "keyUsage"),
    (SUBJECT_ALT_NAME, "subjectAltName"),
    (ISSUER_ALT_NAME, "issuerAltName"),
    (BASIC_CONSTRAINTS, "basicConstraints"),
    (NAME_CONSTRAINTS, "nameConstraints"),
    (CRL_DISTRIBUTION_POINTS, "cRLDistributionPoints"),
    (CERTIFICATE_POLICIES, "certificatePolicies"),
    (ANY_POLICY, "anyPolicy"),
    (DOMAIN_VALIDATED, "domain-validated"),
    (ORGANIZATION_VALIDATED, "organization-validated"),
    (EXTENDED_VALIDATION, "extended-validation"),
    (POLICY_MAPPINGS, "policyMappings"),
    (AUTHORITY_KEY_ID, "authorityKeyIdentifier"),
    (POLICY_CONSTRAINTS, "policyConstraints"),
    (EXTENDED_KEY_USAGE, "extKeyUsage"),
    (FRESHEST_CRL, "freshestCRL"),
    (INHIBIT_ANY_POLICY, "inhibitAnyPolicy"),
    (AUTHORITY_INFO_ACCESS, "authorityInfoAccess"),
    (TLS_FEATURE, "tlsfeature"),
    (&[0x2b, 6, 1, 4, 1, 0xd6, 0x79, 2, 4, 2], "signedCertificateTimestampList"),
    (CRL_NUMBER, "cRLNumber"),
    (CRL_REASON, "cRLReason"),
    (&[0x55, 29, 24], "invalidityDate"),
    (&[0x55, 29, 27], "deltaCRLIndicator"),
    (ISSUING_DISTRIBUTION_POINT, "issuingDistributionPoint"),
    (&[0x55, 29, 29], "certificateIssuer"),
    // Services.
    (OCSP, "ocsp"),
    (CA_ISSUERS, "caIssuers"),
    (&[0x2b, 6, 1, 5, 5, 7, 2, 1], "id-qt-cps"),
    (&[0x2b, 6, 1, 5, 5, 7, 2, 2], "id-qt-unotice"),
    (OCSP_BASIC, "id-pkix-ocsp-basic"),
    (&[0x2b, 6, 1, 5, 5, 7, 48, 1, 2], "id-pkix-ocsp-nonce"),
    (&[0x2b, 6, 1, 5, 5, 7, 48, 1, 5], "id-pkix-ocsp-nocheck"),
    // Purposes.
    (ANY_EXTENDED_KEY_USAGE, "anyExtendedKeyUsage"),
    (SERVER_AUTH, "serverAuth"),
    (CLIENT_AUTH, "clientAuth"),
    (&[0x2b, 6, 1, 5, 5, 7, 3, 3], "codeSigning"),
    (&[0x2b, 6, 1, 5, 5, 7, 3, 4], "emailProtection"),
    (&[0x2b, 6, 1, 5, 5, 7, 3, 8], "timeStamping"),
    (OCSP_SIGNING, "OCSPSigning"),
    // Algorithms.
    (SHA1, "sha1"),
    (SHA224, "sha224"),
    (SHA256, "sha256"),
    (SHA384, "sha384"),
    (SHA512, "sha512"),
    (RSA_ENCRYPTION, "rsaEncryption"),
    (MD2_WITH_RSA, "md2WithRSAEncryption"),
    (MD4_WITH_RSA, "md4WithRSAEncryption"),
    (MD5_WITH_RSA, "md5WithRSAEncryption"),
    (OIW_MD5_WITH_RSA, "md5WithRSA"),
    (OIW_SHA1_WITH_RSA, "sha1WithRSA"),
    (OIW_SHA1_WITH_DSA, "dsaWithSHA1"),
    (SHA224_WITH_RSA, "sha224WithRSAEncryption"),
    (MGF1, "id-mgf1"),
    (SHA1_WITH_RSA, "sha1WithRSAEncryption"),
    (RSASSA_PSS, "id-RSASSA-PSS"),
    (SHA256_WITH_RSA, "sha256WithRSAEncryption"),
    (SHA384_WITH_RSA, "sha384WithRSAEncryption"),
    (SHA512_WITH_RSA, "sha512WithRSAEncryption"),
    (EC_PUBLIC_KEY, "id-ecPublicKey"),
    (&[0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7], "secp256r1"),
    (&[0x2b, 0x81, 4, 0, 34], "secp384r1"),
    (&[0x2b, 0x81, 4, 0, 35], "secp521r1"),
    (&[0x2b, 0x81, 4, 0, 33], "secp224r1"),
    (&[0x2b, 0x81, 4, 0, 10], "secp256k1"),
    (&[0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 1], "secp192r1"),
    (&[0x2b, 0x24, 3, 3, 2, 8, 1, 1, 7], "brainpoolP256r1"),
    (&[0x2b, 0x24, 3, 3, 2, 8, 1, 1, 11], "brainpoolP384r1"),
    (&[0x2b, 0x24, 3, 3, 2, 8, 1, 1, 13], "brainpoolP512r1"),
    (&[0x2a, 0x81, 0x1c, 0xcf, 0x55, 1, 0x82, 0x2d], "sm2p256v1"),
    // Keys of other kinds, so that a certificate with one can at least be named.
    (&[0x2b, 0x65, 0x6e], "id-X25519"),
    (&[0x2b, 0x65, 0x6f], "id-X448"),
    (&[0x2b, 0x65, 0x71], "id-Ed448"),
    (&[0x2a, 0x86, 0x48, 0xce, 0x38, 4, 1], "id-dsa"),
    (&[0x2a, 0x86, 0x48, 0xce, 0x3e, 2, 1], "dhpublicnumber"),
    (&[0x2b, 0x81, 4, 1, 12], "id-ecDH"),
    (&[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 3, 17], "id-ml-dsa-44"),
    (&[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 3, 18], "id-ml-dsa-65"),
    (&[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 3, 19], "id-ml-dsa-87"),
    (ECDSA_WITH_SHA1, "ecdsa-with-SHA1"),
    (ECDSA_WITH_SHA224, "ecdsa-with-SHA224"),
    (ECDSA_WITH_SHA256, "ecdsa-with-SHA256"),
    (ECDSA_WITH_SHA384, "ecdsa-with-SHA384"),
    (ECDSA_WITH_SHA512, "ecdsa-with-SHA512"),
    (ED25519, "id-Ed25519"),
    (DSA_WITH_SHA1, "dsa-with-sha1"),
    (DSA_WITH_SHA224, "dsa-with-sha224"),
    (DSA_WITH_SHA256, "dsa-with-sha256"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_known_oid_is_well_formed_and_listed_once() {
        for (i, (oid, name)) in NAMES.iter().enumerate() {
            assert!(Oid::from_content(oid).is_some(), "{name}");
            assert!(NAMES.iter().skip(i + 1).all(|(o, n)| o != oid && n != name), "{name}");
        }
        assert_eq!(Oid::from_content(SERVER_AUTH).map(|o| o.dotted()).as_deref(), Some("1.3.6.1.5.5.7.3.1"));
        assert_eq!(Oid::from_content(SHA256_WITH_RSA).map(|o| o.dotted()).as_deref(), Some("1.2.840.113549.1.1.11"));
        assert_eq!(Oid::from_content(ECDSA_WITH_SHA256).map(|o| o.dotted()).as_deref(), Some("1.2.840.10045.4.3.2"));
    }
}
