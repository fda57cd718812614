//! The client in TLS 1.2 behind the ServerHello (RFC 5246, 7.4; RFC 8422, 5).

use super::State;
use super::offer::Offer;
use super::request::{self, Answer};
use super::tls13::protocol;
use crate::crypto::PublicKey;
use crate::crypto::ledger::{DrawId, Formula};
use crate::pki::Staple;
use crate::tls::connected::Connected;
use crate::tls::contents;
use crate::tls::effect::{Check, Effect, Epoch, Ignored, Resumed, Verb};
use crate::tls::memory::{Change, Handle, Kept, MAX_TICKETS, Why};
use crate::tls::names::Name;
use crate::tls::refusal::{Mismatch, Refusal, listed};
use crate::tls::schedule12::Schedule;
use crate::tls::schemes::{GROUPS, authenticates, curve, group};
use crate::tls::session::Session;
use crate::tls::shared::{kept, read_finished, share, write_finished};
use crate::tls::signing;
use crate::tls::state::State as Next;
use crate::wire::extensions::ServerExtension;
use crate::wire::handshake::Handshake;
use crate::wire::hello::ServerHello;
use crate::wire::status::CertificateStatus;
use crate::wire::suites::Authentication;
use crate::wire::tls12::{
    Certificate, CertificateRequest, ClientKeyExchangeEcdhe, ClientKeyExchangeRsa, ECParameters, NewSessionTicket,
    ServerKeyExchange,
};
use crate::wire::tls13::Finished;
use crate::wire::vectors::Opaque;
use crate::wire::{
    BlobId, Clause, ECCurveType, EntryId, KeyExchange, NamedGroup, ProtocolVersion, Role, Version, Wire, hex,
};

/// A client that has accepted the server's choice.
#[derive(Clone, Debug)]
pub struct Agreed {
    offer: Offer,
    server_random: EntryId,
    extended: bool,
    /// The server has announced CertificateStatus, which it may yet leave out (RFC 6066, 8).
    announced: bool,
    /// The server has announced NewSessionTicket (RFC 5077, 3.2).
    ticket: bool,
    /// The session ID by which the session may be resumed; empty where it may not.
    id: Vec<u8>,
}

/// A client that has the chain and may get a stapled response, before it judges.
#[derive(Clone, Debug)]
pub struct Unjudged {
    agreed: Agreed,
    chain: Vec<Vec<u8>>,
    certificate: BlobId,
}

/// A client that has judged the chain.
#[derive(Clone, Debug)]
pub struct Certified {
    agreed: Agreed,
    key: PublicKey,
    /// The server's ephemeral key, once its signature was checked.
    peer: Option<(NamedGroup, EntryId)>,
    /// What the server's request for a certificate is answered with, where it asked.
    answer: Option<Answer>,
}

/// A client with both directions' keys.
#[derive(Clone, Debug)]
pub struct Keyed {
    schedule: Schedule,
    extended: bool,
    id: Vec<u8>,
    /// Whether the server has said that it will send a ticket.
    pub ticket: bool,
    /// The ticket that came: its lifetime in seconds, and its bytes.
    given: Option<(u32, Vec<u8>)>,
    /// Whether this is an abbreviated handshake, in which the server's Finished comes first.
    resumed: bool,
}

/// Takes up what the ServerHello says: of a session that goes on, or of a new one.
pub fn agreed(
    offer: Offer,
    server_random: EntryId,
    hello: &ServerHello,
    session: &mut Session,
) -> Result<Next, Refusal> {
    let extensions = hello.extensions();
    if let Some(info) = crate::extension!(extensions, ServerExtension::renegotiation_info) {
        let compared = vec![("renegotiated_connection", hex::encode(&info.renegotiated_connection.0))];
        let verdict = contents::renegotiation(info, Role::Server);
        session.settle(Check::RenegotiationInfo, Clause::new(5746, "3.4"), compared, verdict)?;
    }
    let formats = crate::extension!(extensions, ServerExtension::ec_point_formats);
    formats.map_or(Ok(()), contents::point_formats)?;
    protocol(&offer, extensions, session)?;
    let extended = crate::extension!(extensions, ServerExtension::extended_master_secret).is_some();
    let announced = crate::extension!(extensions, ServerExtension::status_request).is_some();
    let ticket = crate::extension!(extensions, ServerExtension::session_ticket).is_some();
    let id = hello.legacy_session_id_echo.0.clone();
    let resumed = offer.session.clone().filter(|_| !id.is_empty() && id == offer.hello.legacy_session_id.0);
    let agreed = Agreed { offer, server_random, extended, announced, ticket, id };
    match resumed {
        Some((number, kept)) => agreed.resume(number, &kept, session),
        None => {
            // The session that was offered is none of this connection.
            session.kept.clear();
            Ok(Next::Client(State::WaitCertificate12(agreed)))
        }
    }
}

impl Agreed {
    /// The server goes on with the session that was offered: same version, same suite, same kind of master secret
    /// (RFC 5246, 7.4.1.3; RFC 7627, 5.3). Its keys are new, from the randoms of this connection.
    fn resume(self, number: u32, kept: &Kept, session: &mut Session) -> Result<Next, Refusal> {
        let suite = session.suite()?;
        let compared = [("kept", kept.suite.to_string()), ("chosen", suite.code.to_string())];
        let (passed, clause) = (kept.suite == suite.code, Clause::new(5246, "7.4.1.3"));
        session.compare(Check::ResumedSession, passed, clause, compared, Refusal::ResumedSuiteChanged)?;
        contents::resumed_extended(kept.extended, self.extended, session)?;
        let by = if matches!(kept.handle, Handle::Ticket(_)) { Resumed::Ticket } else { Resumed::SessionId };
        session.negotiated.resumed = Some(by);
        session.desk.change(number, Change::Used, Why::Resumed);
        session.step(Verb::DeriveMasterSecret);
        let master = session.learn(Name::MasterSecret, Formula::Kept(kept.secret))?;
        let randoms = (self.offer.random, self.server_random);
        let schedule = Schedule::from_master(&mut session.desk, suite, master, randoms)?;
        let state =
            Keyed { schedule, extended: self.extended, id: self.id, ticket: self.ticket, given: None, resumed: true };
        Ok(Next::Client(State::WaitChangeCipherSpec(state)))
    }

    /// Takes the chain and judges it; its key must be of the suite's kind.
    pub fn certificate(self, message: Certificate, blob: BlobId, session: &mut Session) -> Result<Next, Refusal> {
        if message.certificate_list.0.is_empty() {
            return Err(Refusal::EmptyCertificate);
        }
        let chain = message.certificate_list.0.into_iter().map(|one| one.0).collect::<Vec<_>>();
        if self.announced {
            session.step(Verb::ReadMessage);
            session.effect(Effect::Read { message: blob });
            session.absorb(blob);
            let state = Unjudged { agreed: self, chain, certificate: blob };
            return Ok(Next::Client(State::WaitCertificateStatus(state)));
        }
        let staple = self.offer.no_staple();
        let next = self.judge(&chain, staple, blob, session)?;
        session.absorb(blob);
        Ok(Next::Client(next))
    }

    /// Judges the chain, and knows then who the server is.
    fn judge(
        self,
        chain: &[Vec<u8>],
        staple: Staple<&[u8]>,
        message: BlobId,
        session: &mut Session,
    ) -> Result<State, Refusal> {
        let key = signing::judge(session, message, chain, &[staple])?;
        let suite = session.suite()?;
        if !authenticates(suite, key.kind()) {
            return Err(Refusal::KeyUnfit(Mismatch::new(suite.code, key.kind().name())));
        }
        // The groups speak of the certificate's key as well (RFC 8422, 5.1 and 5.3).
        let groups = self.offer.groups();
        if let (Some(groups), Some(curve)) = (groups, curve(key.kind()).filter(|_| suite.auth == Authentication::Ecdsa))
            && !groups.contains(&curve)
        {
            return Err(Refusal::CurveNotOffered(Mismatch::among(groups, curve)));
        }
        let state = Certified { agreed: self, key, peer: None, answer: None };
        Ok(match session.kx {
            Some(KeyExchange::Ecdhe) => State::WaitServerKeyExchange(state),
            _ => State::WaitRequestOrDone(state),
        })
    }
}

impl Unjudged {
    /// Takes the stapled response, and judges the chain by it.
    pub fn certificate_status(
        self,
        message: &CertificateStatus,
        blob: BlobId,
        session: &mut Session,
    ) -> Result<Next, Refusal> {
        let next = self.agreed.judge(&self.chain, Staple::Given(message.response()), blob, session)?;
        session.absorb(blob);
        Ok(Next::Client(next))
    }

    /// Judges the chain without the response that was announced: another message came in its place.
    pub fn without_status(self, session: &mut Session) -> Result<State, Refusal> {
        self.agreed.judge(&self.chain, Staple::Absent, self.certificate, session)
    }
}

impl Certified {
    /// Checks the signature over both randoms and the ephemeral key (RFC 8422, 5.4).
    pub fn server_key_exchange(
        self,
        message: ServerKeyExchange,
        blob: BlobId,
        session: &mut Session,
    ) -> Result<Next, Refusal> {
        session.step(Verb::VerifySignature);
        session.effect(Effect::Read { message: blob });
        let params = &message.params;
        let ECParameters { curve_type, named_curve: code } = params.curve_params;
        if curve_type != ECCurveType::named_curve {
            return Err(Refusal::CurveNotNamed(Mismatch::new(ECCurveType::named_curve, curve_type)));
        }
        // A client that names no groups leaves the choice to the server (RFC 8422, 4).
        let groups = self.agreed.offer.groups();
        let passed = groups.is_none_or(|groups| groups.contains(&code));
        let compared = [("offered", listed(groups.unwrap_or(&GROUPS))), ("group", code.to_string())];
        session.compare(Check::KeyShareGroup, passed, Clause::new(8422, "5.4"), compared, Refusal::GroupNotOffered)?;
        if group(code).is_none() {
            return Err(Refusal::GroupNotSpoken(Mismatch::among(&GROUPS, code)));
        }
        let signed = session.received(Name::Params, blob, "server_key_exchange.params")?;
        let join = Formula::Join(vec![self.agreed.offer.random, self.agreed.server_random, signed]);
        let content = session.learn(Name::SignedContent, join)?;
        let (offered, signed) = (self.agreed.offer.schemes(), (message.algorithm, &message.signature.0[..]));
        let otherwise: (_, fn() -> _) = (Clause::new(5246, "7.4.3"), || Refusal::BadServerKeyExchangeSignature);
        signing::verify(session, &self.key, &offered, signed, content, otherwise)?;
        let peer = session.received(Name::PeerPublicKey, blob, "server_key_exchange.params.public.value")?;
        session.negotiated.group = Some(code);
        session.absorb(blob);
        Ok(Next::Client(State::WaitRequestOrDone(Self { peer: Some((code, peer)), ..self })))
    }

    /// Takes the request for a certificate, and settles the answer.
    pub fn certificate_request(
        self,
        message: &CertificateRequest,
        blob: BlobId,
        session: &mut Session,
    ) -> Result<Next, Refusal> {
        let answer = Some(request::read12(message, blob, session)?);
        Ok(Next::Client(State::WaitServerHelloDone(Self { answer, ..self })))
    }

    /// Answers the server's flight: certificate where it asked for one, key exchange, the proof of the certificate's
    /// key, ChangeCipherSpec, Finished.
    pub fn server_hello_done(self, blob: BlobId, session: &mut Session) -> Result<Next, Refusal> {
        session.step(Verb::MakePreMasterSecret);
        session.effect(Effect::Read { message: blob });
        session.absorb(blob);
        let (pre_master, message) = match self.peer {
            Some((code, peer)) => ecdhe(session, code, peer)?,
            None => self.rsa(session)?,
        };
        if let Some(answer) = self.answer {
            answer.write_certificate12(session);
        }
        session.write(&message);
        session.step(Verb::DeriveMasterSecret);
        let randoms = (self.agreed.offer.random, self.agreed.server_random);
        let suite = session.suite()?;
        let schedule =
            Schedule::new(&mut session.desk, &session.transcript, suite, pre_master, randoms, self.agreed.extended)?;
        if let Some(answer) = self.answer {
            answer.write_verify12(session)?;
        }
        write_finished(&schedule, session)?;
        let Agreed { extended, id, ticket, .. } = self.agreed;
        let state = Keyed { schedule, extended, id, ticket, given: None, resumed: false };
        Ok(Next::Client(State::WaitChangeCipherSpec(state)))
    }

    /// The pre-master secret of RSA key exchange: the version offered and 46 random bytes, encrypted to
    /// the certificate's key (RFC 5246, 7.4.7.1).
    fn rsa(&self, session: &mut Session) -> Result<(EntryId, Handshake), Refusal> {
        let version = session.give(Name::PreMasterVersion, ProtocolVersion::TLSv1_2.to_bytes());
        let random = session.random(Name::PreMasterRandom, 46)?;
        let plain = session.learn(Name::PreMasterSecret, Formula::Join(vec![version, random]))?;
        let key = session.give(Name::ServerCertificateKey, self.key.to_spki_der());
        let len = self.key.rsa_padding_len(48).ok_or(Refusal::Internal { what: "RSA key" })? as u16;
        let draw: DrawId = session.desk.draw(Name::RsaPadding.id());
        let padding = session.learn(Name::RsaPadding, Formula::RandomNonzero { draw, len })?;
        let sealed = session.learn(Name::EncryptedPreMasterSecret, Formula::RsaEncrypt { key, plain, padding })?;
        let encrypted_pre_master_secret = Opaque(session.bytes(sealed)?.to_vec());
        Ok((plain, Handshake::ClientKeyExchangeRsa(ClientKeyExchangeRsa { encrypted_pre_master_secret })))
    }
}

/// The pre-master secret of ECDHE: the shared point's x-coordinate, or the X25519 output (RFC 8422, 5.10).
fn ecdhe(session: &mut Session, code: NamedGroup, peer: EntryId) -> Result<(EntryId, Handshake), Refusal> {
    let own = share(session, code)?;
    let group = group(code).ok_or(Refusal::Internal { what: "group" })?;
    let pre_master = session.learn(Name::PreMasterSecret, Formula::Agree { group, private: own.private, peer })?;
    let ecdh_yc = Opaque(session.bytes(own.public)?.to_vec());
    Ok((pre_master, Handshake::ClientKeyExchangeEcdhe(ClientKeyExchangeEcdhe { ecdh_yc })))
}

impl Keyed {
    /// Takes the ticket that was announced; Finished covers it. One without content is none (RFC 5077, 3.3).
    pub fn new_session_ticket(self, message: NewSessionTicket, blob: BlobId, session: &mut Session) -> Next {
        session.step(Verb::ReadMessage);
        session.effect(Effect::Read { message: blob });
        let NewSessionTicket { ticket_lifetime_hint, ticket } = message;
        if ticket.0.is_empty() || !session.config.session_ticket {
            session.effect(Effect::Ignored { what: Ignored::NewSessionTicket, clause: Clause::new(5077, "3.3") });
        }
        let given = Some((ticket_lifetime_hint, ticket.0));
        session.absorb(blob);
        Next::Client(State::WaitChangeCipherSpec(Self { ticket: false, given, ..self }))
    }

    /// From here on the server's records are protected.
    pub fn change_cipher_spec(self, session: &mut Session) -> Result<Next, Refusal> {
        session.step(Verb::UpdateKeys);
        session.arm(Role::Server, Epoch::Session, |_| Ok(self.schedule.keys(Role::Server)))?;
        Ok(Next::Client(State::WaitFinished12(self)))
    }

    /// The server's Finished ends the handshake; in an abbreviated one our own ends it.
    pub fn finished(self, message: Finished, blob: BlobId, session: &mut Session) -> Result<Next, Refusal> {
        read_finished(&self.schedule, &message, blob, session)?;
        if self.resumed {
            write_finished(&self.schedule, session)?;
        }
        self.keep(session)?;
        Ok(Next::Connected(Connected::new(None)))
    }

    /// Keeps the session where it may be resumed: by the ticket that came, or by its session ID.
    fn keep(self, session: &mut Session) -> Result<(), Refusal> {
        let spoken = session.config.session_ticket;
        let given = self.given.filter(|(_, ticket)| spoken && (1..=MAX_TICKETS).contains(&ticket.len()));
        let known = self.resumed && given.is_none();
        let handle = match &given {
            Some((_, ticket)) => Handle::Ticket(ticket.clone()),
            None => Handle::SessionId(self.id),
        };
        if known || handle.bytes().is_empty() {
            return Ok(());
        }
        let kept = kept(handle, Version::Tls12, self.schedule.master_secret, session)?;
        // A hint of 0 leaves it to the client (RFC 5077, 3.3).
        let lifetime = given.map(|(hint, _)| hint).filter(|hint| *hint > 0).unwrap_or(kept.lifetime);
        let why = if matches!(kept.handle, Handle::Ticket(_)) { Why::TicketArrived } else { Why::HandshakeDone };
        session.keep(Kept { lifetime, extended: self.extended, ..kept }, why);
        Ok(())
    }
}
