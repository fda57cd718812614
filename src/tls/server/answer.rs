//! What the server answers in either version: its random, its extensions, the demand for a second hello.

use super::{Retried, negotiate};
use crate::crypto::ledger::Covered;
use crate::tls::config::ExtensionChoice;
use crate::tls::effect::Check;
use crate::tls::names::Name;
use crate::tls::refusal::Refusal;
use crate::tls::schemes::kdf_hash;
use crate::tls::session::Session;
use crate::tls::state::State as Next;
use crate::wire::alert::ChangeCipherSpec;
use crate::wire::extensions::*;
use crate::wire::handshake::Handshake;
use crate::wire::hello::{ClientHello, DOWNGRADE_TLS12, HelloRetryRequest, RETRY_RANDOM};
use crate::wire::status::{CertificateStatus, CertificateStatusRequest};
use crate::wire::vectors::{List, Opaque, Rest, Text};
use crate::wire::{
    BlobId, Clause, CompressionMethod, ContentType, EntryId, ExtensionType as E, NamedGroup, ProtocolVersion, Suite,
    Version, Wire,
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
    let first = session.transcript_hash(Name::ClientHelloHash, kdf_hash(suite))?;
    session.transcript = vec![Covered::MessageHash(first)];
    let cookie = match session.config.cookie {
        true => {
            let entry = session.random(Name::Cookie, COOKIE_LEN)?;
            Some(session.bytes(entry)?.to_vec())
        }
        false => None,
    };
    let mut extensions =
        vec![RetryExtension::supported_versions(SelectedVersion { selected_version: ProtocolVersion::TLSv1_3 })];
    extensions.extend(group.map(|code| RetryExtension::key_share(KeyShareHelloRetryRequest { selected_group: code })));
    extensions.extend(cookie.clone().map(|cookie| RetryExtension::cookie(Cookie { cookie: Opaque(cookie) })));
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

/// Holds the second hello against the first: nothing may change but the key share and the cookie
/// (RFC 8446, 4.1.2).
pub fn consistent(retried: &Retried, second: &ClientHello, session: &mut Session) -> Result<(), Refusal> {
    let rest = |hello: &ClientHello| {
        let movable = [E::key_share, E::cookie, E::early_data, E::pre_shared_key, E::padding];
        let kept = hello.extensions().iter().filter(|one| !movable.contains(&one.extension_type()));
        kept.cloned().collect::<Vec<_>>()
    };
    let first = &retried.first;
    let cookie = crate::extension!(second.extensions(), ClientExtension::cookie).map(|body| &body.cookie.0);
    let shares = crate::extension!(second.extensions(), ClientExtension::key_share);
    let shares = shares.map(|body| body.client_shares.0.iter().map(|share| share.group).collect::<Vec<_>>());
    let same = first.legacy_version == second.legacy_version
        && first.random == second.random
        && first.legacy_session_id == second.legacy_session_id
        && first.cipher_suites == second.cipher_suites
        && first.legacy_compression_methods == second.legacy_compression_methods
        && rest(first) == rest(second);
    let passed = same
        && cookie == retried.cookie.as_ref()
        && retried.group.is_none_or(|group| shares.as_deref() == Some(&[group][..]));
    let wanted = retried.group.map_or_else(String::new, |group| group.to_string());
    let found = shares.unwrap_or_default().iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let compared = vec![("wanted", wanted), ("found", found)];
    session.check(Check::RetryConsistency, passed, Clause::new(8446, "4.1.2"), compared, Refusal::RetryIgnored)
}

/// The answers to a ClientHello's extensions, in the order asked for; those of TLS 1.3 go into
/// EncryptedExtensions, those of TLS 1.2 into the ServerHello.
pub fn extensions(hello: &ClientHello, session: &Session, default: &[E]) -> Vec<ServerExtension> {
    let computed = |code: &E| ExtensionChoice::Computed(*code);
    let order = session.config.extensions.clone().unwrap_or_else(|| default.iter().map(computed).collect());
    let answer = |choice| match choice {
        ExtensionChoice::Computed(code) => answer(hello, session, code),
        ExtensionChoice::Raw(code, bytes) => Some(ServerExtension::Unknown(code, Rest(bytes))),
    };
    order.into_iter().filter_map(answer).collect()
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
        session.write_content("change_cipher_spec", ContentType::change_cipher_spec, ChangeCipherSpec(1).to_bytes());
    }
}
