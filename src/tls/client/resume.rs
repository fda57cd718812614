//! What a client offers to go on from: pre-shared keys of TLS 1.3 with their binders (RFC 8446, 4.2.11), a session of
//! TLS 1.2 (RFC 5246, F.1.4; RFC 5077), and early data behind the hello (RFC 8446, 4.2.10). Knows no answer.

use super::offer::Offer;
use crate::crypto::Hash;
use crate::crypto::ledger::Formula;
use crate::tls::effect::{Candidate, Check, Choice, Effect, Epoch, Out, Resumed, Rule, Verb};
use crate::tls::memory::{Change, Kept, MAX_TICKETS, Why, called};
use crate::tls::names::Name;
use crate::tls::refusal::{Mismatch, Refusal};
use crate::tls::schedule13::Early;
use crate::tls::schemes::kdf_hash;
use crate::tls::session::Session;
use crate::tls::shared::write_ccs;
use crate::wire::extensions::{ClientExtension, OfferedPsks, PskIdentity};
use crate::wire::handshake::Handshake;
use crate::wire::hello::ClientHello;
use crate::wire::vectors::{List, Opaque};
use crate::wire::{
    Clause, ContentType, ExtensionType as E, Piece, PskKeyExchangeMode, Role, Suite, Version, Wire, printable,
};

/// Where the binders stand in a ClientHello; they cover all that stands before them.
const BINDERS: &str = "client_hello.extensions.pre_shared_key.binders";

/// What may become of early data.
pub const TAKEN: &str = "taken";

/// A pre-shared key that is offered.
#[derive(Clone, Debug)]
pub struct Psk {
    pub identity: Vec<u8>,
    /// Whether both sides were given it, or it came of an earlier connection.
    pub external: bool,
    pub hash: Hash,
    /// The session that it is of; none of one that was given.
    pub kept: Option<Kept>,
    pub schedule: Early,
}

/// The pre-shared keys that a hello may offer: sessions that are kept, the newest first, then those that were given.
pub fn psks(session: &mut Session) -> Result<Vec<Psk>, Refusal> {
    let config = &session.config;
    if !config.versions.contains(&Version::Tls13) || (config.resume == 0 && config.psks.is_empty()) {
        return Ok(Vec::new());
    }
    offered(session)
}

#[inline(never)] // not of the page's first visit, unlike the question before it
fn offered(session: &mut Session) -> Result<Vec<Psk>, Refusal> {
    let config = session.config.clone();
    session.step(Verb::FindSession);
    let sessions = usable(Version::Tls13, config.resume.into(), session);
    let mut psks = Vec::new();
    for (number, kept) in sessions {
        let Some(hash) = Suite::of(kept.suite).map(kdf_hash) else { continue };
        let psk = session.learn(Name::Psk, Formula::Kept(kept.secret))?;
        let schedule = Early::new(&mut session.desk, hash, Some(psk))?;
        // A ticket is good for one connection: who used it twice could be followed by it (RFC 8446, C.4).
        session.desk.change(number, Change::Used, Why::Offered);
        session.desk.change(number, Change::Forgotten, Why::SingleUse);
        let identity = kept.handle.bytes().to_vec();
        psks.push(Psk { identity, external: false, hash, kept: Some(kept), schedule });
    }
    for given in &config.psks {
        let psk = session.give(Name::Psk, given.key.clone());
        let schedule = Early::new(&mut session.desk, given.hash, Some(psk))?;
        let identity = given.identity.clone();
        psks.push(Psk { identity, external: true, hash: given.hash, kept: None, schedule });
    }
    Ok(psks)
}

/// The session of TLS 1.2 that a hello may offer: the newest that fits.
pub fn session12(session: &mut Session) -> Option<(u32, Kept)> {
    let config = &session.config;
    let kept = |(_, kept): (u32, &Kept)| kept.version == Version::Tls12;
    if config.resume == 0 || !config.versions.contains(&Version::Tls12) {
        return None;
    }
    if config.versions.contains(&Version::Tls13) && !session.desk.mind.memory.sessions().any(kept) {
        return None;
    }
    newest12(session)
}

#[inline(never)] // as above
fn newest12(session: &mut Session) -> Option<(u32, Kept)> {
    session.step(Verb::FindSession);
    let found = usable(Version::Tls12, 1, session).into_iter().next();
    if let Some((number, _)) = &found {
        session.kept.push(*number);
        session.desk.change(*number, Change::Used, Why::Offered);
    }
    found
}

/// The newest sessions of a version that nothing speaks against; those whose time is over go.
fn usable(version: Version, max: usize, session: &mut Session) -> Vec<(u32, Kept)> {
    let (config, now) = (session.config.clone(), session.desk.now);
    let sessions = session.desk.mind.memory.sessions().rev().map(|(number, kept)| (number, kept.clone()));
    let sessions = sessions.filter(|(_, kept)| kept.version == version).collect::<Vec<_>>();
    let out = |kept: &Kept| {
        if over(kept, now) {
            Some(Out::Expired)
        } else if kept.host != config.host {
            Some(Out::OtherName)
        } else if !config.suites.contains(&kept.suite) {
            Some(Out::OtherSuite)
        } else {
            None
        }
    };
    let among = sessions.iter().map(|(_, kept)| Candidate { name: called(kept.handle.bytes()), out: out(kept) });
    let among = among.collect::<Vec<_>>();
    let (mut fit, unfit): (Vec<_>, Vec<_>) = sessions.into_iter().partition(|(_, kept)| out(kept).is_none());
    let mut len = 0;
    let room = |(_, kept): &&(u32, Kept)| {
        len += kept.handle.bytes().len();
        len <= MAX_TICKETS
    };
    fit.truncate(fit.iter().take(max).take_while(room).count());
    let value = fit.iter().map(|(_, kept)| called(kept.handle.bytes())).collect::<Vec<_>>().join(", ");
    let (what, clause) = match version {
        Version::Tls13 => (Choice::Psk, Clause::new(8446, "4.6.1")),
        Version::Tls12 => (Choice::Session, Clause::new(5246, "F.1.4")),
    };
    session.effect(Effect::Chose { what, value, rule: Rule::Newest, among, clause });
    for (number, kept) in unfit {
        if over(&kept, now) {
            session.desk.change(number, Change::Expired, Why::Lifetime);
        }
    }
    fit
}

/// Whether the lifetime of a session is over, by this side's clock.
fn over(kept: &Kept, now: u64) -> bool {
    now.saturating_sub(kept.since) > u64::from(kept.lifetime) * 1000
}

/// Whether early data goes with this offer: the first pre-shared key allows it, and its suite is on offer.
pub fn early(psks: &[Psk], session: &Session) -> bool {
    let first = psks.first().and_then(|psk| psk.kept.as_ref());
    let (len, exceed) = (session.config.early_data.len(), session.config.exceed_early_data);
    let fits = first.is_some_and(|kept| kept.early as usize >= len || (exceed && kept.early > 0));
    fits && !session.config.early_data.is_empty()
}

/// The extension with every identity, its age hidden (RFC 8446, 4.2.11.1), and room for the binders.
pub fn extension(psks: &[Psk], session: &mut Session) -> Option<ClientExtension> {
    (!psks.is_empty()).then(|| identities(psks, session))
}

#[inline(never)] // as above
fn identities(psks: &[Psk], session: &mut Session) -> ClientExtension {
    let mut identities = Vec::new();
    for psk in psks {
        let hidden = psk.kept.as_ref().map_or(0, |kept| age(kept, session).wrapping_add(kept.age_add));
        identities.push(PskIdentity { identity: Opaque(psk.identity.clone()), obfuscated_ticket_age: hidden });
    }
    ClientExtension::pre_shared_key(OfferedPsks {
        identities: List(identities),
        binders: List(psks.iter().map(|psk| Opaque(vec![0; psk.hash.len()])).collect()),
    })
}

/// The age of a ticket in milliseconds, by our clock, or as it is given.
fn age(kept: &Kept, session: &mut Session) -> u32 {
    let now = session.desk.now.saturating_add_signed(session.config.age_skew);
    let age = now.saturating_sub(kept.since) as u32;
    let draw = session.desk.draw(Name::TicketAge.id()).to_string();
    let given = session.desk.mind.draws.given.get(&draw).and_then(|bytes| bytes.first_chunk()).copied();
    let age = given.map_or(age, u32::from_be_bytes);
    session.give(Name::TicketAge, age.to_be_bytes().to_vec());
    age
}

/// Writes a hello. Where it offers pre-shared keys, their binders are computed over what stands before them, and filled in.
pub fn write(hello: &mut ClientHello, psks: &[Psk], session: &mut Session) -> Result<(), Refusal> {
    let own = crate::extension!(hello.extensions(), ClientExtension::pre_shared_key);
    match own.filter(|own| !psks.is_empty() && own.identities.0.len() == psks.len()).cloned() {
        Some(own) => write_bound(hello, own, psks, session),
        None => {
            session.write(&Handshake::ClientHello(hello.clone()));
            Ok(())
        }
    }
}

#[inline(never)] // as above
fn write_bound(hello: &mut ClientHello, own: OfferedPsks, psks: &[Psk], session: &mut Session) -> Result<(), Refusal> {
    let message = Handshake::ClientHello(hello.clone());
    let blob = session.draft(&message);
    session.step(Verb::ComputeBinder);
    let end = session.desk.field(blob, BINDERS).ok_or(Refusal::Internal { what: "binders" })?.range.start;
    let head = Piece { blob, range: 0..end };
    let mut binders = Vec::new();
    for psk in psks {
        let hash = session.transcript.hash_with(&mut session.desk, Name::BinderHash, psk.hash, head.clone())?;
        let binder = psk.schedule.binder(&mut session.desk, psk.external, hash)?;
        binders.push(Opaque(session.bytes(binder)?.to_vec()));
    }
    let full = OfferedPsks { binders: List(binders), ..own };
    session.desk.blobs.complete(blob, end as usize, &full.binders.to_bytes());
    if let Some(list) = &mut hello.extensions.0 {
        let place = list.0.iter_mut().find(|one| one.extension_type() == E::pre_shared_key);
        place.into_iter().for_each(|place| *place = ClientExtension::pre_shared_key(full.clone()));
    }
    session.write_draft(message.name(), blob);
    Ok(())
}

/// Sends early data behind the first hello, under the keys of the first pre-shared key.
pub fn write_early(psk: &Psk, session: &mut Session) -> Result<(), Refusal> {
    let suite = psk.kept.as_ref().and_then(|kept| Suite::of(kept.suite)).ok_or(Refusal::Internal { what: "suite" })?;
    session.step(Verb::DeriveEarlyKeys);
    if session.config.compat {
        write_ccs(session);
    }
    session.suite = Some(suite);
    let transcript = session.transcript.clone();
    session.arm(Role::Client, Epoch::Early, |desk| psk.schedule.keys(desk, &transcript, suite))?;
    let data = session.config.early_data.clone();
    session.write_content("application_data", ContentType::application_data, data);
    Ok(())
}

/// Takes the server's choice among the identities: one that was offered, with a suite of its hash (RFC 8446, 4.2.11).
pub fn selected(offer: &Offer, index: u16, suite: &Suite, session: &mut Session) -> Result<usize, Refusal> {
    let (at, offered, clause) = (usize::from(index), offer.psks.len(), Clause::new(8446, "4.2.11"));
    let compared = vec![("offered", offered.to_string()), ("selected", index.to_string())];
    let refusal = || Refusal::IdentityNotOffered(Mismatch::among(&(0..offered).collect::<Vec<_>>(), index));
    session.check(Check::SelectedIdentity, at < offered, clause, compared, refusal)?;
    let psk = offer.psks.get(at).ok_or(Refusal::Internal { what: "pre-shared key" })?;
    let (own, chosen) = (psk.hash, kdf_hash(suite));
    let compared = [("psk", own.name().to_owned()), ("suite", chosen.name().to_owned())];
    session.compare(Check::PskHash, own == chosen, clause, compared, Refusal::PskHashChanged)?;
    session.negotiated.resumed = Some(if psk.external { Resumed::ExternalPsk } else { Resumed::Psk });
    Ok(at)
}

/// Without a key share the pre-shared key is used alone, which the client must have allowed (RFC 8446, 4.2.9).
pub fn alone(offer: &Offer) -> Result<(), Refusal> {
    let modes = crate::extension!(offer.hello.extensions(), ClientExtension::psk_key_exchange_modes);
    let modes = modes.map_or(&[][..], |body| &body.ke_modes.0);
    match modes.contains(&PskKeyExchangeMode::psk_ke) {
        true => Ok(()),
        false => Err(Refusal::PskWithoutShare(Mismatch::among(modes, PskKeyExchangeMode::psk_ke))),
    }
}

/// Whether the server took the early data: with the first identity, its suite and its protocol (RFC 8446, 4.2.10).
pub fn early_taken(offer: &Offer, psk: Option<usize>, session: &mut Session) -> Result<(), Refusal> {
    let kept = offer.psks.first().and_then(|psk| psk.kept.clone()).ok_or(Refusal::Internal { what: "early data" })?;
    let protocol = |protocol: &Option<String>| printable(protocol.clone().unwrap_or_default());
    let index = |psk: Option<usize>| psk.map_or_else(String::new, |at| at.to_string());
    let pairs = [
        (index(Some(0)), index(psk)),
        (kept.suite.to_string(), session.suite()?.code.to_string()),
        (protocol(&kept.protocol), protocol(&session.negotiated.protocol)),
    ];
    let (sent, taken) = pairs.iter().find(|(sent, taken)| sent != taken).unwrap_or(&pairs[0]);
    let compared = [("sent", sent.clone()), ("taken", taken.clone())];
    let clause = Clause::new(8446, "4.2.10");
    session.compare(Check::EarlyDataFit, sent == taken, clause, compared, Refusal::EarlyDataUnfit)
}

/// Early data was not taken: the server said nothing of it, or asked for a second hello.
pub fn early_refused(why: Out, session: &mut Session) {
    let among = vec![Candidate { name: TAKEN.to_owned(), out: Some(why) }];
    let (what, rule, clause) = (Choice::EarlyData, Rule::ServerDecides, Clause::new(8446, "4.2.10"));
    session.effect(Effect::Chose { what, value: String::new(), rule, among, clause });
    session.negotiated.early = Some(false);
}
