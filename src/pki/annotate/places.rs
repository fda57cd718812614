//! Extensions that point elsewhere, as tables: where revocation is published (RFC 5280 4.2.1.13, 5.2.5), what services
//! the issuer offers (4.2.2.1), what the server promises (RFC 7633).

use super::certificate::RELATIVE_NAME;
use super::decode::REASON_FLAGS;
use super::extensions::{GENERAL_NAMES, whole};
use super::schema::{ANY, BY_OID, Field, ITEM, Inner, Type, field, of, sequence};
use crate::pki::der::tag::{self, constructed, context};
use crate::wire::ExtensionType;

pub static POINTS: Field = whole("CRLDistributionPoints", &of("CRLDistributionPoints", &[whole(ITEM, &POINT)]));
static POINT: Type = sequence(
    "DistributionPoint",
    &[
        field("distributionPoint", constructed(0), Inner::Into(&POINT_NAME)),
        field("reasons", context(1), Inner::Bits(&REASON_FLAGS)),
        field("cRLIssuer", constructed(2), Inner::Into(&GENERAL_NAMES)),
    ],
);
static POINT_NAME: Type = of(
    "DistributionPointName",
    &[
        field("fullName", constructed(0), Inner::Into(&GENERAL_NAMES)),
        field("nameRelativeToCRLIssuer", constructed(1), Inner::Into(&RELATIVE_NAME)),
    ],
);

pub static ISSUING_POINT: Field = whole(
    "IssuingDistributionPoint",
    &sequence(
        "IssuingDistributionPoint",
        &[
            field("distributionPoint", constructed(0), Inner::Into(&POINT_NAME)),
            field("onlyContainsUserCerts", context(1), Inner::As(tag::BOOLEAN)),
            field("onlyContainsCACerts", context(2), Inner::As(tag::BOOLEAN)),
            field("onlySomeReasons", context(3), Inner::Bits(&REASON_FLAGS)),
            field("indirectCRL", context(4), Inner::As(tag::BOOLEAN)),
            field("onlyContainsAttributeCerts", context(5), Inner::As(tag::BOOLEAN)),
        ],
    ),
);

pub static ACCESS: Field = whole(
    "AuthorityInfoAccessSyntax",
    &of("AuthorityInfoAccessSyntax", &[field(BY_OID, tag::SEQUENCE, Inner::Into(&DESCRIPTION))]),
);
static DESCRIPTION: Type = sequence(
    "AccessDescription",
    &[field("accessMethod", tag::OID, Inner::Plain), field("accessLocation", ANY, Inner::Choice(&GENERAL_NAMES))],
);

/// The extensions of TLS that the server promises to answer (RFC 7633 4).
pub static FEATURES: Field = whole("Features", &of("Features", &[field(ITEM, tag::INTEGER, Inner::Named(feature))]));

fn feature(number: u64) -> Option<&'static str> {
    u16::try_from(number).ok().and_then(|code| ExtensionType(code).name())
}
