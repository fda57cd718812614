//! Revocation, with OpenSSL as the outside judge: lists and responses of ours are read and believed by `openssl crl`,
//! `openssl ocsp` and `openssl verify -crl_check` where our judge believes them, and not where it does not.

#![cfg(test)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use handscope::crypto::{Hash, PrivateKey, Scheme, fixture};
use handscope::pki::der::Oid;
use handscope::pki::ocsp::{self, CertId, Responder, ResponseSpec, Single, Status};
use handscope::pki::{
    Body, Certificate, CheckId, Crl, CrlReason, CrlSpec, Extension, GeneralName, Judgement, KeyUsage, Name, Policy,
    Problem, Reason, Revocation, Revoked, Rules, Spec, Staple, Verdict, judge, judge_stapled, key_id, mint, mint_crl,
    oids, pem,
};

const NOW: i64 = 1_767_225_600; // 2026-01-01T00:00:00Z
const DAY: i64 = 86_400;
const HOST: &str = "www.example.com";
const ECDSA: Scheme = Scheme::Ecdsa(Hash::Sha256);

/// Root, intermediate and leaf, and who may sign for the intermediate.
struct World {
    root: Vec<u8>,
    intermediate: Vec<u8>,
    leaf: Vec<u8>,
    /// A responder whom the intermediate appointed, and one with the same key whom it did not.
    responder: Vec<u8>,
    impostor: Vec<u8>,
}

fn key(name: &str) -> PrivateKey {
    PrivateKey::from_pkcs8_der(fixture(name).unwrap()).unwrap()
}

fn named(name: &str) -> Name {
    Name::new(&[(oids::COMMON_NAME, name)])
}

fn certificate(serial: u8, issuer: (&str, &str), subject: (&str, &str), extensions: Vec<Extension>) -> Vec<u8> {
    let spki = key(subject.1).public().to_spki_der();
    let mut all = vec![
        Extension::plain(Body::SubjectKeyId(key_id(&spki))),
        Extension::plain(Body::authority_key_id(key_id(&key(issuer.1).public().to_spki_der()))),
    ];
    all.extend(extensions);
    let spec = Spec {
        serial: vec![serial],
        issuer: named(issuer.0),
        not_before: NOW - 100 * DAY,
        not_after: NOW + 100 * DAY,
        subject: named(subject.0),
        spki,
        extensions: all,
    };
    mint(&spec, &key(issuer.1), ECDSA).unwrap()
}

const ROOT: (&str, &str) = ("Root", "root-p256");
const INTERMEDIATE: (&str, &str) = ("Intermediate", "intermediate-p256");
const RESPONDER: (&str, &str) = ("Responder", "leaf-p384");

fn world(intermediate_usage: KeyUsage, must_staple: bool) -> World {
    let ca = |usage| {
        vec![
            Extension::critical(Body::BasicConstraints { ca: true, path_len: None }),
            Extension::critical(Body::KeyUsage(usage)),
        ]
    };
    let purpose = |oid| Extension::plain(Body::ExtendedKeyUsage(vec![Oid::from_content(oid).unwrap()]));
    let mut leaf = vec![Extension::plain(Body::SubjectAltName(vec![GeneralName::Dns(HOST.to_owned())]))];
    if must_staple {
        leaf.push(Extension::plain(Body::TlsFeature(vec![5])));
    }
    World {
        root: certificate(1, ROOT, ROOT, ca(KeyUsage::KEY_CERT_SIGN | KeyUsage::CRL_SIGN)),
        intermediate: certificate(2, ROOT, INTERMEDIATE, ca(intermediate_usage)),
        leaf: certificate(3, INTERMEDIATE, (HOST, "leaf-p256"), leaf),
        responder: certificate(4, INTERMEDIATE, RESPONDER, vec![purpose(oids::OCSP_SIGNING)]),
        impostor: certificate(5, INTERMEDIATE, RESPONDER, vec![purpose(oids::SERVER_AUTH)]),
    }
}

fn sound() -> World {
    world(KeyUsage::KEY_CERT_SIGN | KeyUsage::CRL_SIGN, false)
}

impl World {
    fn chain(&self) -> Vec<Vec<u8>> {
        vec![self.leaf.clone(), self.intermediate.clone()]
    }

    fn policy(&self, revocation: Revocation, crls: &[Vec<u8>], responses: &[Vec<u8>]) -> Policy {
        let rules = Rules { revocation, crls: crls.to_vec(), responses: responses.to_vec(), ..Rules::default() };
        Policy { roots: vec![self.root.clone()], host: Some(HOST.to_owned()), now: NOW, rules, ..Policy::default() }
    }
}

fn list(issuer: (&str, &str), revoked: &[u8]) -> CrlSpec {
    let entry = |serial: &u8| Revoked {
        serial: vec![*serial],
        date: NOW - 2 * DAY,
        reason: Some(CrlReason::KEY_COMPROMISE),
        unclear: false,
    };
    CrlSpec {
        issuer: named(issuer.0),
        this_update: NOW - DAY,
        next_update: Some(NOW + 6 * DAY),
        revoked: revoked.iter().map(entry).collect(),
        number: vec![7],
        authority_key_id: key_id(&key(issuer.1).public().to_spki_der()),
    }
}

fn minted(spec: &CrlSpec, signer: &str) -> Vec<u8> {
    mint_crl(spec, &key(signer), ECDSA).unwrap()
}

fn verdict(judgement: &Judgement) -> &'static str {
    judgement.reason().map_or("ok", |r| r.id())
}

fn scratch(name: &str) -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pki_revocation").join(name.replace(' ', "_"));
    fs::create_dir_all(&dir).unwrap();
    dir
}

fn write_pem(path: &Path, label: &str, all: &[Vec<u8>]) {
    fs::write(path, all.iter().map(|der| pem::encode(label, der)).collect::<String>()).unwrap();
}

fn openssl(args: &[&str]) -> Output {
    Command::new("openssl").args(args).output().expect("openssl is installed")
}

/// The errors of `openssl verify -crl_check_all`.
fn openssl_verify(name: &str, world: &World, crls: &[Vec<u8>]) -> Vec<u32> {
    let dir = scratch(name);
    let file = |name: &str| dir.join(name).to_str().unwrap().to_owned();
    write_pem(&dir.join("root.pem"), "CERTIFICATE", std::slice::from_ref(&world.root));
    write_pem(&dir.join("rest.pem"), "CERTIFICATE", std::slice::from_ref(&world.intermediate));
    write_pem(&dir.join("leaf.pem"), "CERTIFICATE", std::slice::from_ref(&world.leaf));
    write_pem(&dir.join("crls.pem"), "X509 CRL", crls);
    let now = NOW.to_string();
    let (root, rest, leaf, crls) = (file("root.pem"), file("rest.pem"), file("leaf.pem"), file("crls.pem"));
    let mut args = vec!["verify", "-crl_check_all", "-no-CApath", "-no-CAstore", "-attime", &now, "-CAfile", &root];
    args.extend(["-untrusted", &rest, "-CRLfile", &crls, &leaf]);
    let out = openssl(&args);
    let text = String::from_utf8_lossy(&out.stderr).into_owned() + &String::from_utf8_lossy(&out.stdout);
    let errors: Vec<u32> =
        text.lines().filter_map(|l| l.strip_prefix("error ")?.split(' ').next()?.parse().ok()).collect();
    assert_eq!(out.status.success(), errors.is_empty(), "{name}: {text}");
    errors
}

/// Each case under hard-fail and under soft-fail, and OpenSSL's error.
#[test]
fn lists_are_believed_as_openssl_believes_them() {
    let root_list = minted(&list(ROOT, &[]), ROOT.1);
    let good = list(INTERMEDIATE, &[9]);
    let with = |change: &dyn Fn(&mut CrlSpec)| {
        let mut spec = good.clone();
        change(&mut spec);
        minted(&spec, INTERMEDIATE.1)
    };
    let table = [
        ("good", with(&|_| ()), "ok", "ok", None),
        ("revoked", with(&|s| s.revoked = list(INTERMEDIATE, &[9, 3]).revoked), "revoked", "revoked", Some(23)),
        ("nothing revoked", with(&|s| s.revoked.clear()), "ok", "ok", None),
        ("stale", with(&|s| s.next_update = Some(NOW - 1)), "revocation_unknown", "ok", Some(12)),
        ("future", with(&|s| s.this_update = NOW + 1), "revocation_unknown", "ok", Some(11)),
        ("open ended", with(&|s| s.next_update = None), "ok", "ok", None),
        ("another issuer", with(&|s| s.issuer = named("Somebody")), "revocation_unknown", "ok", Some(3)),
        ("wrong key", minted(&good, ROOT.1), "revocation_unknown", "ok", Some(8)),
    ];
    let world = sound();
    for (name, crl, hard, soft, error) in table {
        let crls = [root_list.clone(), crl];
        let judged = |revocation| verdict(&judge(&world.chain(), &world.policy(revocation, &crls, &[])));
        assert_eq!(judged(Revocation::HardFail), hard, "{name}");
        assert_eq!(judged(Revocation::SoftFail), soft, "{name}");
        assert_eq!(judged(Revocation::Ignore), "ok", "{name}");
        let errors = openssl_verify(name, &world, &crls);
        assert!(error.map_or(errors.is_empty(), |e| errors.contains(&e)), "{name}: {errors:?}");
    }
    // The intermediate is asked for, too.
    let leaf_only = [minted(&good, INTERMEDIATE.1)];
    let judged = judge(&world.chain(), &world.policy(Revocation::HardFail, &leaf_only, &[]));
    assert_eq!(judged.decisive_check().map(|c| (c.id, c.certificate)).map(|(id, at)| (id, at.unwrap().to_string())), {
        Some((CheckId::Revocation, "sent.1".to_owned()))
    });
    assert!(openssl_verify("leaf only", &world, &leaf_only).contains(&3));
    let revoked = [minted(&list(ROOT, &[2]), ROOT.1), leaf_only[0].clone()];
    assert_eq!(verdict(&judge(&world.chain(), &world.policy(Revocation::SoftFail, &revoked, &[]))), "revoked");
    assert!(openssl_verify("intermediate revoked", &world, &revoked).contains(&23));
    // An authority that may not sign lists.
    let forbidden = self::world(KeyUsage::KEY_CERT_SIGN, false);
    let crls = [root_list, leaf_only[0].clone()];
    let judged = judge(&forbidden.chain(), &forbidden.policy(Revocation::HardFail, &crls, &[]));
    assert_eq!(verdict(&judged), "revocation_unknown");
    assert!(openssl_verify("no crl sign", &forbidden, &crls).contains(&35));
}

#[test]
fn openssl_prints_the_list_we_read() {
    let der = minted(&list(INTERMEDIATE, &[3, 9]), INTERMEDIATE.1);
    let dir = scratch("text");
    write_pem(&dir.join("crl.pem"), "X509 CRL", std::slice::from_ref(&der));
    write_pem(&dir.join("ca.pem"), "CERTIFICATE", &[sound().intermediate]);
    let (crl, ca) = (dir.join("crl.pem"), dir.join("ca.pem"));
    let args = ["crl", "-noout", "-text", "-CAfile", ca.to_str().unwrap(), "-in", crl.to_str().unwrap()];
    let out = openssl(&args);
    let text = String::from_utf8_lossy(&out.stdout);
    assert!(String::from_utf8_lossy(&out.stderr).contains("verify OK"), "{text}");
    for line in
        ["Version 2 (0x1)", "Issuer: CN = Intermediate", "X509v3 CRL Number: \n                7", "Key Compromise"]
    {
        assert!(text.contains(line), "{line:?} not in {text}");
    }
    let read = Crl::read(&der).unwrap();
    assert_eq!((read.this_update, read.next_update), (NOW - DAY, Some(NOW + 6 * DAY)));
    let entry = read.entry(&[3]).unwrap();
    assert_eq!((entry.date, entry.reason.unwrap().to_string().as_str()), (NOW - 2 * DAY, "keyCompromise"));
    for len in 0..der.len() {
        assert!(Crl::read(&der[..len]).is_err(), "{len}");
    }
}

fn single(world: &World, status: Status) -> Single {
    let (issuer, leaf) = (Certificate::read(&world.intermediate).unwrap(), Certificate::read(&world.leaf).unwrap());
    let id = CertId::new(Hash::Sha1, &issuer.subject, &issuer.spki, &leaf.serial).unwrap();
    Single { id, status, this_update: NOW - DAY, next_update: Some(NOW + 6 * DAY), unclear: false }
}

fn response(world: &World, status: Status) -> ResponseSpec {
    let responder = Responder::by_key(&key(INTERMEDIATE.1).public().to_spki_der());
    ResponseSpec { responder, produced_at: NOW - DAY, responses: vec![single(world, status)], certificates: vec![] }
}

/// What `openssl ocsp` says: whether it believes the response, and the status it reads.
fn openssl_ocsp(name: &str, world: &World, der: &[u8]) -> (bool, String) {
    let dir = scratch(&format!("ocsp {name}"));
    let file = |name: &str| dir.join(name).to_str().unwrap().to_owned();
    fs::write(dir.join("response.der"), der).unwrap();
    write_pem(&dir.join("root.pem"), "CERTIFICATE", std::slice::from_ref(&world.root));
    write_pem(&dir.join("issuer.pem"), "CERTIFICATE", std::slice::from_ref(&world.intermediate));
    write_pem(&dir.join("leaf.pem"), "CERTIFICATE", std::slice::from_ref(&world.leaf));
    let (response, root, issuer, leaf) = (file("response.der"), file("root.pem"), file("issuer.pem"), file("leaf.pem"));
    let now = NOW.to_string();
    // It knows no clock but the machine's for the response itself: let that be any.
    let mut args = vec!["ocsp", "-no_nonce", "-respin", &response, "-issuer", &issuer, "-cert", &leaf];
    args.extend(["-CAfile", &root, "-verify_other", &issuer, "-attime", &now, "-validity_period", "3000000000"]);
    let out = openssl(&args);
    let text = String::from_utf8_lossy(&out.stderr).into_owned() + &String::from_utf8_lossy(&out.stdout);
    (text.contains("Response verify OK"), text)
}

/// Each response as a staple, and as one that lies ready under hard-fail without a word on the intermediate.
#[test]
fn responses_are_believed_as_openssl_believes_them() {
    let world = sound();
    let good = response(&world, Status::Good);
    let revoked = Status::Revoked { at: NOW - 2 * DAY, reason: Some(CrlReason::SUPERSEDED) };
    let with = |change: &dyn Fn(&mut ResponseSpec), signer: (&str, Scheme)| {
        let mut spec = good.clone();
        change(&mut spec);
        ocsp::mint(&spec, &key(signer.0), signer.1).unwrap()
    };
    let issuer = (INTERMEDIATE.1, ECDSA);
    let delegate = (RESPONDER.1, Scheme::Ecdsa(Hash::Sha384));
    let by_delegate = |certificate: &Vec<u8>| {
        let certificate = certificate.clone();
        move |s: &mut ResponseSpec| {
            s.responder = Responder::Name(named(RESPONDER.0));
            s.certificates = vec![certificate.clone()];
        }
    };
    let table = [
        ("good", with(&|_| (), issuer), "ok", Some("good")),
        ("by name", with(&|s| s.responder = Responder::Name(named(INTERMEDIATE.0)), issuer), "ok", Some("good")),
        ("revoked", with(&|s| s.responses[0].status = revoked, issuer), "revoked", Some("revoked")),
        ("unknown", with(&|s| s.responses[0].status = Status::Unknown, issuer), "bad_staple", Some("unknown")),
        ("delegate", with(&by_delegate(&world.responder), delegate), "ok", Some("good")),
        ("impostor", with(&by_delegate(&world.impostor), delegate), "staple_forged", None),
        ("delegate not sent", with(&|s| s.responder = Responder::Name(named("x")), delegate), "staple_forged", None),
        ("wrong key", with(&|_| (), (ROOT.1, ECDSA)), "staple_forged", None),
    ];
    for (name, der, reason, status) in table {
        let judged =
            judge_stapled(&world.chain(), &[Staple::Given(&der)], &world.policy(Revocation::SoftFail, &[], &[]));
        assert_eq!(verdict(&judged), reason, "{name}: {:?}", judged.reason());
        let ready = judge(&world.chain(), &world.policy(Revocation::SoftFail, &[], std::slice::from_ref(&der)));
        assert_eq!(verdict(&ready), if reason == "revoked" { "revoked" } else { "ok" }, "{name}");
        let checked = ready.checks.iter().find(|c| c.id == CheckId::Ocsp).map(|c| c.verdict);
        let wanted = match reason {
            "ok" => Verdict::Pass,
            "revoked" => Verdict::Fail,
            _ => Verdict::NotApplicable,
        };
        assert_eq!(checked, Some(wanted), "{name}");
        let (believed, text) = openssl_ocsp(name, &world, &der);
        assert_eq!(believed, status.is_some(), "{name}: {text}");
        if let Some(status) = status {
            assert!(text.contains(&format!("leaf.pem: {status}")), "{name}: {text}");
        }
    }
    // What OpenSSL is not asked, for want of its clock.
    let table = [
        ("stale", with(&|s| s.responses[0].next_update = Some(NOW - 1), issuer), Problem::Stale),
        ("future", with(&|s| s.responses[0].this_update = NOW + 1, issuer), Problem::NotYetValid),
        ("open ended", with(&|s| s.responses[0].next_update = None, issuer), Problem::Unknown),
        ("another", with(&|s| s.responses[0].id.serial = vec![9], issuer), Problem::ForAnother),
        ("unsuccessful", ocsp::unsuccessful(3), Problem::Unsuccessful),
        ("nonsense", vec![0x30, 0], Problem::Undecodable),
    ];
    for (name, der, problem) in table {
        let judged = judge_stapled(&world.chain(), &[Staple::Given(&der)], &world.policy(Revocation::Ignore, &[], &[]));
        let wanted = if name == "open ended" { None } else { Some(Reason::BadStaple(problem)) };
        assert_eq!(judged.reason(), wanted.as_ref(), "{name}");
    }
}

#[test]
fn a_promised_staple_must_be_there() {
    let world = world(KeyUsage::KEY_CERT_SIGN | KeyUsage::CRL_SIGN, true);
    let policy = world.policy(Revocation::SoftFail, &[], &[]);
    let good = ocsp::mint(&response(&world, Status::Good), &key(INTERMEDIATE.1), ECDSA).unwrap();
    let judged = |staple| verdict(&judge_stapled(&world.chain(), &[staple], &policy));
    assert_eq!(judged(Staple::Given(&good)), "ok");
    assert_eq!(judged(Staple::Absent), "staple_missing");
    assert_eq!(judged(Staple::NotAsked), "ok");
    let plain = sound();
    let policy = plain.policy(Revocation::SoftFail, &[], &[]);
    assert_eq!(verdict(&judge_stapled(&plain.chain(), &[Staple::Absent], &policy)), "ok");
    // A staple clears the leaf under hard-fail, a list the intermediate.
    let crls = [minted(&list(ROOT, &[]), ROOT.1)];
    let good = ocsp::mint(&response(&plain, Status::Good), &key(INTERMEDIATE.1), ECDSA).unwrap();
    let hard = plain.policy(Revocation::HardFail, &crls, &[]);
    assert_eq!(verdict(&judge_stapled(&plain.chain(), &[Staple::Given(&good)], &hard)), "ok");
    assert_eq!(verdict(&judge_stapled(&plain.chain(), &[Staple::Absent], &hard)), "revocation_unknown");
}

#[test]
fn any_change_of_a_response_or_list_is_noticed_or_harmless() {
    let world = sound();
    let revoked = Status::Revoked { at: NOW - 2 * DAY, reason: None };
    let der = ocsp::mint(&response(&world, revoked), &key(INTERMEDIATE.1), ECDSA).unwrap();
    let crl = minted(&list(INTERMEDIATE, &[3]), INTERMEDIATE.1);
    let soft = world.policy(Revocation::SoftFail, &[], &[]);
    let hard = |crl: Vec<u8>| world.policy(Revocation::HardFail, &[minted(&list(ROOT, &[]), ROOT.1), crl], &[]);
    assert!(!judge(&world.chain(), &hard(crl.clone())).accepted);
    for (offset, xor) in (0..der.len()).flat_map(|at| [(at, 1u8), (at, 0x80)]) {
        let mut der = der.clone();
        der[offset] ^= xor;
        assert!(!judge_stapled(&world.chain(), &[Staple::Given(&der)], &soft).accepted, "response, byte {offset}");
    }
    for (offset, xor) in (0..crl.len()).flat_map(|at| [(at, 1u8), (at, 0x80)]) {
        let mut crl = crl.clone();
        crl[offset] ^= xor;
        assert!(!judge(&world.chain(), &hard(crl)).accepted, "list, byte {offset}");
    }
}
