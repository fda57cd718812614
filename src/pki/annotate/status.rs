//! What is said of certificates later, as tables: revocation lists (RFC 5280 5.1) and OCSP responses (RFC 6960 4.2.1).

use super::certificate::{ALGORITHM, CERTIFICATE, NAME, SIGNATURES, VERSION, version};
use super::extensions::{EXTENSIONS, LIST, reason};
use super::schema::{ANY, Field, ITEM, Inner, Type, field, of, sequence};
use crate::pki::der::tag::{self, constructed, context};
use crate::pki::oids;

pub static CERTIFICATE_LIST: Type = sequence(
    "CertificateList",
    &[
        field("tbsCertList", tag::SEQUENCE, Inner::Into(&TBS_CERT_LIST)),
        field("signatureAlgorithm", tag::SEQUENCE, Inner::Into(&ALGORITHM)),
        field("signatureValue", tag::BIT_STRING, Inner::By(SIGNATURES)),
    ],
);

static TBS_CERT_LIST: Type = sequence(
    "TBSCertList",
    &[
        field("version", tag::INTEGER, Inner::Named(version)),
        field("signature", tag::SEQUENCE, Inner::Into(&ALGORITHM)),
        field("issuer", tag::SEQUENCE, Inner::Into(&NAME)),
        field("thisUpdate", ANY, Inner::Plain),
        // Either form of Time, or absent.
        field("nextUpdate", tag::UTC_TIME, Inner::Plain),
        field("nextUpdate", tag::GENERALIZED_TIME, Inner::Plain),
        field("revokedCertificates", tag::SEQUENCE, Inner::Into(&REVOKED_CERTIFICATES)),
        field("crlExtensions", constructed(0), Inner::Explicit(&EXTENSIONS)),
    ],
);

static REVOKED_CERTIFICATES: Type = of("revokedCertificates", &[field(ITEM, tag::SEQUENCE, Inner::Into(&REVOKED))]);

/// The type has no name of its own.
static REVOKED: Type = sequence(
    "revokedCertificates",
    &[
        field("userCertificate", tag::INTEGER, Inner::Hex),
        field("revocationDate", ANY, Inner::Plain),
        // Without a tag around it.
        field("crlEntryExtensions", tag::SEQUENCE, Inner::Into(&LIST)),
    ],
);

pub static OCSP_RESPONSE: Type = sequence(
    "OCSPResponse",
    &[
        field("responseStatus", tag::ENUMERATED, Inner::Named(response_status)),
        field("responseBytes", constructed(0), Inner::Explicit(&RESPONSE_BYTES)),
    ],
);

fn response_status(number: u64) -> Option<&'static str> {
    let names = ["successful", "malformedRequest", "internalError", "tryLater", "", "sigRequired", "unauthorized"];
    names.get(usize::try_from(number).ok()?).copied().filter(|name| !name.is_empty())
}

static RESPONSE_BYTES: Field = field(
    "",
    tag::SEQUENCE,
    Inner::Into(&sequence(
        "ResponseBytes",
        &[
            field("responseType", tag::OID, Inner::Key),
            field("response", tag::OCTET_STRING, Inner::By(&[(oids::OCSP_BASIC, Inner::Inside(&BASIC))])),
        ],
    )),
);

static BASIC: Field = field(
    "BasicOCSPResponse",
    tag::SEQUENCE,
    Inner::Into(&sequence(
        "BasicOCSPResponse",
        &[
            field("tbsResponseData", tag::SEQUENCE, Inner::Into(&RESPONSE_DATA)),
            field("signatureAlgorithm", tag::SEQUENCE, Inner::Into(&ALGORITHM)),
            field("signature", tag::BIT_STRING, Inner::By(SIGNATURES)),
            field("certs", constructed(0), Inner::Explicit(&CERTS)),
        ],
    )),
);
static CERTS: Field =
    field("", tag::SEQUENCE, Inner::Into(&of("certs", &[field(ITEM, tag::SEQUENCE, Inner::Into(&CERTIFICATE))])));

static RESPONSE_DATA: Type = sequence(
    "ResponseData",
    &[
        field("version", constructed(0), Inner::Explicit(&VERSION)),
        // ResponderID.
        field("byName", constructed(1), Inner::Explicit(&field("", tag::SEQUENCE, Inner::Into(&NAME)))),
        field("byKey", constructed(2), Inner::Explicit(&field("", tag::OCTET_STRING, Inner::Plain))),
        field("producedAt", tag::GENERALIZED_TIME, Inner::Plain),
        field("responses", tag::SEQUENCE, Inner::Into(&RESPONSES)),
        field("responseExtensions", constructed(1), Inner::Explicit(&EXTENSIONS)),
    ],
);
static RESPONSES: Type = of("responses", &[field(ITEM, tag::SEQUENCE, Inner::Into(&SINGLE))]);

static SINGLE: Type = sequence(
    "SingleResponse",
    &[
        field("certID", tag::SEQUENCE, Inner::Into(&CERT_ID)),
        // CertStatus.
        field("good", context(0), Inner::Plain),
        field("revoked", constructed(1), Inner::Into(&REVOKED_INFO)),
        field("unknown", context(2), Inner::Plain),
        field("thisUpdate", tag::GENERALIZED_TIME, Inner::Plain),
        field("nextUpdate", constructed(0), Inner::Explicit(&field("", tag::GENERALIZED_TIME, Inner::Plain))),
        field("singleExtensions", constructed(1), Inner::Explicit(&EXTENSIONS)),
    ],
);

static CERT_ID: Type = sequence(
    "CertID",
    &[
        field("hashAlgorithm", tag::SEQUENCE, Inner::Into(&ALGORITHM)),
        field("issuerNameHash", tag::OCTET_STRING, Inner::Plain),
        field("issuerKeyHash", tag::OCTET_STRING, Inner::Plain),
        field("serialNumber", tag::INTEGER, Inner::Hex),
    ],
);

static REVOKED_INFO: Type = sequence(
    "RevokedInfo",
    &[
        field("revocationTime", tag::GENERALIZED_TIME, Inner::Plain),
        field("revocationReason", constructed(0), Inner::Explicit(&field("", tag::ENUMERATED, Inner::Named(reason)))),
    ],
);
