//! What of a link could not be taken. Knows no markup.

use crate::explain::Vars;
use crate::lab::{Problem, ScenarioError, Warning};
use crate::wire::printable;

/// A part of a link that could not be taken: what is said of it, what may have been meant, and all that is allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// The id of its text.
    pub id: &'static str,
    pub vars: Vars,
    pub nearest: Vec<String>,
    pub allowed: String,
    /// Whether it would be lost if the address followed what is shown.
    pub keep: bool,
}

impl Wrong {
    /// A key of the view with a value that there is not; `allowed` are the names there are.
    pub fn view(id: &'static str, key: &str, value: &str, allowed: &str) -> Self {
        let vars = vec![("key", printable(key)), ("value", printable(value))];
        Self { id, vars, nearest: Vec::new(), allowed: allowed.to_owned(), keep: false }
    }

    /// A name that a page or a menu does not have, and those that may have been meant.
    pub fn entry(id: &'static str, key: &str, value: &str, page: &str, nearest: Vec<String>) -> Self {
        let own = Self::view(id, key, value, "");
        Self { vars: [own.vars, vec![("page", page.to_owned())]].concat(), nearest, ..own }
    }

    /// A key that nobody knows.
    pub fn unknown(warning: Warning) -> Self {
        let id = "page.link.unknown";
        Self { nearest: warning.nearest, ..Self::view(id, &warning.key, &warning.value, "") }
    }

    /// A key of the scenario that could not be read.
    pub fn error(error: ScenarioError) -> Self {
        let id = match error.problem {
            Problem::NotAllowed => "page.link.value",
            Problem::Doubled => "page.link.doubled",
            Problem::NoSuchConnection => "page.link.connection",
        };
        let allowed = if error.problem == Problem::Doubled { "" } else { &error.allowed };
        Self { nearest: error.nearest, keep: true, ..Self::view(id, &error.key, &error.value, allowed) }
    }
}
