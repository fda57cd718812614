//! A connection that is open: its two agents, its segments, and what is under way. Knows neither who opened it nor
//! what comes after it.

use std::sync::Arc;

use super::log::{Cause, Log, What};
use super::replayer::Replayer;
use super::trace::{Delivery, Outcome};
use crate::net::{DELAY, Flight, Hand, Numbers, Tcp, pass};
use crate::tls::{Config, Ending, Limit, Mind, Negotiated, Output, Party};
use crate::wire::{ActorId, Blobs, ConnId, Role};

/// How many events one connection may take.
const MAX_EVENTS: u32 = 2_000;

/// What all connections have in common: the path, the actors' minds, what is under way, what was noted.
#[derive(Clone, Debug)]
pub struct Scene {
    pub hands: Vec<Hand>,
    /// By the actors' ids.
    pub minds: Vec<Mind>,
    /// The clock at the start of the run: Unix time in milliseconds.
    pub epoch: u64,
    /// In order of arrival.
    pub queue: Vec<Parcel>,
    pub log: Log,
}

/// Something under way on a connection.
#[derive(Clone, Debug)]
pub struct Parcel {
    pub conn: ConnId,
    /// Virtual milliseconds since the start of the run.
    pub arrives: u64,
    pub from: Role,
    pub what: Cargo,
}

#[derive(Clone, Debug)]
pub enum Cargo {
    Flight(Flight),
    Fin,
}

impl Scene {
    /// Whether nothing is under way on a connection any more, or nothing more may be.
    pub fn idle(&self, link: &Link) -> bool {
        link.exhausted() || !self.awaits(link)
    }

    /// Whether something is under way on a connection.
    pub fn awaits(&self, link: &Link) -> bool {
        self.queue.iter().any(|parcel| parcel.conn == link.conn)
    }

    /// What arrives next.
    pub fn take(&mut self) -> Option<Parcel> {
        (!self.queue.is_empty()).then(|| self.queue.remove(0))
    }

    /// Sends something; of what arrives at once, it is the last.
    fn send(&mut self, parcel: Parcel) {
        let at = self.queue.iter().position(|other| other.arrives > parcel.arrives);
        self.queue.insert(at.unwrap_or(self.queue.len()), parcel);
    }
}

/// Who acts at one end of a connection.
#[derive(Clone, Debug)]
pub enum Agent {
    Party(Box<Party>),
    Replayer(Replayer),
}

impl Agent {
    /// How it ended, once it has.
    pub fn ending(&self) -> Option<&Ending> {
        match self {
            Self::Party(party) => party.ending(),
            Self::Replayer(_) => None,
        }
    }

    fn wants_close(&self) -> bool {
        match self {
            Self::Party(party) => party.wants_close(),
            Self::Replayer(replayer) => replayer.wants_close(),
        }
    }

    /// What it brought; an attacker brings what it has recorded.
    pub fn config(&self) -> Option<Arc<Config>> {
        match self {
            Self::Party(party) => Some(party.config().clone()),
            Self::Replayer(_) => None,
        }
    }

    /// What it holds to be agreed.
    pub fn negotiated(&self) -> Negotiated {
        match self {
            Self::Party(party) => party.negotiated().clone(),
            Self::Replayer(_) => Negotiated::default(),
        }
    }

    /// How the connection ended for it.
    pub fn outcome(&self) -> Outcome {
        match self {
            Self::Party(party) => outcome(party),
            Self::Replayer(_) => Outcome { ending: Ending::Unknown, handshake_done: false, delivered: false },
        }
    }
}

/// How a connection ended for a party.
pub fn outcome(party: &Party) -> Outcome {
    let ending = party.ending().cloned().unwrap_or(Ending::Stalled { state: party.state() });
    Outcome { ending, handshake_done: party.handshake_done(), delivered: party.delivered() }
}

/// A connection that is open.
#[derive(Clone, Debug)]
pub struct Link {
    pub conn: ConnId,
    /// Who plays the client and the server.
    pub actors: [ActorId; 2],
    pub agents: [Agent; 2],
    pub tcp: Tcp,
    numbers: Numbers,
    /// Virtual milliseconds since the start of the run, at the connection's first segment.
    pub start: u64,
    /// Virtual milliseconds since the connection's start.
    pub now: u32,
    events: u32,
    /// Whose ending was noted.
    noted: [bool; 2],
}

impl Link {
    /// A connection that begins.
    pub fn new(conn: ConnId, actors: [ActorId; 2], agents: [Agent; 2], start: u64) -> Self {
        let (tcp, numbers) = (Tcp::new(conn), Numbers::default());
        Self { conn, actors, agents, tcp, numbers, start, now: 0, events: 0, noted: [false; 2] }
    }

    fn agent(&mut self, role: Role) -> &mut Agent {
        role.of_mut(&mut self.agents)
    }

    /// Whether as much happened as one connection may take.
    pub fn exhausted(&self) -> bool {
        self.events >= MAX_EVENTS
    }

    /// Lets an agent do something, and sends on what it wrote.
    pub fn turn(
        &mut self,
        role: Role,
        cause: Cause,
        scene: &mut Scene,
        act: &mut dyn FnMut(&mut Agent, &mut Mind, &mut Blobs) -> Vec<Output>,
    ) {
        let now = scene.epoch.saturating_add(self.start).saturating_add(self.now.into());
        let Scene { minds, log, .. } = scene;
        let Some(mind) = minds.get_mut(usize::from(role.of(&self.actors).0)) else { return };
        let agent = role.of_mut(&mut self.agents);
        if let Agent::Party(party) = agent {
            party.at(now);
        }
        let outputs = act(agent, mind, &mut log.blobs);
        let flight = Flight::of(&outputs, self.conn, role, &mut self.numbers);
        if !outputs.is_empty() {
            log.note(self.conn, self.now, What::Turn { role, cause, outputs });
        }
        if !flight.is_empty() {
            let records = flight.records.iter().map(|record| log.blobs.whole(record.sent.wire)).collect::<Vec<_>>();
            self.tcp.write(role, &records, self.now, &mut log.segments);
            self.send(role, Cargo::Flight(flight), scene);
        }
        self.note_ending(role, &mut scene.log);
        if self.agent(role).wants_close() && !self.tcp.closed(role) {
            let segment = self.tcp.close(role, self.now, &mut scene.log.segments);
            scene.log.note(self.conn, self.now, What::Tcp(segment));
            self.send(role, Cargo::Fin, scene);
        }
    }

    /// An agent begins: the client writes its hello, an attacker what it recorded.
    pub fn start(&mut self, role: Role, recorded: Option<&Flight>, scene: &mut Scene) {
        self.turn(role, Cause::Start, scene, &mut |agent, mind, blobs| match agent {
            Agent::Party(party) => party.start(mind, blobs),
            Agent::Replayer(replayer) => recorded.map_or_else(Vec::new, |recorded| replayer.start(recorded, blobs)),
        });
    }

    fn send(&self, from: Role, what: Cargo, scene: &mut Scene) {
        let arrives = self.start.saturating_add(self.now.into()).saturating_add(DELAY.into());
        scene.send(Parcel { conn: self.conn, arrives, from, what });
    }

    /// A flight reaches the other side, as the path left it.
    pub fn deliver(&mut self, flight: Flight, scene: &mut Scene) {
        self.events += 1;
        let (from, to) = (flight.from, flight.from.peer());
        let Scene { hands, log, .. } = scene;
        let sent = u32::try_from(flight.len(&log.blobs)).unwrap_or(u32::MAX);
        let passage = pass(&flight, hands, &mut log.blobs);
        self.tcp.reads(to, sent);
        let pieces = passage.pieces.clone();
        match pieces.is_empty() {
            true => self.lose(from, log),
            false => {
                let pieces = pieces.clone();
                log.deliveries.push(Delivery { conn: self.conn, from, arrived: self.now, pieces });
            }
        }
        log.note(self.conn, self.now, What::Passed { flight, passage });
        if !pieces.is_empty() && self.agent(to).ending().is_none() {
            self.turn(to, Cause::Data, scene, &mut |agent, mind, blobs| match agent {
                Agent::Party(party) => party.receive(&pieces, mind, blobs),
                Agent::Replayer(replayer) => {
                    replayer.receive();
                    Vec::new()
                }
            });
        }
    }

    /// Nothing of a flight came through: its segments were lost.
    fn lose(&mut self, from: Role, log: &mut Log) {
        let (conn, now) = (self.conn, self.now);
        let lost = log.segments.iter_mut().filter(|segment| {
            segment.conn == conn && segment.from == from && !segment.payload.is_empty() && segment.arrived == Some(now)
        });
        lost.for_each(|segment| segment.arrived = None);
    }

    /// One direction was closed.
    pub fn fin(&mut self, from: Role, scene: &mut Scene) {
        self.events += 1;
        let to = from.peer();
        self.tcp.reads(to, 1);
        let waits = matches!(self.agent(to), Agent::Party(party) if party.ending().is_none());
        if waits {
            self.turn(to, Cause::Fin { reset: false }, scene, &mut |agent, mind, blobs| match agent {
                Agent::Party(party) => party.eof(false, mind, blobs),
                Agent::Replayer(_) => Vec::new(),
            });
        } else {
            let segment = self.tcp.acknowledge(to, self.now, &mut scene.log.segments);
            scene.log.note(self.conn, self.now, What::Tcp(segment));
        }
    }

    /// Nothing more can arrive: a party that waits is stalled, or has reached a limit of the run.
    pub fn stall(&mut self, role: Role, limit: Option<Limit>, scene: &mut Scene) {
        let Scene { minds, log, .. } = scene;
        let Some(mind) = minds.get_mut(usize::from(role.of(&self.actors).0)) else { return };
        let Agent::Party(party) = role.of_mut(&mut self.agents) else { return };
        limit.into_iter().for_each(|limit| party.exhaust(limit));
        let outputs = party.stall(mind, &mut log.blobs);
        if !outputs.is_empty() {
            log.note(self.conn, self.now, What::Turn { role, cause: Cause::Own, outputs });
        }
    }

    /// Notes once how a party ended, if it has.
    pub fn note_ending(&mut self, role: Role, log: &mut Log) {
        let Some(ending) = self.agent(role).ending().cloned() else { return };
        let noted = role.of_mut(&mut self.noted);
        if !std::mem::replace(noted, true) {
            log.note(self.conn, self.now, What::Ended { role, ending });
        }
    }
}
