//! The command line as its users meet it: what it prints, where, and what it returns.

#![cfg(test)]

mod common;
#[path = "support/ledgers.rs"]
mod ledgers;

use common::*;
use handscope::crypto::KeyKind;
use handscope::lab::{catalogue, gallery, keys};
use ledgers::dangling;
use serde_json::Value;

fn ours(args: &[&str]) -> Ended {
    run(handscope().args(args))
}

#[test]
fn help_teaches_every_command_and_key() {
    let all = ours(&["--help"]);
    assert_eq!((all.code, all.stderr.as_str()), (Some(0), ""));
    assert_eq!(ours(&["help"]).stdout, all.stdout);
    for key in keys() {
        assert!(all.stdout.contains(key.name), "{}", key.name);
    }
    for example in gallery() {
        assert!(all.stdout.contains(example.plain()), "{}", example.id);
    }
    for command in ["trace", "catalogue", "mint", "judge", "why", "suites", "sweep", "client", "server"] {
        let help = ours(&[command, "--help"]);
        assert_eq!(help.code, Some(0));
        assert!(help.stdout.starts_with(&format!("handscope {command} ")), "{}", help.stdout);
        // Scenarios stand whole, so that they can be copied.
        let long = help.stdout.lines().find(|line| line.chars().count() > 100 && !line.contains("v=1"));
        assert_eq!(long, None, "{command}");
    }
    for option in ["--cert", "--key", "--roots", "--insecure", "--keylog", "--host", "--timeout", "--json"] {
        assert!(
            ["client", "server"].iter().all(|command| ours(&[command, "--help"]).stdout.contains(option)),
            "{option}"
        );
    }
    for (command, option) in
        [("client", "--resume"), ("client", "--sessions"), ("client", "--early-data"), ("server", "--ticket-key")]
    {
        assert!(ours(&[command, "--help"]).stdout.contains(option), "{option}");
    }
}

#[test]
fn the_version_is_the_packages() {
    assert_eq!(ours(&["--version"]).stdout, concat!("handscope ", env!("CARGO_PKG_VERSION"), "\n"));
}

#[test]
fn a_wrong_command_line_is_named_and_returns_2() {
    let files = Files::mint(KeyKind::EcdsaP256);
    let other = Files::mint(KeyKind::EcdsaP384);
    let nonsense = files.folder.write("nonsense.pem", "nothing here");
    let missing = files.folder.path("missing.pem");
    let sessions = |name: &str, text: &str| files.folder.write(name, &format!("# of an earlier run\n\n{text}\n"));
    let (cut, empty, other_key) =
        (sessions("cut.txt", "{\"handle\":"), sessions("empty.txt", "{}"), sessions("other.txt", "{\"colour\":1}"));
    let (nothing, long) = (files.folder.write("nothing", ""), files.folder.write("long", &"x".repeat(16385)));
    let (short_key, odd_key) =
        (files.folder.write("short.key", &"x".repeat(47)), files.folder.write("odd.key", &"g".repeat(96)));
    for (args, named) in [
        (&[][..], "no command"),
        (&["dance"], "`dance`"),
        (&["trace", "--loud"], "--loud"),
        (&["trace", "seed=x"], "seed: `x`"),
        (&["trace", "client.versions=1.1"], "client.versions: `1.1`"),
        (&["trace", "fault=nonsense"], "fault: `nonsense`"),
        (&["trace", "v=1", "more"], "`more`"),
        (&["client", "localhost"], "`localhost`"),
        (&["client", "127.0.0.1:1"], "--roots"),
        (&["client", "127.0.0.1:1", "--roots", &nonsense], "nonsense.pem"),
        (&["client", "127.0.0.1:1", "--roots", &missing], "missing.pem"),
        (&["client", "127.0.0.1:1", "--insecure", "fault=drop:c0.s.certificate"], "drop:c0.s.certificate"),
        (&["server", "0", "fault=replay"], "fault=replay: on a real connection"),
        (&["server", "http"], "`http`"),
        (&["server", "0", "--cert", &files.chain, "--key", &other.key], "not the key"),
        (&["server", "0", "--cert", &files.chain, "--key", &files.chain], "no PRIVATE KEY"),
        (&["server", "0", "--cert", &files.chain], "--key"),
        (&["server", "0", "server.tickets=x"], "server.tickets: `x`"),
        (&["client", "127.0.0.1:1", "--resume", "many"], "--resume: `many`"),
        (&["client", "127.0.0.1:1", "--resume", "1", "--resume-more"], "--resume-more"),
        (&["client", "127.0.0.1:1", "--early-data", &nonsense], "--early-data needs a session"),
        (&["client", "127.0.0.1:1", "--insecure", "--resume", "1", "--early-data", &missing], "missing.pem: No such"),
        (&["client", "127.0.0.1:1", "--insecure", "--resume", "1", "--early-data", &nothing], "the file is empty"),
        (&["client", "127.0.0.1:1", "--insecure", "--resume", "1", "--early-data", &long], "16385 bytes"),
        (&["client", "127.0.0.1:1", "--insecure", "--sessions", &nonsense], "nonsense.pem, line 1: expected ident"),
        (&["client", "127.0.0.1:1", "--insecure", "--sessions", &cut], "cut.txt, line 3: EOF while parsing a value"),
        (&["client", "127.0.0.1:1", "--insecure", "--sessions", &empty], "empty.txt, line 3: handle is missing"),
        (&["client", "127.0.0.1:1", "--insecure", "--sessions", &other_key], "other.txt, line 3: `colour` is no key"),
        (&["client", "127.0.0.1:1", "--insecure", "--sessions", &long], "long, line 1: expected value"),
        (&["client", "127.0.0.1:1", "--insecure", "--sessions", "/"], "--sessions /: "),
        (&["server", "0", "--resume", "1"], "--resume"),
        (&["server", "0", "--ticket-key", &missing], "missing.pem: No such"),
        (&["server", "0", "--ticket-key", &nothing], "nothing: 0 bytes; wanted are 48"),
        (&["server", "0", "--ticket-key", &short_key], "short.key: 47 bytes; wanted are 48"),
        (&["server", "0", "--ticket-key", &odd_key], "odd.key: 96 bytes; wanted are 48"),
    ] {
        let ended = ours(args);
        assert_eq!(ended.code, Some(2), "{args:?}: {ended:#?}");
        assert!(ended.stderr.contains(named) && ended.stdout.is_empty(), "{args:?}: {ended:#?}");
    }
}

#[test]
fn a_trace_is_told_and_the_same_each_time() {
    let trace = ours(&["trace"]);
    assert_eq!((trace.code, trace.stderr.as_str()), (Some(0), ""));
    for line in [
        "client -> server        client_hello  (",
        "chose version TLS 1.3 by highest_common",
        "check finished passed, RFC 8446 §4.4.4",
        "client  TLS 1.3; TLS_AES_128_GCM_SHA256; x25519; http/1.1; handshake done; completed",
        "server  TLS 1.3; TLS_AES_128_GCM_SHA256; x25519; http/1.1; handshake done; completed",
    ] {
        assert!(trace.stdout.contains(line), "{line}\n{}", trace.stdout);
    }
    assert_eq!(ours(&["trace", "v=1"]).stdout, trace.stdout);
    let unknown = ours(&["trace", "v=1&colour=red"]);
    assert_eq!(unknown.code, Some(0));
    assert!(unknown.stderr.contains("`colour`"), "{}", unknown.stderr);
}

#[test]
fn a_fault_is_told_with_its_reason() {
    let trace = ours(&["trace", "fault=expired_certificate"]);
    assert_eq!(trace.code, Some(0));
    let told = "refused: expired (alert certificate_expired, RFC ";
    assert!(trace.stdout.contains(told), "{}", trace.stdout);
    let never = ours(&["trace", "fault=drop:c0.s.hello_retry_request"]);
    assert!(never.stdout.contains("never struck"), "{}", never.stdout);
}

#[test]
fn json_is_one_object() {
    let trace = ours(&["trace", "v=1&server.versions=1.2", "--json"]).json();
    assert_eq!(agreed(&trace, "client"), agreed(&trace, "server"));
    assert_eq!(agreed(&trace, "client").0, "1.2");
    let listed = ours(&["catalogue", "--json"]).json();
    assert_eq!(listed["faults"].as_array().map(Vec::len), Some(catalogue().len()));
    let text = ours(&["catalogue"]).stdout;
    assert!(catalogue().iter().all(|entry| text.contains(entry.id)));
}

#[test]
fn our_client_talks_to_our_server() {
    let files = Files::mint(KeyKind::Rsa);
    for scenario in
        ["", "server.versions=1.2", "server.groups=secp384r1", "server.versions=1.2&server.suites=AES256-SHA"]
    {
        let (running, address) =
            our_server(&[scenario, "--count", "1", "--json", "--cert", &files.chain, "--key", &files.key]);
        let client = ours(&[
            "client",
            &address.to_string(),
            "--roots",
            &files.root,
            "--host",
            HOST,
            "--json",
            "--data",
            "hello, server",
        ]);
        let server = running.end();
        assert_eq!((client.code, server.code), (Some(0), Some(0)), "{client:#?}\n{server:#?}");
        let (client, server) = (client.json(), server.json());
        assert_eq!(agreed(&client, "client"), agreed(&server, "server"), "{scenario}");
        for (who, trace) in [("client", &client), ("server", &server)] {
            assert_eq!(dangling(trace), Vec::<String>::new(), "{scenario}: {who}");
            let opened = |record: &&Value| !record["opened_key"].is_null() && record["key"].is_null();
            let records = trace["records"].as_array().expect("records");
            assert!(records.iter().filter(opened).count() > 1, "{scenario}: {who} opened what the other sealed");
        }
        // The two one-sided traces tell of the same bytes.
        let wire = |trace: &Value, key: &str| {
            let messages = trace["messages"].as_array().expect("messages").iter();
            let from = |message: &&Value| message["role"] == "client";
            messages.filter(from).map(|message| message[key].clone()).collect::<Vec<_>>()
        };
        assert_eq!(wire(&client, "sent"), wire(&server, "arrived"), "{scenario}");
        let retry = scenario.contains("groups");
        let answer = if retry { "<hello_retry_request" } else { "<server_hello" };
        assert_eq!(messages(&client)[..2], [">client_hello", answer], "in order of time");
        assert_eq!(client["connections"][0]["outcome"]["server"]["ending"], "unknown");
        let names: Vec<&str> =
            client["actors"].as_array().expect("actors").iter().filter_map(|a| a["name"].as_str()).collect();
        assert_eq!(names, ["client", "remote"]);
    }
}

#[test]
fn seed_and_clock_are_printed_and_can_be_given() {
    let hello = |given: &str| {
        let (running, address) = our_server(&["--count", "1"]);
        let client = ours(&["client", &address.to_string(), "--insecure", "--json", given]);
        assert_eq!(running.end().code, Some(0));
        (client.stderr.clone(), client.json()["messages"][0]["sent"].clone())
    };
    let (said, first) = hello("seed=7&time=2026-12-01T00:00:00Z");
    assert!(said.contains("seed=7 time=1796083200"), "{said}");
    assert_eq!(hello("seed=7").1, first, "the clock is not in a hello");
    let (said, fresh) = hello("");
    assert_ne!(fresh, first);
    let seed = said.split_whitespace().next().expect("seed=N").to_owned();
    assert_eq!(hello(&seed).1, fresh, "what was printed gives the same again");
}

#[test]
fn a_partys_own_misbehaviour_works_on_a_real_connection() {
    let (running, address) = our_server(&["fault=alter:c0.s.finished@+4^01", "--count", "1"]);
    let client = ours(&["client", &address.to_string(), "--insecure"]);
    assert_eq!(client.code, Some(1));
    assert!(client.stderr.contains("refused: bad_finished (alert decrypt_error"), "{client:#?}");
    let server = running.end();
    assert!(server.stdout.contains("told: the peer sent the alert decrypt_error"), "{server:#?}");
    assert!(server.stdout.contains("fault 0 strikes"), "{server:#?}");
}

#[test]
fn the_server_counts_its_seed_up() {
    let (running, address) = our_server(&["seed=41", "--count", "2", "--json"]);
    for _ in 0..2 {
        assert_eq!(ours(&["client", &address.to_string(), "--insecure"]).code, Some(0));
    }
    let traces = running.end().traces();
    let scenarios: Vec<&str> = traces.iter().filter_map(|trace| trace["scenario"].as_str()).collect();
    assert!(scenarios[0].contains("seed=41") && scenarios[1].contains("seed=42"), "{scenarios:?}");
    let hello = |trace: &Value| {
        let mut messages = trace["messages"].as_array().expect("messages").iter();
        messages.find(|message| message["name"] == "server_hello").expect("a ServerHello")["sent"].clone()
    };
    assert_ne!(hello(&traces[0]), hello(&traces[1]));
}

/// Two of our own: each connection is told by its number, and the worst of them decides.
#[test]
fn our_client_resumes_with_our_server() {
    let files = Files::mint(KeyKind::EcdsaP256);
    let kept = files.folder.path("kept.txt");
    let scenario = "server.tickets=1&server.ticket_form=sealed";
    // Where the server ends with the first connection, the second finds nobody.
    for (count, code, done) in [("2", 0, 2), ("1", 1, 1)] {
        let keys = ["--cert", &files.chain, "--key", &files.key];
        let (running, address) = our_server(&[&[scenario, "--count", count], &keys[..]].concat());
        let client = ["client", &address.to_string(), "--roots", &files.root, "--host", HOST];
        let ended = ours(&[&client[..], &["--sessions", &kept, "--resume", "1"]].concat());
        assert_eq!((ended.code, running.end().code), (Some(code), Some(0)), "{}", ended.stderr);
        for line in ["connection 0: seed=", "connection 1: "] {
            assert!(ended.stderr.contains(line), "{}", ended.stderr);
        }
        assert!(ended.stdout.contains("connection 0 to 127.0.0.1:"), "{}", ended.stdout);
        assert_eq!(ended.stdout.matches("completed\nreceived 5 bytes").count(), done, "{}", ended.stdout);
        let text = files.folder.read("kept.txt");
        assert!(text.starts_with("# "), "{text}");
        if done == 2 {
            assert!(ended.stdout.contains("connection 1 to 127.0.0.1:"), "{}", ended.stdout);
            assert!(ended.stdout.contains("resumed by psk; handshake done; completed"), "{}", ended.stdout);
            assert_eq!(text.lines().count(), 2, "the ticket of the second, since that of the first is used: {text}");
        }
    }
}

/// Eight tickets of 10000 bytes, where a hello has room for two.
#[test]
fn no_more_tickets_are_offered_than_a_hello_holds() {
    let files = Files::mint(KeyKind::EcdsaP256);
    let kept = files.folder.path("kept.txt");
    let (running, address) = our_server(&["server.tickets=1", "--count", "2", "--json"]);
    let address = address.to_string();
    let client = ["client", &address, "client.resume=8", "--insecure", "--sessions", &kept];
    assert_eq!(ours(&client).code, Some(0));
    let text = files.folder.read("kept.txt");
    let one: Value = serde_json::from_str(text.lines().nth(1).expect("a session")).expect("JSON");
    let long = |nth: u8| {
        let mut long = one.clone();
        long["bytes"] = Value::from(handscope::wire::hex::encode(&vec![nth; 10_000]));
        format!("{long}\n")
    };
    files.folder.write("kept.txt", &(1..=8).map(long).collect::<String>());
    let ended = ours(&client);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    assert!(ended.stdout.contains("chose psk …080808080808, …070707070707 by newest among 8"), "{}", ended.stdout);
    running.end();
}

/// A key that nothing uses is a warning, and so is one for tickets that a scenario wants otherwise.
#[test]
fn a_ticket_key_for_nothing_is_a_warning() {
    let folder = Folder::new();
    let key = folder.write("key", &"5a".repeat(48));
    for (scenario, told) in
        [("", "no tickets are made"), ("server.tickets=1&server.ticket_form=handle", "tickets are handles")]
    {
        let (mut running, _) = our_server(&[scenario, "--ticket-key", &key, "--count", "1"]);
        if !running.stderr.contains(told) {
            running.line(told);
        }
    }
}

#[test]
fn a_full_page_goes_through_and_a_reader_that_left_is_no_error() {
    let (running, address) = our_server(&["--www", "--count", "1"]);
    let request = "GET / HTTP/1.0\r\n\r\n";
    let client = ours(&["client", &address.to_string(), "--insecure", "client.close=off", "--data", request]);
    assert_eq!((client.code, running.end().code), (Some(0), Some(0)), "{client:#?}");
    assert!(client.stdout.contains("<th>Version</th><td>TLS 1.3</td>"), "{}", client.stdout);
    let mut trace = handscope().arg("trace").stdout(std::process::Stdio::piped()).spawn().expect("our binary");
    drop(trace.stdout.take());
    assert_eq!(trace.wait().expect("its end").code(), Some(0));
}

#[test]
fn much_data_comes_back_whole() {
    let (running, address) = our_server(&["--count", "1"]);
    let data = "0123456789abcdef".repeat(3000);
    let client =
        ours(&["client", &address.to_string(), "--insecure", "client.close=off", "--timeout", "2", "--data", &data]);
    // Nobody closes here, so that all of it can come: silence ends it.
    assert_eq!(client.code, Some(1));
    assert!(client.stderr.contains("stalled: nothing more arrived in connected"), "{}", client.stderr);
    assert!(client.stdout.contains(&format!("received {} bytes: {data:?}", data.len())));
    assert_eq!(running.end().code, Some(0));
}

/// Somebody on the path of a real connection reads what the key log opens, and without one nothing.
#[test]
fn a_recording_is_read_with_a_key_log() {
    let files = Files::mint(KeyKind::EcdsaP256);
    let keys = files.folder.path("keys.log");
    let (running, address) = our_server(&["", "--count", "1", "--json", "--cert", &files.chain, "--key", &files.key]);
    let address = address.to_string();
    let client = ["client", &address, "--roots", &files.root, "--host", HOST, "--json", "--data", "for you alone"];
    let client = ours(&[&client[..], &["--keylog", &keys]].concat());
    running.end();
    let recording = files.folder.write("run.json", &client.stdout);
    let with = ours(&["observe", &recording, "--keylog", &keys]);
    assert!(with.stdout.contains("application_data: \"for you alone\""), "{}", with.stdout);
    assert!(!with.stdout.contains("locked"), "{}", with.stdout);
    let without = ours(&["observe", &recording]);
    assert!(
        without.stdout.contains("locked, needs ephemeral_key") && !without.stdout.contains("for you"),
        "{}",
        without.stdout
    );
    let json = ours(&["observe", &recording, "--keylog", &keys, "--json"]);
    let json: Value = serde_json::from_str(&json.stdout).expect("a list");
    assert!(json.as_array().unwrap().iter().any(|record| record["content"] == "666f7220796f7520616c6f6e65"));
    for (name, text, told) in [
        ("none.json", "no json", "no JSON"),
        ("other.json", "{}", "there are no `records`"),
        ("bad.json", r#"{"connections": [], "records": [{"connection": 0}]}"#, "record 0: there is no such connection"),
    ] {
        let bad = ours(&["observe", &files.folder.write(name, text)]);
        assert_eq!(bad.code, Some(2));
        assert!(bad.stderr.contains(name) && bad.stderr.contains(told), "{}", bad.stderr);
    }
    let bad =
        ours(&["observe", &recording, "--keylog", &files.folder.write("bad.log", "# keys\nCLIENT_RANDOM 00 00\n")]);
    assert!(bad.stderr.contains("bad.log, line 2: a client random of 32 bytes"), "{}", bad.stderr);
}

/// What curl printed, from a file: what it was recognised as, the cause, the order of things to look at, and a run that is
/// then run.
#[test]
fn why_tells_the_cause_of_what_a_tool_printed() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/symptoms/curl-expired.txt");
    let told = ours(&["why", file]);
    assert_eq!((told.code, told.stderr.as_str()), (Some(0), ""));
    for part in ["curl: (60)", "45 certificate_expired, sent by the client", "HAS EXPIRED", "1. ", "COULD ALSO MEAN"] {
        assert!(told.stdout.contains(part), "{part}: {}", told.stdout);
    }
    let run = told.stdout.lines().find_map(|line| line.trim().strip_prefix("handscope trace '")).unwrap();
    assert!(ours(&["trace", run.trim_end_matches('\'')]).stdout.contains("certificate_expired"));
    let nothing = ours(&["why", concat!(env!("CARGO_MANIFEST_DIR"), "/LICENSE")]);
    assert_eq!((nothing.code, nothing.stdout.as_str()), (Some(1), ""));
    assert!(nothing.stderr.contains("nothing"), "{}", nothing.stderr);
    assert_eq!(ours(&["why", "no such file"]).code, Some(2));
}

#[test]
fn suites_are_listed_by_any_of_their_names() {
    let by_code = ours(&["suites", "0xC02F"]);
    assert_eq!(by_code.stdout, ours(&["suites", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"]).stdout);
    assert_eq!(by_code.stdout, ours(&["suites", "ecdhe-rsa-aes128-gcm"]).stdout);
    assert!(by_code.stdout.contains("forward secrecy; AEAD; recommended"), "{}", by_code.stdout);
    let export = ours(&["suites", "RSA_EXPORT_WITH_RC4"]).stdout;
    assert!(export.contains("Forbidden since 2006") && export.contains("since 2015"), "{export}");
    assert!(ours(&["suites"]).stdout.lines().filter(|line| line.starts_with("0x")).count() > 300);
    assert_eq!(ours(&["suites", "caesar"]).code, Some(1));
}
