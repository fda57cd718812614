//! Who reads a recording, with whatever was stolen, derives what the parties hold, opens what these secrets reach, and nothing
//! more: over the gallery and the catalogue.

#![cfg(test)]

use std::collections::BTreeSet;

use handscope::lab::{Booty, Opened, Record, Scenario, Theft, Trace, catalogue, gallery, run, watch};
use handscope::tls::observer::{Needs, Observer, Reading, Secrets, Taken};
use handscope::tls::{Name, Resumed};
use handscope::wire::suites::SUITES;
use handscope::wire::{ConnId, ContentType, KeyExchange, Role, Version};

/// What whoever listens knows of a run: values that travelled in the clear, and hashes over such.
const OPEN: [Name; 6] = [
    Name::ClientRandom,
    Name::ServerRandom,
    Name::Ticket,
    Name::EncryptedPreMasterSecret,
    Name::ClientHelloHash,
    Name::TranscriptHash,
];

fn traces() -> Vec<(String, Trace)> {
    let text = |text: &str| run(&Scenario::parse(text).unwrap_or_else(|errors| panic!("{text}: {errors:?}")).scenario);
    let mut all: Vec<_> = gallery().iter().map(|one| (one.text.to_owned(), run(&one.scenario()))).collect();
    for entry in catalogue() {
        for case in entry.expected {
            let versions = match case.version {
                Version::Tls13 => "",
                Version::Tls12 => "client.versions=1.2&server.versions=1.2&",
            };
            let params = if case.params.is_empty() { String::new() } else { format!("({})", case.params) };
            let own = format!("{versions}fault={}{params}", entry.id);
            all.push((own.clone(), text(&own)));
        }
    }
    let more = [
        "client.key_update=on&server.key_update=on",
        "server.cookie=on",
        "connections=3&client.resume=1&server.tickets=2&server.ticket_form=sealed&client.psk_modes=psk_ke&server.psk_modes=psk_ke",
    ];
    all.extend(more.map(|own| (own.to_owned(), text(own))));
    all.extend(SUITES.iter().filter(|suite| suite.version == Version::Tls12).map(|suite| {
        let cert = if suite.code.to_string().contains("ECDSA") { "ecdsa" } else { "rsa" };
        let own = format!("client.versions=1.2&server.suites={}&server.cert={cert}", suite.code);
        (own.clone(), text(&own))
    }));
    all
}

fn thief(trace: &Trace, booty: Booty) -> Observer {
    watch(trace, Theft { booty, conn: ConnId(0), after: 0 }.secrets(trace))
}

/// A record that was taken, with what the trace tells of it.
fn readings<'a>(trace: &'a Trace, observer: &'a Observer) -> impl Iterator<Item = (&'a Record, &'a Taken)> {
    let records = trace.records.iter().filter(|record| record.arrived.or(record.sent).is_some());
    let mut records: Vec<_> = records.collect();
    records.sort_by_key(|record| record.conn);
    assert_eq!(records.len(), observer.taken().len());
    records.into_iter().zip(observer.taken())
}

/// What was opened must be what its receiver opened.
fn opened(trace: &Trace, observer: &Observer, record: &Record, taken: &Taken) -> bool {
    let Reading::Opened { content, content_type, .. } = &taken.reading else { return false };
    if let (Opened::Plain(plain), Some(_)) = (&record.opened, record.opened_key) {
        let ours = observer.blobs().bytes(content.blob);
        assert_eq!(ours, trace.blobs.bytes(*plain));
    }
    assert!(content_type.is_some());
    true
}

#[test]
fn a_listener_holds_no_secret_of_any_run() {
    for (id, trace) in traces() {
        let listener = watch(&trace, Secrets::default());
        let known: BTreeSet<_> = listener.mind().ledger.iter().map(|(_, entry)| entry.name).collect();
        assert!(known.iter().all(|name| OPEN.contains(name)), "{id}: {known:?}");
        for (record, taken) in readings(&trace, &listener) {
            assert!(!matches!(taken.reading, Reading::Opened { .. }), "{id}");
            let protected = record.key.is_some();
            assert!(!protected || matches!(taken.reading, Reading::Locked { .. }), "{id}: {record:?}");
        }
    }
}

#[test]
fn what_a_thief_derives_is_what_the_parties_hold() {
    for (id, trace) in traces() {
        for booty in Booty::ALL {
            let thief = thief(&trace, *booty);
            let derived = thief.mind().ledger.iter().filter(|(_, entry)| !OPEN.contains(&entry.name));
            for (_, entry) in derived {
                let held = trace.actors.iter().flat_map(|actor| actor.ledger.iter()).any(|(_, own)| {
                    let alike = own.name == entry.name || entry.name == Name::ResumptionPsk && own.name == Name::Psk;
                    alike && own.bytes == entry.bytes
                });
                // The network may have changed what they then read.
                assert!(held || !trace.scenario.faults.is_empty(), "{id}, {booty}: {:?}", entry.name);
            }
        }
    }
}

#[test]
fn with_a_key_log_everything_opens() {
    for (id, trace) in traces().into_iter().filter(|(_, trace)| trace.scenario.faults.is_empty()) {
        let thief = thief(&trace, Booty::KeyLog);
        for (record, taken) in readings(&trace, &thief).filter(|(record, _)| record.opened_key.is_some()) {
            // Early data that the server passed over is under a key that no suite was ever agreed for.
            let skipped = record.opened == Opened::Failed;
            assert!(opened(&trace, &thief, record, taken) || skipped, "{id}: {record:?} {taken:?}");
        }
    }
}

#[test]
fn the_servers_key_opens_rsa_key_exchange_and_nothing_else() {
    let (mut rsa, mut other) = (0, 0);
    for (id, trace) in traces().into_iter().filter(|(_, trace)| trace.scenario.faults.is_empty()) {
        let thief = thief(&trace, Booty::ServerKey);
        for (record, taken) in readings(&trace, &thief).filter(|(record, _)| record.opened_key.is_some()) {
            let agreed = &trace.connections[usize::from(record.conn.0)].negotiated[1];
            let suite = agreed.suite.and_then(handscope::wire::Suite::of).expect("a suite");
            let is_rsa = suite.kx == Some(KeyExchange::Rsa);
            assert_eq!(opened(&trace, &thief, record, taken), is_rsa, "{id}: {taken:?}");
            let needs = if agreed.resumed.is_some() && agreed.version == Some(Version::Tls12) {
                Needs::Session
            } else {
                Needs::EphemeralKey
            };
            if agreed.resumed != Some(Resumed::Psk) && agreed.resumed != Some(Resumed::ExternalPsk) && !is_rsa {
                assert_eq!(taken.reading, Reading::Locked { needs }, "{id}");
            }
            *if is_rsa { &mut rsa } else { &mut other } += 1;
        }
    }
    assert!(rsa > 10 && other > 100, "{rsa}, {other}");
}

/// Sealed tickets carry their sessions to whoever has the ticket key: those of TLS 1.2 that are resumed and the one that the
/// ticket came from, a pre-shared key used alone, early data; but not what a key agreement protects beside it.
#[test]
fn the_ticket_key_opens_what_hangs_on_the_ticket_alone() {
    let example = |id: &str| gallery().iter().find(|one| one.id == id).unwrap().scenario();
    for (id, first, second, early) in [
        ("tls12_ticket", true, true, false),
        ("tls12_session_id", false, false, false),
        ("tls13_psk", false, false, false),
        ("tls13_psk_handle", false, false, false),
        ("tls13_psk_ke", false, true, false),
        ("tls13_0rtt", false, false, true),
    ] {
        let trace = run(&example(id));
        let thief = thief(&trace, Booty::TicketKey);
        for (record, taken) in readings(&trace, &thief).filter(|(record, _)| record.opened_key.is_some()) {
            let name = record.opened_key.and_then(|key| trace.entry(key)).map(|entry| entry.name);
            let early_data = matches!(name, Some(Name::ClientEarlyKey));
            let expected = if early_data {
                early
            } else if record.conn.0 == 0 {
                first
            } else {
                second
            };
            assert_eq!(opened(&trace, &thief, record, taken), expected, "{id}: {record:?} {taken:?}");
        }
    }
}

/// Rotation is what ends it: a ticket key that is gone cannot be stolen.
#[test]
fn what_is_gone_is_not_stolen() {
    let text =
        format!("{}&server.ticket_rotation=3600", gallery().iter().find(|one| one.id == "tls12_ticket").unwrap().text);
    let trace = run(&Scenario::parse(&text).unwrap().scenario);
    for (after, reads) in [(0, true), (3600, true), (10_000, false)] {
        let thief = watch(&trace, Theft { booty: Booty::TicketKey, conn: ConnId(0), after }.secrets(&trace));
        let data = readings(&trace, &thief).filter(|(record, _)| record.content_type == ContentType::application_data);
        let opened: Vec<bool> = data.map(|(record, taken)| opened(&trace, &thief, record, taken)).collect();
        assert!(opened.len() == 4 && opened.iter().all(|opened| *opened == reads), "{after}: {opened:?}");
    }
    let lifetime = 7200;
    for (after, reads) in [(0, true), (lifetime + 1, false)] {
        let thief = watch(&trace, Theft { booty: Booty::Sessions, conn: ConnId(0), after }.secrets(&trace));
        assert_eq!(thief.taken().iter().any(|taken| matches!(taken.reading, Reading::Opened { .. })), reads, "{after}");
    }
}

#[test]
fn one_secret_opens_one_direction_of_one_connection() {
    let trace = run(&Scenario::parse("connections=2&1.after=60").unwrap().scenario);
    let theft = Theft { booty: Booty::TrafficSecret, conn: ConnId(1), after: 0 };
    let thief = watch(&trace, theft.secrets(&trace));
    for taken in thief.taken().iter().filter(|taken| matches!(taken.reading, Reading::Opened { .. })) {
        assert_eq!((taken.conn, taken.from), (ConnId(1), Role::Server));
    }
    let data = |taken: &&Taken| {
        matches!(taken.reading, Reading::Opened { content_type: Some(ContentType::application_data), .. })
    };
    assert_eq!(thief.taken().iter().filter(data).count(), 1);
}
