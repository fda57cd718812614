//! What every change does, from a scenario's text to the table: every byte of a record on the wire gets a run, whatever passes
//! unnoticed is explained, and a line of results is read as it was written.

#![cfg(test)]

mod support;

use std::collections::{BTreeMap, BTreeSet};

use handscope::explain::aftermath;
use handscope::explain::sweep::{About, Aim, Area, Came, Ended, Sweep, groups, messages, uncovered};
use handscope::explain::work::Work;
use handscope::lab::{Scenario, Trace, catalogue, gallery, run};
use handscope::view::bytes::{Aim as Reach, Bytes, Pick};
use handscope::view::link::{self, View, fragment};
use handscope::view::swept::{State, Swept};
use handscope::wire::{AlertDescription, Role, Version};

const TLS12: &str = "client.versions=1.2&server.versions=1.2";

fn trace(text: &str) -> Trace {
    run(&Scenario::parse(text).unwrap_or_else(|errors| panic!("{text}: {errors:?}")).scenario)
}

fn sweep(text: &str, aim: &str) -> Sweep {
    Sweep::new(&trace(text), Aim::parse(aim).expect(aim)).unwrap_or_else(|| panic!("{aim} is not in {text}"))
}

/// All results, by way of what the page asks its worker for.
fn results(text: &str, aim: &str) -> Vec<Option<Came>> {
    let mut work = Work::read(&Work::asked(&Aim::parse(aim).expect(aim), text)).expect("a work");
    let all: Vec<_> = (0..work.count()).map(|at| work.unit(at)).collect();
    assert_eq!(work.unit(work.count()), "", "there is nothing behind the last");
    all.iter().map(|line| Some(Came::read(line).unwrap_or_else(|| panic!("{line}")))).collect()
}

/// What became of the bytes of a field, each with how many.
fn field(sweep: &Sweep, all: &[Option<Came>], name: &str) -> BTreeMap<(&'static str, String), usize> {
    let mut found = BTreeMap::new();
    for (row, came) in sweep.rows.iter().zip(all) {
        let (About::Byte(byte), Some(came)) = (&row.about, came) else { continue };
        if byte.field == name {
            *found.entry((came.ended.id(), came.why.clone())).or_default() += 1;
        }
    }
    found
}

fn once(ended: &'static str, why: &str, count: usize) -> BTreeMap<(&'static str, String), usize> {
    BTreeMap::from([((ended, why.to_owned()), count)])
}

#[test]
fn each_change_of_a_message_is_noticed_or_explained() {
    // Scenario, message, who notices, and what comes of some fields.
    type Told<'a> = &'a [(&'a str, &'a str, usize)];
    let cases: [(&str, &str, Told); 5] = [
        (
            "v=1",
            "c0.s.server_hello",
            &[
                ("server_hello.random", "bad_record_mac", 32),
                ("server_hello.legacy_session_id_echo.value", "session_id_changed", 32),
                ("server_hello.cipher_suite", "suite_not_offered", 2),
            ],
        ),
        ("v=1", "c0.s.finished", &[("finished.verify_data", "bad_record_mac", 32)]),
        ("v=1", "c0.s.certificate_verify", &[("certificate_verify.algorithm", "bad_record_mac", 2)]),
        (
            TLS12,
            "c0.s.server_hello",
            &[
                ("server_hello.random", "bad_server_key_exchange_signature", 32),
                ("server_hello.cipher_suite", "suite_not_offered", 2),
            ],
        ),
        (TLS12, "c0.s.certificate", &[("certificate.certificate_list.0.length", "undecodable", 3)]),
    ];
    for (text, aim, fields) in cases {
        let (sweep, all) = (sweep(text, aim), results(text, aim));
        assert_eq!(sweep.rows.len(), all.len());
        for (name, why, count) in fields {
            assert_eq!(field(&sweep, &all, name), once("client", why, *count), "{text} {aim} {name}");
        }
        let mut through = 0;
        for (row, came) in sweep.rows.iter().zip(&all) {
            let came = came.as_ref().expect("all are run");
            assert_ne!(came.ended, Ended::Unstruck, "{text}: {}", row.fault);
            if came.ended == Ended::Through {
                through += 1;
                assert!(uncovered(&sweep.aim, row, came).is_some(), "{text}: {} passes without a reason", row.fault);
            }
        }
        // Of a record in the clear the second byte of its version; a protected one has nothing that may change.
        assert_eq!(through, usize::from(!sealed(&trace(text), aim)), "{text} {aim}");
    }
}

fn sealed(trace: &Trace, aim: &str) -> bool {
    let (message, _) = messages(trace).find(|(_, own)| own.to_string() == aim).expect(aim);
    message.records.iter().any(|(id, _)| trace.record(*id).is_some_and(|record| record.under().is_some()))
}

/// In every run of the gallery, of each message of each record the header, and then one byte in twenty-three.
#[test]
fn whatever_passes_unnoticed_in_the_gallery_is_explained() {
    let mut reasons = BTreeSet::new();
    let mut tried = 0;
    for example in gallery().iter().filter(|example| !example.plain().contains("fault=")) {
        let trace = trace(example.plain());
        let mut mints = handscope::lab::Mints::default();
        for (message, own) in messages(&trace) {
            let sweep = Sweep::new(&trace, Aim::Bytes(own)).expect("a message of the run");
            if sweep.is_broken() || message.name.starts_with("certificate") {
                continue;
            }
            for at in (0..sweep.rows.len()).filter(|at| *at < 5 || at % 23 == 0) {
                let came = sweep.came(at, &mut mints).expect("a row");
                tried += 1;
                if came.ended == Ended::Through {
                    let row = &sweep.rows[at];
                    let reason = uncovered(&sweep.aim, row, &came);
                    assert!(reason.is_some(), "{}: {} passes without a reason", example.id, row.fault);
                    reasons.extend(reason);
                }
            }
        }
    }
    println!("{tried} runs; {reasons:?}");
    assert!(tried > 1000 && reasons.len() == 2, "{tried} runs, {reasons:?}");
}

#[test]
fn every_byte_of_a_record_has_a_row_and_the_fault_is_that_of_the_inspector() {
    for text in ["v=1", TLS12, "server.cert=rsa&client.versions=1.2&server.versions=1.2&client.suites=AES128-SHA"] {
        let trace = trace(text);
        for (message, own) in messages(&trace) {
            let sweep = Sweep::new(&trace, Aim::Bytes(own.clone())).expect("a message of the run");
            let blob = message.sent.expect("what was sent");
            let faults: BTreeSet<String> = sweep.rows.iter().map(|row| row.fault.to_string()).collect();
            assert_eq!(faults.len(), sweep.rows.len(), "{text} {own}: each byte once");
            let bytes = Bytes::new(&trace, blob, Reach::Wire(own.clone()), true).expect("bytes");
            let mut own_bytes = 0;
            for row in &sweep.rows {
                let About::Byte(byte) = &row.about else { panic!("bytes") };
                if byte.area == Area::Message {
                    own_bytes += 1;
                    let span = bytes.tree.leaf_at(byte.at).expect("a leaf");
                    let pick = Pick { id: bytes.id, span, byte: byte.at };
                    assert_eq!(bytes.fault(pick, 1).as_ref(), Some(&row.fault), "{text} {own}");
                }
            }
            assert_eq!(own_bytes, trace.blobs.bytes(blob).len(), "{text} {own}");
            // What is alone in its records has all of their bytes.
            let wire =
                |id| trace.record(id).and_then(|record| record.sent).map_or(0, |sent| trace.blobs.bytes(sent).len());
            let whole: usize = message.records.iter().map(|(id, _)| wire(*id)).sum();
            let alone = message.records.iter().all(|(id, _)| {
                trace.messages.iter().filter(|other| other.records.iter().any(|(own, _)| own == id)).count() == 1
            });
            assert!(!alone || sweep.rows.len() == whole, "{text} {own}: {} of {whole}", sweep.rows.len());
        }
    }
}

#[test]
fn a_result_is_what_the_run_of_its_link_says() {
    for (text, aim) in [("v=1", "c0.c.client_hello"), (TLS12, "c0.s.server_key_exchange"), ("v=1", "faults")] {
        let (sweep, all) = (sweep(text, aim), results(text, aim));
        for at in (0..sweep.rows.len()).step_by(11) {
            let scenario = sweep.scenario(at).expect("a row");
            let link = fragment(&link::write(&scenario), &View::default());
            let asked = link::read(link.trim_start_matches('#'));
            assert!(asked.wrong.is_empty(), "{link}: {:?}", asked.wrong);
            let (trace, came) = (run(&asked.scenario), all[at].as_ref().expect("all are run"));
            let noticed = aftermath(&trace).and_then(|after| after.noticed);
            let by = noticed.as_ref().map(|noticed| (noticed.by, trace.steps[noticed.step].anchor.to_string()));
            match came.ended {
                Ended::Noticed(role) => assert_eq!(by, Some((role, came.at.clone())), "{link}"),
                Ended::Unstruck | Ended::Elsewhere(_) => assert_eq!(trace.unstruck, [0], "{link}"),
                Ended::Open | Ended::Through => assert_eq!(by, None, "{link}"),
            }
        }
    }
}

#[test]
fn the_catalogue_has_a_row_for_each_fault() {
    for text in ["v=1", TLS12] {
        let all = results(text, "faults");
        assert_eq!(all.len(), catalogue().len());
        for (entry, came) in catalogue().iter().zip(all.iter().flatten()) {
            let elsewhere = matches!(came.ended, Ended::Elsewhere(version) if entry.needs.contains(&version));
            let version = if text == TLS12 { Version::Tls12 } else { Version::Tls13 };
            assert_eq!(elsewhere, !entry.needs.contains(&version), "{text} {}", entry.id);
        }
        let noticed = groups(&all).iter().filter(|group| matches!(group.came.ended, Ended::Noticed(_))).count();
        assert!(noticed > 20, "{noticed} kinds of refusal");
    }
}

#[test]
fn lines_are_read_as_they_were_written_and_any_other_is_none() {
    let at = "c0.c.server_hello#1.refuse".to_owned();
    let why = "bad_record_mac".to_owned();
    let none = Came { ended: Ended::Unstruck, why: String::new(), alert: None, at: String::new(), step: 0 };
    for came in [
        Came { ended: Ended::Noticed(Role::Server), why, alert: Some(AlertDescription(20)), at, step: 12 },
        Came { ended: Ended::Open, why: "stalled".to_owned(), ..none.clone() },
        Came { ended: Ended::Through, ..none.clone() },
        Came::elsewhere(Version::Tls12),
        none,
    ] {
        assert_eq!(Came::read(&came.line()), Some(came));
    }
    for line in
        ["", "client", "client - x 300 y", "elsewhere - - - -", "through - - - - -", "é - - - -", "nobody - - - -"]
    {
        assert_eq!(Came::read(line), None, "{line}");
    }
    for asked in [
        "",
        "sweep",
        "sweep faults",
        "sweep c9.s.server_hello\nv=1",
        "sweep c0.s.nothing\nv=1",
        "x\nv=1",
        "sweep faults\nv=9",
    ] {
        assert!(Work::read(asked).is_none(), "{asked}");
    }
}

#[test]
fn results_are_kept_as_text() {
    let mut work = Work::read(&Work::asked(&Aim::Faults, "v=1")).expect("a work");
    let mut swept = Swept::begun(&Work::asked(&Aim::Faults, "v=1"), work.count());
    for at in 0..9 {
        assert_eq!(swept.take(&format!("{at} {}", work.unit(at))), Some(at));
    }
    swept.state = State::Stopped;
    assert_eq!(Swept::read(&swept.text()).as_ref(), Some(&swept));
    assert!(Swept::is_of(&swept.text(), &swept.asked) && !Swept::is_of(&swept.text(), "sweep faults\nv=12"));
    assert_eq!(swept.take("999999 client - x 1 y").or(swept.take("x")), None);
    for text in ["", "1\nx", "1\nx\nruns 99999999999999", "1\nx\nrests 1", "1\nx\nruns 1\nnothing"] {
        assert!(Swept::read(text).is_none(), "{text}");
    }
}

#[test]
fn what_is_swept_is_named_by_a_message_or_a_step_of_it() {
    for (text, aim) in [
        ("faults", Some("faults")),
        ("c0.s.server_hello", Some("c0.s.server_hello")),
        ("c0.s.server_hello#1.send", Some("c0.s.server_hello")),
        ("c1.c.finished#2", Some("c1.c.finished#2")),
        ("server_hello", None),
        ("", None),
    ] {
        assert_eq!(Aim::parse(text).map(|aim| aim.to_string()).as_deref(), aim, "{text}");
    }
}

/// Every word that the page needs is there, also for how a connection that nobody refused did not complete.
#[test]
fn results_have_words() {
    for language in support::LANGUAGES {
        let pack = support::pack(language);
        for (text, aim) in
            [("v=1", "c0.c.client_hello"), (TLS12, "c0.s.server_hello"), ("v=1", "faults"), (TLS12, "faults")]
        {
            for came in results(text, aim).into_iter().flatten() {
                let id = match came.ended {
                    Ended::Noticed(_) => format!("refusal.{}", came.why),
                    Ended::Open => format!("sweep.open.{}.why", came.why),
                    Ended::Elsewhere(_) => "page.break.only".to_owned(),
                    ended => format!("sweep.who.{}", ended.id()),
                };
                assert!(pack.get(&id).is_some(), "{language}: {id}");
            }
        }
    }
}
