//! The one table of keys: how each is read, written and told. From it come the parser, the printer, `--help`,
//! docs/scenario.md and the page's controls.

use super::client_auth_keys as client_auth;
use super::hierarchy_keys as hierarchy;
use super::key::{KeyInfo, Kind, Scope};
use super::percent::{decode, encode};
use super::resumption_keys as resumption;
use super::run_keys as run;
use super::status_keys as status;
use super::value::*;
use crate::lab::scenario::{Plan, Scenario, Side};
use crate::lab::told;
use crate::pki::host_mistake;
use crate::tls::{GROUPS, Preference, Renegotiation, Trust};
use crate::wire::suites::SUITES;
use crate::wire::{CipherSuite, NamedGroup, Role, SignatureScheme, hex};

/// How a key gets at what it stands for. Values are still percent-encoded.
#[derive(Clone, Copy)]
pub(super) enum Access {
    /// Of the whole scenario: every value (one for a key that cannot be repeated), and taking up one.
    Run(fn(&Scenario) -> Vec<String>, fn(&mut Scenario, &str) -> Read<()>),
    /// Of one connection.
    Plan(fn(&Plan) -> String, fn(&mut Plan, &str) -> Read<()>),
    /// Of one side of one connection.
    Side(fn(&Side, Role) -> String, fn(&mut Side, Role, &str) -> Read<()>),
}

/// Items a list may hold; enough for any hello, too few for one that cannot be written.
const MAX_ITEMS: usize = 256;
/// The longest ALPN protocol in bytes (RFC 7301, 3.1).
const MAX_PROTOCOL: usize = 255;
/// The longest host name in bytes (RFC 1035, 2.3.4), with room for a final dot and for brackets.
const MAX_HOST: usize = 255;
/// The most bytes of application data: four full records.
const MAX_DATA: usize = 1 << 16;
/// The most bytes of extensions given as bytes, all together, so that a hello can still be written.
const MAX_RAW: usize = 1 << 14;
/// The most bytes of a chain that is given.
const MAX_CHAIN: usize = 1 << 20;

const SWITCH: &[(&str, bool)] = &[("on", true), ("off", false)];
const PREFERENCE: &[(&str, Preference)] = &[("server", Preference::Server), ("client", Preference::Client)];
const TRUST: &[(&str, Trust)] = &[("enforce", Trust::Enforce), ("report", Trust::Report)];
const RENEGOTIATION: &[(&str, Renegotiation)] =
    &[("extension", Renegotiation::Extension), ("off", Renegotiation::Off), ("scsv", Renegotiation::Scsv)];
const RECORD_VERSION: &[(&str, u16)] = &[("0x0301", 0x0301), ("0x0303", 0x0303)];

const CODE: &str = "or a code point 0xNNNN";
const SHARE: &str =
    "for which a share can be computed; of another group give the bytes, in client.extensions as key_share:HEX";

/// A key, and how it is read and written.
pub(super) type Row = (KeyInfo, Access);

/// The table, in the order in which keys are written: those of the scenario stand around those of the sides.
pub(super) static TABLE: &[Row] = &[
    (
        key(
            "v",
            Scope::Run,
            Kind::Choice(&["1"]),
            "The version of this text form. It pins every default, so that an old link keeps its bytes.",
        ),
        Access::Run(|s| vec![s.version.to_string()], |s, raw| put(&mut s.version, pick(raw, &[("1", 1)]))),
    ),
    (
        key(
            "connections",
            Scope::Run,
            Kind::Number(1, run::MAX_CONNECTIONS),
            "How many connections follow one another.",
        ),
        Access::Run(|s| vec![s.connections.len().to_string()], run::set_connections),
    ),
    resumption::AFTER,
    (
        key("versions", Scope::Both, Kind::List(versions, ""), "The protocol versions that the side speaks."),
        Access::Side(
            |s, _| join(&s.config.versions, |v| v.name().to_owned()),
            |s, _, raw| put(&mut s.config.versions, list(raw, MAX_ITEMS, version)),
        ),
    ),
    (
        key(
            "suites",
            Scope::Both,
            Kind::List(suites, "or any registered name, the name OpenSSL prints, or a code point 0xNNNN"),
            "The cipher suites in order of preference.",
        ),
        Access::Side(
            |s, _| join(&s.config.suites, CipherSuite::to_string),
            |s, _, raw| put(&mut s.config.suites, list(raw, MAX_ITEMS, suite)),
        ),
    ),
    (
        key("groups", Scope::Both, Kind::List(groups, CODE), "The groups for key agreement in order of preference."),
        Access::Side(
            |s, _| join(&s.config.groups, NamedGroup::to_string),
            |s, _, raw| put(&mut s.config.groups, list(raw, MAX_ITEMS, group)),
        ),
    ),
    (
        key(
            "shares",
            Scope::Client,
            Kind::List(groups, SHARE),
            "The groups for which the first hello brings a key share.",
        ),
        Access::Side(
            |s, _| join(&s.config.shares, NamedGroup::to_string),
            |s, _, raw| put(&mut s.config.shares, list(raw, MAX_ITEMS, share)),
        ),
    ),
    (
        key("schemes", Scope::Both, Kind::List(schemes, CODE), "The signature schemes in order of preference."),
        Access::Side(
            |s, _| join(&s.config.schemes, SignatureScheme::to_string),
            |s, _, raw| put(&mut s.config.schemes, list(raw, MAX_ITEMS, scheme)),
        ),
    ),
    (
        key(
            "host",
            Scope::Client,
            Kind::Text("a host name or an address of at most 255 bytes; empty for none"),
            "The host that the client wants: sent as server_name, and looked for in the certificate.",
        ),
        Access::Side(
            |s, _| encode(s.config.host.as_deref().unwrap_or_default()),
            |s, _, raw| {
                let host = text(raw)?;
                if host.len() > MAX_HOST {
                    return Err(Bad::new(host));
                }
                if let Some(mistake) = host_mistake(&host) {
                    let allowed = Some(format!("a host name or an address alone; this {mistake}"));
                    return Err(Bad { allowed, ..Bad::new(host) });
                }
                put(&mut s.config.host, Ok(Some(host).filter(|host| !host.is_empty())))
            },
        ),
    ),
    (
        key(
            "alpn",
            Scope::Both,
            Kind::List(protocols, "or any name of 1 to 255 bytes; empty for no extension"),
            "The application protocols (ALPN) in order of preference.",
        ),
        Access::Side(
            |s, _| join(&s.config.alpn, String::clone),
            |s, _, raw| {
                let protocol = |name: &str| (1..=MAX_PROTOCOL).contains(&name.len()).then(|| name.to_owned());
                put(&mut s.config.alpn, list(raw, 64, protocol))
            },
        ),
    ),
    (
        key(
            "compat",
            Scope::Both,
            Kind::Switch,
            "TLS 1.3 dressed as a resumption of 1.2, for middleboxes: a session id and ChangeCipherSpec.",
        ),
        Access::Side(
            |s, _| name_in(&s.config.compat, SWITCH),
            |s, _, raw| put(&mut s.config.compat, pick(raw, SWITCH)),
        ),
    ),
    (
        key(
            "ems",
            Scope::Both,
            Kind::Switch,
            "extended_master_secret: in TLS 1.2 the master secret covers the whole handshake.",
        ),
        Access::Side(
            |s, _| name_in(&s.config.extended_master_secret, SWITCH),
            |s, _, raw| put(&mut s.config.extended_master_secret, pick(raw, SWITCH)),
        ),
    ),
    (
        key(
            "renegotiation",
            Scope::Both,
            Kind::Choice(&["extension", "off", "scsv"]),
            "How TLS 1.2 says that it renegotiates securely: by extension, by the signalling suite (clients only), or not.",
        ),
        Access::Side(
            |s, _| name_in(&s.config.renegotiation, RENEGOTIATION),
            |s, role, raw| {
                let how = pick(raw, RENEGOTIATION)?;
                if role == Role::Server && how == Renegotiation::Scsv {
                    return Err(Bad::new(raw));
                }
                put(&mut s.config.renegotiation, Ok(how))
            },
        ),
    ),
    (
        key(
            "sentinel",
            Scope::Both,
            Kind::Switch,
            "The mark in a server's random that it was asked for less than it could. A server writes it, a client looks for it.",
        ),
        Access::Side(
            |s, role| name_in(if role == Role::Server { &s.config.sentinel } else { &s.config.check_sentinel }, SWITCH),
            |s, role, raw| match role {
                Role::Client => put(&mut s.config.check_sentinel, pick(raw, SWITCH)),
                Role::Server => put(&mut s.config.sentinel, pick(raw, SWITCH)),
            },
        ),
    ),
    (
        key(
            "trust",
            Scope::Both,
            Kind::Choice(&["enforce", "report"]),
            "Whether a chain of the other side's that fails ends the connection, or is only reported.",
        ),
        Access::Side(|s, _| name_in(&s.config.trust, TRUST), |s, _, raw| put(&mut s.config.trust, pick(raw, TRUST))),
    ),
    hierarchy::ROOTS,
    status::STATUS_REQUEST,
    status::PROFILE,
    status::REVOCATION_MODE,
    status::FETCHES,
    (
        key(
            "extensions",
            Scope::Both,
            Kind::Text(
                "a list with commas of extension names, or NAME:HEX or 0xNNNN:HEX for given bytes (16384 in all); default for the usual ones",
            ),
            "The extensions of a client's hello, or of a server's answer (EncryptedExtensions, or a TLS 1.2 ServerHello), in order.",
        ),
        Access::Side(
            |s, _| s.config.extensions.as_ref().map_or("default".to_owned(), |all| join(all, write_extension)),
            |s, _, raw| {
                let all = match raw {
                    "default" => None,
                    raw => Some(list(raw, MAX_ITEMS, extension)?),
                };
                match all.iter().flatten().map(raw_len).sum::<usize>() > MAX_RAW {
                    true => Err(Bad::new(raw)),
                    false => put(&mut s.config.extensions, Ok(all)),
                }
            },
        ),
    ),
    (
        key(
            "record_version",
            Scope::Client,
            Kind::Choice(&["0x0301", "0x0303"]),
            "The version in the header of the first hello's record.",
        ),
        Access::Side(
            |s, _| name_in(&s.config.first_record_version, RECORD_VERSION),
            |s, _, raw| put(&mut s.config.first_record_version, pick(raw, RECORD_VERSION)),
        ),
    ),
    (
        key(
            "cert",
            Scope::Both,
            Kind::Choice(&["ecdsa", "p384", "rsa", "ed25519", "none"]),
            "The key in the certificate: ECDSA P-256, ECDSA P-384, RSA of 2048 bits, Ed25519; none for a client without one.",
        ),
        Access::Side(
            |s, _| s.certificate.kind.map_or("none".to_owned(), |kind| name_in(&kind, KEY_KINDS)),
            |s, role, raw| match raw {
                "none" if role == Role::Client => put(&mut s.certificate.kind, Ok(None)),
                raw => put(&mut s.certificate.kind, pick(raw, KEY_KINDS).map(Some)),
            },
        ),
    ),
    (
        key(
            "names",
            Scope::Both,
            Kind::Text(
                "a list with commas of ASCII host names (`*.` may lead) and addresses, of a client also its name and mailbox, 1 to 253 bytes each; at most 64",
            ),
            "The names in the certificate; the first is its common name.",
        ),
        Access::Side(
            |s, _| join(&s.certificate.names, String::clone),
            |s, _, raw| {
                let name = |name: &str| ((1..=253).contains(&name.len()) && name.is_ascii()).then(|| name.to_owned());
                put(&mut s.certificate.names, list(raw, 64, name))
            },
        ),
    ),
    (
        key(
            "valid",
            Scope::Both,
            Kind::Text("two numbers of days, FROM,TO, each from -99999 to 99999"),
            "The certificate's validity, in days from the clock: 30 days old, 60 to go is -30,60.",
        ),
        Access::Side(
            |s, _| format!("{},{}", s.certificate.days.0, s.certificate.days.1),
            |s, _, raw| {
                let day = |text: &str| text.parse().ok().filter(|days: &i32| (-99_999..=99_999).contains(days));
                match list(raw, 2, day)?[..] {
                    [from, to] => put(&mut s.certificate.days, Ok((from, to))),
                    _ => Err(Bad::new(raw)),
                }
            },
        ),
    ),
    (
        key(
            "chain",
            Scope::Both,
            Kind::Text(
                "a list with commas of DER certificates as HEX, the leaf first, 1048576 bytes in all; empty to mint them",
            ),
            "Certificates to show instead of minted ones.",
        ),
        Access::Side(
            |s, _| join(&s.certificate.given, |der| hex::encode(der)),
            |s, _, raw| {
                let chain = list(raw, MAX_ITEMS, |text| hex::decode(text).filter(|der| !der.is_empty()))?;
                match chain.iter().map(Vec::len).sum::<usize>() > MAX_CHAIN {
                    true => Err(Bad::new(raw)),
                    false => put(&mut s.certificate.given, Ok(chain)),
                }
            },
        ),
    ),
    hierarchy::RSA_BITS,
    hierarchy::AUTHORITIES,
    hierarchy::INTERMEDIATES,
    hierarchy::CROSS,
    hierarchy::HASH,
    hierarchy::PSS,
    hierarchy::VALIDATION,
    hierarchy::PERMITTED,
    hierarchy::EXCLUDED,
    hierarchy::CRL,
    hierarchy::OCSP,
    hierarchy::MUST_STAPLE,
    status::STAPLE,
    status::SNI_MODE,
    client_auth::ASKED,
    client_auth::NAMED,
    (
        key("prefer", Scope::Server, Kind::Choice(&["server", "client"]), "Whose order of suites decides."),
        Access::Side(
            |s, _| name_in(&s.config.preference, PREFERENCE),
            |s, _, raw| put(&mut s.config.preference, pick(raw, PREFERENCE)),
        ),
    ),
    (
        key(
            "cookie",
            Scope::Server,
            Kind::Switch,
            "Whether the server asks for a second hello with a cookie, even where a share fits.",
        ),
        Access::Side(
            |s, _| name_in(&s.config.cookie, SWITCH),
            |s, _, raw| put(&mut s.config.cookie, pick(raw, SWITCH)),
        ),
    ),
    resumption::SESSION_TICKET,
    resumption::RESUME,
    resumption::PSK_MODES,
    resumption::PSK,
    resumption::EARLY_DATA,
    resumption::TICKETS,
    resumption::TICKET_LIFETIME,
    resumption::TICKET_EARLY_DATA,
    resumption::TICKET_FORM,
    resumption::TICKET_ROTATION,
    resumption::SESSION_CACHE,
    resumption::SESSION_LIFETIME,
    resumption::ACCEPT_EARLY_DATA,
    resumption::ANTI_REPLAY,
    resumption::RETRY_EXTENSIONS,
    (
        key(
            "data",
            Scope::Both,
            Kind::Text("any bytes, percent-encoded, at most 65536; empty to send none"),
            "The application data that the side sends.",
        ),
        Access::Side(
            |s, _| encode(&s.config.data),
            |s, _, raw| {
                let data = decode(raw);
                match data.len() > MAX_DATA {
                    true => Err(Bad::new(raw)),
                    false => put(&mut s.config.data, Ok(data)),
                }
            },
        ),
    ),
    (
        key("key_update", Scope::Both, Kind::Switch, "Whether the side renews its TLS 1.3 keys after its first data."),
        Access::Side(
            |s, _| name_in(&s.config.key_update, SWITCH),
            |s, _, raw| put(&mut s.config.key_update, pick(raw, SWITCH)),
        ),
    ),
    (
        key("close", Scope::Both, Kind::Switch, "Whether the side closes once data has been exchanged."),
        Access::Side(|s, _| name_in(&s.config.close, SWITCH), |s, _, raw| put(&mut s.config.close, pick(raw, SWITCH))),
    ),
    (
        key(
            "fault",
            Scope::Run,
            Kind::Repeated(
                "wire:TARGET@PATH+OFFSET^HEX (or =HEX, -N, +HEX), alter: likewise, drop:TARGET, dup:TARGET, inject:TARGET:HEX, omit:TARGET, or an id of the catalogue, id(name=value;name=value), c1. before it for that connection alone; at most 64",
            ),
            "What goes wrong.",
        ),
        Access::Run(run::faults, run::add_fault),
    ),
    resumption::THEFT,
    (
        key(
            "given",
            Scope::Run,
            Kind::Repeated(
                "cN.ACTOR.NAME#n:HEX, the draw as the ledger names it, such as c0.client.client_random#0:HEX; each draw once",
            ),
            "Bytes to use in place of a random draw, or of a signature.",
        ),
        Access::Run(run::given, run::add_given),
    ),
    (
        key("seed", Scope::Run, Kind::Number(0, u64::MAX), "Where all randomness comes from."),
        Access::Run(|s| vec![s.seed.to_string()], |s, raw| put(&mut s.seed, number(raw, u64::MAX))),
    ),
    (
        key(
            "time",
            Scope::Run,
            Kind::Text("a time such as 2026-11-22T09:00:00Z, or Unix seconds, in the years 0 to 9999"),
            "The clock.",
        ),
        Access::Run(|s| vec![write_time(s.time)], |s, raw| put(&mut s.time, time(raw))),
    ),
];

pub(super) const fn key(name: &'static str, scope: Scope, kind: Kind, doc: &'static str) -> KeyInfo {
    KeyInfo { name, scope, kind, doc: told(doc) }
}

fn versions() -> Vec<&'static str> {
    vec!["1.3", "1.2"]
}

fn suites() -> Vec<&'static str> {
    let signals = [CipherSuite::TLS_EMPTY_RENEGOTIATION_INFO_SCSV, CipherSuite::TLS_FALLBACK_SCSV];
    SUITES.iter().map(|suite| suite.code).chain(signals).filter_map(CipherSuite::name).collect()
}

fn groups() -> Vec<&'static str> {
    GROUPS.iter().filter_map(|group| group.name()).collect()
}

fn schemes() -> Vec<&'static str> {
    Side::new(Role::Client).config.schemes.iter().filter_map(|scheme| scheme.name()).collect()
}

fn protocols() -> Vec<&'static str> {
    vec!["h2", "http/1.1"]
}

fn raw_len(choice: &crate::tls::ExtensionChoice) -> usize {
    match choice {
        crate::tls::ExtensionChoice::Computed(_) => 0,
        crate::tls::ExtensionChoice::Raw(_, bytes) => bytes.len() + 4,
    }
}
