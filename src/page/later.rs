//! The second part of the program: what a first visit does not need, fetched when the reader first does something.
//! Knows nothing of what is in it; `scripts/split.mjs` cuts it out of the finished program, `later.js` links it.

use wasm_bindgen::prelude::*;

use super::state::App;

#[wasm_bindgen]
extern "C" {
    /// Whether the whole program is there.
    #[wasm_bindgen(js_namespace = later)]
    pub fn there() -> bool;
    #[wasm_bindgen(js_namespace = later, catch)]
    async fn fetched() -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = later)]
    async fn arrived();
    /// Fetches a file of this origin, or what was asked for before the program was there.
    #[wasm_bindgen(js_namespace = later, catch)]
    async fn get(address: &str) -> Result<JsValue, JsValue>;
    /// What every function of the second part calls as long as it is not there: see `scripts/split.mjs`.
    #[wasm_bindgen(js_namespace = later, js_name = now)]
    fn later_now();
}

/// The text at an address of this origin.
pub async fn text(address: &str) -> Option<String> {
    get(address).await.ok()?.as_string()
}

/// Does something once the whole program is there, however that comes about.
pub fn then(more: impl FnOnce() + 'static) {
    wasm_bindgen_futures::spawn_local(async move {
        arrived().await;
        more();
    });
}

/// Does something that needs the whole program: at once, or when it is there. Where it cannot be fetched, the page
/// says so, and may be asked again.
pub fn with(app: App, then: impl FnOnce() + 'static) {
    match there() {
        true => then(),
        false => when_there(app, Box::new(then)),
    }
}

fn when_there(app: App, then: Box<dyn FnOnce()>) {
    wasm_bindgen_futures::spawn_local(async move {
        let here = fetched().await.is_ok();
        app.cut_off.set(!here);
        if here {
            then();
        }
    });
}

/// Begins with what needs the whole program.
pub fn begin(then: fn()) {
    wasm_bindgen_futures::spawn_local(async move {
        let _ = fetched().await;
        later_now();
        then();
    });
}
