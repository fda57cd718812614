//! The keys of the server's hierarchy: who stands above its certificate, how they sign, what they say. Also what cannot
//! be minted together. Knows nothing of minting.

use super::key::{KeyInfo, Kind, Scope};
use super::table::{Access, key};
use super::value::{Bad, KEY_KINDS, Read, join, list, name_in, number, pick, put};
use super::{Problem, ScenarioError};
use crate::crypto::{Hash, KeyKind};
use crate::lab::scenario::{Certificate, Roots, Scenario, Side};
use crate::pki::{MAX_INTERMEDIATES, Validation, is_subtree};

/// A row of the table.
type Row = (KeyInfo, Access);

/// The word for what most of the web has.
const USUAL: &str = "usual";

const RSA_SIZES: &[(&str, usize)] = &[("512", 512), ("1024", 1024), ("2048", 2048), ("3072", 3072), ("4096", 4096)];
const HASHES: &[(&str, Hash)] = &[
    ("md5", Hash::Md5),
    ("sha1", Hash::Sha1),
    ("sha256", Hash::Sha256),
    ("sha384", Hash::Sha384),
    ("sha512", Hash::Sha512),
];
const VALIDATIONS: &[(&str, Validation)] =
    &[("dv", Validation::Domain), ("ov", Validation::Organization), ("ev", Validation::Extended)];
const SWITCH: &[(&str, bool)] = &[("on", true), ("off", false)];
const TRUSTED: &[(&str, Roots)] = &[("new", Roots::New), ("old", Roots::Old), ("both", Roots::Both)];
/// The most subtrees of a list.
const MAX_SUBTREES: usize = 64;
const SUBTREES: &str = "a list with commas of DNS names, each with all below it, and of networks such as 192.0.2.0/24; \
                        at most 64, empty for no limit";

pub(super) const RSA_BITS: Row = (
    key(
        "rsa_bits",
        Scope::Server,
        Kind::Choice(&["512", "1024", "2048", "3072", "4096"]),
        "How many bits an RSA key in the certificate has. The authorities' have 2048.",
    ),
    Access::Side(
        |s, _| name_in(&s.certificate.profile.rsa_bits, RSA_SIZES),
        |s, _, raw| put(&mut s.certificate.profile.rsa_bits, pick(raw, RSA_SIZES)),
    ),
);

pub(super) const AUTHORITIES: Row = (
    key(
        "authorities",
        Scope::Server,
        Kind::Choice(&[USUAL, "ecdsa", "p384", "rsa", "ed25519"]),
        "The keys of root and intermediates; usual is RSA above an RSA certificate, and else ECDSA P-256.",
    ),
    Access::Side(
        |s, _| or_usual(&s.certificate.profile.authorities, KEY_KINDS),
        |s, _, raw| put(&mut s.certificate.profile.authorities, unless_usual(raw, KEY_KINDS)),
    ),
);

pub(super) const INTERMEDIATES: Row = (
    key(
        "intermediates",
        Scope::Server,
        Kind::Number(0, MAX_INTERMEDIATES as u64),
        "How many authorities stand between the root and the certificate.",
    ),
    Access::Side(
        |s, _| s.certificate.profile.intermediates.to_string(),
        |s, _, raw| {
            let count: u8 = number(raw, MAX_INTERMEDIATES as u64)?;
            put(&mut s.certificate.profile.intermediates, Ok(usize::from(count)))
        },
    ),
);

pub(super) const CROSS: Row = (
    key(
        "cross",
        Scope::Server,
        Kind::Switch,
        "Whether an older root has certified the root's key, and the server sends that certificate along.",
    ),
    Access::Side(
        |s, _| name_in(&s.certificate.profile.cross, SWITCH),
        |s, _, raw| put(&mut s.certificate.profile.cross, pick(raw, SWITCH)),
    ),
);

pub(super) const ROOTS: Row = (
    key(
        "roots",
        Scope::Client,
        Kind::Choice(&["new", "old", "both"]),
        "Which root the client trusts: the new one that the server's chain ends in, an older one (to which server.cross=on \
         leads), or both.",
    ),
    Access::Side(|s, _| name_in(&s.roots, TRUSTED), |s, _, raw| put(&mut s.roots, pick(raw, TRUSTED))),
);

pub(super) const HASH: Row = (
    key(
        "hash",
        Scope::Server,
        Kind::Choice(&[USUAL, "md5", "sha1", "sha256", "sha384", "sha512"]),
        "The hash under the authorities' signatures; usual is SHA-384 with P-384, and else SHA-256. MD5 and SHA-1 need \
         RSA authorities; Ed25519 has its own.",
    ),
    Access::Side(
        |s, _| or_usual(&s.certificate.profile.hash, HASHES),
        |s, _, raw| put(&mut s.certificate.profile.hash, unless_usual(raw, HASHES)),
    ),
);

pub(super) const PSS: Row = (
    key(
        "pss",
        Scope::Server,
        Kind::Switch,
        "Whether RSA authorities sign by RSASSA-PSS instead of PKCS #1 v1.5; not with MD5 or SHA-1.",
    ),
    Access::Side(
        |s, _| name_in(&s.certificate.profile.pss, SWITCH),
        |s, _, raw| put(&mut s.certificate.profile.pss, pick(raw, SWITCH)),
    ),
);

pub(super) const VALIDATION: Row = (
    key(
        "validation",
        Scope::Server,
        Kind::Choice(&[USUAL, "dv", "ov", "ev"]),
        "What the subject says, and by which policy: the domain alone, the organization, or the organization and where \
         it is registered. usual names an organization and no policy.",
    ),
    Access::Side(
        |s, _| or_usual(&s.certificate.profile.validation, VALIDATIONS),
        |s, _, raw| put(&mut s.certificate.profile.validation, unless_usual(raw, VALIDATIONS)),
    ),
);

pub(super) const PERMITTED: Row = (
    key("permitted", Scope::Server, Kind::Text(SUBTREES), "The names that the certificate's issuer may vouch for."),
    Access::Side(
        |s, _| join(&s.certificate.profile.permitted, String::clone),
        |s, _, raw| put(&mut s.certificate.profile.permitted, list(raw, MAX_SUBTREES, subtree)),
    ),
);

pub(super) const EXCLUDED: Row = (
    key("excluded", Scope::Server, Kind::Text(SUBTREES), "The names that the certificate's issuer must not vouch for."),
    Access::Side(
        |s, _| join(&s.certificate.profile.excluded, String::clone),
        |s, _, raw| put(&mut s.certificate.profile.excluded, list(raw, MAX_SUBTREES, subtree)),
    ),
);

pub(super) const CRL: Row = (
    key("crl", Scope::Server, Kind::Switch, "Whether the certificate says where its revocation list is."),
    Access::Side(
        |s, _| name_in(&s.certificate.profile.crl, SWITCH),
        |s, _, raw| put(&mut s.certificate.profile.crl, pick(raw, SWITCH)),
    ),
);

pub(super) const OCSP: Row = (
    key("ocsp", Scope::Server, Kind::Switch, "Whether the certificate says where OCSP is answered."),
    Access::Side(
        |s, _| name_in(&s.certificate.profile.ocsp, SWITCH),
        |s, _, raw| put(&mut s.certificate.profile.ocsp, pick(raw, SWITCH)),
    ),
);

pub(super) const MUST_STAPLE: Row = (
    key(
        "must_staple",
        Scope::Server,
        Kind::Switch,
        "Whether the certificate promises that its server always staples an OCSP response.",
    ),
    Access::Side(
        |s, _| name_in(&s.certificate.profile.must_staple, SWITCH),
        |s, _, raw| put(&mut s.certificate.profile.must_staple, pick(raw, SWITCH)),
    ),
);

fn or_usual<T: Copy + PartialEq>(value: &Option<T>, among: &[(&str, T)]) -> String {
    value.map_or_else(|| USUAL.to_owned(), |value| name_in(&value, among))
}

fn unless_usual<T: Copy>(raw: &str, among: &[(&str, T)]) -> Read<Option<T>> {
    if raw == USUAL { Ok(None) } else { pick(raw, among).map(Some) }
}

fn subtree(text: &str) -> Option<String> {
    (text.len() <= 253 && is_subtree(text)).then(|| text.to_owned())
}

/// What a server's keys allow each by itself, and not together.
pub(super) fn impossible(scenario: &Scenario) -> Vec<ScenarioError> {
    let mut errors = Vec::new();
    for (at, plan) in scenario.connections.iter().enumerate() {
        let Some((name, bad)) = clash(&plan.server) else { continue };
        let key = if at == 0 { format!("server.{name}") } else { format!("{at}.server.{name}") };
        let known = |error: &ScenarioError| error.value == bad.value && error.key.ends_with(name);
        if !errors.iter().any(known) {
            let allowed = bad.allowed.unwrap_or_default();
            errors.push(ScenarioError {
                key,
                value: bad.value,
                problem: Problem::NotAllowed,
                allowed,
                nearest: Vec::new(),
            });
        }
    }
    errors
}

fn clash(side: &Side) -> Option<(&'static str, Bad)> {
    let Certificate { profile, .. } = &side.certificate;
    let weak = matches!(profile.hash, Some(Hash::Md5 | Hash::Sha1));
    let rsa = side.certificate.recipe(0).authority_kind() == KeyKind::Rsa;
    let told = |value: String, allowed: &str| Bad { allowed: Some(allowed.to_owned()), ..Bad::new(value) };
    match (rsa, weak, profile.pss) {
        (false, true, _) => {
            let allowed = "sha256, sha384, sha512, usual; md5 and sha1 with server.authorities=rsa alone";
            Some(("hash", told(or_usual(&profile.hash, HASHES), allowed)))
        }
        (false, _, true) => Some(("pss", told("on".to_owned(), "off; on with server.authorities=rsa alone"))),
        (true, true, true) => Some(("pss", told("on".to_owned(), "off; on with a server.hash of sha256 or longer"))),
        _ => None,
    }
}
