//! From code points to primitives: which group, which signature, which cipher a code point asks for.
//! Knows no state.

use crate::crypto::{Aead, Cbc, Group, Hash, KeyKind, Scheme};
use crate::wire::extensions::ClientExtension;
use crate::wire::hello::ClientHello;
use crate::wire::suites::{Authentication, Bulk, SuiteHash};
use crate::wire::{NamedGroup, SignatureScheme as S, Suite, Version};

/// The groups that are spoken here.
pub const GROUPS: [NamedGroup; 3] = [NamedGroup::x25519, NamedGroup::secp256r1, NamedGroup::secp384r1];

/// The primitive of a group, where it is spoken here.
pub fn group(code: NamedGroup) -> Option<Group> {
    match code {
        NamedGroup::x25519 => Some(Group::X25519),
        NamedGroup::secp256r1 => Some(Group::Secp256r1),
        NamedGroup::secp384r1 => Some(Group::Secp384r1),
        _ => None,
    }
}

/// The curve that a key lies on, where it is one that supported_groups can name. The curve of Ed25519 is none: its scheme
/// alone names it (RFC 8422, 5.1.1).
pub fn curve(key: KeyKind) -> Option<NamedGroup> {
    match key {
        KeyKind::EcdsaP256 => Some(NamedGroup::secp256r1),
        KeyKind::EcdsaP384 => Some(NamedGroup::secp384r1),
        KeyKind::Rsa | KeyKind::Ed25519 => None,
    }
}

/// The signature schemes of a hello. One of TLS 1.2 that names none means SHA-1 (RFC 5246, 7.4.1.4.1).
pub fn offered(hello: &ClientHello) -> Vec<S> {
    match crate::extension!(hello.extensions(), ClientExtension::signature_algorithms) {
        Some(body) => body.supported_signature_algorithms.0.clone(),
        None => vec![S::rsa_pkcs1_sha1, S::ecdsa_sha1],
    }
}

/// The primitive of a signature scheme, where it is spoken here.
pub fn scheme(code: S) -> Option<Scheme> {
    Some(match code {
        S::rsa_pkcs1_sha1 => Scheme::RsaPkcs1(Hash::Sha1),
        S::rsa_pkcs1_sha256 => Scheme::RsaPkcs1(Hash::Sha256),
        S::rsa_pkcs1_sha384 => Scheme::RsaPkcs1(Hash::Sha384),
        S::rsa_pkcs1_sha512 => Scheme::RsaPkcs1(Hash::Sha512),
        S::rsa_pss_rsae_sha256 => Scheme::RsaPss(Hash::Sha256),
        S::rsa_pss_rsae_sha384 => Scheme::RsaPss(Hash::Sha384),
        S::rsa_pss_rsae_sha512 => Scheme::RsaPss(Hash::Sha512),
        S::ecdsa_sha1 => Scheme::Ecdsa(Hash::Sha1),
        S::ecdsa_secp256r1_sha256 => Scheme::Ecdsa(Hash::Sha256),
        S::ecdsa_secp384r1_sha384 => Scheme::Ecdsa(Hash::Sha384),
        S::ecdsa_secp521r1_sha512 => Scheme::Ecdsa(Hash::Sha512),
        S::ed25519 => Scheme::Ed25519,
        _ => return None,
    })
}

/// Whether a version allows a scheme for the handshake at all: TLS 1.3 has neither PKCS #1 v1.5 nor SHA-1 there (RFC 8446,
/// 4.2.3 and 4.4.3).
pub fn allowed(code: S, version: Version) -> bool {
    version == Version::Tls12 || !matches!(scheme(code), Some(Scheme::RsaPkcs1(_) | Scheme::Ecdsa(Hash::Sha1)))
}

/// Whether a scheme may be used with such a key in such a version. In TLS 1.3 a curve belongs to its
/// hash and PKCS #1 v1.5 signs certificates only (RFC 8446, 4.2.3); in TLS 1.2 neither holds.
pub fn fits(code: S, key: KeyKind, version: Version) -> bool {
    let tls13 = version == Version::Tls13;
    match (scheme(code), key) {
        (Some(Scheme::RsaPkcs1(_)), KeyKind::Rsa) => !tls13,
        (Some(Scheme::RsaPss(_)), KeyKind::Rsa) => true,
        (Some(Scheme::Ecdsa(_)), KeyKind::EcdsaP256) => !tls13 || code == S::ecdsa_secp256r1_sha256,
        (Some(Scheme::Ecdsa(_)), KeyKind::EcdsaP384) => !tls13 || code == S::ecdsa_secp384r1_sha384,
        (Some(Scheme::Ed25519), KeyKind::Ed25519) => true,
        _ => false,
    }
}

/// Whether a suite can be authenticated with such a key.
pub fn authenticates(suite: &Suite, key: KeyKind) -> bool {
    match suite.auth {
        Authentication::Any => true,
        Authentication::Rsa => key == KeyKind::Rsa,
        Authentication::Ecdsa => key != KeyKind::Rsa,
    }
}

/// The hash of a suite's PRF or HKDF. TLS 1.2 suites that name SHA-1 still derive with SHA-256 (RFC 5246, 5).
pub fn kdf_hash(suite: &Suite) -> Hash {
    match suite.hash {
        SuiteHash::Sha384 => Hash::Sha384,
        SuiteHash::Sha256 | SuiteHash::Sha1 => Hash::Sha256,
    }
}

/// The hash of a CBC suite's MAC.
pub fn mac_hash(suite: &Suite) -> Hash {
    match suite.hash {
        SuiteHash::Sha1 => Hash::Sha1,
        SuiteHash::Sha256 => Hash::Sha256,
        SuiteHash::Sha384 => Hash::Sha384,
    }
}

/// The cipher of a suite, by its kind of protection.
pub enum Cipher {
    Aead(Aead),
    Cbc(Cbc),
}

/// The bulk cipher that a suite asks for.
pub fn cipher(suite: &Suite) -> Cipher {
    match suite.bulk {
        Bulk::Aes128Gcm => Cipher::Aead(Aead::Aes128Gcm),
        Bulk::Aes256Gcm => Cipher::Aead(Aead::Aes256Gcm),
        Bulk::ChaCha20Poly1305 => Cipher::Aead(Aead::ChaCha20Poly1305),
        Bulk::Aes128Cbc => Cipher::Cbc(Cbc::Aes128),
        Bulk::Aes256Cbc => Cipher::Cbc(Cbc::Aes256),
    }
}
