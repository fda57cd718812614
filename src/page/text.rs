//! The texts of the language that is shown, fetched area by area. Knows no text.

use std::sync::Arc;

use super::dom;
use super::later;
use super::state::{App, Lang, Waiting};
use super::terms;
use handscope::explain::{Pack, Spellings};
use handscope::view::areas;
use handscope::view::pages::row;

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

/// Fetches all that what stands on the page is told with.
pub fn need_all(app: App) {
    first(app).into_iter().for_each(|area| need(app, area));
}

/// The areas that what stands on the page is told with.
fn first(app: App) -> Vec<&'static str> {
    let mut areas = app.shown.peek(|shown| areas::needed(shown, app.at.now(), app.looked_now()));
    areas.extend(row(app.page.now()).iter().flat_map(|row| row.texts));
    areas
}

/// Collects how terms are spelled, once for a language's glossary: from there on they are marked in prose.
#[inline(never)] // of a later part
fn spell(app: App, pack: &Pack) -> Arc<Spellings> {
    terms::begin(app);
    Arc::new(Spellings::of(pack))
}

/// Puts an area's texts in place. The first view, and a change of language, show only when all areas that it is told with
/// are there, so that the page never shows two languages or bare ids.
fn arrived(app: App, lang: Lang, area: &'static str, pack: Pack) {
    if app.lang.now() != lang {
        return;
    }
    let whole = app.waiting.change(|waiting| {
        if waiting.lang != lang {
            *waiting = Waiting::of(lang);
        }
        waiting.pack.merge(pack);
        waiting.have.push(area);
        if area == "glossary" {
            waiting.terms = Some(spell(app, &waiting.pack));
        }
        waiting.whole |= first(app).iter().all(|area| waiting.have.contains(area));
        waiting.whole.then(|| (waiting.terms.clone(), waiting.pack.clone()))
    });
    let Some((terms, pack)) = whole else { return };
    if let Some(root) = dom::root() {
        let _ = root.set_attribute("lang", lang.tag());
    }
    app.terms.set(terms);
    app.texts.set(Arc::new(pack));
}
