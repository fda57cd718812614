//! The server's weighing of pre-shared keys and of early data (RFC 8446, 4.2.9 to 4.2.11 and 8). Writes no message.

use crate::crypto::Hash;
use crate::crypto::ledger::Formula;
use crate::tls::config::ClientAuth;
use crate::tls::effect::{Candidate, Check, Choice, Effect, Out, Resumed, Rule, Verb};
use crate::tls::memory::{Change, Flight, Item, Kept, Why, called};
use crate::tls::names::Name;
use crate::tls::refusal::Refusal;
use crate::tls::schedule13::Early;
use crate::tls::schemes::kdf_hash;
use crate::tls::session::Session;
use crate::tls::tickets::{self, Found};
use crate::wire::extensions::{ClientExtension, OfferedPsks};
use crate::wire::hello::ClientHello;
use crate::wire::hex::encode;
use crate::wire::{BlobId, Clause, EntryId, ExtensionType as E, Piece, PskKeyExchangeMode, Suite, printable};

/// Where identities and binders stand in a ClientHello.
const PSKS: &str = "client_hello.extensions.pre_shared_key";
/// How far the age that a client states may be from ours, in milliseconds (RFC 8446, 8.3 has ten seconds for the Internet).
const WINDOW: u64 = 10_000;
/// The clause of the extension.
const CLAUSE: Clause = Clause::new(8446, "4.2.11");

/// The pre-shared key that the connection goes on from.
#[derive(Clone, Debug)]
pub struct Chosen {
    /// Which of the identities it is.
    pub index: u16,
    /// The session that it is of; none of a key that was given. Its number where the server keeps it.
    pub kept: Option<Kept>,
    number: Option<u32>,
    pub schedule: Early,
    /// How far the stated age is from ours, in milliseconds.
    off: u64,
    binder: Vec<u8>,
}

/// What an identity stands for.
struct Known {
    psk: EntryId,
    hash: Hash,
    kept: Option<Kept>,
    number: Option<u32>,
}

/// Looks for the first identity that can be used with the suite, and checks the binder of that one.
pub fn choose(
    hello: &ClientHello,
    blob: BlobId,
    suite: &'static Suite,
    session: &mut Session,
) -> Result<Option<Chosen>, Refusal> {
    let Some(offered) = crate::extension!(hello.extensions(), ClientExtension::pre_shared_key) else {
        return Ok(None);
    };
    count(offered, session)?;
    session.step(Verb::FindSession);
    let (mut among, mut chosen) = (Vec::new(), None);
    for (at, identity) in offered.identities.0.iter().enumerate() {
        let known = known(&identity.identity.0, at, blob, session)?;
        let out = match &known {
            Err(out) => Some(*out),
            Ok(known) => unfit(known, suite, session),
        };
        among.push(Candidate { name: called(&identity.identity.0), out });
        if let (Ok(known), None, None) = (known, out, &chosen) {
            chosen = Some((at, known, identity.obfuscated_ticket_age));
        }
    }
    let value = chosen.as_ref().and_then(|(at, ..)| among.get(*at)).map(|one| one.name.clone()).unwrap_or_default();
    session.effect(Effect::Chose { what: Choice::Psk, value, rule: Rule::FirstUsable, among, clause: CLAUSE });
    let Some((at, known, age)) = chosen else { return Ok(None) };
    let (now, kept) = (session.desk.now, known.kept.as_ref());
    let stated = kept.map_or(0, |kept| u64::from(age.wrapping_sub(kept.age_add)));
    let off = kept.map_or(0, |kept| now.saturating_sub(kept.since).abs_diff(stated));
    if let Some(number) = known.number {
        session.desk.change(number, Change::Found, Why::Offered);
    }
    let schedule = Early::new(&mut session.desk, known.hash, Some(known.psk))?;
    let binder = verify(offered, at, blob, &schedule, known.kept.is_none(), session)?;
    let Known { kept, number, .. } = known;
    Ok(Some(Chosen { index: at as u16, kept, number, schedule, off, binder }))
}

/// As many binders as identities (RFC 8446, 4.2.11).
fn count(offered: &OfferedPsks, session: &mut Session) -> Result<(), Refusal> {
    let (identities, binders) = (offered.identities.0.len(), offered.binders.0.len());
    let compared = [("identities", identities.to_string()), ("binders", binders.to_string())];
    session.compare(Check::BinderCount, identities == binders, CLAUSE, compared, Refusal::BinderCount)
}

/// Our first mode that the client allows: whether a key agreement comes beside the key. None where no key is offered, or no
/// mode is common, so that the keys do not count (RFC 8446, 4.2.9).
pub fn mode(hello: &ClientHello, session: &mut Session) -> Option<bool> {
    crate::extension!(hello.extensions(), ClientExtension::pre_shared_key)?;
    common_mode(hello, session)
}

#[inline(never)] // not of the page's first visit, unlike the question before it
fn common_mode(hello: &ClientHello, session: &mut Session) -> Option<bool> {
    let offered = crate::extension!(hello.extensions(), ClientExtension::psk_key_exchange_modes);
    let offered = offered.map_or(&[][..], |body| &body.ke_modes.0);
    let own = session.config.psk_modes.clone();
    let out = |mode: &PskKeyExchangeMode| (!offered.contains(mode)).then_some(Out::NotOffered);
    let among = own.iter().map(|mode| Candidate { name: mode.to_string(), out: out(mode) }).collect();
    let chosen = own.iter().find(|mode| out(mode).is_none());
    let value = chosen.map_or_else(String::new, ToString::to_string);
    let (what, rule, clause) = (Choice::PskMode, Rule::ServerPreference, Clause::new(8446, "4.2.9"));
    session.effect(Effect::Chose { what, value, rule, among, clause });
    chosen.map(|mode| *mode == PskKeyExchangeMode::psk_dhe_ke)
}

/// What an identity stands for: a key that was given, or a session that is kept or comes in its ticket.
fn known(identity: &[u8], at: usize, blob: BlobId, session: &mut Session) -> Result<Result<Known, Out>, Refusal> {
    let given = session.config.psks.iter().find(|psk| psk.identity == identity).cloned();
    if let Some(given) = given {
        let psk = session.give(Name::Psk, given.key);
        return Ok(Ok(Known { psk, hash: given.hash, kept: None, number: None }));
    }
    if !tickets::is_ticket(identity, session) {
        return Ok(Err(Out::Unknown));
    }
    let ticket = session.received(Name::Ticket, blob, &format!("{PSKS}.identities.{at}.identity.value"))?;
    Ok(match tickets::find(ticket, session)? {
        Found::NotOpened => Err(Out::NotOpened),
        Found::Unknown => Err(Out::Unknown),
        Found::Session(number, kept) => match Suite::of(kept.suite) {
            Some(suite) if suite.kx.is_none() => {
                let psk = match number {
                    Some(_) => session.learn(Name::Psk, Formula::Kept(kept.secret))?,
                    None => kept.secret,
                };
                Ok(Known { psk, hash: kdf_hash(suite), kept: Some(kept), number })
            }
            _ => Err(Out::OtherVersion),
        },
    })
}

/// What speaks against an identity that is known.
fn unfit(known: &Known, suite: &Suite, session: &Session) -> Option<Out> {
    let (now, required) = (session.desk.now, session.config.client_auth == ClientAuth::Require);
    let over = |kept: &Kept| now.saturating_sub(kept.since) > u64::from(kept.lifetime) * 1000;
    match &known.kept {
        Some(kept) if over(kept) => Some(Out::Expired),
        _ if known.hash != kdf_hash(suite) => Some(Out::OtherHash),
        // Whoever proved itself then need not do so again; who did not, must (RFC 8446, 4.6.1).
        kept if required && kept.as_ref().is_none_or(|kept| kept.client.is_none()) => Some(Out::NoClientCertificate),
        _ => None,
    }
}

/// Checks the proof that the client has the key: an HMAC over its hello up to the binders (RFC 8446, 4.2.11.2).
fn verify(
    offered: &OfferedPsks,
    at: usize,
    blob: BlobId,
    schedule: &Early,
    external: bool,
    session: &mut Session,
) -> Result<Vec<u8>, Refusal> {
    session.step(Verb::VerifyBinder);
    let end = session.desk.field(blob, &format!("{PSKS}.binders")).ok_or(Refusal::Internal { what: "binders" })?;
    let head = Piece { blob, range: 0..end.range.start };
    let hash = session.transcript.hash_with(&mut session.desk, Name::BinderHash, schedule.hash, head)?;
    let expected = schedule.binder(&mut session.desk, external, hash)?;
    let expected = session.bytes(expected)?.to_vec();
    let found = offered.binders.0.get(at).map(|binder| binder.0.clone()).unwrap_or_default();
    let compared = vec![("expected", encode(&expected)), ("found", encode(&found))];
    session.check(Check::PskBinder, expected == found, CLAUSE, compared, || Refusal::BadBinder)?;
    Ok(found)
}

/// The choice stands, and the hello is answered: from here on the connection is one that goes on.
pub fn take(chosen: &Chosen, session: &mut Session) {
    session.negotiated.resumed = Some(if chosen.kept.is_some() { Resumed::Psk } else { Resumed::ExternalPsk });
    session.client = chosen.kept.as_ref().and_then(|kept| kept.client.clone());
    if let Some(number) = chosen.number {
        session.kept.push(number);
        session.desk.change(number, Change::Used, Why::Resumed);
        if session.config.anti_replay.single_use() {
            session.desk.change(number, Change::Forgotten, Why::SingleUse);
        }
    }
}

/// Whether early data is taken, with everything that must hold for it (RFC 8446, 4.2.10 and 8). None where there is none.
pub fn early(hello: &ClientHello, chosen: Option<&Chosen>, retry: bool, session: &mut Session) -> Option<u32> {
    if !hello.extensions().iter().any(|one| one.extension_type() == E::early_data) {
        return None;
    }
    weigh(hello, chosen, retry, session)
}

#[inline(never)] // as above
fn weigh(hello: &ClientHello, chosen: Option<&Chosen>, retry: bool, session: &mut Session) -> Option<u32> {
    session.step(Verb::WeighEarlyData);
    let out = early_out(hello, chosen, retry, session);
    let among = vec![Candidate { name: TAKEN.to_owned(), out }];
    let value = if out.is_none() { TAKEN.to_owned() } else { String::new() };
    let (what, rule, clause) = (Choice::EarlyData, Rule::AllHold, Clause::new(8446, "4.2.10"));
    session.effect(Effect::Chose { what, value, rule, among, clause });
    session.negotiated.early = Some(out.is_none());
    let (Some(chosen), None) = (chosen, out) else { return None };
    if session.config.anti_replay.single_use() {
        let flight = Flight { binder: chosen.binder.clone(), since: session.desk.now };
        session.desk.keep(Item::Flight(flight), Why::EarlyDataTaken);
    }
    chosen.kept.as_ref().map(|kept| kept.early)
}

/// What may become of early data.
const TAKEN: &str = "taken";

fn early_out(hello: &ClientHello, chosen: Option<&Chosen>, retry: bool, session: &Session) -> Option<Out> {
    let config = &session.config;
    let first = crate::extension!(hello.extensions(), ClientExtension::pre_shared_key);
    let binder = first.and_then(|psks| psks.binders.0.first()).map(|binder| &binder.0);
    let seen = session.desk.mind.memory.flights().any(|(_, flight)| Some(&flight.binder) == binder);
    if !config.accept_early_data {
        return Some(Out::NotAllowed);
    }
    if seen && config.anti_replay.single_use() {
        return Some(Out::AlreadySeen);
    }
    if retry {
        return Some(Out::Retried);
    }
    let Some((chosen, kept)) = chosen.and_then(|chosen| Some((chosen, chosen.kept.as_ref()?))) else {
        return Some(Out::NoPsk);
    };
    match kept {
        _ if chosen.index != 0 => Some(Out::NotFirst),
        kept if kept.early == 0 => Some(Out::NotAllowed),
        kept if Some(kept.suite) != session.suite.map(|suite| suite.code) => Some(Out::OtherSuite),
        kept if kept.protocol.as_ref().map(printable) != session.negotiated.protocol.as_ref().map(printable) => {
            Some(Out::OtherProtocol)
        }
        _ if config.anti_replay.freshness() && chosen.off > WINDOW => Some(Out::AgeOff),
        _ => None,
    }
}
