//! The controls of one key of the text form: their markup, and the text that a change of them makes. They follow the
//! table of keys, so that a control can only say what a link can say.

use web_sys::Element;

use crate::page::dom;
use crate::page::html::Html;
use crate::page::state::App;
use handscope::lab::{KeyInfo, Kind, Scenario, keys};
use handscope::wire::Role;

/// The markup of a key's control, with its present value.
pub fn control(app: App, out: &mut Html, name: &str, role: Option<Role>, scenario: &Scenario) {
    let Some(info) = keys().iter().find(|key| key.name == name) else { return };
    let key = info.full(role);
    let value = value(info, scenario, role);
    let label = app.t(&format!("page.key.{name}"));
    match info.kind {
        Kind::List(options, _) => list(app, out, &key, &label, &value, &options()),
        Kind::Switch => {
            out.class("div", "field").open("label", &[("class", "tick")]);
            let checked = if value == "on" { ("checked", "") } else { ("", "") };
            out.open("input", &[("type", "checkbox"), ("id", &key), ("data-key", &key), checked]).text(&label);
            out.close("label").close("div");
        }
        Kind::Choice(options) => {
            out.class("div", "field").open("label", &[("for", &key)]).text(&label).close("label");
            out.open("select", &[("id", &key), ("data-key", &key)]);
            for option in
                options.iter().filter(|option| !(role == Some(Role::Server) && ["scsv", "none"].contains(option)))
            {
                let selected = if value == *option { ("selected", "") } else { ("", "") };
                out.open("option", &[("value", option), selected])
                    .text(&option_name(app, name, option))
                    .close("option");
            }
            out.close("select").close("div");
        }
        Kind::Number(..) | Kind::Text(_) | Kind::Repeated(_) => {
            out.class("div", "field").open("label", &[("for", &key)]).text(&label).close("label");
            let shown = shown(&value);
            out.open("input", &[("id", &key), ("data-key", &key), ("value", &shown), ("spellcheck", "false")]);
            out.close("div");
        }
    }
}

/// Choices in an order: the chosen first, each with a button that moves it up.
fn list(app: App, out: &mut Html, key: &str, label: &str, value: &str, options: &[&'static str]) {
    let chosen: Vec<&str> = value.split(',').filter(|item| !item.is_empty()).collect();
    let others = options.iter().copied().filter(|option| !chosen.contains(option));
    out.class("div", "field").open("b", &[("id", &format!("{key}-label"))]).text(label).close("b");
    out.open("ol", &[("class", "order"), ("aria-labelledby", &format!("{key}-label"))]);
    for (at, item) in chosen.iter().copied().chain(others).enumerate() {
        let on = at < chosen.len();
        let id = format!("{key}-{item}");
        out.open("li", &[]).open("label", &[("class", "tick")]);
        let checked = if on { ("checked", "") } else { ("", "") };
        out.open("input", &[("type", "checkbox"), ("id", &id), ("data-list", key), ("data-item", item), checked]);
        out.el("code", "", &shown(item)).close("label");
        if on && at > 0 {
            let label = app.tf("page.move_up", &vec![("name", item.to_owned())]);
            let id = format!("{id}-up");
            out.open(
                "button",
                &[
                    ("id", &id),
                    ("data-act", "up"),
                    ("data-up", key),
                    ("data-item", item),
                    ("aria-label", &label),
                    ("title", &label),
                ],
            );
            out.text("▲").close("button");
        }
        out.close("li");
    }
    out.close("ol").close("div");
}

/// What a change of a control makes of the scenario's text.
pub fn changed(element: &Element, scenario: &Scenario) -> Option<String> {
    let attribute = |name: &str| element.get_attribute(name);
    if let Some(key) = attribute("data-key") {
        let checkbox = attribute("type").as_deref() == Some("checkbox");
        let new = match checkbox {
            true if dom::is_checked(element) => "on".to_owned(),
            true => "off".to_owned(),
            // Commas part the items of a list: those that the reader types stay.
            false => encode(&dom::value_of(element)).replace("%2C", ","),
        };
        return Some(with(scenario, &key, &new));
    }
    let key = attribute("data-list").or_else(|| attribute("data-up"))?;
    let item = attribute("data-item")?;
    let mut items: Vec<String> =
        value_of(scenario, &key)?.split(',').filter(|item| !item.is_empty()).map(str::to_owned).collect();
    let place = items.iter().position(|other| *other == item);
    match (attribute("data-up").is_some(), place) {
        (true, Some(at)) if at > 0 => items.swap(at, at - 1),
        (true, _) => return None,
        (false, Some(at)) => drop(items.remove(at)),
        (false, None) => items.push(item),
    }
    Some(with(scenario, &key, &items.join(",")))
}

/// A value as it stands in a text, of a key as it stands there.
fn value_of(scenario: &Scenario, full: &str) -> Option<String> {
    let (role, name) = match full.split_once('.') {
        Some(("client", name)) => (Some(Role::Client), name),
        Some((_, name)) => (Some(Role::Server), name),
        None => (None, full),
    };
    let info: &KeyInfo = keys().iter().find(|key| key.name == name)?;
    Some(value(info, scenario, role))
}

fn value(info: &KeyInfo, scenario: &Scenario, role: Option<Role>) -> String {
    info.values(scenario, role).into_iter().next().unwrap_or_default()
}

/// The scenario's text with a key of another value.
pub fn with(scenario: &Scenario, key: &str, value: &str) -> String {
    let text = scenario.to_text();
    let kept = text.split('&').filter(|pair| pair.split_once('=').is_none_or(|(known, _)| known != key));
    kept.chain([format!("{key}={value}").as_str()]).collect::<Vec<_>>().join("&")
}

fn encode(text: &str) -> String {
    js_sys::encode_uri_component(text).into()
}

/// A value without its percent-encoding.
fn shown(value: &str) -> String {
    js_sys::decode_uri_component(value).map_or_else(|_| value.to_owned(), String::from)
}

fn option_name(app: App, key: &str, option: &str) -> String {
    let id = format!("page.option.{key}.{option}");
    app.texts.with(|texts| texts.get(&id).map_or_else(|| option.to_owned(), |text| text.title.clone()))
}
