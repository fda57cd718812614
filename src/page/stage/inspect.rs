//! The inspector in the document: what is looked at, lit and explained, by hover, focus and click. Knows no protocol.

use std::sync::Arc;

use web_sys::{Event, KeyboardEvent};

use super::light::{light, settle};
use super::moves::{by_byte, by_item, hit};
use crate::page::dom;
use crate::page::live::{put, soon};
use crate::page::state::{App, Key, Lit};
use crate::page::text;
use handscope::explain::{Pane, is_der};
use handscope::view::bytes::Pick;
use handscope::view::html::Html;
use handscope::view::panes::inspect::{self, About};
use handscope::view::panes::{explain, flip, markup, picked};
use handscope::view::sight::{List, Sight};

/// What is looked at, with the bytes that the inspector shows: those are made once, however often they are looked at.
pub fn sight(app: App) -> Sight {
    let sight = app.sight();
    let (shown, texts) = (sight.shown.clone(), sight.texts.clone());
    let key = Key { shown, texts, about: About::of(&sight), whole: sight.whole };
    let known = app.list.borrow().as_ref().filter(|(known, _)| *known == key).map(|(_, list)| list.clone());
    match known {
        Some(list) => drop(sight.list.set(list)),
        None => drop(app.list.replace(Some((key, inspect::list(&sight).clone())))),
    }
    sight
}

/// The bytes that the inspector shows.
pub fn list(app: App) -> List {
    inspect::list(&sight(app)).clone()
}

/// What is picked, and what is under the pointer, in the present list.
pub fn looked(app: App, list: &List) -> (Option<Pick>, Option<Pick>) {
    inspect::looked(list, app.pick.get(), app.hover.get())
}

/// What a link says of the field that is picked; nothing for a message as a whole.
pub fn field(app: App) -> Option<String> {
    let (wanted, pick) = (app.wanted.get(), app.pick.get());
    app.at.track();
    // As long as it is looked for, it stays in the address.
    wanted.or_else(|| picked::write(&list(app), pick?))
}

/// The whole program is there: certificates open, and what is picked stays so.
#[inline(never)] // of a later part itself
pub fn open_up(app: App) {
    let pick = app.pick.now();
    let tree = |id| list(app).iter().find(|(_, bytes)| bytes.id == id).map(|(_, bytes)| bytes.tree.clone());
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
    app.at.track();
    app.opened.track();
    app.whole.track();
    let sight = sight(app);
    let list = inspect::list(&sight).clone();
    let (pick, hover) = looked(app, &list);
    let lit: Lit = (list.clone(), pick, hover, app.mask.get());
    let same = |known: &Lit| Arc::ptr_eq(&known.0, &lit.0) && (known.1, known.2, known.3) == (lit.1, lit.2, lit.3);
    let lighted = app.lit.borrow().as_ref().is_some_and(same);
    let Some(area) = dom::find(".inspect").filter(|_| !lighted) else { return };
    app.lit.replace(Some(lit));
    // Where a certificate lies open, what is said of its inside is wanted soon.
    if list.iter().any(|(_, bytes)| (0..bytes.tree.spans.len()).any(|at| is_der(&bytes.tree, at))) {
        text::need(app, "encoding");
    }
    light(&area, &list, (pick, hover));
    let fill = |id: &str, html: Html| {
        if let Some(element) = dom::find(id) {
            put(&element, &html.into_string());
        }
    };
    soon(settle);
    fill("#said", hover.or(pick).map_or(Html::new(), |pick| explain::html(&sight, &list, pick)));
    fill("#flip", pick.map_or(Html::new(), |pick| flip::html(&sight, &list, pick)));
    fill("#link", picked::button(&sight, pick));
}

/// What an event points at: a span, or the leaf of a byte.
pub fn pick_at(app: App, event: &Event) -> Option<Pick> {
    hit(event, &list(app))
}

/// A key on a tree or on the bytes; whether it was one of theirs.
pub fn press(app: App, event: &KeyboardEvent) -> bool {
    let list = list(app);
    let moved = match inspect::looked(&list, app.pick.now(), app.hover.now()).0 {
        Some(pick) if dom::closest(event, ".box-hex").is_some() => by_byte(event, &list, pick),
        _ => dom::closest(event, "[role=treeitem]").and_then(|item| by_item(event, &list, &item)),
    };
    if let Some(pick) = moved {
        app.hover.set(None);
        app.pick.set(Some(pick));
        // A tree says its items by itself; of a grid nothing would be heard.
        if dom::closest(event, ".box-hex").is_some() {
            dom::say("#aloud", &markup::aloud(&app.sight(), &list, pick));
        }
    }
    moved.is_some()
}
