//! Runs of several connections: from what each goes on, what is kept between them, what each costs, how often an order is
//! carried out, and what lies inside a ticket. Over the examples of resumption, as tables.

#![cfg(test)]

mod support;

use handscope::explain::question::span;
use handscope::explain::{Pane, What, carried, chapters, costs, kept, opening, panes, parts};
use handscope::lab::{Scenario, StepKind, Trace, gallery, run};
use handscope::tls::Effect;
use handscope::tls::memory::Why;
use handscope::wire::Grammar;

fn example(id: &str) -> Trace {
    run(&gallery().iter().find(|example| example.id == id).unwrap_or_else(|| panic!("{id}")).scenario())
}

fn traced(text: &str) -> Trace {
    run(&Scenario::parse(text).unwrap().scenario)
}

/// The last step in which a side ended.
fn last_end(trace: &Trace) -> usize {
    trace.steps.iter().rposition(|step| matches!(step.kind, StepKind::End { .. })).unwrap()
}

#[test]
fn every_connection_says_from_what_it_goes_on_and_how_it_ended() {
    for (id, expected) in [
        ("tls12_session_id", "full completed; 600 s: session_id completed"),
        ("tls12_ticket", "full completed; 600 s: ticket completed"),
        ("tls13_psk", "full completed; 600 s: psk completed"),
        ("tls13_psk_handle", "full completed; 600 s: psk completed"),
        ("tls13_psk_ke", "full completed; 600 s: psk completed"),
        ("tls13_external_psk", "external_psk completed"),
        ("tls13_0rtt", "full completed; 600 s: psk early completed"),
        ("tls13_0rtt_refused", "full completed; 600 s: psk refused completed"),
        ("tls13_0rtt_replayed", "full completed; 0 s: psk early completed 1; 60 s: replay early incomplete 2"),
        ("tls13_0rtt_replay_stopped", "full completed; 0 s: psk early completed 1; 60 s: replay refused incomplete"),
    ] {
        let trace = example(id);
        let told = chapters(&trace).into_iter().map(|chapter| {
            let pause = chapter.pause.map_or(String::new(), |ms| format!("{} s: ", ms / 1000));
            let early = chapter.early.map_or("", |taken| if taken { " early" } else { " refused" });
            let orders = chapter.orders.clone().map(|n| format!(" {}", n + 1)).collect::<String>();
            format!("{pause}{}{early} {}{orders}", chapter.way, chapter.stamp)
        });
        assert_eq!(told.collect::<Vec<_>>().join("; "), expected, "{id}");
        let steps = chapters(&trace).into_iter().flat_map(|chapter| chapter.steps).collect::<Vec<_>>();
        assert_eq!(steps, (0..trace.steps.len()).collect::<Vec<_>>(), "{id}: every step is in one of them, in order");
    }
}

/// What both sides keep at a step, as `client: a b; server: c`.
fn told(trace: &Trace, at: usize) -> String {
    let sides = kept(trace, at).into_iter().map(|side| {
        let things = side.things.iter().map(|thing| {
            let used = thing.used.iter().map(|conn| format!(" used in {}", conn.0)).collect::<String>();
            let gone = if thing.gone { " gone" } else { "" };
            let opens = if thing.only_opens { " opens" } else { "" };
            let opens = if thing.over { " over" } else { opens };
            let age = thing.lifetime.map_or(format!(" {}", thing.age), |life| format!(" {}/{life}", thing.age));
            format!("{}{} of {}{used}{opens}{gone}{age}", thing.id(), thing.number, thing.from.0)
        });
        format!("{}: {}", side.role.name(), things.collect::<Vec<_>>().join(", "))
    });
    sides.collect::<Vec<_>>().join("; ")
}

#[test]
fn what_is_kept_is_a_fold_over_the_steps() {
    for (id, between, after) in [
        (
            "tls12_session_id",
            "client: session_id0 of 0 0/86400; server: session_id0 of 0 0/86400",
            "client: session_id0 of 0 used in 1 600/86400; server: session_id0 of 0 used in 1 600/86400",
        ),
        (
            "tls12_ticket",
            "client: ticket0 of 0 0/7200; server: ticket_key0 of 0 0",
            "client: ticket0 of 0 used in 1 600/7200, ticket1 of 1 0/7200; server: ticket_key0 of 0 used in 1 600",
        ),
        (
            "tls13_psk",
            "client: ticket0 of 0 0/7200; server: ticket_key0 of 0 0",
            "client: ticket1 of 1 0/7200; server: ticket_key0 of 0 used in 1 600",
        ),
        ("tls13_external_psk", "client: ; server: ", "client: ; server: "),
        (
            "tls13_0rtt_replay_stopped",
            "client: ticket0 of 0 0/7200; server: ticket0 of 0 0/7200",
            "client: ticket1 of 1 60/7200; server: flight1 of 1 60, ticket2 of 1 60/7200",
        ),
    ] {
        let trace = example(id);
        let end = chapters(&trace)[0].steps.end - 1;
        assert_eq!(told(&trace, end), between, "{id}, after the first connection");
        assert_eq!(told(&trace, trace.steps.len() - 1), after, "{id}, at the end");
    }
}

/// Nobody deletes anything before acting, so what is kept is told by the clock of the step.
#[test]
fn what_is_over_is_told_by_the_clock() {
    let ticket = "v=1&connections=2&client.resume=1&server.tickets=1";
    let sealed = |after: u32| format!("{ticket}&1.after={after}&server.ticket_form=sealed");
    for (text, rotation, anchor, expected) in [
        (&*sealed(600), 3600, "c1.c.syn#1.send", "ticket_key0 of 0 600/7200"),
        (&sealed(5000), 3600, "c1.c.syn#1.send", "ticket_key0 of 0 opens 5000/7200"),
        (&sealed(8000), 3600, "c1.c.syn#1.send", "ticket_key0 of 0 over 8000/7200"),
        (&sealed(8000), 0, "c1.c.syn#1.send", "ticket_key0 of 0 8000"),
        ("v=1&fault=ticket_key_rotated", 3600, "c0.s.fin#1.send", "ticket_key0 of 0 0/7200"),
        ("v=1&fault=ticket_key_rotated", 3600, "c1.c.syn#1.send", "ticket_key0 of 0 over 10800/7200"),
        (&format!("{ticket}&1.after=8000"), 0, "c1.c.syn#1.send", "ticket0 of 0 over 8000/7200"),
    ] {
        let mut scenario = Scenario::parse(text).unwrap().scenario;
        scenario.connections.iter_mut().for_each(|plan| plan.server.config.ticket_rotation = rotation);
        let trace = run(&scenario);
        let told = told(&trace, trace.step_at(anchor).unwrap_or_else(|| panic!("{anchor} is not in {text}")));
        assert_eq!(told.split("server: ").nth(1), Some(expected), "{text} {anchor}");
    }
}

#[test]
fn a_step_marks_what_it_changed_with_its_reason_and_what_it_took_away_for_the_last_time() {
    let trace = example("tls13_psk");
    let at =
        trace.steps.iter().rposition(|step| step.anchor.phase == "find_session" && step.anchor.actor == 'c').unwrap();
    let client = |at: usize| kept(&trace, at).remove(0).things;
    let thing = &client(at)[0];
    let changed = thing.changed.iter().map(|(change, why)| format!("{change} {why}")).collect::<Vec<_>>();
    assert_eq!(changed, ["used offered", "forgotten single_use"]);
    assert!(thing.gone);
    assert_eq!(client(at + 1), []);
    assert_eq!(client(at - 1)[0].changed, []);
}

#[test]
fn costs_are_counted_in_the_trace() {
    // Round trips before the client's and the server's first data, certificates, operations of client and server.
    const FULL13: &str = "1 1, 2, 1 generate 1 agree 3 verify, 1 generate 1 agree 1 sign";
    const FULL12: &str = "2 2, 2, 1 generate 1 agree 3 verify, 1 generate 1 agree 1 sign";
    for (id, expected) in [
        ("tls12_session_id", [FULL12, "1 1, 0, , "]),
        ("tls12_ticket", [FULL12, "1 1, 0, , "]),
        ("tls13_psk", [FULL13, "1 1, 0, 1 generate 1 agree, 1 generate 1 agree"]),
        ("tls13_psk_ke", [FULL13, "1 1, 0, 1 generate, "]),
        ("tls13_0rtt", [FULL13, "0 1, 0, 1 generate 1 agree, 1 generate 1 agree"]),
        ("tls13_0rtt_refused", [FULL13, "0 1, 0, 1 generate 1 agree, 1 generate 1 agree"]),
    ] {
        let trace = example(id);
        let told = costs(&trace, last_end(&trace)).into_iter().map(|cost| {
            let trips = cost.trips_each().map(|trips| trips.unwrap().to_string()).join(" ");
            let done = cost.operations.map(|done| {
                done.each().into_iter().map(|(kind, n)| format!("{n} {kind}")).collect::<Vec<_>>().join(" ")
            });
            assert_eq!(cost.operations.map(|done| done.sum() > 0), done.clone().map(|done| !done.is_empty()));
            format!("{trips}, {}, {}", cost.certificates[1], done.join(", "))
        });
        assert_eq!(told.collect::<Vec<_>>(), expected, "{id}");
    }
}

#[test]
fn time_and_bytes_and_messages_are_those_of_the_run() {
    let trace = example("tls12_ticket");
    let [full, short] = &costs(&trace, last_end(&trace))[..] else { panic!("two connections") };
    assert_eq!((full.first, short.first), ([Some(300), Some(350)], [Some(200), Some(250)]));
    assert_eq!((full.messages, short.messages), ([3, 6], [2, 3]));
    assert_eq!(full.bytes.iter().sum::<usize>() + short.bytes.iter().sum::<usize>(), {
        let sent = trace.records.iter().filter_map(|record| record.sent);
        sent.map(|blob| trace.blobs.bytes(blob).len()).sum::<usize>()
    });
    assert!(full.bytes[1] > short.bytes[1] + 800, "no certificate travels again");
    // Before the first connection is over there is nothing to compare.
    assert_eq!(costs(&trace, last_end(&trace) / 4), []);
    // Who retries pays a round trip, and RSA key exchange is an encryption and a decryption.
    let retry = traced("v=1&connections=2&server.groups=secp384r1");
    assert_eq!(costs(&retry, last_end(&retry))[0].trips_each(), [Some(2), Some(2)]);
    let rsa =
        traced("v=1&connections=2&server.versions=1.2&server.cert=rsa&server.suites=TLS_RSA_WITH_AES_128_GCM_SHA256");
    let done = costs(&rsa, last_end(&rsa))[0].operations;
    assert_eq!((done[0].encrypt, done[1].decrypt, done[1].sign), (1, 1, 0));
}

#[test]
fn an_order_is_carried_out_as_often_as_the_server_delivers_it() {
    for (id, sent, done) in [("tls13_0rtt_replayed", 1, 2), ("tls13_0rtt_replay_stopped", 1, 1)] {
        let trace = example(id);
        let carried = carried(&trace, trace.steps.len()).unwrap();
        assert_eq!((carried.sent, carried.done.len()), (sent, done), "{id}");
        assert_eq!(trace.blobs.bytes(carried.data), b"POST /orders?item=1", "{id}");
    }
    let trace = example("tls13_0rtt");
    assert_eq!(carried(&trace, trace.steps.len()), None, "nobody repeats anything");
}

#[test]
fn a_step_that_seals_or_opens_a_ticket_shows_the_session_inside() {
    for (id, count) in [("tls12_ticket", 3), ("tls13_psk", 3), ("tls13_psk_handle", 0)] {
        let trace = example(id);
        let mut found = 0;
        for at in 0..trace.steps.len() {
            let inside =
                parts(&trace, at, false).into_iter().filter(|part| part.what == What::Inside).collect::<Vec<_>>();
            let tickets = trace.steps[at].effects.iter().filter(|effect| matches!(effect, Effect::Ticket { .. }));
            assert_eq!(inside.len(), tickets.count(), "{id} {at}");
            assert!(parts(&trace, at, true).iter().all(|part| part.what != What::Inside), "{id} {at}: in no record");
            for part in inside {
                assert_eq!(trace.blobs.get(part.blob).unwrap().grammar, Grammar::TicketState);
                found += 1;
            }
        }
        assert_eq!(found, count, "{id}");
    }
}

#[test]
fn costs_are_a_pane_from_the_end_of_the_first_connection_on() {
    for example in gallery() {
        let trace = run(&example.scenario());
        let several = trace.connections.len() > 1;
        let at = last_end(&trace);
        assert!(panes(&trace, None, at).any(|pane| pane == Pane::Costs), "{}", example.id);
        // Where there is nothing to compare, the end is about where each side stands.
        assert_eq!(opening(&trace, None, at) == Pane::Costs, several, "{}", example.id);
        assert!(panes(&trace, None, 0).all(|pane| pane != Pane::Costs), "{}", example.id);
    }
}

/// RFC 5246, 7.2.2: what ended with a fatal alert must not be resumed, on either side.
#[test]
fn a_session_whose_connection_failed_is_forgotten() {
    for text in [
        "connections=3&client.versions=1.2&client.resume=1&server.versions=1.2&server.session_cache=8&fault=c1.bad_finished",
        "connections=3&client.versions=1.2&server.versions=1.2&fault=c1.ems_dropped",
    ] {
        let trace = run(&Scenario::parse(&format!("v=1&{text}")).unwrap().scenario);
        let resumed = trace.connections.iter().map(|one| one.negotiated.each_ref().map(|side| side.resumed.is_some()));
        assert_eq!(resumed.skip(2).collect::<Vec<_>>(), [[false, false]], "{text}");
        assert!(trace.connections[2].outcome.iter().all(|outcome| outcome.completed()), "{text}");
        let failed = trace.steps.iter().filter(|step| step.conn.0 == 1).flat_map(|step| &step.effects);
        let forgotten = failed.filter(|effect| matches!(effect, Effect::Memory { why: Why::Failed, .. }));
        assert_eq!(forgotten.count(), 2, "{text}");
    }
}

#[test]
fn a_length_of_time_is_told_in_two_units_at_most() {
    let pack = support::pack("en");
    for (seconds, told) in [
        (0, "0 seconds"),
        (1, "1 second"),
        (600, "10 minutes"),
        (8000, "2 hours 13 minutes"),
        (86_401, "1 day 1 second"),
        (34_300_799, "396 days"),
        (315_576_000, "10 years"),
    ] {
        assert_eq!(span(&pack, seconds), told);
    }
}
