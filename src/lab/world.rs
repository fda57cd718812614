//! The world: actors with their minds, the connections that are open between them, the path, one virtual clock. It is a
//! value: cloned, it forks; stepped, it moves on by one event. Where nothing is under way on a connection any more, whoever
//! still waits there is stalled.

use std::sync::Arc;

use super::catalogue::{Replay, Resolved};
use super::link::{Agent, Cargo, Link, Parcel, Scene};
use super::log::{Log, What};
use super::mint::Mints;
use super::replayer::Replayer;
use super::trace::{Actor, ActorKind, Connection};
use crate::crypto::Seed;
use crate::crypto::ledger::Draws;
use crate::net::{DELAY, Flight, Hand};
use crate::short;
use crate::tls::{Config, Limit, Mind, Party};
use crate::wire::{ActorId, ConnId, Role};

/// The actors of every run, by their ids.
const ACTORS: [ActorKind; 3] = [ActorKind::Client, ActorKind::Server, ActorKind::Attacker];

const ROLES: [Role; 2] = [Role::Client, Role::Server];

/// A run at one moment.
#[derive(Clone, Debug)]
pub struct World {
    /// Who begins what, when.
    openings: Arc<Vec<Opening>>,
    /// The connections that are open.
    links: Vec<Link>,
    /// How many connections were opened.
    opened: usize,
    /// Virtual milliseconds since the start of the run, at the end of the last connection.
    clock: u64,
    scene: Scene,
}

/// A connection that is to begin.
#[derive(Clone, Debug)]
struct Opening {
    /// In milliseconds after the end of the one before it.
    after: u64,
    /// What client and server bring.
    configs: [Arc<Config>; 2],
    /// Of an attacker's: what it sends again.
    replays: Option<Replay>,
}

impl World {
    /// The world before its first event.
    pub fn new(resolved: &Resolved, mints: &mut Mints) -> Self {
        let Resolved { scenario, taps, faults, marks, replays, .. } = resolved;
        let on_wire = faults.iter().filter(|(_, fault)| fault.on_wire());
        let mut hands: Vec<Hand> = on_wire.map(|(at, fault)| Hand::Fault(*at, fault.clone())).collect();
        hands.extend(taps.iter().map(|(at, conn, attacker)| Hand::Attacker(*at, *conn, attacker.clone())));
        short::sort_by(&mut hands, |a, b| a.fault() < b.fault());
        let draws = Arc::new(Draws { seed: Seed::from_number(scenario.seed), given: scenario.given.clone() });
        let after = scenario.connections.iter().enumerate().map(|(at, plan)| if at == 0 { 0 } else { plan.after });
        let configs = mints.configs(resolved);
        let mut openings: Vec<Opening> = after
            .zip(&configs)
            .map(|(seconds, configs)| Opening {
                after: u64::from(seconds) * 1000,
                configs: configs.clone(),
                replays: None,
            })
            .collect();
        for replay in replays {
            let configs = configs.get(usize::from(replay.of.0)).cloned();
            let after = u64::from(replay.after) * 1000;
            openings.extend(configs.map(|configs| Opening { after, configs, replays: Some(*replay) }));
        }
        let count = if replays.is_empty() { 2 } else { ACTORS.len() };
        let actors = (0..).map(ActorId).zip(ACTORS).take(count);
        Self {
            openings: Arc::new(openings),
            links: Vec::new(),
            opened: 0,
            clock: 0,
            scene: Scene {
                hands,
                epoch: u64::try_from(scenario.time).unwrap_or_default().saturating_mul(1000),
                minds: actors.map(|(id, _)| Mind::new(id, draws.clone())).collect(),
                queue: Vec::new(),
                log: Log { marks: marks.clone(), ..Log::default() },
            },
        }
    }

    /// Moves on by one event; false once there is none left.
    pub fn step(&mut self) -> bool {
        if let Some(at) = self.links.iter().position(|link| self.scene.idle(link)) {
            let link = self.links.remove(at);
            self.close(link);
            return true;
        }
        let Some(Parcel { conn, arrives, from, what, .. }) = self.scene.take() else {
            return self.open();
        };
        let Some(link) = self.links.iter_mut().find(|link| link.conn == conn) else { return true };
        link.now = u32::try_from(arrives.saturating_sub(link.start)).unwrap_or(u32::MAX);
        match what {
            Cargo::Flight(flight) => link.deliver(flight, &mut self.scene),
            Cargo::Fin => link.fin(from, &mut self.scene),
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
        if self.links.iter().any(|link| self.scene.idle(link)) {
            return None;
        }
        match &self.scene.queue.first()?.what {
            Cargo::Flight(flight) => Some(flight),
            Cargo::Fin => None,
        }
    }

    /// From here on, one more works on the path, behind all others.
    pub fn add(&mut self, hand: Hand) {
        self.scene.hands.push(hand);
    }

    /// How many connections were opened.
    pub fn opened(&self) -> usize {
        self.opened
    }

    /// The connections that are over.
    pub fn connections(&self) -> &[Connection] {
        &self.scene.log.connections
    }

    /// What was noted so far.
    pub fn log(&self) -> &Log {
        &self.scene.log
    }

    /// What was noted, with the actors and what they came to know.
    pub fn into_log(self) -> Log {
        let Scene { mut log, minds, .. } = self.scene;
        let actors = minds.into_iter().zip(ACTORS);
        log.actors = actors.map(|(mind, kind)| Actor { id: mind.actor, kind, ledger: mind.ledger }).collect();
        log
    }

    /// Opens the next connection.
    fn open(&mut self) -> bool {
        let Some(Opening { after, configs, replays }) = self.openings.get(self.opened).cloned() else { return false };
        let start = self.clock.saturating_add(after);
        let Some(conn) = u16::try_from(self.opened).ok().filter(|conn| *conn < ConnId::LIMIT).map(ConnId) else {
            return false;
        };
        let party = |role: Role| Agent::Party(Box::new(Party::new(role, conn, later(role.of(&configs), start))));
        let (client, actor) = match replays {
            Some(Replay { fault, .. }) => (Agent::Replayer(Replayer::new(ATTACKER, fault)), ATTACKER),
            None => (party(Role::Client), actor(Role::Client)),
        };
        let agents = [client, party(Role::Server)];
        let mut link = Link::new(conn, [actor, self::actor(Role::Server)], agents, start);
        let scene = &mut self.scene;
        for (at, segment) in link.tcp.open(0, &mut scene.log.segments).into_iter().enumerate() {
            scene.log.note(conn, at as u32 * DELAY, What::Tcp(segment));
        }
        link.now = DELAY;
        link.start(Role::Server, None, scene);
        link.now = 2 * DELAY;
        let recorded = replays.and_then(|replay| scene.log.first_flight(replay.of));
        link.start(Role::Client, recorded.as_ref(), scene);
        self.links.push(link);
        self.opened += 1;
        true
    }

    /// Nothing is under way any more: whoever waits is stalled.
    fn close(&mut self, mut link: Link) {
        let scene = &mut self.scene;
        let limit = scene.awaits(&link).then_some(Limit::Events);
        ROLES.into_iter().for_each(|role| link.stall(role, limit, scene));
        ROLES.into_iter().for_each(|role| link.note_ending(role, &mut scene.log));
        let [client, server] = link.actors;
        scene.log.over(Connection {
            id: link.conn,
            client,
            server,
            start: link.start,
            configs: link.agents.each_ref().map(Agent::config),
            negotiated: link.agents.each_ref().map(Agent::negotiated),
            outcome: link.agents.each_ref().map(Agent::outcome),
        });
        self.clock = self.clock.max(link.start.saturating_add(link.now.into()));
    }
}

/// A configuration as it is so many milliseconds later: certificates are judged by the clock of their connection.
fn later(config: &Arc<Config>, passed: u64) -> Arc<Config> {
    let mut config = config.clone();
    if passed >= 1000 {
        let seconds = i64::try_from(passed / 1000).unwrap_or(i64::MAX);
        let now = &mut Arc::make_mut(&mut config).policy.now;
        *now = now.saturating_add(seconds);
    }
    config
}

/// The actor that opens connections of its own.
const ATTACKER: ActorId = ActorId(2);

/// The actor that plays a role: the same one over all connections.
fn actor(role: Role) -> ActorId {
    match role {
        Role::Client => ActorId(0),
        Role::Server => ActorId(1),
    }
}
