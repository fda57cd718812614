//! The keys in the document, from the one table of them. Knows no layout.

use leptos::prelude::{document, window};
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

use super::acts;
use super::dom;
use super::search;
use super::state::{App, Dialog};
use handscope::view::keys::{Act, TABLE};
use handscope::view::pages::row;

/// Listens for keys as long as the page lives. What a control wants for itself it has already taken.
pub fn listen(app: App) {
    dom::listen(&window(), "keydown", move |event| {
        let event: KeyboardEvent = event.unchecked_into();
        if event.default_prevented() || event.ctrl_key() || event.alt_key() || event.meta_key() {
            return;
        }
        let Some(key) = TABLE.iter().find(|key| key.keys.contains(&event.key().as_str())) else { return };
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        if app.dialog.now().is_some() || target.is_some_and(|target| wants(&target, &event.key())) {
            return;
        }
        // Where no run is in sight, none is stepped through.
        if key.act.steps() && row(app.page.now()).is_some_and(|row| !row.parts.contains(&"player")) {
            return;
        }
        if key.is_character() && !app.letters.now() {
            return;
        }
        event.prevent_default();
        act(app, key.act);
    });
}

/// Does what a key says.
pub fn act(app: App, act: Act) {
    let at = app.at.now();
    match act {
        Act::Next => app.go(at + 1),
        Act::Back => app.go(at.saturating_sub(1)),
        Act::First => app.go(0),
        Act::Last => app.go(usize::MAX),
        Act::Play => app.playing.set(!app.playing.now()),
        Act::Rows => app.alone.set(!app.alone.now()),
        Act::Fullscreen => fullscreen(),
        Act::Language => acts::set_lang(app, app.lang.now().other()),
        Act::Theme => acts::set_theme(app, app.theme.now().next()),
        Act::Search => search::open(app),
        Act::Help => acts::open(app, Dialog::Help),
        Act::Close if app.tour.now().is_some() => acts::tour(app, None),
        Act::Close => app.playing.set(false),
    }
}

fn fullscreen() {
    let document = document();
    match document.fullscreen_element() {
        Some(_) => document.exit_fullscreen(),
        None => drop(dom::root().map(|root| root.request_fullscreen())),
    }
}

/// Whether the element has its own use for the key.
fn wants(target: &Element, key: &str) -> bool {
    let tag = target.tag_name().to_ascii_lowercase();
    match tag.as_str() {
        "input" | "textarea" | "select" => true,
        "button" | "a" | "summary" => key == " ",
        _ => false,
    }
}
