//! What chain to mint: plain values, which a scenario can hold and compare. [`Hierarchy`](super::Hierarchy) mints it.

use super::der::{TIME_MAX, TIME_MIN};
use crate::crypto::KeyKind;

const DAY: i64 = 86_400;

/// What to mint.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Recipe {
    /// The leaf's key. RSA leaves stand under RSA authorities, all others under P-256 ones.
    pub leaf: KeyKind,
    /// DNS names (the leftmost label may be `*`) and IP addresses for the leaf; the first is its common name too.
    pub names: Vec<String>,
    /// When the authorities were set up, in seconds since 1970: their ten and five years lie around it.
    pub now: i64,
    /// The leaf's validity, in seconds since 1970.
    pub not_before: i64,
    pub not_after: i64,
    pub flaws: Vec<Flaw>,
}

/// What is wrong with the chain. Flaws combine where that makes sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Flaw {
    /// The server sends its leaf alone.
    MissingIntermediate,
    /// The leaf is its own issuer, and is all the server sends.
    SelfSigned,
    /// The chain leads to a root that nobody trusts.
    UntrustedRoot,
    /// The last bit of the leaf's signature is flipped.
    BadSignature,
    /// The intermediate says `cA` FALSE.
    IntermediateNotCa,
    /// The intermediate's keyUsage lacks keyCertSign.
    IntermediateKeyUsage,
    /// The root allows no authority below it, and yet there is one.
    PathTooLong,
    /// The leaf is for clients only.
    ClientOnly,
    /// The leaf has a critical extension that nobody knows.
    UnknownCriticalExtension,
    /// The leaf names its host in the common name alone.
    CommonNameOnly,
}

impl Flaw {
    pub const ALL: [Flaw; 10] = [
        Flaw::MissingIntermediate,
        Flaw::SelfSigned,
        Flaw::UntrustedRoot,
        Flaw::BadSignature,
        Flaw::IntermediateNotCa,
        Flaw::IntermediateKeyUsage,
        Flaw::PathTooLong,
        Flaw::ClientOnly,
        Flaw::UnknownCriticalExtension,
        Flaw::CommonNameOnly,
    ];
}

impl Recipe {
    /// A sound chain for one host: the leaf is 30 days old at `now` and has 60 days left.
    pub fn new(leaf: KeyKind, name: &str, now: i64) -> Recipe {
        Recipe {
            leaf,
            names: vec![name.to_owned()],
            now,
            not_before: around(now, -30 * DAY),
            not_after: around(now, 60 * DAY - 1),
            flaws: Vec::new(),
        }
    }

    pub fn with(mut self, flaw: Flaw) -> Recipe {
        self.flaws.push(flaw);
        self
    }

    pub(super) fn has(&self, flaw: Flaw) -> bool {
        self.flaws.contains(&flaw)
    }
}

/// A time near the clock that a certificate can write, wherever the clock stands.
pub(super) fn around(now: i64, offset: i64) -> i64 {
    now.saturating_add(offset).clamp(TIME_MIN, TIME_MAX)
}
