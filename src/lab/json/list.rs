//! The catalogue of faults.

use serde_json::{Value, json};

use super::{SCHEMA, part};
use crate::lab::catalogue::{Case, End, Entry, catalogue as entries};
use crate::wire::Version;

/// Every fault of the catalogue.
pub fn catalogue() -> Value {
    json!({ "schema": SCHEMA, "faults": entries().iter().map(entry).collect::<Vec<_>>() })
}

fn entry(entry: &Entry) -> Value {
    let params = entry.params.iter().map(|param| {
        json!({
            "name": param.name,
            "default": param.default,
            "allowed": param.kind.allowed(),
            "doc": param.doc,
        })
    });
    json!({
        "id": entry.id,
        "group": entry.group.id(),
        "doc": entry.doc,
        "params": params.collect::<Vec<_>>(),
        "needs": entry.needs.iter().copied().map(Version::name).collect::<Vec<_>>(),
        "clause": part::clause(entry.clause),
        "expected": entry.expected.iter().map(case).collect::<Vec<_>>(),
    })
}

fn case(case: &Case) -> Value {
    json!({
        "version": case.version.name(),
        "params": case.params,
        "client": end(case.client),
        "server": end(case.server),
    })
}

/// The same words as an outcome in a trace.
fn end(end: End) -> Value {
    let (ending, reason, alert) = match end {
        End::Completed => ("closed", None, None),
        End::Refused(reason, alert) => ("refused", Some(reason), Some(alert)),
        End::Told(alert) => ("told", None, Some(alert)),
        End::CutOff => ("cut_off", None, None),
        End::Stalled => ("stalled", None, None),
        End::Attacker => ("unknown", None, None),
    };
    json!({ "ending": ending, "completed": end == End::Completed, "reason": reason, "alert": alert })
}
