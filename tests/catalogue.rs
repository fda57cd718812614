//! Every fault of the catalogue, run under every version that it can strike under: both sides end as the table says.

#![cfg(test)]

use handscope::lab::catalogue::{Case, End};
use handscope::lab::{Connection, Entry, Outcome, Scenario, Trace, catalogue, gallery, run};
use handscope::tls::Ending;
use handscope::wire::Version;

/// The default scenario of a version with a fault.
fn trace(fault: &str, version: Version) -> Trace {
    let held = match version {
        Version::Tls13 => "",
        Version::Tls12 => "client.versions=1.2&server.versions=1.2&",
    };
    let parsed = Scenario::parse(&format!("{held}fault={fault}"));
    run(&parsed.unwrap_or_else(|errors| panic!("{fault}: {errors:?}")).scenario)
}

fn fault(entry: &Entry, case: &Case) -> String {
    match case.params {
        "" => entry.id.to_owned(),
        params => format!("{}({params})", entry.id),
    }
}

/// How a side ended, in the words of the table.
fn told(outcome: &Outcome, version: Option<Version>) -> String {
    match &outcome.ending {
        _ if outcome.completed() => "completed".to_owned(),
        Ending::Refused(refusal) => {
            let (alert, _) = refusal.verdict(version.unwrap_or(Version::Tls13));
            format!("refused ({}) with {alert}", refusal.id())
        }
        Ending::Told(alert) => format!("told {alert}"),
        Ending::CutOff { .. } => "cut off".to_owned(),
        Ending::Stalled { .. } => "stalled".to_owned(),
        Ending::Unknown => End::Attacker.to_string(),
        other => other.id().to_owned(),
    }
}

#[test]
fn every_fault_ends_as_the_table_says() {
    let mut wrong = Vec::new();
    for entry in catalogue() {
        for case in entry.expected {
            let trace = trace(&fault(entry, case), case.version);
            let connection = if entry.again { trace.connections.last().unwrap() } else { &trace.connections[0] };
            let [client, server] =
                [0, 1].map(|side| told(&connection.outcome[side], connection.negotiated[side].version));
            let expected = [case.client, case.server].map(|end: End| end.to_string());
            if expected != [client.clone(), server.clone()] {
                let version = case.version.name();
                wrong.push(format!("{} under {version}: client {client}, server {server}", fault(entry, case)));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_fault_strikes() {
    for entry in catalogue() {
        for case in entry.expected {
            let trace = trace(&fault(entry, case), case.version);
            assert!(trace.unstruck.is_empty(), "{} under {}", entry.id, case.version.name());
        }
    }
}

#[test]
fn examples_without_a_fault_complete_and_those_with_one_do_not() {
    for example in gallery() {
        let scenario = example.scenario();
        let trace = run(&scenario);
        let completed = |connection: &Connection| connection.outcome.iter().all(Outcome::completed);
        assert_eq!(trace.connections.iter().all(completed), scenario.faults.is_empty(), "{}", example.id);
    }
}

/// What the gallery's examples are named for is what they agree on.
#[test]
fn examples_agree_on_what_they_promise() {
    for (id, version, suite, group) in [
        ("tls13", "1.3", "TLS_AES_128_GCM_SHA256", Some("x25519")),
        ("tls13_retry", "1.3", "TLS_AES_128_GCM_SHA256", Some("secp256r1")),
        ("tls13_chacha_rsa", "1.3", "TLS_CHACHA20_POLY1305_SHA256", Some("x25519")),
        ("tls13_p384_aes256", "1.3", "TLS_AES_256_GCM_SHA384", Some("secp384r1")),
        ("tls13_tickets", "1.3", "TLS_AES_128_GCM_SHA256", Some("x25519")),
        ("tls13_offer_tls12", "1.2", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", Some("x25519")),
        ("tls12_ecdhe_ecdsa_gcm", "1.2", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", Some("x25519")),
        ("tls12_ecdhe_rsa_cbc", "1.2", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", Some("x25519")),
        ("tls12_rsa", "1.2", "TLS_RSA_WITH_AES_128_CBC_SHA", None),
        ("tls12_chacha", "1.2", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", Some("x25519")),
        ("tls12_ed25519", "1.2", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", Some("x25519")),
        ("tls13_client_auth", "1.3", "TLS_AES_128_GCM_SHA256", Some("x25519")),
        ("tls12_client_auth", "1.2", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", Some("x25519")),
    ] {
        let example = gallery().iter().find(|example| example.id == id).unwrap();
        for side in &run(&example.scenario()).connections[0].negotiated {
            assert_eq!(side.version.map(Version::name), Some(version), "{id}");
            assert_eq!(side.suite.map(|suite| suite.to_string()).as_deref(), Some(suite), "{id}");
            assert_eq!(side.group.map(|group| group.to_string()).as_deref(), group, "{id}");
        }
    }
}

/// One rule of scope: a fault of the catalogue is on every connection, unless it names one (`c1.`) or has a target, which
/// names its own.
#[test]
fn a_fault_strikes_every_connection_or_the_one_it_names() {
    let mut wrong = Vec::new();
    // Those that are about a connection behind the first have a test of their own.
    for entry in catalogue().iter().filter(|entry| !entry.again) {
        let case = &entry.expected[0];
        let target = entry.params.iter().find(|param| param.name == "target");
        let forms = match target {
            None => ["", "c0.", "c1."].map(|scope| (format!("{scope}{}", entry.id), scope != "c1.", scope != "c0.")),
            Some(param) => {
                let second = param.default.replacen("c0.", "c1.", 1);
                let told = [param.default, &second].map(|target| format!("{}(target={target})", entry.id));
                let [first, second] = told;
                [(entry.id.to_owned(), true, false), (first, true, false), (second, false, true)]
            }
        };
        for (text, first, second) in forms {
            let trace = trace(&format!("{text}&connections=2"), case.version);
            assert_eq!((trace.connections.len(), &trace.unstruck[..]), (2, &[][..]), "{text}");
            for (connection, struck) in trace.connections.iter().zip([first, second]) {
                let ends = [0, 1].map(|side| told(&connection.outcome[side], connection.negotiated[side].version));
                let expected = match struck {
                    true => [case.client, case.server].map(|end| end.to_string()),
                    false => [End::Completed, End::Completed].map(|end| end.to_string()),
                };
                if ends != expected {
                    wrong.push(format!("{text}, connection {}: {ends:?}, not {expected:?}", connection.id.0));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// A connection that is not there is struck by nothing, and a target has its own.
#[test]
fn a_connection_that_a_fault_names() {
    for (fault, unstruck) in [("c1.wrong_host", 1), ("c2.bad_finished", 1), ("c0.version_rollback", 0)] {
        assert_eq!(trace(fault, Version::Tls13).unstruck.len(), unstruck, "{fault}");
    }
    let errors = Scenario::parse("fault=c1.drop_message").unwrap_err();
    assert!(errors[0].to_string().contains("the target names its connection"), "{}", errors[0]);
}
