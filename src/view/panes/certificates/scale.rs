//! The stretch of time that the clock's slider runs over, and where a time stands on it. Knows no certificate but by its
//! validity.

use crate::lab::Case;
use crate::pki::Certificate;
use crate::pki::der::{TIME_MAX, TIME_MIN};

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

/// From before the leaves' validity to after it; all in seconds, times since 1970.
pub struct Scale {
    pub from: i64,
    pub to: i64,
    pub step: i64,
    /// The clock of the run, which is one of the slider's notches.
    pub now: i64,
}

impl Scale {
    /// The scale of what was judged on one connection; none where nothing was.
    pub fn of(cases: &[&Case]) -> Option<Self> {
        let now = cases.first()?.policy.now;
        let (mut from, mut to) = (now, now);
        let leaves = cases.iter().filter_map(|case| Certificate::read(case.chain.first()?).ok());
        for leaf in leaves {
            (from, to) = (from.min(leaf.not_before), to.max(leaf.not_after));
        }
        let margin = (to.saturating_sub(from) / 10).max(DAY);
        let step = if to.saturating_sub(from) > 20 * DAY { DAY } else { HOUR };
        let notches = |len: i64| (len.saturating_add(margin) / step + 1).saturating_mul(step);
        let from = now.saturating_sub(notches(now.saturating_sub(from))).max(TIME_MIN);
        let to = now.saturating_add(notches(to.saturating_sub(now))).min(TIME_MAX);
        Some(Self { from, to, step, now })
    }

    /// Where a time stands, in thousandths of the scale; beyond an end is that end.
    pub fn place(&self, time: i64) -> i64 {
        let len = i128::from(self.to) - i128::from(self.from);
        let at = (i128::from(time) - i128::from(self.from)) * 1_000 / len.max(1);
        at.clamp(0, 1_000) as i64
    }
}
