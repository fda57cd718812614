//! The address: `#` with the scenario's text form, then the view's keys, `~at=ANCHOR&~tab=PANE&~lang=&~theme=`.
//! Stepping replaces the address, a new scenario adds to the history. Knows no key of a scenario.

use std::cell::Cell;
use std::time::Duration;

use leptos::prelude::{request_animation_frame, set_timeout, untrack, window};
use wasm_bindgen::JsValue;

use super::dom;
use super::later;
use super::live::watch;
use super::state::{App, Bad, Lang, Pane, Theme};
use handscope::lab::Scenario;

/// What the view's keys say.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct View {
    pub at: Option<String>,
    pub pane: Option<Pane>,
    pub lang: Option<Lang>,
    pub theme: Option<Theme>,
}

/// The fragment of the address, without its `#`.
pub fn current() -> String {
    let hash = window().location().hash().unwrap_or_default();
    hash.strip_prefix('#').unwrap_or(&hash).to_owned()
}

/// Whether a fragment asks for nothing but the default handshake.
pub fn is_default(fragment: &str) -> bool {
    fragment.split('&').all(|part| part.starts_with('~') || part.is_empty() || part == DEFAULT)
}

/// Reads a fragment. Where the scenario cannot be read, it is the default one, with the reason.
pub fn read(fragment: &str) -> (Scenario, View, Option<Bad>) {
    let (view, text): (Vec<&str>, Vec<&str>) = fragment.split('&').partition(|part| part.starts_with('~'));
    let view = read_view(&view);
    if is_default(fragment) {
        return (Scenario::default(), view, None);
    }
    let text = text.join("&");
    match Scenario::parse(&text) {
        Ok(parsed) => (parsed.scenario, view, None),
        Err(errors) => {
            let first = errors.into_iter().next();
            let bad = first.map(|error| Bad { text, key: error.key, value: error.value, allowed: error.allowed });
            (Scenario::default(), view, bad)
        }
    }
}

fn read_view(parts: &[&str]) -> View {
    let mut view = View::default();
    for (key, value) in parts.iter().filter_map(|part| part.split_once('=')) {
        match key {
            "~at" => view.at = Some(value.replace("%23", "#")),
            "~tab" => view.pane = Pane::of(value),
            "~lang" => view.lang = Lang::of(value),
            "~theme" => view.theme = Theme::of(value),
            _ => {}
        }
    }
    view
}

/// The text form of the default handshake.
pub const DEFAULT: &str = "v=1";

/// The text form of a scenario, without view keys.
pub fn write(scenario: &Scenario) -> String {
    let scenario = Scenario { view: Vec::new(), ..scenario.clone() };
    scenario.to_text()
}

/// The fragment, with its `#`, of a scenario's text and a view.
pub fn fragment(text: &str, view: &View) -> String {
    let mut out = format!("#{text}");
    let mut add = |key: &str, value: &str| {
        out.push_str(if out.len() > 1 { "&" } else { "" });
        out.push_str(key);
        out.push_str(value);
    };
    if let Some(at) = &view.at {
        add("~at=", &at.replace('#', "%23"));
    }
    if let Some(pane) = view.pane.filter(|pane| *pane != Pane::Message) {
        add("~tab=", pane.name());
    }
    if let Some(lang) = view.lang {
        add("~lang=", lang.tag());
    }
    if let Some(theme) = view.theme {
        add("~theme=", theme.name());
    }
    out
}

/// Keeps the address in step with the state, and the state with the address. Browsers take their time for it, so that
/// what has changed is shown first.
pub fn bind(app: App) {
    let settled = Cell::new(false);
    let coming: &'static Cell<bool> = Box::leak(Box::default());
    watch(move || {
        app.view();
        // A link that could not be read stays in the address until another scenario is chosen.
        let due = settled.replace(true) && app.bad.with(Option::is_none);
        if due && !coming.replace(true) {
            let write = move || {
                coming.set(false);
                let text = app.shown.peek(|shown| shown.text.clone());
                state(&fragment(&text, &untrack(|| app.view())), false);
            };
            request_animation_frame(move || set_timeout(write, Duration::ZERO));
        }
    });
    dom::listen(&window(), "popstate", move |_| later::with(app, move || app.reload()));
}

/// Makes the shown scenario a new entry of the history.
pub fn push(app: App) {
    let text = app.shown.peek(|shown| shown.text.clone());
    state(&fragment(&text, &untrack(|| app.view())), true);
}

fn state(fragment: &str, push: bool) {
    let Ok(history) = window().history() else { return };
    let (data, url) = (JsValue::NULL, Some(fragment));
    // Browsers limit how often the address may change; the state itself never depends on it.
    let _ =
        if push { history.push_state_with_url(&data, "", url) } else { history.replace_state_with_url(&data, "", url) };
}
