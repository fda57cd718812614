//! What a party keeps besides its state: ledger, transcript, keys, and the flight it is writing.
//! A refused party still has all of it, so that its alert can be sealed. Knows no order of messages.

use crate::short::Map;
use std::sync::Arc;

use super::config::{Act, Config};
use super::effect::{Effect, Epoch, Negotiated, Output, SentRecord, Verb, Wrote};
use super::guard::Guard;
use super::ids::Check;
use super::names::Name;
use super::refusal::{Mismatch, Refusal};
use crate::crypto::ledger::{Covered, DrawId, Draws, Formula, Ledger, LedgerError};
use crate::crypto::{CryptoError, Hash};
use crate::wire::handshake::Handshake;
use crate::wire::{
    ActorId, BlobId, Blobs, Clause, ConnId, ContentType, EntryId, Grammar, KeyExchange, Origin, Piece, ProtocolVersion,
    Role, Suite, Version, Wire, record,
};

/// Everything of one side of one connection that outlives its states.
#[derive(Clone, Debug)]
pub struct Session {
    pub role: Role,
    pub actor: ActorId,
    pub conn: ConnId,
    pub config: Arc<Config>,
    pub draws: Arc<Draws>,
    pub ledger: Ledger<Name>,
    /// The trace's blobs, lent for the length of a turn.
    pub blobs: Blobs,
    /// What the transcript hash covers so far.
    pub transcript: Vec<Covered>,
    pub reader: Guard,
    pub writer: Guard,
    pub negotiated: Negotiated,
    pub suite: Option<&'static Suite>,
    pub kx: Option<KeyExchange>,
    pub record_version: ProtocolVersion,
    /// How many bytes of an unfinished handshake message wait to be completed.
    pub partial: usize,
    /// Server: what is passed over of the early data that it did not accept.
    pub early: Option<Early>,
    /// Whether what each record draws is kept in the ledger: on a connection without end it would fill it.
    pub traced: bool,
    out: Vec<Output>,
    pending: Vec<Pending>,
    sent: Map<&'static str, u32>,
    drawn: Map<&'static str, u32>,
}

/// Early data that is not read (RFC 8446, 4.2.10). Lengths in bytes.
#[derive(Clone, Copy, Debug)]
pub struct Early {
    /// How much of it is passed over.
    pub limit: u32,
    /// How much came.
    pub came: u32,
}

/// A message written but not yet packed into records.
#[derive(Clone, Debug)]
struct Pending {
    content_type: ContentType,
    blob: BlobId,
    /// Where its `Output::Wrote` stands in `out`.
    slot: usize,
}

impl Session {
    /// A session at its start.
    pub fn new(
        role: Role,
        actor: ActorId,
        conn: ConnId,
        config: Arc<Config>,
        draws: Arc<Draws>,
        ledger: Ledger<Name>,
    ) -> Self {
        Self {
            role,
            actor,
            conn,
            config,
            draws,
            ledger,
            blobs: Blobs::default(),
            transcript: Vec::new(),
            reader: Guard::clear(),
            writer: Guard::clear(),
            negotiated: Negotiated::default(),
            suite: None,
            kx: None,
            record_version: ProtocolVersion::TLSv1_2,
            partial: 0,
            early: None,
            traced: true,
            out: Vec::new(),
            pending: Vec::new(),
            sent: Map::default(),
            drawn: Map::default(),
        }
    }

    /// Begins a local computation.
    pub fn step(&mut self, verb: Verb) {
        self.out.push(Output::Step(verb));
    }

    /// Notes what was done.
    pub fn effect(&mut self, effect: Effect) {
        self.out.push(Output::Effect(effect));
    }

    /// Hands over what was put out so far.
    pub fn output(&mut self, output: Output) {
        self.out.push(output);
    }

    /// Takes what was put out, the flight packed.
    pub fn take_output(&mut self) -> Result<Vec<Output>, Refusal> {
        let flushed = self.flush();
        flushed.map(|()| std::mem::take(&mut self.out))
    }

    /// Notes a comparison, and refuses where it failed. No refusal comes into being where it passed.
    pub fn check(
        &mut self,
        check: Check,
        passed: bool,
        clause: Clause,
        compared: Vec<(&'static str, String)>,
        refusal: impl FnOnce() -> Refusal,
    ) -> Result<(), Refusal> {
        self.settle(check, clause, compared, if passed { Ok(()) } else { Err(refusal()) })
    }

    /// The same where several refusals belong to one comparison.
    pub fn settle(
        &mut self,
        check: Check,
        clause: Clause,
        compared: Vec<(&'static str, String)>,
        verdict: Result<(), Refusal>,
    ) -> Result<(), Refusal> {
        self.effect(Effect::Checked { check, passed: verdict.is_ok(), clause, compared });
        verdict
    }

    /// Compares what had to be with what came, each by its name, and refuses with both where they do not fit.
    pub fn compare(
        &mut self,
        check: Check,
        passed: bool,
        clause: Clause,
        compared: [(&'static str, String); 2],
        refusal: fn(Mismatch) -> Refusal,
    ) -> Result<(), Refusal> {
        let [(_, expected), (_, came)] = &compared;
        let refusal = || refusal(Mismatch::new(expected, came));
        self.check(check, passed, clause, compared.to_vec(), refusal)
    }

    /// The label of a draw of this side.
    pub fn draw(&mut self, label: &'static str) -> DrawId {
        let n = self.drawn.slot(label);
        let draw = DrawId { conn: self.conn, actor: self.role.name(), label, n: *n };
        *n += 1;
        draw
    }

    /// Evaluates a formula into the ledger.
    pub fn learn(&mut self, name: Name, formula: Formula) -> Result<EntryId, Refusal> {
        let entry = self.ledger.add(self.conn, name, formula, &self.blobs, &self.draws).map_err(refusal)?;
        self.effect(Effect::Learned { entry, name });
        Ok(entry)
    }

    /// Draws `len` random bytes into the ledger, under the name's own label.
    pub fn random(&mut self, name: Name, len: u16) -> Result<EntryId, Refusal> {
        let draw = self.draw(name.id());
        self.learn(name, Formula::Random { draw, len })
    }

    /// Keeps what was known beforehand.
    pub fn give(&mut self, name: Name, bytes: Vec<u8>) -> EntryId {
        let entry = self.ledger.give(self.conn, name, bytes);
        self.effect(Effect::Learned { entry, name });
        entry
    }

    /// The bytes of a ledger entry.
    pub fn bytes(&self, entry: EntryId) -> Result<&[u8], Refusal> {
        self.ledger.bytes(entry).map_err(refusal)
    }

    /// The hash over the transcript so far.
    pub fn transcript_hash(&mut self, name: Name, hash: Hash) -> Result<EntryId, Refusal> {
        let covered = self.transcript.clone();
        self.learn(name, Formula::TranscriptHash { hash, covered })
    }

    /// The grammar of handshake messages as far as it is settled.
    pub fn grammar(&self) -> Grammar {
        Grammar::Handshake { version: self.negotiated.version, kx: self.kx }
    }

    /// The suite settled on.
    pub fn suite(&self) -> Result<&'static Suite, Refusal> {
        self.suite.ok_or(Refusal::Internal { what: "cipher suite" })
    }

    /// The version settled on, or else the highest spoken.
    pub fn version(&self) -> Version {
        let own = self.config.versions.iter().copied().max();
        self.negotiated.version.or(own).unwrap_or(Version::Tls12)
    }

    /// Whether the connection is one of TLS 1.2: that is settled, or nothing else is spoken.
    pub fn tls12(&self) -> bool {
        self.negotiated.version.map_or(!self.config.versions.contains(&Version::Tls13), |it| it == Version::Tls12)
    }

    /// Whether it is one of TLS 1.2 or may yet become one.
    pub fn maybe_tls12(&self) -> bool {
        self.negotiated.version.map_or(self.config.versions.contains(&Version::Tls12), |it| it == Version::Tls12)
    }

    /// Writes a handshake message and appends it to the transcript; returns the true message's blob.
    pub fn write(&mut self, message: &Handshake) -> BlobId {
        let bytes = message.to_bytes();
        let blob = self.blobs.add(bytes, self.grammar(), Origin::Sent(self.actor));
        let whole = self.blobs.whole(blob);
        self.transcript.push(Covered::Piece(whole));
        self.put(message.name(), blob, ContentType::handshake);
        blob
    }

    /// Writes a handshake message that comes after the handshake and belongs to no transcript.
    pub fn write_after(&mut self, name: &'static str, bytes: Vec<u8>) {
        let blob = self.blobs.add(bytes, self.grammar(), Origin::Sent(self.actor));
        self.put(name, blob, ContentType::handshake);
    }

    /// Appends a message that arrived to the transcript.
    pub fn absorb(&mut self, message: BlobId) {
        let whole = self.blobs.whole(message);
        self.transcript.push(Covered::Piece(whole));
    }

    /// Writes an alert, ChangeCipherSpec or application data.
    pub fn write_content(&mut self, name: &'static str, content_type: ContentType, bytes: Vec<u8>) {
        let blob = self.blobs.add(bytes, Grammar::Content(content_type), Origin::Sent(self.actor));
        self.put(name, blob, content_type);
    }

    /// From here on, what is written is protected by these keys.
    pub fn arm_writer(&mut self, guard: Guard, epoch: Epoch, keys: Vec<EntryId>) -> Result<(), Refusal> {
        self.flush()?;
        self.writer = guard;
        self.armed(self.role, epoch, keys)
    }

    /// From here on, what is read must be protected by these keys (RFC 8446, 5.1: no message across).
    pub fn arm_reader(&mut self, guard: Guard, epoch: Epoch, keys: Vec<EntryId>) -> Result<(), Refusal> {
        if self.partial > 0 {
            return Err(Refusal::ExcessHandshakeData(Mismatch::new(0, self.partial)));
        }
        self.reader = guard;
        self.armed(self.role.peer(), epoch, keys)
    }

    fn armed(&mut self, writer: Role, epoch: Epoch, keys: Vec<EntryId>) -> Result<(), Refusal> {
        let suite = self.suite()?.code;
        self.effect(Effect::Armed { writer, epoch, suite, keys });
        Ok(())
    }

    /// Queues a message, unless a quirk withholds it, as a quirk may have changed it.
    fn put(&mut self, name: &'static str, blob: BlobId, content_type: ContentType) {
        let nth = self.sent.slot(name);
        *nth += 1;
        let (config, nth) = (self.config.clone(), *nth);
        let mut blob = blob;
        for quirk in config.quirks.iter().filter(|quirk| quirk.message.0 == name && quirk.message.1 == nth) {
            match &quirk.act {
                Act::Omit => {
                    self.effect(Effect::Struck { fault: quirk.fault });
                    return;
                }
                Act::Alter { path, edit } => {
                    let Some(true_blob) = self.blobs.get(blob).cloned() else { continue };
                    let tree = crate::pki::annotate(&true_blob);
                    let start = match path.is_empty() {
                        true => Some(0),
                        false => tree.find(path).map(|at| tree.range(at).start as usize),
                    };
                    let Some(start) = start else { continue };
                    let mut bytes = true_blob.bytes.to_vec();
                    let mut edit = edit.clone();
                    edit.at = edit.at.saturating_add(start);
                    edit.apply(&mut bytes);
                    if bytes[..] != true_blob.bytes[..] {
                        self.effect(Effect::Struck { fault: quirk.fault });
                        blob = self.blobs.add(bytes, true_blob.grammar, Origin::Sent(self.actor));
                    }
                }
            }
        }
        self.out.push(Output::Wrote(Wrote { name, blob, content_type, pieces: Vec::new() }));
        self.pending.push(Pending { content_type, blob, slot: self.out.len() - 1 });
    }

    /// Packs what was written into records. Protected handshake messages of TLS 1.3 share records, as real
    /// stacks send them; all else has records of its own (RFC 8446, 5.1 allows either).
    pub fn flush(&mut self) -> Result<(), Refusal> {
        let mut pending = std::mem::take(&mut self.pending).into_iter().peekable();
        while let Some(first) = pending.next() {
            let share = self.writer.armed()
                && self.negotiated.version == Some(Version::Tls13)
                && first.content_type == ContentType::handshake;
            let mut group = vec![first];
            while let Some(next) = pending.next_if(|next| share && next.content_type == ContentType::handshake) {
                group.push(next);
            }
            self.pack(&group)?;
        }
        Ok(())
    }

    fn pack(&mut self, group: &[Pending]) -> Result<(), Refusal> {
        let Some(content_type) = group.first().map(|first| first.content_type) else { return Ok(()) };
        let bytes = group.iter().flat_map(|one| self.blobs.bytes(one.blob)).copied().collect::<Vec<_>>();
        let mut plains = Vec::new();
        for chunk in bytes.chunks(record::MAX_PLAINTEXT) {
            plains.push((chunk.len(), self.seal(content_type, chunk)?));
        }
        // Each message's pieces: the stretch of each record's content that holds its bytes.
        let mut start = 0;
        for one in group {
            let end = start + self.blobs.bytes(one.blob).len();
            let mut pieces = Vec::new();
            let mut at = 0;
            for (len, plain) in &plains {
                let (from, to) = (start.max(at), end.min(at + len));
                if from < to {
                    pieces.push(Piece { blob: *plain, range: (from - at) as u32..(to - at) as u32 });
                }
                at += len;
            }
            if let Some(Output::Wrote(wrote)) = self.out.get_mut(one.slot) {
                wrote.pieces = pieces;
            }
            start = end;
        }
        Ok(())
    }

    /// Seals one fragment, puts the record out, and returns the plaintext's blob.
    fn seal(&mut self, content_type: ContentType, content: &[u8]) -> Result<BlobId, Refusal> {
        // In TLS 1.3 a ChangeCipherSpec is never protected (RFC 8446, 5).
        let bare = content_type == ContentType::change_cipher_spec && self.version() == Version::Tls13;
        let mut guard = if bare { Guard::clear() } else { self.writer.clone() };
        let iv = match guard.iv_len() {
            Some(len) if self.traced => {
                let entry = self.random(Name::RecordIv, len)?;
                self.bytes(entry)?.to_vec()
            }
            Some(len) => {
                let draw = self.draw(Name::RecordIv.id());
                self.draws.draw(&draw, len.into())
            }
            None => Vec::new(),
        };
        let (seq, key) = (guard.seq, guard.entry);
        let sealed = guard.seal(content_type, self.record_version, content, &iv)?;
        if !bare {
            self.writer = guard;
        }
        let plain = self.blobs.add(sealed.plain, sealed.grammar, Origin::Sent(self.actor));
        let wire = self.blobs.add(sealed.wire, Grammar::Record(sealed.protection), Origin::Sent(self.actor));
        self.record_version = ProtocolVersion::TLSv1_2;
        self.out.push(Output::Record(SentRecord { content_type, wire, plain, key, seq }));
        Ok(plain)
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
