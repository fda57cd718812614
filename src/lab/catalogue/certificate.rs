//! Faults in the server's certificate or chain. The client judges the chain on reading Certificate, in both versions.

use super::End::{Refused, Told};
use super::{BOTH, Case, Entry, Group, Param, ParamKind, case12, case13};
use crate::lab::told;
use crate::pki::Flaw;
use crate::wire::{Clause, Role};

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        id: "expired_certificate",
        doc: told("The certificate's validity has ended."),
        params: &[days("How many days ago it ended.")],
        clause: Clause::new(5280, "4.1.2.5"),
        expected: &refused("expired", "certificate_expired"),
        act: |args, build| {
            let ago = i32::try_from(args.number("days")).unwrap_or(i32::MAX);
            build.change(Role::Server, "certificate", |plan| {
                let (from, to) = &mut plan.server.certificate.days;
                *to = -ago;
                *from = (*from).min(-ago - 90);
            })
        },
        ..BASE
    },
    Entry {
        id: "not_yet_valid_certificate",
        doc: told("The certificate's validity has not begun."),
        params: &[days("In how many days it begins.")],
        clause: Clause::new(5280, "4.1.2.5"),
        expected: &refused("not_yet_valid", "certificate_expired"),
        act: |args, build| {
            let ahead = i32::try_from(args.number("days")).unwrap_or(i32::MAX);
            build.change(Role::Server, "certificate", |plan| {
                let (from, to) = &mut plan.server.certificate.days;
                *from = ahead;
                *to = (*to).max(ahead + 90);
            })
        },
        ..BASE
    },
    Entry {
        id: "wrong_host",
        doc: told("The certificate names another host than the one the client wants."),
        params: &[Param {
            name: "name",
            kind: ParamKind::Host,
            default: "www.example.net",
            doc: told("The host in the certificate."),
        }],
        clause: Clause::new(9525, "6.3"),
        expected: &refused("host_mismatch", "bad_certificate"),
        act: |args, build| {
            let name = args.text("name");
            build.change(Role::Server, "certificate", |plan| plan.server.certificate.names = vec![name.to_owned()])
        },
        ..BASE
    },
    Entry {
        id: "unknown_authority",
        doc: told("The chain is sound, but its root is not one that the client trusts."),
        expected: &refused("unknown_issuer", "unknown_ca"),
        act: |_, build| build.flaw(Flaw::UntrustedRoot),
        ..BASE
    },
    Entry {
        id: "self_signed_certificate",
        doc: told("The server signed its certificate itself."),
        expected: &refused("self_signed", "unknown_ca"),
        act: |_, build| build.flaw(Flaw::SelfSigned),
        ..BASE
    },
    Entry {
        id: "missing_intermediate",
        doc: told("The server leaves the intermediate certificate out."),
        clause: Clause::new(8446, "4.4.2"),
        expected: &refused("unknown_issuer", "unknown_ca"),
        act: |_, build| build.flaw(Flaw::MissingIntermediate),
        ..BASE
    },
    Entry {
        id: "bad_certificate_signature",
        doc: told("One bit of the signature under the certificate is wrong."),
        expected: &refused("bad_signature", "bad_certificate"),
        act: |_, build| build.flaw(Flaw::BadSignature),
        ..BASE
    },
    Entry {
        id: "issuer_not_an_authority",
        doc: told("The certificate was issued by one that is no certification authority."),
        clause: Clause::new(5280, "4.2.1.9"),
        expected: &refused("not_a_ca", "bad_certificate"),
        act: |_, build| build.flaw(Flaw::IntermediateNotCa),
        ..BASE
    },
    Entry {
        id: "issuer_without_key_usage",
        doc: told("The issuer's key may not sign certificates."),
        clause: Clause::new(5280, "4.2.1.3"),
        expected: &refused("key_usage", "unsupported_certificate"),
        act: |_, build| build.flaw(Flaw::IntermediateKeyUsage),
        ..BASE
    },
    Entry {
        id: "path_too_long",
        doc: told("The root allows no authority below it, and there is one."),
        clause: Clause::new(5280, "4.2.1.9"),
        expected: &refused("path_too_long", "bad_certificate"),
        act: |_, build| build.flaw(Flaw::PathTooLong),
        ..BASE
    },
    Entry {
        id: "certificate_for_clients",
        doc: told("The certificate is for clients, and a server shows it."),
        clause: Clause::new(5280, "4.2.1.12"),
        expected: &refused("extended_key_usage", "unsupported_certificate"),
        act: |_, build| build.flaw(Flaw::OtherPurpose),
        ..BASE
    },
    Entry {
        id: "unknown_critical_extension",
        doc: told("The certificate has an extension that must be understood and is not."),
        clause: Clause::new(5280, "4.2"),
        expected: &refused("unknown_critical_extension", "unsupported_certificate"),
        act: |_, build| build.flaw(Flaw::UnknownCriticalExtension),
        ..BASE
    },
    Entry {
        id: "common_name_only",
        doc: told("The certificate names its host in the common name alone."),
        clause: Clause::new(9525, "6.3"),
        expected: &refused("no_subject_alt_name", "bad_certificate"),
        act: |_, build| build.flaw(Flaw::CommonNameOnly),
        ..BASE
    },
];

/// What the entries share.
pub(super) const BASE: Entry = Entry {
    id: "",
    group: Group::Certificate,
    doc: "",
    params: &[],
    needs: BOTH,
    clause: Clause::new(5280, "6.1.3"),
    expected: &[],
    again: false,
    act: |_, _| Ok(()),
};

const fn days(doc: &'static str) -> Param {
    Param { name: "days", kind: ParamKind::Number(1, 3650), default: "1", doc }
}

/// The client refuses with this reason and alert, and the server reads the alert.
pub(super) const fn refused(reason: &'static str, alert: &'static str) -> [Case; 2] {
    [case13(Refused(reason, alert), Told(alert)), case12(Refused(reason, alert), Told(alert))]
}
