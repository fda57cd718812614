//! The address: `#` with the scenario's text form, then the view's keys (`~at=ANCHOR&~tab=PANE&~field=PATH&~ladder=&~lang=&~theme=`).
//! Stepping replaces the address, a new scenario adds to the history. Knows no key of a scenario.

use std::cell::Cell;
use std::time::Duration;

use leptos::prelude::{request_animation_frame, set_timeout, untrack, window};
use wasm_bindgen::JsValue;

use super::banner::Wrong;
use super::choices::{ALONE, ROWS};
use super::later;
use super::live::watch;
use super::state::{App, Lang, Pane, Theme};
use handscope::lab::Scenario;

/// What the view's keys say.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct View {
    pub at: Option<String>,
    pub pane: Option<Pane>,
    /// The field that is picked, by its path; behind a `+` the byte, where it is not the field's first.
    pub field: Option<String>,
    /// Whether the ladder shows messages alone.
    pub alone: bool,
    pub lang: Option<Lang>,
    pub theme: Option<Theme>,
}

/// What a link asks for, as far as it could be read, and what could not be.
pub struct Asked {
    pub scenario: Scenario,
    pub view: View,
    pub wrong: Vec<Wrong>,
}

/// The fragment of the address, without its `#`.
pub fn current() -> String {
    let hash = window().location().hash().unwrap_or_default();
    hash.strip_prefix('#').unwrap_or(&hash).to_owned()
}

/// Whether a fragment asks for nothing but the default handshake, step by step.
pub fn is_default(fragment: &str) -> bool {
    // `~lad`: the ladder of messages alone is drawn by the program's second part.
    let view = |part: &str| part.starts_with('~') && !part.starts_with("~lad");
    fragment.split('&').all(|part| view(part) || part.is_empty() || part == DEFAULT)
}

/// Reads a fragment: what can be taken of it is taken.
pub fn read(fragment: &str) -> Asked {
    let (keys, text): (Vec<&str>, Vec<&str>) = fragment.split('&').partition(|part| part.starts_with('~'));
    let mut wrong = Vec::new();
    let view = read_view(&keys, &mut wrong);
    let scenario = if is_default(fragment) { Scenario::default() } else { read_scenario(&text.join("&"), &mut wrong) };
    Asked { scenario, view, wrong }
}

#[inline(never)] // of the program's second part
fn read_scenario(text: &str, wrong: &mut Vec<Wrong>) -> Scenario {
    let (parsed, errors) = Scenario::parse_kindly(text);
    let errors = errors.into_iter().map(Wrong::error).chain(parsed.warnings.into_iter().map(Wrong::unknown));
    wrong.extend(errors);
    parsed.scenario
}

fn read_view(parts: &[&str], wrong: &mut Vec<Wrong>) -> View {
    let mut view = View::default();
    let mut known: Vec<&str> = Vec::new();
    for part in parts {
        let (key, value) = part.split_once('=').unwrap_or((part, ""));
        let text = plain(value);
        let doubled = known.contains(&key);
        known.push(key);
        let taken = match key {
            _ if doubled => false,
            "~at" => {
                view.at = Some(text.clone());
                true
            }
            "~field" => {
                view.field = Some(text.clone());
                true
            }
            "~tab" => {
                view.pane = Pane::of(value);
                view.pane.is_some()
            }
            "~lang" => {
                view.lang = Lang::of(value);
                view.lang.is_some()
            }
            "~theme" => {
                view.theme = Theme::of(value);
                view.theme.is_some()
            }
            _ => read_ladder(key, value, &mut view),
        };
        if !taken {
            wrong.push(not_taken(key, &text, doubled));
        }
    }
    view
}

/// What a first visit does not have.
#[inline(never)] // of the program's second part, as the next
fn read_ladder(key: &str, value: &str, view: &mut View) -> bool {
    view.alone |= key == "~ladder" && value == ALONE;
    key == "~ladder" && ROWS.contains(&value)
}

/// What is said of a key of the view that cannot be taken.
#[inline(never)]
fn not_taken(key: &str, text: &str, doubled: bool) -> Wrong {
    if doubled {
        return Wrong::view("page.link.doubled", key, text, "");
    }
    let allowed = match key {
        "~tab" => Pane::ALL.map(Pane::name).join(", "),
        "~ladder" => ROWS.join(", "),
        "~lang" => Lang::ALL.map(Lang::tag).join(", "),
        "~theme" => Theme::ALL.map(Theme::name).join(", "),
        _ => return Wrong::view("page.link.unknown", key, text, ""),
    };
    Wrong::view("page.link.value", key, text, &allowed)
}

/// A value without its percent-encoding.
fn plain(value: &str) -> String {
    js_sys::decode_uri_component(value).map_or_else(|_| value.to_owned(), String::from)
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
    if let Some(pane) = view.pane {
        add("~tab=", pane.name());
    }
    if let Some(field) = &view.field {
        add("~field=", field);
    }
    if view.alone {
        add("~ladder=", ALONE);
    }
    if let Some(lang) = view.lang {
        add("~lang=", lang.tag());
    }
    if let Some(theme) = view.theme {
        add("~theme=", theme.name());
    }
    out
}

/// Keeps the address in step with the state. Browsers take their time for it, so that what has changed is shown first.
pub fn bind(app: App) {
    let settled = Cell::new(false);
    let coming: &'static Cell<bool> = Box::leak(Box::default());
    watch(move || {
        app.view();
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
    fragment(&text, &untrack(|| app.view()))
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

/// Reads the address again after the back button, wherever the whole program may be needed for it.
pub fn again(app: App) {
    match is_default(&current()) {
        true => app.reload(),
        false => later::with(app, move || app.reload()),
    }
}
