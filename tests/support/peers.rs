//! Our client against `openssl s_server`, our server against `openssl s_client`, one connection each.

use crate::common::*;
use serde_json::Value;

/// Our client against a server of OpenSSL's, which sends each line back reversed: the trace.
pub fn client(files: &Files, theirs: &[impl AsRef<str>], scenario: &str, ours: &[&str]) -> Value {
    let theirs: Vec<&str> = theirs.iter().map(AsRef::as_ref).collect();
    let (server, address) = their_server(&[&files.for_s_server()[..], &["-naccept", "1", "-rev"], &theirs].concat());
    let mut command = handscope();
    command.args(["client", &address, scenario, "--json", "--host", HOST, "--roots", &files.root]).args(ours);
    let ended = run(&mut command);
    assert_eq!(ended.code, Some(0), "{scenario}: {}\n{:?}", ended.stderr, server.end());
    let trace = ended.json();
    let pong = data(&trace, "server");
    assert_eq!(pong, b"gnip\n", "{scenario}");
    trace
}

/// A client of OpenSSL's against our server, which sends everything back: the trace, and what the client printed.
/// `commands` are lines that the client takes as orders.
pub fn server(files: &Files, theirs: &[impl AsRef<str>], scenario: &str, commands: &str) -> (Value, String) {
    let keys = ["--cert", &files.chain, "--key", &files.key];
    let (running, address) = our_server(&[&[scenario, "--json", "--count", "1"][..], &keys].concat());
    let mut command = openssl("s_client");
    command.args(["-connect", &address.to_string(), "-CAfile", &files.root, "-verify_return_error"]);
    let mut client =
        start(command.args(["-verify_hostname", HOST, "-servername", HOST]).args(theirs.iter().map(AsRef::as_ref)));
    client.line("Verify return code: 0 (ok)");
    if !commands.is_empty() {
        // An order stands alone in what is read at once.
        client.say(commands);
        client.line("KEYUPDATE");
    }
    client.say("ping\n");
    client.line("ping");
    let client = client.end();
    let ended = running.end();
    assert_eq!((client.code, ended.code), (Some(0), Some(0)), "{scenario}\n{client:#?}\n{}", ended.stderr);
    let trace = ended.json();
    assert_eq!(data(&trace, "client"), b"ping\n", "{scenario}");
    (trace, client.stdout)
}

/// All application data that came from one side.
pub fn data(trace: &Value, role: &str) -> Vec<u8> {
    let messages = trace["messages"].as_array().expect("messages").iter();
    let data = messages.filter(|message| message["name"] == "application_data" && message["role"] == role);
    let hex = data.map(|message| message["arrived"].as_str().unwrap_or_default()).collect::<String>();
    handscope::wire::hex::decode(&hex).expect("hexadecimal")
}
