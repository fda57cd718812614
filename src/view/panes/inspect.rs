//! The inspector's markup: field trees, hex grids, and room for the explanation of what is looked at. Knows no protocol.

use std::sync::Arc;

use super::at_hand::aside;
use super::certificates::inside::inside;
use super::did;
use super::markup;
use crate::explain::hand;
use crate::pki::Place;
use crate::view::bytes::{Bytes, Pick};
use crate::view::html::Html;
use crate::view::sight::{List, Pane, Sight};
use crate::view::wording::captions;

/// What an inspector is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// The message at hand in a step.
    Message(usize),
    /// Its records.
    Records(usize),
    /// A certificate before its judge.
    Certificate(usize, Place),
}

impl About {
    /// What the inspector is about in the pane that is shown.
    pub fn of(sight: &Sight) -> Option<Self> {
        match sight.looked() {
            Pane::Certificates => sight.opened.map(|(step, place)| Self::Certificate(step, place)),
            Pane::Record => Some(Self::Records(sight.at)),
            _ => Some(Self::Message(sight.at)),
        }
    }
}

/// The message of the step, its records, or the certificate that lies open: made once.
pub fn list(sight: &Sight) -> &List {
    sight.list.get_or_init(|| made(sight))
}

fn made(sight: &Sight) -> List {
    let (trace, whole, texts) = (&sight.shown.trace, sight.whole, &sight.texts);
    Arc::new(match About::of(sight) {
        Some(About::Message(at)) => captions(trace, at, false, whole, texts),
        Some(About::Records(at)) => captions(trace, at, true, whole, texts),
        Some(About::Certificate(step, place)) => inside(sight, step, place),
        None => Vec::new(),
    })
}

/// What the step did, and its message.
pub fn message(sight: &Sight) -> Html {
    let mut out = did::html(sight);
    out.add(&html(sight));
    out
}

/// What is said of the message at hand, and its inspector.
pub fn html(sight: &Sight) -> Html {
    let list = list(sight);
    let mut out = aside(sight, list);
    // Without a message nothing else tells what the bytes are.
    if let ([(caption, _)], true) = (&list[..], out == Html::new() && hand(&sight.shown.trace, sight.at).is_none()) {
        out.el("p", "cap", caption);
    }
    boxes(sight, &mut out, list);
    out
}

/// Trees, grids, and room for the explanation, which comes when something is looked at.
pub fn boxes(sight: &Sight, out: &mut Html, list: &List) {
    if list.is_empty() {
        return;
    }
    out.class("div", "inspect").class("div", "trees");
    for (nth, (caption, bytes)) in list.iter().enumerate() {
        // Where there is one alone, its root says the same.
        if list.len() > 1 {
            out.el("p", "cap", caption);
        }
        out.add(&markup::tree(bytes, nth, &format!("{} · {caption}", sight.t("page.bytes"))));
    }
    out.close("div").class("div", "bytes").class("div", "grids");
    joined(sight, out, list, |bytes, nth, name, per| markup::hex(bytes, nth, per, name));
    out.close("div").class("div", "why").open("div", &[("id", "said")]).close("div");
    out.open("div", &[("id", "flip")]).close("div").open("div", &[("id", "link")]).close("div");
    out.close("div").close("div").close("div");
}

/// What is picked and what is under the pointer, as far as the list has it; where nothing is picked, what a fault struck,
/// else the whole.
pub fn looked(list: &List, pick: Option<Pick>, hover: Option<Pick>) -> (Option<Pick>, Option<Pick>) {
    let known = |pick: &Pick| list.iter().any(|(_, bytes)| bytes.id == pick.id);
    let at = |bytes: &Bytes, span: usize| {
        let byte = bytes.tree.spans.get(span).map_or(0, |span| span.range.start);
        Pick { id: bytes.id, span, byte }
    };
    let struck = list.iter().find_map(|(_, bytes)| bytes.struck.map(|span| at(bytes, span)));
    let first = struck.or_else(|| list.first().map(|(_, bytes)| at(bytes, 0)));
    (pick.filter(known).or(first), hover.filter(known))
}

fn joined(sight: &Sight, out: &mut Html, list: &List, each: fn(&Bytes, usize, &str, usize) -> Html) {
    let per = if sight.narrow { 8 } else { 16 };
    for (nth, (caption, bytes)) in list.iter().enumerate() {
        if list.len() > 1 {
            out.el("p", "cap", caption);
        }
        out.add(&each(bytes, nth, &format!("{} · {caption}", sight.t("page.bytes")), per));
    }
}
