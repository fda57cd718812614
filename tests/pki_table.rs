//! A table of minted chains, each judged by us and by `openssl verify`, which must agree, or differ for a stated reason.

#![cfg(test)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use handscope::crypto::{Hash, KeyKind, PrivateKey, Seed};
use handscope::pki::{
    Certificate, Flaw, Hierarchy, MintError, Policy, Profile, Recipe, Revocation, Rules, Staple, Validation, judge,
    judge_stapled, pem,
};

const NOW: i64 = 1_767_225_600; // 2026-01-01T00:00:00Z
const DAY: i64 = 86_400;
const HOST: &str = "www.example.com";

/// One chain: how it is minted, what is asked of it, what we and what OpenSSL say.
struct Case {
    name: String,
    recipe: Recipe,
    host: String,
    now: i64,
    /// Whether the revocation lists are at hand, and insisted on.
    crls: bool,
    /// The id of our reason, or `ok`.
    ours: &'static str,
    /// One of OpenSSL's errors (`x509_vfy.h`), or 0.
    theirs: u32,
}

fn case(name: &str, change: impl FnOnce(&mut Recipe), ours: &'static str, theirs: u32) -> Case {
    let mut recipe = Recipe::new(KeyKind::EcdsaP256, HOST, NOW);
    change(&mut recipe);
    Case { name: name.to_owned(), recipe, host: HOST.to_owned(), now: NOW, crls: false, ours, theirs }
}

fn profile(name: &str, change: impl FnOnce(&mut Profile), ours: &'static str, theirs: u32) -> Case {
    case(name, |recipe| change(&mut recipe.profile), ours, theirs)
}

fn flawed(flaw: Flaw, ours: &'static str, theirs: u32) -> Case {
    case(&format!("{flaw:?}"), |recipe| recipe.flaws.push(flaw), ours, theirs)
}

/// Keys, signatures, lengths of chains: all sound.
fn sound() -> Vec<Case> {
    use KeyKind::{EcdsaP256, EcdsaP384, Ed25519, Rsa};
    let mut all = Vec::new();
    for kind in [Rsa, EcdsaP256, EcdsaP384, Ed25519] {
        all.push(case(&format!("leaf {kind:?}"), |r| r.leaf = kind, "ok", 0));
        all.push(profile(&format!("authorities {kind:?}"), |p| p.authorities = Some(kind), "ok", 0));
        for n in [0, 2, 3] {
            let change = |p: &mut Profile| (p.authorities, p.intermediates) = (Some(kind), n);
            all.push(profile(&format!("{n} intermediates {kind:?}"), change, "ok", 0));
        }
    }
    for bits in [3072, 4096] {
        all.push(case(&format!("leaf RSA {bits}"), |r| (r.leaf, r.profile.rsa_bits) = (Rsa, bits), "ok", 0));
    }
    for (kind, hash) in [(Rsa, Hash::Sha384), (Rsa, Hash::Sha512), (EcdsaP256, Hash::Sha512), (EcdsaP384, Hash::Sha256)]
    {
        let change = |p: &mut Profile| (p.authorities, p.hash) = (Some(kind), Some(hash));
        all.push(profile(&format!("{hash:?} by {kind:?}"), change, "ok", 0));
    }
    for hash in [Hash::Sha256, Hash::Sha384, Hash::Sha512] {
        let change = |p: &mut Profile| (p.authorities, p.hash, p.pss) = (Some(Rsa), Some(hash), true);
        all.push(profile(&format!("PSS with {hash:?}"), change, "ok", 0));
    }
    for validation in [Validation::Domain, Validation::Organization, Validation::Extended] {
        all.push(profile(&format!("{validation:?}"), |p| p.validation = Some(validation), "ok", 0));
    }
    all.push(profile("points at its list", |p| p.crl = true, "ok", 0));
    all.push(profile("points at its responder", |p| p.ocsp = true, "ok", 0));
    all.push(profile("promises a staple", |p| p.must_staple = true, "ok", 0));
    all
}

/// Too weak: the least strength is asked of OpenSSL by `-auth_level 2`, 112 bits.
fn weak() -> Vec<Case> {
    let rsa = |bits| move |r: &mut Recipe| (r.leaf, r.profile.rsa_bits) = (KeyKind::Rsa, bits);
    let by_rsa = |hash| move |p: &mut Profile| (p.authorities, p.hash) = (Some(KeyKind::Rsa), Some(hash));
    vec![
        case("leaf RSA 1024", rsa(1024), "weak_key", 66),
        case("leaf RSA 512", rsa(512), "weak_key", 66),
        profile("SHA-1", by_rsa(Hash::Sha1), "weak_signature", 68),
        profile("MD5", by_rsa(Hash::Md5), "weak_signature", 68),
        flawed(Flaw::ShortKey, "weak_key", 66),
        flawed(Flaw::WeakSignature, "weak_signature", 68),
    ]
}

fn names() -> Vec<Case> {
    let table: [(&[&str], &str, &'static str, u32); 12] = [
        (&["a.test", "b.test"], "b.test", "ok", 0),
        (&["www.example.com"], "WWW.EXAMPLE.COM", "ok", 0),
        (&["example.com"], HOST, "host_mismatch", 62),
        (&["*.example.com"], HOST, "ok", 0),
        (&["*.example.com"], "a.b.example.com", "host_mismatch", 62),
        (&["*.com"], "example.com", "host_mismatch", 62),
        (&["w*.example.com"], "other.example.com", "host_mismatch", 62),
        (&["192.0.2.1"], "192.0.2.1", "ok", 0),
        (&["192.0.2.1"], "192.0.2.2", "host_mismatch", 64),
        (&["2001:db8::1"], "2001:db8::1", "ok", 0),
        (&["www.example.com", "192.0.2.1"], "192.0.2.1", "ok", 0),
        (&["xn--r8jz45g.example"], "xn--r8jz45g.example", "ok", 0),
    ];
    let named = |(names, host, ours, theirs): (&[&str], &str, _, _)| Case {
        host: host.to_owned(),
        ..case(
            &format!("{names:?} for {host}"),
            |r| r.names = names.iter().map(|n| n.to_string()).collect(),
            ours,
            theirs,
        )
    };
    table.into_iter().map(named).collect()
}

fn constraints() -> Vec<Case> {
    let list = |all: &[&str]| all.iter().map(|s| s.to_string()).collect::<Vec<_>>();
    let permitted = |all: &[&str]| {
        let all = list(all);
        move |p: &mut Profile| p.permitted = all
    };
    let excluded = |all: &[&str]| {
        let all = list(all);
        move |p: &mut Profile| p.excluded = all
    };
    let address = |name: &str, change: Box<dyn FnOnce(&mut Profile)>, ours, theirs| {
        let mut case = profile(name, change, ours, theirs);
        case.recipe.names = vec!["192.0.2.1".to_owned()];
        Case { host: "192.0.2.1".to_owned(), ..case }
    };
    vec![
        profile("permitted", permitted(&["example.com"]), "ok", 0),
        profile("permitted exactly", permitted(&["www.example.com"]), "ok", 0),
        profile("permitted one of two", permitted(&["example.org", "example.com"]), "ok", 0),
        profile("permitted another", permitted(&["example.org"]), "name_not_permitted", 47),
        profile("permitted below", permitted(&["a.www.example.com"]), "name_not_permitted", 47),
        profile("permitted network only", permitted(&["192.0.2.0/24"]), "ok", 0),
        profile("excluded", excluded(&["example.com"]), "name_excluded", 48),
        profile("excluded another", excluded(&["example.org", "ample.com"]), "ok", 0),
        profile(
            "permitted by root",
            |p| (p.intermediates, p.permitted) = (0, list(&["example.org"])),
            "name_not_permitted",
            47,
        ),
        address("network", Box::new(permitted(&["192.0.2.0/24"])), "ok", 0),
        address("another network", Box::new(permitted(&["198.51.100.0/24"])), "name_not_permitted", 47),
        address("excluded network", Box::new(excluded(&["192.0.0.0/16"])), "name_excluded", 48),
        address("network of IPv6", Box::new(permitted(&["2001:db8::/32"])), "name_not_permitted", 47),
        flawed(Flaw::NameNotPermitted, "name_not_permitted", 47),
    ]
}

fn flaws() -> Vec<Case> {
    let long = |p: &mut Profile| p.intermediates = 3;
    let mut too_long = profile("path too long for three", long, "path_too_long", 25);
    too_long.recipe.flaws.push(Flaw::PathTooLong);
    let at = |name: &str, now, ours, theirs| Case { now, ..case(name, |_| (), ours, theirs) };
    vec![
        flawed(Flaw::MissingIntermediate, "unknown_issuer", 20),
        flawed(Flaw::SelfSigned, "self_signed", 18),
        flawed(Flaw::UntrustedRoot, "unknown_issuer", 20),
        flawed(Flaw::BadSignature, "bad_signature", 7),
        flawed(Flaw::IntermediateNotCa, "not_a_ca", 79),
        flawed(Flaw::IntermediateKeyUsage, "key_usage", 32),
        flawed(Flaw::PathTooLong, "path_too_long", 25),
        too_long,
        flawed(Flaw::OtherPurpose, "extended_key_usage", 26),
        flawed(Flaw::UnknownCriticalExtension, "unknown_critical_extension", 34),
        flawed(Flaw::WrongOrder, "leaf_is_ca", 62),
        at("before its time", NOW - 31 * DAY, "not_yet_valid", 9),
        at("after its time", NOW + 61 * DAY, "expired", 10),
        at("long after", NOW + 20 * 365 * DAY, "expired", 10),
    ]
}

/// Lists at hand, and insisted on: `-crl_check_all`.
fn revocation() -> Vec<Case> {
    let listed = |case: Case| Case { crls: true, ..case };
    let deep = |p: &mut Profile| p.intermediates = 3;
    vec![
        listed(case("lists", |_| (), "ok", 0)),
        listed(profile("lists of four", deep, "ok", 0)),
        listed(flawed(Flaw::Revoked, "revoked", 23)),
        listed(flawed(Flaw::StatusStale, "revocation_unknown", 12)),
        listed(flawed(Flaw::StatusForged, "revocation_unknown", 8)),
    ]
}

/// Where we and OpenSSL differ.
fn differences() -> Vec<Case> {
    let wildcard = |r: &mut Recipe| {
        r.names = vec!["*.example.com".to_owned()];
        r.profile.excluded = vec!["secret.example.com".to_owned()];
    };
    vec![
        // RFC 9525 tells clients to forget the common name; OpenSSL's verify falls back to it.
        flawed(Flaw::CommonNameOnly, "no_subject_alt_name", 0),
        // Only the CA/Browser Forum forbids it.
        flawed(Flaw::LeafIsCa, "leaf_is_ca", 0),
        // A wildcard may stand for an excluded host: OpenSSL compares the asterisk as a letter (CVE-2025-61727 in Go).
        case("excluded below a wildcard", wildcard, "name_excluded", 0),
        // RFC 5280 4.1.2.5 counts the last second in.
        Case { now: NOW + 60 * DAY - 1, ..case("the last second", |_| (), "ok", 10) },
    ]
}

fn scratch(name: &str) -> PathBuf {
    let name: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pki_table").join(name);
    fs::create_dir_all(&dir).unwrap();
    dir
}

fn write_pem(path: &Path, label: &str, all: &[Vec<u8>]) {
    fs::write(path, all.iter().map(|der| pem::encode(label, der)).collect::<String>()).unwrap();
}

fn minted(recipe: &Recipe) -> Result<Hierarchy, MintError> {
    Hierarchy::mint(recipe, &Seed::from_number(1))
}

fn openssl_verify(case: &Case, h: &Hierarchy) -> Vec<u32> {
    let dir = scratch(&case.name);
    let file = |name: &str| dir.join(name);
    let chain = h.chain();
    write_pem(&file("root.pem"), "CERTIFICATE", std::slice::from_ref(&h.root_der));
    write_pem(&file("leaf.pem"), "CERTIFICATE", &chain[..1]);
    write_pem(&file("rest.pem"), "CERTIFICATE", &chain[1..]);
    let mut command = Command::new("openssl");
    command.args(["verify", "-no-CApath", "-no-CAstore", "-purpose", "sslserver", "-auth_level", "2"]);
    command.arg("-attime").arg(case.now.to_string()).arg("-CAfile").arg(file("root.pem"));
    if chain.len() > 1 {
        command.arg("-untrusted").arg(file("rest.pem"));
    }
    if case.crls {
        write_pem(&file("crls.pem"), "X509 CRL", &h.crls().unwrap());
        command.arg("-crl_check_all").arg("-CRLfile").arg(file("crls.pem"));
    }
    let kind = if case.host.parse::<std::net::IpAddr>().is_ok() { "-verify_ip" } else { "-verify_hostname" };
    let out = command.arg(kind).arg(&case.host).arg(file("leaf.pem")).output().expect("openssl is installed");
    let text = String::from_utf8_lossy(&out.stderr).into_owned() + &String::from_utf8_lossy(&out.stdout);
    let errors: Vec<u32> =
        text.lines().filter_map(|l| l.strip_prefix("error ")?.split(' ').next()?.parse().ok()).collect();
    assert_eq!(out.status.success(), errors.is_empty(), "{}: {text}", case.name);
    errors
}

fn our_verdict(case: &Case, h: &Hierarchy) -> &'static str {
    let mut rules = Rules::default();
    if case.crls {
        (rules.revocation, rules.crls) = (Revocation::HardFail, h.crls().unwrap());
    }
    let (roots, host) = (vec![h.root_der.clone()], Some(case.host.clone()));
    let judgement = judge(&h.chain(), &Policy { roots, host, now: case.now, rules, ..Policy::default() });
    assert_eq!(judgement.accepted, judgement.reason().is_none());
    judgement.reason().map_or("ok", |r| r.id())
}

#[test]
fn openssl_gives_our_verdict() {
    let parts = [sound(), weak(), names(), constraints(), flaws(), revocation()];
    let agreed: Vec<Case> = parts.into_iter().flatten().collect();
    assert!(agreed.len() >= 60, "{}", agreed.len());
    let agreed = agreed.into_iter().map(|case| (case, true));
    let all = agreed.chain(differences().into_iter().map(|case| (case, false)));
    for (case, agree) in all {
        let h = minted(&case.recipe).unwrap_or_else(|e| panic!("{}: {e}", case.name));
        assert_eq!(our_verdict(&case, &h), case.ours, "{}", case.name);
        let errors = openssl_verify(&case, &h);
        let said = if case.theirs == 0 { errors.is_empty() } else { errors.contains(&case.theirs) };
        assert!(said, "{}: {errors:?}", case.name);
        assert_eq!((case.ours == "ok") == errors.is_empty(), agree, "{}", case.name);
    }
}

/// What cannot be is refused, and the reason says why.
#[test]
fn impossible_recipes_are_refused() {
    let refused = |change: &dyn Fn(&mut Recipe)| {
        let mut recipe = Recipe::new(KeyKind::EcdsaP256, HOST, NOW);
        change(&mut recipe);
        minted(&recipe).expect_err("refused").to_string()
    };
    let rsa512 = |r: &mut Recipe| {
        (r.leaf, r.profile.rsa_bits) = (KeyKind::Rsa, 512);
        r.flaws.push(Flaw::SelfSigned);
    };
    type Change<'a> = &'a dyn Fn(&mut Recipe);
    let table: [(Change<'_>, &str); 9] = [
        (&|r| r.profile.hash = Some(Hash::Sha1), "SHA-1 signatures are for RSA"),
        (
            &|r| (r.profile.authorities, r.profile.hash) = (Some(KeyKind::Ed25519), Some(Hash::Md5)),
            "MD5 signatures are for",
        ),
        (&|r| (r.leaf, r.profile.rsa_bits) = (KeyKind::Rsa, 1536), "no key named leaf-rsa1536"),
        (&|r| r.profile.intermediates = 4, "4 intermediates"),
        (&|r| r.profile.permitted = vec!["10.0.0.0/33".to_owned()], "neither a DNS name nor a network"),
        (&|r| r.names = vec!["日本.example".to_owned()], "not ASCII"),
        (
            &|r| {
                rsa512(r);
                r.profile.pss = true
            },
            "the key takes at most",
        ),
        (
            &|r| {
                rsa512(r);
                r.profile.hash = Some(Hash::Sha512)
            },
            "the key takes at most",
        ),
        (
            &|r| {
                (r.leaf, r.profile.authorities) = (KeyKind::Rsa, Some(KeyKind::Rsa));
                (r.profile.pss, r.profile.hash) = (true, Some(Hash::Sha1))
            },
            "no certificate signature algorithm",
        ),
    ];
    for (change, why) in table {
        let said = refused(change);
        assert!(said.contains(why), "{said}");
    }
}

/// Staples as a scenario mints them.
#[test]
fn minted_staples_are_judged() {
    let table = [
        (None, "ok"),
        (Some(Flaw::Revoked), "revoked"),
        (Some(Flaw::StatusStale), "staple_stale"),
        (Some(Flaw::StatusForged), "staple_forged"),
        (Some(Flaw::StatusUnknown), "bad_staple"),
    ];
    for kind in [KeyKind::Rsa, KeyKind::EcdsaP256] {
        for (flaw, reason) in table {
            let mut recipe = Recipe::new(kind, HOST, NOW);
            recipe.profile.must_staple = true;
            recipe.flaws.extend(flaw);
            let h = minted(&recipe).unwrap();
            let roots = vec![h.root_der.clone()];
            let policy = Policy { roots, host: Some(HOST.to_owned()), now: NOW, ..Policy::default() };
            let verdict = |staple| judge_stapled(&h.chain(), &[staple], &policy).reason().map_or("ok", |r| r.id());
            let staple = h.ocsp().unwrap();
            assert_eq!(verdict(Staple::Given(&staple)), reason, "{flaw:?}");
            assert_eq!(verdict(Staple::Absent), "staple_missing", "{flaw:?}");
        }
    }
}

/// What the profile asked for is what OpenSSL prints.
#[test]
fn openssl_prints_what_was_asked_for() {
    let mut recipe = Recipe::new(KeyKind::EcdsaP256, HOST, NOW);
    recipe.profile = Profile {
        validation: Some(Validation::Extended),
        permitted: vec!["example.com".to_owned(), "192.0.2.0/24".to_owned()],
        excluded: vec!["secret.example.com".to_owned()],
        crl: true,
        ocsp: true,
        must_staple: true,
        ..Profile::default()
    };
    let h = minted(&recipe).unwrap();
    let text = |name: &str, der: &[u8]| {
        let path = scratch("text").join(name);
        write_pem(&path, "CERTIFICATE", &[der.to_vec()]);
        let args = ["x509", "-noout", "-text", "-nameopt", "sep_comma_plus_space,utf8", "-in"];
        let out = Command::new("openssl").args(args).arg(&path).output().expect("openssl is installed");
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
        String::from_utf8_lossy(&out.stdout).into_owned()
    };
    let leaf = text("leaf.pem", &h.leaf_der);
    for wanted in [
        "businessCategory=Private Organization, jurisdictionC=JP, serialNumber=0100-01-000000, CN=www.example.com",
        "Policy: 2.23.140.1.1",
        "URI:http://crl.handscope.example/issuer.crl",
        "OCSP - URI:http://ocsp.handscope.example",
        "TLS Feature: \n                status_request",
    ] {
        assert!(leaf.contains(wanted), "{wanted:?} not in\n{leaf}");
    }
    let issuer = text("issuer.pem", &h.intermediates[0]);
    for wanted in [
        "X509v3 Name Constraints: critical",
        "Permitted:\n                  DNS:example.com\n                  IP:192.0.2.0/255.255.255.0",
        "Excluded:\n                  DNS:secret.example.com",
    ] {
        assert!(issuer.contains(wanted), "{wanted:?} not in\n{issuer}");
    }
    let read = Certificate::read(&h.leaf_der).unwrap();
    for extension in &read.extensions {
        assert!(h.leaf_der.windows(extension.write().len()).any(|window| window == extension.write()));
    }
    let keys: Vec<PrivateKey> = h.authority_keys();
    assert_eq!(keys.len(), 2);
    assert!(keys[0].public() == Certificate::read(&h.intermediates[0]).unwrap().public_key().unwrap());
}
