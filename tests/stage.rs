//! What a step is about: the message at hand, the pane that opens, the figure of its values, and why a run failed.

#![cfg(test)]

mod support;

use handscope::explain::change::difference;
use handscope::explain::did::{Detail, Kind, lines};
use handscope::explain::flow::made;
use handscope::explain::{
    Aftermath, Failure, Flow, Hand, How, Pane, Parted, aftermath, change, failure, flow, hand, headline, opening,
    panes, standing,
};
use handscope::lab::{Scenario, StepKind, Trace, gallery, run};
use handscope::pki::annotate;
use handscope::tls::Effect;

const V12: &str = "v=1&client.versions=1.2&server.versions=1.2";

fn traced(text: &str) -> Trace {
    run(&Scenario::parse(text).unwrap().scenario)
}

fn step(trace: &Trace, anchor: &str) -> usize {
    trace.step_at(anchor).unwrap_or_else(|| panic!("no step {anchor}"))
}

/// The message or record at hand, as `c.finished#1 sent`.
fn at_hand(trace: &Trace, at: usize) -> String {
    match hand(trace, at) {
        None => "none".to_owned(),
        Some(Hand::Record(id)) => format!("record {}", trace.record(id).unwrap().id.0),
        Some(Hand::Message { id, arrived }) => {
            let message = trace.message(id).unwrap();
            let how = if arrived { "arrived" } else { "sent" };
            format!("{}.{}#{} {how}", message.role.letter(), message.name, message.nth)
        }
    }
}

#[test]
fn what_is_at_hand_is_what_a_step_reads_writes_or_fails_on() {
    for (text, anchor, wanted) in [
        ("v=1", "c0.c.start#1.prepare", "c.client_hello#1 sent"),
        ("v=1", "c0.s.client_hello#1.negotiate", "c.client_hello#1 arrived"),
        ("v=1", "c0.s.client_hello#1.make_key_share", "s.server_hello#1 sent"),
        ("v=1", "c0.s.client_hello#1.derive_handshake_keys", "none"),
        ("v=1", "c0.s.client_hello#1.sign", "s.certificate_verify#1 sent"),
        ("v=1", "c0.s.client_hello#1.compute_finished", "s.finished#1 sent"),
        ("v=1", "c0.c.certificate#1.judge_certificate", "s.certificate#1 arrived"),
        ("v=1", "c0.s.application_data#1.read_data", "c.application_data#1 arrived"),
        ("v=1", "c0.c.application_data#1.read_data", "s.application_data#1 arrived"),
        ("v=1", "c0.s.alert#1.read_alert", "c.alert#1 arrived"),
        ("v=1", "c0.c.alert#1.read_alert", "s.alert#1 arrived"),
        ("v=1", "c0.c.end#1.end", "none"),
        ("v=1&fault=bad_finished", "c0.c.finished#1.refuse", "s.finished#1 arrived"),
        ("v=1&fault=version_rollback", "c0.c.server_hello#1.refuse", "s.server_hello#1 arrived"),
        ("v=1&fault=wire:c0.s.server_hello@server_hello.random+6^01", "c0.c.record#3.refuse", "record 3"),
        ("v=1&fault=omit:c0.s.certificate_verify", "c0.c.finished#1.refuse", "s.finished#1 arrived"),
        (V12, "c0.c.server_hello_done#1.make_pre_master_secret", "c.client_key_exchange#1 sent"),
        (V12, "c0.s.change_cipher_spec#1.update_keys", "c.change_cipher_spec#1 arrived"),
    ] {
        let trace = traced(text);
        assert_eq!(at_hand(&trace, step(&trace, anchor)), wanted, "{text} {anchor}");
    }
    let stapled = traced(&format!("{V12}&client.status_request=on&server.staple=on"));
    let judged = step(&stapled, "c0.c.certificate_status#1.judge_certificate");
    assert_eq!(at_hand(&stapled, judged), "s.certificate#1 arrived", "the chain, not the response that came after it");
}

#[test]
fn a_step_opens_with_what_it_is_about() {
    for (text, anchor, wanted) in [
        ("v=1", "c0.c.syn#1.send", Pane::Message),
        ("v=1", "c0.c.start#1.prepare", Pane::Keys),
        ("v=1", "c0.c.client_hello#1.send", Pane::Message),
        ("v=1", "c0.s.client_hello#1.negotiate", Pane::Message),
        ("v=1", "c0.s.client_hello#1.derive_handshake_keys", Pane::Keys),
        ("v=1", "c0.c.certificate#1.judge_certificate", Pane::Certificates),
        ("v=1", "c0.c.finished#1.verify_finished", Pane::Message),
        ("v=1", "c0.c.finished#1.derive_traffic_keys", Pane::Keys),
        ("v=1", "c0.c.application_data#1.read_data", Pane::Message),
        ("v=1", "c0.c.end#1.end", Pane::State),
        (V12, "c0.s.client_key_exchange#1.derive_master_secret", Pane::Keys),
        ("v=1&fault=bad_finished", "c0.c.finished#1.verify_finished", Pane::Message),
        ("v=1&fault=bad_finished", "c0.c.finished#1.refuse", Pane::Failed),
        ("v=1&fault=bad_finished", "c0.c.alert#1.send", Pane::Message),
        ("v=1&fault=bad_finished", "c0.s.end#1.end", Pane::Failed),
    ] {
        let trace = traced(text);
        let (after, at) = (aftermath(&trace), step(&trace, anchor));
        assert_eq!(opening(&trace, after.as_ref(), at), wanted, "{text} {anchor}");
        assert!(panes(&trace, after.as_ref(), at).any(|pane| pane == wanted), "{text} {anchor}: it has that pane");
    }
}

#[test]
fn every_step_opens_with_a_pane_that_it_has() {
    for example in gallery() {
        let trace = run(&example.scenario());
        let after = aftermath(&trace);
        for at in 0..trace.steps.len() {
            let opened = opening(&trace, after.as_ref(), at);
            assert!(panes(&trace, after.as_ref(), at).any(|pane| pane == opened), "{} {at}", example.id);
            if opened == Pane::Keys {
                let flow = flow(&trace, at).unwrap_or_else(|| panic!("{} {at}: no values", example.id));
                assert!(!flow.out.is_empty(), "{} {at}", example.id);
            }
        }
    }
}

fn names(flow: &Flow) -> [Vec<&'static str>; 3] {
    [&flow.from, &flow.through, &flow.out].map(|nodes| nodes.iter().map(|node| node.name.id()).collect())
}

/// RFC 8446, 7.1: from the shared secret and the two hellos to a key and an IV for each direction.
#[test]
fn the_handshake_keys_are_a_figure_of_inputs_and_outputs() {
    let trace = traced("v=1");
    let at = step(&trace, "c0.s.client_hello#1.derive_handshake_keys");
    let found = flow(&trace, at).unwrap();
    assert_eq!(
        names(&found),
        [
            vec!["shared_secret", "transcript_hash"],
            vec!["handshake_secret", "client_handshake_traffic_secret", "server_handshake_traffic_secret"],
            vec!["server_handshake_key", "server_handshake_iv", "client_handshake_key", "client_handshake_iv"],
        ]
    );
    assert_eq!((made(&trace, at), found.constant.len()), (4, 5), "constants are no news");
    let [key, ..] = &found.out[..] else { panic!("one value") };
    assert_eq!(key.writer.map(|role| role.name()), Some("server"));
    assert_eq!(found.from[0].step, step(&trace, "c0.s.client_hello#1.make_key_share"), "where an input came from");
    // The next step that uses each, from the run.
    let used = |node: &handscope::explain::Node| {
        let first = node.uses.first().unwrap_or_else(|| panic!("{} is used", node.name.id()));
        (trace.steps[first.step].anchor.to_string(), first.how.clone())
    };
    let (anchor, How::Protects(first, last)) = used(key) else { panic!("{:?}", key.uses) };
    assert_eq!(anchor, "c0.s.encrypted_extensions#1.send");
    let name = |id| trace.message(id).unwrap().name;
    assert_eq!((name(first), name(last)), ("encrypted_extensions", "finished"));
    let (anchor, How::Opens(opened)) = used(&found.out[2]) else { panic!("{:?}", found.out[2].uses) };
    assert_eq!((anchor.as_str(), name(opened)), ("c0.s.finished#1.verify_finished", "finished"));
    let (anchor, How::Makes(made)) = used(&found.through[0]) else { panic!("{:?}", found.through[0].uses) };
    assert_eq!(anchor, "c0.s.client_hello#1.derive_traffic_keys");
    assert_eq!(made[0].id(), "derived_handshake_secret");
}

#[test]
fn values_of_other_steps_are_figures_too() {
    let rsa = format!("{V12}&server.suites=TLS_RSA_WITH_AES_128_CBC_SHA&server.cert=rsa");
    for (text, anchor, from, out) in [
        (
            "v=1",
            "c0.c.start#1.prepare",
            vec![],
            vec!["client_random", "session_id", "ephemeral_private_key", "ephemeral_public_key"],
        ),
        (
            "v=1",
            "c0.s.client_hello#1.compute_finished",
            vec!["server_handshake_traffic_secret", "transcript_hash"],
            vec!["server_verify_data"],
        ),
        (
            V12,
            "c0.c.server_hello_done#1.derive_master_secret",
            vec!["pre_master_secret", "server_random", "client_random", "session_hash"],
            vec!["client_write_key", "server_write_key", "client_write_IV", "server_write_IV"],
        ),
        (
            &rsa,
            "c0.c.server_hello_done#1.make_pre_master_secret",
            vec!["pre_master_version", "pre_master_random", "server_certificate_key", "rsa_padding"],
            vec!["encrypted_pre_master_secret"],
        ),
        (
            "v=1&client.key_update=on",
            "c0.s.key_update#1.update_keys",
            vec!["client_application_traffic_secret_0"],
            vec!["client_application_key", "client_application_iv"],
        ),
    ] {
        let trace = traced(text);
        let found = flow(&trace, step(&trace, anchor)).unwrap();
        let [mut inputs, _, outputs] = names(&found);
        let mut wanted = from;
        inputs.sort();
        wanted.sort();
        assert_eq!((inputs, outputs), (wanted, out), "{text} {anchor}");
    }
    let trace = traced("v=1");
    let drawn = flow(&trace, step(&trace, "c0.c.start#1.prepare")).unwrap();
    let travels = drawn.out.iter().filter(|node| node.uses.iter().any(|one| matches!(one.how, How::Travels(_))));
    assert_eq!(travels.count(), 3, "what is drawn for the ClientHello stands in it");
    let exporter = flow(&trace, step(&trace, "c0.s.client_hello#1.derive_traffic_keys")).unwrap();
    let unused = exporter.out.iter().filter(|node| node.uses.is_empty()).map(|node| node.name.id());
    assert_eq!(unused.collect::<Vec<_>>(), ["exporter_master_secret"], "and the run says so");
}

fn failed(text: &str) -> (Trace, Aftermath, Failure) {
    let trace = traced(text);
    let after = aftermath(&trace).unwrap_or_else(|| panic!("{text}: it came through"));
    let noticed = after.noticed.clone().unwrap_or_else(|| panic!("{text}: nobody refused"));
    let failure = failure(&trace, &noticed);
    (trace, after, failure)
}

/// The check that decided, never one that was only reported.
#[test]
fn what_decided_is_told_and_nothing_else() {
    for (text, check, field) in [
        ("v=1&fault=expired_certificate", Some("chain.not_after"), "validity.notAfter"),
        ("v=1&fault=wrong_host", Some("chain.host_name"), "extensions.subjectAltName"),
        ("v=1&fault=bad_finished", Some("check.finished"), "finished.verify_data"),
        ("v=1&fault=version_rollback", Some("check.server_random_sentinel"), "server_hello.random"),
        (
            "v=1&client.suites=TLS_AES_128_GCM_SHA256&server.suites=TLS_AES_256_GCM_SHA384",
            None,
            "client_hello.cipher_suites",
        ),
        (
            "v=1&client.trust=report&fault=expired_certificate&fault=omit:c0.s.certificate_verify",
            None,
            "finished.msg_type",
        ),
        (
            "v=1&client.trust=report&fault=expired_certificate&fault=bad_finished",
            Some("check.finished"),
            "finished.verify_data",
        ),
    ] {
        let (trace, after, failure) = failed(text);
        let noticed = after.noticed.unwrap();
        assert_eq!(failure.question.as_ref().map(|one| one.id.as_str()), check, "{text}");
        assert_eq!(noticed.check.as_deref(), check, "{text}");
        let source = failure.source.unwrap_or_else(|| panic!("{text}: no bytes"));
        assert!(source.path.ends_with(field), "{text}: {}", source.path);
        let shows = &trace.steps[source.step].kind;
        assert!(matches!(shows, StepKind::Transfer { .. }), "{text}: {shows:?}");
    }
    let (_, _, failure) = failed("v=1&fault=expired_certificate");
    let dates = failure.dates.unwrap();
    assert!(dates.certificate && dates.from < dates.to && dates.to < dates.now);
    assert!(failure.others.len() > 40, "all other questions stand behind it");
}

#[test]
fn a_headline_says_who_refuses_and_why_with_the_values_of_the_run() {
    let pack = support::pack("en");
    for (text, id, part) in [
        ("v=1&fault=expired_certificate(days=3)", "headline.expired", "expired 3 days ago"),
        ("v=1&fault=not_yet_valid_certificate(days=2)", "headline.not_yet_valid", "only in 2 days"),
        ("v=1&fault=wrong_host", "headline.host_mismatch", "www.example.net"),
        ("v=1&fault=bad_finished", "headline.bad_finished", "Finished"),
    ] {
        let (trace, after, _) = failed(text);
        let told = headline(&trace, after.noticed.as_ref().unwrap(), &pack).unwrap();
        assert_eq!(told.id, id, "{text}");
        assert!(told.title.contains(part), "{text}: {}", told.title);
    }
}

/// Why a record does not open is told from what each side holds.
#[test]
fn where_the_two_sides_part_is_computed() {
    let parted = |text: &str| {
        let (trace, _, failure) = failed(text);
        (failure.parted.unwrap_or_else(|| panic!("{text}: nothing tells")), trace)
    };
    let (found, trace) = parted("v=1&fault=wire:c0.s.server_hello@server_hello.random+6^01");
    let Parted::Message { message, at, left, arrived, value } = found else { panic!("{found:?}") };
    assert_eq!((trace.message(message).unwrap().name, at, value.id()), ("server_hello", 12, "server_random"));
    assert_eq!(left[0] ^ arrived[0], 1);
    let (found, trace) = parted("v=1&fault=wire:c0.c.client_hello@client_hello.random+6^01");
    let Parted::Message { message, at, .. } = found else { panic!("{found:?}") };
    assert_eq!((trace.message(message).unwrap().name, at), ("client_hello", 12));
    let (found, _) = parted("v=1&fault=wire:c0.s.record%233@%2B20^01");
    let Parted::Record { at, .. } = found else { panic!("{found:?}") };
    assert_eq!(at, 20);
    let (found, _) = parted("v=1&fault=dup:c0.c.application_data");
    assert!(matches!(found, Parted::Again { .. }), "{found:?}");
    let (found, _) = parted("v=1&fault=drop:c0.c.finished");
    let Parted::Keys { written, read, .. } = found else { panic!("{found:?}") };
    assert_eq!((written.id(), read.id()), ("client_application_key", "client_handshake_key"));
}

#[test]
fn only_what_was_cut_out_is_marked() {
    let trace = traced("v=1&fault=version_rollback");
    let message = trace.messages.iter().find(|message| message.name == "client_hello").unwrap();
    let found = change(&trace, message).unwrap();
    assert_eq!(found.cut, ["client_hello.extensions.supported_versions"]);
    assert_eq!((found.added.as_slice(), found.changed.as_slice()), (&[][..], &[][..]), "lengths aside");
    let cut: u32 = found.left.iter().map(|range| range.end - range.start).sum();
    let (left, arrived) = (message.sent.unwrap(), message.arrived.unwrap());
    let shorter = (trace.blobs.bytes(left).len() - trace.blobs.bytes(arrived).len()) as u32;
    assert!(cut < shorter + 8, "{cut} bytes marked, {shorter} cut");
    assert!(found.arrived.iter().all(|range| range.end < 150), "nothing behind the cut: {:?}", found.arrived);

    let (a, b) = (trace.blobs.get(left).unwrap(), trace.blobs.get(left).unwrap());
    let same = difference((&annotate(a), &a.bytes), (&annotate(b), &b.bytes));
    assert_eq!(same, handscope::explain::Change::default());
}

#[test]
fn a_step_that_chooses_groups_what_fell_out() {
    let trace = traced("v=1");
    let lines = lines(&trace, step(&trace, "c0.s.client_hello#1.negotiate"));
    let chosen = lines.iter().find_map(|line| match &line.detail {
        Detail::Chosen(chosen) if chosen.value == "TLS_AES_128_GCM_SHA256" => Some(chosen),
        _ => None,
    });
    let chosen = chosen.unwrap();
    assert_eq!(chosen.rule, "rule.server_preference");
    assert!(chosen.out.len() <= 3 && chosen.out.iter().map(|(_, names)| names.len()).sum::<usize>() > 15, "{chosen:?}");
}

#[test]
fn the_line_that_decided_is_one() {
    for (text, anchor, kind) in [
        ("v=1&fault=bad_finished", "c0.c.finished#1.verify_finished", "did.checked"),
        ("v=1&fault=bad_finished", "c0.c.finished#1.refuse", "did.refused"),
        ("v=1&fault=expired_certificate", "c0.c.certificate#1.judge_certificate", "did.judged"),
    ] {
        let trace = traced(text);
        let lines = lines(&trace, step(&trace, anchor));
        let deciding: Vec<Kind> = lines.iter().filter(|line| line.deciding).map(|line| line.kind).collect();
        assert_eq!(deciding.iter().map(|kind| kind.id()).collect::<Vec<_>>(), [kind], "{text} {anchor}");
    }
}

#[test]
fn a_side_that_has_ended_is_in_no_state_any_more() {
    let trace = traced("v=1");
    let ended = |at: usize| standing(&trace, at).map(|side| side.unwrap());
    let shown = |at: usize| ended(at).map(|side| side.keys(handscope::wire::Role::Client).pop().unwrap());
    assert_eq!(shown(0), ["state.start", "state.wait_client_hello"]);
    assert_eq!(shown(trace.steps.len() - 1), ["ending.closed", "ending.closed"]);
    let done = trace.steps.iter().position(|step| step.effects.contains(&Effect::HandshakeDone)).unwrap();
    assert_eq!(shown(done)[0], "state.connected");
    // Who has refused waits for nothing, before its end is reached too.
    let trace = traced("v=1&fault=expired_certificate");
    let at = step(&trace, "c0.c.certificate#1.refuse");
    let [client, server] = standing(&trace, at).map(|side| side.unwrap());
    assert_eq!(client.keys(handscope::wire::Role::Client).pop().unwrap(), "ending.refused");
    assert_eq!(server.keys(handscope::wire::Role::Server).pop().unwrap(), "state.wait_finished");
}
