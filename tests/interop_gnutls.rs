//! A second opinion: our client against `gnutls-serv`, our server against `gnutls-cli`, in both versions.

#![cfg(test)]

mod common;

use std::net::TcpListener;

use common::*;
use handscope::crypto::KeyKind;

/// Our scenario without its role, the priority string that says the same to GnuTLS, the kind of key.
const CASES: &[(&str, &str, KeyKind)] = &[
    ("versions=1.3", "NORMAL:-VERS-ALL:+VERS-TLS1.3", KeyKind::EcdsaP256),
    ("versions=1.3", "NORMAL:-VERS-ALL:+VERS-TLS1.3:-GROUP-ALL:+GROUP-SECP384R1", KeyKind::Rsa),
    ("suites=TLS_CHACHA20_POLY1305_SHA256", "NORMAL:-VERS-ALL:+VERS-TLS1.3", KeyKind::Ed25519),
    ("versions=1.2", "NORMAL:-VERS-ALL:+VERS-TLS1.2", KeyKind::EcdsaP256),
    ("versions=1.2", "NORMAL:-VERS-ALL:+VERS-TLS1.2", KeyKind::Ed25519),
    ("versions=1.2", "NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+RSA", KeyKind::Rsa),
    ("suites=TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA", "NORMAL:-VERS-ALL:+VERS-TLS1.2:+AES-256-CBC", KeyKind::Rsa),
    ("versions=1.2", "NORMAL:-VERS-ALL:+VERS-TLS1.2:%NO_EXTENSIONS:-KX-ALL:+RSA", KeyKind::Rsa),
];

#[test]
fn our_server_serves_gnutls_cli() {
    for (scenario, priority, kind) in CASES {
        let files = Files::mint(*kind);
        let keys = ["--cert", &files.chain, "--key", &files.key, "--json", "--count", "1"];
        let (running, address) = our_server(&[&[format!("server.{scenario}").as_str()][..], &keys].concat());
        let port = address.port().to_string();
        let mut command = tool("gnutls-cli", "gnutls-bin");
        command.args(["--port", &port, "--x509cafile", &files.root, "--sni-hostname", HOST, "--verify-hostname", HOST]);
        let mut client = start(command.args(["--priority", priority, "127.0.0.1"]));
        client.line("Handshake was completed");
        client.say("ping\n");
        client.line("ping");
        let (client, ended) = (client.end(), running.end());
        assert_eq!((client.code, ended.code), (Some(0), Some(0)), "{priority}\n{client:#?}\n{ended:#?}");
        let outcome = &ended.json()["connections"][0]["outcome"]["server"];
        assert_eq!(outcome["handshake_done"], true, "{priority}: {outcome}");
        assert_eq!(outcome["delivered"], true, "{priority}: {outcome}");
    }
}

/// The client's key beside the version, its priority string and the server's key.
const MUTUAL: &[(&str, &str, KeyKind)] = &[
    ("1.3", "NORMAL:-VERS-ALL:+VERS-TLS1.3", KeyKind::EcdsaP256),
    ("1.2", "NORMAL:-VERS-ALL:+VERS-TLS1.2", KeyKind::Rsa),
    ("1.2", "NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+RSA", KeyKind::Rsa),
    ("1.2", "NORMAL:-VERS-ALL:+VERS-TLS1.2", KeyKind::EcdsaP256),
];

#[test]
fn our_server_knows_the_client_behind_gnutls_cli() {
    for ((version, priority, server_kind), kind) in MUTUAL.iter().flat_map(|case| KINDS.map(|kind| (case, kind))) {
        let (files, own) = (Files::mint(*server_kind), Files::mint_client(kind));
        let scenario = format!("server.versions={version}&server.client_auth=require");
        let keys = ["--cert", &files.chain, "--key", &files.key, "--roots", &own.root, "--json", "--count", "1"];
        let (running, address) = our_server(&[&[scenario.as_str()][..], &keys].concat());
        let port = address.port().to_string();
        let mut command = tool("gnutls-cli", "gnutls-bin");
        command.args(["--port", &port, "--x509cafile", &files.root, "--sni-hostname", HOST, "--verify-hostname", HOST]);
        command.args(["--x509certfile", &own.chain, "--x509keyfile", &own.key]);
        let mut client = start(command.args(["--priority", priority, "127.0.0.1"]));
        client.line("Handshake was completed");
        client.say("ping\n");
        client.line_where("an echo", |line| line.trim() == "ping");
        let (client, ended) = (client.end(), running.end());
        assert_eq!((client.code, ended.code), (Some(0), Some(0)), "{priority} {kind:?}\n{client:#?}\n{ended:#?}");
        let trace = ended.json();
        assert_eq!(trace["connections"][0]["outcome"]["server"]["delivered"], true, "{priority} {kind:?}");
        assert!(messages(&trace).iter().any(|name| name == ">certificate_verify"), "{priority} {kind:?}");
    }
}

#[test]
fn gnutls_serv_knows_our_client() {
    for ((version, priority, server_kind), kind) in MUTUAL.iter().flat_map(|case| KINDS.map(|kind| (case, kind))) {
        let (files, own) = (Files::mint(*server_kind), Files::mint_client(kind));
        let port = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a port").port();
        let mut command = tool("gnutls-serv", "gnutls-bin");
        command.args(["--echo", "--port", &port.to_string(), "--priority", priority]);
        command.args(["--require-client-cert", "--verify-client-cert", "--x509cafile", &own.root]);
        let mut server = start(command.args(["--x509certfile", &files.chain, "--x509keyfile", &files.key]));
        server.line("listening on IPv4");
        let (address, scenario) = (format!("127.0.0.1:{port}"), format!("client.versions={version}"));
        let theirs = ["--roots", &files.root, "--host", HOST];
        let shows = ["--cert", own.chain.as_str(), "--key", &own.key];
        let ended = run(handscope().args(["client", &address, &scenario]).args(theirs).args(shows));
        assert_eq!(ended.code, Some(0), "{priority} {kind:?}\n{ended:#?}");
        assert!(ended.stdout.contains("received 5 bytes: \"ping\\0A\""), "{priority}: {}", ended.stdout);
        // And nobody else.
        let ended = run(handscope().args(["client", &address, &scenario]).args(theirs));
        assert_eq!(ended.code, Some(1), "{priority} {kind:?}\n{ended:#?}");
    }
}

#[test]
fn our_client_is_served_by_gnutls_serv() {
    for (scenario, priority, kind) in CASES.iter().filter(|(_, priority, _)| !priority.contains("NO_EXTENSIONS")) {
        let files = Files::mint(*kind);
        let port = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a port").port();
        let mut command = tool("gnutls-serv", "gnutls-bin");
        command.args(["--echo", "--disable-client-cert", "--port", &port.to_string(), "--priority", priority]);
        let mut server = start(command.args(["--x509certfile", &files.chain, "--x509keyfile", &files.key]));
        server.line("listening on IPv4");
        let address = format!("127.0.0.1:{port}");
        let ended = run(handscope().args([
            "client",
            &address,
            &format!("client.{scenario}"),
            "--roots",
            &files.root,
            "--host",
            HOST,
        ]));
        assert_eq!(ended.code, Some(0), "{scenario} {priority}\n{ended:#?}");
        assert!(ended.stdout.contains("received 5 bytes: \"ping\\0A\""), "{priority}: {}", ended.stdout);
    }
}
