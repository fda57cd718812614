//! Certificates that people have trouble with, through the front door of `handscope judge`: each cause has a reason of
//! its own, and the output tells what was found, what was wanted, and what other verifiers do.

#![cfg(test)]

mod common;

use common::*;

use handscope::crypto::{Hash, PrivateKey, Scheme, fixture};
use handscope::pki::der::{Reader, tag, write};
use handscope::pki::{AccessDescription, Body, Extension, GeneralName, KeyUsage, Name, Spec, key_id, mint, oids, pem};

const ECDSA: Scheme = Scheme::Ecdsa(Hash::Sha256);
const RSA: Scheme = Scheme::RsaPkcs1(Hash::Sha256);

fn ours(args: &[&str]) -> Ended {
    run(handscope().args(args))
}

fn key(name: &str) -> PrivateKey {
    PrivateKey::from_pkcs8_der(fixture(name).expect("a key")).expect("a key")
}

/// A file of `tests/vectors/pki`.
fn vector(name: &str) -> String {
    format!("{}/tests/vectors/pki/{name}", env!("CARGO_MANIFEST_DIR"))
}

/// Fails unless the command ended with this reason (`ok` for none) and its output tells all of this, each on whatever
/// lines.
fn expect(what: &str, ended: &Ended, reason: &str, told: &[&str]) {
    let last = ended.stderr.lines().last().unwrap_or_default();
    let found = match ended.code {
        Some(0) => "ok",
        Some(1) => last.trim_start_matches("refused: ").split([' ', ':']).next().unwrap_or_default(),
        _ => last,
    };
    let words = ended.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    let untold: Vec<_> = told.iter().filter(|part| !words.contains(**part)).collect();
    assert!(found == reason && untold.is_empty(), "{what}: {found}, not told {untold:?}\n{}", ended.stdout);
}

/// The errors of `openssl verify`, by number, and whether it accepts.
fn openssl_says(roots: &str, chain: &str, more: &[&str]) -> (bool, Vec<u32>) {
    let args = ["-no-CApath", "-no-CAstore", "-attime", TIME, "-purpose", "sslserver", "-CAfile", roots];
    let ended = run(openssl("verify").args(args).args(["-untrusted", chain]).args(more).arg(chain));
    let number = |line: &str| line.strip_prefix("error ")?.split(' ').next()?.parse().ok();
    let mut errors: Vec<u32> = ended.stderr.lines().filter_map(number).collect();
    errors.dedup();
    (ended.code == Some(0), errors)
}

/// 2026-06-01T00:00:00Z, when the published cases are valid.
const TIME: &str = "1780272000";

/// One published case: its file, what is asked more, the reason, what is told, and OpenSSL's error (0 for none).
type Published<'a> = (&'a str, &'a [&'a str], &'a str, &'a [&'a str], u32);

#[test]
fn published_cases_are_told_with_what_others_do() {
    let table: [Published<'_>; 7] = [
        (
            "c_san_ip_as_dns.pem",
            &["--host", "192.0.2.1"],
            "host_mismatch",
            &[
                "host 192.0.2.1; kind iPAddress; subjectAltName DNS:192.0.2.1",
                "only with entries of the form iPAddress",
            ],
            64,
        ),
        ("d_crit_false_explicit.pem", &[], "undecodable", &["default_encoded", "OpenSSL reads it all the same"], 0),
        (
            "d_nc_leadingdot.pem",
            &[],
            "bad_name_constraints",
            &["malformed DNS:.example.com", "OpenSSL, Chrome and Firefox accept it"],
            0,
        ),
        ("d_serial_zero.pem", &[], "bad_serial_number", &["serialNumber 00", "OpenSSL accepts any number"], 0),
        (
            "k_rsa_spki_nonull.pem",
            &[],
            "bad_key_parameters",
            &[
                "RFC 3279 §2.3",
                "key_algorithm rsaEncryption; required rsaEncryption takes NULL",
                "OpenSSL reads the key",
            ],
            0,
        ),
        ("n_aki_mismatch.pem", &[], "ok", &["authorityKeyIdentifier 0101", "OpenSSL takes only an issuer whose"], 20),
        (
            "n_aki_mismatch.pem",
            &["--profile", "strict"],
            "key_identifier_mismatch",
            &["strict: Does it name the key of"],
            20,
        ),
    ];
    let root = vector("root.pem");
    for (file, more, reason, told, error) in table {
        let path = vector(file);
        let host = if more.contains(&"--host") { &[][..] } else { &["--host", HOST] };
        let args = ["judge", "--time", TIME, "--roots", &root];
        expect(file, &ours(&[&args[..], host, more, &[&path]].concat()), reason, told);
        let asked = if error == 64 { ["-verify_ip", "192.0.2.1"] } else { ["-verify_hostname", HOST] };
        let wanted = (error == 0, if error == 0 { vec![] } else { vec![error] });
        assert_eq!(openssl_says(&root, &path, &asked), wanted, "{file}");
    }
}

/// RFC 4055: parameters of PSS are compared by what they mean.
#[test]
fn pss_parameters_are_read_for_what_they_mean() {
    for (name, reason, told) in [
        ("k_pss_nonull", "ok", &["hashAlgorithm sha256; maskGenAlgorithm id-mgf1 with sha256; saltLength 32"][..]),
        ("k_pss_trailer", "ok", &[]),
        (
            "k_pss_maxsalt",
            "pss_salt_length",
            &["saltLength 222; hash_length 32", "OpenSSL accepts any", "a salt of 222 bytes"],
        ),
    ] {
        let [path, roots] = [vector(&format!("{name}.pem")), vector(&format!("{name}.roots.pem"))];
        let args = ["judge", "--time", TIME, "--roots", &roots, "--host", HOST, &path];
        expect(name, &ours(&args), reason, told);
        assert_eq!(openssl_says(&roots, &path, &[]), (true, vec![]), "{name}");
    }
}

/// A small PKI whose root signs with a built-in key.
struct Pki {
    folder: Folder,
    root: Vec<u8>,
    key: PrivateKey,
    scheme: Scheme,
}

impl Pki {
    fn new(name: &str, scheme: Scheme) -> Pki {
        let key = key(name);
        let spec = authority("Root", "Root", &key.public().to_spki_der(), &[]);
        let root = mint(&spec, &key, scheme).expect("a root");
        Pki { folder: Folder::new(), root, key, scheme }
    }

    fn leaf(&self, spki: Vec<u8>, more: Vec<Extension>) -> Vec<u8> {
        mint(&leaf("Root", spki, &self.key, more), &self.key, self.scheme).expect("a leaf")
    }

    /// The leaf of a built-in key.
    fn usual(&self) -> Vec<u8> {
        self.leaf(key("leaf-p256").public().to_spki_der(), vec![])
    }

    fn judge(&self, chain: &[Vec<u8>], more: &[&str]) -> Ended {
        let text = |all: &[Vec<u8>]| all.iter().map(|der| pem::encode("CERTIFICATE", der)).collect::<String>();
        let chain = self.folder.write("chain.pem", &text(chain));
        let root = self.folder.write("root.pem", &text(std::slice::from_ref(&self.root)));
        ours(&[&["judge", "--roots", &root, "--host", HOST][..], more, &[&chain]].concat())
    }
}

fn common_name(name: &str) -> Name {
    Name::new(&[(oids::COMMON_NAME, name)])
}

fn spec(issuer: &str, subject: &str, spki: Vec<u8>, extensions: Vec<Extension>) -> Spec {
    Spec {
        serial: vec![1, 2, 3],
        issuer: common_name(issuer),
        not_before: now() - 86_400,
        not_after: now() + 86_400,
        subject: common_name(subject),
        spki,
        extensions,
    }
}

fn authority(issuer: &str, subject: &str, spki: &[u8], issuer_spki: &[u8]) -> Spec {
    let mut extensions = vec![
        Extension::critical(Body::BasicConstraints { ca: true, path_len: None }),
        Extension::critical(Body::KeyUsage(KeyUsage::KEY_CERT_SIGN | KeyUsage::CRL_SIGN)),
        Extension::plain(Body::SubjectKeyId(key_id(spki))),
    ];
    if !issuer_spki.is_empty() {
        extensions.push(Extension::plain(Body::authority_key_id(key_id(issuer_spki))));
    }
    spec(issuer, subject, spki.to_vec(), extensions)
}

/// A leaf that the strict profile takes.
fn leaf(issuer: &str, spki: Vec<u8>, issuer_key: &PrivateKey, more: Vec<Extension>) -> Spec {
    let purpose = handscope::pki::der::Oid::from_content(oids::SERVER_AUTH).into_iter().collect();
    let own = vec![
        Extension::plain(Body::ExtendedKeyUsage(purpose)),
        Extension::plain(Body::SubjectAltName(vec![GeneralName::Dns(HOST.to_owned())])),
        Extension::plain(Body::authority_key_id(key_id(&issuer_key.public().to_spki_der()))),
    ];
    let kept =
        own.into_iter().filter(|e| more.iter().all(|other| other.body.oid() != e.body.oid())).collect::<Vec<_>>();
    spec(issuer, HOST, spki, [kept, more].concat())
}

/// An AlgorithmIdentifier.
fn algorithm(oid: &[u8], parameters: &[u8]) -> Vec<u8> {
    write::sequence(&[&write::oid(oid), parameters])
}

const NULL: &[u8] = &[5, 0];

/// The same certificate with other algorithms inside and outside, signed anew.
fn with_algorithms(der: &[u8], inside: &[u8], outside: &[u8], sign: impl Fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
    let mut tbs = Reader::new(der).inside(tag::SEQUENCE).unwrap().inside(tag::SEQUENCE).unwrap();
    let mut fields = Vec::new();
    while !tbs.is_empty() {
        fields.push(tbs.any().unwrap().der.to_vec());
    }
    fields[2] = inside.to_vec();
    let tbs = write::sequence(&[&fields.concat()]);
    write::sequence(&[&tbs, outside, &write::bit_string(0, &sign(&tbs))])
}

/// Weak hashes are weak whatever key signs, and each algorithm is named.
#[test]
fn signatures_over_weak_hashes_are_named() {
    let (ec, rsa) = (Pki::new("root-p256", ECDSA), Pki::new("root-rsa2048", RSA));
    let ecdsa = |hash| move |key: &PrivateKey, tbs: &[u8]| key.sign(Scheme::Ecdsa(hash), tbs, &[]).unwrap();
    let pkcs1 = |hash| move |key: &PrivateKey, tbs: &[u8]| key.sign(Scheme::RsaPkcs1(hash), tbs, &[]).unwrap();
    let pss = |key: &PrivateKey, tbs: &[u8]| key.sign(Scheme::RsaPss(Hash::Sha1), tbs, &[7; 20]).unwrap();
    let none = |_: &PrivateKey, _: &[u8]| vec![7; 256];
    type Sign<'a> = &'a dyn Fn(&PrivateKey, &[u8]) -> Vec<u8>;
    /// Who signs, by which algorithm with which parameters, how, the reason, and what is told.
    type Case<'a> = (&'a Pki, &'a [u8], &'a [u8], Sign<'a>, &'a str, &'a str);
    let table: [Case<'_>; 15] = [
        (&ec, oids::ECDSA_WITH_SHA1, &[], &ecdsa(Hash::Sha1), "weak_signature", "ecdsa-with-SHA1; weak_hash SHA-1"),
        (&ec, oids::ECDSA_WITH_SHA224, &[], &none, "weak_signature", "ecdsa-with-SHA224; weak_hash SHA-224"),
        (&ec, oids::ECDSA_WITH_SHA256, NULL, &ecdsa(Hash::Sha256), "bad_algorithm_parameters", "ecdsa-with-SHA256"),
        (&ec, oids::SHA256_WITH_RSA, NULL, &none, "wrong_key_kind", "sha256WithRSAEncryption; key ECDSA P-256"),
        (&rsa, oids::MD2_WITH_RSA, NULL, &none, "weak_signature", "md2WithRSAEncryption; weak_hash MD2"),
        (&rsa, oids::MD5_WITH_RSA, NULL, &pkcs1(Hash::Md5), "weak_signature", "weak_hash MD5"),
        (&rsa, oids::SHA1_WITH_RSA, NULL, &pkcs1(Hash::Sha1), "weak_signature", "weak_hash SHA-1"),
        (&rsa, oids::OIW_SHA1_WITH_RSA, NULL, &pkcs1(Hash::Sha1), "weak_signature", "sha1WithRSA; weak_hash SHA-1"),
        (&rsa, oids::SHA224_WITH_RSA, NULL, &none, "weak_signature", "sha224WithRSAEncryption; weak_hash SHA-224"),
        (&rsa, oids::DSA_WITH_SHA1, &[], &none, "weak_signature", "dsa-with-sha1; weak_hash SHA-1"),
        (&rsa, oids::DSA_WITH_SHA256, &[], &none, "unknown_algorithm", "dsa-with-sha256"),
        (&rsa, oids::RSASSA_PSS, &[0x30, 0], &pss, "weak_signature", "id-RSASSA-PSS; weak_hash SHA-1"),
        (&rsa, oids::RSASSA_PSS, &[], &pss, "bad_algorithm_parameters", "id-RSASSA-PSS"),
        (&rsa, oids::SHA256_WITH_RSA, &[], &pkcs1(Hash::Sha256), "ok", "sha256WithRSAEncryption"),
        (&rsa, oids::ED25519, &[], &none, "wrong_key_kind", "id-Ed25519; key RSA, 2048 bits"),
    ];
    for (pki, oid, parameters, sign, reason, told) in table {
        let id = algorithm(oid, parameters);
        let leaf = with_algorithms(&pki.usual(), &id, &id, |tbs| sign(&pki.key, tbs));
        expect(told, &pki.judge(&[leaf], &[]), reason, &[told]);
    }
    // Inside and outside mean the same, though one has the NULL and the other has not.
    let (long, short) = (algorithm(oids::SHA256_WITH_RSA, NULL), algorithm(oids::SHA256_WITH_RSA, &[]));
    let sign = |tbs: &[u8]| rsa.key.sign(RSA, tbs, &[]).unwrap();
    expect("NULL inside", &rsa.judge(&[with_algorithms(&rsa.usual(), &long, &short, sign)], &[]), "ok", &[]);
    let other = algorithm(oids::SHA384_WITH_RSA, NULL);
    let mixed = with_algorithms(&rsa.usual(), &long, &other, sign);
    expect("another outside", &rsa.judge(&[mixed], &[]), "algorithm_mismatch", &[]);
    // Nothing rests on a root's own signature.
    let mut old = Pki::new("root-rsa2048", Scheme::RsaPkcs1(Hash::Md5));
    old.scheme = RSA;
    let told = ["md5WithRSAEncryption; weak_hash MD5", "neither OpenSSL nor browsers check its hash"];
    expect("a root of MD5", &old.judge(&[old.usual()], &[]), "ok", &told);
}

/// A SubjectPublicKeyInfo.
fn spki(oid: &[u8], parameters: &[u8], key: &[u8]) -> Vec<u8> {
    write::sequence(&[&algorithm(oid, parameters), &write::bit_string(0, key)])
}

/// An RSAPublicKey of so many bits.
fn rsa_key(bits: usize, exponent: &[u8]) -> Vec<u8> {
    let mut modulus = vec![0xff; bits / 8];
    *modulus.last_mut().unwrap() = 1;
    write::sequence(&[&write::integer(&modulus), &write::integer(exponent)])
}

/// Each cause why a key cannot be used has its reason, and curves and kinds are named.
#[test]
fn keys_that_cannot_be_used_say_why() {
    let pki = Pki::new("root-p256", ECDSA);
    let folder = &pki.folder;
    let made = |args: &[&str]| {
        let path = folder.path("made.der");
        let key = folder.path("made.key");
        assert_eq!(run(openssl(args[0]).args(&args[1..]).args(["-out", &key])).code, Some(0), "{args:?}");
        let ended = run(openssl("pkey").args(["-in", &key, "-pubout", "-outform", "DER", "-out", &path]));
        assert_eq!(ended.code, Some(0), "{args:?}: {ended:#?}");
        std::fs::read(path).expect("a key")
    };
    let curve = |name| made(&["ecparam", "-genkey", "-name", name]);
    let p256 = key("leaf-p256").public().to_spki_der();
    let off = [&p256[..p256.len() - 1], &[p256.last().unwrap() ^ 1]].concat();
    let three = &[3][..];
    for (what, spki, reason, told) in [
        (
            "explicit parameters",
            made(&["ecparam", "-genkey", "-name", "prime256v1", "-param_enc", "explicit"]),
            "unusable_key",
            &[
                "RFC 5480 §2.1.1",
                "key_algorithm id-ecPublicKey",
                "CVE-2020-0601",
                "OpenSSL has refused such a certificate",
            ][..],
        ),
        ("P-521", curve("secp521r1"), "unsupported_key", &["curve secp521r1 (P-521)", "OpenSSL knows all of these"]),
        ("secp256k1", curve("secp256k1"), "unsupported_key", &["curve secp256k1"]),
        ("brainpool", curve("brainpoolP256r1"), "unsupported_key", &["curve brainpoolP256r1"]),
        ("Ed448", made(&["genpkey", "-algorithm", "ed448"]), "unsupported_key", &["key_algorithm id-Ed448"]),
        ("X25519", made(&["genpkey", "-algorithm", "x25519"]), "unsupported_key", &["key_algorithm id-X25519"]),
        ("PSS alone", made(&["genpkey", "-algorithm", "RSA-PSS"]), "unsupported_key", &["key_algorithm id-RSASSA-PSS"]),
        (
            "16384 bits",
            spki(oids::RSA_ENCRYPTION, NULL, &rsa_key(16384, three)),
            "key_too_large",
            &["bits 16384; most 8192"],
        ),
        ("256 bits", spki(oids::RSA_ENCRYPTION, NULL, &rsa_key(256, three)), "weak_key", &["bits 256; least 2048"]),
        ("1024 bits", spki(oids::RSA_ENCRYPTION, NULL, &rsa_key(1024, three)), "weak_key", &["bits 1024; least 2048"]),
        ("exponent 1", spki(oids::RSA_ENCRYPTION, NULL, &rsa_key(2048, &[1])), "unusable_key", &["exponent"]),
        ("no NULL", spki(oids::RSA_ENCRYPTION, &[], &rsa_key(2048, three)), "bad_key_parameters", &["takes NULL"]),
        ("no curve", spki(oids::EC_PUBLIC_KEY, NULL, &[4; 65]), "bad_key_parameters", &["takes the name of a curve"]),
        ("NULL of Ed25519", spki(oids::ED25519, NULL, &[4; 32]), "bad_key_parameters", &["id-Ed25519 takes none"]),
        ("off the curve", off, "unusable_key", &["not an uncompressed point on the curve"]),
        ("no key", vec![0x30, 0], "unusable_key", &["not a SubjectPublicKeyInfo"]),
    ] {
        expect(what, &pki.judge(&[pki.leaf(spki, vec![])], &[]), reason, told);
        if what == "explicit parameters" {
            let theirs = run(openssl("verify").args(["-CAfile", &folder.path("root.pem"), &folder.path("chain.pem")]));
            assert!(theirs.stderr.contains("error 94 "), "{theirs:#?}");
        }
    }
}

/// The same of an issuer's key: the signature below cannot be verified, for the same reason.
#[test]
fn an_issuer_whose_key_cannot_be_used_says_why() {
    let folder = Folder::new();
    let path = |name: &str| folder.path(name);
    let make = |args: &[&str]| assert_eq!(run(openssl(args[0]).args(&args[1..])).code, Some(0), "{args:?}");
    let subject = ["-subj", "/CN=www.example.com", "-addext", "subjectAltName=DNS:www.example.com"];
    for (curve, reason, told) in [
        ("secp521r1", "unsupported_key", "curve secp521r1 (P-521)"),
        ("secp256k1", "unsupported_key", "curve secp256k1"),
    ] {
        let [key, root, request, leaf] = ["ca.key", "ca.pem", "leaf.csr", "leaf.pem"].map(path);
        make(&["ecparam", "-genkey", "-name", curve, "-out", &key]);
        make(&["req", "-x509", "-new", "-key", &key, "-subj", "/CN=Root", "-days", "9", "-out", &root]);
        make(
            &[
                &["req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", &path("leaf.key"), "-out", &request],
                &subject[..],
            ]
            .concat(),
        );
        make(&[
            "x509",
            "-req",
            "-in",
            &request,
            "-CA",
            &root,
            "-CAkey",
            &key,
            "-copy_extensions",
            "copy",
            "-out",
            &leaf,
        ]);
        let ended = ours(&["judge", "--roots", &root, "--host", HOST, &leaf]);
        expect(curve, &ended, reason, &[told, "signer root.0", "Unknown: the key of root.0"]);
    }
}

/// Where no path is found, the limit and its number are named, or the place where the issuer can be fetched.
#[test]
fn where_no_path_is_found_the_limit_or_the_way_on_is_told() {
    let pki = Pki::new("root-p256", ECDSA);
    let spki = pki.key.public().to_spki_der();
    let chain = |intermediates: usize| {
        let name = |at: usize| if at == 0 { "Root".to_owned() } else { format!("Authority {at}") };
        let mut all = vec![mint(&leaf(&name(intermediates), spki.clone(), &pki.key, vec![]), &pki.key, ECDSA).unwrap()];
        for at in (1..=intermediates).rev() {
            all.push(mint(&authority(&name(at - 1), &name(at), &spki, &spki), &pki.key, ECDSA).unwrap());
        }
        all
    };
    expect("eight intermediates", &pki.judge(&chain(8), &[]), "ok", &[]);
    expect(
        "nine intermediates",
        &pki.judge(&chain(9), &[]),
        "search_exhausted",
        &["longest_path 10", "at most 10 certificates", "Firefox stops at 8"],
    );
    let place = GeneralName::Uri("http://ca.example/issuer.cer".to_owned());
    let method = handscope::pki::der::Oid::from_content(oids::CA_ISSUERS).unwrap();
    let access = Extension::plain(Body::AuthorityInfoAccess(vec![AccessDescription { method, location: place }]));
    let alone = mint(&leaf("Elsewhere", spki, &pki.key, vec![access]), &pki.key, ECDSA).unwrap();
    let told = ["caIssuers URI:http://ca.example/issuer.cer", "Chrome, Edge and Safari fetch it"];
    expect("its issuer is elsewhere", &pki.judge(&[alone], &[]), "unknown_issuer", &told);
}

/// A host is a host name or an address, and nothing else: on the command line and in a scenario.
#[test]
fn a_host_with_more_than_a_host_says_so() {
    let files = Files::mint(handscope::crypto::KeyKind::EcdsaP256);
    for (host, said) in [
        ("www.example.com:443", "has a port"),
        ("192.0.2.1:443", "has a port"),
        ("[2001:db8::1]:443", "has a port"),
        ("https://www.example.com/", "is a URL"),
        ("www.example.com/x", "is a URL"),
        ("www.example.com ", "has a blank"),
    ] {
        let judged = ours(&["judge", "--roots", &files.root, "--host", host, &files.chain]);
        assert!(judged.code == Some(2) && judged.stderr.contains(said), "{host}: {judged:#?}");
        let traced = ours(&["trace", &format!("client.host={}", host.replace(' ', "%20"))]);
        assert!(traced.code == Some(2) && traced.stderr.contains(said), "{host}: {}", traced.stderr);
    }
    expect("a host", &ours(&["judge", "--roots", &files.root, "--host", HOST, &files.chain]), "ok", &["kind dNSName"]);
}

/// What the strict profile refuses, and the other does not.
#[test]
fn the_strict_profile_holds_the_letter() {
    let mut pki = Pki::new("root-p256", ECDSA);
    let spki = || key("leaf-p256").public().to_spki_der();
    let oid = |content: &[u8]| handscope::pki::der::Oid::from_content(content).unwrap();
    let names =
        |all: &[&str]| Body::SubjectAltName(all.iter().map(|name| GeneralName::Dns((*name).to_owned())).collect());
    let any = Body::ExtendedKeyUsage(vec![oid(oids::SERVER_AUTH), oid(oids::ANY_EXTENDED_KEY_USAGE)]);
    let server = Body::ExtendedKeyUsage(vec![oid(oids::SERVER_AUTH)]);
    let other = Body::authority_key_id(vec![9; 20]);
    let bare = Body::AuthorityKeyId { key_id: None, issuer_and_serial: false };
    let usage = Body::KeyUsage(KeyUsage::DIGITAL_SIGNATURE);
    for (what, extension, reason) in [
        ("as it should be", Extension::critical(usage.clone()), "ok"),
        ("keyUsage not critical", Extension::plain(usage), "ok"),
        ("subjectAltName critical", Extension::critical(names(&[HOST])), "wrong_criticality"),
        ("extKeyUsage critical", Extension::critical(server), "wrong_criticality"),
        ("any purpose", Extension::plain(any), "any_purpose"),
        ("an underscore", Extension::plain(names(&[HOST, "a_b.example.com"])), "bad_name_syntax"),
        ("another common name", Extension::plain(names(&["*.example.com"])), "common_name_not_listed"),
        ("another key identifier", Extension::plain(other), "key_identifier_mismatch"),
        ("no key identifier", Extension::plain(bare), "key_identifier_missing"),
    ] {
        let chain = [pki.leaf(spki(), vec![extension])];
        expect(what, &pki.judge(&chain, &[]), "ok", &["profile web"]);
        expect(what, &pki.judge(&chain, &["--profile", "strict"]), reason, &["profile strict", "strict: "]);
    }
    let own = pki.key.public().to_spki_der();
    let usual = pki.usual();
    for (what, extension, reason) in [
        (
            "a root with purposes",
            Extension::plain(Body::ExtendedKeyUsage(vec![oid(oids::SERVER_AUTH)])),
            "purpose_in_root",
        ),
        ("a root of another key", Extension::plain(Body::authority_key_id(vec![9; 20])), "key_identifier_mismatch"),
    ] {
        let mut spec = authority("Root", "Root", &own, &[]);
        spec.extensions.push(extension);
        pki.root = mint(&spec, &pki.key, ECDSA).unwrap();
        expect(what, &pki.judge(std::slice::from_ref(&usual), &[]), "ok", &[]);
        expect(what, &pki.judge(std::slice::from_ref(&usual), &["--profile", "strict"]), reason, &[]);
    }
    let mut spec = authority("Root", "Root", &own, &[]);
    spec.extensions.iter_mut().for_each(|extension| extension.critical = false);
    pki.root = mint(&spec, &pki.key, ECDSA).unwrap();
    let told = ["must_be_critical basicConstraints"];
    expect("nothing critical", &pki.judge(&[usual], &["--profile", "strict"]), "wrong_criticality", &told);
    let json = pki.judge(&[pki.usual()], &["--json", "--profile", "strict"]).json();
    let checks = json["checks"].as_array().expect("checks");
    let of = |profile: &str| checks.iter().filter(|check| check["profile"] == profile).count();
    assert!(
        json["profile"] == "strict" && of("strict") > 5 && of("web") > 20 && of("web") + of("strict") == checks.len()
    );
}
