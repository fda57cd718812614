//! From the log of a run to its trace: messages and records as sent and as arrived, matched by where
//! their bytes came from, and the steps a reader goes through. Knows no protocol rule.

mod matching;
mod steps;
mod tables;

use super::log::Log;
use super::scenario::Scenario;
use super::trace::{Step, StepKind, Trace};
use crate::tls::Effect;

/// Puts a trace together.
pub fn assemble(scenario: Scenario, log: Log) -> Trace {
    let tables = tables::Tables::of(&log);
    let steps = steps::steps(&log, &tables);
    let struck = steps.iter().flat_map(strikes).collect::<Vec<_>>();
    let unstruck = (0..scenario.faults.len()).filter(|fault| !struck.contains(fault)).collect();
    let tables::Tables { messages, records, .. } = tables;
    let Log { blobs, actors, connections, segments, deliveries, .. } = log;
    Trace { scenario, blobs, actors, connections, segments, deliveries, records, messages, steps, unstruck }
}

/// The faults that strike in a step.
fn strikes(step: &Step) -> Vec<usize> {
    let own = match &step.kind {
        StepKind::Strike { fault, .. } => Some(*fault),
        _ => None,
    };
    let effects = step.effects.iter().filter_map(|effect| match effect {
        Effect::Struck { fault } => Some(*fault),
        _ => None,
    });
    own.into_iter().chain(effects).collect()
}
