//! The later parts of the program: what a first visit does not need, each fetched when a link or the reader needs it.
//! Knows nothing of what is in them; `scripts/split.mjs` cuts them out of the finished program, `later.js` links them.

use wasm_bindgen::prelude::*;

use super::state::App;

#[wasm_bindgen]
extern "C" {
    /// Whether the link in the address needs more than the first part.
    #[wasm_bindgen(js_namespace = later)]
    pub fn wants() -> bool;
    /// Whether all that the link in the address needs is there: for a first visit, the whole program.
    #[wasm_bindgen(js_namespace = later)]
    pub fn there() -> bool;
    /// Whether the whole program is there.
    #[wasm_bindgen(js_namespace = later)]
    fn complete() -> bool;
    #[wasm_bindgen(js_namespace = later, catch)]
    async fn needed() -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = later, catch)]
    async fn fetched() -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = later)]
    async fn arrived();
    /// Fetches a file of this origin, or what was asked for before the program was there.
    #[wasm_bindgen(js_namespace = later, catch)]
    async fn get(address: &str) -> Result<JsValue, JsValue>;
    /// What a function of a later part calls with its place in the table as long as nothing stands there: see
    /// `scripts/split.mjs`.
    #[wasm_bindgen(js_namespace = later, js_name = now)]
    fn later_now(slot: u32);
}

/// The text at an address of this origin.
pub async fn text(address: &str) -> Option<String> {
    get(address).await.ok()?.as_string()
}

/// Does something once `there` says so, however that comes about.
pub fn then(more: impl FnOnce() + 'static) {
    wasm_bindgen_futures::spawn_local(async move {
        arrived().await;
        more();
    });
}

/// Does something that needs the whole program: at once, or when it is there. Where it cannot be fetched, the page
/// says so, and may be asked again.
pub fn with(app: App, then: impl FnOnce() + 'static) {
    match complete() {
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

/// Begins with what needs more than the first part; what else there is comes once the page is usable.
pub fn begin(then: fn()) {
    wasm_bindgen_futures::spawn_local(async move {
        if needed().await.is_err() {
            later_now(0);
        }
        then();
    });
}

/// Fetches what else there is of the program, since whoever followed a link will soon look further, and does something when
/// it is there.
pub fn rest(then: impl FnOnce() + 'static) {
    wasm_bindgen_futures::spawn_local(async move {
        if fetched().await.is_ok() {
            then();
        }
    });
}
