//! Minted chains against outsiders: OpenSSL and the x509-cert crate must read them as we do, and OpenSSL's `verify` must
//! give the verdict our judge gives, for sound chains and for every flaw.

#![cfg(test)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use handscope::crypto::{KeyKind, PrivateKey, Seed};
use handscope::pki::{
    Certificate, CheckId, Flaw, GeneralName, Hierarchy, Judgement, MAX_CERTIFICATES, Place, Policy, Recipe, Ruleset,
    Verdict, judge, pem,
};

const NOW: i64 = 1_767_225_600; // 2026-01-01T00:00:00Z
const DAY: i64 = 86_400;
const HOST: &str = "www.example.com";
/// What OpenSSL says of a chain it accepts: no error.
const SOUND: [u32; 0] = [];
const KINDS: [KeyKind; 4] = [KeyKind::Rsa, KeyKind::EcdsaP256, KeyKind::EcdsaP384, KeyKind::Ed25519];

fn minted(recipe: &Recipe) -> Hierarchy {
    Hierarchy::mint(recipe, &Seed::from_number(1)).unwrap_or_else(|e| panic!("{recipe:?}: {e}"))
}

fn policy(root: &[u8], host: &str, now: i64) -> Policy {
    Policy { roots: vec![root.to_vec()], host: Some(host.to_owned()), now, ..Policy::default() }
}

/// The reason that decided, or `ok`.
fn verdict(judgement: &Judgement) -> &'static str {
    judgement.reason().map_or("ok", |r| r.id())
}

/// A directory of its own for one case.
fn scratch(name: &str) -> PathBuf {
    let name: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pki").join(name);
    fs::create_dir_all(&dir).unwrap();
    dir
}

fn write_pem(path: &Path, certificates: &[Vec<u8>]) {
    fs::write(path, certificates.iter().map(|der| pem::encode("CERTIFICATE", der)).collect::<String>()).unwrap();
}

/// What `openssl verify` says: 0, or the numbers of all its errors.
fn openssl_verify(name: &str, root: &[u8], chain: &[Vec<u8>], host: &str, now: i64) -> Vec<u32> {
    let dir = scratch(name);
    let file = |name: &str| dir.join(name);
    write_pem(&file("root.pem"), &[root.to_vec()]);
    write_pem(&file("leaf.pem"), &chain[..1]);
    write_pem(&file("rest.pem"), &chain[1..]);
    let mut command = Command::new("openssl");
    command.args(["verify", "-no-CApath", "-no-CAstore", "-purpose", "sslserver"]);
    command.arg("-attime").arg(now.to_string()).arg("-CAfile").arg(file("root.pem"));
    if chain.len() > 1 {
        command.arg("-untrusted").arg(file("rest.pem"));
    }
    let kind = if host.parse::<std::net::IpAddr>().is_ok() { "-verify_ip" } else { "-verify_hostname" };
    let out = command.arg(kind).arg(host).arg(file("leaf.pem")).output().expect("openssl is installed");
    let text = String::from_utf8_lossy(&out.stderr).into_owned();
    let errors: Vec<u32> =
        text.lines().filter_map(|l| l.strip_prefix("error ")?.split(' ').next()?.parse().ok()).collect();
    assert_eq!(out.status.success(), errors.is_empty(), "{name}: {text}");
    errors
}

#[test]
fn sound_chains_are_accepted_by_us_and_by_openssl() {
    for kind in KINDS {
        let h = minted(&Recipe::new(kind, HOST, NOW));
        let judgement = judge(&h.chain(), &policy(&h.root_der, HOST, NOW));
        assert_eq!(verdict(&judgement), "ok", "{kind:?}");
        assert_eq!(judgement.path, [Place::Sent(0), Place::Sent(1), Place::Root(0)]);
        assert!(judgement.accepted);
        for &id in CheckId::ALL.iter().filter(|id| id.ruleset() == Ruleset::Web) {
            // No authority of ours is confined to some names or policies, and nobody speaks of revocation.
            let wanted = match id {
                CheckId::Policies
                | CheckId::NameConstraints
                | CheckId::Crl
                | CheckId::Ocsp
                | CheckId::Staple
                | CheckId::Revocation => Verdict::NotApplicable,
                _ => Verdict::Pass,
            };
            assert!(judgement.checks.iter().any(|c| c.id == id && c.verdict == wanted), "{kind:?} {id:?}");
        }
        let name = format!("sound {kind:?}");
        assert_eq!(openssl_verify(&name, &h.root_der, &h.chain(), HOST, NOW), SOUND, "{kind:?}");
        let leaf = Certificate::read(&h.leaf_der).unwrap();
        assert!(leaf.public_key().unwrap() == h.leaf_key.public(), "{kind:?}");
    }
}

/// Each flaw, the reason we give, and the error OpenSSL gives (the numbers of `x509_vfy.h`).
#[test]
fn every_flaw_is_refused_by_us_and_by_openssl() {
    let table = [
        (Flaw::MissingIntermediate, "unknown_issuer", 20),
        (Flaw::SelfSigned, "self_signed", 18),
        (Flaw::UntrustedRoot, "unknown_issuer", 20),
        (Flaw::BadSignature, "bad_signature", 7),
        (Flaw::IntermediateNotCa, "not_a_ca", 79),
        (Flaw::IntermediateKeyUsage, "key_usage", 32),
        (Flaw::PathTooLong, "path_too_long", 25),
        (Flaw::OtherPurpose, "extended_key_usage", 26),
        (Flaw::UnknownCriticalExtension, "unknown_critical_extension", 34),
        (Flaw::WrongOrder, "leaf_is_ca", 62),
        (Flaw::LeafKeyUsage, "key_usage", 26),
        (Flaw::NameNotPermitted, "name_not_permitted", 47),
    ];
    for kind in KINDS {
        for (flaw, reason, error) in table {
            let h = minted(&Recipe::new(kind, HOST, NOW).with(flaw));
            let judgement = judge(&h.chain(), &policy(&h.root_der, HOST, NOW));
            let name = format!("{flaw:?} {kind:?}");
            assert_eq!(verdict(&judgement), reason, "{name}");
            let errors = openssl_verify(&name, &h.root_der, &h.chain(), HOST, NOW);
            assert!(errors.contains(&error), "{name}: {errors:?}");
        }
    }
    // OpenSSL's verify falls back to the common name; RFC 9525 forbids that.
    let h = minted(&Recipe::new(KeyKind::EcdsaP256, HOST, NOW).with(Flaw::CommonNameOnly));
    assert_eq!(verdict(&judge(&h.chain(), &policy(&h.root_der, HOST, NOW))), "no_subject_alt_name");
    assert_eq!(openssl_verify("common name only", &h.root_der, &h.chain(), HOST, NOW), SOUND);
    // A root that was sent along changes nothing (RFC 8446 4.4.2).
    let h = minted(&Recipe::new(KeyKind::EcdsaP256, HOST, NOW).with(Flaw::ExtraCertificate));
    assert_eq!(h.chain().len(), 3);
    assert_eq!(verdict(&judge(&h.chain(), &policy(&h.root_der, HOST, NOW))), "ok");
    assert_eq!(openssl_verify("extra certificate", &h.root_der, &h.chain(), HOST, NOW), SOUND);
    // Nor does an expired bridge to an older root: there is a shorter way. Who trusts the old root alone is out of luck.
    let h = minted(&Recipe::new(KeyKind::EcdsaP256, HOST, NOW).with(Flaw::ExpiredCross));
    let judgement = judge(&h.chain(), &policy(&h.root_der, HOST, NOW));
    assert_eq!((verdict(&judgement), judgement.path.len(), h.chain().len()), ("ok", 3, 3));
    assert_eq!(openssl_verify("expired cross", &h.root_der, &h.chain(), HOST, NOW), SOUND);
    let cross = Certificate::read(h.cross_der.as_ref().unwrap()).unwrap();
    assert_eq!((cross.not_after, cross.subject), (NOW - 1, Certificate::read(&h.root_der).unwrap().subject));
    // What OpenSSL says only if asked for strength or for revocation stands in other tables.
    let elsewhere = [
        Flaw::ExpiredCross,
        Flaw::ExtraCertificate,
        Flaw::ShortKey,
        Flaw::WeakSignature,
        Flaw::LeafIsCa,
        Flaw::CommonNameOnly,
    ];
    let status = [Flaw::Revoked, Flaw::StatusStale, Flaw::StatusForged, Flaw::StatusUnknown];
    assert_eq!(table.len() + elsewhere.len() + status.len(), Flaw::ALL.len());
}

#[test]
fn the_clock_decides_to_the_second() {
    let recipe = Recipe::new(KeyKind::EcdsaP256, HOST, NOW);
    let h = minted(&recipe);
    let table = [
        (recipe.not_before - 1, "not_yet_valid", Some(9)),
        (recipe.not_before, "ok", None),
        (recipe.not_after - 1, "ok", None),
        (recipe.not_after + 1, "expired", Some(10)),
        (NOW - 3 * 365 * DAY, "not_yet_valid", Some(9)),
        (NOW + 20 * 365 * DAY, "expired", Some(10)),
    ];
    for (now, reason, error) in table {
        assert_eq!(verdict(&judge(&h.chain(), &policy(&h.root_der, HOST, now))), reason, "{now}");
        let errors = openssl_verify(&format!("clock {now}"), &h.root_der, &h.chain(), HOST, now);
        assert!(error.map_or(errors.is_empty(), |e| errors.contains(&e)), "{now}: {errors:?}");
    }
    // RFC 5280 4.1.2.5 counts the last second in; OpenSSL does not.
    let last = recipe.not_after;
    assert_eq!(verdict(&judge(&h.chain(), &policy(&h.root_der, HOST, last))), "ok");
    assert_eq!(openssl_verify("clock last second", &h.root_der, &h.chain(), HOST, last), [10]);
    // All checks are run: in twenty years every certificate of the path has expired, and every one says so.
    let late = judge(&h.chain(), &policy(&h.root_der, "other.test", NOW + 20 * 365 * DAY));
    let failed = |id| late.checks.iter().filter(|c| c.id == id && c.verdict == Verdict::Fail).count();
    assert_eq!((failed(CheckId::NotAfter), failed(CheckId::HostName)), (3, 1));
    assert_eq!(late.decisive_check().map(|c| (c.id, c.certificate)), Some((CheckId::NotAfter, Some(Place::Sent(0)))));
}

#[test]
fn host_names_match_as_openssl_matches_them() {
    let table: [(&[&str], &str, bool); 16] = [
        (&["www.example.com"], "www.example.com", true),
        (&["www.example.com"], "WWW.EXAMPLE.com", true),
        (&["www.example.com"], "example.com", false),
        (&["a.test", "b.test", "www.example.com"], "b.test", true),
        (&["*.example.com"], "www.example.com", true),
        (&["*.example.com"], "example.com", false),
        (&["*.example.com"], "a.b.example.com", false),
        (&["*.com"], "example.com", false),
        (&["*"], "example.com", false),
        (&["www.*.com"], "www.example.com", false),
        (&["*.*.example.com"], "a.b.example.com", false),
        (&["xn--r8jz45g.example.com"], "xn--r8jz45g.example.com", true),
        (&["192.0.2.1"], "192.0.2.1", true),
        (&["192.0.2.1"], "192.0.2.2", false),
        (&["2001:db8::1"], "2001:db8:0:0::1", true),
        (&["www.example.com"], "192.0.2.1", false),
    ];
    for (names, host, good) in table {
        let names: Vec<String> = names.iter().map(|n| n.to_string()).collect();
        let h = minted(&Recipe { names: names.clone(), ..Recipe::new(KeyKind::EcdsaP256, HOST, NOW) });
        let case = format!("{names:?} {host}");
        let ours = judge(&h.chain(), &policy(&h.root_der, host, NOW));
        assert_eq!(verdict(&ours), if good { "ok" } else { "host_mismatch" }, "{case}");
        let errors = openssl_verify(&case, &h.root_der, &h.chain(), host, NOW);
        assert_eq!(errors.is_empty(), good, "{case}: {errors:?}");
        assert!(good || errors == [62] || errors == [64], "{case}: {errors:?}");
    }
}

#[test]
fn the_rest_of_the_chain_may_come_in_any_order_and_with_company() {
    let h = minted(&Recipe::new(KeyKind::EcdsaP256, HOST, NOW));
    let other = minted(&Recipe::new(KeyKind::Rsa, "other.test", NOW));
    let chain = vec![
        h.leaf_der.clone(),
        h.root_der.clone(),
        other.leaf_der.clone(),
        other.intermediates[0].clone(),
        h.intermediates[0].clone(),
        h.intermediates[0].clone(),
    ];
    let judgement = judge(&chain, &policy(&h.root_der, HOST, NOW));
    assert_eq!((verdict(&judgement), judgement.path.len()), ("ok", 3));
    assert_eq!(openssl_verify("shuffled", &h.root_der, &chain, HOST, NOW), SOUND);
    // A root that was only sent is not trusted.
    let untrusted = judge(&chain, &policy(&other.root_der, HOST, NOW));
    assert_eq!(verdict(&untrusted), "untrusted_root");
    assert_eq!(openssl_verify("root only sent", &other.root_der, &chain, HOST, NOW), [19]);
    // A leaf that is trusted itself needs nobody else.
    let own = minted(&Recipe::new(KeyKind::EcdsaP256, HOST, NOW).with(Flaw::SelfSigned));
    let pinned = judge(&own.chain(), &policy(&own.leaf_der, HOST, NOW));
    assert_eq!((verdict(&pinned), pinned.path), ("ok", vec![Place::Sent(0)]));
    assert_eq!(openssl_verify("pinned", &own.leaf_der, &own.chain(), HOST, NOW), SOUND);
}

#[test]
fn a_broken_chain_still_has_every_check() {
    let h = minted(&Recipe::new(KeyKind::EcdsaP256, HOST, NOW));
    assert_eq!(verdict(&judge(&[], &policy(&h.root_der, HOST, NOW))), "empty_chain");
    let garbage = judge(&[vec![1, 2, 3]], &policy(&h.root_der, HOST, NOW));
    assert_eq!((verdict(&garbage), garbage.path.len()), ("undecodable", 0));
    let cut = h.leaf_der[..h.leaf_der.len() - 1].to_vec();
    assert_eq!(verdict(&judge(&[cut, h.intermediates[0].clone()], &policy(&h.root_der, HOST, NOW))), "undecodable");
    let many = vec![h.leaf_der.clone(); MAX_CERTIFICATES + 1];
    assert_eq!(verdict(&judge(&many, &policy(&h.root_der, HOST, NOW))), "too_many_certificates");
}

#[test]
fn minting_is_deterministic() {
    let recipe = Recipe::new(KeyKind::Rsa, HOST, NOW);
    let (a, b) = (minted(&recipe), minted(&recipe));
    assert_eq!((a.chain(), a.root_der), (b.chain(), b.root_der));
    let other = Hierarchy::mint(&recipe, &Seed::from_number(2)).unwrap();
    assert_ne!(other.leaf_der, b.leaf_der);
    for now in [i64::MIN, i64::MAX, -62_167_219_200, 253_402_300_799] {
        let h = minted(&Recipe::new(KeyKind::EcdsaP256, HOST, now));
        assert!(Certificate::read(&h.leaf_der).is_ok());
        judge(&h.chain(), &policy(&h.root_der, HOST, now));
    }
    let foreign = Recipe::new(KeyKind::EcdsaP256, "日本.example", NOW);
    assert!(Hierarchy::mint(&foreign, &Seed::from_number(1)).is_err());
}

#[test]
fn openssl_prints_what_we_read() {
    for kind in KINDS {
        let names = vec![HOST.to_owned(), "*.example.org".to_owned(), "192.0.2.1".to_owned(), "2001:db8::1".to_owned()];
        let h = minted(&Recipe { names, ..Recipe::new(kind, HOST, NOW) });
        let path = scratch(&format!("text {kind:?}")).join("leaf.pem");
        write_pem(&path, std::slice::from_ref(&h.leaf_der));
        let args = ["x509", "-noout", "-text", "-nameopt", "sep_comma_plus_space,utf8", "-in"];
        let out = Command::new("openssl").args(args).arg(&path).output().expect("openssl is installed");
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
        let text = String::from_utf8_lossy(&out.stdout);
        let leaf = Certificate::read(&h.leaf_der).unwrap();
        let wanted = [
            "Version: 3 (0x2)".to_owned(),
            format!("Signature Algorithm: {}", leaf.signature_algorithm),
            format!("Issuer: {}", leaf.issuer),
            format!("Subject: {}", leaf.subject),
            "Not Before: Dec  2 00:00:00 2025 GMT".to_owned(),
            "Not After : Mar  1 23:59:59 2026 GMT".to_owned(),
            "DNS:www.example.com, DNS:*.example.org, IP Address:192.0.2.1, IP Address:2001:DB8:0:0:0:0:0:1".to_owned(),
            "X509v3 Basic Constraints: critical\n                CA:FALSE".to_owned(),
            "TLS Web Server Authentication".to_owned(),
            hex(leaf.subject_key_id().unwrap()),
            hex(leaf.authority_key_id().unwrap()),
            hex(&leaf.serial).to_lowercase(),
        ];
        for line in wanted {
            assert!(text.contains(&line), "{kind:?}: {line:?} not in\n{text}");
        }
    }
}

#[test]
fn the_x509_cert_crate_reads_what_we_read() {
    use x509_cert::der::{Decode, Encode};
    for kind in KINDS {
        let h = minted(&Recipe::new(kind, HOST, NOW));
        for der in [&h.leaf_der, &h.intermediates[0], &h.root_der] {
            let ours = Certificate::read(der).unwrap();
            let theirs = x509_cert::Certificate::from_der(der).unwrap();
            assert_eq!(&theirs.to_der().unwrap(), der);
            let tbs = theirs.tbs_certificate();
            assert_eq!(tbs.to_der().unwrap(), ours.tbs_der());
            assert_eq!(tbs.serial_number().as_bytes(), ours.serial);
            assert_eq!(tbs.issuer().to_der().unwrap(), ours.issuer.der);
            assert_eq!(tbs.subject().to_der().unwrap(), ours.subject.der);
            assert_eq!(tbs.subject_public_key_info().to_der().unwrap(), ours.spki);
            let seconds = |t: x509_cert::time::Time| t.to_unix_duration().as_secs() as i64;
            let validity = tbs.validity();
            assert_eq!((seconds(validity.not_before), seconds(validity.not_after)), (ours.not_before, ours.not_after));
            assert_eq!(theirs.signature().raw_bytes(), ours.signature);
            assert_eq!(theirs.signature_algorithm().oid.to_string(), ours.signature_algorithm.oid.dotted());
            let extensions = tbs.extensions().unwrap();
            assert_eq!(extensions.len(), ours.extensions.len());
            for (a, b) in extensions.iter().zip(&ours.extensions) {
                assert_eq!((a.extn_id.as_bytes(), a.critical), (b.body.oid(), b.critical));
                assert_eq!(a.to_der().unwrap(), b.write());
            }
        }
    }
}

#[test]
fn a_certificate_made_by_openssl_is_read_and_judged() {
    let dir = scratch("made by openssl");
    let (key, cert) = (dir.join("key.pem"), dir.join("cert.pem"));
    let out = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "3650"])
        .args(["-subj", "/C=JP/O=日本/CN=www.example.com", "-utf8", "-addext", "subjectAltName=DNS:www.example.com"])
        .arg("-keyout")
        .arg(&key)
        .arg("-out")
        .arg(&cert)
        .output()
        .expect("openssl is installed");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let blocks = pem::decode(fs::read_to_string(&cert).unwrap()).unwrap();
    let read = Certificate::read(blocks[0].der.as_ref().unwrap()).unwrap();
    assert_eq!(read.subject.to_string(), "C=JP, O=日本, CN=www.example.com");
    assert_eq!(read.subject_alt_name(), Some(&[GeneralName::Dns(HOST.to_owned())][..]));
    let key = pem::decode(fs::read_to_string(&key).unwrap()).unwrap();
    let key = PrivateKey::from_pkcs8_der(key[0].der.as_ref().unwrap()).unwrap();
    assert!(key.public() == read.public_key().unwrap());
    let judged = judge(std::slice::from_ref(&read.der), &policy(&read.der, HOST, read.not_before));
    assert_eq!(verdict(&judged), "ok");
}

/// The certificate of RFC 8448 section 3: RSA of 1024 bits, self-signed, and no names but `rsa`.
#[test]
fn the_certificate_of_rfc_8448_is_read_and_judged() {
    let text = concat!(
        "308201ac30820115a003020102020102300d06092a864886f70d01010b0500300e310c300a06035504031303727361301e170d31",
        "36303733303031323335395a170d3236303733303031323335395a300e310c300a0603550403130372736130819f300d06092a86",
        "4886f70d010101050003818d0030818902818100b4bb498f8279303d980836399b36c6988c0c68de55e1bdb826d3901a2461eafd",
        "2de49a91d015abbc9a95137ace6c1af19eaa6af98c7ced43120998e187a80ee0ccb0524b1b018c3e0b63264d449a6d38e22a5fda",
        "430846748030530ef0461c8ca9d9efbfae8ea6d1d03e2bd193eff0ab9a8002c47428a6d35a8d88d79f7f1e3f0203010001a31a30",
        "1830090603551d1304023000300b0603551d0f0404030205a0300d06092a864886f70d01010b05000381810085aad2a0e5b9276b",
        "908c65f73a7267170618a54c5f8a7b337d2df7a594365417f2eae8f8a58c8f8172f9319cf36b7fd6c55b80f21a03015156726096",
        "fd335e5e67f2dbf102702e608ccae6bec1fc63a42a99be5c3eb7107c3c54e9b9eb2bd5203b1c3b84e0a8b2f759409ba3eac9d91d",
        "402dcc0cc8f8961229ac9187b42b4de1",
    );
    let der: Vec<u8> = (0..text.len()).step_by(2).map(|i| u8::from_str_radix(&text[i..i + 2], 16).unwrap()).collect();
    let read = Certificate::read(&der).unwrap();
    assert_eq!((read.subject.to_string(), read.issuer.to_string()), ("CN=rsa".to_owned(), "CN=rsa".to_owned()));
    assert_eq!((read.public_key().unwrap().kind(), read.public_key().unwrap().bits()), (KeyKind::Rsa, 1024));
    assert_eq!(read.key_usage().map(|k| k.to_string()).as_deref(), Some("digitalSignature, keyEncipherment"));
    let alone = judge(std::slice::from_ref(&der), &policy(&[], "server", read.not_before));
    assert_eq!(verdict(&alone), "self_signed");
    // Its own signature is checked all the same, and is good.
    let signature = alone.checks.iter().find(|c| c.id == CheckId::Signature).map(|c| c.verdict);
    assert_eq!(signature, Some(Verdict::Pass));
}

/// As OpenSSL prints identifiers and serial numbers.
fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02X}")).collect::<Vec<_>>().join(":")
}
