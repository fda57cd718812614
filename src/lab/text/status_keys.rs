//! The keys of revocation and of names: what the client asks and knows, what the server staples, whom it serves.
//! Knows nothing of how any of it is judged.

use super::key::{KeyInfo, Kind, Scope};
use super::table::{Access, key};
use super::value::{join, list, name_in, pick, put};
use crate::lab::scenario::{Source, Stapling};
use crate::pki::{Revocation, Ruleset};

/// A row of the table.
type Row = (KeyInfo, Access);

const SWITCH: &[(&str, bool)] = &[("on", true), ("off", false)];
const STAPLING: &[(&str, Stapling)] = &[("on", Stapling::Leaf), ("off", Stapling::Off), ("all", Stapling::All)];
const REVOCATION: &[(&str, Revocation)] =
    &[("off", Revocation::Ignore), ("soft", Revocation::SoftFail), ("hard", Revocation::HardFail)];
const PROFILES: &[(&str, Ruleset)] = &[("web", Ruleset::Web), ("strict", Ruleset::Strict)];
const SOURCES: &[(&str, Source)] = &[("crl", Source::Crl), ("ocsp", Source::Ocsp)];
const SNI: &[(&str, bool)] = &[("ignore", false), ("refuse", true)];

pub(super) const STATUS_REQUEST: Row = (
    key(
        "status_request",
        Scope::Client,
        Kind::Switch,
        "Whether the client asks for a stapled OCSP response (status_request).",
    ),
    Access::Side(
        |s, _| name_in(&s.config.status_request, SWITCH),
        |s, _, raw| put(&mut s.config.status_request, pick(raw, SWITCH)),
    ),
);

pub(super) const REVOCATION_MODE: Row = (
    key(
        "revocation",
        Scope::Client,
        Kind::Choice(&["off", "soft", "hard"]),
        "What the client makes of revocation: nothing; it refuses who is revoked; or it also refuses a chain in which \
         nobody vouches for some certificate below the root (for intermediates only server.crl=on can, and server.staple=all in TLS 1.3).",
    ),
    Access::Side(
        |s, _| name_in(&s.config.policy.rules.revocation, REVOCATION),
        |s, _, raw| put(&mut s.config.policy.rules.revocation, pick(raw, REVOCATION)),
    ),
);

pub(super) const PROFILE: Row = (
    key(
        "profile",
        Scope::Both,
        Kind::Choice(&["web", "strict"]),
        "By which rules the side judges the other's chain: as browsers do; or also to the letter of RFC 5280 and of the \
         CA/Browser Forum's Baseline Requirements, which bind those who issue certificates.",
    ),
    Access::Side(
        |s, _| s.config.policy.rules.ruleset.id().to_owned(),
        |s, _, raw| put(&mut s.config.policy.rules.ruleset, pick(raw, PROFILES)),
    ),
);

pub(super) const FETCHES: Row = (
    key(
        "fetches",
        Scope::Client,
        Kind::List(|| vec!["crl", "ocsp"], "empty where somebody keeps it from asking"),
        "What the client can fetch, before it judges, of what the certificate points to (server.crl, server.ocsp).",
    ),
    Access::Side(
        |s, _| join(&s.fetches, |source| name_in(source, SOURCES)),
        |s, _, raw| put(&mut s.fetches, list(raw, SOURCES.len(), |text| pick(text, SOURCES).ok())),
    ),
);

pub(super) const STAPLE: Row = (
    key(
        "staple",
        Scope::Server,
        Kind::Choice(&["on", "off", "all"]),
        "Whether the server staples the OCSP response about its certificate where the client asks for one; all is one \
         about each certificate that it sends, for which TLS 1.3 alone has room.",
    ),
    Access::Side(
        |s, _| name_in(&s.certificate.staple, STAPLING),
        |s, _, raw| put(&mut s.certificate.staple, pick(raw, STAPLING)),
    ),
);

pub(super) const SNI_MODE: Row = (
    key(
        "sni",
        Scope::Server,
        Kind::Choice(&["ignore", "refuse"]),
        "What the server does when the client wants a host that its certificate does not name.",
    ),
    Access::Side(|s, _| name_in(&s.certificate.sole, SNI), |s, _, raw| put(&mut s.certificate.sole, pick(raw, SNI))),
);
