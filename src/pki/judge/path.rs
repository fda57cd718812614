//! Looking for a path from the leaf to a trusted root.
//!
//! Depth first, along links whose signature verifies, until a path passes every check. If none does, the best one is
//! shown: the one whose first failure comes latest. If no verified link leads to a root at all, names alone are
//! followed, so that the reader sees which signature is broken.

use std::collections::HashMap;

use super::check::{Check, Place, Reason, Verdict};
use super::{MAX_PATH, MAX_SIGNATURES, MAX_STEPS};
use crate::pki::certificate::Certificate;

pub struct Search<'a> {
    sent: &'a [Option<&'a Certificate>],
    roots: &'a [Option<Certificate>],
    /// The links verified so far, from a certificate to its issuer.
    links: HashMap<(Place, Place), Result<(), Reason>>,
    signatures: usize,
    steps: usize,
    /// Whether a limit cut the search short.
    pub exhausted: bool,
}

/// A path and the checks put to it.
#[derive(Default)]
pub struct Found {
    pub path: Vec<Place>,
    pub checks: Vec<Check>,
    complete: bool,
}

impl<'a> Search<'a> {
    pub fn new(sent: &'a [Option<&'a Certificate>], roots: &'a [Option<Certificate>]) -> Self {
        Search { sent, roots, links: HashMap::new(), signatures: 0, steps: 0, exhausted: false }
    }

    pub fn certificate(&self, place: Place) -> Option<&'a Certificate> {
        match place {
            Place::Sent(i) => self.sent.get(i).copied().flatten(),
            Place::Root(i) => self.roots.get(i).and_then(Option::as_ref),
        }
    }

    /// Whether the path ends here: a root, or a certificate sent that is one of the roots.
    pub fn is_trusted(&self, place: Place) -> bool {
        let same = |c: &Certificate| self.roots.iter().flatten().any(|root| root.der == c.der);
        matches!(place, Place::Root(_)) || self.certificate(place).is_some_and(same)
    }

    /// Finds the best path by `rules`, which puts all checks to one path.
    pub fn run(&mut self, rules: impl Fn(&[Place], &mut Self) -> Vec<Check>) -> Found {
        let mut best = Found::default();
        if self.certificate(Place::Sent(0)).is_none() {
            return best;
        }
        for verified in [true, false] {
            let half = if verified { MAX_STEPS / 2 } else { MAX_STEPS };
            self.extend(&mut vec![Place::Sent(0)], verified, half, &rules, &mut best);
            if best.complete {
                break;
            }
        }
        if !best.complete {
            // Only now is it known whether the search was cut short.
            best.checks = rules(&best.path, self);
        }
        best
    }

    /// Tries every way on from the end of `path`; true once a path passes everything.
    fn extend(
        &mut self,
        path: &mut Vec<Place>,
        verified: bool,
        max_steps: usize,
        rules: &impl Fn(&[Place], &mut Self) -> Vec<Check>,
        best: &mut Found,
    ) -> bool {
        let Some(&end) = path.last() else { return false };
        if self.is_trusted(end) {
            let checks = rules(path, self);
            let failure = |c: &[Check]| c.iter().find(|c| c.verdict == Verdict::Fail).map(|c| c.id);
            // No failure at all is better than the latest one.
            let rank = |c: &[Check]| failure(c).map_or((true, None), |id| (false, Some(id)));
            let accepted = failure(&checks).is_none();
            if !best.complete || rank(&checks) > rank(&best.checks) {
                *best = Found { path: path.clone(), checks, complete: true };
            }
            return accepted;
        }
        if !best.complete && path.len() > best.path.len() {
            best.path.clone_from(path);
        }
        for issuer in self.issuers(path) {
            if path.len() >= MAX_PATH || self.steps >= max_steps {
                self.exhausted = true;
                return false;
            }
            self.steps += 1;
            if verified && self.link(end, issuer).is_err() {
                continue;
            }
            path.push(issuer);
            if self.extend(path, verified, max_steps, rules, best) {
                return true;
            }
            path.pop();
        }
        false
    }

    /// Who may have issued the end of the path, by name: roots first, and those whose key identifier fits before the
    /// others (RFC 5280 4.2.1.1). A certificate that is on the path already is left out.
    fn issuers(&self, path: &[Place]) -> Vec<Place> {
        let Some(child) = path.last().and_then(|end| self.certificate(*end)) else { return Vec::new() };
        let all = (0..self.roots.len()).map(Place::Root).chain((0..self.sent.len()).map(Place::Sent));
        let on_path = |c: &Certificate| path.iter().filter_map(|p| self.certificate(*p)).any(|p| p.der == c.der);
        let named = |c: &Certificate| c.subject.der == child.issuer.der && !on_path(c);
        let mut found: Vec<Place> = all.filter(|p| self.certificate(*p).is_some_and(named)).collect();
        let unfit = |place: &Place| {
            let id = self.certificate(*place).and_then(Certificate::subject_key_id);
            child.authority_key_id().is_some_and(|wanted| id != Some(wanted))
        };
        found.sort_by_key(unfit);
        found
    }

    /// Whether `issuer` has signed `child`.
    pub fn link(&mut self, child: Place, issuer: Place) -> Result<(), Reason> {
        if let Some(known) = self.links.get(&(child, issuer)) {
            return known.clone();
        }
        if self.signatures >= MAX_SIGNATURES {
            self.exhausted = true;
            return Err(Reason::SearchExhausted);
        }
        self.signatures += 1;
        let verdict = match (self.certificate(child), self.certificate(issuer)) {
            (Some(child), Some(issuer)) => verify(child, issuer),
            _ => Err(Reason::UnknownIssuer),
        };
        self.links.insert((child, issuer), verdict.clone());
        verdict
    }
}

fn verify(child: &Certificate, issuer: &Certificate) -> Result<(), Reason> {
    if child.tbs_signature != child.signature_algorithm {
        return Err(Reason::AlgorithmMismatch);
    }
    let scheme = child.signature_algorithm.scheme().ok_or(Reason::UnknownAlgorithm)?;
    let key = issuer.public_key().map_err(|_| Reason::UnusableKey)?;
    key.verify(scheme, child.tbs_der(), &child.signature).map_err(|_| Reason::BadSignature)
}
