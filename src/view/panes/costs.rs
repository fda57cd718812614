//! What each connection of a run cost, as a table with a column for each; of two also the difference. Knows no figure but
//! those it is given.

use crate::explain::{Chapter, Cost, Operations, Trip, Way, chapters, costs, several};
use crate::view::html::Html;
use crate::view::sight::{Shown, Sight};
use crate::wire::Role;

/// The table, and what the saving is not free of.
#[inline(never)] // of a later part
pub fn html(sight: &Sight) -> Html {
    let mut out = Html::new();
    let shown = &*sight.shown;
    let costs = costs(&shown.trace, sight.at);
    let chapters = chapters(&shown.trace);
    let all: Vec<(&Cost, &Chapter)> = costs
        .iter()
        .filter_map(|cost| Some((cost, chapters.iter().find(|chapter| chapter.conn == cost.conn)?)))
        .collect();
    if all.is_empty() {
        return out;
    }
    table(sight, &mut out, shown, &all);
    price(sight, &mut out, &all);

    out
}

/// One figure of the table: what it counts, how it is drawn, and what stands beside it.
struct Figure {
    id: &'static str,
    /// The text of a number of that unit.
    unit: Option<&'static str>,
    drawn: Drawn,
    of: fn(&Cost) -> Option<usize>,
    beside: fn(&Sight, &Cost) -> String,
}

enum Drawn {
    /// Each by its number on the ladder's axis, as far as it comes before that side's first data.
    Trips(Role),
    /// A bar in this class, to the scale of the largest in the row or in the row behind it.
    Bar(&'static str),
    Not,
}

const FIGURES: [Figure; 9] = [
    Figure {
        id: "trips.client",
        unit: None,
        drawn: Drawn::Trips(Role::Client),
        of: |cost| cost.trips_before(Role::Client),
        beside: |_, _| String::new(),
    },
    Figure {
        id: "trips.server",
        unit: None,
        drawn: Drawn::Trips(Role::Server),
        of: |cost| cost.trips_before(Role::Server),
        beside: |_, _| String::new(),
    },
    Figure {
        id: "time",
        unit: Some("page.ms"),
        drawn: Drawn::Bar("scale"),
        of: |cost| Role::Client.of(&cost.first).map(|ms| ms as usize),
        beside: |_, _| String::new(),
    },
    Figure {
        id: "bytes.client",
        unit: None,
        drawn: Drawn::Bar("scale client"),
        of: |cost| Some(*Role::Client.of(&cost.bytes)),
        beside: |_, _| String::new(),
    },
    Figure {
        id: "bytes.server",
        unit: None,
        drawn: Drawn::Bar("scale server"),
        of: |cost| Some(*Role::Server.of(&cost.bytes)),
        beside: |_, _| String::new(),
    },
    Figure {
        id: "messages",
        unit: None,
        drawn: Drawn::Not,
        of: |cost| Some(cost.messages.iter().sum()),
        beside: |sight, cost| sides(sight, &cost.messages),
    },
    Figure {
        id: "certificates",
        unit: None,
        drawn: Drawn::Not,
        of: |cost| Some(cost.certificates.iter().sum()),
        beside: |sight, cost| sides(sight, &cost.certificates),
    },
    Figure {
        id: "keys.client",
        unit: None,
        drawn: Drawn::Not,
        of: |cost| Some(Role::Client.of(&cost.operations).sum()),
        beside: |sight, cost| done(sight, Role::Client.of(&cost.operations)),
    },
    Figure {
        id: "keys.server",
        unit: None,
        drawn: Drawn::Not,
        of: |cost| Some(Role::Server.of(&cost.operations).sum()),
        beside: |sight, cost| done(sight, Role::Server.of(&cost.operations)),
    },
];

/// `client 3, server 6`
fn sides(sight: &Sight, counts: &[usize; 2]) -> String {
    match counts {
        [0, 0] => String::new(),
        [client, server] => {
            sight.tf("page.costs.sides", &vec![("client", client.to_string()), ("server", server.to_string())])
        }
    }
}

/// `key pairs: 1 · agreements: 1 · signatures checked: 3`
fn done(sight: &Sight, operations: &Operations) -> String {
    let each = operations.each().into_iter();
    let told = each.map(|(kind, n)| sight.tf(&format!("page.costs.key.{kind}"), &vec![("n", n.to_string())]));
    // A figure stays with its name where the line breaks.
    told.map(|one| one.replace(' ', "\u{a0}")).collect::<Vec<_>>().join(" · ")
}

fn table(sight: &Sight, out: &mut Html, shown: &Shown, all: &[(&Cost, &Chapter)]) {
    out.class("table", if all.len() == 1 { "costs one" } else { "costs" })
        .el("caption", "unseen", &sight.t("page.tab.costs"))
        .open("thead", &[])
        .open("tr", &[]);
    out.el("td", "", "");
    for (cost, chapter) in all {
        out.open("th", &[("scope", "col")]);
        if several(&shown.trace) {
            out.el("b", if chapter.foe() { "num network" } else { "num" }, &number(cost)).text(" ");
        }
        out.text(&sight.t(&format!("page.way.short.{}", chapter.way)));
        let agreed = shown.trace.connections.get(usize::from(cost.conn.0)).map(|one| &one.negotiated);
        let version = agreed.into_iter().flatten().find_map(|agreed| agreed.version);
        let version = version.map(|version| format!("TLS {}", version.name()));
        let early = chapter.early.map(|taken| sight.t(if taken { "page.way.early" } else { "page.way.early.not" }));
        let told = version.into_iter().chain(early).collect::<Vec<_>>().join(" · ");
        out.el("small", "", &told).close("th");
    }
    let compared = match all {
        [(first, _), (second, _)] => Some((*first, *second)),
        _ => None,
    };
    if compared.is_some() {
        out.open("th", &[("scope", "col"), ("class", "by")]).text(&sight.t("page.costs.difference")).close("th");
    }
    out.close("tr").close("thead").open("tbody", &[]);
    // Both directions on one scale.
    let most = |id: &str| {
        let same = FIGURES.iter().filter(|figure| figure.id.split('.').next() == id.split('.').next());
        same.flat_map(|figure| all.iter().filter_map(|(cost, _)| (figure.of)(cost))).max().unwrap_or(0)
    };
    for figure in &FIGURES {
        out.open("tr", &[]).open("th", &[("scope", "row")]).text(&sight.t(&format!("page.costs.{}", figure.id)));
        out.close("th");
        for (cost, _) in all {
            out.open("td", &[]);
            cell(sight, out, figure, (cost, most(figure.id)));
            out.close("td");
        }
        if let Some((first, second)) = compared {
            let by = |by: usize| figure.unit.map_or_else(|| by.to_string(), |unit| measured(sight, unit, by));
            out.el("td", "by", &difference((figure.of)(first), (figure.of)(second), by));
        }
        out.close("tr");
    }
    out.close("tbody").close("table").el("p", "soft", &sight.t("page.costs.note"));
}

fn number(cost: &Cost) -> String {
    (cost.conn.0 + 1).to_string()
}

/// One figure of one connection.
fn cell(sight: &Sight, out: &mut Html, figure: &Figure, (cost, most): (&Cost, usize)) {
    let Some(value) = (figure.of)(cost) else {
        out.el("b", "", "–");
        if let Drawn::Trips(role) = figure.drawn {
            trips(out, cost, role);
        }
        return;
    };
    let number = value.to_string();
    out.el("b", "", &number);
    if let Some(unit) = figure.unit {
        let told = measured(sight, unit, value);
        let unit = told.strip_prefix(&number).unwrap_or(&told);
        out.text(if unit.starts_with(' ') { " " } else { "" }).el("small", "", unit.trim_start());
    }
    let beside = (figure.beside)(sight, cost);
    if !beside.is_empty() {
        out.text(" ").el("small", "", &beside);
    }
    match figure.drawn {
        Drawn::Trips(role) => trips(out, cost, role),
        Drawn::Bar(class) => {
            let wide = (value * 1000 / most.max(1)).to_string();
            let svg =
                [("class", class), ("viewBox", "0 0 1000 6"), ("preserveAspectRatio", "none"), ("aria-hidden", "true")];
            out.open("svg", &svg).open("rect", &[("width", &wide), ("height", "6")]).close("rect").close("svg");
        }
        Drawn::Not => {}
    }
}

/// The round trips as on the ladder: hollow for TCP's own, filled for each of TLS. Of a connection on which nobody sent
/// data, all that there were.
fn trips(out: &mut Html, cost: &Cost, role: Role) {
    let none = cost.first == [None, None];
    let counted = |trip: &Trip| none || *role.of(&trip.before);
    out.open("span", &[("class", "trips"), ("aria-hidden", "true")]);
    for (trip, number) in cost.trips.iter().zip(1..).filter(|(trip, _): &(_, u32)| counted(trip)) {
        out.el("i", if trip.tcp { "tcp" } else { "" }, &number.to_string());
    }
    out.close("span");
}

/// `200 ms`
fn measured(sight: &Sight, unit: &str, n: usize) -> String {
    sight.tf(unit, &vec![("n", n.to_string())])
}

/// `− 2211`
fn difference(first: Option<usize>, second: Option<usize>, told: impl Fn(usize) -> String) -> String {
    let told = |sign: &str, by: usize| format!("{sign} {}", told(by));
    match (first, second) {
        (Some(first), Some(second)) if second < first => told("−", first - second),
        (Some(first), Some(second)) if second > first => told("+", second - first),
        (Some(_), Some(_)) => "0".to_owned(),
        _ => "–".to_owned(),
    }
}

/// What a connection that goes on from another gives up.
fn price(sight: &Sight, out: &mut Html, all: &[(&Cost, &Chapter)]) {
    let resumed = |chapter: &Chapter| !matches!(chapter.way, Way::Full | Way::Replay);
    let bare = |cost: &Cost| cost.operations.iter().all(|done| done.agree == 0);
    let secrecy = all.iter().any(|(cost, chapter)| resumed(chapter) && bare(cost));
    let early = all.iter().any(|(_, chapter)| chapter.early == Some(true));
    for (holds, id) in [(secrecy, "page.costs.price.secrecy"), (early, "page.costs.price.early")] {
        if holds {
            out.class("p", "price")
                .el("b", "", &sight.t("page.costs.price"))
                .text(sight.lang.between())
                .prose(&sight.t(id))
                .close("p");
        }
    }
}
