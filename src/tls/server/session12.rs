//! The server's weighing of a session of TLS 1.2 that a client would go on with: by its session ID (RFC 5246, F.1.4) or by a
//! ticket (RFC 5077, 3.4). Writes no message.

use crate::tls::config::ClientAuth;
use crate::tls::effect::{Candidate, Choice, Effect, Out, Resumed, Rule, Verb};
use crate::tls::memory::{Change, Handle, Kept, Why, called};
use crate::tls::names::Name;
use crate::tls::refusal::Refusal;
use crate::tls::session::Session;
use crate::tls::tickets::{self, Found};
use crate::wire::extensions::ClientExtension;
use crate::wire::hello::ClientHello;
use crate::wire::{BlobId, Clause, ExtensionType as E, Suite, Version};

/// The ticket of a ClientHello.
const TICKET: &str = "client_hello.extensions.session_ticket.ticket";

/// A session that goes on.
#[derive(Clone, Debug)]
pub struct Chosen {
    pub kept: Kept,
    pub suite: &'static Suite,
    /// Whether the server kept it, and did not find it in the ticket.
    pub from_memory: bool,
    /// Whether it came back in a ticket, which the server may renew.
    pub by_ticket: bool,
}

/// Looks for the session that a client offers, and for what speaks against it. A ticket goes before a session ID
/// (RFC 5077, 3.4).
pub fn choose(hello: &ClientHello, blob: BlobId, session: &mut Session) -> Result<Option<Chosen>, Refusal> {
    let ticket = crate::extension!(hello.extensions(), ClientExtension::session_ticket);
    let ticket = ticket.map(|body| &body.ticket.0[..]).filter(|ticket| !ticket.is_empty());
    let ticket = ticket.filter(|_| session.config.session_ticket);
    let id = &hello.legacy_session_id.0;
    if ticket.is_none() && (id.is_empty() || session.config.session_cache == 0) {
        return Ok(None);
    }
    session.step(Verb::FindSession);
    let (name, found) = match ticket {
        Some(ticket) => {
            let entry = session.received(Name::Ticket, blob, TICKET)?;
            (called(ticket), tickets::find(entry, session)?)
        }
        None => (called(id), by_id(id, session)),
    };
    let (number, kept) = match found {
        Found::Session(number, kept) => (number, kept),
        Found::NotOpened => return Ok(none(name, Out::NotOpened, session)),
        Found::Unknown => return Ok(none(name, Out::Unknown, session)),
    };
    let suite = Suite::of(kept.suite).filter(|suite| suite.version == Version::Tls12);
    let (Some(suite), None) = (suite, unfit(&kept, hello, session)) else {
        let out = unfit(&kept, hello, session).unwrap_or(Out::OtherVersion);
        if let (Some(number), Out::Expired) = (number, out) {
            session.desk.change(number, Change::Expired, Why::Lifetime);
        }
        return Ok(none(name, out, session));
    };
    choice(name.clone(), Candidate { name, out: None }, session);
    session.kept.extend(number);
    // Who has lost it since cannot have it back (RFC 7627, 5.3).
    if kept.extended && !extended(hello) {
        return Err(Refusal::ExtendedMasterSecretDropped);
    }
    if let Some(number) = number {
        session.desk.change(number, Change::Used, Why::Resumed);
    }
    session.negotiated.resumed = Some(if ticket.is_some() { Resumed::Ticket } else { Resumed::SessionId });
    session.client = kept.client.clone();
    Ok(Some(Chosen { kept, suite, from_memory: number.is_some(), by_ticket: ticket.is_some() }))
}

fn by_id(id: &[u8], session: &Session) -> Found {
    let handle = Handle::SessionId(id.to_vec());
    let kept = session.desk.mind.memory.sessions().find(|(_, kept)| kept.handle == handle);
    kept.map_or(Found::Unknown, |(number, kept)| Found::Session(Some(number), kept.clone()))
}

/// What speaks against a session: its time, another version, suite or host name, a master secret that would have to be an
/// extended one, or a client that is unknown and must not be.
fn unfit(kept: &Kept, hello: &ClientHello, session: &Session) -> Option<Out> {
    let (config, now) = (&session.config, session.desk.now);
    let listed = hello.cipher_suites.0.contains(&kept.suite) && config.suites.contains(&kept.suite);
    if now.saturating_sub(kept.since) > u64::from(kept.lifetime) * 1000 {
        Some(Out::Expired)
    } else if kept.version != Version::Tls12 {
        Some(Out::OtherVersion)
    } else if !listed {
        Some(Out::OtherSuite)
    } else if kept.host != session.host {
        // RFC 6066, 3
        Some(Out::OtherName)
    } else if !kept.extended && extended(hello) && config.extended_master_secret {
        Some(Out::WithoutExtended)
    } else if config.client_auth == ClientAuth::Require && kept.client.is_none() {
        Some(Out::NoClientCertificate)
    } else {
        None
    }
}

fn extended(hello: &ClientHello) -> bool {
    hello.extensions().iter().any(|one| one.extension_type() == E::extended_master_secret)
}

/// No session goes on: a full handshake follows.
fn none(name: String, out: Out, session: &mut Session) -> Option<Chosen> {
    choice(String::new(), Candidate { name, out: Some(out) }, session);
    None
}

fn choice(value: String, one: Candidate, session: &mut Session) {
    let (what, rule, among) = (Choice::Session, Rule::FirstUsable, vec![one]);
    session.effect(Effect::Chose { what, value, rule, among, clause: Clause::new(5246, "F.1.4") });
}
