//! The tabs of the stage, from the rows of the panes. Knows nothing of what they show.

use super::html::Html;
use super::panes::badge::Badge;
use super::panes::row;
use super::sight::{Pane, Sight};
use crate::explain::panes;

/// The tabs.
pub fn html(sight: &Sight) -> Html {
    let looked = sight.looked();
    let mut out = Html::new();
    out.open("div", &[("role", "tablist"), ("aria-label", &sight.t("page.panes"))]);
    for pane in panes(&sight.shown.trace, sight.shown.aftermath.as_ref(), sight.at) {
        let on = looked == pane;
        let (id, selected) = (format!("tab-{}", pane.name()), if on { "true" } else { "false" });
        let index = if on { "0" } else { "-1" };
        out.open(
            "button",
            &[
                ("role", "tab"),
                ("id", &id),
                ("aria-controls", "panel"),
                ("aria-selected", selected),
                ("tabindex", index),
            ],
        );
        let badge = (row(pane).badge)(sight);
        out.text(&sight.t(&label(pane, badge)));
        match badge {
            Some(Badge::New(count)) => drop(out.el("span", "n", &format!("+{count}"))),
            Some(Badge::Failed) => {
                out.open("span", &[("class", "n bad"), ("aria-hidden", "true")]).text("✗").close("span");
            }
            None => {}
        }
        out.close("button");
    }
    out.close("div");
    out
}

/// The id of a tab's label. Where both sides completed in spite of a fault, nothing failed.
fn label(pane: Pane, badge: Option<Badge>) -> String {
    match (pane, badge) {
        (Pane::Failed, None) => "page.tab.came".to_owned(),
        _ => format!("page.tab.{}", pane.name()),
    }
}
