//! The pages beside the run in the document: the entry that is opened, and how far each place was read before the reader went
//! on. Of a later part. Knows no page.

use std::cell::RefCell;

use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::live::soon;
use super::state::{App, Page};
use super::{address, dom};

/// How far places were read.
#[derive(Default)]
struct Read {
    /// By address.
    far: Vec<(String, i32)>,
    /// To where the reader has come back.
    back: Option<i32>,
    /// The page that was open last.
    open: Option<Page>,
    /// The entry to go to.
    wanted: String,
    /// The entry that was gone to, and how far down that was.
    entry: Option<(String, i32)>,
}

thread_local! {
    static READ: RefCell<Read> = RefCell::default();
}

/// The reader leaves a place: how far it was read is known when they come back.
#[inline(never)] // of a later part
pub fn left() {
    let Some(scrolled) = scroller() else { return };
    let (address, far) = (address::current(), scrolled.scroll_top());
    READ.with_borrow_mut(|read| {
        read.far.retain(|(known, _)| *known != address);
        read.far.push((address, far));
    });
}

/// The reader has gone back or forward in the history.
#[inline(never)] // of a later part
pub fn again() {
    let address = address::current();
    READ.with_borrow_mut(|read| {
        read.back = read.far.iter().find(|(known, _)| *known == address).map(|(_, far)| *far);
        read.entry = None;
    });
}

/// A page was opened, or another entry of it: it is read from its head, from its entry, or from where it was left.
#[inline(never)] // of a later part
pub fn opened(app: App) {
    let page = app.page.now();
    let moved = READ.with_borrow_mut(|read| {
        read.entry = None;
        read.open.replace(page) != Some(page)
    });
    if moved && let Some(scroller) = scroller() {
        scroller.set_scroll_top(0);
    }
    drawn(app);
}

/// The page was drawn: goes to its entry, unless the reader has gone on from there.
#[inline(never)] // of a later part
pub fn drawn(app: App) {
    let wanted = app.entry.now().unwrap_or_default();
    let due = READ.with_borrow_mut(|read| {
        read.wanted = wanted;
        read.back.is_some() || !read.wanted.is_empty()
    });
    if due {
        soon(reach);
    }
}

fn reach() {
    let Some(scroller) = scroller() else { return };
    let (back, wanted, known) =
        READ.with_borrow_mut(|read| (read.back.take(), read.wanted.clone(), read.entry.clone()));
    let known = known.filter(|(entry, _)| *entry == wanted);
    let mut kept = None;
    if let Some(back) = back {
        scroller.set_scroll_top(back);
        // From there nothing goes to the entry any more.
        kept = Some(i32::MIN);
    } else if known.as_ref().is_none_or(|(_, far)| *far == scroller.scroll_top()) {
        let Some(place) = document().get_element_by_id(&format!("entry-{wanted}")) else { return };
        place.scroll_into_view();
        if known.is_none() {
            let _ = place.unchecked_into::<HtmlElement>().focus();
        }
    } else {
        return;
    }
    READ.with_borrow_mut(|read| read.entry = Some((wanted, kept.unwrap_or_else(|| scroller.scroll_top()))));
}

/// What scrolls: the place itself, or on a phone the page.
fn scroller() -> Option<Element> {
    if dom::narrow() { dom::root() } else { dom::find("#place") }
}
