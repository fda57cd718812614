//! What of a page beside the run is drawn apart from it, and what the reader puts into its controls. Knows no markup.

use std::cell::RefCell;
use std::sync::Arc;

use leptos::prelude::document;
use web_sys::{Element, Event};

use super::dom;
use super::live::{put_in, soon};
use super::state::{App, Page};
use super::work;
use handscope::view::given::Given;
use handscope::view::pages::failures::SAMPLES;
use handscope::view::pages::{registry, row};
use handscope::view::sight::Sight;

thread_local! {
    /// The entry that was gone to last.
    static GONE_TO: RefCell<Option<(Page, String)>> = const { RefCell::new(None) };
}

/// Follows what these parts are drawn from.
pub fn follow(app: App) {
    app.page.track();
    app.entry.track();
    app.given.track();
    app.texts.track();
    app.shown.track();
    fill(app);
}

/// Draws them.
pub fn fill(app: App) {
    if app.page.now() != Page::Run {
        draw(app);
    }
}

#[inline(never)] // of a later part
fn draw(app: App) {
    let sight = app.sight();
    for part in row(sight.page).iter().flat_map(|row| row.live) {
        put_in(&format!("#{}", part.id), (part.html)(&sight));
    }
    match sight.page {
        Page::Failures => hold("#pasted", &sight.given.pasted),
        Page::Registry => narrow(app, &sight),
        Page::Sweep => work::follow(app, &sight),
        _ => {}
    }
    let here = sight.entry.map(|entry| (sight.page, entry));
    let there = here.is_none() || dom::find("#place .opened").is_some();
    if there && GONE_TO.replace(here.clone()) != here && here.is_some() {
        soon(|| dom::focus("#place .opened"));
    }
}

/// Lets a control hold what was put into it, also where it was made anew.
fn hold(selector: &str, value: &str) {
    let Some(control) = dom::find(selector) else { return };
    if dom::value_of(&control) != value {
        let _ = js_sys::Reflect::set(&control, &"value".into(), &value.into());
    }
}

/// Hides the rows that are not asked for, and lays the entry open below its own row.
fn narrow(app: App, sight: &Sight) {
    hold("#seek", &sight.given.words);
    let Some(place) = dom::find("#place") else { return };
    let rows = dom::all(&place, "tr[data-name]");
    let left = registry::left(sight);
    // While texts are fetched the table is not there yet.
    if rows.is_empty() || rows.len() != left.len() {
        return;
    }
    let (_, entry) = registry::named(sight.entry.as_deref());
    let mut open = None;
    for (row, fits) in rows.iter().zip(&left) {
        let _ = row.toggle_attribute_with_force("hidden", !fits);
        let own = entry.is_some() && row.get_attribute("data-name").as_deref() == entry;
        let _ = row.toggle_attribute_with_force("data-open", own);
        open = if own { Some(row) } else { open };
    }
    if let Some(below) = dom::find("#opened-row") {
        let _ = below.toggle_attribute_with_force("hidden", open.is_none());
        // Moving it takes the focus away from what is in it.
        let before = below.previous_element_sibling();
        if let Some(row) = open.filter(|row| before.as_ref() != Some(row)) {
            let _ = row.insert_adjacent_element("afterend", &below);
        }
    }
    let count = left.iter().filter(|fits| **fits).count();
    let vars = vec![("n", count.to_string()), ("of", left.len().to_string())];
    dom::say("#narrowed", &app.sight().tf("page.registry.count", &vars));
}

/// Something was typed or pasted.
pub fn typed(app: App, event: &Event) {
    let given = |make: &dyn Fn(&Given) -> Given| app.given.set(Arc::new(app.given.peek(|given| make(given))));
    let value = dom::value(event);
    if dom::closest(event, "#pasted").is_some() {
        given(&|given| given.pasting(&value));
        // What was pasted is asked about now, and no longer what the link named.
        app.entry.set(None);
        let pasted = js_sys::Reflect::get(event, &"inputType".into()).ok().and_then(|kind| kind.as_string());
        if pasted.as_deref() == Some("insertFromPaste") {
            soon(|| dom::reveal("#mirror mark"));
        }
    } else if dom::closest(event, "#seek").is_some() {
        given(&|given| given.seeking(&value));
    }
}

/// A button that changes what is given.
pub fn press(app: App, button: &Element, act: &str) {
    let text = button.get_attribute("data-text").unwrap_or_default();
    let given = app.given.now();
    let next = match act {
        "order" => given.ordered(&text),
        "narrow" if text.is_empty() => given.widened(),
        "narrow" => given.narrowed(&text, registry::rivals(app.entry.now().as_deref(), &text)),
        _ => match dom::number(button, "data-n").and_then(|at| SAMPLES.get(at)) {
            Some(sample) => {
                app.entry.set(None);
                given.pasting(sample.text)
            }
            None => return,
        },
    };
    app.given.set(Arc::new(next));
    // A chip that is gone leaves the focus at what it was about.
    if document().active_element().is_none_or(|active| active.tag_name() == "BODY") {
        dom::focus("#seek");
    }
}
