//! The server's choice, held against the offer: what ServerHello and HelloRetryRequest have in common, and the ServerHello
//! (RFC 8446, 4.1.3 and 4.1.4; RFC 5246, 7.4.1.3).

use super::State;
use super::offer::Offer;
use super::{resume, tls12, tls13};
use crate::crypto::ledger::Formula;
use crate::tls::effect::{Check, Effect, Epoch, Verb};
use crate::tls::names::Name;
use crate::tls::places::{self, Place};
use crate::tls::refusal::{Mismatch, Refusal, listed};
use crate::tls::schedule13::{Early, Schedule};
use crate::tls::schemes::{self, group, kdf_hash};
use crate::tls::session::Session;
use crate::tls::shared::Share;
use crate::tls::state::State as Next;
use crate::wire::extensions::*;
use crate::wire::hello::{DOWNGRADE_TLS11, DOWNGRADE_TLS12, ServerHello};
use crate::wire::{
    BlobId, CipherSuite, Clause, CompressionMethod, ExtensionType, NamedGroup, ProtocolVersion, Role, Suite, Version,
    hex,
};

/// The versions that are spoken here.
const SPOKEN: [ProtocolVersion; 2] = [ProtocolVersion::TLSv1_3, ProtocolVersion::TLSv1_2];

/// Where the server's public value stands in its ServerHello.
const SHARE: &str = "server_hello.extensions.key_share.server_share.key_exchange.value";

/// What a ServerHello and a HelloRetryRequest have in common.
pub struct Common<'a> {
    pub session_id: &'a [u8],
    pub suite: CipherSuite,
    pub compression: CompressionMethod,
    pub types: Vec<ExtensionType>,
    pub place: Place,
}

/// Takes the ServerHello.
pub fn server_hello(offer: Offer, hello: ServerHello, blob: BlobId, session: &mut Session) -> Result<Next, Refusal> {
    session.step(Verb::AcceptChoice);
    session.effect(Effect::Read { message: blob });
    let extensions = hello.extensions();
    let selected = crate::extension!(extensions, ServerExtension::supported_versions);
    let version = version(&offer, selected.map(|body| body.selected_version), hello.legacy_version, session)?;
    let common = Common {
        session_id: &hello.legacy_session_id_echo.0,
        suite: hello.cipher_suite,
        compression: hello.legacy_compression_method,
        types: extensions.iter().map(ServerExtension::extension_type).collect(),
        place: if version == Version::Tls13 { Place::ServerHello } else { Place::ServerHello12 },
    };
    // What the retry has announced, the ServerHello repeats (RFC 8446, 4.1.4).
    if offer.retried.is_some() && version != Version::Tls13 {
        return Err(Refusal::RetryVersionChanged(Mismatch::new(ProtocolVersion::TLSv1_3, version.code())));
    }
    let suite = accept(&offer, &common, version, session)?;
    if let Some(retry) = offer.retried.filter(|retry| retry.suite != suite.code) {
        return Err(Refusal::RetrySuiteChanged(Mismatch::new(retry.suite, suite.code)));
    }
    session.negotiated.suite = Some(suite.code);
    session.suite = Some(suite);
    session.kx = suite.kx;
    let random = session.received(Name::ServerRandom, blob, "server_hello.random")?;
    match version {
        Version::Tls12 => {
            sentinel(&offer, &hello, session)?;
            if offer.early {
                // A server that knows the ticket speaks TLS 1.3 (RFC 8446, D.3).
                let mismatch = Mismatch::new(ProtocolVersion::TLSv1_3, version.code());
                return Err(Refusal::EarlyDataUnfit(mismatch));
            }
            session.absorb(blob);
            tls12::agreed(offer, random, &hello, session)
        }
        Version::Tls13 => tls13(offer, extensions, blob, session),
    }
}

/// On to the handshake keys: from a pre-shared key, a key agreement, or both.
fn tls13(offer: Offer, extensions: &[ServerExtension], blob: BlobId, session: &mut Session) -> Result<Next, Refusal> {
    let suite = session.suite()?;
    let psk = match crate::extension!(extensions, ServerExtension::pre_shared_key) {
        Some(body) => Some(resume::selected(&offer, body.selected_identity, suite, session)?),
        None => None,
    };
    let share = crate::extension!(extensions, ServerExtension::key_share).map(|body| body.server_share.group);
    let share = match (share, psk) {
        (Some(group), _) => Some((own_share(&offer, group, session)?, group)),
        (None, Some(_)) => {
            resume::alone(&offer)?;
            None
        }
        (None, None) => return Err(Refusal::MissingExtension { name: "key_share" }),
    };
    let peer = match share {
        Some((_, code)) => {
            session.negotiated.group = Some(code);
            Some(session.received(Name::PeerPublicKey, blob, SHARE)?)
        }
        None => None,
    };
    session.absorb(blob);
    session.step(Verb::DeriveHandshakeKeys);
    let shared = match share.zip(peer) {
        Some(((own, code), peer)) => {
            let group = group(code).ok_or(Refusal::Internal { what: "group" })?;
            Some(session.learn(Name::SharedSecret, Formula::Agree { group, private: own.private, peer })?)
        }
        None => None,
    };
    let early = match psk.and_then(|at| offer.psks.get(at)) {
        Some(psk) => psk.schedule,
        None => Early::new(&mut session.desk, kdf_hash(suite), None)?,
    };
    let schedule = Schedule::handshake(&mut session.desk, &session.transcript, suite, early, shared)?;
    session.arm(Role::Server, Epoch::Handshake, |desk| schedule.keys(desk, Role::Server))?;
    // Early data goes on under its own keys until its end, or until the server has refused it (RFC 8446, 4.2.10).
    if !offer.early {
        session.arm(Role::Client, Epoch::Handshake, |desk| schedule.keys(desk, Role::Client))?;
    }
    Ok(Next::Client(State::WaitEncryptedExtensions(tls13::Keyed::new(offer, schedule, psk))))
}

/// The version chosen: the extension decides where it stands (RFC 8446, 4.2.1).
pub fn version(
    offer: &Offer,
    selected: Option<ProtocolVersion>,
    legacy: ProtocolVersion,
    session: &mut Session,
) -> Result<Version, Refusal> {
    if legacy <= ProtocolVersion::SSLv3 {
        return Err(Refusal::LegacyVersionSsl3(Mismatch::new(ProtocolVersion::TLSv1_2, legacy))); // RFC 8446, D.5
    }
    let code = selected.unwrap_or(legacy);
    // Without a list the legacy field names the highest version that is offered.
    let (offered, passed) = match offer.versions() {
        Some(versions) => (listed(versions), versions.contains(&code)),
        None => (offer.hello.legacy_version.to_string(), code <= offer.hello.legacy_version),
    };
    let mismatch = Mismatch::new(&offered, code);
    let compared = vec![("selected", code.to_string()), ("offered", offered)];
    let (check, clause) = (Check::SupportedVersion, Clause::new(8446, "4.2.1"));
    session.effect(Effect::Checked { check, passed, clause, compared });
    let tls13 = ProtocolVersion::TLSv1_3;
    let version = match selected {
        Some(_) if offer.versions().is_none() => {
            return Err(Refusal::UnsolicitedExtension { name: ExtensionType::supported_versions.to_string() });
        }
        Some(code) if code < tls13 => {
            return Err(Refusal::SelectedVersionIllegal(Mismatch::new(tls13, code)));
        }
        Some(_) if !passed => return Err(Refusal::SelectedVersionNotOffered(mismatch)),
        Some(_) if legacy != ProtocolVersion::TLSv1_2 => {
            return Err(Refusal::LegacyVersionNotTls12(Mismatch::new(ProtocolVersion::TLSv1_2, legacy)));
        }
        None if code >= tls13 && offer.offers_tls13() => {
            return Err(Refusal::MissingExtension { name: "supported_versions" });
        }
        None if !passed => return Err(Refusal::VersionNotOffered(mismatch)),
        _ => Version::of(code).ok_or_else(|| Refusal::VersionNotSpoken(Mismatch::among(&SPOKEN, code)))?,
    };
    session.negotiated.version = Some(version);
    Ok(version)
}

/// What must hold of every choice: echoed session id, an offered suite of that version, no compression,
/// only extensions that were asked for and belong there, each once.
pub fn accept(
    offer: &Offer,
    common: &Common<'_>,
    version: Version,
    session: &mut Session,
) -> Result<&'static Suite, Refusal> {
    let hello = &offer.hello;
    if version == Version::Tls13 {
        let passed = common.session_id == hello.legacy_session_id.0;
        let compared = [("sent", hex::encode(&hello.legacy_session_id.0)), ("echoed", hex::encode(common.session_id))];
        let clause = Clause::new(8446, "4.1.3");
        session.compare(Check::SessionIdEcho, passed, clause, compared, Refusal::SessionIdChanged)?;
    }
    let clause = match version {
        Version::Tls13 => Clause::new(8446, "4.1.3"),
        Version::Tls12 => Clause::new(5246, "7.4.1.3"),
    };
    let suite = suite(&hello.cipher_suites.0, common.suite, version, clause, session)?;
    let (method, null) = (common.compression, CompressionMethod::null);
    let compared = vec![("compression", method.to_string())];
    let refusal = || Refusal::CompressionNotNull(Mismatch::new(null, method));
    session.check(Check::CompressionNull, method == null, clause, compared, refusal)?;
    // A cookie needs no question (RFC 8446, 4.1.4).
    let cookie = |code| common.place == Place::HelloRetryRequest && code == ExtensionType::cookie;
    places::answers(&common.types, common.place, |code| cookie(code) || offer.asks_for(code))?;
    Ok(suite)
}

/// The suite chosen: offered, spoken here, and of the version chosen.
fn suite(
    offered: &[CipherSuite],
    code: CipherSuite,
    version: Version,
    clause: Clause,
    session: &mut Session,
) -> Result<&'static Suite, Refusal> {
    let compared = [("offered", listed(offered)), ("chosen", code.to_string())];
    let passed = offered.contains(&code);
    session.compare(Check::CipherSuiteOffered, passed, clause, compared, Refusal::SuiteNotOffered)?;
    if code.is_signal() {
        return Err(Refusal::SuiteIsSignal(Mismatch::new("", code)));
    }
    let spoken = |suite: &&Suite| offered.contains(&suite.code) && suite.version == version;
    let usable = || crate::wire::suites::SUITES.iter().filter(spoken).map(|suite| suite.code).collect::<Vec<_>>();
    match Suite::of(code) {
        None => Err(Refusal::SuiteNotSpoken(Mismatch::among(&usable(), code))),
        Some(suite) if suite.version != version => Err(Refusal::SuiteOfOtherVersion(Mismatch::among(&usable(), code))),
        Some(suite) => Ok(suite),
    }
}

/// RFC 8446, 4.1.3: a server that could speak TLS 1.3 marks its random when it speaks less.
fn sentinel(offer: &Offer, hello: &ServerHello, session: &mut Session) -> Result<(), Refusal> {
    if !session.config.check_sentinel || !offer.offers_tls13() {
        return Ok(());
    }
    let tail = hello.random.get(24..).unwrap_or(&[]);
    let marked = tail == DOWNGRADE_TLS12 || tail == DOWNGRADE_TLS11;
    let compared = vec![("last_bytes", hex::encode(tail))];
    let refusal = || Refusal::Downgraded(Mismatch::new("", hex::encode(tail)));
    session.check(Check::ServerRandomSentinel, !marked, Clause::new(8446, "4.1.3"), compared, refusal)
}

/// Our share of the group that the server answered with.
fn own_share(offer: &Offer, code: NamedGroup, session: &mut Session) -> Result<Share, Refusal> {
    let (groups, shared) = (offer.groups().unwrap_or_default(), offer.shared());
    let compared = [("offered", listed(groups)), ("group", code.to_string())];
    let offered = groups.contains(&code);
    let clause = Clause::new(8446, "4.2.8");
    session.compare(Check::KeyShareGroup, offered, clause, compared, Refusal::GroupNotOffered)?;
    let asked = offer.retried.and_then(|retry| retry.group);
    if let Some(asked) = asked.filter(|asked| *asked != code) {
        return Err(Refusal::RetryGroupChanged(Mismatch::new(asked, code)));
    }
    if !shared.contains(&code) {
        return Err(Refusal::ShareNotSent(Mismatch::among(&shared, code)));
    }
    if group(code).is_none() {
        return Err(Refusal::GroupNotSpoken(Mismatch::among(&schemes::GROUPS, code)));
    }
    let own = offer.shares.iter().find(|share| share.group == code).copied();
    let kept = || offer.shares.iter().map(|share| share.group).collect::<Vec<_>>();
    own.ok_or_else(|| Refusal::ShareWithoutKey(Mismatch::among(&kept(), code)))
}
