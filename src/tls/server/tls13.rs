//! The server in TLS 1.3: its whole flight, then the client's certificate where one was asked for, and its Finished
//! (RFC 8446, 4.1.3 to 4.4.4).

use super::{State, answer, psk, request};
use crate::crypto::PublicKey;
use crate::crypto::ledger::Formula;
use crate::tls::connected::Connected;
use crate::tls::effect::{Effect, Epoch, Verb};
use crate::tls::names::Name;
use crate::tls::places::{self, Place};
use crate::tls::refusal::{Mismatch, Refusal};
use crate::tls::schedule13::{Application, Early, Schedule};
use crate::tls::schemes::{self, group, kdf_hash};
use crate::tls::session::Session;
use crate::tls::shared::{share, verify_finished};
use crate::tls::signing;
use crate::tls::state::State as Next;
use crate::wire::extensions::{
    CertificateExtension, ClientExtension, Empty, KeyShareEntry, KeyShareServerHello, SelectedIdentity,
    SelectedVersion, ServerExtension,
};
use crate::wire::handshake::Handshake;
use crate::wire::hello::{ClientHello, ServerHello};
use crate::wire::tls13::{Certificate, CertificateEntry, CertificateVerify, EncryptedExtensions, Finished};
use crate::wire::vectors::{List, Maybe, Opaque, Rest};
use crate::wire::{
    BlobId, Clause, CompressionMethod, ExtensionType as E, NamedGroup, ProtocolVersion, Role, SignatureScheme, Version,
    hex,
};

/// The extensions of EncryptedExtensions in their default order.
const ORDER: &[E] = &[E::server_name, E::application_layer_protocol_negotiation];

/// What the handshake rests on: a key agreement, a pre-shared key, or both.
#[derive(Clone, Debug)]
pub struct Basis {
    pub group: Option<NamedGroup>,
    pub psk: Option<psk::Chosen>,
    /// How many bytes of early data are taken; none where there is none, or it is passed over.
    pub early: Option<u32>,
}

/// A server that has sent its flight and awaits the client's Finished.
#[derive(Clone, Debug)]
pub struct Answered {
    schedule: Schedule,
    application: Application,
    /// How many bytes of early data may still come.
    early: u32,
}

/// A server that has judged the client's chain and awaits the proof of its key.
#[derive(Clone, Debug)]
pub struct Certified {
    answered: Answered,
    key: PublicKey,
}

/// Writes the flight from ServerHello to Finished.
pub fn answer(hello: &ClientHello, blob: BlobId, basis: &Basis, session: &mut Session) -> Result<Next, Refusal> {
    let suite = session.suite()?;
    let scheme = match basis.psk {
        Some(_) => None,
        None => Some(signing::choose(session, &schemes::offered(hello), Version::Tls13)?),
    };
    if let Some(psk) = &basis.psk {
        psk::take(psk, session);
        if basis.early.is_some() {
            session.step(Verb::DeriveEarlyKeys);
            let transcript = session.transcript.clone();
            session.arm(Role::Client, Epoch::Early, |desk| psk.schedule.keys(desk, &transcript, suite))?;
        }
    }
    session.step(Verb::MakeKeyShare);
    let (_, random) = answer::random(session)?;
    let (share, shared) = match basis.group {
        Some(code) => {
            let own = share(session, code)?;
            let theirs = session.received(Name::PeerPublicKey, blob, &share_path(hello, code))?;
            let group = group(code).ok_or(Refusal::Internal { what: "group" })?;
            let agree = Formula::Agree { group, private: own.private, peer: theirs };
            let shared = session.learn(Name::SharedSecret, agree)?;
            let server_share = KeyShareEntry { group: code, key_exchange: Opaque(session.bytes(own.public)?.to_vec()) };
            (Some(ServerExtension::key_share(KeyShareServerHello { server_share })), Some(shared))
        }
        None => (None, None),
    };
    let selected = basis.psk.as_ref().map(|psk| SelectedIdentity { selected_identity: psk.index });
    let version = SelectedVersion { selected_version: ProtocolVersion::TLSv1_3 };
    let extensions = [selected.map(ServerExtension::pre_shared_key), share];
    let extensions = extensions.into_iter().flatten().chain([ServerExtension::supported_versions(version)]);
    session.write(&Handshake::ServerHello(ServerHello {
        legacy_version: ProtocolVersion::TLSv1_2,
        random,
        legacy_session_id_echo: Opaque(hello.legacy_session_id.0.clone()),
        cipher_suite: suite.code,
        legacy_compression_method: CompressionMethod::null,
        extensions: Maybe(Some(List(extensions.collect()))),
    }));
    // After a retry the ChangeCipherSpec was sent already.
    if !session.transcript.retried() {
        answer::compatibility_ccs(hello, session);
    }
    session.step(Verb::DeriveHandshakeKeys);
    let early = match &basis.psk {
        Some(psk) => psk.schedule,
        None => Early::new(&mut session.desk, kdf_hash(suite), None)?,
    };
    let schedule = Schedule::handshake(&mut session.desk, &session.transcript, suite, early, shared)?;
    session.arm(Role::Server, Epoch::Handshake, |desk| schedule.keys(desk, Role::Server))?;
    // What comes next is early data, where that is taken; its end brings the handshake keys.
    if basis.early.is_none() {
        session.arm(Role::Client, Epoch::Handshake, |desk| schedule.keys(desk, Role::Client))?;
    }
    let mut extensions = answer::extensions(hello, session, ORDER);
    extensions.extend(basis.early.map(|_| ServerExtension::early_data(Empty {})));
    session.write(&Handshake::EncryptedExtensions(EncryptedExtensions { extensions: List(extensions) }));
    // Who has the pre-shared key needs no certificate, and none is asked for (RFC 8446, 4.2.11 and 4.3.2).
    if let Some(scheme) = scheme {
        certify(hello, scheme, session)?;
    }
    session.step(Verb::ComputeFinished);
    let data = schedule.verify_data(&mut session.desk, &session.transcript, Role::Server)?;
    let verify_data = Rest(session.bytes(data)?.to_vec());
    session.write(&Handshake::Finished(Finished { verify_data }));
    session.step(Verb::DeriveTrafficKeys);
    let application = schedule.application(&mut session.desk, &session.transcript)?;
    session.arm(Role::Server, Epoch::Application, |desk| application.keys(desk, Role::Server))?;
    let state = Answered { schedule, application, early: basis.early.unwrap_or_default() };
    Ok(Next::Server(match scheme {
        _ if basis.early.is_some() => State::WaitEndOfEarlyData(state),
        Some(_) if request::asks(session) => State::WaitCertificate(state),
        _ => State::WaitFinished(state),
    }))
}

/// Asks for the client's certificate where that is wanted, shows ours, and proves its key.
fn certify(hello: &ClientHello, scheme: SignatureScheme, session: &mut Session) -> Result<(), Refusal> {
    if request::asks(session) {
        request::write13(session);
    }
    let chain = session.config.identity.as_ref().map(|identity| identity.chain.clone()).unwrap_or_default();
    let mut staples = answer::staples(hello, session).into_iter();
    let entry = |der| {
        let status = staples.next().flatten().map(CertificateExtension::status_request);
        CertificateEntry { cert_data: Opaque(der), extensions: List(status.into_iter().collect()) }
    };
    session.write(&Handshake::Certificate(Certificate {
        certificate_request_context: Opaque(Vec::new()),
        certificate_list: List(chain.into_iter().map(entry).collect()),
    }));
    session.step(Verb::Sign);
    let content = signing::content13(session, Role::Server)?;
    let signature = Opaque(signing::sign(session, scheme, content)?);
    session.write(&Handshake::CertificateVerify(CertificateVerify { algorithm: scheme, signature }));
    Ok(())
}

impl Answered {
    /// Takes early data up to what the ticket allows (RFC 8446, 4.2.10); the application acts on it at once.
    pub fn early_data(self, data: BlobId, session: &mut Session) -> Result<Next, Refusal> {
        let (came, limit) = (session.desk.blobs.bytes(data).len() as u32, self.early);
        if came > limit {
            return Err(Refusal::TooMuchEarlyData(Mismatch::bytes_up_to(limit, came)));
        }
        session.effect(Effect::Delivered { data });
        Ok(Next::Server(State::WaitEndOfEarlyData(Self { early: limit - came, ..self })))
    }

    /// Early data is over, and the handshake keys take the place of its keys (RFC 8446, 4.5).
    pub fn end_of_early_data(self, blob: BlobId, session: &mut Session) -> Result<Next, Refusal> {
        session.step(Verb::UpdateKeys);
        session.effect(Effect::Read { message: blob });
        session.absorb(blob);
        session.arm(Role::Client, Epoch::Handshake, |desk| self.schedule.keys(desk, Role::Client))?;
        Ok(Next::Server(State::WaitFinished(self)))
    }

    /// Takes the client's chain and judges it, before any proof of its key is read; an empty one goes without proof.
    pub fn certificate(self, message: Certificate, blob: BlobId, session: &mut Session) -> Result<Next, Refusal> {
        // It repeats the request's context, which was empty (RFC 8446, 4.4.2).
        let context = &message.certificate_request_context.0;
        if !context.is_empty() {
            return Err(Refusal::BadRequestContext(Mismatch::new("", hex::encode(context))));
        }
        let mut chain = Vec::new();
        for entry in message.certificate_list.0 {
            // Extensions answer those of the request (RFC 8446, 4.4.2).
            let types = entry.extensions.0.iter().map(CertificateExtension::extension_type).collect::<Vec<_>>();
            places::answers(&types, Place::Certificate, |code| request::ASKED.contains(&code))?;
            chain.push(entry.cert_data.0);
        }
        let key = request::judge(blob, &chain, session)?;
        session.absorb(blob);
        Ok(Next::Server(match key {
            Some(key) => State::WaitCertificateVerify(Certified { answered: self, key }),
            None => State::WaitFinished(self),
        }))
    }

    /// The client's Finished ends the handshake; its records now come under application keys.
    pub fn finished(self, message: Finished, blob: BlobId, session: &mut Session) -> Result<Next, Refusal> {
        session.step(Verb::VerifyFinished);
        session.effect(Effect::Read { message: blob });
        let expected = self.schedule.verify_data(&mut session.desk, &session.transcript, Role::Client)?;
        verify_finished(session, expected, &message.verify_data.0, Clause::new(8446, "4.4.4"))?;
        session.absorb(blob);
        session.step(Verb::DeriveTrafficKeys);
        session.arm(Role::Client, Epoch::Application, |desk| self.application.keys(desk, Role::Client))?;
        let resumption = self.application.resumption(&mut session.desk, &session.transcript)?;
        Ok(Next::Connected(Connected::new(Some((self.application, resumption)))))
    }
}

impl Certified {
    /// The client holds the key of its certificate.
    pub fn certificate_verify(
        self,
        message: &CertificateVerify,
        blob: BlobId,
        session: &mut Session,
    ) -> Result<Next, Refusal> {
        request::verify(&self.key, message, blob, session)?;
        Ok(Next::Server(State::WaitFinished(self.answered)))
    }
}

/// The path of the client's public value in its hello.
fn share_path(hello: &ClientHello, code: NamedGroup) -> String {
    let shares = crate::extension!(hello.extensions(), ClientExtension::key_share);
    let shares = shares.map_or(&[][..], |body| &body.client_shares.0);
    let at = shares.iter().position(|share| share.group == code).unwrap_or_default();
    format!("client_hello.extensions.key_share.client_shares.{at}.key_exchange.value")
}
