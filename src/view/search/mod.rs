//! The search: a dialog with a box, and below it what was found, kind by kind. Every result is a link. Knows no row by itself,
//! and nothing of how one is found.

mod hits;
mod lead;

pub use hits::{Wanted, hits, kinds, told};
pub use lead::{link, more, to_menu};

use super::html::Html;
use super::sight::Sight;

/// The areas of texts that hold what things are called; `names` is made by the packer, of the titles in other languages.
pub const AREAS: [&str; 20] = [
    "search",
    "names",
    "fields",
    "checks",
    "further",
    "tls12",
    "client_auth",
    "memory",
    "menus",
    "certificates",
    "encoding",
    "faults",
    "refusals",
    "faults_certificate",
    "faults_protocol",
    "faults_resumption",
    "failures",
    "gallery",
    "glossary",
    "basics",
];

/// The box, and room for what is found.
pub fn html(sight: &Sight) -> Html {
    let mut out = Html::new();
    let label = sight.t("page.search.label");
    let box_of_its_own = [
        ("id", "sought"),
        ("type", "text"),
        ("role", "combobox"),
        ("aria-label", &*label),
        ("placeholder", &*label),
        ("aria-expanded", "true"),
        ("aria-controls", "hits"),
        ("aria-autocomplete", "list"),
        ("aria-describedby", "search-keys"),
        ("autocomplete", "off"),
        ("autocapitalize", "off"),
        ("spellcheck", "false"),
        ("enterkeyhint", "go"),
        ("autofocus", ""),
    ];
    out.open("div", &[("class", "seeking"), ("role", "search")]).open("input", &box_of_its_own);
    out.open("p", &[("id", "search-keys"), ("class", "soft")]);
    for (key, id) in [("↑ ↓", "move"), ("Enter", "open"), ("Esc", "close")] {
        out.el("kbd", "", key).text(&sight.t(&format!("page.search.keys.{id}"))).text(" ");
    }
    out.close("p").open("output", &[("id", "search-told"), ("for", "sought"), ("aria-live", "polite")]).close("output");
    out.open("div", &[("id", "kinds")]).close("div").close("div");
    let results = sight.t("page.search.results");
    out.open("div", &[("id", "hits"), ("role", "listbox"), ("aria-label", &results)]).close("div");
    out
}
