//! Whatever the bytes are, reading and judging answer, and no single changed byte of a chain goes unnoticed.

#![cfg(test)]

use handscope::crypto::{KeyKind, Seed};
use handscope::pki::der::Reader;
use handscope::pki::{Certificate, Hierarchy, Host, Policy, Recipe, judge, pem};
use proptest::prelude::*;

const NOW: i64 = 1_767_225_600;

fn minted(kind: KeyKind) -> (Hierarchy, Policy) {
    let h = Hierarchy::mint(&Recipe::new(kind, "www.example.com", NOW), &Seed::from_number(1)).unwrap();
    let host = Some("www.example.com".to_owned());
    let policy = Policy { roots: vec![h.root_der.clone()], host, now: NOW, ..Policy::default() };
    (h, policy)
}

/// Every byte of leaf and intermediate is covered by a signature, or is the signature, or frames the two.
#[test]
fn no_changed_byte_is_accepted() {
    let (h, policy) = minted(KeyKind::Rsa);
    let chain = h.chain();
    assert!(judge(&chain, &policy).accepted);
    for (which, der) in chain.iter().enumerate() {
        for offset in 0..der.len() {
            for xor in [0x01, 0x80, 0xff] {
                let mut chain = chain.clone();
                chain[which][offset] ^= xor;
                let judgement = judge(&chain, &policy);
                assert!(!judgement.accepted, "certificate {which}, byte {offset} ^ {xor:02x}");
                assert!(judgement.reason().is_some());
            }
        }
    }
}

#[test]
fn every_prefix_of_a_certificate_is_an_error_inside_it() {
    let (h, _) = minted(KeyKind::EcdsaP256);
    for len in 0..h.leaf_der.len() {
        let error = Certificate::read(&h.leaf_der[..len]).unwrap_err();
        assert!(error.offset <= len, "{error}");
    }
}

proptest! {
    #[test]
    fn any_bytes_are_answered(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        let _ = Certificate::read(&bytes);
        let mut reader = Reader::new(&bytes);
        while let Ok(tlv) = reader.any() {
            let _ = (tlv.boolean(), tlv.integer(), tlv.bit_string(), tlv.oid(), tlv.time(), tlv.text());
        }
        let (_, policy) = minted(KeyKind::EcdsaP256);
        prop_assert!(!judge(&[bytes], &policy).accepted);
    }

    #[test]
    fn any_edit_of_a_certificate_is_answered(
        at in 0usize..2000, remove in 0usize..40, insert in proptest::collection::vec(any::<u8>(), 0..40),
        which in 0usize..3,
    ) {
        let (h, mut policy) = minted(KeyKind::EcdsaP256);
        let mut chain = vec![h.leaf_der, h.intermediates[0].clone(), h.root_der];
        let der = &mut chain[which];
        let start = at % der.len();
        let end = (start + remove).min(der.len());
        let before = der.clone();
        der.splice(start..end, insert);
        let changed = *der != before;
        if let Err(e) = Certificate::read(der) {
            prop_assert!(e.offset <= der.len(), "{e}");
        }
        policy.roots = vec![chain[2].clone()];
        let judgement = judge(&chain, &policy);
        prop_assert!(!(judgement.accepted && changed && which < 2));
    }

    #[test]
    fn any_text_is_a_host_and_a_pem_or_an_error(text in any::<String>(), body in "[A-Za-z0-9+/=\n:-]{0,80}") {
        let _ = Host::parse(&text);
        let _ = pem::decode(&text);
        let _ = pem::decode(format!("-----BEGIN X-----\n{body}\n-----END X-----\n"));
    }
}
