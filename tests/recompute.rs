//! The commands under "recompute it yourself" are run as they stand, and OpenSSL must give the same bytes.

#![cfg(test)]

use std::collections::BTreeSet;
use std::process::Command;

use handscope::explain::{formula_id, openssl_command};
use handscope::lab::{gallery, run};
use handscope::wire::hex;

/// Which of the gallery's scenarios: together they have every group, hash and kind of formula.
const SCENARIOS: [&str; 4] = ["tls13_retry", "tls13_p384_aes256", "tls12_rsa", "tls12_ecdhe_ecdsa_gcm"];

#[test]
fn openssl_gives_the_same_bytes() {
    let mut kinds = BTreeSet::new();
    for example in gallery().iter().filter(|example| SCENARIOS.contains(&example.id)) {
        let trace = run(&example.scenario());
        for actor in &trace.actors {
            for (id, entry) in actor.ledger.iter() {
                let Some(command) = openssl_command(&trace, actor.id, id) else { continue };
                let out = Command::new("bash").args(["-c", &command]).output().unwrap();
                let printed = String::from_utf8_lossy(&out.stdout).into_owned();
                let expected = hex::encode(entry.bytes.as_deref().unwrap());
                let name = entry.name.id();
                assert_eq!(digits(&printed), expected, "{name}\n{command}\n{}", String::from_utf8_lossy(&out.stderr));
                kinds.insert(formula_id(&entry.formula));
            }
        }
    }
    let all = ["agree", "expand_label", "extract", "hmac", "prf", "public_key", "transcript_hash"];
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), all.map(|kind| format!("formula.{kind}")));
}

/// The hex digits of what a tool prints, behind its `NAME=` where it has one.
fn digits(printed: &str) -> String {
    let value = printed.rsplit('=').next().unwrap_or_default();
    value.chars().filter(char::is_ascii_hexdigit).collect::<String>().to_lowercase()
}
