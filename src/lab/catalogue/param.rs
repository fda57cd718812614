//! Parameters of a fault: what they are called, what they take, and a fault's values for them.

use crate::lab::text::value;
use crate::net::{FaultError, Spot, Target};
use crate::wire::{AlertDescription, CipherSuite, hex};

/// One parameter of a fault.
#[derive(Clone, Copy, Debug)]
pub struct Param {
    pub name: &'static str,
    pub kind: ParamKind,
    /// What it is where nothing is said.
    pub default: &'static str,
    pub doc: &'static str,
}

/// What a parameter takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParamKind {
    /// One of these.
    Choice(&'static [&'static str]),
    /// A number from the first to the second.
    Number(u32, u32),
    /// A message or a record: `c0.s.server_hello#1`.
    Target,
    /// A place and a change: `server_hello.random+6^01`.
    Spot,
    /// Cipher suites with commas between them.
    Suites,
    /// An alert's name.
    Alert,
    /// A host name.
    Host,
}

/// A parameter that a fault does not have, or a value that it does not take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfit {
    pub part: String,
    pub allowed: String,
    /// The names that it may be.
    pub among: Vec<&'static str>,
}

/// The values of a fault's parameters, all of them sound.
#[derive(Clone, Debug)]
pub struct Args<'a> {
    params: &'static [Param],
    given: &'a [(String, String)],
}

impl ParamKind {
    /// What it takes, in words.
    pub fn allowed(self) -> String {
        match self {
            Self::Choice(names) => names.join(", "),
            Self::Number(from, to) => format!("a number from {from} to {to}"),
            Self::Target => "a message such as c0.s.server_hello#1, or a record such as c0.c.record#3".to_owned(),
            Self::Spot => "a place and a change, such as server_hello.random+6^01".to_owned(),
            Self::Suites => "cipher suites with commas between them".to_owned(),
            Self::Alert => "the name of an alert, such as handshake_failure".to_owned(),
            Self::Host => "a host name of 1 to 253 ASCII characters".to_owned(),
        }
    }

    /// The names that it takes, where names are all that it takes.
    pub fn names(self) -> Vec<&'static str> {
        match self {
            Self::Choice(names) => names.to_vec(),
            Self::Alert => AlertDescription::ALL.iter().filter_map(|alert| alert.name()).collect(),
            _ => Vec::new(),
        }
    }

    fn takes(self, text: &str) -> bool {
        match self {
            Self::Choice(names) => names.contains(&text),
            Self::Number(from, to) => number(text).is_some_and(|number| (from..=to).contains(&number)),
            Self::Target => Target::parse(text).is_ok(),
            Self::Spot => Spot::parse(text).is_ok(),
            Self::Suites => suites(text).is_some(),
            Self::Alert => AlertDescription::named(text).is_some(),
            Self::Host => (1..=253).contains(&text.len()) && text.is_ascii(),
        }
    }
}

impl<'a> Args<'a> {
    /// Checks the values of a fault against its parameters.
    pub fn check(params: &'static [Param], given: &'a [(String, String)]) -> Result<Self, Unfit> {
        for (name, text) in given {
            let Some(param) = params.iter().find(|param| param.name == name) else {
                let among: Vec<_> = params.iter().map(|param| param.name).collect();
                let allowed = if among.is_empty() { "no parameter".to_owned() } else { among.join(", ") };
                return Err(Unfit { part: name.clone(), allowed, among });
            };
            if !param.kind.takes(text) {
                let (part, allowed) = (format!("{name}={text}"), param.kind.allowed());
                return Err(Unfit { part, allowed, among: param.kind.names() });
            }
        }
        Ok(Self { params, given })
    }

    /// The text of a parameter: what was given, or its default.
    pub fn text(&self, name: &str) -> &'a str {
        let given = self.given.iter().find(|(known, _)| known == name).map(|(_, text)| text.as_str());
        let default = || self.params.iter().find(|param| param.name == name).map(|param| param.default);
        given.or_else(default).unwrap_or_default()
    }

    pub(super) fn is(&self, name: &str, text: &str) -> bool {
        self.text(name) == text
    }

    pub(super) fn number(&self, name: &str) -> u32 {
        number(self.text(name)).unwrap_or_default()
    }

    pub(super) fn target(&self, name: &str) -> Result<Target, FaultError> {
        Target::parse(self.text(name))
    }

    pub(super) fn spot(&self, name: &str) -> Result<Spot, FaultError> {
        Spot::parse(self.text(name))
    }

    pub(super) fn suites(&self, name: &str) -> Vec<CipherSuite> {
        suites(self.text(name)).unwrap_or_default()
    }

    /// A fatal alert in a record in the clear (RFC 8446, 5.1 and 6), 7 bytes.
    pub(super) fn alert_record(&self, name: &str) -> Vec<u8> {
        let alert = AlertDescription::named(self.text(name)).unwrap_or(AlertDescription::handshake_failure);
        let mut record = hex::decode("1503030002").unwrap_or_default();
        record.extend([2, alert.0]);
        record
    }
}

fn number(text: &str) -> Option<u32> {
    value::number(text, u32::MAX.into()).ok()
}

fn suites(text: &str) -> Option<Vec<CipherSuite>> {
    text.split(',').map(value::suite).collect()
}
