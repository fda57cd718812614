//! What one party brings to one connection: its own choices, its identity, its trust, its quirks.
//! Knows nothing of the other party.

use crate::crypto::{Hash, PrivateKey};
use crate::pki::Policy;
use crate::wire::{CipherSuite, ExtensionType, NamedGroup, PskKeyExchangeMode, SignatureScheme, Version};

/// Whose order of cipher suites decides (RFC 5246, 7.4.1.3 leaves it to the server).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Preference {
    Server,
    Client,
}

/// One extension of a ClientHello: computed from the configuration, or these bytes.
#[derive(Clone, Debug, PartialEq)]
pub enum ExtensionChoice {
    Computed(ExtensionType),
    Raw(ExtensionType, Vec<u8>),
}

/// A certificate chain with the key of its leaf.
#[derive(Clone, Debug, PartialEq)]
pub struct Identity {
    /// DER certificates, leaf first.
    pub chain: Vec<Vec<u8>>,
    pub key: PrivateKey,
}

/// Whether a server asks for the client's certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ClientAuth {
    Off,
    /// It asks, and goes on without one.
    Ask,
    /// It asks, and goes on only with one.
    Require,
}

/// What becomes of the chain's verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Trust {
    /// A failed check ends the connection.
    Enforce,
    /// Every check is run and shown, and none ends the connection.
    Report,
}

/// A party's own misbehaviour, by the index of the fault that asked for it.
#[derive(Clone, Debug, PartialEq)]
pub struct Quirk {
    pub fault: usize,
    /// The message concerned: its name, and which of that name, from 1.
    pub message: (String, u32),
    pub act: Act,
}

/// What the party does to its own message before it is sealed; its transcript keeps the true message.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// Does not send it.
    Omit,
    /// Changes its bytes: an edit whose offset counts from the start of the field at `path` (empty: the message).
    Alter { path: String, edit: Edit },
}

/// A change of bytes at an offset.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Edit {
    /// Offset in bytes from the start of what is edited.
    pub at: usize,
    pub change: Change,
}

/// What happens at an edit's offset.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Change {
    /// Exclusive or with these bytes.
    Xor(Vec<u8>),
    /// These bytes instead.
    Set(Vec<u8>),
    /// So many bytes fewer.
    Remove(usize),
    /// These bytes in between.
    Insert(Vec<u8>),
}

impl Edit {
    /// Applies the edit; what lies beyond the end is left alone.
    pub fn apply(&self, bytes: &mut Vec<u8>) {
        let at = self.at.min(bytes.len());
        match &self.change {
            Change::Xor(mask) => bytes.iter_mut().skip(at).zip(mask).for_each(|(byte, mask)| *byte ^= mask),
            Change::Set(new) => bytes.iter_mut().skip(at).zip(new).for_each(|(byte, new)| *byte = *new),
            Change::Remove(n) => drop(bytes.drain(at..at.saturating_add(*n).min(bytes.len()))),
            Change::Insert(new) => drop(bytes.splice(at..at, new.iter().copied())),
        }
    }
}

/// What a ticket is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TicketForm {
    /// A number drawn at random, under which the server keeps the session.
    Handle,
    /// The session itself, sealed under the server's ticket key; the server keeps nothing (RFC 5077, 4).
    Sealed,
}

/// How a server guards early data against being sent again by somebody else (RFC 8446, 8).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AntiReplay {
    None,
    /// Each first flight is taken once (8.1 and 8.2).
    SingleUse,
    /// The age that the client states must fit the clock (8.3).
    Freshness,
    Both,
}

impl AntiReplay {
    /// Whether a first flight is taken once.
    pub fn single_use(self) -> bool {
        matches!(self, Self::SingleUse | Self::Both)
    }

    /// Whether the stated age must fit.
    pub fn freshness(self) -> bool {
        matches!(self, Self::Freshness | Self::Both)
    }
}

/// A pre-shared key that both sides were given beforehand (RFC 8446, 4.2.11).
#[derive(Clone, Debug, PartialEq)]
pub struct ExternalPsk {
    pub identity: Vec<u8>,
    pub key: Vec<u8>,
    pub hash: Hash,
}

/// One party's configuration for one connection.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// The versions it speaks.
    pub versions: Vec<Version>,
    /// Its suites in order of preference; signalling values may stand among a client's.
    pub suites: Vec<CipherSuite>,
    /// Its groups in order of preference.
    pub groups: Vec<NamedGroup>,
    /// Client: the groups it sends key shares for in its first hello.
    pub shares: Vec<NamedGroup>,
    /// Its signature schemes in order of preference.
    pub schemes: Vec<SignatureScheme>,
    /// Client: the host it wants, sent as SNI and checked against the certificate.
    pub host: Option<String>,
    /// Client: whether it asks for a stapled OCSP response (RFC 6066, 8).
    pub status_request: bool,
    /// Server: the DER of the OCSP responses it staples for whoever asks, in the order of its chain. For those behind the
    /// first TLS 1.3 alone has room (RFC 8446, 4.4.2.1).
    pub staples: Vec<Option<Vec<u8>>>,
    /// Server: the names it serves, where it refuses a client that wants another (RFC 6066, 3).
    pub hosts: Option<Vec<String>>,
    /// ALPN protocols in order of preference; none switches the extension off.
    pub alpn: Vec<String>,
    /// Whether the middlebox compatibility mode is on (RFC 8446, D.4).
    pub compat: bool,
    /// Whether extended_master_secret is spoken (RFC 7627).
    pub extended_master_secret: bool,
    /// Client: how secure renegotiation is signalled; server: whether it answers (RFC 5746).
    pub renegotiation: Renegotiation,
    /// Server: whether it marks a downgrade in its random (RFC 8446, 4.1.3).
    pub sentinel: bool,
    /// Client: whether it looks for that mark.
    pub check_sentinel: bool,
    pub preference: Preference,
    /// Server: whether it asks for a second hello with a cookie even when a share fits.
    pub cookie: bool,
    /// Server: the extensions of its HelloRetryRequest in order.
    pub retry_extensions: Vec<ExtensionType>,
    /// Client: by how many milliseconds it misstates the age of a ticket; only faults do so.
    pub age_skew: i64,
    /// Client: whether it sends more early data than the ticket allows; only faults do so.
    pub exceed_early_data: bool,
    /// Server: whether it has lost what it kept before this connection; only faults do so.
    pub restarts: bool,
    /// Server: how many tickets it sends after a TLS 1.3 handshake.
    pub tickets: u8,
    /// Lifetime of a ticket in seconds.
    pub ticket_lifetime: u32,
    /// Server: early data limit written into a ticket, in bytes; 0 leaves the extension out.
    pub ticket_early_data: u32,
    /// Server: what its tickets are.
    pub ticket_form: TicketForm,
    /// Server: for how many seconds a ticket key seals; 0 for ever. As long again it opens what it sealed.
    pub ticket_rotation: u32,
    /// TLS 1.2: whether session tickets are spoken (RFC 5077).
    pub session_ticket: bool,
    /// Server: how many sessions it keeps, to resume them by their session id or by a ticket that is a handle.
    pub session_cache: u16,
    /// Server: for how many seconds (RFC 5246, F.1.4).
    pub session_lifetime: u32,
    /// Client: how many of the sessions that it keeps it offers to resume.
    pub resume: u8,
    /// The modes in which a pre-shared key is used, in order of preference (RFC 8446, 4.2.9).
    pub psk_modes: Vec<PskKeyExchangeMode>,
    /// The pre-shared keys that it was given.
    pub psks: Vec<ExternalPsk>,
    /// Client: what it sends before the server has spoken, where a pre-shared key allows it.
    pub early_data: Vec<u8>,
    /// Server: whether it takes early data.
    pub accept_early_data: bool,
    pub anti_replay: AntiReplay,
    /// Whether it renews its keys after its first data (RFC 8446, 4.6.3).
    pub key_update: bool,
    /// Client: the extensions of its hello in order; none means the default order.
    pub extensions: Option<Vec<ExtensionChoice>>,
    /// The record version a client writes on its first hello (RFC 8446, 5.1): 0x0301 or 0x0303.
    pub first_record_version: u16,
    /// The application data it sends; none sends nothing.
    pub data: Vec<u8>,
    /// Whether it closes once data has been exchanged.
    pub close: bool,
    /// What it shows of itself; a client only to a server that asks.
    pub identity: Option<Identity>,
    /// Server: whether it asks for a certificate.
    pub client_auth: ClientAuth,
    /// Server: whether its request names the authorities that it trusts.
    pub name_authorities: bool,
    pub trust: Trust,
    /// How the peer's chain is judged: roots, host name, clock.
    pub policy: Policy,
    pub quirks: Vec<Quirk>,
}

/// How secure renegotiation is signalled (RFC 5746).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Renegotiation {
    Off,
    /// The extension, empty in a first handshake.
    Extension,
    /// Client: the signalling cipher suite instead.
    Scsv,
}
