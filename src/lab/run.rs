//! The run: a scenario in, a trace out. Total, pure, seeded.

use super::assemble::assemble;
use super::catalogue::resolve;
use super::mint::Mints;
use super::scenario::Scenario;
use super::trace::Trace;
use super::world::World;

/// Runs a scenario to its end.
pub fn run(scenario: &Scenario) -> Trace {
    run_with(scenario, &mut Mints::default())
}

/// The same with chains minted before; they save time and change nothing.
pub fn run_with(scenario: &Scenario, mints: &mut Mints) -> Trace {
    let world = World::new(&resolve(scenario), mints).finish();
    assemble(scenario.clone(), world.into_log())
}
