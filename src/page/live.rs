//! Values that the page follows, and the parts of it that are drawn from them. Knows nothing of what is drawn.
//!
//! Every part is one function from the state to markup. It is drawn again when a value that it read has changed, and
//! the document is touched only where the markup differs. That keeps what Leptos must generate to one kind of effect.

use std::cell::RefCell;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::dom;
use handscope::view::html::Html;

/// A value that lives as long as the page. Reading it while a part is drawn makes the part follow it.
pub struct Live<T: 'static> {
    value: &'static RefCell<T>,
    changed: Trigger,
}

impl<T> Clone for Live<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Live<T> {}

impl<T> Live<T> {
    /// A value; its memory is never given back, as the page's state is needed until the page goes.
    pub fn new(value: T) -> Self {
        Self { value: Box::leak(Box::new(RefCell::new(value))), changed: Trigger::new() }
    }

    /// Reads the value, following it.
    pub fn with<R>(self, read: impl FnOnce(&T) -> R) -> R {
        self.changed.track();
        read(&self.value.borrow())
    }

    /// Follows the value.
    pub fn track(self) {
        self.changed.track();
    }

    /// Reads the value as it is now.
    pub fn peek<R>(self, read: impl FnOnce(&T) -> R) -> R {
        read(&self.value.borrow())
    }

    /// Changes the value where it is, with nobody told.
    pub fn change<R>(self, change: impl FnOnce(&mut T) -> R) -> R {
        change(&mut self.value.borrow_mut())
    }

    /// Changes the value.
    pub fn set(self, value: T) {
        *self.value.borrow_mut() = value;
        self.changed.notify();
    }
}

impl<T: Clone> Live<T> {
    /// The value, followed.
    pub fn get(self) -> T {
        self.with(T::clone)
    }

    /// The value as it is now.
    pub fn now(self) -> T {
        self.peek(T::clone)
    }
}

/// Runs something now, and again whenever a value that it read has changed.
pub fn watch(run: impl Fn() + 'static) {
    effect(Box::new(run));
}

/// One kind of effect for everything that is followed: Leptos generates its code once.
fn effect(run: Box<dyn Fn()>) {
    Effect::new(move |_| run());
}

/// Puts markup into an element. What has the focus keeps it, found again by its id or by what it does; what was laid open
/// stays so where no word changes, as when terms are marked.
pub fn put(element: &Element, html: &str) {
    let focused = document().active_element().filter(|focused| element.contains(Some(focused)));
    let name = focused.and_then(|focused| known(&focused));
    match element.query_selector("details[open]").ok().flatten() {
        Some(_) => keep_open(element, html),
        None => element.set_inner_html(html),
    }
    if let Some(again) = name.and_then(|name| element.query_selector(&name).ok().flatten()) {
        let _ = again.unchecked_into::<HtmlElement>().focus();
    }
}

/// Puts markup into an element in which something lies open.
#[inline(never)] // of a later part of the page: on a first visit nothing does, until the reader has pressed something
fn keep_open(element: &Element, html: &str) {
    let read = || (element.text_content(), dom::all(element, "details"));
    let (words, all) = read();
    let open: Vec<bool> = all.iter().map(|one| one.has_attribute("open")).collect();
    element.set_inner_html(html);
    let (again, all) = read();
    if words == again {
        for (one, open) in all.iter().zip(open) {
            let _ = one.toggle_attribute_with_force("open", open);
        }
    }
}

/// How what has the focus is found again among what is drawn anew.
#[inline(never)] // of a later part of the page: nobody has the focus in anything before
fn known(focused: &Element) -> Option<String> {
    // An item of a tree is known by its number, in its tree.
    if let Some(item) = focused.get_attribute("data-i") {
        let tree = focused.closest("[role=tree]").ok()??.get_attribute("data-b")?;
        return Some(format!("[role=tree][data-b=\"{tree}\"] [data-i=\"{item}\"]"));
    }
    let by = |attribute: &str| focused.get_attribute(attribute).map(|value| format!("[{attribute}=\"{value}\"]"));
    Some(format!("{}{}", by("id").or_else(|| by("data-act"))?, by("data-n").unwrap_or_default()))
}

/// Does something before the next frame is painted.
pub fn soon(run: fn()) {
    request_animation_frame(run);
}

/// Sets an attribute of the first element that a selector finds.
pub fn tell(selector: &str, attribute: &str, value: &str) {
    if let Some(element) = dom::find(selector) {
        let _ = element.set_attribute(attribute, value);
    }
}

/// Puts markup into an element, unless that is what it holds already: what has the focus in it keeps it.
pub fn put_in(selector: &str, html: Html) {
    let Some(element) = dom::find(selector) else { return };
    let html = html.into_string();
    let sum = html.bytes().fold(html.len() as u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte)));
    let sum = format!("{sum:08x}");
    if element.get_attribute("data-made").as_deref() != Some(sum.as_str()) {
        put(&element, &html);
        let _ = element.set_attribute("data-made", &sum);
    }
}

/// Takes the first element that a selector finds out of sight, or back into it.
pub fn hide(selector: &str, hidden: bool) {
    if let Some(element) = dom::find(selector) {
        let _ = element.toggle_attribute_with_force("hidden", hidden);
    }
}
