//! A trace, and the catalogue, as JSON (RFC 8259): what `handscope trace --json` and `handscope catalogue --json`
//! print. docs/trace-json.md tells the schema; its version is raised when a key changes its meaning or goes.
//! Knows nothing of screens.

mod effect;
mod ledger;
mod list;
mod part;
mod travel;

use serde_json::{Value, json};

use super::trace::{Connection, Outcome, Trace};
use crate::tls::{Ending, Negotiated, Resumed};
use crate::wire::{Version, printable};

pub use effect::{check, judgement};
pub use list::catalogue;
pub use part::extended;

/// The version of the schema.
pub const SCHEMA: u32 = 1;

/// The whole trace as one object.
pub fn trace(trace: &Trace) -> Value {
    json!({
        "schema": SCHEMA,
        "scenario": trace.scenario.to_text(),
        "connections": trace.connections.iter().map(connection).collect::<Vec<_>>(),
        "segments": trace.segments.iter().map(travel::segment).collect::<Vec<_>>(),
        "deliveries": trace.deliveries.iter().map(travel::delivery).collect::<Vec<_>>(),
        "records": trace.records.iter().map(|record| travel::record(trace, record)).collect::<Vec<_>>(),
        "messages": trace.messages.iter().map(|message| travel::message(trace, message)).collect::<Vec<_>>(),
        "steps": trace.steps.iter().enumerate().map(|(at, step)| effect::step(at, step)).collect::<Vec<_>>(),
        "actors": trace.actors.iter().map(ledger::actor).collect::<Vec<_>>(),
        "blobs": trace.blobs.iter().map(|(id, blob)| part::blob(id, blob)).collect::<Vec<_>>(),
        "unstruck": trace.unstruck,
    })
}

fn connection(connection: &Connection) -> Value {
    let [client, server] = &connection.negotiated;
    let [client_outcome, server_outcome] = &connection.outcome;
    let versions = [client.version, server.version];
    json!({
        "id": connection.id.0,
        "client": connection.client.0,
        "server": connection.server.0,
        "start": connection.start,
        "negotiated": { "client": negotiated(client), "server": negotiated(server) },
        "outcome": {
            "client": outcome(client_outcome, versions[0]),
            "server": outcome(server_outcome, versions[1]),
        },
    })
}

fn negotiated(negotiated: &Negotiated) -> Value {
    json!({
        "version": negotiated.version.map(Version::name),
        "suite": negotiated.suite.map(|suite| suite.to_string()),
        "group": negotiated.group.map(|group| group.to_string()),
        "protocol": negotiated.protocol.as_ref().map(printable),
        "resumed": negotiated.resumed.map(Resumed::id),
        "early_data": negotiated.early,
    })
}

fn outcome(outcome: &Outcome, version: Option<Version>) -> Value {
    let value = json!({
        "ending": outcome.ending.id(),
        "completed": outcome.completed(),
        "handshake_done": outcome.handshake_done,
        "delivered": outcome.delivered,
        "reason": null,
        "told": null,
        "alert": null,
        "clause": null,
        "awaited": null,
        "limit": null,
    });
    let own = match &outcome.ending {
        Ending::Refused(refusal) => {
            let (alert, clause) = refusal.verdict(version.unwrap_or(Version::Tls13));
            json!({
                "reason": refusal.id(),
                "told": part::compared(&refusal.told()),
                "alert": alert.to_string(),
                "clause": part::clause(clause),
            })
        }
        Ending::Told(alert) => json!({ "alert": alert.to_string() }),
        Ending::Stalled { state } => json!({ "awaited": state.id() }),
        Ending::Exhausted { limit } => json!({ "limit": limit.id() }),
        Ending::Unknown => json!({ "completed": null, "handshake_done": null, "delivered": null }),
        Ending::Closed | Ending::CutOff { .. } => json!({}),
    };
    part::extended(value, own)
}
