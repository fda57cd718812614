//! The ladder: every step of the run, drawn once per run; a step moves classes only.

mod axis;
mod draw;
pub mod layout;
mod many;
mod marks;
mod measure;
mod segments;

use std::ops::Range;

use leptos::prelude::document;

use super::dom;
use super::html::Html;
use super::link::{self, View};
use super::state::{App, Shown};
use super::wording::{Wording, message_name};
use draw::{Drawing, Label, MARGIN};
use handscope::explain::states::ending_vars;
use handscope::explain::{Standing, Vars, several, standing};
use handscope::tls::Ending;
use handscope::wire::Role;
use layout::Shape;
pub use many::{fold, position};

/// The pane with the active faults, the parties' names and the drawing.
pub fn html(app: App) -> Html {
    let mut out = Html::new();
    if app.whole.now() {
        axis::keep();
    }
    let class = if alone(app) { "ladder axis" } else { "ladder" };
    out.open("section", &[("class", class), ("aria-label", &app.t("page.ladder"))]);
    out.class("div", "top").add(&super::menus::active::html(app));
    let many = app.shown.with(|shown| several(&shown.trace));
    if many {
        many::jump(app, &mut out);
    }
    out.class("div", "parties");
    for who in ["client", "server"] {
        if who == "server" {
            out.el("span", "", &app.t("who.network"));
        }
        out.class("div", who).el("b", "", &app.t(&format!("who.{who}"))).el("small", "", "").close("div");
    }
    out.close("div").close("div");
    if many {
        many::html(app, &mut out);
    } else {
        out.add(&app.shown.with(|shown| {
            let all = 0..shown.trace.steps.len();
            let mut beyond = Beyond::default();
            if !shown.trace.scenario.thefts.is_empty() {
                beyond.marks = marks::marks(shown, all.clone());
            }
            draw(app, shown, all, &beyond)
        }));
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

/// Takes the width that the pane has; the drawing follows.
pub fn measure(app: App) {
    let Some(pane) = dom::find(".ladder") else { return };
    let wide = u32::try_from(pane.client_width()).unwrap_or(440).clamp(300, 720);
    if wide != app.wide.now() {
        app.wide.set(wide);
    }
}

/// Shows where the run stands: each side's state, and the classes past, now and next.
pub fn mark(app: App, at: usize) {
    for role in [Role::Client, Role::Server] {
        let (class, words) = app.shown.peek(|shown| party(app, shown, role, at));
        if let Some(place) = dom::find(&format!(".parties .{} small", role.name())) {
            place.set_class_name(class);
            place.set_text_content(Some(&words));
        }
    }
    if app.shown.peek(|shown| several(&shown.trace)) {
        many::mark(app, at);
    }
    steps(if app.whole.get() { axis::mark(app, at) } else { at });
}

/// Whether the ladder shows messages alone.
#[inline(never)]
fn alone(app: App) -> bool {
    app.alone.get() && app.whole.get()
}

/// How it stands with a side: what it waits for, or how it ended. An id is no word: until its text is there, nothing is
/// said.
fn party(app: App, shown: &Shown, role: Role, at: usize) -> (&'static str, String) {
    let [client, server] = standing(&shown.trace, at);
    match if role == Role::Client { client } else { server } {
        None => ("", String::new()),
        Some(Standing::Ended(ending)) => {
            let vars = app.texts.with(|texts| ending_vars(&ending, texts));
            let class = if ending == Ending::Closed { "" } else { "bad" };
            (class, app.tf(&format!("page.party.{}", ending.id()), &vars))
        }
        Some(here) => {
            let vars = match here {
                Standing::Answers(message) => {
                    shown.trace.message(message).map(|message| message_name(&shown.trace, message))
                }
                _ => None,
            };
            let vars = vars.map_or_else(Vars::new, |name| vec![("name", name)]);
            let text = app.texts.with(|texts| texts.resolve(&here.keys(role), &vars));
            ("", text.map(|text| text.title).unwrap_or_default())
        }
    }
}

fn draw(app: App, shown: &Shown, range: Range<usize>, beyond: &Beyond) -> Html {
    let (trace, wide, alone) = (&shown.trace, app.wide.get(), alone(app));
    let mut steps: Vec<usize> = range.collect();
    if alone {
        axis::only(trace, &mut steps);
    }
    let left = if alone { axis::LEFT } else { MARGIN };
    let room = wide - left - MARGIN - if alone { 56 } else { 44 };
    let stop = app.lang.get().full_stop();
    let mut labels: Vec<Label> = steps
        .iter()
        .map(|at| {
            let words = app.texts.with(|texts| Wording::new(trace, *at, texts));
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
        marks::aloud(app, &steps, &mut labels, &beyond.marks);
    }
    // Below the attacker's name.
    let top = if beyond.foe.is_some() { 28 } else { 4 };
    let lines: Vec<u32> = labels.iter().map(|label| label.lines.len().max(1) as u32).collect();
    let (rows, tall) = layout::rows(trace, &steps, top, &lines);
    let frames = layout::frames(trace, &rows);
    // The round trips stand where else the segments do.
    let (axis, segments) = match alone {
        true => (axis::html(app, trace, &rows, &mut labels), Vec::new()),
        false => (Html::new(), segments::brackets(trace, &rows)),
    };
    let brackets = segments.into_iter().map(|bracket| {
        let id = if bracket.segments == 1 { "page.segment.one" } else { "page.segment.many" };
        let vars = vec![("n", bracket.segments.to_string()), ("len", bracket.bytes.to_string())];
        (vec![app.tf(id, &vars), app.tf("page.segment.short", &vars), "TCP".to_owned()], bracket)
    });
    let (title, brackets) = (app.t("page.steps"), brackets.collect::<Vec<_>>());
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

/// Moves the classes, and the focus with them.
fn steps(at: usize) {
    let Some(pane) = dom::find(".ladder") else { return };
    // Who walks along the ladder by keys stays on it.
    let within = document().active_element().is_some_and(|focused| focused.has_attribute("data-s"));
    for link in dom::all(&pane, "a[data-s]") {
        let Some(step) = dom::number(&link, "data-s") else { continue };
        let classes = link.class_list();
        let _ = classes.toggle_with_force("past", step < at);
        let _ = classes.toggle_with_force("now", step == at);
        let _ = classes.toggle_with_force("next", step > at);
        if step == at {
            let _ = link.set_attribute("aria-current", "step");
            let _ = link.set_attribute("tabindex", "0");
            if within {
                dom::focus("a[data-s][tabindex=\"0\"][aria-current]");
            }
        } else {
            let _ = link.remove_attribute("aria-current");
            let _ = link.set_attribute("tabindex", "-1");
        }
    }
}

/// Scrolls the pane, never the page, until the current step stands well within it.
pub fn settle() {
    let (Some(pane), Some(step)) = (dom::find(".ladder"), dom::find(".ladder a.now")) else { return };
    let (outer, inner) = (pane.get_bounding_client_rect(), step.get_bounding_client_rect());
    let (above, below) = (inner.top() - outer.top(), outer.bottom() - inner.bottom());
    let (head, foot) = (outer.height() * 0.25, outer.height() * 0.3);
    let by = if above < head {
        above - head
    } else if below < foot {
        foot - below
    } else {
        return;
    };
    pane.set_scroll_top(pane.scroll_top() + by as i32);
}
