//! The primitives against values published in RFCs: every derivation, key pair, protected record and signature of
//! RFC 8448, and the deterministic signatures of RFC 6979 and RFC 8032. Each test prints how many it compared.

#![cfg(test)]

use std::collections::HashMap;

use handscope::crypto::*;
use serde_json::Value;

#[test]
fn rfc8448_derivations() {
    let mut count = 0;
    for step in sections().into_iter().flatten() {
        if let (Some(salt), Some(ikm), Some(secret)) = (step.get("salt"), step.get("IKM"), step.get("secret")) {
            assert_eq!(hkdf_extract(Hash::Sha256, salt, ikm), secret, "{}", step.action);
            count += 1;
        }
        for (info, expanded) in [("info", "expanded"), ("key info", "key expanded"), ("iv info", "iv expanded")] {
            let (Some(prk), Some(info), Some(expanded)) = (step.get("PRK"), step.get(info), step.get(expanded)) else {
                continue;
            };
            assert_eq!(hkdf_expand(Hash::Sha256, prk, info, expanded.len()).unwrap(), expanded, "{}", step.action);
            // The same by the structure: info is length, label and context, the label starting with "tls13 ".
            let label = std::str::from_utf8(&info[9..3 + usize::from(info[2])]).unwrap();
            let context = &info[4 + label.len() + 6..];
            let derived = hkdf_expand_label(Hash::Sha256, prk, label, context, expanded.len() as u16);
            assert_eq!(derived.unwrap(), expanded, "{label}");
            count += 2;
        }
    }
    report("RFC 8448 derivations", count);
}

#[test]
fn rfc8448_key_pairs() {
    let mut count = 0;
    for step in sections().into_iter().flatten() {
        let (Some(private), Some(public)) = (step.get("private key"), step.get("public key")) else { continue };
        let group = if public.len() == 32 { Group::X25519 } else { Group::Secp256r1 };
        assert_eq!(group.public(private).unwrap(), public, "{}", step.action);
        count += 1;
    }
    report("RFC 8448 key pairs", count);
}

#[test]
fn rfc8448_shared_secrets() {
    let mut count = 0;
    for steps in sections() {
        let pairs: Vec<_> =
            steps.iter().filter_map(|step| Some((step.get("private key")?, step.get("public key")?))).collect();
        // The last two pairs made are the ones that meet (a retried hello has a pair before them).
        let [.., (client, client_public), (server, server_public)] = pairs[..] else { panic!("two key pairs") };
        let group = if client_public.len() == 32 { Group::X25519 } else { Group::Secp256r1 };
        let shared = group.agree(client, server_public).unwrap();
        assert_eq!(group.agree(server, client_public).unwrap(), shared);
        let extract = steps.iter().find(|step| step.action.contains("extract secret \"handshake\"")).unwrap();
        assert_eq!(extract.get("IKM").unwrap(), shared);
        count += 1;
    }
    report("RFC 8448 shared secrets", count);
}

#[test]
fn rfc8448_protected_records() {
    let mut count = 0;
    for steps in sections() {
        // Each actor's write key, IV and sequence number, where the RFC prints them.
        let mut writing: HashMap<String, (Vec<u8>, Vec<u8>, u64)> = HashMap::new();
        for step in steps {
            if step.action.starts_with("derive write traffic keys") {
                writing.remove(&step.actor);
                if let (Some(key), Some(iv)) = (step.get("key expanded"), step.get("iv expanded")) {
                    writing.insert(step.actor.clone(), (key.to_vec(), iv.to_vec(), 0));
                }
            }
            let (Some(payload), Some(record)) = (step.get("payload"), step.get("complete record")) else { continue };
            let Some((key, iv, sequence)) = writing.get_mut(&step.actor) else { continue };
            let kind = match step.action.split(' ').nth(1) {
                Some("handshake") => 22,
                Some("application_data") => 23,
                Some("alert") => 21,
                other => panic!("{other:?}"),
            };
            let (header, sealed) = record.split_at(5);
            if header[0] != 23 {
                continue;
            }
            let mut nonce = iv.clone();
            nonce.iter_mut().rev().zip(sequence.to_le_bytes()).for_each(|(byte, number)| *byte ^= number);
            let inner = [payload, &[kind]].concat();
            let aead = Aead::Aes128Gcm;
            assert_eq!(aead.seal(key, &nonce, header, &inner).unwrap(), sealed, "{} {}", step.actor, step.action);
            assert_eq!(aead.open(key, &nonce, header, sealed).unwrap(), inner, "{} {}", step.actor, step.action);
            *sequence += 1;
            count += 1;
        }
    }
    report("RFC 8448 records", count);
}

/// The private key and the PSS salts are not published: verifying is the proof.
#[test]
fn rfc8448_signatures() {
    let mut count = 0;
    for steps in sections() {
        let mut transcript: Vec<Vec<u8>> = Vec::new();
        for step in steps.iter().filter(|step| step.action.starts_with("construct a")) {
            let [(_, message)] = &step.values[..] else { continue };
            // A HelloRetryRequest, by its random: the hello before it is replaced by its hash (RFC 8446 section 4.4.1).
            if message[0] == 2 && message[6..10] == [0xcf, 0x21, 0xad, 0x74] {
                let hash = Hash::Sha256.digest(&[&transcript.concat()]);
                transcript = vec![[&[254, 0, 0, 32], &hash[..]].concat()];
            }
            if message[0] == 15 {
                let context = format!("TLS 1.3, {} CertificateVerify", step.actor);
                let content =
                    [&[0x20; 64], context.as_bytes(), &[0], &Hash::Sha256.digest(&[&transcript.concat()])].concat();
                let certificate = transcript.iter().rev().find(|message| message[0] == 11).unwrap();
                let key = PublicKey::from_spki_der(&spki(certificate)).unwrap();
                let scheme = match message[4..6] {
                    [8, 4] => Scheme::RsaPss(Hash::Sha256),
                    [4, 3] => Scheme::Ecdsa(Hash::Sha256),
                    _ => panic!("another scheme"),
                };
                let signature = &message[8..];
                assert_eq!(key.verify(scheme, &content, signature), Ok(()), "by the {}", step.actor);
                for at in 0..content.len() {
                    let mut other = content.clone();
                    other[at] ^= 1;
                    assert_eq!(key.verify(scheme, &other, signature), Err(CryptoError::BadSignature));
                }
                count += 1;
            }
            transcript.push(message.clone());
        }
    }
    report("RFC 8448 signatures", count);
}

#[test]
fn rfc6979_signatures() {
    let p256 = "C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721";
    let p384 =
        concat!("6B9D3DAD2E1B8C1C05B19875B6659F4DE23C3B667BF297BA9AA47740787137D8", "96D5724E4C70A825F872C9EA60D2EDF5");
    let mut count = 0;
    for (private, curve, hash, message, r, s) in [
        (
            p256,
            "2A8648CE3D030107",
            Hash::Sha256,
            "sample",
            "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716",
            "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8",
        ),
        (
            p256,
            "2A8648CE3D030107",
            Hash::Sha256,
            "test",
            "F1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367",
            "019F4113742A2B14BD25926B49C649155F267E60D3814B4C0CC84250E46F0083",
        ),
        (
            p384,
            "2B81040022",
            Hash::Sha384,
            "sample",
            "94EDBB92A5ECB8AAD4736E56C691916B3F88140666CE9FA73D64C4EA95AD133C81A648152E44ACF96E36DD1E80FABE46",
            "99EF4AEB15F178CEA1FE40DB2603138F130E740A19624526203B6351D0A3A94FA329C145786E679E7B82C71A38628AC8",
        ),
    ] {
        let (private, curve, r, s) = (unhex(private), unhex(curve), unhex(r), unhex(s));
        // ECPrivateKey: version 1, the scalar, the named curve.
        let body = [element(2, &[1]), element(4, &private), element(0xa0, &element(6, &curve))].concat();
        let key = PrivateKey::from_sec1_der(&element(0x30, &body)).unwrap();
        let signature = element(0x30, &[integer(&r), integer(&s)].concat());
        assert_eq!(key.sign(Scheme::Ecdsa(hash), message.as_bytes(), &[]).unwrap(), signature, "{message}");
        count += 1;
    }
    report("RFC 6979 signatures", count);
}

#[test]
fn rfc8032_signatures() {
    let mut count = 0;
    for (private, public, message, signature) in [
        (
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "",
            concat!(
                "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555",
                "fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
            ),
        ),
        (
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            "72",
            concat!(
                "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da",
                "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
            ),
        ),
    ] {
        let info = [unhex("020100300506032b6570"), element(4, &element(4, &unhex(private)))].concat();
        let key = PrivateKey::from_pkcs8_der(&element(0x30, &info)).unwrap();
        assert!(key.public().to_spki_der().ends_with(&unhex(public)));
        assert_eq!(key.sign(Scheme::Ed25519, &unhex(message), &[]).unwrap(), unhex(signature));
        count += 1;
    }
    report("RFC 8032 signatures", count);
}

struct Step {
    actor: String,
    action: String,
    values: Vec<(String, Vec<u8>)>,
}

impl Step {
    fn get(&self, name: &str) -> Option<&[u8]> {
        self.values.iter().find(|(have, _)| have == name).map(|(_, bytes)| &bytes[..])
    }
}

/// The steps of each section of RFC 8448.
fn sections() -> Vec<Vec<Step>> {
    let all: Value = serde_json::from_str(include_str!("vectors/rfc8448.json")).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let step = |step: &Value| Step {
        actor: text(&step["actor"]),
        action: text(&step["action"]),
        values: (step["values"].as_array().unwrap().iter())
            .map(|value| (text(&value["name"]), unhex(value["hex"].as_str().unwrap())))
            .collect(),
    };
    let sections = all.as_array().unwrap().iter();
    sections.map(|section| section["steps"].as_array().unwrap().iter().map(step).collect()).collect()
}

/// The SubjectPublicKeyInfo in a Certificate message of RFC 8448, whose keys are RSA of 1024 bits or P-256.
fn spki(certificate: &[u8]) -> Vec<u8> {
    let rsa = ("30819f300d06092a864886f70d010101050003818d00", 162);
    let p256 = ("3059301306072a8648ce3d020106082a8648ce3d030107034200", 91);
    let found = [rsa, p256].into_iter().find_map(|(head, len)| {
        let head = unhex(head);
        let at = certificate.windows(head.len()).position(|window| window == head)?;
        Some(certificate[at..at + len].to_vec())
    });
    found.unwrap()
}

/// A DER element of less than 256 bytes.
fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let len = content.len() as u8;
    let head = if len < 128 { vec![tag, len] } else { vec![tag, 0x81, len] };
    [head, content.to_vec()].concat()
}

fn integer(number: &[u8]) -> Vec<u8> {
    if number[0] < 128 { element(2, number) } else { element(2, &[&[0], number].concat()) }
}

fn unhex(hex: &str) -> Vec<u8> {
    (0..hex.len() / 2).map(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap()).collect()
}

fn report(what: &str, count: usize) {
    println!("{what}: {count} compared");
    assert!(count > 0, "{what}: nothing compared");
}
