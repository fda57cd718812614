//! Hash functions and HMAC (FIPS 180-4, RFC 1321, RFC 2104).

use hmac::{EagerHash, Hmac, KeyInit, Mac};
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};

/// A hash function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Hash {
    /// Broken since 2004; here for certificates of the past.
    Md5,
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    /// Output length in bytes: 16, 20, 32, 48, 64.
    #[expect(clippy::len_without_is_empty, reason = "the length of an output, not of a collection")]
    pub fn len(self) -> usize {
        match self {
            Hash::Md5 => 16,
            Hash::Sha1 => 20,
            Hash::Sha256 => 32,
            Hash::Sha384 => 48,
            Hash::Sha512 => 64,
        }
    }

    /// The name FIPS 180-4, or RFC 1321, gives it.
    pub fn name(self) -> &'static str {
        match self {
            Hash::Md5 => "MD5",
            Hash::Sha1 => "SHA-1",
            Hash::Sha256 => "SHA-256",
            Hash::Sha384 => "SHA-384",
            Hash::Sha512 => "SHA-512",
        }
    }

    /// The hash of the parts, one after another; `len()` bytes.
    pub fn digest(self, parts: &[&[u8]]) -> Vec<u8> {
        match self {
            Hash::Md5 => digest::<Md5>(parts),
            Hash::Sha1 => digest::<Sha1>(parts),
            Hash::Sha256 => digest::<Sha256>(parts),
            Hash::Sha384 => digest::<Sha384>(parts),
            Hash::Sha512 => digest::<Sha512>(parts),
        }
    }

    /// HMAC (RFC 2104) over the parts, one after another, under a key of any length; `len()` bytes.
    pub fn hmac(self, key: &[u8], parts: &[&[u8]]) -> Vec<u8> {
        match self {
            Hash::Md5 => hmac::<Md5>(key, parts),
            Hash::Sha1 => hmac::<Sha1>(key, parts),
            Hash::Sha256 => hmac::<Sha256>(key, parts),
            Hash::Sha384 => hmac::<Sha384>(key, parts),
            Hash::Sha512 => hmac::<Sha512>(key, parts),
        }
    }
}

fn digest<D: Digest>(parts: &[&[u8]]) -> Vec<u8> {
    let mut state = D::new();
    for part in parts {
        state.update(part);
    }
    state.finalize().to_vec()
}

fn hmac<D: EagerHash>(key: &[u8], parts: &[&[u8]]) -> Vec<u8> {
    // HMAC takes keys of every length, so the library's length error cannot happen.
    let Ok(mut state) = <Hmac<D> as KeyInit>::new_from_slice(key) else { return Vec::new() };
    for part in parts {
        state.update(part);
    }
    state.finalize().into_bytes().to_vec()
}

#[cfg(test)]
mod tests {
    use super::Hash;

    #[test]
    fn parts_are_joined_and_lengths_are_as_said() {
        for hash in [Hash::Md5, Hash::Sha1, Hash::Sha256, Hash::Sha384, Hash::Sha512] {
            assert_eq!(hash.digest(&[b"abc", b"", b"def"]), hash.digest(&[b"abcdef"]));
            assert_eq!(hash.hmac(b"k", &[b"abc", b"def"]), hash.hmac(b"k", &[b"abcdef"]));
            assert_eq!(hash.digest(&[]).len(), hash.len());
            assert_eq!(hash.hmac(&[7; 300], &[]).len(), hash.len());
        }
        // RFC 1321 appendix A.5.
        let abc = "900150983cd24fb0d6963f7d28e17f72";
        assert_eq!(Hash::Md5.digest(&[b"abc"]).iter().map(|b| format!("{b:02x}")).collect::<String>(), abc);
    }
}
