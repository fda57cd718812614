//! Every text is on screen where its thing stands: whatever the gallery and the catalogue do, some pane of the step shows
//! what is written about it, by the same lists that the page draws.

#![cfg(test)]

mod support;

use std::collections::{BTreeMap, BTreeSet};

use handscope::explain::shown::{Asked, did, fields, head, pane};
use handscope::explain::{Aftermath, Pack, Pane, aftermath, panes, parts, refusal_id};
use handscope::lab::{Scenario, Trace, catalogue, gallery, run};
use handscope::net::Fault;
use handscope::tls::Effect;
use handscope::wire::BlobId;
use support::texts;

/// The families of texts about what a run does: fields, labels and menus aside.
const FAMILIES: [&str; 18] = [
    "refusal",
    "alert",
    "chain",
    "check",
    "scheme",
    "group",
    "state",
    "formula",
    "secret",
    "aftermath",
    "choice",
    "rule",
    "ignored",
    "epoch",
    "phase",
    "ending",
    "step",
    "transfer",
];

/// The gallery, and each fault of the catalogue in the default scenario of both versions.
fn scenarios() -> Vec<(String, Scenario)> {
    let mut all: Vec<_> = gallery().iter().map(|example| (example.id.to_owned(), example.scenario())).collect();
    for fault in catalogue() {
        for base in ["v=1", "v=1&client.versions=1.2&server.versions=1.2"] {
            let mut scenario = Scenario::parse(base).unwrap().scenario;
            scenario.faults.push(Fault::Named { conn: None, id: fault.id.to_owned(), params: Vec::new() });
            all.push((format!("{} in {base}", fault.id), scenario));
        }
    }
    all
}

/// What the steps of a run show in all their panes, and in which of them.
fn reached(trace: &Trace, after: Option<&Aftermath>, pack: &Pack) -> BTreeMap<String, BTreeSet<&'static str>> {
    let mut ids: BTreeMap<String, BTreeSet<&'static str>> = BTreeMap::new();
    let mut add = |asked: Vec<Asked>, place: &'static str| {
        for (keys, vars) in asked {
            // A label is shown by its title where it cannot be filled.
            let found = pack.resolve(&keys, &vars).map(|text| text.id).or_else(|| Some(pack.first(&keys)?.id.clone()));
            if let Some(id) = found {
                ids.entry(id).or_default().insert(place);
            }
        }
    };
    let mut seen: BTreeSet<BlobId> = BTreeSet::new();
    let conn = |at: usize| trace.steps.get(at).map(|step| step.conn);
    let last_of_its_connection = |at: usize| conn(at) != conn(at + 1);
    for at in 0..trace.steps.len() {
        add(head(trace, at, pack), "head");
        for own in panes(trace, after, at) {
            match own {
                // The same bytes are explained alike, whatever the step.
                Pane::Message | Pane::Record => {
                    let blobs: Vec<BlobId> =
                        parts(trace, at, own == Pane::Record).iter().map(|part| part.blob).collect();
                    if blobs.iter().any(|blob| !seen.contains(blob)) {
                        add(fields(trace, at, own == Pane::Record), own.name());
                    }
                    seen.extend(blobs);
                    if own == Pane::Message {
                        add(did(trace, at, pack), own.name());
                    }
                }
                // They grow with a connection, or are the same in all of it: its last step shows all.
                Pane::Keys | Pane::Certificates if !last_of_its_connection(at) => {}
                Pane::Failed if after.and_then(|after| after.seen(trace)) != Some(at) => {}
                _ => add(pane(trace, after, at, own, pack), own.name()),
            }
        }
    }
    ids
}

/// What a run does that something is written about.
fn done(trace: &Trace) -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    for effect in trace.steps.iter().flat_map(|step| &step.effects) {
        match effect {
            Effect::Entered { from, to } => ids.extend([format!("state.{from}"), format!("state.{to}")]),
            Effect::Chose { what, value, rule, among, .. } => {
                ids.extend([format!("choice.{}", what.id()), format!("rule.{}", rule.id())]);
                ids.extend(["group", "scheme", "suite"].map(|family| format!("{family}.{value}")));
                ids.extend(among.iter().filter_map(|one| one.out).map(|out| format!("out.{out}")));
            }
            Effect::Learned { name, .. } => ids.extend([format!("secret.{}", name.id())]),
            Effect::Checked { check, .. } => ids.extend([format!("check.{check}")]),
            Effect::Judged(judgement) => {
                ids.extend(judgement.checks.iter().map(|check| format!("chain.{}", check.id.id())));
            }
            Effect::Ignored { what, .. } => ids.extend([format!("ignored.{what}")]),
            Effect::Armed { epoch, .. } => ids.extend([format!("epoch.{}", epoch.id())]),
            Effect::Refused { refusal, alert, .. } => ids.extend([refusal_id(refusal), format!("alert.{alert}")]),
            Effect::Alerted { description, .. } => ids.extend([format!("alert.{description}")]),
            _ => {}
        }
    }
    for (_, entry) in trace.actors.iter().flat_map(|actor| actor.ledger.iter()) {
        ids.insert(handscope::explain::formula_id(&entry.formula));
    }
    ids
}

#[test]
fn whatever_a_run_does_its_text_is_on_screen() {
    let pack = support::pack("en");
    let (mut hidden, mut all) = (BTreeSet::new(), BTreeSet::new());
    for (name, scenario) in scenarios() {
        let trace = run(&scenario);
        let after = aftermath(&trace);
        let found = reached(&trace, after.as_ref(), &pack);
        let written = done(&trace).into_iter().filter(|id| pack.get(id).is_some());
        // A more particular text can stand in place of a general one.
        let shown = |id: &str| {
            found.keys().any(|own| own == id || own.strip_prefix(id).is_some_and(|rest| rest.starts_with('.')))
        };
        hidden.extend(written.filter(|id| !shown(id)).map(|id| format!("{id} ({name})")));
        if let Some(noticed) = after.and_then(|after| after.noticed) {
            let failed = |id: &str| found.get(id).is_some_and(|places| places.contains("failed"));
            hidden.extend(
                Some(refusal_id(&noticed.refusal))
                    .filter(|id| !failed(id))
                    .map(|id| format!("{id} in What failed ({name})")),
            );
        }
        all.extend(found.into_keys());
    }
    assert!(hidden.is_empty(), "{hidden:#?}");
    // A family of which no run shows anything is one that no view looks up.
    for family in FAMILIES {
        let own = |id: &&String| id.split('.').next() == Some(family);
        assert!(all.iter().any(|id| own(&id)), "no text of {family} was seen");
        let bodies = texts("en").into_iter().filter(|(id, text)| own(&id) && !text.body.is_empty()).count();
        let seen = all.iter().filter(own).count();
        println!("{family}: {seen} of {bodies} texts are shown by some run");
    }
}
