//! The card of a term in the document: what explains a marked word where it stands, on hover, focus or tap. It can be pointed
//! at and dismissed, stays until one or the other, and never lies over its word (WCAG 1.4.13). Of a later part,
//! with all that it listens to. Knows no term.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use leptos::prelude::{document, set_timeout, window};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, KeyboardEvent, MouseEvent, PointerEvent};

use super::dom;
use super::live::put;
use super::state::App;
use handscope::view::told;

/// What a term is found by, and its card.
const TERM: &str = "a.term";
const CARD: &str = "#term";

/// How long a pointer may be on its way from the word to the card, in milliseconds.
const GRACE: u64 = 250;
/// What stays free between the card and the window's edge, in pixels.
const EDGE: f64 = 8.0;

thread_local! {
    /// The word whose card is open.
    static OPEN: RefCell<Option<Element>> = const { RefCell::new(None) };
    /// The word whose card was dismissed, until the pointer and the focus have left it.
    static DISMISSED: RefCell<Option<Element>> = const { RefCell::new(None) };
    /// How often a card was asked for or kept: what closes one later looks whether that was so meanwhile.
    static KEPT: Cell<u32> = const { Cell::new(0) };
    /// Whether the last press was a finger's.
    static FINGER: Cell<bool> = const { Cell::new(false) };
    static LISTENS: Cell<bool> = const { Cell::new(false) };
}

/// Listens from now on, as long as the page lives.
#[inline(never)] // of a later part
pub fn begin(app: App) {
    if LISTENS.replace(true) {
        return;
    }
    let document = document();
    // Not what comes to lie under a pointer at rest, when something is drawn anew.
    dom::listen(&document, "mousemove", move |event| moved(app, &event));
    dom::listen(&document, "focusin", move |event| match dom::closest(&event, TERM) {
        Some(word) => open(app, &word),
        None if dom::closest(&event, CARD).is_none() => {
            DISMISSED.take();
            close();
        }
        None => {}
    });
    dom::listen(&document, "focusout", move |_| leave());
    dom::listen_first(&document, "pointerdown", |event| {
        FINGER.set(event.unchecked_ref::<PointerEvent>().pointer_type() == "touch");
    });
    dom::listen_first(&document, "click", move |event| tapped(app, &event));
    dom::listen_first(&document, "keydown", |event| {
        let open = OPEN.with_borrow(Option::is_some);
        if open && event.unchecked_ref::<KeyboardEvent>().key() == "Escape" {
            // It closes the card and nothing else.
            event.prevent_default();
            event.stop_propagation();
            DISMISSED.set(OPEN.with_borrow(Clone::clone));
            close();
        }
    });
    dom::listen_first(&document, "scroll", |event| {
        let inside = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        if !inside.is_some_and(|element| element.matches(CARD).unwrap_or(false)) {
            place();
        }
    });
    dom::listen(&window(), "resize", |_| place());
}

/// The pointer has moved: onto a word, onto its card, or away.
fn moved(app: App, event: &Event) {
    match dom::closest(event, TERM) {
        Some(word) => open(app, &word),
        None if dom::closest(event, CARD).is_some() => keep(),
        None => {
            DISMISSED.take();
            leave();
        }
    }
}

/// A finger has no hover: its first tap on a word opens the card, in which a link leads on. A tap elsewhere closes it.
fn tapped(app: App, event: &Event) {
    let Some(word) = dom::closest(event, TERM) else {
        // Behind a link in the card there is another place; its words may be selected.
        if dom::closest(event, CARD).is_none() || dom::closest(event, "a").is_some() {
            close();
        }
        return;
    };
    // What a key follows has no place on the screen.
    if FINGER.get() && event.unchecked_ref::<MouseEvent>().detail() > 0 {
        event.prevent_default();
        event.stop_propagation();
        DISMISSED.take();
        open(app, &word);
    } else {
        close();
    }
}

/// Opens the card of a word.
fn open(app: App, word: &Element) {
    keep();
    let same = |known: &Option<Element>| known.as_ref() == Some(word);
    if OPEN.with_borrow(same) || DISMISSED.with_borrow(same) {
        return;
    }
    DISMISSED.take();
    close();
    let Some(main) = word.closest("main").ok().flatten() else { return };
    let html = word.get_attribute("data-term").and_then(|id| told::card(&app.sight(), &id));
    let (Some(html), Some(card)) = (html, card()) else { return };
    put(&card, &html.into_string());
    // Where it is heard, it belongs to the part in which its word stands.
    let _ = main.append_child(&card);
    let _ = word.set_attribute("aria-describedby", "term-told");
    OPEN.set(Some(word.clone()));
    let _ = card.show_popover();
    place();
}

/// The one card there is.
fn card() -> Option<HtmlElement> {
    let card = dom::find(CARD).or_else(|| {
        let card = document().create_element("div").ok()?;
        let _ = card.set_attribute("id", "term");
        // Above all else, and closed by nothing but this.
        let _ = card.set_attribute("popover", "manual");
        Some(card)
    });
    card.and_then(|card| card.dyn_into().ok())
}

fn keep() {
    KEPT.set(KEPT.get().wrapping_add(1));
}

/// Closes the card soon, unless pointer or focus have come back to the word or the card by then.
fn leave() {
    if OPEN.with_borrow(Option::is_none) {
        return;
    }
    let kept = KEPT.get();
    let close = move || {
        let word = OPEN.with_borrow(Clone::clone);
        let focused = word.is_some() && document().active_element() == word;
        if KEPT.get() == kept && !focused {
            close();
        }
    };
    set_timeout(close, Duration::from_millis(GRACE));
}

/// Closes the card.
#[inline(never)] // of a later part
pub fn close() {
    let Some(word) = OPEN.take() else { return };
    let _ = word.remove_attribute("aria-describedby");
    if let Some(card) = card() {
        let _ = card.hide_popover();
    }
}

/// Puts the card below its word, or above it where there is more room; closes it where the word is gone.
fn place() {
    let Some(word) = OPEN.with_borrow(Clone::clone) else { return };
    let Some(card) = card() else { return };
    let size = |size: Result<wasm_bindgen::JsValue, _>| size.ok().and_then(|size| size.as_f64()).unwrap_or_default();
    let (wide, tall) = (size(window().inner_width()), size(window().inner_height()));
    let at = word.get_bounding_client_rect();
    if !word.is_connected() || at.width() == 0.0 || at.bottom() < 0.0 || at.top() > tall {
        return close();
    }
    let style = card.style();
    let set = |name: &str, value: f64| drop(style.set_property(name, &format!("{value:.0}px")));
    let (above, below) = (at.top() - EDGE, tall - at.bottom() - EDGE);
    let _ = style.remove_property("max-height");
    let own = card.get_bounding_client_rect();
    let under = own.height() <= below || below >= above;
    let height = own.height().min(if under { below } else { above });
    set("max-height", height.ceil());
    set("top", if under { at.bottom().ceil() } else { (at.top() - height.ceil()).floor() });
    set("left", at.left().min(wide - own.width() - EDGE).max(EDGE));
}
