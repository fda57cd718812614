//! The controls of one key of the text form: their markup, and the text that a change of them makes. They follow the
//! table of keys, so that a control can only say what a link can say.

use crate::lab::{KeyInfo, Kind, Scenario, decode_text, encode, keys};
use crate::view::html::Html;
use crate::view::sight::Sight;
use crate::wire::Role;

/// The markup of a key's control, with its present value.
pub fn control(sight: &Sight, out: &mut Html, name: &str, role: Option<Role>, scenario: &Scenario) {
    let Some(info) = keys().iter().find(|key| key.name == name) else { return };
    let key = info.full(role);
    let value = value(info, scenario, role);
    let label = sight.t(&format!("page.key.{name}"));
    match info.kind {
        Kind::List(options, _) => list(sight, out, &key, &label, &value, &options()),
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
                    .text(&option_name(sight, name, option))
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
fn list(sight: &Sight, out: &mut Html, key: &str, label: &str, value: &str, options: &[&'static str]) {
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
            let label = sight.tf("page.move_up", &vec![("name", item.to_owned())]);
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

/// What becomes of the scenario's text where an item of a list is taken in or out, or moved up.
pub fn listed(scenario: &Scenario, key: &str, item: &str, up: bool) -> Option<String> {
    let mut items: Vec<String> =
        value_of(scenario, key)?.split(',').filter(|item| !item.is_empty()).map(str::to_owned).collect();
    let place = items.iter().position(|other| other == item);
    match (up, place) {
        (true, Some(at)) if at > 0 => items.swap(at, at - 1),
        (true, _) => return None,
        (false, Some(at)) => drop(items.remove(at)),
        (false, None) => items.push(item.to_owned()),
    }
    Some(with(scenario, key, &items.join(",")))
}

/// The scenario's text with what a reader has typed as a key's value. Commas part the items of a list: they stay.
pub fn typed(scenario: &Scenario, key: &str, value: &str) -> String {
    with(scenario, key, &encode(value).replace("%2C", ","))
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

/// A value without its percent-encoding.
fn shown(value: &str) -> String {
    decode_text(value).unwrap_or_else(|| value.to_owned())
}

fn option_name(sight: &Sight, key: &str, option: &str) -> String {
    let id = format!("page.option.{key}.{option}");
    sight.texts.get(&id).map_or_else(|| option.to_owned(), |text| text.title.clone())
}
