//! What an observer has come by. Knows not how.

use crate::tls::names::Name;
use crate::wire::{CipherSuite, Version};

/// A session of somebody else's.
#[derive(Clone, Debug, PartialEq)]
pub struct Stolen {
    /// The session ID or the ticket by which it is called up.
    pub handle: Vec<u8>,
    pub version: Version,
    pub suite: CipherSuite,
    /// The master secret of TLS 1.2 (48 bytes), or the pre-shared key of TLS 1.3 (a hash long).
    pub secret: Vec<u8>,
}

/// A secret as a key log tells it: its name, the client random of its connection (32 bytes), its value.
pub type Logged = (Name, Vec<u8>, Vec<u8>);

/// All that was stolen, or told.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Secrets {
    /// Private keys of servers, in PKCS #8.
    pub server_keys: Vec<Vec<u8>>,
    /// Ticket keys: the name of each, 16 bytes, and the key, 32 bytes.
    pub ticket_keys: Vec<(Vec<u8>, Vec<u8>)>,
    pub sessions: Vec<Stolen>,
    pub log: Vec<Logged>,
}

impl Secrets {
    /// Whether these bytes are among them.
    pub fn holds(&self, bytes: &[u8]) -> bool {
        let ticket_keys = self.ticket_keys.iter().flat_map(|(name, key)| [name, key]);
        let sessions = self.sessions.iter().map(|session| &session.secret);
        let log = self.log.iter().map(|(.., secret)| secret);
        self.server_keys.iter().chain(ticket_keys).chain(sessions).chain(log).any(|secret| secret == bytes)
    }

    /// What a key log says of a connection.
    pub(super) fn logged(&self, name: Name, client_random: &[u8]) -> Option<&[u8]> {
        let found = self.log.iter().find(|(known, random, _)| *known == name && random == client_random);
        found.map(|(.., secret)| &secret[..])
    }

    /// The session of a handle.
    pub(super) fn session(&self, handle: &[u8], version: Version) -> Option<&Stolen> {
        self.sessions.iter().find(|one| one.handle == handle && one.version == version)
    }
}
