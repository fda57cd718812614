//! Faults between the parties: accidents on the wire, and attackers on the path. None of them has a key.

use super::End::{CutOff, Refused, Told};
use super::{BOTH, Case, Entry, Group, Param, ParamKind, case12, case13};
use crate::lab::told;
use crate::net::{Attacker, Fault};
use crate::wire::{Clause, Version};

pub(super) const WIRE: &[Entry] = &[
    Entry {
        id: "flip_byte",
        doc: told("Bytes of a message change on the way."),
        params: &[
            target("c0.s.server_hello"),
            Param {
                name: "at",
                kind: ParamKind::Spot,
                default: "server_hello.random+0^01",
                doc: told("Where, and what becomes of it."),
            },
        ],
        clause: Clause::new(8446, "4.4.1"),
        expected: &[
            case13(Refused("bad_record_mac", "bad_record_mac"), Refused("bad_record_mac", "bad_record_mac")),
            case12(Refused("bad_server_key_exchange_signature", "decrypt_error"), Told("decrypt_error")),
        ],
        act: |args, build| build.strike(Fault::Wire { target: args.target("target")?, spot: args.spot("at")? }),
        ..BASE
    },
    Entry {
        id: "drop_message",
        doc: told("The records that carry a message never arrive."),
        params: &[target("c0.s.server_hello")],
        clause: Clause::new(8446, "4"),
        expected: &[
            case13(Refused("unexpected_message", "unexpected_message"), Told("unexpected_message")),
            case12(Refused("unexpected_message", "unexpected_message"), Told("unexpected_message")),
        ],
        act: |args, build| build.strike(Fault::Drop { target: args.target("target")? }),
        ..BASE
    },
    Entry {
        id: "duplicate_message",
        doc: told("The records that carry a message arrive twice."),
        params: &[target("c0.s.server_hello")],
        clause: Clause::new(8446, "4"),
        expected: &[
            case13(Refused("unprotected_record", "unexpected_message"), Told("unexpected_message")),
            case12(Refused("unexpected_message", "unexpected_message"), Told("unexpected_message")),
        ],
        act: |args, build| build.strike(Fault::Duplicate { target: args.target("target")? }),
        ..BASE
    },
];

pub(super) const ATTACKS: &[Entry] = &[
    Entry {
        id: "version_rollback",
        doc: told("A man in the middle hides from the server that the client speaks TLS 1.3."),
        group: Group::Attack,
        params: &[Param {
            name: "sentinel",
            kind: ParamKind::Choice(&["on", "off"]),
            default: "on",
            doc: told("Whether the server marks its random."),
        }],
        needs: &[Version::Tls13],
        clause: Clause::new(8446, "4.1.3"),
        expected: &[
            case13(Refused("downgraded", "illegal_parameter"), Told("illegal_parameter")),
            Case {
                version: Version::Tls13,
                params: "sentinel=off",
                client: Told("bad_record_mac"),
                server: Refused("bad_record_mac", "bad_record_mac"),
            },
        ],
        again: false,
        act: |args, build| {
            let on = args.is("sentinel", "on");
            build.plans().for_each(|plan| plan.server.config.sentinel &= on);
            build.tap(Attacker::VersionRollback)
        },
    },
    Entry {
        id: "suite_list_edited",
        doc: told("A man in the middle takes cipher suites out of the client's list."),
        group: Group::Attack,
        params: &[Param {
            name: "remove",
            kind: ParamKind::Suites,
            default: "TLS_AES_128_GCM_SHA256,TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            doc: told("Which suites."),
        }],
        clause: Clause::new(8446, "4.4.1"),
        expected: &[
            case13(Refused("bad_record_mac", "bad_record_mac"), Refused("bad_record_mac", "bad_record_mac")),
            case12(Told("bad_record_mac"), Refused("bad_record_mac", "bad_record_mac")),
        ],
        act: |args, build| build.tap(Attacker::SuiteStrip { remove: args.suites("remove") }),
        ..BASE
    },
    Entry {
        id: "forged_alert",
        doc: told("An attacker puts an alert of his own into the stream."),
        group: Group::Attack,
        params: &[
            target("c0.c.client_hello"),
            Param { name: "alert", kind: ParamKind::Alert, default: "handshake_failure", doc: "Which alert." },
        ],
        clause: Clause::new(8446, "6"),
        expected: &[case13(CutOff, Told("handshake_failure")), case12(CutOff, Told("handshake_failure"))],
        act: |args, build| {
            build.strike(Fault::Inject { target: args.target("target")?, bytes: args.alert_record("alert") })
        },
        ..BASE
    },
];

/// What the entries share.
const BASE: Entry = Entry {
    id: "",
    group: Group::Wire,
    doc: "",
    params: &[],
    needs: BOTH,
    clause: Clause::new(8446, "4"),
    expected: &[],
    again: false,
    act: |_, _| Ok(()),
};

const fn target(default: &'static str) -> Param {
    Param { name: "target", kind: ParamKind::Target, default, doc: "Which message, or which record." }
}
