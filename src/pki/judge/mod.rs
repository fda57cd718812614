//! Judging a chain: find a path from the leaf to a trusted root, put every check to every certificate on it, and
//! say which failure decides. All checks are run and listed, also after the first failure.
//!
//! The work is bounded: [`MAX_CERTIFICATES`] certificates are read, [`MAX_PATH`] of them may form a path,
//! [`MAX_STEPS`] issuers are tried, [`MAX_SIGNATURES`] signatures verified and names compared with constraints
//! [`MAX_NAME_COMPARISONS`] times. A chain that needs more is refused. Of revocation lists and of OCSP responses
//! [`MAX_STATEMENTS`] each are heard; their signatures are counted with the others.

mod authority;
mod check;
mod constraints;
mod keys;
mod names;
mod path;
mod policies;
mod practice;
mod revocation;
mod rules;
mod statement;
mod strict;

pub use check::{Check, CheckId, Place, Reason, Verdict};
pub use practice::Practice;
pub use statement::{MAX_STATEMENTS, Problem};

use super::certificate::{Certificate, ReadError};
use path::Search;
use statement::Statements;

/// How many of the certificates sent are read; the others are refused.
pub const MAX_CERTIFICATES: usize = 128;
/// The longest path, leaf and root included.
pub const MAX_PATH: usize = 10;
/// How many issuers the search tries in all, verified or not.
pub const MAX_STEPS: usize = 3_000;
/// How many signatures are verified in all. A link is verified once for each key, however many paths it lies on.
pub const MAX_SIGNATURES: usize = 100;
/// How often a name is compared with a subtree of nameConstraints in all. The public web needs a few hundred at most.
pub const MAX_NAME_COMPARISONS: usize = 250_000;

/// What the judge goes by.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Policy {
    /// The DER of the trusted roots. One that cannot be read is no root of anything.
    pub roots: Vec<Vec<u8>>,
    /// The host the client wants to talk to; `None` skips the check.
    pub host: Option<String>,
    /// Seconds since 1970.
    pub now: i64,
    pub purpose: Purpose,
    pub rules: Rules,
}

/// Who shows the chain.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Purpose {
    #[default]
    Server,
    Client,
}

ids! {
    /// Which checks are put: the profile of a client.
    #[derive(Default)]
    pub enum Ruleset {
        /// What browsers ask, and with them the web works.
        #[default]
        Web = "web",
        /// Also what RFC 5280 and the CA/Browser Forum demand of those who issue, to the letter.
        Strict = "strict",
    }
}

/// What a client may set as it likes; the default is what browsers do.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Rules {
    pub ruleset: Ruleset,
    /// How many authorities may stand between leaf and root; self-issued ones do not count. `None` leaves it to the
    /// certificates.
    pub max_intermediates: Option<u64>,
    /// The shortest RSA modulus, in bits.
    pub min_rsa_bits: usize,
    /// Whether signatures made with SHA-1 or MD5 are let pass.
    pub allow_weak_hashes: bool,
    pub revocation: Revocation,
    /// The DER of the revocation lists at hand; one that cannot be read says nothing. At most [`MAX_STATEMENTS`] count.
    pub crls: Vec<Vec<u8>>,
    /// The DER of the OCSP responses at hand, the stapled one apart. At most [`MAX_STATEMENTS`] count.
    pub responses: Vec<Vec<u8>>,
}

/// What a client makes of revocation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Revocation {
    /// It does not ask. A stapled response is looked at all the same.
    Ignore,
    /// Who is revoked is refused; who is not known to be revoked is accepted.
    #[default]
    SoftFail,
    /// Somebody must vouch for every certificate below the root that it has not been revoked.
    HardFail,
}

/// The OCSP response in the handshake (status_request, RFC 6066 section 8). In TLS 1.3 every certificate may have one
/// (RFC 8446 4.4.2.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Staple<T> {
    /// The client did not ask for one, so there can be none.
    #[default]
    NotAsked,
    /// It asked, and got none.
    Absent,
    Given(T),
}

impl<T> Staple<T> {
    /// The same, borrowed.
    pub fn as_ref(&self) -> Staple<&T> {
        match self {
            Staple::NotAsked => Staple::NotAsked,
            Staple::Absent => Staple::Absent,
            Staple::Given(response) => Staple::Given(response),
        }
    }

    /// The same of another kind.
    pub fn map<U>(self, how: impl FnOnce(T) -> U) -> Staple<U> {
        match self {
            Staple::NotAsked => Staple::NotAsked,
            Staple::Absent => Staple::Absent,
            Staple::Given(response) => Staple::Given(how(response)),
        }
    }
}

impl Default for Rules {
    fn default() -> Rules {
        Rules {
            ruleset: Ruleset::default(),
            max_intermediates: None,
            min_rsa_bits: 2048,
            allow_weak_hashes: false,
            revocation: Revocation::default(),
            crls: Vec::new(),
            responses: Vec::new(),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// In the order in which they decide.
    pub checks: Vec<Check>,
    /// The first check that failed, as an index into `checks`.
    pub decisive: Option<usize>,
    /// From the leaf towards the root, as far as a path was found.
    pub path: Vec<Place>,
    pub accepted: bool,
}

impl Judgement {
    pub fn decisive_check(&self) -> Option<&Check> {
        self.decisive.and_then(|i| self.checks.get(i))
    }

    /// Why the chain is refused.
    pub fn reason(&self) -> Option<&Reason> {
        self.decisive_check().and_then(|c| c.refusal.as_ref())
    }
}

impl Revocation {
    /// A stable name, for explanations and text forms.
    pub fn id(self) -> &'static str {
        match self {
            Revocation::Ignore => "ignore",
            Revocation::SoftFail => "soft_fail",
            Revocation::HardFail => "hard_fail",
        }
    }
}

/// Judges a chain as sent, the leaf first, the others in any order, by a client that asked for no staple.
pub fn judge(chain: &[Vec<u8>], policy: &Policy) -> Judgement {
    judge_stapled(chain, &[], policy)
}

/// Judges a chain and the OCSP responses (DER) that came with its certificates, in the same order; those beyond the end
/// were not asked for. At most [`MAX_STATEMENTS`] count.
pub fn judge_stapled(chain: &[Vec<u8>], staples: &[Staple<&[u8]>], policy: &Policy) -> Judgement {
    let sent: Vec<_> = chain.iter().enumerate().map(|(i, der)| read(i, der)).collect();
    let mut checks = rules::decode(&sent);
    let certificates: Vec<_> = sent.iter().map(|read| read.as_ref().ok()).collect();
    let roots: Vec<_> = policy.roots.iter().map(|der| Certificate::read(der).ok()).collect();
    let statements = Statements::read(policy, staples);
    let mut search = Search::new(&certificates, &roots, &statements);
    let found = search.run(policy);
    checks.extend(found.checks);
    let decisive = checks.iter().position(|c| c.verdict == Verdict::Fail);
    Judgement { decisive, path: found.path, accepted: decisive.is_none(), checks }
}

fn read(index: usize, der: &[u8]) -> Result<Certificate, Reason> {
    if index >= MAX_CERTIFICATES {
        return Err(Reason::TooManyCertificates);
    }
    Certificate::read(der).map_err(|e: ReadError| Reason::Undecodable(e))
}
