//! Ways from here to elsewhere in the run: to where a fault struck and to what came of it, to a pane, to the field that
//! something is about; and to the pages beside it. Knows no fault.

use crate::explain::sources::Source;
use crate::lab::StepKind;
use crate::view::choices::Page;
use crate::view::html::Html;
use crate::view::link::{self, View};
use crate::view::sight::{Pane, Sight};

/// The buttons of a run with faults; nothing for a good run.
pub fn html(sight: &Sight) -> Html {
    let mut out = Html::new();
    let at = sight.at;
    let shown = &*sight.shown;
    let Some(after) = &shown.aftermath else { return out };
    let struck = shown.trace.steps.iter().position(|step| matches!(step.kind, StepKind::Strike { .. }));
    let places = [(struck, "page.after.go_struck"), (after.seen(&shown.trace), "page.after.go_noticed")];
    let places: Vec<_> = places.into_iter().filter_map(|(step, id)| Some((step?, id))).collect();
    if places.iter().all(|(step, _)| *step == at) {
        return out;
    }
    out.class("p", "more");
    for (step, id) in places.into_iter().filter(|(step, _)| *step != at) {
        let label = sight.tf(id, &vec![("n", (step + 1).to_string())]);
        out.open("button", &[("class", "chip"), ("data-act", "go"), ("data-n", &step.to_string())]);
        out.text(&label).close("button");
    }
    out.close("p");

    out
}

/// A button, as plain as a link, that goes to a step.
pub fn to_step(sight: &Sight, out: &mut Html, step: usize) {
    let label = sight.tf("page.step", &vec![("n", (step + 1).to_string())]);
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

/// The link to a page beside the run, at one of its entries, from where the reader is: the run and the step stay.
#[inline(never)] // of a later part
pub fn to_entry(sight: &Sight, page: Page, entry: Option<&str>) -> String {
    let at = sight.shown.trace.steps.get(sight.at).map(|step| step.anchor.to_string());
    let view = View { at, page: Some(page), entry: entry.map(str::to_owned), ..View::default() };
    link::fragment(&sight.shown.text, &view)
}
