//! The fault menu: the catalogue, group by group, each fault a card with its parameters; a single byte is changed where
//! it stands. Knows no fault.

use super::controls::with;
use super::filter;
use super::params::{named, parameter};
use crate::lab::{Entry, Group, Scenario, Trace, catalogue, run};
use crate::net::Fault;
use crate::view::choices::Page;
use crate::view::html::Html;
use crate::view::sight::Sight;
use crate::view::ways::to_entry;
use crate::wire::Version;

/// The menu.
pub fn html(sight: &Sight) -> Html {
    markup(sight, &sight.shown.trace)
}

/// The scenario with the fault of a card; one that is active as it is set is taken away. Beside others it takes their place,
/// or is added; where it cannot strike in the run's version, another one is run.
pub fn chosen(mut scenario: Scenario, fault: Fault, add: bool) -> Scenario {
    let version = elsewhere(&scenario, &fault);
    match scenario.faults.iter().position(|known| *known == fault) {
        Some(at) => drop(scenario.faults.remove(at)),
        None => {
            scenario.faults.retain(|_| add);
            scenario.faults.push(fault);
            if let Some(version) = version {
                return in_version(&scenario, version);
            }
        }
    }
    scenario
}

/// The scenario in the version in which one of its faults can strike.
pub fn there(scenario: &Scenario, at: usize) -> Option<Scenario> {
    let version = scenario.faults.get(at).and_then(|fault| elsewhere(scenario, fault))?;
    Some(in_version(scenario, version))
}

/// The version in which a fault could strike, where the one that both sides speak is none of those.
pub fn elsewhere(scenario: &Scenario, fault: &Fault) -> Option<Version> {
    let Fault::Named { id, .. } = fault else { return None };
    let needs = Entry::of(id)?.needs;
    let plan = scenario.connections.first()?;
    let [client, server] = [&plan.client, &plan.server].map(|side| &side.config.versions);
    let now = client.iter().filter(|version| server.contains(version)).max()?;
    needs.first().copied().filter(|_| !needs.contains(now))
}

/// The scenario with both sides in a version. Where its other choices leave nothing to agree on there, so that the faults
/// do not strike either, they are left out.
fn in_version(scenario: &Scenario, version: Version) -> Scenario {
    // Who speaks the newer one speaks the older one too, as usual.
    let versions = if version == Version::Tls13 { "1.3,1.2" } else { version.name() };
    let read = |text: String| Scenario::parse(&text).ok().map(|parsed| parsed.scenario);
    let set = |scenario: &Scenario| {
        let client = read(with(scenario, "client.versions", versions))?;
        read(with(&client, "server.versions", versions))
    };
    let (faults, seed, time) = (scenario.faults.clone(), scenario.seed, scenario.time);
    let plain = Scenario { faults, seed, time, ..Scenario::default() };
    let own = set(scenario).filter(|one| run(one).unstruck.is_empty());
    own.or_else(|| set(&plain)).unwrap_or(plain)
}

fn markup(sight: &Sight, trace: &Trace) -> Html {
    let mut out = Html::new();
    out.paragraph("lead", &sight.t("page.break.about"));
    out.class("p", "all").open("a", &[("href", &to_entry(sight, Page::Sweep, Some("faults")))]);
    out.text(&sight.t("page.break.all")).close("a").close("p");
    beside(sight, &mut out, trace);
    filter::html(sight, &mut out, &filter::FAULTS);
    for group in Group::ALL {
        out.class("section", "group")
            .el("h3", "", &sight.t(&format!("page.group.{}", group.id())))
            .class("div", "cards");
        for entry in catalogue().iter().filter(|entry| entry.group == *group) {
            card(sight, &mut out, trace, entry);
        }
        out.close("div").close("section");
    }
    out.open("section", &[]).el("h3", "", &sight.t("page.break.byte"));
    out.paragraph("lead", &sight.t("page.break.byte.about")).close("section");
    out
}

/// What becomes of the faults that the run has already.
fn beside(sight: &Sight, out: &mut Html, trace: &Trace) {
    let faults = &trace.scenario.faults;
    if faults.is_empty() {
        return;
    }
    let names = faults.iter().map(|fault| named(sight, fault)).collect::<Vec<_>>().join(sight.lang.comma());
    out.class("fieldset", "field beside");
    out.open("legend", &[]).prose(&sight.tf("page.faults.beside", &vec![("names", names)])).close("legend");
    for (id, checked) in [("replace", ("checked", "")), ("add", ("", ""))] {
        out.open("label", &[("class", "tick")]);
        out.open("input", &[("type", "radio"), ("name", "beside"), ("id", &format!("fault-{id}")), checked]);
        out.text(&sight.t(&format!("page.faults.{id}"))).close("label");
    }
    out.close("fieldset");
}

fn card(sight: &Sight, out: &mut Html, trace: &Trace, entry: &Entry) {
    let id = entry.id;
    let active = trace.scenario.faults.iter().find(|fault| matches!(fault, Fault::Named { id, .. } if id == entry.id));
    out.open("div", &[("class", if active.is_some() { "card on" } else { "card" }), ("data-words", id)]);
    let pressed = if active.is_some() { "true" } else { "false" };
    let own = format!("fault-{id}");
    out.open("button", &[("id", &own), ("data-act", "fault"), ("data-fault", id), ("aria-pressed", pressed)]);
    let told = sight.text(&format!("fault.{id}"));
    out.open("b", &[]).prose(told.as_ref().map_or(id, |told| told.title.as_str())).close("b");
    if let Some(paragraph) = told.iter().flat_map(|told| told.body.first()).next() {
        out.open("span", &[]).prose(paragraph).close("span");
    }
    if let [version] = entry.needs {
        let there = elsewhere(&trace.scenario, &Fault::named(id)).is_some();
        let label = if there { "page.break.there" } else { "page.break.only" };
        out.el("span", "only", &sight.tf(label, &vec![("version", format!("TLS {}", version.name()))]));
    }
    out.close("button");
    for param in entry.params {
        let set = match active {
            Some(Fault::Named { params, .. }) => params.iter().find(|(name, _)| name == param.name),
            _ => None,
        };
        parameter(sight, out, trace, id, param, set.map_or(param.default, |(_, value)| value));
    }
    out.close("div");
}
