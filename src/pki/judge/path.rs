//! Looking for a path from the leaf to a trusted root.
//!
//! First the names alone say how far each certificate is from a root. Then shorter paths come before longer ones, in
//! up to three passes, and no step is taken that leads away from every root. The first follows only issuers that pass every check of their own and have
//! signed what is below: what it finds is good, and bad branches cost little. The second follows every signature that
//! verifies, the third names alone; they find the best of the bad paths to show, the one whose first failure comes
//! latest, so that the reader sees what is broken.

use super::check::{Check, CheckId, Place, Reason, Verdict};
use super::constraints::Finding;
use super::keys;
use super::revocation::revocation;
use super::rules;
use super::statement::Statements;
use super::{MAX_NAME_COMPARISONS, MAX_PATH, MAX_SIGNATURES, MAX_STEPS, Policy};
use crate::crypto::{CryptoError, PublicKey};
use crate::pki::algorithm::AlgorithmError;
use crate::pki::certificate::Certificate;
use crate::pki::signed::Signed;
use crate::short::{self, Map};

pub struct Search<'a> {
    sent: &'a [Option<&'a Certificate>],
    roots: &'a [Option<Certificate>],
    statements: &'a Statements,
    /// The links verified so far, from a certificate to the first with its issuer's key.
    links: Map<(Place, Place), Result<(), Reason>>,
    signatures: usize,
    steps: usize,
    /// How many more certificates lead to a trusted one at best; none for those that have no way there.
    distance: Map<Place, usize>,
    /// Whether there are paths longer than those looked at.
    longer: bool,
    /// The first certificate with the same key as this one.
    keys: Map<Place, Place>,
    /// Which certificates, as leaf or as authority, pass all checks that look at them alone.
    sound: Map<(Place, bool), bool>,
    /// What each authority's nameConstraints say of each certificate, and how many comparisons are left.
    constrained: Map<(Place, Place), Finding>,
    comparisons: usize,
    /// What is said of each certificate under each issuer.
    revocation: Map<(Place, Place), Vec<Check>>,
    /// The limit that cut the search short.
    pub exhausted: Option<Limit>,
}

/// What a search may use up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// [`MAX_PATH`]
    Path,
    /// [`MAX_STEPS`]
    Steps,
    /// [`MAX_SIGNATURES`]
    Signatures,
}

impl Limit {
    /// Its name and its number, for people.
    pub fn compared(self) -> (&'static str, String) {
        match self {
            Limit::Path => ("longest_path", MAX_PATH.to_string()),
            Limit::Steps => ("most_issuers_tried", MAX_STEPS.to_string()),
            Limit::Signatures => ("most_signatures", MAX_SIGNATURES.to_string()),
        }
    }
}

/// Whom the search follows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pass {
    /// Issuers that pass every check and have signed.
    Sound,
    /// Issuers that have signed.
    Signed,
    /// Issuers by name.
    Named,
}

/// A path and the checks put to it.
#[derive(Default)]
pub struct Found {
    pub path: Vec<Place>,
    pub checks: Vec<Check>,
    complete: bool,
}

impl<'a> Search<'a> {
    pub fn new(
        sent: &'a [Option<&'a Certificate>],
        roots: &'a [Option<Certificate>],
        statements: &'a Statements,
    ) -> Self {
        Search {
            sent,
            roots,
            statements,
            revocation: Map::default(),
            links: Map::default(),
            signatures: 0,
            steps: 0,
            distance: Map::default(),
            longer: false,
            keys: keys(sent, roots),
            sound: Map::default(),
            constrained: Map::default(),
            comparisons: MAX_NAME_COMPARISONS,
            exhausted: None,
        }
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

    /// Finds the best path, and puts all checks to it.
    pub fn run(&mut self, policy: &Policy) -> Found {
        let mut best = Found::default();
        let leaf = Place::Sent(0);
        if self.certificate(leaf).is_none() {
            return best;
        }
        self.measure();
        let promising = self.distance.get(&leaf).is_some() && self.is_sound(leaf, false, policy);
        for pass in [Pass::Sound, Pass::Signed, Pass::Named] {
            // A bad leaf makes every path bad: no use in looking for a good one.
            if pass == Pass::Sound && !promising {
                continue;
            }
            // What one pass uses up is not missing in the next.
            self.steps = 0;
            for len in 1..=MAX_PATH {
                self.longer = false;
                if self.extend(&mut vec![leaf], len, pass, policy, &mut best) || !self.longer {
                    break;
                }
            }
            if self.longer {
                self.exhausted = self.exhausted.or(Some(Limit::Path));
            }
            if best.complete {
                break;
            }
        }
        if !best.complete {
            // Only now is it known whether the search was cut short.
            best.checks = rules::path(&best.path, self, policy);
        }
        best
    }

    /// Tries every way on from the end of `path` to paths of exactly `len` certificates; true once there can be no
    /// better path.
    fn extend(&mut self, path: &mut Vec<Place>, len: usize, pass: Pass, policy: &Policy, best: &mut Found) -> bool {
        let Some(&end) = path.last() else { return false };
        if self.is_trusted(end) {
            // Shorter ones have been looked at before.
            if path.len() < len {
                return false;
            }
            let checks = rules::path(path, self, policy);
            let failure = |c: &[Check]| c.iter().find(|c| c.verdict == Verdict::Fail).map(|c| c.id);
            // No failure at all is better than the latest one.
            let rank = |c: &[Check]| failure(c).map_or((true, None), |id| (false, Some(id)));
            // Every path has the same leaf: if it is of another host, there is no better one.
            let done = matches!(failure(&checks), None | Some(CheckId::HostName));
            if !best.complete || rank(&checks) > rank(&best.checks) {
                *best = Found { path: path.clone(), checks, complete: true };
            }
            return done;
        }
        if !best.complete && path.len() > best.path.len() {
            best.path.clone_from(path);
        }
        // If no root is in reach at all, there is still something to show.
        let aimless = self.distance.get(&Place::Sent(0)).is_none();
        for issuer in self.issuers(path) {
            let more = match self.distance.get(&issuer) {
                Some(distance) => distance + 1,
                None if aimless => 1,
                None => continue,
            };
            if path.len() + more > len {
                self.longer = true;
                continue;
            }
            if self.steps >= MAX_STEPS / 3 {
                self.exhausted = Some(Limit::Steps);
                return false;
            }
            self.steps += 1;
            path.push(issuer);
            let good = pass != Pass::Sound || (self.is_sound(issuer, true, policy) && rules::fits(path, self, policy));
            let follow = good && (pass == Pass::Named || self.link(end, issuer).is_ok());
            if follow && self.extend(path, len, pass, policy, best) {
                return true;
            }
            path.pop();
        }
        false
    }

    /// Who may have issued the end of the path, by name: roots first, and those whose key identifier fits before the
    /// others (RFC 5280 4.2.1.1). An authority, that is a name with a key, that is on the path already is left out: a
    /// path through it twice has a shorter one inside that passes whatever the longer one does.
    fn issuers(&self, path: &[Place]) -> Vec<Place> {
        let Some(child) = path.last().and_then(|end| self.certificate(*end)) else { return Vec::new() };
        let all = (0..self.roots.len()).map(Place::Root).chain((0..self.sent.len()).map(Place::Sent));
        let same = |a: &Certificate, b: &Certificate| a.spki == b.spki && a.subject.matches(&b.subject);
        let on_path = |c: &Certificate| path.iter().filter_map(|p| self.certificate(*p)).any(|p| same(p, c));
        let named = |c: &Certificate| c.subject.matches(&child.issuer) && !on_path(c);
        let mut found: Vec<Place> = all.filter(|p| self.certificate(*p).is_some_and(named)).collect();
        let unfit = |place: &Place| {
            let id = self.certificate(*place).and_then(Certificate::subject_key_id);
            child.authority_key_id().is_some_and(|wanted| id != Some(wanted))
        };
        short::sort_by(&mut found, |a, b| !unfit(a) && unfit(b));
        found
    }

    /// How far each certificate is from a trusted one, going by names.
    fn measure(&mut self) {
        let sent = (0..self.sent.len()).map(Place::Sent);
        let all: Vec<Place> = sent.chain((0..self.roots.len()).map(Place::Root)).collect();
        let mut reached: Vec<Place> = all.iter().copied().filter(|place| self.is_trusted(*place)).collect();
        for distance in 0..MAX_PATH {
            for place in &reached {
                self.distance.insert(*place, distance);
            }
            let next = |place: &Place| {
                let Some(child) = self.certificate(*place) else { return false };
                let names = |by: &Place| self.certificate(*by).is_some_and(|by| by.subject.matches(&child.issuer));
                self.distance.get(place).is_none() && reached.iter().any(names)
            };
            reached = all.iter().copied().filter(next).collect();
        }
    }

    /// Whether a certificate passes all checks that look at it alone, asked once.
    fn is_sound(&mut self, at: Place, authority: bool, policy: &Policy) -> bool {
        if let Some(known) = self.sound.get(&(at, authority)) {
            return *known;
        }
        let trusted = self.is_trusted(at);
        let sound = self.certificate(at).is_some_and(|c| rules::is_sound((at, c), authority, trusted, policy));
        self.sound.insert((at, authority), sound);
        sound
    }

    /// What the constraints of `authority` say of `child`, asked once.
    pub fn constrained(
        &mut self,
        authority: Place,
        child: Place,
        examine: impl FnOnce(&mut usize) -> Finding,
    ) -> Finding {
        if let Some(known) = self.constrained.get(&(authority, child)) {
            return known.clone();
        }
        let finding = examine(&mut self.comparisons);
        self.constrained.insert((authority, child), finding.clone());
        finding
    }

    /// What is said about the revocation of `child` under `issuer`, asked once.
    pub fn revocation(&mut self, child: Place, issuer: Place, policy: &Policy) -> Vec<Check> {
        if let Some(known) = self.revocation.get(&(child, issuer)) {
            return known.clone();
        }
        let checks = match (self.certificate(child), self.certificate(issuer)) {
            (Some(c), Some(i)) => revocation((child, c), (issuer, i), self.statements, self, policy),
            _ => Vec::new(),
        };
        self.revocation.insert((child, issuer), checks.clone());
        checks
    }

    /// Whether `signer` has signed a statement; no, once there have been too many signatures.
    pub fn verify(&mut self, statement: &Signed, signer: &Certificate) -> bool {
        let good = |key: PublicKey| statement.verify(&key).is_ok();
        self.may_verify() && signer.public_key().is_ok_and(good)
    }

    /// Whether `issuer` has signed `child`.
    pub fn link(&mut self, child: Place, issuer: Place) -> Result<(), Reason> {
        let link = (child, self.keys.get(&issuer).copied().unwrap_or(issuer));
        if let Some(known) = self.links.get(&link) {
            return known.clone();
        }
        if !self.may_verify() {
            return Err(Reason::SearchExhausted);
        }
        let verdict = match (self.certificate(child), self.certificate(issuer)) {
            (Some(child), Some(issuer)) => verify(child, issuer),
            _ => Err(Reason::UnknownIssuer),
        };
        self.links.insert(link, verdict.clone());
        verdict
    }

    fn may_verify(&mut self) -> bool {
        let room = self.signatures < MAX_SIGNATURES;
        self.signatures += usize::from(room);
        if !room {
            self.exhausted = Some(Limit::Signatures);
        }
        room
    }
}

/// Signatures are verified once for each key, in however many certificates it stands.
fn keys(sent: &[Option<&Certificate>], roots: &[Option<Certificate>]) -> Map<Place, Place> {
    let sent = (0..).map(Place::Sent).zip(sent.iter().copied());
    let roots = (0..).map(Place::Root).zip(roots.iter().map(Option::as_ref));
    let (mut first, mut keys): (Map<&[u8], Place>, _) = Default::default();
    for (place, certificate) in sent.chain(roots) {
        let Some(c) = certificate else { continue };
        let known = first.get(&&c.spki[..]).copied();
        if known.is_none() {
            first.insert(&c.spki, place);
        }
        Map::insert(&mut keys, place, known.unwrap_or(place));
    }
    keys
}

fn verify(child: &Certificate, issuer: &Certificate) -> Result<(), Reason> {
    if !child.tbs_signature.same(&child.signature_algorithm) {
        return Err(Reason::AlgorithmMismatch);
    }
    let scheme = child.signature_algorithm.scheme().map_err(|error| match error {
        AlgorithmError::Unknown => Reason::UnknownAlgorithm,
        AlgorithmError::WeakHash => Reason::WeakSignature,
        AlgorithmError::Parameters => Reason::BadAlgorithmParameters,
        AlgorithmError::SaltLength => Reason::PssSaltLength,
    })?;
    let key = issuer.public_key().map_err(|why| keys::cause(why).0)?;
    key.verify(scheme, child.tbs_der(), &child.signature).map_err(|error| match error {
        CryptoError::WrongKeyKind => Reason::WrongKeyKind,
        _ => Reason::BadSignature,
    })
}
