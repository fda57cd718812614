//! Connections that go on for longer than a trace does: nothing is lost, the rest is counted, and both sides close in
//! order. And requests of HTTP whose lines end as their clients like.

#![cfg(test)]

mod common;

use common::*;
use handscope::crypto::KeyKind;

/// More than a trace keeps, in lines that are no orders to OpenSSL's client.
fn much() -> String {
    (0..100_000).map(|n| format!("{n:06} {}\n", "0123456789".repeat(5))).collect()
}

#[test]
fn our_server_echoes_beyond_its_trace() {
    let files = Files::mint(KeyKind::EcdsaP256);
    for (versions, cipher) in [("server.versions=1.3", "DEFAULT"), ("server.versions=1.2", "ECDHE-ECDSA-AES128-SHA")] {
        let keys = ["--cert", &files.chain, "--key", &files.key, "--echo", "--count", "1"];
        let (running, address) = our_server(&[&[versions][..], &keys].concat());
        let mut theirs = start(openssl("s_client").args(["-connect", &address.to_string(), "-cipher", cipher]));
        theirs.line("Verify return code");
        let data = much();
        theirs.say(&data);
        theirs.line("099999 ");
        let (theirs, ended) = (theirs.end(), running.end());
        let back: String = theirs.stdout.lines().filter(|line| line.ends_with("0123456789")).collect();
        assert_eq!(back.len(), data.replace('\n', "").len(), "{versions}");
        assert_eq!((theirs.code, ended.code), (Some(0), Some(0)), "{versions}: {}", ended.stderr);
        assert!(ended.stdout.contains("handshake done; completed"), "{versions}");
        let said = ended.stderr.lines().find(|line| line.contains("the trace keeps the first ")).expect("the limit");
        let numbers: Vec<u64> = said.split(' ').filter_map(|word| word.parse().ok()).collect();
        let [_connection, _kept, read, written] = numbers[..] else { panic!("{said}") };
        assert!(read > 1 << 20 && written > 1 << 20, "{said}");
    }
}

#[test]
fn our_client_reads_beyond_its_trace() {
    let files = Files::mint(KeyKind::EcdsaP256);
    files.folder.write("much.txt", &much());
    let mut command = openssl("s_server");
    command.args(["-accept", "127.0.0.1:0", "-WWW", "-naccept", "1"]).args(files.for_s_server());
    let mut theirs = start(command.current_dir(files.folder.path(".")));
    let line = theirs.line("ACCEPT ");
    let address = line.trim().trim_start_matches("ACCEPT ");
    let mut ours = handscope();
    ours.args(["client", address, "client.close=off", "--insecure", "--data", "GET /much.txt HTTP/1.0\r\n\r\n"]);
    let ended = run(&mut ours);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    assert!(ended.stderr.contains("the trace keeps the first "), "{}", ended.stderr);
    let received = ended.stdout.lines().find(|line| line.starts_with("received ")).expect("what came");
    let len: usize = received.split(' ').nth(1).and_then(|len| len.parse().ok()).expect("how much");
    assert!(len > much().len() && received.ends_with("\"..."), "{len}");
    drop(theirs);
}

#[test]
fn a_page_comes_whatever_ends_a_line() {
    for request in ["GET / HTTP/1.0\r\n\r\n", "GET / HTTP/1.0\n\n", "GET / HTTP/1.1\nHost: localhost\n\n"] {
        let (running, address) = our_server(&["--www", "--count", "1"]);
        let mut theirs = start(openssl("s_client").args(["-connect", &address.to_string(), "-quiet"]));
        theirs.say(request);
        theirs.line("HTTP/1.0 200 OK");
        theirs.line("</table>");
        theirs.end();
        assert_eq!(running.end().code, Some(0), "{request:?}");
    }
}
