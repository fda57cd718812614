//! The registries as tables: drawn once, narrowed by hiding rows, one entry at a time laid open. Knows no entry by itself.

mod lines;
mod narrow;
mod opened;
mod others;
mod suites;
mod which;

pub use narrow::{left, properties, rivals};
pub use which::{Registry, entries, link, named};

use super::live::Live;
use crate::view::html::Html;
use crate::view::sight::Sight;

/// What is drawn apart from the table.
pub const LIVE: &[Live] = &[Live { id: "narrow", html: narrow::html }, Live { id: "opened", html: opened::html }];

/// The registries to choose from, and the table of one.
pub fn html(sight: &Sight) -> Html {
    let mut out = Html::new();
    // Until its own texts are there, a table of ids would only be drawn to be drawn again.
    if sight.text("page.place.registry").is_none() {
        return out;
    }
    let (here, _) = named(sight.entry.as_deref());
    out.open("nav", &[("class", "registries"), ("aria-label", &sight.t("page.registry.which"))]);
    for registry in Registry::ALL {
        let current = if *registry == here { ("aria-current", "true") } else { ("", "") };
        out.open("a", &[("class", "chip"), ("href", &link(sight, *registry, None)), current]);
        out.text(&sight.t(&format!("page.registry.{registry}"))).close("a");
    }
    out.close("nav");
    let label = sight.t("page.registry.seek");
    out.class("div", "seek").open("div", &[("id", "narrow")]).close("div").class("p", "words");
    out.open("input", &[("type", "search"), ("id", "seek"), ("aria-label", &label), ("placeholder", &label)]);
    out.open("output", &[("id", "narrowed"), ("for", "seek"), ("aria-live", "polite")]).close("output");
    out.close("p").close("div");
    table(sight, &mut out, here);
    out
}

fn table(sight: &Sight, out: &mut Html, registry: Registry) {
    let columns = registry.columns();
    out.open("table", &[("class", &format!("registry {registry}"))]).open("caption", &[("class", "unseen")]);
    out.text(&sight.t(&format!("page.registry.{registry}"))).close("caption").open("thead", &[]).open("tr", &[]);
    for column in columns {
        let title = sight.t(column.title);
        out.open("th", &[("scope", "col"), ("class", column.class)]).text(&title).close("th");
    }
    out.close("tr").close("thead").open("tbody", &[]);
    for line in registry.lines(sight) {
        out.open("tr", &[("data-name", line.name)]).open("th", &[("scope", "row")]);
        out.open("a", &[("href", &link(sight, registry, Some(line.name)))]).open("code", &[]);
        broken(out, line.name);
        out.close("code").close("a");
        if let Some(also) = &line.also {
            out.open("small", &[]).text(also).close("small");
        }
        out.close("th");
        for (column, cell) in columns.iter().skip(1).zip(&line.cells) {
            out.class("td", column.class).add(cell).close("td");
        }
        out.close("tr");
    }
    let width = columns.len().to_string();
    out.open("tr", &[("id", "opened-row"), ("hidden", "")]).open("td", &[("colspan", &width)]);
    out.open("div", &[("id", "opened")]).close("div").close("td").close("tr").close("tbody").close("table");
}

/// A name that may be broken behind each of its words.
fn broken(out: &mut Html, name: &str) {
    for (at, part) in name.split('_').enumerate() {
        if at > 0 {
            out.text("_").open("wbr", &[]);
        }
        out.text(part);
    }
}
