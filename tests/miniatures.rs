//! The drawings of the gallery, of the catalogue and of the failure index are those of their runs. `BLESS=1` makes assets/miniatures.txt anew.

#![cfg(test)]

use handscope::explain::miniature::{Mark, Miniature, miniatures};
use handscope::explain::symptoms::causes;
use handscope::lab::{Entry, Scenario, catalogue, gallery, run};

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/miniatures.txt");

/// An id and a scenario's text for each.
fn all() -> Vec<(&'static str, String)> {
    let examples = gallery().iter().map(|example| (example.id, example.text.to_owned()));
    let faults = catalogue().iter().map(|fault| {
        let versions = if fault.needs.first().is_some_and(|version| version.name() == "1.2") {
            "&client.versions=1.2&server.versions=1.2"
        } else {
            ""
        };
        (fault.id, format!("v=1{versions}&fault={}", fault.id))
    });
    let mut all: Vec<_> = examples.collect();
    let faults = faults.filter(|(id, _)| !all.iter().any(|(known, _)| known == id)).collect::<Vec<_>>();
    all.extend(faults);
    // A cause that neither of them has.
    let known = |text: &str| all.iter().any(|(_, own)| own.split("&~").next() == Some(text));
    let own = causes().iter().filter(|cause| cause.fault.is_none_or(|id| Entry::of(id).is_none()) && !known(cause.run));
    let own: Vec<_> = own.map(|cause| (cause.id, cause.run.to_owned())).collect();
    assert!(own.iter().all(|(id, _)| all.iter().all(|(known, _)| known != id)), "an id of two runs");
    all.extend(own);
    all
}

#[test]
fn every_drawing_is_that_of_its_run() {
    let drawn: Vec<(&str, Miniature)> = all()
        .into_iter()
        .map(|(id, text)| {
            let parsed = Scenario::parse(&text).unwrap_or_else(|error| panic!("{text}: {error:?}"));
            (id, Miniature::of(&run(&parsed.scenario)))
        })
        .collect();
    let lines: String = drawn.iter().map(|(id, one)| format!("{id} {}\n", one.to_text())).collect();
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(PATH, &lines).expect("a file");
        return;
    }
    assert_eq!(miniatures(), drawn);
}

#[test]
fn a_drawing_says_what_happened() {
    let of = |text: &str| Miniature::of(&run(&Scenario::parse(text).expect("a scenario").scenario));
    let (good, bad) = (of("v=1"), of("v=1&fault=expired_certificate"));
    assert!(good.completes && !good.marks.contains(&Mark::Wrong) && !good.marks.contains(&Mark::Cut));
    assert!(!bad.completes && bad.marks.contains(&Mark::Wrong) && bad.marks.contains(&Mark::Cut));
    assert_eq!(Miniature::parse(&bad.to_text()), Some(bad));
    assert_eq!(Miniature::parse("1.3 completes ?"), None);
}
