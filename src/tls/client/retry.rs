//! The HelloRetryRequest and the second hello that it asks for (RFC 8446, 4.1.4 and 4.1.2).

use super::State;
use super::choice::{Common, accept, version};
use super::hello::pad;
use super::offer::{Offer, Retry};
use super::resume;
use crate::tls::config::ExtensionChoice;
use crate::tls::effect::{Check, Effect, Out, Verb};
use crate::tls::places::Place;
use crate::tls::refusal::{Mismatch, Refusal, listed};
use crate::tls::schemes::kdf_hash;
use crate::tls::session::Session;
use crate::tls::shared::{entry, share, write_ccs};
use crate::tls::state::State as Next;
use crate::wire::extensions::*;
use crate::wire::hello::HelloRetryRequest;
use crate::wire::vectors::{List, Maybe};
use crate::wire::{BlobId, Clause, ExtensionType as E, NamedGroup, Version};

/// Takes the HelloRetryRequest and offers again.
pub fn retry(offer: Offer, retry: HelloRetryRequest, blob: BlobId, session: &mut Session) -> Result<Next, Refusal> {
    session.step(Verb::AcceptChoice);
    session.effect(Effect::Read { message: blob });
    if offer.retried.is_some() {
        return Err(Refusal::SecondRetry);
    }
    if !offer.offers_tls13() {
        return Err(Refusal::UnexpectedMessage(Mismatch::new("server_hello", "hello_retry_request")));
    }
    let extensions = &retry.extensions.0;
    let selected = crate::extension!(extensions, RetryExtension::supported_versions);
    let selected = selected.ok_or(Refusal::MissingExtension { name: "supported_versions" })?.selected_version;
    version(&offer, Some(selected), retry.legacy_version, session)?;
    let common = Common {
        session_id: &retry.legacy_session_id_echo.0,
        suite: retry.cipher_suite,
        compression: retry.legacy_compression_method,
        types: extensions.iter().map(RetryExtension::extension_type).collect(),
        place: Place::HelloRetryRequest,
    };
    let suite = accept(&offer, &common, Version::Tls13, session)?;
    session.suite = Some(suite);
    let wanted = crate::extension!(extensions, RetryExtension::key_share).map(|body| body.selected_group);
    let cookie = crate::extension!(extensions, RetryExtension::cookie);
    match wanted {
        Some(code) => sensible(&offer, code, session)?,
        None if cookie.is_none() => return Err(Refusal::PointlessRetry),
        None => {}
    }
    session.transcript.retry(&mut session.desk, kdf_hash(suite))?;
    session.absorb(blob);
    let mut offer = Offer { retried: Some(Retry { suite: suite.code, group: wanted }), ..offer };
    let mut extensions = offer.hello.extensions().to_vec();
    if let Some(code) = wanted {
        session.step(Verb::MakeKeyShare);
        let share = share(session, code)?;
        let body = KeyShareClientHello { client_shares: List(vec![entry(session, &share)?]) };
        offer.shares = vec![share];
        put(&mut extensions, ClientExtension::key_share(body));
    }
    if let Some(cookie) = cookie {
        place_cookie(&mut extensions, ClientExtension::cookie(cookie.clone()), session);
    }
    // RFC 8446, 4.1.2: no early data behind a retry.
    extensions.retain(|extension| extension.extension_type() != E::early_data);
    if session.config.compat && !offer.early {
        write_ccs(session);
    }
    if std::mem::take(&mut offer.early) {
        resume::early_refused(Out::Retried, session);
        session.disarm_writer()?;
    }
    // Pre-shared keys of another hash go, the rest are offered with new binders (RFC 8446, 4.1.4).
    if !offer.psks.is_empty() {
        offer.psks.retain(|psk| psk.hash == kdf_hash(suite));
        extensions.retain(|extension| extension.extension_type() != E::pre_shared_key);
        extensions.extend(resume::extension(&offer.psks, session));
    }
    offer.hello.extensions = Maybe(Some(List(extensions)));
    pad(&mut offer.hello, session);
    resume::write(&mut offer.hello, &offer.psks, session)?;
    Ok(Next::Client(State::WaitServerHello(offer)))
}

/// A retry may ask for a group that was offered and for which no share was sent, and for no other (RFC 8446, 4.2.8).
fn sensible(offer: &Offer, code: NamedGroup, session: &mut Session) -> Result<(), Refusal> {
    let (groups, shared) = (offer.groups().unwrap_or_default(), offer.shared());
    let (before, refusal): (_, fn(Mismatch) -> Refusal) = match shared.contains(&code) {
        true => (("sent", listed(&shared)), Refusal::ShareAlreadySent),
        false => (("offered", listed(groups)), Refusal::GroupNotOffered),
    };
    let passed = groups.contains(&code) && !shared.contains(&code);
    let compared = [before, ("group", code.to_string())];
    session.compare(Check::RetryConsistency, passed, Clause::new(8446, "4.2.8"), compared, refusal)
}

/// Puts the cookie where the configuration has its place, or else at the end.
fn place_cookie(extensions: &mut Vec<ClientExtension>, cookie: ClientExtension, session: &Session) {
    let code = |choice: &ExtensionChoice| match choice {
        ExtensionChoice::Computed(code) | ExtensionChoice::Raw(code, _) => *code,
    };
    let order = session.config.extensions.iter().flatten().map(code).collect::<Vec<_>>();
    let before = order.iter().position(|code| *code == E::cookie).and_then(|at| order.get(..at));
    let last = |before: &[E]| extensions.iter().rposition(|one| before.contains(&one.extension_type()));
    let given = extensions.iter().any(|one| one.extension_type() == E::cookie);
    match before.filter(|_| !given).and_then(last) {
        Some(at) => extensions.insert(at + 1, cookie),
        None => put(extensions, cookie),
    }
}

/// Puts an extension in the place of its like, or else at the end; pre_shared_key stays the last (RFC 8446, 4.2.11).
fn put(extensions: &mut Vec<ClientExtension>, new: ClientExtension) {
    let code = new.extension_type();
    match extensions.iter_mut().find(|old| old.extension_type() == code) {
        Some(old) => *old = new,
        None => {
            let psk = extensions.last().is_some_and(|last| last.extension_type() == E::pre_shared_key);
            extensions.insert(extensions.len() - usize::from(psk), new);
        }
    }
}
