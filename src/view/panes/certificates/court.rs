//! What was judged in a run, found once. Knows no rule.

use crate::lab::{Case, cases};
use crate::view::sight::Sight;
use crate::wire::Role;

/// What was judged on the connection of the present step.
pub fn here(sight: &Sight) -> Vec<&Case> {
    let conn = sight.shown.trace.steps.get(sight.at).map(|step| step.conn);
    all(sight).iter().filter(|case| Some(case.conn) == conn).collect()
}

/// What was judged in the run, found once.
pub fn all(sight: &Sight) -> &[Case] {
    sight.shown.judged.get_or_init(|| cases(&sight.shown.trace))
}

/// Who showed the chain.
pub fn owner(case: &Case) -> Role {
    case.judge.peer()
}
