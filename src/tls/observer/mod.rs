//! Somebody who reads a connection from the wire: record layer, key schedules and a mind, without a state machine. It follows
//! what is in the clear and, with whatever secrets it is given, derives on its own ledger as far as these reach, and opens
//! what it can. Writes nothing, and knows no scenario.

mod secrets;
mod tls12;
mod tls13;

pub use secrets::{Logged, Secrets, Stolen};

use std::sync::Arc;

use super::guard::Guard;
use super::inbox::Inbox;
use super::mind::{Desk, Mind};
use super::names::Name;
use super::refusal::Refusal;
use super::schedule12;
use super::transcript::Transcript;
use crate::crypto::ledger::Draws;
use crate::wire::codec::{Context, decode};
use crate::wire::handshake::Handshake;
use crate::wire::hello::ClientHello;
use crate::wire::record::{HEADER_LEN, Header};
use crate::wire::{
    ActorId, BlobId, Blobs, ConnId, ContentType, EntryId, Grammar, KeyExchange, Origin, Piece, Role, Suite, Version,
};

/// The actor that an observer is in its own ledger; it takes part in no run.
pub const OBSERVER: ActorId = ActorId(u8::MAX);

ids! {
    /// What an observer lacks to read a record.
    pub enum Needs {
        /// The private key of the key agreement, of either side; both throw theirs away.
        EphemeralKey = "ephemeral_key",
        /// The private key of the server's certificate, to which the pre-master secret was encrypted.
        ServerKey = "server_key",
        /// The pre-shared key, or the ticket key that opens the ticket which holds it.
        Psk = "psk",
        /// The master secret of the earlier session, or the ticket key that opens the ticket which holds it.
        Session = "session",
    }
}

/// What an observer makes of a record.
#[derive(Clone, Debug, PartialEq)]
pub enum Reading {
    /// It travelled in the clear.
    Clear,
    /// It was opened: its content, and the key in the observer's ledger.
    Opened {
        content_type: Option<ContentType>,
        content: Piece,
        key: EntryId,
    },
    Locked {
        needs: Needs,
    },
}

/// A record that was taken off the wire.
#[derive(Clone, Debug, PartialEq)]
pub struct Taken {
    pub conn: ConnId,
    pub from: Role,
    pub wire: BlobId,
    pub reading: Reading,
}

/// One direction, as far as it is followed.
#[derive(Clone, Debug, Default)]
struct Side {
    inbox: Inbox,
    /// The keys that are known for it, in the order in which they come into force, and which is in force.
    guards: Vec<Guard>,
    at: usize,
    /// TLS 1.2: behind its ChangeCipherSpec.
    protected: bool,
}

/// What is known of the handshake so far.
#[derive(Clone, Debug, Default)]
struct Seen {
    hello: Option<ClientHello>,
    /// The bytes of that hello.
    offered: Option<BlobId>,
    client_random: Option<EntryId>,
    server_random: Option<EntryId>,
    version: Option<Version>,
    suite: Option<&'static Suite>,
    kx: Option<KeyExchange>,
    /// TLS 1.2: whether the master secret is an extended one.
    extended: bool,
    /// Whether it goes on from an earlier connection.
    resumed: bool,
    /// TLS 1.3: whether a key agreement is part of it.
    agreement: bool,
    /// TLS 1.2: the master secret.
    master: Option<EntryId>,
    tls13: tls13::Known,
}

/// An observer of one connection after another.
#[derive(Clone, Debug)]
pub struct Observer {
    desk: Desk,
    secrets: Secrets,
    sides: [Side; 2],
    seen: Seen,
    transcript: Transcript,
    taken: Vec<Taken>,
}

impl Observer {
    /// An observer of these bytes that has these secrets.
    pub fn new(blobs: Blobs, secrets: Secrets) -> Self {
        let mut desk = Desk::new(ConnId(0), "observer");
        desk.mind = Mind::new(OBSERVER, Arc::new(Draws::default()));
        desk.blobs = blobs;
        Self {
            desk,
            secrets,
            sides: Default::default(),
            seen: Seen::default(),
            transcript: Transcript::default(),
            taken: Vec::new(),
        }
    }

    /// A new connection begins; what was learned on earlier ones stays.
    pub fn begin(&mut self, conn: ConnId) {
        self.desk.conn = conn;
        self.sides = Default::default();
        self.seen = Seen::default();
        self.transcript = Transcript::default();
    }

    /// What the observer knows.
    pub fn mind(&self) -> &Mind {
        &self.desk.mind
    }

    /// The bytes, with what was opened.
    pub fn blobs(&self) -> &Blobs {
        &self.desk.blobs
    }

    /// What was made of each record, in the order in which they were taken.
    pub fn taken(&self) -> &[Taken] {
        &self.taken
    }

    /// Takes a record off the wire. What cannot be followed any more is passed over; what cannot be opened is tried again
    /// when more is known.
    pub fn record(&mut self, from: Role, wire: BlobId) {
        let bytes = self.desk.blobs.bytes(wire).to_vec();
        let Ok(header) = decode_header(&bytes) else { return };
        let conn = self.desk.conn;
        if self.clear(from, header) {
            let content = Piece { blob: wire, range: HEADER_LEN as u32..bytes.len() as u32 };
            if header.content_type == ContentType::change_cipher_spec {
                from.of_mut(&mut self.sides).protected = self.seen.version == Some(Version::Tls12);
            }
            self.taken.push(Taken { conn, from, wire, reading: Reading::Clear });
            self.content(from, Some(header.content_type), &content);
        } else {
            let reading = Reading::Locked { needs: self.needs(from) };
            self.taken.push(Taken { conn, from, wire, reading });
        }
        self.open_what_opens();
    }

    /// Opens what was taken and not opened so far, record by record, until nothing more opens.
    fn open_what_opens(&mut self) {
        let conn = self.desk.conn;
        let mut at = 0;
        while let Some(taken) = self.taken.get(at).cloned() {
            at += 1;
            if taken.conn != conn || !matches!(taken.reading, Reading::Locked { .. }) {
                continue;
            }
            let bytes = self.desk.blobs.bytes(taken.wire).to_vec();
            let Ok(header) = decode_header(&bytes) else { continue };
            let Some((content_type, content, key)) = self.open(taken.from, header, taken.wire, &bytes) else {
                continue;
            };
            if let Some(own) = self.taken.get_mut(at - 1) {
                own.reading = Reading::Opened { content_type, content: content.clone(), key };
            }
            self.content(taken.from, content_type, &content);
            // What it said may open records before it.
            at = 0;
        }
    }

    /// Whether a record is in the clear: in TLS 1.3 every protected one looks like application data (RFC 8446, 5.2), in
    /// TLS 1.2 all behind a ChangeCipherSpec are protected.
    fn clear(&self, from: Role, header: Header) -> bool {
        let behind = from.of(&self.sides).protected;
        !behind && header.content_type != ContentType::application_data
    }

    /// Opens a record with the key in force, or with the next: a change of keys shows in nothing else.
    fn open(
        &mut self,
        from: Role,
        header: Header,
        wire: BlobId,
        bytes: &[u8],
    ) -> Option<(Option<ContentType>, Piece, EntryId)> {
        let side = from.of_mut(&mut self.sides);
        for at in side.at..side.guards.len() {
            let Some(guard) = side.guards.get_mut(at) else { break };
            let (mut tried, Some(key)) = (guard.clone(), guard.entry) else { continue };
            if let Ok(opened) = tried.open(header, bytes) {
                *guard = tried;
                side.at = at;
                let origin = Origin::Opened {
                    from: vec![self.desk.blobs.whole(wire)],
                    key: crate::wire::EntryRef { actor: OBSERVER, entry: key },
                };
                let blob = self.desk.blobs.add(opened.plain, opened.grammar, origin);
                let range = opened.content.start as u32..opened.content.end as u32;
                return Some((opened.content_type, Piece { blob, range }, key));
            }
        }
        None
    }

    /// Follows the handshake. Where a message does not read, or a derivation fails, nothing is learned from it.
    fn content(&mut self, from: Role, content_type: Option<ContentType>, content: &Piece) {
        if content_type != Some(ContentType::handshake) {
            return;
        }
        from.of_mut(&mut self.sides).inbox.push_handshake(content, &self.desk.blobs);
        while let Ok(Some(whole)) = from.of_mut(&mut self.sides).inbox.handshake() {
            let context = Context { version: self.seen.version, kx: self.seen.kx };
            let grammar = Grammar::Handshake { version: context.version, kx: context.kx };
            let blob = self.desk.blobs.add(whole.bytes.clone(), grammar, Origin::Arrived { of: whole.pieces });
            if let Ok(message) = decode::<Handshake>(&whole.bytes, context) {
                self.message(from, message, blob).unwrap_or_default();
            }
        }
    }

    fn message(&mut self, from: Role, message: Handshake, blob: BlobId) -> Result<(), Refusal> {
        match (message, self.seen.version) {
            (Handshake::ClientHello(hello), _) if from == Role::Client => self.client_hello(hello, blob),
            (Handshake::HelloRetryRequest(retry), _) => self.retry(&retry, blob),
            (Handshake::ServerHello(hello), _) => self.server_hello(&hello, blob),
            (message, Some(Version::Tls13)) => self.tls13(from, &message, blob),
            (message, _) => self.tls12(from, &message, blob),
        }
    }

    fn absorb(&mut self, blob: BlobId) {
        let whole = self.desk.blobs.whole(blob);
        self.transcript.absorb(whole);
    }

    /// A secret that a key log tells of this connection, by its client's random.
    fn logged(&mut self, name: Name) -> Option<EntryId> {
        let random = self.desk.bytes(self.seen.client_random?).ok()?.to_vec();
        let bytes = self.secrets.logged(name, &random)?.to_vec();
        Some(self.desk.give(name, bytes))
    }

    /// More keys for a direction.
    fn key(&mut self, writer: Role, guard: Guard) {
        writer.of_mut(&mut self.sides).guards.push(guard);
    }

    /// TLS 1.2: from here on both directions' keys are known.
    fn master(&mut self, master: EntryId) -> Result<(), Refusal> {
        let seen = &mut self.seen;
        let (Some(suite), Some(client), Some(server), None) =
            (seen.suite, seen.client_random, seen.server_random, seen.master)
        else {
            return Ok(());
        };
        seen.master = Some(master);
        let schedule = schedule12::Schedule::from_master(&mut self.desk, suite, master, (client, server))?;
        for writer in [Role::Client, Role::Server] {
            self.key(writer, schedule.keys(writer).0);
        }
        Ok(())
    }

    /// What would have to be known to read on.
    fn needs(&self, from: Role) -> Needs {
        let seen = &self.seen;
        match seen.version {
            // Early data: the server has not spoken.
            None => Needs::Psk,
            Some(Version::Tls13) if from == Role::Client && self.early() => Needs::Psk,
            Some(Version::Tls13) if seen.agreement => Needs::EphemeralKey,
            Some(Version::Tls13) => Needs::Psk,
            Some(Version::Tls12) if seen.resumed => Needs::Session,
            Some(Version::Tls12) if seen.kx == Some(KeyExchange::Rsa) => Needs::ServerKey,
            Some(Version::Tls12) => Needs::EphemeralKey,
        }
    }
}

fn decode_header(bytes: &[u8]) -> Result<Header, crate::wire::DecodeError> {
    decode(bytes.get(..HEADER_LEN).unwrap_or_default(), Context::default())
}
