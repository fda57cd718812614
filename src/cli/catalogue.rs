//! The catalogue of faults as text. What stands in it is not known here.

use std::fmt::Write;

use handscope::lab::catalogue::{Case, End};
use handscope::lab::{Group, catalogue, json as to_json};

/// The catalogue as JSON.
pub fn json() -> String {
    serde_json::to_string_pretty(&to_json::catalogue()).unwrap_or_default() + "\n"
}

/// The catalogue for people, group by group.
pub fn text() -> String {
    let mut text = String::from("Faults, as `fault=ID` or `fault=ID(name=value;name=value)` in a scenario.\n");
    for group in Group::ALL {
        writeln!(text, "\n{}\n", group.id()).unwrap_or_default();
        for entry in catalogue().iter().filter(|entry| entry.group == *group) {
            writeln!(text, "  {}\n      {} ({})", entry.id, entry.doc, entry.clause).unwrap_or_default();
            for param in entry.params {
                let (name, kind, default) = (param.name, param.kind.allowed(), param.default);
                let default = if default.is_empty() { "empty" } else { default };
                writeln!(text, "      {name}: {} {kind}; else {default}", param.doc).unwrap_or_default();
            }
            for case in entry.expected {
                writeln!(text, "      {}", expected(case)).unwrap_or_default();
            }
        }
    }
    text
}

/// `TLS 1.3: client refused expired (alert certificate_expired), server told certificate_expired`
fn expected(case: &Case) -> String {
    let params = if case.params.is_empty() { String::new() } else { format!(" with {}", case.params) };
    format!("TLS {}{params}: client {}, server {}", case.version.name(), end(case.client), end(case.server))
}

fn end(end: End) -> String {
    match end {
        End::Completed => "completed".to_owned(),
        End::Refused(reason, alert) => format!("refused: {reason} (alert {alert})"),
        End::Told(alert) => format!("told: {alert}"),
        End::CutOff => "cut off".to_owned(),
        End::Attacker => "an attacker".to_owned(),
        End::Stalled => "stalled".to_owned(),
    }
}
