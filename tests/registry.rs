//! The registries: complete, in accord with what is spoken here and with OpenSSL, and each suite that can be run is run.

#![cfg(test)]

mod support;

use std::collections::BTreeMap;
use std::process::Command;

use handscope::explain::registry::{
    Exchange, Fault, Force, GroupKind, Mode, Proof, Suite, alerts, extensions, groups, schemes, suites,
};
use handscope::lab::{Scenario, run};
use handscope::wire::suites::SUITES;
use handscope::wire::{AlertDescription, CipherSuite, ExtensionType, NamedGroup, ProtocolVersion, SignatureScheme};

fn suite(name: &str) -> Suite {
    suites().into_iter().find(|suite| suite.name == name).unwrap_or_else(|| panic!("{name}"))
}

#[test]
fn every_suite_is_there_once() {
    let all = suites();
    assert_eq!(all.len(), 352);
    assert!(all.windows(2).all(|two| two[0].code.0 < two[1].code.0));
    let count = |is: fn(&Suite) -> bool| all.iter().filter(|suite| is(suite)).count();
    assert_eq!(count(|suite| suite.recommended), 24);
    assert_eq!(count(|suite| suite.signal), 2);
    assert_eq!(count(|suite| suite.run.is_some()), SUITES.len());
    // Those that IANA recommends have nothing against them but that the server alone chooses the group of DHE.
    for suite in all.iter().filter(|suite| suite.recommended) {
        assert!(suite.is_aead() && suite.is_forward_secret(), "{}", suite.name);
        assert!(suite.verdicts.iter().all(|verdict| verdict.fault == Fault::FiniteDhe), "{}", suite.name);
    }
}

#[test]
fn names_and_numbers_are_those_of_the_code() {
    let all = suites();
    for code in CipherSuite::ALL {
        let found = all.iter().find(|suite| suite.code == *code).map(|suite| suite.name);
        assert_eq!(found, code.name());
    }
    let found: BTreeMap<_, _> = alerts().into_iter().map(|row| (row.alert, row.name)).collect();
    assert!(AlertDescription::ALL.iter().all(|code| found.get(code).copied() == code.name()), "{found:?}");
    let found: BTreeMap<_, _> = extensions().into_iter().map(|row| (row.extension, row.name)).collect();
    for code in ExtensionType::ALL {
        assert_eq!(found.get(code).copied(), code.name());
    }
    let found: BTreeMap<_, _> = groups().into_iter().map(|row| (row.group, row.name)).collect();
    for code in NamedGroup::ALL {
        assert_eq!(found.get(code).copied(), code.name());
    }
    let found: BTreeMap<_, _> = schemes().into_iter().map(|row| (row.scheme, row.name)).collect();
    for code in SignatureScheme::ALL {
        assert_eq!(found.get(code).copied(), code.name());
    }
}

/// Kx, Au, Enc and Mac as OpenSSL prints them.
fn as_openssl(suite: &Suite) -> [String; 4] {
    let exchange = match suite.exchange {
        Exchange::Open => "any",
        Exchange::Rsa => "RSA",
        Exchange::Dhe => "DH",
        Exchange::Ecdhe => "ECDH",
        Exchange::Psk => "PSK",
        Exchange::DhePsk => "DHEPSK",
        Exchange::RsaPsk => "RSAPSK",
        Exchange::EcdhePsk => "ECDHEPSK",
        Exchange::Srp => "SRP",
        _ => "other",
    };
    let proof = match (suite.proof, suite.exchange) {
        (Proof::Open, _) => "any",
        (Proof::Rsa, _) => "RSA",
        (Proof::Dss, _) => "DSS",
        (Proof::Ecdsa, _) => "ECDSA",
        (Proof::Shared, Exchange::Srp) => "SRP",
        (Proof::Shared, _) => "PSK",
        (Proof::Anonymous, _) => "None",
        _ => "other",
    };
    let bits = suite.bits;
    let cipher = match (suite.cipher, suite.mode) {
        ("", _) => "None".to_owned(),
        ("3DES", _) => "3DES(168)".to_owned(),
        ("ChaCha20", _) => format!("CHACHA20/POLY1305({bits})"),
        (cipher, Mode::Gcm) => format!("{}GCM({bits})", cipher.to_uppercase()),
        (cipher, Mode::Ccm) => format!("{}CCM({bits})", cipher.to_uppercase()),
        (cipher, Mode::Ccm8) => format!("{}CCM8({bits})", cipher.to_uppercase()),
        ("Camellia", _) => format!("Camellia({bits})"),
        (cipher, _) => format!("{}({bits})", cipher.to_uppercase()),
    };
    let mac = match suite.hash {
        _ if suite.is_aead() => "AEAD",
        "SHA" => "SHA1",
        other => other,
    };
    [exchange.to_owned(), proof.to_owned(), cipher, mac.to_owned()]
}

/// The suites of this machine's OpenSSL: their code points, names and columns are the same.
#[test]
fn openssl_says_the_same() {
    let out = Command::new("openssl").args(["ciphers", "-V", "ALL:COMPLEMENTOFALL:@SECLEVEL=0"]).output().unwrap();
    let text = String::from_utf8(out.stdout).unwrap();
    let all = suites();
    let mut seen = 0;
    let mut wrong = Vec::new();
    for line in text.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        let hex: String = words[0].split(',').map(|part| part.trim_start_matches("0x")).collect();
        let code = u16::from_str_radix(&hex, 16).unwrap();
        let found = all.iter().find(|suite| suite.code.0 == code).unwrap_or_else(|| panic!("{line}"));
        let column = |key: &str| words.iter().find_map(|word| word.strip_prefix(key)).unwrap().to_owned();
        let wanted = ["Kx=", "Au=", "Enc=", "Mac="].map(column);
        if as_openssl(found) != wanted || found.openssl.as_deref() != Some(words[2]) {
            wrong.push(format!(
                "{}: {:?} {:?}, not {} {wanted:?}",
                found.name,
                found.openssl,
                as_openssl(found),
                words[2]
            ));
        }
        seen += 1;
    }
    assert!(seen > 100, "{seen}");
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn each_run_chooses_its_suite() {
    for suite in suites() {
        let Some(text) = &suite.run else { continue };
        let parsed = Scenario::parse(text).unwrap_or_else(|errors| panic!("{text}: {errors:?}"));
        assert_eq!((parsed.warnings.len(), parsed.scenario.to_text().as_str()), (0, text.as_str()));
        let trace = run(&parsed.scenario);
        let connection = &trace.connections[0];
        assert!(connection.outcome.iter().all(|outcome| outcome.completed()), "{text}");
        assert!(connection.negotiated.iter().all(|own| own.suite == Some(suite.code)), "{text}");
        let version = connection.negotiated[0].version.unwrap();
        let (first, last) = suite.versions.unwrap();
        let spoken = ProtocolVersion::ALL.iter().find(|v| v.name().unwrap().ends_with(version.name())).unwrap();
        assert!((first.0..=last.0).contains(&spoken.0), "{text}");
    }
}

#[test]
fn what_is_held_against_a_suite_is_told_with_its_rfc() {
    let faults = |name: &str| -> Vec<&str> { suite(name).verdicts.iter().map(|verdict| verdict.fault.id()).collect() };
    for (name, wanted) in [
        ("TLS_AES_128_GCM_SHA256", &[][..]),
        ("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", &[]),
        ("TLS_FALLBACK_SCSV", &[]),
        ("TLS_RSA_WITH_AES_128_GCM_SHA256", &["static_rsa", "http2"]),
        ("TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", &["http2"]),
        ("TLS_RSA_EXPORT_WITH_RC4_40_MD5", &["export", "rc4", "old_versions", "static_rsa"]),
        ("TLS_DH_anon_WITH_AES_128_CBC_SHA", &["anonymous", "finite_dhe", "http2"]),
        ("TLS_RSA_WITH_3DES_EDE_CBC_SHA", &["short", "static_rsa", "http2"]),
        ("TLS_RSA_WITH_DES_CBC_SHA", &["too_short", "old_versions", "des", "static_rsa"]),
        ("TLS_RSA_WITH_NULL_SHA", &["unencrypted", "static_rsa", "http2"]),
        ("TLS_ECDH_RSA_WITH_AES_128_GCM_SHA256", &["static_dh", "http2"]),
        ("TLS_SHA256_SHA256", &["integrity_only"]),
        ("TLS_NULL_WITH_NULL_NULL", &["initial", "http2"]),
        ("TLS_DHE_RSA_WITH_AES_128_GCM_SHA256", &["finite_dhe"]),
    ] {
        assert_eq!(faults(name), wanted, "{name}");
    }
    for fault in Fault::ALL {
        let verdict = fault.verdict();
        let year = verdict.year.unwrap();
        assert!((2006..=2022).contains(&year) && verdict.force != Force::Limited || *fault == Fault::Http2);
    }
}

#[test]
fn parts_follow_from_the_name() {
    for (name, exchange, proof, cipher, mode, bits, hash) in [
        ("TLS_RSA_WITH_AES_128_CCM", Exchange::Rsa, Proof::Rsa, "AES", Mode::Ccm, 128, "SHA256"),
        ("TLS_PSK_DHE_WITH_AES_256_CCM_8", Exchange::DhePsk, Proof::Shared, "AES", Mode::Ccm8, 256, "SHA256"),
        ("TLS_SRP_SHA_RSA_WITH_AES_128_CBC_SHA", Exchange::Srp, Proof::Rsa, "AES", Mode::Cbc, 128, "SHA"),
        ("TLS_KRB5_EXPORT_WITH_RC4_40_MD5", Exchange::Kerberos, Proof::Shared, "RC4", Mode::Stream, 40, "MD5"),
        ("TLS_RSA_PSK_WITH_NULL_SHA384", Exchange::RsaPsk, Proof::Rsa, "", Mode::Null, 0, "SHA384"),
        ("TLS_GOSTR341112_256_WITH_MAGMA_MGM_S", Exchange::Open, Proof::Open, "Magma", Mode::Mgm, 256, "STREEBOG"),
        (
            "TLS_GOSTR341112_256_WITH_28147_CNT_IMIT",
            Exchange::Gost,
            Proof::Gost,
            "GOST 28147-89",
            Mode::Ctr,
            256,
            "STREEBOG",
        ),
        ("TLS_ECDH_RSA_WITH_AES_128_CBC_SHA", Exchange::Ecdh, Proof::Static, "AES", Mode::Cbc, 128, "SHA"),
        ("TLS_DHE_DSS_EXPORT_WITH_DES40_CBC_SHA", Exchange::Dhe, Proof::Dss, "DES", Mode::Cbc, 40, "SHA"),
        ("TLS_AEGIS_128L_SHA256", Exchange::Open, Proof::Open, "AEGIS", Mode::Aegis, 128, "SHA256"),
        ("TLS_ECCPWD_WITH_AES_128_GCM_SHA256", Exchange::Password, Proof::Shared, "AES", Mode::Gcm, 128, "SHA256"),
    ] {
        let found = suite(name);
        assert_eq!((found.exchange, found.proof, found.cipher), (exchange, proof, cipher), "{name}");
        assert_eq!((found.mode, found.bits, found.hash), (mode, bits, hash), "{name}");
    }
    for suite in suites().iter().filter(|suite| !suite.signal && suite.code.0 != 0) {
        assert!(!suite.hash.is_empty() && suite.exchange != Exchange::None, "{}", suite.name);
        let encrypts = !suite.name.contains("NULL") && !suite.name.starts_with("TLS_SHA");
        assert_eq!(encrypts, suite.bits > 0, "{}", suite.name);
    }
}

/// Nothing that is said of a suite is at odds with anything else that is said of it.
#[test]
fn no_suite_is_told_in_contradictions() {
    let mut wrong = Vec::new();
    for suite in suites().iter().filter(|suite| !suite.signal) {
        let (first, last) = suite.versions.unwrap();
        let new = ProtocolVersion::TLSv1_3;
        let fault = |fault| suite.verdicts.iter().find(|verdict| verdict.fault == fault);
        let http2 = fault(Fault::Http2).map(|verdict| verdict.why);
        let keys = suite.is_forward_secret() && suite.exchange != Exchange::Srp;
        let empty = suite.mode == Mode::Null;
        for (is, rule) in [
            ((first == new) == (suite.exchange == Exchange::Open), "what leaves the key exchange open is of TLS 1.3"),
            ((first == new) == (suite.proof == Proof::Open), "what leaves the authentication open is of TLS 1.3"),
            (first != new || last == new && suite.is_forward_secret(), "TLS 1.3 is told with forward secrecy"),
            (first != new || suite.is_aead() || empty, "TLS 1.3 encrypts by AEAD alone"),
            (!suite.is_aead() || first.0 >= ProtocolVersion::TLSv1_2.0, "AEAD came with TLS 1.2"),
            (!suite.is_aead() || suite.hash_is_for() == "aead", "beside AEAD the hash makes no MAC"),
            (empty == (suite.bits == 0) && empty == suite.cipher.is_empty(), "a cipher has a strength"),
            (suite.hash.is_empty() == (suite.exchange == Exchange::None), "all but no protection name a hash"),
            (!matches!(suite.hash, "OMAC" | "IMIT" | "NULL"), "a MAC is no hash"),
            (suite.mode != Mode::Stream || !suite.dtls, "DTLS has no RC4"),
            (
                matches!(suite.exchange, Exchange::Dh | Exchange::Ecdh) == (suite.proof == Proof::Static),
                "a Diffie-Hellman key in a certificate proves by agreeing",
            ),
            (
                empty != suite.verdicts.iter().all(|own| !NOTHING_ENCRYPTED.contains(&own.fault)),
                "what is not encrypted",
            ),
            (fault(Fault::StaticRsa).is_none() || !suite.is_forward_secret(), "static keys give no forward secrecy"),
            (fault(Fault::StaticDh).is_none() || !suite.is_forward_secret(), "static keys give no forward secrecy"),
            (!matches!(http2, Some("keys" | "both")) || !keys, "what HTTP/2 lacks"),
            (!matches!(http2, Some("aead" | "both")) || !suite.is_aead(), "what HTTP/2 lacks"),
            (http2 != Some("aead") || suite.is_forward_secret(), "what HTTP/2 lacks"),
            (http2 != Some("listed") || suite.proof == Proof::Anonymous, "what HTTP/2 lists besides"),
            (!suite.recommended || suite.verdicts.iter().all(|own| own.force != Force::Forbidden), "recommended"),
            (
                suite
                    .verdicts
                    .iter()
                    .all(|own| own.year.is_none() || suite.first_rfc().is_none_or(|rfc| rfc <= own.clause.rfc)),
                "nothing is forbidden before it was registered",
            ),
        ] {
            if !is {
                wrong.push(format!("{}: {rule}", suite.name));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

/// What is held against a suite that encrypts nothing.
const NOTHING_ENCRYPTED: [Fault; 3] = [Fault::Initial, Fault::Unencrypted, Fault::IntegrityOnly];

#[test]
fn the_smaller_registries_are_whole() {
    let kinds: Vec<GroupKind> = groups().iter().map(|row| row.kind).collect();
    assert!(GroupKind::ALL.iter().all(|kind| kinds.contains(kind)));
    assert_eq!((alerts().len(), extensions().len(), groups().len(), schemes().len()), (36, 60, 54, 38));
    let pack = support::pack("en");
    for row in alerts() {
        assert!(pack.get(&format!("alert.{}", row.name)).is_some(), "{}", row.name);
    }
    for row in extensions() {
        assert!(pack.get(&format!("extension.{}", row.name)).is_some(), "{}", row.name);
    }
    for row in schemes() {
        assert!(pack.get(&format!("scheme.{}", row.name)).is_some(), "{}", row.name);
    }
    assert!(schemes().iter().filter(|row| !row.verdicts.is_empty()).all(|row| row.name.ends_with("sha1")));
    let places = |name: &str| extensions().into_iter().find(|row| row.name == name).unwrap().places;
    assert_eq!((places("key_share"), places("encrypt_then_mac").len()), (vec!["CH", "SH", "HRR"], 0));
}
