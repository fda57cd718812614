//! The server's choice, held against the offer: ServerHello and HelloRetryRequest (RFC 8446, 4.1.3 and
//! 4.1.4; RFC 5246, 7.4.1.3).

use super::State;
use super::hello::{Offer, Share, entry, share};
use super::{tls12, tls13};
use crate::crypto::ledger::{Covered, Formula};
use crate::tls::effect::{Check, Effect, Verb};
use crate::tls::names::Name;
use crate::tls::refusal::{Mismatch, Refusal, listed};
use crate::tls::schedule13::Schedule;
use crate::tls::schemes::{group, kdf_hash};
use crate::tls::session::Session;
use crate::tls::state::State as Next;
use crate::wire::alert::ChangeCipherSpec;
use crate::wire::extensions::*;
use crate::wire::handshake::Handshake;
use crate::wire::hello::{DOWNGRADE_TLS11, DOWNGRADE_TLS12, HelloRetryRequest, ServerHello};
use crate::wire::vectors::{List, Opaque};
use crate::wire::{
    BlobId, CipherSuite, Clause, CompressionMethod, ContentType, ExtensionType, NamedGroup, Piece, ProtocolVersion,
    Role, Suite, Version, Wire,
};

/// What a ServerHello and a HelloRetryRequest have in common.
struct Common<'a> {
    session_id: &'a [u8],
    suite: CipherSuite,
    compression: CompressionMethod,
    types: Vec<ExtensionType>,
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
    };
    let suite = accept(&offer, &common, version, session)?;
    if offer.retried.is_some_and(|code| code != suite.code) {
        return Err(Refusal::RetrySuiteChanged);
    }
    session.negotiated.suite = Some(suite.code);
    session.suite = Some(suite);
    session.kx = suite.kx;
    // msg_type 1, length 3, legacy_version 2, then the random
    let random = session.learn(Name::ServerRandom, Formula::Received(Piece { blob, range: 6..38 }))?;
    match version {
        Version::Tls12 => {
            sentinel(&hello, session)?;
            session.absorb(blob);
            tls12::agreed(&offer, random, extensions, session)
        }
        Version::Tls13 => {
            let share = crate::extension!(extensions, ServerExtension::key_share);
            let share = &share.ok_or(Refusal::MissingExtension { name: "key_share" })?.server_share;
            let own = own_share(&offer, share.group, session)?;
            session.negotiated.group = Some(share.group);
            let (at, len) = share_position(session, blob)?;
            let peer = session.learn(Name::PeerPublicKey, Formula::Received(Piece { blob, range: at..at + len }))?;
            session.absorb(blob);
            session.step(Verb::DeriveHandshakeKeys);
            let group = group(share.group).ok_or(Refusal::Internal { what: "group" })?;
            let shared = session.learn(Name::SharedSecret, Formula::Agree { group, private: own.private, peer })?;
            let schedule = Schedule::handshake(session, shared)?;
            schedule.arm(session, Role::Server)?;
            schedule.arm(session, Role::Client)?;
            Ok(Next::Client(State::WaitEncryptedExtensions(tls13::Keyed { offer, schedule, answer: None })))
        }
    }
}

/// Takes the HelloRetryRequest and offers again (RFC 8446, 4.1.4).
pub fn retry(offer: Offer, retry: HelloRetryRequest, blob: BlobId, session: &mut Session) -> Result<Next, Refusal> {
    session.step(Verb::AcceptChoice);
    session.effect(Effect::Read { message: blob });
    if offer.retried.is_some() {
        return Err(Refusal::SecondRetry);
    }
    if !offer.offers_tls13() {
        return Err(Refusal::UnexpectedMessage(Mismatch::new("server_hello", "hello_retry_request")));
    }
    let extensions = &retry.extensions.0;
    let selected = crate::extension!(extensions, RetryExtension::supported_versions);
    let selected = selected.ok_or(Refusal::MissingExtension { name: "supported_versions" })?.selected_version;
    if version(&offer, Some(selected), retry.legacy_version, session)? != Version::Tls13 {
        return Err(Refusal::VersionNotOffered);
    }
    let common = Common {
        session_id: &retry.legacy_session_id_echo.0,
        suite: retry.cipher_suite,
        compression: retry.legacy_compression_method,
        types: extensions.iter().map(RetryExtension::extension_type).filter(|t| *t != ExtensionType::cookie).collect(),
    };
    let suite = accept(&offer, &common, Version::Tls13, session)?;
    session.suite = Some(suite);
    let wanted = crate::extension!(extensions, RetryExtension::key_share).map(|body| body.selected_group);
    let cookie = crate::extension!(extensions, RetryExtension::cookie);
    if let Some(code) = wanted {
        let sensible = session.config.groups.contains(&code) && offer.shares.iter().all(|share| share.group != code);
        let compared = vec![("group", code.to_string())];
        session.check(
            Check::RetryConsistency,
            sensible,
            Clause::new(8446, "4.2.8"),
            compared,
            if offer.shares.iter().any(|share| share.group == code) {
                Refusal::PointlessRetry
            } else {
                Refusal::GroupNotOffered(Mismatch::among(&session.config.groups, code))
            },
        )?;
    } else if cookie.is_none() {
        return Err(Refusal::PointlessRetry);
    }
    // The first hello lives on only as its hash (RFC 8446, 4.4.1).
    let first = session.transcript_hash(Name::ClientHelloHash, kdf_hash(suite))?;
    session.transcript = vec![Covered::MessageHash(first)];
    session.absorb(blob);
    let mut offer = Offer { retried: Some(suite.code), ..offer };
    if let Some(code) = wanted {
        session.step(Verb::MakeKeyShare);
        offer.shares = vec![share(session, code)?];
    }
    let entries = offer.shares.iter().map(|share| entry(session, share)).collect::<Result<Vec<_>, _>>()?;
    if let Some(list) = &mut offer.hello.extensions.0 {
        for extension in &mut list.0 {
            if let ClientExtension::key_share(body) = extension {
                *body = KeyShareClientHello { client_shares: List(entries.clone()) };
            }
        }
        // RFC 8446, 4.1.2: no early data behind a retry.
        list.0.retain(|extension| extension.extension_type() != ExtensionType::early_data);
        list.0.extend(cookie.map(|cookie| ClientExtension::cookie(cookie.clone())));
    }
    if session.config.compat {
        write_ccs(session);
    }
    session.write(&Handshake::ClientHello(offer.hello.clone()));
    Ok(Next::Client(State::WaitServerHello(offer)))
}

/// The version chosen: the extension decides where it stands (RFC 8446, 4.2.1).
fn version(
    offer: &Offer,
    selected: Option<ProtocolVersion>,
    legacy: ProtocolVersion,
    session: &mut Session,
) -> Result<Version, Refusal> {
    let code = selected.unwrap_or(legacy);
    let version = Version::of(code).filter(|version| session.config.versions.contains(version));
    // In the extension only TLS 1.3 may stand, and without it only versions below.
    let version = version.filter(|version| (*version == Version::Tls13) == selected.is_some());
    let legacy_fits = selected.is_none() || legacy == ProtocolVersion::TLSv1_2;
    let offered = session.config.versions.iter().map(|version| version.name()).collect::<Vec<_>>().join(", ");
    session.check(
        Check::SupportedVersion,
        version.is_some() && legacy_fits && (selected.is_none() || offer.offers_tls13()),
        Clause::new(8446, "4.2.1"),
        vec![("selected", code.to_string()), ("offered", offered)],
        if selected.is_some() { Refusal::SelectedVersionIllegal } else { Refusal::VersionNotOffered },
    )?;
    let version = version.ok_or(Refusal::VersionNotOffered)?;
    session.negotiated.version = Some(version);
    Ok(version)
}

/// What must hold of every choice: echoed session id, an offered suite of that version, no compression,
/// only extensions that were asked for, each once.
fn accept(
    offer: &Offer,
    common: &Common<'_>,
    version: Version,
    session: &mut Session,
) -> Result<&'static Suite, Refusal> {
    let hello = &offer.hello;
    if version == Version::Tls13 {
        let passed = common.session_id == hello.legacy_session_id.0;
        let compared = vec![("sent", hex(&hello.legacy_session_id.0)), ("echoed", hex(common.session_id))];
        let clause = Clause::new(8446, "4.1.3");
        session.check(Check::SessionIdEcho, passed, clause, compared, Refusal::SessionIdChanged)?;
    }
    let suite = Suite::of(common.suite);
    let offered = hello.cipher_suites.0.contains(&common.suite) && suite.is_some();
    let clause = match version {
        Version::Tls13 => Clause::new(8446, "4.1.3"),
        Version::Tls12 => Clause::new(5246, "7.4.1.3"),
    };
    let compared = [("offered", listed(&hello.cipher_suites.0)), ("chosen", common.suite.to_string())];
    session.compare(Check::CipherSuiteOffered, offered, clause, compared, Refusal::SuiteNotOffered)?;
    let suite = suite.filter(|suite| suite.version == version).ok_or(Refusal::SuiteOfOtherVersion)?;
    let compared = vec![("compression", common.compression.to_string())];
    let null = common.compression == CompressionMethod::null;
    session.check(Check::CompressionNull, null, clause, compared, Refusal::CompressionNotNull)?;
    for (at, code) in common.types.iter().enumerate() {
        if common.types.iter().take(at).any(|earlier| earlier == code) {
            return Err(Refusal::DuplicateExtension { name: code.to_string() });
        }
        // The signalling suite asks for renegotiation_info as well (RFC 5746, 3.4).
        let scsv = *code == ExtensionType::renegotiation_info
            && hello.cipher_suites.0.contains(&CipherSuite::TLS_EMPTY_RENEGOTIATION_INFO_SCSV);
        let allowed = match version {
            Version::Tls13 => matches!(*code, ExtensionType::supported_versions | ExtensionType::key_share),
            Version::Tls12 => {
                !matches!(*code, ExtensionType::supported_versions | ExtensionType::key_share)
                    && (offer.offers(*code) || scsv)
            }
        };
        if !allowed {
            return Err(Refusal::UnsolicitedExtension { name: code.to_string() });
        }
    }
    Ok(suite)
}

/// RFC 8446, 4.1.3: a server that could speak TLS 1.3 marks its random when it speaks less.
fn sentinel(hello: &ServerHello, session: &mut Session) -> Result<(), Refusal> {
    if !session.config.check_sentinel || !session.config.versions.contains(&Version::Tls13) {
        return Ok(());
    }
    let tail = hello.random.get(24..).unwrap_or(&[]);
    let marked = tail == DOWNGRADE_TLS12 || tail == DOWNGRADE_TLS11;
    let compared = vec![("last_bytes", hex(tail))];
    session.check(Check::ServerRandomSentinel, !marked, Clause::new(8446, "4.1.3"), compared, Refusal::Downgraded)
}

/// Our share of the group that the server answered with.
fn own_share(offer: &Offer, code: NamedGroup, session: &mut Session) -> Result<Share, Refusal> {
    let own = offer.shares.iter().find(|share| share.group == code).copied();
    let sent = offer.shares.iter().map(|share| share.group).collect::<Vec<_>>();
    let compared = [("sent", listed(&sent)), ("group", code.to_string())];
    session.compare(
        Check::KeyShareGroup,
        own.is_some(),
        Clause::new(8446, "4.2.8"),
        compared,
        Refusal::GroupNotOffered,
    )?;
    own.ok_or(Refusal::Internal { what: "group" })
}

/// Where the server's public value stands in its ServerHello: offset and length in bytes.
fn share_position(session: &Session, blob: BlobId) -> Result<(u32, u32), Refusal> {
    let missing = Refusal::MissingExtension { name: "key_share" };
    let tree = session.blobs.get(blob).map(crate::wire::annotate).ok_or(missing.clone())?;
    let at = tree.find("server_hello.extensions.key_share.server_share.key_exchange.value").ok_or(missing)?;
    let range = tree.range(at);
    Ok((range.start, range.end - range.start))
}

/// The ChangeCipherSpec that means nothing and soothes middleboxes (RFC 8446, D.4).
pub fn write_ccs(session: &mut Session) {
    session.write_content("change_cipher_spec", ContentType::change_cipher_spec, ChangeCipherSpec(1).to_bytes());
}

/// Bytes in hex.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// An empty renegotiated_connection is the only right one in a first handshake (RFC 5746, 3.4).
pub fn renegotiation(extensions: &[ServerExtension], session: &mut Session) -> Result<(), Refusal> {
    let Some(body) = crate::extension!(extensions, ServerExtension::renegotiation_info) else { return Ok(()) };
    let Opaque(bytes) = &body.renegotiated_connection;
    let compared = vec![("renegotiated_connection", hex(bytes))];
    let clause = Clause::new(5746, "3.4");
    session.check(Check::RenegotiationInfo, bytes.is_empty(), clause, compared, Refusal::BadRenegotiationInfo)
}
