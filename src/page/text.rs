//! The texts of the language that is shown, fetched area by area. Knows no text.

use std::sync::Arc;

use super::dom;
use super::later;
use super::state::{App, Lang, Waiting};
use super::terms;
use handscope::explain::{Pack, Spellings};

/// Fetches an area in the shown language, once; until it is there, what needs it shows ids or nothing.
pub fn need(app: App, area: &'static str) {
    let lang = app.lang.now();
    if app.areas.peek(|areas| areas.contains(&(lang, area))) {
        return;
    }
    let mut areas = app.areas.now();
    areas.push((lang, area));
    app.areas.set(areas);
    wasm_bindgen_futures::spawn_local(async move {
        let version = dom::find("meta[name=texts-version]").and_then(|meta| meta.get_attribute("content"));
        let address = format!("text/{}/{area}.txt?{}", lang.tag(), version.unwrap_or_default());
        let pack = later::text(&address).await.and_then(|packed| Pack::read(&packed).ok());
        match pack {
            Some(pack) => arrived(app, lang, area, pack),
            None => {
                let mut areas = app.areas.now();
                areas.retain(|known| *known != (lang, area));
                app.areas.set(areas);
            }
        }
    });
}

/// The areas without which a run cannot be told: the default handshake's own texts, what goes beyond it, and where it opens
/// at what was checked, that.
fn first(app: App) -> &'static [&'static str] {
    match app.shown.peek(|shown| (shown.is_default, shown.aftermath.is_some())) {
        (true, _) => &["core", "ui"],
        (false, false) => &["core", "ui", "further"],
        (false, true) => &["core", "ui", "further", "fields", "details"],
    }
}

/// Fetches what fields, secrets, choices and checks are told with.
pub fn need_details(app: App) {
    need(app, "fields");
    if !app.shown.peek(|shown| shown.is_default) {
        need(app, "details");
    }
}

/// Fetches the areas that a run needs.
pub fn need_all(app: App) {
    first(app).iter().for_each(|area| need(app, area));
    if app.shown.peek(|shown| shown.aftermath.is_some()) {
        need(app, "faults");
        need(app, "certificates");
    }
}

/// Collects how terms are spelled, once for a language's glossary: from there on they are marked in prose.
#[inline(never)] // of a later part
fn spell(app: App, pack: &Pack) -> Arc<Spellings> {
    terms::begin(app);
    Arc::new(Spellings::of(pack))
}

/// Puts an area's texts in place. A change of language shows only when all areas of the first view are there, so
/// that the page never shows two languages or bare ids.
fn arrived(app: App, lang: Lang, area: &'static str, pack: Pack) {
    if app.lang.now() != lang {
        return;
    }
    let mut waiting = app.waiting.now();
    if waiting.lang != lang {
        waiting = Waiting { lang, pack: Pack::default(), have: Vec::new(), terms: None };
    }
    waiting.pack.merge(pack);
    waiting.have.push(area);
    if area == "glossary" {
        waiting.terms = Some(spell(app, &waiting.pack));
    }
    let whole = first(app).iter().all(|area| waiting.have.contains(area));
    if whole {
        if let Some(root) = dom::root() {
            let _ = root.set_attribute("lang", lang.tag());
        }
        app.terms.set(waiting.terms.clone());
        app.texts.set(Arc::new(waiting.pack.clone()));
    }
    app.waiting.set(waiting);
}
