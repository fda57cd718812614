//! The record layer of one side: the protection of each direction, and messages packed into records (RFC 8446, 5;
//! RFC 5246, 6.2). Knows no message and no state.

use super::effect::{Output, SentRecord, Wrote};
use super::guard::Guard;
use super::mind::Desk;
use super::names::Name;
use super::refusal::{Mismatch, Refusal};
use crate::wire::{BlobId, ContentType, Grammar, Origin, Piece, ProtocolVersion, record};

/// Both directions, and what waits to be packed.
#[derive(Clone, Debug)]
pub struct Records {
    pub reader: Guard,
    pub writer: Guard,
    /// What the header of the next record says.
    pub version: ProtocolVersion,
    /// How many bytes of an unfinished handshake message wait to be completed.
    pub partial: usize,
    /// Server: what is passed over of the early data that it did not accept.
    pub early: Option<Early>,
    /// Whether what each record draws is kept in the ledger: on a connection without end it would fill it.
    pub traced: bool,
    pending: Vec<Pending>,
}

/// Early data that is not read (RFC 8446, 4.2.10). Lengths in bytes.
#[derive(Clone, Copy, Debug)]
pub struct Early {
    /// How much of it is passed over.
    pub limit: u32,
    /// How much came.
    pub came: u32,
}

/// How messages are put into records.
#[derive(Clone, Copy, Debug)]
pub struct Packing {
    /// Protected handshake messages share records.
    pub share: bool,
    /// A ChangeCipherSpec is never protected (RFC 8446, 5).
    pub bare_ccs: bool,
}

/// A message written but not yet packed into records.
#[derive(Clone, Debug)]
struct Pending {
    content_type: ContentType,
    blob: BlobId,
    /// Where its `Output::Wrote` stands among what the desk puts out.
    slot: usize,
}

impl Default for Records {
    fn default() -> Self {
        Self {
            reader: Guard::clear(),
            writer: Guard::clear(),
            version: ProtocolVersion::TLSv1_2,
            partial: 0,
            early: None,
            traced: true,
            pending: Vec::new(),
        }
    }
}

impl Records {
    /// Queues a message for the next flush.
    pub fn queue(&mut self, desk: &mut Desk, name: &'static str, blob: BlobId, content_type: ContentType) {
        desk.out.push(Output::Wrote(Wrote { name, blob, content_type, pieces: Vec::new() }));
        self.pending.push(Pending { content_type, blob, slot: desk.out.len() - 1 });
    }

    /// Packs what was queued. Handshake messages of one protected flight of TLS 1.3 share records, as real stacks send
    /// them; all else has records of its own (RFC 8446, 5.1 allows either).
    pub fn flush(&mut self, desk: &mut Desk, how: Packing) -> Result<(), Refusal> {
        let mut pending = std::mem::take(&mut self.pending).into_iter().peekable();
        while let Some(first) = pending.next() {
            let share = self.writer.armed() && how.share && first.content_type == ContentType::handshake;
            let mut group = vec![first];
            while let Some(next) = pending.next_if(|next| share && next.content_type == ContentType::handshake) {
                group.push(next);
            }
            self.pack(desk, &group, how)?;
        }
        Ok(())
    }

    /// From here on, what is read must be protected by these keys (RFC 8446, 5.1: no message across).
    pub fn arm_reader(&mut self, guard: Guard) -> Result<(), Refusal> {
        if self.partial > 0 {
            return Err(Refusal::ExcessHandshakeData(Mismatch::new(0, self.partial)));
        }
        self.reader = guard;
        Ok(())
    }

    fn pack(&mut self, desk: &mut Desk, group: &[Pending], how: Packing) -> Result<(), Refusal> {
        let Some(content_type) = group.first().map(|first| first.content_type) else { return Ok(()) };
        let bytes = group.iter().flat_map(|one| desk.blobs.bytes(one.blob)).copied().collect::<Vec<_>>();
        let bare = how.bare_ccs && content_type == ContentType::change_cipher_spec;
        let mut plains = Vec::new();
        for chunk in bytes.chunks(record::MAX_PLAINTEXT) {
            plains.push((chunk.len(), self.seal(desk, content_type, chunk, bare)?));
        }
        // Each message's pieces: the stretch of each record's content that holds its bytes.
        let mut start = 0;
        for one in group {
            let end = start + desk.blobs.bytes(one.blob).len();
            let mut pieces = Vec::new();
            let mut at = 0;
            for (len, plain) in &plains {
                let (from, to) = (start.max(at), end.min(at + len));
                if from < to {
                    pieces.push(Piece { blob: *plain, range: (from - at) as u32..(to - at) as u32 });
                }
                at += len;
            }
            if let Some(Output::Wrote(wrote)) = desk.out.get_mut(one.slot) {
                wrote.pieces = pieces;
            }
            start = end;
        }
        Ok(())
    }

    /// Seals one fragment, puts the record out, and returns the plaintext's blob.
    fn seal(
        &mut self,
        desk: &mut Desk,
        content_type: ContentType,
        content: &[u8],
        bare: bool,
    ) -> Result<BlobId, Refusal> {
        let mut guard = if bare { Guard::clear() } else { self.writer.clone() };
        let iv = match guard.iv_len() {
            Some(len) if self.traced => {
                let entry = desk.random(Name::RecordIv, len)?;
                desk.bytes(entry)?.to_vec()
            }
            Some(len) => {
                let draw = desk.draw(Name::RecordIv.id());
                desk.mind.draws.draw(&draw, len.into())
            }
            None => Vec::new(),
        };
        let (seq, key) = (guard.seq, guard.entry);
        let sealed = guard.seal(content_type, self.version, content, &iv)?;
        if !bare {
            self.writer = guard;
        }
        let actor = desk.mind.actor;
        let plain = desk.blobs.add(sealed.plain, sealed.grammar, Origin::Sent(actor));
        let wire = desk.blobs.add(sealed.wire, Grammar::Record(sealed.protection), Origin::Sent(actor));
        self.version = ProtocolVersion::TLSv1_2;
        desk.out.push(Output::Record(SentRecord { content_type, wire, plain, key, seq }));
        Ok(plain)
    }
}
