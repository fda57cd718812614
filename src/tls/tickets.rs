//! What a server makes of a session so that it finds it again: a handle into what it keeps, or a ticket with the session
//! sealed inside (RFC 5077, 4; RFC 8446, 4.6.1). Both versions. Knows no order of messages.

use super::config::TicketForm;
use super::effect::{Effect, Verb};
use super::memory::{Change, HANDLE_LEN, Handle, Item, Kept, TicketKey, Why, readable};
use super::mind::Desk;
use super::names::Name;
use super::refusal::Refusal;
use super::session::Session;
use crate::crypto::Aead;
use crate::crypto::ledger::Formula;
use crate::wire::codec::{Context, decode};
use crate::wire::ticket::{KEY_NAME_LEN, TicketState};
use crate::wire::vectors::{Opaque, Text};
use crate::wire::{EntryId, EntryRef, Grammar, Origin, Version, Wire};

/// The cipher that seals tickets.
const SEAL: Aead = Aead::Aes256Gcm;
/// Where the secret stands in the state: behind version, suite and the vector's length.
const SECRET_AT: u16 = 2 + 2 + 1;

/// What a ticket gave.
pub enum Found {
    /// The session; of one that the server keeps also its number.
    Session(Option<u32>, Kept),
    /// It has the form of a sealed ticket, and no ticket key opens it.
    NotOpened,
    Unknown,
}

/// Makes a ticket for a session and returns its bytes; the session's own handle is filled in.
pub fn make(mut kept: Kept, session: &mut Session) -> Result<Vec<u8>, Refusal> {
    let ticket = match session.config.ticket_form {
        TicketForm::Handle => session.random(Name::Ticket, HANDLE_LEN as u16)?,
        TicketForm::Sealed => seal(&kept, session)?,
    };
    let bytes = session.bytes(ticket)?.to_vec();
    if session.config.ticket_form == TicketForm::Handle {
        kept.handle = Handle::Ticket(bytes.clone());
        session.keep(kept, Why::TicketMade);
    }
    Ok(bytes)
}

/// Whether an identity is a ticket to this server: one that it keeps, or what may be a sealed one. Others are names that it does
/// not know.
pub fn is_ticket(identity: &[u8], session: &Session) -> bool {
    let kept = |(_, kept): (u32, &Kept)| kept.handle == Handle::Ticket(identity.to_vec());
    let sealed = identity.len() > HANDLE_LEN && readable(identity).is_none();
    sealed || session.desk.mind.memory.sessions().any(kept)
}

/// Looks a ticket up, or opens it.
pub fn find(ticket: EntryId, session: &mut Session) -> Result<Found, Refusal> {
    let bytes = session.bytes(ticket)?.to_vec();
    let handle = Handle::Ticket(bytes.clone());
    let known = session.desk.mind.memory.sessions().find(|(_, kept)| kept.handle == handle);
    if let Some((number, kept)) = known {
        return Ok(Found::Session(Some(number), kept.clone()));
    }
    let name = bytes.get(..KEY_NAME_LEN).unwrap_or_default();
    retire(session);
    let keys = session.desk.mind.memory.ticket_keys().map(|(_, key)| key.clone()).collect::<Vec<_>>();
    for key in keys {
        if session.bytes(key.name)? == name {
            let opened = open(ticket, (key.name, key.key), &mut session.desk)?;
            return Ok(opened.map_or(Found::NotOpened, |kept| Found::Session(None, kept)));
        }
    }
    Ok(if bytes.len() > HANDLE_LEN { Found::NotOpened } else { Found::Unknown })
}

/// Seals a session under the newest ticket key.
fn seal(kept: &Kept, session: &mut Session) -> Result<EntryId, Refusal> {
    let TicketKey { name, key, .. } = current(session)?;
    let secret = session.bytes(kept.secret)?.to_vec();
    let state = state(kept, &secret).to_bytes();
    let (head, rest) = state.split_at_checked(SECRET_AT.into()).ok_or(Refusal::Internal { what: "ticket" })?;
    let tail = rest.get(secret.len()..).unwrap_or_default().to_vec();
    let head = session.give(Name::TicketStateHead, head.to_vec());
    let tail = session.give(Name::TicketStateTail, tail);
    let plain = session.learn(Name::TicketState, Formula::Join(vec![head, kept.secret, tail]))?;
    let nonce = session.random(Name::TicketSealNonce, Aead::NONCE_LEN as u16)?;
    let sealed = Formula::Seal { aead: SEAL, key, nonce, aad: name, plain };
    let sealed = session.learn(Name::EncryptedState, sealed)?;
    let ticket = session.learn(Name::Ticket, Formula::Join(vec![name, nonce, sealed]))?;
    show((ticket, plain), Origin::Sent(session.desk.mind.actor), key, true, &mut session.desk)?;
    Ok(ticket)
}

/// Opens a ticket with a ticket key: its secret goes into the ledger of whoever opens it. None where it does not open.
pub fn open(ticket: EntryId, key: (EntryId, EntryId), desk: &mut Desk) -> Result<Option<Kept>, Refusal> {
    let (bytes, (name, key)) = (desk.bytes(ticket)?.to_vec(), key);
    let nonce_at = KEY_NAME_LEN..KEY_NAME_LEN + Aead::NONCE_LEN;
    let (Some(nonce), Some(sealed)) = (bytes.get(nonce_at.clone()), bytes.get(nonce_at.end..)) else {
        return Ok(None);
    };
    if SEAL.open(desk.bytes(key)?, nonce, desk.bytes(name)?, sealed).is_err() {
        return Ok(None);
    }
    desk.step(Verb::OpenTicket);
    let part = |start: usize, end: usize| Formula::Part { of: ticket, start: start as u16, end: end as u16 };
    let aad = desk.learn(Name::TicketKeyName, part(0, nonce_at.start))?;
    let nonce = desk.learn(Name::TicketSealNonce, part(nonce_at.start, nonce_at.end))?;
    let sealed = desk.learn(Name::EncryptedState, part(nonce_at.end, bytes.len()))?;
    let state = desk.learn(Name::TicketState, Formula::Open { aead: SEAL, key, nonce, aad, sealed })?;
    let origin = match &desk.mind.ledger.get(ticket).map(|entry| &entry.formula) {
        Some(Formula::Received(piece)) => {
            Origin::Opened { from: vec![piece.clone()], key: EntryRef { actor: desk.mind.actor, entry: key } }
        }
        _ => Origin::Sent(desk.mind.actor),
    };
    show((ticket, state), origin, key, false, desk)?;
    let opened = decode::<TicketState>(desk.bytes(state)?, Context::default());
    let Ok(opened) = opened else { return Ok(None) };
    let Some(version) = Version::of(opened.protocol_version) else { return Ok(None) };
    let name = if version == Version::Tls13 { Name::Psk } else { Name::MasterSecret };
    let end = SECRET_AT + opened.secret.0.len() as u16;
    let secret = desk.learn(name, Formula::Part { of: state, start: SECRET_AT, end })?;
    Ok(Some(kept(opened, version, secret, &bytes)))
}

/// Puts a ticket and the state inside it among the trace's bytes, so that both can be read field by field.
fn show(
    (ticket, state): (EntryId, EntryId),
    origin: Origin,
    key: EntryId,
    sealed: bool,
    desk: &mut Desk,
) -> Result<(), Refusal> {
    let (ticket, state) = (desk.bytes(ticket)?.to_vec(), desk.bytes(state)?.to_vec());
    let outside = match &origin {
        Origin::Opened { from, .. } => Origin::Arrived { of: from.clone() },
        other => other.clone(),
    };
    let ticket = desk.blobs.add(ticket, Grammar::SealedTicket, outside);
    let state = desk.blobs.add(state, Grammar::TicketState, origin);
    desk.effect(Effect::Ticket { ticket, state, key, sealed });
    Ok(())
}

fn state(kept: &Kept, secret: &[u8]) -> TicketState {
    TicketState {
        protocol_version: kept.version.code(),
        cipher_suite: kept.suite,
        secret: Opaque(secret.to_vec()),
        extended_master_secret: u8::from(kept.extended),
        issued: kept.since,
        lifetime: kept.lifetime,
        age_add: kept.age_add,
        max_early_data: kept.early,
        server_name: Text(kept.host.clone().unwrap_or_default().into_bytes()),
        protocol: Text(kept.protocol.clone().unwrap_or_default().into_bytes()),
        client_certificate: Opaque(kept.client.clone().unwrap_or_default()),
    }
}

fn kept(state: TicketState, version: Version, secret: EntryId, ticket: &[u8]) -> Kept {
    let text = |text: Vec<u8>| Some(String::from_utf8_lossy(&text).into_owned()).filter(|text| !text.is_empty());
    Kept {
        handle: Handle::Ticket(ticket.to_vec()),
        version,
        suite: state.cipher_suite,
        secret,
        extended: state.extended_master_secret != 0,
        host: text(state.server_name.0),
        protocol: text(state.protocol.0),
        since: state.issued,
        lifetime: state.lifetime,
        age_add: state.age_add,
        early: state.max_early_data,
        client: Some(state.client_certificate.0).filter(|der| !der.is_empty()),
    }
}

/// The key that seals now: a new one where there is none, or where the newest has had its time.
fn current(session: &mut Session) -> Result<TicketKey, Refusal> {
    let (now, rotation) = (session.desk.now, rotation(session));
    retire(session);
    let newest = session.desk.mind.memory.ticket_keys().next_back().map(|(number, key)| (number, key.clone()));
    let fresh = |key: &TicketKey| rotation.is_none_or(|rotation| now < key.since.saturating_add(rotation));
    if let Some((number, key)) = newest.filter(|(_, key)| fresh(key)) {
        session.desk.change(number, Change::Used, Why::Seals);
        return Ok(key);
    }
    let first = session.desk.mind.memory.ticket_keys().next().is_none();
    let name = session.random(Name::TicketKeyName, KEY_NAME_LEN as u16)?;
    let key = session.random(Name::TicketKey, SEAL.key_len() as u16)?;
    let key = TicketKey { name, key, since: now };
    session.desk.keep(Item::TicketKey(key.clone()), if first { Why::KeyNeeded } else { Why::Rotated });
    Ok(key)
}

/// Forgets ticket keys that have sealed and then opened for their time.
fn retire(session: &mut Session) {
    let (now, Some(rotation)) = (session.desk.now, rotation(session)) else { return };
    let over = |key: &TicketKey| now >= key.since.saturating_add(2 * rotation);
    let old = session.desk.mind.memory.ticket_keys().filter(|(_, key)| over(key)).map(|(number, _)| number);
    for number in old.collect::<Vec<_>>() {
        session.desk.change(number, Change::Expired, Why::Rotated);
    }
}

/// For how many milliseconds a ticket key seals.
fn rotation(session: &Session) -> Option<u64> {
    let seconds = session.config.ticket_rotation;
    (seconds > 0).then(|| u64::from(seconds) * 1000)
}
