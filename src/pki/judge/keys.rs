//! Public keys: whether one can be used at all, and if not why; whether it is long enough.

use super::Rules;
use super::check::{Check, CheckId, Compared, Reason};
use super::rules::Placed;
use crate::crypto::{CryptoError, KeyKind};
use crate::pki::algorithm::key_names;
use crate::pki::certificate::Certificate;
use crate::wire::Clause;

/// RSA keys have a least length, and like the CA/Browser Forum (6.1.5) we want whole bytes. Curves are what they are.
pub fn key_size((at, c): Placed<'_>, rules: &Rules) -> Check {
    let id = CheckId::KeySize;
    let key = match c.public_key() {
        Ok(key) => key,
        Err(why) => {
            let (reason, clause) = cause(why);
            let mut compared = described(c, why);
            if reason == Reason::WeakKey {
                compared.push(("least", rules.min_rsa_bits.to_string()));
            }
            let check = Check::fail(id, at, reason, compared);
            return Check { clause: clause.unwrap_or(check.clause), ..check };
        }
    };
    let mut compared = vec![("key", key.kind().name().to_owned()), ("bits", key.bits().to_string())];
    match key.kind() {
        KeyKind::Rsa => {
            compared.push(("least", rules.min_rsa_bits.to_string()));
            let good = key.bits() >= rules.min_rsa_bits && key.bits() % 8 == 0;
            Check::decide(id, at, good, Reason::WeakKey, compared)
        }
        _ => Check::pass(id, at, compared),
    }
}

/// Why a key cannot be used, and the clause that says so where it is not the check's: one reason for each cause.
pub fn cause(why: CryptoError) -> (Reason, Option<Clause>) {
    match why {
        CryptoError::ModulusLength { least, have, .. } if have < least => (Reason::WeakKey, None),
        CryptoError::ModulusLength { .. } => (Reason::KeyTooLarge, None),
        CryptoError::ExplicitCurve => (Reason::UnusableKey, Some(Clause::new(5480, "2.1.1"))),
        CryptoError::KeyParameters(_) => (Reason::BadKeyParameters, Some(Clause::new(3279, "2.3"))),
        CryptoError::Unsupported(_) => (Reason::UnsupportedKey, Some(Clause::new(5280, "4.1.2.7"))),
        _ => (Reason::UnusableKey, Some(Clause::new(5280, "4.1.2.7"))),
    }
}

/// What is known of a key that cannot be used: its algorithm, its curve, its length, and what is wrong.
pub fn described(holder: &Certificate, why: CryptoError) -> Compared {
    let (algorithm, curve) = key_names(&holder.spki);
    let mut all: Compared = Vec::new();
    all.extend(algorithm.map(|name| ("key_algorithm", name)));
    all.extend(curve.map(|name| ("curve", name)));
    match why {
        CryptoError::ModulusLength { most, have, .. } => {
            all = vec![("key", KeyKind::Rsa.name().to_owned()), ("bits", have.to_string())];
            all.extend((have > most).then(|| ("most", most.to_string())));
        }
        CryptoError::KeyParameters(required) => all.push(("required", required.to_owned())),
        CryptoError::BadKey(what) => all.push(("problem", what.to_owned())),
        // The names say it.
        CryptoError::Unsupported("key algorithm" | "elliptic curve") => {}
        other => all.push(("problem", other.to_string())),
    }
    all
}
