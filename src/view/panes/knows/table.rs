//! The table: a row for each value of the connection so far, a column for everybody. Knows no theft but by its name.

use super::who::{later, who};
use crate::explain::knows::{Cell, How, Knowledge, Row, Since, What};
use crate::explain::question::span;
use crate::explain::secret_name;
use crate::lab::Trace;
use crate::tls::Name;
use crate::tls::memory::called;
use crate::view::html::Html;
use crate::view::icons;
use crate::view::sight::Sight;
use crate::view::ways::to_step;
use crate::wire::{ConnId, printable};

/// The most of application data that is shown.
const MAX_DATA: usize = 32;

pub fn html(sight: &Sight, out: &mut Html, trace: &Trace, knowledge: &Knowledge, (conn, at): (ConnId, usize)) {
    let rows = || knowledge.rows.iter().filter(|row| row.conn == conn && row.step <= at);
    if rows().next().is_none() {
        out.paragraph("soft", &sight.t("knows.none"));
        return;
    }
    let columns: Vec<(&str, String)> = knowledge.columns.iter().map(|one| who(sight, trace, one)).collect();
    // Said for each part: on a phone it is laid out as a list, and would then be no table any more.
    out.open("table", &[("class", "knows"), ("role", "table")]).open("thead", &[("role", "rowgroup")]);
    out.open("tr", &[("role", "row")]);
    out.open("th", &[("scope", "col"), ("role", "columnheader")]).text(&sight.t("knows.value")).close("th");
    for (class, name) in &columns {
        out.open("th", &[("scope", "col"), ("role", "columnheader"), ("class", class)]).el("b", "", name).close("th");
    }
    out.close("tr").close("thead").open("tbody", &[("role", "rowgroup")]);
    for row in rows() {
        out.open("tr", &[("role", "row"), ("class", if row.step == at { "fresh" } else { "" })]);
        out.open("th", &[("scope", "row"), ("role", "rowheader")]);
        value(sight, out, knowledge, row);
        out.close("th");
        for (cell, column) in row.cells.iter().zip(&columns) {
            self::cell(sight, out, cell, column, at);
        }
        out.close("tr");
    }
    out.close("tbody").close("table");
}

/// What is known; where both sides have one of that name, whose it is.
fn value(sight: &Sight, out: &mut Html, knowledge: &Knowledge, row: &Row) {
    let data = row.bytes.get(..MAX_DATA).unwrap_or(&row.bytes);
    match row.what {
        What::Value(name, role) => {
            out.el("code", "", secret_name(name));
            let alike =
                |other: &&Row| matches!(other.what, What::Value(same, _) if same == name && other.conn == row.conn);
            if knowledge.rows.iter().filter(alike).count() > 1 {
                let which = match name {
                    Name::Ticket => called(&row.bytes),
                    _ => sight.name("who", role.name()),
                };
                out.text(" ").el("small", "", &which);
            }
        }
        What::ServerName => {
            out.text(&sight.t("knows.server_name")).text(" ").el("q", "", &printable(&row.bytes));
        }
        What::Certificate => {
            out.text(&sight.t("knows.certificate"));
        }
        What::Data(_) => {
            out.el("q", "", &printable(data));
        }
    }
}

fn cell(sight: &Sight, out: &mut Html, cell: &Cell, (class, name): &(&'static str, String), at: usize) {
    let mut begin = |kind: &str, class: &str| {
        let class = format!("{kind} {class}");
        out.open("td", &[("role", "cell"), ("class", &class), ("data-who", name)]);
    };
    match cell {
        Cell::Known { since: Since::Step(since), .. } if *since > at => {
            begin("later", "");
            out.el("small", "", &sight.t("knows.not_yet"));
        }
        Cell::Known { since, how } => {
            begin("known", class);
            match (since, how) {
                (Since::Later(after), How::Stolen) => {
                    icons::sign(out, icons::OPEN);
                    let vars = vec![("span", span(&sight.texts, (*after).into()))];
                    out.text(" ").text(&sight.tf("knows.taken.later", &vars)).close("td");
                    return;
                }
                (_, How::Own) | (Since::Step(_), How::Stolen) => {}
                (Since::Step(since), _) => {
                    to_step(sight, out, *since);
                    out.text(" ");
                }
                (Since::Later(after), _) => {
                    icons::sign(out, icons::OPEN);
                    out.text(" ").el("small", "", &later(sight, *after)).text(" ");
                }
            }
            self::how(sight, out, how);
        }
        Cell::Unknown { needs } => {
            begin("unknown", "");
            icons::sign(out, icons::LOCK);
            let id = needs.map_or("knows.never".to_owned(), |needs| format!("needs.{needs}"));
            out.text(" ").el("small", "", &sight.t(&id));
        }
    }
    out.close("td");
}

fn how(sight: &Sight, out: &mut Html, how: &How) {
    match how {
        How::Derived(formula) => out.el("code", "", &brief(formula)),
        How::Decrypted(key) => out.prose(&sight.tf("knows.decrypted", &vec![("key", secret_name(*key).to_owned())])),
        How::Own => out.text(&sight.t("knows.own")),
        How::Read => out.text(&sight.t("knows.read")),
        How::Wrote => out.text(&sight.t("knows.wrote")),
        How::Stolen => out.text(&sight.t("knows.taken")),
    };
}

/// The beginning of a formula: what is done, and to what first.
fn brief(formula: &str) -> String {
    match formula.split_once(", ") {
        Some((head, _)) if head.contains('(') => format!("{head}, …)"),
        _ => formula.to_owned(),
    }
}
