//! The text form of scenarios: a round trip for any scenario, an answer for any text.

#![cfg(test)]

use handscope::lab::catalogue::Param;
use handscope::lab::{Entry, Kind, Scenario, Scope, catalogue, gallery, keys, resolve, run};
use handscope::wire::{ConnId, Version};
use proptest::prelude::*;

/// One value of a key, allowed or not: what its kind offers, and what people type by mistake.
fn value(kind: Kind) -> BoxedStrategy<String> {
    let odd = prop_oneof![Just(String::new()), "[ -~]{0,12}", "\\PC{0,6}"];
    let good = match kind {
        Kind::Switch => prop::sample::select(vec!["on".to_owned(), "off".to_owned()]).boxed(),
        Kind::Choice(names) => prop::sample::select(names).prop_map(str::to_owned).boxed(),
        Kind::Number(from, to) => (from..=to).prop_map(|number| number.to_string()).boxed(),
        Kind::List(options, _) => {
            prop::collection::vec(prop::sample::select(options()), 0..5).prop_map(|items| items.join(",")).boxed()
        }
        Kind::Text(_) | Kind::Repeated(_) => prop_oneof![
            "[a-z*.-]{1,20}(,[a-z0-9.-]{1,9}){0,2}",
            "-?[0-9]{1,5},-?[0-9]{1,5}",
            "-?[0-9]{1,12}",
            "[a-z_]{3,20}(:[0-9a-f]{0,8})?(,0x[0-9a-f]{1,4}:[0-9a-f]{2})?",
            "c[0-3].(client|server).(client_random|signature|session_id|[a-z_]{1,9})(#[0-9])?:([0-9a-f]{2}){0,8}",
            "(wire|alter):c0.[cs].(record|finished)(#[0-9])?@[a-z_.]{0,12}\\+[0-9]{1,3}(\\^0[1-9]|=ff|-[1-9]|\\+0a0b)",
            "(drop|dup|omit):c[0-9].[cs].[a-z_]{1,15}",
        ]
        .boxed(),
    };
    prop_oneof![6 => good, 1 => odd.prop_map(|text| text.replace('&', "%26"))].boxed()
}

/// A pair with a known key.
fn pair() -> impl Strategy<Value = String> {
    (prop::sample::select(keys()), any::<bool>(), prop::option::weighted(0.2, 0..3u8)).prop_flat_map(
        |(key, last, conn)| {
            let role = if last { key.roles().last() } else { key.roles().first() };
            let number = conn.filter(|_| role.is_some()).map_or(String::new(), |conn| format!("{conn}."));
            let name = key.full(role.copied());
            value(key.kind).prop_map(move |value| format!("{number}{name}={value}"))
        },
    )
}

fn pairs() -> impl Strategy<Value = String> {
    let unknown = "[a-z~.]{0,8}=?[ -%'-~]{0,8}".prop_map(|text| text.replace('&', ""));
    let part = prop_oneof![9 => pair(), 1 => unknown];
    (prop::bool::ANY, prop::collection::vec(part, 0..5))
        .prop_map(|(more, parts)| format!("{}{}", if more { "connections=3&" } else { "" }, parts.join("&")))
}

/// Reading what was written gives the same scenario, and writing it the same text; the text is a URL fragment.
fn survives(scenario: &Scenario) {
    let text = scenario.to_text();
    let again = Scenario::parse(&text).unwrap_or_else(|errors| panic!("{text}: {errors:?}")).scenario;
    assert_eq!(&again, scenario, "{text}");
    assert_eq!(again.to_text(), text);
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/?%".contains(&byte);
    assert!(text.bytes().all(allowed), "{text}");
}

/// The tables of docs/scenario.md are written from the tables of the code. To write them again, run this test with
/// `BLESS=1`.
#[test]
fn the_documentation_tells_every_key_and_every_fault() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/scenario.md");
    let old = std::fs::read_to_string(path).unwrap();
    let new = between(&between(&old, "keys", &key_table()), "catalogue", &fault_table());
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(path, &new).unwrap();
    }
    let kept = std::fs::read_to_string(path).unwrap();
    let behind = new.lines().find(|line| !kept.lines().any(|known| known == *line));
    assert!(kept == new, "docs/scenario.md is behind; run with BLESS=1: {behind:?}");
}

/// Puts new lines between the two marks of a name.
fn between(text: &str, mark: &str, lines: &str) -> String {
    let (open, close) = (format!("<!-- {mark} -->\n"), format!("<!-- /{mark} -->"));
    let (before, rest) = text.split_once(&open).unwrap();
    let (_, after) = rest.split_once(&close).unwrap();
    format!("{before}{open}{lines}{close}{after}")
}

fn key_table() -> String {
    let default = Scenario::default();
    let row = |info: &handscope::lab::KeyInfo| {
        let name = match info.scope {
            Scope::Run => format!("`{}`", info.name),
            Scope::Connection => format!("`1.{}`", info.name),
            Scope::Client => format!("`client.{}`", info.name),
            Scope::Server => format!("`server.{}`", info.name),
            Scope::Both => format!("`client.{0}`, `server.{0}`", info.name),
        };
        let values: Vec<_> = match info.roles() {
            [] => info.values(&default, None),
            roles => roles.iter().flat_map(|role| info.values(&default, Some(*role))).collect(),
        };
        let mut values: Vec<_> = values.iter().map(|value| format!("`{value}`").replace("``", "empty")).collect();
        values.dedup();
        let default =
            if values.iter().any(|value| value.len() > 100) { "all, in this order".into() } else { values.join("; ") };
        format!("| {name} | {} | {} | {default} |\n", info.doc, info.allowed())
    };
    let rows: String = keys().iter().map(row).collect();
    format!("| Key | What it is | What it allows | Default |\n| --- | --- | --- | --- |\n{rows}")
}

fn fault_table() -> String {
    let head = "| Fault | What goes wrong | Parameters | TLS 1.3: client, server | TLS 1.2: client, server | Clause |\n\
                | --- | --- | --- | --- | --- | --- |\n";
    let row = |entry: &Entry| {
        let param = |param: &Param| {
            let (name, default) = (param.name, param.default);
            format!("`{name}={default}`: {} {}.", param.doc, param.kind.allowed())
        };
        let params: Vec<_> = entry.params.iter().map(param).collect();
        let ends = |version| {
            let cases = entry.expected.iter().filter(|case| case.version == version);
            let told = cases.map(|case| match case.params {
                "" => format!("{}, {}", case.client, case.server),
                params => format!("`{params}`: {}, {}", case.client, case.server),
            });
            told.collect::<Vec<_>>().join("; ")
        };
        let (tls13, tls12) = (ends(Version::Tls13), ends(Version::Tls12));
        let (id, doc, params, clause) = (entry.id, entry.doc, params.join(" "), entry.clause);
        format!("| `{id}` | {doc} | {params} | {tls13} | {tls12} | {clause} |\n")
    };
    catalogue().iter().map(row).fold(head.to_owned(), |all, row| all + &row)
}

#[test]
fn every_example_survives() {
    for example in gallery() {
        survives(&example.scenario());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4096, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_read_survives(text in pairs()) {
        match Scenario::parse(&text) {
            Ok(parsed) => survives(&parsed.scenario),
            Err(errors) => {
                prop_assert!(!errors.is_empty());
                prop_assert!(errors.iter().all(|error| !error.key.is_empty() && !error.allowed.is_empty()));
            }
        }
    }

    #[test]
    fn any_text_at_all_is_answered(text in "\\PC{0,80}") {
        if let Ok(parsed) = Scenario::parse(&text) {
            survives(&parsed.scenario);
        }
    }

    #[test]
    fn any_value_at_all_is_answered(key in prop::sample::select(keys()), value in "\\PC{0,40}") {
        for role in [None].into_iter().chain(key.roles().iter().copied().map(Some)) {
            if let Ok(parsed) = Scenario::parse(&format!("{}={value}", key.full(role))) {
                survives(&parsed.scenario);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1024, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_scenario_runs(text in pairs(), more in faults_and_draws()) {
        for text in [format!("{text}&{more}"), more] {
            if let Ok(parsed) = Scenario::parse(&text) {
                let trace = run(&parsed.scenario);
                let resolved = resolve(&parsed.scenario);
                let openings = resolved.scenario.connections.len() + resolved.replays.len();
                prop_assert_eq!(trace.connections.len(), openings.min(ConnId::LIMIT.into()));
                prop_assert!(trace.steps.iter().all(|step| trace.step_at(&step.anchor.to_string()).is_some()));
            }
        }
    }
}

/// Faults that find their target, and draws that are given, of fitting and of odd lengths.
fn faults_and_draws() -> impl Strategy<Value = String> {
    let names = prop::sample::select(vec![
        "client_hello",
        "server_hello",
        "hello_retry_request",
        "encrypted_extensions",
        "certificate",
        "certificate_verify",
        "server_key_exchange",
        "server_hello_done",
        "client_key_exchange",
        "change_cipher_spec",
        "finished",
        "new_session_ticket",
        "key_update",
        "application_data",
        "alert",
        "record",
    ]);
    let target = (0..2usize, names, 1..3u8)
        .prop_map(|(side, name, nth)| (format!("c0.{}.{name}%23{nth}", ["c", "s"][side]), name));
    let change = prop_oneof!["%5E[0-9a-f]{2}", "=([0-9a-f]{2}){1,4}", "-[1-9]{1,2}", "\\+([0-9a-f]{2}){1,9}"];
    let fault = (target, 0..120u8, change, 0..6u8).prop_map(|((target, name), at, change, kind)| match kind {
        0 => format!("fault=wire:{target}@+{at}{change}"),
        1 => format!("fault=alter:{target}@{}+{at}{change}", if name == "record" { "" } else { name }),
        2 => format!("fault=drop:{target}"),
        3 => format!("fault=dup:{target}"),
        4 => format!("fault=omit:{target}"),
        _ => format!("fault=inject:{target}:16030300040e000000"),
    });
    let named = prop::sample::select(catalogue()).prop_map(|entry| format!("fault={}", entry.id));
    let draws = prop::sample::select(vec![
        "client.client_random",
        "server.server_random",
        "client.session_id",
        "client.ephemeral_private_key",
        "server.ephemeral_private_key",
        "server.signature",
        "server.signature_salt",
        "client.pre_master_random",
        "client.rsa_padding",
        "client.record_iv",
        "server.ticket",
        "server.ticket_nonce",
        "server.ticket_age_add",
    ]);
    let bytes =
        prop_oneof!["([0-9a-f]{2}){0,40}", Just("00".repeat(32)), Just("ff".repeat(48)), Just("01".repeat(300))];
    let draw = (draws, bytes).prop_map(|(name, bytes)| format!("given=c0.{name}:{bytes}"));
    let held = prop::sample::select(vec![
        "",
        "client.versions=1.2",
        "server.versions=1.2&server.cert=rsa&server.suites=0x002f",
        "server.tickets=2",
        "server.groups=secp384r1",
        "server.versions=1.2&server.suites=0xc023",
        "client.key_update=on",
    ]);
    let part = prop_oneof![3 => fault, 1 => named, 2 => draw];
    (held, prop::collection::vec(part, 1..4)).prop_map(|(held, parts)| format!("{held}&{}", parts.join("&")))
}
