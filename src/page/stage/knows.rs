//! Who knows what at this step: a table with a column for each side, for a listener, and for each thief that the reader adds.
//! Knows not how any of it was found out.

use super::ways::to_step;
use crate::page::html::Html;
use crate::page::icons;
use crate::page::state::App;
use handscope::explain::knows::{Cell, Knowledge, Row, What, Who};
use handscope::explain::secret_name;
use handscope::lab::{Booty, Scenario, Theft};
use handscope::wire::printable;

/// How much later "years later" is, in seconds: ten years.
const LATER: u32 = 315_576_000;
/// The most of application data that is shown.
const MAX_DATA: usize = 32;

/// The pane.
pub fn html(app: App) -> Html {
    let mut out = Html::new();
    let at = app.at.get();
    app.shown.with(|shown| {
        let trace = &shown.trace;
        let knowledge = shown.knows.get_or_init(|| Knowledge::of(trace));
        if let Some(text) = app.text("knows.intro") {
            out.el("h2", "", &text.title);
            for paragraph in &text.body {
                out.paragraph("soft", paragraph);
            }
        }
        thefts(app, &mut out, &trace.scenario);
        verdicts(app, &mut out, knowledge);
        let conn = trace.steps.get(at).map(|step| step.conn);
        let rows = knowledge.rows.iter().filter(|row| Some(row.conn) == conn && row.step <= at).collect::<Vec<_>>();
        if rows.is_empty() {
            out.paragraph("soft", &app.t("knows.none"));
            return;
        }
        out.class("table", "knows").open("thead", &[]).open("tr", &[]);
        out.open("th", &[("scope", "col")]).text(&app.t("knows.value")).close("th");
        for who in &knowledge.columns {
            let (class, name) = column(app, who);
            out.open("th", &[("scope", "col"), ("class", class)]).el("b", "", &name).close("th");
        }
        out.close("tr").close("thead").open("tbody", &[]);
        for row in rows {
            self::row(app, &mut out, knowledge, row, at);
        }
        out.close("tbody").close("table");
    });
    out
}

/// What is stolen, and when.
fn thefts(app: App, out: &mut Html, scenario: &Scenario) {
    out.open("div", &[("class", "thefts"), ("role", "group"), ("aria-label", &app.t("knows.stolen"))]);
    out.el("b", "", &app.t("knows.stolen"));
    for booty in Booty::ALL.iter().filter(|booty| !booty.of_one()) {
        let on = scenario.thefts.iter().any(|theft| theft.booty == *booty);
        button(out, "theft", booty.id(), on, &app.t(&format!("thief.{booty}")));
    }
    if !scenario.thefts.is_empty() {
        let later = scenario.thefts.iter().any(|theft| theft.after > 0);
        button(out, "theft", "later", later, &app.t("knows.later"));
    }
    out.close("div");
}

fn button(out: &mut Html, act: &'static str, text: &str, on: bool, label: &str) {
    let pressed = if on { "true" } else { "false" };
    out.open("button", &[("class", "chip"), ("data-act", act), ("data-text", text), ("aria-pressed", pressed)]);
    out.text(label).close("button");
}

/// Steals what a button says, or gives it back; `later` moves all thefts to years later, or back.
pub fn toggle(app: App, text: &str) {
    let mut scenario = app.scenario();
    let later = scenario.thefts.iter().any(|theft| theft.after > 0);
    if text == "later" {
        scenario.thefts.iter_mut().for_each(|theft| theft.after = if later { 0 } else { LATER });
    } else if let Some(booty) = Booty::ALL.iter().copied().find(|booty| booty.id() == text) {
        let count = scenario.thefts.len();
        scenario.thefts.retain(|theft| theft.booty != booty);
        if scenario.thefts.len() == count {
            let after = if later { LATER } else { 0 };
            scenario.thefts.push(Theft { booty, conn: Default::default(), after });
        }
    }
    app.apply_here(scenario);
}

/// Of all application data, how much each of the others can read.
fn verdicts(app: App, out: &mut Html, knowledge: &Knowledge) {
    out.class("ul", "verdicts");
    for (at, who) in knowledge.columns.iter().enumerate() {
        if matches!(who, Who::Client | Who::Server) {
            continue;
        }
        let (reads, all) = knowledge.reads(at);
        let id = match reads {
            _ if all == 0 => "knows.verdict.no_data",
            0 => "knows.verdict.nothing",
            reads if reads == all => "knows.verdict.everything",
            _ => "knows.verdict.some",
        };
        let (class, name) = column(app, who);
        let vars = vec![("who", name), ("reads", reads.to_string()), ("all", all.to_string())];
        out.class("li", class).prose(&app.tf(id, &vars)).close("li");
    }
    out.close("ul");
}

fn column(app: App, who: &Who) -> (&'static str, String) {
    match who {
        Who::Client => ("client", app.name("who", "client")),
        Who::Server => ("server", app.name("who", "server")),
        Who::Listener => ("listener", app.t("knows.listener")),
        Who::Thief(theft) => {
            let name = app.t(&format!("thief.{}", theft.booty));
            ("network", app.tf("knows.thief", &vec![("what", name)]))
        }
    }
}

fn row(app: App, out: &mut Html, knowledge: &Knowledge, row: &Row, at: usize) {
    out.open("tr", &[("class", if row.step == at { "fresh" } else { "" })]);
    out.open("th", &[("scope", "row")]);
    let data = row.bytes.get(..MAX_DATA).unwrap_or(&row.bytes);
    match row.what {
        What::Value(name, _) => out.el("code", "", secret_name(name)),
        What::ServerName => out.text(&app.t("knows.server_name")).text(" ").el("q", "", &printable(&row.bytes)),
        What::Certificate => out.text(&app.t("knows.certificate")),
        What::Data(_) => out.el("q", "", &printable(data)),
    };
    out.close("th");
    for (cell, who) in row.cells.iter().zip(&knowledge.columns) {
        self::cell(app, out, cell, column(app, who).0, at);
    }
    out.close("tr");
}

fn cell(app: App, out: &mut Html, cell: &Cell, class: &str, at: usize) {
    match cell {
        Cell::Known { since, formula } if *since <= at => {
            out.class("td", &format!("known {class}"));
            to_step(app, out, *since);
            out.text(" ");
            match formula {
                Some(formula) if !formula.starts_with("received(") => out.el("code", "", &brief(formula)),
                _ => out.text(&app.t("knows.read")),
            };
            out.close("td");
        }
        Cell::Known { .. } => {
            out.class("td", "later").el("small", "", &app.t("knows.not_yet")).close("td");
        }
        Cell::Unknown { needs } => {
            out.class("td", "unknown");
            icons::sign(out, icons::LOCK);
            let id = needs.map_or("knows.never".to_owned(), |needs| format!("needs.{needs}"));
            out.text(" ").el("small", "", &app.t(&id)).close("td");
        }
    }
}

/// The beginning of a formula: what is done, and to what first.
fn brief(formula: &str) -> String {
    match formula.split_once(", ") {
        Some((head, _)) if head.contains('(') => format!("{head}, …)"),
        _ => formula.to_owned(),
    }
}
