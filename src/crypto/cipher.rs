//! Symmetric ciphers: AEAD (RFC 5116, RFC 8439) and raw AES-CBC (NIST SP 800-38A).
//! Nonces are handed in whole; how they are made, and CBC's padding and MAC, are not known here.

use aes::{Aes128, Aes256};
use aes_gcm::aead::{self, Payload};
use aes_gcm::{Aes128Gcm, Aes256Gcm, KeyInit};
use cbc::cipher::{BlockModeDecrypt, BlockModeEncrypt, KeyIvInit, array::Array};
use chacha20poly1305::ChaCha20Poly1305;

use super::CryptoError;

/// An authenticated cipher with a 12-byte nonce and a 16-byte tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Aead {
    Aes128Gcm,
    Aes256Gcm,
    ChaCha20Poly1305,
}

impl Aead {
    /// Nonce length in bytes.
    pub const NONCE_LEN: usize = 12;
    /// Tag length in bytes.
    pub const TAG_LEN: usize = 16;

    /// The name as RFC 5116 and RFC 8439 write it.
    pub fn name(self) -> &'static str {
        match self {
            Aead::Aes128Gcm => "AES-128-GCM",
            Aead::Aes256Gcm => "AES-256-GCM",
            Aead::ChaCha20Poly1305 => "ChaCha20-Poly1305",
        }
    }

    /// Key length in bytes: 16, 32, 32.
    pub fn key_len(self) -> usize {
        match self {
            Aead::Aes128Gcm => 16,
            Aead::Aes256Gcm | Aead::ChaCha20Poly1305 => 32,
        }
    }

    /// Ciphertext and tag: `plain.len() + 16` bytes. Errors: `KeyLength`, `NonceLength`, `TooLong`.
    pub fn seal(self, key: &[u8], nonce: &[u8], aad: &[u8], plain: &[u8]) -> Result<Vec<u8>, CryptoError> {
        self.check(key, nonce)?;
        let payload = Payload { msg: plain, aad };
        match self {
            Aead::Aes128Gcm => seal::<Aes128Gcm>(key, nonce, payload),
            Aead::Aes256Gcm => seal::<Aes256Gcm>(key, nonce, payload),
            Aead::ChaCha20Poly1305 => seal::<ChaCha20Poly1305>(key, nonce, payload),
        }
    }

    /// The plaintext of ciphertext and tag. Errors: `KeyLength`, `NonceLength`, `BadTag` (also when shorter than a tag).
    pub fn open(self, key: &[u8], nonce: &[u8], aad: &[u8], sealed: &[u8]) -> Result<Vec<u8>, CryptoError> {
        self.check(key, nonce)?;
        let payload = Payload { msg: sealed, aad };
        match self {
            Aead::Aes128Gcm => open::<Aes128Gcm>(key, nonce, payload),
            Aead::Aes256Gcm => open::<Aes256Gcm>(key, nonce, payload),
            Aead::ChaCha20Poly1305 => open::<ChaCha20Poly1305>(key, nonce, payload),
        }
    }

    fn check(self, key: &[u8], nonce: &[u8]) -> Result<(), CryptoError> {
        key_length(self.key_len(), key)?;
        nonce_length(Self::NONCE_LEN, nonce)
    }
}

/// AES in cipher block chaining mode, without padding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Cbc {
    Aes128,
    Aes256,
}

impl Cbc {
    /// Block and initialisation vector length in bytes.
    pub const BLOCK_LEN: usize = 16;

    /// Key length in bytes: 16, 32.
    pub fn key_len(self) -> usize {
        match self {
            Cbc::Aes128 => 16,
            Cbc::Aes256 => 32,
        }
    }

    /// Encrypts whole blocks, adding nothing. Errors: `KeyLength`, `NonceLength` (the IV), `InputLength`.
    pub fn encrypt(self, key: &[u8], iv: &[u8], blocks: &[u8]) -> Result<Vec<u8>, CryptoError> {
        self.check(key, iv, blocks)?;
        match self {
            Cbc::Aes128 => encrypt::<cbc::Encryptor<Aes128>>(key, iv, blocks),
            Cbc::Aes256 => encrypt::<cbc::Encryptor<Aes256>>(key, iv, blocks),
        }
    }

    /// Decrypts whole blocks, removing nothing. Errors as in [`Cbc::encrypt`].
    pub fn decrypt(self, key: &[u8], iv: &[u8], blocks: &[u8]) -> Result<Vec<u8>, CryptoError> {
        self.check(key, iv, blocks)?;
        match self {
            Cbc::Aes128 => decrypt::<cbc::Decryptor<Aes128>>(key, iv, blocks),
            Cbc::Aes256 => decrypt::<cbc::Decryptor<Aes256>>(key, iv, blocks),
        }
    }

    fn check(self, key: &[u8], iv: &[u8], blocks: &[u8]) -> Result<(), CryptoError> {
        key_length(self.key_len(), key)?;
        nonce_length(Self::BLOCK_LEN, iv)?;
        match blocks.len() % Self::BLOCK_LEN {
            0 => Ok(()),
            _ => Err(CryptoError::InputLength { want: Self::BLOCK_LEN, have: blocks.len() }),
        }
    }
}

fn key_length(want: usize, key: &[u8]) -> Result<(), CryptoError> {
    if key.len() == want { Ok(()) } else { Err(CryptoError::KeyLength { want, have: key.len() }) }
}

fn nonce_length(want: usize, nonce: &[u8]) -> Result<(), CryptoError> {
    if nonce.len() == want { Ok(()) } else { Err(CryptoError::NonceLength { want, have: nonce.len() }) }
}

fn seal<C: KeyInit + aead::Aead>(key: &[u8], nonce: &[u8], payload: Payload<'_, '_>) -> Result<Vec<u8>, CryptoError> {
    let have = payload.msg.len();
    // Both lengths were checked: only a message beyond the cipher's counter is left to refuse.
    let too_long = CryptoError::TooLong { limit: u32::MAX as usize, have };
    let (Ok(cipher), Ok(nonce)) = (C::new_from_slice(key), nonce.try_into()) else { return Err(too_long) };
    cipher.encrypt(nonce, payload).map_err(|_| too_long)
}

fn open<C: KeyInit + aead::Aead>(key: &[u8], nonce: &[u8], payload: Payload<'_, '_>) -> Result<Vec<u8>, CryptoError> {
    let (Ok(cipher), Ok(nonce)) = (C::new_from_slice(key), nonce.try_into()) else { return Err(CryptoError::BadTag) };
    cipher.decrypt(nonce, payload).map_err(|_| CryptoError::BadTag)
}

fn encrypt<M: BlockModeEncrypt + KeyIvInit>(key: &[u8], iv: &[u8], blocks: &[u8]) -> Result<Vec<u8>, CryptoError> {
    let bad = CryptoError::KeyLength { want: M::key_size(), have: key.len() };
    let mut mode = M::new_from_slices(key, iv).map_err(|_| bad)?;
    let mut out = blocks.to_vec();
    mode.encrypt_blocks(Array::slice_as_chunks_mut(&mut out).0);
    Ok(out)
}

fn decrypt<M: BlockModeDecrypt + KeyIvInit>(key: &[u8], iv: &[u8], blocks: &[u8]) -> Result<Vec<u8>, CryptoError> {
    let bad = CryptoError::KeyLength { want: M::key_size(), have: key.len() };
    let mut mode = M::new_from_slices(key, iv).map_err(|_| bad)?;
    let mut out = blocks.to_vec();
    mode.decrypt_blocks(Array::slice_as_chunks_mut(&mut out).0);
    Ok(out)
}
