//! All that the reader chose. With the seed and the clock it decides every byte of a run.
//! Knows nothing of how a run goes.

use std::collections::BTreeMap;

use super::theft::Theft;
use crate::crypto::KeyKind;
use crate::net::Fault;
use crate::pki::{Flaw, Profile};
use crate::tls::{ClientAuth, Config};
use crate::wire::Role;

/// Everything that decides a run. Its text form is read by [`Scenario::parse`] and written by [`Scenario::to_text`].
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// The version of the text form: it pins the table of defaults.
    pub version: u8,
    /// The connections in order; at least one.
    pub connections: Vec<Plan>,
    pub faults: Vec<Fault>,
    /// What is stolen, and when; it changes nothing of the run.
    pub thefts: Vec<Theft>,
    /// The seed of all randomness.
    pub seed: u64,
    /// The clock: Unix time in seconds.
    pub time: i64,
    /// Values given in place of draws, by the draw's name.
    pub given: BTreeMap<String, Vec<u8>>,
    /// Keys that this version does not know, kept as they were.
    pub unknown: Vec<(String, String)>,
    /// Keys that concern only the view (`~at`, `~tab`, `~lang`), kept as they were.
    pub view: Vec<(String, String)>,
}

/// One connection: when it begins, and what each side brings.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// How many seconds after the end of the one before it.
    pub after: u32,
    pub client: Side,
    pub server: Side,
}

/// What one side brings: its configuration without identity and policy, which the run mints.
#[derive(Clone, Debug, PartialEq)]
pub struct Side {
    pub config: Config,
    pub certificate: Certificate,
    /// Client: what it can fetch of what the server's certificate points to.
    pub fetches: Vec<Source>,
    /// Client: whom it trusts of those above the server's certificate.
    pub roots: Roots,
}

/// What a server staples for whoever asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stapling {
    Off,
    /// The response about the leaf.
    Leaf,
    /// One about each certificate that is sent, where TLS 1.3 has room for them; in TLS 1.2 the leaf's alone.
    All,
}

/// Which roots a client trusts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Roots {
    /// The one that the server's chain ends in.
    New,
    /// The one that was there before, and which may have certified the new one's key ([`Profile::cross`]).
    Old,
    Both,
}

/// Where a client may learn of revocation, the handshake aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The revocation lists of the authorities.
    Crl,
    /// The OCSP response about the leaf.
    Ocsp,
}

/// The certificate that a side's chain ends in.
#[derive(Clone, Debug, PartialEq)]
pub struct Certificate {
    /// The leaf's key; none for a side that shows no certificate.
    pub kind: Option<KeyKind>,
    /// DNS names (or IP addresses) of the subject; of a client also its name and its mailbox.
    pub names: Vec<String>,
    /// Validity in days relative to the clock: from (usually negative), to.
    pub days: (i32, i32),
    /// What stands above it, and what it says besides.
    pub profile: Profile,
    /// What OCSP responses are stapled.
    pub staple: Stapling,
    /// Whether a client that wants a host not named here is refused.
    pub sole: bool,
    /// DER certificates to present instead of a minted chain, leaf first (published traces).
    pub given: Vec<Vec<u8>>,
    /// What is wrong with the minted chain; only faults put it there.
    pub flaws: Vec<Flaw>,
    /// Whether the side has another key than the one in its certificate; only faults put it there.
    pub other_key: bool,
}

impl Plan {
    /// Whether clients have a chain here: one is shown, or asked for.
    pub fn has_client_chain(&self) -> bool {
        self.client.certificate.kind.is_some() || self.server.config.client_auth != ClientAuth::Off
    }

    /// The side that plays a role.
    pub fn side(&self, role: Role) -> &Side {
        match role {
            Role::Client => &self.client,
            Role::Server => &self.server,
        }
    }

    /// The same, to change it.
    pub fn side_mut(&mut self, role: Role) -> &mut Side {
        match role {
            Role::Client => &mut self.client,
            Role::Server => &mut self.server,
        }
    }
}
