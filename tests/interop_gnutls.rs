//! A second opinion: our client against `gnutls-serv`, our server against `gnutls-cli`, in both versions.

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
        assert!(ended.stdout.contains("received 5 bytes: \"ping\\n\""), "{priority}: {}", ended.stdout);
    }
}
