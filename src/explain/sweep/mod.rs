//! What every change does: the runs of a sweep, each the run at hand with one fault more. Either every byte of the records
//! that carry a message is changed, or every fault of the catalogue is tried. Knows nothing of what comes of any.

mod bytes;
mod came;

use std::fmt;

pub use came::{Came, Ended, Group, Uncovered, groups, mark, uncovered};

use crate::lab::{Entry, Message, Mints, Scenario, Trace, catalogue, run_with};
use crate::net::{Fault, Target};
use crate::wire::{ActorId, Version};

/// What is swept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Aim {
    /// Every byte of the records that carry a message.
    Bytes(Target),
    /// The catalogue of faults.
    Faults,
}

/// As links and the command line write it.
const FAULTS: &str = "faults";

impl Aim {
    /// Reads `faults`, or a message's name such as `c0.s.server_hello`; what a step of it adds (`.send`) may stand behind.
    pub fn parse(text: &str) -> Option<Self> {
        if text == FAULTS {
            return Some(Self::Faults);
        }
        let whole = |text: &str| Target::parse(text).ok().map(Self::Bytes);
        whole(text).or_else(|| whole(text.rsplit_once('.')?.0))
    }
}

impl fmt::Display for Aim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bytes(target) => target.fmt(f),
            Self::Faults => f.write_str(FAULTS),
        }
    }
}

ids! {
    /// Where in a record a byte stands.
    pub enum Area {
        /// Before the message: the record's header, and a nonce or an IV that is sent.
        Header = "header",
        Message = "message",
        /// Behind it: of a protected record the tag or MAC, with what is sealed along.
        Trailer = "trailer",
    }
}

/// A byte on the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Byte {
    pub area: Area,
    /// The nth record that carries the message, from 0.
    pub record: usize,
    /// Its offset in the message or, beside that, in the record.
    pub at: u32,
    /// As it leaves: of a protected record the ciphertext.
    pub value: u8,
    /// The path of its field; of a protected message the field that is under it.
    pub field: String,
}

/// What a row is about.
#[derive(Clone, Debug)]
pub enum About {
    Byte(Byte),
    Entry(&'static Entry),
}

/// One run of a sweep: what is changed, and by which fault.
#[derive(Clone, Debug)]
pub struct Row {
    pub about: About,
    pub fault: Fault,
}

/// All runs of a sweep, in order.
#[derive(Clone, Debug)]
pub struct Sweep {
    pub aim: Aim,
    /// The run without the change.
    pub base: Scenario,
    pub rows: Vec<Row>,
    /// The version that was agreed on.
    version: Option<Version>,
    /// Whether a connection of the base does not complete.
    broken: bool,
}

/// The bit that is flipped in each byte.
pub const MASK: u8 = 1;

impl Sweep {
    /// The sweep of a run; none where there is nothing of that name in it.
    pub fn new(trace: &Trace, aim: Aim) -> Option<Self> {
        let rows = match &aim {
            Aim::Bytes(target) => bytes::rows(trace, message(trace, target)?, target),
            Aim::Faults => catalogue().iter().map(entry).collect(),
        };
        let first = trace.connections.first();
        let version = first.and_then(|first| first.negotiated.iter().find_map(|agreed| agreed.version));
        let broken = trace.connections.iter().any(|conn| !conn.outcome.iter().all(|side| side.completed()));
        Some(Self { aim, base: trace.scenario.clone(), rows, version, broken })
    }

    /// The scenario of a row.
    pub fn scenario(&self, at: usize) -> Option<Scenario> {
        let fault = self.rows.get(at)?.fault.clone();
        let mut scenario = Scenario { view: Vec::new(), ..self.base.clone() };
        scenario.faults.push(fault);
        Some(scenario)
    }

    /// What comes of a row: its run, read off.
    pub fn came(&self, at: usize, mints: &mut Mints) -> Option<Came> {
        let row = self.rows.get(at)?;
        if let (About::Entry(entry), Some(version)) = (&row.about, self.version)
            && !entry.needs.contains(&version)
        {
            return entry.needs.first().map(|version| Came::elsewhere(*version));
        }
        let trace = run_with(&self.scenario(at)?, mints);
        Some(Came::of(&trace, self.base.faults.len()))
    }

    /// Whether the run fails before anything is changed.
    pub fn is_broken(&self) -> bool {
        self.broken
    }
}

fn entry(entry: &'static Entry) -> Row {
    Row { about: About::Entry(entry), fault: Fault::named(entry.id) }
}

/// The messages of a run that can be swept, in the order in which they leave.
pub fn messages(trace: &Trace) -> impl Iterator<Item = (&Message, Target)> {
    let known = |actor: ActorId| trace.actors.iter().any(|one| one.id == actor);
    let swept =
        trace.messages.iter().filter(move |one| one.sent.is_some() && !one.records.is_empty() && known(one.from));
    swept.map(|one| (one, Target { conn: one.conn, from: one.role, name: one.name.to_owned(), nth: one.nth }))
}

fn message<'a>(trace: &'a Trace, target: &Target) -> Option<&'a Message> {
    messages(trace).find(|(_, own)| own == target).map(|(message, _)| message)
}
