//! Two runs beside each other, by the links of them: where they part, what each comes to, which steps go together.

#![cfg(test)]

mod support;

use handscope::explain::compare::{Figure, Row, bands, before, parting, partner, table};
use handscope::lab::{Scenario, Trace, run};

const OLD: &str = "v=1&client.versions=1.2&server.versions=1.2";

fn trace(text: &str) -> Trace {
    run(&Scenario::parse(text).expect("a scenario").scenario)
}

fn row<'a>(rows: &'a [Row], id: &str) -> &'a Row {
    rows.iter().find(|row| row.id == id).expect("a row")
}

#[test]
fn a_run_beside_itself_differs_in_nothing() {
    let own = trace("v=1");
    assert_eq!(parting([&own, &own]), None);
    assert!(table([&own, &own]).iter().all(Row::same));
    for at in 0..own.steps.len() {
        assert_eq!(partner(&own, &own, at), at);
    }
}

#[test]
fn versions_part_in_the_hello_and_in_round_trips() {
    let (old, new) = (trace(OLD), trace("v=1"));
    let rows = table([&old, &new]);
    assert_eq!(row(&rows, "trips").figures, [vec![Figure::Number(2)], vec![Figure::Number(1)]]);
    assert_eq!(
        row(&rows, "hidden").figures,
        ["no", "yes"].map(|id| vec![Figure::Text(match id {
            "no" => "compare.hidden.no",
            _ => "compare.hidden.yes",
        })])
    );
    assert_eq!(
        row(&rows, "derivation").figures,
        [vec![Figure::Text("compare.prf")], vec![Figure::Text("compare.hkdf")]]
    );
    assert_eq!(row(&rows, "keys").figures[1], [Figure::Number(4), Figure::Number(4)]);
    let parting = parting([&old, &new]).expect("a difference");
    assert_eq!((parting.name, parting.field.map(|(_, lengths)| lengths)), ("client_hello", Some([0, 32])));
}

#[test]
fn what_is_the_matter_is_told_of_every_pair_of_the_gallery() {
    let packs = support::LANGUAGES.map(support::pack);
    let texts: Vec<Trace> = handscope::lab::gallery().iter().map(|example| run(&example.scenario())).collect();
    let first = &texts[0];
    for other in &texts {
        let rows = table([first, other]);
        for figure in rows.iter().flat_map(|row| row.figures.iter().flatten()) {
            if let Figure::Text(id) = figure {
                assert!(packs.iter().all(|pack| pack.get(id).is_some()), "{id}");
            }
        }
        for row in &rows {
            assert!(packs.iter().all(|pack| pack.get(&format!("compare.row.{}", row.id)).is_some()), "{}", row.id);
        }
        // Every message of both stands in one band, in its own order.
        let bands = bands([first, other]);
        for (side, trace) in [first, other].into_iter().enumerate() {
            let steps: Vec<usize> = bands.iter().flat_map(|band| band.steps[side].clone()).collect();
            let distinct: std::collections::BTreeSet<usize> = steps.iter().copied().collect();
            assert_eq!(distinct.len(), steps.len());
            assert!(bands.iter().all(|band| band.steps[side].is_sorted()));
            let skipped = before([first, other])[side];
            let messages = trace.messages.iter().filter(|message| message.conn.0 >= skipped);
            assert!(messages.count() <= steps.len());
        }
        for at in 0..first.steps.len() {
            assert!(partner(first, other, at) < other.steps.len());
        }
    }
}

#[test]
fn resumption_is_told_of_the_connection_that_resumes() {
    let resumed = "v=1&connections=2&1.after=600&client.resume=1&server.tickets=1&server.ticket_form=sealed";
    let rows = table([&trace("v=1"), &trace(resumed)]);
    assert_eq!(row(&rows, "authentication").figures[1], [Figure::Text("compare.authentication.psk")]);
    assert_eq!(row(&rows, "hidden").figures[1], [Figure::Text("compare.hidden.none")]);
    // The ladders and the first difference are those of the connections that the table tells of.
    let (full, resumed) = (trace("v=1"), trace(resumed));
    assert_eq!(before([&full, &resumed]), [0, 1]);
    assert_eq!(before([&resumed, &resumed]), [0, 0]);
    let bands = bands([&full, &resumed]);
    assert!(bands.iter().all(|band| band.steps[1].iter().all(|at| resumed.steps[*at].conn.0 == 1)));
    let parting = parting([&full, &resumed]).expect("a difference");
    // Not what each connection draws anew: what the second has besides.
    assert_eq!((parting.name, parting.field.map(|(_, lengths)| lengths[0])), ("client_hello", Some(0)));
    let hello = full.step_at("c0.c.client_hello#1.send").unwrap();
    assert_eq!(resumed.steps[partner(&full, &resumed, hello)].anchor.to_string(), "c1.c.client_hello#1.send");
}

#[test]
fn forward_secrecy_is_told_of_every_key_exchange() {
    let rsa = format!("{OLD}&server.suites=TLS_RSA_WITH_AES_128_GCM_SHA256&server.cert=rsa");
    let session = format!("{OLD}&connections=2&client.resume=1&server.session_cache=8");
    for (text, wanted) in [
        (rsa.as_str(), "compare.forward.no"),
        (OLD, "compare.forward.yes"),
        ("v=1", "compare.forward.yes"),
        (session.as_str(), "compare.forward.resumed"),
    ] {
        let own = trace(text);
        assert_eq!(row(&table([&own, &own]), "forward").figures[0], [Figure::Text(wanted)], "{text}");
    }
}
