//! Faults in what is said of revocation: by a list, by an OCSP response, by the one that the server staples. A client
//! that fails softly, as by default, passes over a list or a response that it cannot believe; a staple must be sound.

use super::End::{Completed, Refused, Told};
use super::build::{Done, Resolved};
use super::{Args, BOTH, Case, Entry, Group, Param, ParamKind, case12, case13};
use crate::lab::scenario::{Plan, Stapling};
use crate::lab::told;
use crate::pki::Flaw;
use crate::wire::{Clause, Role};

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        id: "revoked_certificate",
        doc: told("The issuer has revoked the certificate."),
        params: &[source(&["crl", "ocsp", "staple"], "crl")],
        clause: Clause::new(5280, "6.3.3"),
        expected: &[
            case13(Refused("revoked", "certificate_revoked"), Told("certificate_revoked")),
            case12(Refused("revoked", "certificate_revoked"), Told("certificate_revoked")),
            with13("source=ocsp", Some(("revoked", "certificate_revoked"))),
            with12("source=ocsp", Some(("revoked", "certificate_revoked"))),
            with13("source=staple", Some(("revoked", "certificate_revoked"))),
            with12("source=staple", Some(("revoked", "certificate_revoked"))),
        ],
        act: |args, build| flawed(args, build, Flaw::Revoked),
        ..BASE
    },
    Entry {
        id: "revocation_blocked",
        doc: told("The certificate is revoked, and an attacker keeps the client from learning it."),
        clause: Clause::new(5280, "6.3.3"),
        expected: &[case13(Completed, Completed), case12(Completed, Completed)],
        act: |_, build| {
            build.change(Role::Server, "certificate", |plan| {
                let certificate = &mut plan.server.certificate;
                certificate.flaws.push(Flaw::Revoked);
                (certificate.profile.crl, certificate.profile.ocsp) = (true, true);
                plan.client.fetches.clear();
            })
        },
        ..BASE
    },
    Entry {
        id: "staple_missing",
        doc: told("The certificate promises a stapled response, and the server staples none."),
        clause: Clause::new(7633, "4.3.3"),
        expected: &[
            case13(Refused("staple_missing", BAD_STATUS), Told(BAD_STATUS)),
            case12(Refused("staple_missing", BAD_STATUS), Told(BAD_STATUS)),
        ],
        act: |_, build| {
            build.change(Role::Server, "certificate", |plan| {
                plan.client.config.status_request = true;
                plan.server.certificate.profile.must_staple = true;
                plan.server.certificate.staple = Stapling::Off;
            })
        },
        ..BASE
    },
    Entry {
        id: "stale_status",
        doc: told("What is said of revocation has expired."),
        params: &[source(&["staple", "ocsp", "crl"], "staple")],
        expected: &[
            case13(Refused("staple_stale", BAD_STATUS), Told(BAD_STATUS)),
            case12(Refused("staple_stale", BAD_STATUS), Told(BAD_STATUS)),
            with13("source=crl", None),
            with13("source=ocsp", None),
        ],
        act: |args, build| flawed(args, build, Flaw::StatusStale),
        ..BASE
    },
    Entry {
        id: "forged_status",
        doc: told("What is said of revocation is signed by the server itself."),
        params: &[source(&["staple", "ocsp", "crl"], "staple")],
        expected: &[
            case13(Refused("staple_forged", BAD_STATUS), Told(BAD_STATUS)),
            case12(Refused("staple_forged", BAD_STATUS), Told(BAD_STATUS)),
            with13("source=crl", None),
            with13("source=ocsp", None),
        ],
        act: |args, build| flawed(args, build, Flaw::StatusForged),
        ..BASE
    },
    Entry {
        id: "unknown_status",
        doc: told("The responder does not know the certificate."),
        params: &[source(&["staple", "ocsp"], "staple")],
        clause: Clause::new(6960, "2.2"),
        expected: &[
            case13(Refused("bad_staple", BAD_STATUS), Told(BAD_STATUS)),
            case12(Refused("bad_staple", BAD_STATUS), Told(BAD_STATUS)),
            with13("source=ocsp", None),
        ],
        act: |args, build| flawed(args, build, Flaw::StatusUnknown),
        ..BASE
    },
];

/// The alert for a staple that is no good (RFC 6066, 8).
const BAD_STATUS: &str = "bad_certificate_status_response";

/// What the entries share.
const BASE: Entry = Entry {
    id: "",
    group: Group::Certificate,
    doc: "",
    params: &[],
    needs: BOTH,
    clause: Clause::new(6960, "3.2"),
    expected: &[],
    again: false,
    act: |_, _| Ok(()),
};

const fn source(kinds: &'static [&'static str], default: &'static str) -> Param {
    Param { name: "source", kind: ParamKind::Choice(kinds), default, doc: told("Who says so.") }
}

/// With these parameters the client refuses, or else both complete.
const fn with13(params: &'static str, refused: Option<(&'static str, &'static str)>) -> Case {
    let case = match refused {
        Some((reason, alert)) => case13(Refused(reason, alert), Told(alert)),
        None => case13(Completed, Completed),
    };
    Case { params, ..case }
}

const fn with12(params: &'static str, refused: Option<(&'static str, &'static str)>) -> Case {
    let case = match refused {
        Some((reason, alert)) => case12(Refused(reason, alert), Told(alert)),
        None => case12(Completed, Completed),
    };
    Case { params, ..case }
}

/// Gives the status a flaw, and brings it before the client from one source.
fn flawed(args: &Args<'_>, build: &mut Resolved, flaw: Flaw) -> Done {
    let source = args.text("source");
    build.change(Role::Server, "certificate", |plan| {
        plan.server.certificate.flaws.push(flaw);
        heard(plan, source);
    })
}

fn heard(plan: &mut Plan, source: &str) {
    let certificate = &mut plan.server.certificate;
    match source {
        "crl" => certificate.profile.crl = true,
        "ocsp" => certificate.profile.ocsp = true,
        _ => {
            if certificate.staple == Stapling::Off {
                certificate.staple = Stapling::Leaf;
            }
            plan.client.config.status_request = true;
        }
    }
}
