//! The transcript: which messages, and how much of each, every hash covers that a side has taken by a step. Knows no
//! schedule and no layout.

use super::formula::inputs;
use super::hand::message_of;
use super::values::learned;
use crate::crypto::ledger::{Covered, Formula};
use crate::lab::{Message, Trace};
use crate::tls::Name;
use crate::wire::{ActorId, EntryId, Role};

/// One hash, as one party or both computed it.
#[derive(Clone, Debug, PartialEq)]
pub struct Hash<'a> {
    pub name: Name,
    pub roles: Vec<Role>,
    pub covered: &'a [Covered],
    pub bytes: &'a [u8],
    /// The names of what was computed from it.
    pub uses: Vec<Name>,
    /// Whether the step itself took it.
    pub fresh: bool,
}

/// Every transcript hash that one or both of the parties know by a step; one where both agree.
pub fn hashes(trace: &Trace, at: usize) -> Vec<Hash<'_>> {
    let mut hashes: Vec<Hash<'_>> = Vec::new();
    let Some(conn) = trace.steps.get(at).map(|step| step.conn) else { return hashes };
    for (step, role, id, name) in learned(trace, conn).take_while(|(step, ..)| *step <= at) {
        let Some(actor) = trace.actor(conn, role) else { continue };
        let Some(covered) = covered(trace, actor.id, id) else { continue };
        let bytes = actor.ledger.bytes(id).unwrap_or(&[]);
        let (uses, fresh) = (users(trace, actor.id, id), step == at);
        match hashes.iter_mut().find(|hash| hash.bytes == bytes && !hash.roles.contains(&role)) {
            Some(hash) => {
                hash.roles.push(role);
                hash.fresh |= fresh;
                hash.uses.extend(uses.into_iter().filter(|name| !hash.uses.contains(name)).collect::<Vec<_>>());
            }
            None => hashes.push(Hash { name, roles: vec![role], covered, bytes, uses, fresh }),
        }
    }
    hashes
}

/// What an entry is the hash of; none where it is no hash of the transcript, or one of nothing.
pub fn covered(trace: &Trace, actor: ActorId, id: EntryId) -> Option<&[Covered]> {
    match &trace.actors.get(usize::from(actor.0))?.ledger.get(id)?.formula {
        Formula::TranscriptHash { covered, .. } | Formula::Transcript { covered } => {
            Some(covered.as_slice()).filter(|covered| !covered.is_empty())
        }
        _ => None,
    }
}

/// The first and the last message that a hash covers: what tells one from another.
pub fn reach<'a>(trace: &'a Trace, covered: &[Covered]) -> Option<(&'a Message, &'a Message)> {
    let mut messages = covered.iter().filter_map(|part| match part {
        Covered::Piece(piece) => message_of(trace, piece.blob),
        Covered::MessageHash(_) => None,
    });
    let first = messages.next()?;
    Some((first, messages.next_back().unwrap_or(first)))
}

/// How many bytes of a message a hash covers, and of how many.
pub fn part(trace: &Trace, covered: &[Covered], message: &Message) -> Option<(u32, u32)> {
    let blobs = [message.sent, message.arrived];
    let pieces = covered.iter().filter_map(|part| match part {
        Covered::Piece(piece) if blobs.contains(&Some(piece.blob)) => Some(piece),
        _ => None,
    });
    let whole: u32 = pieces.clone().map(|piece| piece.range.end.saturating_sub(piece.range.start)).sum();
    let blob = pieces.clone().next()?.blob;
    Some((whole, trace.blobs.bytes(blob).len() as u32))
}

fn users(trace: &Trace, actor: ActorId, hash: EntryId) -> Vec<Name> {
    let Some(actor) = trace.actors.get(usize::from(actor.0)) else { return Vec::new() };
    let users = actor.ledger.iter().filter(|(_, entry)| inputs(&entry.formula).contains(&hash));
    // After a retry the hashes over several messages take in the same one: each name once.
    users.fold(Vec::new(), |mut names, (_, entry)| {
        if !names.contains(&entry.name) {
            names.push(entry.name);
        }
        names
    })
}
