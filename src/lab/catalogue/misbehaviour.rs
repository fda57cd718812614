//! Faults of a party that does not do as it should: what it sends is changed, or kept back, before it is sealed,
//! while its own transcript holds the true message.

use super::End::{Refused, Told};
use super::{BOTH, Entry, Group, Param, ParamKind, case12, case13};
use crate::lab::told;
use crate::net::{Fault, Spot};
use crate::tls::{Change, Edit};
use crate::wire::{Clause, Role, Version};

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        id: "bad_certificate_verify",
        doc: told("The server's signature in CertificateVerify is wrong."),
        needs: &[Version::Tls13],
        clause: Clause::new(8446, "4.4.3"),
        expected: &[case13(Refused("bad_certificate_verify", "decrypt_error"), Told("decrypt_error"))],
        act: |_, build| {
            let spot = flip("certificate_verify.signature.value", IN_SIGNATURE);
            build.alter(Role::Server, "certificate_verify", &spot)
        },
        ..BASE
    },
    Entry {
        id: "bad_server_key_exchange",
        doc: told("The server's signature in ServerKeyExchange is wrong."),
        needs: &[Version::Tls12],
        clause: Clause::new(5246, "7.4.3"),
        expected: &[case12(Refused("bad_server_key_exchange_signature", "decrypt_error"), Told("decrypt_error"))],
        act: |_, build| {
            let spot = flip("server_key_exchange.signature.value", IN_SIGNATURE);
            build.alter(Role::Server, "server_key_exchange", &spot)
        },
        ..BASE
    },
    Entry {
        id: "bad_finished",
        doc: told("The proof in a Finished message is wrong."),
        params: &[Param {
            name: "side",
            kind: ParamKind::Choice(&["server", "client"]),
            default: "server",
            doc: told("Whose Finished it is."),
        }],
        clause: Clause::new(8446, "4.4.4"),
        expected: &[
            case13(Refused("bad_finished", "decrypt_error"), Told("decrypt_error")),
            case12(Refused("bad_finished", "decrypt_error"), Told("decrypt_error")),
        ],
        act: |args, build| {
            let from = if args.is("side", "client") { Role::Client } else { Role::Server };
            build.alter(from, "finished", &flip("finished.verify_data", 0))
        },
        ..BASE
    },
    Entry {
        id: "alter_message",
        doc: told("A party changes bytes of its own message before it seals it."),
        params: &[
            target("c0.s.finished"),
            Param {
                name: "at",
                kind: ParamKind::Spot,
                default: "finished.verify_data+0^01",
                doc: told("Where, and what becomes of it."),
            },
        ],
        clause: Clause::new(8446, "4.4.4"),
        expected: &[
            case13(Refused("bad_finished", "decrypt_error"), Told("decrypt_error")),
            case12(Refused("bad_finished", "decrypt_error"), Told("decrypt_error")),
        ],
        act: |args, build| build.strike(Fault::Alter { target: args.target("target")?, spot: args.spot("at")? }),
        ..BASE
    },
    Entry {
        id: "omit_message",
        doc: told("A party leaves out a message that it should send."),
        params: &[target("c0.s.certificate")],
        clause: Clause::new(8446, "4"),
        expected: &[
            case13(Refused("unexpected_message", "unexpected_message"), Told("unexpected_message")),
            case12(Refused("unexpected_message", "unexpected_message"), Told("unexpected_message")),
        ],
        act: |args, build| build.strike(Fault::Omit { target: args.target("target")? }),
        ..BASE
    },
];

/// A byte of every kind of signature that is value, not structure: ECDSA's DER has its lengths before it.
pub(super) const IN_SIGNATURE: usize = 16;

/// What the entries share.
const BASE: Entry = Entry {
    id: "",
    group: Group::Misbehaviour,
    doc: "",
    params: &[],
    needs: BOTH,
    clause: Clause::new(8446, "4"),
    expected: &[],
    again: false,
    act: |_, _| Ok(()),
};

const fn target(default: &'static str) -> Param {
    Param { name: "target", kind: ParamKind::Target, default, doc: "Which message." }
}

/// The lowest bit of one byte is turned over.
pub(super) fn flip(path: &str, at: usize) -> Spot {
    Spot { path: path.to_owned(), edit: Edit { at, change: Change::Xor(vec![1]) } }
}
