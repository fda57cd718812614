//! What happened, in order, as the world notes it: the stuff that a trace is put together from.
//! Knows nothing of steps or anchors.

use std::sync::Arc;

use super::trace::{Actor, Connection, Delivery};
use crate::net::{Flight, Passage, Segment, SegmentId, Target};
use crate::tls::{Ending, Output};
use crate::wire::{Blobs, ConnId, Role};

/// One thing that happened.
#[derive(Clone, Debug)]
pub struct Entry {
    pub conn: ConnId,
    /// Virtual milliseconds since the connection's start.
    pub time: u32,
    pub what: What,
}

/// What it was.
#[derive(Clone, Debug)]
pub enum What {
    /// A segment without payload left.
    Tcp(SegmentId),
    /// A party had its turn.
    Turn { role: Role, cause: Cause, outputs: Vec<Output> },
    /// A flight came through the path.
    Passed { flight: Flight, passage: Passage },
    /// One side's connection ended.
    Ended { role: Role, ending: Ending },
}

/// What gave a party its turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The connection was open.
    Start,
    /// Bytes arrived.
    Data,
    /// The peer closed, or reset.
    Fin { reset: bool },
    /// It spoke of its own accord: asked to send or to close.
    Own,
}

/// All that a run noted.
#[derive(Clone, Debug, Default)]
pub struct Log {
    pub blobs: Blobs,
    pub actors: Vec<Actor>,
    pub connections: Vec<Connection>,
    pub segments: Vec<Segment>,
    pub deliveries: Vec<Delivery>,
    /// For faults that are changes of configuration: the message whose sending shows them.
    pub marks: Vec<(usize, Target)>,
    /// Shared, so that a fork of the world is cheap.
    pub entries: Vec<Arc<Entry>>,
}

impl Log {
    /// Notes something.
    pub fn note(&mut self, conn: ConnId, time: u32, what: What) {
        self.entries.push(Arc::new(Entry { conn, time, what }));
    }

    /// What a client wrote first on a connection, as somebody on the path has recorded it.
    pub fn first_flight(&self, conn: ConnId) -> Option<Flight> {
        self.entries.iter().find_map(|entry| match &entry.what {
            What::Passed { flight, .. } if flight.conn == conn && flight.from == Role::Client => Some(flight.clone()),
            _ => None,
        })
    }

    /// Notes that a connection is over. They are listed in the order in which they began.
    pub fn over(&mut self, connection: Connection) {
        let at = self.connections.iter().position(|other| other.id > connection.id);
        self.connections.insert(at.unwrap_or(self.connections.len()), connection);
    }
}
