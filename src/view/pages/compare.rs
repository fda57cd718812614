//! Two runs side by side: their messages on one axis of time, where they first part, and what each came to. Stepping through
//! the run moves both. Knows no figure but those it is given.

mod choice;
mod folded;

use crate::explain::compare::places::places;
use crate::explain::compare::{Band, Figure, Parting, Row, bands, before, parting, partner, table};
use crate::explain::{counted, trips};
use crate::lab::{StepKind, Trace};
use crate::view::html::Html;
use crate::view::icons;
use crate::view::ladder::layout::{Kind, Shape, shape};
use crate::view::link::{self, View};
use crate::view::menus::named::called;
use crate::view::sight::{Shown, Sight};
use crate::view::wording::{Wording, camel};

/// Pairs to begin with: the id of a text, and the two runs. The first run is the one that is stepped through.
const PAIRS: [(&str, &str, &str); 4] = [
    ("versions", "v=1&client.versions=1.2&server.versions=1.2", "v=1"),
    (
        "exchange",
        "v=1&client.versions=1.2&server.versions=1.2&server.suites=TLS_RSA_WITH_AES_128_GCM_SHA256&server.cert=rsa",
        "v=1&client.versions=1.2&server.versions=1.2&server.suites=TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256&server.cert=rsa",
    ),
    ("resumption", "v=1", "v=1&connections=2&1.after=600&client.resume=1&server.tickets=1&server.ticket_form=sealed"),
    ("fault", "v=1&fault=expired_certificate", "v=1"),
];

/// The link's text of what a run is compared with where the link says nothing: the run without its faults; else TLS 1.2, or
/// where it is not the usual one, the usual one.
pub fn usual(shown: &Shown) -> String {
    choice::without_faults(shown).unwrap_or_else(|| {
        let usual = if shown.is_default { PAIRS[0].1 } else { link::DEFAULT };
        usual.to_owned()
    })
}

/// The page.
#[inline(never)] // of a later part
pub fn html(sight: &Sight) -> Html {
    let mut out = Html::new();
    pairs(sight, &mut out);
    let Some(other) = &sight.other else { return out };
    out.add(&choice::html(sight, other));
    let traces = [&sight.shown.trace, &other.trace];
    let rows = table(traces);
    out.class("p", "verdict").text(&headline(sight, &rows));
    if let Some(gain) = gain(sight, &rows) {
        out.text(sight.lang.between()).text(&gain);
    }
    out.close("p");
    let parting = parting(traces);
    first(sight, &mut out, traces, parting.as_ref());
    let names = names(sight, other, &rows);
    ladders(sight, &mut out, [&sight.shown, other], &names, parting.as_ref());
    let runs = [&*sight.shown, &**other];
    figures(sight, &mut out, &rows, &names, runs);
    out.add(&folded::html(sight, runs, &names));
    out
}

/// Which pair both runs are.
fn pair(sight: &Sight, other: &Shown) -> Option<&'static str> {
    PAIRS.iter().find(|(_, own, with)| (sight.shown.text == *own) && other.text == *with).map(|(id, ..)| *id)
}

/// What the two runs are called: of a pair after what it is about, else as they are called elsewhere, with the suite where
/// that tells them apart.
fn names(sight: &Sight, other: &Shown, rows: &[Row]) -> [String; 2] {
    if let Some(id) = pair(sight, other) {
        return [1, 2].map(|n| sight.t(&format!("compare.pair.{id}.{n}")));
    }
    let names = [called(sight, &sight.shown), called(sight, other)];
    if names[0] != names[1] {
        return names;
    }
    let part = |side: usize, id: &str| {
        let row = rows.iter().find(|row| row.id == id && !row.same())?;
        Some(said(sight, id, row.figures.get(side)?))
    };
    let told = |side: usize| part(side, "version").or_else(|| part(side, "suite"));
    [0, 1].map(|side| {
        let more = told(side).unwrap_or_else(|| sight.tf("compare.run", &vec![("n", (side + 1).to_string())]));
        format!("{} · {more}", names[side])
    })
}

/// The ready pairs, as links.
fn pairs(sight: &Sight, out: &mut Html) {
    out.open("nav", &[("class", "pairs"), ("aria-label", &sight.t("compare.pairs"))]);
    for (id, own, with) in PAIRS {
        let view = View { page: Some(sight.page), with: Some(with.to_owned()), ..View::default() };
        let here = sight.other.as_ref().and_then(|other| pair(sight, other)) == Some(id);
        let current = if here { ("aria-current", "true") } else { ("", "") };
        out.open("a", &[("class", "chip"), ("href", &link::fragment(own, &view)), current]);
        out.text(&sight.t(&format!("compare.pair.{id}"))).close("a");
    }
    out.close("nav");
}

/// What is most telling: round trips, else the outcome, else bytes.
fn headline(sight: &Sight, rows: &[Row]) -> String {
    let number = |id: &str, side: usize| match rows.iter().find(|row| row.id == id)?.figures.get(side)?.first()? {
        Figure::Number(n) => Some(*n),
        _ => None,
    };
    let name = |side: usize| sight.tf("compare.run", &vec![("n", (side + 1).to_string())]);
    match [0, 1].map(|side| number("trips", side)) {
        [Some(a), Some(b)] if a == b => sight.tf("compare.head.same", &counted(a)),
        [Some(a), Some(b)] => {
            let (run, less) = if a < b { (name(0), b - a) } else { (name(1), a - b) };
            sight.tf("compare.head.trips", &[counted(less), vec![("run", run)]].concat())
        }
        [None, Some(_)] => sight.tf("compare.head.never", &vec![("run", name(0))]),
        [Some(_), None] => sight.tf("compare.head.never", &vec![("run", name(1))]),
        [None, None] => sight.t("compare.head.neither"),
    }
}

/// What one run has before the other besides: the session of an earlier connection and what that saves, or forward secrecy.
fn gain(sight: &Sight, rows: &[Row]) -> Option<String> {
    let figures = |id: &str| rows.iter().find(|row| row.id == id).map(|row| &row.figures);
    let is =
        |id: &str, text: &'static str| figures(id).map(|both| [0, 1].map(|side| both[side] == [Figure::Text(text)]));
    let name = |side: usize| sight.tf("compare.run", &vec![("n", (side + 1).to_string())]);
    if let Some(resumed @ ([true, false] | [false, true])) = is("authentication", "compare.authentication.psk") {
        let side = usize::from(resumed[1]);
        let fewer = |id: &str| {
            let all = figures(id)?.each_ref().map(|own| {
                let count = |figure: &Figure| if let Figure::Number(n) = figure { *n } else { 0 };
                // Of bytes those of the server, who has a certificate to send.
                if id == "bytes" { own.get(1).map_or(0, count) } else { own.iter().map(count).sum::<usize>() }
            });
            all[1 - side].checked_sub(all[side])
        };
        let vars =
            vec![("run", name(side)), ("bytes", fewer("bytes")?.to_string()), ("n", fewer("operations")?.to_string())];
        return Some(sight.tf("compare.head.resumed", &vars));
    }
    match is("forward", "compare.forward.yes")? {
        forward @ ([true, false] | [false, true]) => {
            Some(sight.tf("compare.head.forward", &vec![("run", name(usize::from(forward[1])))]))
        }
        _ => None,
    }
}

/// Where the two first part.
fn first(sight: &Sight, out: &mut Html, traces: [&Trace; 2], parting: Option<&Parting>) {
    out.class("p", "lead");
    for (side, n) in before(traces).into_iter().enumerate().filter(|(_, n)| *n > 0) {
        let run = sight.tf("compare.run", &vec![("n", (side + 1).to_string())]);
        let vars = [counted(usize::from(n)), vec![("run", run)]].concat();
        let compared = traces[side].connections.get(usize::from(n));
        let resumes = compared.is_some_and(|one| one.negotiated.iter().any(|own| own.resumed.is_some()));
        let id = if n == 1 && resumes { "compare.before.resumed" } else { "compare.before" };
        out.text(&sight.tf(id, &vars)).text(sight.lang.between());
    }
    // What is passed over where other connections are compared.
    if before(traces) != [0, 0] && parting.is_some() {
        out.text(&sight.t("compare.first.drawn")).text(sight.lang.between());
    }
    match parting {
        None => drop(out.prose(&sight.t("compare.first.none"))),
        Some(Parting { name, field: Some((path, [a, b])), .. }) => {
            let vars = vec![
                ("name", camel(name)),
                ("field", field(path).unwrap_or(name).to_owned()),
                ("a", a.to_string()),
                ("b", b.to_string()),
            ];
            // A whole extension that the other lacks is told by its name.
            let only = path.ends_with(".extension_type").then(|| usize::from(*a == 0)).filter(|_| *a == 0 || *b == 0);
            if let Some(side) = only {
                let run = sight.tf("compare.run", &vec![("n", (side + 1).to_string())]);
                out.prose(&sight.tf("compare.first.only", &[vars, vec![("run", run)]].concat()));
            } else {
                let id = if a == b { "compare.first.value" } else { "compare.first.field" };
                out.prose(&sight.tf(id, &vars));
            }
        }
        Some(Parting { name, .. }) => {
            out.prose(&sight.tf("compare.first.message", &vec![("name", camel(name))]));
        }
    }
    out.close("p");
}

/// What a field is called: not by its place in a list, nor as the value behind a length.
fn field(path: &str) -> Option<&str> {
    path.rsplit('.').find(|part| !matches!(*part, "value" | "extension_type") && part.parse::<usize>().is_err())
}

/// Both ladders, aligned by time: a band for each moment at which one of them sends.
fn ladders(sight: &Sight, out: &mut Html, runs: [&Shown; 2], names: &[String; 2], parting: Option<&Parting>) {
    let here = [sight.at, partner(&runs[0].trace, &runs[1].trace, sight.at)];
    let parted = parting.map_or([None, None], |parting| parting.steps);
    out.class("div", "pair");
    for (side, (run, name)) in runs.iter().zip(names).enumerate() {
        let view = View { at: run.trace.steps.get(here[side]).map(|step| step.anchor.to_string()), ..View::default() };
        out.class("h2", "name").el("span", "num", &(side + 1).to_string()).text(" ");
        out.open("a", &[("href", &link::fragment(&run.text, &view))]).text(name).close("a").close("h2");
    }
    out.el("p", "axis head", &sight.t("compare.axis"));
    let mut conn = None;
    for band in bands(runs.map(|run| &run.trace)) {
        let begins = conn.replace(band.conns).is_some_and(|last| last != band.conns);
        let class = if begins { "band next" } else { "band" };
        out.class("div", class);
        for (side, run) in runs.iter().enumerate() {
            out.open("ol", &[("class", "side"), ("aria-label", &names[side])]);
            for at in &band.steps[side] {
                row(sight, out, run, *at, here[side] == *at, parted[side] == Some(*at));
            }
            out.close("ol");
        }
        axis(sight, out, runs.map(|run| &run.trace), &band);
        out.close("div");
    }
    out.close("div");
}

/// The moment of a band, and the round trips that begin at it.
fn axis(sight: &Sight, out: &mut Html, traces: [&Trace; 2], band: &Band) {
    out.class("p", "axis").el("span", "ms", &sight.tf("page.ms", &vec![("n", band.time.to_string())]));
    for (side, trace) in traces.into_iter().enumerate() {
        let own = trips(trace, band.conns[side]);
        let begun = own.iter().position(|trip| trip.time[0] == band.time);
        if let Some(nth) = begun {
            out.text(" ").el("b", if side == 0 { "trip one" } else { "trip two" }, &(nth + 1).to_string());
        }
    }
    out.close("p");
}

fn row(sight: &Sight, out: &mut Html, run: &Shown, at: usize, here: bool, parts: bool) {
    let Some(step) = run.trace.steps.get(at) else { return };
    let (shape, _) = shape(&run.trace, &step.kind);
    let words = Wording::new(&run.trace, at, &sight.texts);
    let (from, sealed) = match shape {
        Shape::Arrow { from, kind, .. } => (from.name(), matches!(kind, Kind::Sealed | Kind::Application)),
        _ => ("network", false),
    };
    let tcp = matches!(step.kind, StepKind::Tcp { .. });
    let class = [from, if sealed { "sealed" } else { "" }, if tcp { "tcp" } else { "" }, if here { "now" } else { "" }];
    out.class("li", &class.join(" "));
    let view = View { at: Some(step.anchor.to_string()), ..View::default() };
    out.open("a", &[("href", &link::fragment(&run.text, &view)), (if here { "aria-current" } else { "" }, "step")]);
    out.class("span", "m").text(&words.label).close("span");
    if sealed {
        icons::sign(out, icons::LOCK);
    }
    if parts {
        out.text(" ").el("mark", "", &sight.t("compare.first"));
    }
    out.el("small", "", words.sub.rsplit(" · ").next().unwrap_or_default()).close("a").close("li");
}

/// The table.
fn figures(sight: &Sight, out: &mut Html, rows: &[Row], names: &[String; 2], runs: [&Shown; 2]) {
    out.class("table", "figures").el("caption", "unseen", &sight.t("compare.table")).open("thead", &[]).open("tr", &[]);
    out.open("td", &[]).close("td").open("td", &[]).close("td");
    for name in names {
        out.open("th", &[("scope", "col")]).text(name).close("th");
    }
    out.close("tr").close("thead").open("tbody", &[]);
    for row in rows {
        let same = row.same();
        out.class("tr", if same { "same" } else { "" }).open("th", &[("scope", "row")]);
        out.text(&sight.t(&format!("compare.row.{}", row.id))).close("th").class("td", "sign");
        let (sign, told) = if same { ("=", "compare.same") } else { ("≠", "compare.differs") };
        out.open("span", &[("aria-hidden", "true")]).text(sign).close("span").el("span", "unseen", &sight.t(told));
        out.close("td");
        let places = places(runs.map(|run| &run.trace), row.id);
        for ((figures, place), run) in row.figures.iter().zip(places).zip(runs) {
            let told = said(sight, row.id, figures);
            out.open("td", &[]);
            match place.filter(|_| figures != &[Figure::Nothing]) {
                Some(place) => {
                    let href = folded::to(run, place.step, place.pane, place.field);
                    out.open("a", &[("href", &href)]).text(&told).close("a");
                }
                None => drop(out.text(&told)),
            }
            out.close("td");
        }
        out.close("tr");
    }
    out.close("tbody").close("table");
}

/// A run's figures of a row, in words.
fn said(sight: &Sight, row: &str, figures: &[Figure]) -> String {
    let one = |figure: &Figure| match figure {
        Figure::Number(n) => n.to_string(),
        Figure::Name(name) if row == "encrypted" => camel(name),
        Figure::Name(name) => name.clone(),
        Figure::Text(id) => sight.t(id),
        Figure::Nothing => "–".to_owned(),
    };
    let all: Vec<String> = figures.iter().map(one).collect();
    match (row, all.as_slice()) {
        ("first", [ms]) if ms != "–" => sight.tf("page.ms", &vec![("n", ms.clone())]),
        ("bytes" | "messages" | "operations", [client, server]) => {
            sight.tf("compare.each", &vec![("client", client.clone()), ("server", server.clone())])
        }
        ("keys", [keys, ivs]) => sight.tf("compare.keys", &vec![("keys", keys.clone()), ("ivs", ivs.clone())]),
        _ => all.join(" · "),
    }
}
