//! The keys: one table that both acts and makes the help. Knows no layout.

use leptos::prelude::{document, window};
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

use super::dom;
use super::state::{App, Dialog};

/// What a key does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Act {
    Next,
    Back,
    First,
    Last,
    Play,
    Rows,
    Fullscreen,
    Language,
    Theme,
    Help,
    Close,
}

/// One line of the table: the keys as the browser names them, the id of its text, what it does.
pub struct Key {
    pub keys: &'static [&'static str],
    pub id: &'static str,
    pub act: Act,
}

/// Every key.
pub const TABLE: &[Key] = &[
    Key { keys: &["ArrowRight", "ArrowDown", "PageDown"], id: "key.next", act: Act::Next },
    Key { keys: &["ArrowLeft", "ArrowUp", "PageUp"], id: "key.back", act: Act::Back },
    Key { keys: &["Home"], id: "key.first", act: Act::First },
    Key { keys: &["End"], id: "key.last", act: Act::Last },
    Key { keys: &[" "], id: "key.play", act: Act::Play },
    Key { keys: &["m"], id: "key.rows", act: Act::Rows },
    Key { keys: &["f"], id: "key.fullscreen", act: Act::Fullscreen },
    Key { keys: &["l"], id: "key.language", act: Act::Language },
    Key { keys: &["t"], id: "key.theme", act: Act::Theme },
    Key { keys: &["?"], id: "key.help", act: Act::Help },
    Key { keys: &["Escape"], id: "key.close", act: Act::Close },
];

impl Key {
    /// Whether it is a letter or a sign, which a switch turns off (WCAG 2.2, 2.1.4).
    pub fn is_character(&self) -> bool {
        self.keys.iter().all(|key| key.chars().count() == 1 && *key != " ")
    }
}

/// The name on a key's cap.
pub fn cap(key: &str) -> &str {
    match key {
        "ArrowRight" => "→",
        "ArrowDown" => "↓",
        "ArrowLeft" => "←",
        "ArrowUp" => "↑",
        "Escape" => "Esc",
        " " => "Space",
        other => other,
    }
}

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
        Act::Language => app.set_lang(app.lang.now().other()),
        Act::Theme => app.set_theme(app.theme.now().next()),
        Act::Help => app.open(Dialog::Help),
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
