//! Certificates as tables: RFC 5280 4.1, with the algorithms and keys of RFC 3279, 4055, 5480 and 8410.

use super::decode::{self, GIST, SUBJECT};
use super::extensions::EXTENSIONS;
use super::schema::{ANY, BY_OID, Field, ITEM, Inner, Type, field, of, sequence};
use crate::pki::der::tag::{self, constructed, context};
use crate::pki::oids;

pub static CERTIFICATE: Type = sequence(
    "Certificate",
    &[
        field("tbsCertificate", tag::SEQUENCE, Inner::Into(&TBS_CERTIFICATE)),
        field("signatureAlgorithm", tag::SEQUENCE, Inner::Into(&ALGORITHM)),
        field("signatureValue", tag::BIT_STRING, Inner::By(SIGNATURES)),
    ],
)
.shown(&SUBJECT);

static TBS_CERTIFICATE: Type = sequence(
    "TBSCertificate",
    &[
        field("version", constructed(0), Inner::Explicit(&VERSION)),
        field("serialNumber", tag::INTEGER, Inner::Hex),
        field("signature", tag::SEQUENCE, Inner::Into(&ALGORITHM)),
        field("issuer", tag::SEQUENCE, Inner::Into(&NAME)),
        field("validity", tag::SEQUENCE, Inner::Into(&VALIDITY)),
        field("subject", tag::SEQUENCE, Inner::Into(&NAME)),
        field("subjectPublicKeyInfo", tag::SEQUENCE, Inner::Into(&PUBLIC_KEY_INFO)),
        field("issuerUniqueID", context(1), Inner::As(tag::BIT_STRING)),
        field("subjectUniqueID", context(2), Inner::As(tag::BIT_STRING)),
        field("extensions", constructed(3), Inner::Explicit(&EXTENSIONS)),
    ],
);

/// `Version`, here and in an OCSP response.
pub static VERSION: Field = field("version", tag::INTEGER, Inner::Named(version));

/// v1 is written as 0.
pub fn version(number: u64) -> Option<&'static str> {
    ["v1", "v2", "v3"].get(usize::try_from(number).ok()?).copied()
}

static VALIDITY: Type =
    sequence("Validity", &[field("notBefore", ANY, Inner::Plain), field("notAfter", ANY, Inner::Plain)]).shown(&GIST);

/// `Name`, which is always an `RDNSequence`.
pub static NAME: Type = of("RDNSequence", &[field(ITEM, tag::SET, Inner::Into(&RELATIVE_NAME))]).shown(&decode::NAME);

pub static RELATIVE_NAME: Type =
    of("RelativeDistinguishedName", &[field(BY_OID, tag::SEQUENCE, Inner::Into(&ATTRIBUTE))]).shown(&decode::RELATIVE);

static ATTRIBUTE: Type =
    sequence("AttributeTypeAndValue", &[field("type", tag::OID, Inner::Plain), field("value", ANY, Inner::Plain)])
        .shown(&decode::ATTRIBUTE);

pub static ALGORITHM: Type = sequence(
    "AlgorithmIdentifier",
    &[field("algorithm", tag::OID, Inner::Key), field("parameters", ANY, Inner::By(&PARAMETERS))],
)
.shown(&GIST);

static PARAMETERS: [(&[u8], Inner); 2] = [(oids::RSASSA_PSS, Inner::Into(&PSS)), (oids::MGF1, Inner::Into(&ALGORITHM))];

/// RFC 4055 3.1.
static PSS: Type = sequence(
    "RSASSA-PSS-params",
    &[
        field("hashAlgorithm", constructed(0), Inner::Explicit(&SEQUENCE_ALGORITHM)),
        field("maskGenAlgorithm", constructed(1), Inner::Explicit(&SEQUENCE_ALGORITHM)),
        field("saltLength", constructed(2), Inner::Explicit(&INTEGER)),
        field("trailerField", constructed(3), Inner::Explicit(&INTEGER)),
    ],
);
static SEQUENCE_ALGORITHM: Field = field("", tag::SEQUENCE, Inner::Into(&ALGORITHM));
static INTEGER: Field = field("", tag::INTEGER, Inner::Plain);

static PUBLIC_KEY_INFO: Type = sequence(
    "SubjectPublicKeyInfo",
    &[
        field("algorithm", tag::SEQUENCE, Inner::Into(&ALGORITHM)),
        field("subjectPublicKey", tag::BIT_STRING, Inner::By(PUBLIC_KEYS)),
    ],
)
.shown(&GIST);

const PUBLIC_KEYS: &[(&[u8], Inner)] = &[
    (oids::RSA_ENCRYPTION, Inner::Inside(&RSA_PUBLIC_KEY)),
    (oids::RSASSA_PSS, Inner::Inside(&RSA_PUBLIC_KEY)),
    (oids::EC_PUBLIC_KEY, Inner::Point),
];

/// RFC 8017 A.1.1.
static RSA_PUBLIC_KEY: Field = field(
    "RSAPublicKey",
    tag::SEQUENCE,
    Inner::Into(&sequence(
        "RSAPublicKey",
        &[field("modulus", tag::INTEGER, Inner::Hex), field("publicExponent", tag::INTEGER, Inner::Plain)],
    )),
);

/// By the algorithm that stands before the signature.
pub const SIGNATURES: &[(&[u8], Inner)] = &[
    (oids::ECDSA_WITH_SHA1, Inner::Inside(&ECDSA)),
    (oids::ECDSA_WITH_SHA256, Inner::Inside(&ECDSA)),
    (oids::ECDSA_WITH_SHA384, Inner::Inside(&ECDSA)),
    (oids::ECDSA_WITH_SHA512, Inner::Inside(&ECDSA)),
];

/// RFC 3279 2.2.3.
static ECDSA: Field = field(
    "Ecdsa-Sig-Value",
    tag::SEQUENCE,
    Inner::Into(&sequence(
        "Ecdsa-Sig-Value",
        &[field("r", tag::INTEGER, Inner::Hex), field("s", tag::INTEGER, Inner::Hex)],
    )),
);
