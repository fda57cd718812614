//! The menus: scenarios, faults, help, and the search, each in the page's one dialog.

pub mod active;
pub mod controls;
pub mod faults;
pub mod filter;
pub mod named;
mod params;
pub mod scenario;

use super::help;
use super::html::Html;
use super::icons;
use super::search;
use super::sight::{Dialog, Sight};

/// The inside of the dialog.
pub fn html(sight: &Sight) -> Html {
    let mut out = Html::new();
    let Some(dialog) = sight.dialog else { return out };
    let (title, inner) = match dialog {
        Dialog::Scenario => ("page.scenario", scenario::html(sight)),
        Dialog::Faults => ("page.break", faults::html(sight)),
        Dialog::Help => ("page.help", help::html(sight)),
        Dialog::Search => ("page.search", search::html(sight)),
    };
    out.open("header", &[]).open("h2", &[("id", "dialog-title")]).text(&sight.t(title)).close("h2");
    out.open("button", &[("class", "icon"), ("data-act", "close"), ("aria-label", &sight.t("page.close"))]);
    icons::sign(&mut out, icons::CROSS);
    out.close("button").close("header");
    out.open("div", &[("class", "inner"), ("tabindex", "-1")]).add(&inner).close("div");
    out
}
