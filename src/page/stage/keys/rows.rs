//! What each side knows by now, the values that both hold side by side. Knows no formula and no markup.

use handscope::lab::{StepKind, Trace};
use handscope::tls::{Effect, Name};
use handscope::wire::{ActorId, EntryId};

/// One value as one or both sides hold it.
pub struct Row {
    pub name: Name,
    /// Of the client and the server.
    pub held: [Option<(ActorId, EntryId)>; 2],
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
}

/// What was learned up to a step, the n-th of a name on one side beside the n-th on the other.
pub fn rows(trace: &Trace, at: usize) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let Some(conn) = trace.steps.get(at).map(|step| step.conn) else { return rows };
    for (step, fresh) in trace.steps.iter().take(at + 1).enumerate().map(|(n, step)| (step, n == at)) {
        let StepKind::Local { role, .. } = step.kind else { continue };
        let Some(actor) = trace.actor(step.conn, role).filter(|_| step.conn == conn) else { continue };
        for effect in &step.effects {
            let Effect::Learned { entry, name } = effect else { continue };
            let side = role as usize;
            let held = Some((actor.id, *entry));
            // What each side draws or is sent for itself has no counterpart: only what should be alike is compared.
            use Name::{EphemeralPrivateKey, EphemeralPublicKey, PeerPublicKey, PrivateKey, Signature, SignatureSalt};
            let exchange = matches!(name, EphemeralPrivateKey | EphemeralPublicKey | PeerPublicKey);
            let own = exchange || matches!(name, PrivateKey | Signature | SignatureSalt);
            match rows.iter_mut().find(|row| row.name == *name && row.held[side].is_none() && !own) {
                Some(row) => {
                    row.held[side] = held;
                    row.fresh |= fresh;
                }
                None => {
                    let mut row = Row { name: *name, held: [None, None], fresh };
                    row.held[side] = held;
                    rows.push(row);
                }
            }
        }
    }
    rows
}
