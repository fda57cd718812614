//! Who knows what, over runs with and without thefts: how much of the application data each can read, since when, and what
//! the others lack.

#![cfg(test)]

use handscope::explain::knows::{Cell, Knowledge, What, Who};
use handscope::lab::{Scenario, Trace, gallery, run};
use handscope::tls::Name;
use handscope::tls::observer::Needs;

fn trace(text: &str) -> Trace {
    run(&Scenario::parse(text).unwrap_or_else(|errors| panic!("{text}: {errors:?}")).scenario)
}

/// The example of an id, with more behind it.
fn example(id: &str, more: &str) -> Trace {
    trace(&format!("{}{more}", gallery().iter().find(|one| one.id == id).unwrap().text))
}

/// `listener 0 of 2 (ephemeral_key)`: how many messages of data a column can read, and what it lacks for the last of the rest.
fn told(trace: &Trace) -> Vec<String> {
    let knowledge = Knowledge::of(trace);
    let columns = knowledge.columns.iter().enumerate().map(|(at, who)| {
        let name = match who {
            Who::Client => "client".to_owned(),
            Who::Server => "server".to_owned(),
            Who::Listener => "listener".to_owned(),
            Who::Thief(theft) => theft.to_string(),
        };
        let (reads, all) = knowledge.reads(at);
        let lacks = knowledge.rows.iter().filter(|row| matches!(row.what, What::Data(_))).rev();
        let mut lacks = lacks.filter_map(|row| match row.cells[at] {
            Cell::Unknown { needs } => needs,
            Cell::Known { .. } => None,
        });
        let needs = lacks.next().map_or(String::new(), |needs: Needs| format!(" ({needs})"));
        format!("{name} {reads} of {all}{needs}")
    });
    columns.collect()
}

#[test]
fn each_reads_what_its_secrets_reach() {
    for (id, thefts, expected) in [
        ("tls13", "", &["client 2 of 2", "server 2 of 2", "listener 0 of 2 (ephemeral_key)"][..]),
        (
            "tls12_rsa",
            "&theft=server_key&theft=key_log",
            &["client 2 of 2", "server 2 of 2", "listener 0 of 2 (server_key)", "server_key 2 of 2", "key_log 2 of 2"],
        ),
        (
            "tls12_ecdhe_ecdsa_gcm",
            "&theft=server_key&theft=c0.pre_master_secret",
            &[
                "client 2 of 2",
                "server 2 of 2",
                "listener 0 of 2 (ephemeral_key)",
                "server_key 0 of 2 (ephemeral_key)",
                "c0.pre_master_secret 2 of 2",
            ],
        ),
        (
            "tls12_ticket",
            "&theft=ticket_key&theft=sessions",
            &["client 4 of 4", "server 4 of 4", "listener 0 of 4 (session)", "ticket_key 4 of 4", "sessions 4 of 4"],
        ),
        (
            "tls13_0rtt",
            "&theft=ticket_key&theft=c1.traffic_secret",
            &[
                "client 5 of 5",
                "server 5 of 5",
                "listener 0 of 5 (ephemeral_key)",
                "ticket_key 1 of 5 (ephemeral_key)",
                "c1.traffic_secret 1 of 5 (ephemeral_key)",
            ],
        ),
    ] {
        assert_eq!(told(&example(id, thefts)), expected, "{id}");
    }
}

/// A value is known where it is drawn or derived, and then at the other side; what both throw away nobody else ever has.
#[test]
fn values_come_about_in_order() {
    let trace = example("tls13", "&theft=key_log");
    let knowledge = Knowledge::of(&trace);
    let steps: Vec<usize> = knowledge.rows.iter().map(|row| row.step).collect();
    assert!(steps.is_sorted(), "{steps:?}");
    let row = |wanted: Name| {
        let is = |what: &What| matches!(what, What::Value(name, _) if *name == wanted);
        knowledge.rows.iter().find(|row| is(&row.what)).unwrap_or_else(|| panic!("no {wanted}"))
    };
    let random = row(Name::ClientRandom);
    assert!(random.cells.iter().all(|cell| matches!(cell, Cell::Known { .. })), "{random:?}");
    let shared = row(Name::SharedSecret);
    assert!(
        matches!(&shared.cells[..], [
        Cell::Known { since: client, formula: Some(own) },
        Cell::Known { since: server, .. },
        Cell::Unknown { needs: Some(Needs::EphemeralKey) },
        Cell::Unknown { .. },
    ] if server < client && own.starts_with("X25519(")),
        "{shared:?}"
    );
    let secret = row(Name::ServerApplicationTrafficSecret);
    assert!(matches!(
        secret.cells[..],
        [Cell::Known { .. }, Cell::Known { .. }, Cell::Unknown { .. }, Cell::Known { .. }]
    ));
    let certificate = knowledge.rows.iter().find(|row| row.what == What::Certificate).unwrap();
    assert!(matches!(certificate.cells[2], Cell::Unknown { needs: Some(Needs::EphemeralKey) }), "hidden in TLS 1.3");
    let certificate =
        |trace: &Trace| Knowledge::of(trace).rows.into_iter().find(|row| row.what == What::Certificate).unwrap();
    assert!(matches!(certificate(&example("tls12_rsa", "")).cells[2], Cell::Known { .. }), "in the clear in TLS 1.2");
    let host = knowledge.rows.iter().find(|row| row.what == What::ServerName).unwrap();
    assert!(host.cells.iter().all(|cell| matches!(cell, Cell::Known { .. })), "{host:?}");
}
