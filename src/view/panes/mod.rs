//! The panes of the stage: one row for each, with how it is drawn and what it needs. Knows nothing of what they show.

mod at_hand;
pub mod badge;
pub mod certificates;
mod compared;
mod costs;
mod covers;
pub mod did;
pub mod explain;
mod failed;
pub mod flip;
pub mod inspect;
mod kept;
pub mod keys;
pub mod knows;
mod machines;
pub mod markup;
pub mod picked;

use super::html::Html;
use super::sight::{Pane, Sight};
use crate::explain::flow::made;
use badge::Badge;

/// How a pane is drawn, and what it needs.
pub struct Row {
    pub pane: Pane,
    pub html: fn(&Sight) -> Html,
    /// What stands on its tab behind the name.
    pub badge: fn(&Sight) -> Option<Badge>,
    /// The areas of texts that it needs beside those of the run.
    pub texts: &'static [&'static str],
    /// Whether it scrolls by itself; what has boxes of its own does not.
    pub scrolls: bool,
    /// Whether it is drawn by the whole program alone.
    pub later: bool,
}

/// Every pane, in the order of `Pane::ALL`.
pub const PANES: &[Row] = &[
    Row { html: failed::html, badge: failed::badge, texts: &[], ..FIRST },
    Row { pane: Pane::Message, html: inspect::message, texts: &[], scrolls: false, ..FIRST },
    Row { pane: Pane::Record, html: inspect::html, texts: &["fields"], scrolls: false, ..FIRST },
    Row { pane: Pane::Keys, html: keys::html, badge: new_values, texts: &["fields", "further"], ..FIRST },
    Row { pane: Pane::Transcript, html: covers::html, texts: &["fields", "further"], ..FIRST },
    Row { pane: Pane::State, html: machines::html, ..FIRST },
    Row { pane: Pane::Certificates, html: certificates::html, texts: &["certificates"], later: true, ..FIRST },
    Row { pane: Pane::Knows, html: knows::html, ..FIRST },
    Row { pane: Pane::Costs, html: costs::html, ..FIRST },
];

/// What most rows are like.
const FIRST: Row = Row {
    pane: Pane::Failed,
    html: failed::html,
    badge: |_| None,
    texts: &["fields", "further", "memory"],
    scrolls: true,
    later: false,
};

/// The row of a pane.
pub fn row(pane: Pane) -> &'static Row {
    PANES.iter().find(|row| row.pane == pane).unwrap_or(&FIRST)
}

fn new_values(sight: &Sight) -> Option<Badge> {
    let made = made(&sight.shown.trace, sight.at);
    (made > 0).then_some(Badge::New(made))
}

/// What the chosen tab shows.
pub fn html(sight: &Sight) -> Html {
    let row = row(sight.looked());
    let name = row.pane.name();
    let id = format!("tab-{name}");
    let mut out = Html::new();
    out.open("div", &[("role", "tabpanel"), ("id", "panel"), ("tabindex", "-1"), ("aria-labelledby", &id)]);
    match row.scrolls {
        true => {
            let label = sight.t(&format!("page.tab.{name}"));
            out.open("div", &[("class", "scroll"), ("tabindex", "0"), ("role", "region"), ("aria-label", &label)]);
            out.add(&(row.html)(sight)).close("div");
        }
        false => drop(out.add(&(row.html)(sight))),
    }
    out.close("div");
    out
}
