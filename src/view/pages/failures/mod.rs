//! The failure index: a box for what a tool has printed, the cause that it tells of with its run, and the index of a book.
//! Knows no cause and no word by itself.

mod card;
mod index;
mod samples;
mod sheet;
mod which;

pub use index::ORDERS;
pub use samples::SAMPLES;

use super::live::Live;
use crate::explain::symptoms::causes;
use crate::view::html::Html;
use crate::view::sight::Sight;

/// What is drawn apart from the rest, so that nobody who types loses the box.
pub const LIVE: &[Live] = &[
    Live { id: "mirror", html: sheet::mirror },
    Live { id: "recognised", html: sheet::recognised },
    Live { id: "found", html: card::html },
    Live { id: "found-told", html: card::aloud },
    Live { id: "index", html: index::html },
];

/// The causes, as links name them.
pub fn entries() -> Vec<String> {
    causes().iter().map(|cause| cause.id.to_owned()).collect()
}

/// The box, and room for the rest.
pub fn html(sight: &Sight) -> Html {
    let mut out = Html::new();
    out.class("div", "lookup").class("div", "paste");
    out.open("label", &[("class", "unseen"), ("for", "pasted")]).text(&sight.t("page.failures.box")).close("label");
    out.class("div", "sheet").open("div", &[("id", "mirror"), ("aria-hidden", "true")]).close("div");
    let hint = sight.t("page.failures.hint");
    let box_of_its_own = [
        ("id", "pasted"),
        ("rows", "9"),
        ("spellcheck", "false"),
        ("autocomplete", "off"),
        ("autocapitalize", "off"),
        ("placeholder", &*hint),
    ];
    out.open("textarea", &box_of_its_own).close("textarea").close("div");
    out.open("div", &[("id", "recognised")]).close("div");
    out.class("div", "samples").el("span", "soft", &sight.t("page.failures.try"));
    for (at, sample) in SAMPLES.iter().enumerate() {
        let n = at.to_string();
        out.open("button", &[("class", "chip"), ("data-act", "sample"), ("data-n", &n)]);
        out.text(sample.name).close("button");
    }
    out.close("div").close("div").open("div", &[("id", "found")]).close("div").close("div");
    out.open("output", &[("id", "found-told"), ("class", "unseen"), ("aria-live", "polite")]).close("output");
    out.open("section", &[("id", "index")]).close("section");
    out
}
