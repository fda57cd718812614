//! The table of defaults that `v=1` pins: what an empty text means. It never changes; what is new is off here.
//! Knows nothing of the text form itself.

use std::collections::BTreeMap;

use super::scenario::{Certificate, Plan, Roots, Scenario, Side, Source, Stapling};
use crate::crypto::KeyKind;
use crate::pki::{Policy, Profile, Purpose};
use crate::tls::{AntiReplay, ClientAuth, Config, Preference, Renegotiation, TicketForm, Trust};
use crate::wire::suites::SUITES;
use crate::wire::{
    CipherSuite, ExtensionType as E, NamedGroup, PskKeyExchangeMode, Role, SignatureScheme as S, Version,
};

/// The newest version of the text form.
pub const VERSION: u8 = 1;
/// 2026-11-22T09:00:00Z
pub const TIME: i64 = 1_795_338_000;
/// The host that the client wants and the server's certificate names.
pub const HOST: &str = "www.example.com";
/// Whom the client's certificate names, if it has one.
const PERSON: &[&str] = &["Alice Example", "alice@example.com"];

impl Default for Scenario {
    /// One connection; TLS 1.3 with x25519, AES-128-GCM and an ECDSA P-256 certificate is what it will agree on.
    fn default() -> Self {
        Self {
            version: VERSION,
            connections: vec![Plan::default()],
            faults: Vec::new(),
            thefts: Vec::new(),
            seed: 1,
            time: TIME,
            given: BTreeMap::new(),
            unknown: Vec::new(),
            view: Vec::new(),
        }
    }
}

impl Default for Plan {
    fn default() -> Self {
        Self { after: 0, client: Side::new(Role::Client), server: Side::new(Role::Server) }
    }
}

impl Side {
    /// What a side brings where nothing else is said.
    pub fn new(role: Role) -> Self {
        let (names, purpose) = match role {
            Role::Client => (PERSON, Purpose::Client),
            Role::Server => (&[HOST][..], Purpose::Server),
        };
        let certificate = Certificate {
            kind: (role == Role::Server).then_some(KeyKind::EcdsaP256),
            names: names.iter().map(|name| (*name).to_owned()).collect(),
            days: (-30, 60),
            profile: Profile { purpose, ..Profile::default() },
            staple: Stapling::Off,
            sole: false,
            given: Vec::new(),
            flaws: Vec::new(),
            other_key: false,
        };
        Self { config: config(role), certificate, fetches: vec![Source::Crl, Source::Ocsp], roots: Roots::New }
    }
}

fn config(role: Role) -> Config {
    let client = role == Role::Client;
    let protocols: &[&str] = if client { &["h2", "http/1.1"] } else { &["http/1.1"] };
    Config {
        versions: vec![Version::Tls13, Version::Tls12],
        suites: SUITES.iter().map(|suite| suite.code).collect::<Vec<CipherSuite>>(),
        groups: vec![NamedGroup::x25519, NamedGroup::secp256r1, NamedGroup::secp384r1],
        shares: if client { vec![NamedGroup::x25519] } else { Vec::new() },
        schemes: vec![
            S::ecdsa_secp256r1_sha256,
            S::ecdsa_secp384r1_sha384,
            S::ed25519,
            S::rsa_pss_rsae_sha256,
            S::rsa_pss_rsae_sha384,
            S::rsa_pss_rsae_sha512,
            S::rsa_pkcs1_sha256,
            S::rsa_pkcs1_sha384,
            S::rsa_pkcs1_sha512,
        ],
        host: client.then(|| HOST.to_owned()),
        status_request: false,
        staples: Vec::new(),
        hosts: None,
        alpn: protocols.iter().map(|name| (*name).to_owned()).collect(),
        compat: true,
        extended_master_secret: true,
        renegotiation: Renegotiation::Extension,
        sentinel: true,
        check_sentinel: true,
        preference: Preference::Server,
        cookie: false,
        retry_extensions: vec![E::supported_versions, E::key_share, E::cookie],
        age_skew: 0,
        exceed_early_data: false,
        restarts: false,
        tickets: 0,
        ticket_lifetime: 7200,
        ticket_early_data: 0,
        ticket_form: TicketForm::Handle,
        ticket_rotation: 0,
        session_ticket: false,
        session_cache: 0,
        session_lifetime: 86_400,
        resume: 0,
        psk_modes: vec![PskKeyExchangeMode::psk_dhe_ke],
        psks: Vec::new(),
        early_data: Vec::new(),
        accept_early_data: false,
        anti_replay: AntiReplay::Both,
        key_update: false,
        extensions: None,
        first_record_version: 0x0301,
        data: if client { b"ping".to_vec() } else { b"pong".to_vec() },
        close: true,
        identity: None,
        client_auth: ClientAuth::Off,
        name_authorities: true,
        trust: Trust::Enforce,
        policy: Policy {
            now: TIME,
            purpose: if client { Purpose::Server } else { Purpose::Client },
            ..Policy::default()
        },
        quirks: Vec::new(),
    }
}
