//! Client authentication where it goes wrong: messages that a party miswrites, leaves out or repeats, and what the
//! other side makes of them. Also which certificate a client shows, and why it shows none.

#![cfg(test)]

use handscope::lab::{Outcome, Scenario, Trace, run};
use handscope::net::{Fault, Spot, Target};
use handscope::tls::{Change, Choice, Edit, Effect, Ending, Out};
use handscope::wire::{ConnId, Role};

const MUTUAL: &str = "client.cert=ecdsa&server.client_auth=require";
const TLS12: &str = "client.versions=1.2&server.versions=1.2";

fn scenario(text: &str) -> Scenario {
    Scenario::parse(text).unwrap_or_else(|errors| panic!("{text}: {errors:?}")).scenario
}

fn target(from: Role, name: &str) -> Target {
    Target { conn: ConnId(0), from, name: name.to_owned(), nth: 1 }
}

/// The bytes of a message as it was sent.
fn sent(trace: &Trace, from: Role, name: &str) -> Vec<u8> {
    let message = trace.messages.iter().find(|message| message.role == from && message.name == name);
    let blob = message.and_then(|message| message.sent).unwrap_or_else(|| panic!("no {name}"));
    trace.blobs.bytes(blob).to_vec()
}

/// A handshake message with another body.
fn rewritten(message: &[u8], body: &[u8]) -> Vec<u8> {
    let len = u32::try_from(body.len()).unwrap().to_be_bytes();
    [&message[..1], &len[1..], body].concat()
}

/// Runs a scenario in which a party writes other bytes in place of its message, before they are sealed.
fn miswritten(base: &str, from: Role, name: &str, edit: impl Fn(&[u8]) -> Vec<u8>) -> Trace {
    let mut scenario = scenario(base);
    let message = sent(&run(&scenario), from, name);
    let bytes = rewritten(&message, &edit(&message[4..]));
    for change in [Change::Remove(message.len()), Change::Insert(bytes)] {
        let spot = Spot { path: String::new(), edit: Edit { at: 0, change } };
        scenario.faults.push(Fault::Alter { target: target(from, name), spot });
    }
    run(&scenario)
}

/// `refused REASON with ALERT`, or how else a side ended.
fn told(trace: &Trace, role: Role) -> String {
    let connection = &trace.connections[0];
    let Outcome { ending, .. } = &connection.outcome[role as usize];
    match ending {
        _ if connection.outcome[role as usize].completed() => "completed".to_owned(),
        Ending::Refused(refusal) => {
            let (alert, _) = refusal.verdict(connection.negotiated[role as usize].version.unwrap());
            format!("{} with {alert}", refusal.id())
        }
        Ending::Told(alert) => format!("told {alert}"),
        other => other.id().to_owned(),
    }
}

/// How the side that reads a message ends, and how the one that wrote it.
fn check(what: &str, trace: &Trace, from: Role, reader: &str, writer: &str) {
    assert_eq!((told(trace, from.peer()).as_str(), told(trace, from).as_str()), (reader, writer), "{what}");
}

/// An extension of TLS: its type, its length, its body.
fn extension(code: u16, body: &[u8]) -> Vec<u8> {
    [&code.to_be_bytes()[..], &u16::try_from(body.len()).unwrap().to_be_bytes(), body].concat()
}

/// A vector with a length of two bytes.
fn vector(body: &[u8]) -> Vec<u8> {
    [&u16::try_from(body.len()).unwrap().to_be_bytes()[..], body].concat()
}

/// signature_algorithms with ecdsa_secp256r1_sha256 alone.
fn schemes() -> Vec<u8> {
    extension(13, &vector(&[4, 3]))
}

#[test]
fn a_request_of_tls13_is_held_to_its_rules() {
    let request = |context: &[u8], extensions: &[Vec<u8>]| {
        [&[u8::try_from(context.len()).unwrap()][..], context, &vector(&extensions.concat())].concat()
    };
    for (what, body, reader) in [
        ("a context", request(&[7], &[schemes()]), "bad_request_context with illegal_parameter"),
        ("no schemes", request(&[], &[]), "missing_extension with missing_extension"),
        ("schemes twice", request(&[], &[schemes(), schemes()]), "duplicate_extension with illegal_parameter"),
        ("a key share", request(&[], &[schemes(), extension(51, &[])]), "misplaced_extension with illegal_parameter"),
        ("an empty name", request(&[], &[schemes(), extension(47, &[0, 2, 0, 0])]), "undecodable with decode_error"),
        // What is not known is passed over; that it is not what the server signed shows a moment later.
        (
            "an unknown extension",
            request(&[], &[schemes(), extension(0x0a0a, &[1])]),
            "bad_certificate_verify with decrypt_error",
        ),
    ] {
        let trace = miswritten(MUTUAL, Role::Server, "certificate_request", |_| body.clone());
        let writer = format!("told {}", reader.rsplit(' ').next().unwrap());
        check(what, &trace, Role::Server, reader, &writer);
    }
}

#[test]
fn an_answer_of_tls13_is_held_to_its_rules() {
    for (what, name, edit, reader) in [
        (
            "a context that nobody asked with",
            "certificate",
            (|body| [&[1, 7], &body[1..]].concat()) as fn(&[u8]) -> Vec<u8>,
            "bad_request_context with illegal_parameter",
        ),
        (
            "an extension that nobody asked for",
            "certificate",
            |body| {
                // Context, list length, and of the first entry length, certificate and its empty extensions.
                let leaf = usize::from(body[5]) << 8 | usize::from(body[6]);
                let at = 7 + leaf;
                let longer = (usize::from(body[2]) << 8 | usize::from(body[3])) + 4;
                let length = u16::try_from(longer).unwrap().to_be_bytes();
                [&body[..2], &length, &body[4..at], &[0, 4, 0, 18, 0, 0], &body[at + 2..]].concat()
            },
            "unsolicited_extension with unsupported_extension",
        ),
        (
            "a certificate that cannot be read",
            "certificate",
            |body| [&body[..7], &[0x31], &body[8..]].concat(),
            "undecodable with bad_certificate",
        ),
        (
            "a scheme that was not offered",
            "certificate_verify",
            |body| [&[2, 3], &body[2..]].concat(),
            "scheme_not_offered with illegal_parameter",
        ),
        (
            "a scheme for another key",
            "certificate_verify",
            |body| [&[8, 4], &body[2..]].concat(),
            "scheme_unfit with illegal_parameter",
        ),
    ] {
        let trace = miswritten(MUTUAL, Role::Client, name, edit);
        let writer = format!("told {}", reader.rsplit(' ').next().unwrap());
        check(what, &trace, Role::Client, reader, &writer);
    }
}

#[test]
fn what_is_left_out_or_repeated_is_out_of_turn() {
    let tls12 = format!("{MUTUAL}&{TLS12}");
    let out_of_turn = "unexpected_message with unexpected_message";
    for (base, fault, from, reader) in [
        (MUTUAL, "omit:c0.c.certificate", Role::Client, out_of_turn),
        (MUTUAL, "omit:c0.c.certificate_verify", Role::Client, out_of_turn),
        (&tls12, "omit:c0.c.certificate", Role::Client, out_of_turn),
        (&tls12, "omit:c0.c.certificate_verify", Role::Client, "unexpected_change_cipher_spec with unexpected_message"),
        (&tls12, "dup:c0.s.certificate_request", Role::Server, out_of_turn),
        (&tls12, "dup:c0.c.certificate_verify", Role::Client, out_of_turn),
    ] {
        let trace = run(&scenario(&format!("{base}&fault={fault}")));
        check(fault, &trace, from, reader, "told unexpected_message");
    }
    // Without a request a certificate is out of turn as well.
    let asked = run(&scenario(&tls12));
    let certificate = sent(&asked, Role::Client, "certificate");
    let record = [&[22, 3, 3][..], &vector(&certificate)].concat();
    let mut unasked = scenario(TLS12);
    unasked.faults = vec![Fault::Inject { target: target(Role::Client, "client_hello"), bytes: record }];
    check("unasked", &run(&unasked), Role::Client, out_of_turn, "told unexpected_message");
}

/// What the client says of its certificate: why it fell out, or none.
fn fell_out(trace: &Trace) -> Option<&'static str> {
    let effects = trace.steps.iter().flat_map(|step| &step.effects);
    let among = effects.filter_map(|effect| match effect {
        Effect::Chose { what: Choice::Certificate, among, .. } => Some(among),
        _ => None,
    });
    among.flatten().next().unwrap_or_else(|| panic!("nothing chosen")).out.map(Out::id)
}

#[test]
fn a_client_shows_only_what_the_request_allows() {
    for (base, out) in [
        (MUTUAL.to_owned(), None),
        (format!("{MUTUAL}&fault=client_unknown_authority(named=on)"), Some("other_authority")),
        (format!("{MUTUAL}&fault=client_unknown_authority"), None),
        // The server can verify RSA alone, and can sign with it.
        (format!("{MUTUAL}&server.cert=rsa&server.schemes=rsa_pss_rsae_sha256"), Some("no_scheme")),
        // In TLS 1.3 a curve belongs to its hash; in TLS 1.2 it does not.
        ("client.cert=p384&server.client_auth=ask&server.schemes=ecdsa_secp256r1_sha256".to_owned(), Some("no_scheme")),
        (format!("client.cert=p384&server.client_auth=ask&server.schemes=ecdsa_secp256r1_sha256&{TLS12}"), None),
    ] {
        let trace = run(&scenario(&base));
        assert_eq!(fell_out(&trace), out, "{base}");
        let proved = trace.messages.iter().any(|m| m.role == Role::Client && m.name == "certificate_verify");
        assert_eq!(proved, out.is_none(), "{base}");
    }
    // A request of TLS 1.2 for RSA keys alone.
    let trace = miswritten(&format!("{MUTUAL}&{TLS12}"), Role::Server, "certificate_request", |body| {
        [&[1, 1], &body[1 + usize::from(body[0])..]].concat()
    });
    assert_eq!(fell_out(&trace), Some("other_kind"));
    check("other kind", &trace, Role::Server, "told handshake_failure", "certificate_required with handshake_failure");
}

#[test]
fn a_chain_that_fails_is_only_reported_where_that_is_asked_for() {
    for fault in ["client_certificate_expired", "client_certificate_for_servers", "client_unknown_authority"] {
        for version in ["", TLS12] {
            let trace = run(&scenario(&format!("server.trust=report&fault={fault}&{version}")));
            check(fault, &trace, Role::Client, "completed", "completed");
            let judged = trace.steps.iter().flat_map(|step| &step.effects);
            let refused = judged.filter(|effect| matches!(effect, Effect::Judged(judgement) if !judgement.accepted));
            assert_eq!(refused.count(), 1, "{fault}");
        }
    }
    // The proof of the key is no question of trust.
    let trace = run(&scenario("server.trust=report&fault=client_without_private_key"));
    check("proof", &trace, Role::Client, "bad_certificate_verify with decrypt_error", "told decrypt_error");
}

#[test]
fn the_client_of_tls13_has_completed_its_handshake_when_it_is_refused() {
    for (version, done) in [("", true), (TLS12, false)] {
        let trace = run(&scenario(&format!("fault=client_certificate_missing&{version}")));
        let [client, server] = &trace.connections[0].outcome;
        assert_eq!((client.handshake_done, server.handshake_done), (done, false));
    }
}

/// Every kind of key with every key exchange of TLS 1.2, with and without extended_master_secret.
#[test]
fn every_key_proves_itself_over_every_exchange() {
    for kind in ["ecdsa", "p384", "rsa", "ed25519"] {
        for suite in [
            "server.suites=TLS_RSA_WITH_AES_128_GCM_SHA256&server.cert=rsa",
            "server.suites=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384&server.cert=rsa",
            "server.suites=TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
            "server.suites=TLS_AES_256_GCM_SHA384",
            "server.groups=secp256r1",
        ] {
            for ems in ["on", "off"] {
                let text = format!("client.cert={kind}&client.ems={ems}&server.client_auth=require&{suite}");
                let version = if suite.contains("WITH") { format!("&{TLS12}") } else { String::new() };
                let trace = run(&scenario(&format!("{text}{version}")));
                check(&text, &trace, Role::Client, "completed", "completed");
            }
        }
    }
}
