//! The server's machine (RFC 8446, A.2; RFC 5246, 7.3): which state takes which message.
//!
//! ```text
//! WaitClientHello -+-> (TLS 1.3) (WaitEndOfEarlyData, or WaitCertificate (-> WaitCertificateVerify))
//!   |              |     -> WaitFinished -> connected
//!   ^-- retry ----'
//!                  '-> (TLS 1.2) (WaitCertificate) -> WaitClientKeyExchange (-> WaitCertificateVerify)
//!                        -> WaitChangeCipherSpec -> WaitFinished -> connected
//!                      of a session that goes on, WaitChangeCipherSpec follows at once
//! ```

mod answer;
mod lint;
mod negotiate;
mod psk;
mod request;
mod session12;
mod tls12;
mod tls13;

use super::ids::StateId;
use super::refusal::{Mismatch, Refusal};
use super::session::Session;
use super::state::{Input, State as Next};
use crate::wire::handshake::Handshake;
use crate::wire::hello::ClientHello;

/// The server's states, one struct each.
#[derive(Clone, Debug)]
pub enum State {
    WaitClientHello,
    WaitSecondClientHello(Retried),
    WaitCertificate(tls13::Answered),
    WaitCertificateVerify(tls13::Certified),
    WaitEndOfEarlyData(tls13::Answered),
    WaitFinished(tls13::Answered),
    WaitCertificate12(tls12::Answered),
    WaitClientKeyExchange(tls12::Answered),
    WaitCertificateVerify12(tls12::Certified),
    WaitChangeCipherSpec(tls12::Keyed),
    WaitFinished12(tls12::Keyed),
}

/// A server that asked for a second hello.
#[derive(Clone, Debug)]
pub struct Retried {
    pub first: ClientHello,
    pub group: Option<crate::wire::NamedGroup>,
    pub cookie: Option<Vec<u8>>,
}

impl State {
    /// Where a server begins.
    pub fn start() -> Self {
        Self::WaitClientHello
    }

    /// Which state it is.
    pub fn id(&self) -> StateId {
        match self {
            Self::WaitClientHello => StateId::WaitClientHello,
            Self::WaitSecondClientHello(_) => StateId::WaitSecondClientHello,
            Self::WaitEndOfEarlyData(_) => StateId::WaitEndOfEarlyData,
            Self::WaitFinished(_) | Self::WaitFinished12(_) => StateId::WaitFinished,
            Self::WaitCertificate(_) | Self::WaitCertificate12(_) => StateId::WaitCertificate,
            Self::WaitCertificateVerify(_) | Self::WaitCertificateVerify12(_) => StateId::WaitCertificateVerify,
            Self::WaitClientKeyExchange(_) => StateId::WaitClientKeyExchange,
            Self::WaitChangeCipherSpec(_) => StateId::WaitChangeCipherSpec,
        }
    }

    /// The message that may come now.
    fn waits_for(&self) -> &'static str {
        match self {
            Self::WaitEndOfEarlyData(_) => "end_of_early_data",
            Self::WaitClientHello | Self::WaitSecondClientHello(_) => "client_hello",
            Self::WaitFinished(_) | Self::WaitFinished12(_) => "finished",
            Self::WaitCertificate(_) | Self::WaitCertificate12(_) => "certificate",
            Self::WaitCertificateVerify(_) | Self::WaitCertificateVerify12(_) => "certificate_verify",
            Self::WaitClientKeyExchange(_) => "client_key_exchange",
            Self::WaitChangeCipherSpec(_) => "change_cipher_spec",
        }
    }
}

/// Consumes a state with an input and returns the next.
pub fn turn(state: State, input: Input, session: &mut Session) -> Result<Next, Refusal> {
    use Handshake as H;
    use Input::{ChangeCipherSpec, Handshake as Message};
    match (state, input) {
        (State::WaitClientHello, Message(H::ClientHello(hello), blob)) => {
            negotiate::client_hello(hello, blob, None, session)
        }
        (State::WaitSecondClientHello(retried), Message(H::ClientHello(hello), blob)) => {
            negotiate::client_hello(hello, blob, Some(retried), session)
        }
        (State::WaitCertificate(state), Message(H::Certificate(message), blob)) => {
            state.certificate(message, blob, session)
        }
        (State::WaitCertificateVerify(state), Message(H::CertificateVerify(message), blob)) => {
            state.certificate_verify(&message, blob, session)
        }
        (State::WaitEndOfEarlyData(state), Input::Data(data)) => state.early_data(data, session),
        (State::WaitEndOfEarlyData(state), Message(H::EndOfEarlyData(_), blob)) => {
            state.end_of_early_data(blob, session)
        }
        (State::WaitFinished(state), Message(H::Finished(message), blob)) => state.finished(message, blob, session),
        // In compatibility mode a ChangeCipherSpec means nothing; it is dropped (RFC 8446, 5).
        (state, ChangeCipherSpec) if ignores_ccs(&state) => Ok(Next::Server(state)),
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
        (State::WaitClientKeyExchange(state), Message(H::ClientKeyExchangeRsa(_), blob)) => state.rsa(blob, session),
        (State::WaitClientKeyExchange(state), Message(H::ClientKeyExchangeEcdhe(_), blob)) => {
            state.ecdhe(blob, session)
        }
        (State::WaitCertificateVerify12(state), Message(H::CertificateVerify(message), blob)) => {
            state.certificate_verify(&message, blob, session)
        }
        (State::WaitChangeCipherSpec(state), ChangeCipherSpec) => state.change_cipher_spec(session),
        (State::WaitFinished12(state), Message(H::Finished(message), blob)) => state.finished(message, blob, session),
        (_, ChangeCipherSpec) => Err(Refusal::UnexpectedChangeCipherSpec(Mismatch::new(waits_for, came))),
        _ => Err(Refusal::UnexpectedMessage(Mismatch::new(waits_for, came))),
    }
}

/// From the first ClientHello to the client's Finished, where TLS 1.3 is still possible.
fn ignores_ccs(state: &State) -> bool {
    matches!(
        state,
        State::WaitSecondClientHello(_)
            | State::WaitCertificate(_)
            | State::WaitCertificateVerify(_)
            | State::WaitEndOfEarlyData(_)
            | State::WaitFinished(_)
    )
}
