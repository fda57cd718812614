//! What client and server keep between connections at a step: sessions, tickets, the keys that seal tickets, first flights
//! seen; how old each is, what it was used for, and what the step changed. A fold over the effects of the steps before.
//! Knows no layout and no language.

use crate::lab::{ActorKind, Step, StepKind, Trace};
use crate::tls::Effect;
use crate::tls::memory::{Change, Item, Kept, Why};
use crate::wire::{ActorId, ConnId, EntryRef, Role};

/// What one side keeps.
#[derive(Clone, Debug, PartialEq)]
pub struct Keeper {
    pub actor: ActorId,
    pub role: Role,
    /// The oldest first; what the step itself has taken away is there for the last time.
    pub things: Vec<Thing>,
}

/// Something that is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Thing {
    /// Its number among the actor's things, from 0.
    pub number: u32,
    pub item: Item,
    /// The connection that it came from.
    pub from: ConnId,
    /// The connections that it was used on, each once.
    pub used: Vec<ConnId>,
    /// What the step changed of it, in order.
    pub changed: Vec<(Change, Why)>,
    /// Whether it is gone since this step.
    pub gone: bool,
    /// Of a ticket key: whether it seals no more.
    pub only_opens: bool,
    /// Whether its time is over, though it is still there: nobody looks at a clock before acting.
    pub over: bool,
    /// How old it is at the step, in seconds.
    pub age: u64,
    /// For how many seconds it is kept or good; none where for ever.
    pub lifetime: Option<u64>,
}

impl Thing {
    /// The session that it is, if it is one.
    pub fn session(&self) -> Option<&Kept> {
        match &self.item {
            Item::Session(kept) => Some(kept),
            _ => None,
        }
    }

    /// What it is, in ids: a session by what it is called up with.
    pub fn id(&self) -> &'static str {
        match &self.item {
            Item::Session(kept) => kept.handle.id(),
            Item::TicketKey(_) => "ticket_key",
            Item::Flight(_) => "flight",
        }
    }

    /// The bytes that it is known by.
    pub fn bytes<'a>(&'a self, trace: &'a Trace, keeper: ActorId) -> &'a [u8] {
        match &self.item {
            Item::Session(kept) => kept.handle.bytes(),
            Item::Flight(flight) => &flight.binder,
            Item::TicketKey(key) => {
                let entry = trace.entry(EntryRef { actor: keeper, entry: key.name });
                entry.and_then(|entry| entry.bytes.as_deref()).unwrap_or_default()
            }
        }
    }

    fn since(&self) -> u64 {
        match &self.item {
            Item::Session(kept) => kept.since,
            Item::TicketKey(key) => key.since,
            Item::Flight(flight) => flight.since,
        }
    }
}

/// What the client and the server keep after a step; an attacker is neither.
#[inline(never)] // of a later part: nothing is kept in a first visit
pub fn kept(trace: &Trace, at: usize) -> Vec<Keeper> {
    let sides = trace.actors.iter().filter_map(|actor| match actor.kind {
        ActorKind::Client => Some((actor.id, Role::Client)),
        ActorKind::Server => Some((actor.id, Role::Server)),
        ActorKind::Attacker | ActorKind::Remote => None,
    });
    let keepers = sides.map(|(actor, role)| Keeper { actor, role, things: things(trace, at, actor, role) });
    keepers.collect()
}

/// Whether anything is ever kept in a run.
pub fn keeps(trace: &Trace) -> bool {
    trace.steps.iter().flat_map(|step| &step.effects).any(|effect| matches!(effect, Effect::Memory { .. }))
}

fn things(trace: &Trace, at: usize, actor: ActorId, role: Role) -> Vec<Thing> {
    let mut things: Vec<Thing> = Vec::new();
    for (n, step) in trace.steps.iter().enumerate().take(at + 1).filter(|(_, step)| by(trace, step, actor)) {
        things.retain(|thing| !thing.gone);
        for effect in &step.effects {
            let Effect::Memory { change, number, item, why } = effect else { continue };
            change_one(&mut things, step.conn, (*change, *number, item, *why), n == at);
        }
    }
    // Another actor's step comes after: what went before it is gone.
    let own = trace.steps.get(at).is_some_and(|step| by(trace, step, actor));
    things.retain(|thing| own || !thing.gone);
    let now = now(trace, at);
    let newest = things.iter().rev().find(|thing| matches!(thing.item, Item::TicketKey(_))).map(|key| key.number);
    let rotation = rotation(trace, at, role);
    for thing in &mut things {
        let age = now.saturating_sub(thing.since());
        thing.age = age / 1000;
        let key = matches!(thing.item, Item::TicketKey(_));
        thing.lifetime = match &thing.item {
            Item::Session(kept) => Some(u64::from(kept.lifetime)),
            // As long again as it seals it opens what it sealed.
            Item::TicketKey(_) => rotation.map(|rotation| 2 * rotation),
            Item::Flight(_) => None,
        };
        // A session is good to the end of its last millisecond, a key up to it.
        thing.over = thing.lifetime.is_some_and(|life| age >= life * 1000 + u64::from(!key));
        let sealed = rotation.is_some_and(|rotation| age >= rotation * 1000);
        thing.only_opens = key && !thing.over && (newest != Some(thing.number) || sealed);
    }
    things
}

fn change_one(things: &mut Vec<Thing>, conn: ConnId, told: (Change, u32, &Item, Why), here: bool) {
    let (change, number, item, why) = told;
    if !things.iter().any(|thing| thing.number == number) {
        things.push(Thing {
            number,
            item: item.clone(),
            from: conn,
            used: Vec::new(),
            changed: Vec::new(),
            gone: false,
            only_opens: false,
            over: false,
            age: 0,
            lifetime: None,
        });
    }
    let Some(thing) = things.iter_mut().find(|thing| thing.number == number) else { return };
    thing.gone = matches!(change, Change::Expired | Change::Forgotten);
    if change == Change::Used && !thing.used.contains(&conn) {
        thing.used.push(conn);
    }
    if here {
        thing.changed.push((change, why));
    }
}

/// Whether a step is an actor's own.
fn by(trace: &Trace, step: &Step, actor: ActorId) -> bool {
    match step.kind {
        StepKind::Local { role, .. } | StepKind::End { role } => {
            trace.actor(step.conn, role).is_some_and(|own| own.id == actor)
        }
        _ => false,
    }
}

/// Unix time at a step in milliseconds.
fn now(trace: &Trace, at: usize) -> u64 {
    let Some(step) = trace.steps.get(at) else { return 0 };
    let start = trace.connections.get(usize::from(step.conn.0)).map_or(0, |connection| connection.start);
    let clock = u64::try_from(trace.scenario.time).unwrap_or_default();
    clock.saturating_mul(1000).saturating_add(start).saturating_add(u64::from(step.time))
}

/// For how many seconds a ticket key seals; none where for ever.
fn rotation(trace: &Trace, at: usize, role: Role) -> Option<u64> {
    let conn = trace.steps.get(at)?.conn;
    let seconds = u64::from(trace.config(conn, role)?.ticket_rotation);
    (seconds > 0).then_some(seconds)
}
