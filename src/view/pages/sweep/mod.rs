//! What every change does: the bytes of a message, or the faults of the catalogue, each marked by what came of the run in
//! which it alone was changed. Every place has its room before its result comes. Knows no byte and no fault.

mod cells;
mod told;
mod which;

pub use cells::{cell, id};
pub use which::{AT_ONCE, Results, aim, asked, entries, plan, results, swept};

use super::live::Live;
use crate::explain::sweep::{About, Aim, Area, Row, Sweep, messages};
use crate::view::choices::Page;
use crate::view::html::Html;
use crate::view::sight::Sight;
use crate::view::ways::to_entry;
use crate::view::wording::called;

/// What follows the work while it runs.
pub const LIVE: &[Live] = &[
    Live { id: "swept-run", html: told::run },
    Live { id: "swept-press", html: told::press },
    Live { id: "swept-counts", html: told::counts },
    Live { id: "swept-sums", html: told::sums },
];

/// The page.
pub fn html(sight: &Sight) -> Html {
    let mut out = Html::new();
    // Until its own texts are there, all would only be drawn to be drawn again.
    if sight.text("page.place.sweep").is_none() {
        return out;
    }
    let Some(plan) = plan(sight) else { return out };
    choice(sight, &mut out, &plan.aim);
    out.paragraph("about", &sight.t(if plan.aim == Aim::Faults { "sweep.about.faults" } else { "sweep.about.bytes" }));
    if plan.is_broken() {
        out.paragraph("about warn", &sight.t("sweep.broken"));
    }
    let live = |out: &mut Html, own: &Live| {
        out.open("div", &[("id", own.id)]).add(&(own.html)(sight)).close("div");
    };
    let [run, press, counts, sums] = LIVE else { return out };
    out.class("div", "swept-bar");
    live(&mut out, run);
    live(&mut out, press);
    out.close("div");
    live(&mut out, counts);
    match plan.aim {
        Aim::Faults => table(sight, &mut out, &plan),
        // The legend grows: what stands beside or above it stays where it is.
        Aim::Bytes(_) => {
            out.class("div", "swept-beside").class("div", "swept-grids");
            grids(sight, &mut out, &plan);
            out.close("div");
            live(&mut out, sums);
            out.close("div");
        }
    }
    out
}

/// What else can be swept.
fn choice(sight: &Sight, out: &mut Html, here: &Aim) {
    let trace = &sight.shown.trace;
    out.open("nav", &[("class", "registries"), ("aria-label", &sight.t("sweep.which"))]);
    let mut chip = |aim: &Aim, name: &str, from: &str| {
        let current = if aim == here { ("aria-current", "true") } else { ("", "") };
        let class = format!("chip {from}");
        let link = to_entry(sight, Page::Sweep, Some(&aim.to_string()));
        out.open("a", &[("class", class.trim_end()), ("href", &link), current]).text(name).close("a");
    };
    chip(&Aim::Faults, &sight.t("sweep.faults"), "");
    let many = trace.connections.len() > 1;
    for (message, own) in messages(trace) {
        let name = called(trace, message, &sight.texts);
        let conn = sight.tf("page.connection", &vec![("n", (own.conn.0 + 1).to_string())]);
        let name = if many { format!("{conn}{}{name}", sight.lang.colon()) } else { name };
        let name = format!("{name} · {}", sight.name("who", message.role.name()));
        chip(&Aim::Bytes(own), &name, message.role.name());
    }
    out.close("nav");
}

/// The bytes, record by record: before the message, the message, behind it.
fn grids(sight: &Sight, out: &mut Html, plan: &Sweep) {
    let results = results(sight);
    let record = |row: &Row| if let About::Byte(byte) = &row.about { byte.record + 1 } else { 0 };
    let records = plan.rows.iter().map(record).max().unwrap_or_default();
    let mut open: Option<(usize, Area)> = None;
    for (at, row) in plan.rows.iter().enumerate() {
        let About::Byte(byte) = &row.about else { continue };
        if open != Some((byte.record, byte.area)) {
            if open.is_some() {
                out.close("div").close("section");
            }
            open = Some((byte.record, byte.area));
            let title = sight.t(&format!("sweep.area.{}", byte.area));
            let nth = sight
                .tf("page.sweep.area.of", &vec![("n", (byte.record + 1).to_string()), ("of", records.to_string())]);
            let title = if records > 1 { format!("{nth}{}{title}", sight.lang.colon()) } else { title };
            out.class("section", "swept").el("h2", "", &title).class("div", "cells");
        }
        out.open("span", &[("id", &id(at)), ("class", "cell")])
            .add(&cell(sight, plan, results.as_ref(), at))
            .close("span");
    }
    if open.is_some() {
        out.close("div").close("section");
    }
}

/// The faults, a row each.
fn table(sight: &Sight, out: &mut Html, plan: &Sweep) {
    let results = results(sight);
    out.class("table", "swept-faults").open("caption", &[("class", "unseen")]).text(&sight.t("sweep.faults"));
    out.close("caption").open("thead", &[]).open("tr", &[]);
    for column in ["fault", "who", "alert", "where"] {
        out.open("th", &[("scope", "col")]).text(&sight.t(&format!("sweep.column.{column}"))).close("th");
    }
    out.close("tr").close("thead").open("tbody", &[]);
    for at in 0..plan.rows.len() {
        out.open("tr", &[("id", &id(at))]).add(&cell(sight, plan, results.as_ref(), at)).close("tr");
    }
    out.close("tbody").close("table");
}
