//! Path building as a property: whoever has certified whom, a chain is accepted exactly if sound certificates lead from
//! the leaf to the root.

#![cfg(test)]

use handscope::crypto::{Hash, PrivateKey, Scheme, Seed, fixture};
use handscope::pki::der::{Oid, tag, write};
use handscope::pki::{Body, Extension, GeneralName, Name, NameConstraints, Policy, Spec, Subtree, judge, mint, oids};
use proptest::prelude::*;

const NOW: i64 = 1_767_225_600;
const HOST: &str = "localhost";
/// The root is node 0, the leaf is issued by node 1.
const NODES: usize = 7;

/// What is wrong with a certificate between two authorities.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Ill {
    Nothing,
    Expired,
    OtherNames,
    OtherPurpose,
    NoBasicConstraints,
    NotCa,
    WrongKey,
}

const ILLS: [Ill; 7] = [
    Ill::Nothing,
    Ill::Expired,
    Ill::OtherNames,
    Ill::OtherPurpose,
    Ill::NoBasicConstraints,
    Ill::NotCa,
    Ill::WrongKey,
];

/// A key of its own for each node: SEC 1 (RFC 5915) around a drawn scalar.
fn key(node: usize) -> PrivateKey {
    let scalar = Seed::from_number(node as u64).draw("node", 32);
    let curve = write::tlv(tag::constructed(0), &[&write::oid(&[0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7])]);
    PrivateKey::from_sec1_der(&write::sequence(&[&write::integer(&[1]), &write::octet_string(&scalar), &curve]))
        .unwrap()
}

fn name(node: usize) -> Name {
    Name::new(&[(oids::COMMON_NAME, &format!("node {node}"))])
}

fn certificate(issuer: usize, subject: usize, ill: Ill) -> Vec<u8> {
    let mut extensions = vec![];
    if ill != Ill::NoBasicConstraints {
        extensions.push(Extension::critical(Body::BasicConstraints { ca: ill != Ill::NotCa, path_len: None }));
    }
    if ill == Ill::OtherNames {
        let permitted = vec![Subtree::Name(GeneralName::Dns("example.com".to_owned()))];
        let constraints = NameConstraints { permitted, excluded: vec![] };
        extensions.push(Extension::critical(Body::NameConstraints(constraints)));
    }
    if ill == Ill::OtherPurpose {
        let purposes = vec![Oid::from_content(oids::CLIENT_AUTH).unwrap()];
        extensions.push(Extension::plain(Body::ExtendedKeyUsage(purposes)));
    }
    let signer = if ill == Ill::WrongKey { NODES + 1 } else { issuer };
    let spec = Spec {
        serial: vec![1 + issuer as u8, subject as u8],
        issuer: name(issuer),
        not_before: NOW - 1000,
        not_after: if ill == Ill::Expired { NOW - 1 } else { NOW + 1000 },
        subject: name(subject),
        spki: key(subject).public().to_spki_der(),
        extensions,
    };
    mint(&spec, &key(signer), Scheme::Ecdsa(Hash::Sha256)).unwrap()
}

fn leaf() -> Vec<u8> {
    let spec = Spec {
        serial: vec![1],
        issuer: name(1),
        not_before: NOW - 1000,
        not_after: NOW + 1000,
        subject: Name::new(&[(oids::COMMON_NAME, HOST)]),
        spki: PrivateKey::from_pkcs8_der(fixture("leaf-p256").unwrap()).unwrap().public().to_spki_der(),
        extensions: vec![Extension::plain(Body::SubjectAltName(vec![GeneralName::Dns(HOST.to_owned())]))],
    };
    mint(&spec, &key(1), Scheme::Ecdsa(Hash::Sha256)).unwrap()
}

/// Whether sound edges lead from the root to whoever has issued the leaf.
fn reachable(edges: &[(usize, usize, Ill)]) -> bool {
    let mut reached = vec![0];
    while let Some((_, new, _)) =
        edges.iter().find(|(a, b, ill)| *ill == Ill::Nothing && reached.contains(a) && !reached.contains(b))
    {
        reached.push(*new);
    }
    reached.contains(&1)
}

fn check(edges: &[(usize, usize, Ill)]) {
    let mut chain = vec![leaf()];
    chain.extend(edges.iter().map(|(issuer, subject, ill)| certificate(*issuer, *subject, *ill)));
    let roots = vec![certificate(0, 0, Ill::Nothing)];
    let policy = Policy { roots, host: Some(HOST.to_owned()), now: NOW, ..Policy::default() };
    let judged = judge(&chain, &policy);
    assert_eq!(judged.accepted, reachable(edges), "{edges:?}: {:?}", judged.reason());
}

/// The graph of RFC 4158 section 2.3, each edge in turn being ill in each way: A and C certify each other, both certify
/// B, the root certifies both.
#[test]
fn a_mesh_with_any_one_and_any_two_edges_ill() {
    let (b, a, c) = (1, 2, 3);
    let edges = [(c, b), (a, b), (c, a), (a, c), (0, c), (0, a)];
    for ill in ILLS {
        for first in 0..edges.len() {
            for second in first..edges.len() {
                let ill = |at: usize| if at == first || at == second { ill } else { Ill::Nothing };
                let mesh: Vec<_> = edges.iter().enumerate().map(|(at, (x, y))| (*x, *y, ill(at))).collect();
                check(&mesh);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn any_graph(
        edges in proptest::collection::vec((0..NODES, 1..NODES, 0..2 * ILLS.len()), 0..24)
    ) {
        let ill = |n: usize| ILLS.get(n).copied().unwrap_or(Ill::Nothing);
        let edges: Vec<_> = edges.into_iter().map(|(a, b, n)| (a, b, ill(n))).collect();
        check(&edges);
    }
}
