//! The server's weighing of an offer: version, suite, group, protocol (RFC 8446, 4.1.1; RFC 5246, 7.4.1.3).

use super::{Retried, State, answer, lint, psk, session12, tls12, tls13};
use crate::crypto::KeyKind;
use crate::pki::{GeneralName, Host};
use crate::short;
use crate::tls::config::{Config, Preference};
use crate::tls::effect::{Candidate, Check, Choice, Effect, Out, Rule, Verb};
use crate::tls::names::Name;
use crate::tls::records::Early;
use crate::tls::refusal::{Mismatch, Refusal, listed};
use crate::tls::schemes::{authenticates, curve, group, offered};
use crate::tls::session::Session;
use crate::tls::signing;
use crate::tls::state::State as Next;
use crate::wire::extensions::ClientExtension;
use crate::wire::hello::ClientHello;
use crate::wire::suites::Authentication;
use crate::wire::{
    BlobId, CipherSuite, Clause, ExtensionType, KeyExchange, NamedGroup, ProtocolVersion, Suite, Version, is_grease,
    printable,
};

/// How much early data is passed over where our tickets allow less: the ticket may be of another server. OpenSSL's
/// recv_max_early_data is the same, in bytes.
const EARLY_DATA_LIMIT: u32 = 1 << 14;

/// Where the random stands in a ClientHello.
const RANDOM: &str = "client_hello.random";

/// Takes a ClientHello, the first or the second.
pub fn client_hello(
    hello: ClientHello,
    blob: BlobId,
    retried: Option<Retried>,
    session: &mut Session,
) -> Result<Next, Refusal> {
    session.step(Verb::Negotiate);
    session.effect(Effect::Read { message: blob });
    lint::hello(&hello)?;
    let version = version(&hello, session)?;
    lint::under(version, &hello)?;
    if let Some(retried) = &retried {
        answer::consistent(retried, &hello, session)?;
    }
    early_data(&hello, version, retried.is_some(), session)?;
    server_name(&hello, session)?;
    if version == Version::Tls12
        && let Some(chosen) = session12::choose(&hello, blob, session)?
    {
        protocol(&hello, session)?;
        let random = session.received(Name::ClientRandom, blob, RANDOM)?;
        session.absorb(blob);
        return tls12::resume(&hello, &chosen, random, session);
    }
    let suite = suite(&hello, version, session)?;
    protocol(&hello, session)?;
    match version {
        Version::Tls13 => {
            // A pre-shared key alone needs no group, unless it turns out to be none of ours.
            let agreement = psk::mode(&hello, session);
            let mut group = match agreement {
                Some(false) => None,
                _ => Some(key_group(&hello, session)?),
            };
            let owed = session.config.cookie && retried.is_none();
            if owed || group.is_some_and(|(_, shared)| !shared) {
                return second_hello(hello, blob, suite, group, retried, session);
            }
            session.received(Name::ClientRandom, blob, RANDOM)?;
            let psk = match agreement {
                Some(_) => psk::choose(&hello, blob, suite, session)?,
                None => None,
            };
            if psk.is_none() {
                lint::full(&hello)?;
            }
            if psk.is_none() && group.is_none() {
                let found = key_group(&hello, session)?;
                if !found.1 {
                    return second_hello(hello, blob, suite, Some(found), retried, session);
                }
                group = Some(found);
            }
            let early = psk::early(&hello, psk.as_ref(), false, session);
            let group = group.map(|(code, _)| code);
            session.negotiated.group = group;
            session.absorb(blob);
            if early.is_some() {
                session.records.early = None;
            }
            tls13::answer(&hello, blob, &tls13::Basis { group, psk, early }, session)
        }
        Version::Tls12 => {
            let random = session.received(Name::ClientRandom, blob, RANDOM)?;
            session.absorb(blob);
            tls12::answer(&hello, random, session)
        }
    }
}

/// Asks for a second hello: with a share of another group, or with a cookie. Pre-shared keys are looked at there.
fn second_hello(
    hello: ClientHello,
    blob: BlobId,
    suite: &'static Suite,
    group: Option<(NamedGroup, bool)>,
    retried: Option<Retried>,
    session: &mut Session,
) -> Result<Next, Refusal> {
    if retried.is_some() {
        let wanted = group.map_or_else(String::new, |(code, _)| code.to_string());
        return Err(Refusal::RetryIgnored(Mismatch::new(wanted, "")));
    }
    psk::early(&hello, None, true, session);
    let wanted = group.filter(|(_, shared)| !shared).map(|(code, _)| code);
    answer::retry(hello, blob, suite, wanted, session)
}

/// Early data that is not taken is passed over, up to the limit that our tickets name (RFC 8446, 4.2.10). Behind a retry
/// there is none, and the hello may not announce any (4.1.2).
fn early_data(hello: &ClientHello, version: Version, retried: bool, session: &mut Session) -> Result<(), Refusal> {
    let announced = hello.extensions().iter().any(|one| one.extension_type() == ExtensionType::early_data);
    if announced && retried {
        return Err(Refusal::SecondHelloChanged { name: ExtensionType::early_data.to_string() });
    }
    let limit = session.config.ticket_early_data.max(EARLY_DATA_LIMIT);
    session.records.early = (announced && version == Version::Tls13).then_some(Early { limit, came: 0 });
    Ok(())
}

/// A server that serves some names alone refuses a client that wants another (RFC 6066, 3).
fn server_name(hello: &ClientHello, session: &mut Session) -> Result<(), Refusal> {
    let config = session.config.clone();
    let wanted = crate::extension!(hello.extensions(), ClientExtension::server_name);
    let name = wanted.and_then(|body| body.server_name_list.0.first()).map(|name| &name.host_name.0);
    session.host = name.map(|name| String::from_utf8_lossy(name).into_owned());
    let (Some(hosts), Some(name)) = (&config.hosts, name) else { return Ok(()) };
    let name = String::from_utf8_lossy(name).into_owned();
    let host = Host::parse(&name);
    let passed = hosts.iter().any(|own| host.matches(&GeneralName::Dns(own.clone())));
    let compared = [("served", printable(hosts.join(", "))), ("wanted", printable(name))];
    session.compare(Check::ServerNameServed, passed, Clause::new(6066, "3"), compared, Refusal::UnrecognizedName)
}

/// The highest version of ours that the client offers.
fn version(hello: &ClientHello, session: &mut Session) -> Result<Version, Refusal> {
    let list = crate::extension!(hello.extensions(), ClientExtension::supported_versions);
    let mut own = session.config.versions.clone();
    short::sort_by(&mut own, |a, b| a > b);
    let offered = |version: Version| match list {
        Some(body) => body.versions.0.contains(&version.code()),
        // Without the extension the legacy field is the highest, and TLS 1.3 is not meant (RFC 8446, 4.2.1).
        None => version == Version::Tls12 && hello.legacy_version.0 >= ProtocolVersion::TLSv1_2.0,
    };
    let among = own.iter().map(|version| Candidate {
        name: format!("TLS {}", version.name()),
        out: (!offered(*version)).then_some(Out::NotOffered),
    });
    let among = among.collect::<Vec<_>>();
    let chosen = own.iter().copied().find(|version| offered(*version));
    let value = chosen.map_or_else(String::new, |version| format!("TLS {}", version.name()));
    let clause = Clause::new(8446, "4.2.1");
    session.effect(Effect::Chose { what: Choice::Version, value, rule: Rule::HighestCommon, among, clause });
    let offer = match list {
        Some(body) => listed(&body.versions.0),
        None => hello.legacy_version.to_string(),
    };
    let own = own.into_iter().map(Version::code).collect::<Vec<_>>();
    let version = chosen.ok_or_else(|| Refusal::NoCommonVersion(Mismatch::among(&own, offer)))?;
    fallback(hello, &own)?;
    session.negotiated.version = Some(version);
    Ok(version)
}

/// A client that says that it offers less only because a higher version failed is told if we have a higher one
/// (RFC 7507, 3).
fn fallback(hello: &ClientHello, own: &[ProtocolVersion]) -> Result<(), Refusal> {
    let list = crate::extension!(hello.extensions(), ClientExtension::supported_versions);
    let highest = match list {
        // Values that keep servers tolerant are no versions (RFC 8701, 2).
        Some(body) => body.versions.0.iter().copied().filter(|code| !is_grease(code.0)).max(),
        None => Some(hello.legacy_version),
    };
    let (Some(ours), Some(theirs)) = (own.iter().copied().max(), highest) else { return Ok(()) };
    match hello.cipher_suites.0.contains(&CipherSuite::TLS_FALLBACK_SCSV) && theirs < ours {
        true => Err(Refusal::InappropriateFallback(Mismatch::new(ours, theirs))),
        false => Ok(()),
    }
}

/// The suite by our preference or the client's, among those that can be used at all.
fn suite(hello: &ClientHello, version: Version, session: &mut Session) -> Result<&'static Suite, Refusal> {
    let config = session.config.clone();
    let (list, rule): (&[CipherSuite], _) = match config.preference {
        Preference::Server => (&config.suites, Rule::ServerPreference),
        Preference::Client => (&hello.cipher_suites.0, Rule::ClientPreference),
    };
    let key = config.identity.as_ref().map(|identity| &identity.key);
    let schemes = offered(hello);
    let groups = crate::extension!(hello.extensions(), ClientExtension::supported_groups);
    // The groups speak of the certificate's curve as well (RFC 8422, 5.1); a client that names none leaves it to us.
    let spoken = |curve| groups.is_none_or(|body| body.named_group_list.0.contains(&curve));
    let strange = key.and_then(|key| curve(key.kind())).is_some_and(|curve| !spoken(curve));
    let out = |code: CipherSuite| {
        let suite = Suite::of(code);
        match suite {
            _ if !hello.cipher_suites.0.contains(&code) || !config.suites.contains(&code) => Some(Out::NotOffered),
            Some(suite) if suite.version != version => Some(Out::OtherVersion),
            Some(suite) if key.is_none_or(|key| !authenticates(suite, key.kind())) => Some(Out::KeyType),
            Some(suite) if suite.kx == Some(KeyExchange::Ecdhe) && group12(hello, &config.groups).is_none() => {
                Some(Out::NoGroup)
            }
            Some(suite) if suite.auth == Authentication::Ecdsa && strange => Some(Out::NoCurve),
            Some(suite)
                if suite.kx == Some(KeyExchange::Ecdhe)
                    && config.schemes.iter().all(|code| signing::out(*code, &schemes, key, version).is_some()) =>
            {
                Some(Out::NoScheme)
            }
            Some(_) => None,
            None => Some(Out::NotSpoken),
        }
    };
    // A signalling value is no suite and stands in no list of candidates.
    let suites = || list.iter().copied().filter(|code| Suite::of(*code).is_some() || code.name().is_none());
    let among = suites().map(|code| Candidate { name: code.to_string(), out: out(code) }).collect::<Vec<_>>();
    let chosen = suites().find(|code| out(*code).is_none()).and_then(Suite::of);
    let value = chosen.map_or_else(String::new, |suite| suite.code.to_string());
    let clause = match version {
        Version::Tls13 => Clause::new(8446, "4.1.1"),
        Version::Tls12 => Clause::new(5246, "7.4.1.3"),
    };
    session.effect(Effect::Chose { what: Choice::CipherSuite, value, rule, among, clause });
    let suite = chosen.ok_or_else(|| no_suite(&suites().filter_map(out).collect::<Vec<_>>(), hello, &config))?;
    session.negotiated.suite = Some(suite.code);
    session.suite = Some(suite);
    session.kx = suite.kx;
    Ok(suite)
}

/// Why no suite is left: by what the last of those fell out that both sides have.
fn no_suite(out: &[Out], hello: &ClientHello, config: &Config) -> Refusal {
    let key = config.identity.as_ref().map(|identity| identity.key.kind());
    let groups = crate::extension!(hello.extensions(), ClientExtension::supported_groups);
    let groups = groups.map_or(&[][..], |body| &body.named_group_list.0);
    let suites = &hello.cipher_suites.0;
    let common = || suites.iter().copied().filter(|code| config.suites.contains(code)).collect::<Vec<_>>();
    match [Out::NoScheme, Out::NoCurve, Out::NoGroup, Out::KeyType].into_iter().find(|why| out.contains(why)) {
        Some(Out::NoScheme) => {
            Refusal::NoCommonSignatureScheme(Mismatch::new(listed(&config.schemes), listed(&offered(hello))))
        }
        Some(Out::NoCurve) => {
            let curve = key.and_then(curve).map_or_else(String::new, |curve| curve.to_string());
            Refusal::NoSuiteForCurve(Mismatch::among(groups, curve))
        }
        Some(Out::NoGroup) => Refusal::NoCommonGroup(Mismatch::new(listed(&config.groups), listed(groups))),
        Some(_) => Refusal::NoSuiteForKey(Mismatch::among(&common(), key.map_or("", KeyKind::name))),
        None => Refusal::NoCommonSuite(Mismatch::new(listed(&config.suites), listed(suites))),
    }
}

/// The group for TLS 1.2. A client that names none leaves it to the server (RFC 8422, 4).
pub fn group12(hello: &ClientHello, own: &[NamedGroup]) -> Option<NamedGroup> {
    let offered = crate::extension!(hello.extensions(), ClientExtension::supported_groups);
    let fits = |code: &&NamedGroup| offered.is_none_or(|body| body.named_group_list.0.contains(code));
    own.iter().filter(|code| group(**code).is_some()).find(fits).copied()
}

/// The group for TLS 1.3, and whether the client sent a share of it. A group that comes with a share
/// is taken before one that would cost another round trip (RFC 8446, 4.2.8).
fn key_group(hello: &ClientHello, session: &mut Session) -> Result<(NamedGroup, bool), Refusal> {
    let groups = crate::extension!(hello.extensions(), ClientExtension::supported_groups)
        .ok_or(Refusal::MissingExtension { name: "supported_groups" })?;
    let shares = crate::extension!(hello.extensions(), ClientExtension::key_share)
        .ok_or(Refusal::MissingExtension { name: "key_share" })?;
    let shares = &shares.client_shares.0;
    let own = session.config.groups.iter().copied().filter(|code| group(*code).is_some()).collect::<Vec<_>>();
    let offered = |code: &NamedGroup| groups.named_group_list.0.contains(code);
    let share = |code: NamedGroup| shares.iter().find(|share| share.group == code);
    let among = own.iter().map(|code| Candidate {
        name: code.to_string(),
        out: match (offered(code), share(*code)) {
            (false, _) => Some(Out::NotOffered),
            (true, None) => Some(Out::NoShare),
            (true, Some(_)) => None,
        },
    });
    let among = among.collect::<Vec<_>>();
    let with_share = own.iter().copied().find(|code| offered(code) && share(*code).is_some());
    let chosen = with_share.or_else(|| own.iter().copied().find(offered));
    let value = chosen.map_or_else(String::new, |code| code.to_string());
    let clause = Clause::new(8446, "4.2.8");
    session.effect(Effect::Chose { what: Choice::Group, value, rule: Rule::ServerPreference, among, clause });
    let lists = || Mismatch::new(listed(&own), listed(&groups.named_group_list.0));
    let code = chosen.ok_or_else(|| Refusal::NoCommonGroup(lists()))?;
    Ok((code, share(code).is_some()))
}

/// The application protocol, where both sides have a list (RFC 7301, 3.2).
fn protocol(hello: &ClientHello, session: &mut Session) -> Result<(), Refusal> {
    let config = session.config.clone();
    let body = crate::extension!(hello.extensions(), ClientExtension::application_layer_protocol_negotiation);
    let Some(body) = body.filter(|_| !config.alpn.is_empty()) else { return Ok(()) };
    let offered = |name: &str| body.protocol_name_list.0.iter().any(|other| other.0 == name.as_bytes());
    let among = config
        .alpn
        .iter()
        .map(|name| Candidate { name: printable(name), out: (!offered(name)).then_some(Out::NotOffered) });
    let among = among.collect::<Vec<_>>();
    let chosen = config.alpn.iter().find(|name| offered(name)).cloned();
    let value = chosen.as_ref().map(printable).unwrap_or_default();
    let clause = Clause::new(7301, "3.2");
    session.effect(Effect::Chose { what: Choice::Protocol, value, rule: Rule::ServerPreference, among, clause });
    let names = body.protocol_name_list.0.iter().map(|name| printable(&name.0)).collect::<Vec<_>>();
    let lists = || Mismatch::new(printable(config.alpn.join(", ")), listed(&names));
    session.negotiated.protocol = Some(chosen.ok_or_else(|| Refusal::NoCommonProtocol(lists()))?);
    Ok(())
}

/// The state after a retry was asked for.
pub fn retried(first: ClientHello, group: Option<NamedGroup>, cookie: Option<Vec<u8>>) -> Next {
    Next::Server(State::WaitSecondClientHello(Retried { first, group, cookie }))
}
