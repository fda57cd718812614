//! The keys of what connections remember: when each begins, tickets, sessions, pre-shared keys, early data. Knows nothing of
//! how a session is resumed.

use super::key::{KeyInfo, Kind, Scope};
use super::percent::{decode, encode};
use super::table::{Access, key};
use super::value::{Bad, Read, list, name_in, number, pick, put, text};
use crate::crypto::Hash;
use crate::lab::scenario::Scenario;
use crate::lab::theft::{Booty, Theft};
use crate::tls::{AntiReplay, ExternalPsk, TicketForm};
use crate::wire::{ExtensionType, PskKeyExchangeMode, hex, printable};

/// A row of the table.
type Row = (KeyInfo, Access);

/// The most bytes of early data that a client sends: one full record.
const MAX_EARLY_DATA: usize = 1 << 14;
/// The longest pause between two connections in seconds: a hundred years.
const MAX_AFTER: u64 = 3_155_760_000;
/// The lengths of an external pre-shared key in bytes: as RFC 9258 and OpenSSL take them, and of its identity.
const PSK_LEN: std::ops::RangeInclusive<usize> = 16..=64;
const MAX_IDENTITY: usize = 128;
/// The most thefts of a scenario.
const MAX_THEFTS: usize = 8;

const SWITCH: &[(&str, bool)] = &[("on", true), ("off", false)];
const FORM: &[(&str, TicketForm)] = &[("handle", TicketForm::Handle), ("sealed", TicketForm::Sealed)];
const REPLAY: &[(&str, AntiReplay)] = &[
    ("none", AntiReplay::None),
    ("single_use", AntiReplay::SingleUse),
    ("freshness", AntiReplay::Freshness),
    ("both", AntiReplay::Both),
];
const HASHES: &[(&str, Hash)] = &[("sha256", Hash::Sha256), ("sha384", Hash::Sha384)];

pub(super) const AFTER: Row = (
    key(
        "after",
        Scope::Connection,
        Kind::Number(0, MAX_AFTER),
        "How many seconds after the end of the connection before it a connection begins.",
    ),
    Access::Plan(|plan| plan.after.to_string(), |plan, raw| put(&mut plan.after, number(raw, MAX_AFTER))),
);

pub(super) const RESUME: Row = (
    key(
        "resume",
        Scope::Client,
        Kind::Number(0, 8),
        "How many of the sessions that the client keeps it offers to resume, the newest first; TLS 1.2 has room for one.",
    ),
    Access::Side(|s, _| s.config.resume.to_string(), |s, _, raw| put(&mut s.config.resume, number(raw, 8))),
);

pub(super) const PSK_MODES: Row = (
    key(
        "psk_modes",
        Scope::Both,
        Kind::List(modes, ""),
        "The modes of TLS 1.3 in which a pre-shared key is used, in order of preference: with a key agreement, or alone.",
    ),
    Access::Side(
        |s, _| super::value::join(&s.config.psk_modes, PskKeyExchangeMode::to_string),
        |s, _, raw| put(&mut s.config.psk_modes, list(raw, 2, PskKeyExchangeMode::named)),
    ),
);

pub(super) const PSK: Row = (
    key(
        "psk",
        Scope::Both,
        Kind::Text(
            "a list with commas of IDENTITY:HEX, the key 16 to 64 bytes, its identity 1 to 128; :sha384 behind it for that hash; at most 8",
        ),
        "Pre-shared keys that the side was given, for TLS 1.3.",
    ),
    Access::Side(
        |s, _| super::value::join(&s.config.psks, write_psk),
        |s, _, raw| put(&mut s.config.psks, list(raw, 8, read_psk)),
    ),
);

pub(super) const EARLY_DATA: Row = (
    key(
        "early_data",
        Scope::Client,
        Kind::Text("any bytes, percent-encoded, at most 16384; empty to send none"),
        "What the client sends before the server has spoken (0-RTT), where it resumes with a ticket that allows it.",
    ),
    Access::Side(
        |s, _| encode(&s.config.early_data),
        |s, _, raw| {
            let data = decode(raw);
            match data.len() > MAX_EARLY_DATA {
                true => Err(Bad::new(raw)),
                false => put(&mut s.config.early_data, Ok(data)),
            }
        },
    ),
);

pub(super) const SESSION_TICKET: Row = (
    key("session_ticket", Scope::Both, Kind::Switch, "Whether session tickets of TLS 1.2 are spoken (RFC 5077)."),
    Access::Side(
        |s, _| name_in(&s.config.session_ticket, SWITCH),
        |s, _, raw| put(&mut s.config.session_ticket, pick(raw, SWITCH)),
    ),
);

pub(super) const RETRY_EXTENSIONS: Row = (
    key(
        "retry_extensions",
        Scope::Server,
        Kind::List(retry_extensions, ""),
        "The order of the extensions in a HelloRetryRequest; what is not needed is left out.",
    ),
    Access::Side(
        |s, _| super::value::join(&s.config.retry_extensions, ExtensionType::to_string),
        |s, _, raw| {
            let known = |name: &str| ExtensionType::named(name).filter(|_| retry_extensions().contains(&name));
            put(&mut s.config.retry_extensions, list(raw, 3, known))
        },
    ),
);

pub(super) const TICKETS: Row = (
    key("tickets", Scope::Server, Kind::Number(0, 16), "How many tickets the server sends after a TLS 1.3 handshake."),
    Access::Side(|s, _| s.config.tickets.to_string(), |s, _, raw| put(&mut s.config.tickets, number(raw, 16))),
);

pub(super) const TICKET_LIFETIME: Row = (
    key("ticket_lifetime", Scope::Server, Kind::Number(0, u32::MAX as u64), "A ticket's lifetime in seconds."),
    Access::Side(
        |s, _| s.config.ticket_lifetime.to_string(),
        |s, _, raw| put(&mut s.config.ticket_lifetime, number(raw, u32::MAX.into())),
    ),
);

pub(super) const TICKET_EARLY_DATA: Row = (
    key(
        "ticket_early_data",
        Scope::Server,
        Kind::Number(0, u32::MAX as u64),
        "How many bytes of early data a ticket allows; 0 leaves the extension out.",
    ),
    Access::Side(
        |s, _| s.config.ticket_early_data.to_string(),
        |s, _, raw| put(&mut s.config.ticket_early_data, number(raw, u32::MAX.into())),
    ),
);

pub(super) const TICKET_FORM: Row = (
    key(
        "ticket_form",
        Scope::Server,
        Kind::Choice(&["handle", "sealed"]),
        "What a ticket is: a number under which the server keeps the session, or the session itself, sealed with the ticket key.",
    ),
    Access::Side(
        |s, _| name_in(&s.config.ticket_form, FORM),
        |s, _, raw| put(&mut s.config.ticket_form, pick(raw, FORM)),
    ),
);

pub(super) const TICKET_ROTATION: Row = (
    key(
        "ticket_rotation",
        Scope::Server,
        Kind::Number(0, u32::MAX as u64),
        "For how many seconds a ticket key seals, and for as many more opens what it sealed; 0 for ever.",
    ),
    Access::Side(
        |s, _| s.config.ticket_rotation.to_string(),
        |s, _, raw| put(&mut s.config.ticket_rotation, number(raw, u32::MAX.into())),
    ),
);

pub(super) const SESSION_CACHE: Row = (
    key(
        "session_cache",
        Scope::Server,
        Kind::Number(0, 1024),
        "How many sessions of TLS 1.2 the server keeps to resume them by session ID; 0 for none.",
    ),
    Access::Side(
        |s, _| s.config.session_cache.to_string(),
        |s, _, raw| put(&mut s.config.session_cache, number(raw, 1024)),
    ),
);

pub(super) const SESSION_LIFETIME: Row = (
    key(
        "session_lifetime",
        Scope::Both,
        Kind::Number(0, u32::MAX as u64),
        "For how many seconds the side keeps a session of TLS 1.2 that has a session ID.",
    ),
    Access::Side(
        |s, _| s.config.session_lifetime.to_string(),
        |s, _, raw| put(&mut s.config.session_lifetime, number(raw, u32::MAX.into())),
    ),
);

pub(super) const ACCEPT_EARLY_DATA: Row = (
    key("accept_early_data", Scope::Server, Kind::Switch, "Whether the server takes early data (0-RTT)."),
    Access::Side(
        |s, _| name_in(&s.config.accept_early_data, SWITCH),
        |s, _, raw| put(&mut s.config.accept_early_data, pick(raw, SWITCH)),
    ),
);

pub(super) const ANTI_REPLAY: Row = (
    key(
        "anti_replay",
        Scope::Server,
        Kind::Choice(&["none", "single_use", "freshness", "both"]),
        "How the server guards early data against replay: each first flight once, only where its age fits the clock, or both.",
    ),
    Access::Side(
        |s, _| name_in(&s.config.anti_replay, REPLAY),
        |s, _, raw| put(&mut s.config.anti_replay, pick(raw, REPLAY)),
    ),
);

pub(super) const THEFT: Row = (
    key(
        "theft",
        Scope::Run,
        Kind::Repeated(
            "server_key, ticket_key, sessions, key_log, or of one connection c0.pre_master_secret, c0.traffic_secret; @SECONDS behind it for that long after the run; at most 8",
        ),
        "What a thief takes who has recorded the connections; it changes nothing of the run.",
    ),
    Access::Run(|s| s.thefts.iter().map(|theft| encode(theft.to_string())).collect(), add_theft),
);

fn add_theft(scenario: &mut Scenario, raw: &str) -> Read<()> {
    let text = text(raw)?;
    match Theft::parse(&text) {
        Some(theft) if scenario.thefts.len() < MAX_THEFTS => {
            scenario.thefts.push(theft);
            Ok(())
        }
        _ => {
            let among = Booty::ALL.iter().map(|booty| booty.id()).collect();
            Err(Bad { among, ..Bad::new(text) })
        }
    }
}

fn modes() -> Vec<&'static str> {
    PskKeyExchangeMode::ALL.iter().filter_map(|mode| mode.name()).collect()
}

fn retry_extensions() -> Vec<&'static str> {
    vec!["supported_versions", "key_share", "cookie"]
}

/// `IDENTITY:HEX`, or `IDENTITY:HEX:sha384`; the identity is text.
fn read_psk(text: &str) -> Option<ExternalPsk> {
    let named = HASHES.iter().find_map(|(name, hash)| Some((text.strip_suffix(name)?.strip_suffix(':')?, *hash)));
    let (rest, hash) = named.unwrap_or((text, Hash::Sha256));
    let (identity, key) = rest.rsplit_once(':')?;
    let key = hex::decode(key).filter(|key| PSK_LEN.contains(&key.len()))?;
    let fits = (1..=MAX_IDENTITY).contains(&identity.len());
    fits.then(|| ExternalPsk { identity: identity.as_bytes().to_vec(), key, hash })
}

fn write_psk(psk: &ExternalPsk) -> String {
    let hash = if psk.hash == Hash::Sha256 { String::new() } else { format!(":{}", name_in(&psk.hash, HASHES)) };
    let identity = std::str::from_utf8(&psk.identity).map_or_else(|_| printable(&psk.identity), str::to_owned);
    format!("{identity}:{}{hash}", hex::encode(&psk.key))
}
