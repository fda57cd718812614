//! What a first visit downloads is what it needs: the area `core` holds the texts that the default handshake is told
//! with at first, `fields` and `checks` those of its fields, secrets, choices and checks, which come with the first step or
//! click, and `core` and `fields` hold no others.
//! The chain's checks have texts of their own, which come when a step shows them.

#![cfg(test)]

mod support;

use std::collections::BTreeSet;

use handscope::explain::{
    CheckText, Pack, Setting, Vars, field_also, field_keys, field_vars, formula_id, secret_text, standing, step_text,
};
use handscope::lab::{Scenario, Trace, run};
use handscope::tls::Effect;
use handscope::wire::{Role, annotate};
use support::{LANGUAGES, texts};

#[test]
fn first_areas_hold_what_the_default_handshake_needs() {
    let trace = run(&Scenario::default());
    for language in LANGUAGES {
        let pack = support::pack(language);
        let core = told(&trace, &pack);
        let fields: BTreeSet<_> = fields(&trace, &pack).difference(&core).cloned().collect();
        let mut wrong = Vec::new();
        for (id, entry) in texts(language) {
            let area = entry.file.split('/').next().unwrap();
            let right = match (core.contains(&id), fields.contains(&id)) {
                (true, _) => area == "core",
                (_, true) => ["fields", "checks", "certificates", "encoding"].contains(&area),
                (false, false) => area != "core" && area != "fields",
            };
            if !right {
                wrong.push(format!("{id} is in {area}"));
            }
        }
        assert!(core.len() > 30 && fields.len() > 100, "{} and {} texts found", core.len(), fields.len());
        assert_eq!(wrong, Vec::<String>::new(), "{language}");
    }
}

/// The ids of the texts of all steps and what they show at once.
fn told(trace: &Trace, pack: &Pack) -> BTreeSet<String> {
    let mut ids = BTreeSet::from(["who.network".to_owned(), "who.attacker".to_owned()]);
    let mut add = |keys: &[String], vars: &Vars| ids.extend(pack.resolve(keys, vars).map(|text| text.id));
    for at in 0..trace.steps.len() {
        let text = step_text(trace, at).unwrap();
        add(&text.keys, &text.vars);
        text.kicker.iter().for_each(|id| add(&[id.to_string()], &text.vars));
        // Below the parties' names on the ladder.
        for (role, here) in [Role::Client, Role::Server].into_iter().zip(standing(trace, at)) {
            add(&here.map_or_else(Vec::new, |here| here.keys(role)), &vec![("name", String::new())]);
        }
    }
    for (id, blob) in trace.blobs.iter() {
        let tree = annotate(blob);
        let root = tree.spans.first().unwrap();
        add(&field_keys(&tree, 0, Setting::of_blob(trace, id, &tree)), &field_vars(root, &blob.bytes));
        tree.notes.iter().for_each(|note| add(&[note.id.to_owned()], &Vars::new()));
    }
    ids
}

/// The ids of the texts of all fields, of all values of the ledgers, and of what steps choose and check.
fn fields(trace: &Trace, pack: &Pack) -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    let mut add = |keys: &[String], vars: &Vars| ids.extend(pack.resolve(keys, vars).map(|text| text.id));
    for (id, blob) in trace.blobs.iter() {
        let tree = annotate(blob);
        let setting = Setting::of_blob(trace, id, &tree);
        for (at, span) in tree.spans.iter().enumerate() {
            add(&field_keys(&tree, at, setting), &field_vars(span, &blob.bytes));
            let also = field_also(&tree, at, &blob.bytes, Some((trace, id)));
            also.iter().for_each(|text| add(&text.keys, &text.vars));
        }
    }
    for actor in &trace.actors {
        for (id, entry) in actor.ledger.iter() {
            let (keys, vars) = secret_text(trace, actor.id, id);
            add(&keys, &vars);
            add(&[formula_id(&entry.formula)], &Vars::new());
        }
    }
    let also = (0..trace.steps.len()).flat_map(|at| step_text(trace, at).unwrap().also);
    let told = also.chain(trace.steps.iter().flat_map(|step| &step.effects).flat_map(|effect| named(effect, pack)));
    ids.extend(told.filter(|id| pack.get(id).is_some()));
    ids
}

/// The labels by which an effect is told.
fn named(effect: &Effect, pack: &Pack) -> Vec<String> {
    match effect {
        Effect::Chose { among, .. } => among.iter().filter_map(|one| one.out).map(|out| format!("out.{out}")).collect(),
        Effect::Checked { check, passed, compared, .. } => {
            answered(CheckText::of(*check, *passed, None, compared, pack), compared, pack)
        }
        Effect::Judged(judgement) => {
            let checks = judgement.checks.iter();
            checks.flat_map(|check| answered(CheckText::of_chain(check, pack), &check.compared, pack)).collect()
        }
        Effect::Armed { epoch, .. } => vec![format!("epoch.{}", epoch.id())],
        _ => Vec::new(),
    }
}

/// The texts of a check's question and answer, and of what was compared.
fn answered(told: CheckText, compared: &[(&'static str, String)], pack: &Pack) -> Vec<String> {
    let texts = [told.ask(pack), told.answer(pack)].into_iter().flatten().map(|text| text.id);
    texts.chain(compared.iter().map(|(name, _)| format!("compared.{name}"))).collect()
}
