//! Signature schemes and asymmetric keys: one face over RSA (RFC 8017), ECDSA (FIPS 186-4) and Ed25519 (RFC 8032).
//! Code points of schemes, and which of them a version allows, are not known here.

use std::fmt;

use ed25519_dalek::{Signer, Verifier};
use p256::ecdsa::signature::hazmat::{PrehashSigner, PrehashVerifier};

use super::{CryptoError, Hash, der, keys, rsa};

/// A signature scheme. PSS uses MGF1 with, and a salt as long as, the same hash (RFC 8446 section 4.2.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scheme {
    RsaPkcs1(Hash),
    RsaPss(Hash),
    Ecdsa(Hash),
    Ed25519,
}

/// What kind of key it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyKind {
    Rsa,
    EcdsaP256,
    EcdsaP384,
    Ed25519,
}

impl KeyKind {
    /// As people write it.
    pub fn name(self) -> &'static str {
        match self {
            KeyKind::Rsa => "RSA",
            KeyKind::EcdsaP256 => "ECDSA P-256",
            KeyKind::EcdsaP384 => "ECDSA P-384",
            KeyKind::Ed25519 => "Ed25519",
        }
    }
}

/// A public key. `Debug` shows its kind only.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKey(pub(super) Public);

/// A private key. `Debug` shows its kind only.
#[derive(Clone, PartialEq, Eq)]
pub struct PrivateKey(pub(super) Private);

#[derive(Clone, PartialEq, Eq)]
pub(super) enum Public {
    Rsa(rsa::Public),
    P256(p256::ecdsa::VerifyingKey),
    P384(p384::ecdsa::VerifyingKey),
    Ed25519(ed25519_dalek::VerifyingKey),
}

#[derive(Clone, PartialEq, Eq)]
pub(super) enum Private {
    Rsa(Box<rsa::Private>),
    P256(p256::ecdsa::SigningKey),
    P384(p384::ecdsa::SigningKey),
    Ed25519(Box<ed25519_dalek::SigningKey>),
}

impl PrivateKey {
    /// Reads a PrivateKeyInfo (PKCS#8, RFC 5958) of RSA, P-256, P-384 or Ed25519. Errors: `BadKey`, `Unsupported`.
    pub fn from_pkcs8_der(der: &[u8]) -> Result<PrivateKey, CryptoError> {
        keys::read_pkcs8(der).map(PrivateKey)
    }

    /// Reads an ECPrivateKey with its curve (SEC 1, RFC 5915): "EC PRIVATE KEY" in PEM. Errors: `BadKey`, `Unsupported`.
    pub fn from_sec1_der(der: &[u8]) -> Result<PrivateKey, CryptoError> {
        keys::read_sec1(der, None).map(PrivateKey)
    }

    /// Reads an RSAPrivateKey (PKCS#1, RFC 8017 appendix A.1.2): "RSA PRIVATE KEY" in PEM. Error: `BadKey`.
    pub fn from_pkcs1_der(der: &[u8]) -> Result<PrivateKey, CryptoError> {
        keys::read_pkcs1(der).map(PrivateKey)
    }

    /// The key as a PrivateKeyInfo (PKCS#8).
    pub fn to_pkcs8_der(&self) -> Vec<u8> {
        keys::write_pkcs8(&self.0)
    }

    /// The public key that belongs to it.
    pub fn public(&self) -> PublicKey {
        PublicKey(match &self.0 {
            Private::Rsa(key) => Public::Rsa(key.public().clone()),
            Private::P256(key) => Public::P256(*key.verifying_key()),
            Private::P384(key) => Public::P384(*key.verifying_key()),
            Private::Ed25519(key) => Public::Ed25519(key.verifying_key()),
        })
    }

    /// What kind of key it is.
    pub fn kind(&self) -> KeyKind {
        match self.0 {
            Private::Rsa(_) => KeyKind::Rsa,
            Private::P256(_) => KeyKind::EcdsaP256,
            Private::P384(_) => KeyKind::EcdsaP384,
            Private::Ed25519(_) => KeyKind::Ed25519,
        }
    }

    /// Whether the key is long enough to sign by a scheme; only RSA's can be too short.
    pub fn has_room(&self, scheme: Scheme) -> bool {
        match (&self.0, scheme) {
            (Private::Rsa(key), Scheme::RsaPkcs1(hash)) => rsa::has_room_pkcs1(key.public(), hash),
            (Private::Rsa(key), Scheme::RsaPss(hash)) => rsa::has_room_pss(key.public(), hash),
            _ => true,
        }
    }

    /// Signs a message. The same inputs always give the same signature. RSA: as long as the modulus. ECDSA: DER of
    /// ECDSA-Sig-Value, its nonce made as RFC 6979 says with the curve's own hash. Ed25519: 64 bytes.
    /// `salt` is for PSS alone, exactly as long as the hash; other schemes do not look at it.
    /// Errors: `WrongKeyKind`, `SaltLength`, `MessageTooLongForKey` (a modulus too short for the hash), `BadKey` (an
    /// RSA key whose exponents do not fit).
    pub fn sign(&self, scheme: Scheme, message: &[u8], salt: &[u8]) -> Result<Vec<u8>, CryptoError> {
        match (&self.0, scheme) {
            (Private::Rsa(key), Scheme::RsaPkcs1(hash)) => rsa::sign_pkcs1(key, hash, message),
            (Private::Rsa(key), Scheme::RsaPss(hash)) => rsa::sign_pss(key, hash, message, salt),
            (Private::P256(key), Scheme::Ecdsa(hash)) => {
                let signature: Result<p256::ecdsa::Signature, _> = key.sign_prehash(&prehash(hash, message, 32));
                signature.map(|signature| ecdsa_der(&signature.to_bytes())).map_err(|_| CryptoError::BadScalar)
            }
            (Private::P384(key), Scheme::Ecdsa(hash)) => {
                let signature: Result<p384::ecdsa::Signature, _> = key.sign_prehash(&prehash(hash, message, 48));
                signature.map(|signature| ecdsa_der(&signature.to_bytes())).map_err(|_| CryptoError::BadScalar)
            }
            (Private::Ed25519(key), Scheme::Ed25519) => Ok(key.sign(message).to_bytes().to_vec()),
            _ => Err(CryptoError::WrongKeyKind),
        }
    }

    /// The message in a PKCS#1 v1.5 type 2 block (RFC 8017 section 7.2.2), for a ciphertext as long as the modulus.
    /// Errors: `WrongKeyKind`, `InputLength`, `InputRange`, `BadPadding`, `BadKey`. A protocol must not let its peer
    /// tell them from success (RFC 5246 section 7.4.7.1).
    pub fn rsa_decrypt(&self, cipher: &[u8]) -> Result<Vec<u8>, CryptoError> {
        match &self.0 {
            Private::Rsa(key) => rsa::decrypt(key, cipher),
            _ => Err(CryptoError::WrongKeyKind),
        }
    }
}

impl PublicKey {
    /// Reads a SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7) of RSA (512 to 8192 bits), P-256, P-384 (uncompressed
    /// points, named curves: RFC 5480) or Ed25519 (RFC 8410). Errors: `BadKey`, `ModulusLength`, `KeyParameters`,
    /// `ExplicitCurve`, `BadPoint`, `PointLength`, `Unsupported`.
    pub fn from_spki_der(der: &[u8]) -> Result<PublicKey, CryptoError> {
        keys::read_spki(der).map(PublicKey)
    }

    /// The key as a SubjectPublicKeyInfo.
    pub fn to_spki_der(&self) -> Vec<u8> {
        keys::write_spki(&self.0)
    }

    /// What kind of key it is.
    pub fn kind(&self) -> KeyKind {
        match self.0 {
            Public::Rsa(_) => KeyKind::Rsa,
            Public::P256(_) => KeyKind::EcdsaP256,
            Public::P384(_) => KeyKind::EcdsaP384,
            Public::Ed25519(_) => KeyKind::Ed25519,
        }
    }

    /// Size in bits: of the modulus, of the curve's field, or of an Ed25519 key (256).
    pub fn bits(&self) -> usize {
        match &self.0 {
            Public::Rsa(key) => key.bits(),
            Public::P256(_) | Public::Ed25519(_) => 256,
            Public::P384(_) => 384,
        }
    }

    /// Whether the signature is this key's over this message. Errors: `WrongKeyKind`, `BadSignature`.
    pub fn verify(&self, scheme: Scheme, message: &[u8], signature: &[u8]) -> Result<(), CryptoError> {
        let bad = CryptoError::BadSignature;
        match (&self.0, scheme) {
            (Public::Rsa(key), Scheme::RsaPkcs1(hash)) => rsa::verify_pkcs1(key, hash, message, signature),
            (Public::Rsa(key), Scheme::RsaPss(hash)) => rsa::verify_pss(key, hash, message, signature),
            (Public::P256(key), Scheme::Ecdsa(hash)) => {
                let raw = ecdsa_raw(signature, 32).ok_or(bad)?;
                let signature = p256::ecdsa::Signature::from_slice(&raw).map_err(|_| bad)?;
                key.verify_prehash(&prehash(hash, message, 32), &signature).map_err(|_| bad)
            }
            (Public::P384(key), Scheme::Ecdsa(hash)) => {
                let raw = ecdsa_raw(signature, 48).ok_or(bad)?;
                let signature = p384::ecdsa::Signature::from_slice(&raw).map_err(|_| bad)?;
                key.verify_prehash(&prehash(hash, message, 48), &signature).map_err(|_| bad)
            }
            (Public::Ed25519(key), Scheme::Ed25519) => {
                let signature = ed25519_dalek::Signature::from_slice(signature).map_err(|_| bad)?;
                key.verify(message, &signature).map_err(|_| bad)
            }
            _ => Err(CryptoError::WrongKeyKind),
        }
    }

    /// Encrypts 00 02 PS 00 M (RFC 8017 section 7.2.1), PS being exactly `padding`: non-zero bytes,
    /// [`PublicKey::rsa_padding_len`] of them. Errors: `WrongKeyKind`, `MessageTooLongForKey`, `PaddingLength`,
    /// `ZeroInPadding`.
    pub fn rsa_encrypt(&self, plain: &[u8], padding: &[u8]) -> Result<Vec<u8>, CryptoError> {
        match &self.0 {
            Public::Rsa(key) => rsa::encrypt(key, plain, padding),
            _ => Err(CryptoError::WrongKeyKind),
        }
    }

    /// How many padding bytes a message of this length takes; `None` if it does not fit, or the key is not RSA.
    pub fn rsa_padding_len(&self, plain_len: usize) -> Option<usize> {
        match &self.0 {
            Public::Rsa(key) => rsa::padding_len(key, plain_len),
            _ => None,
        }
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({}, {} bits)", self.kind().name(), self.bits())
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PrivateKey({})", self.kind().name())
    }
}

/// The message's hash as a big-endian number of at least `field_len` bytes: leading zeros change nothing in ECDSA,
/// but the library refuses hashes much shorter than the field.
fn prehash(hash: Hash, message: &[u8], field_len: usize) -> Vec<u8> {
    [vec![0; field_len.saturating_sub(hash.len())], hash.digest(&[message])].concat()
}

/// ECDSA-Sig-Value (RFC 3279 section 2.2.3) of r || s, halves of equal length.
fn ecdsa_der(raw: &[u8]) -> Vec<u8> {
    let (r, s) = raw.split_at(raw.len() / 2);
    der::write(der::SEQUENCE, &[&der::write_unsigned(r), &der::write_unsigned(s)])
}

/// r || s, each of `field_len` bytes, from an ECDSA-Sig-Value in strict DER.
fn ecdsa_raw(signature: &[u8], field_len: usize) -> Option<Vec<u8>> {
    let (r, rest) = der::read_unsigned(der::read_all(der::SEQUENCE, signature)?)?;
    let (s, rest) = der::read_unsigned(rest)?;
    let zeros = |number: &[u8]| field_len.checked_sub(number.len()).map(|missing| vec![0; missing]);
    rest.is_empty().then_some([&zeros(r)?, r, &zeros(s)?, s].concat())
}
