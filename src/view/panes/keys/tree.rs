//! What was derived from what: every secret hangs on the one that it was computed from, and beside it stands what went
//! in with that. The figure of RFC 8446, 7.1, drawn from the ledgers of the run. Knows no formula.

use super::value::{range, tags};
use crate::crypto::ledger::{Formula, Ledger};
use crate::explain::formula::{beside, inputs, mark, trunk};
use crate::explain::hashes::covered;
use crate::explain::secret_name;
use crate::explain::values::Row;
use crate::lab::Trace;
use crate::tls::Name;
use crate::view::html::Html;
use crate::view::sight::Sight;

/// The values of a step, and on which of them each one hangs.
struct Tree<'a> {
    sight: &'a Sight,
    trace: &'a Trace,
    rows: &'a [Row],
    up: Vec<Option<usize>>,
}

/// The tree; nothing where nothing was derived yet.
#[inline(never)] // of a later part itself
pub fn html(sight: &Sight, trace: &Trace, rows: &[Row]) -> Html {
    let up = rows.iter().map(|row| above(trace, rows, row)).collect();
    let tree = Tree { sight, trace, rows, up };
    let mut out = Html::new();
    let mut roots = tree.below(None);
    roots.retain(|at| tree.up.contains(&Some(*at)));
    if roots.is_empty() {
        return out;
    }
    out.class("section", "derived")
        .el("h2", "", &sight.t("page.keys.tree"))
        .paragraph("soft", &sight.t("page.keys.tree.how"));
    tree.branches(&mut out, &roots);
    out.close("section");
    out
}

/// A value as one of its holders has it: the ledger, the formula.
fn held<'a>(trace: &'a Trace, row: &Row) -> Option<(&'a Ledger<Name>, usize, &'a Formula)> {
    let side = row.held.iter().position(Option::is_some)?;
    let (actor, id) = row.held[side]?;
    let ledger = &trace.actors.get(usize::from(actor.0))?.ledger;
    Some((ledger, side, &ledger.get(id)?.formula))
}

/// The value that a value hangs on.
fn above(trace: &Trace, rows: &[Row], row: &Row) -> Option<usize> {
    let (ledger, side, formula) = held(trace, row)?;
    let wanted = trunk(formula, ledger)?;
    let same = |id| {
        let [one, other] =
            [id, wanted].map(|id| ledger.get(id).and_then(|entry| Some((entry.name, entry.bytes.as_ref()?))));
        id == wanted || (one.is_some() && one == other)
    };
    rows.iter().position(|row| row.held[side].is_some_and(|(_, id)| same(id)))
}

impl Tree<'_> {
    fn below(&self, at: Option<usize>) -> Vec<usize> {
        (0..self.rows.len()).filter(|below| self.up[*below] == at).collect()
    }

    /// Values beside each other, each with what hangs on it. A value is older than what hangs on it, so that this ends.
    fn branches(&self, out: &mut Html, all: &[usize]) {
        out.open("ul", &[]);
        for at in all {
            self.leaf(out, *at);
            let below = self.below(Some(*at));
            if !below.is_empty() {
                self.branches(out, &below);
            }
            out.close("li");
        }
        out.close("ul");
    }

    /// A value, and what went into it beside the one above.
    fn leaf(&self, out: &mut Html, at: usize) {
        let (row, nth) = (&self.rows[at], at.to_string());
        out.class("li", if row.fresh { "fresh" } else { "" }).class("div", "leaf");
        out.open("button", &[("data-act", "value"), ("data-n", &nth)]).text(secret_name(row.name)).close("button");
        if let Some((ledger, _, formula)) = held(self.trace, row) {
            out.class("span", "with");
            out.text(&mark(formula).unwrap_or_default());
            for name in beside(formula, ledger) {
                out.text(" + ").text(secret_name(name));
            }
            // Of six hashes of the transcript, which?
            let held = row.held.into_iter().flatten().next();
            let hash = held.and_then(|(actor, _)| {
                let hash = inputs(formula).into_iter().find(|id| covered(self.trace, actor, *id).is_some())?;
                range(self.sight, self.trace, actor, hash)
            });
            if let Some(range) = hash {
                out.close("span").el("span", "range", &range).open("span", &[]);
            }
            out.close("span");
        }
        tags(self.sight, out, row, row.values(self.trace));
        out.close("div");
    }
}
