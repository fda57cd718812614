//! What an observer learns of TLS 1.2: the pre-master secret with the server's RSA key, the master secret of a session that it
//! knows or whose ticket it opens (RFC 5246, 8.1 and 7.3; RFC 5077, 3).

use super::Observer;
use crate::crypto::ledger::Formula;
use crate::tls::names::Name;
use crate::tls::refusal::Refusal;
use crate::tls::schedule12::Schedule;
use crate::tls::tickets;
use crate::wire::extensions::{ClientExtension, ServerExtension};
use crate::wire::handshake::Handshake;
use crate::wire::hello::ServerHello;
use crate::wire::{BlobId, EntryId, ExtensionType as E, KeyExchange, Role, Version};

/// Where a ticket stands in a ClientHello, and in a NewSessionTicket.
const OFFERED: &str = "client_hello.extensions.session_ticket.ticket";
const GIVEN: &str = "new_session_ticket.ticket.value";

impl Observer {
    /// Behind the ServerHello: a session that goes on has a master secret that may be known.
    pub(super) fn hello12(&mut self, hello: &ServerHello) -> Result<(), Refusal> {
        let Some(offer) = self.seen.hello.clone() else { return Ok(()) };
        let id = &hello.legacy_session_id_echo.0;
        self.seen.resumed = !id.is_empty() && *id == offer.legacy_session_id.0;
        self.seen.extended = hello.extensions().iter().any(|one| one.extension_type() == E::extended_master_secret);
        if let Some(master) = self.logged(Name::MasterSecret) {
            return self.master(master);
        }
        if !self.seen.resumed {
            // The session that is made here may be one of those that were stolen.
            return self.stolen(&id.clone()).map(|_| ());
        }
        let ticket = crate::extension!(offer.extensions(), ClientExtension::session_ticket);
        let ticket = ticket.map(|body| body.ticket.0.clone()).filter(|ticket| !ticket.is_empty());
        let handle = ticket.as_ref().unwrap_or(id).clone();
        if self.stolen(&handle)? {
            return Ok(());
        }
        match (ticket, self.seen.offered) {
            (Some(_), Some(blob)) => self.ticket12(blob, OFFERED),
            _ => Ok(()),
        }
    }

    pub(super) fn tls12(&mut self, from: Role, message: &Handshake, blob: BlobId) -> Result<(), Refusal> {
        self.absorb(blob);
        match message {
            Handshake::ClientKeyExchangeRsa(_) if from == Role::Client => self.pre_master(blob),
            Handshake::ClientKeyExchangeEcdhe(_) if from == Role::Client => self.told_pre_master(),
            Handshake::NewSessionTicket12(_) => self.ticket12(blob, GIVEN),
            _ => Ok(()),
        }
    }

    /// With the server's private key the pre-master secret opens (RFC 5246, 7.4.7.1).
    fn pre_master(&mut self, blob: BlobId) -> Result<(), Refusal> {
        let field = "client_key_exchange.encrypted_pre_master_secret.value";
        let cipher = self.desk.received(Name::EncryptedPreMasterSecret, blob, field)?;
        for pkcs8 in self.secrets.server_keys.clone() {
            let key = self.desk.give(Name::PrivateKey, pkcs8);
            let opened = self.desk.learn(Name::PreMasterSecret, Formula::RsaDecrypt { key, cipher });
            if let Ok(pre_master) = opened {
                return self.learn_from(pre_master);
            }
        }
        match self.logged(Name::PreMasterSecret) {
            Some(pre_master) => self.learn_from(pre_master),
            None => Ok(()),
        }
    }

    /// Of ECDHE the pre-master secret is told, or not known.
    fn told_pre_master(&mut self) -> Result<(), Refusal> {
        match self.logged(Name::PreMasterSecret) {
            Some(pre_master) if self.seen.kx == Some(KeyExchange::Ecdhe) => self.learn_from(pre_master),
            _ => Ok(()),
        }
    }

    fn learn_from(&mut self, pre_master: EntryId) -> Result<(), Refusal> {
        let seen = &mut self.seen;
        let (Some(suite), Some(client), Some(server), None) =
            (seen.suite, seen.client_random, seen.server_random, seen.master)
        else {
            return Ok(());
        };
        let (desk, transcript) = (&mut self.desk, &self.transcript);
        let schedule = Schedule::new(desk, transcript, suite, pre_master, (client, server), seen.extended)?;
        seen.master = Some(schedule.master_secret);
        for writer in [Role::Client, Role::Server] {
            self.key(writer, schedule.keys(writer).0);
        }
        Ok(())
    }

    /// Whether a session of that handle was stolen: then its master secret is known.
    fn stolen(&mut self, handle: &[u8]) -> Result<bool, Refusal> {
        let Some(stolen) = self.secrets.session(handle, Version::Tls12).filter(|_| !handle.is_empty()) else {
            return Ok(false);
        };
        let master = self.desk.give(Name::MasterSecret, stolen.secret.clone());
        self.master(master).map(|()| true)
    }

    /// A ticket travels in the clear, when it is given and when it comes back: with its key the session lies open, also the
    /// one that it came from.
    fn ticket12(&mut self, blob: BlobId, field: &str) -> Result<(), Refusal> {
        if self.seen.master.is_some() {
            return Ok(());
        }
        let ticket = self.desk.received(Name::Ticket, blob, field)?;
        let handle = self.desk.bytes(ticket)?.to_vec();
        if self.stolen(&handle)? {
            return Ok(());
        }
        for (name, key) in self.secrets.ticket_keys.clone() {
            let name = self.desk.give(Name::TicketKeyName, name);
            let key = self.desk.give(Name::TicketKey, key);
            if let Some(kept) = tickets::open(ticket, (name, key), &mut self.desk)? {
                return self.master(kept.secret);
            }
        }
        Ok(())
    }
}

/// Whether a ServerHello is one of TLS 1.2.
pub(super) fn is_tls12(hello: &ServerHello) -> bool {
    crate::extension!(hello.extensions(), ServerExtension::supported_versions).is_none()
}
