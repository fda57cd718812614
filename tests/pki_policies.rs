//! Certificate policies (RFC 5280 section 6), with `openssl verify -policy_check` as the outside judge.

#![cfg(test)]

use std::fs;
use std::path::Path;
use std::process::Command;

use handscope::crypto::{Hash, PrivateKey, Scheme, fixture};
use handscope::pki::der::Oid;
use handscope::pki::{Body, Extension, Name, Policy, PolicyConstraints, Spec, judge, key_id, mint, oids, pem};

const NOW: i64 = 1_767_225_600; // 2026-01-01T00:00:00Z

fn key(name: &str) -> PrivateKey {
    PrivateKey::from_pkcs8_der(fixture(name).unwrap()).unwrap()
}

/// 1.3.6.1.4.1.32473.n, or anyPolicy for zero.
fn policy(n: u8) -> Oid {
    match n {
        0 => Oid::from_content(oids::ANY_POLICY).unwrap(),
        n => Oid::from_content(&[0x2b, 6, 1, 4, 1, 0x81, 0xfd, 0x59, n]).unwrap(),
    }
}

fn has(policies: &[u8]) -> Extension {
    Extension::plain(Body::CertificatePolicies(policies.iter().map(|n| policy(*n)).collect()))
}

fn maps(pairs: &[(u8, u8)]) -> Extension {
    Extension::critical(Body::PolicyMappings(pairs.iter().map(|(a, b)| (policy(*a), policy(*b))).collect()))
}

fn demands(explicit: Option<u64>, mapping: Option<u64>) -> Extension {
    let limits = PolicyConstraints { require_explicit_policy: explicit, inhibit_policy_mapping: mapping };
    Extension::critical(Body::PolicyConstraints(limits))
}

fn no_any(skip: u64) -> Extension {
    Extension::critical(Body::InhibitAnyPolicy(skip))
}

/// Root, outer, inner, leaf: the extensions of the last three on top of the usual.
fn chain(extensions: [Vec<Extension>; 3]) -> Vec<Vec<u8>> {
    let names = ["root", "outer", "inner", "leaf"];
    let keys = ["root-p256", "intermediate2-p256", "intermediate-p256", "leaf-p256"];
    let certificate = |index: usize, issuer: usize, more: Vec<Extension>| {
        let spki = key(keys[index]).public().to_spki_der();
        let mut all = vec![
            Extension::critical(Body::BasicConstraints { ca: index < 3, path_len: None }),
            Extension::plain(Body::SubjectKeyId(key_id(&spki))),
        ];
        all.extend(more);
        let spec = Spec {
            serial: vec![index as u8 + 1],
            issuer: Name::new(&[(oids::COMMON_NAME, names[issuer])]),
            not_before: NOW - 1000,
            not_after: NOW + 1000,
            subject: Name::new(&[(oids::COMMON_NAME, names[index])]),
            spki,
            extensions: all,
        };
        mint(&spec, &key(keys[issuer]), Scheme::Ecdsa(Hash::Sha256)).unwrap()
    };
    let [outer, inner, leaf] = extensions;
    vec![certificate(3, 2, leaf), certificate(2, 1, inner), certificate(1, 0, outer), certificate(0, 0, vec![])]
}

fn openssl_accepts(name: &str, chain: &[Vec<u8>]) -> (bool, String) {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pki_policies").join(name.replace([' ', ','], "_"));
    fs::create_dir_all(&dir).unwrap();
    let write = |name: &str, all: &[Vec<u8>]| {
        let text: String = all.iter().map(|der| pem::encode("CERTIFICATE", der)).collect();
        fs::write(dir.join(name), text).unwrap();
        dir.join(name)
    };
    let (leaf, rest, root) = (write("leaf", &chain[..1]), write("rest", &chain[1..3]), write("root", &chain[3..]));
    let mut command = Command::new("openssl");
    command
        .args(["verify", "-no-CApath", "-no-CAstore", "-policy_check", "-policy", "anyPolicy", "-attime"])
        .arg(NOW.to_string());
    let out = command.arg("-CAfile").arg(root).arg("-untrusted").arg(rest).arg(leaf).output();
    let out = out.expect("openssl is installed");
    (out.status.success(), String::from_utf8_lossy(&out.stderr).into_owned())
}

#[test]
fn policies_are_judged_as_openssl_judges_them() {
    let now = || demands(Some(0), None);
    let table = [
        ("no policies, no demand", [vec![], vec![], vec![]], "ok"),
        ("no policies, demanded", [vec![now()], vec![], vec![]], "no_valid_policy"),
        ("one policy throughout", [vec![has(&[1]), now()], vec![has(&[1])], vec![has(&[1])]], "ok"),
        ("lost in the middle", [vec![has(&[1]), now()], vec![], vec![has(&[1])]], "no_valid_policy"),
        ("lost at the leaf", [vec![has(&[1]), now()], vec![has(&[1])], vec![has(&[2])]], "no_valid_policy"),
        ("one of two", [vec![has(&[1, 2]), now()], vec![has(&[2, 3])], vec![has(&[3, 2])]], "ok"),
        ("any above", [vec![has(&[0]), now()], vec![has(&[0])], vec![has(&[2])]], "ok"),
        ("any in the middle", [vec![has(&[1]), now()], vec![has(&[0])], vec![has(&[1])]], "ok"),
        ("any at the leaf", [vec![has(&[1]), now()], vec![has(&[1])], vec![has(&[0])]], "ok"),
        ("any inhibited", [vec![has(&[1]), now(), no_any(0)], vec![has(&[0])], vec![has(&[1])]], "no_valid_policy"),
        ("any inhibited later", [vec![has(&[1]), now(), no_any(1)], vec![has(&[0])], vec![has(&[1])]], "ok"),
        ("demand of the leaf", [vec![], vec![], vec![now()]], "no_valid_policy"),
        ("demand too late", [vec![demands(Some(3), None)], vec![], vec![]], "ok"),
        ("demand in time", [vec![demands(Some(1), None)], vec![], vec![]], "no_valid_policy"),
        ("mapped", [vec![has(&[1]), now()], vec![has(&[1]), maps(&[(1, 2)])], vec![has(&[2])]], "ok"),
        ("not mapped", [vec![has(&[1]), now()], vec![has(&[1]), maps(&[(1, 2)])], vec![has(&[1])]], "no_valid_policy"),
        ("mapped from any", [vec![has(&[0]), now()], vec![has(&[0]), maps(&[(1, 2)])], vec![has(&[2])]], "ok"),
        (
            "mapping inhibited",
            [vec![has(&[1]), demands(Some(0), Some(0))], vec![has(&[1]), maps(&[(1, 2)])], vec![has(&[2])]],
            "no_valid_policy",
        ),
        ("any mapped", [vec![has(&[1])], vec![has(&[0]), maps(&[(0, 2)])], vec![has(&[2])]], "bad_policy_mapping"),
    ];
    for (name, extensions, reason) in table {
        let chain = chain(extensions);
        let roots = vec![chain[3].clone()];
        let judged = judge(&chain[..3], &Policy { roots, now: NOW, ..Policy::default() });
        assert_eq!(judged.reason().map_or("ok", |r| r.id()), reason, "{name}");
        let (accepted, text) = openssl_accepts(name, &chain);
        assert_eq!(accepted, reason == "ok", "{name}: {text}");
    }
}
