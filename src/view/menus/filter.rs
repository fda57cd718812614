//! A box that narrows a menu to the cards that hold what is typed, and room for how many are left. Knows no card.

use crate::view::html::Html;
use crate::view::sight::Sight;

/// The box, and room for the count; `label` is what it looks through.
pub fn html(sight: &Sight, out: &mut Html, label: &str) {
    let label = sight.t(label);
    out.open("div", &[("class", "filter"), ("role", "search")]);
    out.open("input", &[("type", "search"), ("id", "filter"), ("aria-label", &label), ("placeholder", &label)]);
    out.open("output", &[("id", "filtered"), ("for", "filter"), ("aria-live", "polite")]).close("output").close("div");
}
