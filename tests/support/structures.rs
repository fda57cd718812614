//! What DER is annotated in tests: chains of every kind with their lists and responses, and a certificate with every
//! extension that is known. It knows nothing of annotation.

use std::collections::BTreeSet;

use handscope::crypto::{Hash, KeyKind, PrivateKey, Seed, fixture};
use handscope::pki::der::{Oid, write};
use handscope::pki::{
    Body, Certificate, Extension, Flaw, GeneralName, Hierarchy, Name, PolicyConstraints, Profile, Recipe, Spec,
    Structure, Validation, mint, oids,
};

const NOW: i64 = 1_767_225_600; // 2026-01-01T00:00:00Z

/// One of each kind of chain, with its lists and responses, and a certificate with every extension that is known.
pub fn structures() -> Vec<(String, Structure, Vec<u8>)> {
    use KeyKind::{EcdsaP256, EcdsaP384, Ed25519, Rsa};
    let mut recipes: Vec<(String, Recipe)> = Vec::new();
    let mut add = |name: &str, leaf, change: &dyn Fn(&mut Profile)| {
        let mut recipe = Recipe::new(leaf, "www.example.com", NOW);
        change(&mut recipe.profile);
        recipe.names.extend(["*.example.net".to_owned(), "192.0.2.1".to_owned(), "2001:db8::1".to_owned()]);
        recipes.push((name.to_owned(), recipe));
    };
    for kind in [Rsa, EcdsaP256, EcdsaP384, Ed25519] {
        add(&format!("{kind:?}"), kind, &|p| (p.authorities, p.intermediates) = (Some(kind), 3));
    }
    add("PSS", Rsa, &|p| (p.authorities, p.hash, p.pss) = (Some(Rsa), Some(Hash::Sha384), true));
    for validation in [Validation::Domain, Validation::Organization, Validation::Extended] {
        add(&format!("{validation:?}"), EcdsaP256, &|p| p.validation = Some(validation));
    }
    add("constrained", EcdsaP256, &|p| {
        p.permitted = vec!["example.com".to_owned(), "192.0.2.0/24".to_owned()];
        p.excluded = vec!["mail.example.com".to_owned(), "2001:db8::/32".to_owned()];
    });
    add("revocable", EcdsaP256, &|p| (p.crl, p.ocsp, p.must_staple) = (true, true, true));
    for flaw in Flaw::ALL {
        let recipe = Recipe::new(EcdsaP256, "www.example.com", NOW).with(flaw);
        recipes.push((format!("{flaw:?}"), recipe));
    }
    let mut all = Vec::new();
    for (name, recipe) in recipes {
        let minted = Hierarchy::mint(&recipe, &Seed::from_number(1)).unwrap();
        for der in minted.chain().into_iter().chain([minted.root_der.clone()]) {
            let subject = Certificate::read(&der).unwrap().subject;
            all.push((name.clone(), Structure::Certificate, der));
            all.push((format!("{name}: {subject}"), Structure::Name, subject.der));
        }
        all.extend(minted.crls().unwrap().into_iter().map(|der| (name.clone(), Structure::CertificateList, der)));
        all.push((name, Structure::OcspResponse, minted.ocsp().unwrap()));
    }
    all.push(("all extensions".to_owned(), Structure::Certificate, everything()));
    let mut seen = BTreeSet::new();
    all.retain(|(.., der)| seen.insert(der.clone()));
    assert!(all.len() > 60, "{}", all.len());
    all
}

fn oid(content: &[u8]) -> Oid {
    Oid::from_content(content).unwrap()
}

/// A certificate with what minted chains do not have.
fn everything() -> Vec<u8> {
    let key = PrivateKey::from_pkcs8_der(fixture("root-p256").unwrap()).unwrap();
    let name = Name::new(&[(oids::COUNTRY, "JP"), (oids::COMMON_NAME, "すべて"), (&[0x55, 4, 99], "?")]);
    let uri = GeneralName::Uri("http://crl.example.com/1.crl".to_owned());
    let other = |content: &[u8], value: Vec<u8>| Extension::plain(Body::Unknown { oid: oid(content), value });
    let general = |names: &[GeneralName]| names.iter().flat_map(GeneralName::write).collect::<Vec<_>>();
    let names = [
        GeneralName::Email("root@example.com".to_owned()),
        GeneralName::Directory(name.clone()),
        uri.clone(),
        GeneralName::Other { tag: 0xa0, value: [write::oid(oids::CLIENT_AUTH), write::tlv(0xa0, &[&[5, 0]])].concat() },
        GeneralName::Other { tag: 0x88, value: oids::SERVER_AUTH.to_vec() },
    ];
    let authority = write::sequence(&[
        &write::tlv(0x80, &[&[7; 20]]),
        &write::tlv(0xa1, &[&general(&names[1..2])]),
        &write::tlv(0x82, &[&[9]]),
    ]);
    let full = write::tlv(0xa0, &[&write::tlv(0xa0, &[&general(&[uri])])]);
    let point =
        write::sequence(&[&full, &write::tlv(0x81, &[&[1, 0x42]]), &write::tlv(0xa2, &[&general(&names[1..2])])]);
    let issuing = write::sequence(&[&full, &write::tlv(0x81, &[&[0xff]]), &write::tlv(0x83, &[&[1, 0x40]])]);
    let cps =
        write::sequence(&[&write::oid(&[0x2b, 6, 1, 5, 5, 7, 2, 1]), &write::tlv(0x16, &[b"https://example.com"])]);
    let policy = write::sequence(&[&write::oid(oids::ANY_POLICY), &write::sequence(&[&cps])]);
    let limits = PolicyConstraints { require_explicit_policy: Some(0), inhibit_policy_mapping: Some(1) };
    let extensions = vec![
        Extension::plain(Body::SubjectAltName(names.to_vec())),
        other(oids::ISSUER_ALT_NAME, write::sequence(&[&general(&names[..1])])),
        other(oids::AUTHORITY_KEY_ID, authority),
        other(oids::CRL_DISTRIBUTION_POINTS, write::sequence(&[&point])),
        other(oids::FRESHEST_CRL, write::sequence(&[&point])),
        other(oids::CERTIFICATE_POLICIES, write::sequence(&[&policy])),
        Extension::plain(Body::PolicyMappings(vec![(oid(oids::ANY_POLICY), oid(oids::DOMAIN_VALIDATED))])),
        Extension::critical(Body::PolicyConstraints(limits)),
        Extension::critical(Body::InhibitAnyPolicy(3)),
        other(oids::ISSUING_DISTRIBUTION_POINT, issuing),
        other(&[0x2a, 3, 4], b"not DER at all".to_vec()),
        other(&[0x2a, 3, 5], write::sequence(&[&write::integer(&[1]), &write::tlv(0x1e, &[&[0x30, 0x42]])])),
    ];
    let (spki, subject) = (key.public().to_spki_der(), name.clone());
    let times = (NOW, 4_102_444_800); // the second as GeneralizedTime
    let spec =
        Spec { serial: vec![1], issuer: name, not_before: times.0, not_after: times.1, subject, spki, extensions };
    mint(&spec, &key, handscope::crypto::Scheme::Ecdsa(Hash::Sha256)).unwrap()
}
