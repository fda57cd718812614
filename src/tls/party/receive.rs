//! What a party does with what arrives: bytes to records, records to their content, content to inputs of its state
//! machine. Whatever arrives is put out, also what is refused or passed over. Knows no order of messages.

use super::{Inbox, Mismatch, Party, Refusal, Taken, Whole};
use crate::tls::effect::{Effect, Ending, OpenedRecord, Output, Verb};
use crate::tls::guard::Guard;
use crate::tls::ids::{Ignored, Stray};
use crate::tls::refusal::Stranger;
use crate::tls::state::Input;
use crate::wire::alert::{Alert, ChangeCipherSpec};
use crate::wire::codec::{Context, decode};
use crate::wire::handshake::Handshake;
use crate::wire::{
    AlertDescription, AlertLevel, Blob, BlobId, Clause, ContentType, DecodeError, EntryId, EntryRef, Grammar, Origin,
    Piece, Role, Value, Version, annotate, hex, record,
};

/// How many empty records of data in a row are borne (RFC 5246, 6.2.1 allows them as traffic padding).
const MAX_EMPTY_RECORDS: u32 = 16;
/// How many records that change nothing (a ChangeCipherSpec of TLS 1.3, warnings, HelloRequests) are borne on one
/// connection. The RFCs leave it open; OpenSSL and BoringSSL count as well.
const MAX_IGNORED: u32 = 32;
/// The length of what an alert and a ChangeCipherSpec are, in bytes.
const ALERT_LEN: usize = 2;
/// What a protected record of TLS 1.3 may hold.
const INNER_TYPES: [ContentType; 3] = [ContentType::alert, ContentType::handshake, ContentType::application_data];
/// What protection adds to a record of early data: the inner content type and the tag, in bytes (RFC 8446, 5.2).
const EARLY_OVERHEAD: u32 = 1 + 16;

impl Party {
    /// Reads record after record while there are whole ones.
    pub(super) fn read(&mut self) -> Result<(), Refusal> {
        while self.ending.is_none() {
            let (limit, protection) = (self.longest(), self.session.reader.protection());
            let taken = self.inbox.record(&mut self.session.blobs, protection, limit);
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
        match self.session.early {
            Some(_) => record::MAX_CIPHERTEXT_13,
            None => *self.session.reader.lengths().end(),
        }
    }

    /// Shows bytes that begin no record.
    fn stray(&mut self) {
        if let Some(blob) = self.inbox.partial_record(&mut self.session.blobs, Grammar::Record(None)) {
            self.session.output(Output::Arrived { name: Stray::RefusedRecord.id(), blob, pieces: Vec::new() });
        }
    }

    /// Shows what was begun and never completed: a handshake message, a record.
    pub(super) fn leftover(&mut self) {
        let grammar = self.session.grammar();
        if let Some((blob, pieces)) = self.inbox.partial_message(&mut self.session.blobs, grammar) {
            self.session.output(Output::Arrived { name: Stray::PartialMessage.id(), blob, pieces });
        }
        let grammar = Grammar::Record(self.session.reader.protection());
        if let Some(blob) = self.inbox.partial_record(&mut self.session.blobs, grammar) {
            self.session.output(Output::Arrived { name: Stray::PartialRecord.id(), blob, pieces: Vec::new() });
        }
    }

    /// Opens a record and hands its content on by type.
    fn open(&mut self, taken: &Taken) -> Result<(), Refusal> {
        let tls13 = self.session.negotiated.version == Some(Version::Tls13);
        let outer = taken.header.content_type;
        // In TLS 1.3 some records stay bare: ChangeCipherSpec, and the alert of a client that has no keys yet.
        let bare = tls13
            && self.session.reader.armed()
            && (outer == ContentType::change_cipher_spec
                || (outer == ContentType::alert && self.session.role == Role::Server && !self.decrypted));
        let mut guard = if bare { Guard::clear() } else { self.session.reader.clone() };
        let (key, seq) = (guard.entry, guard.seq);
        if tls13 && guard.armed() && outer != ContentType::application_data {
            self.opened(taken.wire, None, key, seq);
            return Err(Refusal::UnprotectedRecord(Mismatch::new(ContentType::application_data, outer)));
        }
        let early = self.session.early.is_some() && outer == ContentType::application_data;
        if early && !guard.armed() {
            return self.skip(taken, key, seq);
        }
        let wire = self.session.blobs.get(taken.wire).map(|blob| blob.bytes.clone()).unwrap_or_default();
        let unsealed = match guard.open(taken.header, &wire) {
            Err(Refusal::BadRecordMac(_)) if early => return self.skip(taken, key, seq),
            other => other.inspect_err(|_| self.opened(taken.wire, None, key, seq))?,
        };
        if !bare {
            if guard.armed() {
                // The first record that opens is behind all early data.
                (self.decrypted, self.session.early) = (true, None);
            }
            self.session.reader = guard;
        }
        let whole = self.session.blobs.whole(taken.wire);
        let fragment = Piece { blob: taken.wire, range: record::HEADER_LEN as u32..whole.range.end };
        let origin = match key {
            Some(entry) => Origin::Opened { from: vec![whole], key: EntryRef { actor: self.session.actor, entry } },
            None => Origin::Part(fragment),
        };
        // TLS 1.3 counts content, inner type and padding together (RFC 8446, 5.4), TLS 1.2 the content alone.
        let (len, limit) = match unsealed.grammar {
            Grammar::Inner13 => (unsealed.plain.len(), record::MAX_INNER_PLAINTEXT),
            _ => (unsealed.content.len(), record::MAX_PLAINTEXT),
        };
        let plain = self.session.blobs.add(unsealed.plain, unsealed.grammar, origin);
        self.opened(taken.wire, Some(plain), key, seq);
        if len > limit {
            return Err(Refusal::RecordOverflow(Mismatch::up_to(limit, len)));
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
        let pieces = vec![self.session.blobs.whole(taken.wire)];
        self.session.output(Output::Arrived { name: Stray::EarlyData.id(), blob: taken.wire, pieces });
        let Some(early) = &mut self.session.early else { return Ok(()) };
        early.came = early.came.saturating_add(u32::from(taken.header.length).saturating_sub(EARLY_OVERHEAD));
        let (came, limit) = (early.came, early.limit);
        if came > limit {
            return Err(Refusal::TooMuchEarlyData(Mismatch::up_to(limit, came)));
        }
        self.session.step(Verb::SkipRecord);
        self.session.effect(Effect::Ignored { what: Ignored::EarlyData, clause: Clause::new(8446, "4.2.10") });
        Ok(())
    }

    fn content(&mut self, content_type: ContentType, content: Piece) -> Result<(), Refusal> {
        let bytes = self.session.blobs.piece(&content).to_vec();
        let handshake = content_type == ContentType::handshake;
        // RFC 8446, 5.1: nothing comes between the parts of a handshake message. RFC 5246, 6.2.1 allows it, but keys
        // never change there.
        let between = self.inbox.partial() > 0 && !handshake;
        if between && (!self.session.tls12() || content_type == ContentType::change_cipher_spec) {
            self.show(content_type, content);
            return Err(interleaved(content_type));
        }
        if bytes.is_empty() && content_type != ContentType::application_data {
            self.show(content_type, content);
            return Err(Refusal::EmptyRecord { name: content_type });
        }
        match content_type {
            ContentType::handshake => self.handshake(&content),
            ContentType::alert => self.alert(content, &bytes),
            ContentType::change_cipher_spec => self.change_cipher_spec(content, &bytes),
            ContentType::application_data => self.data(content, bytes.is_empty()),
            _ => Err(Refusal::Internal { what: "content type" }),
        }
    }

    /// Keeps what arrived outside the handshake as a blob of its own.
    fn arrived(&mut self, name: &'static str, content: Piece, content_type: ContentType) -> BlobId {
        let bytes = self.session.blobs.piece(&content).to_vec();
        let origin = Origin::Arrived { of: vec![content.clone()] };
        let blob = self.session.blobs.add(bytes, Grammar::Content(content_type), origin);
        self.session.output(Output::Arrived { name, blob, pieces: vec![content] });
        blob
    }

    /// Shows the content of a record that is refused as it is.
    fn show(&mut self, content_type: ContentType, content: Piece) {
        let name = match content_type {
            ContentType::alert => "alert",
            ContentType::change_cipher_spec => "change_cipher_spec",
            ContentType::application_data => "application_data",
            _ => Stray::RefusedRecord.id(),
        };
        self.arrived(name, content, content_type);
    }

    /// Application data: only once the handshake is done, whether it holds any or not.
    fn data(&mut self, content: Piece, empty: bool) -> Result<(), Refusal> {
        let data = self.arrived("application_data", content, ContentType::application_data);
        self.session.step(Verb::ReadData);
        if !empty || !self.handshake_done {
            self.empty_records = 0;
            self.advance(Input::Data(data))?;
            self.delivered = true;
            return Ok(());
        }
        let clause = if self.session.tls12() { Clause::new(5246, "6.2.1") } else { Clause::new(8446, "5.4") };
        self.session.effect(Effect::Ignored { what: Ignored::EmptyData, clause });
        self.empty_records += 1;
        let (came, limit) = (self.empty_records, MAX_EMPTY_RECORDS);
        if came > limit { Err(Refusal::TooManyEmptyRecords(Mismatch::up_to(limit, came))) } else { Ok(()) }
    }

    fn handshake(&mut self, content: &Piece) -> Result<(), Refusal> {
        self.inbox.push_handshake(content, &self.session.blobs);
        while self.ending.is_none() {
            let Some(Whole { bytes, pieces }) = self.inbox.handshake()? else { break };
            self.session.partial = self.inbox.partial();
            let context = Context { version: self.session.negotiated.version, kx: self.session.kx };
            let origin = Origin::Arrived { of: pieces.clone() };
            let blob = self.session.blobs.add(bytes.clone(), self.session.grammar(), origin);
            let decoded = decode::<Handshake>(&bytes, context);
            let name = decoded.as_ref().map_or_else(|_| Inbox::name_of(&bytes), Handshake::name);
            self.session.output(Output::Arrived { name, blob, pieces });
            match decoded {
                Ok(Handshake::HelloRequest(_)) if self.session.role == Role::Client && self.session.maybe_tls12() => {
                    self.hello_request(blob)?;
                }
                Ok(Handshake::ClientHello(_)) if self.handshake_done && self.session.tls12() => {
                    self.decline(blob)?;
                }
                Ok(message) => self.advance(Input::Handshake(message, blob))?,
                Err(error) => return Err(undecodable(self.session.blobs.get(blob), error)),
            }
        }
        self.session.partial = self.inbox.partial();
        Ok(())
    }

    /// A server may ask at any time; a client that is in a handshake passes over it, and one that is not may decline. It
    /// belongs to no transcript (RFC 5246, 7.4.1.1).
    fn hello_request(&mut self, blob: BlobId) -> Result<(), Refusal> {
        self.session.step(Verb::ReadMessage);
        self.session.effect(Effect::Read { message: blob });
        self.session.effect(Effect::Ignored { what: Ignored::HelloRequest, clause: Clause::new(5246, "7.4.1.1") });
        self.bear()
    }

    /// A client that would negotiate anew is told that this server does not; whether to go on is for the client to say
    /// (RFC 5246, 7.2.2).
    fn decline(&mut self, blob: BlobId) -> Result<(), Refusal> {
        self.session.step(Verb::ReadMessage);
        self.session.effect(Effect::Read { message: blob });
        self.session.effect(Effect::Ignored { what: Ignored::Renegotiation, clause: Clause::new(5246, "7.2.2") });
        self.write_alert(AlertLevel::warning, AlertDescription::no_renegotiation);
        self.bear()
    }

    fn change_cipher_spec(&mut self, content: Piece, bytes: &[u8]) -> Result<(), Refusal> {
        self.arrived("change_cipher_spec", content, ContentType::change_cipher_spec);
        match decode::<ChangeCipherSpec>(bytes, Context::default()) {
            Ok(ChangeCipherSpec(1)) => {
                self.bear()?;
                self.advance(Input::ChangeCipherSpec)
            }
            _ => Err(Refusal::BadChangeCipherSpec(Mismatch::new("01", hex::encode(bytes)))),
        }
    }

    /// Counts what moves nothing on, so that a peer cannot send it for ever.
    fn bear(&mut self) -> Result<(), Refusal> {
        self.ignored += 1;
        let (came, limit) = (self.ignored, MAX_IGNORED);
        if came > limit { Err(Refusal::TooManyIgnored(Mismatch::up_to(limit, came))) } else { Ok(()) }
    }

    /// close_notify closes. For the rest, TLS 1.2 looks at the level: a warning asks for nothing (RFC 5246, 7.2). TLS 1.3
    /// does not: only user_canceled, a word ahead of close_notify, is passed over (RFC 8446, 6 and 6.1).
    fn alert(&mut self, content: Piece, bytes: &[u8]) -> Result<(), Refusal> {
        self.arrived("alert", content, ContentType::alert);
        let alert = decode::<Alert>(bytes, Context::default());
        let Alert { level, description } =
            alert.map_err(|_| Refusal::BadAlert(Mismatch::new(ALERT_LEN, bytes.len())))?;
        self.session.step(Verb::ReadAlert);
        self.session.effect(Effect::Alerted { level, description });
        let clause = match self.session.maybe_tls12() {
            true => (level == AlertLevel::warning).then_some(Clause::new(5246, "7.2")),
            false => (description == AlertDescription::user_canceled).then_some(Clause::new(8446, "6.1")),
        };
        match (description, clause) {
            (AlertDescription::close_notify, _) => {
                self.write_close();
                self.end(Ending::Closed);
                Ok(())
            }
            (_, Some(clause)) => {
                self.session.effect(Effect::Ignored { what: Ignored::WarningAlert, clause });
                self.bear()
            }
            _ => {
                self.end(Ending::Told(description));
                Ok(())
            }
        }
    }
}

/// A record that comes between the parts of a handshake message.
fn interleaved(came: ContentType) -> Refusal {
    Refusal::InterleavedRecord(Mismatch::new(ContentType::handshake, came))
}

/// Names the field that broke, by reading once more with spans.
fn undecodable(blob: Option<&Blob>, why: DecodeError) -> Refusal {
    let path = blob.map(annotate).and_then(|tree| {
        let broken = tree.spans.iter().position(|span| matches!(span.value, Value::Broken(_)));
        broken.map(|at| tree.path(at))
    });
    Refusal::Undecodable { path: path.unwrap_or_default(), why }
}
