//! What each side of a connection knows by a step: every value once, as one side or both hold it. Knows no formula.

use crate::lab::{StepKind, Trace};
use crate::tls::{Effect, Name};
use crate::wire::{ActorId, ConnId, EntryId, Role};

/// One value as one or both sides hold it.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub name: Name,
    /// Of the client and the server.
    pub held: [Option<(ActorId, EntryId)>; 2],
    /// Whether the step itself brought it.
    pub fresh: bool,
}

impl Row {
    /// The bytes that the client and the server hold.
    pub fn values<'a>(&self, trace: &'a Trace) -> [Option<&'a [u8]>; 2] {
        self.held.map(|held| {
            let (actor, id) = held?;
            trace.actors.get(usize::from(actor.0))?.ledger.bytes(id).ok()
        })
    }

    /// Whether both sides hold it, and not the same.
    pub fn differs(&self, trace: &Trace) -> bool {
        matches!(self.values(trace), [Some(client), Some(server)] if client != server)
    }
}

/// What was learned up to a step, the n-th of a name on one side beside the n-th on the other.
pub fn rows(trace: &Trace, at: usize) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let Some(conn) = trace.steps.get(at).map(|step| step.conn) else { return rows };
    for (step, role, entry, name) in learned(trace, conn).take_while(|(step, ..)| *step <= at) {
        let Some(actor) = trace.actor(conn, role) else { continue };
        let (side, fresh) = (role as usize, step == at);
        let held = Some((actor.id, entry));
        // What each side draws or is sent for itself has no counterpart: only what should be alike is compared.
        use Name::{EphemeralPrivateKey, EphemeralPublicKey, PeerPublicKey, PrivateKey, Signature, SignatureSalt};
        let exchange = matches!(name, EphemeralPrivateKey | EphemeralPublicKey | PeerPublicKey);
        let own = exchange || matches!(name, PrivateKey | Signature | SignatureSalt);
        let same = |row: &&mut Row| row.name == name && !own && row.held.get(side).is_some_and(Option::is_none);
        let bytes = |entry| actor.ledger.bytes(entry).ok();
        let known = |row: &Row| match row.held.get(side) {
            Some(Some((_, own))) => row.name == name && bytes(*own).is_some() && bytes(*own) == bytes(entry),
            _ => false,
        };
        // Learned again, it is the same value.
        if rows.iter().any(known) {
            continue;
        }
        match rows.iter_mut().find(same) {
            Some(row) => {
                row.fresh |= fresh;
                row.held.get_mut(side).into_iter().for_each(|slot| *slot = held);
            }
            None => {
                let sides = if role == Role::Client { [held, None] } else { [None, held] };
                rows.push(Row { name, held: sides, fresh });
            }
        }
    }
    rows
}

/// Everything that the two sides of a connection learned, in order: the step, whose it is, the entry of its ledger.
pub fn learned(trace: &Trace, conn: ConnId) -> impl Iterator<Item = (usize, Role, EntryId, Name)> {
    let steps = trace.steps.iter().enumerate().filter(move |(_, step)| step.conn == conn);
    steps.flat_map(|(at, step)| {
        let StepKind::Local { role, .. } = step.kind else { return Vec::new() };
        let learned = step.effects.iter().filter_map(|effect| match effect {
            Effect::Learned { entry, name } => Some((at, role, *entry, *name)),
            _ => None,
        });
        learned.collect()
    })
}
