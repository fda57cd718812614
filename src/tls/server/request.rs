//! The server and the client's certificate: asking for it, judging the chain, checking the proof of its key
//! (RFC 8446, 4.3.2 and 4.4.2 to 4.4.3; RFC 5246, 7.4.4 and 7.4.6 to 7.4.8). Knows not where in the handshake it stands.

use crate::crypto::PublicKey;
use crate::crypto::ledger::Formula;
use crate::pki::Certificate as X509;
use crate::tls::config::ClientAuth;
use crate::tls::effect::{Check, Effect, Ignored, Verb};
use crate::tls::names::Name;
use crate::tls::refusal::Refusal;
use crate::tls::session::Session;
use crate::tls::signing;
use crate::wire::extensions::{CertificateAuthorities, CertificateRequestExtension, SignatureAlgorithms};
use crate::wire::handshake::Handshake;
use crate::wire::tls13::CertificateVerify;
use crate::wire::vectors::{List, Opaque};
use crate::wire::{BlobId, Clause, ClientCertificateType, ExtensionType as E, Role, Version, tls12, tls13};

/// The most bytes of names in a request: more than any list that helps a client to choose.
const MAX_NAMES: usize = 1 << 14;

/// The extensions that a request of ours may bring, and so those that a certificate may answer.
pub const ASKED: [E; 2] = [E::signature_algorithms, E::certificate_authorities];

/// Whether the client is asked.
pub fn asks(session: &Session) -> bool {
    session.config.client_auth != ClientAuth::Off
}

/// Writes the request of TLS 1.3.
pub fn write13(session: &mut Session) {
    use CertificateRequestExtension as X;
    let mut extensions = Vec::new();
    if !session.config.schemes.is_empty() {
        let supported_signature_algorithms = List(session.config.schemes.clone());
        extensions.push(X::signature_algorithms(SignatureAlgorithms { supported_signature_algorithms }));
    }
    let authorities = authorities(session);
    if !authorities.is_empty() {
        extensions.push(X::certificate_authorities(CertificateAuthorities { authorities: List(authorities) }));
    }
    session.write(&Handshake::CertificateRequest(tls13::CertificateRequest {
        certificate_request_context: Opaque(Vec::new()),
        extensions: List(extensions),
    }));
}

/// Writes the request of TLS 1.2.
pub fn write12(session: &mut Session) {
    let message = tls12::CertificateRequest {
        certificate_types: List(vec![ClientCertificateType::ecdsa_sign, ClientCertificateType::rsa_sign]),
        supported_signature_algorithms: List(session.config.schemes.clone()),
        certificate_authorities: List(authorities(session)),
    };
    session.write(&Handshake::CertificateRequest12(message));
}

/// The names of the roots, each once. Where they are too many, none: that leaves the choice to the client.
fn authorities(session: &Session) -> Vec<Opaque<1, 0xffff>> {
    let mut names: Vec<Opaque<1, 0xffff>> = Vec::new();
    for root in session.config.policy.roots.iter().filter(|_| session.config.name_authorities) {
        let Ok(root) = X509::read(root) else { continue };
        let name = Opaque(root.subject.der);
        if !names.contains(&name) {
            names.push(name);
        }
        if names.iter().map(|name| name.0.len() + 2).sum::<usize>() > MAX_NAMES {
            return Vec::new();
        }
    }
    names
}

/// Judges what the client showed and returns its key; none where it showed nothing, and need not.
pub fn judge(blob: BlobId, chain: &[Vec<u8>], session: &mut Session) -> Result<Option<PublicKey>, Refusal> {
    if !chain.is_empty() {
        session.client = chain.first().cloned();
        return signing::judge(session, blob, chain, &[]).map(Some);
    }
    session.step(Verb::ReadMessage);
    session.effect(Effect::Read { message: blob });
    let clause = match session.version() {
        Version::Tls13 => Clause::new(8446, "4.4.2.4"),
        Version::Tls12 => Clause::new(5246, "7.4.6"),
    };
    match session.config.client_auth {
        ClientAuth::Require => {
            let compared = vec![("certificates", chain.len().to_string())];
            let refusal = || Refusal::CertificateRequired;
            session.check(Check::ClientCertificate, false, clause, compared, refusal).map(|()| None)
        }
        ClientAuth::Off | ClientAuth::Ask => {
            session.effect(Effect::Ignored { what: Ignored::ClientWithoutCertificate, clause });
            Ok(None)
        }
    }
}

/// Checks that the client holds the key of its certificate.
pub fn verify(
    key: &PublicKey,
    message: &CertificateVerify,
    blob: BlobId,
    session: &mut Session,
) -> Result<(), Refusal> {
    session.step(Verb::VerifySignature);
    session.effect(Effect::Read { message: blob });
    let (content, clause) = match session.version() {
        Version::Tls13 => (signing::content13(session, Role::Client)?, Clause::new(8446, "4.4.3")),
        Version::Tls12 => {
            let covered = session.transcript.covered();
            let content = session.learn(Name::SignedContent, Formula::Transcript { covered })?;
            (content, Clause::new(5246, "7.4.8"))
        }
    };
    // Our request has offered all that we speak.
    let offered = session.config.schemes.clone();
    let signed = (message.algorithm, &message.signature.0[..]);
    signing::verify(session, key, &offered, signed, content, (clause, || Refusal::BadCertificateVerify))?;
    session.absorb(blob);
    Ok(())
}
