//! The pane of certificates in the document: what a judgement decides put in, again whenever the clock is moved; its
//! buttons. Knows no rule.

use leptos::prelude::untrack;
use web_sys::{Element, Event};

use super::open;
use crate::page::copy::copy;
use crate::page::dom;
use crate::page::live::{put_in, tell};
use crate::page::state::App;
use crate::page::text;
use handscope::explain::Pane;
use handscope::pki::{Judgement, der::format_time};
use handscope::view::panes::certificates::court::here;
use handscope::view::panes::certificates::scale::Scale;
use handscope::view::panes::certificates::{cards, checks};
use handscope::view::sight::Sight;

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
    judge_again(app, &app.sight())
}

#[inline(never)] // of a later part, unlike the question before it
fn judge_again(app: App, sight: &Sight) -> Option<String> {
    // What the reader may do next is told with these: lay a certificate open, and move the clock until one is refused.
    ["fields", "faults"].into_iter().for_each(|area| text::need(app, area));
    let found = here(sight);
    let scale = Scale::of(&found)?;
    let mut outcomes = Vec::new();
    let now = sight.clock.unwrap_or(scale.now);
    for (nth, case) in found.iter().enumerate() {
        let judgement: Judgement = dom::timed("handscope-judge", || case.judge(now));
        for (card, (place, der)) in cards::order(case).into_iter().enumerate() {
            put_in(&format!("#fate-{nth}-{card}"), cards::fate(sight, &scale, now, place, der, &judgement));
        }
        put_in(&format!("#verdict-{nth}"), checks::verdict_html(sight, &judgement));
        put_in(&format!("#checks-{nth}"), checks::html(sight, &judgement));
        outcomes.push(checks::outcome(sight, &judgement).1);
    }
    let time = format_time(now).replace('T', " ").replace(":00Z", " UTC").replace('Z', " UTC");
    tell("#clock", "aria-valuetext", &time);
    dom::say("#clock-at", &time);
    tell("#clock-back", "aria-disabled", if now == scale.now { "true" } else { "false" });
    Some(outcomes.join(" "))
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
    let now = Scale::of(&here(&app.sight())).map(|scale| scale.now.to_string()).unwrap_or_default();
    if let Some(slider) = dom::find("#clock") {
        let _ = js_sys::Reflect::set(&slider, &"value".into(), &now.into());
    }
    app.clock.set(None);
}
