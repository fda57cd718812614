//! The menus: scenarios, faults, and help, each in the page's one dialog.

pub mod active;
pub mod controls;
pub mod faults;
pub mod filter;
mod params;
pub mod scenario;

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlDialogElement};

use super::dom;
use super::help;
use super::html::Html;
use super::icons;
use super::link;
use super::past;
use super::state::{App, Dialog};
use handscope::lab::{Example, FIRST, Scenario, gallery};

/// The inside of the dialog.
pub fn html(app: App) -> Html {
    let mut out = Html::new();
    let Some(dialog) = app.dialog.get() else { return out };
    let (title, inner) = match dialog {
        Dialog::Scenario => ("page.scenario", scenario::html(app)),
        Dialog::Faults => ("page.break", faults::html(app)),
        Dialog::Help => ("page.help", help::html(app)),
    };
    out.open("header", &[]).open("h2", &[("id", "dialog-title")]).text(&app.t(title)).close("h2");
    out.open("button", &[("class", "icon"), ("data-act", "close"), ("aria-label", &app.t("page.close"))]);
    icons::sign(&mut out, icons::CROSS);
    out.close("button").close("header");
    out.open("div", &[("class", "inner"), ("tabindex", "-1")]).add(&inner).close("div");
    out
}

/// Opens the dialog, or closes it, as the state says.
pub fn show(app: App) {
    let open = app.dialog.get().is_some();
    past::over(app, open);
    let Some(dialog) = dom::find("dialog").map(Element::unchecked_into::<HtmlDialogElement>) else { return };
    match open {
        true if !dialog.open() => drop(dialog.show_modal()),
        false if dialog.open() => dialog.close(),
        _ => {}
    }
}

/// The name of the scenario that is shown: of the gallery's, or one of the reader's own.
pub fn title(app: App) -> String {
    match current(app) {
        Some(id) => app.t(&format!("example.{id}")),
        None => app.t("page.scenario.own"),
    }
}

/// The gallery's scenario that is shown; else that to which faults were added.
fn current(app: App) -> Option<&'static str> {
    // An example may say which pane it opens with.
    let plain = |example: &Example| example.text.split("&~").next();
    let find = |text: &str| match text == FIRST.text {
        true => Some(FIRST.id),
        false => gallery().iter().find(|example| plain(example) == Some(text)).map(|example| example.id),
    };
    app.shown.with(|shown| {
        find(&shown.text).or_else(|| {
            let plain = Scenario { faults: Vec::new(), ..shown.trace.scenario.clone() };
            find(&link::write(&plain))
        })
    })
}
