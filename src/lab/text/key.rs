//! What is known of a key of the text form: its name, whose it is, what it allows. Knows not how it is read.

use super::table::{Access, TABLE};
use crate::lab::scenario::Scenario;
use crate::wire::Role;

/// One key of the text form, as help, documentation and the page's controls need it.
#[derive(Clone, Copy, Debug)]
pub struct KeyInfo {
    /// The name without its actor: `suites`, `seed`.
    pub name: &'static str,
    pub scope: Scope,
    pub kind: Kind,
    /// One line for people.
    pub doc: &'static str,
}

/// Whose key it is, and so how it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Of the whole scenario: `seed`.
    Run,
    /// Of a connection: `1.after`, or `after` for all of them.
    Connection,
    /// `client.host`, or `1.client.host` for the second connection alone.
    Client,
    Server,
    Both,
}

/// What values a key takes.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// `on` or `off`.
    Switch,
    /// One of these.
    Choice(&'static [&'static str]),
    /// A number from the first to the second.
    Number(u64, u64),
    /// A list with `,` between its items, in order of preference; the items a control should offer, and what
    /// else may stand there.
    List(fn() -> Vec<&'static str>, &'static str),
    /// Anything of the form that is told.
    Text(&'static str),
    /// The same, and the key may be repeated; order counts.
    Repeated(&'static str),
}

impl KeyInfo {
    /// The roles that have this key; none for a key of the whole scenario, or of a connection.
    pub fn roles(&self) -> &'static [Role] {
        match self.scope {
            Scope::Run | Scope::Connection => &[],
            Scope::Client => &[Role::Client],
            Scope::Server => &[Role::Server],
            Scope::Both => &[Role::Client, Role::Server],
        }
    }

    /// The key as it is written: `client.suites`, or `seed` where there is no role.
    pub fn full(&self, role: Option<Role>) -> String {
        match role {
            Some(role) => format!("{}.{}", role.name(), self.name),
            None => self.name.to_owned(),
        }
    }

    /// What the key stands at in a scenario, as it would be written: of a side of the first connection, or of the
    /// whole; one value, unless the key repeats.
    pub fn values(&self, scenario: &Scenario, role: Option<Role>) -> Vec<String> {
        let access = TABLE.iter().find(|(info, _)| info.name == self.name).map(|(_, access)| *access);
        match (access, role, scenario.connections.first()) {
            (Some(Access::Run(get, _)), None, _) => get(scenario),
            (Some(Access::Plan(get, _)), None, Some(plan)) => vec![get(plan)],
            (Some(Access::Side(get, _)), Some(role), Some(plan)) => vec![get(plan.side(role), role)],
            _ => Vec::new(),
        }
    }

    /// Whether the key may be repeated.
    pub fn repeats(&self) -> bool {
        matches!(self.kind, Kind::Repeated(_))
    }

    /// The names that a value, or an item of it, may be; none where it is no name.
    pub fn options(&self) -> Vec<&'static str> {
        match self.kind {
            Kind::Switch => vec!["on", "off"],
            Kind::Choice(names) => names.to_vec(),
            Kind::List(options, _) => options(),
            Kind::Number(..) | Kind::Text(_) | Kind::Repeated(_) => Vec::new(),
        }
    }

    /// What the key allows, in words.
    pub fn allowed(&self) -> String {
        match self.kind {
            Kind::Switch => "on, off".to_owned(),
            Kind::Choice(names) => names.join(", "),
            Kind::Number(from, to) => format!("a number from {from} to {to}"),
            Kind::List(options, "") => format!("a list with commas of {}", options().join(", ")),
            Kind::List(options, more) => format!("a list with commas of {}, {more}", options().join(", ")),
            Kind::Text(form) | Kind::Repeated(form) => form.to_owned(),
        }
    }
}
