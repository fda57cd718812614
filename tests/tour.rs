//! The tour and the entrance: every stop is there, what it says is true of the run, and the last one breaks something.

#![cfg(test)]

#[path = "support/exhibits.rs"]
mod exhibits;
mod support;

use std::collections::BTreeSet;

use exhibits::{missing, open, pane};
use handscope::explain::knows::What;
use handscope::explain::tour::{Press, STOPS, vars};
use handscope::explain::{Exhibit, Knowledge, Pane, aftermath, fill};
use handscope::lab::{FIRST, gallery, run};
use handscope::net::Fault;
use handscope::tls::{Ending, Name};
use handscope::wire::Role;
use support::{LANGUAGES, pack};

#[test]
fn every_stop_is_there_and_told() {
    assert!((6..=7).contains(&STOPS.len()));
    let exhibits = STOPS.iter().flat_map(|stop| [Some(stop.shown), stop.then]).flatten();
    let missing: Vec<_> = exhibits.filter_map(missing).collect();
    assert!(missing.is_empty(), "{missing:#?}");
    let ids: BTreeSet<&str> = STOPS.iter().map(|stop| stop.id).collect();
    assert_eq!(ids.len(), STOPS.len());
    for (language, pack) in LANGUAGES.map(|language| (language, pack(language))) {
        for id in STOPS.iter().flat_map(|stop| [Some(stop.id.to_owned()), stop.after()]).flatten() {
            let text = pack.get(&id).unwrap_or_else(|| panic!("{language}: {id}"));
            assert!(!text.title.is_empty() && text.body.len() == 1, "{language}: {id}");
        }
    }
}

#[test]
fn the_number_of_stops_is_the_number_told() {
    for pack in LANGUAGES.map(pack) {
        let told = pack.resolve(&["entrance.tour.length"], &vars()).unwrap().title;
        assert!(told.contains(&STOPS.len().to_string()), "{told}");
        assert!(pack.resolve(&["entrance.door.basics"], &vars()).is_some());
    }
}

#[test]
fn an_eavesdropper_knows_what_the_tour_says() {
    let stop = STOPS.iter().find(|stop| pane(stop.shown, &open(stop.shown).0, open(stop.shown).1) == Pane::Knows);
    let (trace, _) = open(stop.unwrap().shown);
    let knowledge = Knowledge::of(&trace);
    let listener = |what: fn(&What) -> bool| {
        let rows = knowledge.rows.iter().filter(move |row| what(&row.what));
        rows.map(|row| row.cells[2].is_known()).collect::<BTreeSet<_>>()
    };
    let [known, unknown] = [BTreeSet::from([true]), BTreeSet::from([false])];
    assert_eq!(listener(|what| *what == What::ServerName), known);
    assert_eq!(listener(|what| matches!(what, What::Value(Name::EphemeralPublicKey, _))), known);
    assert_eq!(listener(|what| matches!(what, What::Value(Name::SharedSecret, _))), unknown);
    assert_eq!(listener(|what| *what == What::Certificate), unknown);
    assert_eq!(listener(|what| matches!(what, What::Data(_))), unknown);
}

#[test]
fn the_last_stop_breaks_something_and_both_sides_notice() {
    let (last, others) = STOPS.split_last().unwrap();
    assert!(others.iter().all(|stop| stop.then.is_none() && stop.press != Press::Flip));
    assert_eq!(last.press, Press::Flip);
    let then = last.then.unwrap();
    let scenario = then.scenario();
    let [Fault::Wire { target, spot }] = &scenario.faults[..] else { panic!("one byte is changed on the way") };
    assert_eq!(spot.path, last.shown.field().unwrap());
    assert!(then.text().ends_with("+0%5E01"), "its first byte, by the bit that the page offers");
    assert!(last.shown.anchor().starts_with(&format!("c0.c.{}", target.to_string().rsplit('.').next().unwrap())));
    let (trace, at) = open(then);
    let after = aftermath(&trace).unwrap();
    assert_eq!(after.seen(&trace), Some(at), "where the page opens");
    assert_eq!(after.noticed.as_ref().map(|noticed| noticed.by), Some(Role::Client));
    assert!(after.endings.iter().all(|ending| matches!(ending, Ending::Refused { .. })), "{:?}", after.endings);
}

/// The tour names buttons as they are called.
#[test]
fn buttons_are_quoted_as_they_are_labelled() {
    for pack in LANGUAGES.map(pack) {
        let label = fill::fill(pack.label("page.flip.go"), &Vec::new());
        let name = label.split([':', '：']).next().unwrap();
        for id in ["tour.press.flip", "tour.7-break"] {
            let text = pack.get(id).unwrap();
            assert!(text.parts().any(|part| part.contains(name)), "{id} does not say {name}");
        }
    }
}

/// What completes opens at the step that answers its question; what fails opens there by itself.
#[test]
fn the_gallery_opens_where_the_answer_is() {
    for example in gallery() {
        match example.text.contains("&~at=") {
            true => assert_eq!(exhibits::missing(Exhibit(example.text)), None, "{}", example.id),
            false => {
                let fails = aftermath(&run(&example.scenario())).is_some();
                assert!(fails || *example == FIRST || example.text.contains("theft="), "{}", example.id);
            }
        }
    }
}
