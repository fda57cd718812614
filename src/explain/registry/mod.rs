//! The registries of TLS as one looks things up in them: every cipher suite with its parts, the versions that it is for,
//! what it is worth, and what RFCs say against it; likewise alerts, extensions, groups and signature schemes. What IANA says
//! is data (`assets/registry`); what follows from a name is computed. Knows no text and no layout.

mod data;
mod others;
mod suite;
mod verdict;

pub use others::{AlertRow, ExtensionRow, GroupKind, GroupRow, SchemeRow, alerts, extensions, groups, schemes};
pub use suite::{Exchange, Mode, Proof, Suite, suites};
pub use verdict::{Fault, Force, Verdict};

/// The columns of the suites' table, as the ids of their texts.
pub const COLUMNS: &[&str] = &[
    "code",
    "name",
    "openssl",
    "rfc",
    "recommended",
    "dtls",
    "exchange",
    "proof",
    "cipher",
    "mode",
    "bits",
    "hash",
    "versions",
    "forward",
    "aead",
    "verdicts",
    "run",
    // What some columns say of suites of which their own text is not true.
    "dtls.stream",
    "hash.none",
    "hash.aead",
    "hash.mac",
    "hash.both",
    "hash.cipher",
];

/// What was not registered but taken, of HTTP/2's list of suites that a peer may refuse: why a suite stands on it.
pub const HTTP2: &[&str] = &["keys", "aead", "both", "listed"];
