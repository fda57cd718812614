//! From options and a scenario to what one side needs on a real connection: files read, the clock, a fresh seed.
//! Knows no socket.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use handscope::crypto::ledger::Draws;
use handscope::crypto::{CryptoError, PrivateKey, Seed};
use handscope::lab::{Mints, Plan, Problem, Scenario, ScenarioError, resolve};
use handscope::net::{Fault, Target};
use handscope::pki::{Certificate, Hierarchy, Rules, pem};
use handscope::tls::{ClientAuth, Config, Identity, Trust};
use handscope::wire::{ConnId, Role, printable};

use super::args::Net;
use super::clock::Clock;
use super::files::{self, certificates, roots};
use super::keep::CONN;
use super::resume;

/// What one side brings to its connections.
#[derive(Clone, Debug)]
pub struct Setup {
    /// With the seed and the clock that were chosen.
    pub scenario: Scenario,
    /// For each connection its own; those behind the last are as the last.
    pub configs: Vec<Config>,
    /// How many seconds the scenario wants between one connection and the next.
    after: Vec<u32>,
    marks: Vec<(usize, Target)>,
    clock: Clock,
}

/// What one connection begins with.
pub struct Start {
    /// With its own seed and clock.
    pub scenario: Scenario,
    pub config: Arc<Config>,
    pub draws: Arc<Draws>,
    /// Messages whose sending shows a fault of the configuration.
    pub marks: Vec<(usize, Target)>,
    pub clock: Clock,
}

impl Setup {
    /// Reads everything. `host` is what a client wants where neither option nor scenario says. Warnings go to `warn`.
    /// Errors: a sentence that names option or key, and what is wrong.
    pub fn new(role: Role, net: &Net, host: Option<&str>, warn: &mut Vec<String>) -> Result<Self, String> {
        let mut scenario = scenario(&net.scenario, warn)?;
        let given = |key: &str| gave(&net.scenario, key);
        if !given("seed") {
            scenario.seed = fresh_seed();
        }
        let clock = match given("time") {
            true => Clock::at(scenario.time),
            false => Clock::real(),
        };
        scenario.time = clock.seconds();
        if let (Some(more), Some(last)) = (net.resume, scenario.connections.last().cloned()) {
            let wanted = usize::from(ConnId::LIMIT).min(1 + more as usize);
            let len = scenario.connections.len().max(wanted);
            scenario.connections.resize(len, last);
        }
        for (nth, plan) in scenario.connections.iter_mut().enumerate() {
            // What is said of the first holds for the others as well.
            let given = |key: &str| given(key) || (nth > 0 && given(&format!("{nth}.{key}")));
            if role == Role::Client && !given("client.alpn") {
                // What a terminal sends is not HTTP/2.
                plan.client.config.alpn.retain(|protocol| protocol != "h2");
            }
            resume::wanted(net, given, &mut plan.client.config, &mut plan.server.config);
            let names = &mut plan.server.certificate.names;
            match role {
                Role::Client if net.host.is_some() || !given("client.host") => {
                    let host = net.host.as_deref().or(host).unwrap_or_default();
                    plan.client.config.host = Some(host.to_owned()).filter(|host| !host.is_empty());
                }
                Role::Server if net.host.is_some() => *names = net.host.iter().cloned().collect(),
                Role::Server if !given("server.names") => {
                    names.extend(["localhost".to_owned(), "127.0.0.1".to_owned()]);
                }
                _ => {}
            }
        }
        let resolved = resolve(&scenario);
        let strangers = resolved.faults.iter().filter(|(_, fault)| !own(fault, role)).map(|(at, _)| *at);
        let attackers = resolved.taps.iter().map(|(at, ..)| *at).chain(resolved.replays.iter().map(|one| one.fault));
        if let Some(at) = attackers.chain(strangers).next() {
            let fault = scenario.faults.get(at).map(ToString::to_string).unwrap_or_default();
            return Err(format!(
                "fault={fault}: on a real connection only the {}'s own misbehaviour works",
                role.name()
            ));
        }
        let both = Mints::default().configs(&resolved);
        let mut configs = both.iter().map(|both| Config::clone(role.of::<Arc<Config>>(both))).collect::<Vec<_>>();
        let plans = &resolved.scenario.connections;
        let used = if role == Role::Client { 1 + net.resume.unwrap_or_default() as usize } else { usize::MAX };
        if given("connections") && plans.len() > used {
            warn.push(format!("connections: only the first {used} will be made; --resume N makes N more"));
        }
        if let (Some(cert), Some(key)) = (&net.cert, &net.key) {
            let own = identity(cert, key, warn)?;
            configs.iter_mut().for_each(|config| (config.identity, config.staples) = (Some(own.clone()), Vec::new()));
        } else if role == Role::Server
            && let Some((plan, _)) = plans.iter().zip(&configs).find(|(_, own)| own.identity.is_none())
        {
            let recipe = plan.server.certificate.recipe(scenario.time);
            let why = Hierarchy::mint(&recipe, &Seed::from_number(scenario.seed)).err();
            let why = why.map_or_else(String::new, |error| error.to_string());
            return Err(format!("no certificate can be minted: {why}"));
        }
        if role == Role::Client && net.roots.is_none() && !net.insecure {
            return Err("no --roots FILE to judge the server by; --insecure only reports".to_owned());
        }
        let roots = net.roots.as_ref().map(|path| roots(path, warn)).transpose()?;
        if let (Role::Server, Some(path)) = (role, &net.roots)
            && configs.iter().all(|config| config.client_auth == ClientAuth::Off)
        {
            let path = files::shown(path);
            warn.push(format!("--roots {path}: no client is asked; server.client_auth=ask or require"));
        }
        let mut rules = Rules::default();
        files::statements(&net.crls, &net.responses, &mut rules, warn)?;
        let staple = net.staple.as_ref().map(|path| files::staple(path, warn)).transpose()?;
        let early = net.early_data.as_ref().map(|path| resume::early_data(path)).transpose()?;
        for config in &mut configs {
            match &roots {
                Some(roots) => config.policy.roots.clone_from(roots),
                None if role == Role::Client => config.policy.roots.clear(),
                None => {}
            }
            config.policy.rules.crls.extend_from_slice(&rules.crls);
            config.policy.rules.responses.extend_from_slice(&rules.responses);
            if let Some(staple) = &staple {
                config.staples = vec![staple.clone()];
            }
            if let Some(early) = &early {
                config.early_data.clone_from(early);
            }
            if net.insecure {
                config.trust = Trust::Report;
            }
        }
        let after = plans.iter().map(|plan| plan.after).collect();
        Ok(Self { scenario, configs, after, marks: resolved.marks, clock })
    }

    /// What the nth connection, from 0, begins with: the seed counts up, the clock goes on, by as much more as the scenario
    /// wants between one connection and the next.
    pub fn connection(&self, nth: u64) -> Start {
        let at = usize::try_from(nth).unwrap_or(usize::MAX).min(self.configs.len().saturating_sub(1));
        let clock = self.clock.ahead(self.after(at));
        let mut scenario = self.scenario.clone();
        scenario.seed = scenario.seed.wrapping_add(nth);
        scenario.time = clock.seconds();
        // The trace has but this one.
        let plan = scenario.connections.get(at).or(scenario.connections.last()).cloned();
        scenario.connections = plan.into_iter().collect();
        let mut config = self.configs.get(at).cloned().unwrap_or_else(|| Plan::default().client.config);
        config.policy.now = scenario.time;
        let draws = Draws { seed: Seed::from_number(scenario.seed), given: scenario.given.clone() };
        let marks = self.marks.iter().filter(|(_, target)| usize::from(target.conn.0) == at);
        let marks = marks.map(|(fault, target)| (*fault, Target { conn: CONN, ..target.clone() })).collect();
        Start { scenario, config: Arc::new(config), draws: Arc::new(draws), marks, clock }
    }

    /// By how much the scenario wants the connections up to one to be later than they are.
    fn after(&self, at: usize) -> Duration {
        let after = self.after.iter().take(at.saturating_add(1)).skip(1);
        Duration::from_secs(after.map(|seconds| u64::from(*seconds)).sum())
    }

    /// Unix time in milliseconds.
    pub fn now(&self) -> u64 {
        self.clock.millis(false)
    }
}

/// Reads a scenario. Error: every key that is wrong, one to a line, and where all names stand that it takes.
pub fn scenario(text: &str, warn: &mut Vec<String>) -> Result<Scenario, String> {
    let told = |error: &ScenarioError| match (error.nearest.is_empty(), error.key.as_str()) {
        (true, _) => error.to_string(),
        (false, "fault") => format!("{error}; all: handscope catalogue"),
        (false, _) => format!("{error}; all: handscope trace --help"),
    };
    let parsed = Scenario::parse(text).map_err(|errors| errors.iter().map(told).collect::<Vec<_>>().join("\n"))?;
    warn.extend(parsed.warnings.iter().map(|warning| warning.to_string()));
    Ok(parsed.scenario)
}

/// Whether a text says something of a key: a second value would be one too many.
pub fn gave(text: &str, key: &str) -> bool {
    let glue = if text.is_empty() { "" } else { "&" };
    let twice = Scenario::parse(&format!("{text}{glue}{key}="));
    let doubled = |error: &ScenarioError| error.key == key && error.problem == Problem::Doubled;
    twice.is_err_and(|errors| errors.iter().any(doubled))
}

/// Unix time in seconds.
pub fn now() -> i64 {
    Clock::real().seconds()
}

/// A seed that was not used before. It is no secret, for it is printed: the operating system's randomness that the
/// standard library draws for its hash maps is plenty.
fn fresh_seed() -> u64 {
    RandomState::new().build_hasher().finish()
}

/// Whether a fault is a side's own misbehaviour.
fn own(fault: &Fault, role: Role) -> bool {
    match fault {
        Fault::Alter { target, .. } | Fault::Omit { target } => target.from == role,
        _ => false,
    }
}

fn identity(cert: &Path, key: &Path, warn: &mut Vec<String>) -> Result<Identity, String> {
    let chain: Vec<Vec<u8>> = certificates(cert, "--cert", warn)?;
    let at = |what: &dyn std::fmt::Display| format!("--key {}: {what}", files::shown(key));
    let blocks = files::blocks(key, "--key")?;
    let readers = blocks.iter().filter_map(|block| Some((block, key_of(&block.label)?)));
    let Some((block, read)) = readers.into_iter().next() else {
        let labels: Vec<String> = blocks.iter().map(|block| printable(&block.label)).collect();
        let encrypted = if labels.iter().any(|label| label.starts_with("ENCRYPTED")) { DECRYPT } else { "" };
        let wanted = "no PRIVATE KEY, EC PRIVATE KEY or RSA PRIVATE KEY";
        return Err(at(&format!("{wanted}, but {}{encrypted}", labels.join(", "))));
    };
    let der = block.der.as_ref().map_err(|error| {
        let encrypted = if error.kind == pem::PemErrorKind::Encrypted { DECRYPT } else { "" };
        at(&format!("{error}{encrypted}"))
    })?;
    let private = read(der).map_err(|error| at(&error))?;
    let leaf = chain.first().map(|der| Certificate::read(der));
    if let Some(Ok(leaf)) = leaf
        && leaf.public_key().is_ok_and(|public| public != private.public())
    {
        return Err(at(&format!("not the key of the first certificate in {}", files::shown(cert))));
    }
    Ok(Identity { chain, key: private })
}

/// What to do about an encrypted key.
const DECRYPT: &str = "; `openssl pkey -in FILE -out key.pem` decrypts it";

/// What reads a key.
type ReadKey = fn(&[u8]) -> Result<PrivateKey, CryptoError>;

/// How a key under this label is read.
fn key_of(label: &str) -> Option<ReadKey> {
    match label {
        "PRIVATE KEY" => Some(PrivateKey::from_pkcs8_der),
        "EC PRIVATE KEY" => Some(PrivateKey::from_sec1_der),
        "RSA PRIVATE KEY" => Some(PrivateKey::from_pkcs1_der),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_was_given_is_known() {
        assert!(gave("v=1&seed=7", "seed") && gave("client.host=a", "client.host"));
        assert!(!gave("", "seed") && !gave("v=1", "time") && !gave("server.names=seed", "seed"));
    }

    #[test]
    fn every_seed_is_another() {
        assert_ne!(fresh_seed(), fresh_seed());
    }
}
