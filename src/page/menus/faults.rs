//! The fault menu: the catalogue, one message of the run, and where to click for a single byte.

use leptos::prelude::*;
use web_sys::Event;

use crate::page::dom;
use crate::page::html::Html;
use crate::page::state::App;
use crate::page::text;
use crate::page::wording::message_name;
use handscope::lab::catalogue;
use handscope::net::Fault;

/// The menu.
#[component]
pub fn Menu(app: App) -> impl IntoView {
    text::need(app, "faults");
    let html = Memo::new(move |_| markup(app).into_string());
    let click = move |event: Event| {
        let Some(button) = dom::closest(&event, "button[data-fault], button[data-act]") else { return };
        let text = button.get_attribute("data-fault").or_else(|| {
            let message = dom::find("#fault-message").map(|select| dom::value_of(&select))?;
            Some(format!("{}:{message}", button.get_attribute("data-act")?))
        });
        let Some(Ok(fault)) = text.map(|text| Fault::parse(&text)) else { return };
        app.dialog.set(None);
        // Choosing an active fault again takes it away.
        let mut scenario = app.scenario();
        match scenario.faults.iter().position(|known| *known == fault) {
            Some(at) => drop(scenario.faults.remove(at)),
            None => scenario.faults.push(fault),
        }
        app.apply(&scenario);
    };
    view! { <div class="inner-menu" inner_html=html on:click=move |event| click(event.into())></div> }
}

fn markup(app: App) -> Html {
    let mut out = Html::new();
    out.open("section", &[]).paragraph("lead", &app.t("page.break.about")).class("div", "cards");
    app.shown.with(|shown| {
        for entry in catalogue() {
            let fault = Fault::Named { id: entry.id.to_owned(), params: Vec::new() };
            let on = shown.trace.scenario.faults.contains(&fault);
            out.open("button", &[("data-fault", entry.id), ("aria-pressed", if on { "true" } else { "false" })]);
            let told = app.text(&format!("fault.{}", entry.id));
            out.open("b", &[]).prose(told.as_ref().map_or(entry.id, |told| told.title.as_str())).close("b");
            for paragraph in told.iter().flat_map(|told| told.body.first()) {
                out.open("span", &[]).prose(paragraph).close("span");
            }
            out.close("button");
        }
        out.close("div").close("section");
        out.open("section", &[]).el("h3", "", &app.t("page.break.message")).class("div", "line");
        out.open("select", &[("id", "fault-message"), ("aria-label", &app.t("page.break.message"))]);
        for message in shown.trace.messages.iter().filter(|message| message.sent.is_some()) {
            let target = format!("c{}.{}.{}#{}", message.conn.0, message.role.letter(), message.name, message.nth);
            let name = format!("{}: {}", app.name("who", message.role.name()), message_name(&shown.trace, message));
            out.open("option", &[("value", &target)]).text(&name).close("option");
        }
        out.close("select");
        for (act, id) in [("drop", "page.break.drop"), ("dup", "page.break.dup"), ("omit", "page.break.omit")] {
            out.open("button", &[("class", "edged"), ("data-act", act)]).text(&app.t(id)).close("button");
        }
        out.close("div").close("section");
    });
    out.open("section", &[]).el("h3", "", &app.t("page.break.byte")).paragraph("lead", &app.t("page.break.byte.about")).close("section");
    out
}
