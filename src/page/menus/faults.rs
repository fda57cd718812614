//! The fault menu: the catalogue, group by group, each fault with its parameters; a single byte is changed where it
//! stands. Knows no fault.

use web_sys::Element;

use crate::page::dom;
use crate::page::html::Html;
use crate::page::state::App;
use crate::page::wording::message_name;
use handscope::lab::catalogue::{Param, ParamKind};
use handscope::lab::{Entry, Group, Trace, catalogue};
use handscope::net::Fault;

/// The menu.
pub fn html(app: App) -> Html {
    app.shown.with(|shown| markup(app, &shown.trace))
}

/// Chooses the fault of a card; one that is active already is taken away.
pub fn choose(app: App, button: &Element) {
    let Some(Ok(fault)) = written(button).map(|text| Fault::parse(&text)) else { return };
    app.dialog.set(None);
    let mut scenario = app.scenario();
    match scenario.faults.iter().position(|known| *known == fault) {
        Some(at) => drop(scenario.faults.remove(at)),
        None => scenario.faults.push(fault),
    }
    app.apply(scenario);
}

/// A card's fault in the text form, with the parameters that are not as they would be anyway.
fn written(button: &Element) -> Option<String> {
    let id = button.get_attribute("data-fault")?;
    let card = button.parent_element()?;
    let params = dom::all(&card, "[data-param]").into_iter().filter_map(|control| {
        let value = dom::value_of(&control);
        let default = control.get_attribute("data-default")?;
        (value != default).then_some(format!("{}={value}", control.get_attribute("data-param")?))
    });
    let params = params.collect::<Vec<_>>().join(";");
    Some(if params.is_empty() { id } else { format!("{id}({params})") })
}

fn markup(app: App, trace: &Trace) -> Html {
    let mut out = Html::new();
    out.paragraph("lead", &app.t("page.break.about"));
    for group in Group::ALL {
        out.open("section", &[]).el("h3", "", &app.t(&format!("page.group.{}", group.id()))).class("div", "cards");
        for entry in catalogue().iter().filter(|entry| entry.group == *group) {
            card(app, &mut out, trace, entry);
        }
        out.close("div").close("section");
    }
    out.open("section", &[]).el("h3", "", &app.t("page.break.byte"));
    out.paragraph("lead", &app.t("page.break.byte.about")).close("section");
    out
}

fn card(app: App, out: &mut Html, trace: &Trace, entry: &Entry) {
    let id = entry.id;
    let on = trace.scenario.faults.iter().any(|fault| matches!(fault, Fault::Named { id, .. } if id == entry.id));
    out.class("div", "card").open(
        "button",
        &[("data-act", "fault"), ("data-fault", id), ("aria-pressed", if on { "true" } else { "false" })],
    );
    let told = app.text(&format!("fault.{id}"));
    out.open("b", &[]).prose(told.as_ref().map_or(id, |told| told.title.as_str())).close("b");
    if let Some(paragraph) = told.iter().flat_map(|told| told.body.first()).next() {
        out.open("span", &[]).prose(paragraph).close("span");
    }
    if let [version] = entry.needs {
        out.el("span", "only", &app.tf("page.break.only", &vec![("version", format!("TLS {}", version.name()))]));
    }
    out.close("button");
    for param in entry.params {
        parameter(app, out, trace, id, param);
    }
    out.close("div");
}

fn parameter(app: App, out: &mut Html, trace: &Trace, fault: &str, param: &Param) {
    let id = format!("{fault}-{}", param.name);
    let common = [("id", id.as_str()), ("data-param", param.name), ("data-default", param.default)];
    out.class("p", "param").open("label", &[("for", &id)]).text(&app.t(&format!("page.param.{}", param.name)));
    out.close("label");
    let options: Vec<(String, String)> = match param.kind {
        ParamKind::Choice(names) => names.iter().map(|name| ((*name).to_owned(), (*name).to_owned())).collect(),
        ParamKind::Target => targets(app, trace),
        _ => Vec::new(),
    };
    if options.is_empty() {
        out.open("input", &[common[0], common[1], common[2], ("value", param.default), ("spellcheck", "false")]);
    } else {
        out.open("select", &common);
        for (value, name) in &options {
            let selected = if *value == param.default { ("selected", "") } else { ("", "") };
            out.open("option", &[("value", value), selected]).text(name).close("option");
        }
        out.close("select");
    }
    out.close("p");
}

/// The messages of this run, as faults name them and as people do.
fn targets(app: App, trace: &Trace) -> Vec<(String, String)> {
    let sent = trace.messages.iter().filter(|message| message.sent.is_some());
    sent.map(|message| {
        let nth = if message.nth == 1 { String::new() } else { format!("#{}", message.nth) };
        let target = format!("c{}.{}.{}{nth}", message.conn.0, message.role.letter(), message.name);
        (target, format!("{}: {}", app.name("who", message.role.name()), message_name(trace, message)))
    })
    .collect()
}
