//! What an observer learns of TLS 1.3: with the pre-shared key the early keys and, where no key agreement comes beside it, all
//! others (RFC 8446, 7.1); with a key log what that tells.

use super::Observer;
use super::tls12::is_tls12;
use crate::crypto::Hash;
use crate::crypto::ledger::Formula;
use crate::tls::memory::Kept;
use crate::tls::names::Name;
use crate::tls::refusal::Refusal;
use crate::tls::schedule13::{Application, Early, Schedule, keys_of};
use crate::tls::schemes::kdf_hash;
use crate::tls::tickets;
use crate::wire::extensions::{ClientExtension, ServerExtension};
use crate::wire::handshake::Handshake;
use crate::wire::hello::{ClientHello, HelloRetryRequest, ServerHello};
use crate::wire::{BlobId, EntryId, ExtensionType as E, Role, Suite, Version};

/// Where the identities of a ClientHello stand.
const IDENTITIES: &str = "client_hello.extensions.pre_shared_key.identities";

/// A pre-shared key of a ClientHello that is known.
#[derive(Clone, Copy, Debug)]
struct Psk {
    index: usize,
    suite: &'static Suite,
    schedule: Early,
}

/// The schedule, as far as it is known.
#[derive(Clone, Debug, Default)]
pub struct Known {
    psks: Vec<Psk>,
    schedule: Option<Schedule>,
    application: Option<Application>,
    resumption: Option<EntryId>,
    /// Traffic secrets of either side that are told alone: where KeyUpdate goes on from.
    told: [Option<EntryId>; 2],
    /// Whether the client has announced early data whose end was not seen.
    early: bool,
}

impl Observer {
    pub(super) fn client_hello(&mut self, hello: ClientHello, blob: BlobId) -> Result<(), Refusal> {
        let random = self.desk.received(Name::ClientRandom, blob, "client_hello.random")?;
        self.seen.client_random.get_or_insert(random);
        self.absorb(blob);
        let psks = crate::extension!(hello.extensions(), ClientExtension::pre_shared_key);
        let identities = psks.map_or(Vec::new(), |psks| psks.identities.0.clone());
        self.seen.tls13.psks.clear();
        for (index, identity) in identities.iter().enumerate() {
            self.identity(index, &identity.identity.0, blob)?;
        }
        let early = hello.extensions().iter().any(|one| one.extension_type() == E::early_data);
        self.seen.tls13.early = early;
        (self.seen.hello, self.seen.offered) = (Some(hello), Some(blob));
        if early {
            self.early_keys()?;
        }
        Ok(())
    }

    /// An identity whose key is known: stolen, told, or sealed in a ticket that opens.
    fn identity(&mut self, index: usize, identity: &[u8], blob: BlobId) -> Result<(), Refusal> {
        let stolen = self.secrets.session(identity, Version::Tls13).cloned();
        let (psk, suite) = match stolen {
            Some(stolen) => (self.desk.give(Name::Psk, stolen.secret), stolen.suite),
            None => {
                let ticket = self.desk.received(Name::Ticket, blob, &format!("{IDENTITIES}.{index}.identity.value"))?;
                let Some(kept) = self.opened(ticket)? else { return Ok(()) };
                (kept.secret, kept.suite)
            }
        };
        let Some(suite) = Suite::of(suite) else { return Ok(()) };
        let schedule = Early::new(&mut self.desk, kdf_hash(suite), Some(psk))?;
        self.seen.tls13.psks.push(Psk { index, suite, schedule });
        Ok(())
    }

    fn opened(&mut self, ticket: EntryId) -> Result<Option<Kept>, Refusal> {
        for (name, key) in self.secrets.ticket_keys.clone() {
            let name = self.desk.give(Name::TicketKeyName, name);
            let key = self.desk.give(Name::TicketKey, key);
            let opened = tickets::open(ticket, (name, key), &mut self.desk)?;
            if opened.is_some() {
                return Ok(opened);
            }
        }
        Ok(None)
    }

    /// Early data is under the first key that is offered.
    fn early_keys(&mut self) -> Result<(), Refusal> {
        let first = self.seen.tls13.psks.iter().find(|psk| psk.index == 0).copied();
        let (desk, transcript) = (&mut self.desk, &self.transcript);
        if let Some(psk) = first {
            let (guard, _) = psk.schedule.keys(desk, transcript, psk.suite)?;
            self.key(Role::Client, guard);
            return Ok(());
        }
        // A key log names no suite: the one that the server takes is that of early data, or there is none.
        Ok(())
    }

    /// Whether what the client sends may still be early data.
    pub(super) fn early(&self) -> bool {
        self.seen.tls13.early
    }

    pub(super) fn retry(&mut self, retry: &HelloRetryRequest, blob: BlobId) -> Result<(), Refusal> {
        if let Some(suite) = Suite::of(retry.cipher_suite) {
            self.transcript.retry(&mut self.desk, kdf_hash(suite))?;
        }
        self.absorb(blob);
        Ok(())
    }

    pub(super) fn server_hello(&mut self, hello: &ServerHello, blob: BlobId) -> Result<(), Refusal> {
        let random = self.desk.received(Name::ServerRandom, blob, "server_hello.random")?;
        self.seen.server_random = Some(random);
        self.seen.suite = Suite::of(hello.cipher_suite);
        self.seen.kx = self.seen.suite.and_then(|suite| suite.kx);
        self.absorb(blob);
        if is_tls12(hello) {
            self.seen.version = Some(Version::Tls12);
            return self.hello12(hello);
        }
        self.seen.version = Some(Version::Tls13);
        let Some(suite) = self.seen.suite else { return Ok(()) };
        let psk = crate::extension!(hello.extensions(), ServerExtension::pre_shared_key);
        let index = psk.map(|body| usize::from(body.selected_identity));
        self.seen.resumed = index.is_some();
        self.seen.agreement = crate::extension!(hello.extensions(), ServerExtension::key_share).is_some();
        self.told_early(suite)?;
        let known = self.seen.tls13.psks.iter().find(|psk| Some(psk.index) == index).copied();
        if let (Some(psk), false) = (known, self.seen.agreement) {
            let early = psk.schedule;
            let schedule = Schedule::handshake(&mut self.desk, &self.transcript, suite, early, None)?;
            self.seen.tls13.schedule = Some(schedule);
            for writer in [Role::Server, Role::Client] {
                let (guard, _) = schedule.keys(&mut self.desk, writer)?;
                self.key(writer, guard);
            }
            return Ok(());
        }
        let names = [
            (Role::Server, Name::ServerHandshakeTrafficSecret, Name::ServerHandshakeKey, Name::ServerHandshakeIv),
            (Role::Client, Name::ClientHandshakeTrafficSecret, Name::ClientHandshakeKey, Name::ClientHandshakeIv),
            (Role::Server, Name::ServerApplicationTrafficSecret, Name::ServerApplicationKey, Name::ServerApplicationIv),
            (Role::Client, Name::ClientApplicationTrafficSecret, Name::ClientApplicationKey, Name::ClientApplicationIv),
        ];
        for (writer, secret, key, iv) in names {
            let Some(secret) = self.logged(secret) else { continue };
            *writer.of_mut(&mut self.seen.tls13.told) = Some(secret);
            let (guard, _) = keys_of(&mut self.desk, suite, secret, (key, iv))?;
            self.key(writer, guard);
        }
        Ok(())
    }

    /// The early keys that a key log tells come before all others of the client.
    fn told_early(&mut self, suite: &'static Suite) -> Result<(), Refusal> {
        if !self.seen.tls13.early || !Role::Client.of(&self.sides).guards.is_empty() {
            return Ok(());
        }
        let Some(secret) = self.logged(Name::ClientEarlyTrafficSecret) else { return Ok(()) };
        let names = (Name::ClientEarlyKey, Name::ClientEarlyIv);
        let (guard, _) = keys_of(&mut self.desk, suite, secret, names)?;
        self.key(Role::Client, guard);
        Ok(())
    }

    pub(super) fn tls13(&mut self, from: Role, message: &Handshake, blob: BlobId) -> Result<(), Refusal> {
        match message {
            Handshake::NewSessionTicket(ticket) => return self.ticket13(&ticket.ticket.0, blob),
            Handshake::KeyUpdate(_) => return self.key_update(from),
            Handshake::EndOfEarlyData(_) => self.seen.tls13.early = false,
            // Without an answer there is none that is taken.
            Handshake::EncryptedExtensions(body) => {
                let taken = body.extensions.0.iter().any(|one| one.extension_type() == E::early_data);
                self.seen.tls13.early &= taken;
            }
            _ => {}
        }
        self.absorb(blob);
        let (Handshake::Finished(_), Some(schedule)) = (message, self.seen.tls13.schedule) else { return Ok(()) };
        let (desk, transcript) = (&mut self.desk, &self.transcript);
        match (from, self.seen.tls13.application) {
            (Role::Server, _) => {
                let application = schedule.application(desk, transcript)?;
                self.seen.tls13.application = Some(application);
                for writer in [Role::Server, Role::Client] {
                    let (guard, _) = application.keys(&mut self.desk, writer)?;
                    self.key(writer, guard);
                }
            }
            (Role::Client, Some(application)) => {
                self.seen.tls13.resumption = Some(application.resumption(desk, transcript)?);
            }
            (Role::Client, None) => {}
        }
        Ok(())
    }

    /// Who has the schedule has the keys of later connections too.
    fn ticket13(&mut self, ticket: &[u8], blob: BlobId) -> Result<(), Refusal> {
        let (Some(suite), Some(secret)) = (self.seen.suite, self.seen.tls13.resumption) else { return Ok(()) };
        let context = self.desk.received(Name::TicketNonce, blob, "new_session_ticket.ticket_nonce.value")?;
        let hash: Hash = kdf_hash(suite);
        let formula = Formula::ExpandLabel { hash, secret, label: "resumption", context, len: hash.len() as u16 };
        let psk = self.desk.learn(Name::ResumptionPsk, formula)?;
        let secret = self.desk.bytes(psk)?.to_vec();
        self.secrets.sessions.push(super::Stolen {
            handle: ticket.to_vec(),
            version: Version::Tls13,
            suite: suite.code,
            secret,
        });
        Ok(())
    }

    /// The next keys of a direction follow from those before (RFC 8446, 7.2).
    fn key_update(&mut self, writer: Role) -> Result<(), Refusal> {
        if let Some(mut application) = self.seen.tls13.application {
            let (guard, _) = application.update(&mut self.desk, writer)?;
            self.seen.tls13.application = Some(application);
            self.key(writer, guard);
            return Ok(());
        }
        let (Some(suite), Some(secret)) = (self.seen.suite, *writer.of(&self.seen.tls13.told)) else { return Ok(()) };
        let (hash, context) = (kdf_hash(suite), self.desk.give(Name::EmptyContext, Vec::new()));
        let (name, key, iv) = match writer {
            Role::Client => {
                (Name::NextClientApplicationTrafficSecret, Name::ClientApplicationKey, Name::ClientApplicationIv)
            }
            Role::Server => {
                (Name::NextServerApplicationTrafficSecret, Name::ServerApplicationKey, Name::ServerApplicationIv)
            }
        };
        let formula = Formula::ExpandLabel { hash, secret, label: "traffic upd", context, len: hash.len() as u16 };
        let next = self.desk.learn(name, formula)?;
        *writer.of_mut(&mut self.seen.tls13.told) = Some(next);
        let (guard, _) = keys_of(&mut self.desk, suite, next, (key, iv))?;
        self.key(writer, guard);
        Ok(())
    }
}
