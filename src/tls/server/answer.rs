//! What the server answers in either version: its random, its extensions, the demand for a second hello.

use super::{Retried, negotiate};
use crate::tls::config::ExtensionChoice;
use crate::tls::effect::Check;
use crate::tls::names::Name;
use crate::tls::refusal::{Mismatch, Refusal, listed};
use crate::tls::schemes::kdf_hash;
use crate::tls::session::Session;
use crate::tls::shared::write_ccs;
use crate::tls::state::State as Next;
use crate::wire::codec::reread;
use crate::wire::extensions::*;
use crate::wire::handshake::Handshake;
use crate::wire::hello::{ClientHello, DOWNGRADE_TLS12, HelloRetryRequest, RETRY_RANDOM};
use crate::wire::status::{CertificateStatus, CertificateStatusRequest};
use crate::wire::vectors::{List, Opaque, Rest, Text};
use crate::wire::{
    BlobId, Clause, CompressionMethod, EntryId, ExtensionType as E, NamedGroup, ProtocolVersion, Suite, Version, hex,
};

/// The length of a cookie in bytes; it is a handle without meaning.
const COOKIE_LEN: u16 = 32;

/// Draws the server's random. A server that could speak TLS 1.3 and speaks 1.2 ends it with a mark
/// (RFC 8446, 4.1.3).
pub fn random(session: &mut Session) -> Result<(EntryId, [u8; 32]), Refusal> {
    let marked = session.config.sentinel
        && session.config.versions.contains(&Version::Tls13)
        && session.negotiated.version == Some(Version::Tls12);
    let entry = match marked {
        true => {
            let head = session.random(Name::ServerRandomHead, 24)?;
            let mark = session.give(Name::DowngradeSentinel, DOWNGRADE_TLS12.to_vec());
            session.learn(Name::ServerRandom, crate::crypto::ledger::Formula::Join(vec![head, mark]))?
        }
        false => session.random(Name::ServerRandom, 32)?,
    };
    let mut random = [0; 32];
    random.iter_mut().zip(session.bytes(entry)?).for_each(|(to, from)| *to = *from);
    Ok((entry, random))
}

/// Asks for a second hello (RFC 8446, 4.1.4).
pub fn retry(
    hello: ClientHello,
    blob: BlobId,
    suite: &'static Suite,
    group: Option<NamedGroup>,
    session: &mut Session,
) -> Result<Next, Refusal> {
    session.absorb(blob);
    session.transcript.retry(&mut session.desk, kdf_hash(suite))?;
    let cookie = match session.config.cookie {
        true => {
            let entry = session.random(Name::Cookie, COOKIE_LEN)?;
            Some(session.bytes(entry)?.to_vec())
        }
        false => None,
    };
    let extension = |code: E| match code {
        E::supported_versions => {
            Some(RetryExtension::supported_versions(SelectedVersion { selected_version: ProtocolVersion::TLSv1_3 }))
        }
        E::key_share => group.map(|code| RetryExtension::key_share(KeyShareHelloRetryRequest { selected_group: code })),
        E::cookie => cookie.clone().map(|cookie| RetryExtension::cookie(Cookie { cookie: Opaque(cookie) })),
        _ => None,
    };
    let extensions = session.config.retry_extensions.iter().copied().filter_map(extension).collect();
    session.write(&Handshake::HelloRetryRequest(HelloRetryRequest {
        legacy_version: ProtocolVersion::TLSv1_2,
        random: RETRY_RANDOM,
        legacy_session_id_echo: Opaque(hello.legacy_session_id.0.clone()),
        cipher_suite: suite.code,
        legacy_compression_method: CompressionMethod::null,
        extensions: List(extensions),
    }));
    compatibility_ccs(&hello, session);
    Ok(negotiate::retried(hello, group, cookie))
}

/// Holds the second hello against the first: nothing may change but what was asked for (RFC 8446, 4.1.2).
pub fn consistent(retried: &Retried, second: &ClientHello, session: &mut Session) -> Result<(), Refusal> {
    let cookie = crate::extension!(second.extensions(), ClientExtension::cookie).map(|body| &body.cookie.0);
    let shares = crate::extension!(second.extensions(), ClientExtension::key_share);
    let shares = shares.map(|body| body.client_shares.0.iter().map(|share| share.group).collect::<Vec<_>>());
    let found = listed(shares.as_deref().unwrap_or_default());
    let wanted = retried.group.map_or_else(String::new, |group| group.to_string());
    let show = |cookie: Option<&Vec<u8>>| cookie.map(|bytes| hex::encode(bytes)).unwrap_or_default();
    let (compared, verdict) = if let Some(name) = changed(retried, second) {
        (vec![("changed", name.clone())], Err(Refusal::SecondHelloChanged { name }))
    } else if cookie != retried.cookie.as_ref() {
        let (sent, echoed) = (show(retried.cookie.as_ref()), show(cookie));
        let refusal = Refusal::CookieWrong(Mismatch::new(&sent, &echoed));
        (vec![("sent", sent), ("echoed", echoed)], Err(refusal))
    } else {
        let brought = retried.group.is_none_or(|group| shares.as_deref() == Some(&[group][..]));
        let refusal = Refusal::RetryIgnored(Mismatch::new(&wanted, &found));
        (vec![("wanted", wanted), ("found", found)], if brought { Ok(()) } else { Err(refusal) })
    };
    session.settle(Check::RetryConsistency, Clause::new(8446, "4.1.2"), compared, verdict)
}

/// What is not as it was in the first hello, and should be. What was asked for may change; padding and pre-shared keys
/// with their binders change with it; early data goes.
fn changed(retried: &Retried, second: &ClientHello) -> Option<String> {
    let first = &retried.first;
    let fields = [
        ("legacy_version", first.legacy_version == second.legacy_version),
        ("random", first.random == second.random),
        ("legacy_session_id", first.legacy_session_id == second.legacy_session_id),
        ("cipher_suites", first.cipher_suites == second.cipher_suites),
        ("legacy_compression_methods", first.legacy_compression_methods == second.legacy_compression_methods),
    ];
    let field = fields.into_iter().find(|(_, same)| !same).map(|(name, _)| name.to_owned());
    let kept = |hello: &ClientHello| {
        let movable = |code| match code {
            E::key_share => retried.group.is_some(),
            code => matches!(code, E::cookie | E::early_data | E::pre_shared_key | E::padding),
        };
        let kept = hello.extensions().iter().filter(|one| !movable(one.extension_type()));
        kept.cloned().collect::<Vec<_>>()
    };
    let (before, after) = (kept(first), kept(second));
    let at = (0..before.len().max(after.len())).find(|at| before.get(*at) != after.get(*at));
    let extension = at.and_then(|at| before.get(at).or(after.get(at))).map(ClientExtension::extension_type);
    field.or_else(|| extension.map(|code| code.to_string()))
}

/// The answers to a ClientHello's extensions, in the order asked for; those of TLS 1.3 go into
/// EncryptedExtensions, those of TLS 1.2 into the ServerHello.
pub fn extensions(hello: &ClientHello, session: &mut Session, default: &[E]) -> Vec<ServerExtension> {
    let computed = |code: &E| ExtensionChoice::Computed(*code);
    let order = session.config.extensions.clone().unwrap_or_else(|| default.iter().map(computed).collect());
    let answer = |choice| match choice {
        ExtensionChoice::Computed(code) => answer(hello, session, code),
        // What was given as bytes is read back, so that it is our answer like what was computed.
        ExtensionChoice::Raw(code, bytes) => Some(reread(ServerExtension::Unknown(code, Rest(bytes)))),
    };
    let answers: Vec<_> = order.into_iter().filter_map(answer).collect();
    if let Some(body) = crate::extension!(answers, ServerExtension::application_layer_protocol_negotiation)
        && let [name] = &body.protocol_name_list.0[..]
    {
        session.negotiated.protocol = Some(String::from_utf8_lossy(&name.0).into_owned());
    }
    answers
}

fn answer(hello: &ClientHello, session: &Session, code: E) -> Option<ServerExtension> {
    use ServerExtension as S;
    let asked = hello.extensions().iter().any(|one| one.extension_type() == code);
    match code {
        E::server_name => asked.then_some(S::server_name(Empty {})),
        // In TLS 1.3 the response itself is the answer, beside the certificate (RFC 8446, 4.4.2.1).
        E::status_request => (session.negotiated.version == Some(Version::Tls12) && staple(hello, session).is_some())
            .then_some(S::status_request(Empty {})),
        E::application_layer_protocol_negotiation => session.negotiated.protocol.as_ref().map(|name| {
            let protocol_name_list = List(vec![Text(name.as_bytes().to_vec())]);
            S::application_layer_protocol_negotiation(ProtocolNameList { protocol_name_list })
        }),
        E::extended_master_secret => {
            (asked && session.config.extended_master_secret).then_some(S::extended_master_secret(Empty {}))
        }
        E::session_ticket => {
            let on = session.config.session_ticket && session.negotiated.version == Some(Version::Tls12);
            (asked && on).then_some(S::session_ticket(Empty {}))
        }
        E::ec_point_formats => {
            let ec_point_format_list = List(vec![crate::wire::ECPointFormat::uncompressed]);
            let used = session.kx == Some(crate::wire::KeyExchange::Ecdhe);
            (asked && used).then_some(S::ec_point_formats(EcPointFormats { ec_point_format_list }))
        }
        E::renegotiation_info => {
            let scsv = hello.cipher_suites.0.contains(&crate::wire::CipherSuite::TLS_EMPTY_RENEGOTIATION_INFO_SCSV);
            let on = session.config.renegotiation != crate::tls::config::Renegotiation::Off;
            let renegotiated_connection = Opaque(Vec::new());
            ((asked || scsv) && on).then_some(S::renegotiation_info(RenegotiationInfo { renegotiated_connection }))
        }
        _ => None,
    }
}

/// What is stapled for this client, if it asked for that: our OCSP responses, in the order of the chain.
pub fn staples(hello: &ClientHello, session: &Session) -> Vec<Option<CertificateStatus>> {
    let asked = crate::extension!(hello.extensions(), ClientExtension::status_request);
    let ours = match asked {
        Some(CertificateStatusRequest::Ocsp(_)) => &session.config.staples[..],
        _ => &[],
    };
    ours.iter().map(|response| Some(CertificateStatus::Ocsp(Opaque(response.clone()?)))).collect()
}

/// What is stapled to the first certificate.
pub fn staple(hello: &ClientHello, session: &Session) -> Option<CertificateStatus> {
    staples(hello, session).into_iter().next().flatten()
}

/// Answers a client that plays the compatibility game (RFC 8446, D.4).
pub fn compatibility_ccs(hello: &ClientHello, session: &mut Session) {
    if session.config.compat && !hello.legacy_session_id.0.is_empty() {
        write_ccs(session);
    }
}
