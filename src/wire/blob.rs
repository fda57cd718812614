//! Bytes with provenance: where each run of bytes came from and by which grammar it reads.
//! Knows nothing of how the bytes were computed or sent.

use std::ops::Range;
use std::sync::Arc;

use super::codes::{ContentType, ProtocolVersion};

/// The index of a blob in the trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BlobId(pub u32);
/// The index of an entry in one actor's ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EntryId(pub u32);
/// An entry, told from those of other ledgers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EntryRef {
    /// Whose ledger it is in.
    pub actor: ActorId,
    pub entry: EntryId,
}
/// The index of an actor of the scenario: client, server, attacker, remote peer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ActorId(pub u8);
/// The index of a connection of the scenario.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ConnId(pub u16);

/// Which end of a connection speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    Client,
    Server,
}

impl ConnId {
    /// How many connections a run may have.
    pub const LIMIT: u16 = 64;
}

impl Role {
    /// The other end.
    pub fn peer(self) -> Self {
        match self {
            Self::Client => Self::Server,
            Self::Server => Self::Client,
        }
    }

    /// What of a pair is this side's; the client's comes first.
    pub fn of<T>(self, [client, server]: &[T; 2]) -> &T {
        match self {
            Self::Client => client,
            Self::Server => server,
        }
    }

    /// The same, to change it.
    pub fn of_mut<T>(self, [client, server]: &mut [T; 2]) -> &mut T {
        match self {
            Self::Client => client,
            Self::Server => server,
        }
    }

    /// `client` or `server`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Server => "server",
        }
    }

    /// The letter of an anchor, `c` or `s`.
    pub fn letter(self) -> char {
        match self {
            Self::Client => 'c',
            Self::Server => 's',
        }
    }
}

/// The protocol versions whose grammar is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Version {
    Tls12,
    Tls13,
}

impl Version {
    /// The code point of RFC 8446, 4.2.1.
    pub fn code(self) -> ProtocolVersion {
        match self {
            Self::Tls12 => ProtocolVersion::TLSv1_2,
            Self::Tls13 => ProtocolVersion::TLSv1_3,
        }
    }

    /// The version of a code point, where we speak it.
    pub fn of(code: ProtocolVersion) -> Option<Self> {
        [Self::Tls12, Self::Tls13].into_iter().find(|version| version.code() == code)
    }

    /// `1.2` or `1.3`, as the text form writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Tls12 => "1.2",
            Self::Tls13 => "1.3",
        }
    }
}

/// The key exchange of TLS 1.2 decides how two messages read (RFC 5246, 7.4.3 and 7.4.7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum KeyExchange {
    Rsa,
    Ecdhe,
}

/// How the bytes of a protected record stand on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Protection {
    /// RFC 8446, 5.2: ciphertext, then a tag of so many bytes.
    Tls13 { tag: u8 },
    /// RFC 5246, 6.2.3.3 with RFC 5288 or 7905: explicit nonce (8 or 0 bytes), ciphertext, tag.
    Aead12 { nonce: u8, tag: u8 },
    /// RFC 5246, 6.2.3.2: IV, then ciphertext blocks that hide a MAC and padding.
    Cbc12 { iv: u8 },
}

/// By which grammar a blob reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Grammar {
    /// A handshake message; version and key exchange where already settled.
    Handshake { version: Option<Version>, kx: Option<KeyExchange> },
    /// A record as it stands on the wire.
    Record(Option<Protection>),
    /// TLSInnerPlaintext, RFC 8446, 5.2.
    Inner13,
    /// GenericBlockCipher without its IV, RFC 5246, 6.2.3.2; the MAC's length in bytes.
    InnerCbc { mac: u8 },
    /// The outside of a ticket that carries its session sealed (RFC 5077, 4).
    SealedTicket,
    /// The session inside.
    TicketState,
    /// The content of a record: an alert, a ChangeCipherSpec, data, or a stretch of handshake messages.
    Content(ContentType),
    /// Bytes without an inner grammar.
    Opaque,
}

/// Where a blob's bytes came from.
#[derive(Clone, Debug, PartialEq)]
pub enum Origin {
    /// Made and sent by an actor.
    Sent(ActorId),
    /// Put together from pieces of what was sent or inserted.
    Arrived { of: Vec<Piece> },
    /// Opened from pieces with a key of its reader.
    Opened { from: Vec<Piece>, key: EntryRef },
    /// A part of another blob.
    Part(Piece),
    /// Made on the way: changed from these pieces of what was sent, or inserted where there are none.
    Network { of: Vec<Piece> },
    /// From outside: pasted, captured, or read from a socket.
    Imported,
}

/// A stretch of a blob: the one relation between record, message, transcript, signature and MAC.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    pub blob: BlobId,
    pub range: Range<u32>,
}

/// Bytes, how they read, and where they came from.
#[derive(Clone, Debug, PartialEq)]
pub struct Blob {
    pub bytes: Arc<[u8]>,
    pub grammar: Grammar,
    pub origin: Origin,
}

/// Every blob of a trace, in order of creation.
#[derive(Clone, Debug, Default)]
pub struct Blobs {
    kept: Vec<Blob>,
    /// How many came before those that are kept: their names stand for nothing any more.
    gone: u32,
}

impl Blobs {
    /// Keeps a blob and names it.
    pub fn add(&mut self, bytes: impl Into<Arc<[u8]>>, grammar: Grammar, origin: Origin) -> BlobId {
        let id = self.next();
        self.kept.push(Blob { bytes: bytes.into(), grammar, origin });
        id
    }

    /// Fills in the end of a blob that was written up to `from`: what was taken of it so far stays as it is.
    pub fn complete(&mut self, id: BlobId, from: usize, end: &[u8]) {
        let at = id.0.checked_sub(self.gone).map(|at| at as usize);
        if let Some(blob) = at.and_then(|at| self.kept.get_mut(at)) {
            let start = blob.bytes.get(..from).unwrap_or(&blob.bytes);
            blob.bytes = [start, end].concat().into();
        }
    }

    /// None, whose names go on from these.
    pub fn after(&self) -> Self {
        Self { kept: Vec::new(), gone: self.next().0 }
    }

    /// Forgets those that are kept, so that a long connection does not grow for ever. No name is given twice.
    pub fn forget(&mut self) {
        *self = self.after();
    }

    fn next(&self) -> BlobId {
        BlobId(u32::try_from(self.kept.len()).map_or(u32::MAX, |len| self.gone.saturating_add(len)))
    }

    /// The blob of that name, where there is one.
    pub fn get(&self, id: BlobId) -> Option<&Blob> {
        self.kept.get(id.0.checked_sub(self.gone)? as usize)
    }

    /// The bytes of a blob; none where there is no such blob.
    pub fn bytes(&self, id: BlobId) -> &[u8] {
        self.get(id).map_or(&[], |blob| &blob.bytes)
    }

    /// The bytes of a piece; none where it reaches outside its blob.
    pub fn piece(&self, piece: &Piece) -> &[u8] {
        self.bytes(piece.blob).get(piece.range.start as usize..piece.range.end as usize).unwrap_or(&[])
    }

    /// A piece that spans a whole blob.
    pub fn whole(&self, id: BlobId) -> Piece {
        Piece { blob: id, range: 0..u32::try_from(self.bytes(id).len()).unwrap_or(u32::MAX) }
    }

    /// All blobs in order.
    pub fn iter(&self) -> impl Iterator<Item = (BlobId, &Blob)> {
        self.kept.iter().enumerate().map(|(at, blob)| (BlobId(self.gone + at as u32), blob))
    }

    /// How many blobs there are.
    pub fn len(&self) -> usize {
        self.kept.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }
}
