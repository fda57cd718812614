//! A row of a registry: its name, its cells, and by what it is found. Knows no registry.

use crate::explain::registry::{Force, Verdict};
use crate::view::html::Html;
use crate::view::sight::Sight;

/// A column: the id of its title, and a class; `wide` leaves it out where there is no room.
pub struct Column {
    pub title: &'static str,
    pub class: &'static str,
}

/// Shorter to write in a table.
pub const fn column(title: &'static str, class: &'static str) -> Column {
    Column { title, class }
}

/// A row.
pub struct Line {
    pub name: &'static str,
    /// Its name elsewhere.
    pub also: Option<String>,
    /// What stands in the columns behind the name.
    pub cells: Vec<Html>,
    /// What it can be narrowed by.
    pub is: Vec<&'static str>,
    /// What it is found by, in small letters.
    pub words: String,
}

/// A cell of text.
pub fn cell(text: &str) -> Html {
    let mut out = Html::new();
    out.text(text);
    out
}

/// A cell of code.
pub fn code(text: &str) -> Html {
    let mut out = Html::new();
    out.el("code", "", text);
    out
}

/// Yes or no, as a sign and in words.
pub fn yes(sight: &Sight, is: bool) -> Html {
    let mut out = Html::new();
    let id = if is { "page.registry.yes" } else { "page.registry.no" };
    out.open("span", &[("aria-hidden", "true"), ("class", if is { "ok" } else { "soft" })]);
    out.text(if is { "✓" } else { "–" }).close("span").el("span", "unseen", &sight.t(id));
    out
}

/// The link to an RFC.
pub fn rfc(number: Option<u16>) -> Html {
    let mut out = Html::new();
    match number {
        Some(number) => {
            let url = format!("https://www.rfc-editor.org/rfc/rfc{number}");
            out.open("a", &[("href", &url), ("target", "_blank"), ("rel", "noreferrer")]);
            out.text(&format!("RFC {number}")).close("a");
        }
        None => drop(out.el("span", "soft", "–")),
    }
    out
}

/// The gravest of what RFCs say: how much, since when, where.
pub fn verdict(sight: &Sight, verdicts: &[Verdict]) -> Html {
    let mut out = Html::new();
    let Some(verdict) = verdicts.first() else {
        out.el("span", "soft", &sight.t("page.registry.is.clear"));
        return out;
    };
    force(sight, &mut out, *verdict);
    out
}

/// How much an RFC says, since when, and where.
pub fn force(sight: &Sight, out: &mut Html, verdict: Verdict) {
    let (class, sign) = match verdict.force {
        Force::Forbidden => ("no", "✗ "),
        Force::Discouraged => ("warn", "△ "),
        Force::Limited => ("soft", "○ "),
    };
    out.open("b", &[("class", class)]).open("span", &[("aria-hidden", "true")]).text(sign).close("span");
    out.text(&sight.t(&format!("registry.force.{}", verdict.force))).close("b").text(" ").open("small", &[]);
    if let Some(year) = verdict.year {
        out.text(&sight.tf("page.registry.since", &vec![("year", year.to_string())])).text(sight.lang.between());
    }
    out.clause(&verdict.clause.to_string()).close("small");
}

/// By which word rows of that verdict are narrowed.
pub fn state(verdicts: &[Verdict]) -> &'static str {
    verdicts.first().map_or("clear", |verdict| verdict.force.id())
}
