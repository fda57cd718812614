//! All that happened in a run, as plain data: what every screen, export and test reads.
//! Knows nothing of screens.

use std::fmt;
use std::sync::Arc;

use super::scenario::Scenario;
use crate::crypto::ledger::{Entry, Ledger};
use crate::net::{Segment, SegmentId, Strike};
use crate::tls::{Config, Effect, Ending, Name, Negotiated, Verb};
use crate::wire::{ActorId, BlobId, Blobs, ConnId, ContentType, EntryRef, Piece, Role};

/// The index of a record in the trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RecordId(pub u32);
/// The index of a message in the trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MessageId(pub u32);

/// Everything that a run of a scenario gave.
#[derive(Clone, Debug)]
pub struct Trace {
    pub scenario: Scenario,
    pub blobs: Blobs,
    pub actors: Vec<Actor>,
    pub connections: Vec<Connection>,
    pub segments: Vec<Segment>,
    /// What the path delivered, in order of arrival.
    pub deliveries: Vec<Delivery>,
    pub records: Vec<Record>,
    pub messages: Vec<Message>,
    pub steps: Vec<Step>,
    /// Faults of the scenario that never struck, by index.
    pub unstruck: Vec<usize>,
}

/// Someone who takes part: a client, a server, an attacker, a remote peer of which nothing inside is known.
#[derive(Clone, Debug)]
pub struct Actor {
    pub id: ActorId,
    pub kind: ActorKind,
    /// Everything it came to know, over all connections.
    pub ledger: Ledger<Name>,
}

ids! {
    /// What an actor is.
    pub enum ActorKind {
        Client = "client",
        Server = "server",
        /// Opens connections of its own, and holds no key.
        Attacker = "attacker",
        /// A peer of which nothing inside is known.
        Remote = "remote",
    }
}

impl From<Role> for ActorKind {
    fn from(role: Role) -> Self {
        match role {
            Role::Client => Self::Client,
            Role::Server => Self::Server,
        }
    }
}

/// One connection, and how it ended on each side.
#[derive(Clone, Debug)]
pub struct Connection {
    pub id: ConnId,
    pub client: ActorId,
    pub server: ActorId,
    /// Virtual milliseconds from the trace's start to its first segment.
    pub start: u64,
    /// What the client and the server brought, faults and all; none of one of which nothing inside is known.
    pub configs: [Option<Arc<Config>>; 2],
    /// Negotiated by the client and the server; the two differ where a fault parts them.
    pub negotiated: [Negotiated; 2],
    /// Of the client and the server.
    pub outcome: [Outcome; 2],
}

/// How a connection ended for one side.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    pub ending: Ending,
    /// Whether both Finished were in order.
    pub handshake_done: bool,
    /// Whether the peer's application data came through whole.
    pub delivered: bool,
}

impl Outcome {
    /// Handshake done, data delivered, close_notify read.
    pub fn completed(&self) -> bool {
        self.handshake_done && self.delivered && self.ending == Ending::Closed
    }
}

/// Bytes that arrived at once: what the path made of a flight, or what a socket gave.
#[derive(Clone, Debug, PartialEq)]
pub struct Delivery {
    pub conn: ConnId,
    /// The direction: who sent, or is taken to have sent.
    pub from: Role,
    /// Virtual milliseconds since the connection's start.
    pub arrived: u32,
    /// Pieces of records as sent, and of what the network made in their place.
    pub pieces: Vec<Piece>,
}

/// A record as sent and as arrived.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    pub id: RecordId,
    pub conn: ConnId,
    pub from: ActorId,
    pub content_type: ContentType,
    /// The bytes its sender put on the wire; none for a record that the network inserted.
    pub sent: Option<BlobId>,
    /// The fragment before protection.
    pub plain: Option<BlobId>,
    /// The key that sealed it; none of a record in the clear, or of one that nobody here sent.
    pub key: Option<EntryRef>,
    /// Its number under its key: the sender's, or the receiver's where nobody here sent it.
    pub seq: u64,
    /// The bytes its receiver took off the wire; none where it never did.
    pub arrived: Option<BlobId>,
    /// The key that its receiver opened it with, or tried to.
    pub opened_key: Option<EntryRef>,
    pub opened: Opened,
}

impl Record {
    /// The key that it travelled under: its sender's, or the one that its receiver took where its sender has none.
    pub fn under(&self) -> Option<EntryRef> {
        self.key.or(self.opened_key)
    }
}

/// What the receiver made of a record.
#[derive(Clone, Debug, PartialEq)]
pub enum Opened {
    /// It never took the record up.
    Unread,
    Plain(BlobId),
    /// Its key would not open it.
    Failed,
}

/// A message as sent and as arrived.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    pub id: MessageId,
    pub conn: ConnId,
    pub from: ActorId,
    pub role: Role,
    /// `client_hello`, `alert`, `application_data`, ...
    pub name: &'static str,
    /// The nth of that name from that side, from 1.
    pub nth: u32,
    pub content_type: ContentType,
    /// None for a message that the network inserted.
    pub sent: Option<BlobId>,
    /// None where it never arrived whole.
    pub arrived: Option<BlobId>,
    /// Which bytes of which records' plaintexts carry it.
    pub records: Vec<(RecordId, Piece)>,
}

/// Where in a run something happens; the stable name of a step.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Anchor {
    pub conn: ConnId,
    /// `c`, `s`, `a` or `n` (the network).
    pub actor: char,
    /// The message or event: `server_hello`, `start`, `syn`.
    pub event: String,
    /// The nth such event of that actor, from 1.
    pub nth: u32,
    /// `send`, `arrive`, `read`, or a verb.
    pub phase: &'static str,
}

impl fmt::Display for Anchor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "c{}.{}.{}#{}.{}", self.conn.0, self.actor, self.event, self.nth, self.phase)
    }
}

/// One step of the run.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    pub anchor: Anchor,
    pub conn: ConnId,
    /// Virtual milliseconds since the connection's start.
    pub time: u32,
    pub kind: StepKind,
    pub effects: Vec<Effect>,
}

/// What kind of step it is, and so how it is drawn.
#[derive(Clone, Debug, PartialEq)]
pub enum StepKind {
    /// A TCP segment without payload: opening, closing, resetting.
    Tcp { segment: SegmentId },
    /// A message on its way, sent and arrived together; or one of the two where a fault parts them.
    Transfer { message: MessageId, from: Role, phase: Phase },
    /// A computation of one party.
    Local { role: Role, verb: Verb },
    /// A fault of the network strikes.
    Strike { fault: usize, from: Role, strike: Strike, message: Option<MessageId> },
    /// One side's connection ended.
    End { role: Role },
}

impl StepKind {
    /// The kind's id: what happens, and of a computation its verb.
    pub fn id(&self) -> &'static str {
        match self {
            Self::Tcp { .. } => "tcp",
            Self::Transfer { .. } => "transfer",
            Self::Local { verb, .. } => verb.id(),
            Self::Strike { .. } => "strike",
            Self::End { .. } => "end",
        }
    }
}

ids! {
    /// Which part of a transfer a step shows.
    pub enum Phase {
        /// It left and arrived unchanged.
        Whole = "whole",
        /// It left; what arrived, if anything, is another step.
        Send = "send",
        /// It arrived.
        Arrive = "arrive",
    }
}

impl Trace {
    /// The message of an id.
    pub fn message(&self, id: MessageId) -> Option<&Message> {
        self.messages.get(id.0 as usize)
    }

    /// The record of an id.
    pub fn record(&self, id: RecordId) -> Option<&Record> {
        self.records.get(id.0 as usize)
    }

    /// The segment of an id.
    pub fn segment(&self, id: SegmentId) -> Option<&Segment> {
        self.segments.get(id.0 as usize)
    }

    /// An entry of some actor's ledger.
    pub fn entry(&self, key: EntryRef) -> Option<&Entry<Name>> {
        self.actors.get(usize::from(key.actor.0))?.ledger.get(key.entry)
    }

    /// The actor that plays a role on a connection.
    pub fn actor(&self, conn: ConnId, role: Role) -> Option<&Actor> {
        let connection = self.connections.get(usize::from(conn.0))?;
        let id = match role {
            Role::Client => connection.client,
            Role::Server => connection.server,
        };
        self.actors.get(usize::from(id.0))
    }

    /// What a side brought to a connection, faults and all.
    pub fn config(&self, conn: ConnId, role: Role) -> Option<&Config> {
        role.of(&self.connections.get(usize::from(conn.0))?.configs).as_deref()
    }

    /// The index of the step with that anchor.
    pub fn step_at(&self, anchor: &str) -> Option<usize> {
        self.steps.iter().position(|step| step.anchor.to_string() == anchor)
    }
}
