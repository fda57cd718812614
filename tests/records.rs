//! What arrives and should not: lengths that are none, records in the wrong place, warnings, early data, other protocols.
//! For each, how the side that reads it ends, what it expected and what came, and what it only passed over.

#![cfg(test)]

use handscope::lab::{Scenario, Trace, run};
use handscope::net::{Fault, Target};
use handscope::tls::{Effect, Ending};
use handscope::wire::{ConnId, Role};

/// Both sides held to one version.
const V12: &str = "client.versions=1.2&server.versions=1.2";
const V13: &str = "client.versions=1.3&server.versions=1.3";
/// A hello that announces early data: our client never sends any, so that the records are put in.
const EARLY: &str = "client.extensions=server_name,supported_groups,signature_algorithms,key_share,\
                     psk_key_exchange_modes,supported_versions,early_data:";

fn scenario(text: &str) -> Scenario {
    Scenario::parse(text).unwrap_or_else(|errors| panic!("{text}: {errors:?}")).scenario
}

/// How a side ended: `completed`, `told ALERT`, or `ID with ALERT` and then all that the refusal tells.
fn ended(trace: &Trace, role: Role) -> String {
    let outcome = &trace.connections[0].outcome[role as usize];
    match &outcome.ending {
        _ if outcome.completed() => "completed".to_owned(),
        Ending::Refused(refusal) => {
            let effects = trace.steps.iter().flat_map(|step| &step.effects);
            let mut refused = effects.filter_map(|effect| match effect {
                Effect::Refused { refusal: of, alert, .. } if of == refusal => Some(alert.to_string()),
                _ => None,
            });
            let alert = refused.next_back().expect("a refusal is an effect");
            let told: Vec<String> = refusal.told().iter().map(|(name, value)| format!("; {name} {value}")).collect();
            format!("{} with {alert}{}", refusal.id(), told.concat())
        }
        Ending::Told(alert) => format!("told {alert}"),
        other => other.id().to_owned(),
    }
}

/// What was passed over, in order.
fn ignored(trace: &Trace) -> Vec<&'static str> {
    let effects = trace.steps.iter().flat_map(|step| &step.effects);
    let ignored = effects.filter_map(|effect| match effect {
        Effect::Ignored { what, .. } => Some(what.id()),
        _ => None,
    });
    ignored.collect()
}

/// Whether a message that nobody sent arrived, of so many bytes.
fn arrived(trace: &Trace, name: &str) -> Option<usize> {
    let mut strays = trace.messages.iter().filter(|message| message.name == name && message.sent.is_none());
    strays.next().and_then(|message| message.arrived).map(|blob| trace.blobs.bytes(blob).len())
}

fn check(rows: &[(&str, &str, Role, &str)]) {
    let mut wrong = Vec::new();
    for (base, faults, role, expected) in rows {
        let text = faults.split_whitespace().map(|fault| format!("&fault={fault}")).collect::<String>();
        let trace = run(&scenario(&format!("v=1&{base}{text}").replace("&&", "&")));
        let found = ended(&trace, *role);
        if found != *expected || !trace.unstruck.is_empty() {
            wrong.push(format!("{base} {faults}\n  {expected}\n  {found} {:?}", trace.unstruck));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

use Role::{Client, Server};

/// REVIEW A14: what has one length has no other.
#[test]
fn fields_of_fixed_length() {
    let verify = "undecodable with decode_error; path finished.verify_data; expected";
    let share = |len: usize| {
        let key = "09".repeat(len);
        format!(
            "client.extensions=server_name,supported_groups,signature_algorithms,supported_versions,\
             key_share:{:04x}001d{len:04x}{key}",
            len + 4
        )
    };
    let (short, long) = (share(31), share(33));
    check(&[
        (
            V13,
            "alter:c0.s.finished@finished.length+0=000021 alter:c0.s.finished@+36+00",
            Client,
            &format!("{verify} 32; came 33"),
        ),
        (
            V13,
            "alter:c0.s.finished@finished.length+0=00001f alter:c0.s.finished@+35-1",
            Client,
            &format!("{verify} 32; came 31"),
        ),
        (
            V13,
            "alter:c0.c.finished@finished.length+0=00001f alter:c0.c.finished@+35-1",
            Server,
            &format!("{verify} 32; came 31"),
        ),
        (
            "server.suites=TLS_AES_256_GCM_SHA384",
            "alter:c0.s.finished@finished.length+0=00002f alter:c0.s.finished@+35-1",
            Client,
            &format!("{verify} 48; came 47"),
        ),
        (
            V12,
            "alter:c0.s.finished@finished.length+0=00000d alter:c0.s.finished@+16+00",
            Client,
            &format!("{verify} 12; came 13"),
        ),
        (
            V12,
            "alter:c0.c.finished@finished.length+0=00000b alter:c0.c.finished@+15-1",
            Server,
            &format!("{verify} 12; came 11"),
        ),
        (
            V13,
            "alter:c0.c.client_hello@client_hello.length+0=000014 alter:c0.c.client_hello@+24-1000",
            Server,
            "undecodable with decode_error; path client_hello.random; expected 32; came 18",
        ),
        (
            V12,
            "alter:c0.s.server_hello@server_hello.length+0=000014 alter:c0.s.server_hello@+24-1000",
            Client,
            "undecodable with decode_error; path server_hello.random; expected 32; came 18",
        ),
        (
            V13,
            "alter:c0.c.change_cipher_spec@+0=02",
            Server,
            "bad_change_cipher_spec with unexpected_message; expected 01; came 02",
        ),
        (
            V12,
            "alter:c0.c.change_cipher_spec@+0=02",
            Server,
            "bad_change_cipher_spec with unexpected_message; expected 01; came 02",
        ),
        (
            V12,
            "alter:c0.s.change_cipher_spec@+1+01",
            Client,
            "bad_change_cipher_spec with unexpected_message; expected 01; came 0101",
        ),
        (V13, "alter:c0.c.alert@+2+00", Server, "bad_alert with decode_error; expected 2; came 3"),
        (V12, "alter:c0.c.alert@+1-1", Server, "bad_alert with decode_error; expected 2; came 1"),
        (
            "client.key_update=on",
            "alter:c0.c.key_update@key_update.length+0=000002 alter:c0.c.key_update@+5+00",
            Server,
            "undecodable with decode_error; path key_update.length; at_most_bytes 1; came 2",
        ),
        (
            "client.key_update=on",
            "alter:c0.c.key_update@+4=02",
            Server,
            "bad_key_update with illegal_parameter; expected update_not_requested, update_requested; came 0x02",
        ),
        (
            V12,
            "alter:c0.s.server_hello_done@+1=000001 alter:c0.s.server_hello_done@+4+00",
            Client,
            "undecodable with decode_error; path server_hello_done.length; expected 0; came 1",
        ),
        // The length of a share follows from another field: illegal_parameter, as OpenSSL and tlsfuzzer have it.
        (&short, "", Server, "bad_public_key with illegal_parameter; expected 32; came 31"),
        (&long, "", Server, "bad_public_key with illegal_parameter; expected 32; came 33"),
        (
            V12,
            "alter:c0.c.client_key_exchange@+1=000020 alter:c0.c.client_key_exchange@+4=1f alter:c0.c.client_key_exchange@+36-1",
            Server,
            "bad_public_key with illegal_parameter; expected 32; came 31",
        ),
        // Too short for nonce, tag and content alike (RFC 8446, 5.2; RFC 5246, 7.2.2).
        (V13, "wire:c0.c.record%233@+3=0008", Server, "bad_record_mac with bad_record_mac; expected 17-16640; came 8"),
        (V12, "wire:c0.c.record%234@+3=0017", Server, "bad_record_mac with bad_record_mac; expected 24-18432; came 23"),
    ]);
}

/// REVIEW E8: a header that promises more than its grammar allows is refused at once.
#[test]
fn lengths_of_handshake_messages() {
    let header = |name: &str, max: u32, came: u32| {
        format!("undecodable with decode_error; path {name}.length; at_most_bytes {max}; came {came}")
    };
    check(&[
        ("", "alter:c0.c.client_hello@+1=ffffff", Server, &header("client_hello", 131_396, 0xff_ffff)),
        ("", "alter:c0.c.client_hello@+1=020145", Server, &header("client_hello", 131_396, 131_397)),
        // One that may be as long is waited for.
        ("", "alter:c0.c.client_hello@+1=020144", Server, "stalled"),
        ("", "alter:c0.s.server_hello@+1=010048", Client, &header("server_hello", 65_607, 65_608)),
        (V13, "alter:c0.s.encrypted_extensions@+1=010002", Client, &header("encrypted_extensions", 65_537, 65_538)),
        (V13, "alter:c0.s.certificate_verify@+1=010004", Client, &header("certificate_verify", 65_539, 65_540)),
        (V12, "alter:c0.c.client_key_exchange@+1=010002", Server, &header("client_key_exchange", 65_537, 65_538)),
        // A chain may be longer than we take: no syntax is broken, and no RFC says what to answer.
        (
            V13,
            "alter:c0.s.certificate@+1=020000",
            Client,
            "handshake_too_long with illegal_parameter; at_most_bytes 131072; came 131076",
        ),
        (
            "",
            "alter:c0.c.client_hello@+0=63ffffff",
            Server,
            "handshake_too_long with illegal_parameter; at_most_bytes 131072; came 16777219",
        ),
    ]);
}

/// REVIEW A15: by RFC 5246, 7.4.1.1 at any time; TLS 1.3 knows no such message.
#[test]
fn hello_requests() {
    let many = format!("wire:c0.s.record@+0+{}", "160303000400000000".repeat(33));
    let unexpected = "unexpected_message with unexpected_message; expected server_hello, hello_retry_request; \
                      came hello_request";
    check(&[
        (V12, "wire:c0.s.record@+0+160303000400000000", Client, "completed"),
        (V12, "wire:c0.s.record%232@+0+160303000400000000", Client, "completed"),
        (V12, "wire:c0.s.record%235@+0+160303000400000000", Client, "completed"),
        ("server.versions=1.2", "wire:c0.s.record@+0+160303000400000000", Client, "completed"),
        (V12, &many, Client, "too_many_ignored with unexpected_message; at_most 32; came 33"),
        (
            V12,
            "wire:c0.s.record@+0+16030300050000000100",
            Client,
            "undecodable with decode_error; path hello_request.length; expected 0; came 1",
        ),
        (V13, "wire:c0.s.record@+0+160303000400000000", Client, unexpected),
        // A server never takes one.
        (
            V12,
            "wire:c0.c.record@+0+160303000400000000",
            Server,
            "unexpected_message with unexpected_message; expected client_hello; came hello_request",
        ),
    ]);
    let trace = run(&scenario(&format!("{V12}&fault=wire:c0.s.record@%2B0%2B160303000400000000")));
    assert_eq!(ignored(&trace), ["hello_request"]);
}

/// REVIEW A16: in TLS 1.2 the level decides, in TLS 1.3 it is not looked at.
#[test]
fn warnings() {
    let many = format!("wire:c0.s.record@+0+{}", "15030300020170".repeat(33));
    check(&[
        (V12, "wire:c0.s.record@+0+15030300020170", Client, "completed"),
        (V12, "wire:c0.s.record%233@+0+15030300020164", Client, "completed"),
        (V12, "wire:c0.c.record@+0+15030300020164", Server, "completed"),
        ("server.versions=1.2", "wire:c0.s.record@+0+15030300020170", Client, "completed"),
        (V12, "wire:c0.s.record@+0+15030300020270", Client, "told unrecognized_name"),
        (V12, "wire:c0.s.record@+0+1503030002025a", Client, "told user_canceled"),
        (V12, &many, Client, "too_many_ignored with unexpected_message; at_most 32; came 33"),
        (V13, "wire:c0.s.record@+0+15030300020170", Client, "told unrecognized_name"),
        (V13, "wire:c0.s.record@+0+1503030002015a", Client, "completed"),
        (V13, "wire:c0.s.record@+0+1503030002025a", Client, "completed"),
        (V13, "wire:c0.c.record@+0+15030300020164", Server, "told no_renegotiation"),
        (V12, "wire:c0.s.record@+0+15030300020100", Client, "closed"),
    ]);
    let trace = run(&scenario(&format!("{V12}&fault=wire:c0.s.record@%2B0%2B15030300020170")));
    assert_eq!(ignored(&trace), ["warning_alert"]);
}

/// A record cut in two behind `at` bytes of its fragment, with other bytes between the halves.
fn cut(base: &str, from: Role, nth: u32, at: usize, between: &str) -> String {
    let trace = run(&scenario(base));
    let actor = trace.actor(ConnId(0), from).expect("an actor").id;
    let sent = trace.records.iter().filter(|record| record.from == actor).nth(nth as usize - 1);
    let len = trace.blobs.bytes(sent.and_then(|record| record.sent).expect("a record")).len() - 5;
    let target = format!("c0.{}.record%23{nth}", from.letter());
    let spot = at + 5;
    format!("wire:{target}@+3={at:04x} wire:{target}@+{spot}+{between}160303{:04x}", len - at)
}

/// REVIEW E3: nothing comes between the parts of a message, and no data before Finished, however little.
#[test]
fn data_out_of_place() {
    let between = |base, bytes| cut(base, Client, 1, 100, bytes);
    let interleaved =
        |came: &str| format!("interleaved_record with unexpected_message; expected handshake; came {came}");
    let unexpected = |expected: &str| {
        format!("unexpected_message with unexpected_message; expected {expected}; came application_data")
    };
    check(&[
        ("", &between("", ""), Server, "completed"),
        ("", &between("", "1703030000"), Server, &interleaved("application_data")),
        ("", &between("", "17030300026869"), Server, &interleaved("application_data")),
        ("", &between("", "1503030002015a"), Server, &interleaved("alert")),
        ("", &between("", "140303000101"), Server, &interleaved("change_cipher_spec")),
        // RFC 5246, 6.2.1 lets types interleave; data before Finished is none the better for it.
        (V12, &between(V12, "1503030002015a"), Server, "completed"),
        (V12, &between(V12, "1703030000"), Server, &unexpected("client_hello")),
        (V12, &between(V12, "140303000101"), Server, &interleaved("change_cipher_spec")),
        ("", "wire:c0.c.record@+0+1703030000", Server, &unexpected("client_hello")),
        ("", "wire:c0.c.record@+0+17030300026869", Server, &unexpected("client_hello")),
        (V12, "wire:c0.s.record%232@+0+1703030000", Client, &unexpected("certificate")),
        (V12, "wire:c0.c.record%232@+0+1703030000", Server, &unexpected("client_key_exchange")),
        ("", "wire:c0.s.record@+0+1603030000", Client, "empty_record with unexpected_message; name handshake"),
        ("", "wire:c0.s.record@+0+1503030000", Client, "empty_record with unexpected_message; name alert"),
        (
            V12,
            "wire:c0.s.record@+0+1403030000",
            Client,
            "empty_record with unexpected_message; name change_cipher_spec",
        ),
    ]);
    for (fault, name, len) in [
        ("wire:c0.c.record@%2B0%2B1703030000", "application_data", 0),
        ("wire:c0.c.record@%2B0%2B17030300026869", "application_data", 2),
        ("wire:c0.c.record@%2B0%2B1603030000", "refused_record", 0),
        ("wire:c0.c.record@%2B0%2B1503030003010203", "alert", 3),
        ("wire:c0.c.record@%2B0=47455420", "refused_record", 236),
    ] {
        let trace = run(&scenario(&format!("fault={fault}")));
        let len = if len > 100 { arrived(&trace, name).filter(|len| *len > 100) } else { Some(len) };
        assert!(len.is_some() && arrived(&trace, name) == len, "{fault}: {:?}", arrived(&trace, name));
    }
}

/// What was begun and never completed shows, with what is there of it.
#[test]
fn what_never_ends() {
    for (base, faults, reader, name, len) in [
        ("", "wire:c0.c.record@+3=0fff", Server, "partial_record", None),
        ("", "alter:c0.c.client_hello@+1=010000", Server, "client_hello", None),
        (V12, "alter:c0.s.certificate@+1=010000", Client, "certificate", None),
        ("", "wire:c0.c.record@+8-1000 wire:c0.c.record@+3=0003", Server, "client_hello", Some(3)),
        ("", "drop:c0.c.client_hello inject:c0.c.client_hello:1603030003010000", Server, "partial_message", Some(3)),
        ("", "drop:c0.c.client_hello inject:c0.c.client_hello:160303", Server, "partial_record", Some(3)),
        (V13, "wire:c0.s.record%233@+3=4000", Client, "partial_record", None),
    ] {
        let text = faults.split_whitespace().map(|fault| format!("&fault={fault}")).collect::<String>();
        let trace = run(&scenario(&format!("v=1&{base}{text}").replace("&&", "&").replace('+', "%2B")));
        assert_eq!(ended(&trace, reader), "stalled", "{faults}");
        let message = trace.messages.iter().find(|message| message.name == name && message.role == reader.peer());
        let message = message.unwrap_or_else(|| panic!("{faults}: no {name}"));
        let arrived = trace.blobs.bytes(message.arrived.unwrap_or_else(|| panic!("{faults}: nothing came")));
        assert!(len.is_none_or(|len| len == arrived.len()) && !arrived.is_empty(), "{faults}: {} bytes", arrived.len());
    }
}

/// What a state waits for, and what came instead.
#[test]
fn messages_out_of_turn() {
    let unexpected = |expected: &str, came: &str| {
        format!("unexpected_message with unexpected_message; expected {expected}; came {came}")
    };
    let ccs = |expected: &str| {
        let id = "unexpected_change_cipher_spec with unexpected_message";
        format!("{id}; expected {expected}; came change_cipher_spec")
    };
    let clear = "unprotected_record with unexpected_message; expected application_data; came handshake";
    check(&[
        // What was protected by keys that the client does not have yet is data to it.
        (V13, "omit:c0.s.server_hello", Client, &unexpected("server_hello, hello_retry_request", "application_data")),
        (V13, "omit:c0.s.encrypted_extensions", Client, &unexpected("encrypted_extensions", "certificate")),
        (V13, "omit:c0.s.certificate", Client, &unexpected("certificate_request, certificate", "certificate_verify")),
        (V13, "omit:c0.s.certificate_verify", Client, &unexpected("certificate_verify", "finished")),
        ("server.client_auth=ask", "omit:c0.c.certificate", Server, &unexpected("certificate", "finished")),
        (V12, "omit:c0.s.certificate", Client, &unexpected("certificate", "server_key_exchange")),
        (V12, "omit:c0.s.server_key_exchange", Client, &unexpected("server_key_exchange", "server_hello_done")),
        (V12, "omit:c0.c.client_key_exchange", Server, &ccs("client_key_exchange")),
        (V12, "omit:c0.s.server_hello", Client, &unexpected("server_hello", "certificate")),
        (V12, "wire:c0.c.record@+0+140303000101", Server, &ccs("client_hello")),
        (V13, "dup:c0.s.server_hello", Client, clear),
        (V12, "dup:c0.s.server_hello", Client, &unexpected("certificate", "server_hello")),
    ]);
}

/// REVIEW A24 and A27: bytes that are no TLS, told with what they look like.
#[test]
fn other_protocols() {
    let types = "change_cipher_spec, alert, handshake, application_data";
    let http = "474554202f20485454";
    for (base, from, reader) in [("", 's', Client), ("", 'c', Server), (V12, 's', Client), (V12, 'c', Server)] {
        let trace = run(&scenario(&format!("{base}&fault=wire:c0.{from}.record@%2B0={http}")));
        let told = ended(&trace, reader);
        let start =
            format!("unknown_content_type with unexpected_message; expected {types}; came 0x47; first_bytes {http}");
        assert!(told.starts_with(&start) && told.ends_with("; looks_like http_request"), "{told}");
        assert!(arrived(&trace, "refused_record").is_some());

        let trace = run(&scenario(&format!("{base}&fault=wire:c0.{from}.record@%2B1=0505")));
        let told = ended(&trace, reader);
        let start = "bad_record_version with protocol_version; expected 0x03XX; came 0x0505; first_bytes 160505";
        assert!(told.starts_with(start) && !told.contains("looks_like"), "{told}");
        let effects = trace.steps.iter().flat_map(|step| &step.effects);
        let clauses: Vec<String> = effects
            .filter_map(|effect| match effect {
                Effect::Refused { clause, .. } => Some(clause.to_string()),
                _ => None,
            })
            .collect();
        assert_eq!(clauses, ["RFC 5246 §E.1"], "RFC 8446 has it ignored");
    }
    // Behind a record of TLS nothing looks like anything else.
    let trace = run(&scenario(&format!("{V12}&fault=wire:c0.s.record%232@%2B0={http}")));
    assert!(!ended(&trace, Client).contains("looks_like"), "{}", ended(&trace, Client));
}

/// A ChangeCipherSpec behind the client's first message, as clients in compatibility mode send it (RFC 8446, D.4), then
/// records of early data, each with so many bytes of content.
fn early(base: &str, lengths: &[usize]) -> Trace {
    let mut scenario = scenario(base);
    let target = Target { conn: ConnId(0), from: Client, name: "client_hello".to_owned(), nth: 1 };
    let record = |len: &usize| {
        let fragment = len + 17;
        [&[23, 3, 3, (fragment >> 8) as u8, fragment as u8][..], &vec![7; fragment]].concat()
    };
    scenario.faults.push(Fault::Inject {
        target,
        bytes: [vec![20, 3, 3, 0, 1, 1], lengths.iter().flat_map(record).collect()].concat(),
    });
    run(&scenario)
}

/// REVIEW E1: a server that does not take early data passes over it (RFC 8446, 4.2.10).
#[test]
fn rejected_early_data() {
    let cookie = format!("{EARLY}&server.cookie=on");
    let group = format!("{EARLY}&client.shares=x25519&server.groups=secp256r1");
    for base in [EARLY, &cookie, &group] {
        let trace = early(base, &[4, 0, 1000, 14_000]);
        assert_eq!((ended(&trace, Client), ended(&trace, Server)), ("completed".to_owned(), "completed".to_owned()));
        assert_eq!(ignored(&trace), ["early_data"; 4]);
        assert_eq!(trace.messages.iter().filter(|message| message.name == "early_data").count(), 4);
        // Up to the limit, and not beyond; the limit is what tickets name, where that is more.
        assert_eq!(ended(&early(base, &[16_384]), Server), "completed");
        let told = ended(&early(base, &[16_384, 1]), Server);
        assert_eq!(told, "too_much_early_data with unexpected_message; at_most_bytes 16384; came 16385");
        let generous = format!("{base}&server.ticket_early_data=20000");
        assert_eq!(ended(&early(&generous, &[16_000, 4_000]), Server), "completed");
    }
    // Only what was announced, and only in TLS 1.3.
    let told = ended(&early("", &[4]), Server);
    assert_eq!(told, "bad_record_mac with bad_record_mac");
    let told = ended(&early("server.cookie=on", &[4]), Server);
    assert_eq!(told, "unexpected_message with unexpected_message; expected client_hello; came application_data");
    let told = ended(&early(&format!("{EARLY}&server.versions=1.2"), &[4]), Server);
    let expected = "expected client_key_exchange; came change_cipher_spec";
    assert_eq!(told, format!("unexpected_change_cipher_spec with unexpected_message; {expected}"));
}
