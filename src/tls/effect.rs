//! What a party did, as plain data. Knows neither screens nor how any of it was computed.

pub use super::ids::{Check, Choice, Epoch, Ignored, Limit, Out, Rule, StateId, Verb};
use super::memory::{self, Item};
use super::names::Name;
use super::refusal::Refusal;
use crate::pki::Judgement;
use crate::wire::{
    AlertDescription, AlertLevel, BlobId, CipherSuite, Clause, ContentType, EntryId, NamedGroup, Piece, Role, Version,
};

/// One candidate of a choice and, where it fell out, why.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    pub name: String,
    /// None where it was eligible.
    pub out: Option<Out>,
}

/// What a party did within a step.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Entered a state of its machine.
    Entered {
        from: StateId,
        to: StateId,
    },
    /// Took up a message; the blob is the message as it arrived.
    Read {
        message: BlobId,
    },
    Chose {
        what: Choice,
        value: String,
        rule: Rule,
        among: Vec<Candidate>,
        clause: Clause,
    },
    Learned {
        entry: EntryId,
        name: Name,
    },
    /// Compared something; the pairs are what was compared, by name.
    Checked {
        check: Check,
        passed: bool,
        clause: Clause,
        compared: Vec<(&'static str, String)>,
    },
    /// Judged a certificate chain, check by check.
    Judged(Judgement),
    /// Saw something and went on.
    Ignored {
        what: Ignored,
        clause: Clause,
    },
    /// From here on, records of one direction are protected by these keys.
    Armed {
        writer: Role,
        epoch: Epoch,
        suite: CipherSuite,
        keys: Vec<EntryId>,
    },
    Refused {
        refusal: Refusal,
        alert: AlertDescription,
        clause: Clause,
    },
    /// An alert arrived.
    Alerted {
        level: AlertLevel,
        description: AlertDescription,
    },
    /// Application data came through.
    Delivered {
        data: BlobId,
    },
    /// Something that is kept between connections changed; its number tells it from the actor's other things.
    Memory {
        change: memory::Change,
        number: u32,
        item: Item,
        why: memory::Why,
    },
    /// A ticket was sealed, or opened: its outside, and the session inside.
    Ticket {
        ticket: BlobId,
        state: BlobId,
        key: EntryId,
        sealed: bool,
    },
    /// Both Finished are in order.
    HandshakeDone,
    /// Nothing more will be written.
    Closed,
    /// A fault struck here (of the network or of a quirk); its index in the scenario.
    Struck {
        fault: usize,
    },
}

/// What comes out of a party, in order.
#[derive(Clone, Debug, PartialEq)]
pub enum Output {
    /// A new local computation begins.
    Step(Verb),
    Effect(Effect),
    /// A message was written; its records follow once the flight is packed.
    Wrote(Wrote),
    /// A record was written to the wire.
    Record(SentRecord),
    /// A record was taken from the wire.
    Opened(OpenedRecord),
    /// A whole message was put together from opened records.
    Arrived {
        name: &'static str,
        blob: BlobId,
        pieces: Vec<Piece>,
    },
}

/// A message as its sender made it.
#[derive(Clone, Debug, PartialEq)]
pub struct Wrote {
    /// The message's name in paths: `client_hello`, `alert`, `application_data`.
    pub name: &'static str,
    pub blob: BlobId,
    pub content_type: ContentType,
    /// Which bytes of which plaintexts carried it.
    pub pieces: Vec<Piece>,
}

/// A record as its sender made it.
#[derive(Clone, Debug, PartialEq)]
pub struct SentRecord {
    pub content_type: ContentType,
    /// The bytes on the wire.
    pub wire: BlobId,
    /// The fragment before protection (with MAC and padding, or inner type, where it has them).
    pub plain: BlobId,
    /// The key that sealed it.
    pub key: Option<EntryId>,
    /// The record's sequence number under that key.
    pub seq: u64,
}

/// A record as its receiver took it.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenedRecord {
    pub wire: BlobId,
    /// None where it could not be opened.
    pub plain: Option<BlobId>,
    pub key: Option<EntryId>,
    pub seq: u64,
}

/// What one side holds to be agreed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Negotiated {
    pub version: Option<Version>,
    pub suite: Option<CipherSuite>,
    pub group: Option<NamedGroup>,
    pub protocol: Option<String>,
    /// From what the connection goes on; none in a full handshake.
    pub resumed: Option<Resumed>,
    /// Whether early data was taken; none where there was none.
    pub early: Option<bool>,
}

ids! {
    /// From what a connection goes on.
    pub enum Resumed {
        /// TLS 1.2: a session that the server kept.
        SessionId = "session_id",
        /// TLS 1.2: a session that came back in its ticket.
        Ticket = "ticket",
        /// TLS 1.3: a pre-shared key of an earlier connection.
        Psk = "psk",
        /// TLS 1.3: a pre-shared key that both sides were given.
        ExternalPsk = "external_psk",
    }
}

/// How a connection ended for one party.
#[derive(Clone, Debug, PartialEq)]
pub enum Ending {
    /// close_notify was exchanged.
    Closed,
    /// The transport ended without close_notify.
    CutOff {
        reset: bool,
    },
    Refused(Refusal),
    /// A fatal alert arrived.
    Told(AlertDescription),
    /// Nothing more can arrive; what was awaited.
    Stalled {
        state: StateId,
    },
    /// A limit of the run was reached.
    Exhausted {
        limit: Limit,
    },
    /// Of a peer of which nothing inside is known.
    Unknown,
}

ids_of!(Ending {
    Self::Closed => "closed",
    Self::CutOff { reset: false } => "cut_off",
    Self::CutOff { reset: true } => "reset",
    Self::Refused(_) => "refused",
    Self::Told(_) => "told",
    Self::Stalled { .. } => "stalled",
    Self::Exhausted { .. } => "exhausted",
    Self::Unknown => "unknown",
});
