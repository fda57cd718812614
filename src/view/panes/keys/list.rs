//! All values by the stage of the key schedule that they belong to, each with what is said of it. Knows no formula.

use super::value::{formula, name, range, tags};
use crate::explain::values::Row;
use crate::explain::which::which;
use crate::explain::{formula_id, openssl_command, secret_name, secret_text};
use crate::lab::Trace;
use crate::view::bytes::spaced;
use crate::view::html::Html;
use crate::view::sight::Sight;
use crate::wire::Role;

/// Whether a value of an id belongs to a stage.
type Holds = fn(&str) -> bool;

/// The stages of the key schedule, by the id of their heading, and what belongs to each.
const GROUPS: &[(&str, Holds)] = &[
    ("page.keys.exchange", |id| {
        id.starts_with("ephemeral")
            || id.starts_with("peer_")
            || id == "shared_secret"
            || id.contains("pre_master")
            || id == "rsa_padding"
    }),
    ("page.keys.finished", |id| id.contains("finished") || id.contains("verify_data")),
    ("page.keys.proof", |id| {
        id.contains("sign") || id.contains("private_key") || id.ends_with("certificate_key") || id.ends_with("params")
    }),
    ("page.keys.application", |id| {
        id.contains("application") || id.contains("write") || id == "key_block" || id.contains("exporter")
    }),
    ("page.keys.later", |id| id.contains("resumption") || id.contains("ticket")),
    ("page.keys.hashes", |id| id.ends_with("_hash")),
    ("page.keys.handshake", |id| id.contains("handshake")),
    ("page.keys.schedule", |id| id.contains("secret") || id.starts_with("zeros") || id.starts_with("empty")),
    ("page.keys.inputs", |_| true),
];

/// The order in which the stages are shown.
const ORDER: [&str; 9] = [
    "page.keys.inputs",
    "page.keys.exchange",
    "page.keys.schedule",
    "page.keys.handshake",
    "page.keys.application",
    "page.keys.proof",
    "page.keys.finished",
    "page.keys.later",
    "page.keys.hashes",
];

/// The list.
pub fn html(sight: &Sight, trace: &Trace, rows: &[Row]) -> Html {
    let mut out = Html::new();
    out.class("div", "ledger");
    for group in ORDER {
        let of = |row: &Row| GROUPS.iter().find(|(_, holds)| holds(row.name.id())).is_some_and(|(id, _)| *id == group);
        let mut first = true;
        for (at, row) in rows.iter().enumerate().filter(|(_, row)| of(row)) {
            if std::mem::take(&mut first) {
                out.el("h2", "", &sight.t(group));
            }
            let alike = rows.iter().filter(|other| other.name == row.name).count() > 1;
            self::row(sight, trace, &mut out, (at, row, alike));
        }
    }
    out.close("div");
    out
}

fn row(sight: &Sight, trace: &Trace, out: &mut Html, (at, row, alike): (usize, &Row, bool)) {
    let values = row.values(trace);
    let id = format!("value-{at}");
    out.open("details", &[("id", &id), ("class", if row.fresh { "fresh" } else { "" })]).open("summary", &[]);
    out.class("span", "name");
    name(out, secret_name(row.name));
    let held = row.held.into_iter().flatten().next();
    if let Some(range) = held.and_then(|(actor, entry)| range(sight, trace, actor, entry)) {
        out.el("small", "", &range);
    }
    // What tells of tickets belongs to a later part.
    let of = held.filter(|_| alike && sight.whole).and_then(|(actor, entry)| which(trace, actor, entry));
    if let Some(of) = of {
        out.el("small", "", &of);
    }
    out.close("span").el("span", "hex", &spaced(values[0].or(values[1]).unwrap_or(&[]), 12));
    tags(sight, out, row, values);
    out.close("summary").class("div", "deep");
    let told = row.held.into_iter().flatten().next().map(|(actor, id)| secret_text(trace, actor, id));
    let text = told.and_then(|(keys, vars)| sight.texts.resolve(&keys, &vars));
    if let Some(text) = text {
        out.open("p", &[]).open("b", &[]).prose(&text.title).close("b").close("p");
        out.told_all(sight, "", &text.body);
    }
    let alike = values[0].is_some() && values[0] == values[1];
    for (side, role) in [Role::Client, Role::Server].into_iter().enumerate() {
        let Some((actor, id)) = row.held[side] else { continue };
        out.open("p", &[]).el("span", &format!("tag {}", role.name()), &sight.name("who", role.name())).text(" ");
        out.el("span", "formula", &formula(sight, trace, actor, id)).close("p");
        if !(alike && side == 0) {
            out.el("p", "value", &spaced(values[side].unwrap_or(&[]), usize::MAX));
        }
        // What writes the commands belongs to a later part.
        let command = sight.whole.then(|| openssl_command(trace, actor, id)).flatten();
        if let Some(command) = command.filter(|_| !(alike && side == 0)) {
            out.el("p", "soft", &sight.t("page.keys.recompute")).el("p", "value", &command);
        }
    }
    let ledger = held.and_then(|(actor, entry)| trace.actors.get(usize::from(actor.0))?.ledger.get(entry));
    if let Some(text) = ledger.and_then(|entry| sight.text(&formula_id(&entry.formula))) {
        out.class("p", "soft").open("b", &[]).prose(&text.title).close("b");
        for paragraph in &text.body {
            out.text(" ").told(sight, paragraph);
        }
        out.close("p");
    }
    out.close("div").close("details");
}
