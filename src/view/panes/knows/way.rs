//! The way from what was stolen to what it opens, value by value as the thief's own ledger has it. Knows no step.

use super::who::who;
use crate::explain::knows::{Knowledge, Opened, What};
use crate::explain::secret_name;
use crate::lab::Trace;
use crate::view::bytes::spaced;
use crate::view::html::Html;
use crate::view::icons;
use crate::view::sight::Sight;
use crate::wire::{ConnId, printable};

/// How many bytes of a value are shown.
const MAX_BYTES: usize = 8;
/// The most of what was read that is shown.
const MAX_DATA: usize = 24;

/// For each thief that reads data of this connection, how it came to the first.
pub fn html(sight: &Sight, out: &mut Html, trace: &Trace, knowledge: &Knowledge, conn: ConnId) {
    for (column, all) in knowledge.opened.iter().enumerate() {
        let Some((one, data)) = first(trace, knowledge, all, conn) else { continue };
        let Some(who_) = knowledge.columns.get(column) else { continue };
        let (_, name) = who(sight, trace, who_);
        let data = printable(data.get(..MAX_DATA).unwrap_or(&data));
        out.el("h2", "", &sight.tf("knows.way", &vec![("who", name), ("data", data.clone())]));
        out.class("ol", "way");
        for stone in &one.path {
            out.open("li", &[]).el("code", "", secret_name(stone.name));
            if !stone.bytes.is_empty() {
                out.el("span", "hex", &spaced(&stone.bytes, MAX_BYTES));
            }
            match &stone.formula {
                Some(formula) => out.el("code", "formula", formula),
                None => out.el("small", "", &sight.t("knows.taken")),
            };
            out.close("li");
        }
        out.class("li", "end");
        icons::sign(out, icons::OPEN);
        out.text(" ").el("q", "", &data).close("li").close("ol");
    }
}

/// The first record with application data that was opened, and that data.
fn first<'a>(trace: &Trace, knowledge: &Knowledge, all: &'a [Opened], conn: ConnId) -> Option<(&'a Opened, Vec<u8>)> {
    let data = knowledge.rows.iter().filter(|row| row.conn == conn);
    data.filter_map(|row| match row.what {
        What::Data(message) => Some((trace.message(message)?, row)),
        _ => None,
    })
    .find_map(|(message, row)| {
        let opened = all.iter().find(|one| message.records.iter().any(|(id, _)| *id == one.record))?;
        Some((opened, row.bytes.clone()))
    })
}
