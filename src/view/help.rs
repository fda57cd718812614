//! Help: how to move, the keys (from the one table), what is modelled and what is not, whose work this is.

use super::html::Html;
use super::keys::{TABLE, cap};
use super::sight::Sight;

/// The help.
pub fn html(sight: &Sight) -> Html {
    let mut out = keys(sight);
    let checked = if sight.letters { ("checked", "") } else { ("", "") };
    out.class("p", "field").open("label", &[("class", "tick")]);
    out.open("input", &[("type", "checkbox"), ("id", "letters"), checked]).text(&sight.t("page.letters"));
    out.close("label").close("p");
    section(sight, &mut out, "page.help.scope");
    section(sight, &mut out, "page.help.privacy");
    out
}

fn keys(sight: &Sight) -> Html {
    let mut out = Html::new();
    section(sight, &mut out, "page.help.how");
    out.class("table", "keys").open("tbody", &[]);
    for key in TABLE {
        out.open("tr", &[]).open("th", &[("scope", "row")]);
        for name in key.keys {
            out.el("kbd", "", cap(name));
        }
        out.close("th").el("td", "", &sight.t(key.id)).close("tr");
    }
    out.close("tbody").close("table");
    out
}

/// A heading with its paragraphs; a paragraph that begins with a dash is an item of a list.
fn section(sight: &Sight, out: &mut Html, id: &str) {
    let Some(text) = sight.text(id) else { return };
    out.class("section", "prose").open("h3", &[]).prose(&text.title).close("h3");
    let mut listing = false;
    for paragraph in &text.body {
        let item = paragraph.strip_prefix("- ");
        if item.is_some() != listing {
            listing = item.is_some();
            if listing {
                out.open("ul", &[])
            } else {
                out.close("ul")
            };
        }
        match item {
            Some(item) => out.open("li", &[]).prose(item).close("li"),
            None => out.paragraph("", paragraph),
        };
    }
    if listing {
        out.close("ul");
    }
    out.close("section");
}
