//! Extensions as tables: of certificates (RFC 5280 4.2, RFC 7633), of revocation lists and their entries (5.2, 5.3).

use super::certificate::NAME;
use super::decode::{ADDRESS, GIST, KEY_USAGE, NAMES};
use super::places::{ACCESS, FEATURES, ISSUING_POINT, POINTS};
use super::schema::{ANY, BY_OID, Field, ITEM, Inner, Type, field, of, sequence};
use crate::pki::crl::REASONS;
use crate::pki::der::tag::{self, constructed, context};
use crate::pki::oids;

/// `Extensions`
pub static EXTENSIONS: Field = field("", tag::SEQUENCE, Inner::Into(&LIST));
pub static LIST: Type = of("Extensions", &[field(BY_OID, tag::SEQUENCE, Inner::Into(&EXTENSION))]);

static EXTENSION: Type = sequence(
    "Extension",
    &[
        field("extnID", tag::OID, Inner::Key),
        field("critical", tag::BOOLEAN, Inner::Plain),
        field("extnValue", tag::OCTET_STRING, Inner::By(VALUES)),
    ],
);

const VALUES: &[(&[u8], Inner)] = &[
    (oids::BASIC_CONSTRAINTS, Inner::Inside(&BASIC_CONSTRAINTS)),
    (oids::KEY_USAGE, Inner::Inside(&field("KeyUsage", tag::BIT_STRING, Inner::Bits(&KEY_USAGE)))),
    (oids::EXTENDED_KEY_USAGE, Inner::Inside(&PURPOSES)),
    (oids::SUBJECT_ALT_NAME, Inner::Inside(&ALT_NAMES)),
    (oids::ISSUER_ALT_NAME, Inner::Inside(&ALT_NAMES)),
    (oids::SUBJECT_KEY_ID, Inner::Inside(&field("SubjectKeyIdentifier", tag::OCTET_STRING, Inner::Plain))),
    (oids::AUTHORITY_KEY_ID, Inner::Inside(&AUTHORITY_KEY_ID)),
    (oids::NAME_CONSTRAINTS, Inner::Inside(&NAME_CONSTRAINTS)),
    (oids::CERTIFICATE_POLICIES, Inner::Inside(&POLICIES)),
    (oids::POLICY_MAPPINGS, Inner::Inside(&MAPPINGS)),
    (oids::POLICY_CONSTRAINTS, Inner::Inside(&POLICY_CONSTRAINTS)),
    (oids::INHIBIT_ANY_POLICY, Inner::Inside(&field("InhibitAnyPolicy", tag::INTEGER, Inner::Plain))),
    (oids::CRL_DISTRIBUTION_POINTS, Inner::Inside(&POINTS)),
    (oids::FRESHEST_CRL, Inner::Inside(&POINTS)),
    (oids::AUTHORITY_INFO_ACCESS, Inner::Inside(&ACCESS)),
    (oids::TLS_FEATURE, Inner::Inside(&FEATURES)),
    (oids::CRL_NUMBER, Inner::Inside(&field("CRLNumber", tag::INTEGER, Inner::Plain))),
    (oids::CRL_REASON, Inner::Inside(&field("CRLReason", tag::ENUMERATED, Inner::Named(reason)))),
    (oids::ISSUING_DISTRIBUTION_POINT, Inner::Inside(&ISSUING_POINT)),
    // "extnValue contains the DER encoding of an ASN.1 value" (4.2), whichever it is.
    (&[], Inner::Maybe),
];

/// `CRLReason`
pub fn reason(number: u64) -> Option<&'static str> {
    REASONS.get(usize::try_from(number).ok()?).copied().filter(|name| !name.is_empty())
}

/// An extension's value that is a SEQUENCE.
pub const fn whole(name: &'static str, content: &'static Type) -> Field {
    field(name, tag::SEQUENCE, Inner::Into(content))
}

static BASIC_CONSTRAINTS: Field = whole(
    "BasicConstraints",
    &sequence(
        "BasicConstraints",
        &[field("cA", tag::BOOLEAN, Inner::Plain), field("pathLenConstraint", tag::INTEGER, Inner::Plain)],
    ),
);

static PURPOSES: Field =
    whole("ExtKeyUsageSyntax", &of("ExtKeyUsageSyntax", &[field(ITEM, tag::OID, Inner::Plain)]).shown(&GIST));

static ALT_NAMES: Field = whole("GeneralNames", &GENERAL_NAMES);

/// `GeneralName`, any number of them: each is named by its form (RFC 5280 4.2.1.6).
pub static GENERAL_NAMES: Type = of(
    "GeneralName",
    &[
        field("otherName", constructed(0), Inner::Plain),
        field("rfc822Name", context(1), Inner::As(tag::IA5_STRING)),
        field("dNSName", context(2), Inner::As(tag::IA5_STRING)),
        field("x400Address", constructed(3), Inner::Plain),
        field("directoryName", constructed(4), Inner::Explicit(&field("", tag::SEQUENCE, Inner::Into(&NAME)))),
        field("ediPartyName", constructed(5), Inner::Plain),
        field("uniformResourceIdentifier", context(6), Inner::As(tag::IA5_STRING)),
        field("iPAddress", context(7), Inner::Decoded(&ADDRESS)),
        field("registeredID", context(8), Inner::As(tag::OID)),
    ],
)
.shown(&NAMES);

static AUTHORITY_KEY_ID: Field = whole(
    "AuthorityKeyIdentifier",
    &sequence(
        "AuthorityKeyIdentifier",
        &[
            field("keyIdentifier", context(0), Inner::As(tag::OCTET_STRING)),
            field("authorityCertIssuer", constructed(1), Inner::Into(&GENERAL_NAMES)),
            field("authorityCertSerialNumber", context(2), Inner::As(tag::OCTET_STRING)),
        ],
    ),
);

static NAME_CONSTRAINTS: Field = whole(
    "NameConstraints",
    &sequence(
        "NameConstraints",
        &[
            field("permittedSubtrees", constructed(0), Inner::Into(&SUBTREES)),
            field("excludedSubtrees", constructed(1), Inner::Into(&SUBTREES)),
        ],
    ),
);
static SUBTREES: Type = of("GeneralSubtrees", &[whole(ITEM, &SUBTREE)]);
static SUBTREE: Type = sequence(
    "GeneralSubtree",
    &[
        field("base", ANY, Inner::Choice(&GENERAL_NAMES)),
        field("minimum", context(0), Inner::As(tag::INTEGER)),
        field("maximum", context(1), Inner::As(tag::INTEGER)),
    ],
);

static POLICIES: Field = whole("CertificatePolicies", &of("CertificatePolicies", &[whole(ITEM, &POLICY)]).shown(&GIST));
static POLICY: Type = sequence(
    "PolicyInformation",
    &[
        field("policyIdentifier", tag::OID, Inner::Plain),
        whole("policyQualifiers", &of("policyQualifiers", &[whole(ITEM, &QUALIFIER)])),
    ],
);
static QUALIFIER: Type = sequence(
    "PolicyQualifierInfo",
    &[field("policyQualifierId", tag::OID, Inner::Plain), field("qualifier", ANY, Inner::Plain)],
);

static MAPPINGS: Field = whole("PolicyMappings", &of("PolicyMappings", &[whole(ITEM, &MAPPING)]));
static MAPPING: Type = sequence(
    "PolicyMappings",
    &[field("issuerDomainPolicy", tag::OID, Inner::Plain), field("subjectDomainPolicy", tag::OID, Inner::Plain)],
);

static POLICY_CONSTRAINTS: Field = whole(
    "PolicyConstraints",
    &sequence(
        "PolicyConstraints",
        &[
            field("requireExplicitPolicy", context(0), Inner::As(tag::INTEGER)),
            field("inhibitPolicyMapping", context(1), Inner::As(tag::INTEGER)),
        ],
    ),
);
