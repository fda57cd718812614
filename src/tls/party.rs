//! One side of one connection: bytes in, effects and records out. Drives the state machine of its role
//! and keeps what both roles share: records, alerts, endings. Knows no sockets, no clock, no other party.

mod content;
mod receive;

use std::sync::Arc;

use super::config::Config;
use super::effect::{Effect, Ending, Negotiated, Output, Verb};
use super::ids::{Limit, StateId};
use super::inbox::{Inbox, Taken, Whole};
use super::mind::Mind;
use super::refusal::{Mismatch, Refusal};
use super::session::Session;
use super::state::{Input, State};
use crate::wire::alert::Alert;
use crate::wire::{AlertDescription, AlertLevel, Blobs, ConnId, ContentType, Piece, Role, Wire};

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
    /// Empty records of data in a row.
    empty_records: u32,
    /// What was passed over.
    ignored: u32,
    /// Whether a record was opened with the keys now in force.
    decrypted: bool,
}

impl Party {
    /// A party that has not spoken yet. What its actor knows is lent to it for each of its turns.
    pub fn new(role: Role, conn: ConnId, config: Arc<Config>) -> Self {
        let session = Session::new(role, conn, config);
        Self {
            state: Some(State::start(role)),
            session,
            inbox: Inbox::default(),
            ending: None,
            handshake_done: false,
            delivered: false,
            closing: false,
            empty_records: 0,
            ignored: 0,
            decrypted: false,
        }
    }

    /// What it brought.
    pub fn config(&self) -> &Arc<Config> {
        &self.session.config
    }

    /// What time it is: Unix time in milliseconds.
    pub fn at(&mut self, now: u64) {
        self.session.desk.now = now;
    }

    /// Begins: a client writes its ClientHello, a server waits.
    pub fn start(&mut self, mind: &mut Mind, blobs: &mut Blobs) -> Vec<Output> {
        self.turn(mind, blobs, |party| {
            if party.session.config.restarts {
                party.session.desk.restart();
            }
            if party.session.role == Role::Client { party.advance(Input::Start) } else { Ok(()) }
        })
    }

    /// Takes bytes of the stream, in order, however they are cut.
    pub fn receive(&mut self, pieces: &[Piece], mind: &mut Mind, blobs: &mut Blobs) -> Vec<Output> {
        self.turn(mind, blobs, |party| {
            party.inbox.push(pieces, &party.session.desk.blobs);
            party.read()
        })
    }

    /// The transport ended: in order, or by a reset.
    pub fn eof(&mut self, reset: bool, mind: &mut Mind, blobs: &mut Blobs) -> Vec<Output> {
        self.turn(mind, blobs, |party| {
            if party.ending.is_none() {
                party.leftover();
                party.session.step(Verb::Close);
                party.end(Ending::CutOff { reset });
            }
            Ok(())
        })
    }

    /// Writes application data; ignored before the handshake is done and after closing.
    pub fn send(&mut self, data: &[u8], mind: &mut Mind, blobs: &mut Blobs) -> Vec<Output> {
        self.turn(mind, blobs, |party| {
            if party.handshake_done && !party.closing && !data.is_empty() {
                party.session.write_content("application_data", ContentType::application_data, data.to_vec());
            }
            Ok(())
        })
    }

    /// Writes close_notify, unless it was written before.
    pub fn close(&mut self, mind: &mut Mind, blobs: &mut Blobs) -> Vec<Output> {
        self.turn(mind, blobs, |party| {
            party.write_close();
            Ok(())
        })
    }

    /// Nothing more can arrive.
    pub fn stall(&mut self, mind: &mut Mind, blobs: &mut Blobs) -> Vec<Output> {
        self.turn(mind, blobs, |party| {
            party.leftover();
            let state = party.state();
            party.ending.get_or_insert(Ending::Stalled { state });
            Ok(())
        })
    }

    /// A limit of the run was reached.
    pub fn exhaust(&mut self, limit: Limit) {
        self.ending.get_or_insert(Ending::Exhausted { limit });
    }

    /// From here on nobody keeps a trace: the ledger takes in no more than the protocol needs.
    pub fn untraced(&mut self) {
        self.session.records.traced = false;
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

    /// Runs `body` with mind and blobs lent to the session; a refusal on the way becomes an alert and an ending.
    fn turn(
        &mut self,
        mind: &mut Mind,
        blobs: &mut Blobs,
        body: impl FnOnce(&mut Self) -> Result<(), Refusal>,
    ) -> Vec<Output> {
        self.session.desk.swap(mind, blobs);
        let result = if self.ending.is_none() { body(self) } else { Ok(()) };
        if let Err(refusal) = result {
            self.refuse(refusal);
        }
        let output = self.session.take_output().unwrap_or_else(|refusal| {
            // What cannot be sealed is not sent; the ending still says why.
            self.ending.get_or_insert(Ending::Refused(refusal));
            self.session.take_output().unwrap_or_default()
        });
        self.session.desk.swap(mind, blobs);
        output
    }

    /// Gives the state machine one input and acts on what it asks of the connection.
    fn advance(&mut self, input: Input) -> Result<(), Refusal> {
        let Some(state) = self.state.take() else { return Err(Refusal::Internal { what: "state" }) };
        let (from, was_done) = (state.id(), state.connected());
        let guard_before = self.session.records.reader.entry;
        let next = state.turn(input, &mut self.session)?;
        if self.session.records.reader.entry != guard_before {
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
        self.session.invalidate();
        self.write_alert(AlertLevel::fatal, alert);
        self.end(Ending::Refused(refusal));
    }

    fn end(&mut self, ending: Ending) {
        self.ending.get_or_insert(ending);
        self.session.effect(Effect::Closed);
    }
}
