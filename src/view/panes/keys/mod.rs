//! The keys: the figure of the values of this step; what each side knows by now, what was derived from what, what both
//! hold alike. Knows no formula.

mod flow;
mod list;
mod tree;
mod value;

use crate::explain::values::rows;
use crate::view::html::Html;
use crate::view::sight::Sight;

/// The pane.
pub fn html(sight: &Sight) -> Html {
    let at = sight.at;
    let mut out = Html::new();
    let shown = &*sight.shown;
    let rows = rows(&shown.trace, at);
    if rows.is_empty() {
        out.paragraph("soft", &sight.t("page.keys.empty"));
        return out;
    }
    // What draws figure and tree belongs to a later part.
    let figure = if sight.whole { flow::html(sight, &shown.trace, at) } else { Html::new() };
    let alone = figure == Html::new();
    out.add(&figure);
    out.open("details", &[("class", "all"), (if alone { "open" } else { "" }, "")]);
    out.el("summary", "", &sight.tf("page.keys.all", &vec![("n", rows.len().to_string())]));
    if sight.whole {
        out.add(&tree::html(sight, &shown.trace, &rows));
    }
    out.add(&list::html(sight, &shown.trace, &rows)).close("details");

    out
}
