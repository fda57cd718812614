//! Client certificates against OpenSSL, both ways and in both versions: every kind of client key with every key
//! exchange, none shown where one is only asked for, and each refusal with its alert.

#![cfg(test)]

mod common;

use common::*;
use handscope::crypto::KeyKind;

/// What to agree on: the version, our suite and theirs, the server's key.
const EXCHANGES: &[(&str, &str, &[&str], KeyKind)] = &[
    ("1.3", "TLS_AES_128_GCM_SHA256", &["-tls1_3"], KeyKind::EcdsaP256),
    ("1.2", "AES128-GCM-SHA256", &["-tls1_2", "-cipher", "AES128-GCM-SHA256"], KeyKind::Rsa),
    ("1.2", "ECDHE-RSA-AES128-GCM-SHA256", &["-tls1_2", "-cipher", "ECDHE-RSA-AES128-GCM-SHA256"], KeyKind::Rsa),
    (
        "1.2",
        "ECDHE-ECDSA-AES128-GCM-SHA256",
        &["-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-GCM-SHA256"],
        KeyKind::EcdsaP256,
    ),
];

/// Both versions, with what makes OpenSSL speak them, and the alert for a certificate that is missing.
const VERSIONS: [(&str, &str, &str); 2] =
    [("1.3", "-tls1_3", "certificate_required"), ("1.2", "-tls1_2", "handshake_failure")];

/// Our client against a server of OpenSSL's that does what `theirs` says.
fn client(server: &Files, theirs: &[&str], ours: &[&str]) -> (Ended, Ended) {
    let (running, address) = their_server(&[&server.for_s_server()[..], &["-naccept", "1", "-rev"], theirs].concat());
    let ended =
        run(handscope().args(["client", &address, "--json", "--host", HOST, "--roots", &server.root]).args(ours));
    (ended, running.end())
}

/// A client of OpenSSL's against our server.
fn server(server: &Files, theirs: &[&str], ours: &[&str]) -> (Ended, Ended) {
    let keys = ["--json", "--count", "1", "--cert", &server.chain, "--key", &server.key];
    let (running, address) = our_server(&[ours, &keys].concat());
    let mut command = openssl("s_client");
    command.args(["-connect", &address.to_string(), "-CAfile", &server.root, "-verify_return_error"]).args(theirs);
    let mut client = start(&mut command);
    client.say("ping\n");
    client.line_where("an echo, or an alert", |line| line.trim() == "ping" || line.contains("alert"));
    let client = client.end();
    (running.end(), client)
}

/// Those of the messages that concern the client's certificate.
fn about(ended: &Ended) -> Vec<String> {
    let of = |name: &String| ["<certificate_request", ">certificate", ">certificate_verify"].contains(&name.as_str());
    messages(&ended.json()).into_iter().filter(of).collect()
}

#[test]
fn our_client_shows_every_kind_of_key() {
    let servers = [Files::mint(KeyKind::EcdsaP256), Files::mint(KeyKind::Rsa)];
    for kind in KINDS {
        let own = Files::mint_client(kind);
        for (version, suite, theirs, server_kind) in EXCHANGES {
            let files = &servers[usize::from(*server_kind == KeyKind::Rsa)];
            let scenario = format!("client.versions={version}&client.suites={suite}");
            let asks = ["-Verify", "1", "-CAfile", &own.root, "-verify_return_error"];
            let ours = [scenario.as_str(), "--cert", &own.chain, "--key", &own.key];
            let (ended, told) = client(files, &[&asks, *theirs].concat(), &ours);
            assert_eq!(ended.code, Some(0), "{kind:?} {suite}\n{}\n{told:#?}", ended.stderr);
            assert_eq!(about(&ended), ["<certificate_request", ">certificate", ">certificate_verify"], "{suite}");
            assert!(
                told.stderr.contains("CN = Alice Example") || told.stderr.contains("CN=Alice Example"),
                "{told:#?}"
            );
        }
    }
}

#[test]
fn our_server_takes_every_kind_of_key() {
    let servers = [Files::mint(KeyKind::EcdsaP256), Files::mint(KeyKind::Rsa)];
    for kind in KINDS {
        let own = Files::mint_client(kind);
        for (version, suite, theirs, server_kind) in EXCHANGES {
            let files = &servers[usize::from(*server_kind == KeyKind::Rsa)];
            let scenario = format!("server.versions={version}&server.suites={suite}&server.client_auth=require");
            let shows = ["-cert", &own.chain, "-cert_chain", &own.chain, "-key", &own.key];
            let (ended, printed) = server(files, &[&shows, *theirs].concat(), &[&scenario, "--roots", &own.root]);
            assert_eq!((ended.code, printed.code), (Some(0), Some(0)), "{kind:?} {suite}\n{}", ended.stderr);
            assert_eq!(about(&ended), ["<certificate_request", ">certificate", ">certificate_verify"], "{suite}");
            let outcome = &ended.json()["connections"][0]["outcome"]["server"];
            assert_eq!(outcome["delivered"], true, "{kind:?} {suite}: {outcome}");
            let named = printed.stdout.split("Acceptable client certificate CA names").nth(1).unwrap_or_default();
            assert!(named.contains("Handscope Client Root CA"), "{}", printed.stdout);
        }
    }
}

#[test]
fn who_is_only_asked_need_not_answer() {
    let (files, own) = (Files::mint(KeyKind::EcdsaP256), Files::mint_client(KeyKind::EcdsaP256));
    for (version, theirs, _) in VERSIONS {
        let (ended, _) = client(&files, &["-verify", "1", "-CAfile", &own.root, theirs], &[]);
        assert_eq!(ended.code, Some(0), "{version}: {}", ended.stderr);
        assert_eq!(about(&ended), ["<certificate_request", ">certificate"]);
        let scenario = format!("server.versions={version}&server.client_auth=ask");
        let (ended, printed) = server(&files, &[theirs], &[&scenario, "--roots", &own.root]);
        assert_eq!((ended.code, printed.code), (Some(0), Some(0)), "{version}: {}", ended.stderr);
        assert_eq!(about(&ended), ["<certificate_request", ">certificate"]);
        // Named by nobody, the authorities are left to the client's guess.
        let scenario = format!("server.versions={version}&server.client_auth=ask&server.name_authorities=off");
        let (_, printed) = server(&files, &[theirs], &[&scenario]);
        assert!(printed.stdout.contains("No client certificate CA names sent"), "{}", printed.stdout);
    }
}

#[test]
fn who_must_show_a_certificate_and_has_none_is_told() {
    let (files, own) = (Files::mint(KeyKind::EcdsaP256), Files::mint_client(KeyKind::EcdsaP256));
    let other = Files::mint_client(KeyKind::Rsa);
    let shows = ["--cert", other.chain.as_str(), "--key", &other.key];
    for (version, theirs, alert) in VERSIONS {
        let scenario = format!("client.versions={version}");
        // None to show, and one of an authority that the request does not name.
        for ours in [&[][..], &shows] {
            let requires = ["-Verify", "1", "-CAfile", &own.root, "-verify_return_error", theirs];
            let (ended, told) = client(&files, &requires, &[&[scenario.as_str()], ours].concat());
            assert_eq!(ended.code, Some(1), "{version}: {}", ended.stderr);
            assert_eq!(about(&ended), ["<certificate_request", ">certificate"]);
            assert!(ended.stderr.contains(&format!("told: the peer sent the alert {alert}")), "{}", ended.stderr);
            assert!(told.stderr.contains("peer did not return a certificate"), "{told:#?}");
        }
        let scenario = format!("server.versions={version}&server.client_auth=require");
        let (ended, printed) = server(&files, &[theirs], &[&scenario, "--roots", &own.root]);
        assert!(ended.stderr.contains(&format!("refused: certificate_required (alert {alert}")), "{}", ended.stderr);
        assert!(printed.stderr.contains(&format!("alert {}", alert.replace('_', " "))), "{version}: {printed:#?}");
    }
}

#[test]
fn a_bad_client_chain_is_refused_and_told() {
    let (files, own) = (Files::mint(KeyKind::EcdsaP256), Files::mint_client(KeyKind::EcdsaP256));
    let other = Files::mint_client(KeyKind::Rsa);
    for (version, theirs, _) in VERSIONS {
        // Roots that are trusted and not named do not keep our client from showing its chain.
        let knows = ["-Verify", "1", "-verifyCAfile", &other.root, "-verify_return_error", theirs];
        let scenario = format!("client.versions={version}");
        let (ended, told) = client(&files, &knows, &[&scenario, "--cert", &own.chain, "--key", &own.key]);
        assert_eq!(ended.code, Some(1), "{told:#?}");
        assert!(ended.stderr.contains("told: the peer sent the alert unknown_ca"), "{}\n{told:#?}", ended.stderr);
        for (shown, roots, more, reason, alert) in [
            (&own, &other.root, "", "unknown_issuer", "unknown ca"),
            (&own, &own.root, "&time=2040-01-01T00:00:00Z", "expired", "certificate expired"),
            (&files, &files.root, "", "extended_key_usage", "unsupported certificate"),
        ] {
            let scenario = format!("server.versions={version}&server.client_auth=require{more}");
            let shows = ["-cert", &shown.chain, "-cert_chain", &shown.chain, "-key", &shown.key, theirs];
            let (ended, printed) = server(&files, &shows, &[&scenario, "--roots", roots]);
            assert!(ended.stderr.contains(&format!("refused: {reason} (alert ")), "{}", ended.stderr);
            assert!(printed.stderr.contains(&format!("alert {alert}")), "{version} {reason}: {printed:#?}");
        }
        // --insecure runs the same checks and enforces none; the proof of the key still must hold.
        let scenario = format!("server.versions={version}&server.client_auth=require");
        let shows = ["-cert", &own.chain, "-cert_chain", &own.chain, "-key", &own.key, theirs];
        let (ended, _) = server(&files, &shows, &[&scenario, "--roots", &other.root, "--insecure"]);
        assert_eq!(ended.json()["connections"][0]["outcome"]["server"]["delivered"], true, "{}", ended.stderr);
    }
}

#[test]
fn a_minted_client_is_known_to_a_server_of_ours() {
    for kind in KINDS {
        for (version, _, _) in VERSIONS {
            let cert = cert_name(kind);
            let scenario = format!("client.cert={cert}&server.versions={version}&server.client_auth=require");
            let (running, address) = our_server(&[&scenario, "--count", "1"]);
            let ended = run(handscope().args(["client", &address.to_string(), &scenario, "--insecure"]));
            assert_eq!((ended.code, running.end().code), (Some(0), Some(0)), "{kind:?} {version}: {}", ended.stderr);
        }
    }
}

#[test]
fn a_key_that_is_not_of_the_certificate_is_an_error() {
    let (own, other) = (Files::mint_client(KeyKind::EcdsaP256), Files::mint(KeyKind::EcdsaP256));
    let ended =
        run(handscope().args(["client", "127.0.0.1:9", "--insecure", "--cert", &own.chain, "--key", &other.key]));
    assert_eq!(ended.code, Some(2), "{ended:#?}");
    assert!(ended.stderr.contains("not the key of the first certificate in"), "{ended:#?}");
}

#[test]
fn roots_for_nobody_are_a_warning() {
    let own = Files::mint_client(KeyKind::EcdsaP256);
    let (mut running, _) = our_server(&["", "--roots", &own.root, "--count", "1"]);
    let told = "server.client_auth=ask or require";
    if !running.stderr.contains(told) {
        running.line(told);
    }
}
