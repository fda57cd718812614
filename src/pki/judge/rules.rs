//! The rules, each from certificates to checks: decoding, the links of the path, and what one certificate says alone.
//! What concerns names stands in `names` and `constraints`, what concerns issuers in `authority`.

use super::authority;
use super::check::{Check, CheckId, Compared, Place, Reason, Verdict};
use super::constraints::name_constraints;
use super::names::{host_name, names};
use super::path::Search;
use super::policies::policies;
use super::{Policy, Purpose, Rules};
use crate::crypto::{CryptoError, Hash, KeyKind, Scheme};
use crate::pki::certificate::Certificate;
use crate::pki::der::format_time;
use crate::pki::extension::Body;
use crate::pki::oids;
use crate::short;

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
    vec![
        not_before(placed, policy.now),
        not_after(placed, policy.now),
        serial_number(placed, authority && trusted),
        names(placed, authority),
        authority::certificate_authority(placed, authority, trusted),
        authority::key_usage(placed, authority),
        extended_key_usage(placed, authority, policy.purpose),
        key_size(placed, &policy.rules),
        signature_strength(placed, trusted, &policy.rules),
        critical_extensions(placed),
    ]
}

/// What is asked of the certificate at `index`, knowing those below it.
fn in_path(path: &[Placed<'_>], index: usize, search: &mut Search<'_>, policy: &Policy) -> Vec<Check> {
    let trusted = path.get(index).is_some_and(|(at, _)| search.is_trusted(*at));
    let mut checks = vec![name_constraints(path, index, search)];
    if index > 0 {
        checks.push(authority::path_length(path, index, trusted, &policy.rules));
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
                    vec![("field", e.field.to_owned()), ("offset", e.offset.to_string()), ("error", e.kind.to_string())]
                }
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
            checks.push(Check::pass(CheckId::Issuer, at, compared));
        } else {
            let reason = match (c.is_self_issued(), at) {
                _ if search.exhausted => Reason::SearchExhausted,
                (true, Place::Sent(0)) => Reason::SelfSigned,
                (true, _) => Reason::UntrustedRoot,
                (false, _) => Reason::UnknownIssuer,
            };
            checks.push(Check::fail(CheckId::Issuer, at, reason, compared));
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
                let compared = vec![("algorithm", c.signature_algorithm.to_string())];
                checks.push(Check::skip(CheckId::Signature, at, compared));
                continue;
            }
        };
        let key = search.certificate(issuer).and_then(|i| i.public_key().ok());
        let compared = vec![
            ("algorithm", c.signature_algorithm.to_string()),
            ("key", key.map_or("?".to_owned(), |k| format!("{}, {} bits", k.kind().name(), k.bits()))),
            ("signer", issuer.to_string()),
        ];
        checks.push(match search.link(at, issuer) {
            Ok(()) => Check::pass(CheckId::Signature, at, compared),
            Err(reason) => Check::fail(CheckId::Signature, at, reason, compared),
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

/// RSA keys have a least length, and like the CA/Browser Forum (6.1.5) we want whole bytes. Curves are what they are.
fn key_size((at, c): Placed<'_>, rules: &Rules) -> Check {
    let key = match c.public_key() {
        Ok(key) => key,
        // What is too short, or too long, to be taken up at all.
        Err(CryptoError::BadKey(why)) => {
            return Check::fail(CheckId::KeySize, at, Reason::WeakKey, vec![("key", why.to_owned())]);
        }
        Err(why) => {
            return Check::fail(CheckId::KeySize, at, Reason::UnusableKey, vec![("key", why.to_string())]);
        }
    };
    let mut compared = vec![("key", key.kind().name().to_owned()), ("bits", key.bits().to_string())];
    match key.kind() {
        KeyKind::Rsa => {
            compared.push(("least", rules.min_rsa_bits.to_string()));
            let good = key.bits() >= rules.min_rsa_bits && key.bits() % 8 == 0;
            Check::decide(CheckId::KeySize, at, good, Reason::WeakKey, compared)
        }
        _ => Check::pass(CheckId::KeySize, at, compared),
    }
}

/// A trusted root's own signature proves nothing, so its hash does not matter.
fn signature_strength((at, c): Placed<'_>, trusted: bool, rules: &Rules) -> Check {
    let compared: Compared = vec![("algorithm", c.signature_algorithm.to_string())];
    let weak = match c.signature_algorithm.scheme() {
        Some(Scheme::RsaPkcs1(hash) | Scheme::RsaPss(hash) | Scheme::Ecdsa(hash)) => {
            matches!(hash, Hash::Md5 | Hash::Sha1)
        }
        Some(Scheme::Ed25519) => false,
        None => return Check::skip(CheckId::SignatureStrength, at, compared),
    };
    if trusted {
        return Check::skip(CheckId::SignatureStrength, at, compared);
    }
    let good = !weak || rules.allow_weak_hashes;
    Check::decide(CheckId::SignatureStrength, at, good, Reason::WeakSignature, compared)
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
