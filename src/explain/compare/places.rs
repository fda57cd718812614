//! Where each figure of the comparison shows in its run: a step, with the pane and the field that say it. Knows no layout.

use super::sent;
use crate::explain::pane::{Pane, panes};
use crate::explain::values::learned;
use crate::lab::{Message, StepKind, Trace};
use crate::pki::annotate;
use crate::wire::{ConnId, Role};

/// A place in a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub step: usize,
    pub pane: Pane,
    pub field: Option<String>,
}

/// Where the figures of a row show in each run; nothing where a run never came to that.
pub fn places(traces: [&Trace; 2], row: &str) -> [Option<Place>; 2] {
    traces.map(|trace| place(trace, last(trace), row))
}

/// The last connection that the client itself opened, which the table tells of.
fn last(trace: &Trace) -> ConnId {
    let own = |id: &ConnId| !crate::explain::is_foe(trace, *id, Role::Client);
    trace.connections.iter().map(|one| one.id).rfind(own).unwrap_or_default()
}

fn place(trace: &Trace, conn: ConnId, row: &str) -> Option<Place> {
    let all: Vec<(usize, &Message)> = sent(trace).into_iter().filter(|(_, message)| message.conn == conn).collect();
    let find = |name: &str, role: Role| {
        all.iter()
            .find(|(_, message)| message.name == name && message.role == role)
            .map(|(at, message)| (*at, *message))
    };
    let shows = |found: Option<(usize, &Message)>, ends: &[&str]| {
        let (step, message) = found?;
        Some(Place { step, pane: Pane::Message, field: field(trace, message, ends) })
    };
    let hello = || find("server_hello", Role::Server);
    let exchange = || find("server_key_exchange", Role::Server);
    let secret = || find("client_key_exchange", Role::Client);
    match row {
        "version" => shows(hello(), &["selected_version", "legacy_version", "server_version"]),
        "suite" => shows(hello(), &["cipher_suite"]),
        "exchange" | "forward" => match (exchange(), secret()) {
            (Some(own), _) => shows(Some(own), &["public", "dh_Ys"]),
            (None, Some(own)) => shows(Some(own), &[]),
            (None, None) => shows(hello(), &["key_exchange", "selected_identity"]),
        },
        "authentication" => {
            let proof = find("certificate_verify", Role::Server).or_else(exchange);
            match proof.or_else(|| find("certificate", Role::Server).and_then(|_| secret())) {
                Some(own) => shows(Some(own), &["signature"]),
                None => shows(hello(), &["selected_identity", "session_id"]),
            }
        }
        "encrypted" => {
            let sealed = all.iter().find(|(_, message)| super::sealed(trace, message));
            sealed.map(|(step, _)| Place { step: *step, pane: Pane::Record, field: None })
        }
        "hidden" => {
            let (step, message) = find("certificate", Role::Server)?;
            let pane = if super::sealed(trace, message) { Pane::Record } else { Pane::Message };
            Some(Place { step, pane, field: None })
        }
        "early" => shows(find("client_hello", Role::Client), &["early_data"]),
        "keys" | "derivation" => {
            // Those of the data; a run that ends before it has only those of the handshake.
            let made = |wanted: &str| {
                let own = |(at, role, _, name): (usize, Role, _, crate::tls::Name)| {
                    (role == Role::Client && name.id() == wanted).then_some(at)
                };
                learned(trace, conn).find_map(own)
            };
            let step =
                ["client_write_key", "client_application_key", "client_handshake_key"].into_iter().find_map(made)?;
            Some(Place { step, pane: Pane::Keys, field: None })
        }
        // What all of a connection cost is told at its end.
        _ => {
            let end =
                trace.steps.iter().rposition(|step| step.conn == conn && matches!(step.kind, StepKind::End { .. }))?;
            let told = panes(trace, None, end).any(|pane| pane == Pane::Costs);
            told.then_some(Place { step: end, pane: Pane::Costs, field: None })
        }
    }
}

/// The first field of a message whose path ends in the first of some names that is there.
fn field(trace: &Trace, message: &Message, ends: &[&str]) -> Option<String> {
    let tree = annotate(trace.blobs.get(message.sent?)?);
    let ends_in = |path: &String, end: &str| path.rsplit('.').next() == Some(end);
    ends.iter().find_map(|end| (0..tree.spans.len()).map(|at| tree.path(at)).find(|path| ends_in(path, end)))
}
