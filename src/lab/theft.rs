//! Thefts: what a thief took, when, and what that is in a run. What the thief can read with it, an observer finds out. A theft
//! changes no byte of a run.

use std::fmt;

use super::trace::{Actor, ActorKind, Record, StepKind, Trace};
use crate::tls::memory::{Change, Item};
use crate::tls::observer::{Logged, Observer, Secrets, Stolen};
use crate::tls::{Effect, Name};
use crate::wire::{ConnId, Role};

ids! {
    /// What is stolen.
    pub enum Booty {
        /// The private key of the server's certificate.
        ServerKey = "server_key",
        /// The server's ticket keys.
        TicketKey = "ticket_key",
        /// What the client keeps of its sessions.
        Sessions = "sessions",
        /// A key log of every connection, as browsers write it.
        KeyLog = "key_log",
        /// The pre-master secret of one connection.
        PreMasterSecret = "pre_master_secret",
        /// The server's application traffic secret of one connection.
        TrafficSecret = "traffic_secret",
    }
}

/// One theft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Theft {
    pub booty: Booty,
    /// Of one connection, where that is what it is of.
    pub conn: ConnId,
    /// How many seconds after the end of the run.
    pub after: u32,
}

impl Booty {
    /// Whether it is of one connection.
    pub fn of_one(self) -> bool {
        matches!(self, Self::PreMasterSecret | Self::TrafficSecret)
    }
}

/// `ticket_key`, `ticket_key@86400`, `c1.pre_master_secret`
impl fmt::Display for Theft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.booty.of_one() {
            write!(f, "c{}.", self.conn.0)?;
        }
        write!(f, "{}", self.booty)?;
        if self.after > 0 { write!(f, "@{}", self.after) } else { Ok(()) }
    }
}

impl Theft {
    /// Reads what [`Theft`]'s text form writes.
    pub fn parse(text: &str) -> Option<Self> {
        let (rest, after) = match text.split_once('@') {
            Some((rest, after)) => (rest, after.parse().ok()?),
            None => (text, 0),
        };
        let (conn, name) = match rest.split_once('.') {
            Some((conn, name)) => (Some(conn.strip_prefix('c')?.parse().ok().map(ConnId)?), name),
            None => (None, rest),
        };
        let booty = Booty::ALL.iter().copied().find(|booty| booty.id() == name)?;
        let fits = conn.is_none_or(|conn: ConnId| booty.of_one() && conn.0 < ConnId::LIMIT);
        fits.then_some(Self { booty, conn: conn.unwrap_or_default(), after })
    }

    /// What it is in a run.
    pub fn secrets(&self, trace: &Trace) -> Secrets {
        let mut secrets = Secrets::default();
        match self.booty {
            Booty::ServerKey => secrets.server_keys = values(trace, ActorKind::Server, Name::PrivateKey),
            Booty::TicketKey => secrets.ticket_keys = ticket_keys(trace, self.after),
            Booty::Sessions => secrets.sessions = sessions(trace, self.after),
            Booty::KeyLog => secrets.log = log(trace, |_, name| LOGGED.contains(&name)),
            Booty::PreMasterSecret => {
                secrets.log = log(trace, |conn, name| conn == self.conn && name == Name::PreMasterSecret);
            }
            Booty::TrafficSecret => {
                let wanted = Name::ServerApplicationTrafficSecret;
                secrets.log = log(trace, |conn, name| conn == self.conn && name == wanted);
            }
        }
        secrets
    }
}

/// The secrets that a key log tells.
const LOGGED: [Name; 6] = [
    Name::MasterSecret,
    Name::ClientEarlyTrafficSecret,
    Name::ClientHandshakeTrafficSecret,
    Name::ServerHandshakeTrafficSecret,
    Name::ClientApplicationTrafficSecret,
    Name::ServerApplicationTrafficSecret,
];

/// An observer that has read a whole run from the wire.
pub fn watch(trace: &Trace, secrets: Secrets) -> Observer {
    watch_each(trace, secrets, |_, _| {})
}

/// The same, seen after each record.
pub fn watch_each(trace: &Trace, secrets: Secrets, mut seen: impl FnMut(&Record, &Observer)) -> Observer {
    let mut observer = Observer::new(trace.blobs.clone(), secrets);
    for connection in &trace.connections {
        observer.begin(connection.id);
        for record in trace.records.iter().filter(|record| record.conn == connection.id) {
            let from = if record.from == connection.client { Role::Client } else { Role::Server };
            if let Some(wire) = record.arrived.or(record.sent) {
                observer.record(from, wire);
                seen(record, &observer);
            }
        }
    }
    observer
}

fn actor(trace: &Trace, kind: ActorKind) -> Option<&Actor> {
    trace.actors.iter().find(|actor| actor.kind == kind)
}

/// Every value of a name that an actor has, each once.
fn values(trace: &Trace, kind: ActorKind, name: Name) -> Vec<Vec<u8>> {
    let mut values = Vec::new();
    let entries = actor(trace, kind).into_iter().flat_map(|actor| actor.ledger.iter());
    for value in entries.filter(|(_, entry)| entry.name == name).filter_map(|(_, entry)| entry.bytes.clone()) {
        if !values.contains(&value) {
            values.push(value);
        }
    }
    values
}

/// What an actor keeps at the end of a run.
fn kept(trace: &Trace, kind: ActorKind) -> Vec<Item> {
    let mut items: Vec<(u32, Item)> = Vec::new();
    for step in &trace.steps {
        let StepKind::Local { role, .. } = step.kind else { continue };
        if trace.actor(step.conn, role).is_none_or(|actor| actor.kind != kind) {
            continue;
        }
        for effect in &step.effects {
            let Effect::Memory { change, number, item, .. } = effect else { continue };
            items.retain(|(other, _)| other != number);
            if !matches!(change, Change::Expired | Change::Forgotten) {
                items.push((*number, item.clone()));
            }
        }
    }
    items.into_iter().map(|(_, item)| item).collect()
}

/// The time so many seconds after the end of a run, in milliseconds since 1970.
fn later(trace: &Trace, after: u32) -> u64 {
    let start = u64::try_from(trace.scenario.time).unwrap_or_default().saturating_mul(1000);
    let last = trace.connections.last().map_or(0, |connection| connection.start);
    start.saturating_add(last).saturating_add(u64::from(after) * 1000)
}

/// The ticket keys that the server still has: one that has sealed and opened for its time is gone.
fn ticket_keys(trace: &Trace, after: u32) -> Vec<(Vec<u8>, Vec<u8>)> {
    let Some(server) = actor(trace, ActorKind::Server) else { return Vec::new() };
    let now = later(trace, after);
    let rotation = trace.scenario.connections.last().map_or(0, |plan| plan.server.config.ticket_rotation);
    let gone = |since: u64| rotation > 0 && now >= since.saturating_add(u64::from(rotation) * 2000);
    let keys = kept(trace, ActorKind::Server).into_iter().filter_map(|item| match item {
        Item::TicketKey(key) if !gone(key.since) => {
            let bytes = |id| server.ledger.bytes(id).map(<[u8]>::to_vec).ok();
            Some((bytes(key.name)?, bytes(key.key)?))
        }
        _ => None,
    });
    keys.collect()
}

/// The sessions that the client still keeps.
fn sessions(trace: &Trace, after: u32) -> Vec<Stolen> {
    let Some(client) = actor(trace, ActorKind::Client) else { return Vec::new() };
    let now = later(trace, after);
    let sessions = kept(trace, ActorKind::Client).into_iter().filter_map(|item| match item {
        Item::Session(kept) if now <= kept.since.saturating_add(u64::from(kept.lifetime) * 1000) => {
            let secret = client.ledger.bytes(kept.secret).ok()?.to_vec();
            let (version, suite) = (kept.version, kept.suite);
            Some(Stolen { handle: kept.handle.bytes().to_vec(), version, suite, secret })
        }
        _ => None,
    });
    sessions.collect()
}

/// Secrets of the client's, or of the server's where an attacker stands in the client's place, by the client random.
fn log(trace: &Trace, wanted: impl Fn(ConnId, Name) -> bool) -> Vec<Logged> {
    let mut all = Vec::new();
    for connection in &trace.connections {
        let role = [Role::Client, Role::Server]
            .into_iter()
            .find(|role| trace.actor(connection.id, *role).is_some_and(|actor| actor.kind == ActorKind::from(*role)));
        let Some(actor) = role.and_then(|role| trace.actor(connection.id, role)) else { continue };
        let own = || actor.ledger.iter().filter(|(_, entry)| entry.conn == connection.id);
        let random = own().find(|(_, entry)| entry.name == Name::ClientRandom);
        let Some(random) = random.and_then(|(_, entry)| entry.bytes.clone()) else { continue };
        for (_, entry) in own().filter(|(_, entry)| wanted(connection.id, entry.name)) {
            all.extend(entry.bytes.clone().map(|secret| (entry.name, random.clone(), secret)));
        }
    }
    all
}
