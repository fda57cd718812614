//! Whatever the gallery and the catalogue do, the texts tell it: every step, every byte, every value, in every language.

#![cfg(test)]

mod support;

use std::collections::BTreeSet;

use handscope::explain::{
    Aftermath, CheckText, Filled, Pack, Setting, StepText, aftermath, field_keys, field_vars, formula_id, formula_text,
    secret_text, step_text,
};
use handscope::lab::{Scenario, StepKind, Trace, catalogue, gallery, run};
use handscope::net::Fault;
use handscope::pki::annotate;
use handscope::tls::{Effect, Ending};
use handscope::wire::{CipherSuite, HandshakeType};

/// The gallery, and each fault of the catalogue in the default scenario of both versions.
fn scenarios() -> Vec<(String, Scenario)> {
    let mut all: Vec<_> = gallery().iter().map(|example| (example.id.to_owned(), example.scenario())).collect();
    for fault in catalogue() {
        for base in ["v=1", "v=1&client.versions=1.2&server.versions=1.2"] {
            let mut scenario = Scenario::parse(base).unwrap().scenario;
            scenario.faults.push(Fault::named(fault.id));
            all.push((format!("{} in {base}", fault.id), scenario));
        }
    }
    all
}

/// Runs everything, asks, and fails with all that has no text.
fn complain(ask: impl Fn(&Trace, &Pack) -> Vec<String>) {
    let packs = support::LANGUAGES.map(|language| (language, support::pack(language)));
    let mut found = BTreeSet::new();
    for (name, scenario) in scenarios() {
        let trace = run(&scenario);
        for (language, pack) in &packs {
            found.extend(ask(&trace, pack).into_iter().map(|what| format!("{language}: {what} ({name})")));
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

/// Those ids that have no text.
fn missing(pack: &Pack, ids: impl IntoIterator<Item = String>) -> Vec<String> {
    ids.into_iter().filter(|id| pack.get(id).is_none()).collect()
}

#[test]
fn every_step_is_told() {
    complain(|trace, pack| (0..trace.steps.len()).flat_map(|at| step(trace, at, pack)).collect());
}

/// A handshake message of every type there is, and of one that there is not, where nobody expects it.
#[test]
fn every_message_is_told() {
    let packs = support::LANGUAGES.map(support::pack);
    let codes = HandshakeType::ALL.iter().map(|code| code.0).chain([99]);
    for (code, version) in codes.flat_map(|code| ["1.2", "1.3"].map(|version| (code, version))) {
        let held = format!("client.versions={version}&server.versions={version}");
        let text = format!("{held}&fault=wire:c0.s.record@+0+1603030004{code:02x}000000");
        let trace = run(&Scenario::parse(&text).unwrap().scenario);
        assert!(trace.messages.iter().any(|message| message.sent.is_none()), "{text}");
        for pack in &packs {
            let wrong: Vec<_> = (0..trace.steps.len()).flat_map(|at| step(&trace, at, pack)).collect();
            assert!(wrong.is_empty(), "{text}: {wrong:#?}");
        }
    }
}

fn step(trace: &Trace, at: usize, pack: &Pack) -> Vec<String> {
    let StepText { also, kicker, .. } = step_text(trace, at).unwrap();
    let text = step_text(trace, at).unwrap();
    let anchor = &trace.steps[at].anchor;
    let mut wrong = missing(pack, also.into_iter().chain(kicker.into_iter().map(str::to_owned)));
    match text.resolve(pack) {
        None => wrong.push(format!("{anchor}: none of {:?} can be filled", text.keys)),
        Some(filled) if filled.title.is_empty() => wrong.push(format!("{anchor}: no title")),
        Some(_) => {}
    }
    for id in &text.also {
        if pack.get(id).is_some() && pack.resolve(&[id], &text.vars).is_none() {
            wrong.push(format!("{anchor}: {id} cannot be filled"));
        }
    }
    wrong
}

/// Every check asks, answers from the run, and names what was compared.
#[test]
fn every_check_is_answered() {
    complain(|trace, pack| {
        let mut wrong = Vec::new();
        let mut hold = |told: CheckText, compared: &[(&'static str, String)]| {
            let open = |answer: &Filled| answer.id.starts_with("verdict.") && answer.id != "verdict.not_applicable";
            if told.answer(pack).is_none_or(|answer| open(&answer)) || told.ask(pack).is_none() {
                wrong.push(format!("none of {:?} can be filled", told.answers));
            }
            wrong.extend(missing(pack, compared.iter().map(|(name, _)| format!("compared.{name}"))));
        };
        for step in &trace.steps {
            let refusal = step.effects.iter().find_map(|effect| match effect {
                Effect::Refused { refusal, .. } => Some(refusal.id()),
                _ => None,
            });
            for effect in &step.effects {
                match effect {
                    Effect::Checked { check, passed, compared, .. } => {
                        hold(CheckText::of(*check, *passed, refusal, compared, pack), compared);
                    }
                    Effect::Judged(judgement) => {
                        judgement.checks.iter().for_each(|c| hold(CheckText::of_chain(c, pack), &c.compared));
                    }
                    _ => {}
                }
            }
        }
        wrong
    });
}

#[test]
fn a_check_is_answered_with_what_was_compared() {
    let pack = support::pack("en");
    let answers = |id: &str| {
        let after = aftermath(&run(&example(id))).unwrap();
        let asked = after.noticed.unwrap().asked(&pack).unwrap();
        [asked.ask(&pack).unwrap().title, asked.answer(&pack).unwrap().title]
    };
    let [question, answer] = answers("expired_certificate");
    assert_eq!(question, "Is it still valid?");
    assert!(answer.starts_with("No, it ended on 20"), "{answer}");
    let [question, answer] = answers("wrong_host");
    assert_eq!(question, "Does it name the host?");
    assert!(answer.starts_with("No: it names ") && answer.ends_with("."), "{answer}");
    let [_, answer] = answers("staple_missing");
    assert_eq!(answer, "It is missing, and the certificate promises one.");
}

#[test]
fn every_byte_is_explained() {
    complain(|trace, pack| {
        let mut wrong = Vec::new();
        for (id, blob) in trace.blobs.iter() {
            let tree = annotate(blob);
            let setting = Setting::of_blob(trace, id, &tree);
            for leaf in tree.leaves() {
                let keys = field_keys(&tree, leaf, setting);
                if pack.resolve(&keys, &field_vars(&tree.spans[leaf], &blob.bytes)).is_none() {
                    wrong.push(format!("{}: none of {keys:?}", tree.path(leaf)));
                }
            }
            wrong.extend(missing(pack, tree.notes.iter().map(|note| note.id.to_owned())));
        }
        wrong
    });
}

#[test]
fn every_value_has_a_name_and_a_formula() {
    complain(|trace, pack| {
        let mut wrong = Vec::new();
        for actor in &trace.actors {
            for (id, entry) in actor.ledger.iter() {
                let (keys, vars) = secret_text(trace, actor.id, id);
                if pack.resolve(&keys, &vars).is_none() {
                    wrong.push(format!("none of {keys:?}"));
                }
                wrong.extend(missing(pack, [formula_id(&entry.formula)]));
                let formula = formula_text(trace, actor.id, id).unwrap();
                if formula.contains('?') {
                    wrong.push(format!("{}: {formula}", entry.name.id()));
                }
            }
        }
        wrong
    });
}

#[test]
fn every_fault_has_an_aftermath() {
    for (name, scenario) in scenarios() {
        let trace = run(&scenario);
        let Some(Aftermath { noticed, told, endings, .. }) = aftermath(&trace) else {
            assert!(scenario.faults.is_empty(), "{name}: no aftermath");
            assert!(trace.connections.iter().all(|conn| conn.outcome.iter().all(|side| side.completed())), "{name}");
            continue;
        };
        let refused = endings.iter().any(|ending| matches!(ending, Ending::Refused(_)));
        assert_eq!(noticed.is_some(), refused, "{name}");
        assert_eq!(told.is_some(), refused, "{name}: whoever refuses tells");
        if let Some(noticed) = noticed {
            let step = &trace.steps[noticed.step];
            assert!(matches!(step.kind, StepKind::Local { role, .. } if role == noticed.by), "{name}");
        }
    }
}

#[test]
fn what_the_other_side_was_told_is_what_it_read() {
    let trace = run(&example("expired_certificate"));
    let after = aftermath(&trace).unwrap();
    let noticed = after.noticed.clone().unwrap();
    assert_eq!((after.who_id(), noticed.refusal.id()), ("aftermath.who.client", "expired"));
    assert_eq!(noticed.check.as_deref(), Some("chain.not_after"));
    assert_eq!(noticed.compared.iter().map(|(name, _)| *name).collect::<Vec<_>>(), ["now", "notAfter"]);
    assert_eq!(after.told.unwrap().fate.id(), "aftermath.told.read");

    let after = aftermath(&run(&example("flipped_byte"))).unwrap();
    assert_eq!(after.told.unwrap().fate.id(), "aftermath.told.unreadable", "the transcripts had parted");

    let mut dropped = example("tls13");
    dropped.faults.push(Fault::parse("drop:c0.c.client_hello#1").unwrap());
    let after = aftermath(&run(&dropped)).unwrap();
    assert_eq!((after.who_id(), after.told), ("aftermath.who.nobody", None));
}

fn example(id: &str) -> Scenario {
    gallery().iter().find(|example| example.id == id).unwrap().scenario()
}

/// Of a list from which some elements were removed, these are named, and not the list as gone.
#[test]
fn what_was_removed_from_a_list_is_named() {
    let trace = run(&example("suite_list_edited"));
    let at = trace.steps.iter().position(|step| matches!(step.kind, StepKind::Strike { .. })).unwrap();
    for (language, pack) in support::LANGUAGES.map(|language| (language, support::pack(language))) {
        let text = step_text(&trace, at).unwrap();
        let body = pack.resolve(&text.keys, &text.vars).unwrap().body.concat();
        let mut offered = CipherSuite::ALL.iter().filter_map(|code| code.name()).filter(|name| body.contains(name));
        assert!(offered.next().is_some(), "{language}: {body}");
        let negotiated = trace.connections[0].negotiated[1].suite.unwrap().to_string();
        assert!(!body.contains(&negotiated), "{language}: {body}");
    }
}
