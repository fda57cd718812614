//! The keys: the figure of the values of this step; what each side knows by now, what was derived from what, what both
//! hold alike. Knows no formula.

mod flow;
mod list;
mod tree;
mod wires;

use crate::page::dom;
use crate::page::html::Html;
use crate::page::state::App;
use handscope::crypto::ledger::Formula;
use handscope::explain::formula_text;
use handscope::explain::hashes::{covered, reach};
use handscope::explain::values::{Row, rows};
use handscope::lab::Trace;
use handscope::wire::{ActorId, EntryId};
pub use wires::resized;

/// The pane.
pub fn html(app: App) -> Html {
    let at = app.at.get();
    let mut out = Html::new();
    app.shown.with(|shown| {
        let rows = rows(&shown.trace, at);
        if rows.is_empty() {
            out.paragraph("soft", &app.t("page.keys.empty"));
            return;
        }
        // What draws figure and tree belongs to the program's second part.
        let figure = if app.whole.get() { flow::html(app, &shown.trace, at) } else { Html::new() };
        let alone = figure == Html::new();
        out.add(&figure);
        out.open("details", &[("class", "all"), (if alone { "open" } else { "" }, "")]);
        out.el("summary", "", &app.tf("page.keys.all", &vec![("n", rows.len().to_string())]));
        if app.whole.get() {
            out.add(&tree::html(app, &shown.trace, &rows));
        }
        out.add(&list::html(app, &shown.trace, &rows)).close("details");
    });
    out
}

/// Who holds a value, and whether both hold the same.
fn tags(app: App, out: &mut Html, row: &Row, values: [Option<&[u8]>; 2]) {
    out.class("span", "who");
    if row.fresh {
        out.el("span", "tag new", &app.t("page.keys.new"));
    }
    match values {
        [Some(client), Some(server)] if client == server => drop(out.el("span", "tag same", &app.t("page.keys.same"))),
        [Some(_), Some(_)] => drop(out.el("span", "tag differ", &app.t("page.keys.differ"))),
        _ => {
            let who = if values[0].is_some() { "client" } else { "server" };
            out.el("span", &format!("tag {who}"), &app.name("who", who));
        }
    }
    out.close("span");
}

/// Of a hash of the transcript: from which message to which, as one hash is told from another.
fn range(app: App, trace: &Trace, actor: ActorId, entry: EntryId) -> Option<String> {
    let (first, last) = reach(trace, covered(trace, actor, entry)?)?;
    let [first, last] = [first, last].map(|message| crate::page::wording::message_name(trace, message));
    Some(match first == last {
        true => first,
        false => app.tf("page.keys.range", &vec![("first", first), ("last", last)]),
    })
}

/// A name as the RFCs write it, which may be broken behind an underscore.
fn name(out: &mut Html, name: &str) {
    for (at, part) in name.split('_').enumerate() {
        if at > 0 {
            out.text("_").open("wbr", &[]);
        }
        out.text(part);
    }
}

/// How a value is computed; of one that is known beforehand, that it is.
fn formula(app: App, trace: &Trace, actor: ActorId, entry: EntryId) -> String {
    let ledger = trace.actors.get(usize::from(actor.0)).map(|actor| &actor.ledger);
    let given =
        ledger.and_then(|ledger| ledger.get(entry)).is_some_and(|entry| matches!(entry.formula, Formula::Given));
    if given { app.name("formula", "given") } else { formula_text(trace, actor, entry).unwrap_or_default() }
}

/// Opens what is said of a value, and goes there.
pub fn open(nth: usize) {
    let value = format!("#value-{nth}");
    if let Some(details) = dom::find(&value) {
        let _ = details.set_attribute("open", "");
        dom::focus(&format!("{value} summary"));
    }
}
