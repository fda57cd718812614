//! From what each side brings to what its party is given: chains minted and remembered by recipe, roots to
//! trust, quirks from faults. Knows nothing of how a run goes.

use std::sync::Arc;

use super::catalogue::Resolved;
use super::scenario::{Certificate, Roots, Side, Source, Stapling};
use crate::crypto::{KeyKind, Seed};
use crate::net::{Fault, Target};
use crate::pki::{Hierarchy, Recipe, Revocation};
use crate::tls::{Act, Config, Identity, Quirk};
use crate::wire::{ConnId, Role};

/// The seconds of a day.
const DAY: i64 = 86_400;
/// How many chains are remembered.
const KEPT: usize = 16;

/// Chains minted before. Handing the same `Mints` to the next run spares it the signatures; the bytes are the same.
#[derive(Clone, Debug, Default)]
pub struct Mints(Vec<(Key, Option<Arc<Hierarchy>>)>);

/// What decides a chain.
type Key = (Recipe, Seed);

impl Certificate {
    /// What to mint at a clock.
    pub fn recipe(&self, time: i64) -> Recipe {
        let at = |days: i32| time.saturating_add(i64::from(days) * DAY);
        Recipe {
            names: self.names.clone(),
            not_before: at(self.days.0),
            not_after: at(self.days.1),
            profile: self.profile.clone(),
            flaws: self.flaws.clone(),
            ..Recipe::new(self.kind.unwrap_or(KeyKind::EcdsaP256), "", time)
        }
    }
}

impl Mints {
    /// The chain of a certificate at a clock; none where it cannot be minted. A side that shows none has one
    /// all the same, of which the other side trusts the root.
    pub fn chain(&mut self, certificate: &Certificate, time: i64, seed: Seed) -> Option<Arc<Hierarchy>> {
        let key = (certificate.recipe(time), seed);
        if let Some((_, known)) = self.0.iter().find(|(known, _)| *known == key) {
            return known.clone();
        }
        let minted = Hierarchy::mint(&key.0, &seed).ok().map(Arc::new);
        if self.0.len() >= KEPT {
            self.0.remove(0);
        }
        self.0.push((key, minted.clone()));
        minted
    }

    /// What the client and the server of each connection are given.
    pub fn configs(&mut self, resolved: &Resolved) -> Vec<[Arc<Config>; 2]> {
        let Resolved { scenario, faults, .. } = resolved;
        let seed = Seed::from_number(scenario.seed);
        let connections = (0..).map(ConnId).zip(&scenario.connections);
        connections
            .map(|(conn, plan)| {
                let chain = self.chain(&plan.server.certificate, scenario.time, seed);
                let mut client = plan.client.config.clone();
                if client.policy.roots.is_empty() {
                    client.policy.roots = chain.iter().flat_map(|chain| plan.client.roots.of(chain, &seed)).collect();
                }
                client.policy.host = client.host.clone();
                client.policy.now = scenario.time;
                client.quirks.extend(quirks(faults, conn, Role::Client));
                let mut server = plan.server.config.clone();
                let wanted = &plan.server.certificate;
                if let Some(chain) = chain.as_ref().filter(|_| wanted.given.is_empty()) {
                    known(&plan.client, wanted, chain, &mut client);
                    // What cannot be minted is not there: the chain itself was signed by the same keys.
                    if wanted.staple != Stapling::Off {
                        server.staples.push(chain.ocsp().ok());
                    }
                    if wanted.staple == Stapling::All {
                        server.staples.extend(chain.further_ocsp().unwrap_or_default());
                    }
                }
                server.hosts = server.hosts.or_else(|| wanted.sole.then(|| wanted.names.clone()));
                server.identity = server.identity.or_else(|| chain.and_then(|chain| identity(&plan.server, &chain)));
                if plan.has_client_chain() {
                    let chain = self.chain(&plan.client.certificate, scenario.time, seed);
                    if server.policy.roots.is_empty() {
                        server.policy.roots = chain.iter().map(|chain| chain.root_der.clone()).collect();
                    }
                    server.policy.now = scenario.time;
                    client.identity = client.identity.or_else(|| identity(&plan.client, chain.as_deref()?));
                }
                server.quirks.extend(quirks(faults, conn, Role::Server));
                [Arc::new(client), Arc::new(server)]
            })
            .collect()
    }
}

impl Roots {
    /// The certificates of these roots, in DER.
    pub fn of(self, chain: &Hierarchy, seed: &Seed) -> Vec<Vec<u8>> {
        let new = (self != Roots::Old).then(|| chain.root_der.clone());
        // What cannot be minted is not there, and so not trusted.
        let old = || if self == Roots::New { None } else { chain.old_root(seed).ok() };
        new.into_iter().chain(old()).collect()
    }
}

/// What a client has fetched of what the server's certificate points to. A client that does not ask has nothing.
fn known(side: &Side, certificate: &Certificate, chain: &Hierarchy, client: &mut Config) {
    let rules = &mut client.policy.rules;
    let fetches = |source| side.fetches.contains(&source) && rules.revocation != Revocation::Ignore;
    let (crl, ocsp) = (fetches(Source::Crl), fetches(Source::Ocsp));
    if crl && certificate.profile.crl {
        rules.crls.extend(chain.crls().unwrap_or_default());
    }
    if ocsp && certificate.profile.ocsp {
        rules.responses.extend(chain.ocsp().ok());
    }
}

/// A side's chain and key, if it shows one; certificates that were given stand in place of the minted ones.
fn identity(side: &Side, chain: &Hierarchy) -> Option<Identity> {
    let Certificate { kind, given, other_key, .. } = &side.certificate;
    let certificates = if given.is_empty() { chain.chain() } else { given.clone() };
    let key = match other_key {
        true => Hierarchy::other_key((*kind)?)?,
        false => chain.leaf_key.clone(),
    };
    kind.map(|_| Identity { chain: certificates, key })
}

/// The misbehaviour that faults ask of a party.
fn quirks(faults: &[(usize, Fault)], conn: ConnId, role: Role) -> Vec<Quirk> {
    let quirk = |(fault, what): &(usize, Fault)| {
        let (target, act) = match what {
            Fault::Omit { target } => (target, Act::Omit),
            Fault::Alter { target, spot } => (target, Act::Alter { path: spot.path.clone(), edit: spot.edit.clone() }),
            _ => return None,
        };
        let Target { name, nth, .. } = target;
        let own = target.conn == conn && target.from == role;
        own.then(|| Quirk { fault: *fault, message: (name.clone(), *nth), act })
    };
    faults.iter().filter_map(quirk).collect()
}
