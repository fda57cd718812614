//! The menus: scenarios, faults, and help, each in the page's one dialog; and the list of active faults.

pub mod controls;
pub mod faults;
pub mod scenario;

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlDialogElement};

use super::dom;
use super::help;
use super::html::Html;
use super::link;
use super::stage::fault_name;
use super::state::{App, Dialog};
use handscope::lab::{Scenario, gallery};

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
    out.text("✕").close("button").close("header");
    out.open("div", &[("class", "inner"), ("tabindex", "-1")]).add(&inner).close("div");
    out
}

/// Opens the dialog, or closes it, as the state says.
pub fn show(app: App) {
    let open = app.dialog.get().is_some();
    let Some(dialog) = dom::find("dialog").map(Element::unchecked_into::<HtmlDialogElement>) else { return };
    match open {
        true if !dialog.open() => drop(dialog.show_modal()),
        false if dialog.open() => dialog.close(),
        _ => {}
    }
}

/// The faults of the scenario, each with a button that takes it away.
pub fn active(app: App) -> Html {
    let mut out = Html::new();
    app.shown.with(|shown| {
        let trace = &shown.trace;
        if trace.scenario.faults.is_empty() {
            return;
        }
        out.open("ul", &[("class", "faults"), ("aria-label", &app.t("page.faults.active"))]);
        for (at, fault) in trace.scenario.faults.iter().enumerate() {
            let name = fault_name(app, fault);
            let idle = trace.unstruck.contains(&at);
            out.class("li", if idle { "chip idle" } else { "chip" }).el("span", "", &name);
            if idle {
                out.text(" ").el("small", "soft", &app.t("page.fault.idle"));
            }
            let (label, at) = (app.tf("page.fault.remove", &vec![("name", name)]), at.to_string());
            out.open("button", &[("data-act", "remove"), ("data-n", &at), ("aria-label", &label), ("title", &label)]);
            out.text("✕").close("button").close("li");
        }
        out.close("ul");
    });
    out
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
    let find = |text: &str| gallery().iter().find(|example| example.text == text).map(|example| example.id);
    app.shown.with(|shown| {
        find(&shown.text).or_else(|| {
            let plain = Scenario { faults: Vec::new(), ..shown.trace.scenario.clone() };
            find(&link::write(&plain))
        })
    })
}
