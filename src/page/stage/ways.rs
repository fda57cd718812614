//! Ways from here to elsewhere in the run: to where a fault struck and to what came of it, to a pane, to the field that
//! something is about. Knows no fault.

use web_sys::Element;

use super::inspect;
use crate::page::bytes::Pick;
use crate::page::dom;
use crate::page::html::Html;
use crate::page::live::soon;
use crate::page::state::{App, Pane};
use handscope::explain::sources::Source;
use handscope::lab::StepKind;
use leptos::prelude::untrack;

/// The buttons of a run with faults; nothing for a good run.
pub fn html(app: App) -> Html {
    let mut out = Html::new();
    let at = app.at.get();
    app.shown.with(|shown| {
        let Some(after) = &shown.aftermath else { return };
        let struck = shown.trace.steps.iter().position(|step| matches!(step.kind, StepKind::Strike { .. }));
        let places = [(struck, "page.after.go_struck"), (after.seen(&shown.trace), "page.after.go_noticed")];
        let places: Vec<_> = places.into_iter().filter_map(|(step, id)| Some((step?, id))).collect();
        if places.iter().all(|(step, _)| *step == at) {
            return;
        }
        out.class("p", "more");
        for (step, id) in places.into_iter().filter(|(step, _)| *step != at) {
            let label = app.tf(id, &vec![("n", (step + 1).to_string())]);
            out.open("button", &[("class", "chip"), ("data-act", "go"), ("data-n", &step.to_string())]);
            out.text(&label).close("button");
        }
        out.close("p");
    });
    out
}

/// A button, as plain as a link, that goes to a step.
pub fn to_step(app: App, out: &mut Html, step: usize) {
    let label = app.tf("page.step", &vec![("n", (step + 1).to_string())]);
    out.open("button", &[("class", "link"), ("data-act", "go"), ("data-n", &step.to_string())]);
    out.text(&label).close("button");
}

/// A button that shows a field where it stands.
pub fn to_field(out: &mut Html, source: &Source, label: &str) {
    let step = source.step.to_string();
    let to = [("data-n", &*step), ("data-pane", Pane::Message.name()), ("data-path", &*source.path)];
    out.open("button", &[&[("class", "link"), ("data-act", "show")], &to[..]].concat()).text(label).close("button");
}

/// A button that shows a pane of the present step.
pub fn to_pane(out: &mut Html, pane: Pane, label: &str) {
    out.open("button", &[("class", "link"), ("data-act", "show"), ("data-pane", pane.name())])
        .text(label)
        .close("button");
}

/// Goes where a button says: to a step, to a pane, to a field.
pub fn show(app: App, button: &Element) {
    let pane = button.get_attribute("data-pane").and_then(|name| Pane::of(&name));
    if let Some(step) = dom::number(button, "data-n") {
        app.go(step);
    }
    if pane.is_some() {
        app.pane.set(pane);
    }
    if button.has_attribute("data-see") {
        soon(|| dom::reveal(".keeps"));
    }
    let Some(path) = button.get_attribute("data-path") else { return };
    let list = untrack(|| inspect::list(app));
    let found = list.iter().rev().find_map(|(_, bytes)| {
        let span = bytes.tree.find(&path)?;
        Some(Pick { id: bytes.id, span, byte: bytes.tree.spans.get(span)?.range.start })
    });
    if found.is_some() {
        app.pick.set(found);
    }
}
