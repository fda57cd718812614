//! The client and CertificateRequest: what it asks for, whether we have it, and the answer (RFC 8446, 4.3.2 and
//! 4.4.2 to 4.4.3; RFC 5246, 7.4.4 to 7.4.8). Knows not where in the handshake it stands.

use crate::crypto::KeyKind;
use crate::crypto::ledger::Formula;
use crate::pki::{self, Certificate as X509};
use crate::tls::config::Identity;
use crate::tls::effect::{Candidate, Choice, Effect, Ignored, Out, Rule, Verb};
use crate::tls::names::Name;
use crate::tls::places::{self, Place};
use crate::tls::refusal::{Mismatch, Refusal};
use crate::tls::session::Session;
use crate::tls::signing;
use crate::wire::extensions::CertificateRequestExtension;
use crate::wire::handshake::Handshake;
use crate::wire::tls13::{CertificateEntry, CertificateVerify};
use crate::wire::vectors::{List, Opaque};
use crate::wire::{BlobId, Clause, ClientCertificateType, EntryId, Role, SignatureScheme, Version, hex, tls12, tls13};

/// What will be answered: a chain and a signature by this scheme, or, where there is none, an empty list.
#[derive(Clone, Copy, Debug)]
pub struct Answer(Option<SignatureScheme>);

/// What a request allows.
struct Wanted<'a> {
    schemes: &'a [SignatureScheme],
    /// TLS 1.2 alone.
    types: Option<&'a [ClientCertificateType]>,
    /// The DER of names; an empty list leaves it open.
    authorities: &'a [Opaque<1, 0xffff>],
}

/// Takes the request of TLS 1.3.
pub fn read13(message: &tls13::CertificateRequest, blob: BlobId, session: &mut Session) -> Result<Answer, Refusal> {
    session.step(Verb::ChooseCertificate);
    session.effect(Effect::Read { message: blob });
    // The context is for requests behind the handshake, which we do not offer (RFC 8446, 4.3.2).
    let context = &message.certificate_request_context.0;
    if !context.is_empty() {
        return Err(Refusal::BadRequestContext(Mismatch::new("", hex::encode(context))));
    }
    let extensions = &message.extensions.0;
    let types = extensions.iter().map(CertificateRequestExtension::extension_type).collect::<Vec<_>>();
    places::asks(&types, Place::CertificateRequest)?;
    let schemes = crate::extension!(extensions, CertificateRequestExtension::signature_algorithms);
    let schemes = schemes.ok_or(Refusal::MissingExtension { name: "signature_algorithms" })?;
    let authorities = crate::extension!(extensions, CertificateRequestExtension::certificate_authorities);
    let wanted = Wanted {
        schemes: &schemes.supported_signature_algorithms.0,
        types: None,
        authorities: authorities.map_or(&[], |body| &body.authorities.0),
    };
    let answer = choose(&wanted, Version::Tls13, session)?;
    session.absorb(blob);
    Ok(answer)
}

/// Takes the request of TLS 1.2.
pub fn read12(message: &tls12::CertificateRequest, blob: BlobId, session: &mut Session) -> Result<Answer, Refusal> {
    session.step(Verb::ChooseCertificate);
    session.effect(Effect::Read { message: blob });
    let wanted = Wanted {
        schemes: &message.supported_signature_algorithms.0,
        types: Some(&message.certificate_types.0),
        authorities: &message.certificate_authorities.0,
    };
    let answer = choose(&wanted, Version::Tls12, session)?;
    session.absorb(blob);
    Ok(answer)
}

/// Our certificate, if the request allows it, and the scheme to sign by.
fn choose(wanted: &Wanted<'_>, version: Version, session: &mut Session) -> Result<Answer, Refusal> {
    let config = session.config.clone();
    let clause = match version {
        Version::Tls13 => Clause::new(8446, "4.4.2.3"),
        Version::Tls12 => Clause::new(5246, "7.4.6"),
    };
    if let Some(identity) = &config.identity {
        let name = subject(identity);
        let out = out(wanted, version, identity, &config.schemes);
        let value = if out.is_none() { name.clone() } else { String::new() };
        let among = vec![Candidate { name, out }];
        session.effect(Effect::Chose { what: Choice::Certificate, value, rule: Rule::OnlyOne, among, clause });
        if out.is_none() {
            return signing::choose(session, wanted.schemes, version).map(|scheme| Answer(Some(scheme)));
        }
    }
    session.effect(Effect::Ignored { what: Ignored::CertificateRequest, clause });
    Ok(Answer(None))
}

/// Why our certificate is not allowed, if it is not.
fn out(wanted: &Wanted<'_>, version: Version, identity: &Identity, own: &[SignatureScheme]) -> Option<Out> {
    let kind = identity.key.kind();
    // RFC 8422, 5.5: ecdsa_sign stands for Ed25519 as well.
    let needed = if kind == KeyKind::Rsa { ClientCertificateType::rsa_sign } else { ClientCertificateType::ecdsa_sign };
    if wanted.types.is_some_and(|types| !types.contains(&needed)) {
        return Some(Out::OtherKind);
    }
    if own.iter().all(|code| signing::out(*code, wanted.schemes, Some(&identity.key), version).is_some()) {
        return Some(Out::NoScheme);
    }
    let named = wanted.authorities.is_empty() || identity.chain.iter().any(|der| issued(der, wanted.authorities));
    (!named).then_some(Out::OtherAuthority)
}

/// Whether one of these authorities issued a certificate.
fn issued(der: &[u8], authorities: &[Opaque<1, 0xffff>]) -> bool {
    let Ok(certificate) = X509::read(der) else { return false };
    let names = authorities.iter().filter_map(|name| pki::Name::read(&mut pki::der::Reader::new(&name.0)).ok());
    names.into_iter().any(|name| name.matches(&certificate.issuer))
}

/// Whose certificate it is.
fn subject(identity: &Identity) -> String {
    let leaf = identity.chain.first().and_then(|der| X509::read(der).ok());
    leaf.map_or_else(|| "?".to_owned(), |leaf| leaf.subject.to_string())
}

impl Answer {
    /// Our certificates, or none of them.
    fn chain(self, session: &Session) -> Vec<Vec<u8>> {
        let identity = session.config.identity.as_ref().filter(|_| self.0.is_some());
        identity.map(|identity| identity.chain.clone()).unwrap_or_default()
    }

    /// Writes Certificate and, behind a chain, CertificateVerify, in TLS 1.3.
    pub fn write13(self, session: &mut Session) -> Result<(), Refusal> {
        let entry = |der| CertificateEntry { cert_data: Opaque(der), extensions: List(Vec::new()) };
        let certificate_list = List(self.chain(session).into_iter().map(entry).collect());
        let certificate_request_context = Opaque(Vec::new());
        session.write(&Handshake::Certificate(tls13::Certificate { certificate_request_context, certificate_list }));
        let Some(algorithm) = self.0 else { return Ok(()) };
        session.step(Verb::Sign);
        let content = signing::content13(session, Role::Client)?;
        prove(algorithm, content, session)
    }

    /// Writes Certificate in TLS 1.2: where it was asked for, it comes even if it is empty (RFC 5246, 7.4.6).
    pub fn write_certificate12(self, session: &mut Session) {
        let certificate_list = List(self.chain(session).into_iter().map(Opaque).collect());
        session.write(&Handshake::Certificate12(tls12::Certificate { certificate_list }));
    }

    /// Writes CertificateVerify in TLS 1.2, unless Certificate was empty.
    pub fn write_verify12(self, session: &mut Session) -> Result<(), Refusal> {
        let Some(algorithm) = self.0 else { return Ok(()) };
        session.step(Verb::Sign);
        let covered = session.transcript.covered();
        let content = session.learn(Name::SignedContent, Formula::Transcript { covered })?;
        prove(algorithm, content, session)
    }
}

fn prove(algorithm: SignatureScheme, content: EntryId, session: &mut Session) -> Result<(), Refusal> {
    let signature = Opaque(signing::sign(session, algorithm, content)?);
    session.write(&Handshake::CertificateVerify(CertificateVerify { algorithm, signature }));
    Ok(())
}
