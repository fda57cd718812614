//! A judge of whole runs: tshark reads what crossed the wire as a capture file, with our key log, and must tell the
//! same story as the trace. Written for tshark 4.0.

#![cfg(test)]

mod common;
#[path = "support/pcap.rs"]
mod pcap;
#[path = "support/story.rs"]
mod story;
#[path = "support/tshark.rs"]
mod tshark;

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::thread;

use handscope::lab::{Mints, Scenario, World, assemble, catalogue, gallery, keylog, resolve};
use handscope::wire::suites::{Authentication, SUITES};

/// Beside the gallery and each suite.
const SCENARIOS: &[&str] = &[
    "v=1&connections=2&1.client.suites=TLS_CHACHA20_POLY1305_SHA256",
    "v=1&client.compat=off&server.compat=off&client.alpn=&client.host=",
    "v=1&server.cookie=on&client.key_update=on&server.key_update=on",
    "v=1&server.cert=rsa&server.rsa_bits=4096&server.intermediates=3",
    "v=1&client.cert=rsa&server.cert=p384&server.client_auth=ask",
    "v=1&server.client_auth=ask",
    "v=1&client.versions=1.2&fault=expired_certificate",
    "v=1&client.versions=1.2&fault=bad_server_key_exchange",
    "v=1&client.versions=1.2&fault=forged_alert",
    "v=1&client.versions=1.2&client.ems=off&client.renegotiation=scsv&client.host=",
    "v=1&client.versions=1.2&client.cert=ed25519&server.client_auth=require&server.cert=p384",
    "v=1&client.versions=1.2&server.client_auth=ask",
    "v=1&client.versions=1.2&client.status_request=on&server.staple=on",
];

/// Where tshark tells another story: scenario, what of it, why that is as it should be.
const APART: &[(&str, &str, &str)] = &[
    ("v=1&fault=version_rollback(sentinel=off)", "c0.c message", TWO_SECRETS),
    ("v=1&fault=wire:c0.s.server_hello@server_hello.random+6%5E01", "c0.c alert", TWO_SECRETS),
    ("v=1&fault=wire:c0.s.server_hello@server_hello.random+6%5E01", "c0.c record", TWO_SECRETS),
    ("v=1&fault=flip_byte", "c0.c alert", TWO_SECRETS),
    ("v=1&fault=flip_byte", "c0.c record", TWO_SECRETS),
    ("v=1&fault=suite_list_edited", "c0.c alert", TWO_SECRETS),
    ("v=1&fault=suite_list_edited", "c0.c record", TWO_SECRETS),
    ("v=1&fault=ticket_changed", "c1.c alert", TWO_SECRETS),
    ("v=1&fault=ticket_changed", "c1.c record", TWO_SECRETS),
    ("v=1&fault=forged_alert", "c0.c record", BEHIND),
    ("v=1&client.versions=1.2&fault=forged_alert", "c0.c record", BEHIND),
];
const BEHIND: &str = "a trace has what the network made behind all that was sent";
const TWO_SECRETS: &str = "the sides have different secrets, and tshark keeps one (the server's) for a client random";

/// All that is compared.
const KINDS: [&str; 11] =
    ["alert", "alpn", "certificate", "data", "group", "message", "random", "record", "server_name", "suite", "version"];

#[test]
fn tshark_tells_the_story_of_the_trace() {
    // Where it is missing, that shall be said before all else.
    common::tool("tshark", "tshark");
    let texts = texts();
    let (queue, told, wrong) = (Mutex::new(texts.iter()), Mutex::new(BTreeSet::new()), Mutex::new(Vec::new()));
    let next = || queue.lock().unwrap().next();
    let work = || {
        while let Some(text) = next() {
            let (what, differences) = compare(text);
            told.lock().unwrap().extend(what);
            wrong.lock().unwrap().extend(differences);
        }
    };
    thread::scope(|scope| (0..4).for_each(|_| drop(scope.spawn(work))));
    let wrong = wrong.into_inner().unwrap();
    assert!(wrong.is_empty(), "tshark does not agree:\n{}", wrong.join("\n"));
    assert_eq!(told.into_inner().unwrap().into_iter().collect::<Vec<_>>(), KINDS);
}

/// The gallery, each suite by itself, the catalogue's faults, the rest, and data of several records.
fn texts() -> BTreeSet<String> {
    let suites = SUITES.iter().map(|suite| {
        let cert = if suite.auth == Authentication::Rsa { "rsa" } else { "ecdsa" };
        let versions = suite.version.name();
        let suite = suite.code.name().unwrap_or_default();
        format!("v=1&client.versions={versions}&server.suites={suite}&server.cert={cert}")
    });
    // Of messages that vanish or come twice the trace tells both ends, a capture but one.
    let both_ends = ["drop_message", "duplicate_message"];
    let faults = catalogue().iter().filter(|fault| !both_ends.contains(&fault.id));
    let faults = faults.map(|fault| format!("v=1&fault={}", fault.id));
    let long =
        ["1.2", "1.3"].map(|version| format!("v=1&client.versions={version}&server.data={}", "x".repeat(40_000)));
    let fixed = gallery().iter().map(|example| example.text).chain(SCENARIOS.iter().copied()).map(str::to_owned);
    // A replayed hello has the random of the first, and tshark keeps one set of secrets for a client random.
    fixed.chain(suites).chain(faults).chain(long).filter(|text| !text.contains("fault=replay")).collect()
}

/// What both tell of a scenario, and where they differ.
fn compare(text: &str) -> (BTreeSet<String>, Vec<String>) {
    let scenario = Scenario::parse(text).unwrap_or_else(|error| panic!("{text}: {error:?}")).scenario;
    let clock = u32::try_from(scenario.time).expect("a time within pcap's");
    // What `run` does; but what the path let through is in the log alone.
    let resolved = resolve(&scenario);
    let log = World::new(&resolved, &mut Mints::default()).finish().into_log();
    let capture = pcap::pcap(&log, clock);
    let trace = assemble(scenario, log);
    let keys: String = trace.actors.iter().map(|actor| keylog(&actor.ledger)).collect();
    let theirs = tshark::ask(&capture, &keys, pcap::PORT, trace.connections.len());
    let ours = story::story(&trace, &resolved.scenario);
    let (mut told, mut wrong) = (BTreeSet::new(), Vec::new());
    for what in ours.keys().chain(theirs.keys()).collect::<BTreeSet<_>>() {
        let (ours, theirs) = (ours.get(what), theirs.get(what));
        let apart = APART.iter().find(|(scenario, which, _)| *scenario == text && which == what);
        match (ours == theirs, apart) {
            (true, None) => told.extend(what.split(' ').nth(1).map(str::to_owned)),
            (false, Some(_)) => {}
            (true, Some((.., why))) => wrong.push(format!("{text}: {what} agrees, in spite of this: {why}")),
            (false, None) => wrong.push(format!("{text}: {what}\n  trace  {ours:?}\n  tshark {theirs:?}")),
        }
    }
    (told, wrong)
}
