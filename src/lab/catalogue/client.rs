//! Faults in the client's certificate, or in its proof of the key. Where the scenario's server does not ask for a
//! certificate, these faults make it require one. In TLS 1.3 a client has completed before the server reads any of it.

use super::End::{Completed, Refused, Told};
use super::build::{Done, Resolved};
use super::misbehaviour::{IN_SIGNATURE, flip};
use super::{BOTH, Case, Entry, Group, Param, ParamKind, case12, case13};
use crate::crypto::KeyKind;
use crate::lab::scenario::Plan;
use crate::lab::told;
use crate::pki::Flaw;
use crate::tls::ClientAuth;
use crate::wire::{Clause, Role};

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        id: "client_certificate_missing",
        doc: told("The client has no certificate for a server that asks for one."),
        params: &[Param {
            name: "server",
            kind: ParamKind::Choice(&["require", "ask"]),
            default: "require",
            doc: told("Whether the server goes on without one."),
        }],
        clause: Clause::new(8446, "4.4.2.4"),
        expected: &[
            case13(Told("certificate_required"), Refused("certificate_required", "certificate_required")),
            case12(Told("handshake_failure"), Refused("certificate_required", "handshake_failure")),
            Case { params: "server=ask", ..case13(Completed, Completed) },
            Case { params: "server=ask", ..case12(Completed, Completed) },
        ],
        act: |args, build| {
            let asks = args.is("server", "ask");
            build.change(Role::Client, "certificate", |plan| {
                plan.client.certificate.kind = None;
                plan.server.config.client_auth = if asks { ClientAuth::Ask } else { ClientAuth::Require };
            })
        },
        ..BASE
    },
    Entry {
        id: "client_certificate_expired",
        doc: told("The validity of the client's certificate has ended."),
        params: &[Param {
            name: "days",
            kind: ParamKind::Number(1, 3650),
            default: "1",
            doc: told("How many days ago it ended."),
        }],
        clause: Clause::new(5280, "4.1.2.5"),
        expected: &refused("expired", "certificate_expired"),
        act: |args, build| {
            let ago = i32::try_from(args.number("days")).unwrap_or(i32::MAX);
            asked(build, |plan| {
                let (from, to) = &mut plan.client.certificate.days;
                *to = -ago;
                *from = (*from).min(-ago - 90);
            })
        },
        ..BASE
    },
    Entry {
        id: "client_certificate_for_servers",
        doc: told("The client shows a certificate that is for servers."),
        clause: Clause::new(5280, "4.2.1.12"),
        expected: &refused("extended_key_usage", "unsupported_certificate"),
        act: |_, build| asked(build, |plan| plan.client.certificate.flaws.push(Flaw::OtherPurpose)),
        ..BASE
    },
    Entry {
        id: "client_unknown_authority",
        doc: told("The client's certificate is from an authority that the server does not trust."),
        params: &[Param {
            name: "named",
            kind: ParamKind::Choice(&["off", "on"]),
            default: "off",
            doc: told("Whether the server names those that it trusts, so that the client can tell."),
        }],
        clause: Clause::new(5280, "6.1.3"),
        expected: &[
            case13(Told("unknown_ca"), Refused("unknown_issuer", "unknown_ca")),
            case12(Told("unknown_ca"), Refused("unknown_issuer", "unknown_ca")),
            Case {
                params: "named=on",
                ..case13(Told("certificate_required"), Refused("certificate_required", "certificate_required"))
            },
            Case {
                params: "named=on",
                ..case12(Told("handshake_failure"), Refused("certificate_required", "handshake_failure"))
            },
        ],
        act: |args, build| {
            let named = args.is("named", "on");
            asked(build, |plan| {
                plan.server.config.name_authorities = named;
                plan.client.certificate.flaws.push(Flaw::UntrustedRoot);
            })
        },
        ..BASE
    },
    Entry {
        id: "client_without_private_key",
        doc: told("The client shows a certificate and signs with another key than the one in it."),
        clause: Clause::new(8446, "4.4.3"),
        expected: &refused("bad_certificate_verify", "decrypt_error"),
        act: |_, build| asked(build, |plan| plan.client.certificate.other_key = true),
        ..BASE
    },
    Entry {
        id: "client_bad_certificate_verify",
        doc: told("The client's signature in CertificateVerify is wrong."),
        clause: Clause::new(8446, "4.4.3"),
        expected: &refused("bad_certificate_verify", "decrypt_error"),
        act: |_, build| {
            build.plans().for_each(ask);
            let spot = flip("certificate_verify.signature.value", IN_SIGNATURE);
            build.alter(Role::Client, "certificate_verify", &spot)
        },
        ..BASE
    },
];

/// What the entries share.
const BASE: Entry = Entry {
    id: "",
    group: Group::ClientCertificate,
    doc: "",
    params: &[],
    needs: BOTH,
    clause: Clause::new(8446, "4.4.2"),
    expected: &[],
    again: false,
    act: |_, _| Ok(()),
};

/// The server asks, and the client has something to show.
fn ask(plan: &mut Plan) {
    plan.client.certificate.kind.get_or_insert(KeyKind::EcdsaP256);
    if plan.server.config.client_auth == ClientAuth::Off {
        plan.server.config.client_auth = ClientAuth::Require;
    }
}

/// The same, with a change that shows in the client's certificate.
fn asked(build: &mut Resolved, how: impl Fn(&mut Plan)) -> Done {
    build.change(Role::Client, "certificate", |plan| {
        ask(plan);
        how(plan);
    })
}

/// The server refuses with this reason and alert, and the client reads the alert.
const fn refused(reason: &'static str, alert: &'static str) -> [Case; 2] {
    [case13(Told(alert), Refused(reason, alert)), case12(Told(alert), Refused(reason, alert))]
}
