//! The drawing of one connection's steps: its labels measured, its rows laid out. Knows no markup.

use std::ops::Range;

use super::draw::{Drawing, MARGIN};
use super::given::{Beyond, Label};
use super::layout::{self, Shape};
use super::{axis, marks, measure, segments};
use crate::view::html::Html;
use crate::view::link::{self, View};
use crate::view::sight::{Shown, Sight};
use crate::view::wording::Wording;

/// Whether the ladder shows messages alone.
#[inline(never)]
pub fn alone(sight: &Sight) -> bool {
    sight.alone && sight.whole
}

/// The drawing.
pub fn draw(sight: &Sight, shown: &Shown, range: Range<usize>, beyond: &Beyond) -> Html {
    let (trace, wide, alone) = (&shown.trace, sight.wide, alone(sight));
    let mut steps: Vec<usize> = range.collect();
    if alone {
        axis::only(trace, &mut steps);
    }
    let left = if alone { axis::LEFT } else { MARGIN };
    let room = wide - left - MARGIN - if alone { 56 } else { 44 };
    let stop = sight.lang.full_stop();
    let mut labels: Vec<Label> = steps
        .iter()
        .map(|at| {
            let words = Wording::new(trace, *at, &sight.texts);
            let step = &trace.steps[*at];
            let (shape, _) = layout::shape(trace, &step.kind);
            let lines = match shape {
                Shape::Arrow { .. } => arrow_lines(&words, room),
                Shape::Strike => strike_lines(&words, room),
                _ => measure::wrap(&words.label, 13, room + 30),
            };
            let view = View { at: Some(step.anchor.to_string()), ..View::default() };
            // What is seen comes first, so that it can be asked for by voice (WCAG 2.2, 2.5.3).
            let aloud = format!("{} {}{stop}{}{stop}{}", lines.join(" "), words.sub, at + 1, words.aloud);
            let href = link::fragment(&shown.text, &view);
            Label { lines, sub: words.sub, aloud, kind: step.kind.id(), href }
        })
        .collect();
    if !beyond.marks.is_empty() {
        marks::aloud(sight, &steps, &mut labels, &beyond.marks);
    }
    // Below the attacker's name.
    let top = if beyond.foe.is_some() { 28 } else { 4 };
    let lines: Vec<u32> = labels.iter().map(|label| label.lines.len().max(1) as u32).collect();
    let (rows, tall) = layout::rows(trace, &steps, top, &lines);
    let frames = layout::frames(trace, &rows);
    // The round trips stand where else the segments do.
    let (axis, segments) = match alone {
        true => (axis::html(sight, trace, &rows, &mut labels), Vec::new()),
        false => (Html::new(), segments::brackets(trace, &rows)),
    };
    let brackets = segments.into_iter().map(|bracket| {
        let id = if bracket.segments == 1 { "page.segment.one" } else { "page.segment.many" };
        let vars = vec![("n", bracket.segments.to_string()), ("len", bracket.bytes.to_string())];
        (vec![sight.tf(id, &vars), sight.tf("page.segment.short", &vars), "TCP".to_owned()], bracket)
    });
    let (title, brackets) = (sight.t("page.steps"), brackets.collect::<Vec<_>>());
    let (rows, labels, frames, brackets, title) = (&rows, &labels, &frames, &brackets, &title);
    Drawing { left, axis: &axis, beyond, rows, labels, frames, brackets, title, wide, tall }.html()
}

#[inline(never)] // of a later part
fn strike_lines(words: &Wording, room: u32) -> Vec<String> {
    let mut lines = measure::wrap(&words.label, 13, room + 20);
    lines.truncate(1);
    lines
}

/// One line, or two where the record does not fit beside the name.
fn arrow_lines(words: &Wording, room: u32) -> Vec<String> {
    let fits = measure::width(&words.label, 14) + measure::width(&words.sub, 11) + 12 < room;
    let mut lines = measure::wrap(&words.label, 14, room);
    lines.truncate(1);
    if !fits && !words.sub.is_empty() {
        lines.push(String::new());
    }
    lines
}
