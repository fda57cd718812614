//! The keys: what each side knows by now, what was derived from what, what is new, what both hold alike.
//! Knows no formula.

mod list;
mod rows;
mod tree;

use crate::page::dom;
use crate::page::html::Html;
use crate::page::state::App;
use rows::Row;

/// The pane.
pub fn html(app: App) -> Html {
    let at = app.at.get();
    let mut out = Html::new();
    app.shown.with(|shown| {
        let rows = rows::rows(&shown.trace, at);
        if rows.is_empty() {
            out.paragraph("soft", &app.t("page.keys.empty"));
            return;
        }
        // What draws the tree belongs to the program's second part.
        if app.whole.get() {
            out.add(&tree::html(app, &shown.trace, &rows));
        }
        out.add(&list::html(app, &shown.trace, &rows));
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

/// Opens what is said of a value, and goes there.
pub fn open(nth: usize) {
    let value = format!("#value-{nth}");
    if let Some(details) = dom::find(&value) {
        let _ = details.set_attribute("open", "");
        dom::focus(&format!("{value} summary"));
    }
}
