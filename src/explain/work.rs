//! Long work, told as text: so many units, each of which gives one line. Whoever carries it out (a worker of the page, the
//! page itself, the command line) needs to know no more of it. Knows no clock and no thread.

use super::sweep::{Aim, Sweep};
use crate::lab::{Mints, Scenario, run_with};

/// A work, with what one unit leaves for the next to save time.
pub struct Work {
    sweep: Sweep,
    mints: Mints,
}

impl Work {
    /// What to ask for: the kind of work and its aim, and on a line of its own the scenario's text.
    pub fn asked(aim: &Aim, scenario: &str) -> String {
        format!("{SWEEP} {aim}\n{scenario}")
    }

    /// Reads what was asked for; none where that is no work.
    pub fn read(asked: &str) -> Option<Self> {
        let (head, text) = asked.split_once('\n')?;
        let aim = head.strip_prefix(SWEEP)?.strip_prefix(' ').and_then(Aim::parse)?;
        let mut mints = Mints::default();
        let trace = run_with(&Scenario::parse(text).ok()?.scenario, &mut mints);
        Some(Self { sweep: Sweep::new(&trace, aim)?, mints })
    }

    /// How many units there are.
    pub fn count(&self) -> usize {
        self.sweep.rows.len()
    }

    /// Does a unit: its line, which is empty where there is no such unit.
    pub fn unit(&mut self, at: usize) -> String {
        self.sweep.came(at, &mut self.mints).map(|came| came.line()).unwrap_or_default()
    }
}

/// Every change, one run each.
const SWEEP: &str = "sweep";
