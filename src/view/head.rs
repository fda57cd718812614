//! The head of the stage: what happens in this step and why, and the ways from here. Knows no pane.

use super::html::Html;
use super::ladder::layout::{Shape, shape};
use super::sight::{Shown, Sight};
use super::wording::Wording;
use super::{entrance, orders, ways};
use crate::explain::{is_foe, several, step_text};
use crate::wire::Role;

/// The main part of the page, but for the panel.
pub fn html(sight: &Sight) -> Html {
    let mut out = Html::new();
    let at = sight.at;
    let words = Wording::new(&sight.shown.trace, at, &sight.texts);
    out.class("div", "head").el("p", "kick", &words.kicker);
    match &words.text {
        _ if sight.entrance => entrance::html(sight, &mut out),
        Some(text) => {
            out.open("h1", &[]).prose(&text.title).close("h1");
            out.told_all(sight, "lead", &text.body);
        }
        None => drop(out.el("h1", "", &words.label)),
    }
    phase(sight, &mut out);
    out.close("div").add(&ways::html(sight));
    if several(&sight.shown.trace) {
        orders::html(sight, &mut out);
    }
    out
}

/// On which part of its way a message is, where a fault parts sending from arriving.
fn phase(sight: &Sight, out: &mut Html) {
    let also = step_text(&sight.shown.trace, sight.at).map_or(Vec::new(), |text| text.also);
    for text in also.iter().filter(|id| id.starts_with("phase.")).filter_map(|id| sight.text(id)) {
        out.class("p", "phase").open("b", &[]).prose(&text.title).close("b");
        for paragraph in &text.body {
            out.text(" ").told(sight, paragraph);
        }
        out.close("p");
    }
}

/// Whose step it is: a class that gives the stage its colour.
pub fn who(shown: &Shown, at: usize) -> &'static str {
    shown.trace.steps.get(at).map_or("", |step| match shape(&shown.trace, &step.kind).0 {
        Shape::Arrow { from: Role::Client, .. } | Shape::Local(Role::Client)
            if is_foe(&shown.trace, step.conn, Role::Client) =>
        {
            "network"
        }
        Shape::Arrow { from: Role::Client, .. } | Shape::Local(Role::Client) | Shape::End(Role::Client) => "client",
        Shape::Strike => "network",
        _ => "server",
    })
}
