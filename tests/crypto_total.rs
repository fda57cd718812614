//! Whatever the bytes: sealing and opening are inverse, anything altered is refused, and no input panics.

#![cfg(test)]

use handscope::crypto::*;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

const AEADS: [Aead; 3] = [Aead::Aes128Gcm, Aead::Aes256Gcm, Aead::ChaCha20Poly1305];
const GROUPS: [Group; 3] = [Group::X25519, Group::Secp256r1, Group::Secp384r1];

fn schemes() -> Vec<Scheme> {
    let hashes = [Hash::Sha1, Hash::Sha256, Hash::Sha384, Hash::Sha512];
    let all = hashes.iter().flat_map(|&hash| [Scheme::RsaPkcs1(hash), Scheme::RsaPss(hash), Scheme::Ecdsa(hash)]);
    all.chain([Scheme::Ed25519]).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn sealed_opens_and_altered_does_not(
        aead in select(&AEADS[..]), seed: u64, aad in vec(any::<u8>(), 0..40), plain in vec(any::<u8>(), 0..300),
        at: Index, flip in 1..=255u8,
    ) {
        let seed = Seed::from_number(seed);
        let (key, nonce) = (seed.draw("key", aead.key_len()), seed.draw("nonce", Aead::NONCE_LEN));
        let mut sealed = aead.seal(&key, &nonce, &aad, &plain).unwrap();
        prop_assert_eq!(sealed.len(), plain.len() + Aead::TAG_LEN);
        prop_assert_eq!(aead.open(&key, &nonce, &aad, &sealed), Ok(plain));
        let at = at.index(sealed.len());
        sealed[at] ^= flip;
        prop_assert_eq!(aead.open(&key, &nonce, &aad, &sealed), Err(CryptoError::BadTag));
    }

    #[test]
    fn ciphers_take_any_lengths(
        key in vec(any::<u8>(), 0..34), nonce in vec(any::<u8>(), 0..18), text in vec(any::<u8>(), 0..70),
    ) {
        for aead in AEADS {
            let fits = key.len() == aead.key_len() && nonce.len() == Aead::NONCE_LEN;
            prop_assert_eq!(aead.seal(&key, &nonce, &text, &text).is_ok(), fits);
            prop_assert!(aead.open(&key, &nonce, &text, &text).is_err());
        }
        for cbc in [Cbc::Aes128, Cbc::Aes256] {
            let fits = key.len() == cbc.key_len() && nonce.len() == Cbc::BLOCK_LEN && text.len() % Cbc::BLOCK_LEN == 0;
            prop_assert_eq!(cbc.encrypt(&key, &nonce, &text).is_ok(), fits);
            prop_assert_eq!(cbc.decrypt(&key, &nonce, &text).is_ok(), fits);
        }
    }

    #[test]
    fn cbc_round_trips(seed: u64, blocks in 0..20usize) {
        for cbc in [Cbc::Aes128, Cbc::Aes256] {
            let seed = Seed::from_number(seed);
            let (key, iv) = (seed.draw("key", cbc.key_len()), seed.draw("iv", Cbc::BLOCK_LEN));
            let plain = seed.draw("plain", blocks * Cbc::BLOCK_LEN);
            let sealed = cbc.encrypt(&key, &iv, &plain).unwrap();
            prop_assert_eq!(cbc.decrypt(&key, &iv, &sealed), Ok(plain));
        }
    }

    #[test]
    fn groups_take_any_bytes(private in vec(any::<u8>(), 0..50), peer in vec(any::<u8>(), 0..100)) {
        for group in GROUPS {
            let _ = group.public(&private);
            let _ = group.agree(&private, &peer);
            let mut point = peer.clone();
            point.resize(group.public_len(), 0x55);
            point[0] = 4;
            let _ = group.agree(&vec![1; group.private_len()], &point);
        }
    }

    #[test]
    fn key_parsers_take_any_bytes(bytes in vec(any::<u8>(), 0..200)) {
        parse_everything(&bytes);
        // The same behind a length that is right, so that parsing goes on.
        parse_everything(&[&[0x30, 0x81, bytes.len() as u8], &bytes[..]].concat());
    }

    #[test]
    fn altered_keys_are_refused_or_used(
        (_, der) in select(fixtures()), at: Index, flip in 1..=255u8, cut: Index, public: bool,
    ) {
        let mut der = der.to_vec();
        if public {
            der = PrivateKey::from_pkcs8_der(&der).unwrap().public().to_spki_der();
        }
        parse_everything(&der[..cut.index(der.len())]);
        let at = at.index(der.len());
        der[at] ^= flip;
        parse_everything(&der);
    }

    #[test]
    fn rsa_numbers_may_be_anything(numbers in vec(vec(any::<u8>(), 0..140), 9), tweak in 0..12usize) {
        let leaf = fixture("leaf-rsa2048").unwrap();
        parse_everything(&pkcs1(&numbers));
        // A true key, one number of it replaced by something related.
        let mut parts = rsa_numbers(leaf);
        prop_assert_eq!(PrivateKey::from_pkcs1_der(&pkcs1(&parts)), PrivateKey::from_pkcs8_der(leaf));
        match tweak {
            0 => parts[1] = parts[4].clone(),
            1 => (parts[4], parts[5]) = (parts[1].clone(), vec![1]),
            2 => parts[5] = parts[4].clone(),
            3 => parts[3] = parts[1].clone(),
            4 => parts[2] = vec![1],
            5 => parts[2] = parts[1].clone(),
            6 => parts[3] = vec![0],
            7 => parts[4] = vec![0],
            8 => parts.swap(4, 5),
            9 => parts[0] = vec![1],
            10 => *parts[1].last_mut().unwrap() ^= 1,
            _ => parts[2..].fill(numbers[0].clone()),
        }
        parse_everything(&pkcs1(&parts));
    }

    #[test]
    fn signatures_take_any_bytes(
        (_, der) in select(fixtures()), scheme in select(schemes()), message in vec(any::<u8>(), 0..20),
        signature in vec(any::<u8>(), 0..300), salt in vec(any::<u8>(), 0..70),
    ) {
        let key = PrivateKey::from_pkcs8_der(der).unwrap();
        let public = key.public();
        prop_assert!(public.verify(scheme, &message, &signature).is_err());
        if let Ok(signature) = key.sign(scheme, &message, &salt) {
            prop_assert_eq!(public.verify(scheme, &message, &signature), Ok(()));
        }
        let _ = key.rsa_decrypt(&signature);
        let _ = public.rsa_encrypt(&message, &signature);
        let mut block = signature;
        block.resize(256, 7);
        let _ = key.rsa_decrypt(&block);
        prop_assert!(public.verify(scheme, &message, &block).is_err());
    }
}

/// Gives the bytes to every key parser, and uses what comes out.
fn parse_everything(bytes: &[u8]) {
    if let Ok(key) = PublicKey::from_spki_der(bytes) {
        assert_eq!(PublicKey::from_spki_der(&key.to_spki_der()).as_ref(), Ok(&key));
        let len = key.rsa_padding_len(3).unwrap_or(0);
        let _ = key.rsa_encrypt(b"abc", &vec![7; len]);
        for scheme in schemes() {
            let _ = key.verify(scheme, b"abc", &vec![1; key.bits().div_ceil(8)]);
        }
    }
    let parsers = [PrivateKey::from_pkcs8_der, PrivateKey::from_sec1_der, PrivateKey::from_pkcs1_der];
    for key in parsers.iter().filter_map(|parse| parse(bytes).ok()) {
        assert_eq!(PrivateKey::from_pkcs8_der(&key.to_pkcs8_der()).as_ref(), Ok(&key));
        let scheme = match key.kind() {
            KeyKind::Rsa => Scheme::RsaPkcs1(Hash::Sha256),
            KeyKind::Ed25519 => Scheme::Ed25519,
            _ => Scheme::Ecdsa(Hash::Sha256),
        };
        match key.sign(scheme, b"abc", &[]) {
            Ok(signature) => assert_eq!(key.public().verify(scheme, b"abc", &signature), Ok(())),
            // Of an RSA key it is only found out here that its primes are none.
            Err(error) => assert!(matches!((key.kind(), error), (KeyKind::Rsa, CryptoError::BadKey(_)))),
        }
    }
}

/// The nine numbers in a PrivateKeyInfo of RSA, by walking its INTEGERs.
fn rsa_numbers(pkcs8: &[u8]) -> Vec<Vec<u8>> {
    // PrivateKeyInfo up to the RSAPrivateKey's content: three headers with lengths of two bytes, and the algorithm.
    let mut rest = &pkcs8[4 + 3 + 15 + 4 + 4..];
    let mut numbers = Vec::new();
    while let [2, len, ..] = *rest {
        let (head, len) = match len {
            0x82 => (4, usize::from(rest[2]) << 8 | usize::from(rest[3])),
            0x81 => (3, usize::from(rest[2])),
            len => (2, usize::from(len)),
        };
        numbers.push(rest[head..head + len].to_vec());
        rest = &rest[head + len..];
    }
    assert_eq!(numbers.len(), 9);
    numbers
}

fn pkcs1(numbers: &[Vec<u8>]) -> Vec<u8> {
    let long = |tag, content: &[u8]| match content.len() {
        len @ 0..=127 => [&[tag, len as u8], content].concat(),
        len @ 128..=255 => [&[tag, 0x81, len as u8], content].concat(),
        len => [&[tag, 0x82, (len >> 8) as u8, len as u8], content].concat(),
    };
    let body: Vec<u8> = numbers
        .iter()
        .flat_map(|number| {
            let zeros = number.iter().take_while(|&&byte| byte == 0).count();
            let positive = [&[0], &number[zeros..]].concat();
            long(2, if matches!(positive.get(1), None | Some(0x80..)) { &positive } else { &positive[1..] })
        })
        .collect();
    long(0x30, &body)
}
