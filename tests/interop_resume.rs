//! Our client resumes sessions of OpenSSL's and GnuTLS's servers, in every form: tickets of both versions, session IDs,
//! pre-shared keys of both kinds, early data. The peer's words count as well as our own trace.

#![cfg(test)]

mod common;
#[path = "support/ledgers.rs"]
mod ledgers;
#[path = "support/resumed.rs"]
mod resumed;

use std::net::TcpListener;

use common::*;
use handscope::crypto::KeyKind;
use resumed::*;
use serde_json::Value;

/// A server of OpenSSL's, in which a person would type: it answers each `ping` with `pong`, `times` over, and ends.
/// `ours` are the arguments of each run of our client, with how many connections it makes: their traces.
fn s_server(theirs: &[&str], ours: &[(&[&str], usize)]) -> (Vec<Value>, Ended) {
    let times: usize = ours.iter().map(|(_, times)| times).sum();
    let (mut server, address) = their_server(&[&["-naccept", &times.to_string()], theirs].concat());
    let mut traces = Vec::new();
    for (args, times) in ours {
        let client = start(handscope().args(["client", &address, "--json"]).args(*args));
        for _ in 0..*times {
            server.line("ping");
            server.say("pong\n");
        }
        let ended = client.end();
        assert_eq!(ended.code, Some(0), "{theirs:?} {args:?}: {}\n{}", ended.stderr, server.stdout);
        match *times {
            1 => traces.push(ended.json()),
            _ => traces.extend(ended.traces()),
        }
    }
    (traces, server.end())
}

/// What our client makes of it: the theirs' arguments, our scenario, from what it goes on.
const FORMS: &[(&[&str], &str, &str)] = &[
    (&["-tls1_3"], "", "psk"),
    (&["-tls1_3", "-no_ticket"], "", "psk"),
    (&["-tls1_3", "-num_tickets", "4"], "client.resume=3", "psk"),
    (&["-tls1_3"], "client.suites=TLS_AES_256_GCM_SHA384", "psk"),
    (&["-tls1_3"], "client.suites=TLS_CHACHA20_POLY1305_SHA256&client.compat=off", "psk"),
    // A HelloRetryRequest, behind which the binders are computed anew.
    (&["-tls1_3", "-groups", "P-384"], "", "psk"),
    (&["-tls1_3", "-allow_no_dhe_kex"], "client.psk_modes=psk_ke", "psk"),
    (&["-tls1_2"], "", "ticket"),
    (&["-tls1_2"], "client.versions=1.2&client.extended_master_secret=off", "ticket"),
    (&["-tls1_2"], "client.versions=1.2&client.suites=ECDHE-ECDSA-AES256-SHA384", "ticket"),
    (&["-tls1_2", "-no_ticket"], "", "session_id"),
    (&["-tls1_2"], "client.versions=1.2&client.session_ticket=off", "session_id"),
    (&["-tls1_2", "-no_ticket"], "client.versions=1.2&client.suites=ECDHE-ECDSA-CHACHA20-POLY1305", "session_id"),
];

#[test]
fn our_client_resumes_in_every_form() {
    let files = Files::mint(KeyKind::EcdsaP256);
    for (theirs, scenario, by) in FORMS {
        let ours = [scenario, "--host", HOST, "--roots", &files.root, "--resume", "2"];
        let (traces, server) = s_server(&[&files.for_s_server()[..], theirs].concat(), &[(&ours, 3)]);
        assert_eq!(traces.len(), 3);
        full(&traces[0], "client");
        for trace in &traces[1..] {
            goes_on(trace, "client", by);
            assert_eq!(data(trace, "server"), b"pong\n", "{theirs:?}");
        }
        assert_eq!(server.stdout.matches("Reused session-id").count(), 2, "{theirs:?} {scenario}\n{}", server.stdout);
    }
}

/// With RSA key exchange, and from a client that showed a certificate: it is not asked for again.
#[test]
fn our_client_resumes_what_it_proved_itself_in() {
    let (files, own) = (Files::mint(KeyKind::Rsa), Files::mint_client(KeyKind::Ed25519));
    for (theirs, scenario, by) in [
        (&["-tls1_2", "-cipher", "AES128-SHA"][..], "client.versions=1.2", "ticket"),
        (&["-tls1_2", "-cipher", "AES128-GCM-SHA256", "-no_ticket"], "client.versions=1.2", "session_id"),
        (&["-tls1_3"], "", "psk"),
    ] {
        let asks = ["-Verify", "1", "-CAfile", &own.root, "-verify_return_error"];
        let theirs = [&files.for_s_server()[..], &asks, theirs].concat();
        let shows = ["--cert", &own.chain, "--key", &own.key, "--host", HOST, "--roots", &files.root, "--resume", "1"];
        let (traces, server) = s_server(&theirs, &[(&[&[scenario], &shows[..]].concat(), 2)]);
        full(&traces[0], "client");
        assert!(messages(&traces[0]).contains(&">certificate_verify".to_owned()), "{scenario}");
        goes_on(&traces[1], "client", by);
        assert_eq!(server.stdout.matches("Reused session-id").count(), 1, "{}", server.stdout);
    }
}

#[test]
fn sessions_are_kept_in_a_file() {
    let files = Files::mint(KeyKind::EcdsaP256);
    for (theirs, by) in
        [(&["-tls1_3"][..], "psk"), (&["-tls1_2"], "ticket"), (&["-tls1_2", "-no_ticket"], "session_id")]
    {
        let kept = files.folder.path(&format!("{by}.txt"));
        let ours = ["", "--host", HOST, "--roots", &files.root, "--sessions", &kept];
        // Nobody else's session is offered: another host's.
        let other = ["", "--insecure", "--host", "other.test", "--sessions", &kept];
        let theirs = [&files.for_s_server()[..], theirs].concat();
        let (traces, server) = s_server(&theirs, &[(&ours, 1), (&other, 1), (&ours, 1)]);
        full(&traces[0], "client");
        full(&traces[1], "client");
        goes_on(&traces[2], "client", by);
        assert_eq!(server.stdout.matches("Reused session-id").count(), 1, "{}", server.stdout);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(&kept).expect("the file").permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "secrets are for their owner");
        }
        let text = files.folder.read(&format!("{by}.txt"));
        let of = |host: &str| text.matches(&format!("\"host\":\"{host}\"")).count();
        assert!(of(HOST) > 0 && of("other.test") > 0, "{text}");
        // A ticket of TLS 1.3 is used once: of each connection one of two was offered, and is gone.
        if by == "psk" {
            let offered = traces[2]["messages"][0]["sent"].as_str().expect("a hello");
            let tickets = text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
            let again = tickets.filter(|kept| offered.contains(kept["bytes"].as_str().expect("bytes"))).count();
            assert_eq!(again, 0, "{text}");
        }
    }
}

/// The secrets of connections that go on are OpenSSL's, those of early data among them.
#[test]
fn openssl_logs_the_same_secrets() {
    let files = Files::mint(KeyKind::EcdsaP256);
    let early = files.folder.write("early", "first words\n");
    for (nth, theirs) in [&["-early_data"][..], &["-tls1_2"], &["-tls1_2", "-no_ticket"]].into_iter().enumerate() {
        let [their_log, our_log] = ["theirs", "ours"].map(|name| files.folder.path(&format!("{name}{nth}")));
        let theirs = [&files.for_s_server()[..], &["-naccept", "3", "-keylogfile", &their_log], theirs].concat();
        let (server, address) = their_server(&theirs);
        let ours = ["--host", HOST, "--roots", &files.root, "--resume", "2", "--early-data", &early, "--data", ""];
        let ended = run(handscope().args(["client", &address, "--keylog", &our_log]).args(ours));
        assert_eq!((ended.code, server.end().code), (Some(0), Some(0)), "{}", ended.stderr);
        let lines = |name: &str| {
            let text = files.folder.read(&format!("{name}{nth}"));
            let mut lines = text.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect::<Vec<_>>();
            lines.sort();
            lines
        };
        assert_eq!(lines("ours"), lines("theirs"), "{theirs:?}");
        assert_eq!(lines("ours").len(), if nth == 0 { 5 + 2 * 7 } else { 3 }, "{theirs:?}");
    }
}

/// A client that has nothing to say closes at once, and still reads the tickets that come behind the handshake.
#[test]
fn tickets_are_read_before_closing() {
    let files = Files::mint(KeyKind::EcdsaP256);
    let (server, address) = their_server(&[&files.for_s_server()[..], &["-naccept", "3"]].concat());
    let ours = ["--host", HOST, "--roots", &files.root, "--resume", "2", "--data", ""];
    let ended = run(handscope().args(["client", &address, "--json"]).args(ours));
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    let traces = ended.traces();
    full(&traces[0], "client");
    traces[1..].iter().for_each(|trace| goes_on(trace, "client", "psk"));
    assert_eq!(server.end().stdout.matches("Reused session-id").count(), 2);
}

/// `s_server` takes early data only where it neither reverses nor serves pages.
#[test]
fn our_early_data_is_taken() {
    let files = Files::mint(KeyKind::EcdsaP256);
    let early = files.folder.write("early", "first words\n");
    for more in [&[][..], &["-no_ticket"], &["-no_anti_replay"], &["-ciphersuites", "TLS_AES_256_GCM_SHA384"]] {
        let theirs = [&files.for_s_server()[..], &["-early_data"], more].concat();
        let ours = ["", "--host", HOST, "--roots", &files.root, "--resume", "2", "--early-data", &early];
        let (traces, server) = s_server(&theirs, &[(&ours, 3)]);
        full(&traces[0], "client");
        for trace in &traces[1..] {
            goes_on(trace, "client", "psk");
            assert_eq!(trace["connections"][0]["negotiated"]["client"]["early_data"], true, "{more:?}");
            assert_eq!(messages(trace)[..3], [">client_hello", ">change_cipher_spec", ">application_data"]);
            assert!(messages(trace).contains(&">end_of_early_data".to_owned()), "{more:?}");
        }
        // What it read stands before these words, in a buffer of its own.
        assert_eq!(server.stdout.matches("Early data received:").count(), 2, "{more:?}\n{}", server.stdout);
        assert_eq!(server.stdout.matches("first words").count(), 2, "taken once each: {}", server.stdout);
    }
}

/// The server asks for another hello, and the client says it again once the handshake is done. (Where OpenSSL guards against
/// replay it forgets a session on its first hello, and does not find it for the second.)
#[test]
fn early_data_that_is_not_taken_is_sent_again() {
    let files = Files::mint(KeyKind::EcdsaP256);
    let early = files.folder.write("early", "first words\n");
    let theirs = [&files.for_s_server()[..], &["-early_data", "-groups", "P-384", "-no_anti_replay"]].concat();
    let ours = ["", "--host", HOST, "--roots", &files.root, "--resume", "1", "--early-data", &early];
    let (traces, server) = s_server(&theirs, &[(&ours, 2)]);
    goes_on(&traces[1], "client", "psk");
    assert_eq!(traces[1]["connections"][0]["negotiated"]["client"]["early_data"], false);
    assert!(messages(&traces[1]).contains(&"<hello_retry_request".to_owned()));
    assert_eq!(server.stdout.matches("first words").count(), 1, "{}", server.stdout);
    // A ticket that allows less than there is to say: nothing goes early, and what was said is said in order.
    let theirs = [&files.for_s_server()[..], &["-early_data", "-max_early_data", "4"]].concat();
    let (traces, server) = s_server(&theirs, &[(&ours, 2)]);
    goes_on(&traces[1], "client", "psk");
    assert_eq!(traces[1]["connections"][0]["negotiated"]["client"]["early_data"], Value::Null);
    assert!(!server.stdout.contains("Early data received"), "{}", server.stdout);
}

/// Faults of resumption, of which OpenSSL says what our catalogue says of our own server.
#[test]
fn openssl_notices_our_faults() {
    let files = Files::mint(KeyKind::EcdsaP256);
    let binder = "fault=alter:c1.c.client_hello@client_hello.extensions.pre_shared_key.binders.0.value+0^01";
    for (theirs, scenario, told) in [
        (&["-tls1_2"][..], "client.versions=1.2&fault=ems_dropped", "handshake_failure"),
        (&["-early_data", "-max_early_data", "5"], "fault=too_much_early_data", "unexpected_message"),
        // RFC 8446, 6.2 has decrypt_error for it.
        (&[], binder, "illegal_parameter"),
    ] {
        let (_server, address) = their_server(&[&files.for_s_server()[..], &["-naccept", "2"], theirs].concat());
        let ours = ["--host", HOST, "--roots", &files.root, "--resume", "1", "--data", "", "--json"];
        let ended = run(handscope().args(["client", &address, scenario]).args(ours));
        assert_eq!(ended.code, Some(1), "{scenario}: {}", ended.stderr);
        let why = format!("connection 1: told: the peer sent the alert {told}");
        assert!(ended.stderr.contains(&why), "{scenario}: {}", ended.stderr);
        full(&ended.traces()[0], "client");
        assert!(ended.traces()[1].to_string().contains("\"effect\":\"struck\""), "{scenario}");
    }
    let early = |trace: &Value| trace["connections"][0]["negotiated"]["client"]["early_data"].as_bool();
    for (theirs, scenario, resumed) in [
        (&["-tls1_3", "-early_data"][..], "fault=ticket_age_off", Some(Some(false))),
        (&["-tls1_3"], "fault=session_expired", None),
        (&["-tls1_2"], "client.versions=1.2&fault=ems_added", None),
        (&["-tls1_2"], "client.versions=1.2&fault=session_expired", None),
    ] {
        let (_server, address) = their_server(&[&files.for_s_server()[..], &["-naccept", "2"], theirs].concat());
        let ours = ["--host", HOST, "--roots", &files.root, "--resume", "1", "--data", "", "--json"];
        let ended = run(handscope().args(["client", &address, scenario]).args(ours));
        assert_eq!(ended.code, Some(0), "{scenario}: {}", ended.stderr);
        let trace = &ended.traces()[1];
        match resumed {
            Some(taken) => {
                goes_on(trace, "client", "psk");
                assert_eq!(early(trace), taken, "{scenario}");
            }
            None => full(trace, "client"),
        }
    }
}

const PSK: &str = "00112233445566778899aabbccddeeff";

/// OpenSSL's `-psk` knows but SHA-256; its server takes any identity that it is told to.
#[test]
fn our_client_has_a_key_in_common_with_openssl() {
    let theirs = ["-tls1_3", "-nocert", "-psk", PSK, "-psk_identity", "alice"];
    let scenario = format!("client.psk=alice:{PSK}");
    let (traces, _) = s_server(&theirs, &[(&[&scenario, "--insecure", "--resume", "1"], 2)]);
    goes_on(&traces[0], "client", "external_psk");
    // What resumes it is a ticket, beside which the key is offered still.
    goes_on(&traces[1], "client", "psk");
    // Another key: the binder is wrong.
    let (server, address) = their_server(&[&["-naccept", "1"], &theirs[..]].concat());
    let wrong = format!("client.psk=alice:{}", PSK.replace('f', "e"));
    let ended = run(handscope().args(["client", &address, &wrong, "--insecure"]));
    assert_eq!(ended.code, Some(1), "{ended:#?}");
    assert!(ended.stderr.contains("told: the peer sent the alert illegal_parameter"), "{}", ended.stderr);
    assert!(server.end().stderr.contains("binder does not verify"));
}

/// A server of GnuTLS's that sends back what it reads, on a port that was free a moment ago.
fn gnutls_serv(files: &Files, more: &[&str]) -> (Running, String) {
    let port = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a port").port();
    let mut command = tool("gnutls-serv", "gnutls-bin");
    command.args(["--echo", "--disable-client-cert", "--port", &port.to_string()]).args(more);
    let mut server = start(command.args(["--x509certfile", &files.chain, "--x509keyfile", &files.key]));
    server.line("listening on IPv4");
    (server, format!("127.0.0.1:{port}"))
}

const TLS13: &str = "NORMAL:-VERS-ALL:+VERS-TLS1.3";
const TLS12: &str = "NORMAL:-VERS-ALL:+VERS-TLS1.2";

/// Where it has no tickets of TLS 1.3, gnutls-serv resumes nothing there: it keeps sessions of TLS 1.2 alone.
#[test]
fn gnutls_serv_resumes_our_sessions() {
    let files = Files::mint(KeyKind::EcdsaP256);
    let secp384 = format!("{TLS13}:-GROUP-ALL:+GROUP-SECP384R1");
    for (theirs, scenario, by) in [
        (&["--priority", TLS13][..], "", "psk"),
        (&["--priority", TLS13], "client.suites=TLS_AES_256_GCM_SHA384", "psk"),
        (&["--priority", &secp384], "", "psk"),
        (&["--priority", TLS12], "", "ticket"),
        (&["--priority", TLS12, "--noticket"], "", "session_id"),
        (&["--priority", TLS12], "client.versions=1.2&client.session_ticket=off", "session_id"),
    ] {
        let (mut server, address) = gnutls_serv(&files, theirs);
        let ours = ["--host", HOST, "--roots", &files.root, "--resume", "2"];
        let ended = run(handscope().args(["client", &address, scenario, "--json"]).args(ours));
        assert_eq!(ended.code, Some(0), "{theirs:?} {scenario}: {}", ended.stderr);
        let traces = ended.traces();
        full(&traces[0], "client");
        for trace in &traces[1..] {
            goes_on(trace, "client", by);
            assert_eq!(data(trace, "server"), b"ping\n", "{theirs:?}");
            server.line("This is a resumed session");
        }
    }
}

/// It prints nothing of early data but what it read. It takes none whose stated age is larger than the one it measures.
#[test]
fn gnutls_serv_takes_our_early_data() {
    let files = Files::mint(KeyKind::EcdsaP256);
    let early = files.folder.write("early", "first words\n");
    let (_server, address) = gnutls_serv(&files, &["--priority", TLS13, "--earlydata", "--maxearlydata", "100"]);
    let ours = ["--host", HOST, "--roots", &files.root, "--resume", "8", "--early-data", &early];
    let ended = run(handscope().args(["client", &address, "--json"]).args(ours));
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    for trace in &ended.traces()[1..] {
        goes_on(trace, "client", "psk");
        assert_eq!(trace["connections"][0]["negotiated"]["client"]["early_data"], true);
        assert_eq!(data(trace, "server"), b"ping\n");
    }
}

#[test]
fn our_client_has_a_key_in_common_with_gnutls() {
    let files = Files::mint(KeyKind::EcdsaP256);
    let keys = files.folder.write("keys", &format!("alice:{PSK}\n"));
    for mode in ["psk_dhe_ke", "psk_ke"] {
        let priority = format!("{TLS13}:-KX-ALL:+ECDHE-PSK:+PSK");
        let (_server, address) = gnutls_serv(&files, &["--priority", &priority, "--pskpasswd", &keys]);
        let scenario = format!("client.psk=alice:{PSK}&client.psk_modes={mode}");
        let ended = run(handscope().args(["client", &address, &scenario, "--insecure", "--json"]));
        assert_eq!(ended.code, Some(0), "{mode}: {}", ended.stderr);
        goes_on(&ended.json(), "client", "external_psk");
    }
}
