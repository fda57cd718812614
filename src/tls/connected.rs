//! After the handshake: application data, tickets, key updates, and the wish to close. Both roles, both versions.

use super::effect::{Effect, Epoch, Verb};
use super::memory::{Handle, Kept, MAX_TICKETS, Why};
use super::names::Name;
use super::places::{self, Place};
use super::refusal::{Mismatch, Refusal};
use super::schedule13::Application;
use super::session::Session;
use super::shared::kept;
use super::state::Input;
use super::tickets;
use crate::crypto::ledger::Formula;
use crate::wire::extensions::{EarlyDataIndication, TicketExtension};
use crate::wire::handshake::Handshake;
use crate::wire::tls13::{KeyUpdate, NewSessionTicket};
use crate::wire::vectors::{List, Opaque};
use crate::wire::{BlobId, ContentType, EntryId, KeyUpdateRequest, Role, Version, Wire};

/// How many key updates of a peer are followed in one connection.
const MAX_KEY_UPDATES: u32 = 32;
/// The length of a ticket's nonce in bytes.
const TICKET_NONCE_LEN: u16 = 8;
/// The longest lifetime of a ticket in seconds: seven days (RFC 8446, 4.6.1).
const MAX_LIFETIME: u32 = 604_800;

/// The state of a party whose handshake is done.
#[derive(Clone, Debug)]
pub struct Connected {
    /// TLS 1.3: the application secrets and the resumption secret.
    pub keys: Option<(Application, EntryId)>,
    /// Whether it has said all and wants to close.
    pub closing: bool,
    sent: bool,
    updates: u32,
    /// Data that goes before all other: early data that the server did not take.
    first: Vec<u8>,
}

impl Connected {
    /// A party that has sent no data yet.
    pub fn new(keys: Option<(Application, EntryId)>) -> Self {
        Self { keys, closing: false, sent: false, updates: 0, first: Vec::new() }
    }

    /// The same, which sends this before all else.
    pub fn with_first(self, first: Vec<u8>) -> Self {
        Self { first, ..self }
    }

    /// Consumes one input.
    pub fn turn(mut self, input: Input, session: &mut Session) -> Result<Self, Refusal> {
        let (waits_for, came) = (self.waits_for(session.role), input.name());
        match (input, session.role) {
            (Input::Connected, Role::Client) => {
                self.send(session)?;
                self.closing = session.config.close && session.config.data.is_empty();
            }
            (Input::Connected, Role::Server) => {
                for _ in 0..session.config.tickets {
                    self.write_ticket(session)?;
                }
            }
            (Input::Data(data), role) => {
                session.effect(Effect::Delivered { data });
                match role {
                    Role::Client => self.closing = session.config.close,
                    Role::Server if !self.sent => self.send(session)?,
                    Role::Server => {}
                }
            }
            (Input::Handshake(Handshake::NewSessionTicket(ticket), blob), Role::Client) => {
                self.read_ticket(&ticket, blob, session)?;
            }
            (Input::Handshake(Handshake::KeyUpdate(update), blob), _) => {
                self.read_key_update(&update, blob, session)?
            }
            (Input::ChangeCipherSpec, _) => {
                return Err(Refusal::UnexpectedChangeCipherSpec(Mismatch::among(waits_for, came)));
            }
            (Input::Handshake(..) | Input::Start, _) => {
                return Err(Refusal::UnexpectedMessage(Mismatch::among(waits_for, came)));
            }
        }
        Ok(self)
    }

    /// Sends the configured data, and renews the keys behind it where that is asked for.
    fn send(&mut self, session: &mut Session) -> Result<(), Refusal> {
        let config = session.config.clone();
        let first = std::mem::take(&mut self.first);
        if !first.is_empty() {
            session.write_content("application_data", ContentType::application_data, first);
        }
        if !config.data.is_empty() {
            session.write_content("application_data", ContentType::application_data, config.data.clone());
            self.sent = true;
            if config.key_update && self.keys.is_some() {
                self.write_key_update(session, KeyUpdateRequest::update_requested)?;
            }
        }
        Ok(())
    }

    /// The messages that may come now.
    pub fn waits_for(&self, role: Role) -> &'static [&'static str] {
        match (&self.keys, role) {
            (Some(_), Role::Client) => &["application_data", "new_session_ticket", "key_update"],
            (Some(_), Role::Server) => &["application_data", "key_update"],
            // A client may decline to renegotiate (RFC 5246, 7.4.1.1), and so may a server (7.2.2).
            (None, Role::Client) => &["application_data", "hello_request"],
            (None, Role::Server) => &["application_data"],
        }
    }

    /// RFC 8446, 4.6.1: the key a later connection may start from.
    fn read_ticket(&self, ticket: &NewSessionTicket, blob: BlobId, session: &mut Session) -> Result<(), Refusal> {
        let (application, resumption) = self.keys.ok_or(Refusal::Internal { what: "traffic keys" })?;
        session.step(Verb::ReadTicket);
        session.effect(Effect::Read { message: blob });
        let types = ticket.extensions.0.iter().map(TicketExtension::extension_type).collect::<Vec<_>>();
        places::asks(&types, Place::NewSessionTicket)?;
        let nonce = session.received(Name::TicketNonce, blob, "new_session_ticket.ticket_nonce.value")?;
        let psk = resumption_psk(session, &application, resumption, nonce)?;
        // A lifetime of 0 says that it is to be discarded at once.
        if ticket.ticket_lifetime > 0 && ticket.ticket.0.len() <= MAX_TICKETS {
            let limit = crate::extension!(ticket.extensions.0, TicketExtension::early_data);
            let handle = Handle::Ticket(ticket.ticket.0.clone());
            let kept = Kept {
                lifetime: ticket.ticket_lifetime.min(MAX_LIFETIME),
                age_add: ticket.ticket_age_add,
                early: limit.map_or(0, |body| body.max_early_data_size),
                ..kept(handle, Version::Tls13, psk, session)?
            };
            session.keep(kept, Why::TicketArrived);
        }
        Ok(())
    }

    fn write_ticket(&mut self, session: &mut Session) -> Result<(), Refusal> {
        let Some((application, resumption)) = self.keys else { return Ok(()) };
        session.step(Verb::MakeTicket);
        let nonce = session.random(Name::TicketNonce, TICKET_NONCE_LEN)?;
        let psk = resumption_psk(session, &application, resumption, nonce)?;
        let age_add = session.random(Name::TicketAgeAdd, 4)?;
        let age_add = session.bytes(age_add)?.iter().fold(0, |n: u32, byte| n << 8 | u32::from(*byte));
        let (lifetime, limit) = (session.config.ticket_lifetime, session.config.ticket_early_data);
        let handle = Handle::Ticket(Vec::new());
        let kept = Kept { lifetime, age_add, early: limit, ..kept(handle, Version::Tls13, psk, session)? };
        let ticket = tickets::make(kept, session)?;
        let early = TicketExtension::early_data(EarlyDataIndication { max_early_data_size: limit });
        let message = NewSessionTicket {
            ticket_lifetime: lifetime,
            ticket_age_add: age_add,
            ticket_nonce: Opaque(session.bytes(nonce)?.to_vec()),
            ticket: Opaque(ticket),
            extensions: List(if limit > 0 { vec![early] } else { Vec::new() }),
        };
        let bytes = Handshake::NewSessionTicket(message).to_bytes();
        session.write_after("new_session_ticket", bytes);
        Ok(())
    }

    /// RFC 8446, 4.6.3: the peer's next record comes under its next keys; an answer is owed if it asks.
    fn read_key_update(&mut self, update: &KeyUpdate, blob: BlobId, session: &mut Session) -> Result<(), Refusal> {
        let Some((application, _)) = &mut self.keys else {
            return Err(Refusal::Internal { what: "traffic keys" });
        };
        session.step(Verb::UpdateKeys);
        session.effect(Effect::Read { message: blob });
        self.updates += 1;
        if self.updates > MAX_KEY_UPDATES {
            return Err(Refusal::TooManyKeyUpdates(Mismatch::up_to(MAX_KEY_UPDATES, self.updates)));
        }
        let peer = session.role.peer();
        session.arm(peer, Epoch::Application, |desk| application.update(desk, peer))?;
        match update.request_update {
            KeyUpdateRequest::update_not_requested => Ok(()),
            // Behind its close_notify a party writes nothing more (RFC 8446, 6.1).
            KeyUpdateRequest::update_requested if self.closing => Ok(()),
            KeyUpdateRequest::update_requested => {
                self.write_key_update(session, KeyUpdateRequest::update_not_requested)
            }
            other => Err(Refusal::BadKeyUpdate(Mismatch::among(KeyUpdateRequest::ALL, other))),
        }
    }

    /// Writes KeyUpdate under the old keys, then takes the next into force.
    fn write_key_update(&mut self, session: &mut Session, request_update: KeyUpdateRequest) -> Result<(), Refusal> {
        let Some((application, _)) = &mut self.keys else { return Ok(()) };
        session.write_after("key_update", Handshake::KeyUpdate(KeyUpdate { request_update }).to_bytes());
        session.step(Verb::UpdateKeys);
        let own = session.role;
        session.arm(own, Epoch::Application, |desk| application.update(desk, own))
    }
}

/// HKDF-Expand-Label(resumption_master_secret, "resumption", ticket_nonce), RFC 8446, 4.6.1
fn resumption_psk(
    session: &mut Session,
    application: &Application,
    secret: EntryId,
    context: EntryId,
) -> Result<EntryId, Refusal> {
    let (hash, len) = (application.hash, application.hash.len() as u16);
    session.learn(Name::ResumptionPsk, Formula::ExpandLabel { hash, secret, label: "resumption", context, len })
}
