//! The run through the front door: what a trace promises, over the whole gallery and under any fault.

#![cfg(test)]

use std::collections::BTreeSet;

use handscope::lab::{
    Message, Mints, Opened, Phase, Scenario, Step, StepKind, Trace, catalogue, gallery, resolve, run, run_with,
};
use handscope::net::{Fault, Spot, Strike, Target};
use handscope::pki::annotate;
use handscope::tls::{Change, Edit, Effect, Ending, StateId, Stray, Verb};
use handscope::wire::{ConnId, Role};
use proptest::prelude::*;

fn traces() -> Vec<(&'static str, Trace)> {
    gallery().iter().map(|example| (example.id, run(&example.scenario()))).collect()
}

/// Those whose scenario has no fault.
fn sound() -> Vec<(&'static str, Trace)> {
    traces().into_iter().filter(|(_, trace)| trace.scenario.faults.is_empty()).collect()
}

fn target(from: Role, name: &str, nth: u32) -> Target {
    Target { conn: ConnId(0), from, name: name.to_owned(), nth }
}

fn with(fault: Fault) -> Trace {
    run(&Scenario { faults: vec![fault], ..Scenario::default() })
}

fn xor(at: usize) -> Edit {
    Edit { at, change: Change::Xor(vec![1]) }
}

fn anchors(trace: &Trace) -> Vec<String> {
    trace.steps.iter().map(|step| step.anchor.to_string()).collect()
}

/// The page's tests look at a step of every kind that the gallery and the catalogue have: those have all.
#[test]
fn every_kind_of_step_stands_in_gallery_or_catalogue() {
    let named = |id: &str| run(&Scenario::parse(&format!("v=1&fault={id}")).unwrap().scenario);
    let faults = catalogue().iter().map(|entry| named(entry.id));
    let found: BTreeSet<_> = traces().into_iter().map(|(_, trace)| trace).chain(faults).flat_map(kinds).collect();
    let verbs = Verb::ALL.iter().map(|verb| verb.id());
    assert_eq!(found, verbs.chain(["tcp", "transfer", "strike", "end"]).collect());
}

fn kinds(trace: Trace) -> Vec<&'static str> {
    trace.steps.iter().map(|step| step.kind.id()).collect()
}

#[test]
fn every_scenario_without_a_fault_completes_on_both_sides() {
    for (id, trace) in sound() {
        for connection in &trace.connections {
            let completed = connection.outcome.iter().all(|outcome| outcome.completed());
            assert!(completed, "{id}: {:?}", connection.outcome);
            assert_eq!(connection.negotiated[0], connection.negotiated[1], "{id}");
        }
        assert_eq!(trace.connections.len(), trace.scenario.connections.len(), "{id}");
    }
}

#[test]
fn every_fault_of_the_gallery_strikes_and_keeps_someone_from_completing() {
    for (id, trace) in traces().into_iter().filter(|(_, trace)| !trace.scenario.faults.is_empty()) {
        assert!(trace.unstruck.is_empty(), "{id}");
        let outcomes = trace.connections.iter().flat_map(|connection| &connection.outcome);
        assert!(outcomes.into_iter().any(|outcome| !outcome.completed()), "{id}");
    }
}

#[test]
fn anchors_are_unique_and_found_again() {
    for (id, trace) in traces() {
        let anchors = anchors(&trace);
        assert_eq!(anchors.iter().collect::<BTreeSet<_>>().len(), anchors.len(), "{id}: {anchors:#?}");
        for (at, anchor) in anchors.iter().enumerate() {
            assert_eq!(trace.step_at(anchor), Some(at), "{id}");
        }
    }
}

/// Whether a message is early data that the server passes over.
fn skipped(trace: &Trace, message: &Message) -> bool {
    let is = |step: &&Step| matches!(step.kind, StepKind::Local { verb: Verb::SkipRecord, .. });
    let mut steps = trace.steps.iter().filter(is);
    message.role == Role::Client
        && steps.any(|step| {
            step.conn == message.conn && step.anchor.event == message.name && step.anchor.nth == message.nth
        })
}

#[test]
fn the_pieces_of_a_message_are_its_bytes() {
    for (id, trace) in sound() {
        for message in &trace.messages {
            let sent = message.sent.unwrap_or_else(|| panic!("{id}: {} was not sent", message.name));
            let bytes: Vec<u8> =
                message.records.iter().flat_map(|(_, piece)| trace.blobs.piece(piece)).copied().collect();
            assert_eq!(bytes, trace.blobs.bytes(sent), "{id}: {}", message.name);
            if skipped(&trace, message) {
                assert_eq!(message.arrived, None, "{id}");
                continue;
            }
            let arrived = message.arrived.unwrap_or_else(|| panic!("{id}: {} did not arrive", message.name));
            assert_eq!(trace.blobs.bytes(arrived), trace.blobs.bytes(sent), "{id}: {}", message.name);
        }
    }
}

#[test]
fn records_arrive_as_sent_and_open_to_what_was_sealed() {
    for (id, trace) in sound() {
        for record in &trace.records {
            assert_eq!(record.arrived, record.sent, "{id}");
            if record.opened == Opened::Failed && trace.messages.iter().any(|message| skipped(&trace, message)) {
                continue;
            }
            let Opened::Plain(opened) = record.opened else { panic!("{id}: {record:?}") };
            let plain = record.plain.unwrap_or_else(|| panic!("{id}: no plaintext"));
            assert_eq!(trace.blobs.bytes(opened), trace.blobs.bytes(plain), "{id}");
        }
    }
}

#[test]
fn segments_carry_every_record_byte_once_in_order() {
    for (id, trace) in traces() {
        for from in [Role::Client, Role::Server] {
            let segments = trace.segments.iter().filter(|segment| segment.from == from && segment.conn == ConnId(0));
            let carried: Vec<u8> = segments
                .flat_map(|segment| &segment.payload)
                .flat_map(|piece| trace.blobs.piece(piece))
                .copied()
                .collect();
            let actor = trace.actor(ConnId(0), from).unwrap_or_else(|| panic!("{id}: no actor")).id;
            let records = trace.records.iter().filter(|record| record.from == actor && record.conn == ConnId(0));
            let sent: Vec<u8> =
                records.filter_map(|record| record.sent).flat_map(|wire| trace.blobs.bytes(wire)).copied().collect();
            assert!(!sent.is_empty() && carried == sent, "{id}");
        }
    }
}

#[test]
fn every_byte_of_every_blob_has_exactly_one_leaf() {
    for (id, trace) in traces() {
        assert_eq!(untiled(&trace), None, "{id}");
        for (blob_id, blob) in trace.blobs.iter() {
            assert_eq!(annotate(blob).broken, None, "{id}: {blob_id:?} {:?}", blob.grammar);
        }
    }
}

/// The first place at which the leaves of a blob leave a gap, overlap, or do not reach the end.
fn untiled(trace: &Trace) -> Option<String> {
    trace.blobs.iter().find_map(|(id, blob)| {
        let tree = annotate(blob);
        let mut next = 0;
        for leaf in tree.leaves() {
            if tree.spans[leaf].range.start != next {
                return Some(format!("{id:?} {:?}: {} does not begin at {next}", blob.grammar, tree.path(leaf)));
            }
            next = tree.spans[leaf].range.end;
        }
        let len = blob.bytes.len();
        (next as usize != len).then(|| format!("{id:?} {:?}: leaves end at {next} of {len}", blob.grammar))
    })
}

#[test]
fn two_runs_of_a_scenario_are_equal() {
    for example in gallery() {
        let (one, other) = (run(&example.scenario()), run(&example.scenario()));
        assert_eq!(one.steps, other.steps, "{}", example.id);
        assert_eq!(one.messages, other.messages, "{}", example.id);
        assert_eq!(one.records, other.records, "{}", example.id);
        assert_eq!(one.segments, other.segments, "{}", example.id);
        assert!(one.blobs.iter().eq(other.blobs.iter()), "{}", example.id);
        assert_eq!(ledgers(&one), ledgers(&other), "{}", example.id);
    }
}

/// What each actor came to know: every entry with its name, its formula and its bytes.
fn ledgers(trace: &Trace) -> Vec<String> {
    let entries = |actor: &handscope::lab::Actor| {
        actor.ledger.iter().map(|(id, entry)| format!("{} {id:?} {entry:?}", actor.kind)).collect::<Vec<_>>()
    };
    trace.actors.iter().flat_map(entries).collect()
}

/// Chains minted for one run serve the next, of whatever scenario.
#[test]
fn what_was_minted_before_changes_nothing() {
    let mut mints = Mints::default();
    let all = gallery().iter().chain(gallery().iter().rev());
    for example in all {
        let (cold, warm) = (run(&example.scenario()), run_with(&example.scenario(), &mut mints));
        assert_eq!(cold.steps, warm.steps, "{}", example.id);
        assert_eq!(cold.records, warm.records, "{}", example.id);
        assert!(cold.blobs.iter().eq(warm.blobs.iter()), "{}", example.id);
        assert_eq!(ledgers(&cold), ledgers(&warm), "{}", example.id);
    }
}

#[test]
fn a_state_entered_is_the_state_left() {
    for (id, trace) in sound() {
        for role in [Role::Client, Role::Server] {
            let mut state = None;
            for step in trace.steps.iter().filter(|step| step.conn == ConnId(0)) {
                if !matches!(step.kind, StepKind::Local { role: who, .. } if who == role) {
                    continue;
                }
                for effect in &step.effects {
                    if let Effect::Entered { from, to } = effect {
                        assert!(state.is_none_or(|state| state == *from), "{id}: {from} after {state:?}");
                        state = Some(*to);
                    }
                }
            }
            assert_eq!(state, Some(StateId::Connected), "{id}");
        }
    }
}

#[test]
fn the_default_run_goes_as_a_reader_expects() {
    let trace = run(&Scenario::default());
    let anchors = anchors(&trace);
    let at = |anchor: &str| {
        anchors.iter().position(|other| other == anchor).unwrap_or_else(|| panic!("no {anchor} in {anchors:#?}"))
    };
    let order = [
        "c0.c.syn#1.send",
        "c0.s.syn_ack#1.send",
        "c0.c.ack#1.send",
        "c0.c.start#1.prepare",
        "c0.c.client_hello#1.send",
        "c0.s.client_hello#1.negotiate",
        "c0.s.server_hello#1.send",
        "c0.s.certificate#1.send",
        "c0.s.finished#1.send",
        "c0.c.server_hello#1.accept_choice",
        "c0.c.certificate#1.judge_certificate",
        "c0.c.finished#1.verify_finished",
        "c0.c.finished#1.send",
        "c0.c.application_data#1.send",
        "c0.s.finished#1.verify_finished",
        "c0.s.application_data#1.send",
        "c0.c.alert#1.send",
        "c0.s.end#1.end",
        "c0.s.fin#1.send",
        "c0.c.fin#1.send",
    ];
    let places: Vec<usize> = order.iter().map(|anchor| at(anchor)).collect();
    assert!(places.is_sorted(), "{anchors:#?}");
}

#[test]
fn a_change_on_the_wire_parts_the_arrow_and_names_its_bytes() {
    let spot = Spot { path: "server_hello.random".to_owned(), edit: xor(3) };
    let trace = with(Fault::Wire { target: target(Role::Server, "server_hello", 1), spot });
    let message = trace.messages.iter().find(|message| message.name == "server_hello").expect("a ServerHello");
    let (sent, arrived) = (message.sent.expect("sent"), message.arrived.expect("arrived"));
    let (sent, arrived) = (trace.blobs.bytes(sent), trace.blobs.bytes(arrived));
    assert_eq!(differing(sent, arrived), [4 + 2 + 3]);
    let anchors = anchors(&trace);
    let at = anchors.iter().position(|anchor| anchor == "c0.s.server_hello#1.send").expect("sent");
    assert_eq!(anchors[at + 1..at + 3], ["c0.n.fault#1.strike", "c0.s.server_hello#1.arrive"]);
    assert!(matches!(trace.steps[at].kind, StepKind::Transfer { phase: Phase::Send, .. }));
    // A changed random changes the transcript, so the first protected record does not open.
    assert_eq!(trace.connections[0].outcome[0].ending.id(), "refused");
    assert!(trace.unstruck.is_empty());
}

#[test]
fn a_field_inside_a_protected_record_is_found_by_its_place() {
    let spot = Spot { path: "finished.verify_data".to_owned(), edit: xor(0) };
    let trace = with(Fault::Wire { target: target(Role::Client, "finished", 1), spot });
    let outcome = &trace.connections[0].outcome[1];
    assert!(matches!(&outcome.ending, Ending::Refused(refusal) if refusal.id() == "bad_record_mac"), "{outcome:?}");
    let record = trace.records.iter().find(|record| record.opened == Opened::Failed).expect("a record that failed");
    let (sent, arrived) = (record.sent.expect("sent"), record.arrived.expect("arrived"));
    let (sent, arrived) = (trace.blobs.bytes(sent), trace.blobs.bytes(arrived));
    assert_eq!(differing(sent, arrived), [5 + 4]);
}

#[test]
fn what_is_dropped_stalls_both_sides() {
    let trace = with(Fault::Drop { target: target(Role::Client, "client_hello", 1) });
    for outcome in &trace.connections[0].outcome {
        assert!(matches!(outcome.ending, Ending::Stalled { .. }), "{outcome:?}");
    }
    assert!(anchors(&trace).iter().all(|anchor| anchor != "c0.c.client_hello#1.arrive"));
    assert!(trace.segments.iter().any(|segment| !segment.payload.is_empty() && segment.arrived.is_none()));
}

#[test]
fn what_is_repeated_or_inserted_is_a_message_that_nobody_sent() {
    let mut tls12 = Scenario::parse("v=1&server.versions=1.2").expect("a scenario").scenario;
    tls12.faults = vec![Fault::Duplicate { target: target(Role::Client, "client_hello", 1) }];
    let trace = run(&tls12);
    let hellos: Vec<_> = trace.messages.iter().filter(|message| message.name == "client_hello").collect();
    assert_eq!(
        hellos.iter().map(|message| (message.nth, message.sent.is_some())).collect::<Vec<_>>(),
        [(1, true), (2, false)]
    );
    let bytes = vec![21, 3, 3, 0, 2, 2, 40];
    tls12.faults = vec![Fault::Inject { target: target(Role::Server, "server_hello", 1), bytes }];
    let trace = run(&tls12);
    let alert = trace.messages.iter().find(|message| message.sent.is_none()).expect("an inserted message");
    assert_eq!((alert.name, alert.role), ("alert", Role::Server));
    assert!(anchors(&trace).contains(&format!("c0.s.alert#{}.arrive", alert.nth)));
}

#[test]
fn a_fault_without_a_place_is_reported() {
    let spot = Spot { path: "client_hello.extensions.nothing".to_owned(), edit: xor(0) };
    let trace = with(Fault::Wire { target: target(Role::Client, "client_hello", 1), spot });
    assert_eq!(trace.unstruck, [0]);
    assert!(trace.connections[0].outcome.iter().all(|outcome| outcome.completed()));
    assert_eq!(with(Fault::Omit { target: target(Role::Client, "key_update", 1) }).unstruck, [0]);
}

#[test]
fn an_edit_that_reaches_outside_strikes_what_is_there() {
    let edit = Edit { at: 0, change: Change::Remove(1 << 40) };
    let spot = Spot { path: String::new(), edit };
    let trace = with(Fault::Wire { target: target(Role::Server, "finished", 1), spot });
    assert!(trace.unstruck.is_empty());
    let spot = Spot { path: String::new(), edit: xor(1 << 40) };
    let trace = with(Fault::Wire { target: target(Role::Server, "finished", 1), spot });
    assert_eq!(trace.unstruck, [0]);
}

#[test]
fn connections_follow_each_other_and_hand_the_ledger_on() {
    let mut scenario = Scenario::default();
    scenario.connections.push(scenario.connections[0].clone());
    let trace = run(&scenario);
    assert_eq!(trace.connections.len(), 2);
    assert!(trace.connections[1].start > 0);
    for actor in &trace.actors {
        let conns: BTreeSet<ConnId> = actor.ledger.iter().map(|(_, entry)| entry.conn).collect();
        assert_eq!(conns, BTreeSet::from([ConnId(0), ConnId(1)]), "{}", actor.kind);
    }
}

#[test]
fn a_message_spread_over_records_is_struck_where_it_lies() {
    let mut scenario = Scenario::parse("v=1&server.versions=1.2").expect("a scenario").scenario;
    scenario.connections[0].server.certificate.given = vec![vec![0x30; 20_000]];
    let edit = Edit { at: 17_000, change: Change::Xor(vec![0xff, 0x0f]) };
    let spot = Spot { path: String::new(), edit };
    scenario.faults = vec![Fault::Wire { target: target(Role::Server, "certificate", 1), spot }];
    let trace = run(&scenario);
    let message = trace.messages.iter().find(|message| message.name == "certificate").expect("a Certificate");
    assert_eq!(message.records.len(), 2);
    let (sent, arrived) = (message.sent.expect("sent"), message.arrived.expect("arrived"));
    let (sent, arrived) = (trace.blobs.bytes(sent), trace.blobs.bytes(arrived));
    assert_eq!(differing(sent, arrived), [17_000, 17_001]);
    let before: Vec<_> = message.records.iter().map(|(id, _)| trace.record(*id).expect("a record")).collect();
    assert_eq!(before.iter().map(|record| record.arrived == record.sent).collect::<Vec<_>>(), [true, false]);
    assert!(trace.segments.iter().filter(|segment| !segment.payload.is_empty()).count() > 14);
}

#[test]
fn an_attackers_arrow_names_what_it_took_and_keeps_the_lengths_true() {
    let trace = run(&Scenario::parse("fault=version_rollback").expect("a scenario").scenario);
    let strikes: Vec<_> = trace.steps.iter().filter(|step| matches!(step.kind, StepKind::Strike { .. })).collect();
    let [Step { kind: StepKind::Strike { strike: Strike::Changed { before, after, .. }, .. }, .. }] = strikes[..]
    else {
        panic!("{strikes:?}")
    };
    assert_eq!((&before[..2], after.len()), (&[0, 43][..], 0)); // supported_versions
    let hello = trace.messages.iter().find(|message| message.name == "client_hello").expect("a ClientHello");
    let (sent, arrived) = (hello.sent.expect("sent"), hello.arrived.expect("arrived"));
    assert_eq!(trace.blobs.bytes(sent).len(), trace.blobs.bytes(arrived).len() + before.len());
    let tree = annotate(trace.blobs.get(arrived).expect("a blob"));
    assert_eq!(tree.broken, None);
}

/// The places at which two runs of bytes differ.
fn differing(one: &[u8], other: &[u8]) -> Vec<usize> {
    assert_eq!(one.len(), other.len());
    (0..one.len()).filter(|at| one[*at] != other[*at]).collect()
}

fn any_target() -> impl Strategy<Value = Target> {
    let names = vec![
        "record",
        "client_hello",
        "server_hello",
        "hello_retry_request",
        "certificate_request",
        "certificate",
        "certificate_verify",
        "server_key_exchange",
        "client_key_exchange",
        "change_cipher_spec",
        "finished",
        "new_session_ticket",
        "key_update",
        "alert",
        "application_data",
    ];
    let role = prop_oneof![Just(Role::Client), Just(Role::Server)];
    (role, prop::sample::select(names), 1..4u32).prop_map(|(from, name, nth)| target(from, name, nth))
}

fn any_fault() -> impl Strategy<Value = Fault> {
    let bytes = || prop::collection::vec(any::<u8>(), 0..40);
    let change = prop_oneof![
        bytes().prop_map(Change::Xor),
        bytes().prop_map(Change::Set),
        bytes().prop_map(Change::Insert),
        (0..2_000usize).prop_map(Change::Remove),
    ];
    let paths = vec!["", "length", "record.length", "extensions", "client_hello.random", "tag", "cipher_suites.0"];
    let spot = (prop::sample::select(paths), 0..300usize, change)
        .prop_map(|(path, at, change)| Spot { path: path.to_owned(), edit: Edit { at, change } });
    let record = (20..25u8, bytes()).prop_map(|(kind, mut bytes)| {
        bytes.splice(0..0, [kind, 3, 3, 0, bytes.len() as u8]);
        bytes
    });
    (any_target(), spot, prop_oneof![bytes(), record], 0..7u8).prop_map(|(target, spot, bytes, which)| match which {
        0 => Fault::Drop { target },
        1 => Fault::Duplicate { target },
        2 => Fault::Inject { target, bytes },
        3 => Fault::Alter { target, spot },
        4 => Fault::Omit { target },
        _ => Fault::Wire { target, spot },
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Whatever faults stand in a scenario, in whatever order: the run ends, and its trace hangs together.
    #[test]
    fn any_faults_give_a_trace_that_hangs_together(
        example in prop::sample::select(gallery()),
        faults in prop::collection::vec(any_fault(), 1..4),
    ) {
        let count = faults.len();
        let scenario = Scenario { faults, ..example.scenario() };
        let resolved = resolve(&scenario);
        let trace = run(&scenario);
        prop_assert_eq!(trace.connections.len(), resolved.scenario.connections.len() + resolved.replays.len());
        prop_assert_eq!(untiled(&trace), None);
        let struck = trace.steps.iter().flat_map(|step| {
            let own = if let StepKind::Strike { fault, .. } = &step.kind { Some(*fault) } else { None };
            own.into_iter().chain(step.effects.iter().filter_map(|effect| match effect {
                Effect::Struck { fault } => Some(*fault),
                _ => None,
            }))
        }).collect::<BTreeSet<_>>();
        prop_assert_eq!(struck.len() + trace.unstruck.len(), count);
        let names = anchors(&trace);
        prop_assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
        for message in &trace.messages {
            prop_assert!(message.sent.or(message.arrived).is_some());
            if [Stray::RefusedRecord, Stray::PartialRecord].iter().any(|stray| stray.id() == message.name) {
                continue; // no record carries what is none
            }
            let bytes: Vec<u8> =
                message.records.iter().flat_map(|(_, piece)| trace.blobs.piece(piece)).copied().collect();
            prop_assert_eq!(bytes, trace.blobs.bytes(message.sent.or(message.arrived).expect("one of them")));
        }
        for record in &trace.records {
            prop_assert!(record.sent.or(record.arrived).is_some());
        }
        let ended = trace.steps.iter().filter(|step| matches!(step.kind, StepKind::End { .. })).count();
        prop_assert_eq!(ended, 2 * trace.connections.len() - resolved.replays.len());
    }
}
