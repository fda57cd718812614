//! The connections of a run, one after another: when each begins, from what it goes on, how it ended, which steps are
//! its own. Knows no layout and no language.

use std::ops::Range;

use super::orders::orders;
use crate::lab::{ActorKind, Connection, Outcome, Trace};
use crate::tls::effect::Resumed;
use crate::wire::{ConnId, Role};

/// One connection of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Chapter {
    pub conn: ConnId,
    pub steps: Range<usize>,
    /// How many milliseconds after the end of the one before it begins; none for the first.
    pub pause: Option<u64>,
    pub way: Way,
    /// Whether early data was taken; none where there was none.
    pub early: Option<bool>,
    pub stamp: Stamp,
    /// The numbers of the orders that the server carried out on it, counted over the run; none where nobody repeats one.
    pub orders: Range<u32>,
}

ids! {
    /// From what a connection goes on.
    pub enum Way {
        Full = "full",
        SessionId = "session_id",
        Ticket = "ticket",
        Psk = "psk",
        ExternalPsk = "external_psk",
        /// Not at all: somebody repeats what another has sent.
        Replay = "replay",
    }
}

ids! {
    /// How a connection ended.
    pub enum Stamp {
        Completed = "completed",
        Incomplete = "incomplete",
    }
}

impl Chapter {
    /// Whether an attacker opened it.
    pub fn foe(&self) -> bool {
        self.way == Way::Replay
    }
}

/// Whether a run has more than one connection.
pub fn several(trace: &Trace) -> bool {
    trace.connections.len() > 1
}

/// Whether an attacker plays a role on a connection.
pub fn is_foe(trace: &Trace, conn: ConnId, role: Role) -> bool {
    trace.actor(conn, role).is_some_and(|actor| actor.kind == ActorKind::Attacker)
}

/// The connections of a run in order.
#[inline(never)] // of a later part: a first visit has one connection
pub fn chapters(trace: &Trace) -> Vec<Chapter> {
    let orders = orders(trace);
    let mut chapters: Vec<Chapter> = Vec::new();
    let mut over: Option<u64> = None;
    for connection in &trace.connections {
        let own = |at: &usize| trace.steps.get(*at).is_some_and(|step| step.conn == connection.id);
        let Some(first) = (0..trace.steps.len()).find(own) else { continue };
        let last = (first..trace.steps.len()).rev().find(own).unwrap_or(first);
        let carried = |before: bool| {
            let until = if before { first } else { last + 1 };
            u32::try_from(orders.iter().filter(|at| **at < until).count()).unwrap_or(u32::MAX)
        };
        chapters.push(Chapter {
            conn: connection.id,
            steps: first..last + 1,
            pause: over.map(|over| connection.start.saturating_sub(over)),
            way: way(trace, connection),
            early: connection.negotiated.iter().find_map(|agreed| agreed.early),
            stamp: stamp(connection),
            orders: carried(true)..carried(false),
        });
        let time = trace.steps.get(first..=last).into_iter().flatten().map(|step| u64::from(step.time)).max();
        over = Some(connection.start.saturating_add(time.unwrap_or_default()));
    }
    chapters
}

/// The chapter that a step belongs to.
pub fn chapter_of(chapters: &[Chapter], at: usize) -> Option<&Chapter> {
    chapters.iter().find(|chapter| chapter.steps.contains(&at))
}

fn way(trace: &Trace, connection: &Connection) -> Way {
    if is_foe(trace, connection.id, Role::Client) {
        return Way::Replay;
    }
    match connection.negotiated.iter().find_map(|agreed| agreed.resumed) {
        None => Way::Full,
        Some(Resumed::SessionId) => Way::SessionId,
        Some(Resumed::Ticket) => Way::Ticket,
        Some(Resumed::Psk) => Way::Psk,
        Some(Resumed::ExternalPsk) => Way::ExternalPsk,
    }
}

fn stamp(connection: &Connection) -> Stamp {
    match connection.outcome.iter().all(Outcome::completed) {
        true => Stamp::Completed,
        false => Stamp::Incomplete,
    }
}
