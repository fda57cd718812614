//! The inspector: field tree, hex grid and explanation, linked by hover, focus and click. Knows no protocol.

use std::sync::Arc;

use leptos::prelude::untrack;
use web_sys::{Event, KeyboardEvent};

use super::at_hand::aside;
use super::light::{light, settle};
use super::moves::{by_byte, by_item, hit};
use super::{certificates, explain, markup, picked};
use crate::page::bytes::{Bytes, Pick};
use crate::page::dom;
use crate::page::html::Html;
use crate::page::live::{put, soon};
use crate::page::state::{App, Pane, Shown};
use crate::page::text;
use crate::page::wording::captions;
use handscope::explain::{Pack, hand, is_der};
use handscope::pki::Place;

/// What an inspector shows: blobs with a caption each.
pub type List = Arc<Vec<(String, Bytes)>>;

/// What was lit last: the list, what is picked, what is under the pointer, the bits of a flip. The list is held: an address
/// alone could be that of another, made in the same place.
pub type Lit = (List, Option<Pick>, Option<Pick>, u8);

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

/// What a list was made for: the run and the texts, which are held so that no others can take their place in memory, and
/// whether by the whole program.
#[derive(Clone)]
pub struct Key {
    shown: Arc<Shown>,
    texts: Arc<Pack>,
    about: Option<About>,
    whole: bool,
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        let same = Arc::ptr_eq(&self.shown, &other.shown) && Arc::ptr_eq(&self.texts, &other.texts);
        same && (self.about, self.whole) == (other.about, other.whole)
    }
}

/// The message of the step, its records, or the certificate that lies open: made once, however often it is looked at.
pub fn list(app: App) -> List {
    let (pane, at) = (app.looked(), app.at.get());
    let about = match pane {
        Pane::Certificates => app.opened.get().map(|(step, place)| About::Certificate(step, place)),
        Pane::Record => Some(About::Records(at)),
        _ => Some(About::Message(at)),
    };
    let key = Key { shown: app.shown.get(), texts: app.texts.get(), about, whole: app.whole.get() };
    let known = app.list.borrow().as_ref().filter(|(known, _)| *known == key).map(|(_, list)| list.clone());
    known.unwrap_or_else(|| {
        let list = Arc::new(match about {
            Some(About::Message(at)) => captions(&key.shown.trace, at, false, key.whole, &key.texts),
            Some(About::Records(at)) => captions(&key.shown.trace, at, true, key.whole, &key.texts),
            Some(About::Certificate(step, place)) => certificates::inside(app, step, place),
            None => Vec::new(),
        });
        app.list.replace(Some((key, list.clone())));
        list
    })
}

/// The whole program is there: certificates open, and what is picked stays so.
#[inline(never)] // of the second part itself
pub fn open_up(app: App) {
    let pick = app.pick.now();
    let tree = |id| untrack(|| list(app)).iter().find(|(_, bytes)| bytes.id == id).map(|(_, bytes)| bytes.tree.clone());
    let path = pick.and_then(|pick| Some(tree(pick.id)?.path(pick.span)));
    app.hover.set(None);
    app.whole.set(true);
    if let (Some(pick), Some(path)) = (pick, path) {
        // Who has picked a byte within what opens now has picked the field that it is in.
        let span = tree(pick.id).and_then(|tree| {
            let found = tree.find(&path)?;
            let within = tree.spans.get(found).is_some_and(|span| span.range.start != pick.byte);
            if within && !tree.is_leaf(found) { tree.leaf_at(pick.byte) } else { Some(found) }
        });
        app.pick.set(span.map(|span| Pick { span, ..pick }));
    }
}

/// What is said of the message at hand, and its inspector.
pub fn html(app: App) -> Html {
    let list = list(app);
    let mut out = aside(app, &list);
    // Without a message nothing else tells what the bytes are.
    if let ([(caption, _)], true) = (
        &list[..],
        out == Html::new() && untrack(|| app.shown.with(|shown| hand(&shown.trace, app.at.now()).is_none())),
    ) {
        out.el("p", "cap", caption);
    }
    boxes(app, &mut out);
    out
}

/// Trees, grids, and room for the explanation, which [`look`] fills.
pub fn boxes(app: App, out: &mut Html) {
    let list = list(app);
    if list.is_empty() {
        return;
    }
    out.class("div", "inspect").class("div", "trees");
    for (nth, (caption, bytes)) in list.iter().enumerate() {
        // Where there is one alone, its root says the same.
        if list.len() > 1 {
            out.el("p", "cap", caption);
        }
        out.add(&markup::tree(bytes, nth, &format!("{} · {caption}", app.t("page.bytes"))));
    }
    out.close("div").class("div", "bytes").class("div", "grids");
    joined(app, out, &list, |bytes, nth, name, per| markup::hex(bytes, nth, per, name));
    out.close("div").class("div", "why").open("div", &[("id", "said")]).close("div");
    out.open("div", &[("id", "flip")]).close("div").open("div", &[("id", "link")]).close("div");
    out.close("div").close("div").close("div");
}

/// What is picked, and what is under the pointer, in the present list.
pub fn looked(app: App, list: &List) -> (Option<Pick>, Option<Pick>) {
    let known = |pick: &Pick| list.iter().any(|(_, bytes)| bytes.id == pick.id);
    // What a fault struck, else the whole.
    let at = |bytes: &Bytes, span: usize| {
        let byte = bytes.tree.spans.get(span).map_or(0, |span| span.range.start);
        Pick { id: bytes.id, span, byte }
    };
    let struck = list.iter().find_map(|(_, bytes)| bytes.struck.map(|span| at(bytes, span)));
    let first = struck.or_else(|| list.first().map(|(_, bytes)| at(bytes, 0)));
    (app.pick.get().filter(known).or(first), app.hover.get().filter(known))
}

/// The panel was drawn anew: what was lit is dark again.
pub fn drawn(app: App) {
    app.lit.replace(None);
    look(app);
}

/// Lights what is looked at, explains it, and offers to change it.
pub fn look(app: App) {
    if !matches!(app.looked(), Pane::Message | Pane::Record | Pane::Certificates) || !app.is_ready() {
        return;
    }
    let list = list(app);
    let (pick, hover) = looked(app, &list);
    let lit: Lit = (list.clone(), pick, hover, app.mask.get());
    let same = |known: &Lit| Arc::ptr_eq(&known.0, &lit.0) && (known.1, known.2, known.3) == (lit.1, lit.2, lit.3);
    let lighted = app.lit.borrow().as_ref().is_some_and(same);
    let Some(area) = dom::find(".inspect").filter(|_| !lighted) else { return };
    app.lit.replace(Some(lit));
    // Where a certificate lies open, what is said of its inside is wanted soon.
    if list.iter().any(|(_, bytes)| (0..bytes.tree.spans.len()).any(|at| is_der(&bytes.tree, at))) {
        text::need(app, "certificates");
    }
    light(&area, &list, (pick, hover));
    let fill = |id: &str, html: Html| {
        if let Some(element) = dom::find(id) {
            put(&element, &html.into_string());
        }
    };
    soon(settle);
    fill("#said", hover.or(pick).map_or(Html::new(), |pick| explain::html(app, &list, pick)));
    fill("#flip", pick.map_or(Html::new(), |pick| super::flip::html(app, &list, pick)));
    fill("#link", picked::button(app, pick));
}

/// What an event points at: a span, or the leaf of a byte.
pub fn pick_at(app: App, event: &Event) -> Option<Pick> {
    hit(event, &untrack(|| list(app)))
}

/// A key on a tree or on the bytes; whether it was one of theirs.
pub fn press(app: App, event: &KeyboardEvent) -> bool {
    let list = untrack(|| list(app));
    let moved = match untrack(|| looked(app, &list)).0 {
        Some(pick) if dom::closest(event, ".box-hex").is_some() => by_byte(event, &list, pick),
        _ => dom::closest(event, "[role=treeitem]").and_then(|item| by_item(event, &list, &item)),
    };
    if let Some(pick) = moved {
        app.hover.set(None);
        app.pick.set(Some(pick));
        // A tree says its items by itself; of a grid nothing would be heard.
        if dom::closest(event, ".box-hex").is_some() {
            dom::say("#aloud", &markup::aloud(app, &list, pick));
        }
    }
    moved.is_some()
}

fn joined(app: App, out: &mut Html, list: &List, each: fn(&Bytes, usize, &str, usize) -> Html) {
    let per = if dom::narrow() { 8 } else { 16 };
    for (nth, (caption, bytes)) in list.iter().enumerate() {
        if list.len() > 1 {
            out.el("p", "cap", caption);
        }
        out.add(&each(bytes, nth, &format!("{} · {caption}", app.t("page.bytes")), per));
    }
}
