//! Our server resumes its sessions for OpenSSL's and GnuTLS's clients, in every form, and over restarts where it is given
//! its ticket key. The peer's words count as well as our own trace.

#![cfg(test)]

mod common;
#[path = "support/ledgers.rs"]
mod ledgers;
#[path = "support/resumed.rs"]
mod resumed;

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};

use common::*;
use handscope::crypto::KeyKind;
use handscope::wire::hex;
use resumed::*;
use serde_json::Value;

const TLS13: &str = "NORMAL:-VERS-ALL:+VERS-TLS1.3";
const TLS12: &str = "NORMAL:-VERS-ALL:+VERS-TLS1.2";
const PSK: &str = "00112233445566778899aabbccddeeff";

/// Our server for so many connections.
fn server(files: &Files, scenario: &str, count: usize, more: &[&str]) -> (Running, SocketAddr) {
    let (count, keys) = (count.to_string(), ["--cert", &files.chain, "--key", &files.key, "--json"]);
    our_server(&[&[&format!("{scenario}&seed=1"), "--count", &count], &keys[..], more].concat())
}

/// A client of OpenSSL's, which says `ping`. By the time its echo comes it has every ticket.
fn s_client(files: &Files, address: SocketAddr, more: &[&str]) -> String {
    let mut command = openssl("s_client");
    command.args(["-connect", &address.to_string(), "-CAfile", &files.root, "-verify_return_error"]);
    let mut client = start(command.args(["-verify_hostname", HOST, "-servername", HOST]).args(more));
    client.say("ping\n");
    // What comes is written between its words, and not always at the beginning of a line.
    client.line("ping");
    let ended = client.end();
    assert_eq!(ended.code, Some(0), "{more:?}: {ended:#?}");
    assert!(ended.stdout.contains("Verify return code: 0 (ok)") || more.contains(&"-psk"), "{}", ended.stdout);
    ended.stdout
}

fn early(trace: &Value) -> &Value {
    &trace["connections"][0]["negotiated"]["server"]["early_data"]
}

/// Our scenario, what makes OpenSSL ask for it, by what the session goes on.
const FORMS: &[(&str, &[&str], &str)] = &[
    ("server.tickets=2", &["-tls1_3"], "psk"),
    ("server.tickets=1&server.ticket_form=sealed", &["-tls1_3"], "psk"),
    ("server.tickets=16&server.ticket_form=sealed&server.suites=TLS_AES_256_GCM_SHA384", &[], "psk"),
    // A HelloRetryRequest for the group, and one for a cookie.
    ("server.tickets=2&server.groups=secp384r1", &["-groups", "X25519:P-384"], "psk"),
    ("server.tickets=2&server.cookie=on", &[], "psk"),
    ("server.tickets=2&server.psk_modes=psk_ke", &["-allow_no_dhe_kex"], "psk"),
    ("server.session_ticket=on", &["-tls1_2"], "ticket"),
    ("server.session_ticket=on&server.ticket_form=sealed", &["-tls1_2"], "ticket"),
    ("server.versions=1.2&server.session_ticket=on&server.session_cache=8", &[], "ticket"),
    ("server.session_ticket=on&server.extended_master_secret=off", &["-tls1_2"], "ticket"),
    ("server.session_cache=8", &["-tls1_2"], "session_id"),
    ("server.session_cache=8&server.session_ticket=on", &["-tls1_2", "-no_ticket"], "session_id"),
    ("server.session_cache=1&server.suites=ECDHE-ECDSA-AES128-SHA", &["-tls1_2"], "session_id"),
];

#[test]
fn our_server_resumes_in_every_form() {
    let files = Files::mint(KeyKind::EcdsaP256);
    for (scenario, theirs, by) in FORMS {
        let (running, address) = server(&files, scenario, 2, &[]);
        let session = files.folder.path("session");
        let first = s_client(&files, address, &[theirs, &["-sess_out", &session][..]].concat());
        let second = s_client(&files, address, &[theirs, &["-sess_in", &session][..]].concat());
        // The version behind it is the suite's.
        assert!(first.contains("New, "), "{scenario}: {first}");
        assert!(second.contains("Reused, "), "{scenario}: {second}");
        let traces = running.end().traces();
        full(&traces[0], "server");
        goes_on(&traces[1], "server", by);
        assert_eq!(data(&traces[1], "client"), b"ping\n", "{scenario}");
    }
}

/// `-reconnect` takes the session of the first connection five times over. In TLS 1.3 it closes before it has read a
/// ticket, and so resumes nothing there.
#[test]
fn one_session_of_tls_1_2_is_resumed_again_and_again() {
    let files = Files::mint(KeyKind::Rsa);
    for (scenario, by) in [
        ("server.session_ticket=on", "ticket"),
        ("server.session_ticket=on&server.ticket_form=sealed&server.suites=AES128-SHA", "ticket"),
        ("server.session_cache=1", "session_id"),
    ] {
        let (running, address) = server(&files, scenario, 6, &[]);
        let said = s_client(&files, address, &["-tls1_2", "-reconnect"]);
        assert_eq!(said.matches("Reused, ").count(), 5, "{scenario}: {said}");
        let traces = running.end().traces();
        full(&traces[0], "server");
        assert_eq!(traces.len(), 6, "{scenario}");
        traces[1..].iter().for_each(|trace| goes_on(trace, "server", by));
    }
}

/// Room for one session: the second lets the first go.
#[test]
fn the_oldest_session_makes_room() {
    let files = Files::mint(KeyKind::EcdsaP256);
    let (running, address) = server(&files, "server.session_cache=1", 4, &[]);
    let [one, two] = ["one", "two"].map(|name| files.folder.path(name));
    s_client(&files, address, &["-tls1_2", "-sess_out", &one]);
    s_client(&files, address, &["-tls1_2", "-sess_out", &two]);
    assert!(s_client(&files, address, &["-tls1_2", "-sess_in", &two]).contains("Reused, "));
    assert!(s_client(&files, address, &["-tls1_2", "-sess_in", &one]).contains("New, "));
    assert_eq!(running.end().traces().len(), 4);
}

/// A server that has lost everything before each connection behind the first.
#[test]
fn a_server_that_restarts_knows_nobody() {
    let files = Files::mint(KeyKind::EcdsaP256);
    for (scenario, theirs) in [
        ("server.tickets=1", "-tls1_3"),
        ("server.tickets=1&server.ticket_form=sealed", "-tls1_3"),
        ("server.session_ticket=on", "-tls1_2"),
        ("server.session_cache=4", "-tls1_2"),
    ] {
        let (running, address) = server(&files, &format!("{scenario}&fault=server_restarts"), 2, &[]);
        let session = files.folder.path("session");
        s_client(&files, address, &[theirs, "-sess_out", &session]);
        assert!(s_client(&files, address, &[theirs, "-sess_in", &session]).contains("New, "), "{scenario}");
        running.end().traces().iter().for_each(|trace| full(trace, "server"));
    }
}

/// Whoever proved itself once need not again, by a ticket that carries its certificate.
#[test]
fn a_client_that_is_known_stays_known() {
    let (files, own) = (Files::mint(KeyKind::EcdsaP256), Files::mint_client(KeyKind::EcdsaP256));
    let shows = ["-cert", &own.chain, "-cert_chain", &own.chain, "-key", &own.key];
    for (scenario, theirs, by) in [
        ("server.tickets=1&server.ticket_form=sealed", "-tls1_3", "psk"),
        ("server.tickets=1", "-tls1_3", "psk"),
        ("server.session_ticket=on&server.ticket_form=sealed", "-tls1_2", "ticket"),
        ("server.session_cache=3", "-tls1_2", "session_id"),
    ] {
        let scenario = format!("{scenario}&server.client_auth=require");
        let (running, address) = server(&files, &scenario, 2, &["--roots", &own.root]);
        let session = files.folder.path("session");
        s_client(&files, address, &[&shows[..], &[theirs, "-sess_out", &session]].concat());
        let second = s_client(&files, address, &[&shows[..], &[theirs, "-sess_in", &session]].concat());
        assert!(second.contains("Reused, "), "{scenario}: {second}");
        let traces = running.end().traces();
        full(&traces[0], "server");
        assert!(messages(&traces[0]).contains(&">certificate_verify".to_owned()), "{scenario}");
        goes_on(&traces[1], "server", by);
    }
}

#[test]
fn servers_that_share_a_ticket_key_open_each_others_tickets() {
    let files = Files::mint(KeyKind::EcdsaP256);
    let raw = files.folder.path("raw");
    let key: Vec<u8> = (0..48).collect();
    std::fs::write(&raw, &key).expect("a file");
    let digits = files.folder.write("digits", &format!("{}\n", hex::encode(&key)));
    let other = files.folder.write("other", &"ab".repeat(48));
    for (scenario, theirs, by) in
        [("server.tickets=1", "-tls1_3", "psk"), ("server.session_ticket=on", "-tls1_2", "ticket")]
    {
        let session = files.folder.path("session");
        let once = |key: &str, more: [&str; 2]| {
            let (running, address) = server(&files, scenario, 1, &["--ticket-key", key]);
            let said = s_client(&files, address, &[&[theirs][..], &more].concat());
            (said, running.end().json())
        };
        full(&once(&raw, ["-sess_out", &session]).1, "server");
        let (said, trace) = once(&digits, ["-sess_in", &session]);
        assert!(said.contains("Reused, "), "{said}");
        goes_on(&trace, "server", by);
        let (said, trace) = once(&other, ["-sess_in", &session]);
        assert!(said.contains("New, "), "{said}");
        full(&trace, "server");
    }
}

/// What it says early comes back like everything else, once the handshake is done.
#[test]
fn our_server_takes_early_data() {
    let files = Files::mint(KeyKind::EcdsaP256);
    let (words, session) = (files.folder.write("early", "first words\n"), files.folder.path("session"));
    let base = "server.tickets=2&server.ticket_early_data=100&server.accept_early_data=on";
    for more in ["", "&server.ticket_form=sealed", "&server.anti_replay=none&server.suites=TLS_AES_256_GCM_SHA384"] {
        let (running, address) = server(&files, &format!("{base}{more}"), 2, &[]);
        s_client(&files, address, &["-tls1_3", "-sess_out", &session]);
        let second = s_client(&files, address, &["-tls1_3", "-sess_in", &session, "-early_data", &words]);
        assert!(second.contains("Reused, TLSv1.3") && second.contains("Early data was accepted"), "{more}: {second}");
        assert!(second.contains("first words\n"), "it came back: {second}");
        let traces = running.end().traces();
        goes_on(&traces[1], "server", "psk");
        assert_eq!(early(&traces[1]), true);
        assert_eq!(data(&traces[1], "client"), b"first words\nping\n", "{more}");
    }
    for (more, resumed) in [
        // The server does not want any; it asks for another hello; it does not have the key of the ticket.
        ("server.tickets=2&server.ticket_early_data=100", "Reused, "),
        ("server.tickets=2&server.ticket_early_data=100&server.accept_early_data=on&server.cookie=on", "Reused, "),
        ("server.tickets=0&server.accept_early_data=on", "New, "),
    ] {
        let (running, address) =
            server(&files, base, 1, &["--ticket-key", &files.folder.write("key", &"5a".repeat(48))]);
        s_client(&files, address, &["-tls1_3", "-sess_out", &session]);
        running.end();
        let key = if resumed == "New, " { "5b" } else { "5a" };
        let key = files.folder.write("key", &key.repeat(48));
        let (running, address) = server(&files, more, 1, &["--ticket-key", &key]);
        let said = s_client(&files, address, &["-tls1_3", "-sess_in", &session, "-early_data", &words]);
        assert!(said.contains("Early data was rejected") && said.contains(resumed), "{more}: {said}");
        let trace = running.end().json();
        assert_eq!(early(&trace), false, "{more}");
        assert_eq!(data(&trace, "client"), b"ping\n", "s_client does not say it again");
    }
}

/// A first flight that somebody sends again, byte for byte, to the same server: on another connection, while the first is
/// still open or later, and cut into other records, which no binder covers.
#[test]
fn a_first_flight_is_taken_once_over_all_connections() {
    let files = Files::mint(KeyKind::EcdsaP256);
    let words = files.folder.write("early", "first words\n");
    let scenario =
        "server.tickets=2&server.ticket_form=sealed&server.ticket_early_data=100&server.accept_early_data=on";
    let (running, address) = server(&files, scenario, 4, &[]);
    let ours = ["--roots", &files.root, "--host", HOST, "--resume", "1", "--early-data", &words, "--json"];
    let client = run(handscope().args(["client", &address.to_string()]).args(ours));
    assert_eq!(client.code, Some(0), "{}", client.stderr);
    let flight: Vec<Vec<u8>> = {
        let trace = &client.traces()[1];
        let records = trace["records"].as_array().expect("records").iter();
        let sent = records.take_while(|record| record["from"] == 0).map(|record| record["sent"].as_str());
        sent.map(|sent| hex::decode(sent.expect("digits")).expect("digits")).collect()
    };
    assert_eq!(flight.len(), 3, "ClientHello, ChangeCipherSpec, early data");
    let (hello, cut) = (&flight[0], flight[0].len() - 20);
    let halves = [&hello[5..cut], &hello[cut..]];
    let halves = halves.map(|half| [&[22, 3, 1], &(half.len() as u16).to_be_bytes()[..], half].concat()).concat();
    for first in [hello.clone(), halves] {
        let mut stream = TcpStream::connect(address).expect("our server");
        stream.write_all(&[&first[..], &flight[1], &flight[2]].concat()).expect("room");
        stream.shutdown(Shutdown::Write).expect("an end");
        stream.read_to_end(&mut Vec::new()).expect("its answer");
    }
    let traces = running.end().traces();
    assert_eq!(early(&traces[1]), true);
    for replayed in &traces[2..] {
        assert_eq!(early(replayed), false);
        assert!(replayed.to_string().contains("already_seen"));
        assert_eq!(data(replayed, "client"), b"");
    }
}

/// OpenSSL's `-psk` knows but SHA-256.
#[test]
fn our_server_has_a_key_in_common_with_its_clients() {
    let files = Files::mint(KeyKind::EcdsaP256);
    let scenario = format!("server.psk=bob:{PSK}&server.tickets=1");
    let (running, address) = server(&files, &scenario, 3, &[]);
    let session = files.folder.path("session");
    let theirs = ["-tls1_3", "-psk", PSK, "-psk_identity", "bob"];
    assert!(s_client(&files, address, &[&theirs[..], &["-sess_out", &session]].concat()).contains("Reused, TLSv1.3"));
    assert!(s_client(&files, address, &[&theirs[..], &["-sess_in", &session]].concat()).contains("Reused, TLSv1.3"));
    // An identity that nobody knows is passed over.
    assert!(s_client(&files, address, &["-tls1_3", "-psk", PSK, "-psk_identity", "eve"]).contains("New, TLSv1.3"));
    let traces = running.end().traces();
    goes_on(&traces[0], "server", "external_psk");
    goes_on(&traces[1], "server", "psk");
    full(&traces[2], "server");
}

/// `gnutls-cli --resume` connects twice by itself. It prints nothing of what became of early data.
#[test]
fn our_server_resumes_for_gnutls_cli() {
    let files = Files::mint(KeyKind::EcdsaP256);
    let words = files.folder.write("early", "first words\n");
    let no_tickets = format!("{TLS12}:%NO_TICKETS");
    let early_too = "server.tickets=2&server.ticket_early_data=100&server.accept_early_data=on";
    for (scenario, priority, early_words, by) in [
        ("server.tickets=2", TLS13, false, "psk"),
        ("server.tickets=2&server.ticket_form=sealed", TLS13, false, "psk"),
        ("server.tickets=2&server.groups=secp384r1", TLS13, false, "psk"),
        (early_too, TLS13, true, "psk"),
        ("server.session_ticket=on", TLS12, false, "ticket"),
        ("server.session_ticket=on&server.ticket_form=sealed", TLS12, false, "ticket"),
        ("server.session_cache=4", &no_tickets, false, "session_id"),
    ] {
        let (running, address) = server(&files, scenario, 2, &[]);
        let port = address.port().to_string();
        let mut command = tool("gnutls-cli", "gnutls-bin");
        command.args(["--port", &port, "--x509cafile", &files.root, "--sni-hostname", HOST, "--verify-hostname", HOST]);
        command.args(["--resume", "--waitresumption", "--priority", priority]);
        if early_words {
            command.args(["--earlydata", &words]);
        }
        let mut client = start(command.arg("127.0.0.1"));
        client.line("This is a resumed session");
        client.say("ping\n");
        client.line_where("ping", |line| line.trim() == "ping");
        let ended = client.end();
        assert_eq!(ended.code, Some(0), "{scenario}: {ended:#?}");
        let traces = running.end().traces();
        full(&traces[0], "server");
        goes_on(&traces[1], "server", by);
        let said: &[u8] = if early_words { b"first words\nping\n" } else { b"ping\n" };
        assert_eq!(data(&traces[1], "client"), said, "{scenario}");
        assert_eq!(early(&traces[1]).as_bool(), early_words.then_some(true), "{scenario}");
    }
}
