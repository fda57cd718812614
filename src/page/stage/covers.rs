//! The transcript: which messages, and which of their bytes, each hash known so far covers. Knows no schedule.

use leptos::prelude::{Get, With};

use crate::page::bytes::spaced;
use crate::page::html::Html;
use crate::page::state::App;
use crate::page::wording::message_name;
use handscope::crypto::ledger::{Covered, Formula};
use handscope::explain::{formula, secret_name};
use handscope::lab::{Message, StepKind, Trace};
use handscope::tls::Effect;
use handscope::wire::{ActorId, EntryId, Role};

/// One hash, as its party computed it.
struct Column<'a> {
    role: Role,
    covered: &'a [Covered],
    bytes: &'a [u8],
    /// The names of what was computed from it.
    uses: Vec<&'static str>,
    fresh: bool,
}

/// The pane.
pub fn html(app: App) -> Html {
    let mut out = Html::new();
    app.shown.with(|shown| {
        let trace = &shown.trace;
        let columns = columns(trace, app.at.get());
        let Some(conn) = trace.steps.get(app.at.get()).map(|step| step.conn) else { return };
        let rows: Vec<&Message> = trace
            .messages
            .iter()
            .filter(|m| m.conn == conn && columns.iter().any(|c| part(trace, c, m).is_some()))
            .collect();
        if columns.is_empty() {
            out.paragraph("soft", &app.t("page.transcript.empty"));
            return;
        }
        out.paragraph("lead", &app.t("page.transcript.about"));
        table(app, &mut out, trace, &columns, &rows);
    });
    out
}

fn table(app: App, out: &mut Html, trace: &Trace, columns: &[Column], rows: &[&Message]) {
    out.class("table", "covers").open("thead", &[]).open("tr", &[]);
    out.open("th", &[("scope", "col")]).text(&app.t("page.transcript.message")).close("th");
    for column in columns {
        out.open("th", &[("scope", "col"), ("class", if column.fresh { "fresh" } else { "" })]);
        out.el("span", &format!("tag {}", column.role.name()), &app.name("who", column.role.name())).text(" ");
        out.el("code", "", &column.uses.join(", ")).close("th");
    }
    out.close("tr").close("thead").open("tbody", &[]);
    if columns.iter().any(|column| column.covered.iter().any(|part| matches!(part, Covered::MessageHash(_)))) {
        out.open("tr", &[]).open("th", &[("scope", "row")]).el("code", "", "message_hash").close("th");
        for column in columns {
            let here = column.covered.iter().any(|part| matches!(part, Covered::MessageHash(_)));
            mark(app, out, column, here.then_some((1, 1)));
        }
        out.close("tr");
    }
    for message in rows {
        out.open("tr", &[]).open("th", &[("scope", "row")]).text(&message_name(trace, message)).close("th");
        for column in columns {
            mark(app, out, column, part(trace, column, message));
        }
        out.close("tr");
    }
    out.close("tbody").open("tfoot", &[]).open("tr", &[]);
    out.open("th", &[("scope", "row")]).text(&app.t("page.transcript.hash")).close("th");
    for column in columns {
        out.class("td", if column.fresh { "fresh" } else { "" }).text(&spaced(column.bytes, 8)).close("td");
    }
    out.close("tr").close("tfoot").close("table");
}

/// Covered whole, in part, or not.
fn mark(app: App, out: &mut Html, column: &Column, part: Option<(u32, u32)>) {
    match part {
        Some((covered, of)) => {
            out.class("td", if column.fresh { "fresh" } else { "" }).text("●").el(
                "span",
                "unseen",
                &app.t("page.transcript.covered"),
            );
            if covered < of {
                let vars = vec![("len", covered.to_string()), ("of", of.to_string())];
                out.el("small", "", &app.tf("page.transcript.part", &vars));
            }
        }
        None => {
            out.class("td", if column.fresh { "no fresh" } else { "no" }).text("–");
            out.el("span", "unseen", &app.t("page.transcript.not_covered"));
        }
    }
    out.close("td");
}

/// How many bytes of a message a hash covers, and of how many.
fn part(trace: &Trace, column: &Column, message: &Message) -> Option<(u32, u32)> {
    let blobs = [message.sent, message.arrived];
    let pieces = column.covered.iter().filter_map(|part| match part {
        Covered::Piece(piece) if blobs.contains(&Some(piece.blob)) => Some(piece),
        _ => None,
    });
    let covered: u32 = pieces.clone().map(|piece| piece.range.end - piece.range.start).sum();
    let blob = pieces.clone().next()?.blob;
    Some((covered, trace.blobs.bytes(blob).len() as u32))
}

/// Every transcript hash that both or one of the parties know by a step; one column where both agree.
fn columns(trace: &Trace, at: usize) -> Vec<Column<'_>> {
    let mut columns: Vec<Column<'_>> = Vec::new();
    let Some(conn) = trace.steps.get(at).map(|step| step.conn) else { return columns };
    for (n, step) in trace.steps.iter().enumerate().take(at + 1).filter(|(_, step)| step.conn == conn) {
        let StepKind::Local { role, .. } = step.kind else { continue };
        let Some(actor) = trace.actor(conn, role) else { continue };
        for effect in &step.effects {
            let Effect::Learned { entry, .. } = effect else { continue };
            let Some(Formula::TranscriptHash { covered, .. }) = actor.ledger.get(*entry).map(|entry| &entry.formula)
            else {
                continue;
            };
            let bytes = actor.ledger.bytes(*entry).unwrap_or(&[]);
            let uses = uses(trace, actor.id, *entry);
            columns.push(Column { role, covered, bytes, uses, fresh: n == at });
        }
    }
    columns
}

fn uses(trace: &Trace, actor: ActorId, hash: EntryId) -> Vec<&'static str> {
    let Some(actor) = trace.actors.get(usize::from(actor.0)) else { return Vec::new() };
    let users = actor.ledger.iter().filter(|(_, entry)| formula::inputs(&entry.formula).contains(&hash));
    users.map(|(_, entry)| secret_name(entry.name)).collect()
}
