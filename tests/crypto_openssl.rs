//! The OpenSSL command line as an outside judge: of what Wycheproof has no vectors for (hashes, raw CBC, the
//! TLS 1.2 PRF), and of signing, encrypting, agreeing and key files, in both directions. Each test prints how many
//! answers it compared.

#![cfg(test)]

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use handscope::crypto::*;

/// Lengths on both sides of every block and padding boundary of the hashes.
const LENGTHS: [usize; 14] = [0, 1, 20, 55, 56, 63, 64, 65, 111, 112, 127, 128, 129, 5000];
const HASHES: [(Hash, &str); 4] =
    [(Hash::Sha1, "sha1"), (Hash::Sha256, "sha256"), (Hash::Sha384, "sha384"), (Hash::Sha512, "sha512")];

#[test]
fn hashes() {
    let desk = Desk::new("hashes");
    let mut count = 0;
    for len in LENGTHS {
        desk.put("message", &bytes("message", len));
        for (hash, name) in HASHES {
            let judged = desk.openssl(&["dgst", &format!("-{name}"), "-binary", "message"]);
            assert_eq!(hash.digest(&[&bytes("message", len)]), judged, "{name} of {len} bytes");
            count += 1;
        }
    }
    report("hashes", count);
}

#[test]
fn hmac_keys_of_any_length() {
    let desk = Desk::new("hmac");
    desk.put("message", b"message");
    let mut count = 0;
    for len in [1, 32, 63, 64, 65, 127, 128, 129, 200] {
        let key = bytes("key", len);
        for (hash, name) in HASHES {
            let option = format!("hexkey:{}", hex(&key));
            let judged =
                desk.openssl(&["dgst", &format!("-{name}"), "-mac", "HMAC", "-macopt", &option, "-binary", "message"]);
            assert_eq!(hash.hmac(&key, &[b"mess", b"age"]), judged, "{name} with a key of {len} bytes");
            count += 1;
        }
    }
    report("HMAC", count);
}

#[test]
fn raw_cbc() {
    let desk = Desk::new("cbc");
    let mut count = 0;
    for (cbc, name) in [(Cbc::Aes128, "-aes-128-cbc"), (Cbc::Aes256, "-aes-256-cbc")] {
        for blocks in [1, 2, 3, 8, 9, 64, 1025] {
            let (key, iv) = (bytes("key", cbc.key_len()), bytes("iv", Cbc::BLOCK_LEN));
            let plain = bytes("plain", blocks * Cbc::BLOCK_LEN);
            desk.put("plain", &plain);
            let judged =
                desk.openssl(&["enc", name, "-e", "-nopad", "-K", &hex(&key), "-iv", &hex(&iv), "-in", "plain"]);
            assert_eq!(cbc.encrypt(&key, &iv, &plain).unwrap(), judged, "{name}, {blocks} blocks");
            assert_eq!(cbc.decrypt(&key, &iv, &judged).unwrap(), plain, "{name}, {blocks} blocks");
            count += 2;
        }
    }
    report("AES-CBC", count);
}

#[test]
fn tls12_prf() {
    let desk = Desk::new("prf");
    let mut count = 0;
    for (hash, name) in [(Hash::Sha256, "SHA256"), (Hash::Sha384, "SHA384")] {
        for (label, len) in [
            ("client finished", 12),
            ("master secret", 48),
            ("extended master secret", 48),
            ("key expansion", 40),
            ("key expansion", 136),
            ("x", 1),
            ("x", 1000),
        ] {
            for secret_len in [1, 46, 48, 64, 65, 130] {
                let (secret, client, server) = (bytes("secret", secret_len), bytes("client", 32), bytes("server", 32));
                let seed = [label.as_bytes(), &client, &server].concat();
                let judged = desk.openssl(&[
                    "kdf",
                    "-binary",
                    "-keylen",
                    &len.to_string(),
                    "-kdfopt",
                    &format!("digest:{name}"),
                    "-kdfopt",
                    &format!("hexsecret:{}", hex(&secret)),
                    "-kdfopt",
                    &format!("hexseed:{}", hex(&seed)),
                    "TLS1-PRF",
                ]);
                assert_eq!(prf(hash, &secret, label, &[&client, &server], len), judged, "{name} {label} {len}");
                count += 1;
            }
        }
    }
    report("TLS 1.2 PRF", count);
}

/// Whether a modulus of so many bits has no room for a scheme's encoding (RFC 8017, 9.1.1 and 9.2).
fn too_small(scheme: Scheme, bits: usize) -> bool {
    match scheme {
        Scheme::RsaPss(hash) => (bits - 1).div_ceil(8) < 2 * hash.len() + 2,
        // DigestInfo adds 19 bytes to a hash of the SHA-2 family, the padding 11.
        Scheme::RsaPkcs1(hash) => bits.div_ceil(8) < hash.len() + 19 + 11,
        _ => false,
    }
}

#[test]
fn signatures_both_ways() {
    let desk = Desk::new("signatures");
    let mut count = 0;
    // Odd moduli too: at 1025 bits a PSS encoding is one byte shorter than the modulus.
    let fresh = [1024, 1025, 1031, 3072].map(|bits| desk.rsa_key(bits));
    let fixed = fixtures().into_iter().map(|(_, der)| der.to_vec());
    for der in fresh.into_iter().chain(fixed) {
        let key = PrivateKey::from_pkcs8_der(&der).unwrap();
        let public = key.public();
        desk.put("key.der", &der);
        desk.put("public.der", &public.to_spki_der());
        for len in [1, 300] {
            let message = bytes("to be signed", len);
            desk.put("message", &message);
            for (scheme, options, raw) in schemes(key.kind()) {
                let hash_len = if let Scheme::RsaPss(hash) = scheme { hash.len() } else { 0 };
                let Ok(signature) = key.sign(scheme, &message, &bytes("salt", hash_len)) else {
                    // The hash, twice for PSS, does not fit a small modulus; OpenSSL agrees below.
                    assert!(too_small(scheme, public.bits()), "{scheme:?} with {} bits", public.bits());
                    assert!(!desk.try_sign(&options, raw));
                    count += 1;
                    continue;
                };
                assert_eq!(key.sign(scheme, &message, &bytes("salt", hash_len)).as_ref(), Ok(&signature));
                desk.put("signature", &signature);
                assert!(desk.verifies(&options, raw), "{scheme:?} by {key:?}: OpenSSL refuses ours");
                assert!(desk.try_sign(&options, raw), "{scheme:?} by {key:?}");
                let judged = desk.get("theirs");
                assert_eq!(public.verify(scheme, &message, &judged), Ok(()), "{scheme:?}: we refuse OpenSSL's");
                let mut broken = judged;
                *broken.last_mut().unwrap() ^= 1;
                assert_eq!(public.verify(scheme, &message, &broken), Err(CryptoError::BadSignature));
                count += 3;
            }
        }
    }
    report("signatures", count);
}

#[test]
fn rsa_encryption_both_ways() {
    let desk = Desk::new("encryption");
    let mut count = 0;
    for der in [desk.rsa_key(1024), desk.rsa_key(1025), fixture("leaf-rsa2048").unwrap().to_vec()] {
        let key = PrivateKey::from_pkcs8_der(&der).unwrap();
        let public = key.public();
        desk.put("key.der", &der);
        desk.put("public.der", &public.to_spki_der());
        let most = public.bits().div_ceil(8) - 11;
        for len in [0, 1, 48, most] {
            let plain = bytes("premaster", len);
            let padding = Seed::from_number(9).draw_nonzero("padding", public.rsa_padding_len(len).unwrap());
            desk.put("sealed", &public.rsa_encrypt(&plain, &padding).unwrap());
            let judged =
                desk.openssl(&["pkeyutl", "-decrypt", "-keyform", "DER", "-inkey", "key.der", "-in", "sealed"]);
            assert_eq!(judged, plain, "{len} bytes under {} bits", public.bits());
            desk.put("plain", &plain);
            let sealed = desk.openssl(&[
                "pkeyutl",
                "-encrypt",
                "-keyform",
                "DER",
                "-pubin",
                "-inkey",
                "public.der",
                "-in",
                "plain",
            ]);
            assert_eq!(key.rsa_decrypt(&sealed), Ok(plain), "{len} bytes under {} bits", public.bits());
            count += 2;
        }
        assert_eq!(public.rsa_padding_len(most + 1), None);
    }
    report("RSA encryption", count);
}

#[test]
fn key_files() {
    let desk = Desk::new("keys");
    let mut count = 0;
    for (name, der) in fixtures() {
        desk.put("key.der", der);
        let key = PrivateKey::from_pkcs8_der(der).unwrap();
        let read = ["pkey", "-inform", "DER", "-in", "key.der", "-outform", "DER"];
        assert_eq!(key.public().to_spki_der(), desk.openssl(&[&read[..], &["-pubout"]].concat()), "{name}");
        let traditional = desk.openssl(&[&read[..], &["-traditional"]].concat());
        let again = match key.kind() {
            KeyKind::Rsa => PrivateKey::from_pkcs1_der(&traditional),
            KeyKind::EcdsaP256 | KeyKind::EcdsaP384 => PrivateKey::from_sec1_der(&traditional),
            // There is no older form of these.
            KeyKind::Ed25519 => PrivateKey::from_pkcs8_der(&traditional),
        };
        assert_eq!(again.unwrap().to_pkcs8_der(), der, "{name}");
        count += 2;
    }
    report("key files", count);
}

#[test]
fn key_agreement() {
    let desk = Desk::new("agreement");
    let mut count = 0;
    for (group, algorithm) in [
        (Group::X25519, &["-algorithm", "X25519"][..]),
        (Group::Secp256r1, &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"]),
        (Group::Secp384r1, &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"]),
    ] {
        for turn in 0..8 {
            let theirs = desk.openssl(&[&["genpkey", "-outform", "DER"], algorithm].concat());
            desk.put("theirs.der", &theirs);
            let their_spki =
                desk.openssl(&["pkey", "-inform", "DER", "-in", "theirs.der", "-pubout", "-outform", "DER"]);
            // The public value ends a SubjectPublicKeyInfo; what comes before is the same for every key of a group.
            let (head, their_public) = their_spki.split_at(their_spki.len() - group.public_len());
            let ours = bytes(&format!("private {turn}"), group.private_len());
            desk.put("ours.der", &[head, &group.public(&ours).unwrap()].concat());
            let judged = desk.openssl(&[
                "pkeyutl",
                "-derive",
                "-keyform",
                "DER",
                "-inkey",
                "theirs.der",
                "-peerform",
                "DER",
                "-peerkey",
                "ours.der",
            ]);
            assert_eq!(group.agree(&ours, their_public), Ok(judged), "{group:?}");
            count += 1;
        }
    }
    report("key agreement", count);
}

/// The schemes for a kind of key, each with OpenSSL's options, and whether OpenSSL takes the message unhashed.
fn schemes(kind: KeyKind) -> Vec<(Scheme, Vec<String>, bool)> {
    let with = |name: &str, options: &[&str]| {
        let options = options.iter().flat_map(|option| ["-sigopt", option]).map(str::to_owned);
        [format!("-{name}")].into_iter().chain(options).collect()
    };
    let pss = ["rsa_padding_mode:pss", "rsa_pss_saltlen:digest"];
    match kind {
        KeyKind::Rsa => HASHES
            .iter()
            .flat_map(|&(hash, name)| {
                [(Scheme::RsaPkcs1(hash), with(name, &[]), false), (Scheme::RsaPss(hash), with(name, &pss), false)]
            })
            .collect(),
        KeyKind::EcdsaP256 | KeyKind::EcdsaP384 => {
            HASHES.iter().map(|&(hash, name)| (Scheme::Ecdsa(hash), with(name, &[]), false)).collect()
        }
        KeyKind::Ed25519 => vec![(Scheme::Ed25519, Vec::new(), true)],
    }
}

/// A directory of its own in which OpenSSL is run.
struct Desk(PathBuf);

impl Desk {
    fn new(name: &str) -> Desk {
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("crypto-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Desk(path)
    }

    fn put(&self, name: &str, content: &[u8]) {
        fs::write(self.0.join(name), content).unwrap();
    }

    fn get(&self, name: &str) -> Vec<u8> {
        fs::read(self.0.join(name)).unwrap()
    }

    fn try_openssl(&self, args: &[&str]) -> Result<Vec<u8>, String> {
        let out = Command::new("openssl").args(args).current_dir(&self.0).output().expect("openssl runs");
        if out.status.success() { Ok(out.stdout) } else { Err(String::from_utf8_lossy(&out.stderr).into_owned()) }
    }

    fn openssl(&self, args: &[&str]) -> Vec<u8> {
        self.try_openssl(args).unwrap_or_else(|error| panic!("openssl {args:?}: {error}"))
    }

    fn rsa_key(&self, bits: usize) -> Vec<u8> {
        let option = format!("rsa_keygen_bits:{bits}");
        self.put("fresh.der", &self.openssl(&["genpkey", "-algorithm", "RSA", "-pkeyopt", &option, "-outform", "DER"]));
        self.openssl(&["pkcs8", "-topk8", "-nocrypt", "-inform", "DER", "-in", "fresh.der", "-outform", "DER"])
    }

    /// Whether OpenSSL accepts `signature` over `message` by `public.der`.
    fn verifies(&self, options: &[String], raw: bool) -> bool {
        let options: Vec<&str> = options.iter().map(String::as_str).collect();
        let args = match raw {
            true => [
                &["pkeyutl", "-verify", "-rawin", "-pubin", "-keyform", "DER", "-inkey", "public.der"][..],
                &["-sigfile", "signature", "-in", "message"],
            ]
            .concat(),
            false => [
                &["dgst", "-keyform", "DER", "-verify", "public.der", "-signature", "signature"][..],
                &options,
                &["message"],
            ]
            .concat(),
        };
        self.try_openssl(&args).is_ok()
    }

    /// Whether OpenSSL signs `message` by `key.der`; the signature goes to `theirs`.
    fn try_sign(&self, options: &[String], raw: bool) -> bool {
        let options: Vec<&str> = options.iter().map(String::as_str).collect();
        let args = match raw {
            true => vec!["pkeyutl", "-sign", "-rawin", "-keyform", "DER", "-inkey", "key.der", "-in", "message"],
            false => [&["dgst", "-keyform", "DER", "-sign", "key.der"][..], &options, &["message"]].concat(),
        };
        self.try_openssl(&args).map(|signature| self.put("theirs", &signature)).is_ok()
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn bytes(label: &str, len: usize) -> Vec<u8> {
    Seed::from_number(2).draw(label, len)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn report(what: &str, count: usize) {
    println!("{what}: {count} compared with OpenSSL");
    assert!(count > 0, "{what}: nothing compared");
}
