//! Two runs beside each other, by the links of them: where they part, what each comes to, which steps go together.

#![cfg(test)]

mod support;

use handscope::explain::compare::messages::messages;
use handscope::explain::compare::places::places;
use handscope::explain::compare::secrets::secrets;
use handscope::explain::compare::{Figure, Row, bands, before, parting, partner, table};
use handscope::explain::{Pane, panes};
use handscope::lab::{Scenario, Trace, run};
use handscope::view::choices::Lang;
use handscope::view::link::View;
use handscope::view::panes::{inspect, picked};
use handscope::view::sight::{Shown, Sight};

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

/// Runs that are as unlike as can be.
const PAIRS: [(&str, &str); 5] = [
    (OLD, "v=1"),
    ("v=1&client.versions=1.2&server.versions=1.2&server.suites=TLS_RSA_WITH_AES_128_GCM_SHA256&server.cert=rsa", OLD),
    ("v=1", "v=1&connections=2&1.after=600&client.resume=1&server.tickets=1&server.ticket_form=sealed"),
    ("v=1&fault=expired_certificate", "v=1"),
    ("v=1&server.groups=secp256r1", "v=1&client.versions=1.2&server.versions=1.3"),
];

#[test]
fn every_row_leads_to_where_it_shows() {
    for (one, other) in PAIRS {
        let runs = [one, other].map(|text| std::sync::Arc::new(Shown::read(text)));
        let rows = table([&runs[0].trace, &runs[1].trace]);
        for row in &rows {
            let both = places([&runs[0].trace, &runs[1].trace], row.id);
            for ((place, run), figures) in both.into_iter().zip(&runs).zip(&row.figures) {
                let nothing = matches!(figures[..], [Figure::Nothing] | [Figure::Text("compare.hidden.none")]);
                // A run that never agreed on anything has less to show.
                let Some(place) = place else {
                    assert!(nothing || run.aftermath.is_some() || other.contains("1.3"), "{one} {other}: {}", row.id);
                    continue;
                };
                let all: Vec<_> = panes(&run.trace, run.aftermath.as_ref(), place.step).collect();
                assert!(all.contains(&place.pane), "{one} {other}: {}", row.id);
                let Some(field) = place.field else { continue };
                let mut sight = Sight::new(run.clone(), &View::default(), Default::default(), Lang::En);
                (sight.at, sight.pane) = (place.step, Some(place.pane));
                assert!(picked::find(inspect::list(&sight), &field).is_some(), "{one} {other}: {} {field}", row.id);
            }
        }
    }
    let place = |text: &str, id: &str| places([&trace(text), &trace(text)], id)[0].clone().unwrap();
    for (text, id, pane, field) in [
        ("v=1", "version", Pane::Message, Some("selected_version")),
        (OLD, "suite", Pane::Message, Some("cipher_suite")),
        ("v=1", "exchange", Pane::Message, Some("key_exchange")),
        ("v=1", "authentication", Pane::Message, Some("signature")),
        ("v=1", "bytes", Pane::Costs, None),
        (OLD, "derivation", Pane::Keys, None),
        ("v=1", "hidden", Pane::Record, None),
        (OLD, "hidden", Pane::Message, None),
    ] {
        let found = place(text, id);
        let last = found.field.as_deref().map(|path| path.rsplit('.').next().unwrap());
        assert_eq!((found.pane, last), (pane, field), "{text}: {id}");
    }
}

#[test]
fn messages_are_compared_field_by_field() {
    let own = trace("v=1");
    assert!(messages([&own, &own]).iter().all(|pair| pair.is_in_both() && pair.fields.is_empty()));
    for (one, other) in PAIRS {
        let traces = [&trace(one), &trace(other)];
        let pairs = messages(traces);
        let begun = before(traces);
        for (side, trace) in traces.into_iter().enumerate() {
            let steps: Vec<usize> = pairs.iter().filter_map(|pair| pair.steps[side]).collect();
            let distinct: std::collections::BTreeSet<_> = steps.iter().collect();
            assert!(distinct.len() == steps.len() && (side == 1 || steps.is_sorted()), "{one} {other}");
            let bytes: usize = pairs.iter().filter_map(|pair| pair.bytes[side]).sum();
            let sent = trace.messages.iter().filter(|message| message.conn.0 >= begun[side]).filter_map(|one| one.sent);
            assert_eq!(bytes, sent.map(|blob| trace.blobs.bytes(blob).len()).sum::<usize>(), "{one} {other}");
        }
        // The first field of the first difference is one of those that are listed.
        let parting = parting(traces).expect("a difference");
        if let (Some((path, _)), [Some(step), _]) = (parting.field, parting.steps) {
            let pair = pairs.iter().find(|pair| pair.steps[0] == Some(step)).expect("its message");
            assert!(pair.fields.iter().any(|field| path.starts_with(&field.path)), "{path}: {:?}", pair.fields);
        }
    }
    // What is a list is one field, and is found where its link leads.
    let run = std::sync::Arc::new(Shown::read(OLD));
    for pair in messages([&run.trace, &own]) {
        let (Some(at), false) = (pair.steps[0], pair.fields.is_empty()) else { continue };
        let mut sight = Sight::new(run.clone(), &View::default(), Default::default(), Lang::En);
        (sight.at, sight.pane) = (at, Some(Pane::Message));
        for field in pair.fields.iter().filter(|field| field.bytes[0].is_some()) {
            assert!(picked::find(inspect::list(&sight), &field.path).is_some(), "{}", field.path);
        }
        assert!(pair.fields.iter().filter(|field| field.path.contains("cipher_suites")).count() <= 1);
    }
    // What comes in another order is still the same message.
    let both = |name: &str| messages([&run.trace, &own]).iter().any(|pair| pair.name == name && pair.is_in_both());
    assert!(both("certificate") && both("finished") && !both("server_key_exchange"));
    let pairs = messages([&trace("v=1&server.alpn=h2&client.alpn=h2"), &own]);
    let hello = pairs.iter().find(|pair| pair.name == "client_hello").unwrap();
    assert!(hello.fields.iter().any(|field| field.path.contains("alpn") || field.path.contains("protocol")));
    assert!(hello.fields.iter().all(|field| field.bytes != [None, None]));
}

#[test]
fn secrets_are_compared_by_name_and_value() {
    let equal = |one: &str, other: &str| {
        let all = secrets([&trace(one), &trace(other)]);
        all.iter().map(|own| (own.name.id(), own.is_equal())).collect::<Vec<_>>()
    };
    assert!(equal("v=1", "v=1").iter().all(|(_, same)| *same == Some(true)));
    // Another group changes the shared secret and all behind it, not what comes of nothing but zeros.
    let other = equal("v=1&client.groups=secp256r1&client.shares=secp256r1&server.groups=secp256r1", "v=1");
    let of = |name: &str| other.iter().find(|(own, _)| *own == name).unwrap_or_else(|| panic!("{name}: {other:?}")).1;
    assert_eq!(of("early_secret"), Some(true));
    assert_eq!(of("shared_secret"), Some(false));
    assert_eq!(of("client_handshake_traffic_secret"), Some(false));
    // Of another version every name but the randoms and the like is elsewhere.
    let versions = equal(OLD, "v=1");
    assert!(versions.iter().any(|(name, same)| *name == "master_secret" || *name == "main_secret" && same.is_none()));
    for own in secrets([&trace(OLD), &trace("v=1")]) {
        assert!(own.held.iter().flatten().all(|held| !held.formula.is_empty()));
        assert!(own.held.iter().any(Option::is_some));
    }
}
