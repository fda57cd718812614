//! The protocol: client and server, one struct per state, consumed by value. Knows nothing of sockets,
//! clocks, global randomness, or the other party.

pub mod config;
pub mod effect;
pub mod names;
pub mod refusal;

pub use config::{Act, Change, Config, Edit, ExtensionChoice, Identity, Preference, Quirk, Renegotiation, Trust};
pub use effect::{
    Candidate, Choice, Effect, Ending, Epoch, Negotiated, OpenedRecord, Output, Rule, SentRecord, Verb, Wrote,
};
pub use names::Name;
pub use refusal::Refusal;
