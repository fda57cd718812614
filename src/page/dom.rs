//! The few things asked of the browser directly. Knows nothing of TLS.

use leptos::prelude::{document, window};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, Event, EventTarget, HtmlElement, ScrollIntoViewOptions, ScrollLogicalPosition};

/// The page's root element.
pub fn root() -> Option<Element> {
    document().document_element()
}

/// The first element that a selector finds.
pub fn find(selector: &str) -> Option<Element> {
    document().query_selector(selector).ok().flatten()
}

/// All elements below `within` that a selector finds.
pub fn all(within: &Element, selector: &str) -> Vec<Element> {
    let Ok(list) = within.query_selector_all(selector) else { return Vec::new() };
    (0..list.length()).filter_map(|at| list.item(at)?.dyn_into().ok()).collect()
}

/// Scrolls no further than it takes to see the first element that a selector finds.
pub fn reveal(selector: &str) {
    let nearest = ScrollIntoViewOptions::new();
    nearest.set_block(ScrollLogicalPosition::Nearest);
    if let Some(element) = find(selector) {
        element.scroll_into_view_with_scroll_into_view_options(&nearest);
    }
}

/// Moves the focus to the first element that a selector finds.
pub fn focus(selector: &str) {
    // SVG links have a focus of their own; web-sys knows HTML's only, and both are called the same way.
    if let Some(element) = find(selector) {
        let _ = element.unchecked_into::<HtmlElement>().focus();
    }
}

/// The element nearest to an event's target, itself included, that a selector finds.
pub fn closest(event: &Event, selector: &str) -> Option<Element> {
    event.target()?.dyn_into::<Element>().ok()?.closest(selector).ok().flatten()
}

/// The number in an element's attribute.
pub fn number(element: &Element, attribute: &str) -> Option<usize> {
    element.get_attribute(attribute)?.parse().ok()
}

/// The value of the control that an event comes from.
pub fn value(event: &Event) -> String {
    event.target().map_or_else(String::new, |target| value_of(&target))
}

/// Calls back on every event of a name, as long as the page lives.
pub fn listen(target: &EventTarget, name: &str, call: impl Fn(Event) + 'static) {
    // One kind of closure for all, so that its glue is generated once.
    let call: Box<dyn FnMut(Event)> = Box::new(call);
    let closure = Closure::wrap(call);
    let _ = target.add_event_listener_with_callback(name, closure.as_ref().unchecked_ref());
    closure.forget();
}

/// The same, before anything within the target hears of it.
#[inline(never)] // of a later part
pub fn listen_first(target: &EventTarget, name: &str, call: impl Fn(Event) + 'static) {
    let call: Box<dyn FnMut(Event)> = Box::new(call);
    let closure = Closure::wrap(call);
    let call = closure.as_ref().unchecked_ref();
    let _ = target.add_event_listener_with_callback_and_bool(name, call, true);
    closure.forget();
}

/// Whether a media query holds.
pub fn media(query: &str) -> bool {
    window().match_media(query).ok().flatten().is_some_and(|list| list.matches())
}

/// Whether the page is laid out in one column.
pub fn narrow() -> bool {
    media("(max-width: 820px)")
}

/// What is kept on this device under a key.
pub fn recall(key: &str) -> Option<String> {
    window().local_storage().ok().flatten()?.get_item(key).ok().flatten()
}

/// Keeps a value on this device, where the reader allows it.
pub fn keep(key: &str, value: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = storage.set_item(key, value);
    }
}

/// Runs a computation and leaves its duration in the browser's performance timeline.
pub fn timed<T>(name: &str, work: impl FnOnce() -> T) -> T {
    let timeline = window().performance();
    let start = format!("{name}-start");
    if let Some(timeline) = &timeline {
        let _ = timeline.mark(&start);
    }
    let result = work();
    if let Some(timeline) = &timeline {
        let _ = timeline.measure_with_start_mark(name, &start);
    }
    result
}

/// Whether the checkbox that an event comes from is checked.
pub fn checked(event: &Event) -> bool {
    event.target().is_some_and(|target| is_checked(&target))
}

/// Whether a checkbox is checked.
pub fn is_checked(element: &EventTarget) -> bool {
    js_sys::Reflect::get(element, &"checked".into()).ok().and_then(|on| on.as_bool()).unwrap_or(false)
}

/// The value of a control.
pub fn value_of(element: &EventTarget) -> String {
    js_sys::Reflect::get(element, &"value".into()).ok().and_then(|value| value.as_string()).unwrap_or_default()
}

/// Sets the text of the first element that a selector finds.
pub fn say(selector: &str, text: &str) {
    if let Some(element) = find(selector) {
        element.set_text_content(Some(text));
    }
}
