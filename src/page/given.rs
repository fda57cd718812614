//! What of a page beside the run is drawn apart from it, and what the reader puts into its controls. Knows no markup.

use std::sync::Arc;

use leptos::prelude::document;
use web_sys::{Element, Event};

use super::beside;
use super::dom;
use super::live::{put_in, soon};
use super::past;
use super::state::{App, Page};
use handscope::view::given::Given;
use handscope::view::link::View;
use handscope::view::pages::failures::SAMPLES;
use handscope::view::pages::{registry, row};
use handscope::view::sight::Sight;

/// Follows what these parts are drawn from.
pub fn follow(app: App) {
    app.page.track();
    app.entry.track();
    app.given.track();
    app.texts.track();
    app.shown.track();
    if app.page.now() != Page::Run {
        draw(app);
        beside::drawn(app);
    }
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
        _ => {}
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

/// A link says what the page's list is ordered or narrowed by.
#[inline(never)] // of a later part
pub fn stand(app: App, view: &View) {
    let next = app.given.peek(|given| given.linked(view.by.as_deref().unwrap_or_default()));
    if app.given.peek(|given| given.told()) != next.told() {
        app.given.set(Arc::new(next));
    }
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

/// A button that chooses an entry: what was chosen is a place to come back to.
#[inline(never)] // of a later part
pub fn choose(app: App, button: &Element) {
    let entry = button.get_attribute("data-text").filter(|entry| !entry.is_empty());
    if entry != app.entry.now() {
        beside::left();
        app.entry.set(entry);
        past::push(app);
    }
}

/// A button that changes what is given.
pub fn press(app: App, button: &Element, act: &str) {
    let text = button.get_attribute("data-text").unwrap_or_default();
    let given = app.given.now();
    let next = match act {
        "order" => given.looking(&text, &given.words),
        "narrow" if text.is_empty() => given.looking("", ""),
        "narrow" => given.narrowed(&text, registry::rivals(app.entry.now().as_deref(), &text)),
        _ => match dom::number(button, "data-n").and_then(|at| SAMPLES.get(at)) {
            Some(sample) => {
                app.entry.set(None);
                given.pasting(sample.text)
            }
            None => return,
        },
    };
    beside::left();
    let chosen = given.told() != next.told();
    app.given.set(Arc::new(next));
    // What was chosen is a place to come back to.
    if chosen {
        past::push(app);
    }
    // A chip that is gone leaves the focus at what it was about.
    if document().active_element().is_none_or(|active| active.tag_name() == "BODY") {
        dom::focus("#seek");
    }
}
