//! Key derivation: HKDF (RFC 5869) by the `hkdf` crate, HKDF-Expand-Label (RFC 8446 section 7.1) and the TLS 1.2 PRF
//! (RFC 5246 section 5). All are built from HMAC alone; which secret goes where is not known here.

use hkdf::Hkdf;
use hmac::EagerHash;
use md5::Md5;
use sha1::Sha1;
use sha2::{Sha256, Sha384, Sha512};

use super::{CryptoError, Hash};

/// The prefix of every label in HkdfLabel (RFC 8446 section 7.1).
const LABEL_PREFIX: &[u8] = b"tls13 ";

/// HKDF-Extract (RFC 5869 section 2.2): the pseudorandom key, `hash.len()` bytes.
/// An empty salt stands for `hash.len()` zero bytes, HMAC padding its key with zeros.
pub fn hkdf_extract(hash: Hash, salt: &[u8], ikm: &[u8]) -> Vec<u8> {
    match hash {
        Hash::Md5 => extract::<Md5>(salt, ikm),
        Hash::Sha1 => extract::<Sha1>(salt, ikm),
        Hash::Sha256 => extract::<Sha256>(salt, ikm),
        Hash::Sha384 => extract::<Sha384>(salt, ikm),
        Hash::Sha512 => extract::<Sha512>(salt, ikm),
    }
}

/// HKDF-Expand (RFC 5869 section 2.3): `len` bytes, at most 255 times `hash.len()`, else `TooLong`, from a pseudorandom
/// key of at least `hash.len()` bytes, else `KeyLength`.
pub fn hkdf_expand(hash: Hash, prk: &[u8], info: &[u8], len: usize) -> Result<Vec<u8>, CryptoError> {
    let (limit, want) = (255 * hash.len(), hash.len());
    if len > limit {
        return Err(CryptoError::TooLong { limit, have: len });
    }
    let mut out = vec![0; len];
    let expanded = match hash {
        Hash::Md5 => expand::<Md5>(prk, info, &mut out),
        Hash::Sha1 => expand::<Sha1>(prk, info, &mut out),
        Hash::Sha256 => expand::<Sha256>(prk, info, &mut out),
        Hash::Sha384 => expand::<Sha384>(prk, info, &mut out),
        Hash::Sha512 => expand::<Sha512>(prk, info, &mut out),
    };
    expanded.map(|()| out).ok_or(CryptoError::KeyLength { want, have: prk.len() })
}

fn extract<D: EagerHash>(salt: &[u8], ikm: &[u8]) -> Vec<u8> {
    Hkdf::<D>::extract(Some(salt), ikm).0.to_vec()
}

fn expand<D: EagerHash>(prk: &[u8], info: &[u8], out: &mut [u8]) -> Option<()> {
    Hkdf::<D>::from_prk(prk).ok()?.expand(info, out).ok()
}

/// The HkdfLabel structure (RFC 8446 section 7.1): `uint16 length; opaque label<7..255>; opaque context<0..255>`,
/// the label prefixed with "tls13 ". A label or context that does not fit is cut to what fits;
/// [`hkdf_expand_label`] refuses those.
pub fn hkdf_label(label: &str, context: &[u8], len: u16) -> Vec<u8> {
    let label: Vec<u8> = LABEL_PREFIX.iter().chain(label.as_bytes()).copied().take(255).collect();
    let context: Vec<u8> = context.iter().copied().take(255).collect();
    let mut out = len.to_be_bytes().to_vec();
    out.push(label.len() as u8);
    out.extend(label);
    out.push(context.len() as u8);
    out.extend(context);
    out
}

/// HKDF-Expand-Label (RFC 8446 section 7.1): `len` bytes. `TooLong` if the label, the context or the
/// output is longer than the structure or HKDF allows.
pub fn hkdf_expand_label(
    hash: Hash,
    secret: &[u8],
    label: &str,
    context: &[u8],
    len: u16,
) -> Result<Vec<u8>, CryptoError> {
    for (limit, have) in [(255 - LABEL_PREFIX.len(), label.len()), (255, context.len())] {
        if have > limit {
            return Err(CryptoError::TooLong { limit, have });
        }
    }
    hkdf_expand(hash, secret, &hkdf_label(label, context, len), len.into())
}

/// PRF(secret, label, seed) = P_hash(secret, label + seed) (RFC 5246 section 5): `len` bytes.
pub fn prf(hash: Hash, secret: &[u8], label: &str, seed: &[&[u8]], len: usize) -> Vec<u8> {
    let seed = [&[label.as_bytes()], seed].concat().concat();
    let mut a = hash.hmac(secret, &[&seed]);
    let mut out = Vec::with_capacity(len + hash.len());
    while out.len() < len {
        out.extend(hash.hmac(secret, &[&a, &seed]));
        a = hash.hmac(secret, &[&a]);
    }
    out.truncate(len);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn label_structure_is_as_the_rfc_writes_it() {
        // RFC 8448 section 3: "derive secret for handshake", the start of its `info`.
        let info = hkdf_label("derived", &[0xe3; 32], 32);
        assert_eq!(&info[..17], b"\x00\x20\x0dtls13 derived\x20");
        assert_eq!(info.len(), 17 + 32);
    }

    #[test]
    fn limits_are_errors() {
        let long = "x".repeat(250);
        assert_eq!(hkdf_label(&long, &[0; 300], 1).len(), 2 + 256 + 256);
        assert_eq!(
            hkdf_expand_label(Hash::Sha256, &[], &long, &[], 1),
            Err(CryptoError::TooLong { limit: 249, have: 250 })
        );
        assert_eq!(
            hkdf_expand_label(Hash::Sha256, &[], "", &[0; 256], 1),
            Err(CryptoError::TooLong { limit: 255, have: 256 })
        );
        let prk = [7; 32];
        assert_eq!(hkdf_expand(Hash::Sha256, &prk, &[], 8160).map(|out| out.len()), Ok(8160));
        assert_eq!(hkdf_expand(Hash::Sha256, &prk, &[], 8161), Err(CryptoError::TooLong { limit: 8160, have: 8161 }));
        assert_eq!(hkdf_expand(Hash::Sha256, &prk[1..], &[], 1), Err(CryptoError::KeyLength { want: 32, have: 31 }));
    }
}
