//! May this key sign certificates, and how many authorities may stand below it?

use super::Rules;
use super::check::{Check, CheckId, Place, Reason};
use super::rules::Placed;
use crate::pki::extension::KeyUsage;

/// An issuer must be an authority, and a leaf must not be one: whoever leaves an authority's key on a web server gives
/// it away. A leaf that is trusted itself may be what it likes.
pub fn certificate_authority((at, c): Placed<'_>, issuer: bool, trusted: bool) -> Check {
    let id = CheckId::CertificateAuthority;
    let ca = c.basic_constraints().map(|(ca, _)| ca);
    let mut compared = vec![("cA", ca.map_or("absent".to_owned(), |ca| ca.to_string()))];
    if issuer {
        return match ca {
            // Roots from before version 3 cannot say it; that they are trusted says it for them.
            None if c.version < 3 && matches!(at, Place::Root(_)) => {
                compared.push(("version", c.version.to_string()));
                Check::skip(id, at, compared)
            }
            _ => Check::decide(id, at, ca == Some(true), Reason::NotACa, compared),
        };
    }
    let signs = c.key_usage().is_some_and(|usage| usage.allows(KeyUsage::KEY_CERT_SIGN));
    compared.push(("keyCertSign", signs.to_string()));
    match trusted {
        true => Check::skip(id, at, compared),
        false => Check::decide(id, at, ca != Some(true) && !signs, Reason::LeafIsCa, compared),
    }
}

/// How many authorities stand between this one and the leaf; self-issued ones do not count. The root is also asked for
/// the client's own limit.
pub fn path_length(path: &[Placed<'_>], index: usize, trusted: bool, rules: &Rules) -> Check {
    let id = CheckId::PathLength;
    let Some(&(at, c)) = path.get(index) else { return Check::skip(id, Place::Sent(index), vec![]) };
    let below = path.get(1..index).unwrap_or_default();
    let below = below.iter().filter(|(_, c)| !c.is_self_issued()).count() as u64;
    let mut compared = vec![("authorities_below", below.to_string())];
    let own = c.basic_constraints().and_then(|(_, limit)| limit);
    let policy = rules.max_intermediates.filter(|_| trusted);
    compared.extend(own.map(|limit| ("pathLenConstraint", limit.to_string())));
    compared.extend(policy.map(|limit| ("max_intermediates", limit.to_string())));
    if own.is_some_and(|limit| below > limit) {
        return Check::fail(id, at, Reason::PathTooLong, compared);
    }
    match (own, policy) {
        (None, None) => Check::skip(id, at, compared),
        (_, policy) => {
            let good = policy.is_none_or(|limit| below <= limit);
            Check::decide(id, at, good, Reason::TooManyIntermediates, compared)
        }
    }
}

/// An issuer's key signs certificates. A TLS key signs, decrypts or agrees: any of the three will do here, as for OpenSSL.
/// Which of them a signature or RSA key exchange needs (RFC 8446, 4.4.2.2; RFC 5246, 7.4.2) is not asked.
pub fn key_usage((at, c): Placed<'_>, issuer: bool) -> Check {
    let wanted = match issuer {
        true => KeyUsage::KEY_CERT_SIGN,
        false => KeyUsage::DIGITAL_SIGNATURE | KeyUsage::KEY_ENCIPHERMENT | KeyUsage::KEY_AGREEMENT,
    };
    let mut compared = vec![("needed", wanted.to_string())];
    let Some(usage) = c.key_usage() else { return Check::skip(CheckId::KeyUsage, at, compared) };
    compared.push(("keyUsage", usage.to_string()));
    Check::decide(CheckId::KeyUsage, at, usage.allows(wanted), Reason::KeyUsage, compared)
}
