//! RFC 8448, sections 3 to 7: its inputs go in as a scenario, and every message, record, secret, key, IV
//! and Finished that comes out must be the RFC's.

#![cfg(test)]

use std::collections::BTreeMap;

use handscope::crypto::hkdf_label;
use handscope::crypto::ledger::{Covered, Formula};
use handscope::lab::{Scenario, Trace, run};
use handscope::wire::hex;
use handscope::wire::{ConnId, Grammar, Role};
use serde_json::Value;

/// One published value: who, doing what, called what.
struct Published {
    actor: String,
    action: String,
    name: String,
    hex: String,
}

fn published(section: u64) -> Vec<Published> {
    let all: Value = serde_json::from_str(include_str!("vectors/rfc8448.json")).expect("the vectors are JSON");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let section = all.as_array().expect("a list").iter().find(|one| one["section"] == section).expect("the section");
    let steps = section["steps"].as_array().expect("steps").iter();
    let values =
        steps.flat_map(|step| step["values"].as_array().expect("values").iter().map(move |value| (step, value)));
    values
        .map(|(step, value)| Published {
            actor: text(&step["actor"]),
            action: text(&step["action"]),
            name: text(&value["name"]),
            hex: text(&value["hex"]),
        })
        .collect()
}

/// The first value of that name for an actor's action that contains `action`.
fn find<'a>(all: &'a [Published], actor: &str, action: &str, name: &str) -> &'a str {
    let found = all.iter().find(|one| one.actor == actor && one.action.contains(action) && one.name == name);
    &found.unwrap_or_else(|| panic!("{actor}, {action}, {name}")).hex
}

/// The scenario that puts in what cannot be computed: ephemeral keys, randoms, session id, extension
/// lists, certificates, signatures, ticket.
fn scenario(all: &[Published], section: u64) -> String {
    let (compat, ticket, mutual) = (section == 7, section == 3, section == 6);
    let hello = find(all, "client", "construct a ClientHello", "ClientHello");
    let server_hello = find(all, "server", "construct a ServerHello", "ServerHello");
    let certificate = find(all, "server", "construct a Certificate handshake", "Certificate");
    let verify = find(all, "server", "construct a CertificateVerify", "CertificateVerify");
    let byte = |hex: &str, from: usize, to: usize| hex[2 * from..2 * to].to_owned();
    let len = |hex: &str, at: usize| usize::from_str_radix(&hex[2 * at..2 * at + 6], 16).expect("a length");
    let session_id = if compat { byte(hello, 39, 71) } else { String::new() };
    let leaf = |certificate: &str| {
        let at = 4 + 1 + 3; // header, context, list length
        byte(certificate, at + 3, at + 3 + len(certificate, at))
    };
    let groups = "0x001d,0x0017,0x0018,0x0019,0x0100,0x0101,0x0102,0x0103,0x0104";
    let raw_groups = "0012001d00170018001901000101010201030104";
    let schemes =
        "0x0403,0x0503,0x0603,0x0203,0x0804,0x0805,0x0806,0x0401,0x0501,0x0601,0x0201,0x0402,0x0502,0x0602,0x0202";
    let tickets = if ticket { "session_ticket," } else { "" };
    // The request lists the same schemes, in this order.
    let (kind, own) = if mutual { ("ecdsa", schemes) } else { ("rsa", "rsa_pss_rsae_sha256") };
    let mut text = format!(
        "v=1&client.versions=1.3&client.suites=TLS_AES_128_GCM_SHA256,TLS_CHACHA20_POLY1305_SHA256,TLS_AES_256_GCM_SHA384\
         &client.groups={groups}&client.shares=x25519&client.schemes={schemes}&client.host=server&client.alpn=\
         &client.trust=report&client.extensions=server_name,0xff01:00,supported_groups,{tickets}key_share,\
         supported_versions,signature_algorithms,psk_key_exchange_modes,record_size_limit\
         &server.versions=1.3&server.cert={kind}&server.alpn=&server.schemes={own}&server.chain={}\
         &server.extensions=0x000a:{raw_groups},0x001c:4001,server_name\
         &given=c0.client.client_random%230:{}&given=c0.server.server_random%230:{}\
         &given=c0.client.ephemeral_private_key%230:{}&given=c0.server.ephemeral_private_key%230:{}\
         &given=c0.server.signature%230:{}",
        leaf(certificate),
        byte(hello, 6, 38),
        byte(server_hello, 6, 38),
        find(all, "client", "create an ephemeral", "private key"),
        find(all, "server", "create an ephemeral", "private key"),
        &verify[16..],
    );
    if mutual {
        let certificate = find(all, "client", "construct a Certificate handshake", "Certificate");
        let verify = find(all, "client", "construct a CertificateVerify", "CertificateVerify");
        text += &format!(
            "&client.cert=rsa&client.chain={}&given=c0.client.signature%230:{}&server.client_auth=require\
             &server.name_authorities=off&server.trust=report",
            leaf(certificate),
            &verify[16..],
        );
    }
    match section {
        7 => text += &format!("&given=c0.client.session_id%230:{session_id}&client.data=&server.data="),
        5 | 6 => text += "&client.compat=off&server.compat=off&client.data=&server.data=",
        _ => {
            let data = find(all, "client", "send application_data", "payload");
            let data = data.as_bytes().chunks(2).map(|two| format!("%{}", String::from_utf8_lossy(two)));
            let data = data.collect::<String>();
            text += &format!("&client.compat=off&server.compat=off&client.data={data}&server.data={data}");
        }
    }
    if ticket {
        let message = find(all, "server", "construct a NewSessionTicket", "NewSessionTicket");
        text += &format!(
            "&server.tickets=1&server.ticket_lifetime=30&server.ticket_early_data=1024\
             &given=c0.server.ticket_age_add%230:{}&given=c0.server.ticket_nonce%230:{}&given=c0.server.ticket%230:{}",
            byte(message, 8, 12),
            byte(message, 13, 15),
            byte(message, 17, 17 + 178),
        );
    }
    text
}

/// The resumed handshake: a second connection behind that of section 3, six milliseconds after its ticket came.
fn resumed(all: &[Published]) -> String {
    let first = published(3);
    let hello = find(all, "client", "send handshake", "payload");
    let server_hello = find(all, "server", "construct a ServerHello", "ServerHello");
    let byte = |hex: &str, from: usize, to: usize| hex[2 * from..2 * to].to_owned();
    let early = find(all, "client", "send application_data", "payload");
    let early = early.as_bytes().chunks(2).map(|two| format!("%{}", String::from_utf8_lossy(two)));
    format!(
        "{}&connections=2&1.client.resume=1&1.server.tickets=0&server.accept_early_data=on&1.client.early_data={}\
         &1.client.extensions=server_name,0xff01:00,supported_groups,key_share,early_data,supported_versions,\
         signature_algorithms,psk_key_exchange_modes,record_size_limit,padding,pre_shared_key\
         &given=c1.client.client_random%230:{}&given=c1.server.server_random%230:{}\
         &given=c1.client.ephemeral_private_key%230:{}&given=c1.server.ephemeral_private_key%230:{}\
         &given=c1.client.ticket_age%230:00000006",
        scenario(&first, 3),
        early.collect::<String>(),
        byte(hello, 6, 38),
        byte(server_hello, 6, 38),
        find(all, "client", "create an ephemeral", "private key"),
        find(all, "server", "create an ephemeral", "private key"),
    )
}

/// The handshake with a second hello: a cookie, a share of P-256, and padding in that hello (RFC 7685).
fn retried(all: &[Published]) -> String {
    let hellos: Vec<_> = all.iter().filter(|one| one.name == "ServerHello").map(|one| one.hex.as_str()).collect();
    let keys: Vec<_> = all.iter().filter(|one| one.name == "private key").map(|one| one.hex.as_str()).collect();
    let [retry, hello] = hellos[..] else { panic!("two of them") };
    let [x25519, p256, server] = keys[..] else { panic!("three of them") };
    let cookie = retry.split_once("002c00740072").expect("a cookie").1;
    let verify = find(all, "server", "construct a CertificateVerify", "CertificateVerify");
    let mut text = scenario(all, 5);
    for key in ["client.groups", "client.extensions", "server.extensions"] {
        let (before, rest) = text.split_once(&format!("{key}=")).expect("the key");
        let after = rest.split_once('&').expect("more").1;
        text = format!("{before}{after}");
    }
    let text = text.split("&given=").next().expect("what stands before");
    format!(
        "{text}&client.groups=x25519,secp256r1,secp384r1&server.groups=secp256r1&server.cookie=on\
         &server.retry_extensions=key_share,cookie,supported_versions\
         &client.extensions=server_name,0xff01:00,supported_groups,key_share,supported_versions,\
         signature_algorithms,cookie,psk_key_exchange_modes,record_size_limit,padding\
         &server.extensions=0x000a:000600170018001d,0x001c:4001,server_name\
         &client.compat=off&server.compat=off&client.data=&server.data=\
         &given=c0.server.cookie%230:{}&given=c0.client.client_random%230:{}&given=c0.server.server_random%230:{}\
         &given=c0.client.ephemeral_private_key%230:{x25519}&given=c0.client.ephemeral_private_key%231:{p256}\
         &given=c0.server.ephemeral_private_key%230:{server}&given=c0.server.signature%230:{}",
        &cookie[..2 * 0x72],
        &find(all, "client", "construct a ClientHello", "ClientHello")[12..76],
        &hello[12..76],
        &verify[16..],
    )
}

/// What the trace computed, by the same names: every value of a ledger, every message, every record.
fn computed(trace: &Trace, conn: ConnId) -> BTreeMap<String, Vec<String>> {
    let mut all: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for role in [Role::Client, Role::Server] {
        let actor = trace.actor(conn, role).expect("the actor");
        for (_, entry) in actor.ledger.iter().filter(|(_, entry)| entry.conn == conn) {
            let bytes = entry.bytes.as_deref().unwrap_or_default();
            all.entry(format!("{} {}", role.name(), entry.name.id())).or_default().push(hex::encode(bytes));
            all.entry(format!("{} any secret", role.name())).or_default().push(hex::encode(bytes));
            if let (Formula::TranscriptHash { covered, .. }, "binder_hash") = (&entry.formula, entry.name.id()) {
                let Some(Covered::Piece(piece)) = covered.last() else { panic!("the hello") };
                all.entry(format!("{} binder data", role.name()))
                    .or_default()
                    .push(hex::encode(trace.blobs.piece(piece)));
            }
            if let Formula::ExpandLabel { label, context, len, .. } = &entry.formula {
                let context = actor.ledger.bytes(*context).expect("an input stands before its use");
                let info = hkdf_label(label, context, *len);
                all.entry(format!("{} info", role.name())).or_default().push(hex::encode(&info));
            }
        }
    }
    for message in trace.messages.iter().filter(|message| message.conn == conn) {
        let bytes = message.sent.map(|id| hex::encode(trace.blobs.bytes(id))).unwrap_or_default();
        all.entry(format!("{} message", message.role.name())).or_default().push(bytes);
    }
    for record in trace.records.iter().filter(|record| record.conn == conn) {
        let role = trace.actors[usize::from(record.from.0)].kind.id();
        let bytes = record.sent.map(|id| hex::encode(trace.blobs.bytes(id))).unwrap_or_default();
        all.entry(format!("{role} record")).or_default().push(bytes);
        let plain = record.plain.and_then(|id| trace.blobs.get(id)).expect("what was sealed");
        let content = plain.bytes.len() - usize::from(plain.grammar == Grammar::Inner13); // without the inner type
        all.entry(format!("{role} payload")).or_default().push(hex::encode(&plain.bytes[..content]));
    }
    all
}

/// Which computed names a published value may be found under.
fn names(one: &Published) -> Vec<String> {
    let ledger = |names: &[&str]| names.iter().map(|name| format!("{} {name}", one.actor)).collect::<Vec<_>>();
    match (one.name.as_str(), one.action.as_str()) {
        ("complete record", _) => ledger(&["record"]),
        ("ClientHello", _) => ledger(&["message", "binder data"]), // in section 4, as far as the binders
        (
            "ServerHello"
            | "EncryptedExtensions"
            | "CertificateRequest"
            | "Certificate"
            | "CertificateVerify"
            | "Finished"
            | "EndOfEarlyData"
            | "NewSessionTicket",
            _,
        ) => ledger(&["message"]),
        ("ClientHello prefix", _) => ledger(&["binder data"]),
        ("binder hash", _) => ledger(&["binder_hash"]),
        ("PRK", action) if action.contains("binder") => ledger(&["binder_key"]),
        ("expanded", action) if action.contains("binder") => ledger(&["binder_finished_key"]),
        ("finished", action) if action.contains("binder") => ledger(&["binder"]),
        ("expanded", action) if action.contains("c e traffic") => ledger(&["client_early_traffic_secret"]),
        ("expanded", action) if action.contains("e exp master") => ledger(&["early_exporter_master_secret"]),
        ("IKM", action) if action.contains("\"early\"") => ledger(&["psk", "zeros"]),
        ("key expanded", action) if action.contains("early") => ledger(&["client_early_key"]),
        ("iv expanded", action) if action.contains("early") => ledger(&["client_early_iv"]),
        ("private key", _) => ledger(&["ephemeral_private_key"]),
        ("public key", _) => ledger(&["ephemeral_public_key"]),
        ("secret", action) if action.contains("\"early\"") => ledger(&["early_secret"]),
        ("secret", action) if action.contains("\"handshake\"") => ledger(&["handshake_secret"]),
        ("secret", action) if action.contains("\"master\"") => ledger(&["master_secret_13"]),
        ("IKM", action) if action.contains("\"handshake\"") => ledger(&["shared_secret"]),
        ("IKM", _) => ledger(&["zeros"]),
        ("salt", action) if action.contains("\"handshake\"") => ledger(&["derived_early_secret"]),
        ("salt", _) => ledger(&["derived_handshake_secret"]),
        ("key expanded", _) => ledger(&[
            "client_handshake_key",
            "server_handshake_key",
            "client_application_key",
            "server_application_key",
        ]),
        ("iv expanded", _) => {
            ledger(&["client_handshake_iv", "server_handshake_iv", "client_application_iv", "server_application_iv"])
        }
        ("finished", _) => ledger(&["client_verify_data", "server_verify_data"]),
        ("expanded", action) if action.contains("finished") => ledger(&["client_finished_key", "server_finished_key"]),
        ("expanded", action) if action.contains("derived") => {
            ledger(&["derived_early_secret", "derived_handshake_secret"])
        }
        ("expanded", action) if action.contains("hs traffic") => {
            ledger(&["client_handshake_traffic_secret", "server_handshake_traffic_secret"])
        }
        ("expanded", action) if action.contains("ap traffic") => {
            ledger(&["client_application_traffic_secret_0", "server_application_traffic_secret_0"])
        }
        ("expanded", action) if action.contains("exp master") => ledger(&["exporter_master_secret"]),
        ("expanded", action) if action.contains("res master") => ledger(&["resumption_master_secret"]),
        ("expanded", action) if action.contains("resumption") => ledger(&["resumption_psk"]),
        ("hash", action) if action.contains("derived") => ledger(&["empty_hash"]),
        ("hash", action) if action.contains("resumption") => ledger(&["ticket_nonce"]),
        ("hash", _) if one.hex.is_empty() => ledger(&["empty_context"]),
        ("hash", _) => ledger(&["transcript_hash"]),
        ("PRK", _) => ledger(&["any secret"]),
        ("info" | "key info" | "iv info", _) => ledger(&["info"]),
        ("payload", _) => ledger(&["payload"]),
        (name, action) => panic!("{action}: {name} is a kind of value this test does not know"),
    }
}

fn check(section: u64) {
    let all = published(section);
    let text = match section {
        4 => resumed(&all),
        5 => retried(&all),
        section => scenario(&all, section),
    };
    let parsed = Scenario::parse(&text).unwrap_or_else(|errors| panic!("{errors:?}"));
    assert!(parsed.warnings.is_empty(), "{:?}", parsed.warnings);
    let trace = run(&parsed.scenario);
    let connection = trace.connections.last().expect("a connection");
    for outcome in &connection.outcome {
        assert!(outcome.handshake_done, "{outcome:?}");
    }
    let computed = computed(&trace, connection.id);
    for one in &all {
        let names = names(one);
        let found = names.iter().filter_map(|name| computed.get(name)).flatten().any(|hex| *hex == one.hex);
        assert!(found, "section {section}: {}, {}, {}\n{}\n{names:?}", one.actor, one.action, one.name, one.hex);
    }
    assert!(all.len() > 80, "the vectors were read");
    println!("section {section}: {} published values equal", all.len());
    // And nothing that the RFC does not have: as many records as it lists.
    let records = all.iter().filter(|one| one.name == "complete record").count();
    let ours = trace.records.iter().filter(|record| record.conn == connection.id).count();
    assert_eq!(ours, records);
}

#[test]
fn section_3_simple_handshake() {
    check(3);
}

#[test]
fn section_4_resumed_with_early_data() {
    check(4);
}

#[test]
fn section_5_second_hello() {
    check(5);
}

#[test]
fn section_6_client_authentication() {
    check(6);
}

#[test]
fn section_7_compatibility_mode() {
    check(7);
}
