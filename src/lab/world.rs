//! The world: two parties, the path between them, one virtual clock. It is a value: cloned, it forks; stepped, it
//! moves on by one event. When nothing is under way any more, whoever still waits is stalled.

use std::collections::VecDeque;
use std::sync::Arc;

use super::catalogue::Resolved;
use super::log::{Cause, Log, What};
use super::mint::Mints;
use super::trace::{Actor, Connection, Delivery, Outcome};
use crate::crypto::Seed;
use crate::crypto::ledger::{Draws, Ledger};
use crate::net::{DELAY, Flight, Hand, Numbers, Tcp, pass};
use crate::short;
use crate::tls::{Config, Ending, Limit, Name, Party};
use crate::wire::{ActorId, ConnId, Role};

/// How many events one connection may take.
const MAX_EVENTS: u32 = 2_000;
/// How many connections one scenario may hold.
const MAX_CONNECTIONS: usize = 64;

const ROLES: [Role; 2] = [Role::Client, Role::Server];

/// A run at one moment.
#[derive(Clone, Debug)]
pub struct World {
    configs: Arc<Vec<[Arc<Config>; 2]>>,
    draws: Arc<Draws>,
    hands: Vec<Hand>,
    ledgers: [Ledger<Name>; 2],
    /// The connection that is open.
    link: Option<Link>,
    /// How many connections were opened.
    opened: usize,
    /// Virtual milliseconds since the start of the run, at the start of the next connection.
    clock: u32,
    log: Log,
}

/// A connection that is open.
#[derive(Clone, Debug)]
struct Link {
    conn: ConnId,
    parties: [Party; 2],
    tcp: Tcp,
    numbers: Numbers,
    /// What is under way, in order of arrival.
    queue: VecDeque<Parcel>,
    now: u32,
    start: u32,
    events: u32,
    /// Whose ending was noted.
    noted: [bool; 2],
}

/// Something under way.
#[derive(Clone, Debug)]
struct Parcel {
    arrives: u32,
    from: Role,
    what: Cargo,
}

#[derive(Clone, Debug)]
enum Cargo {
    Flight(Flight),
    Fin,
}

impl World {
    /// The world before its first event.
    pub fn new(resolved: &Resolved, mints: &mut Mints) -> Self {
        let Resolved { scenario, taps, faults, marks, .. } = resolved;
        let on_wire = faults.iter().filter(|(_, fault)| fault.on_wire());
        let mut hands: Vec<Hand> = on_wire.map(|(at, fault)| Hand::Fault(*at, fault.clone())).collect();
        hands.extend(taps.iter().map(|(at, conn, attacker)| Hand::Attacker(*at, *conn, attacker.clone())));
        short::sort_by(&mut hands, |a, b| a.fault() < b.fault());
        Self {
            configs: Arc::new(mints.configs(resolved)),
            draws: Arc::new(Draws { seed: Seed::from_number(scenario.seed), given: scenario.given.clone() }),
            hands,
            ledgers: Default::default(),
            link: None,
            opened: 0,
            clock: 0,
            log: Log { marks: marks.clone(), ..Log::default() },
        }
    }

    /// Moves on by one event; false once there is none left.
    pub fn step(&mut self) -> bool {
        let Some(mut link) = self.link.take() else {
            return self.open();
        };
        link.events += 1;
        let parcel = if link.events > MAX_EVENTS { None } else { link.queue.pop_front() };
        match parcel {
            Some(parcel) => {
                link.now = parcel.arrives;
                match parcel.what {
                    Cargo::Flight(flight) => link.deliver(flight, &self.hands, &mut self.log),
                    Cargo::Fin => link.fin(parcel.from, &mut self.log),
                }
                self.link = Some(link);
            }
            None => self.close(link),
        }
        true
    }

    /// The world after its last event.
    pub fn finish(mut self) -> Self {
        while self.step() {}
        self
    }

    /// The flight that the next step delivers, if it delivers one.
    pub fn next_flight(&self) -> Option<&Flight> {
        match &self.link.as_ref()?.queue.front()?.what {
            Cargo::Flight(flight) => Some(flight),
            Cargo::Fin => None,
        }
    }

    /// From here on, one more works on the path, behind all others.
    pub fn add(&mut self, hand: Hand) {
        self.hands.push(hand);
    }

    /// How many connections were opened.
    pub fn opened(&self) -> usize {
        self.opened
    }

    /// The connections that are over.
    pub fn connections(&self) -> &[Connection] {
        &self.log.connections
    }

    /// What was noted so far.
    pub fn log(&self) -> &Log {
        &self.log
    }

    /// What was noted, with the actors and what they came to know.
    pub fn into_log(self) -> Log {
        let Self { mut log, ledgers, .. } = self;
        let named = ROLES.into_iter().zip(ledgers);
        log.actors = named.map(|(role, ledger)| Actor { id: actor(role), name: role.name(), ledger }).collect();
        log
    }

    /// Opens the next connection.
    fn open(&mut self) -> bool {
        let at = self.opened;
        let (Some([client, server]), true) = (self.configs.get(at), at < MAX_CONNECTIONS) else { return false };
        let conn = ConnId(u8::try_from(at).unwrap_or(u8::MAX));
        let [client_ledger, server_ledger] = std::mem::take(&mut self.ledgers);
        let party = |role, config: &Arc<Config>, ledger| {
            Party::new(role, actor(role), conn, config.clone(), self.draws.clone(), ledger)
        };
        let parties = [party(Role::Client, client, client_ledger), party(Role::Server, server, server_ledger)];
        let mut link = Link {
            conn,
            parties,
            tcp: Tcp::new(conn),
            numbers: Numbers::default(),
            queue: VecDeque::new(),
            now: 0,
            start: self.clock,
            events: 0,
            noted: [false; 2],
        };
        for (at, segment) in link.tcp.open(0, &mut self.log.segments).into_iter().enumerate() {
            self.log.note(conn, at as u32 * DELAY, What::Tcp(segment));
        }
        link.now = DELAY;
        link.turn(Role::Server, Cause::Start, &mut self.log, |party, blobs| party.start(blobs));
        link.now = 2 * DELAY;
        link.turn(Role::Client, Cause::Start, &mut self.log, |party, blobs| party.start(blobs));
        self.link = Some(link);
        self.opened += 1;
        true
    }

    /// Nothing is under way any more: whoever waits is stalled; the ledgers go on to the next connection.
    fn close(&mut self, mut link: Link) {
        let exhausted = link.events > MAX_EVENTS;
        for role in ROLES {
            if exhausted {
                link.party(role).exhaust(Limit::Events);
            }
            let outputs = link.party(role).stall(&mut self.log.blobs);
            if !outputs.is_empty() {
                self.log.note(link.conn, link.now, What::Turn { role, cause: Cause::Own, outputs });
            }
        }
        ROLES.into_iter().for_each(|role| link.note_ending(role, &mut self.log));
        self.log.connections.push(Connection {
            id: link.conn,
            client: actor(Role::Client),
            server: actor(Role::Server),
            start: link.start,
            negotiated: link.parties.each_ref().map(|party| party.negotiated().clone()),
            outcome: link.parties.each_ref().map(outcome),
        });
        self.clock = link.start.saturating_add(link.now);
        self.ledgers = link.parties.map(Party::into_ledger);
    }
}

impl Link {
    fn party(&mut self, role: Role) -> &mut Party {
        role.of_mut(&mut self.parties)
    }

    /// Lets a party do something, and sends on what it wrote.
    fn turn(
        &mut self,
        role: Role,
        cause: Cause,
        log: &mut Log,
        act: impl FnOnce(&mut Party, &mut crate::wire::Blobs) -> Vec<crate::tls::Output>,
    ) {
        let outputs = act(self.party(role), &mut log.blobs);
        let flight = Flight::of(&outputs, self.conn, role, &mut self.numbers);
        if !outputs.is_empty() {
            log.note(self.conn, self.now, What::Turn { role, cause, outputs });
        }
        if !flight.is_empty() {
            let records = flight.records.iter().map(|record| log.blobs.whole(record.sent.wire)).collect::<Vec<_>>();
            self.tcp.write(role, &records, self.now, &mut log.segments);
            self.send(role, Cargo::Flight(flight));
        }
        self.note_ending(role, log);
        if self.party(role).wants_close() && !self.tcp.closed(role) {
            let segment = self.tcp.close(role, self.now, &mut log.segments);
            log.note(self.conn, self.now, What::Tcp(segment));
            self.send(role, Cargo::Fin);
        }
    }

    fn send(&mut self, from: Role, what: Cargo) {
        self.queue.push_back(Parcel { arrives: self.now.saturating_add(DELAY), from, what });
    }

    /// A flight reaches the other side, as the path left it.
    fn deliver(&mut self, flight: Flight, hands: &[Hand], log: &mut Log) {
        let (from, to) = (flight.from, flight.from.peer());
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
        if !pieces.is_empty() && self.party(to).ending().is_none() {
            self.turn(to, Cause::Data, log, |party, blobs| party.receive(&pieces, blobs));
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
    fn fin(&mut self, from: Role, log: &mut Log) {
        let to = from.peer();
        self.tcp.reads(to, 1);
        if self.party(to).ending().is_none() {
            self.turn(to, Cause::Fin { reset: false }, log, |party, blobs| party.eof(false, blobs));
        } else {
            let segment = self.tcp.acknowledge(to, self.now, &mut log.segments);
            log.note(self.conn, self.now, What::Tcp(segment));
        }
    }

    fn note_ending(&mut self, role: Role, log: &mut Log) {
        let Some(ending) = self.party(role).ending().cloned() else { return };
        let noted = role.of_mut(&mut self.noted);
        if !std::mem::replace(noted, true) {
            log.note(self.conn, self.now, What::Ended { role, ending });
        }
    }
}

/// The actor that plays a role: the same one over all connections.
fn actor(role: Role) -> ActorId {
    match role {
        Role::Client => ActorId(0),
        Role::Server => ActorId(1),
    }
}

/// How a connection ended for a party.
pub fn outcome(party: &Party) -> Outcome {
    let ending = party.ending().cloned().unwrap_or(Ending::Stalled { state: party.state() });
    Outcome { ending, handshake_done: party.handshake_done(), delivered: party.delivered() }
}
