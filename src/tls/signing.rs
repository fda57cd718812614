//! Proof of the private key: what is signed, by which scheme, and whether it holds (RFC 8446, 4.4.3;
//! RFC 5246, 7.4.3). Also the judging of the chain that the key belongs to. Knows no state.

use super::config::Trust;
use super::effect::{Candidate, Check, Choice, Effect, Out, Rule, Verb};
use super::names::Name;
use super::refusal::{Mismatch, Refusal, listed};
use super::schemes::{allowed, fits, scheme};
use super::session::Session;
use crate::crypto::ledger::Formula;
use crate::crypto::{PrivateKey, PublicKey, Scheme};
use crate::pki;
use crate::wire::{BlobId, Clause, EntryId, Role, SignatureScheme, Version};

/// The first of our schemes that the peer accepts and that fits our key.
pub fn choose(
    session: &mut Session,
    offered: &[SignatureScheme],
    version: Version,
) -> Result<SignatureScheme, Refusal> {
    let config = session.config.clone();
    let key = config.identity.as_ref().map(|identity| &identity.key);
    let own = &config.schemes;
    let among = own.iter().map(|code| Candidate { name: code.to_string(), out: out(*code, offered, key, version) });
    let among = among.collect::<Vec<_>>();
    let chosen = own.iter().copied().find(|code| out(*code, offered, key, version).is_none());
    let value = chosen.map_or_else(String::new, |code| code.to_string());
    let clause = match version {
        Version::Tls13 => Clause::new(8446, "4.4.3"),
        Version::Tls12 if session.role == Role::Client => Clause::new(5246, "7.4.8"),
        Version::Tls12 => Clause::new(5246, "7.4.1.4.1"),
    };
    let rule = if session.role == Role::Client { Rule::ClientPreference } else { Rule::ServerPreference };
    session.effect(Effect::Chose { what: Choice::SignatureScheme, value, rule, among, clause });
    chosen.ok_or_else(|| Refusal::NoCommonSignatureScheme(Mismatch::new(listed(own), listed(offered))))
}

/// Why a scheme falls out, if it does.
pub fn out(
    code: SignatureScheme,
    offered: &[SignatureScheme],
    key: Option<&PrivateKey>,
    version: Version,
) -> Option<Out> {
    let fit = key.filter(|key| fits(code, key.kind(), version));
    match (fit, scheme(code)) {
        _ if !offered.contains(&code) => Some(Out::NotOffered),
        (Some(key), Some(scheme)) if key.has_room(scheme) => None,
        (Some(_), Some(_)) => Some(Out::KeyLength),
        _ => Some(Out::KeyType),
    }
}

/// What CertificateVerify signs in TLS 1.3: 64 spaces, a context string, a zero, the transcript hash.
pub fn content13(session: &mut Session, signer: Role) -> Result<EntryId, Refusal> {
    let who = match signer {
        Role::Client => "TLS 1.3, client CertificateVerify\0",
        Role::Server => "TLS 1.3, server CertificateVerify\0",
    };
    let hash = super::schemes::kdf_hash(session.suite()?);
    let prefix = session.give(Name::SignaturePrefix, [&[0x20; 64], who.as_bytes()].concat());
    let transcript = session.transcript_hash(Name::TranscriptHash, hash)?;
    session.learn(Name::SignedContent, Formula::Join(vec![prefix, transcript]))
}

/// Signs a value with our key; a signature that was given takes the place of ours.
pub fn sign(session: &mut Session, code: SignatureScheme, message: EntryId) -> Result<Vec<u8>, Refusal> {
    let given = session.desk.draw(Name::Signature.id()).to_string();
    if let Some(bytes) = session.desk.mind.draws.given.get(&given).cloned() {
        session.give(Name::Signature, bytes.clone());
        return Ok(bytes);
    }
    let config = session.config.clone();
    let identity = config.identity.as_ref().ok_or(Refusal::Internal { what: "private key" })?;
    let scheme = scheme(code).ok_or(Refusal::Internal { what: "signature scheme" })?;
    let key = session.give(Name::PrivateKey, identity.key.to_pkcs8_der());
    let salt = match scheme {
        Scheme::RsaPss(hash) => Some(session.random(Name::SignatureSalt, hash.len() as u16)?),
        _ => None,
    };
    let entry = session.learn(Name::Signature, Formula::Sign { scheme, key, message, salt })?;
    session.bytes(entry).map(<[u8]>::to_vec)
}

/// Checks the peer's signature over a value; `offered` are the schemes that were offered to the peer. The clause asks for
/// the signature; the refusal is made where it does not verify.
pub fn verify(
    session: &mut Session,
    key: &PublicKey,
    offered: &[SignatureScheme],
    signed: (SignatureScheme, &[u8]),
    message: EntryId,
    (clause, refusal): (Clause, fn() -> Refusal),
) -> Result<(), Refusal> {
    let ((code, signature), version) = (signed, session.version());
    let compared = [("offered", listed(offered)), ("scheme", code.to_string())];
    let passed = offered.contains(&code);
    session.compare(Check::SignatureSchemeOffered, passed, clause, compared, Refusal::SchemeNotOffered)?;
    let usable = || offered.iter().copied().filter(|code| fits(*code, key.kind(), version)).collect::<Vec<_>>();
    let scheme = match scheme(code) {
        None => return Err(Refusal::SchemeNotSpoken(Mismatch::among(&usable(), code))),
        Some(_) if !allowed(code, version) => {
            return Err(Refusal::SchemeNotForVersion(Mismatch::among(&usable(), code)));
        }
        Some(_) if !fits(code, key.kind(), version) => {
            return Err(Refusal::SchemeUnfit(Mismatch::among(&usable(), code)));
        }
        Some(scheme) => scheme,
    };
    let passed = key.verify(scheme, session.bytes(message)?, signature).is_ok();
    let compared = vec![("scheme", code.to_string()), ("key", key.kind().name().to_owned())];
    session.check(Check::Signature, passed, clause, compared, refusal)
}

/// Judges the peer's chain and what was stapled to its certificates, and returns the leaf's key. The message is the
/// last one that brought something to judge.
pub fn judge(
    session: &mut Session,
    message: BlobId,
    chain: &[Vec<u8>],
    staples: &[pki::Staple<&[u8]>],
) -> Result<PublicKey, Refusal> {
    session.step(Verb::JudgeCertificate);
    session.effect(Effect::Read { message });
    let judgement = pki::judge_stapled(chain, staples, &session.config.policy);
    let reason = judgement.reason().cloned();
    session.effect(Effect::Judged(judgement));
    if let (Some(reason), Trust::Enforce) = (reason, session.config.trust) {
        return Err(Refusal::Chain(reason));
    }
    let leaf = chain.first().ok_or(Refusal::EmptyCertificate)?;
    let leaf = pki::Certificate::read(leaf).map_err(|_| Refusal::LeafKeyUnusable)?;
    let key = leaf.public_key().map_err(|_| Refusal::LeafKeyUnusable)?;
    let name = if session.role == Role::Client { Name::ServerCertificateKey } else { Name::ClientCertificateKey };
    session.give(name, key.to_spki_der());
    Ok(key)
}
