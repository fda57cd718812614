//! Values with the formula each came from. A value is never computed beside the record of how it was
//! computed: evaluating a formula is the only way to add one. Knows no protocol word: the names of
//! values and the labels belong to `tls`.

use std::collections::BTreeMap;
use std::fmt;

use super::{Aead, CryptoError, Group, Hash, PrivateKey, PublicKey, Scheme, Seed};
use super::{hkdf_expand_label, hkdf_extract, prf};
use crate::wire::{BlobId, Blobs, ConnId, EntryId, Piece};

/// One labelled draw of randomness: `c0.client.random#0`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DrawId {
    pub conn: ConnId,
    /// Who draws: `client`, `server`, `attacker`.
    pub actor: &'static str,
    pub label: &'static str,
    /// The n-th draw of that label, from 0.
    pub n: u32,
}

impl fmt::Display for DrawId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "c{}.{}.{}#{}", self.conn.0, self.actor, self.label, self.n)
    }
}

/// The source of every random value: a seed, and values that were given in place of a draw (published traces).
#[derive(Clone, Debug, Default)]
pub struct Draws {
    pub seed: Seed,
    /// By the draw's text form.
    pub given: BTreeMap<String, Vec<u8>>,
}

impl Draws {
    /// The value of a draw: the given one, or `len` bytes of the seed's.
    pub fn draw(&self, id: &DrawId, len: usize) -> Vec<u8> {
        let name = id.to_string();
        self.given.get(&name).cloned().unwrap_or_else(|| self.seed.draw(&name, len))
    }

    /// The same without a zero byte, as PKCS #1 padding wants it (RFC 8017, 7.2.1).
    pub fn draw_nonzero(&self, id: &DrawId, len: usize) -> Vec<u8> {
        let name = id.to_string();
        self.given.get(&name).cloned().unwrap_or_else(|| self.seed.draw_nonzero(&name, len))
    }
}

/// What a transcript holds, in order.
#[derive(Clone, Debug, PartialEq)]
pub enum Covered {
    Piece(Piece),
    /// The synthetic message that stands for the first ClientHello after a retry (RFC 8446, 4.4.1);
    /// the entry is that hello's hash.
    MessageHash(EntryId),
}

/// How a value came about. Inputs are entries of the same ledger or pieces of what travelled.
#[derive(Clone, Debug, PartialEq)]
pub enum Formula {
    /// Known beforehand: a constant of the protocol, or part of the configuration.
    Given,
    /// Drawn at random, `len` bytes.
    Random {
        draw: DrawId,
        len: u16,
    },
    /// The same without zero bytes.
    RandomNonzero {
        draw: DrawId,
        len: u16,
    },
    /// Taken from what arrived, or from what was sent.
    Received(Piece),
    /// The hash of what was sent and received so far.
    TranscriptHash {
        hash: Hash,
        covered: Vec<Covered>,
    },
    /// What was sent and received so far, one behind the other.
    Transcript {
        covered: Vec<Covered>,
    },
    PublicKey {
        group: Group,
        private: EntryId,
    },
    /// Diffie-Hellman: our private key with the peer's public key.
    Agree {
        group: Group,
        private: EntryId,
        peer: EntryId,
    },
    /// HKDF-Extract(salt, ikm), RFC 5869, 2.2
    Extract {
        hash: Hash,
        salt: EntryId,
        ikm: EntryId,
    },
    /// HKDF-Expand-Label(secret, label, context, len), RFC 8446, 7.1
    ExpandLabel {
        hash: Hash,
        secret: EntryId,
        label: &'static str,
        context: EntryId,
        len: u16,
    },
    /// PRF(secret, label, seed), RFC 5246, 5
    Prf {
        hash: Hash,
        secret: EntryId,
        label: &'static str,
        seed: Vec<EntryId>,
        len: u16,
    },
    Hmac {
        hash: Hash,
        key: EntryId,
        data: EntryId,
    },
    /// Bytes `start..end` of another value.
    Part {
        of: EntryId,
        start: u16,
        end: u16,
    },
    /// Values one behind the other.
    Join(Vec<EntryId>),
    /// RSAES-PKCS1-v1_5 with the peer's public key (a SubjectPublicKeyInfo), RFC 8017, 7.2.1
    RsaEncrypt {
        key: EntryId,
        plain: EntryId,
        padding: EntryId,
    },
    /// RSAES-PKCS1-v1_5 with our private key (PKCS #8), RFC 8017, 7.2.2
    RsaDecrypt {
        key: EntryId,
        cipher: EntryId,
    },
    /// An AEAD over a value, RFC 5116, 2.1
    Seal {
        aead: Aead,
        key: EntryId,
        nonce: EntryId,
        aad: EntryId,
        plain: EntryId,
    },
    /// The value that an AEAD sealed, RFC 5116, 2.2
    Open {
        aead: Aead,
        key: EntryId,
        nonce: EntryId,
        aad: EntryId,
        sealed: EntryId,
    },
    /// Kept from an earlier connection.
    Kept(EntryId),
    /// A signature by our private key (PKCS #8) over a value; the salt is for PSS alone.
    Sign {
        scheme: Scheme,
        key: EntryId,
        message: EntryId,
        salt: Option<EntryId>,
    },
}

ids_of!(Formula {
    Self::Given => "given",
    Self::Random { .. } | Self::RandomNonzero { .. } => "random",
    Self::Received(_) => "received",
    Self::TranscriptHash { .. } => "transcript_hash",
    Self::Transcript { .. } => "transcript",
    Self::PublicKey { .. } => "public_key",
    Self::Agree { .. } => "agree",
    Self::Extract { .. } => "extract",
    Self::ExpandLabel { .. } => "expand_label",
    Self::Prf { .. } => "prf",
    Self::Hmac { .. } => "hmac",
    Self::Part { .. } => "part",
    Self::Join(_) => "join",
    Self::RsaEncrypt { .. } => "rsa_encrypt",
    Self::RsaDecrypt { .. } => "rsa_decrypt",
    Self::Seal { .. } => "seal",
    Self::Open { .. } => "open",
    Self::Kept(_) => "kept",
    Self::Sign { .. } => "sign",
});

/// A value, its name and its formula.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry<N> {
    pub conn: ConnId,
    pub name: N,
    pub formula: Formula,
    /// None where the inputs are not known here: of a remote peer, or in an import.
    pub bytes: Option<Vec<u8>>,
}

/// Why a formula has no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LedgerError {
    /// An input that is not in the ledger.
    Missing(EntryId),
    /// A piece that reaches outside its blob.
    Outside(BlobId),
    Crypto(CryptoError),
}

impl From<CryptoError> for LedgerError {
    fn from(error: CryptoError) -> Self {
        Self::Crypto(error)
    }
}

impl fmt::Display for LedgerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(id) => write!(f, "ledger entry {} is not known", id.0),
            Self::Outside(id) => write!(f, "a piece reaches outside blob {}", id.0),
            Self::Crypto(error) => error.fmt(f),
        }
    }
}

/// Everything one actor has ever known, in the order it came to know it, over all connections.
#[derive(Clone, Debug)]
pub struct Ledger<N>(Vec<Entry<N>>);

impl<N> Default for Ledger<N> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<N> Ledger<N> {
    /// Keeps a value that was known beforehand.
    pub fn give(&mut self, conn: ConnId, name: N, bytes: Vec<u8>) -> EntryId {
        self.push(Entry { conn, name, formula: Formula::Given, bytes: Some(bytes) })
    }

    /// Evaluates a formula and keeps value and formula together.
    pub fn add(
        &mut self,
        conn: ConnId,
        name: N,
        formula: Formula,
        blobs: &Blobs,
        draws: &Draws,
    ) -> Result<EntryId, LedgerError> {
        let bytes = self.evaluate(&formula, blobs, draws)?;
        Ok(self.push(Entry { conn, name, formula, bytes: Some(bytes) }))
    }

    /// The same where a value has to pass a test: of one that does not, or cannot be computed, nothing is kept.
    pub fn add_if(
        &mut self,
        (conn, name): (ConnId, N),
        formula: Formula,
        blobs: &Blobs,
        draws: &Draws,
        passes: impl FnOnce(&[u8]) -> bool,
    ) -> Option<EntryId> {
        let bytes = self.evaluate(&formula, blobs, draws).ok().filter(|bytes| passes(bytes))?;
        Some(self.push(Entry { conn, name, formula, bytes: Some(bytes) }))
    }

    /// The bytes of an entry.
    pub fn bytes(&self, id: EntryId) -> Result<&[u8], LedgerError> {
        self.get(id).and_then(|entry| entry.bytes.as_deref()).ok_or(LedgerError::Missing(id))
    }

    /// An entry by its id.
    pub fn get(&self, id: EntryId) -> Option<&Entry<N>> {
        self.0.get(id.0 as usize)
    }

    /// All entries with their ids, oldest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (EntryId, &Entry<N>)> {
        self.0.iter().enumerate().map(|(at, entry)| (EntryId(at as u32), entry))
    }

    fn push(&mut self, entry: Entry<N>) -> EntryId {
        self.0.push(entry);
        EntryId(u32::try_from(self.0.len() - 1).unwrap_or(u32::MAX))
    }

    fn evaluate(&self, formula: &Formula, blobs: &Blobs, draws: &Draws) -> Result<Vec<u8>, LedgerError> {
        let value = |id: &EntryId| self.bytes(*id);
        Ok(match formula {
            Formula::Given => Vec::new(),
            Formula::Random { draw, len } => draws.draw(draw, usize::from(*len)),
            Formula::RandomNonzero { draw, len } => draws.draw_nonzero(draw, usize::from(*len)),
            Formula::Received(piece) => within(blobs, piece)?.to_vec(),
            Formula::TranscriptHash { hash, covered } => hash.digest(&[&self.covered(covered, blobs)?]),
            Formula::PublicKey { group, private } => group.public(value(private)?)?,
            Formula::Agree { group, private, peer } => group.agree(value(private)?, value(peer)?)?,
            Formula::Extract { hash, salt, ikm } => hkdf_extract(*hash, value(salt)?, value(ikm)?),
            Formula::ExpandLabel { hash, secret, label, context, len } => {
                hkdf_expand_label(*hash, value(secret)?, label, value(context)?, *len)?
            }
            Formula::Hmac { hash, key, data } => hash.hmac(value(key)?, &[value(data)?]),
            Formula::Join(parts) => parts.iter().map(value).collect::<Result<Vec<_>, _>>()?.concat(),
            Formula::Sign { scheme, key, message, salt } => {
                let salt = salt.as_ref().map_or(Ok(&[][..]), value)?;
                PrivateKey::from_pkcs8_der(value(key)?)?.sign(*scheme, value(message)?, salt)?
            }
            other => self.evaluate_other(other, blobs)?,
        })
    }

    /// The same of what is in no handshake of TLS 1.3 that begins anew.
    #[inline(never)] // not of the page's first visit
    fn evaluate_other(&self, formula: &Formula, blobs: &Blobs) -> Result<Vec<u8>, LedgerError> {
        let value = |id: &EntryId| self.bytes(*id);
        Ok(match formula {
            Formula::Transcript { covered } => self.covered(covered, blobs)?,
            Formula::Prf { hash, secret, label, seed, len } => {
                let seed = seed.iter().map(value).collect::<Result<Vec<_>, _>>()?;
                prf(*hash, value(secret)?, label, &seed, usize::from(*len))
            }
            Formula::Part { of, start, end } => {
                let part = value(of)?.get(usize::from(*start)..usize::from(*end));
                part.ok_or(LedgerError::Missing(*of))?.to_vec()
            }
            Formula::RsaEncrypt { key, plain, padding } => {
                PublicKey::from_spki_der(value(key)?)?.rsa_encrypt(value(plain)?, value(padding)?)?
            }
            Formula::RsaDecrypt { key, cipher } => {
                PrivateKey::from_pkcs8_der(value(key)?)?.rsa_decrypt(value(cipher)?)?
            }
            Formula::Seal { aead, key, nonce, aad, plain } => {
                aead.seal(value(key)?, value(nonce)?, value(aad)?, value(plain)?)?
            }
            Formula::Open { aead, key, nonce, aad, sealed } => {
                aead.open(value(key)?, value(nonce)?, value(aad)?, value(sealed)?)?
            }
            Formula::Kept(entry) => value(entry)?.to_vec(),
            // These are evaluated above.
            Formula::Given
            | Formula::Random { .. }
            | Formula::RandomNonzero { .. }
            | Formula::Received(_)
            | Formula::TranscriptHash { .. }
            | Formula::PublicKey { .. }
            | Formula::Agree { .. }
            | Formula::Extract { .. }
            | Formula::ExpandLabel { .. }
            | Formula::Hmac { .. }
            | Formula::Join(_)
            | Formula::Sign { .. } => Vec::new(),
        })
    }

    /// The bytes of a transcript.
    fn covered(&self, covered: &[Covered], blobs: &Blobs) -> Result<Vec<u8>, LedgerError> {
        let mut bytes = Vec::new();
        for part in covered {
            match part {
                Covered::Piece(piece) => bytes.extend_from_slice(within(blobs, piece)?),
                Covered::MessageHash(id) => {
                    let hash = self.bytes(*id)?;
                    bytes.extend_from_slice(&[254, 0, 0, hash.len() as u8]); // message_hash, RFC 8446, 4.4.1
                    bytes.extend_from_slice(hash);
                }
            }
        }
        Ok(bytes)
    }
}

fn within<'a>(blobs: &'a Blobs, piece: &Piece) -> Result<&'a [u8], LedgerError> {
    let bytes = blobs.piece(piece);
    match bytes.len() == piece.range.len() {
        true => Ok(bytes),
        false => Err(LedgerError::Outside(piece.blob)),
    }
}
