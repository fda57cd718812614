//! What RFCs say against a suite, a group or a signature scheme, since when, and where: one table. Knows no text.

use super::suite::{Exchange, Mode, Proof, Suite};
use crate::wire::{Clause, ProtocolVersion};

ids! {
    /// How much an RFC says.
    pub enum Force {
        /// It must not be used.
        Forbidden = "forbidden",
        /// It should not.
        Discouraged = "discouraged",
        /// It is shut out of HTTP/2 alone.
        Limited = "limited",
    }
}

ids! {
    /// What is held against it.
    pub enum Fault {
        /// Neither encrypted nor protected against changes: where every connection begins.
        Initial = "initial",
        /// Nothing is encrypted.
        Unencrypted = "unencrypted",
        /// Nor is it in these, which TLS 1.3 got for machines that only need to know that nothing was changed.
        IntegrityOnly = "integrity_only",
        /// Keys made short for export.
        Export = "export",
        /// Nobody proves who the server is.
        Anonymous = "anonymous",
        Rc4 = "rc4",
        Des = "des",
        Idea = "idea",
        /// Fewer than 112 bits.
        TooShort = "too_short",
        /// Fewer than 128 bits.
        Short = "short",
        /// Only versions that are forbidden have it.
        OldVersions = "old_versions",
        /// The secret is encrypted to the certificate's key.
        StaticRsa = "static_rsa",
        /// The certificate's own key agrees on the secret.
        StaticDh = "static_dh",
        /// Ephemeral keys over a finite field, whose group the server alone chooses.
        FiniteDhe = "finite_dhe",
        /// HTTP/2 takes no suite without ephemeral keys and AEAD.
        Http2 = "http2",
        /// A signature over MD5 or SHA-1.
        WeakHash = "weak_hash",
        /// A group that no certificate and no client should use any more.
        OldGroup = "old_group",
    }
}

/// What an RFC says against something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    pub fault: Fault,
    pub force: Force,
    pub clause: Clause,
    /// The year of that RFC: since when. None of what was registered later than the rule that it falls under.
    pub year: Option<u16>,
    /// Of several reasons the one that holds here; empty where there is but one.
    pub why: &'static str,
}

impl Fault {
    /// Where an RFC first says so of TLS, how much, and in which year.
    pub const fn verdict(self) -> Verdict {
        use Force::{Discouraged, Forbidden, Limited};
        let (force, clause, year) = match self {
            Self::Initial => (Forbidden, Clause::new(5246, "A.5"), 2008),
            Self::Unencrypted => (Forbidden, Clause::new(7525, "4.1"), 2015),
            Self::IntegrityOnly => (Forbidden, Clause::new(9325, "4.1"), 2022),
            Self::Export => (Forbidden, Clause::new(4346, "A.5"), 2006),
            Self::Anonymous => (Forbidden, Clause::new(5246, "A.5"), 2008),
            Self::Rc4 => (Forbidden, Clause::new(7465, "2"), 2015),
            Self::Des => (Discouraged, Clause::new(5469, "2"), 2009),
            Self::Idea => (Discouraged, Clause::new(5469, "3"), 2009),
            Self::TooShort => (Forbidden, Clause::new(7525, "4.1"), 2015),
            Self::Short => (Discouraged, Clause::new(7525, "4.1"), 2015),
            Self::OldVersions => (Forbidden, Clause::new(8996, "5"), 2021),
            Self::StaticRsa => (Discouraged, Clause::new(7525, "4.1"), 2015),
            Self::StaticDh => (Discouraged, Clause::new(9325, "4.1"), 2022),
            Self::FiniteDhe => (Discouraged, Clause::new(9325, "4.1"), 2022),
            Self::Http2 => (Limited, Clause::new(7540, "9.2.2"), 2015),
            Self::WeakHash => (Forbidden, Clause::new(9155, "2"), 2021),
            Self::OldGroup => (Discouraged, Clause::new(8422, "5.1.1"), 2018),
        };
        Verdict { fault: self, force, clause, year: Some(year), why: "" }
    }
}

/// What holds of a suite, the gravest first.
pub fn verdicts(suite: &Suite) -> Vec<Verdict> {
    let Some((_, last)) = suite.versions else { return Vec::new() };
    let bits = |range: std::ops::Range<u16>| suite.cipher != "RC4" && range.contains(&suite.bits);
    let ephemeral = matches!(
        suite.exchange,
        Exchange::Open | Exchange::Dhe | Exchange::Ecdhe | Exchange::DhePsk | Exchange::EcdhePsk | Exchange::Password
    );
    let faults = [
        (Fault::Initial, suite.exchange == Exchange::None),
        (Fault::Unencrypted, suite.mode == Mode::Null && !matches!(suite.exchange, Exchange::None | Exchange::Open)),
        (Fault::IntegrityOnly, suite.mode == Mode::Null && suite.exchange == Exchange::Open),
        (Fault::Export, suite.export),
        (Fault::Anonymous, suite.proof == Proof::Anonymous),
        (Fault::Rc4, suite.cipher == "RC4"),
        (Fault::TooShort, bits(1..112)),
        (Fault::OldVersions, last.0 < ProtocolVersion::TLSv1_2.0),
        (Fault::Des, suite.cipher == "DES" && !suite.export),
        (Fault::Idea, suite.cipher == "IDEA"),
        (Fault::Short, bits(112..128)),
        (Fault::StaticRsa, matches!(suite.exchange, Exchange::Rsa | Exchange::RsaPsk)),
        (Fault::StaticDh, matches!(suite.exchange, Exchange::Dh | Exchange::Ecdh)),
        (Fault::FiniteDhe, suite.exchange == Exchange::Dhe),
        (
            Fault::Http2,
            // A list of those that were registered then.
            last == ProtocolVersion::TLSv1_2
                && suite.first_rfc().is_none_or(|rfc| rfc <= Fault::Http2.verdict().clause.rfc)
                && !(ephemeral && suite.is_aead() && suite.proof != Proof::Anonymous),
        ),
    ];
    let lacks = match (ephemeral, suite.is_aead()) {
        (false, false) => "both",
        (false, true) => "keys",
        (true, false) => "aead",
        (true, true) => "listed",
    };
    let of = |fault: &Fault| {
        let verdict = fault.verdict();
        let older = suite.first_rfc().is_none_or(|rfc| rfc <= verdict.clause.rfc);
        let why = if *fault == Fault::Http2 { lacks } else { "" };
        Verdict { year: verdict.year.filter(|_| older), why, ..verdict }
    };
    let mut found: Vec<Verdict> = faults.iter().filter(|(_, is)| *is).map(|(fault, _)| of(fault)).collect();
    // Among equals the order of the table stays.
    crate::short::sort_by(&mut found, |one, other| one.force < other.force);
    found
}
