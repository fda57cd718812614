//! The rules, each from certificates to checks: decoding, the links of the path, and what one certificate says alone.
//! What concerns names stands in `names` and `constraints`, what concerns issuers in `authority`.

use super::check::{Check, CheckId, Compared, Place, Reason, Verdict};
use super::constraints::name_constraints;
use super::names::{host_name, names};
use super::path::{Limit, Search};
use super::policies::policies;
use super::{MAX_CERTIFICATES, Policy, Purpose, Rules};
use super::{Ruleset, authority, keys, strict};
use crate::pki::certificate::{Certificate, MAX_CERTIFICATE_LEN, MAX_EXTENSIONS, ReadErrorKind};
use crate::pki::der::format_time;
use crate::pki::extension::{Body, Extension};
use crate::pki::oids;
use crate::short;
use crate::wire::hex;

/// A certificate of a path and where it comes from.
pub type Placed<'a> = (Place, &'a Certificate);

/// Are the bytes certificates, and are there any?
pub fn decode(sent: &[Result<Certificate, Reason>]) -> Vec<Check> {
    let mut checks: Vec<_> = (0..).map(Place::Sent).zip(sent).map(|(at, read)| decode_one(at, read)).collect();
    if sent.is_empty() {
        let check = Check::fail(CheckId::Decode, Place::Sent(0), Reason::EmptyChain, vec![]);
        checks.push(Check { certificate: None, ..check });
    }
    checks
}

/// Every check that looks at a path, in the order in which they decide.
pub fn path(path: &[Place], search: &mut Search<'_>, policy: &Policy) -> Vec<Check> {
    let certificates = placed(path, search);
    let Some(&leaf) = certificates.first() else { return Vec::new() };
    let mut checks = issuers(&certificates, search);
    checks.extend(signatures(&certificates, search));
    for (index, placed) in certificates.iter().enumerate() {
        checks.extend(alone(*placed, index > 0, search.is_trusted(placed.0), policy));
        checks.extend(in_path(&certificates, index, search, policy));
    }
    checks.push(policies(&certificates));
    checks.push(host_name(leaf, policy.host.as_deref()));
    for pair in path.windows(2) {
        if let [child, issuer] = pair
            && !search.is_trusted(*child)
        {
            checks.extend(search.revocation(*child, *issuer, policy));
        }
    }
    // Stable: within one check the leaf comes first.
    short::sort_by(&mut checks, |a, b| a.id < b.id);
    checks
}

/// Whether the last certificate of a path passes all checks that depend on those below it.
pub fn fits(path: &[Place], search: &mut Search<'_>, policy: &Policy) -> bool {
    let certificates = placed(path, search);
    let Some(index) = certificates.len().checked_sub(1) else { return false };
    in_path(&certificates, index, search, policy).iter().all(|check| check.verdict != Verdict::Fail)
}

/// Whether a certificate passes all checks that look at it alone.
pub fn is_sound(placed: Placed<'_>, authority: bool, trusted: bool, policy: &Policy) -> bool {
    alone(placed, authority, trusted, policy).iter().all(|check| check.verdict != Verdict::Fail)
}

fn placed<'a>(path: &[Place], search: &Search<'a>) -> Vec<Placed<'a>> {
    path.iter().filter_map(|p| search.certificate(*p).map(|c| (*p, c))).collect()
}

/// What is asked of one certificate, whatever the path.
fn alone(placed: Placed<'_>, authority: bool, trusted: bool, policy: &Policy) -> Vec<Check> {
    let mut checks = vec![
        not_before(placed, policy.now),
        not_after(placed, policy.now),
        serial_number(placed, authority && trusted),
        names(placed, authority),
        authority::certificate_authority(placed, authority, trusted),
        authority::key_usage(placed, authority),
        extended_key_usage(placed, authority, policy.purpose),
        keys::key_size(placed, &policy.rules),
        signature_strength(placed, trusted, &policy.rules),
        critical_extensions(placed),
    ];
    if policy.rules.ruleset == Ruleset::Strict {
        checks.extend(strict::alone(placed, authority, trusted, policy.purpose));
    }
    checks
}

/// What is asked of the certificate at `index`, knowing those below it.
fn in_path(path: &[Placed<'_>], index: usize, search: &mut Search<'_>, policy: &Policy) -> Vec<Check> {
    let trusted = path.get(index).is_some_and(|(at, _)| search.is_trusted(*at));
    let mut checks = vec![name_constraints(path, index, search)];
    if index > 0 {
        checks.push(authority::path_length(path, index, trusted, &policy.rules));
    }
    if let (Ruleset::Strict, Some([child, issuer])) = (policy.rules.ruleset, path.get(index.wrapping_sub(1)..=index)) {
        checks.push(strict::key_identifier_match(*child, *issuer));
    }
    checks
}

fn decode_one(at: Place, read: &Result<Certificate, Reason>) -> Check {
    match read {
        Ok(c) => {
            let compared = vec![("bytes", c.der.len().to_string()), ("version", c.version.to_string())];
            Check::pass(CheckId::Decode, at, compared)
        }
        Err(reason) => {
            let compared = match reason {
                Reason::Undecodable(e) => {
                    let most = match e.kind {
                        ReadErrorKind::TooManyExtensions => Some(MAX_EXTENSIONS),
                        ReadErrorKind::TooLong => Some(MAX_CERTIFICATE_LEN),
                        _ => None,
                    };
                    let most = most.map(|most| ("most", most.to_string()));
                    let error = ("error", e.kind.to_string());
                    [
                        vec![("field", e.field.to_owned()), ("offset", e.offset.to_string()), error],
                        most.into_iter().collect(),
                    ]
                    .concat()
                }
                Reason::TooManyCertificates => vec![("most_certificates", MAX_CERTIFICATES.to_string())],
                _ => vec![],
            };
            Check::fail(CheckId::Decode, at, reason.clone(), compared)
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
            checks.push(Check::pass(CheckId::Issuer, at, compared));
        } else if let Some((issuer, by)) = path.get(i + 1) {
            compared.extend([("subject", by.subject.to_string()), ("found", issuer.to_string())]);
            compared.extend(other_identifiers(c, by));
            checks.push(Check::pass(CheckId::Issuer, at, compared));
        } else {
            let reason = match (c.is_self_issued(), at) {
                _ if search.exhausted.is_some() => Reason::SearchExhausted,
                (true, Place::Sent(0)) => Reason::SelfSigned,
                (true, _) => Reason::UntrustedRoot,
                (false, _) => Reason::UnknownIssuer,
            };
            compared.extend(search.exhausted.map(Limit::compared));
            compared.extend(ca_issuers(c));
            checks.push(Check::fail(CheckId::Issuer, at, reason, compared));
        }
    }
    checks
}

/// The key identifiers, where the issuer's is not the one that the certificate names: RFC 5280 4.2.1.1 has them help to
/// find a path, so this is no failure here.
fn other_identifiers(child: &Certificate, issuer: &Certificate) -> Compared {
    match (child.authority_key_id(), issuer.subject_key_id()) {
        (Some(wanted), Some(found)) if wanted != found => {
            vec![("authorityKeyIdentifier", hex::encode(wanted)), ("subjectKeyIdentifier", hex::encode(found))]
        }
        _ => vec![],
    }
}

/// Where a certificate says that its issuer's can be fetched (RFC 5280 4.2.2.1).
#[inline(never)] // of a later part of the page
fn ca_issuers(c: &Certificate) -> Compared {
    let of = |extension: &Extension| match &extension.body {
        Body::AuthorityInfoAccess(all) => all.clone(),
        _ => vec![],
    };
    let all = c.extensions.iter().flat_map(of);
    let places = all.filter(|access| access.method.as_bytes() == oids::CA_ISSUERS);
    places.take(SHOWN).map(|access| ("caIssuers", access.location.to_string())).collect()
}

/// Of the places where an issuer can be fetched, this many are shown.
const SHOWN: usize = 4;

/// Each certificate is signed by the next. A trusted root is believed without (RFC 5280 6.1.1 d); a self-issued
/// certificate that nobody vouches for is at least asked for its own signature.
fn signatures(path: &[Placed<'_>], search: &mut Search<'_>) -> Vec<Check> {
    let mut checks = Vec::new();
    for (i, &(at, c)) in path.iter().enumerate() {
        let issuer = match path.get(i + 1) {
            Some((next, _)) => *next,
            None if c.is_self_issued() && !search.is_trusted(at) => at,
            None => {
                let compared = vec![("algorithm", c.signature_algorithm.to_string())];
                checks.push(Check::skip(CheckId::Signature, at, compared));
                continue;
            }
        };
        let key = search.certificate(issuer).map(|holder| (holder, holder.public_key()));
        let mut compared = c.signature_algorithm.compared();
        match &key {
            Some((_, Ok(key))) => compared.push(("key", format!("{}, {} bits", key.kind().name(), key.bits()))),
            Some((holder, Err(why))) => compared.extend(keys::described(holder, *why)),
            None => {}
        }
        compared.push(("signer", issuer.to_string()));
        checks.push(match search.link(at, issuer) {
            Ok(()) => Check::pass(CheckId::Signature, at, compared),
            Err(reason) => {
                let check = Check::fail(CheckId::Signature, at, reason, compared);
                let clause = key.and_then(|(_, key)| key.err()).and_then(|why| keys::cause(why).1);
                Check { clause: clause.unwrap_or(check.clause), ..check }
            }
        });
    }
    checks
}

fn not_before((at, c): Placed<'_>, now: i64) -> Check {
    let compared = vec![("notBefore", format_time(c.not_before)), ("now", format_time(now))];
    Check::decide(CheckId::NotBefore, at, now >= c.not_before, Reason::NotYetValid, compared)
}

/// The last second counts (RFC 5280 4.1.2.5: inclusive).
fn not_after((at, c): Placed<'_>, now: i64) -> Check {
    let compared = vec![("now", format_time(now)), ("notAfter", format_time(c.not_after))];
    Check::decide(CheckId::NotAfter, at, now <= c.not_after, Reason::Expired, compared)
}

/// Positive, at most 20 bytes. Roots are older than this rule, and nobody looks them up by their number.
fn serial_number((at, c): Placed<'_>, root: bool) -> Check {
    let hex = c.serial.iter().map(|b| format!("{b:02x}")).collect::<String>();
    let compared = vec![("serialNumber", hex), ("bytes", c.serial.len().to_string())];
    if root {
        return Check::skip(CheckId::SerialNumber, at, compared);
    }
    let positive = c.serial.first().is_some_and(|b| b & 0x80 == 0) && c.serial.iter().any(|b| *b != 0);
    let good = positive && c.serial.len() <= 20;
    Check::decide(CheckId::SerialNumber, at, good, Reason::BadSerialNumber, compared)
}

/// An authority that lists purposes limits those below it, as everyone enforces though RFC 5280 does not say so.
/// anyExtendedKeyUsage serves an authority alone: a leaf must name the purpose, as OpenSSL and the CA/Browser Forum want.
fn extended_key_usage((at, c): Placed<'_>, authority: bool, purpose: Purpose) -> Check {
    let wanted = match purpose {
        Purpose::Server => oids::SERVER_AUTH,
        Purpose::Client => oids::CLIENT_AUTH,
    };
    let mut compared = vec![("needed", oids::shown(wanted))];
    let Some(purposes) = c.extended_key_usage() else { return Check::skip(CheckId::ExtendedKeyUsage, at, compared) };
    let names: Vec<_> = purposes.iter().map(|p| oids::shown(p.as_bytes())).collect();
    compared.push(("extKeyUsage", names.join(", ")));
    let fits = |p: &[u8]| p == wanted || (authority && p == oids::ANY_EXTENDED_KEY_USAGE);
    let allowed = purposes.iter().any(|p| fits(p.as_bytes()));
    Check::decide(CheckId::ExtendedKeyUsage, at, allowed, Reason::ExtendedKeyUsage, compared)
}

/// A trusted root's own signature proves nothing, so its hash does not matter.
fn signature_strength((at, c): Placed<'_>, trusted: bool, rules: &Rules) -> Check {
    let (id, algorithm) = (CheckId::SignatureStrength, &c.signature_algorithm);
    let mut compared: Compared = vec![("algorithm", algorithm.to_string())];
    let weak = algorithm.weak_hash();
    compared.extend(weak.map(|hash| ("weak_hash", hash.to_owned())));
    match weak {
        _ if trusted => Check::skip(id, at, compared),
        None if algorithm.scheme().is_err() => Check::skip(id, at, compared),
        None => Check::pass(id, at, compared),
        Some(_) => Check::decide(id, at, rules.allow_weak_hashes, Reason::WeakSignature, compared),
    }
}

/// Critical: understood, or refused (RFC 5280 4.2). Some must not be critical (4.2.1.1, 4.2.1.2, 4.2.2.1).
fn critical_extensions((at, c): Placed<'_>) -> Check {
    let critical = || c.extensions.iter().filter(|e| e.critical);
    let shown = |wanted: &dyn Fn(&Body) -> bool| {
        let names = critical().filter(|e| wanted(&e.body)).map(|e| oids::shown(e.body.oid()));
        names.collect::<Vec<_>>().join(", ")
    };
    let unknown = shown(&|body| !is_processed(body));
    let informs = shown(&only_informs);
    let understood = shown(&is_processed);
    let mut compared = vec![("understood", understood), ("unknown", unknown.clone())];
    let reason = if unknown.is_empty() { Reason::MustNotBeCritical } else { Reason::UnknownCriticalExtension };
    if !informs.is_empty() {
        compared.push(("only_informs", informs.clone()));
    }
    let good = unknown.is_empty() && informs.is_empty();
    Check::decide(CheckId::CriticalExtensions, at, good, reason, compared)
}

fn only_informs(body: &Body) -> bool {
    matches!(body, Body::AuthorityKeyId { .. } | Body::SubjectKeyId(_) | Body::AuthorityInfoAccess(_))
}

/// Whether the judge acts on it, or it asks for nothing.
fn is_processed(body: &Body) -> bool {
    !matches!(body, Body::Unknown { .. })
}
