//! The catalogue of faults: one table that gives each its id, its parameters, what it needs, what it does to a
//! scenario, and how both sides are known to end. The page's menu, the documentation and a table test come from it.
//! Knows nothing of how a run goes: an expected ending is what the machines said, and a test asks them again.

mod build;
mod certificate;
mod client;
mod kind;
mod misbehaviour;
mod negotiation;
mod param;
mod path;
mod resumption;
mod status;

use std::fmt;
use std::sync::LazyLock;

pub use build::{Replay, Resolved, resolve};
pub use param::{Args, Param, ParamKind, Unfit};

use crate::wire::{Clause, Version};

/// One fault of the catalogue.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// The id of links and texts.
    pub id: &'static str,
    pub group: Group,
    /// One line for the command line and the documentation.
    pub doc: &'static str,
    pub params: &'static [Param],
    /// The versions under which it can strike.
    pub needs: &'static [Version],
    /// The clause that the ending rests on.
    pub clause: Clause,
    /// How both sides end in the default scenario of a version.
    pub expected: &'static [Case],
    /// Whether it is about connections that go on from an earlier one: its endings are those of the last.
    pub again: bool,
    /// What it does to a scenario.
    act: build::Act,
}

/// Where a fault has its seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Group {
    /// In the server's certificate or chain.
    Certificate,
    /// In the client's certificate, or in its proof of the key; the server asks for one.
    ClientCertificate,
    /// In what the two sides bring to the negotiation.
    Negotiation,
    /// On the wire, by accident.
    Wire,
    /// In a party that does not do as it should.
    Misbehaviour,
    /// In what is kept between connections.
    Resumption,
    /// In an attacker on the path.
    Attack,
}

/// How the default scenario of a version ends under a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Case {
    pub version: Version,
    /// The fault's parameters as text (`sentinel=off`); empty for the defaults.
    pub params: &'static str,
    pub client: End,
    pub server: End,
}

/// How one side ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Handshake done, data delivered, close_notify read.
    Completed,
    /// It refused: the reason's id, and the alert it sent.
    Refused(&'static str, &'static str),
    /// It read this alert.
    Told(&'static str),
    /// The transport ended under it.
    CutOff,
    /// It waits for what will not come.
    Stalled,
    /// It is an attacker, and nothing inside it ends.
    Attacker,
}

/// `refused (bad_finished) with decrypt_error`
impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Completed => f.write_str("completed"),
            Self::Refused(reason, alert) => write!(f, "refused ({reason}) with {alert}"),
            Self::Told(alert) => write!(f, "told {alert}"),
            Self::CutOff => f.write_str("cut off"),
            Self::Stalled => f.write_str("stalled"),
            Self::Attacker => f.write_str("an attacker"),
        }
    }
}

impl Group {
    /// Every group, in the order of a menu.
    pub const ALL: &'static [Self] = &[
        Self::Certificate,
        Self::ClientCertificate,
        Self::Negotiation,
        Self::Wire,
        Self::Misbehaviour,
        Self::Resumption,
        Self::Attack,
    ];

    /// The group's id in texts and JSON.
    pub fn id(self) -> &'static str {
        match self {
            Self::Certificate => "certificate",
            Self::ClientCertificate => "client_certificate",
            Self::Negotiation => "negotiation",
            Self::Wire => "wire",
            Self::Misbehaviour => "misbehaviour",
            Self::Resumption => "resumption",
            Self::Attack => "attack",
        }
    }
}

impl Entry {
    /// Looks up an id.
    pub fn of(id: &str) -> Option<&'static Self> {
        catalogue().iter().find(|entry| entry.id == id)
    }
}

/// Every fault, group by group.
pub fn catalogue() -> &'static [Entry] {
    static ALL: LazyLock<Vec<Entry>> = LazyLock::new(|| {
        [
            certificate::ENTRIES,
            kind::ENTRIES,
            status::ENTRIES,
            client::ENTRIES,
            negotiation::ENTRIES,
            path::WIRE,
            misbehaviour::ENTRIES,
            resumption::ENTRIES,
            path::ATTACKS,
            resumption::ATTACKS,
        ]
        .concat()
    });
    &ALL
}

const BOTH: &[Version] = &[Version::Tls13, Version::Tls12];

const fn case13(client: End, server: End) -> Case {
    Case { version: Version::Tls13, params: "", client, server }
}

const fn case12(client: End, server: End) -> Case {
    Case { version: Version::Tls12, params: "", client, server }
}

#[cfg(test)]
mod tests;
