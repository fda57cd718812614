//! The protection of one direction: what turns a fragment into a record and back (RFC 8446, 5.2;
//! RFC 5246, 6.2.3). Knows no message and no state.

use std::ops::{Range, RangeInclusive};

use super::cbc::CbcKeys;
use super::refusal::{Mismatch, Refusal};
use crate::crypto::{Aead, Cbc};
use crate::wire::{ContentType, EntryId, Grammar, Protection, ProtocolVersion, Wire, record};

/// The length of a TLS 1.2 GCM record's explicit nonce in bytes (RFC 5288, 3).
const EXPLICIT_NONCE_LEN: usize = 8;

/// The keys of one direction.
#[derive(Clone, Debug)]
pub enum Keys {
    Clear,
    Tls13 {
        aead: Aead,
        key: Vec<u8>,
        /// 12 bytes
        iv: Vec<u8>,
    },
    Aead12 {
        aead: Aead,
        key: Vec<u8>,
        /// 4 bytes with an explicit nonce (RFC 5288, 3), 12 without (RFC 7905, 2)
        iv: Vec<u8>,
    },
    Cbc12(CbcKeys),
}

/// One direction's keys with the number of the next record.
#[derive(Clone, Debug)]
pub struct Guard {
    pub keys: Keys,
    pub seq: u64,
    /// The ledger entry of the encryption key.
    pub entry: Option<EntryId>,
}

/// A sealed fragment: the record's bytes, and what was sealed (with inner type, or MAC and padding).
pub struct Sealed {
    pub wire: Vec<u8>,
    pub plain: Vec<u8>,
    pub grammar: Grammar,
    pub protection: Option<Protection>,
}

/// An opened fragment: what was sealed, and where in it the content lies.
pub struct Unsealed {
    /// None where a TLS 1.3 record is all padding and names none.
    pub content_type: Option<ContentType>,
    pub plain: Vec<u8>,
    pub grammar: Grammar,
    pub content: Range<usize>,
}

impl Guard {
    /// No protection, from record 0.
    pub fn clear() -> Self {
        Self { keys: Keys::Clear, seq: 0, entry: None }
    }

    /// These keys, from record 0.
    pub fn new(keys: Keys, entry: EntryId) -> Self {
        Self { keys, seq: 0, entry: Some(entry) }
    }

    /// Whether records are protected.
    pub fn armed(&self) -> bool {
        !matches!(self.keys, Keys::Clear)
    }

    /// Whether the next record needs a fresh IV, and of how many bytes.
    pub fn iv_len(&self) -> Option<u16> {
        matches!(self.keys, Keys::Cbc12 { .. }).then_some(Cbc::BLOCK_LEN as u16)
    }

    /// How many bytes the fragment of a record may have: at least nonce or IV, tag or MAC, inner type or padding, and at
    /// most what the version allows (RFC 8446, 5.1 and 5.2; RFC 5246, 6.2.1 and 6.2.3).
    pub fn lengths(&self) -> RangeInclusive<usize> {
        match &self.keys {
            Keys::Clear => 0..=record::MAX_PLAINTEXT,
            Keys::Tls13 { .. } => 1 + Aead::TAG_LEN..=record::MAX_CIPHERTEXT_13,
            Keys::Aead12 { iv, .. } => explicit_len(iv) + Aead::TAG_LEN..=record::MAX_CIPHERTEXT,
            Keys::Cbc12(keys) => {
                Cbc::BLOCK_LEN + (keys.hash.len() + 1).next_multiple_of(Cbc::BLOCK_LEN)..=record::MAX_CIPHERTEXT
            }
        }
    }

    /// How a protected record stands on the wire.
    pub fn protection(&self) -> Option<Protection> {
        match &self.keys {
            Keys::Clear => None,
            Keys::Tls13 { .. } => Some(Protection::Tls13 { tag: Aead::TAG_LEN as u8 }),
            Keys::Aead12 { iv, .. } => {
                Some(Protection::Aead12 { nonce: explicit_len(iv) as u8, tag: Aead::TAG_LEN as u8 })
            }
            Keys::Cbc12 { .. } => Some(Protection::Cbc12 { iv: Cbc::BLOCK_LEN as u8 }),
        }
    }

    /// Makes a record of a fragment; `iv` is the fresh IV that [`Guard::iv_len`] asked for.
    pub fn seal(
        &mut self,
        content_type: ContentType,
        version: ProtocolVersion,
        content: &[u8],
        iv: &[u8],
    ) -> Result<Sealed, Refusal> {
        let internal = |_| Refusal::Internal { what: "record protection" };
        let protection = self.protection();
        let seq = self.seq;
        let (outer, plain, fragment, grammar) = match &self.keys {
            Keys::Clear => (content_type, content.to_vec(), content.to_vec(), Grammar::Content(content_type)),
            Keys::Tls13 { aead, key, iv } => {
                let plain = [content, &[content_type.0]].concat();
                let outer = ContentType::application_data;
                let aad = header(outer, ProtocolVersion::TLSv1_2, plain.len() + Aead::TAG_LEN);
                let fragment = aead.seal(key, &nonce(iv, seq), &aad, &plain).map_err(internal)?;
                (outer, plain, fragment, Grammar::Inner13)
            }
            Keys::Aead12 { aead, key, iv } => {
                let aad = aad12(seq, content_type, version, content.len());
                let (explicit, nonce) = nonce12(iv, seq);
                let sealed = aead.seal(key, &nonce, &aad, content).map_err(internal)?;
                (content_type, content.to_vec(), [explicit, sealed].concat(), Grammar::Content(content_type))
            }
            Keys::Cbc12(keys) => {
                let plain = keys.pad(&aad12(seq, content_type, version, content.len()), content);
                let blocks = keys.cbc.encrypt(&keys.key, iv, &plain).map_err(internal)?;
                (content_type, plain, [iv, &blocks].concat(), keys.grammar())
            }
        };
        self.seq += 1;
        let wire = [header(outer, version, fragment.len()), fragment].concat();
        Ok(Sealed { wire, plain, grammar, protection })
    }

    /// Opens a record; the bytes are a whole record, header included.
    pub fn open(&mut self, header: record::Header, wire: &[u8]) -> Result<Unsealed, Refusal> {
        let fragment = wire.get(record::HEADER_LEN..).unwrap_or(&[]);
        let (outer, version, seq) = (header.content_type, header.legacy_record_version, self.seq);
        let whole = |plain: Vec<u8>| {
            let content = 0..plain.len();
            Unsealed { content_type: Some(outer), plain, grammar: Grammar::Content(outer), content }
        };
        let (lengths, shut) = (self.lengths(), || Refusal::BadRecordMac(None));
        if fragment.len() < *lengths.start() {
            let lengths = format!("{}-{}", lengths.start(), lengths.end());
            return Err(Refusal::BadRecordMac(Some(Mismatch::new(lengths, fragment.len()))));
        }
        let opened = match &self.keys {
            Keys::Clear => whole(fragment.to_vec()),
            Keys::Tls13 { aead, key, iv } => {
                let aad = wire.get(..record::HEADER_LEN).unwrap_or(&[]);
                let plain = aead.open(key, &nonce(iv, seq), aad, fragment).map_err(|_| shut())?;
                // RFC 8446, 5.4: the inner type is the last byte that is not zero.
                let at = plain.iter().rposition(|byte| *byte != 0);
                let content_type = at.and_then(|at| plain.get(at)).map(|code| ContentType(*code));
                Unsealed { content_type, plain, grammar: Grammar::Inner13, content: 0..at.unwrap_or_default() }
            }
            Keys::Aead12 { aead, key, iv } => {
                let (explicit, sealed) = fragment.split_at_checked(explicit_len(iv)).ok_or_else(shut)?;
                let nonce = match explicit.is_empty() {
                    true => nonce(iv, seq),
                    false => [iv, explicit].concat(),
                };
                let content = sealed.len().checked_sub(Aead::TAG_LEN).ok_or_else(shut)?;
                let aad = aad12(seq, outer, version, content);
                whole(aead.open(key, &nonce, &aad, sealed).map_err(|_| shut())?)
            }
            Keys::Cbc12(keys) => {
                let aad = |content| aad12(seq, outer, version, content);
                let (plain, content) = keys.open(fragment, aad).ok_or_else(shut)?;
                Unsealed { content_type: Some(outer), grammar: keys.grammar(), content: 0..content, plain }
            }
        };
        self.seq += 1;
        Ok(opened)
    }
}

/// The 5 bytes before a fragment.
pub fn header(content_type: ContentType, version: ProtocolVersion, len: usize) -> Vec<u8> {
    record::Header { content_type, legacy_record_version: version, length: len as u16 }.to_bytes()
}

/// RFC 8446, 5.3: the sequence number, padded to the left, XORed with the IV.
fn nonce(iv: &[u8], seq: u64) -> Vec<u8> {
    let skip = iv.len().saturating_sub(8);
    let number = std::iter::repeat_n(0, skip).chain(seq.to_be_bytes());
    iv.iter().zip(number).map(|(iv, seq)| iv ^ seq).collect()
}

/// The explicit part of a TLS 1.2 nonce and the whole of it.
fn nonce12(iv: &[u8], seq: u64) -> (Vec<u8>, Vec<u8>) {
    match explicit_len(iv) {
        0 => (Vec::new(), nonce(iv, seq)),
        _ => (seq.to_be_bytes().to_vec(), [iv, &seq.to_be_bytes()].concat()),
    }
}

fn explicit_len(iv: &[u8]) -> usize {
    if iv.len() == 4 { EXPLICIT_NONCE_LEN } else { 0 }
}

/// RFC 5246, 6.2.3.3: sequence number, type, version, length of the content.
fn aad12(seq: u64, content_type: ContentType, version: ProtocolVersion, len: usize) -> Vec<u8> {
    [seq.to_be_bytes().to_vec(), header(content_type, version, len)].concat()
}
