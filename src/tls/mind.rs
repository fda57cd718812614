//! What an actor knows and how it comes to know more: a [`Mind`] for all its connections, lent to a [`Desk`] while it works
//! on one of them. Knows no order of messages; an observer has one as well as a party.

use std::sync::Arc;

use super::effect::{Effect, Output, Verb};
use super::memory::{Change, Item, Memory, Why};
use super::names::Name;
use super::refusal::{Mismatch, Refusal};
use crate::crypto::CryptoError;
use crate::crypto::ledger::{DrawId, Draws, Formula, Ledger, LedgerError};
use crate::short::Map;
use crate::wire::{ActorId, BlobId, Blobs, ConnId, EntryId, Piece, annotate};

/// What one actor has ever known, and what it keeps.
#[derive(Clone, Debug, Default)]
pub struct Mind {
    pub actor: ActorId,
    pub ledger: Ledger<Name>,
    /// What it keeps between connections.
    pub memory: Memory,
    pub draws: Arc<Draws>,
    /// How many draws of a label were made on a connection.
    drawn: Map<(ConnId, &'static str), u32>,
}

impl Mind {
    /// A mind that knows nothing yet.
    pub fn new(actor: ActorId, draws: Arc<Draws>) -> Self {
        Self { actor, draws, ..Self::default() }
    }
}

/// A mind at work on one connection, and what it puts out there.
#[derive(Clone, Debug)]
pub struct Desk {
    /// Lent for the length of a turn.
    pub mind: Mind,
    /// The trace's blobs, lent with it.
    pub blobs: Blobs,
    pub conn: ConnId,
    /// In whose name it draws: `client`, `server`.
    pub who: &'static str,
    /// Unix time in milliseconds.
    pub now: u64,
    pub out: Vec<Output>,
}

impl Desk {
    /// A desk that nobody sits at yet.
    pub fn new(conn: ConnId, who: &'static str) -> Self {
        Self { mind: Mind::default(), blobs: Blobs::default(), conn, who, now: 0, out: Vec::new() }
    }

    /// Lends a mind and the blobs, or takes them back.
    pub fn swap(&mut self, mind: &mut Mind, blobs: &mut Blobs) {
        std::mem::swap(&mut self.mind, mind);
        std::mem::swap(&mut self.blobs, blobs);
    }

    /// Begins a local computation.
    pub fn step(&mut self, verb: Verb) {
        self.out.push(Output::Step(verb));
    }

    /// Notes what was done.
    pub fn effect(&mut self, effect: Effect) {
        self.out.push(Output::Effect(effect));
    }

    /// The label of a draw.
    pub fn draw(&mut self, label: &'static str) -> DrawId {
        let n = self.mind.drawn.slot((self.conn, label));
        let draw = DrawId { conn: self.conn, actor: self.who, label, n: *n };
        *n += 1;
        draw
    }

    /// Evaluates a formula into the ledger.
    pub fn learn(&mut self, name: Name, formula: Formula) -> Result<EntryId, Refusal> {
        let Mind { ledger, draws, .. } = &mut self.mind;
        let entry = ledger.add(self.conn, name, formula, &self.blobs, draws).map_err(refusal)?;
        self.effect(Effect::Learned { entry, name });
        Ok(entry)
    }

    /// The same where the value has to pass a test; nothing where it does not, or cannot be computed.
    pub fn learn_if(&mut self, name: Name, formula: Formula, passes: impl FnOnce(&[u8]) -> bool) -> Option<EntryId> {
        let Mind { ledger, draws, .. } = &mut self.mind;
        let entry = ledger.add_if((self.conn, name), formula, &self.blobs, draws, passes)?;
        self.effect(Effect::Learned { entry, name });
        Some(entry)
    }

    /// Draws `len` random bytes into the ledger, under the name's own label.
    pub fn random(&mut self, name: Name, len: u16) -> Result<EntryId, Refusal> {
        let draw = self.draw(name.id());
        self.learn(name, Formula::Random { draw, len })
    }

    /// Keeps what was known beforehand.
    pub fn give(&mut self, name: Name, bytes: Vec<u8>) -> EntryId {
        let entry = self.mind.ledger.give(self.conn, name, bytes);
        self.effect(Effect::Learned { entry, name });
        entry
    }

    /// Keeps the bytes of a field of a message that arrived. The reader of the message tells where it stands.
    pub fn received(&mut self, name: Name, message: BlobId, field: &str) -> Result<EntryId, Refusal> {
        let piece = self.field(message, field).ok_or(Refusal::Internal { what: "field" })?;
        self.learn(name, Formula::Received(piece))
    }

    /// Where a field of a message stands, by its path.
    pub fn field(&self, message: BlobId, path: &str) -> Option<Piece> {
        let tree = annotate(self.blobs.get(message)?);
        let range = tree.range(tree.find(path)?);
        Some(Piece { blob: message, range })
    }

    /// Keeps something for later connections.
    pub fn keep(&mut self, item: Item, why: Why) -> u32 {
        let number = self.mind.memory.keep(item.clone());
        self.effect(Effect::Memory { change: Change::Kept, number, item, why });
        number
    }

    /// Notes what became of something that is kept; what has expired or is forgotten is gone.
    pub fn change(&mut self, number: u32, change: Change, why: Why) {
        let Some(item) = self.mind.memory.get(number).cloned() else { return };
        if matches!(change, Change::Expired | Change::Forgotten) {
            self.mind.memory.forget(number);
        }
        self.effect(Effect::Memory { change, number, item, why });
    }

    /// All that was kept is lost.
    pub fn restart(&mut self) {
        let numbers = self.mind.memory.numbers();
        if !numbers.is_empty() {
            self.step(Verb::Restart);
        }
        for number in numbers {
            self.change(number, Change::Forgotten, Why::Restarted);
        }
    }

    /// The bytes of a ledger entry.
    pub fn bytes(&self, entry: EntryId) -> Result<&[u8], Refusal> {
        self.mind.ledger.bytes(entry).map_err(refusal)
    }
}

/// What a formula without a value means: a peer's bad public value, or our own lack.
fn refusal(error: LedgerError) -> Refusal {
    match error {
        LedgerError::Crypto(CryptoError::PointLength { want, have }) => {
            Refusal::BadPublicKey(Some(Mismatch::new(want, have)))
        }
        LedgerError::Crypto(CryptoError::BadPoint) => Refusal::BadPublicKey(None),
        LedgerError::Crypto(CryptoError::ZeroSharedSecret) => Refusal::ZeroSharedSecret,
        LedgerError::Crypto(_) => Refusal::Internal { what: "cryptography" },
        LedgerError::Missing(_) | LedgerError::Outside(_) => Refusal::Internal { what: "ledger" },
    }
}
