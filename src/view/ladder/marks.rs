//! What thieves make of each protected record, as a mark on its arrow: an open lock and what it holds, or a closed one. Knows
//! neither how it was opened nor where an arrow stands.

use std::ops::Range;

use super::given::{Label, Mark};
use crate::explain::knows::{Knowledge, What};
use crate::explain::under;
use crate::lab::StepKind;
use crate::view::sight::{Shown, Sight};
use crate::wire::printable;

/// The most of application data that is shown.
const MAX_DATA: usize = 12;

/// The marks of some steps; none where nothing is stolen.
#[inline(never)] // of a later part, as all below
pub fn marks(shown: &Shown, range: Range<usize>) -> Vec<Mark> {
    let trace = &shown.trace;
    let knowledge = shown.knows.get_or_init(|| Knowledge::of(trace));
    let marks = range.filter_map(|at| {
        let StepKind::Transfer { message: id, .. } = trace.steps.get(at)?.kind else { return None };
        let message = trace.message(id)?;
        let records = || message.records.iter().map(|(record, _)| *record);
        records().find(|record| trace.record(*record).is_some_and(|record| under(trace, record).is_some()))?;
        let data = || knowledge.rows.iter().find(|row| row.what == What::Data(id)).map(|row| &row.bytes);
        let read = records()
            .find_map(|record| knowledge.opened(record))
            .map(|_| data().map_or_else(String::new, |data| printable(data.get(..MAX_DATA).unwrap_or(data))));
        Some(Mark { step: at, read })
    });
    marks.collect()
}

/// Says what the marks show.
#[inline(never)]
pub fn aloud(sight: &Sight, steps: &[usize], labels: &mut [Label], marks: &[Mark]) {
    for (step, label) in steps.iter().zip(labels) {
        let Some(mark) = marks.iter().find(|mark| mark.step == *step) else { continue };
        let id = if mark.read.is_some() { "knows.mark.open" } else { "knows.mark.locked" };
        label.aloud = format!("{}{}{}", label.aloud, sight.lang.full_stop(), sight.t(id));
    }
}
