//! Copying a text, and saying on the button that asked for it whether that went well. Knows no text.

use leptos::prelude::window;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::Element;

use super::dom;
use super::state::App;

/// Copies a text for a button.
pub fn copy(app: App, button: &Element, text: &str) {
    let button = button.clone();
    // Where the page did not come safely, there is no clipboard to ask.
    let copying = window().is_secure_context().then(|| window().navigator().clipboard().write_text(text));
    spawn_local(async move {
        let done = match copying {
            Some(copying) => JsFuture::from(copying).await.is_ok(),
            None => false,
        };
        let said = app.sight().t(if done { "page.copied" } else { "page.not_copied" });
        button.set_text_content(Some(&said));
        dom::say("#aloud", &said);
    });
}
