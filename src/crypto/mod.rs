//! One small face per cryptographic primitive, over the RustCrypto crates.
//!
//! Bytes in, bytes out; everything is total: a bad length, point, key, tag or signature is a named
//! [`CryptoError`], never a panic. Nothing here draws randomness from outside: what a primitive needs
//! (a private scalar, a PSS salt, PKCS#1 padding) is handed in, and [`Seed`] makes it.
//!
//! Knows nothing of TLS: names of secrets and labels, records, and what a failure means live in `tls`.

mod cipher;
mod der;
mod error;
mod fixtures;
mod group;
mod hash;
mod kdf;
mod keys;
pub mod ledger;
mod random;
mod rsa;
mod sign;

pub use cipher::{Aead, Cbc};
pub use error::CryptoError;
pub use fixtures::{fixture, fixtures};
pub use group::Group;
pub use hash::Hash;
pub use kdf::{hkdf_expand, hkdf_expand_label, hkdf_extract, hkdf_label, prf};
pub use random::Seed;
pub use sign::{KeyKind, PrivateKey, PublicKey, Scheme};
