//! "Recompute it yourself": one command line for a shell with OpenSSL 3 that gives an entry's bytes again.
//! Knows formulas and OpenSSL's options, not what the values are for.

use super::field::hex;
use crate::crypto::ledger::{Covered, Formula, Ledger};
use crate::crypto::{Group, Hash, hkdf_label};
use crate::lab::Trace;
use crate::tls::Name;
use crate::wire::{ActorId, EntryId};

/// The command (bash or zsh) that prints the bytes of an entry in hex; none where its formula is no computation
/// of hash, HMAC, HKDF, PRF or key agreement, or where an input is not known.
pub fn openssl_command(trace: &Trace, actor: ActorId, id: EntryId) -> Option<String> {
    let ledger = &trace.actors.get(usize::from(actor.0))?.ledger;
    let value = |id: &EntryId| ledger.bytes(*id).ok();
    match &ledger.get(id)?.formula {
        Formula::TranscriptHash { hash, covered } => {
            let bytes = covering(trace, ledger, covered)?;
            Some(format!("printf '{}' | openssl dgst -{}", escaped(&bytes), digest(*hash).to_ascii_lowercase()))
        }
        Formula::Hmac { hash, key, data } => Some(format!(
            "printf '{}' | openssl dgst -{} -mac HMAC -macopt hexkey:{}",
            escaped(value(data)?),
            digest(*hash).to_ascii_lowercase(),
            hex(value(key)?)
        )),
        Formula::Extract { hash, salt, ikm } => {
            let salt = match value(salt)? {
                [] => vec![0; hash.len()], // RFC 5869, 2.2
                salt => salt.to_vec(),
            };
            Some(format!(
                "openssl kdf -keylen {} -kdfopt digest:{} -kdfopt mode:EXTRACT_ONLY -kdfopt hexsalt:{} -kdfopt hexkey:{} HKDF",
                hash.len(),
                digest(*hash),
                hex(&salt),
                hex(value(ikm)?)
            ))
        }
        Formula::ExpandLabel { hash, secret, label, context, len } => Some(format!(
            "openssl kdf -keylen {len} -kdfopt digest:{} -kdfopt mode:EXPAND_ONLY -kdfopt hexkey:{} -kdfopt hexinfo:{} HKDF",
            digest(*hash),
            hex(value(secret)?),
            hex(&hkdf_label(label, value(context)?, *len))
        )),
        Formula::Prf { hash, secret, label, seed, len } => {
            let mut whole = label.as_bytes().to_vec();
            for part in seed {
                whole.extend_from_slice(value(part)?);
            }
            Some(format!(
                "openssl kdf -keylen {len} -kdfopt digest:{} -kdfopt hexsecret:{} -kdfopt hexseed:{} TLS1-PRF",
                digest(*hash),
                hex(value(secret)?),
                hex(&whole)
            ))
        }
        Formula::PublicKey { group, private } => Some(format!(
            "openssl pkey -inform DER -in <(printf '{}') -pubout -outform DER | tail -c {} | od -An -v -tx1",
            escaped(&private_der(*group, value(private)?)),
            group.public_len()
        )),
        Formula::Agree { group, private, peer } => Some(format!(
            "openssl pkeyutl -derive -keyform DER -inkey <(printf '{}') -peerform DER -peerkey <(printf '{}') | od -An -v -tx1",
            escaped(&private_der(*group, value(private)?)),
            escaped(&public_der(*group, value(peer)?))
        )),
        _ => None,
    }
}

fn digest(hash: Hash) -> &'static str {
    match hash {
        Hash::Md5 => "MD5",
        Hash::Sha1 => "SHA1",
        Hash::Sha256 => "SHA256",
        Hash::Sha384 => "SHA384",
        Hash::Sha512 => "SHA512",
    }
}

/// What a transcript hash covers, in bytes.
fn covering(trace: &Trace, ledger: &Ledger<Name>, covered: &[Covered]) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    for part in covered {
        match part {
            Covered::Piece(piece) => bytes.extend_from_slice(trace.blobs.piece(piece)),
            Covered::MessageHash(id) => {
                let hash = ledger.bytes(*id).ok()?;
                bytes.extend_from_slice(&[254, 0, 0, hash.len() as u8]); // message_hash, RFC 8446, 4.4.1
                bytes.extend_from_slice(hash);
            }
        }
    }
    Some(bytes)
}

/// Bytes as `printf` of bash and zsh reads them.
fn escaped(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("\\x{byte:02x}")).collect()
}

/// A private scalar as PKCS #8 (X25519, RFC 8410) or ECPrivateKey (RFC 5915).
fn private_der(group: Group, scalar: &[u8]) -> Vec<u8> {
    let (head, tail): (&[u8], &[u8]) = match group {
        Group::X25519 => (b"\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x6e\x04\x22\x04\x20", b""),
        Group::Secp256r1 => (b"\x30\x31\x02\x01\x01\x04\x20", b"\xa0\x0a\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07"),
        Group::Secp384r1 => (b"\x30\x3e\x02\x01\x01\x04\x30", b"\xa0\x07\x06\x05\x2b\x81\x04\x00\x22"),
    };
    [head, scalar, tail].concat()
}

/// A public value as SubjectPublicKeyInfo (RFC 8410, RFC 5480).
fn public_der(group: Group, public: &[u8]) -> Vec<u8> {
    let head: &[u8] = match group {
        Group::X25519 => b"\x30\x2a\x30\x05\x06\x03\x2b\x65\x6e\x03\x21\x00",
        Group::Secp256r1 => {
            b"\x30\x59\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07\x03\x42\x00"
        }
        Group::Secp384r1 => {
            b"\x30\x76\x30\x10\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x05\x2b\x81\x04\x00\x22\x03\x62\x00"
        }
    };
    [head, public].concat()
}
