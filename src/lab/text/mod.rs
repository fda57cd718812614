//! The text form of a scenario: permalink, command line and test input alike, both ways. docs/scenario.md tells it
//! to people. Knows nothing of how a run goes.
//!
//! `key=value` pairs with `&` between them; the first `=` ends the key. Keys of one side are `client.suites`, and
//! `1.client.suites` for the second connection alone. Percent-encoding is undone within each item of a list, so
//! that an encoded comma is part of an item.

mod client_auth_keys;
mod hierarchy_keys;
mod key;
mod near;
mod parse;
mod percent;
mod print;
mod resumption_keys;
mod run_keys;
mod status_keys;
mod table;
pub(in crate::lab) mod value;

use std::fmt;
use std::sync::LazyLock;

use crate::wire::printable;
pub use key::{KeyInfo, Kind, Scope};
pub use near::nearest;
pub use percent::{decode_text, encode};

/// Every key, in the order in which keys are written.
pub fn keys() -> &'static [KeyInfo] {
    static KEYS: LazyLock<Vec<KeyInfo>> = LazyLock::new(|| table::TABLE.iter().map(|(info, _)| *info).collect());
    &KEYS
}

/// A scenario as read, and what was odd about its text.
#[derive(Clone, Debug)]
pub struct Parsed {
    pub scenario: super::Scenario,
    pub warnings: Vec<Warning>,
}

/// A key that this version does not know. It is kept, and does nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    pub key: String,
    pub value: String,
    /// The keys that may have been meant.
    pub nearest: Vec<String>,
}

/// A known key with a value that it does not allow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScenarioError {
    /// The key as it was written.
    pub key: String,
    /// The value, or that item of it which is not allowed.
    pub value: String,
    pub problem: Problem,
    /// What the key allows.
    pub allowed: String,
    /// The names that may have been meant, where the key allows many.
    pub nearest: Vec<String>,
}

/// What is wrong with a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    NotAllowed,
    /// The key stands twice, and takes one value.
    Doubled,
    /// The key speaks of a connection that the scenario does not have.
    NoSuchConnection,
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let nearest = self.nearest.join(", ");
        write!(f, "unknown key `{}` is kept and does nothing; nearest: {nearest}", printable(&self.key))
    }
}

impl fmt::Display for ScenarioError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { problem, allowed, nearest, .. } = self;
        let (key, value) = (printable(&self.key), printable(&self.value));
        match problem {
            Problem::NotAllowed if !nearest.is_empty() => {
                write!(f, "{key}: `{value}` is not allowed; nearest: {}", nearest.join(", "))
            }
            Problem::NotAllowed => write!(f, "{key}: `{value}` is not allowed; allowed: {allowed}"),
            Problem::Doubled => {
                write!(f, "{key}: stands twice, the second time with `{value}`; allowed: once, {allowed}")
            }
            Problem::NoSuchConnection => {
                write!(f, "{key}: `{value}` is for a connection there is not; allowed: {allowed}")
            }
        }
    }
}

#[cfg(test)]
mod tests;
