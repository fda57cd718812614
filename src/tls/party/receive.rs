//! What a party does with what arrives: bytes to records, records to their content. Whatever arrives is put out, also
//! what is refused or passed over. Knows no message.

use super::{Mismatch, Party, Refusal, Taken};
use crate::tls::effect::{Effect, OpenedRecord, Output, Verb};
use crate::tls::guard::Guard;
use crate::tls::ids::{Ignored, Stray};
use crate::tls::refusal::Stranger;
use crate::wire::{BlobId, Clause, ContentType, EntryId, EntryRef, Grammar, Origin, Piece, Role, Version, record};

/// What a protected record of TLS 1.3 may hold.
const INNER_TYPES: [ContentType; 3] = [ContentType::alert, ContentType::handshake, ContentType::application_data];
/// What protection adds to a record of early data: the inner content type and the tag, in bytes (RFC 8446, 5.2).
const EARLY_OVERHEAD: u32 = 1 + 16;

impl Party {
    /// Reads record after record while there are whole ones.
    pub(super) fn read(&mut self) -> Result<(), Refusal> {
        while self.ending.is_none() {
            let (limit, protection) = (self.longest(), self.session.records.reader.protection());
            let taken = self.inbox.record(&mut self.session.desk.blobs, protection, limit);
            if taken.is_err() {
                self.stray();
            }
            let Some(taken) = taken? else { break };
            self.open(&taken)?;
        }
        Ok(())
    }

    /// The longest fragment of a record now, in bytes. Early data is protected even where we have no keys yet.
    fn longest(&self) -> usize {
        match self.session.records.early {
            Some(_) => record::MAX_CIPHERTEXT_13,
            None => *self.session.records.reader.lengths().end(),
        }
    }

    /// Shows bytes that begin no record.
    fn stray(&mut self) {
        if let Some(blob) = self.inbox.partial_record(&mut self.session.desk.blobs, Grammar::Record(None)) {
            self.session.output(Output::Arrived { name: Stray::RefusedRecord.id(), blob, pieces: Vec::new() });
        }
    }

    /// Shows what was begun and never completed: a handshake message, a record.
    pub(super) fn leftover(&mut self) {
        let grammar = self.session.grammar();
        if let Some((blob, pieces)) = self.inbox.partial_message(&mut self.session.desk.blobs, grammar) {
            self.session.output(Output::Arrived { name: Stray::PartialMessage.id(), blob, pieces });
        }
        let grammar = Grammar::Record(self.session.records.reader.protection());
        if let Some(blob) = self.inbox.partial_record(&mut self.session.desk.blobs, grammar) {
            self.session.output(Output::Arrived { name: Stray::PartialRecord.id(), blob, pieces: Vec::new() });
        }
    }

    /// Opens a record and hands its content on by type.
    fn open(&mut self, taken: &Taken) -> Result<(), Refusal> {
        let tls13 = self.session.negotiated.version == Some(Version::Tls13);
        let outer = taken.header.content_type;
        // In TLS 1.3 some records stay bare: ChangeCipherSpec, and the alert of a client that has no keys yet.
        let bare = tls13
            && self.session.records.reader.armed()
            && (outer == ContentType::change_cipher_spec
                || (outer == ContentType::alert && self.session.role == Role::Server && !self.decrypted));
        let mut guard = if bare { Guard::clear() } else { self.session.records.reader.clone() };
        let (key, seq) = (guard.entry, guard.seq);
        if tls13 && guard.armed() && outer != ContentType::application_data {
            self.opened(taken.wire, None, key, seq);
            return Err(Refusal::UnprotectedRecord(Mismatch::new(ContentType::application_data, outer)));
        }
        let early = self.session.records.early.is_some() && outer == ContentType::application_data;
        if early && !guard.armed() {
            return self.skip(taken, key, seq);
        }
        let wire = self.session.desk.blobs.get(taken.wire).map(|blob| blob.bytes.clone()).unwrap_or_default();
        let unsealed = match guard.open(taken.header, &wire) {
            Err(Refusal::BadRecordMac(_)) if early => return self.skip(taken, key, seq),
            other => other.inspect_err(|_| self.opened(taken.wire, None, key, seq))?,
        };
        if !bare {
            if guard.armed() {
                // The first record that opens is behind all early data.
                (self.decrypted, self.session.records.early) = (true, None);
            }
            self.session.records.reader = guard;
        }
        let whole = self.session.desk.blobs.whole(taken.wire);
        let fragment = Piece { blob: taken.wire, range: record::HEADER_LEN as u32..whole.range.end };
        let origin = match key {
            Some(entry) => {
                Origin::Opened { from: vec![whole], key: EntryRef { actor: self.session.desk.mind.actor, entry } }
            }
            None => Origin::Part(fragment),
        };
        // TLS 1.3 counts content, inner type and padding together (RFC 8446, 5.4), TLS 1.2 the content alone.
        let (len, limit) = match unsealed.grammar {
            Grammar::Inner13 => (unsealed.plain.len(), record::MAX_INNER_PLAINTEXT),
            _ => (unsealed.content.len(), record::MAX_PLAINTEXT),
        };
        let plain = self.session.desk.blobs.add(unsealed.plain, unsealed.grammar, origin);
        self.opened(taken.wire, Some(plain), key, seq);
        if len > limit {
            return Err(Refusal::RecordOverflow(Mismatch::bytes_up_to(limit, len)));
        }
        let content = Piece { blob: plain, range: unsealed.content.start as u32..unsealed.content.end as u32 };
        let Some(content_type) = unsealed.content_type else { return Err(Refusal::NoInnerType) };
        // A protected ChangeCipherSpec is none (RFC 8446, 5).
        if unsealed.grammar == Grammar::Inner13 && !INNER_TYPES.contains(&content_type) {
            self.show(content_type, content);
            return Err(Refusal::UnknownContentType(Stranger::inside(&INNER_TYPES, content_type)));
        }
        self.content(content_type, content)
    }

    fn opened(&mut self, wire: BlobId, plain: Option<BlobId>, key: Option<EntryId>, seq: u64) {
        self.session.output(Output::Opened(OpenedRecord { wire, plain, key, seq }));
    }

    /// Passes over a record of early data, which this server did not accept: it cannot read it, and counts what it holds
    /// at most (RFC 8446, 4.2.10).
    fn skip(&mut self, taken: &Taken, key: Option<EntryId>, seq: u64) -> Result<(), Refusal> {
        if self.inbox.partial() > 0 {
            return Err(interleaved(ContentType::application_data));
        }
        self.opened(taken.wire, None, key, seq);
        let pieces = vec![self.session.desk.blobs.whole(taken.wire)];
        self.session.output(Output::Arrived { name: Stray::EarlyData.id(), blob: taken.wire, pieces });
        let Some(early) = &mut self.session.records.early else { return Ok(()) };
        early.came = early.came.saturating_add(u32::from(taken.header.length).saturating_sub(EARLY_OVERHEAD));
        let (came, limit) = (early.came, early.limit);
        if came > limit {
            return Err(Refusal::TooMuchEarlyData(Mismatch::bytes_up_to(limit, came)));
        }
        self.session.step(Verb::SkipRecord);
        self.session.effect(Effect::Ignored { what: Ignored::EarlyData, clause: Clause::new(8446, "4.2.10") });
        Ok(())
    }
}

/// A record that comes between the parts of a handshake message.
pub(super) fn interleaved(came: ContentType) -> Refusal {
    Refusal::InterleavedRecord(Mismatch::new(ContentType::handshake, came))
}
