//! The checks of the strict profile: what RFC 5280 and the CA/Browser Forum's Baseline Requirements (BR) demand of those
//! who issue certificates, and what clients let pass because nobody is less safe for it. Only what can be read in the
//! certificates of a path is asked; what an issuer has to do (logs, audits, lists of public suffixes) is not, nor what
//! changes with the date of issue (how long a certificate may be valid).

use super::check::{Check, CheckId, Compared, Reason};
use super::names::alt_names;
use super::rules::Placed;
use super::{Purpose, Ruleset};
use crate::pki::certificate::Certificate;
use crate::pki::extension::{Body, GeneralName};
use crate::pki::oids;
use crate::wire::Clause;

/// What is asked of one certificate, whatever the path.
pub fn alone(placed: Placed<'_>, authority: bool, trusted: bool, purpose: Purpose) -> Vec<Check> {
    let mut checks =
        vec![key_identifiers(placed, authority, trusted), criticality(placed, authority), name_syntax(placed)];
    if purpose == Purpose::Server {
        checks.push(purposes(placed, authority, trusted));
        if !authority {
            checks.push(common_name(placed));
        }
    }
    checks
}

/// authorityKeyIdentifier is in every certificate but a self-signed one, by its keyIdentifier (RFC 5280 4.2.1.1) and
/// nothing else (BR 7.1.2.11.1); subjectKeyIdentifier in every authority (RFC 5280 4.2.1.2). In a root the two are the
/// same (BR 7.1.2.1.3).
fn key_identifiers((at, c): Placed<'_>, authority: bool, trusted: bool) -> Check {
    let id = CheckId::KeyIdentifiers;
    let (own, of_issuer) = (c.subject_key_id(), c.authority_key_id());
    let extension = c.extensions.iter().find_map(|e| match &e.body {
        Body::AuthorityKeyId { issuer_and_serial, .. } => Some(*issuer_and_serial),
        _ => None,
    });
    let compared = identifiers(of_issuer, own);
    if extension == Some(true) {
        let compared = [compared, vec![rule("7.1.2.11.1")]].concat();
        return Check::fail(id, at, Reason::KeyIdentifierForm, compared);
    }
    let self_signed = trusted && c.is_self_issued();
    // A self-signed certificate may leave the whole extension out, but not the identifier in it.
    if of_issuer.is_none() && (!self_signed || extension.is_some()) {
        return Check::fail(id, at, Reason::KeyIdentifierMissing, compared);
    }
    if own.is_none() && (authority || c.basic_constraints().is_some_and(|(ca, _)| ca)) {
        let check = Check::fail(id, at, Reason::KeyIdentifierMissing, compared);
        return Check { clause: Clause::new(5280, "4.2.1.2"), ..check };
    }
    if self_signed && of_issuer.is_some() && of_issuer != own {
        let compared = [compared, vec![rule("7.1.2.1.3")]].concat();
        return Check::fail(id, at, Reason::KeyIdentifierMismatch, compared);
    }
    Check::pass(id, at, compared)
}

/// The issuer is the one whose key identifier the certificate names (RFC 5280 4.2.1.1, BR 7.1.2.11.1).
pub fn key_identifier_match((at, child): Placed<'_>, (_, issuer): Placed<'_>) -> Check {
    let (wanted, found) = (child.authority_key_id(), issuer.subject_key_id());
    let compared = identifiers(wanted, found);
    match (wanted, found) {
        (Some(wanted), Some(found)) => {
            Check::decide(CheckId::KeyIdentifierMatch, at, wanted == found, Reason::KeyIdentifierMismatch, compared)
        }
        // That one is missing is for the check above.
        _ => Check::skip(CheckId::KeyIdentifierMatch, at, compared),
    }
}

/// Each extension is critical or not as the RFC and the Forum say: those that limit must be, so that nobody passes over
/// them; those that inform must not be.
fn criticality((at, c): Placed<'_>, authority: bool) -> Check {
    let (mut too_little, mut too_much, mut seen) = (Vec::new(), Vec::new(), Vec::new());
    for extension in &c.extensions {
        let name = oids::shown(extension.body.oid());
        match (must_be_critical(&extension.body, c, authority), extension.critical) {
            (Some(true), false) => too_little.push(name),
            (Some(false), true) => too_much.push(name),
            (Some(true), true) => seen.push(name),
            _ => {}
        }
    }
    let good = too_little.is_empty() && too_much.is_empty();
    let parts = [("critical", seen), ("must_be_critical", too_little), ("must_not_be_critical", too_much)];
    let compared =
        parts.into_iter().filter(|(_, names)| !names.is_empty()).map(|(what, names)| (what, names.join(", ")));
    Check::decide(CheckId::Criticality, at, good, Reason::WrongCriticality, compared.collect())
}

/// `None` where both are allowed. keyUsage is such: RFC 5280 4.2.1.3 only says SHOULD, and though the Forum wants it
/// critical (BR 7.1.2.7.6), even the published cases that test its rules leave it so.
fn must_be_critical(body: &Body, c: &Certificate, authority: bool) -> Option<bool> {
    match body {
        // RFC 5280 4.2.1.9 for authorities, BR 7.1.2.7.8 for the others.
        Body::BasicConstraints { ca, .. } => (*ca || !authority).then_some(true),
        // RFC 5280 4.2.1.10, 4.2.1.11, 4.2.1.14.
        Body::NameConstraints(_) | Body::PolicyConstraints(_) | Body::InhibitAnyPolicy(_) => Some(true),
        // RFC 5280 4.2.1.6: it says all where the subject is empty. BR 7.1.2.7.12: else it must not be.
        Body::SubjectAltName(_) => Some(c.subject.is_empty()),
        // BR 7.1.2.7.6, 7.1.2.10.6.
        Body::ExtendedKeyUsage(_) | Body::CertificatePolicies(_) | Body::CrlDistributionPoints(_) => Some(false),
        _ => None,
    }
}

/// BR 7.1.4.3: a common name is one of the names of subjectAltName, letter by letter, or an address as RFC 5952 writes
/// it. Clients do not look at it (RFC 9525 2), people do.
fn common_name(placed @ (at, leaf): Placed<'_>) -> Check {
    let id = CheckId::CommonName;
    let is_common = |a: &&crate::pki::Attribute| a.kind.as_bytes() == oids::COMMON_NAME;
    let all: Vec<&str> = leaf.subject.attributes.iter().filter(is_common).map(|a| a.value.as_str()).collect();
    let same = |name: &GeneralName, common: &str| match name {
        GeneralName::Dns(name) => name == common,
        GeneralName::Ip(ip) => ip.to_string() == common,
        _ => false,
    };
    let names = alt_names(placed);
    let mut compared: Compared = all.iter().map(|value| ("commonName", crate::wire::printable(value))).collect();
    compared.extend([("subjectAltName", super::names::list(names)), rule("7.1.4.3")]);
    match all[..] {
        [] => Check::skip(id, at, vec![]),
        [one] => {
            let good = names.iter().any(|name| same(name, one));
            Check::decide(id, at, good, Reason::CommonNameNotListed, compared)
        }
        _ => Check::fail(id, at, Reason::CommonNameNotListed, compared),
    }
}

/// BR 7.1.2.7.10: a server's certificate says that it is for servers, and never for any purpose. BR 7.1.2.1.2: a root
/// says nothing about purposes.
fn purposes((at, c): Placed<'_>, authority: bool, trusted: bool) -> Check {
    let id = CheckId::Purposes;
    let found = c.extended_key_usage();
    let names: Vec<_> = found.unwrap_or_default().iter().map(|p| oids::shown(p.as_bytes())).collect();
    let mut compared: Compared = found.map(|_| ("extKeyUsage", names.join(", "))).into_iter().collect();
    let root = authority && trusted;
    compared.push(rule(if root { "7.1.2.1.2" } else { "7.1.2.7.10" }));
    match found {
        Some(_) if root => Check::fail(id, at, Reason::PurposeInRoot, compared),
        None if !authority => Check::fail(id, at, Reason::PurposeMissing, compared),
        Some(all) if !authority && all.iter().any(|p| p.as_bytes() == oids::ANY_EXTENDED_KEY_USAGE) => {
            Check::fail(id, at, Reason::AnyPurpose, compared)
        }
        _ if authority && !root => Check::skip(id, at, compared),
        _ => Check::pass(id, at, compared),
    }
}

/// RFC 5280 4.2.1.6: a dNSName is in the preferred name syntax of RFC 1034 3.5, letters, digits and hyphens alone; a
/// wildcard may lead it.
fn name_syntax(placed @ (at, _): Placed<'_>) -> Check {
    let id = CheckId::NameSyntax;
    let dns = |name: &GeneralName| match name {
        GeneralName::Dns(name) => Some(name.clone()),
        _ => None,
    };
    let names: Vec<String> = alt_names(placed).iter().filter_map(dns).collect();
    let bad = names.iter().find(|name| !is_preferred(name.strip_prefix("*.").unwrap_or(name)));
    match (names.is_empty(), bad) {
        (true, _) => Check::skip(id, at, vec![]),
        (false, None) => Check::pass(id, at, vec![("names", names.len().to_string())]),
        (false, Some(bad)) => {
            let compared = vec![("bad_name", GeneralName::Dns(bad.clone()).to_string())];
            Check::fail(id, at, Reason::BadNameSyntax, compared)
        }
    }
}

fn is_preferred(name: &str) -> bool {
    name.len() <= 253 && name.split('.').all(|label| crate::pki::host::is_label(label) && !label.contains('_'))
}

fn identifiers(wanted: Option<&[u8]>, found: Option<&[u8]>) -> Compared {
    let hex = |id: &[u8]| crate::wire::hex::encode(id);
    let wanted = wanted.map(|id| ("authorityKeyIdentifier", hex(id)));
    wanted.into_iter().chain(found.map(|id| ("subjectKeyIdentifier", hex(id)))).collect()
}

/// The section of the Baseline Requirements, which are no RFC.
fn rule(section: &str) -> (&'static str, String) {
    ("rule", format!("Baseline Requirements {section}"))
}

impl CheckId {
    /// The profile that a check belongs to; the strict one has the checks of the other too.
    pub fn ruleset(self) -> Ruleset {
        match self {
            CheckId::KeyIdentifiers
            | CheckId::KeyIdentifierMatch
            | CheckId::Criticality
            | CheckId::CommonName
            | CheckId::Purposes
            | CheckId::NameSyntax => Ruleset::Strict,
            _ => Ruleset::Web,
        }
    }
}
