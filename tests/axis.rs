//! The round trips that the ladder numbers and the costs count, over the gallery; what an attacker who repeats a connection
//! holds, and how its connection is told.

#![cfg(test)]

use handscope::explain::{chapters, copied, costs, step_text, trips};
use handscope::lab::{Scenario, Trace, gallery, run};

fn example(id: &str) -> Trace {
    run(&gallery().iter().find(|example| example.id == id).unwrap_or_else(|| panic!("{id}")).scenario())
}

#[test]
fn the_axis_numbers_the_round_trips_that_the_costs_count() {
    for example in gallery() {
        let trace = run(&example.scenario());
        for cost in costs(&trace, trace.steps.len()) {
            let named = format!("{} {}", example.id, cost.conn.0);
            let trips = trips(&trace, cost.conn);
            assert_eq!(trips, cost.trips, "{named}");
            assert!(trips[0].tcp && trips[1..].iter().all(|trip| !trip.tcp), "{named}: TCP's comes first");
            assert_eq!(trips[0].time[0], 0, "{named}: the axis begins with the connection");
            for pair in trips.windows(2) {
                assert!(pair[0].steps[1] < pair[1].steps[0] && pair[0].time[1] <= pair[1].time[0], "{named}: in order");
            }
            for trip in &trips {
                assert_eq!(trip.time[1] - trip.time[0], 100, "{named}: twice the way, without computing");
            }
            // Each that is drawn is counted for one side at least, and the other way round.
            let most = cost.trips_each().into_iter().flatten().max();
            if let Some(most) = most {
                assert_eq!(most, trips.len() - 1, "{named}");
            }
            // What a client waits for is over exactly when its first data leaves.
            if let Some(first) = cost.first[0] {
                let waited = trips.iter().filter(|trip| trip.before[0]);
                assert_eq!(waited.map(|trip| trip.time[1]).max(), Some(first), "{named}");
                assert_eq!(first as usize, 100 * (cost.trips_each()[0].unwrap() + 1), "{named}");
            }
        }
    }
}

#[test]
fn without_application_data_every_round_trip_is_numbered() {
    let trace = run(&Scenario::parse("v=1&fault=expired_certificate").unwrap().scenario);
    let cost = &costs(&trace, trace.steps.len())[0];
    assert_eq!(cost.trips_each(), [None, None]);
    assert_eq!(cost.trips.iter().map(|trip| trip.tcp).collect::<Vec<_>>(), [true, false]);
}

#[test]
fn an_attacker_holds_what_it_saw_pass_and_no_key() {
    let trace = example("tls13_0rtt_replayed");
    let held = |at: usize| copied(&trace, at).remove(0);
    let (second, third) = (&chapters(&trace)[1], &chapters(&trace)[2]);
    assert_eq!(held(second.steps.start).records, [], "nothing has passed yet");
    let held = held(second.steps.end - 1);
    assert_eq!(held.values, 0);
    let told = held.records.iter().map(|one| (one.conn.0, one.messages.join(" "), one.sealed)).collect::<Vec<_>>();
    let told = told.iter().map(|(conn, names, sealed)| (*conn, names.as_str(), *sealed)).collect::<Vec<_>>();
    assert_eq!(told, [(1, "client_hello", false), (1, "change_cipher_spec", false), (1, "", true)]);
    // What it then sends are these bytes.
    let foe = trace.connections[usize::from(third.conn.0)].client;
    let sent = trace.records.iter().filter(|record| record.from == foe).filter_map(|record| record.sent);
    let sent = sent.map(|blob| trace.blobs.bytes(blob).len()).collect::<Vec<_>>();
    assert_eq!(held.records.iter().map(|one| one.bytes).collect::<Vec<_>>(), sent);
    assert_eq!(copied(&example("tls13_0rtt"), usize::MAX - 1), [], "nobody repeats anything");
}

#[test]
fn of_a_connection_that_an_attacker_opens_no_text_speaks_of_a_client() {
    let trace = example("tls13_0rtt_replayed");
    for chapter in chapters(&trace) {
        for at in chapter.steps.clone().filter(|at| trace.steps[*at].kind.id() == "tcp") {
            let keys = step_text(&trace, at).unwrap().keys;
            assert_eq!(keys.iter().any(|key| key.ends_with(".attacker")), chapter.foe(), "{keys:?}");
        }
    }
}
