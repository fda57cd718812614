//! What tells values of one name apart: the ticket or the identity that they belong to. Knows no label.

use super::formula::inputs;
use crate::crypto::ledger::{Formula, Ledger};
use crate::lab::{StepKind, Trace};
use crate::tls::memory::{Change, Item, Kept, Why, called};
use crate::tls::{Effect, Name};
use crate::wire::{ActorId, EntryId};

/// The short name of the ticket, or of the configured identity, that a value belongs to; none where it belongs to none.
#[inline(never)] // not of the page's first visit
pub fn which(trace: &Trace, actor: ActorId, entry: EntryId) -> Option<String> {
    let ledger = &trace.actors.get(usize::from(actor.0))?.ledger;
    let found = ledger.get(entry)?;
    if let Some(kept) = sessions(trace, actor).find(|kept| kept.secret == entry) {
        return Some(called(kept.handle.bytes()));
    }
    match (&found.formula, found.name) {
        (_, Name::Ticket) => found.bytes.as_deref().map(called),
        (Formula::Given, Name::Psk) => configured(trace, actor, entry),
        (Formula::Given, Name::TicketAge) => aged(trace, ledger, actor, entry),
        (Formula::Kept(secret), _) => which(trace, actor, *secret),
        // A value is younger than what it is computed from, so that this ends.
        (formula, _) => {
            inputs(formula).into_iter().filter(|input| *input < entry).find_map(|input| which(trace, actor, input))
        }
    }
}

/// The effects of an actor's own steps, each with its step.
fn effects(trace: &Trace, actor: ActorId) -> impl Iterator<Item = (usize, &Effect)> {
    let own = trace.steps.iter().enumerate().filter(move |(_, step)| match step.kind {
        StepKind::Local { role, .. } => trace.actor(step.conn, role).is_some_and(|by| by.id == actor),
        _ => false,
    });
    own.flat_map(|(at, step)| step.effects.iter().map(move |effect| (at, effect)))
}

/// The sessions that an actor kept, as often as something became of them.
fn sessions(trace: &Trace, actor: ActorId) -> impl Iterator<Item = &Kept> {
    effects(trace, actor).filter_map(|(_, effect)| match effect {
        Effect::Memory { item: Item::Session(kept), .. } => Some(kept),
        _ => None,
    })
}

/// The identity of a key that a side was configured with.
fn configured(trace: &Trace, actor: ActorId, entry: EntryId) -> Option<String> {
    let ledger = &trace.actors.get(usize::from(actor.0))?.ledger;
    let (conn, key) = (ledger.get(entry)?.conn, ledger.bytes(entry).ok()?);
    let connection = trace.connections.get(usize::from(conn.0))?;
    let side = usize::from(connection.client != actor);
    let config = connection.configs.get(side)?.as_ref()?;
    config.psks.iter().find(|psk| psk.key == key).map(|psk| called(&psk.identity))
}

/// The ticket of which a client states the age: ages are stated in the order in which tickets are offered.
fn aged(trace: &Trace, ledger: &Ledger<Name>, actor: ActorId, entry: EntryId) -> Option<String> {
    let conn = ledger.get(entry)?.conn;
    let here = |(at, _): &(usize, &Effect)| trace.steps.get(*at).is_some_and(|step| step.conn == conn);
    let ages = ledger.iter().filter(|(_, one)| one.conn == conn && one.name == Name::TicketAge);
    let nth = ages.into_iter().position(|(id, _)| id == entry)?;
    let offered = effects(trace, actor).filter(here).filter_map(|(_, effect)| match effect {
        Effect::Memory { change: Change::Used, why: Why::Offered, item: Item::Session(kept), .. } => Some(kept),
        _ => None,
    });
    let offered = offered.collect::<Vec<_>>();
    // A second hello states them again.
    let kept = offered.get(nth.checked_rem(offered.len())?)?;
    Some(called(kept.handle.bytes()))
}
