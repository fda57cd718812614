//! What a party does with the content of a record, by its type: data, alerts, ChangeCipherSpec, and handshake messages put
//! together for its state machine. Knows no order of messages.

use super::receive::interleaved;
use super::{Inbox, Mismatch, Party, Refusal, Whole};
use crate::tls::effect::{Effect, Ending, Output, Verb};
use crate::tls::ids::{Ignored, Stray};
use crate::tls::state::Input;
use crate::wire::alert::{Alert, ChangeCipherSpec};
use crate::wire::codec::{Context, decode};
use crate::wire::handshake::Handshake;
use crate::wire::{
    AlertDescription, AlertLevel, Blob, BlobId, Clause, ContentType, DecodeError, Grammar, Origin, Piece, Role, Value,
    annotate, hex,
};

/// How many empty records of data in a row are borne (RFC 5246, 6.2.1 allows them as traffic padding).
const MAX_EMPTY_RECORDS: u32 = 16;
/// How many records that change nothing (a ChangeCipherSpec of TLS 1.3, warnings, HelloRequests) are borne on one
/// connection. The RFCs leave it open; OpenSSL and BoringSSL count as well.
const MAX_IGNORED: u32 = 32;
/// The length of what an alert and a ChangeCipherSpec are, in bytes.
const ALERT_LEN: usize = 2;
impl Party {
    /// Hands the content of a record on by its type.
    pub(super) fn content(&mut self, content_type: ContentType, content: Piece) -> Result<(), Refusal> {
        let bytes = self.session.desk.blobs.piece(&content).to_vec();
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
        let bytes = self.session.desk.blobs.piece(&content).to_vec();
        let origin = Origin::Arrived { of: vec![content.clone()] };
        let blob = self.session.desk.blobs.add(bytes, Grammar::Content(content_type), origin);
        self.session.output(Output::Arrived { name, blob, pieces: vec![content] });
        blob
    }

    /// Shows the content of a record that is refused as it is.
    pub(super) fn show(&mut self, content_type: ContentType, content: Piece) {
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
        self.inbox.push_handshake(content, &self.session.desk.blobs);
        while self.ending.is_none() {
            let Some(Whole { bytes, pieces }) = self.inbox.handshake()? else { break };
            self.session.records.partial = self.inbox.partial();
            let context = Context { version: self.session.negotiated.version, kx: self.session.kx };
            let origin = Origin::Arrived { of: pieces.clone() };
            let blob = self.session.desk.blobs.add(bytes.clone(), self.session.grammar(), origin);
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
                Err(error) => return Err(undecodable(self.session.desk.blobs.get(blob), error)),
            }
        }
        self.session.records.partial = self.inbox.partial();
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
                self.session.invalidate();
                self.end(Ending::Told(description));
                Ok(())
            }
        }
    }
}

/// Names the field that broke, by reading once more with spans.
fn undecodable(blob: Option<&Blob>, why: DecodeError) -> Refusal {
    let path = blob.map(annotate).and_then(|tree| {
        let broken = tree.spans.iter().position(|span| matches!(span.value, Value::Broken(_)));
        broken.map(|at| tree.path(at))
    });
    Refusal::Undecodable { path: path.unwrap_or_default(), why }
}
