//! The ladder: every step of the run, drawn once per run; a step moves classes only.

pub mod axis;
mod draw;
pub mod layout;
pub mod many;
mod marks;
mod measure;
mod segments;

use std::ops::Range;

use super::html::Html;
use super::link::{self, View};
use super::sight::{Shown, Sight};
use super::wording::{Wording, message_name};
use crate::explain::states::ending_vars;
use crate::explain::{Standing, Vars, several, standing};
use crate::tls::Ending;
use crate::wire::Role;
use draw::{Drawing, Label, MARGIN};
use layout::Shape;

/// The pane with the active faults, the parties' names and the drawing.
pub fn html(sight: &Sight) -> Html {
    let mut out = Html::new();
    let class = if alone(sight) { "ladder axis" } else { "ladder" };
    out.open("section", &[("class", class), ("aria-label", &sight.t("page.ladder"))]);
    out.class("div", "top").add(&super::menus::active::html(sight));
    let many = several(&sight.shown.trace);
    if many {
        many::jump(sight, &mut out);
    }
    out.class("div", "parties");
    for who in ["client", "server"] {
        if who == "server" {
            out.el("span", "", &sight.t("who.network"));
        }
        out.class("div", who).el("b", "", &sight.t(&format!("who.{who}"))).el("small", "", "").close("div");
    }
    out.close("div").close("div");
    if many {
        many::html(sight, &mut out);
    } else {
        out.add(&{
            let all = 0..sight.shown.trace.steps.len();
            let mut beyond = Beyond::default();
            if !sight.shown.trace.scenario.thefts.is_empty() {
                beyond.marks = marks::marks(&sight.shown, all.clone());
            }
            draw(sight, &sight.shown, all, &beyond)
        });
    }
    out.close("section");
    out
}

/// What a connection has on the ladder only where there are several, or where something is stolen.
#[derive(Clone, Debug, Default)]
struct Beyond {
    /// The attacker's name, where one stands on the left.
    foe: Option<String>,
    /// Steps in which an order is carried out, each with its number.
    orders: Vec<(usize, u32)>,
    marks: Vec<marks::Mark>,
}

impl Beyond {
    fn is_empty(&self) -> bool {
        self.foe.is_none() && self.orders.is_empty() && self.marks.is_empty()
    }
}

/// Whether the ladder shows messages alone.
#[inline(never)]
fn alone(sight: &Sight) -> bool {
    sight.alone && sight.whole
}

/// How it stands with a side: what it waits for, or how it ended. An id is no word: until its text is there, nothing is
/// said.
pub fn party(sight: &Sight, role: Role) -> (&'static str, String) {
    let trace = &sight.shown.trace;
    let [client, server] = standing(trace, sight.at);
    match if role == Role::Client { client } else { server } {
        None => ("", String::new()),
        Some(Standing::Ended(ending)) => {
            let vars = ending_vars(&ending, &sight.texts);
            let class = if ending == Ending::Closed { "" } else { "bad" };
            (class, sight.tf(&format!("page.party.{}", ending.id()), &vars))
        }
        Some(here) => {
            let vars = match here {
                Standing::Answers(message) => trace.message(message).map(|message| message_name(trace, message)),
                _ => None,
            };
            let vars = vars.map_or_else(Vars::new, |name| vec![("name", name)]);
            let text = sight.texts.resolve(&here.keys(role), &vars);
            ("", text.map(|text| text.title).unwrap_or_default())
        }
    }
}

fn draw(sight: &Sight, shown: &Shown, range: Range<usize>, beyond: &Beyond) -> Html {
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

#[inline(never)] // of the program's second part
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
