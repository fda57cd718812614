//! The states of both roles under one face. Knows only which machine an input belongs to.

use super::client;
use super::connected::Connected;
use super::ids::StateId;
use super::refusal::Refusal;
use super::server;
use super::session::Session;
use crate::wire::handshake::Handshake;
use crate::wire::{BlobId, Role};

/// What a state machine is given.
#[derive(Clone, Debug)]
pub enum Input {
    /// A client's own beginning.
    Start,
    /// A message, and its bytes as they arrived.
    Handshake(Handshake, BlobId),
    /// A well-formed ChangeCipherSpec.
    ChangeCipherSpec,
    /// Application data.
    Data(BlobId),
    /// The handshake was just done.
    Connected,
}

impl Input {
    /// The message's name.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Handshake(message, _) => message.name(),
            Self::ChangeCipherSpec => "change_cipher_spec",
            Self::Data(_) => "application_data",
            Self::Connected => "connected",
        }
    }
}

/// A state of either machine.
#[derive(Clone, Debug)]
pub enum State {
    Client(client::State),
    Server(server::State),
    Connected(Connected),
}

impl State {
    /// The first state of a role.
    pub fn start(role: Role) -> Self {
        match role {
            Role::Client => Self::Client(client::State::Start),
            Role::Server => Self::Server(server::State::start()),
        }
    }

    /// Consumes the state with an input and returns the next.
    pub fn turn(self, input: Input, session: &mut Session) -> Result<Self, Refusal> {
        match self {
            Self::Client(state) => client::turn(state, input, session),
            Self::Server(state) => server::turn(state, input, session),
            Self::Connected(state) => state.turn(input, session).map(Self::Connected),
        }
    }

    /// Which state it is.
    pub fn id(&self) -> StateId {
        match self {
            Self::Client(state) => state.id(),
            Self::Server(state) => state.id(),
            Self::Connected(_) => StateId::Connected,
        }
    }

    /// Whether the handshake is done.
    pub fn connected(&self) -> bool {
        matches!(self, Self::Connected(_))
    }

    /// Whether the party has said all it wanted and asks to close.
    pub fn closing(&self) -> bool {
        matches!(self, Self::Connected(state) if state.closing)
    }
}
