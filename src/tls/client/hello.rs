//! The client's offer: the ClientHello and what is kept of it (RFC 8446, 4.1.2).

use super::State;
use super::offer::Offer;
use super::resume;
use crate::short;
use crate::tls::config::{ExtensionChoice, Renegotiation};
use crate::tls::effect::Verb;
use crate::tls::memory::{Handle, Kept};
use crate::tls::names::Name;
use crate::tls::refusal::Refusal;
use crate::tls::session::Session;
use crate::tls::shared::{Share, entry, share};
use crate::tls::state::State as Next;
use crate::wire::codec::reread;
use crate::wire::extensions::*;
use crate::wire::handshake::Handshake;
use crate::wire::hello::ClientHello;
use crate::wire::status::CertificateStatusRequest;
use crate::wire::vectors::{List, Maybe, Opaque, Rest, Text};
use crate::wire::{
    CipherSuite, CompressionMethod, ECPointFormat, ExtensionType as E, NameType, ProtocolVersion, Version, Wire,
};

/// The order in which the extensions stand unless the configuration says otherwise.
const ORDER: &[E] = &[
    E::server_name,
    E::extended_master_secret,
    E::renegotiation_info,
    E::status_request,
    E::supported_groups,
    E::ec_point_formats,
    E::signature_algorithms,
    E::application_layer_protocol_negotiation,
    E::supported_versions,
    E::psk_key_exchange_modes,
    E::key_share,
    E::session_ticket,
    E::early_data,
    E::pre_shared_key,
];

/// The lengths of a hello in bytes that some old servers do not bear (RFC 7685, 1).
const UNBORNE: std::ops::RangeInclusive<usize> = 256..=511;
/// The length of an extension's type and length in bytes.
const EXTENSION_HEADER: usize = 4;

/// The limit that record_size_limit announces when it is computed, in bytes (RFC 8449, 4).
const RECORD_SIZE_LIMIT: u16 = 16385;

/// Draws the randoms and shares and writes the first ClientHello.
pub fn start(session: &mut Session) -> Result<Next, Refusal> {
    session.step(Verb::Prepare);
    let config = session.config.clone();
    session.records.version = ProtocolVersion(config.first_record_version);
    let tls13 = config.versions.contains(&Version::Tls13);
    let random = session.random(Name::ClientRandom, 32)?;
    // RFC 8446, 4.1.2: a made-up session id makes TLS 1.3 look like a resumption to middleboxes.
    let mut session_id = match config.compat && tls13 {
        true => made_up(session)?,
        false => Vec::new(),
    };
    let mut shares = Vec::new();
    if tls13 {
        for code in &config.shares {
            shares.push(share(session, *code)?);
        }
    }
    let psks = resume::psks(session)?;
    let kept = resume::session12(session);
    match kept.as_ref().map(|(_, kept)| &kept.handle) {
        Some(Handle::SessionId(id)) => session_id = id.clone(),
        // By a made-up session ID that comes back a client knows that its ticket was taken (RFC 5077, 3.4).
        Some(Handle::Ticket(_)) if session_id.is_empty() => session_id = made_up(session)?,
        _ => {}
    }
    let mut hello = ClientHello {
        legacy_version: ProtocolVersion::TLSv1_2,
        random: [0; 32],
        legacy_session_id: Opaque(session_id),
        cipher_suites: List(suites(session)),
        legacy_compression_methods: List(vec![CompressionMethod::null]),
        extensions: Maybe(None),
    };
    hello.random.iter_mut().zip(session.bytes(random)?).for_each(|(to, from)| *to = *from);
    let offer = Resumption {
        psks: resume::extension(&psks, session),
        early: resume::early(&psks, session),
        kept: kept.as_ref(),
    };
    // By default the extension is there where TLS 1.2 has tickets; who lists it has it in any case.
    let default = ORDER.iter().copied().filter(|code| *code != E::session_ticket || config.session_ticket);
    let default = default.map(ExtensionChoice::Computed).collect();
    let mut extensions = Vec::new();
    for choice in config.extensions.clone().unwrap_or(default) {
        match choice {
            ExtensionChoice::Computed(code) => extensions.extend(computed(session, code, &shares, &offer)?),
            ExtensionChoice::Raw(code, bytes) => extensions.push(ClientExtension::Unknown(code, Rest(bytes))),
        }
    }
    // What was given as bytes is read back, so that it is our offer like what was computed.
    let extensions: Vec<_> = extensions.into_iter().map(reread).collect();
    hello.extensions = Maybe((!extensions.is_empty()).then_some(List(extensions)));
    pad(&mut hello, session);
    resume::write(&mut hello, &psks, session)?;
    let shares = sent(&hello, shares, session)?;
    let mut offer = Offer { hello, random, shares, retried: None, psks, early: false, session: kept };
    // What is not in the hello, because the extensions were chosen otherwise, is not offered.
    if !offer.offers(E::pre_shared_key) {
        offer.psks.clear();
    }
    if let (true, Some(psk)) = (offer.offers(E::early_data), offer.psks.first()) {
        resume::write_early(psk, session)?;
        offer.early = true;
    }
    Ok(Next::Client(State::WaitServerHello(offer)))
}

/// Fills a hello whose length some old servers do not bear up to 512 bytes (RFC 7685, 4), where that is asked for. Padding
/// stands last, but for pre_shared_key (RFC 8446, 4.2.11).
pub fn pad(hello: &mut ClientHello, session: &Session) {
    let wanted = ExtensionChoice::Computed(E::padding);
    let Some(list) = hello
        .extensions
        .0
        .as_mut()
        .filter(|_| session.config.extensions.as_ref().is_some_and(|all| all.contains(&wanted)))
    else {
        return;
    };
    list.0.retain(|one| one.extension_type() != E::padding);
    let len = Handshake::ClientHello(hello.clone()).to_bytes().len();
    let Some(list) = hello.extensions.0.as_mut().filter(|_| UNBORNE.contains(&len)) else { return };
    let room = UNBORNE.end().saturating_sub(len + EXTENSION_HEADER) + 1;
    let psk = list.0.last().is_some_and(|last| last.extension_type() == E::pre_shared_key);
    let at = list.0.len() - usize::from(psk);
    list.0.insert(at, ClientExtension::Unknown(E::padding, Rest(vec![0; room.max(1)])));
}

/// What a hello offers to go on from.
struct Resumption<'a> {
    psks: Option<ClientExtension>,
    early: bool,
    kept: Option<&'a (u32, Kept)>,
}

/// A session ID that stands for no session.
fn made_up(session: &mut Session) -> Result<Vec<u8>, Refusal> {
    let id = session.random(Name::SessionId, 32)?;
    session.bytes(id).map(<[u8]>::to_vec)
}

/// Those of our shares that stand in a hello.
fn sent(hello: &ClientHello, shares: Vec<Share>, session: &Session) -> Result<Vec<Share>, Refusal> {
    let body = crate::extension!(hello.extensions(), ClientExtension::key_share);
    let mut sent = Vec::new();
    for share in shares {
        let entry = entry(session, &share)?;
        if body.is_some_and(|body| body.client_shares.0.contains(&entry)) {
            sent.push(share);
        }
    }
    Ok(sent)
}

/// The suites of the versions offered, and the signalling value where it is asked for (RFC 5746, 3.3).
fn suites(session: &Session) -> Vec<CipherSuite> {
    let config = &session.config;
    let spoken =
        |code: &CipherSuite| crate::wire::Suite::of(*code).is_none_or(|suite| config.versions.contains(&suite.version));
    let scsv = (config.renegotiation == Renegotiation::Scsv).then_some(CipherSuite::TLS_EMPTY_RENEGOTIATION_INFO_SCSV);
    config.suites.iter().copied().filter(spoken).chain(scsv).collect()
}

/// The extension of a type as the configuration asks for it; none where it does not apply.
fn computed(
    session: &Session,
    code: E,
    shares: &[Share],
    offer: &Resumption<'_>,
) -> Result<Option<ClientExtension>, Refusal> {
    use ClientExtension as C;
    let config = &session.config;
    let tls13 = config.versions.contains(&Version::Tls13);
    let tls12 = config.versions.contains(&Version::Tls12);
    let named = config.host.as_ref().filter(|host| host.parse::<std::net::IpAddr>().is_err());
    Ok(match code {
        // RFC 6066, 3: no literal addresses, no trailing dot
        E::server_name => named.map(|host| {
            let host_name = Text(host.trim_end_matches('.').as_bytes().to_vec());
            C::server_name(ServerNameList {
                server_name_list: List(vec![ServerName { name_type: NameType::host_name, host_name }]),
            })
        }),
        E::extended_master_secret => {
            (tls12 && config.extended_master_secret).then_some(C::extended_master_secret(Empty {}))
        }
        E::renegotiation_info => (tls12 && config.renegotiation == Renegotiation::Extension)
            .then(|| C::renegotiation_info(RenegotiationInfo { renegotiated_connection: Opaque(Vec::new()) })),
        E::status_request => config.status_request.then(|| C::status_request(CertificateStatusRequest::any())),
        E::supported_groups => {
            let named_group_list = List(config.groups.clone());
            (!config.groups.is_empty()).then_some(C::supported_groups(SupportedGroups { named_group_list }))
        }
        E::ec_point_formats => {
            let ec_point_format_list = List(vec![ECPointFormat::uncompressed]);
            tls12.then_some(C::ec_point_formats(EcPointFormats { ec_point_format_list }))
        }
        E::signature_algorithms => {
            let supported_signature_algorithms = List(config.schemes.clone());
            let body = SignatureAlgorithms { supported_signature_algorithms };
            (!config.schemes.is_empty()).then_some(C::signature_algorithms(body))
        }
        E::application_layer_protocol_negotiation => (!config.alpn.is_empty()).then(|| {
            let names = config.alpn.iter().map(|name| Text(name.as_bytes().to_vec())).collect();
            C::application_layer_protocol_negotiation(ProtocolNameList { protocol_name_list: List(names) })
        }),
        E::supported_versions => {
            let mut versions = config.versions.clone();
            short::sort_by(&mut versions, |a, b| a > b);
            let versions = List(versions.into_iter().map(Version::code).collect());
            tls13.then_some(C::supported_versions(SupportedVersions { versions }))
        }
        E::psk_key_exchange_modes => {
            let ke_modes = List(config.psk_modes.clone());
            (tls13 && !config.psk_modes.is_empty())
                .then_some(C::psk_key_exchange_modes(PskKeyExchangeModes { ke_modes }))
        }
        E::key_share if tls13 => {
            let entries = shares.iter().map(|share| entry(session, share)).collect::<Result<_, _>>()?;
            Some(C::key_share(KeyShareClientHello { client_shares: List(entries) }))
        }
        E::session_ticket => {
            let ticket = match offer.kept.map(|(_, kept)| &kept.handle) {
                Some(Handle::Ticket(ticket)) => ticket.clone(),
                _ => Vec::new(),
            };
            Some(C::session_ticket(SessionTicket { ticket: Rest(ticket) }))
        }
        E::early_data => offer.early.then_some(C::early_data(Empty {})),
        E::pre_shared_key => offer.psks.clone(),
        E::record_size_limit => Some(C::record_size_limit(RecordSizeLimit { record_size_limit: RECORD_SIZE_LIMIT })),
        _ => None,
    })
}
