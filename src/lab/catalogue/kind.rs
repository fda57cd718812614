//! Faults in what kind of certificates a server shows, and which of them: each may be sound in itself, and one of them
//! is no fault at all.

use super::End::{Completed, Refused, Told};
use super::certificate::{BASE, refused};
use super::{Case, Entry, Param, ParamKind, case12, case13};
use crate::crypto::{Hash, KeyKind};
use crate::lab::defaults::HOST;
use crate::lab::told;
use crate::pki::{Flaw, is_subtree};
use crate::wire::{Clause, Role};

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        id: "wrong_order",
        doc: told("The server sends its certificates upside down, its own last."),
        clause: Clause::new(8446, "4.4.2"),
        expected: &refused("leaf_is_ca", "bad_certificate"),
        act: |_, build| build.flaw(Flaw::WrongOrder),
        ..BASE
    },
    Entry {
        id: "extra_certificate",
        doc: told("The server sends the root along, which nobody needs."),
        clause: Clause::new(8446, "4.4.2"),
        expected: &[case13(Completed, Completed), case12(Completed, Completed)],
        act: |_, build| build.flaw(Flaw::ExtraCertificate),
        ..BASE
    },
    Entry {
        id: "expired_cross_certificate",
        doc: told("The server also sends a bridge to an older root, which has expired."),
        clause: Clause::new(8446, "4.4.2"),
        expected: &[case13(Completed, Completed), case12(Completed, Completed)],
        act: |_, build| build.flaw(Flaw::ExpiredCross),
        ..BASE
    },
    Entry {
        id: "authority_as_server",
        doc: told("The server's own certificate may sign others."),
        clause: Clause::new(5280, "4.2.1.9"),
        expected: &refused("leaf_is_ca", "bad_certificate"),
        act: |_, build| build.flaw(Flaw::LeafIsCa),
        ..BASE
    },
    Entry {
        id: "key_not_for_tls",
        doc: told("The key in the certificate may sign documents, and no handshake."),
        clause: Clause::new(5280, "4.2.1.3"),
        expected: &refused("key_usage", "unsupported_certificate"),
        act: |_, build| build.flaw(Flaw::LeafKeyUsage),
        ..BASE
    },
    Entry {
        id: "short_key",
        doc: told("The certificate's RSA key is too short."),
        params: &[Param {
            name: "bits",
            kind: ParamKind::Choice(&["1024", "512"]),
            default: "1024",
            doc: told("How many bits it has."),
        }],
        clause: Clause::new(9325, "4.5"),
        expected: &{
            let [case13, case12] = refused("weak_key", "bad_certificate");
            let unable = Refused("no_common_signature_scheme", "handshake_failure");
            [
                case13,
                case12,
                // RSASSA-PSS with SHA-256 needs 66 bytes (RFC 8017, 9.1.1), and TLS 1.3 has no other for RSA.
                Case { params: "bits=512", client: Told("handshake_failure"), server: unable, ..case13 },
                Case { params: "bits=512", ..case12 },
            ]
        },
        act: |args, build| {
            let bits = args.number("bits") as usize;
            build.change(Role::Server, "certificate", |plan| {
                plan.server.certificate.kind = Some(KeyKind::Rsa);
                plan.server.certificate.profile.rsa_bits = bits;
            })?;
            // A server that cannot sign with it never sends the certificate.
            build.shows(Role::Server, "alert")
        },
        ..BASE
    },
    Entry {
        id: "weak_signature",
        doc: told("The authorities sign with a hash that can be forged."),
        params: &[Param {
            name: "hash",
            kind: ParamKind::Choice(&["sha1", "md5"]),
            default: "sha1",
            doc: told("Which hash."),
        }],
        clause: Clause::new(8446, "4.4.2.4"),
        expected: &[
            case13(Refused("weak_signature", "bad_certificate"), Told("bad_certificate")),
            case12(Refused("weak_signature", "bad_certificate"), Told("bad_certificate")),
            Case {
                params: "hash=md5",
                ..case13(Refused("weak_signature", "bad_certificate"), Told("bad_certificate"))
            },
        ],
        act: |args, build| {
            let hash = if args.is("hash", "md5") { Hash::Md5 } else { Hash::Sha1 };
            build.change(Role::Server, "certificate", |plan| {
                let profile = &mut plan.server.certificate.profile;
                // These hashes were signed by RSA alone, and never by PSS.
                (profile.authorities, profile.hash, profile.pss) = (Some(KeyKind::Rsa), Some(hash), false);
            })
        },
        ..BASE
    },
    Entry {
        id: "name_outside_constraints",
        doc: told("The authority may not vouch for the name in the certificate."),
        params: &[Param {
            name: "how",
            kind: ParamKind::Choice(&["permitted", "excluded"]),
            default: "permitted",
            doc: told("Whether it may vouch for other names alone, or for all but this one."),
        }],
        clause: Clause::new(5280, "4.2.1.10"),
        expected: &[
            case13(Refused("name_not_permitted", "bad_certificate"), Told("bad_certificate")),
            case12(Refused("name_not_permitted", "bad_certificate"), Told("bad_certificate")),
            Case {
                params: "how=excluded",
                ..case13(Refused("name_excluded", "bad_certificate"), Told("bad_certificate"))
            },
        ],
        act: |args, build| match args.is("how", "excluded") {
            false => build.flaw(Flaw::NameNotPermitted),
            true => build.change(Role::Server, "certificate", |plan| {
                let certificate = &mut plan.server.certificate;
                let names = certificate.names.iter().map(|name| name.trim_start_matches("*.").to_owned());
                certificate.profile.excluded.extend(names.filter(|name| is_subtree(name)));
            }),
        },
        ..BASE
    },
    Entry {
        id: "wildcard_too_wide",
        doc: told("The certificate claims every name of a top-level domain, and the client wants one of them."),
        clause: Clause::new(9525, "6.3"),
        expected: &refused("host_mismatch", "bad_certificate"),
        act: |_, build| {
            build.change(Role::Server, "certificate", |plan| {
                let host = plan.client.config.host.as_deref().unwrap_or(HOST);
                let mut labels = host.trim_end_matches('.').rsplit('.');
                let (top, second) = (labels.next().unwrap_or_default(), labels.next().unwrap_or("example"));
                (plan.server.certificate.names, plan.client.config.host) =
                    (vec![format!("*.{top}")], Some(format!("{second}.{top}")));
            })
        },
        ..BASE
    },
];
