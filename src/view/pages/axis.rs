//! The versions of SSL and TLS as a table, each with the years from when it was published until it was forbidden, to scale.
//! Knows no version.

use crate::explain::versions::{Published, Today, VERSIONS, rfc_url};
use crate::view::choices::Page;
use crate::view::html::Html;
use crate::view::sight::Sight;
use crate::view::ways;

/// The width of a year in the drawing.
const YEAR: u16 = 4;
/// How many years are drawn beyond the last one that is told, so that what is in use is seen to go on.
const BEYOND: u16 = 3;

/// The table.
pub fn html(sight: &Sight, out: &mut Html) {
    let years = VERSIONS.iter().flat_map(|version| [Some(version.year), version.forbidden.map(|(_, year)| year)]);
    let years: Vec<u16> = years.flatten().collect();
    let (first, last) = (years.iter().min().copied().unwrap_or(0), years.iter().max().copied().unwrap_or(0) + BEYOND);
    out.class("table", "versions").el("caption", "", &sight.t("page.basics.versions"));
    out.open("thead", &[]).open("tr", &[]);
    for id in ["name", "year", "rfc", "today"] {
        out.open("th", &[("scope", "col")]).text(&sight.t(&format!("page.basics.versions.{id}"))).close("th");
    }
    // What the drawing shows stands in the other cells too.
    out.open("td", &[("class", "span"), ("aria-hidden", "true")]).el("small", "", &first.to_string());
    out.close("td").close("tr").close("thead").open("tbody", &[]);
    for version in VERSIONS {
        row(sight, out, version, (first, last));
    }
    out.close("tbody").close("table");
}

fn row(sight: &Sight, out: &mut Html, version: &Published, years: (u16, u16)) {
    let rfc = |out: &mut Html, number: u16| {
        out.open("a", &[("href", &rfc_url(number)), ("target", "_blank"), ("rel", "noreferrer")]);
        out.text(&format!("RFC {number}")).close("a");
    };
    out.open("tr", &[]).open("th", &[("scope", "row")]);
    out.open("a", &[("href", &ways::to_entry(sight, Page::Glossary, Some(version.term)))])
        .text(version.name)
        .close("a")
        .close("th");
    out.el("td", "", &version.year.to_string()).open("td", &[]);
    match version.rfc {
        Some(number) => rfc(out, number),
        None => drop(out.text(&sight.t("page.basics.versions.no_rfc"))),
    }
    let today = version.today();
    out.close("td").class("td", if today == Today::Forbidden { "no" } else { "ok" });
    out.text(&sight.t(&format!("page.basics.versions.{today}")));
    if let Some((number, year)) = version.forbidden {
        out.text(" (");
        rfc(out, number);
        out.text(&format!("{}{year})", sight.lang.comma()));
    }
    out.close("td").open("td", &[("class", "span"), ("aria-hidden", "true")]);
    bar(out, version, years);
    out.close("td").close("tr");
}

/// From the year of a version to the one that forbade it; what is in use goes on in an arrow.
fn bar(out: &mut Html, version: &Published, (first, last): (u16, u16)) {
    let x = |year: u16| (year - first) * YEAR;
    let view = format!("0 0 {} 12", x(last));
    out.open("svg", &[("class", "years"), ("viewBox", &view), ("width", &x(last).to_string()), ("height", "12")]);
    out.open("path", &[("class", "ground"), ("d", &format!("M0 6H{}", x(last)))]).close("path");
    let (from, class) = (x(version.year), if version.forbidden.is_some() { "no" } else { "ok" });
    let shape = match version.forbidden {
        Some((_, year)) => format!("M{from} 2H{}V10H{from}Z", x(year)),
        None => format!("M{from} 2H{}L{} 6L{} 10H{from}Z", x(last) - 5, x(last), x(last) - 5),
    };
    out.open("path", &[("class", class), ("d", &shape)]).close("path").close("svg");
}
