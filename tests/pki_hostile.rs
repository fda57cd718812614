//! Certificates that are well signed and badly meant: wrong structure, wrong algorithms, endless mazes.

#![cfg(test)]

use handscope::crypto::{Hash, PrivateKey, Scheme, Seed, fixture};
use handscope::pki::der::{Oid, Reader, tag, write};
use handscope::pki::{
    Body, Certificate, Extension, GeneralName, MAX_CERTIFICATES, MAX_EXTENSIONS, Name, NameConstraints, Policy, Reason,
    Spec, Subtree, judge, mint, oids,
};

const NOW: i64 = 1_767_225_600;
const ECDSA: Scheme = Scheme::Ecdsa(Hash::Sha256);

fn key(name: &str) -> PrivateKey {
    PrivateKey::from_pkcs8_der(fixture(name).unwrap()).unwrap()
}

fn named(name: &str) -> Name {
    Name::new(&[(oids::COMMON_NAME, name)])
}

fn ca() -> Extension {
    Extension::critical(Body::BasicConstraints { ca: true, path_len: None })
}

/// A certificate of `subject` with its key, by `issuer` with its key.
fn spec(issuer: &str, subject: (&str, &PrivateKey), extensions: Vec<Extension>) -> Spec {
    Spec {
        serial: vec![1],
        issuer: named(issuer),
        not_before: NOW - 1,
        not_after: NOW + 1,
        subject: named(subject.0),
        spki: subject.1.public().to_spki_der(),
        extensions,
    }
}

fn policy(roots: &[Vec<u8>]) -> Policy {
    Policy { roots: roots.to_vec(), host: None, now: NOW, ..Policy::default() }
}

/// The elements of a certificate's signed part.
fn fields(der: &[u8]) -> Vec<Vec<u8>> {
    let mut tbs = Reader::new(der).inside(tag::SEQUENCE).unwrap().inside(tag::SEQUENCE).unwrap();
    let mut all = Vec::new();
    while !tbs.is_empty() {
        all.push(tbs.any().unwrap().der.to_vec());
    }
    all
}

/// A certificate from such elements, with some outer algorithm, signed by `key`.
fn assembled(fields: &[Vec<u8>], algorithm: &[u8], key: &PrivateKey) -> Vec<u8> {
    let tbs = write::sequence(&[&fields.concat()]);
    let signature = key.sign(ECDSA, &tbs, &[]).unwrap();
    write::sequence(&[&tbs, algorithm, &write::bit_string(0, &signature)])
}

fn error(der: &[u8]) -> (&'static str, &'static str) {
    let error = Certificate::read(der).unwrap_err();
    assert!(error.offset < der.len(), "{error}");
    (error.field, error.kind.id())
}

#[test]
fn structure_is_judged_field_by_field() {
    let key = key("leaf-p256");
    let good = mint(&spec("a", ("b", &key), vec![ca()]), &key, ECDSA).unwrap();
    let whole = fields(&good);
    let algorithm = whole[2].clone();
    assert_eq!(assembled(&whole, &algorithm, &key), good);

    let with = |index: usize, element: Vec<u8>| {
        let mut fields = whole.clone();
        fields[index] = element;
        error(&assembled(&fields, &algorithm, &key))
    };
    let version = |n: u8| write::tlv(tag::constructed(0), &[&write::integer(&[n])]);
    assert_eq!(with(0, version(0)), ("version", "bad_version"));
    assert_eq!(with(0, version(3)), ("version", "bad_version"));
    assert_eq!(with(0, version(1)), ("extensions", "version_too_low"));
    assert_eq!(with(0, vec![]), ("extensions", "version_too_low"));
    assert_eq!(with(1, vec![2, 0]), ("serialNumber", "bad_integer"));
    assert_eq!(with(3, vec![0x31, 0]), ("issuer", "unexpected_tag"));
    let local = write::tlv(tag::UTC_TIME, &[b"260101000000+0900"]);
    assert_eq!(with(4, write::sequence(&[&local, &local])), ("validity", "bad_time"));
    assert_eq!(with(6, vec![5, 0]), ("subjectPublicKeyInfo", "unexpected_tag"));
    let extensions = |list: &[u8]| write::tlv(tag::constructed(3), &[&write::sequence(&[list])]);
    assert_eq!(with(7, extensions(&[])), ("extensions", "empty"));
    assert_eq!(with(7, extensions(&[ca().write(), ca().write()].concat())), ("extensions", "duplicate_extension"));
    let not_critical = write::sequence(&[
        &write::oid(oids::KEY_USAGE),
        &write::boolean(false),
        &write::octet_string(&write::named_bits(1)),
    ]);
    assert_eq!(with(7, extensions(&not_critical)), ("extensions", "default_encoded"));
    let many: Vec<u8> = (0..=MAX_EXTENSIONS as u8)
        .flat_map(|n| {
            let oid = Oid::from_content(&[0x2a, n]).unwrap();
            Extension::plain(Body::Unknown { oid, value: vec![] }).write()
        })
        .collect();
    assert_eq!(with(7, extensions(&many)), ("extensions", "too_many_extensions"));
    let no_names = Extension::plain(Body::SubjectAltName(vec![])).write();
    assert_eq!(with(7, extensions(&no_names)), ("extensions", "empty"));
    let latin = GeneralName::Other { tag: tag::context(2), value: vec![0xe9] };
    let latin = Extension::plain(Body::SubjectAltName(vec![latin])).write();
    assert_eq!(with(7, extensions(&latin)), ("extensions", "bad_string"));
    assert_eq!(error(&[good, vec![0]].concat()), ("Certificate", "trailing_data"));
}

#[test]
fn algorithms_that_disagree_or_are_unknown_are_refused() {
    let (root, leaf) = (key("root-p256"), key("leaf-p256"));
    let root_der = mint(&spec("root", ("root", &root), vec![ca()]), &root, ECDSA).unwrap();
    let good = mint(&spec("root", ("leaf", &leaf), vec![]), &root, ECDSA).unwrap();
    let judged = |der: Vec<u8>, root: &[u8]| judge(&[der], &policy(&[root.to_vec()])).reason().cloned();
    assert_eq!(judged(good.clone(), &root_der), None);

    let whole = fields(&good);
    let sha384 = write::sequence(&[&write::oid(oids::ECDSA_WITH_SHA384)]);
    assert_eq!(judged(assembled(&whole, &sha384, &root), &root_der), Some(Reason::AlgorithmMismatch));
    let mut unknown = whole.clone();
    unknown[2] = write::sequence(&[&write::oid(oids::COMMON_NAME)]);
    assert_eq!(judged(assembled(&unknown, &unknown[2], &root), &root_der), Some(Reason::UnknownAlgorithm));
    // ECDSA takes no parameters, not even NULL (RFC 5758 section 3.2).
    let mut null = whole.clone();
    null[2] = write::sequence(&[&write::oid(oids::ECDSA_WITH_SHA256), &[5, 0]]);
    assert_eq!(judged(assembled(&null, &null[2], &root), &root_der), Some(Reason::BadAlgorithmParameters));
    // A key of another kind, and one that is no point of its curve.
    let rsa = key("root-rsa2048");
    let rsa_root = mint(&spec("root", ("root", &rsa), vec![ca()]), &rsa, Scheme::RsaPkcs1(Hash::Sha256)).unwrap();
    assert_eq!(judged(good.clone(), &rsa_root), Some(Reason::WrongKeyKind));
    let mut broken = spec("root", ("root", &root), vec![ca()]);
    *broken.spki.last_mut().unwrap() ^= 1;
    assert_eq!(judged(good, &mint(&broken, &root, ECDSA).unwrap()), Some(Reason::UnusableKey));
}

/// Among several certificates of one issuer the search takes the one that makes the path good.
#[test]
fn a_good_path_is_found_among_bad_ones() {
    let (root, middle, leaf) = (key("root-p256"), key("intermediate-p256"), key("leaf-p256"));
    let root_der = mint(&spec("root", ("root", &root), vec![ca()]), &root, ECDSA).unwrap();
    let good = mint(&spec("root", ("ca", &middle), vec![ca()]), &root, ECDSA).unwrap();
    let expired = Spec { not_after: NOW - 1, ..spec("root", ("ca", &middle), vec![ca()]) };
    let expired = mint(&expired, &root, ECDSA).unwrap();
    let other_key = mint(&spec("root", ("ca", &leaf), vec![ca()]), &root, ECDSA).unwrap();
    let leaf_der = mint(&spec("ca", ("leaf", &leaf), vec![]), &middle, ECDSA).unwrap();
    let roots = policy(&[root_der]);

    let chain = [leaf_der.clone(), other_key, expired.clone(), good];
    let judgement = judge(&chain, &roots);
    assert!(judgement.accepted, "{:?}", judgement.reason());
    assert!(judge(&[leaf_der.clone(), chain[3].clone()], &roots).accepted);
    assert_eq!(judge(&[leaf_der.clone(), expired], &roots).reason(), Some(&Reason::Expired));
    assert_eq!(judge(&[leaf_der, chain[1].clone()], &roots).reason(), Some(&Reason::BadSignature));
}

/// One authority with many certificates, all issued by itself: it is passed through once, and so there is an end.
#[test]
fn an_authority_is_passed_through_once() {
    let (maze, leaf) = (key("intermediate-p256"), key("leaf-p256"));
    let root = key("root-p256");
    let root_der = mint(&spec("root", ("root", &root), vec![ca()]), &root, ECDSA).unwrap();
    let mut chain = vec![mint(&spec("maze", ("leaf", &leaf), vec![]), &maze, ECDSA).unwrap()];
    for n in 1..MAX_CERTIFICATES as u8 {
        chain.push(mint(&Spec { serial: vec![n], ..spec("maze", ("maze", &maze), vec![ca()]) }, &maze, ECDSA).unwrap());
    }
    let judgement = judge(&chain, &policy(&[root_der]));
    assert_eq!(judgement.reason(), Some(&Reason::UntrustedRoot));
    assert!(!judgement.checks.is_empty());
}

/// A key of its own for each number: SEC 1 (RFC 5915) around a drawn scalar.
fn drawn(n: usize) -> PrivateKey {
    let scalar = Seed::from_number(n as u64).draw("maze", 32);
    let curve = write::tlv(tag::constructed(0), &[&write::oid(&[0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7])]);
    let der = write::sequence(&[&write::integer(&[1]), &write::octet_string(&scalar), &curve]);
    PrivateKey::from_sec1_der(&der).unwrap()
}

/// Eleven authorities with keys of their own, each certified by each other: as many certificates as are read, and more
/// paths than there are atoms in a hand. The one way out is found, and where there is none the search gives up.
#[test]
fn everyone_vouches_for_everyone() {
    let keys: Vec<_> = (0..11).map(drawn).collect();
    let leaf = key("leaf-p256");
    let root = key("root-p256");
    let names: Vec<_> = (0..11).map(|n| format!("ca {n}")).collect();
    let mut chain = vec![mint(&spec(&names[0], ("leaf", &leaf), vec![]), &keys[0], ECDSA).unwrap()];
    for issuer in 0..11 {
        for subject in (0..11).filter(|subject| *subject != issuer) {
            let spec = spec(&names[issuer], (names[subject].as_str(), &keys[subject]), vec![ca()]);
            chain.push(mint(&spec, &keys[issuer], ECDSA).unwrap());
        }
    }
    let root_der = mint(&spec("root", ("root", &root), vec![ca()]), &root, ECDSA).unwrap();
    let roots = policy(std::slice::from_ref(&root_der));
    assert_eq!(judge(&chain, &roots).reason(), Some(&Reason::SearchExhausted));
    chain.push(mint(&spec("root", ("ca 10", &keys[10]), vec![ca()]), &root, ECDSA).unwrap());
    assert!(chain.len() <= MAX_CERTIFICATES);
    let judged = judge(&chain, &roots);
    assert!(judged.accepted, "{:?}", judged.reason());
}

/// Thousands of names under thousands of constraints are not compared to the end.
#[test]
fn names_times_constraints_is_not_a_way_to_keep_a_client_busy() {
    let (root, leaf) = (key("root-p256"), key("leaf-p256"));
    let dns = |n: usize, top: &str| GeneralName::Dns(format!("t{n}.{top}"));
    let excluded = (0..2000).map(|n| Subtree::Name(dns(n, "invalid"))).collect();
    let constraints = NameConstraints { permitted: vec![], excluded };
    let constrained = vec![ca(), Extension::critical(Body::NameConstraints(constraints))];
    let root_der = mint(&spec("root", ("root", &root), constrained), &root, ECDSA).unwrap();
    let named = |count| {
        let names = (0..count).map(|n| dns(n, "test")).collect();
        mint(&spec("root", ("leaf", &leaf), vec![Extension::plain(Body::SubjectAltName(names))]), &root, ECDSA).unwrap()
    };
    let judged = |count| judge(&[named(count)], &policy(std::slice::from_ref(&root_der))).reason().cloned();
    assert_eq!(judged(100), None);
    assert_eq!(judged(2000), Some(Reason::TooManyNames));
}
