//! The address bar: stepping replaces the address, a new scenario adds to the history. Knows no key of a link.

use std::cell::Cell;
use std::time::Duration;

use leptos::prelude::{request_animation_frame, set_timeout, untrack, window};
use wasm_bindgen::JsValue;

use super::chosen;
use super::live::watch;
use super::stage::inspect::field;
use super::state::{App, Page};
use handscope::view::link::{View, fragment};

/// The fragment of the address, without its `#`.
pub fn current() -> String {
    let hash = window().location().hash().unwrap_or_default();
    hash.strip_prefix('#').unwrap_or(&hash).to_owned()
}

/// Keeps the address in step with the state. Browsers take their time for it, so that what has changed is shown first.
pub fn bind(app: App) {
    let settled = Cell::new(false);
    let coming: &'static Cell<bool> = Box::leak(Box::default());
    watch(move || {
        view(app);
        // What of a link could not be read stays in the address until the reader leaves it or chooses another scenario.
        let kept = app.bad.with(|bad| bad.as_ref().is_some_and(|(_, wrong)| wrong.iter().any(|one| one.keep)));
        let due = settled.replace(true) && !kept;
        if due && !coming.replace(true) {
            let write = move || {
                coming.set(false);
                state(&address(app), false);
            };
            request_animation_frame(move || set_timeout(write, Duration::ZERO));
        }
    });
}

/// The fragment of what is shown.
pub fn address(app: App) -> String {
    let text = app.shown.peek(|shown| shown.text.clone());
    fragment(&text, &untrack(|| view(app)))
}

/// Follows a link within the page, given as a fragment with its `#`.
pub fn go(fragment: &str) {
    let _ = window().location().set_hash(fragment);
}

/// The whole address of what is shown, for others.
pub fn whole(app: App) -> String {
    let href = window().location().href().unwrap_or_default();
    format!("{}{}", href.split('#').next().unwrap_or_default(), address(app))
}

/// Writes an address into the present entry of the history, or into a new one.
pub fn state(fragment: &str, push: bool) {
    let Ok(history) = window().history() else { return };
    let (data, url) = (JsValue::NULL, Some(fragment));
    // Browsers limit how often the address may change; the state itself never depends on it.
    let _ =
        if push { history.push_state_with_url(&data, "", url) } else { history.replace_state_with_url(&data, "", url) };
}

/// How the page is shown, for its link.
pub fn view(app: App) -> View {
    let (lang, theme) = app.told.get();
    let page = app.page.get();
    View {
        at: app.shown.with(|shown| shown.trace.steps.get(app.at.get()).map(|step| step.anchor.to_string())),
        pane: app.pane.get(),
        field: field(app),
        alone: app.alone.get(),
        lang: lang.then(|| app.lang.get()),
        theme: theme.then(|| app.theme.get()),
        page: Some(page),
        entry: app.entry.get(),
        by: if page == Page::Run { None } else { chosen::told(app) },
        with: app.with.get(),
        menu: None,
    }
}
