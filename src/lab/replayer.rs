//! An attacker who opens a connection with the first flight of another, as it was recorded on the path (RFC 8446, 8 and E.5).
//! Knows no key, and reads nothing of what comes back.

use crate::net::Flight;
use crate::short::Map;
use crate::tls::{Effect, Output, SentRecord, Verb, Wrote};
use crate::wire::record::HEADER_LEN;
use crate::wire::{ActorId, Blob, BlobId, Blobs, Grammar, Origin, Piece};

/// The attacker's end of a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replayer {
    actor: ActorId,
    /// The index of the fault that it stands for.
    fault: usize,
    /// Whether the server has answered: nothing more is to be had.
    answered: bool,
}

impl Replayer {
    /// An attacker that has not begun.
    pub fn new(actor: ActorId, fault: usize) -> Self {
        Self { actor, fault, answered: false }
    }

    /// Sends the recorded flight, byte by byte as it was: hellos in the clear, early data as the ciphertext that it is.
    pub fn start(&self, recorded: &Flight, blobs: &mut Blobs) -> Vec<Output> {
        let struck = Effect::Struck { fault: self.fault };
        let mut out = vec![Output::Step(Verb::Replay), Output::Effect(struck)];
        let mut copies: Map<BlobId, BlobId> = Map::default();
        for (seq, record) in (0..).zip(&recorded.records) {
            let sent = &record.sent;
            let Some(Blob { bytes, grammar, .. }) = blobs.get(sent.wire).cloned() else { continue };
            let fragment = bytes.get(HEADER_LEN..).unwrap_or_default().to_vec();
            let inside = if sent.key.is_none() { Grammar::Content(sent.content_type) } else { Grammar::Opaque };
            let wire = blobs.add(bytes, grammar, Origin::Sent(self.actor));
            let plain = blobs.add(fragment, inside, Origin::Sent(self.actor));
            copies.insert(sent.plain, plain);
            out.push(Output::Record(SentRecord { content_type: sent.content_type, wire, plain, key: None, seq }));
        }
        for message in &recorded.messages {
            let copied = |piece: &Piece| Some(Piece { blob: *copies.get(&piece.blob)?, range: piece.range.clone() });
            let pieces = message.pieces.iter().filter_map(copied).collect::<Vec<_>>();
            let Some(record) = recorded
                .records
                .iter()
                .find(|record| message.pieces.iter().any(|piece| piece.blob == record.sent.plain))
            else {
                continue;
            };
            let clear = record.sent.key.is_none();
            let bytes = pieces.iter().flat_map(|piece| blobs.piece(piece)).copied().collect::<Vec<_>>();
            let grammar = blobs.get(message.blob).map_or(Grammar::Opaque, |blob| blob.grammar);
            let grammar = if clear { grammar } else { Grammar::Opaque };
            let blob = blobs.add(bytes, grammar, Origin::Sent(self.actor));
            let content_type = record.sent.content_type;
            out.push(Output::Wrote(Wrote { name: message.name, blob, content_type, pieces }));
        }
        out
    }

    /// The server has answered, under keys that nobody here has.
    pub fn receive(&mut self) {
        self.answered = true;
    }

    /// Whether it is done.
    pub fn wants_close(&self) -> bool {
        self.answered
    }
}
