//! What is kept of a real connection for its trace. Everything, up to a limit: beyond it the connection goes on, and only
//! how much was read and written is counted. Knows no socket.

use std::fmt;

use handscope::crypto::ledger::Ledger;
use handscope::lab::log::{Log, What};
use handscope::lab::{Actor, ActorKind, Connection, Delivery, Outcome, Scenario, Trace, assemble};
use handscope::net::Target;
use handscope::tls::{Ending, Limit, Mind, Name, Negotiated, Party};
use handscope::wire::{ActorId, Blobs, ConnId, Grammar, Origin, Piece, Role};

/// The most bytes read that a trace keeps.
pub const MAX_BYTES: u64 = 1 << 22;
/// The most times it was read from the socket.
pub const MAX_READS: u32 = 1 << 12;
/// The most blobs: many small records make many.
pub const MAX_BLOBS: usize = 20_000;

/// The one connection of such a trace.
pub const CONN: ConnId = ConnId(0);

/// What is kept so far.
#[derive(Default)]
pub struct Keep {
    log: Log,
    /// How many bytes were read while they were kept, and in how many reads.
    read: u64,
    reads: u32,
    /// What is true of the rest, once the trace is full.
    beyond: Option<Beyond>,
    /// What our side knows.
    mind: Mind,
    /// What it knew at the end of the trace, where that is full.
    known: Option<Ledger<Name>>,
}

/// What went on behind the end of the trace.
#[derive(Clone, Debug, Default)]
pub struct Beyond {
    kept: u64,
    pub read: u64,
    pub written: u64,
    /// Those of the turn at hand, numbered on from the trace's.
    blobs: Blobs,
}

impl fmt::Display for Beyond {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kept, read, written, .. } = self;
        write!(f, "the trace keeps the first {kept} bytes that were read; {read} more were read and {written} written")
    }
}

impl Keep {
    /// Nothing so far, of a side that knows so much, and whose faults show in these messages.
    pub fn new(mind: Mind, marks: Vec<(usize, Target)>) -> Self {
        Self { mind, log: Log { marks, ..Log::default() }, ..Self::default() }
    }

    /// What a turn is lent: our mind, and the blobs.
    pub fn lend(&mut self) -> (&mut Mind, &mut Blobs) {
        let blobs = match &mut self.beyond {
            Some(beyond) => &mut beyond.blobs,
            None => &mut self.log.blobs,
        };
        (&mut self.mind, blobs)
    }

    /// The blobs of the turn at hand.
    pub fn blobs(&mut self) -> &mut Blobs {
        self.lend().1
    }

    /// Takes in bytes that the peer, in its role, sent to the socket.
    pub fn arrived(&mut self, from: Role, time: u32, bytes: &[u8]) -> Piece {
        let len = bytes.len() as u64;
        match &mut self.beyond {
            Some(beyond) => beyond.read += len,
            None => (self.read, self.reads) = (self.read + len, self.reads + 1),
        }
        let blob = self.blobs().add(bytes.to_vec(), Grammar::Opaque, Origin::Imported);
        let piece = self.blobs().whole(blob);
        if self.beyond.is_none() {
            self.log.deliveries.push(Delivery { conn: CONN, from, arrived: time, pieces: vec![piece.clone()] });
        }
        piece
    }

    /// Bytes go to the socket.
    pub fn left(&mut self, len: usize) {
        self.beyond.iter_mut().for_each(|beyond| beyond.written += len as u64);
    }

    /// Notes what happened, as long as the trace goes.
    pub fn note(&mut self, time: u32, what: What) {
        if self.beyond.is_none() {
            self.log.note(CONN, time, what);
        }
    }

    /// Which limit of the trace is reached; none where there is room, or where nothing is kept any more.
    pub fn full(&self) -> Option<Limit> {
        match self {
            Self { beyond: Some(_), .. } => None,
            Self { read, .. } if *read > MAX_BYTES => Some(Limit::Bytes),
            Self { reads, log, .. } if *reads > MAX_READS || log.blobs.len() > MAX_BLOBS => Some(Limit::Events),
            _ => None,
        }
    }

    /// From here on nothing is kept. Only once the handshake is done: its transcript needs every message.
    pub fn let_go(&mut self, party: &mut Party) {
        self.known = Some(self.mind.ledger.clone());
        party.untraced();
        self.beyond = Some(Beyond { kept: self.read, blobs: self.log.blobs.after(), ..Beyond::default() });
    }

    /// A turn is over: what is not kept goes.
    pub fn forget(&mut self) {
        self.beyond.iter_mut().for_each(|beyond| beyond.blobs.forget());
    }

    /// Puts the trace together, and tells what lies beyond it.
    pub fn finish(mut self, party: Party, role: Role, time: u32, scenario: Scenario) -> (Trace, Option<Beyond>) {
        let ending = party.ending().cloned().unwrap_or(Ending::Stalled { state: party.state() });
        self.log.note(CONN, time, What::Ended { role, ending: ending.clone() });
        let ours = Outcome { ending, handshake_done: party.handshake_done(), delivered: party.delivered() };
        let theirs = Outcome { ending: Ending::Unknown, handshake_done: false, delivered: false };
        let negotiated = party.negotiated().clone();
        let config = Some(party.config().clone());
        let client = role == Role::Client;
        self.log.connections.push(Connection {
            id: CONN,
            client: actor(Role::Client),
            server: actor(Role::Server),
            start: 0,
            configs: if client { [config, None] } else { [None, config] },
            negotiated: if client { [negotiated, Negotiated::default()] } else { [Negotiated::default(), negotiated] },
            outcome: if client { [ours, theirs] } else { [theirs, ours] },
        });
        let mut ledger = Some(self.known.unwrap_or(self.mind.ledger));
        for side in [Role::Client, Role::Server] {
            let ours = side == role;
            let kind = if ours { side.into() } else { ActorKind::Remote };
            let ledger = if ours { ledger.take().unwrap_or_default() } else { Ledger::default() };
            self.log.actors.push(Actor { id: actor(side), kind, ledger });
        }
        (assemble(scenario, self.log), self.beyond)
    }
}

/// The actor of a role.
pub fn actor(role: Role) -> ActorId {
    match role {
        Role::Client => ActorId(0),
        Role::Server => ActorId(1),
    }
}
