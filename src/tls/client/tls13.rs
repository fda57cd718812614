//! The client in TLS 1.3 behind the ServerHello (RFC 8446, 4.3 and 4.4).

use super::State;
use super::offer::Offer;
use super::request::{self, Answer};
use super::resume;
use crate::crypto::PublicKey;
use crate::pki::Staple;
use crate::tls::connected::Connected;
use crate::tls::effect::{Check, Effect, Epoch, Out, Verb};
use crate::tls::places::{self, Place};
use crate::tls::refusal::{Mismatch, Refusal, listed};
use crate::tls::schedule13::Schedule;
use crate::tls::session::Session;
use crate::tls::shared::{verify_finished, write_ccs};
use crate::tls::signing;
use crate::tls::state::State as Next;
use crate::wire::extensions::{CertificateExtension, Empty, ServerExtension};
use crate::wire::handshake::Handshake;
use crate::wire::tls13::{
    Certificate, CertificateEntry, CertificateRequest, CertificateVerify, EncryptedExtensions, Finished,
};
use crate::wire::vectors::Rest;
use crate::wire::{BlobId, Clause, Role, hex, printable};

/// A client with handshake keys.
#[derive(Clone, Debug)]
pub struct Keyed {
    pub offer: Offer,
    pub schedule: Schedule,
    /// What the server's request for a certificate is answered with, where it asked.
    pub answer: Option<Answer>,
    /// Which of the pre-shared keys the server took.
    psk: Option<usize>,
}

/// A client that has judged the chain and awaits the proof of its key.
#[derive(Clone, Debug)]
pub struct Certified {
    keyed: Keyed,
    key: PublicKey,
}

impl Keyed {
    /// A client behind the ServerHello.
    pub fn new(offer: Offer, schedule: Schedule, psk: Option<usize>) -> Self {
        Self { offer, schedule, answer: None, psk }
    }

    /// Takes the answers that no longer travel in the clear (RFC 8446, 4.3.1).
    pub fn encrypted_extensions(
        self,
        message: EncryptedExtensions,
        blob: BlobId,
        session: &mut Session,
    ) -> Result<Next, Refusal> {
        session.step(Verb::ReadMessage);
        session.effect(Effect::Read { message: blob });
        let extensions = &message.extensions.0;
        let types = extensions.iter().map(ServerExtension::extension_type).collect::<Vec<_>>();
        places::answers(&types, Place::EncryptedExtensions, |code| self.offer.offers(code))?;
        protocol(&self.offer, extensions, session)?;
        let taken = crate::extension!(extensions, ServerExtension::early_data).is_some();
        if self.offer.early {
            session.negotiated.early = Some(taken);
        }
        session.absorb(blob);
        match (self.offer.early, taken) {
            (_, true) => resume::early_taken(&self.offer, self.psk, session)?,
            (true, false) => {
                resume::early_refused(Out::NotTaken, session);
                session.arm(Role::Client, Epoch::Handshake, |desk| self.schedule.keys(desk, Role::Client))?;
            }
            (false, false) => {}
        }
        // Who has the pre-shared key needs no certificate (RFC 8446, 2.2).
        Ok(Next::Client(match self.psk {
            Some(_) => State::WaitFinished(self),
            None => State::WaitCertificateOrRequest(self),
        }))
    }

    /// Takes the request for a certificate, and settles the answer.
    pub fn certificate_request(
        self,
        message: &CertificateRequest,
        blob: BlobId,
        session: &mut Session,
    ) -> Result<Next, Refusal> {
        let answer = Some(request::read13(message, blob, session)?);
        Ok(Next::Client(State::WaitCertificate(Self { answer, ..self })))
    }

    /// Takes the chain and judges it, before any proof of its key is read.
    pub fn certificate(self, message: Certificate, blob: BlobId, session: &mut Session) -> Result<Next, Refusal> {
        if message.certificate_list.0.is_empty() {
            return Err(Refusal::EmptyCertificate);
        }
        if !message.certificate_request_context.0.is_empty() {
            let context = hex::encode(&message.certificate_request_context.0);
            return Err(Refusal::BadRequestContext(Mismatch::new("", context)));
        }
        let entries = message.certificate_list.0;
        entries.iter().try_for_each(|entry| self.answers(&entry.extensions.0))?;
        let staples = stapled(&entries, self.offer.no_staple());
        let chain = entries.iter().map(|entry| entry.cert_data.0.clone()).collect::<Vec<_>>();
        let key = signing::judge(session, blob, &chain, &staples)?;
        session.absorb(blob);
        Ok(Next::Client(State::WaitCertificateVerify(Certified { keyed: self, key })))
    }

    /// Takes the server's Finished, answers with our own, and takes the application keys into force.
    pub fn finished(self, message: Finished, blob: BlobId, session: &mut Session) -> Result<Next, Refusal> {
        session.step(Verb::VerifyFinished);
        session.effect(Effect::Read { message: blob });
        let expected = self.schedule.verify_data(&mut session.desk, &session.transcript, Role::Server)?;
        verify_finished(session, expected, &message.verify_data.0, Clause::new(8446, "4.4.4"))?;
        session.absorb(blob);
        session.step(Verb::DeriveTrafficKeys);
        let application = self.schedule.application(&mut session.desk, &session.transcript)?;
        session.arm(Role::Server, Epoch::Application, |desk| application.keys(desk, Role::Server))?;
        let taken = session.negotiated.early == Some(true);
        if taken {
            session.write(&Handshake::EndOfEarlyData(Empty {}));
            session.step(Verb::UpdateKeys);
            session.arm(Role::Client, Epoch::Handshake, |desk| self.schedule.keys(desk, Role::Client))?;
        }
        // It stands before the first protected record, or behind the hello that early data follows (RFC 8446, D.4).
        let mut ccs = session.config.compat && self.offer.retried.is_none() && !self.offer.early;
        if let Some(answer) = self.answer {
            if std::mem::take(&mut ccs) {
                write_ccs(session);
            }
            answer.write13(session)?;
        }
        session.step(Verb::ComputeFinished);
        let data = self.schedule.verify_data(&mut session.desk, &session.transcript, Role::Client)?;
        let verify_data = Rest(session.bytes(data)?.to_vec());
        if ccs {
            write_ccs(session);
        }
        session.write(&Handshake::Finished(Finished { verify_data }));
        session.step(Verb::DeriveTrafficKeys);
        session.arm(Role::Client, Epoch::Application, |desk| application.keys(desk, Role::Client))?;
        let resumption = application.resumption(&mut session.desk, &session.transcript)?;
        let again =
            if session.negotiated.early == Some(false) { session.config.early_data.clone() } else { Vec::new() };
        Ok(Next::Connected(Connected::new(Some((application, resumption))).with_first(again)))
    }

    /// A certificate's extensions answer those of the hello, each once (RFC 8446, 4.4.2).
    fn answers(&self, extensions: &[CertificateExtension]) -> Result<(), Refusal> {
        let types = extensions.iter().map(CertificateExtension::extension_type).collect::<Vec<_>>();
        places::answers(&types, Place::Certificate, |code| self.offer.offers(code))
    }
}

impl Certified {
    /// Checks that the server holds the key of its certificate (RFC 8446, 4.4.3).
    pub fn certificate_verify(
        self,
        message: CertificateVerify,
        blob: BlobId,
        session: &mut Session,
    ) -> Result<Next, Refusal> {
        session.step(Verb::VerifySignature);
        session.effect(Effect::Read { message: blob });
        let content = signing::content13(session, Role::Server)?;
        let (offered, signed) = (self.keyed.offer.schemes(), (message.algorithm, &message.signature.0[..]));
        let clause = Clause::new(8446, "4.4.3");
        signing::verify(session, &self.key, &offered, signed, content, (clause, || Refusal::BadCertificateVerify))?;
        session.absorb(blob);
        Ok(Next::Client(State::WaitFinished(self.keyed)))
    }
}

/// The one application protocol that the server took from our list (RFC 7301, 3.1).
pub fn protocol(offer: &Offer, extensions: &[ServerExtension], session: &mut Session) -> Result<(), Refusal> {
    let Some(body) = crate::extension!(extensions, ServerExtension::application_layer_protocol_negotiation) else {
        return Ok(());
    };
    let [name] = &body.protocol_name_list.0[..] else {
        return Err(Refusal::ProtocolsNotOne(Mismatch::new(1, body.protocol_name_list.0.len())));
    };
    let offered = offer.protocols();
    let passed = offered.contains(&name.0);
    let offered = offered.iter().map(printable).collect::<Vec<_>>();
    let compared = [("offered", listed(&offered)), ("chosen", printable(&name.0))];
    session.compare(Check::AlpnOffered, passed, Clause::new(7301, "3.1"), compared, Refusal::ProtocolNotOffered)?;
    session.negotiated.protocol = Some(String::from_utf8_lossy(&name.0).into_owned());
    Ok(())
}

/// The response about each certificate; only the leaf's can be missed (RFC 8446, 4.4.2.1).
pub fn stapled<'a>(entries: &'a [CertificateEntry], missed: Staple<&'a [u8]>) -> Vec<Staple<&'a [u8]>> {
    let staple = |(at, entry): (usize, &'a CertificateEntry)| {
        let status = crate::extension!(&entry.extensions.0, CertificateExtension::status_request);
        match status {
            Some(status) => Staple::Given(status.response()),
            None if at == 0 => missed,
            None => Staple::NotAsked,
        }
    };
    entries.iter().enumerate().map(staple).collect()
}
