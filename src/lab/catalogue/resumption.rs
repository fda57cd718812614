//! Faults of connections that go on from an earlier one: of what was kept, offered and proven, and of early data. Each is about
//! the connections behind the first; where a scenario has but one, a second is added.

use super::End::{Attacker, Completed, CutOff, Refused, Told};
use super::{BOTH, Case, Entry, Group, Param, ParamKind, case12, case13, misbehaviour};
use crate::lab::told;
use crate::net::Spot;
use crate::tls::{AntiReplay, Change, Edit};
use crate::wire::{CipherSuite, Clause, PskKeyExchangeMode, Role, Version};

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        id: "binder_changed",
        doc: told("A bit of the proof that the client has the pre-shared key is changed on the way."),
        needs: &[Version::Tls13],
        clause: Clause::new(8446, "4.2.11"),
        expected: &[case13(Told("decrypt_error"), Refused("bad_binder", "decrypt_error"))],
        act: |_, build| {
            build.resuming();
            build.again_on_the_wire(&misbehaviour::flip("client_hello.extensions.pre_shared_key.binders.0.value", 0))
        },
        ..BASE
    },
    Entry {
        id: "binder_count",
        doc: told("Two pre-shared keys are offered, and on the way two binders become one."),
        needs: &[Version::Tls13],
        clause: Clause::new(8446, "4.2.11"),
        expected: &[case13(Told("illegal_parameter"), Refused("binder_count", "illegal_parameter"))],
        act: |_, build| {
            build.resuming();
            for plan in build.all() {
                plan.client.config.resume = 2;
                plan.server.config.tickets = 2;
            }
            // The length of the first then takes in the second, its length byte as well.
            let edit = Edit { at: 0, change: Change::Set(vec![2 * HASH + 1]) };
            let spot = Spot { path: "client_hello.extensions.pre_shared_key.binders.0.length".to_owned(), edit };
            build.again_on_the_wire(&spot)
        },
        ..BASE
    },
    Entry {
        id: "ticket_changed",
        doc: told("A bit of the ticket that the client brings back is changed on the way."),
        clause: Clause::new(8446, "4.2.11"),
        expected: &[
            case13(Refused("bad_record_mac", "bad_record_mac"), Refused("bad_record_mac", "bad_record_mac")),
            case12(Told("bad_record_mac"), Refused("bad_record_mac", "bad_record_mac")),
        ],
        act: |_, build| {
            build.sealed();
            // Whichever of the two the hello has.
            for path in [
                "client_hello.extensions.pre_shared_key.identities.0.identity.value",
                "client_hello.extensions.session_ticket.ticket",
            ] {
                build.again_on_the_wire(&misbehaviour::flip(path, IN_SEALED))?;
            }
            Ok(())
        },
        ..BASE
    },
    Entry {
        id: "ticket_age_off",
        doc: told("The client's clock is wrong, and so is the age that it states."),
        params: &[Param {
            name: "by",
            kind: ParamKind::Number(0, 86_400),
            default: "3600",
            doc: told("By how many seconds."),
        }],
        needs: &[Version::Tls13],
        clause: Clause::new(8446, "8.3"),
        expected: &[case13(Completed, Completed)],
        act: |args, build| {
            build.early();
            let skew = i64::from(args.number("by")) * 1000;
            build.again(Role::Client, "client_hello", |plan| plan.client.config.age_skew = skew)
        },
        ..BASE
    },
    Entry {
        id: "server_restarts",
        doc: told("The server has lost its sessions and ticket keys in between."),
        clause: Clause::new(8446, "2.2"),
        expected: &[case13(Completed, Completed), case12(Completed, Completed)],
        act: |_, build| {
            build.resuming();
            build.again(Role::Server, "server_hello", |plan| plan.server.config.restarts = true)
        },
        ..BASE
    },
    Entry {
        id: "other_server",
        doc: told(
            "The client's next connection reaches another server of the same name, which has ticket keys of its own.",
        ),
        clause: Clause::new(5077, "3.2"),
        expected: &[case13(Completed, Completed), case12(Completed, Completed)],
        act: |_, build| {
            build.sealed();
            build.again(Role::Server, "server_hello", |plan| plan.server.config.restarts = true)
        },
        ..BASE
    },
    Entry {
        id: "session_expired",
        doc: told("The client comes back when the lifetime of the session is over."),
        clause: Clause::new(8446, "4.6.1"),
        expected: &[case13(Completed, Completed), case12(Completed, Completed)],
        act: |_, build| {
            build.resuming();
            let lifetime = |plan: &crate::lab::Plan| {
                let config = &plan.server.config;
                config.ticket_lifetime.max(config.session_lifetime).saturating_add(1)
            };
            build.again(Role::Client, "client_hello", |plan| plan.after = plan.after.max(lifetime(plan)))
        },
        ..BASE
    },
    Entry {
        id: "other_hash",
        doc: told("The server has by now only a suite of another hash."),
        needs: &[Version::Tls13],
        clause: Clause::new(8446, "4.2.11"),
        expected: &[case13(Completed, Completed)],
        act: |_, build| {
            build.resuming();
            build.again(Role::Server, "server_hello", |plan| {
                plan.server.config.suites = vec![CipherSuite::TLS_AES_256_GCM_SHA384];
            })
        },
        ..BASE
    },
    Entry {
        id: "psk_mode_mismatch",
        doc: told("The server would use a pre-shared key alone, the client only beside a key agreement."),
        needs: &[Version::Tls13],
        clause: Clause::new(8446, "4.2.9"),
        expected: &[case13(Completed, Completed)],
        act: |_, build| {
            build.resuming();
            build.again(Role::Server, "server_hello", |plan| {
                plan.client.config.psk_modes = vec![PskKeyExchangeMode::psk_dhe_ke];
                plan.server.config.psk_modes = vec![PskKeyExchangeMode::psk_ke];
            })
        },
        ..BASE
    },
    Entry {
        id: "ems_dropped",
        doc: told("The client comes back without extended_master_secret."),
        needs: &[Version::Tls12],
        clause: Clause::new(7627, "5.3"),
        expected: &[case12(Told("handshake_failure"), Refused("extended_master_secret_dropped", "handshake_failure"))],
        act: |_, build| {
            build.resuming();
            build.again(Role::Client, "client_hello", |plan| plan.client.config.extended_master_secret = false)
        },
        ..BASE
    },
    Entry {
        id: "ems_added",
        doc: told("The session was made without extended_master_secret, and the client comes back with it."),
        needs: &[Version::Tls12],
        clause: Clause::new(7627, "5.3"),
        expected: &[case12(Completed, Completed)],
        act: |_, build| {
            build.resuming();
            if let Some(first) = build.all().next() {
                first.client.config.extended_master_secret = false;
            }
            build.again(Role::Client, "client_hello", |plan| plan.client.config.extended_master_secret = true)
        },
        ..BASE
    },
    Entry {
        id: "other_suite",
        doc: told("The server no longer has the suite of the session."),
        needs: &[Version::Tls12],
        clause: Clause::new(5246, "7.4.1.2"),
        expected: &[case12(Completed, Completed)],
        act: |_, build| {
            build.resuming();
            build.again(Role::Server, "server_hello", |plan| {
                plan.server.config.suites = vec![CipherSuite::TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256];
            })
        },
        ..BASE
    },
    Entry {
        id: "other_version",
        doc: told("By now both sides would use another version than that of the session."),
        clause: Clause::new(8446, "4.2.1"),
        expected: &[case13(Completed, Completed), case12(Completed, Completed)],
        act: |_, build| {
            build.resuming();
            build.again(Role::Server, "server_hello", |plan| {
                // A session of TLS 1.2 meets a server of TLS 1.3, or the other way round.
                let new = plan.server.config.versions.contains(&Version::Tls13);
                plan.server.config.versions = vec![if new { Version::Tls12 } else { Version::Tls13 }];
                plan.client.config.versions = vec![Version::Tls13, Version::Tls12];
            })
        },
        ..BASE
    },
    Entry {
        id: "other_name",
        doc: told("The client comes back to the same server, but wants another host."),
        clause: Clause::new(6066, "3"),
        expected: &[case13(Completed, Completed), case12(Completed, Completed)],
        act: |_, build| {
            build.resuming();
            build.all().for_each(|plan| plan.server.certificate.names.push(OTHER_HOST.to_owned()));
            build.again(Role::Client, "client_hello", |plan| plan.client.config.host = Some(OTHER_HOST.to_owned()))
        },
        ..BASE
    },
    Entry {
        id: "ticket_key_rotated",
        doc: told("The server has by now new ticket keys, and the one that sealed the ticket is gone."),
        clause: Clause::new(5077, "5.5"),
        expected: &[case13(Completed, Completed), case12(Completed, Completed)],
        act: |_, build| {
            build.sealed();
            for plan in build.all() {
                let server = &mut plan.server.config;
                server.ticket_rotation = ROTATION;
                // The session itself has not expired by then.
                server.ticket_lifetime = server.ticket_lifetime.max(4 * ROTATION);
                server.session_lifetime = server.session_lifetime.max(4 * ROTATION);
            }
            build.again(Role::Client, "client_hello", |plan| plan.after = plan.after.max(3 * ROTATION))
        },
        ..BASE
    },
    Entry {
        id: "too_much_early_data",
        doc: told("The client sends more early data than the ticket allows."),
        needs: &[Version::Tls13],
        clause: Clause::new(8446, "4.2.10"),
        expected: &[case13(Told("unexpected_message"), Refused("too_much_early_data", "unexpected_message"))],
        act: |_, build| {
            build.early();
            for plan in build.all() {
                plan.server.config.ticket_early_data = SHORT;
            }
            build.again(Role::Client, "application_data", |plan| {
                let client = &mut plan.client.config;
                client.exceed_early_data = true;
                client.early_data.resize(client.early_data.len().max(SHORT as usize + 1), b'.');
            })
        },
        ..BASE
    },
    Entry {
        id: "early_data_retry",
        doc: told("The server asks for a second hello, and early data is lost on the way."),
        needs: &[Version::Tls13],
        clause: Clause::new(8446, "4.2.10"),
        expected: &[case13(Completed, Completed)],
        act: |_, build| {
            build.early();
            build.again(Role::Server, "hello_retry_request", |plan| plan.server.config.cookie = true)
        },
        ..BASE
    },
    Entry {
        id: "alpn_changed",
        doc: told("The server by now chooses another application protocol than that of the early data."),
        needs: &[Version::Tls13],
        clause: Clause::new(8446, "4.2.10"),
        expected: &[case13(Completed, Completed)],
        act: |_, build| {
            build.early();
            build.again(Role::Server, "encrypted_extensions", |plan| {
                plan.server.config.alpn = vec!["h2".to_owned()];
            })
        },
        ..BASE
    },
];

/// The attack on early data.
pub(super) const ATTACKS: &[Entry] = &[Entry {
    id: "replay",
    group: Group::Attack,
    doc: told("An attacker, who has no key, opens a connection with the recorded first flight of another."),
    params: &[
        Param {
            name: "defence",
            kind: ParamKind::Choice(&["none", "single_use", "freshness", "both"]),
            default: "none",
            doc: told("How the server guards early data."),
        },
        Param {
            name: "after",
            kind: ParamKind::Number(0, 604_800),
            default: "60",
            doc: told("How many seconds later."),
        },
    ],
    needs: &[Version::Tls13],
    clause: Clause::new(8446, "8"),
    expected: &[
        case13(Attacker, CutOff),
        replayed("defence=single_use"),
        replayed("defence=freshness"),
        replayed("defence=both"),
    ],
    act: |args, build| {
        build.early();
        let defence = match args.text("defence") {
            "single_use" => AntiReplay::SingleUse,
            "freshness" => AntiReplay::Freshness,
            "both" => AntiReplay::Both,
            _ => AntiReplay::None,
        };
        build.all().for_each(|plan| plan.server.config.anti_replay = defence);
        build.replay(args.number("after"))
    },
    ..BASE
}];

/// How long a ticket key seals where it is the fault that the key is gone, in seconds.
const ROTATION: u32 = 3600;
/// The host of another name on the same server.
const OTHER_HOST: &str = "shop.example.com";
/// The length of a binder with SHA-256.
const HASH: u8 = 32;
/// An offset behind the name of the ticket key and the nonce, in what is sealed.
const IN_SEALED: usize = 40;
/// How many bytes of early data a ticket allows where it is the fault that there are more.
const SHORT: u32 = 8;

const fn replayed(params: &'static str) -> Case {
    Case { version: Version::Tls13, params, client: Attacker, server: CutOff }
}

/// What the entries share.
const BASE: Entry = Entry {
    id: "",
    group: Group::Resumption,
    doc: "",
    params: &[],
    needs: BOTH,
    clause: Clause::new(8446, "2.2"),
    expected: &[],
    again: true,
    act: |_, _| Ok(()),
};
