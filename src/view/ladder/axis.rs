//! The ladder of messages alone: which steps it shows, and beside them the time axis with the round trips numbered; the
//! button that switches to it. All of a later part. Knows no rule of what a round trip is.

use super::given::Label;
use super::layout::{Kind, Row, Shape};
use crate::explain::{Trip, Vars, trips};
use crate::lab::{StepKind, Trace};
use crate::view::html::Html;
use crate::view::sight::Sight;

/// How far the left lifeline stands from the edge where the axis is beside it.
pub const LEFT: u32 = 78;
/// Where the times end, where the brackets stand, and how far they reach to the right.
const TIMES: u32 = 40;
const BRACKETS: u32 = 53;
const TIP: u32 = 60;
/// The text without which there is no button.
const NAME: &str = "page.axis.only";

/// Whether a step is a row where messages alone are shown.
fn is_row(trace: &Trace, at: usize) -> bool {
    let local = |kind: &StepKind| matches!(kind, StepKind::Local { .. } | StepKind::End { .. });
    trace.steps.get(at).is_some_and(|step| !local(&step.kind))
}

/// Leaves the steps that are rows.
#[inline(never)]
pub fn only(trace: &Trace, steps: &mut Vec<usize>) {
    steps.retain(|at| is_row(trace, *at));
}

/// The axis beside these steps, all of one connection: the times and the brackets; tells each row's time to who hears it.
#[inline(never)]
pub fn html(sight: &Sight, trace: &Trace, rows: &[Row], labels: &mut [Label]) -> Html {
    let mut out = Html::new();
    let time = |at: usize| trace.steps.get(at).map_or(0, |step| step.time);
    let mut before: Option<u32> = None;
    for (row, label) in rows.iter().zip(labels) {
        let ms = time(row.step);
        let measured = sight.tf("page.ms", &vec![("n", ms.to_string())]);
        label.aloud = format!("{}{}{measured}", label.aloud, sight.lang.comma());
        // Where it is not that of the row before.
        if before != Some(ms) {
            let (x, y) = (TIMES.to_string(), (line(row) + 4).to_string());
            let place = [("class", "at"), ("x", &*x), ("y", &*y), ("text-anchor", "end"), ("aria-hidden", "true")];
            out.open("text", &place).text(&ms.to_string()).close("text");
            if before.is_none() {
                let above = (line(row) - 10).to_string();
                let place = place.map(|(name, value)| match name {
                    "class" => (name, "unit"),
                    "y" => (name, &*above),
                    _ => (name, value),
                });
                out.open("text", &place).text(&sight.t("page.ms.unit")).close("text");
            }
        }
        before = Some(ms);
    }
    let conn = rows.first().and_then(|row| trace.steps.get(row.step)).map(|step| step.conn);
    let all = conn.map_or_else(Vec::new, |conn| trips(trace, conn));
    let row = |at: usize| rows.iter().find(|row| row.step == at);
    for (trip, number) in all.iter().zip(1..) {
        let [Some(first), Some(last)] = trip.steps.map(row) else { continue };
        let end = rows.iter().find(|row| row.step > last.step && time(row.step) >= trip.time[1]);
        let height = (line(first), end.map_or(last.top + last.height, |row| line(row) - 5));
        numbered(sight, &mut out, trip, number, height);
    }
    out
}

/// A round trip as a bracket from one height to another: to the row in which its end is reached.
fn numbered(sight: &Sight, out: &mut Html, trip: &Trip, number: u32, (top, bottom): (u32, u32)) {
    let (number, middle, x) = (number.to_string(), (top + bottom) / 2, BRACKETS.to_string());
    let [from, to] = trip.time.map(|ms| ms.to_string());
    let vars: Vars = vec![("n", number.clone()), ("from", from), ("to", to)];
    let told = sight.tf(if trip.tcp { "page.axis.tcp" } else { "page.axis.tls" }, &vars);
    out.open("g", &[("role", "listitem")]);
    let class = if trip.tcp { "trip tcp" } else { "trip" };
    out.open("g", &[("class", class), ("role", "img"), ("aria-label", &told)]);
    out.open("path", &[("d", &format!("M{TIP},{top} H{BRACKETS} V{bottom} H{TIP}"))]).close("path");
    out.open("circle", &[("cx", &x), ("cy", &middle.to_string()), ("r", "9")]).close("circle");
    out.open("text", &[("x", &x), ("y", &(middle + 4).to_string()), ("text-anchor", "middle")]);
    out.text(&number).close("text").close("g").close("g");
}

/// The height at which a row's arrow is.
fn line(row: &Row) -> u32 {
    match row.shape {
        Shape::Arrow { kind: Kind::Tcp, .. } => row.top + row.height - 7,
        Shape::Arrow { .. } => row.top + 29,
        _ => row.top + row.height / 2,
    }
}

/// The row that is the present place where messages alone are shown: the step itself, else the last row before it, on the
/// same connection; where that has none yet, its first.
pub fn here(trace: &Trace, at: usize) -> usize {
    let conn = |at: usize| trace.steps.get(at).map(|step| step.conn);
    let own = |other: &usize| conn(*other) == conn(at) && is_row(trace, *other);
    let before = (0..=at).rev().find(own);
    before.or_else(|| (at..trace.steps.len()).find(own)).unwrap_or(at)
}

/// What stands at the ladder's head: the button that switches, and what the axis counts; nothing before there are words.
pub fn button(sight: &Sight) -> Option<Html> {
    let name = sight.text(NAME)?.title;
    let mut out = Html::new();
    out.el("i", "", &sight.t("who.network"));
    let pressed = if sight.alone { "true" } else { "false" };
    out.open("button", &[("class", "chip rows"), ("data-act", "rows"), ("aria-pressed", pressed)]);
    out.text(&name).close("button");
    if sight.alone {
        out.el("small", "trips", &sight.t("page.axis"));
    }
    Some(out)
}
