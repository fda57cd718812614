//! The rules, each from certificates to checks.

use super::check::{Check, CheckId, Place, Reason, Verdict};
use super::path::Search;
use super::{Policy, Purpose};
use crate::pki::certificate::Certificate;
use crate::pki::der::format_time;
use crate::pki::extension::{Body, GeneralName, KeyUsage};
use crate::pki::host::Host;
use crate::pki::oids;
use crate::wire::Clause;

/// Are the bytes certificates, and are there any?
pub fn decode(sent: &[Result<Certificate, Reason>]) -> Vec<Check> {
    let mut checks: Vec<_> = (0..).map(Place::Sent).zip(sent).map(|(at, read)| decode_one(at, read)).collect();
    if sent.is_empty() {
        checks.push(Check { certificate: None, ..failed(CheckId::Decode, Place::Sent(0), Reason::EmptyChain, vec![]) });
    }
    checks
}

/// Every check that looks at a path, in the order in which they decide.
pub fn path(path: &[Place], search: &mut Search<'_>, policy: &Policy) -> Vec<Check> {
    let certificates: Vec<_> = path.iter().filter_map(|p| search.certificate(*p).map(|c| (*p, c))).collect();
    let Some((&leaf, authorities)) = certificates.split_first() else { return Vec::new() };
    let mut checks = Vec::new();
    checks.extend(issuers(&certificates, search));
    checks.extend(signatures(&certificates, search));
    checks.extend(certificates.iter().map(|c| not_before(*c, policy.now)));
    checks.extend(certificates.iter().map(|c| not_after(*c, policy.now)));
    checks.extend(authorities.iter().map(|c| certificate_authority(*c)));
    checks.extend((0..authorities.len()).filter_map(|i| path_length(authorities, i)));
    checks.push(key_usage_leaf(leaf));
    checks.extend(authorities.iter().map(|c| key_usage_authority(*c)));
    checks.extend(certificates.iter().map(|c| extended_key_usage(*c, policy.purpose)));
    checks.extend(certificates.iter().map(|c| critical_extensions(*c)));
    checks.push(host_name(leaf, policy.host.as_deref()));
    checks
}

type Placed<'a> = (Place, &'a Certificate);

fn decode_one(at: Place, read: &Result<Certificate, Reason>) -> Check {
    match read {
        Ok(c) => {
            passed(CheckId::Decode, at, vec![("bytes", c.der.len().to_string()), ("version", c.version.to_string())])
        }
        Err(reason) => {
            let compared = match reason {
                Reason::Undecodable(e) => {
                    vec![("field", e.field.to_owned()), ("offset", e.offset.to_string()), ("error", e.kind.to_string())]
                }
                _ => vec![],
            };
            failed(CheckId::Decode, at, reason.clone(), compared)
        }
    }
}

/// Each certificate's issuer is the next one's subject; the last is trusted.
fn issuers(path: &[Placed<'_>], search: &Search<'_>) -> Vec<Check> {
    let mut checks = Vec::new();
    for (i, &(at, c)) in path.iter().enumerate() {
        let mut compared = vec![("issuer", c.issuer.to_string())];
        if search.is_trusted(at) {
            compared.push(("trusted", c.subject.to_string()));
            checks.push(passed(CheckId::Issuer, at, compared));
        } else if let Some((issuer, by)) = path.get(i + 1) {
            compared.extend([("subject", by.subject.to_string()), ("found", issuer.to_string())]);
            checks.push(passed(CheckId::Issuer, at, compared));
        } else {
            let reason = match (c.is_self_issued(), at) {
                _ if search.exhausted => Reason::SearchExhausted,
                (true, Place::Sent(0)) => Reason::SelfSigned,
                (true, _) => Reason::UntrustedRoot,
                (false, _) => Reason::UnknownIssuer,
            };
            checks.push(failed(CheckId::Issuer, at, reason, compared));
        }
    }
    checks
}

/// Each certificate is signed by the next. A trusted root is believed without (RFC 5280 6.1.1 d); a self-issued
/// certificate that nobody vouches for is at least asked for its own signature.
fn signatures(path: &[Placed<'_>], search: &mut Search<'_>) -> Vec<Check> {
    let mut checks = Vec::new();
    for (i, &(at, c)) in path.iter().enumerate() {
        let issuer = match path.get(i + 1) {
            Some((next, _)) => *next,
            None if c.is_self_issued() && !search.is_trusted(at) => at,
            None => {
                checks.push(skipped(CheckId::Signature, at, vec![("algorithm", c.signature_algorithm.to_string())]));
                continue;
            }
        };
        let key = search.certificate(issuer).and_then(|i| i.public_key().ok());
        let compared = vec![
            ("algorithm", c.signature_algorithm.to_string()),
            ("key", key.map_or("?".to_owned(), |k| format!("{:?}, {} bits", k.kind(), k.bits()))),
            ("signer", issuer.to_string()),
        ];
        checks.push(match search.link(at, issuer) {
            Ok(()) => passed(CheckId::Signature, at, compared),
            Err(reason) => failed(CheckId::Signature, at, reason, compared),
        });
    }
    checks
}

fn not_before((at, c): Placed<'_>, now: i64) -> Check {
    let compared = vec![("notBefore", format_time(c.not_before)), ("now", format_time(now))];
    decide(CheckId::NotBefore, at, now >= c.not_before, Reason::NotYetValid, compared)
}

/// The last second counts (RFC 5280 4.1.2.5: inclusive).
fn not_after((at, c): Placed<'_>, now: i64) -> Check {
    let compared = vec![("now", format_time(now)), ("notAfter", format_time(c.not_after))];
    decide(CheckId::NotAfter, at, now <= c.not_after, Reason::Expired, compared)
}

fn certificate_authority((at, c): Placed<'_>) -> Check {
    match c.basic_constraints() {
        Some((ca, _)) => {
            let compared = vec![("cA", ca.to_string())];
            decide(CheckId::CertificateAuthority, at, ca, Reason::NotACa, compared)
        }
        // Roots from before version 3 cannot say it; that they are trusted says it for them.
        None if c.version < 3 && matches!(at, Place::Root(_)) => {
            skipped(CheckId::CertificateAuthority, at, vec![("version", c.version.to_string())])
        }
        None => failed(CheckId::CertificateAuthority, at, Reason::NotACa, vec![("cA", "absent".to_owned())]),
    }
}

/// How many authorities stand between this one and the leaf; self-issued ones do not count.
fn path_length(authorities: &[Placed<'_>], index: usize) -> Option<Check> {
    let (at, c) = authorities.get(index)?;
    let below = authorities.get(..index)?.iter().filter(|(_, c)| !c.is_self_issued()).count() as u64;
    let limit = c.basic_constraints().and_then(|(_, limit)| limit);
    let mut compared = vec![("authorities_below", below.to_string())];
    Some(match limit {
        None => skipped(CheckId::PathLength, *at, compared),
        Some(limit) => {
            compared.push(("pathLenConstraint", limit.to_string()));
            decide(CheckId::PathLength, *at, below <= limit, Reason::PathTooLong, compared)
        }
    })
}

fn key_usage_authority(placed: Placed<'_>) -> Check {
    key_usage(placed, KeyUsage::KEY_CERT_SIGN)
}

/// A TLS key signs, decrypts or agrees; which of them the suite wants is for the handshake to ask.
fn key_usage_leaf(placed: Placed<'_>) -> Check {
    key_usage(placed, KeyUsage::DIGITAL_SIGNATURE | KeyUsage::KEY_ENCIPHERMENT | KeyUsage::KEY_AGREEMENT)
}

fn key_usage((at, c): Placed<'_>, wanted: KeyUsage) -> Check {
    let mut compared = vec![("needed", wanted.to_string())];
    let Some(usage) = c.key_usage() else { return skipped(CheckId::KeyUsage, at, compared) };
    compared.push(("keyUsage", usage.to_string()));
    decide(CheckId::KeyUsage, at, usage.allows(wanted), Reason::KeyUsage, compared)
}

/// An authority that lists purposes limits those below it, as everyone enforces though RFC 5280 does not say so.
fn extended_key_usage((at, c): Placed<'_>, purpose: Purpose) -> Check {
    let wanted = match purpose {
        Purpose::Server => oids::SERVER_AUTH,
        Purpose::Client => oids::CLIENT_AUTH,
    };
    let mut compared = vec![("needed", oids::shown(wanted))];
    let Some(purposes) = c.extended_key_usage() else { return skipped(CheckId::ExtendedKeyUsage, at, compared) };
    let names: Vec<_> = purposes.iter().map(|p| oids::shown(p.as_bytes())).collect();
    compared.push(("extKeyUsage", names.join(", ")));
    let allowed = purposes.iter().any(|p| [wanted, oids::ANY_EXTENDED_KEY_USAGE].contains(&p.as_bytes()));
    decide(CheckId::ExtendedKeyUsage, at, allowed, Reason::ExtendedKeyUsage, compared)
}

fn critical_extensions((at, c): Placed<'_>) -> Check {
    let critical = || c.extensions.iter().filter(|e| e.critical);
    let shown = |unknown: bool| {
        let names = critical().filter(|e| matches!(e.body, Body::Unknown { .. }) == unknown);
        names.map(|e| oids::shown(e.body.oid())).collect::<Vec<_>>().join(", ")
    };
    let (known, unknown) = (shown(false), shown(true));
    let understood = unknown.is_empty();
    let compared = vec![("understood", known), ("unknown", unknown)];
    decide(CheckId::CriticalExtensions, at, understood, Reason::UnknownCriticalExtension, compared)
}

fn host_name((at, leaf): Placed<'_>, host: Option<&str>) -> Check {
    let Some(host) = host else { return skipped(CheckId::HostName, at, vec![]) };
    let mut compared = vec![("host", host.to_owned())];
    let host = Host::parse(host);
    let check = match leaf.subject_alt_name() {
        None => {
            compared.push(("subject", leaf.subject.to_string()));
            failed(CheckId::HostName, at, Reason::NoSubjectAltName, compared)
        }
        Some(names) => {
            let shown: Vec<_> = names.iter().map(GeneralName::to_string).collect();
            compared.push(("subjectAltName", shown.join(", ")));
            let matching = names.iter().find(|name| host.matches(name));
            compared.extend(matching.map(|name| ("matching", name.to_string())));
            decide(CheckId::HostName, at, matching.is_some(), Reason::HostMismatch, compared)
        }
    };
    match host {
        Host::Ip(_) => Check { clause: Clause::new(9525, "6.4"), ..check },
        _ => check,
    }
}

type Compared = Vec<(&'static str, String)>;

fn decide(id: CheckId, at: Place, good: bool, reason: Reason, compared: Compared) -> Check {
    if good { passed(id, at, compared) } else { failed(id, at, reason, compared) }
}

fn passed(id: CheckId, at: Place, compared: Compared) -> Check {
    Check { id, certificate: Some(at), verdict: Verdict::Pass, clause: id.clause(), compared, refusal: None }
}

fn failed(id: CheckId, at: Place, reason: Reason, compared: Compared) -> Check {
    Check { verdict: Verdict::Fail, refusal: Some(reason), ..passed(id, at, compared) }
}

fn skipped(id: CheckId, at: Place, compared: Compared) -> Check {
    Check { verdict: Verdict::NotApplicable, ..passed(id, at, compared) }
}
