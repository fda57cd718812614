//! The transcript: what its hash covers so far, as pieces of what was sent and received (RFC 8446, 4.4.1; RFC 5246, 7.4.9).
//! Knows no message.

use super::mind::Desk;
use super::names::Name;
use super::refusal::Refusal;
use crate::crypto::Hash;
use crate::crypto::ledger::{Covered, Formula};
use crate::wire::{EntryId, Piece};

/// The messages of a handshake, in order.
#[derive(Clone, Debug, Default)]
pub struct Transcript(Vec<Covered>);

impl Transcript {
    /// Appends a message, or a stretch of one.
    pub fn absorb(&mut self, piece: Piece) {
        self.0.push(Covered::Piece(piece));
    }

    /// What it holds.
    pub fn covered(&self) -> Vec<Covered> {
        self.0.clone()
    }

    /// The hash over it.
    pub fn hash(&self, desk: &mut Desk, name: Name, hash: Hash) -> Result<EntryId, Refusal> {
        desk.learn(name, Formula::TranscriptHash { hash, covered: self.covered() })
    }

    /// The hash over it and the beginning of the next message.
    pub fn hash_with(&self, desk: &mut Desk, name: Name, hash: Hash, next: Piece) -> Result<EntryId, Refusal> {
        let mut covered = self.covered();
        covered.push(Covered::Piece(next));
        desk.learn(name, Formula::TranscriptHash { hash, covered })
    }

    /// Before a second ClientHello, the first lives on only as its hash (RFC 8446, 4.4.1).
    pub fn retry(&mut self, desk: &mut Desk, hash: Hash) -> Result<(), Refusal> {
        let first = self.hash(desk, Name::ClientHelloHash, hash)?;
        self.0 = vec![Covered::MessageHash(first)];
        Ok(())
    }

    /// Whether a second ClientHello was asked for.
    pub fn retried(&self) -> bool {
        matches!(self.0.first(), Some(Covered::MessageHash(_)))
    }
}
