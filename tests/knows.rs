//! Who knows what, over runs with and without thefts: how much of the application data each can read, since when, and what
//! the others lack.

#![cfg(test)]

use handscope::explain::knows::{Cell, How, Knowledge, Row, Since, What, Who};
use handscope::lab::{Scenario, Trace, gallery, run};
use handscope::tls::Name;

fn trace(text: &str) -> Trace {
    run(&Scenario::parse(text).unwrap_or_else(|errors| panic!("{text}: {errors:?}")).scenario)
}

/// The example of an id, with more behind it.
fn example(id: &str, more: &str) -> Trace {
    trace(&format!("{}{more}", gallery().iter().find(|one| one.id == id).unwrap().text))
}

/// `listener 0 of 2 (ephemeral_key)`: how many messages of data a column can read, and what it lacks for the rest; of several
/// connections also on which (`psk c1+c2`).
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
        let lacks = knowledge.lacks(at).into_iter().map(|(lack, conns)| match trace.connections.len() {
            1 => lack.to_string(),
            _ => format!("{lack} {}", conns.iter().map(|conn| format!("c{}", conn.0)).collect::<Vec<_>>().join("+")),
        });
        let lacks: Vec<String> = lacks.collect();
        let lacks = if lacks.is_empty() { String::new() } else { format!(" ({})", lacks.join(", ")) };
        format!("{name} {reads} of {all}{lacks}")
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
            &[
                "client 4 of 4",
                "server 4 of 4",
                "listener 0 of 4 (ephemeral_key c0, session c1)",
                "ticket_key 4 of 4",
                "sessions 4 of 4",
            ],
        ),
        (
            "tls13_0rtt",
            "&theft=ticket_key&theft=c1.traffic_secret",
            &[
                "client 5 of 5",
                "server 5 of 5",
                "listener 0 of 5 (ephemeral_key c0+c1, psk c1)",
                "ticket_key 1 of 5 (ephemeral_key c0+c1)",
                "c1.traffic_secret 1 of 5 (ephemeral_key c0+c1, psk c1)",
            ],
        ),
        (
            "stolen_key_old_and_new",
            "",
            &[
                "client 4 of 4",
                "server 4 of 4",
                "listener 0 of 4 (server_key c0, ephemeral_key c1)",
                "server_key@315576000 2 of 4 (ephemeral_key c1)",
            ],
        ),
        (
            "tls13_0rtt_replayed",
            "",
            &["client 6 of 6", "server 6 of 6", "listener 0 of 6 (ephemeral_key c0+c1, psk c1+c2)"],
        ),
        (
            "tls13_0rtt_replay_stopped",
            "",
            &["client 5 of 5", "server 5 of 5", "listener 0 of 5 (ephemeral_key c0+c1, psk c1)"],
        ),
        (
            "tls13_0rtt_replay_stopped",
            "&theft=key_log",
            &["client 6 of 6", "server 6 of 6", "listener 0 of 6 (ephemeral_key c0+c1, psk c1+c2)", "key_log 6 of 6"],
        ),
    ] {
        assert_eq!(told(&example(id, thefts)), expected, "{id}");
    }
}

/// The row of a value in a connection.
fn row(knowledge: &Knowledge, wanted: impl Fn(What) -> bool) -> &Row {
    knowledge.rows.iter().find(|row| wanted(row.what)).expect("a row")
}

fn named(knowledge: &Knowledge, name: Name) -> &Row {
    row(knowledge, |what| matches!(what, What::Value(own, _) if own == name))
}

/// `11 read`, `14 PRF(…)`, `needs server_key`
fn written(cell: &Cell) -> String {
    match cell {
        Cell::Known { since, how } => {
            let since = match since {
                Since::Step(step) => (step + 1).to_string(),
                Since::Later(after) => format!("+{after}"),
            };
            let how = match how {
                How::Derived(formula) => formula.split('(').next().unwrap_or_default().to_owned(),
                How::Decrypted(key) => format!("decrypted {key}"),
                How::Own => "own".to_owned(),
                How::Read => "read".to_owned(),
                How::Wrote => "wrote".to_owned(),
                How::Stolen => "stolen".to_owned(),
            };
            format!("{since} {how}")
        }
        Cell::Unknown { needs } => needs.map_or("never".to_owned(), |needs| format!("needs {needs}")),
    }
}

/// What is stolen years later gives away, years later, what no listener has; what went by in the clear was known at once.
#[test]
fn each_cell_tells_since_when_and_how() {
    let rsa =
        "v=1&client.versions=1.2&server.versions=1.2&server.suites=TLS_RSA_WITH_AES_128_GCM_SHA256&server.cert=rsa";
    let knowledge = Knowledge::of(&trace(&format!("{rsa}&theft=server_key@9&theft=key_log")));
    let table = knowledge.rows.iter().map(|row| {
        let name = match row.what {
            What::Value(name, _) => name.to_string(),
            What::ServerName => "host".to_owned(),
            What::Certificate => "certificate".to_owned(),
            What::Data(_) => String::from_utf8_lossy(&row.bytes).into_owned(),
        };
        format!("{name}: {}", row.cells.iter().map(written).collect::<Vec<_>>().join("; "))
    });
    let table: Vec<String> = table.collect();
    let rsa = "RSAES-PKCS1-v1_5-Decrypt";
    let expected = [
        "private_key: never; 19 own; never; +9 stolen; never".to_owned(),
        "client_random: 4 random; 6 read; 5 read; 5 read; 5 read".to_owned(),
        "host: 5 wrote; 6 read; 5 read; 5 read; 5 read".to_owned(),
        "server_random: 11 read; 7 random; 8 read; 8 read; 8 read".to_owned(),
        "certificate: 12 read; 9 wrote; 9 read; 9 read; 9 read".to_owned(),
        format!(
            "pre_master_secret: 13 pre_master_version || pre_master_random; 19 {rsa}; needs server_key; +9 {rsa}; needs server_key"
        ),
        "master_secret: 15 PRF; 19 PRF; needs server_key; +9 PRF; 15 stolen".to_owned(),
        "client_write_key: 15 key_block[0..16]; 19 key_block[0..16]; needs server_key; +9 key_block[0..16]; 8 key_block[0..16]"
            .to_owned(),
        "server_write_key: 15 key_block[16..32]; 19 key_block[16..32]; needs server_key; +9 key_block[16..32]; 8 key_block[16..32]"
            .to_owned(),
        "ping: 27 wrote; 28 decrypted client_write_key; needs server_key; +9 decrypted client_write_key; 27 decrypted client_write_key"
            .to_owned(),
        "pong: 30 decrypted server_write_key; 29 wrote; needs server_key; +9 decrypted server_write_key; 29 decrypted server_write_key"
            .to_owned(),
    ];
    assert_eq!(table, expected, "{table:#?}");
    let paths = knowledge.opened[3].iter().filter(|one| one.content == b"ping");
    let paths: Vec<Vec<Name>> = paths.map(|one| one.path.iter().map(|stone| stone.name).collect()).collect();
    let way = [Name::PrivateKey, Name::PreMasterSecret, Name::MasterSecret, Name::KeyBlock, Name::ClientWriteKey];
    assert_eq!(paths, [way], "from what was stolen to what it opens");
}

/// What an attacker repeats is known to both sides since the original, and not told at all where nobody reads the copy.
#[test]
fn copied_data_is_what_its_receiver_reads() {
    for (id, thefts, expected) in [
        ("tls13_0rtt_replayed", "", &["58 wrote", "72 decrypted client_early_key", "needs psk"][..]),
        ("tls13_0rtt_replay_stopped", "", &[]),
        (
            "tls13_0rtt_replay_stopped",
            "&theft=key_log",
            &["58 wrote", "72 decrypted client_early_key", "needs psk", "114 decrypted client_early_key"],
        ),
    ] {
        let knowledge = Knowledge::of(&example(id, thefts));
        let rows = knowledge.rows.iter().filter(|row| row.conn.0 == 2 && matches!(row.what, What::Data(_)));
        let rows = rows.inspect(|row| assert_eq!(row.bytes, b"POST /orders?item=1", "{id}"));
        let cells = rows.flat_map(|row| &row.cells).map(written).collect::<Vec<_>>();
        assert_eq!(cells, expected, "{id}{thefts}");
    }
}

/// In TLS 1.3 the certificate is hidden, what both sides throw away nobody else ever has, and rows are in order.
#[test]
fn tls13_hides_what_tls12_shows() {
    let knowledge = Knowledge::of(&example("tls13", "&theft=key_log"));
    assert!(knowledge.rows.iter().map(|row| row.step).is_sorted());
    let shared = named(&knowledge, Name::SharedSecret).cells.iter().map(written).collect::<Vec<_>>();
    assert!(shared[0].ends_with(" X25519") && shared[1].ends_with(" X25519"), "{shared:?}");
    assert_eq!(shared[2..], ["needs ephemeral_key", "needs ephemeral_key"]);
    let secret = &named(&knowledge, Name::ServerApplicationTrafficSecret).cells;
    assert!(written(&secret[2]) == "needs ephemeral_key" && written(&secret[3]).ends_with(" stolen"), "{secret:?}");
    let certificate = row(&knowledge, |what| what == What::Certificate);
    assert_eq!(written(&certificate.cells[2]), "needs ephemeral_key");
    assert!(written(&certificate.cells[3]).ends_with(" decrypted server_handshake_key"), "{certificate:?}");
    assert!(
        row(&knowledge, |what| what == What::ServerName).cells.iter().all(|cell| matches!(cell, Cell::Known { .. }))
    );
}

/// What a connection goes on from was known before it.
#[test]
fn a_ticket_is_known_since_it_was_given() {
    let knowledge = Knowledge::of(&example("tls12_ticket", ""));
    let again = knowledge.rows.iter().find(|row| row.conn.0 == 1 && matches!(row.what, What::Value(Name::Ticket, _)));
    let again = again.expect("the ticket in the second connection");
    for cell in &again.cells {
        assert!(matches!(cell, Cell::Known { since: Since::Step(since), .. } if *since < again.step), "{again:?}");
    }
}
