//! DER annotated: every byte of certificates, revocation lists, OCSP responses and names has one leaf with a text;
//! structure as OpenSSL sees it; any bytes at all give a tree, within bounds.

#![cfg(test)]

#[path = "support/structures.rs"]
mod structures;
mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use handscope::explain::{Setting, field_keys, field_vars, is_der, value_text};
use handscope::lab::{Scenario, Trace, run};
use handscope::pki::der::{MAX_DEPTH, write};
use handscope::pki::{MAX_ELEMENTS, Name, Structure, annotate, annotate_der, oids, pem};
use handscope::tls::{Effect, Ending};
use handscope::wire::{Blob, DecodeError, Grammar, Origin, Tree, Value, Version};
use proptest::prelude::*;
use structures::structures;

/// Fails unless leaves tile the bytes, in order, and no span lies outside of what holds it.
fn tiles(name: &str, tree: &Tree, len: usize) {
    let mut next = 0;
    for leaf in tree.leaves() {
        let range = &tree.spans[leaf].range;
        assert_eq!(range.start, next, "{name}: {}", tree.path(leaf));
        next = range.end;
    }
    assert_eq!(next as usize, len, "{name}");
    let mut open: Vec<(u8, u32)> = Vec::new();
    for span in &tree.spans {
        open.retain(|(depth, _)| *depth < span.depth);
        assert!(open.iter().all(|(_, end)| span.range.end <= *end), "{name}: {span:?}");
        open.push((span.depth, span.range.end));
    }
}

fn broken(tree: &Tree) -> Vec<(String, DecodeError)> {
    let reason = |at: usize| match tree.spans[at].value {
        Value::Broken(error) => Some((tree.path(at), error)),
        _ => None,
    };
    (0..tree.spans.len()).filter_map(reason).collect()
}

#[test]
fn every_byte_has_a_leaf_and_every_span_a_text() {
    let packs = support::LANGUAGES.map(support::pack);
    let mut missing = BTreeSet::new();
    for (name, structure, der) in structures() {
        let tree = annotate_der(&der, structure);
        tiles(&name, &tree, der.len());
        assert_eq!((tree.broken, broken(&tree)), (None, Vec::new()), "{name}");
        let paths: BTreeSet<String> = (0..tree.spans.len()).map(|at| tree.path(at)).collect();
        assert_eq!(paths.len(), tree.spans.len(), "{name}: a path stands twice");
        for (at, span) in tree.spans.iter().enumerate() {
            let keys = field_keys(&tree, at, Setting::default());
            let vars = field_vars(span, &der);
            missing.extend(packs.iter().filter(|pack| pack.resolve(&keys, &vars).is_none()).map(|_| keys.clone()));
        }
    }
    assert_eq!(missing, BTreeSet::new());
}

/// A general text is enough for items of lists alone.
#[test]
fn what_has_a_name_has_a_text_of_its_own() {
    let pack = support::pack("en");
    let mut general = BTreeSet::new();
    for (_, structure, der) in structures() {
        let tree = annotate_der(&der, structure);
        for (at, span) in tree.spans.iter().enumerate() {
            let keys = field_keys(&tree, at, Setting::default());
            let text = keys.iter().find(|key| pack.get(key).is_some()).unwrap();
            let name = span.name.to_string();
            let listed = name.starts_with(|c: char| c.is_ascii_digit());
            if matches!(text.as_str(), "der.value" | "der.element") && span.owner != "der" && !listed {
                general.insert(format!("{}.{name}", span.owner));
            }
        }
    }
    assert_eq!(general, BTreeSet::new());
}

/// An element: offset, length of its header, of its content, tag.
type Element = (usize, usize, usize, String);

/// Our elements that are not inside the content of a primitive one of them, within a stretch; and the primitive ones
/// that were opened, with where their DER begins.
fn ours(tree: &Tree, from: usize, to: usize) -> (Vec<Element>, Vec<(usize, usize, usize)>) {
    let (mut found, mut opened, mut skip) = (Vec::new(), Vec::new(), from);
    for (at, span) in tree.spans.iter().enumerate() {
        let name = span.name.to_string();
        let start = span.range.start as usize;
        let (Value::Code(tag, code), true) = (span.value, span.owner == "der" && name.ends_with("tag")) else {
            continue;
        };
        if start < skip || start >= to {
            continue;
        }
        let length = &tree.spans[at + 1];
        let Value::Length(len) = length.value else { panic!("{}", tree.path(at)) };
        let (content, len) = (length.range.end as usize, len as usize);
        found.push((start - from, content - start, len, tag.map_or(code.to_string(), str::to_owned)));
        if code & 0x20 == 0 {
            skip = content + len;
            let inner = tree.spans[at + 2..].iter().find(|span| span.name.to_string() != "unused_bits").unwrap();
            if inner.owner == "DER" {
                opened.push((start, inner.range.start as usize, skip));
            }
        }
    }
    (found, opened)
}

/// The same as OpenSSL sees it, of the whole or of what is inside the element at an offset.
fn theirs(file: &Path, inside: Option<usize>) -> Vec<Element> {
    let mut command = Command::new("openssl");
    command.args(["asn1parse", "-inform", "DER", "-in"]).arg(file);
    if let Some(offset) = inside {
        command.args(["-strparse", &offset.to_string()]);
    }
    let output = command.output().expect("openssl");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let number = |text: &str| text.trim().parse().unwrap();
    let line = |line: &str| {
        let (offset, rest) = line.split_once(":d=").unwrap();
        let (_, rest) = rest.split_once("hl=").unwrap();
        let (header, rest) = rest.split_once(" l=").unwrap();
        let (len, rest) = rest.split_at(rest.find(['p', 'c']).unwrap());
        let tag = rest[6..].split(':').next().unwrap().replace("[HEX DUMP]", "").trim().to_owned();
        let tag = tag.replace("[ ", "[").replace(" ]", "]");
        (number(offset), number(header), number(len), tag)
    };
    text.lines().map(line).collect()
}

/// Our names of tags as OpenSSL writes them.
fn renamed(elements: Vec<Element>) -> Vec<Element> {
    let rename = |tag: String| match tag.as_str() {
        "OBJECT IDENTIFIER" => "OBJECT".to_owned(),
        "TeletexString" => "T61STRING".to_owned(),
        tag if tag.starts_with('[') => format!("cont {tag}"),
        tag => tag.to_uppercase(),
    };
    elements.into_iter().map(|(offset, header, len, tag)| (offset, header, len, rename(tag))).collect()
}

#[test]
fn openssl_sees_the_same_elements() {
    let file = std::env::temp_dir().join(format!("handscope-der-{}", std::process::id()));
    let wanted =
        ["Rsa", "EcdsaP384", "Ed25519", "PSS", "Extended", "constrained", "revocable", "Revoked", "all extensions"];
    let (mut kinds, mut inner) = (BTreeSet::new(), 0);
    for (name, structure, der) in structures().into_iter().filter(|(name, ..)| wanted.contains(&name.as_str())) {
        fs::write(&file, &der).unwrap();
        kinds.insert(format!("{structure:?}"));
        let tree = annotate_der(&der, structure);
        let mut todo = vec![(None, 0, der.len())];
        while let Some((inside, from, to)) = todo.pop() {
            // What is packed inside a packed value is out of reach for OpenSSL's offsets, but not for ours.
            let (elements, opened) = ours(&tree, from, to);
            assert_eq!(renamed(elements), theirs(&file, inside), "{name}: {structure:?} {inside:?}");
            if inside.is_none() {
                todo.extend(opened.into_iter().map(|(at, from, to)| (Some(at), from, to)));
                inner += todo.len();
            }
        }
    }
    fs::remove_file(&file).unwrap();
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), ["Certificate", "CertificateList", "OcspResponse"]);
    assert!(inner > 60, "{inner}");
}

/// Certificates that others have made: the roots which this machine trusts.
#[test]
fn certificates_of_the_public_web_lie_open_too() {
    let bundle = fs::read_to_string("/etc/ssl/certs/ca-certificates.crt").expect("Debian's ca-certificates");
    let packs = support::LANGUAGES.map(support::pack);
    let file = std::env::temp_dir().join(format!("handscope-web-{}", std::process::id()));
    let roots: Vec<_> = pem::decode(&bundle).unwrap().into_iter().map(|block| block.der.unwrap()).collect();
    for (at, der) in roots.iter().enumerate() {
        let (name, tree) = (format!("root {at}"), annotate_der(der, Structure::Certificate));
        tiles(&name, &tree, der.len());
        assert_eq!((tree.broken, broken(&tree)), (None, Vec::new()), "{name}");
        for (at, span) in tree.spans.iter().enumerate() {
            let (keys, vars) = (field_keys(&tree, at, Setting::default()), field_vars(span, der));
            assert!(packs.iter().all(|pack| pack.resolve(&keys, &vars).is_some()), "{name}: {keys:?}");
        }
        fs::write(&file, der).unwrap();
        assert_eq!(renamed(ours(&tree, 0, der.len()).0), theirs(&file, None), "{name}");
    }
    fs::remove_file(&file).unwrap();
    assert!(roots.len() > 50, "{}", roots.len());
}

/// The certificate list of the server of a scenario, annotated, with its bytes.
fn certificate(trace: &Trace) -> (Tree, Vec<u8>) {
    let message = trace.messages.iter().find(|message| message.name == "certificate").unwrap();
    let blob = trace.blobs.get(message.sent.unwrap()).unwrap();
    (annotate(blob), blob.bytes.to_vec())
}

#[test]
fn what_a_certificate_says_can_be_read_in_the_message() {
    let scenario = Scenario::parse("v=1&time=2026-01-01T00:00:00Z").unwrap().scenario;
    let (tree, bytes) = certificate(&run(&scenario));
    let root = "certificate.certificate_list.0.cert_data.value";
    let tbs = format!("{root}.tbsCertificate");
    let extensions = format!("{tbs}.extensions");
    for (path, value) in [
        (root.to_owned(), "CN=www.example.com, O=Handscope Example"),
        (format!("{tbs}.version.value"), "v3"),
        (format!("{tbs}.signature.algorithm.value"), "ecdsa-with-SHA256 (1.2.840.10045.4.3.2)"),
        (format!("{tbs}.issuer"), "CN=Handscope Intermediate CA E1, O=Handscope"),
        (format!("{tbs}.validity.notBefore.value"), "2025-12-02T00:00:00Z"),
        (format!("{tbs}.subject.0.CN"), "CN=www.example.com"),
        (format!("{tbs}.subject.0.CN.type.value"), "CN (2.5.4.3)"),
        (format!("{tbs}.subject.0.CN.value.value"), "www.example.com"),
        (format!("{tbs}.subject.0.CN.value.tag"), "UTF8String"),
        (format!("{tbs}.subjectPublicKeyInfo"), "id-ecPublicKey, secp256r1"),
        (format!("{tbs}.subjectPublicKeyInfo.subjectPublicKey.form"), "uncompressed"),
        (format!("{extensions}.explicit_tag"), "[3]"),
        (format!("{extensions}.basicConstraints.critical.value"), "TRUE"),
        (format!("{extensions}.keyUsage.extnValue.KeyUsage.value"), "digitalSignature"),
        (format!("{extensions}.extKeyUsage.extnValue.ExtKeyUsageSyntax"), "serverAuth"),
        (format!("{extensions}.subjectAltName.extnValue.GeneralNames"), "DNS:www.example.com"),
        (format!("{extensions}.subjectAltName.extnValue.GeneralNames.dNSName.value"), "www.example.com"),
    ] {
        let at = tree.find(&path).unwrap_or_else(|| panic!("no {path}"));
        let range = tree.spans[at].range.start as usize..tree.spans[at].range.end as usize;
        assert_eq!(value_text(tree.spans[at].value, &bytes[range]), value, "{path}");
        assert!(is_der(&tree, at), "{path}");
    }
    for path in [
        format!("{tbs}.subjectPublicKeyInfo.subjectPublicKey.y"),
        format!("{root}.signatureValue.Ecdsa-Sig-Value.r.value"),
        format!("{root}.signatureValue.Ecdsa-Sig-Value.s.value"),
        "certificate.certificate_list.1.cert_data.value.signatureValue".to_owned(),
    ] {
        assert!(tree.find(&path).is_some(), "no {path}");
    }
    assert!(!is_der(&tree, tree.find("certificate.certificate_list.0.extensions").unwrap()));
}

/// The field of a certificate can be named where a fault strikes, on the wire and before sealing.
#[test]
fn a_fault_finds_its_field_inside_a_certificate() {
    for (base, kind) in [("v=1&client.versions=1.2&server.versions=1.2", "wire"), ("v=1", "alter")] {
        let list = "certificate.certificate_list.0";
        let list = if kind == "wire" { list.to_owned() } else { format!("{list}.cert_data") };
        let path = format!("{list}.value.tbsCertificate.validity.notAfter.value");
        let text = format!("{base}&fault={kind}:c0.s.certificate@{path}+1=30");
        let trace = run(&Scenario::parse(&text).unwrap().scenario);
        assert!(trace.unstruck.is_empty(), "{text}");
        let refused = |effect: &Effect| matches!(effect, Effect::Refused { .. });
        let mut refusals = trace.steps.iter().flat_map(|step| &step.effects).filter(|effect| refused(effect));
        assert!(refusals.next().is_some(), "{text}");
        let Ending::Refused(refusal) = &trace.connections[0].outcome[0].ending else { panic!("{text}") };
        assert!(["expired", "bad_signature"].contains(&refusal.id()), "{text}: {}", refusal.id());
    }
}

/// A stapled response is opened where it stands, under both versions.
#[test]
fn a_staple_lies_open_too() {
    let packs = support::LANGUAGES.map(support::pack);
    for (version, name, path) in [
        ("1.3", "certificate", "certificate.certificate_list.0.extensions.status_request.response.value"),
        ("1.2", "certificate_status", "certificate_status.response.value"),
    ] {
        let text = format!("v=1&client.versions={version}&client.status_request=on&server.staple=all");
        let trace = run(&Scenario::parse(&text).unwrap().scenario);
        let message = trace.messages.iter().find(|message| message.name == name).unwrap();
        let blob = trace.blobs.get(message.sent.unwrap()).unwrap();
        let tree = annotate(blob);
        tiles(version, &tree, blob.bytes.len());
        assert_eq!(tree.broken, None);
        let data = format!("{path}.responseBytes.response.BasicOCSPResponse.tbsResponseData");
        for path in [format!("{path}.responseStatus.value"), format!("{data}.responses.0.good.tag")] {
            assert!(tree.find(&path).is_some_and(|at| is_der(&tree, at)), "no {path}");
        }
        for (at, span) in tree.spans.iter().enumerate() {
            let (keys, vars) = (field_keys(&tree, at, Setting::default()), field_vars(span, &blob.bytes));
            assert!(packs.iter().all(|pack| pack.resolve(&keys, &vars).is_some()), "none of {keys:?}");
        }
    }
}

fn names(list: &[&[u8]]) -> Tree {
    let body: Vec<u8> = list.iter().flat_map(|der| [&(der.len() as u16).to_be_bytes()[..], der].concat()).collect();
    let message = [&[1, 64, 0, 2, 4, 3][..], &(body.len() as u16).to_be_bytes(), &body].concat();
    let bytes = [&[13, 0, 0, message.len() as u8][..], &message].concat();
    let grammar = Grammar::Handshake { version: Some(Version::Tls12), kx: None };
    let tree = annotate(&Blob { bytes: bytes.clone().into(), grammar, origin: Origin::Imported });
    tiles("CertificateRequest", &tree, bytes.len());
    tree
}

#[test]
fn the_authorities_of_a_request_are_names() {
    let name = Name::new(&[(oids::COMMON_NAME, "Example CA")]);
    let tree = names(&[&name.der, &name.der]);
    let path = "certificate_request.certificate_authorities.1.value.0.CN.value.value";
    assert!(tree.find(path).is_some_and(|at| tree.spans[at].value == Value::Text), "{:?}", tree.broken);
    assert_eq!(names(&[&[0x30, 5], &name.der]).broken, Some(DecodeError::Short { need: 5, have: 0 }));
}

/// As a server sends them, under both versions: the names are those that the root of the clients bears.
#[test]
fn the_authorities_that_a_server_names_lie_open() {
    let packs = support::LANGUAGES.map(support::pack);
    for (version, path) in [
        ("1.3", "certificate_request.extensions.certificate_authorities.authorities"),
        ("1.2", "certificate_request.certificate_authorities"),
    ] {
        let text = format!("v=1&client.versions={version}&client.cert=ecdsa&server.client_auth=require");
        let trace = run(&Scenario::parse(&text).unwrap().scenario);
        let message = trace.messages.iter().find(|message| message.name == "certificate_request").unwrap();
        let blob = trace.blobs.get(message.sent.unwrap()).unwrap();
        let tree = annotate(blob);
        tiles(version, &tree, blob.bytes.len());
        assert_eq!((tree.broken, broken(&tree)), (None, Vec::new()));
        for (path, value) in [
            (format!("{path}.0.value"), "CN=Handscope Client Root CA E1, O=Handscope"),
            (format!("{path}.0.value.0.CN.value.value"), "Handscope Client Root CA E1"),
        ] {
            let at = tree.find(&path).unwrap_or_else(|| panic!("no {path}"));
            let range = tree.spans[at].range.start as usize..tree.spans[at].range.end as usize;
            assert_eq!(value_text(tree.spans[at].value, &blob.bytes[range]), value, "{path}");
            assert!(is_der(&tree, at), "{path}");
        }
        for (at, span) in tree.spans.iter().enumerate() {
            let (keys, vars) = (field_keys(&tree, at, Setting::default()), field_vars(span, &blob.bytes));
            assert!(packs.iter().all(|pack| pack.resolve(&keys, &vars).is_some()), "none of {keys:?}");
        }
    }
}

/// Where bytes stop making sense, and why; what stands behind is unread, unless its place is known.
#[test]
fn a_break_has_a_place_and_a_reason() {
    use DecodeError::{Rule, Short, Trailing};
    let short = |need, have| Short { need, have };
    let cases: [(&str, &[u8], &str, DecodeError); 19] = [
        ("nothing", &[], "Name", short(2, 0)),
        ("a tag alone", &[0x30], "Name.tag", short(2, 1)),
        ("a cut length", &[0x30, 0x82, 1], "Name.length", short(4, 3)),
        ("a cut value", &[0x30, 3, 5, 0], "Name.length", short(3, 2)),
        ("a cut value inside", &[0x30, 2, 4, 3], "Name.0.length", short(3, 0)),
        ("bytes behind", &[0x30, 0, 1], "Name.trailing", Trailing { left: 1 }),
        ("a long tag", &[0x30, 3, 0x1f, 0x81, 0], "Name.0.tag", Rule("high_tag_number")),
        ("no length", &[0x30, 0x80, 0, 0], "Name.length", Rule("indefinite_length")),
        ("a padded length", &[0x30, 0x81, 2, 5, 0], "Name.length", Rule("length_not_minimal")),
        ("a huge length", &[0x30, 0x84, 0xff, 0xff, 0xff, 0xff], "Name.length", Rule("length_too_large")),
        ("a huge length of a length", &[0x30, 0xff, 1], "Name.length", Rule("length_too_large")),
        ("a boolean", &[0x30, 3, 1, 1, 2], "Name.0.value", Rule("bad_boolean")),
        ("an integer", &[0x30, 4, 2, 2, 0, 1], "Name.0.value", Rule("bad_integer")),
        ("an empty integer", &[0x30, 2, 2, 0], "Name.0.length", Rule("bad_integer")),
        ("bits", &[0x30, 4, 3, 2, 8, 0], "Name.0.unused_bits", Rule("bad_bit_string")),
        ("no bits", &[0x30, 2, 3, 0], "Name.0.length", Rule("bad_bit_string")),
        ("an identifier", &[0x30, 3, 6, 1, 0x80], "Name.0.value", Rule("bad_oid")),
        ("a time", &[0x30, 3, 0x17, 1, b'Z'], "Name.0.value", Rule("bad_time")),
        ("a string", &[0x30, 3, 0x0c, 1, 0xff], "Name.0.value", Rule("bad_string")),
    ];
    let packs = support::LANGUAGES.map(support::pack);
    for (name, bytes, path, reason) in cases {
        let tree = annotate_der(bytes, Structure::Name);
        tiles(name, &tree, bytes.len());
        assert_eq!(broken(&tree), [(path.to_owned(), reason)], "{name}");
        let at = tree.find(path).unwrap();
        for pack in packs.iter().filter(|_| !bytes.is_empty()) {
            let text =
                pack.resolve(&field_keys(&tree, at, Setting::default()), &field_vars(&tree.spans[at], bytes)).unwrap();
            assert_eq!(text.id, format!("der.{}", reason.id()), "{name}");
        }
    }
    // A wrong value leaves its neighbours readable, a wrong length does not.
    let tree = annotate_der(&[0x30, 6, 1, 1, 2, 1, 1, 0], Structure::Name);
    assert_eq!(tree.find("Name.1.value").map(|at| tree.spans[at].value), Some(Value::Code(Some("FALSE"), 0)));
    let tree = annotate_der(&[0x30, 7, 1, 0x80, 2, 1, 1, 1, 0], Structure::Name);
    assert_eq!(tree.find("Name.unread").map(|at| tree.spans[at].range.clone()), Some(4..9));
}

#[test]
fn depth_and_count_are_bounded() {
    let mut deep = Vec::new();
    for _ in 0..200 {
        deep = write::sequence(&[&deep]);
    }
    let tree = annotate_der(&deep, Structure::Certificate);
    tiles("deep", &tree, deep.len());
    assert_eq!(tree.broken, Some(DecodeError::Rule("too_deep")));
    assert!(tree.spans.iter().all(|span| span.depth <= MAX_DEPTH + 2));
    let many = write::sequence(&[&[5, 0].repeat(2 * MAX_ELEMENTS)]);
    let tree = annotate_der(&many, Structure::Certificate);
    tiles("many", &tree, many.len());
    assert_eq!(broken(&tree), [("Certificate.unread".to_owned(), DecodeError::Rule("too_many"))]);
    assert!(tree.spans.len() <= 6 * MAX_ELEMENTS, "{}", tree.spans.len());
    // The bound is for a whole message, so that many certificates cost no more than one.
    let one = write::sequence(&[&[5, 0].repeat(3000)]);
    let mut scenario = Scenario::default();
    scenario.connections[0].server.certificate.given = vec![one; 8];
    let (tree, bytes) = certificate(&run(&scenario));
    tiles("given", &tree, bytes.len());
    assert_eq!(tree.broken, Some(DecodeError::Rule("too_many")));
    assert!(tree.spans.len() < 6 * MAX_ELEMENTS, "{}", tree.spans.len());
}

/// Anything may be opened as anything.
fn total(bytes: &[u8]) {
    for structure in [Structure::Certificate, Structure::CertificateList, Structure::OcspResponse, Structure::Name] {
        let tree = annotate_der(bytes, structure);
        tiles("any", &tree, bytes.len());
        assert!(tree.spans.len() <= 8 * bytes.len() + 2);
        assert_eq!(tree.broken.is_some(), !broken(&tree).is_empty());
        for span in &tree.spans {
            let own = &bytes[span.range.start as usize..span.range.end as usize];
            let _ = value_text(span.value, own);
        }
    }
}

#[test]
fn every_prefix_breaks_and_keeps_what_came_before() {
    let (_, structure, der) = structures().pop().unwrap();
    let whole = annotate_der(&der, structure);
    let known: Vec<_> = whole.leaves().map(|at| (whole.spans[at].range.clone(), whole.spans[at].value)).collect();
    for len in 0..der.len() {
        let tree = annotate_der(&der[..len], structure);
        tiles("prefix", &tree, len);
        assert!(matches!(tree.broken, Some(DecodeError::Short { .. })), "{len}: {:?}", tree.broken);
        // Leaves that end before the cut stand as they do in the whole.
        let kept = tree.leaves().filter(|at| !matches!(tree.spans[*at].value, Value::Broken(_)));
        let kept: Vec<_> = kept.filter(|at| (tree.spans[*at].range.end as usize) < len).collect();
        for at in kept {
            let leaf = (tree.spans[at].range.clone(), tree.spans[at].value);
            assert!(known.contains(&leaf), "{len}: {} {leaf:?}", tree.path(at));
        }
    }
}

proptest! {
    #[test]
    fn any_bytes_have_a_tree(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        total(&bytes);
    }

    #[test]
    fn any_bytes_that_look_like_elements_have_a_tree(
        seeds in proptest::collection::vec((0usize..12, 0u8..20), 0..200),
    ) {
        let tags = [0x30, 0x31, 0x02, 0x03, 0x04, 0x06, 0xa0, 0xa3, 0x82, 0x17, 0x0c, 0x01];
        let bytes: Vec<u8> = seeds.iter().flat_map(|(tag, len)| [tags[*tag], *len]).collect();
        total(&bytes);
    }

    #[test]
    fn any_edit_has_a_tree(
        which in any::<prop::sample::Index>(), at in any::<prop::sample::Index>(), remove in 0usize..8,
        insert in proptest::collection::vec(any::<u8>(), 0..8),
    ) {
        use std::sync::OnceLock;
        static ALL: OnceLock<Vec<(String, Structure, Vec<u8>)>> = OnceLock::new();
        let (_, _, der) = which.get(ALL.get_or_init(structures));
        let mut der = der.clone();
        let at = at.index(der.len());
        let end = (at + remove).min(der.len());
        der.splice(at..end, insert);
        total(&der);
    }
}

/// An unsuccessful response is an element and no more.
#[test]
fn a_response_without_an_answer() {
    let der = handscope::pki::ocsp::unsuccessful(3);
    let tree = annotate_der(&der, Structure::OcspResponse);
    let at = tree.find("OCSPResponse.responseStatus.value").unwrap();
    assert_eq!(tree.spans[at].value, Value::Code(Some("tryLater"), 3));
}
