//! One search over all that can be looked up: what the code has tables of, and the run at hand. A row says what it is called
//! in both languages and where it leads; the matcher ranks rows for what was typed. Knows no page and no layout.

mod code;
mod find;
mod fold;
mod here;
mod tables;
mod typo;

pub use find::{Found, Index};
pub use fold::marks;

use super::pane::Pane;

ids! {
    /// What can be found, the first where all else is equal.
    pub enum Kind {
        Term = "term",
        Cause = "cause",
        Fault = "fault",
        Example = "example",
        Step = "step",
        Field = "field",
        Secret = "secret",
        Check = "check",
        Suite = "suite",
        Alert = "alert",
        Extension = "extension",
        Group = "group",
        Scheme = "scheme",
        Pane = "pane",
        Page = "page",
    }
}

/// Where a row leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum To {
    /// To a run of its own: a scenario's text.
    Run(&'static str),
    /// To a fault, where it can be chosen.
    Fault(&'static str),
    /// To a step of the run at hand; with the pane and the field, where those are meant.
    Here { step: usize, pane: Option<Pane>, field: Option<String> },
    /// To a pane of the run at hand.
    Pane(Pane),
    /// To a term of the glossary.
    Term(&'static str),
    /// To a cause of the failure index.
    Cause(&'static str),
    /// To an entry of a registry, which has its name from the kind of the row.
    Entry(Kind, &'static str),
    /// Elsewhere, by a link that the caller has made.
    Link(String),
}

/// Something that can be found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub kind: Kind,
    pub title: String,
    /// A line that says more: a definition, a code point, a value.
    pub note: String,
    /// Other names, in either language.
    pub also: Vec<String>,
    /// What else is said of it.
    pub body: String,
    /// Its number in a registry, with the number of bytes that it has there.
    pub code: Option<(u64, usize)>,
    /// Its bytes in hex, where those are a value.
    pub hex: String,
    pub to: To,
}

impl Row {
    /// A row with nothing but a title.
    pub fn new(kind: Kind, title: String, to: To) -> Self {
        let (note, also, body, hex) = (String::new(), Vec::new(), String::new(), String::new());
        Self { kind, title, note, also, body, code: None, hex, to }
    }
}

impl Kind {
    /// The id of its name.
    pub fn label(self) -> String {
        format!("page.search.kind.{self}")
    }
}

/// The id under which a text of the other language has its title beside those of the shown one.
pub fn other(id: &str) -> String {
    format!("other.{id}")
}
