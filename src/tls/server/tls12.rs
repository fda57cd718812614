//! The server in TLS 1.2: its flight, the key exchange, both Finished (RFC 5246, 7.4; RFC 8422, 5).

use super::{State, answer, negotiate, request, session12};
use crate::crypto::PublicKey;
use crate::crypto::ledger::Formula;
use crate::tls::connected::Connected;
use crate::tls::effect::{Effect, Epoch, Verb};
use crate::tls::memory::{Change, Handle, Kept, Why};
use crate::tls::names::Name;
use crate::tls::refusal::Refusal;
use crate::tls::schedule12::Schedule;
use crate::tls::schemes::{self, group};
use crate::tls::session::Session;
use crate::tls::shared::{kept, read_finished, share, write_finished};
use crate::tls::signing;
use crate::tls::state::State as Next;
use crate::tls::tickets;
use crate::wire::extensions::{ClientExtension, Empty, ServerExtension};
use crate::wire::handshake::Handshake;
use crate::wire::hello::{ClientHello, ServerHello};
use crate::wire::tls12::{Certificate, ECParameters, NewSessionTicket, ServerEcdhParams, ServerKeyExchange};
use crate::wire::tls13::{CertificateVerify, Finished};
use crate::wire::vectors::{List, Maybe, Opaque};
use crate::wire::{
    BlobId, CompressionMethod, ECCurveType, EntryId, ExtensionType as E, KeyExchange, NamedGroup, ProtocolVersion,
    Role, Version, Wire,
};

/// The extensions of a TLS 1.2 ServerHello in their default order.
const ORDER: &[E] = &[
    E::server_name,
    E::renegotiation_info,
    E::ec_point_formats,
    E::extended_master_secret,
    E::application_layer_protocol_negotiation,
    E::status_request,
    E::session_ticket,
];

/// The length of an RSA pre-master secret in bytes (RFC 5246, 7.4.7.1).
const PRE_MASTER_LEN: usize = 48;

/// A server that has sent its flight and awaits the key exchange.
#[derive(Clone, Debug)]
pub struct Answered {
    randoms: (EntryId, EntryId),
    session: Terms,
    /// ECDHE: the group and the ephemeral private key.
    own: Option<(NamedGroup, EntryId)>,
    /// The version that the client's pre-master secret must carry.
    offered: ProtocolVersion,
    /// The key of the certificate that the client showed.
    key: Option<PublicKey>,
}

/// A server with both directions' keys.
#[derive(Clone, Debug)]
pub struct Keyed {
    schedule: Schedule,
    session: Terms,
    /// Whether this is an abbreviated handshake, in which our Finished came first.
    resumed: bool,
}

/// By what the client may go on with this session.
#[derive(Clone, Debug, Default)]
struct Terms {
    extended: bool,
    /// The session ID under which it is kept; empty where it is not.
    id: Vec<u8>,
    /// Whether a ticket was announced.
    ticket: bool,
}

/// A server with the keys, which awaits the proof of the client's certificate.
#[derive(Clone, Debug)]
pub struct Certified {
    keyed: Keyed,
    key: PublicKey,
}

/// Writes the flight from ServerHello to ServerHelloDone.
pub fn answer(hello: &ClientHello, client_random: EntryId, session: &mut Session) -> Result<Next, Refusal> {
    let suite = session.suite()?;
    let scheme = match suite.kx {
        Some(KeyExchange::Ecdhe) => Some(signing::choose(session, &schemes::offered(hello), Version::Tls12)?),
        _ => None,
    };
    session.step(Verb::MakeKeyShare);
    let (server_random, random) = answer::random(session)?;
    let list = answer::extensions(hello, session, ORDER);
    let extended = crate::extension!(list, ServerExtension::extended_master_secret).is_some()
        && crate::extension!(hello.extensions(), ClientExtension::extended_master_secret) == Some(&Empty {});
    let announced = crate::extension!(list, ServerExtension::status_request).is_some();
    let ticket = crate::extension!(list, ServerExtension::session_ticket).is_some();
    // A session that goes on by its ticket needs no session ID (RFC 5077, 3.4).
    let id = match session.config.session_cache > 0 && !ticket {
        true => {
            let id = session.random(Name::SessionId, 32)?;
            session.bytes(id)?.to_vec()
        }
        false => Vec::new(),
    };
    let terms = Terms { extended, id, ticket };
    session.write(&Handshake::ServerHello(ServerHello {
        legacy_version: ProtocolVersion::TLSv1_2,
        random,
        legacy_session_id_echo: Opaque(terms.id.clone()),
        cipher_suite: suite.code,
        legacy_compression_method: CompressionMethod::null,
        extensions: Maybe((!list.is_empty()).then_some(List(list))),
    }));
    let chain = session.config.identity.as_ref().map(|identity| identity.chain.clone()).unwrap_or_default();
    let certificate_list = List(chain.into_iter().map(Opaque).collect());
    session.write(&Handshake::Certificate12(Certificate { certificate_list }));
    // Right behind the certificate that it speaks of, and only as announced (RFC 6066, 8).
    if let Some(status) = answer::staple(hello, session).filter(|_| announced) {
        session.write(&Handshake::CertificateStatus(status));
    }
    let randoms = (client_random, server_random);
    let own = match scheme {
        Some(scheme) => {
            let code = negotiate::group12(hello, &session.config.groups).ok_or(Refusal::Internal { what: "group" })?;
            session.negotiated.group = Some(code);
            session.step(Verb::Sign);
            let own = share(session, code)?;
            let params = ServerEcdhParams {
                curve_params: ECParameters { curve_type: ECCurveType::named_curve, named_curve: code },
                public: Opaque(session.bytes(own.public)?.to_vec()),
            };
            let signed = session.give(Name::Params, params.to_bytes());
            let join = Formula::Join(vec![randoms.0, randoms.1, signed]);
            let content = session.learn(Name::SignedContent, join)?;
            let signature = Opaque(signing::sign(session, scheme, content)?);
            session.write(&Handshake::ServerKeyExchange(ServerKeyExchange { params, algorithm: scheme, signature }));
            Some((code, own.private))
        }
        None => None,
    };
    let asks = request::asks(session);
    if asks {
        request::write12(session);
    }
    session.write(&Handshake::ServerHelloDone(Empty {}));
    let state = Answered { randoms, session: terms, own, offered: hello.legacy_version, key: None };
    Ok(Next::Server(if asks { State::WaitCertificate12(state) } else { State::WaitClientKeyExchange(state) }))
}

/// Goes on with a session: ServerHello, a new ticket where one came, ChangeCipherSpec, Finished (RFC 5246, 7.3). The master
/// secret is the old one, the keys are new, from both new randoms.
pub fn resume(
    hello: &ClientHello,
    chosen: &session12::Chosen,
    client_random: EntryId,
    session: &mut Session,
) -> Result<Next, Refusal> {
    let (suite, kept) = (chosen.suite, &chosen.kept);
    (session.suite, session.kx, session.negotiated.suite) = (Some(suite), suite.kx, Some(suite.code));
    session.step(Verb::MakeKeyShare);
    let (server_random, random) = answer::random(session)?;
    let order = ORDER.iter().copied().filter(|code| match *code {
        E::extended_master_secret => kept.extended,
        // None of them has a place where no certificate comes (RFC 6066, 3 and 8; RFC 8422, 4).
        E::server_name | E::status_request | E::ec_point_formats => false,
        E::session_ticket => chosen.by_ticket,
        _ => true,
    });
    let list = answer::extensions(hello, session, &order.collect::<Vec<_>>());
    session.write(&Handshake::ServerHello(ServerHello {
        legacy_version: ProtocolVersion::TLSv1_2,
        random,
        legacy_session_id_echo: hello.legacy_session_id.clone(),
        cipher_suite: suite.code,
        legacy_compression_method: CompressionMethod::null,
        extensions: Maybe((!list.is_empty()).then_some(List(list))),
    }));
    session.step(Verb::DeriveMasterSecret);
    let master = match chosen.from_memory {
        true => session.learn(Name::MasterSecret, Formula::Kept(kept.secret))?,
        false => kept.secret, // it came in the ticket
    };
    let schedule = Schedule::from_master(&mut session.desk, suite, master, (client_random, server_random))?;
    let terms = Terms { extended: kept.extended, id: Vec::new(), ticket: chosen.by_ticket };
    let keyed = Keyed { schedule, session: terms, resumed: true };
    keyed.write_ticket(session)?;
    write_finished(&keyed.schedule, session)?;
    Ok(Next::Server(State::WaitChangeCipherSpec(keyed)))
}

impl Answered {
    /// Takes the client's chain and judges it; an empty one goes without proof.
    pub fn certificate(self, message: Certificate, blob: BlobId, session: &mut Session) -> Result<Next, Refusal> {
        let chain = message.certificate_list.0.into_iter().map(|one| one.0).collect::<Vec<_>>();
        let key = request::judge(blob, &chain, session)?;
        session.absorb(blob);
        Ok(Next::Server(State::WaitClientKeyExchange(Self { key, ..self })))
    }

    /// Decrypts the pre-master secret. Whatever is wrong with it, the server goes on with a random one, so
    /// that nobody can use it as an oracle (RFC 5246, 7.4.7.1).
    pub fn rsa(self, blob: BlobId, session: &mut Session) -> Result<Next, Refusal> {
        session.step(Verb::DecryptPreMasterSecret);
        session.effect(Effect::Read { message: blob });
        let config = session.config.clone();
        let identity = config.identity.as_ref().ok_or(Refusal::Internal { what: "private key" })?;
        let fallback = session.random(Name::FallbackPreMasterSecret, PRE_MASTER_LEN as u16)?;
        let field = "client_key_exchange.encrypted_pre_master_secret.value";
        let cipher = session.received(Name::EncryptedPreMasterSecret, blob, field)?;
        let key = session.give(Name::PrivateKey, identity.key.to_pkcs8_der());
        let sound = |bytes: &[u8]| bytes.len() == PRE_MASTER_LEN && bytes.starts_with(&self.offered.to_bytes());
        let pre_master = match session.learn_if(Name::PreMasterSecret, Formula::RsaDecrypt { key, cipher }, sound) {
            Some(decrypted) => decrypted,
            None => session.learn(Name::PreMasterSecret, Formula::Join(vec![fallback]))?,
        };
        self.derive(pre_master, blob, session)
    }

    /// Agrees on the pre-master secret (RFC 8422, 5.10).
    pub fn ecdhe(self, blob: BlobId, session: &mut Session) -> Result<Next, Refusal> {
        session.step(Verb::DeriveMasterSecret);
        session.effect(Effect::Read { message: blob });
        let (code, private) = self.own.ok_or(Refusal::Internal { what: "key share" })?;
        let group = group(code).ok_or(Refusal::Internal { what: "group" })?;
        let peer = session.received(Name::PeerPublicKey, blob, "client_key_exchange.ecdh_yc.value")?;
        let pre_master = session.learn(Name::PreMasterSecret, Formula::Agree { group, private, peer })?;
        self.derive(pre_master, blob, session)
    }

    fn derive(self, pre_master: EntryId, blob: BlobId, session: &mut Session) -> Result<Next, Refusal> {
        session.absorb(blob);
        let suite = session.suite()?;
        let (randoms, extended) = (self.randoms, self.session.extended);
        let schedule = Schedule::new(&mut session.desk, &session.transcript, suite, pre_master, randoms, extended)?;
        let keyed = Keyed { schedule, session: self.session, resumed: false };
        Ok(Next::Server(match self.key {
            Some(key) => State::WaitCertificateVerify12(Certified { keyed, key }),
            None => State::WaitChangeCipherSpec(keyed),
        }))
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
        Ok(Next::Server(State::WaitChangeCipherSpec(self.keyed)))
    }
}

impl Keyed {
    /// From here on the client's records are protected.
    pub fn change_cipher_spec(self, session: &mut Session) -> Result<Next, Refusal> {
        session.step(Verb::UpdateKeys);
        session.arm(Role::Client, Epoch::Session, |_| Ok(self.schedule.keys(Role::Client)))?;
        Ok(Next::Server(State::WaitFinished12(self)))
    }

    /// The client's Finished is answered by our own, which ends the handshake; in an abbreviated one it ends it itself.
    pub fn finished(self, message: Finished, blob: BlobId, session: &mut Session) -> Result<Next, Refusal> {
        read_finished(&self.schedule, &message, blob, session)?;
        if !self.resumed {
            self.write_ticket(session)?;
            write_finished(&self.schedule, session)?;
            self.keep(session)?;
        }
        Ok(Next::Connected(Connected::new(None)))
    }

    /// Writes the ticket that was announced (RFC 5077, 3.3).
    fn write_ticket(&self, session: &mut Session) -> Result<(), Refusal> {
        if !self.session.ticket {
            return Ok(());
        }
        session.step(Verb::MakeTicket);
        let lifetime = session.config.ticket_lifetime;
        let own = Kept { lifetime, ..self.kept(Handle::Ticket(Vec::new()), session)? };
        let ticket = Opaque(tickets::make(own, session)?);
        session.write(&Handshake::NewSessionTicket12(NewSessionTicket { ticket_lifetime_hint: lifetime, ticket }));
        Ok(())
    }

    /// Keeps the session under its session ID, and lets the oldest go where there is no room (RFC 5246, F.1.4).
    fn keep(&self, session: &mut Session) -> Result<(), Refusal> {
        if self.session.id.is_empty() {
            return Ok(());
        }
        let kept = self.kept(Handle::SessionId(self.session.id.clone()), session)?;
        let room = usize::from(session.config.session_cache);
        let by_id = |(_, kept): &(u32, &Kept)| matches!(kept.handle, Handle::SessionId(_));
        let sessions = session.desk.mind.memory.sessions().filter(by_id).map(|(number, _)| number).collect::<Vec<_>>();
        for number in sessions.iter().take((sessions.len() + 1).saturating_sub(room)) {
            session.desk.change(*number, Change::Forgotten, Why::Full);
        }
        session.keep(kept, Why::HandshakeDone);
        Ok(())
    }

    fn kept(&self, handle: Handle, session: &Session) -> Result<Kept, Refusal> {
        let kept = kept(handle, Version::Tls12, self.schedule.master_secret, session)?;
        Ok(Kept { extended: self.session.extended, ..kept })
    }
}
