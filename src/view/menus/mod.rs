//! The menus: scenarios, faults, and help, each in the page's one dialog.

pub mod active;
pub mod controls;
pub mod faults;
pub mod filter;
mod params;
pub mod scenario;

use super::help;
use super::html::Html;
use super::icons;
use super::link;
use super::sight::{Dialog, Sight};
use crate::lab::{Example, FIRST, Scenario, gallery};

/// The inside of the dialog.
pub fn html(sight: &Sight) -> Html {
    let mut out = Html::new();
    let Some(dialog) = sight.dialog else { return out };
    let (title, inner) = match dialog {
        Dialog::Scenario => ("page.scenario", scenario::html(sight)),
        Dialog::Faults => ("page.break", faults::html(sight)),
        Dialog::Help => ("page.help", help::html(sight)),
    };
    out.open("header", &[]).open("h2", &[("id", "dialog-title")]).text(&sight.t(title)).close("h2");
    out.open("button", &[("class", "icon"), ("data-act", "close"), ("aria-label", &sight.t("page.close"))]);
    icons::sign(&mut out, icons::CROSS);
    out.close("button").close("header");
    out.open("div", &[("class", "inner"), ("tabindex", "-1")]).add(&inner).close("div");
    out
}

/// The name of the scenario that is shown: of the gallery's, or one of the reader's own.
pub fn title(sight: &Sight) -> String {
    match current(sight) {
        Some(id) => sight.t(&format!("example.{id}")),
        None => sight.t("page.scenario.own"),
    }
}

/// The gallery's scenario that is shown; else that to which faults were added.
fn current(sight: &Sight) -> Option<&'static str> {
    // An example may say which pane it opens with.
    let plain = |example: &Example| example.text.split("&~").next();
    let find = |text: &str| match text == FIRST.text {
        true => Some(FIRST.id),
        false => gallery().iter().find(|example| plain(example) == Some(text)).map(|example| example.id),
    };
    find(&sight.shown.text).or_else(|| {
        let plain = Scenario { faults: Vec::new(), ..sight.shown.trace.scenario.clone() };
        find(&link::write(&plain))
    })
}
