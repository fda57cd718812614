//! Our client against `openssl s_server`, our server against `openssl s_client`: every suite with every fitting kind
//! of key, every group, both versions.

#![cfg(test)]

mod common;
#[path = "support/peers.rs"]
mod peers;

use common::*;
use handscope::crypto::KeyKind;
use handscope::wire::suites::{Authentication, SUITES};
use handscope::wire::{KeyExchange, NamedGroup, Suite, Version};
use peers::*;
use serde_json::Value;

/// A version, suite, group and kind of key to agree on.
#[derive(Clone, Copy, Debug)]
struct Case {
    suite: &'static Suite,
    group: NamedGroup,
    kind: KeyKind,
}

const GROUPS: [NamedGroup; 3] = [NamedGroup::x25519, NamedGroup::secp256r1, NamedGroup::secp384r1];

/// Every suite with every kind of key that fits it, over x25519.
fn every_suite() -> Vec<Case> {
    let cases = SUITES
        .iter()
        .flat_map(|suite| kinds(suite).iter().map(move |kind| Case { suite, group: NamedGroup::x25519, kind: *kind }));
    cases.collect()
}

/// Every group in both versions, with every kind of key.
fn every_group() -> Vec<Case> {
    let of = |version: Version, auth: Authentication| {
        let fits =
            |suite: &&Suite| suite.version == version && suite.auth == auth && suite.kx != Some(KeyExchange::Rsa);
        SUITES.iter().find(fits).expect("a suite")
    };
    let suites = [
        of(Version::Tls13, Authentication::Any),
        of(Version::Tls12, Authentication::Rsa),
        of(Version::Tls12, Authentication::Ecdsa),
    ];
    let pairs = suites.into_iter().flat_map(|suite| kinds(suite).iter().map(move |kind| (suite, *kind)));
    pairs.flat_map(|(suite, kind)| GROUPS.map(|group| Case { suite, group, kind })).collect()
}

fn kinds(suite: &Suite) -> &'static [KeyKind] {
    match suite.auth {
        Authentication::Rsa => &[KeyKind::Rsa],
        Authentication::Ecdsa => &[KeyKind::EcdsaP256, KeyKind::EcdsaP384, KeyKind::Ed25519],
        Authentication::Any => &[KeyKind::Rsa, KeyKind::EcdsaP256, KeyKind::EcdsaP384, KeyKind::Ed25519],
    }
}

impl Case {
    /// The groups of both sides: the one to agree on, and in TLS 1.2 the curve of the certificate's key, which must be
    /// among the client's (RFC 8422, 5.1).
    fn groups(self) -> Vec<NamedGroup> {
        let curve = match self.kind {
            KeyKind::EcdsaP256 => Some(NamedGroup::secp256r1),
            KeyKind::EcdsaP384 => Some(NamedGroup::secp384r1),
            KeyKind::Rsa | KeyKind::Ed25519 => None,
        };
        let curve = curve.filter(|curve| self.suite.version == Version::Tls12 && *curve != self.group);
        std::iter::once(self.group).chain(curve).collect()
    }

    /// What makes OpenSSL speak this suite and no other. Level 0 allows SHA-1.
    fn openssl(self) -> Vec<String> {
        let name = self.suite.openssl;
        let (version, option, suites) = match self.suite.version {
            Version::Tls13 => ("-tls1_3", "-ciphersuites", name.to_owned()),
            Version::Tls12 => ("-tls1_2", "-cipher", format!("{name}:@SECLEVEL=0")),
        };
        let groups: Vec<&str> = self.groups().into_iter().map(openssl_group).collect();
        [version, option, &suites, "-groups", &groups.join(":")].map(str::to_owned).to_vec()
    }

    /// Checks that both hold this case to be agreed, and that it went to a good end.
    fn check(self, trace: &Value, role: &str) {
        let group = match self.suite.kx {
            Some(KeyExchange::Rsa) => "none".to_owned(),
            _ => self.group.to_string(),
        };
        let expected = (self.suite.version.name().to_owned(), self.suite.code.to_string(), group);
        assert_eq!(agreed(trace, role), expected, "{self:?}");
        let outcome = &trace["connections"][0]["outcome"][role];
        assert_eq!(outcome["completed"], true, "{self:?}: {outcome}");
    }
}

fn openssl_group(group: NamedGroup) -> &'static str {
    match group {
        NamedGroup::x25519 => "X25519",
        NamedGroup::secp256r1 => "P-256",
        _ => "P-384",
    }
}

/// Runs every case, the kinds of keys minted once.
fn each(cases: Vec<Case>, act: impl Fn(Case, &Files)) {
    let kinds = [KeyKind::Rsa, KeyKind::EcdsaP256, KeyKind::EcdsaP384, KeyKind::Ed25519];
    for kind in kinds {
        let files = Files::mint(kind);
        cases.iter().filter(|case| case.kind == kind).for_each(|case| act(*case, &files));
    }
}

fn our_client(case: Case, files: &Files) {
    let Case { suite, group, .. } = case;
    let groups: Vec<String> = case.groups().iter().map(ToString::to_string).collect();
    let groups = format!("client.groups={}&client.shares={group}", groups.join(","));
    let scenario = format!("client.versions={}&client.suites={}&{groups}", suite.version.name(), suite.code);
    let trace = client(files, &case.openssl(), &scenario, &[]);
    case.check(&trace, "client");
}

fn our_server_for(case: Case, files: &Files) {
    let Case { suite, group, .. } = case;
    let scenario =
        format!("server.versions={}&server.suites={}&server.groups={group}", suite.version.name(), suite.code);
    let (trace, printed) = server(files, &case.openssl(), &scenario, "");
    case.check(&trace, "server");
    assert!(printed.contains(&format!("Cipher is {}", suite.openssl)), "{printed}");
}

#[test]
fn our_client_speaks_every_suite() {
    each(every_suite(), our_client);
}

#[test]
fn our_client_speaks_every_group() {
    each(every_group(), our_client);
}

#[test]
fn our_server_speaks_every_suite() {
    each(every_suite(), our_server_for);
}

#[test]
fn our_server_speaks_every_group() {
    each(every_group(), our_server_for);
}
