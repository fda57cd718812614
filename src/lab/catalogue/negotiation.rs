//! Faults in what the two sides bring: nothing that both know. The server notices, before any key is made.

use super::End::{Refused, Told};
use super::{BOTH, Case, Entry, Group, Param, ParamKind, case12, case13};
use crate::lab::scenario::Plan;
use crate::lab::told;
use crate::wire::suites::{Bulk, SUITES};
use crate::wire::{CipherSuite, Clause, NamedGroup, Role, SignatureScheme, Suite, Version};

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        id: "no_common_version",
        doc: told("One side speaks only TLS 1.3, the other only TLS 1.2."),
        params: &[Param {
            name: "newer",
            kind: ParamKind::Choice(&["client", "server"]),
            default: "client",
            doc: told("Who speaks TLS 1.3."),
        }],
        clause: Clause::new(8446, "4.2.1"),
        expected: &refused("no_common_version", "protocol_version"),
        act: |args, build| {
            let both = [vec![Version::Tls13], vec![Version::Tls12]];
            let [client, server] = if args.is("newer", "client") { both } else { swapped(both) };
            build.change(Role::Client, "client_hello", |plan| {
                plan.client.config.versions = client.clone();
                plan.server.config.versions = server.clone();
            })
        },
        ..BASE
    },
    Entry {
        id: "no_common_suite",
        doc: told("The client offers AES-GCM suites alone, the server has ChaCha20-Poly1305 suites alone."),
        expected: &refused("no_common_suite", "handshake_failure"),
        act: |_, build| {
            build.change(Role::Client, "client_hello", |plan| {
                plan.client.config.suites = suites(&[Bulk::Aes128Gcm, Bulk::Aes256Gcm]);
                plan.server.config.suites = suites(&[Bulk::ChaCha20Poly1305]);
            })
        },
        ..BASE
    },
    Entry {
        id: "no_common_group",
        doc: told("The client knows the group x25519 alone, the server secp384r1 alone."),
        expected: &[
            case13(Told("handshake_failure"), Refused("no_common_group", "handshake_failure")),
            case12(Told("handshake_failure"), Refused("no_common_group", "handshake_failure")),
        ],
        act: |_, build| {
            build.change(Role::Client, "client_hello", |plan| {
                plan.client.config.groups = vec![NamedGroup::x25519];
                plan.client.config.shares = vec![NamedGroup::x25519];
                plan.server.config.groups = vec![NamedGroup::secp384r1];
            })
        },
        ..BASE
    },
    Entry {
        id: "no_common_signature_scheme",
        doc: told("The client accepts RSA signatures alone, the server's key is of another kind."),
        clause: Clause::new(8446, "4.2.3"),
        expected: &[
            case13(Told("handshake_failure"), Refused("no_common_signature_scheme", "handshake_failure")),
            case12(Told("handshake_failure"), Refused("no_common_signature_scheme", "handshake_failure")),
        ],
        act: |_, build| {
            build.change(Role::Client, "client_hello", |plan: &mut Plan| {
                plan.client.config.schemes =
                    vec![SignatureScheme::rsa_pss_rsae_sha256, SignatureScheme::rsa_pkcs1_sha256];
                if plan.server.certificate.kind == Some(crate::crypto::KeyKind::Rsa) {
                    plan.server.certificate.kind = Some(crate::crypto::KeyKind::EcdsaP256);
                }
            })
        },
        ..BASE
    },
    Entry {
        id: "no_common_protocol",
        doc: told("The client asks for h2 by ALPN, the server has http/1.1 alone."),
        clause: Clause::new(7301, "3.2"),
        expected: &refused("no_common_protocol", "no_application_protocol"),
        act: |_, build| {
            build.change(Role::Client, "client_hello", |plan| {
                plan.client.config.alpn = vec!["h2".to_owned()];
                plan.server.config.alpn = vec!["http/1.1".to_owned()];
            })
        },
        ..BASE
    },
];

/// What the entries share.
const BASE: Entry = Entry {
    id: "",
    group: Group::Negotiation,
    doc: "",
    params: &[],
    needs: BOTH,
    clause: Clause::new(8446, "4.1.1"),
    expected: &[],
    again: false,
    act: |_, _| Ok(()),
};

/// The server refuses with this reason and alert, and the client reads the alert.
const fn refused(reason: &'static str, alert: &'static str) -> [Case; 2] {
    [case13(Told(alert), Refused(reason, alert)), case12(Told(alert), Refused(reason, alert))]
}

/// The suites with one of these ciphers, but not those with RSA key exchange, in the default order.
fn suites(bulk: &[Bulk]) -> Vec<CipherSuite> {
    let fits = |suite: &&Suite| bulk.contains(&suite.bulk) && suite.kx != Some(crate::wire::KeyExchange::Rsa);
    SUITES.iter().filter(fits).map(|suite| suite.code).collect()
}

fn swapped<T>([a, b]: [T; 2]) -> [T; 2] {
    [b, a]
}
