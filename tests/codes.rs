//! Every code point, identifier and structure that occurs in gallery or catalogue has a text of its own; what a suite's
//! name is taken apart into is what OpenSSL prints of it; an extension that a connection had no use for is told so.

#![cfg(test)]

mod support;

use std::collections::BTreeSet;
use std::process::Command;

use handscope::explain::suite::{Parts, openssl_name};
use handscope::explain::{Filled, Pack, Setting, field_also, field_keys, field_vars};
use handscope::lab::{Scenario, Trace, catalogue, gallery, run};
use handscope::net::Fault;
use handscope::pki;
use handscope::wire::{BlobId, CipherSuite, ExtensionType, Name, NamedGroup, SignatureScheme, Span, Tree, Value};

/// Texts that would do for anything.
const GENERAL: [&str; 8] = [
    "der.element",
    "der.value",
    "der.*",
    "vector.item",
    "vector.value",
    "extension.unknown",
    "Extension.extension_data",
    "Handshake.body",
];

/// The gallery, and each fault of the catalogue in both versions.
fn runs() -> Vec<(String, Trace)> {
    let mut texts: Vec<_> = gallery().iter().map(|example| (example.id.to_owned(), example.scenario())).collect();
    for fault in catalogue() {
        for base in ["v=1", "v=1&client.versions=1.2&server.versions=1.2"] {
            let mut scenario = Scenario::parse(base).unwrap().scenario;
            scenario.faults.push(Fault::named(fault.id));
            texts.push((format!("{} in {base}", fault.id), scenario));
        }
    }
    texts.into_iter().map(|(name, scenario)| (name, run(&scenario))).collect()
}

#[test]
fn everything_that_has_a_name_of_its_own_has_a_text_of_its_own() {
    let packs = support::LANGUAGES.map(|language| (language, support::pack(language)));
    let (mut missing, mut seen) = (BTreeSet::new(), BTreeSet::new());
    for (run, trace) in runs() {
        for (id, blob) in trace.blobs.iter() {
            let tree = pki::annotate(blob);
            for (at, span) in tree.spans.iter().enumerate() {
                let own = &blob.bytes[span.range.start as usize..span.range.end as usize];
                let Some(what) = named(&tree, at, own) else { continue };
                if !seen.insert(what.clone()) {
                    continue;
                }
                for (language, pack) in &packs {
                    let said = said(&trace, id, &tree, at, pack);
                    if said.iter().all(|text| GENERAL.contains(&text.id.as_str())) || said.len() < what.texts {
                        let ids: Vec<_> = said.iter().map(|text| &text.id).collect();
                        missing.insert(format!("{language}: {} {}: {ids:?} ({run})", what.kind, what.name));
                    }
                }
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
    let count = |kind: &str| seen.iter().filter(|what| what.kind == kind).count();
    let kinds = ["suite", "group", "scheme", "extension", "protocol", "identifier", "structure"].map(count);
    let least = [23, 3, 9, 12, 2, 25, 12];
    assert!(kinds.iter().zip(least).all(|(found, least)| *found >= least), "{kinds:?}");
}

/// Whether or not anything sends it: what a reader can put into a scenario by name.
#[test]
fn every_registered_suite_group_scheme_and_extension_has_its_texts() {
    let codes = CipherSuite::ALL.iter().map(|code| (code.name(), code.0));
    let codes = codes.chain(NamedGroup::ALL.iter().map(|code| (code.name(), code.0)));
    let codes = codes.chain(SignatureScheme::ALL.iter().map(|code| (code.name(), code.0)));
    let mut missing = BTreeSet::new();
    for pack in support::LANGUAGES.map(support::pack) {
        for (name, code) in codes.clone() {
            let (name, value) = (Name::Field("code"), Value::Code(name, code.into()));
            let span = Span { depth: 0, owner: "test", name, range: 0..2, value };
            let tree = Tree { spans: vec![span], notes: Vec::new(), broken: None };
            let told = field_also(&tree, 0, &code.to_be_bytes(), None);
            assert!(!told.is_empty(), "{value:?}");
            missing.extend(
                told.into_iter().filter(|text| pack.resolve(&text.keys, &text.vars).is_none()).map(|text| text.keys),
            );
        }
        let extensions = ExtensionType::ALL.iter().filter_map(|code| Some(vec![format!("extension.{}", code.name()?)]));
        missing.extend(extensions.filter(|keys| pack.first(keys).is_none()));
    }
    assert_eq!(missing, BTreeSet::new());
}

/// Something with a name of its own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct What {
    kind: &'static str,
    name: String,
    /// How many texts it has beside each other at least: its field's, and those about itself.
    texts: usize,
}

fn named(tree: &Tree, at: usize, own: &[u8]) -> Option<What> {
    let span: &Span = &tree.spans[at];
    let what = |kind, name: &str, texts| Some(What { kind, name: name.to_owned(), texts });
    match (span.owner, span.name, span.value) {
        (_, _, Value::Code(Some(name), code)) if own.len() == 2 => {
            let is = |named: Option<u16>| named.is_some_and(|named| u64::from(named) == code);
            if is(CipherSuite::named(name).map(|suite| suite.0)) {
                // The whole, the cipher and the hash at least.
                let parts = Parts::of(CipherSuite(u16::try_from(code).unwrap()).name().unwrap());
                what("suite", name, 1 + parts.map_or(1, |parts| if parts.agreed.is_some() { 4 } else { 3 }))
            } else if is(NamedGroup::named(name).map(|group| group.0)) {
                what("group", name, 2)
            } else if is(SignatureScheme::named(name).map(|scheme| scheme.0)) {
                what("scheme", name, 2)
            } else {
                None
            }
        }
        (_, _, Value::Decoded(decoder)) if decoder.kind == "oid" => what("identifier", &(decoder.text)(own), 3),
        ("vector", Name::Field(name), _) if ExtensionType::named(name).is_some() => what("extension", name, 1),
        ("DER", Name::Field(name), _) => what("structure", name, 1),
        (_, Name::Field("value"), Value::Text) if tree.path(at).contains("protocol_name_list") => {
            what("protocol", &String::from_utf8_lossy(own), 2)
        }
        _ => None,
    }
}

/// All that the page says of a span: its text, and what is said beside it.
fn said(trace: &Trace, blob: BlobId, tree: &Tree, at: usize, pack: &Pack) -> Vec<Filled> {
    let bytes = trace.blobs.bytes(blob);
    let keys = field_keys(tree, at, Setting::of_blob(trace, blob, tree));
    let own = pack.resolve(&keys, &field_vars(&tree.spans[at], bytes));
    let also = field_also(tree, at, bytes, Some((trace, blob)));
    own.into_iter().chain(also.iter().filter_map(|text| pack.resolve(&text.keys, &text.vars))).collect()
}

/// Every registered suite that OpenSSL knows: its name there, key exchange, authentication and cipher, and whether the MAC is the
/// cipher's own.
#[test]
fn suites_are_called_and_taken_apart_as_openssl_does() {
    let output =
        Command::new("openssl").args(["ciphers", "-V", "-stdname", "ALL:COMPLEMENTOFALL:@SECLEVEL=0"]).output();
    let listed = String::from_utf8(output.unwrap().stdout).unwrap();
    let mut compared = 0;
    for line in listed.lines() {
        let words: Vec<&str> = line.split_whitespace().filter(|word| *word != "-").collect();
        let [_, standard, openssl, _, kx, au, enc, mac] = words[..] else { continue };
        let Some(name) = CipherSuite::named(standard).and_then(CipherSuite::name) else { continue };
        let parts = Parts::of(name).unwrap();
        assert_eq!(openssl_name(name).as_deref(), Some(openssl), "{standard}");
        let (exchange, proof) = match parts.agreed {
            None => ("any", "any"),
            Some(("ECDHE", proof)) => ("ECDH", proof),
            Some(("DHE", proof)) => ("DH", proof),
            Some(same) => same,
        };
        assert_eq!((kx, au), (&*format!("Kx={exchange}"), &*format!("Au={proof}")), "{standard}");
        let cipher = match parts.cipher {
            "AES_128_GCM" => "AESGCM(128)",
            "AES_256_GCM" => "AESGCM(256)",
            "AES_128_CCM" => "AESCCM(128)",
            "AES_128_CCM_8" => "AESCCM8(128)",
            "AES_128_CBC" => "AES(128)",
            "AES_256_CBC" => "AES(256)",
            "CHACHA20_POLY1305" => "CHACHA20/POLY1305(256)",
            other => other,
        };
        assert_eq!(enc, format!("Enc={cipher}"), "{standard}");
        let hash = if parts.hash == "SHA" { "SHA1" } else { parts.hash };
        assert_eq!(mac, if parts.is_aead() { "Mac=AEAD".to_owned() } else { format!("Mac={hash}") }, "{standard}");
        compared += 1;
    }
    assert!(compared >= 28, "only {compared} suites compared");
}

/// Which extensions of the last connection's first ClientHello had no use, and why.
#[test]
fn an_extension_without_use_is_told_so() {
    let tls12 = "v=1&client.versions=1.2&server.versions=1.2";
    let rsa = format!("{tls12}&server.suites=TLS_RSA_WITH_AES_128_CBC_SHA&server.cert=rsa");
    let old = ["renegotiation_info.1.3", "extended_master_secret.1.3", "ec_point_formats.1.3"];
    let modes = "psk_key_exchange_modes.no_ticket";
    let newer = ["supported_versions.1.2", "psk_key_exchange_modes.1.2", "key_share.1.2"];
    let resuming = "v=1&connections=2&client.resume=1&server.tickets=1";
    let cached = format!("{tls12}&connections=2&client.resume=1&client.status_request=on");
    let signed = "signature_algorithms.resumed";
    let curves = ["supported_groups.resumed", "ec_point_formats.resumed", signed, "status_request.resumed"];
    let key = "sensor-17:2f1c5d0a9b8e47f6d3c2b1a09f8e7d6c";
    let alone = ["key_share.psk_ke", "supported_groups.psk_ke", signed];
    let cases: [(&str, &[&[&str]]); 13] = [
        ("v=1", &[&old, &[modes]]),
        ("v=1&server.tickets=1", &[&old]),
        ("v=1&server.groups=secp256r1", &[&old, &[modes, "key_share.retry"]]),
        ("v=1&server.versions=1.2", &[&newer]),
        (tls12, &[]),
        (resuming, &[&old, &[signed]]),
        (&format!("{resuming}&fault=server_restarts"), &[&old, &["pre_shared_key.unanswered"]]),
        (&format!("{resuming}&client.psk_modes=psk_ke&server.psk_modes=psk_ke"), &[&old, &alone]),
        (&format!("v=1&client.psk={key}&server.psk={key}"), &[&old, &[signed]]),
        (&format!("{cached}&server.session_cache=8"), &[&curves]),
        (&format!("{cached}&client.session_ticket=on&server.session_ticket=on"), &[&curves]),
        (&rsa, &[&["supported_groups.rsa", "ec_point_formats.rsa", "signature_algorithms.rsa"]]),
        (
            "v=1&client.versions=1.2&client.status_request=on&server.versions=1.2&server.alpn=&server.ems=off",
            &[&[
                "application_layer_protocol_negotiation.unanswered",
                "extended_master_secret.unanswered",
                "status_request.unanswered",
            ]],
        ),
    ];
    let packs = support::LANGUAGES.map(support::pack);
    for (text, want) in cases {
        let trace = run(&Scenario::parse(text).unwrap().scenario);
        let message =
            trace.messages.iter().rfind(|message| message.name == "client_hello" && message.nth == 1).unwrap();
        let blob = message.sent.unwrap();
        let tree = handscope::wire::annotate(trace.blobs.get(blob).unwrap());
        let mut found = BTreeSet::new();
        for at in 0..tree.spans.len() {
            for told in field_also(&tree, at, trace.blobs.bytes(blob), Some((&trace, blob))) {
                if let Some(why) = told.keys[0].strip_prefix("unused.") {
                    assert!(packs.iter().all(|pack| pack.first(&told.keys).is_some()), "{text}: {:?}", told.keys);
                    found.insert(why.to_owned());
                }
            }
        }
        let want: BTreeSet<String> = want.concat().into_iter().map(str::to_owned).collect();
        assert_eq!(found, want, "{text}");
    }
}
