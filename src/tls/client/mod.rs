//! The client's machine (RFC 8446, A.1; RFC 5246, 7.3): which state takes which message.
//!
//! ```text
//! Start -> WaitServerHello -+-> WaitEncryptedExtensions -> WaitCertificateOrRequest (-> WaitCertificate)
//!            ^-- retry --'  |     -> WaitCertificateVerify -> WaitFinished -> connected
//!                           '-> (TLS 1.2) WaitCertificate (-> WaitCertificateStatus) -> WaitServerKeyExchange
//!                                 -> WaitRequestOrDone (-> WaitServerHelloDone) -> WaitChangeCipherSpec
//!                                 -> WaitFinished -> connected
//! ```

mod choice;
mod hello;
mod offer;
mod request;
mod resume;
mod retry;
mod tls12;
mod tls13;

pub use tls13::stapled;

use super::ids::StateId;
use super::refusal::{Mismatch, Refusal};
use super::session::Session;
use super::state::{Input, State as Next};
use crate::wire::handshake::Handshake;

/// The client's states, one struct each.
#[derive(Clone, Debug)]
pub enum State {
    Start,
    WaitServerHello(offer::Offer),
    WaitEncryptedExtensions(tls13::Keyed),
    WaitCertificateOrRequest(tls13::Keyed),
    WaitCertificate(tls13::Keyed),
    WaitCertificateVerify(tls13::Certified),
    WaitFinished(tls13::Keyed),
    WaitCertificate12(tls12::Agreed),
    WaitCertificateStatus(tls12::Unjudged),
    WaitServerKeyExchange(tls12::Certified),
    WaitRequestOrDone(tls12::Certified),
    WaitServerHelloDone(tls12::Certified),
    WaitChangeCipherSpec(tls12::Keyed),
    WaitFinished12(tls12::Keyed),
}

impl State {
    /// Which state it is.
    pub fn id(&self) -> StateId {
        match self {
            Self::Start => StateId::Start,
            Self::WaitServerHello(_) => StateId::WaitServerHello,
            Self::WaitEncryptedExtensions(_) => StateId::WaitEncryptedExtensions,
            Self::WaitCertificateOrRequest(_) => StateId::WaitCertificateOrRequest,
            Self::WaitCertificate(_) | Self::WaitCertificate12(_) => StateId::WaitCertificate,
            Self::WaitCertificateStatus(_) => StateId::WaitCertificateStatus,
            Self::WaitCertificateVerify(_) => StateId::WaitCertificateVerify,
            Self::WaitFinished(_) | Self::WaitFinished12(_) => StateId::WaitFinished,
            Self::WaitServerKeyExchange(_) => StateId::WaitServerKeyExchange,
            Self::WaitRequestOrDone(_) => StateId::WaitRequestOrDone,
            Self::WaitServerHelloDone(_) => StateId::WaitServerHelloDone,
            Self::WaitChangeCipherSpec(_) => StateId::WaitChangeCipherSpec,
        }
    }

    /// The messages that may come now.
    fn waits_for(&self) -> &'static [&'static str] {
        match self {
            Self::Start => &["start"],
            Self::WaitServerHello(offer) if offer.retried.is_none() && offer.offers_tls13() => {
                &["server_hello", "hello_retry_request"]
            }
            Self::WaitServerHello(_) => &["server_hello"],
            Self::WaitEncryptedExtensions(_) => &["encrypted_extensions"],
            Self::WaitCertificateOrRequest(_) => &["certificate_request", "certificate"],
            Self::WaitCertificate(_) | Self::WaitCertificate12(_) => &["certificate"],
            Self::WaitCertificateVerify(_) => &["certificate_verify"],
            Self::WaitFinished(_) | Self::WaitFinished12(_) => &["finished"],
            Self::WaitCertificateStatus(_) => {
                &["certificate_status", "server_key_exchange", "certificate_request", "server_hello_done"]
            }
            Self::WaitServerKeyExchange(_) => &["server_key_exchange"],
            Self::WaitRequestOrDone(_) => &["certificate_request", "server_hello_done"],
            Self::WaitServerHelloDone(_) => &["server_hello_done"],
            Self::WaitChangeCipherSpec(state) if state.ticket => &["new_session_ticket", "change_cipher_spec"],
            Self::WaitChangeCipherSpec(_) => &["change_cipher_spec"],
        }
    }
}

/// Consumes a state with an input and returns the next.
pub fn turn(state: State, input: Input, session: &mut Session) -> Result<Next, Refusal> {
    use Handshake as H;
    use Input::{ChangeCipherSpec, Handshake as Message, Start};
    match (state, input) {
        (State::Start, Start) => hello::start(session),
        (State::WaitServerHello(offer), Message(H::ServerHello(hello), blob)) => {
            choice::server_hello(offer, hello, blob, session)
        }
        (State::WaitServerHello(offer), Message(H::HelloRetryRequest(retry), blob)) => {
            retry::retry(offer, retry, blob, session)
        }
        (State::WaitEncryptedExtensions(state), Message(H::EncryptedExtensions(message), blob)) => {
            state.encrypted_extensions(message, blob, session)
        }
        (State::WaitCertificateOrRequest(state), Message(H::CertificateRequest(message), blob)) => {
            state.certificate_request(&message, blob, session)
        }
        (
            State::WaitCertificateOrRequest(state) | State::WaitCertificate(state),
            Message(H::Certificate(message), blob),
        ) => state.certificate(message, blob, session),
        (State::WaitCertificateVerify(state), Message(H::CertificateVerify(message), blob)) => {
            state.certificate_verify(message, blob, session)
        }
        (State::WaitFinished(state), Message(H::Finished(message), blob)) => state.finished(message, blob, session),
        // In compatibility mode a ChangeCipherSpec means nothing; it is dropped (RFC 8446, 5).
        (state, ChangeCipherSpec) if ignores_ccs(&state) => Ok(Next::Client(state)),
        (state, input) => turn12(state, input, session),
    }
}

/// The same where the states are those of TLS 1.2.
#[inline(never)] // of a later part
fn turn12(state: State, input: Input, session: &mut Session) -> Result<Next, Refusal> {
    use Handshake as H;
    use Input::{ChangeCipherSpec, Handshake as Message};
    let (waits_for, came) = (state.waits_for(), input.name());
    match (state, input) {
        (State::WaitCertificate12(state), Message(H::Certificate12(message), blob)) => {
            state.certificate(message, blob, session)
        }
        (State::WaitCertificateStatus(state), Message(H::CertificateStatus(message), blob)) => {
            state.certificate_status(&message, blob, session)
        }
        // It was announced and does not come, which RFC 6066, 8 allows: one step further, never back here.
        (State::WaitCertificateStatus(state), input @ Message(..)) => {
            let next = state.without_status(session)?;
            turn(next, input, session)
        }
        (State::WaitServerKeyExchange(state), Message(H::ServerKeyExchange(message), blob)) => {
            state.server_key_exchange(message, blob, session)
        }
        (State::WaitRequestOrDone(state), Message(H::CertificateRequest12(message), blob)) => {
            state.certificate_request(&message, blob, session)
        }
        (State::WaitRequestOrDone(state) | State::WaitServerHelloDone(state), Message(H::ServerHelloDone(_), blob)) => {
            state.server_hello_done(blob, session)
        }
        (State::WaitChangeCipherSpec(state), Message(H::NewSessionTicket12(message), blob)) if state.ticket => {
            Ok(state.new_session_ticket(message, blob, session))
        }
        (State::WaitChangeCipherSpec(state), ChangeCipherSpec) => state.change_cipher_spec(session),
        (State::WaitFinished12(state), Message(H::Finished(message), blob)) => state.finished(message, blob, session),
        (_, ChangeCipherSpec) => Err(Refusal::UnexpectedChangeCipherSpec(Mismatch::among(waits_for, came))),
        _ => Err(Refusal::UnexpectedMessage(Mismatch::among(waits_for, came))),
    }
}

/// From the first ClientHello to the server's Finished, where TLS 1.3 is still possible.
fn ignores_ccs(state: &State) -> bool {
    match state {
        State::WaitServerHello(offer) => offer.offers_tls13(),
        State::WaitEncryptedExtensions(_)
        | State::WaitCertificateOrRequest(_)
        | State::WaitCertificate(_)
        | State::WaitCertificateVerify(_)
        | State::WaitFinished(_) => true,
        _ => false,
    }
}
