//! One side of one connection beside its state: a mind at work, the record layer, the transcript, and what is settled.
//! A refused party still has all of it, so that its alert can be sealed. Knows no order of messages.

use crate::short::Map;
use std::sync::Arc;

use super::config::{Act, Config};
use super::effect::{Effect, Epoch, Negotiated, Output, Verb};
use super::guard::Guard;
use super::ids::Check;
use super::memory::{Change, Item, Kept, Why};
use super::mind::Desk;
use super::names::Name;
use super::records::{Packing, Records};
use super::refusal::{Mismatch, Refusal};
use super::transcript::Transcript;
use crate::crypto::Hash;
use crate::crypto::ledger::Formula;
use crate::wire::handshake::Handshake;
use crate::wire::{
    BlobId, Clause, ConnId, ContentType, EntryId, Grammar, KeyExchange, Origin, Role, Suite, Version, Wire,
};

/// Everything of one side of one connection that outlives its states.
#[derive(Clone, Debug)]
pub struct Session {
    pub role: Role,
    pub config: Arc<Config>,
    pub desk: Desk,
    pub records: Records,
    pub transcript: Transcript,
    pub negotiated: Negotiated,
    pub suite: Option<&'static Suite>,
    pub kx: Option<KeyExchange>,
    /// What this connection goes on from or has made, by its numbers in the memory.
    pub kept: Vec<u32>,
    /// The host name that the client asks for.
    pub host: Option<String>,
    /// Server: the certificate that the client proved itself with, in DER.
    pub client: Option<Vec<u8>>,
    /// How many messages of a name were written.
    sent: Map<&'static str, u32>,
}

impl Session {
    /// A session at its start.
    pub fn new(role: Role, conn: ConnId, config: Arc<Config>) -> Self {
        let host = config.host.clone();
        Self {
            role,
            config,
            desk: Desk::new(conn, role.name()),
            records: Records::default(),
            transcript: Transcript::default(),
            negotiated: Negotiated::default(),
            suite: None,
            kx: None,
            kept: Vec::new(),
            host,
            client: None,
            sent: Map::default(),
        }
    }

    /// Begins a local computation.
    pub fn step(&mut self, verb: Verb) {
        self.desk.step(verb);
    }

    /// Notes what was done.
    pub fn effect(&mut self, effect: Effect) {
        self.desk.effect(effect);
    }

    /// Hands over what was put out so far.
    pub fn output(&mut self, output: Output) {
        self.desk.out.push(output);
    }

    /// Takes what was put out, the flight packed.
    pub fn take_output(&mut self) -> Result<Vec<Output>, Refusal> {
        let flushed = self.flush();
        flushed.map(|()| std::mem::take(&mut self.desk.out))
    }

    /// Packs what was written into records.
    fn flush(&mut self) -> Result<(), Refusal> {
        let share = self.negotiated.version == Some(Version::Tls13);
        let bare_ccs = self.version() == Version::Tls13;
        self.records.flush(&mut self.desk, Packing { share, bare_ccs })
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

    /// Evaluates a formula into the ledger.
    pub fn learn(&mut self, name: Name, formula: Formula) -> Result<EntryId, Refusal> {
        self.desk.learn(name, formula)
    }

    /// The same where the value has to pass a test; nothing where it does not, or cannot be computed.
    pub fn learn_if(&mut self, name: Name, formula: Formula, passes: impl FnOnce(&[u8]) -> bool) -> Option<EntryId> {
        self.desk.learn_if(name, formula, passes)
    }

    /// Draws `len` random bytes into the ledger, under the name's own label.
    pub fn random(&mut self, name: Name, len: u16) -> Result<EntryId, Refusal> {
        self.desk.random(name, len)
    }

    /// Keeps what was known beforehand.
    pub fn give(&mut self, name: Name, bytes: Vec<u8>) -> EntryId {
        self.desk.give(name, bytes)
    }

    /// Keeps the bytes of a field of a message that arrived.
    pub fn received(&mut self, name: Name, message: BlobId, field: &str) -> Result<EntryId, Refusal> {
        self.desk.received(name, message, field)
    }

    /// The bytes of a ledger entry.
    pub fn bytes(&self, entry: EntryId) -> Result<&[u8], Refusal> {
        self.desk.bytes(entry)
    }

    /// The hash over the transcript so far.
    pub fn transcript_hash(&mut self, name: Name, hash: Hash) -> Result<EntryId, Refusal> {
        self.transcript.hash(&mut self.desk, name, hash)
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
        let blob = self.sent_blob(message.to_bytes(), self.grammar());
        self.absorb(blob);
        self.put(message.name(), blob, ContentType::handshake);
        blob
    }

    /// Begins a handshake message that is written later, when its end is known.
    pub fn draft(&mut self, message: &Handshake) -> BlobId {
        self.sent_blob(message.to_bytes(), self.grammar())
    }

    /// Writes a message that was begun, and appends it to the transcript.
    pub fn write_draft(&mut self, name: &'static str, blob: BlobId) {
        self.absorb(blob);
        self.put(name, blob, ContentType::handshake);
    }

    /// Keeps a session that came about on this connection.
    pub fn keep(&mut self, kept: Kept, why: Why) {
        let number = self.desk.keep(Item::Session(kept), why);
        self.kept.push(number);
    }

    /// The connection failed: its session is forgotten, also one that it went on from (RFC 5246, 7.2.2; RFC 8446, 6.2).
    pub fn invalidate(&mut self) {
        for number in std::mem::take(&mut self.kept) {
            self.desk.change(number, Change::Forgotten, Why::Failed);
        }
    }

    /// Writes a handshake message that comes after the handshake and belongs to no transcript.
    pub fn write_after(&mut self, name: &'static str, bytes: Vec<u8>) {
        let blob = self.sent_blob(bytes, self.grammar());
        self.put(name, blob, ContentType::handshake);
    }

    /// Appends a message to the transcript.
    pub fn absorb(&mut self, message: BlobId) {
        let whole = self.desk.blobs.whole(message);
        self.transcript.absorb(whole);
    }

    /// Writes an alert, ChangeCipherSpec or application data.
    pub fn write_content(&mut self, name: &'static str, content_type: ContentType, bytes: Vec<u8>) {
        let blob = self.sent_blob(bytes, Grammar::Content(content_type));
        self.put(name, blob, content_type);
    }

    fn sent_blob(&mut self, bytes: Vec<u8>, grammar: Grammar) -> BlobId {
        self.desk.blobs.add(bytes, grammar, Origin::Sent(self.desk.mind.actor))
    }

    /// Takes the keys of one direction into force: from here on what that side writes is protected by them.
    pub fn arm(
        &mut self,
        writer: Role,
        epoch: Epoch,
        keys: impl FnOnce(&mut Desk) -> Result<(Guard, Vec<EntryId>), Refusal>,
    ) -> Result<(), Refusal> {
        let (guard, keys) = keys(&mut self.desk)?;
        match writer == self.role {
            true => {
                self.flush()?;
                self.records.writer = guard;
            }
            false => self.records.arm_reader(guard)?,
        }
        let suite = self.suite()?.code;
        self.effect(Effect::Armed { writer, epoch, suite, keys });
        Ok(())
    }

    /// From here on, what is written is in the clear again: a second hello follows early data (RFC 8446, 4.1.2).
    pub fn disarm_writer(&mut self) -> Result<(), Refusal> {
        self.flush()?;
        self.records.writer = Guard::clear();
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
                    let Some(true_blob) = self.desk.blobs.get(blob).cloned() else { continue };
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
                        blob = self.desk.blobs.add(bytes, true_blob.grammar, Origin::Sent(self.desk.mind.actor));
                    }
                }
            }
        }
        self.records.queue(&mut self.desk, name, blob, content_type);
    }
}
