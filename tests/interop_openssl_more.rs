//! What our client and `openssl s_server`, our server and `openssl s_client` can say to each other beside suites and
//! groups: retries, renewed keys, early data, protocols, key logs, refusals.

#![cfg(test)]

mod common;
#[path = "support/peers.rs"]
mod peers;

use common::*;
use handscope::crypto::KeyKind;
use peers::*;
use serde_json::Value;

/// No options for OpenSSL.
const NONE: &[&str] = &[];

/// How often a message stands in a trace.
fn count(trace: &Value, name: &str) -> usize {
    messages(trace).iter().filter(|message| *message == name).count()
}

#[test]
fn a_retry_is_understood_both_ways() {
    let files = Files::mint(KeyKind::EcdsaP256);
    for (share, group) in [("x25519", "P-384"), ("x25519", "P-256"), ("secp384r1", "X25519")] {
        let trace = client(&files, &["-tls1_3", "-groups", group], &format!("client.shares={share}"), &[]);
        assert_eq!(count(&trace, "<hello_retry_request"), 1, "{share} {group}");
        assert_eq!(count(&trace, ">client_hello"), 2, "{share} {group}");
    }
    for (theirs, ours) in [("P-384:X25519", "x25519"), ("X25519:P-256", "secp256r1"), ("X25519:P-384", "secp384r1")] {
        let (trace, _) = server(&files, &["-tls1_3", "-groups", theirs], &format!("server.groups={ours}"), "");
        assert_eq!(agreed(&trace, "server").2, ours);
        assert_eq!(count(&trace, "<hello_retry_request"), 1, "{theirs} {ours}");
    }
    let (trace, _) = server(&files, &["-tls1_3"], "server.cookie=on", "");
    assert_eq!(count(&trace, "<hello_retry_request"), 1, "a cookie alone");
}

#[test]
fn both_versions_meet_in_the_highest() {
    let files = Files::mint(KeyKind::Rsa);
    for (theirs, version) in [(&[][..], "1.3"), (&["-no_tls1_3"], "1.2"), (&["-tls1_3"], "1.3"), (&["-tls1_2"], "1.2")]
    {
        assert_eq!(agreed(&client(&files, theirs, "", &[]), "client").0, version);
        assert_eq!(agreed(&server(&files, theirs, "", "").0, "server").0, version);
    }
}

#[test]
fn tls12_with_and_without_an_extended_master_secret_and_secure_renegotiation() {
    let files = Files::mint(KeyKind::Rsa);
    for ems in ["on", "off"] {
        for suite in ["AES128-SHA", "ECDHE-RSA-AES128-GCM-SHA256"] {
            let ours = format!("client.versions=1.2&client.ems={ems}&client.suites={suite}");
            assert_eq!(agreed(&client(&files, NONE, &ours, &[]), "client").0, "1.2");
            let ours = format!("server.versions=1.2&server.ems={ems}&server.suites={suite}");
            let (trace, printed) = server(&files, NONE, &ours, "");
            assert_eq!(agreed(&trace, "server").0, "1.2");
            let word = if ems == "on" { "yes" } else { "no" };
            assert!(printed.contains(&format!("Extended master secret: {word}")), "{printed}");
            assert!(printed.contains("Secure Renegotiation IS supported"), "{printed}");
        }
    }
    client(&files, NONE, "client.versions=1.2&client.renegotiation=scsv", &[]);
    let ticket = "client.versions=1.2&client.extensions=supported_groups,signature_algorithms,session_ticket";
    assert_eq!(count(&client(&files, NONE, ticket, &[]), "<new_session_ticket"), 1, "a ticket that was asked for");
    let (_, printed) = server(&files, &["-legacy_server_connect"], "server.versions=1.2&server.renegotiation=off", "");
    assert!(printed.contains("Secure Renegotiation IS NOT supported"), "{printed}");
}

#[test]
fn keys_are_renewed_and_tickets_read() {
    let files = Files::mint(KeyKind::EcdsaP256);
    let trace = client(&files, &["-tls1_3"], "client.key_update=on", &[]);
    assert_eq!(count(&trace, "<new_session_ticket"), 2, "OpenSSL sends two");
    assert_eq!(count(&trace, ">key_update"), 1);
    // Their answer is owed with what they write next (RFC 8446, 4.6.3); that they read our close_notify, which comes
    // under the new keys, shows in theirs.
    assert_eq!(trace["connections"][0]["outcome"]["client"]["completed"], true);

    // `K` renews their keys and asks for ours, `k` renews theirs alone.
    let (trace, printed) = server(&files, &["-tls1_3"], "server.tickets=2", "K\n");
    assert_eq!((count(&trace, ">key_update"), count(&trace, "<key_update")), (1, 1), "{printed}");
    assert_eq!(count(&trace, "<new_session_ticket"), 2);
    assert_eq!(printed.matches("New Session Ticket arrived").count(), 2, "{printed}");
    let (trace, _) = server(&files, &["-tls1_3"], "", "k\n");
    assert_eq!((count(&trace, ">key_update"), count(&trace, "<key_update")), (1, 0));
}

/// OpenSSL's client asks to renegotiate at `R`; ours declines by a warning, and leaves the end to it (RFC 5246, 7.2.2).
#[test]
fn renegotiation_is_declined() {
    let files = Files::mint(KeyKind::EcdsaP256);
    let keys = ["--cert", &files.chain, "--key", &files.key, "--json", "--count", "1"];
    let (running, address) = our_server(&[&["server.versions=1.2"][..], &keys].concat());
    let mut theirs = openssl("s_client").args(["-connect", &address.to_string(), "-CAfile", &files.root]).spawned();
    theirs.line("Verify return code");
    theirs.say("R\n");
    theirs.line("no renegotiation");
    theirs.end();
    let trace = running.end().json();
    let steps = trace["steps"].as_array().expect("steps").iter();
    let effects = steps.flat_map(|step| step["effects"].as_array().expect("effects"));
    let ignored: Vec<&Value> = effects.filter(|effect| effect["effect"] == "ignored").map(|it| &it["what"]).collect();
    assert_eq!(ignored, ["renegotiation"]);
    assert_eq!(count(&trace, ">client_hello"), 2);
}

/// A server that takes no early data goes on with a full handshake, after a retry too (RFC 8446, 4.2.10).
#[test]
fn early_data_that_is_not_accepted_is_passed_over() {
    let files = Files::mint(KeyKind::EcdsaP256);
    let early = files.folder.write("early.txt", &"early ".repeat(2_000));
    for retry in ["", "&server.cookie=on", "&server.groups=secp384r1"] {
        let scenario = format!("server.ticket_early_data=16384&server.tickets=1{retry}");
        let keys = ["--cert", &files.chain, "--key", &files.key, "--json", "--count", "2"];
        let (running, address) = our_server(&[&[scenario.as_str()][..], &keys].concat());
        let (address, session) = (address.to_string(), files.folder.path("session.pem"));
        for args in [
            ["-sess_out", &session, "-groups", "X25519:P-384"].as_slice(),
            &["-sess_in", &session, "-early_data", &early, "-groups", "X25519:P-384"],
        ] {
            let mut theirs =
                openssl("s_client").args(["-connect", &address, "-CAfile", &files.root]).args(args).spawned();
            theirs.line("Verify return code");
            theirs.say("ping\n");
            theirs.line("ping");
            let theirs = theirs.end();
            assert_eq!(theirs.code, Some(0), "{retry}: {theirs:#?}");
            assert_eq!(theirs.stdout.contains("Early data was rejected"), args[0] == "-sess_in", "{}", theirs.stdout);
        }
        let ended = running.end();
        assert_eq!(ended.code, Some(0), "{}", ended.stderr);
        let trace = ended.traces().pop().expect("a trace of the second connection");
        assert_eq!(trace["connections"][0]["outcome"]["server"]["completed"], true, "{retry}");
        assert_eq!(data(&trace, "client"), b"ping\n", "nothing of what came early");
        assert!(count(&trace, ">early_data") > 0, "{retry}: {:?}", messages(&trace));
    }
}

#[test]
fn alpn_is_agreed_on() {
    let files = Files::mint(KeyKind::EcdsaP256);
    for versions in ["1.3", "1.2"] {
        let theirs = ["-alpn", "http/1.1,h2"];
        let trace = client(&files, &theirs, &format!("client.versions={versions}&client.alpn=h2,http/1.1"), &[]);
        assert_eq!(trace["connections"][0]["negotiated"]["client"]["protocol"], "http/1.1");
        let (trace, printed) = server(&files, &theirs, &format!("server.versions={versions}&server.alpn=h2"), "");
        assert_eq!(trace["connections"][0]["negotiated"]["server"]["protocol"], "h2");
        assert!(printed.contains("ALPN protocol: h2"), "{printed}");
    }
}

#[test]
fn the_key_log_says_what_theirs_says() {
    let files = Files::mint(KeyKind::Rsa);
    let sorted = |name: &str| {
        let text = files.folder.read(name);
        let mut lines: Vec<String> =
            text.lines().filter(|line| !line.starts_with('#')).map(str::to_lowercase).collect();
        lines.sort();
        lines
    };
    for (version, lines) in [("1.3", 5), ("1.2", 1)] {
        let name = |who: &str, by: &str| format!("{who}-{by}-{version}.txt");
        let paths = |by: &str| (files.folder.path(&name("ours", by)), files.folder.path(&name("theirs", by)));
        let (ours, theirs) = paths("client");
        client(&files, &["-keylogfile", &theirs], &format!("client.versions={version}"), &["--keylog", &ours]);
        let (ours, theirs) = paths("server");
        let keys = ["--cert", &files.chain, "--key", &files.key, "--keylog", &ours, "--count", "1"];
        let (running, address) = our_server(&[&[format!("server.versions={version}").as_str()][..], &keys].concat());
        let mut theirs = openssl("s_client").args(["-connect", &address.to_string(), "-keylogfile", &theirs]).spawned();
        theirs.line("Verify return code");
        theirs.end();
        assert_eq!(running.end().code, Some(0));
        for by in ["client", "server"] {
            let (ours, theirs) = (sorted(&name("ours", by)), sorted(&name("theirs", by)));
            assert_eq!(ours.len(), lines, "{version} {by}: {ours:?}");
            assert_eq!(ours, theirs, "{version} {by}");
        }
    }
}

#[test]
fn keys_are_read_in_every_form() {
    for (kind, forms) in [
        (KeyKind::Rsa, &["BEGIN PRIVATE KEY", "BEGIN RSA PRIVATE KEY"][..]),
        (KeyKind::EcdsaP256, &["BEGIN PRIVATE KEY", "BEGIN EC PRIVATE KEY"]),
        (KeyKind::EcdsaP384, &["BEGIN PRIVATE KEY", "BEGIN EC PRIVATE KEY"]),
        (KeyKind::Ed25519, &["BEGIN PRIVATE KEY"]),
    ] {
        let mut files = Files::mint(kind);
        for form in forms {
            let traditional: &[&str] = if *form == "BEGIN PRIVATE KEY" { &[] } else { &["-traditional"] };
            let key = files.folder.path("other.pem");
            let made = run(openssl("pkey").args(["-in", &files.key, "-out", &key]).args(traditional));
            assert_eq!(made.code, Some(0), "{}", made.stderr);
            assert!(files.folder.read("other.pem").contains(form), "{kind:?} {form}");
            let minted = std::mem::replace(&mut files.key, key);
            server(&files, NONE, "", "");
            files.key = minted;
        }
    }
}

#[test]
fn a_minted_server_is_known_by_its_root() {
    for kind in [KeyKind::Rsa, KeyKind::EcdsaP256, KeyKind::EcdsaP384, KeyKind::Ed25519] {
        let files = Files::mint(kind);
        let scenario = format!("server.cert={}", cert_name(kind));
        let (running, address) = our_server(&[&scenario, "--json", "--count", "1", "--host", "lab.example.org"]);
        let mut command = openssl("s_client");
        command.args(["-connect", &address.to_string(), "-CAfile", &files.root, "-verify_return_error"]);
        let mut theirs = start(command.args(["-verify_hostname", "lab.example.org"]));
        theirs.line("Verify return code: 0 (ok)");
        assert_eq!(theirs.end().code, Some(0));
        assert_eq!(running.end().code, Some(0));
    }
}

#[test]
fn a_page_tells_what_was_agreed_on() {
    let (running, address) = our_server(&["server.versions=1.2", "--www", "--count", "1"]);
    let mut theirs = openssl("s_client").args(["-connect", &address.to_string(), "-quiet", "-crlf"]).spawned();
    theirs.say("GET / HTTP/1.0\n\n");
    theirs.line("HTTP/1.0 200 OK");
    theirs.line("TLS 1.2");
    theirs.line("</table>");
    theirs.end();
    assert_eq!(running.end().code, Some(0));
}

#[test]
fn a_bad_chain_is_refused_and_told() {
    let files = Files::mint(KeyKind::EcdsaP256);
    let other = Files::mint(KeyKind::Rsa);
    for (args, reason, alert) in [
        (&["--roots", files.root.as_str(), "--host", "other.example.org"][..], "host_mismatch", "bad certificate"),
        (&["--roots", &other.root, "--host", HOST], "unknown_issuer", "unknown ca"),
        (&["--roots", &files.root, "--host", HOST, "time=2040-01-01T00:00:00Z"], "expired", "certificate expired"),
    ] {
        for version in ["-tls1_3", "-tls1_2"] {
            let (server, address) = their_server(&[&files.for_s_server()[..], &["-naccept", "1", version]].concat());
            let ended = run(handscope().args(["client", &address]).args(args));
            assert_eq!(ended.code, Some(1), "{ended:#?}");
            assert!(ended.stderr.contains(&format!("refused: {reason} (alert ")), "{ended:#?}");
            let told = server.end();
            assert!(told.stderr.contains(&format!("alert {alert}")), "{reason} {version}: {told:#?}");
        }
    }
    // --insecure runs the same checks and enforces none.
    let (server, address) = their_server(&[&files.for_s_server()[..], &["-naccept", "1", "-rev"]].concat());
    let ended = run(handscope().args(["client", &address, "--insecure"]));
    assert_eq!(ended.code, Some(0), "{ended:#?}");
    assert!(ended.stdout.contains("chain REFUSED") && ended.stdout.contains("completed"), "{}", ended.stdout);
    drop(server);
}

#[test]
fn without_anything_in_common_both_say_so() {
    let files = Files::mint(KeyKind::EcdsaP256);
    let (server, address) = their_server(&[&files.for_s_server()[..], &["-naccept", "1", "-tls1_3"]].concat());
    let ended = run(handscope().args(["client", &address, "client.versions=1.2", "--insecure"]));
    assert_eq!(ended.code, Some(1));
    assert!(ended.stderr.contains("told: the peer sent the alert protocol_version"), "{ended:#?}");
    drop(server);

    for (scenario, theirs, reason) in [
        ("server.versions=1.2", &["-tls1_3"][..], "no_common_version"),
        (
            "server.suites=TLS_AES_256_GCM_SHA384",
            &["-tls1_3", "-ciphersuites", "TLS_AES_128_GCM_SHA256"],
            "no_common_suite",
        ),
        ("server.groups=secp384r1", &["-tls1_3", "-groups", "X25519"], "no_common_group"),
    ] {
        let (running, address) = our_server(&[scenario, "--count", "1"]);
        let theirs = run(openssl("s_client").args(["-connect", &address.to_string()]).args(theirs));
        assert_eq!(theirs.code, Some(1), "{theirs:#?}");
        let ended = running.end();
        assert!(ended.stderr.contains(&format!("refused: {reason}: expected ")), "{scenario}: {ended:#?}");
    }
}

/// Rules that both hold: what ours refuses, theirs does, in both directions, by the same alert.
#[test]
fn what_ours_refuses_in_a_hello_theirs_refuses_too() {
    let files = Files::mint(KeyKind::EcdsaP256);
    for (ours, theirs, reason, alert, words) in [
        // The curve of an ECDSA certificate is one of the client's groups (RFC 8422, 5.1).
        (
            "client.versions=1.2&client.groups=x25519",
            &["-tls1_2", "-groups", "X25519"][..],
            "no_suite_for_curve",
            "handshake_failure",
            "handshake failure",
        ),
        // A fallback that was not needed (RFC 7507, 3).
        (
            "client.versions=1.2&client.suites=ECDHE-ECDSA-AES128-GCM-SHA256,TLS_FALLBACK_SCSV",
            &["-tls1_2", "-fallback_scsv"],
            "inappropriate_fallback",
            "inappropriate_fallback",
            "inappropriate fallback",
        ),
        // renegotiation_info that is not empty (RFC 5746, 3.6); theirs cannot be brought to send it.
        (
            "client.versions=1.2&client.extensions=supported_groups,signature_algorithms,renegotiation_info:020102",
            &[],
            "",
            "handshake_failure",
            "",
        ),
        // What must be there (RFC 8446, 9.2).
        ("client.extensions=supported_groups,supported_versions,key_share", &[], "", "missing_extension", ""),
    ] {
        let (server, address) = their_server(&[&files.for_s_server()[..], &["-naccept", "1"]].concat());
        let ended = run(handscope().args(["client", &address, ours, "--insecure"]));
        assert!(ended.stderr.contains(&format!("told: the peer sent the alert {alert}")), "{ours}: {ended:#?}");
        drop(server);
        if theirs.is_empty() {
            continue;
        }
        let (running, address) = our_server(&["--cert", &files.chain, "--key", &files.key, "--count", "1"]);
        let client = run(openssl("s_client").args(["-connect", &address.to_string()]).args(theirs));
        assert!(client.stderr.contains(words), "{theirs:?}: {client:#?}");
        let ended = running.end();
        assert!(ended.stderr.contains(&format!("refused: {reason}: expected ")), "{theirs:?}: {ended:#?}");
    }
}

/// Starts what was put together in one expression.
trait Spawned {
    fn spawned(&mut self) -> Running;
}

impl Spawned for std::process::Command {
    fn spawned(&mut self) -> Running {
        start(self)
    }
}
