//! Has the issuer taken a certificate back? Asked of revocation lists (RFC 5280 6.3), of OCSP responses and of the one
//! the server stapled (RFC 6960, RFC 6066 section 8).
//!
//! A statement that cannot be believed counts as none, but a stapled one must be sound: the server chose to send it. A
//! sound list that has expired still revokes what it lists; it only ceases to clear what it does not.

use super::check::{Check, CheckId, Compared, Place, Reason};
use super::path::Search;
use super::rules::Placed;
use super::statement::{Heard, Statements};
use super::{Policy, Revocation, Staple};
use crate::pki::extension::Body;

/// `status_request` as an extension of TLS (RFC 6066 section 1.1).
const STATUS_REQUEST: u16 = 5;

/// The checks of one certificate, the next on the path being its issuer.
pub fn revocation(
    child: Placed<'_>,
    issuer: Placed<'_>,
    statements: &Statements,
    search: &mut Search<'_>,
    policy: &Policy,
) -> Vec<Check> {
    let at = child.0;
    let mode = policy.rules.revocation;
    let crl = statements.crls(child, issuer, search, policy);
    let ocsp = statements.responses(child, issuer, search, policy);
    let mut heard = vec![crl.clone(), ocsp.clone()];
    let mut checks = vec![told(CheckId::Crl, at, crl, mode), told(CheckId::Ocsp, at, ocsp, mode)];
    let stapled = statements.staple(child, issuer, search, policy);
    // Only of the leaf's response is there something to say where there is none.
    if at == Place::Sent(0) || matches!(stapled, Staple::Given(_)) {
        checks.push(staple(child, &stapled));
    }
    if let Staple::Given(stapled) = stapled {
        heard.push(stapled);
    }
    let cleared = heard.iter().any(|heard| matches!(heard, Heard::Good(_)));
    checks.push(match mode {
        Revocation::HardFail => Check::decide(
            CheckId::Revocation,
            at,
            cleared,
            Reason::RevocationUnknown,
            vec![("mode", "hard_fail".into())],
        ),
        Revocation::SoftFail | Revocation::Ignore => {
            Check::skip(CheckId::Revocation, at, vec![("mode", mode.id().to_owned())])
        }
    });
    checks
}

/// What a list or a response says; silence and nonsense are for [`CheckId::Revocation`] to weigh.
fn told(id: CheckId, at: Place, heard: Heard, mode: Revocation) -> Check {
    match heard {
        _ if mode == Revocation::Ignore => Check::skip(id, at, vec![("mode", mode.id().to_owned())]),
        Heard::Good(compared) => Check::pass(id, at, compared),
        Heard::Revoked(compared) => Check::fail(id, at, Reason::Revoked, compared),
        Heard::Unusable(problem, compared) => Check::skip(id, at, with_problem(problem.id(), compared)),
        Heard::Nothing => Check::skip(id, at, vec![]),
    }
}

/// The response the server sent along, or should have: must-staple is a promise in the certificate (RFC 7633), which
/// binds who was asked.
fn staple((at, c): Placed<'_>, stapled: &Staple<Heard>) -> Check {
    let id = CheckId::Staple;
    let must = c.extensions.iter().any(|e| matches!(&e.body, Body::TlsFeature(all) if all.contains(&STATUS_REQUEST)));
    let promise: Compared = vec![("must_staple", must.to_string())];
    let with = |compared: &Compared| [promise.clone(), compared.clone()].concat();
    match stapled {
        Staple::Given(Heard::Good(compared)) => Check::pass(id, at, with(compared)),
        Staple::Given(Heard::Revoked(compared)) => Check::fail(id, at, Reason::Revoked, with(compared)),
        Staple::Given(Heard::Unusable(problem, compared)) => {
            let reason = Reason::BadStaple(*problem);
            Check::fail(id, at, reason, with_problem(problem.id(), with(compared)))
        }
        Staple::Absent if must => Check::fail(id, at, Reason::StapleMissing, promise),
        _ => Check::skip(id, at, promise),
    }
}

fn with_problem(problem: &str, mut compared: Compared) -> Compared {
    compared.push(("problem", problem.to_owned()));
    compared
}
