//! The parameters of a fault on its card: controls with names and values in words, from the catalogue's own table.
//! Knows no fault.

use crate::lab::catalogue::{Param, ParamKind};
use crate::lab::{Entry, Trace};
use crate::net::Fault;
use crate::view::html::Html;
use crate::view::panes::flip::name as fault_name;
use crate::view::sight::Sight;
use crate::view::wording::message_name;

/// A parameter with its present value.
pub fn parameter(sight: &Sight, out: &mut Html, trace: &Trace, fault: &str, param: &Param, value: &str) {
    let id = format!("{fault}-{}", param.name);
    let common = [("id", id.as_str()), ("data-param", param.name), ("data-default", param.default)];
    out.class("p", "param").open("label", &[("for", &id)]).text(&sight.t(&format!("page.param.{}", param.name)));
    out.close("label");
    let mut options: Vec<(String, String)> = match param.kind {
        ParamKind::Target => targets(sight, trace),
        kind => kind.names().into_iter().map(|name| (name.to_owned(), spoken(sight, param, name))).collect(),
    };
    if options.is_empty() {
        let range = match param.kind {
            ParamKind::Number(from, to) => Some([from, to].map(|number| number.to_string())),
            _ => None,
        };
        let number =
            range.as_ref().map(|[from, to]| [("type", "number"), ("min", from.as_str()), ("max", to.as_str())]);
        let number = number.unwrap_or_default();
        out.open("input", &[&common[..], &number, &[("value", value), ("spellcheck", "false")]].concat());
    } else {
        // A message that this run has not is still the one that is set.
        if !options.iter().any(|(known, _)| known == value) {
            options.push((value.to_owned(), value.to_owned()));
        }
        out.open("select", &common);
        for (option, name) in &options {
            let selected = if option == value { ("selected", "") } else { ("", "") };
            out.open("option", &[("value", option), selected]).text(name).close("option");
        }
        out.close("select");
    }
    out.close("p");
}

/// A fault's name, with the parameters that were set, in words.
pub fn named(sight: &Sight, fault: &Fault) -> String {
    let name = fault_name(sight, fault);
    let Fault::Named { id, params, .. } = fault else { return name };
    let Some(entry) = Entry::of(id).filter(|_| !params.is_empty()) else { return name };
    let known = params.iter().filter_map(|(name, value)| Some((entry.params.iter().find(|p| p.name == name)?, value)));
    let lang = sight.lang;
    let told = known.map(|(param, value)| {
        let label = sight.t(&format!("page.param.{}", param.name));
        format!("{label}{}{}", lang.colon(), spoken(sight, param, value))
    });
    lang.bracketed(&name, &told.collect::<Vec<_>>().join(lang.comma()))
}

/// A value in words; an alert has its own name.
fn spoken(sight: &Sight, param: &Param, value: &str) -> String {
    match param.kind {
        ParamKind::Choice(_) => sight.name(&format!("page.param.{}", param.name), value),
        _ => value.to_owned(),
    }
}

/// The messages of this run, as faults name them and as people do.
fn targets(sight: &Sight, trace: &Trace) -> Vec<(String, String)> {
    let sent = trace.messages.iter().filter(|message| message.sent.is_some());
    sent.map(|message| {
        let nth = if message.nth == 1 { String::new() } else { format!("#{}", message.nth) };
        let target = format!("c{}.{}.{}{nth}", message.conn.0, message.role.letter(), message.name);
        let who = sight.name("who", message.role.name());
        (target, format!("{who}{}{}", sight.lang.colon(), message_name(trace, message)))
    })
    .collect()
}
