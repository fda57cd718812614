//! Statements about revocation, and whether they are to be believed: who signed, for whom, and for how long.

use super::check::{Compared, Place};
use super::path::Search;
use super::rules::Placed;
use super::{Policy, Staple};
use crate::pki::certificate::Certificate;
use crate::pki::crl::Crl;
use crate::pki::der::{Reader, format_time, tag};
use crate::pki::extension::{Body, KeyUsage};
use crate::pki::ocsp::{Basic, Response, Single, Status};
use crate::pki::oids;

/// How many lists, and how many responses, are read; the others are passed over.
pub const MAX_STATEMENTS: usize = 32;
/// How long a response without `nextUpdate` is believed, in seconds: RFC 6960 leaves it open.
const OPEN_ENDED: i64 = 7 * 86_400;

/// All that is said about revocation, read once.
pub struct Statements {
    crls: Vec<Option<Crl>>,
    responses: Vec<Option<Response>>,
    /// What came with each of the certificates sent.
    staples: Vec<Staple<Option<Response>>>,
}

/// What one source says of one certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// It has not been revoked.
    Good(Compared),
    Revoked(Compared),
    /// There is a statement, but it cannot be believed.
    Unusable(Problem, Compared),
    Nothing,
}

ids! {
    /// Why a statement cannot be believed.
    pub enum Problem {
        Undecodable = "undecodable",
        /// The responder only says that it cannot answer.
        Unsuccessful = "unsuccessful",
        /// It speaks of other certificates.
        ForAnother = "for_another",
        BadSignature = "bad_signature",
        /// Whoever signed may not speak for the issuer.
        Unauthorized = "unauthorized",
        NotYetValid = "not_yet_valid",
        Stale = "stale",
        /// It has a critical part that is not understood, or lacks one it must have.
        Unsupported = "unsupported",
        /// The responder does not know the certificate.
        Unknown = "unknown",
    }
}

impl Statements {
    pub fn read(policy: &Policy, staples: &[Staple<&[u8]>]) -> Statements {
        let rules = &policy.rules;
        Statements {
            crls: rules.crls.iter().take(MAX_STATEMENTS).map(|der| Crl::read(der).ok()).collect(),
            responses: rules.responses.iter().take(MAX_STATEMENTS).map(|der| Response::read(der).ok()).collect(),
            staples: staples.iter().take(MAX_STATEMENTS).map(|one| one.map(|der| Response::read(der).ok())).collect(),
        }
    }

    /// What the lists of the issuer say. Those of other issuers say nothing.
    pub fn crls(&self, child: Placed<'_>, issuer: Placed<'_>, search: &mut Search<'_>, policy: &Policy) -> Heard {
        let said = self.crls.iter().map(|crl| match crl {
            None => Heard::Unusable(Problem::Undecodable, vec![]),
            Some(crl) if !crl.issuer.matches(&child.1.issuer) => Heard::Nothing,
            Some(crl) => crl_says(crl, child.1, issuer.1, search, policy.now),
        });
        loudest(said)
    }

    /// What the responses say that the client already has.
    pub fn responses(&self, child: Placed<'_>, issuer: Placed<'_>, search: &mut Search<'_>, policy: &Policy) -> Heard {
        let said = self.responses.iter().map(|response| {
            match response_says(response.as_ref(), child.1, issuer.1, search, policy.now) {
                // Any number of responses may lie ready, for any certificates.
                Heard::Unusable(Problem::ForAnother, _) => Heard::Nothing,
                heard => heard,
            }
        });
        loudest(said)
    }

    /// What the response says that came with a certificate.
    pub fn staple(
        &self,
        child: Placed<'_>,
        issuer: Placed<'_>,
        search: &mut Search<'_>,
        policy: &Policy,
    ) -> Staple<Heard> {
        match child.0 {
            Place::Sent(at) => self.staples.get(at).map_or(Staple::NotAsked, |staple| {
                staple.as_ref().map(|it| response_says(it.as_ref(), child.1, issuer.1, search, policy.now))
            }),
            Place::Root(_) => Staple::NotAsked,
        }
    }
}

/// Revoked beats good, good beats nonsense, nonsense beats silence.
fn loudest(said: impl Iterator<Item = Heard>) -> Heard {
    let rank = |heard: &Heard| match heard {
        Heard::Revoked(_) => 3,
        Heard::Good(_) => 2,
        Heard::Unusable(..) => 1,
        Heard::Nothing => 0,
    };
    said.fold(Heard::Nothing, |best, next| if rank(&next) > rank(&best) { next } else { best })
}

/// RFC 5280 6.3.3, for complete lists signed by the issuer itself.
fn crl_says(crl: &Crl, child: &Certificate, issuer: &Certificate, search: &mut Search<'_>, now: i64) -> Heard {
    let mut compared = span(crl.this_update, crl.next_update, now);
    compared.insert(0, ("issuer", crl.issuer.to_string()));
    if issuer.key_usage().is_some_and(|usage| !usage.allows(KeyUsage::CRL_SIGN)) {
        return Heard::Unusable(Problem::Unauthorized, compared);
    }
    if !crl.tbs_signature.same(&crl.signed.algorithm) {
        return Heard::Unusable(Problem::BadSignature, compared);
    }
    if !search.verify(&crl.signed, issuer) {
        return Heard::Unusable(Problem::BadSignature, compared);
    }
    let covers = covers(crl, child);
    match crl.entry(&child.serial) {
        Some(entry) if covers && !entry.unclear => {
            compared.push(("revocationDate", format_time(entry.date)));
            compared.extend(entry.reason.map(|reason| ("reasonCode", reason.to_string())));
            return Heard::Revoked(compared);
        }
        Some(_) => return Heard::Unusable(Problem::Unsupported, compared),
        None => compared.push(("entries", crl.revoked.len().to_string())),
    }
    match age(crl.this_update, crl.next_update, now) {
        Some(problem) => Heard::Unusable(problem, compared),
        None if !covers => Heard::Unusable(Problem::Unsupported, compared),
        None => Heard::Good(compared),
    }
}

/// Whether the list speaks of this certificate for every reason. One of version 2 must be numbered, and not critically
/// so (RFC 5280 5.2.3); of critical extensions only issuingDistributionPoint is understood (5.2.5).
fn covers(crl: &Crl, child: &Certificate) -> bool {
    let (mut numbered, mut scoped) = (crl.version < 2, true);
    for extension in &crl.extensions {
        match &extension.body {
            Body::Unknown { oid, .. } if oid == oids::CRL_NUMBER => numbered = !extension.critical,
            Body::Unknown { oid, value } if oid == oids::ISSUING_DISTRIBUTION_POINT => scoped = in_scope(value, child),
            _ if extension.critical => return false,
            _ => {}
        }
    }
    numbered && scoped
}

/// issuingDistributionPoint: lists for some reasons only, for attribute certificates, and those that speak for other
/// issuers too are not understood; lists for users' or authorities' certificates are, and a list for one distribution
/// point is taken as the one the certificate meant.
fn in_scope(value: &[u8], child: &Certificate) -> bool {
    let read = || {
        let mut fields = Reader::new(value).inside(tag::SEQUENCE).ok()?;
        fields.optional(tag::constructed(0)).ok()?;
        let mut flag = |n| match fields.optional(tag::context(n)) {
            Ok(Some(flag)) => flag.boolean().ok(),
            Ok(None) => Some(false),
            Err(_) => None,
        };
        let (users, authorities) = (flag(1)?, flag(2)?);
        fields.finish().ok()?;
        let authority = child.basic_constraints().is_some_and(|(ca, _)| ca);
        Some(match authority {
            true => !users,
            false => !authorities,
        })
    };
    read().unwrap_or(false)
}

/// RFC 6960 3.2.
fn response_says(
    response: Option<&Response>,
    child: &Certificate,
    issuer: &Certificate,
    search: &mut Search<'_>,
    now: i64,
) -> Heard {
    let basic = match response {
        None => return Heard::Unusable(Problem::Undecodable, vec![]),
        Some(Response::Unsuccessful(status)) => {
            return Heard::Unusable(Problem::Unsuccessful, vec![("responseStatus", status.to_string())]);
        }
        Some(Response::Basic(basic)) => basic,
    };
    let mine = |single: &&Single| single.id.names(&issuer.subject, &issuer.spki, &child.serial);
    let Some(single) = basic.responses.iter().find(mine) else {
        return Heard::Unusable(Problem::ForAnother, vec![]);
    };
    let mut compared = span(single.this_update, single.next_update, now);
    compared.insert(0, ("certStatus", single.status.to_string()));
    if let Err(problem) = authorized(basic, issuer, search, now) {
        return Heard::Unusable(problem, compared);
    }
    if basic.unclear || single.unclear {
        return Heard::Unusable(Problem::Unsupported, compared);
    }
    let until = single.next_update.or(Some(single.this_update.saturating_add(OPEN_ENDED)));
    match (single.status, age(single.this_update, until, now)) {
        (Status::Revoked { at, reason }, _) => {
            compared.push(("revocationTime", format_time(at)));
            compared.extend(reason.map(|reason| ("revocationReason", reason.to_string())));
            Heard::Revoked(compared)
        }
        (_, Some(problem)) => Heard::Unusable(problem, compared),
        (Status::Good, None) => Heard::Good(compared),
        (Status::Unknown, None) => Heard::Unusable(Problem::Unknown, compared),
    }
}

/// Signed by the issuer, or by one whom the issuer itself made a responder (RFC 6960 4.2.2.2). The responder's own
/// certificate is not asked for revocation in turn.
fn authorized(basic: &Basic, issuer: &Certificate, search: &mut Search<'_>, now: i64) -> Result<(), Problem> {
    if basic.responder.is(&issuer.subject, &issuer.spki) {
        return if search.verify(&basic.signed, issuer) { Ok(()) } else { Err(Problem::BadSignature) };
    }
    let read = basic.certificates.iter().filter_map(|der| Certificate::read(der).ok());
    let Some(delegate) = read.into_iter().find(|c| basic.responder.is(&c.subject, &c.spki)) else {
        return Err(Problem::Unauthorized);
    };
    let purposes = delegate.extended_key_usage().unwrap_or_default();
    let appointed = purposes.iter().any(|p| p.as_bytes() == oids::OCSP_SIGNING)
        && delegate.issuer.matches(&issuer.subject)
        && (delegate.not_before..=delegate.not_after).contains(&now)
        && delegate.tbs_signature.same(&delegate.signature_algorithm)
        && search.verify(&delegate.signed(), issuer);
    match appointed {
        false => Err(Problem::Unauthorized),
        true if search.verify(&basic.signed, &delegate) => Ok(()),
        true => Err(Problem::BadSignature),
    }
}

fn age(this_update: i64, next_update: Option<i64>, now: i64) -> Option<Problem> {
    match next_update {
        _ if now < this_update => Some(Problem::NotYetValid),
        Some(next) if now > next => Some(Problem::Stale),
        _ => None,
    }
}

fn span(this_update: i64, next_update: Option<i64>, now: i64) -> Compared {
    let mut compared = vec![("thisUpdate", format_time(this_update)), ("now", format_time(now))];
    compared.extend(next_update.map(|next| ("nextUpdate", format_time(next))));
    compared
}
