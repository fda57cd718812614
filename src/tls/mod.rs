//! The protocol: client and server, one struct per state, consumed by value. Knows nothing of sockets,
//! clocks, global randomness, or the other party.

mod cbc;
mod client;
pub mod config;
mod connected;
mod contents;
pub mod effect;
mod guard;
mod ids;
mod inbox;
pub mod memory;
mod mind;
mod mismatch;
pub mod names;
pub mod observer;
mod party;
mod places;
mod records;
pub mod refusal;
pub mod saved;
mod schedule12;
mod schedule13;
mod schemes;
mod server;
mod session;
mod shared;
mod signing;
mod state;
mod tickets;
mod transcript;

pub use client::stapled;
pub use config::{
    Act, AntiReplay, Change, ClientAuth, Config, Edit, ExtensionChoice, ExternalPsk, Identity, Preference, Quirk,
    Renegotiation, TicketForm, Trust,
};
pub use effect::{Candidate, Effect, Ending, Negotiated, OpenedRecord, Output, Resumed, SentRecord, Wrote};
pub use ids::{Check, Choice, Epoch, Ignored, Limit, Out, Rule, StateId, Stray, Verb};
pub use mind::Mind;
pub use names::Name;
pub use party::Party;
pub use refusal::{Mismatch, Refusal};
pub use schemes::{GROUPS, group, scheme};
