//! Rows of scenarios and how they end: who refuses, for which reason, by which alert, and what it tells. Knows no rule.

use handscope::explain::{aftermath, failure};
use handscope::lab::{Outcome, Scenario, Trace, run};
use handscope::tls::{Ending, Refusal};
use handscope::wire::{Role, Version};

/// How a connection goes on.
#[derive(Clone, Copy)]
pub enum End {
    Completes,
    /// A side refuses: the id of its reason, its alert, and what it tells (left out where there is nothing to compare
    /// with, or the values are random).
    Refuses(Role, &'static str, &'static str, &'static [&'static str]),
}

pub use End::{Completes, Refuses};
pub use Role::{Client, Server};

/// A scenario text and how it ends.
pub type Row = (&'static str, End);

pub const V12: &str = "client.versions=1.2&server.versions=1.2";
/// Every extension of a plain hello of TLS 1.3 but the last ones, which rows add.
pub const USUAL: &str = "client.extensions=server_name,supported_groups,signature_algorithms,supported_versions";

pub fn trace(text: &str) -> Trace {
    let text = text.replace("V12", V12).replace("USUAL", USUAL);
    let parsed = Scenario::parse(&text).unwrap_or_else(|errors| panic!("{text}: {errors:?}"));
    assert_eq!(parsed.warnings, [], "{text}");
    run(&parsed.scenario)
}

pub fn outcome(trace: &Trace, role: Role) -> &Outcome {
    &trace.connections[0].outcome[usize::from(role == Server)]
}

/// How a side ended, in words.
pub fn told(trace: &Trace, role: Role) -> String {
    let version = trace.connections[0].negotiated[usize::from(role == Server)].version;
    match &outcome(trace, role).ending {
        _ if outcome(trace, role).completed() => "completed".to_owned(),
        Ending::Refused(refusal) => {
            let (alert, _) = refusal.verdict(version.unwrap_or(Version::Tls13));
            format!("refused {} with {alert}", refusal.id())
        }
        Ending::Told(alert) => format!("told {alert}"),
        other => other.id().to_owned(),
    }
}

pub fn refusal(trace: &Trace, role: Role) -> Option<Refusal> {
    match &outcome(trace, role).ending {
        Ending::Refused(refusal) => Some(refusal.clone()),
        _ => None,
    }
}

/// Runs every row, and fails with all that went another way.
pub fn hold(rows: &[Row]) {
    let mut wrong = Vec::new();
    for (text, end) in rows {
        let trace = trace(text);
        let ends = [Client, Server].map(|role| told(&trace, role));
        let (expected, values) = match end {
            Completes => (["completed".to_owned(), "completed".to_owned()], None),
            Refuses(role, id, alert, values) => {
                let mut both = [format!("refused {id} with {alert}"), format!("told {alert}")];
                both.rotate_left(usize::from(*role == Server));
                (both, Some((*role, *values)))
            }
        };
        if ends != expected {
            wrong.push(format!("{text}\n    client {}, server {}\n    not {expected:?}", ends[0], ends[1]));
            continue;
        }
        let Some((role, values)) = values else { continue };
        let pairs = refusal(&trace, role).map_or(Vec::new(), |refusal| refusal.told());
        let found = pairs.iter().map(|(_, value)| value.as_str()).collect::<Vec<_>>();
        // A refusal without values is the exception, and says all by its name.
        let silent = ["second_retry", "zero_shared_secret"];
        let silent = refusal(&trace, role).is_some_and(|refusal| silent.contains(&refusal.id()));
        if found.is_empty() != silent || (!values.is_empty() && found != values) {
            wrong.push(format!("{text}\n    tells {pairs:?}\n    not {values:?}"));
        }
        let noticed = aftermath(&trace).and_then(|after| after.noticed).expect("somebody noticed");
        let source = failure(&trace, &noticed).source.map(|source| source.path);
        // What is missing has no place, nor has a message that came once too often.
        let nowhere = ["missing_extension", "second_retry"].contains(&noticed.refusal.id())
            || text.ends_with("client.extensions=");
        if source.is_none() != nowhere {
            wrong.push(format!("{text}\n    {} is shown at {source:?}", noticed.refusal.id()));
        }
        assert!(trace.unstruck.is_empty(), "{text}: a fault did not strike");
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
