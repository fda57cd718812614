//! The chains that were judged on a connection: their certificates, every check, and the clock, which can be moved to
//! judge them again. Knows no rule.

mod cards;
mod checks;
mod open;
mod scale;

use std::sync::Arc;

use leptos::prelude::untrack;
use web_sys::{Element, Event};

use crate::page::copy::copy;
use crate::page::html::Html;
use crate::page::live::{put, tell};
use crate::page::state::{App, Pane, Shown};
use crate::page::{dom, later, text};
use handscope::explain::Vars;
use handscope::lab::{Case, cases};
use handscope::pki::{Judgement, der::format_time};
use handscope::wire::Role;
pub use open::{inside, reach};
use scale::Scale;

/// A run, and what was judged in it.
pub type Court = (Arc<Shown>, Arc<Vec<Case>>);

/// Fetches what the pane is made with: texts, and the second part of the program.
pub fn fetch(app: App) {
    app.lang.get();
    if app.looked() == Pane::Certificates {
        text::need(app, "certificates");
        text::need(app, "faults");
        later::with(app, || ());
    }
}

/// The pane, or that it is on its way.
pub fn html(app: App) -> Html {
    let mut out = Html::new();
    if app.text("page.cert.clock").is_none() {
        return out;
    }
    match app.whole.get() {
        true => chains(app),
        false => {
            out.paragraph("soft", &app.t("page.cert.fetching"));
            out
        }
    }
}

fn chains(app: App) -> Html {
    let mut out = Html::new();
    let (at, found) = (app.at.get(), here(app));
    let Some(scale) = Scale::of(&found) else {
        out.paragraph("lead", &app.t("page.cert.none"));
        return out;
    };
    // The name of the run makes the markup of another run another one, even where its certificates are the same.
    let run = app.shown.with(|shown| shown.text.clone());
    out.open("div", &[("class", "courts"), ("data-run", &run)]);
    clock_html(app, &mut out, &scale);
    for (nth, case) in found.iter().enumerate() {
        out.class("section", "court").el("h2", "", &app.t(&format!("page.cert.by.{}", case.judge.name())));
        let vars = vec![("n", (case.step + 1).to_string())];
        let id = if at < case.step { "page.cert.soon" } else { "page.cert.done" };
        out.open("div", &[("id", &format!("verdict-{nth}")), ("class", "checks")]).close("div");
        out.paragraph("soft", &app.tf(id, &vars));
        out.paragraph("soft", &app.tf("page.cert.sum", &sum(app, case)));
        cards::html(app, &mut out, nth, case);
        out.open("div", &[("id", &format!("inside-{nth}"))]).close("div");
        out.open("div", &[("id", &format!("checks-{nth}")), ("class", "checks")]).close("div").close("section");
    }
    out.close("div");
    out
}

/// How long a chain is, against the message that carries it.
fn sum(app: App, case: &Case) -> Vars {
    let sent = case.chain.iter().map(Vec::len).sum::<usize>();
    let carried = app.shown.peek(|shown| shown.trace.blobs.bytes(case.message).len());
    vec![("n", case.chain.len().to_string()), ("len", sent.to_string()), ("all", carried.to_string())]
}

/// The clock: a slider, the time it shows, the way back.
fn clock_html(app: App, out: &mut Html, scale: &Scale) {
    let [from, to, step] = [scale.from, scale.to, scale.step].map(|number| number.to_string());
    let now = app.clock.now().unwrap_or(scale.now).to_string();
    out.class("div", "clock").open("label", &[("for", "clock")]).text(&app.t("page.cert.clock")).close("label");
    out.open("output", &[("id", "clock-at"), ("for", "clock")]).close("output");
    out.open("button", &[("class", "edged"), ("id", "clock-back"), ("data-act", "clock")]);
    out.text(&app.t("page.cert.back")).close("button");
    let range = [("min", &*from), ("max", &*to), ("step", &*step), ("value", &*now)];
    out.open("input", &[&[("type", "range"), ("id", "clock")], &range[..]].concat()).close("div");
}

/// Judges by the clock, whenever that is moved.
pub fn follow(app: App) {
    app.texts.with(|_| ());
    let moved = app.clock.get().is_some();
    let outcome = untrack(|| show(app));
    if let Some(outcome) = outcome.filter(|_| moved) {
        dom::say("#aloud", &outcome);
    }
}

/// Puts what a judgement decides into the pane: each certificate's fate, the list of checks, what the clock says.
/// Gives the outcome in words; nothing where the pane is not there.
pub fn show(app: App) -> Option<String> {
    if app.looked_now() != Pane::Certificates || !app.whole.now() || dom::find("#clock").is_none() {
        return None;
    }
    judge_again(app)
}

#[inline(never)] // of the program's second part, unlike the question before it
fn judge_again(app: App) -> Option<String> {
    let found = here(app);
    let scale = Scale::of(&found)?;
    let mut outcomes = Vec::new();
    let now = app.clock.now().unwrap_or(scale.now);
    for (nth, case) in found.iter().enumerate() {
        let judgement: Judgement = dom::timed("handscope-judge", || case.judge(now));
        for (card, (place, der)) in cards::order(case).into_iter().enumerate() {
            put_in(&format!("#fate-{nth}-{card}"), cards::fate(app, &scale, now, place, der, &judgement));
        }
        put_in(&format!("#verdict-{nth}"), checks::verdict_html(app, &judgement));
        put_in(&format!("#checks-{nth}"), checks::html(app, &judgement));
        outcomes.push(checks::outcome(app, &judgement).1);
    }
    let time = format_time(now).replace('T', " ").replace(":00Z", " UTC").replace('Z', " UTC");
    tell("#clock", "aria-valuetext", &time);
    dom::say("#clock-at", &time);
    tell("#clock-back", "aria-disabled", if now == scale.now { "true" } else { "false" });
    Some(outcomes.join(" "))
}

/// Puts markup into an element, unless that is what it holds already: what has the focus in it keeps it.
fn put_in(selector: &str, html: Html) {
    let Some(element) = dom::find(selector) else { return };
    let html = html.into_string();
    let sum = html.bytes().fold(html.len() as u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte)));
    let sum = format!("{sum:08x}");
    if element.get_attribute("data-made").as_deref() != Some(sum.as_str()) {
        put(&element, &html);
        let _ = element.set_attribute("data-made", &sum);
    }
}

/// The clock was moved.
pub fn clock(app: App, event: &Event) {
    if dom::closest(event, "#clock").is_some() {
        app.clock.set(dom::value(event).parse().ok());
    }
}

/// Puts the certificate that lies open into the pane, whenever another one does, or none.
pub fn lay_open(app: App) {
    app.texts.with(|_| ());
    app.opened.get();
    if app.looked_now() == Pane::Certificates && app.whole.now() && dom::find("#clock").is_some() {
        untrack(|| open::show(app));
    }
}

/// A button of the pane: puts the clock back, lays a certificate open, goes to its message, or copies what the button
/// holds and says so.
pub fn act(app: App, button: &Element) {
    let said = |attribute: &str| button.get_attribute(attribute).unwrap_or_default();
    let number = |attribute: &str| dom::number(button, attribute).unwrap_or(usize::MAX);
    match said("data-act").as_str() {
        "clock" => back(app),
        "der" => open::toggle(app, number("data-court"), number("data-n")),
        "carried" => open::carried(app),
        _ => copy(app, button, &said("data-copy")),
    }
}

/// Puts the clock back to the run's.
fn back(app: App) {
    let now = Scale::of(&untrack(|| here(app))).map(|scale| scale.now.to_string()).unwrap_or_default();
    if let Some(slider) = dom::find("#clock") {
        let _ = js_sys::Reflect::set(&slider, &"value".into(), &now.into());
    }
    app.clock.set(None);
}

/// What was judged on the connection of the present step.
fn here(app: App) -> Vec<Case> {
    let conn = app.shown.with(|shown| shown.trace.steps.get(app.at.get()).map(|step| step.conn));
    all(app).iter().filter(|case| Some(case.conn) == conn).cloned().collect()
}

/// What was judged in the run, found once.
fn all(app: App) -> Arc<Vec<Case>> {
    let shown = app.shown.get();
    let known = app.judged.borrow().as_ref().filter(|(of, _)| Arc::ptr_eq(of, &shown)).map(|(_, found)| found.clone());
    known.unwrap_or_else(|| {
        let found = Arc::new(cases(&shown.trace));
        app.judged.replace(Some((shown, found.clone())));
        found
    })
}

/// Who showed the chain.
fn owner(case: &Case) -> Role {
    case.judge.peer()
}
