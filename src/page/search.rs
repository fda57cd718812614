//! The search in the document: what is typed, the keys of a combobox, and where a result leads. Of a later part,
//! with all that it listens to. Knows no row and no matcher.

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, KeyboardEvent, MouseEvent};

use super::acts;
use super::dom;
use super::later;
use super::live::{put_in, soon};
use super::state::{App, Dialog};
use super::text;
use handscope::explain::Pack;
use handscope::explain::search::{Index, Kind};
use handscope::view::search::{self, Wanted};
use handscope::view::sight::Shown;

/// What an option is found by.
const OPTIONS: &str = "#hits [role=option]";
/// How far a page of options goes.
const PAGE: isize = 8;

/// What an index was made of; held, so that nothing else can take its place in memory.
type Made = (Arc<Shown>, Arc<Pack>, usize);

thread_local! {
    static PAGE_OF: Cell<Option<App>> = const { Cell::new(None) };
    static INDEX: RefCell<Option<(Made, Index)>> = const { RefCell::new(None) };
    static WANTED: RefCell<Wanted> = RefCell::default();
    /// The option that Enter would take, and whether the reader has gone there with the arrows.
    static ACTIVE: Cell<Option<usize>> = const { Cell::new(None) };
    static MOVED: Cell<bool> = const { Cell::new(false) };
    /// Whether the box has had the focus since the dialog was opened.
    static FOCUSED: Cell<bool> = const { Cell::new(false) };
    /// The fault whose card is looked for.
    static CARD: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Opens the search.
pub fn open(app: App) {
    later::with(app, move || begin(app, ""));
}

/// Opens the menu that a link asks for.
#[inline(never)] // of a later part
pub fn menu(app: App) {
    let Some(asked) = app.menu.now() else { return };
    app.menu.set(None);
    later::with(app, move || open_at(app, &asked));
}

/// Opens a menu at what a link names in it, once the whole program is there.
#[inline(never)] // of a later part of the program
fn open_at(app: App, asked: &str) {
    let (_, inside) = asked.split_once('/').unwrap_or((asked, ""));
    match Dialog::of(asked) {
        Some(Dialog::Search) => begin(app, inside),
        Some(Dialog::Faults) => {
            CARD.set(Some(inside.to_owned()));
            acts::open(app, Dialog::Faults);
            soon(reach);
        }
        Some(other) => acts::open(app, other),
        None => {}
    }
}

/// Goes to the card of a fault.
fn reach() {
    let Some(id) = CARD.take().filter(|id| !id.is_empty()) else { return };
    if let Some(card) = document().get_element_by_id(&format!("fault-{id}")) {
        dom::focus(&format!("#{}", card.id()));
        card.scroll_into_view();
    }
}

#[inline(never)] // of a later part
fn begin(app: App, words: &str) {
    search::AREAS.into_iter().for_each(|area| text::need(app, area));
    WANTED.set(Wanted { query: words.to_owned(), kind: None });
    FOCUSED.set(false);
    if PAGE_OF.replace(Some(app)).is_none() {
        listen(app);
    }
    app.dialog.set(Some(Dialog::Search));
}

/// Listens from now on, as long as the page lives.
fn listen(app: App) {
    let document = document();
    dom::listen(&document, "input", move |event| {
        if dom::closest(&event, "#sought").is_some() {
            WANTED.set(Wanted { query: dom::value(&event), kind: None });
            draw(app);
        }
    });
    dom::listen_first(&document, "keydown", move |event| {
        if dom::closest(&event, "#sought").is_some() && press(app, event.unchecked_ref()) {
            event.prevent_default();
            event.stop_propagation();
        }
    });
    dom::listen_first(&document, "click", move |event| click(app, &event));
}

/// Follows what the dialog and what is found are drawn from, while it lies open.
#[inline(never)] // of a later part
pub fn follow(app: App) {
    app.texts.track();
    app.shown.track();
    soon(fill);
}

/// The dialog was drawn, or what it is drawn from has changed.
fn fill() {
    let Some(app) = PAGE_OF.get().filter(|app| app.dialog.now() == Some(Dialog::Search)) else { return };
    let Some(control) = dom::find("#sought") else { return };
    let query = WANTED.with_borrow(|wanted| wanted.query.clone());
    if dom::value_of(&control) != query {
        write(&control, &query);
    }
    if !FOCUSED.replace(true) {
        dom::focus("#sought");
    }
    draw(app);
}

fn write(control: &Element, text: &str) {
    let _ = js_sys::Reflect::set(control, &"value".into(), &text.into());
}

/// Finds what was typed, and shows it.
fn draw(app: App) {
    dom::timed("handscope-search", || {
        let sight = app.sight();
        let made = (sight.shown.clone(), sight.texts.clone(), sight.at);
        let wanted = WANTED.with_borrow(Clone::clone);
        INDEX.with_borrow_mut(|known| {
            let same = |(old, _): &(Made, Index)| {
                Arc::ptr_eq(&old.0, &made.0) && Arc::ptr_eq(&old.1, &made.1) && old.2 == made.2
            };
            if !known.as_ref().is_some_and(same) {
                let make = || Index::new(&sight.texts, &sight.shown.trace, search::more(&sight));
                *known = Some((made, dom::timed("handscope-search-index", make)));
            }
            let Some((_, index)) = known else { return };
            let found = dom::timed("handscope-search-find", || index.find(&wanted.query));
            put_in("#kinds", search::kinds(&sight, index, &found, &wanted));
            put_in("#hits", search::hits(&sight, index, &found, &wanted));
            let told = search::told(&sight, index, &found, &wanted);
            if dom::find("#search-told").and_then(|room| room.text_content()).as_deref() != Some(told.as_str()) {
                dom::say("#search-told", &told);
            }
        });
        // Enter takes the best at once.
        MOVED.set(false);
        mark((!wanted.query.trim().is_empty()).then_some(0));
    });
}

/// Marks the option that Enter would take.
fn mark(at: Option<usize>) {
    let (Some(list), Some(control)) = (dom::find("#hits"), dom::find("#sought")) else { return };
    let options = dom::all(&list, OPTIONS);
    let at = at.filter(|_| !options.is_empty()).map(|at| at.min(options.len() - 1));
    ACTIVE.set(at);
    let _ = control.remove_attribute("aria-activedescendant");
    for (own, option) in options.iter().enumerate() {
        let here = Some(own) == at;
        let _ = option.set_attribute("aria-selected", if here { "true" } else { "false" });
        if here {
            let _ = control.set_attribute("aria-activedescendant", &option.id());
        }
    }
    match at {
        Some(0) | None => list.set_scroll_top(0),
        Some(_) => dom::reveal("#hits [aria-selected=true]"),
    }
}

/// A key in the box; whether it was taken.
fn press(app: App, event: &KeyboardEvent) -> bool {
    // What an input method is asked for by Enter or an arrow is its own affair; so it is where the browser says so late.
    let modified = event.ctrl_key() || event.alt_key() || event.meta_key() || event.shift_key();
    if event.is_composing() || event.key_code() == 229 || modified {
        return false;
    }
    let Some(list) = dom::find("#hits") else { return false };
    let options = dom::all(&list, OPTIONS);
    let (last, at) = (options.len() as isize - 1, ACTIVE.get().map(|at| at as isize));
    let to = match event.key().as_str() {
        "ArrowDown" => at.map_or(0, |at| if at == last { 0 } else { at + 1 }),
        "ArrowUp" => at.map_or(last, |at| if at == 0 { last } else { at - 1 }),
        "PageDown" => (at.unwrap_or(0) + PAGE).min(last),
        "PageUp" => (at.unwrap_or(0) - PAGE).max(0),
        // Before the arrows have led away from the text, these are of the text.
        "Home" if MOVED.get() => 0,
        "End" if MOVED.get() => last,
        "Enter" => {
            if let Some(option) = ACTIVE.get().and_then(|at| options.get(at)) {
                take(app, option);
            }
            return true;
        }
        _ => return false,
    };
    if last >= 0 {
        MOVED.set(true);
        mark(usize::try_from(to).ok());
    }
    true
}

fn click(app: App, event: &Event) {
    let mouse: &MouseEvent = event.unchecked_ref();
    if mouse.ctrl_key() || mouse.meta_key() || mouse.shift_key() {
        return;
    }
    if let Some(pressed) = dom::closest(event, "#hits a, #kinds button") {
        event.prevent_default();
        event.stop_propagation();
        take(app, &pressed);
    }
}

/// Does what an option or a chip says: shows one kind, looks for something, or leads there.
fn take(app: App, pressed: &Element) {
    let attribute = |name: &str| pressed.get_attribute(name);
    if let Some(id) = attribute("data-kind") {
        let kind = Kind::ALL.iter().copied().find(|kind| kind.id() == id);
        WANTED.with_borrow_mut(|wanted| wanted.kind = kind);
        draw(app);
        if pressed.tag_name() == "A" {
            dom::focus("#sought");
        }
    } else if let Some(query) = attribute("data-query") {
        WANTED.set(Wanted { query, kind: None });
        fill();
        dom::focus("#sought");
    } else if let Some(link) = attribute("href") {
        acts::lead(app, link.trim_start_matches('#'));
    }
}
