//! A box that narrows what stands below it to what holds the words that are typed, and room for how much is left. Knows
//! nothing of what that is.

use crate::view::html::Html;
use crate::view::sight::Sight;

/// A box: its id, what it looks through, and how what is left is told, as ids of texts.
pub struct Filter {
    pub id: &'static str,
    pub label: &'static str,
    pub left: &'static str,
    pub none: &'static str,
}

/// That of the faults.
pub const FAULTS: Filter =
    Filter { id: "filter", label: "page.filter.faults", left: "page.filter.left", none: "page.filter.left" };

/// That of the glossary.
pub const GLOSSARY: Filter = Filter {
    id: "term-filter",
    label: "page.glossary.search",
    left: "page.glossary.found",
    none: "page.glossary.none",
};

/// The box, and room for the count.
pub fn html(sight: &Sight, out: &mut Html, filter: &Filter) {
    let label = sight.t(filter.label);
    let told = format!("{}ed", filter.id);
    out.open("div", &[("class", "filter"), ("role", "search")]);
    out.open("input", &[("type", "search"), ("id", filter.id), ("aria-label", &label), ("placeholder", &label)]);
    let says = [("data-left", filter.left), ("data-none", filter.none)];
    let room = [("id", &*told), ("for", filter.id), ("aria-live", "polite")];
    out.open("output", &[&room[..], &says[..]].concat()).close("output").close("div");
}
