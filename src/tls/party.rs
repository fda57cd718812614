//! One side of one connection: bytes in, effects and records out. Drives the state machine of its role
//! and keeps what both roles share: records, alerts, endings. Knows no sockets, no clock, no other party.

use std::sync::Arc;

use super::config::Config;
use super::effect::{Effect, Ending, Negotiated, OpenedRecord, Output, Verb};
use super::ids::{Ignored, Limit, StateId};
use super::inbox::{Inbox, Taken, Whole};
use super::names::Name;
use super::refusal::Refusal;
use super::session::Session;
use super::state::{Input, State};
use crate::crypto::ledger::{Draws, Ledger};
use crate::wire::alert::{Alert, ChangeCipherSpec};
use crate::wire::codec::{Context, decode};
use crate::wire::handshake::{Handshake, UNKNOWN};
use crate::wire::{
    ActorId, AlertDescription, AlertLevel, Blob, BlobId, Blobs, Clause, ConnId, ContentType, Grammar, Origin, Piece,
    Role, Version, Wire, annotate, record,
};

/// How many empty records in a row are borne (RFC 5246, 6.2.1 allows them as traffic padding).
const MAX_EMPTY_RECORDS: u8 = 16;
/// How many records that are dropped (ChangeCipherSpec in TLS 1.3, warnings) are borne on one connection.
const MAX_DROPPED: u8 = 32;

/// One side of one connection.
#[derive(Clone, Debug)]
pub struct Party {
    /// None only while a turn runs.
    state: Option<State>,
    session: Session,
    inbox: Inbox,
    ending: Option<Ending>,
    handshake_done: bool,
    delivered: bool,
    /// Whether close_notify was written.
    closing: bool,
    empty_records: u8,
    dropped: u8,
    /// Whether a record was opened with the keys now in force.
    decrypted: bool,
}

impl Party {
    /// A party that has not spoken yet. The ledger is handed on from the actor's earlier connections.
    pub fn new(
        role: Role,
        actor: ActorId,
        conn: ConnId,
        config: Arc<Config>,
        draws: Arc<Draws>,
        ledger: Ledger<Name>,
    ) -> Self {
        let session = Session::new(role, actor, conn, config, draws, ledger);
        Self {
            state: Some(State::start(role)),
            session,
            inbox: Inbox::default(),
            ending: None,
            handshake_done: false,
            delivered: false,
            closing: false,
            empty_records: 0,
            dropped: 0,
            decrypted: false,
        }
    }

    /// Begins: a client writes its ClientHello, a server waits.
    pub fn start(&mut self, blobs: &mut Blobs) -> Vec<Output> {
        self.turn(blobs, |party| if party.session.role == Role::Client { party.advance(Input::Start) } else { Ok(()) })
    }

    /// Takes bytes of the stream, in order, however they are cut.
    pub fn receive(&mut self, pieces: &[Piece], blobs: &mut Blobs) -> Vec<Output> {
        self.turn(blobs, |party| {
            party.inbox.push(pieces, &party.session.blobs);
            party.read()
        })
    }

    /// The transport ended: in order, or by a reset.
    pub fn eof(&mut self, reset: bool, blobs: &mut Blobs) -> Vec<Output> {
        self.turn(blobs, |party| {
            if party.ending.is_none() {
                party.session.step(Verb::Close);
                party.end(Ending::CutOff { reset });
            }
            Ok(())
        })
    }

    /// Writes application data; ignored before the handshake is done and after closing.
    pub fn send(&mut self, data: &[u8], blobs: &mut Blobs) -> Vec<Output> {
        self.turn(blobs, |party| {
            if party.handshake_done && !party.closing && !data.is_empty() {
                party.session.write_content("application_data", ContentType::application_data, data.to_vec());
            }
            Ok(())
        })
    }

    /// Writes close_notify, unless it was written before.
    pub fn close(&mut self, blobs: &mut Blobs) -> Vec<Output> {
        self.turn(blobs, |party| {
            party.write_close();
            Ok(())
        })
    }

    /// Nothing more can arrive.
    pub fn stall(&mut self) {
        let state = self.state();
        self.ending.get_or_insert(Ending::Stalled { state });
    }

    /// A limit of the run was reached.
    pub fn exhaust(&mut self, limit: Limit) {
        self.ending.get_or_insert(Ending::Exhausted { limit });
    }

    /// From here on nobody keeps a trace: the ledger takes in no more than the protocol needs.
    pub fn untraced(&mut self) {
        self.session.traced = false;
    }

    /// How it ended, once it has.
    pub fn ending(&self) -> Option<&Ending> {
        self.ending.as_ref()
    }

    /// The state it is in.
    pub fn state(&self) -> StateId {
        self.state.as_ref().map_or(StateId::Closed, State::id)
    }

    /// What this side holds to be agreed.
    pub fn negotiated(&self) -> &Negotiated {
        &self.session.negotiated
    }

    /// Whether both Finished were in order.
    pub fn handshake_done(&self) -> bool {
        self.handshake_done
    }

    /// Whether application data of the peer came through.
    pub fn delivered(&self) -> bool {
        self.delivered
    }

    /// Whether it will write nothing more.
    pub fn wants_close(&self) -> bool {
        self.ending.is_some()
    }

    /// What this actor knows.
    pub fn ledger(&self) -> &Ledger<Name> {
        &self.session.ledger
    }

    /// Hands the ledger on.
    pub fn into_ledger(self) -> Ledger<Name> {
        self.session.ledger
    }

    /// Runs `body` with the blobs lent to the session; a refusal on the way becomes an alert and an ending.
    fn turn(&mut self, blobs: &mut Blobs, body: impl FnOnce(&mut Self) -> Result<(), Refusal>) -> Vec<Output> {
        std::mem::swap(&mut self.session.blobs, blobs);
        let result = if self.ending.is_none() { body(self) } else { Ok(()) };
        if let Err(refusal) = result {
            self.refuse(refusal);
        }
        let output = self.session.take_output().unwrap_or_else(|refusal| {
            // What cannot be sealed is not sent; the ending still says why.
            self.ending.get_or_insert(Ending::Refused(refusal));
            self.session.take_output().unwrap_or_default()
        });
        std::mem::swap(&mut self.session.blobs, blobs);
        output
    }

    /// Reads record after record while there are whole ones.
    fn read(&mut self) -> Result<(), Refusal> {
        while self.ending.is_none() {
            let limit = match self.session.negotiated.version {
                Some(Version::Tls13) if self.session.reader.armed() => record::MAX_PLAINTEXT + 256,
                _ if self.session.reader.armed() => record::MAX_CIPHERTEXT,
                _ => record::MAX_PLAINTEXT,
            };
            let protection = self.session.reader.protection();
            let Some(taken) = self.inbox.record(&mut self.session.blobs, protection, limit)? else { break };
            self.open(&taken)?;
        }
        Ok(())
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
        let mut guard = if bare { super::guard::Guard::clear() } else { self.session.reader.clone() };
        let (key, seq) = (guard.entry, guard.seq);
        if tls13 && guard.armed() && outer != ContentType::application_data {
            self.opened(taken.wire, None, key, seq);
            return Err(Refusal::UnexpectedMessage);
        }
        let wire = self.session.blobs.get(taken.wire).map(|blob| blob.bytes.clone()).unwrap_or_default();
        let unsealed = guard.open(taken.header, &wire).inspect_err(|_| self.opened(taken.wire, None, key, seq))?;
        if !bare {
            self.decrypted |= guard.armed();
            self.session.reader = guard;
        }
        let whole = self.session.blobs.whole(taken.wire);
        let fragment = Piece { blob: taken.wire, range: record::HEADER_LEN as u32..whole.range.end };
        let origin = match key {
            Some(key) => Origin::Opened { from: vec![whole], key },
            None => Origin::Part(fragment),
        };
        let plain = self.session.blobs.add(unsealed.plain, unsealed.grammar, origin);
        self.opened(taken.wire, Some(plain), key, seq);
        if unsealed.content.len() > record::MAX_PLAINTEXT {
            return Err(Refusal::RecordOverflow);
        }
        let content = Piece { blob: plain, range: unsealed.content.start as u32..unsealed.content.end as u32 };
        self.content(unsealed.content_type, content)
    }

    fn opened(&mut self, wire: BlobId, plain: Option<BlobId>, key: Option<crate::wire::EntryId>, seq: u64) {
        self.session.output(Output::Opened(OpenedRecord { wire, plain, key, seq }));
    }

    fn content(&mut self, content_type: ContentType, content: Piece) -> Result<(), Refusal> {
        let bytes = self.session.blobs.piece(&content).to_vec();
        if bytes.is_empty() {
            // RFC 8446, 5.1 forbids empty handshake and alert fragments; empty data is borne within reason.
            if content_type != ContentType::application_data {
                return Err(Refusal::EmptyRecord);
            }
            self.empty_records += 1;
            return if self.empty_records > MAX_EMPTY_RECORDS { Err(Refusal::TooManyEmptyRecords) } else { Ok(()) };
        }
        self.empty_records = 0;
        if content_type != ContentType::handshake && self.inbox.partial() {
            return Err(Refusal::UnexpectedMessage); // RFC 8446, 5.1: handshake messages are not interleaved
        }
        match content_type {
            ContentType::handshake => self.handshake(&content),
            ContentType::alert => self.alert(content, &bytes),
            ContentType::change_cipher_spec => self.change_cipher_spec(content, &bytes),
            ContentType::application_data => {
                let data = self.arrived("application_data", content, content_type);
                self.session.step(Verb::ReadData);
                self.advance(Input::Data(data))?;
                self.delivered = true;
                Ok(())
            }
            _ => Err(Refusal::UnknownContentType),
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

    fn handshake(&mut self, content: &Piece) -> Result<(), Refusal> {
        self.inbox.push_handshake(content, &self.session.blobs);
        while self.ending.is_none() {
            let Some(Whole { bytes, pieces }) = self.inbox.handshake()? else { break };
            self.session.partial = self.inbox.partial();
            let context = Context { version: self.session.negotiated.version, kx: self.session.kx };
            let origin = Origin::Arrived { of: pieces.clone() };
            let blob = self.session.blobs.add(bytes.clone(), self.session.grammar(), origin);
            let decoded = decode::<Handshake>(&bytes, context);
            let name = decoded.as_ref().map_or_else(|_| name_of(&bytes), Handshake::name);
            self.session.output(Output::Arrived { name, blob, pieces });
            match decoded {
                Ok(message) => self.advance(Input::Handshake(message, blob))?,
                Err(_) => return Err(undecodable(self.session.blobs.get(blob))),
            }
        }
        self.session.partial = self.inbox.partial();
        Ok(())
    }

    fn change_cipher_spec(&mut self, content: Piece, bytes: &[u8]) -> Result<(), Refusal> {
        self.arrived("change_cipher_spec", content, ContentType::change_cipher_spec);
        match decode::<ChangeCipherSpec>(bytes, Context::default()) {
            Ok(ChangeCipherSpec(1)) => {
                self.drop_one(Refusal::UnexpectedChangeCipherSpec)?;
                self.advance(Input::ChangeCipherSpec)
            }
            _ => Err(Refusal::UnexpectedChangeCipherSpec),
        }
    }

    /// Counts what moves nothing on, so that a peer cannot send it for ever.
    fn drop_one(&mut self, refusal: Refusal) -> Result<(), Refusal> {
        self.dropped = self.dropped.saturating_add(1);
        if self.dropped > MAX_DROPPED { Err(refusal) } else { Ok(()) }
    }

    /// RFC 8446, 6: close_notify closes, user_canceled is only a word ahead of it, all else is fatal; in
    /// TLS 1.2 the level decides (RFC 5246, 7.2).
    fn alert(&mut self, content: Piece, bytes: &[u8]) -> Result<(), Refusal> {
        self.arrived("alert", content, ContentType::alert);
        let alert = decode::<Alert>(bytes, Context::default()).map_err(|_| Refusal::BadAlert)?;
        let Alert { level, description } = alert;
        self.session.step(Verb::ReadAlert);
        self.session.effect(Effect::Alerted { level, description });
        let tls12 = self.session.negotiated.version == Some(Version::Tls12);
        match description {
            AlertDescription::close_notify => {
                self.write_close();
                self.end(Ending::Closed);
            }
            AlertDescription::user_canceled | AlertDescription::no_renegotiation
                if tls12 || description == AlertDescription::user_canceled =>
            {
                self.session.effect(Effect::Ignored { what: Ignored::WarningAlert, clause: Clause::new(8446, "6.1") });
                self.drop_one(Refusal::UnexpectedMessage)?;
            }
            _ if tls12 && level == AlertLevel::warning => {
                self.session.effect(Effect::Ignored { what: Ignored::WarningAlert, clause: Clause::new(5246, "7.2") });
                self.drop_one(Refusal::UnexpectedMessage)?;
            }
            _ => self.end(Ending::Told(description)),
        }
        Ok(())
    }

    /// Gives the state machine one input and acts on what it asks of the connection.
    fn advance(&mut self, input: Input) -> Result<(), Refusal> {
        let Some(state) = self.state.take() else { return Err(Refusal::UnexpectedMessage) };
        let (from, was_done) = (state.id(), state.connected());
        let guard_before = self.session.reader.entry;
        let next = state.turn(input, &mut self.session)?;
        if self.session.reader.entry != guard_before {
            self.decrypted = false;
        }
        let to = next.id();
        let connected = next.connected();
        let closing = next.closing();
        self.state = Some(next);
        if from != to {
            self.session.effect(Effect::Entered { from, to });
        }
        if connected && !was_done {
            self.handshake_done = true;
            self.session.effect(Effect::HandshakeDone);
            self.advance(Input::Connected)?;
        }
        if closing {
            self.write_close();
        }
        Ok(())
    }

    fn write_close(&mut self) {
        if !self.closing {
            self.closing = true;
            self.write_alert(AlertLevel::warning, AlertDescription::close_notify);
        }
    }

    fn write_alert(&mut self, level: AlertLevel, description: AlertDescription) {
        let bytes = Alert { level, description }.to_bytes();
        self.session.write_content("alert", ContentType::alert, bytes);
    }

    /// Notes the refusal, tells the peer, ends.
    fn refuse(&mut self, refusal: Refusal) {
        let (alert, clause) = refusal.verdict(self.session.version());
        self.session.step(Verb::Refuse);
        self.session.effect(Effect::Refused { refusal: refusal.clone(), alert, clause });
        self.write_alert(AlertLevel::fatal, alert);
        self.end(Ending::Refused(refusal));
    }

    fn end(&mut self, ending: Ending) {
        self.ending.get_or_insert(ending);
        self.session.effect(Effect::Closed);
    }
}

/// The name of a message that does not read, by its type alone.
fn name_of(bytes: &[u8]) -> &'static str {
    let code = crate::wire::HandshakeType(bytes.first().copied().unwrap_or_default());
    code.name().unwrap_or(UNKNOWN)
}

/// Names the field that broke, by reading once more with spans.
fn undecodable(blob: Option<&Blob>) -> Refusal {
    let path = blob.map(annotate).and_then(|tree| {
        let broken = tree.spans.iter().position(|span| matches!(span.value, crate::wire::Value::Broken(_)));
        broken.map(|at| tree.path(at))
    });
    Refusal::Undecodable { path: path.unwrap_or_default() }
}
