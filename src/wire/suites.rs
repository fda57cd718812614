//! Cipher suites taken apart by name: key exchange, authentication, cipher, hash. Knows no cryptography,
//! only which parts the names promise.

use super::blob::{KeyExchange, Version};
use super::codes::CipherSuite;

/// How the peer's identity is proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Authentication {
    Rsa,
    /// ECDSA, and Ed25519 (RFC 8422, 5.1).
    Ecdsa,
    /// TLS 1.3 leaves it to `signature_algorithms` (RFC 8446, 4.2.3).
    Any,
}

/// The bulk cipher with its mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Bulk {
    Aes128Gcm,
    Aes256Gcm,
    ChaCha20Poly1305,
    Aes128Cbc,
    Aes256Cbc,
}

/// The hash a suite names: of the PRF or HKDF, and of the MAC for CBC suites.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SuiteHash {
    Sha1,
    Sha256,
    Sha384,
}

/// The parts of a suite that can be spoken here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Suite {
    pub code: CipherSuite,
    pub version: Version,
    /// None in TLS 1.3, where the key share decides.
    pub kx: Option<KeyExchange>,
    pub auth: Authentication,
    pub bulk: Bulk,
    pub hash: SuiteHash,
    /// The name that OpenSSL prints.
    pub openssl: &'static str,
}

const fn suite13(code: CipherSuite, bulk: Bulk, hash: SuiteHash, openssl: &'static str) -> Suite {
    Suite { code, version: Version::Tls13, kx: None, auth: Authentication::Any, bulk, hash, openssl }
}

const fn suite12(
    code: CipherSuite,
    kx: KeyExchange,
    auth: Authentication,
    bulk: Bulk,
    hash: SuiteHash,
    openssl: &'static str,
) -> Suite {
    Suite { code, version: Version::Tls12, kx: Some(kx), auth, bulk, hash, openssl }
}

use Authentication::{Ecdsa, Rsa};
use Bulk::{Aes128Cbc, Aes128Gcm, Aes256Cbc, Aes256Gcm, ChaCha20Poly1305};
use CipherSuite as C;
use KeyExchange::Ecdhe;
use SuiteHash::{Sha1, Sha256, Sha384};

/// Every suite spoken here, in the default order of preference: TLS 1.3 first, then forward secret
/// AEAD, then forward secret CBC, then RSA key exchange.
pub const SUITES: &[Suite] = &[
    suite13(C::TLS_AES_128_GCM_SHA256, Aes128Gcm, Sha256, "TLS_AES_128_GCM_SHA256"),
    suite13(C::TLS_AES_256_GCM_SHA384, Aes256Gcm, Sha384, "TLS_AES_256_GCM_SHA384"),
    suite13(C::TLS_CHACHA20_POLY1305_SHA256, ChaCha20Poly1305, Sha256, "TLS_CHACHA20_POLY1305_SHA256"),
    suite12(
        C::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        Ecdhe,
        Ecdsa,
        Aes128Gcm,
        Sha256,
        "ECDHE-ECDSA-AES128-GCM-SHA256",
    ),
    suite12(C::TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, Ecdhe, Rsa, Aes128Gcm, Sha256, "ECDHE-RSA-AES128-GCM-SHA256"),
    suite12(
        C::TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
        Ecdhe,
        Ecdsa,
        Aes256Gcm,
        Sha384,
        "ECDHE-ECDSA-AES256-GCM-SHA384",
    ),
    suite12(C::TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, Ecdhe, Rsa, Aes256Gcm, Sha384, "ECDHE-RSA-AES256-GCM-SHA384"),
    suite12(
        C::TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
        Ecdhe,
        Ecdsa,
        ChaCha20Poly1305,
        Sha256,
        "ECDHE-ECDSA-CHACHA20-POLY1305",
    ),
    suite12(
        C::TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
        Ecdhe,
        Rsa,
        ChaCha20Poly1305,
        Sha256,
        "ECDHE-RSA-CHACHA20-POLY1305",
    ),
    suite12(C::TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256, Ecdhe, Ecdsa, Aes128Cbc, Sha256, "ECDHE-ECDSA-AES128-SHA256"),
    suite12(C::TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256, Ecdhe, Rsa, Aes128Cbc, Sha256, "ECDHE-RSA-AES128-SHA256"),
    suite12(C::TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384, Ecdhe, Ecdsa, Aes256Cbc, Sha384, "ECDHE-ECDSA-AES256-SHA384"),
    suite12(C::TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384, Ecdhe, Rsa, Aes256Cbc, Sha384, "ECDHE-RSA-AES256-SHA384"),
    suite12(C::TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA, Ecdhe, Ecdsa, Aes128Cbc, Sha1, "ECDHE-ECDSA-AES128-SHA"),
    suite12(C::TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, Ecdhe, Rsa, Aes128Cbc, Sha1, "ECDHE-RSA-AES128-SHA"),
    suite12(C::TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA, Ecdhe, Ecdsa, Aes256Cbc, Sha1, "ECDHE-ECDSA-AES256-SHA"),
    suite12(C::TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA, Ecdhe, Rsa, Aes256Cbc, Sha1, "ECDHE-RSA-AES256-SHA"),
    suite12(C::TLS_RSA_WITH_AES_128_GCM_SHA256, KeyExchange::Rsa, Rsa, Aes128Gcm, Sha256, "AES128-GCM-SHA256"),
    suite12(C::TLS_RSA_WITH_AES_256_GCM_SHA384, KeyExchange::Rsa, Rsa, Aes256Gcm, Sha384, "AES256-GCM-SHA384"),
    suite12(C::TLS_RSA_WITH_AES_128_CBC_SHA256, KeyExchange::Rsa, Rsa, Aes128Cbc, Sha256, "AES128-SHA256"),
    suite12(C::TLS_RSA_WITH_AES_256_CBC_SHA256, KeyExchange::Rsa, Rsa, Aes256Cbc, Sha256, "AES256-SHA256"),
    suite12(C::TLS_RSA_WITH_AES_128_CBC_SHA, KeyExchange::Rsa, Rsa, Aes128Cbc, Sha1, "AES128-SHA"),
    suite12(C::TLS_RSA_WITH_AES_256_CBC_SHA, KeyExchange::Rsa, Rsa, Aes256Cbc, Sha1, "AES256-SHA"),
];

impl Suite {
    /// The parts of a code point, where it is spoken here.
    pub fn of(code: CipherSuite) -> Option<&'static Self> {
        SUITES.iter().find(|suite| suite.code == code)
    }
}
