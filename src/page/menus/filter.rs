//! A box that narrows a menu to the cards that hold what is typed, and says how many are left. Knows no card.

use leptos::prelude::untrack;
use web_sys::{Element, Event};

use crate::page::dom;
use crate::page::html::Html;
use crate::page::state::App;

/// The box, and room for the count; `label` is what it looks through.
pub fn html(app: App, out: &mut Html, label: &str) {
    let label = app.t(label);
    out.open("div", &[("class", "filter"), ("role", "search")]);
    out.open("input", &[("type", "search"), ("id", "filter"), ("aria-label", &label), ("placeholder", &label)]);
    out.open("output", &[("id", "filtered"), ("for", "filter"), ("aria-live", "polite")]).close("output").close("div");
}

/// Something was typed: cards without it are hidden, and so are groups without cards.
pub fn typed(app: App, event: &Event) {
    let Some(dialog) = dom::closest(event, "#filter").and_then(|field| field.closest("dialog").ok().flatten()) else {
        return;
    };
    let wanted = lower(&dom::value(event));
    let words: Vec<&str> = wanted.split_whitespace().collect();
    let (mut left, mut all) = (0, 0);
    for group in dom::all(&dialog, "section.group") {
        let mut any = false;
        for card in dom::all(&group, ".card") {
            let fits = holds(&card, &words);
            let _ = card.toggle_attribute_with_force("hidden", !fits);
            any |= fits;
            left += usize::from(fits);
            all += 1;
        }
        let _ = group.toggle_attribute_with_force("hidden", !any);
    }
    let vars = vec![("n", left.to_string()), ("of", all.to_string())];
    let told = if words.is_empty() { String::new() } else { untrack(|| app.tf("page.filter.left", &vars)) };
    dom::say("#filtered", &told);
}

/// Whether a card says every one of some words, in what is seen of it or in its id.
fn holds(card: &Element, words: &[&str]) -> bool {
    let told = card.text_content().unwrap_or_default() + " " + &card.get_attribute("data-words").unwrap_or_default();
    let told = lower(&told);
    words.iter().all(|word| told.contains(word))
}

/// As the browser does it, which has the tables of Unicode.
fn lower(text: &str) -> String {
    js_sys::JsString::from(text).to_lower_case().into()
}
