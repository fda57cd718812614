//! What an actor keeps between connections: sessions that may be resumed, the keys that seal tickets, the early data that was
//! taken. Every change is told as an effect, so that what is kept at a step is a fold over the steps before it.
//! Knows no message.

use crate::wire::hex::{encode, short};
use crate::wire::{CipherSuite, EntryId, Version, printable};

/// The most bytes of tickets of one version that a client offers at once, and so the longest that it keeps. Extensions have
/// room for 2^16 - 1 bytes, all of them together (RFC 8446, 4.1.2), and there are two versions.
pub const MAX_TICKETS: usize = 0x7000;

/// A session that may be resumed: its secret, and what must be the same again. Secrets are entries of the actor's ledger, or
/// bytes where a session stands by itself (`tls::saved`).
#[derive(Clone, Debug, PartialEq)]
pub struct Kept<S = EntryId> {
    pub handle: Handle,
    pub version: Version,
    pub suite: CipherSuite,
    /// The master secret of TLS 1.2 (48 bytes), or the pre-shared key of TLS 1.3 (a hash long).
    pub secret: S,
    /// TLS 1.2: whether the master secret is an extended one (RFC 7627).
    pub extended: bool,
    /// The host name that the client asked for.
    pub host: Option<String>,
    /// The application protocol (ALPN).
    pub protocol: Option<String>,
    /// When it came about here: Unix time in milliseconds.
    pub since: u64,
    /// In seconds.
    pub lifetime: u32,
    /// TLS 1.3: what hides the age of the ticket (RFC 8446, 4.6.1).
    pub age_add: u32,
    /// TLS 1.3: how many bytes of early data it is good for.
    pub early: u32,
    /// Server: the certificate that the client proved itself with, in DER.
    pub client: Option<Vec<u8>>,
}

/// By what a session is called up again.
#[derive(Clone, Debug, PartialEq)]
pub enum Handle {
    /// TLS 1.2 (RFC 5246, F.1.4).
    SessionId(Vec<u8>),
    /// A ticket, of either version.
    Ticket(Vec<u8>),
}

impl Handle {
    /// Its bytes.
    pub fn bytes(&self) -> &[u8] {
        match self {
            Self::SessionId(bytes) | Self::Ticket(bytes) => bytes,
        }
    }
}

/// The longest handle, in bytes; what is longer has a session sealed inside.
pub const HANDLE_LEN: usize = 32;
/// How many of the last bytes of a sealed ticket tell it from another.
const TAIL: usize = 6;
/// How much of a name that can be read is told.
const READABLE: usize = 24;

/// What a session or a pre-shared key is called in lists. A name that somebody chose is told as it reads, a handle by its first
/// bytes, and a sealed ticket by its last: its first are the ticket key's name, which many have (RFC 5077, 4).
pub fn called(identity: &[u8]) -> String {
    if let Some(text) = readable(identity) {
        let short = text.chars().take(READABLE).collect::<String>();
        return format!("“{short}{}”", if short.len() < text.len() { "…" } else { "" });
    }
    match identity.len().checked_sub(TAIL).and_then(|at| identity.get(at..)) {
        Some(tail) if identity.len() > HANDLE_LEN => format!("…{}", encode(tail)),
        _ => short(identity),
    }
}

/// An identity as text, where it is nothing but characters that can be seen.
pub fn readable(identity: &[u8]) -> Option<&str> {
    std::str::from_utf8(identity).ok().filter(|text| !text.is_empty() && printable(text) == *text)
}

ids_of!(Handle {
    Self::SessionId(_) => "session_id",
    Self::Ticket(_) => "ticket",
});

/// A key that seals tickets; after its time it only opens them.
#[derive(Clone, Debug, PartialEq)]
pub struct TicketKey<S = EntryId> {
    /// Its name, 16 bytes, and the key, 32 bytes.
    pub name: S,
    pub key: S,
    /// When it came into use: Unix time in milliseconds.
    pub since: u64,
}

/// A first flight with early data that was taken: its binder tells it from any other (RFC 8446, 8.2).
#[derive(Clone, Debug, PartialEq)]
pub struct Flight {
    pub binder: Vec<u8>,
    /// Unix time in milliseconds.
    pub since: u64,
}

/// Something that is kept.
#[derive(Clone, Debug, PartialEq)]
pub enum Item<S = EntryId> {
    Session(Kept<S>),
    TicketKey(TicketKey<S>),
    Flight(Flight),
}

ids_of!(Item {
    Self::Session(_) => "session",
    Self::TicketKey(_) => "ticket_key",
    Self::Flight(_) => "first_flight",
});

ids! {
    /// What became of something that is kept.
    pub enum Change {
        Kept = "kept",
        /// Looked up, and there.
        Found = "found",
        /// A connection begins from it, or tickets are sealed with it.
        Used = "used",
        /// No longer taken, and gone.
        Expired = "expired",
        Forgotten = "forgotten",
    }
}

ids! {
    /// Why.
    pub enum Why {
        /// The handshake is done, and both sides may resume it.
        HandshakeDone = "handshake_done",
        /// A ticket came.
        TicketArrived = "ticket_arrived",
        /// A ticket was made, and this is what it stands for.
        TicketMade = "ticket_made",
        /// A key is needed to seal tickets with.
        KeyNeeded = "key_needed",
        /// A newer key seals from here on.
        Rotated = "rotated",
        /// The next ticket is sealed with it.
        Seals = "seals",
        /// The client offered it.
        Offered = "offered",
        /// The peer agreed to go on from it.
        Resumed = "resumed",
        /// It is good for one connection.
        SingleUse = "single_use",
        /// Its lifetime is over.
        Lifetime = "lifetime",
        /// There is room for so many.
        Full = "full",
        /// The connection failed, and its session with it (RFC 5246, 7.2.2).
        Failed = "failed",
        /// The actor has lost what it kept.
        Restarted = "restarted",
        /// Early data was taken with it.
        EarlyDataTaken = "early_data_taken",
    }
}

/// What one actor keeps, each with a number that is its own.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    items: Vec<(u32, Item)>,
    next: u32,
}

impl Memory {
    /// Keeps something, and numbers it.
    pub fn keep(&mut self, item: Item) -> u32 {
        let number = self.next;
        self.next = self.next.saturating_add(1);
        self.items.push((number, item));
        number
    }

    /// Keeps something that has its number already, in its place by age.
    pub fn put_back(&mut self, number: u32, item: Item) {
        self.forget(number);
        let at = self.items.iter().position(|(other, _)| *other > number).unwrap_or(self.items.len());
        self.items.insert(at, (number, item));
        self.skip_to(number.saturating_add(1));
    }

    /// Gives no number below this one.
    pub fn skip_to(&mut self, next: u32) {
        self.next = self.next.max(next);
    }

    /// Everything, the oldest first.
    pub fn items(&self) -> impl DoubleEndedIterator<Item = (u32, &Item)> {
        self.items.iter().map(|(number, item)| (*number, item))
    }

    /// Forgets what has that number.
    pub fn forget(&mut self, number: u32) {
        self.items.retain(|(other, _)| *other != number);
    }

    /// The number of everything that is kept.
    pub fn numbers(&self) -> Vec<u32> {
        self.items.iter().map(|(number, _)| *number).collect()
    }

    /// What has that number.
    pub fn get(&self, number: u32) -> Option<&Item> {
        self.items.iter().find(|(other, _)| *other == number).map(|(_, item)| item)
    }

    /// The sessions, the oldest first.
    pub fn sessions(&self) -> impl DoubleEndedIterator<Item = (u32, &Kept)> {
        self.items.iter().filter_map(|(number, item)| match item {
            Item::Session(kept) => Some((*number, kept)),
            _ => None,
        })
    }

    /// The ticket keys, the oldest first.
    pub fn ticket_keys(&self) -> impl DoubleEndedIterator<Item = (u32, &TicketKey)> {
        self.items.iter().filter_map(|(number, item)| match item {
            Item::TicketKey(key) => Some((*number, key)),
            _ => None,
        })
    }

    /// The first flights that were taken.
    pub fn flights(&self) -> impl DoubleEndedIterator<Item = (u32, &Flight)> {
        self.items.iter().filter_map(|(number, item)| match item {
            Item::Flight(flight) => Some((*number, flight)),
            _ => None,
        })
    }
}
