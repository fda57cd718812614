//! The menus: scenarios, faults, and help, each in the page's one dialog; and the list of active faults.

mod controls;
mod faults;
mod scenario;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, MouseEvent};

use super::dom;
use super::help::Help;
use super::stage::fault_name;
use super::state::{App, Dialog};
use handscope::lab::{Scenario, gallery};

/// The dialog, open where the state says so.
#[component]
pub fn Dialogs(app: App) -> impl IntoView {
    let node = NodeRef::<leptos::html::Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = node.get() else { return };
        match app.dialog.get() {
            Some(_) if !dialog.open() => drop(dialog.show_modal()),
            None if dialog.open() => dialog.close(),
            _ => {}
        }
    });
    // A click on the dialog's own box is one on the backdrop: all that is inside has boxes of its own.
    let click = move |event: MouseEvent| {
        let outside = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        if outside.is_some_and(|target| target.tag_name() == "DIALOG") {
            app.dialog.set(None);
        }
    };
    let heading = move || match app.dialog.get() {
        Some(Dialog::Scenario) => app.t("page.scenario"),
        Some(Dialog::Faults) => app.t("page.break"),
        Some(Dialog::Help) => app.t("page.help"),
        None => String::new(),
    };
    let inner = move || match app.dialog.get() {
        Some(Dialog::Scenario) => view! { <scenario::Menu app/> }.into_any(),
        Some(Dialog::Faults) => view! { <faults::Menu app/> }.into_any(),
        Some(Dialog::Help) => view! { <Help app/> }.into_any(),
        None => ().into_any(),
    };
    view! {
        <dialog node_ref=node aria-labelledby="dialog-title" on:close=move |_| app.dialog.set(None) on:click=click>
            <header>
                <h2 id="dialog-title">{heading}</h2>
                <button class="icon" aria-label=move || app.t("page.close") on:click=move |_| app.dialog.set(None)>"✕"</button>
            </header>
            <div class="inner" tabindex="-1">{inner}</div>
        </dialog>
    }
}

/// The faults of the scenario, each with a button that takes it away.
#[component]
pub fn Active(app: App) -> impl IntoView {
    let faults = Memo::new(move |_| {
        app.shown.with(|shown| {
            let trace = &shown.trace;
            let named = trace.scenario.faults.iter().enumerate();
            named.map(|(at, fault)| (at, fault_name(app, fault), trace.unstruck.contains(&at))).collect::<Vec<_>>()
        })
    });
    let remove = move |at: usize| {
        let mut scenario = app.scenario();
        if at < scenario.faults.len() {
            scenario.faults.remove(at);
        }
        app.apply(&scenario);
    };
    let item = move |(at, name, idle): (usize, String, bool)| {
        let label = app.tf("page.fault.remove", &vec![("name", name.clone())]);
        view! {
            <li class:idle=idle class="chip">
                <span>{name}</span>
                {idle.then(|| view! { <small class="soft">{app.t("page.fault.idle")}</small> })}
                <button aria-label=label.clone() title=label on:click=move |_| remove(at)>"✕"</button>
            </li>
        }
    };
    move || {
        let faults = faults.get();
        (!faults.is_empty()).then(|| view! {
            <ul class="faults" aria-label=app.t("page.faults.active")>{faults.into_iter().map(item).collect_view()}</ul>
        })
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
    let (text, plain) = app.shown.with(|shown| {
        let plain = Scenario { faults: Vec::new(), view: Vec::new(), ..shown.trace.scenario.clone() };
        (shown.text.clone(), plain.to_text())
    });
    let find = |text: &str| gallery().iter().find(|example| example.text == text).map(|example| example.id);
    find(&text).or_else(|| find(&plain))
}

/// Puts the focus back on a control that was drawn anew.
fn refocus(id: String) {
    request_animation_frame(move || dom::focus(&format!("[id=\"{id}\"]")));
}
