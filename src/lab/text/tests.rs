//! The text form, forth and back, and what it refuses.

use super::*;
use crate::lab::Scenario;
use crate::tls::{ExtensionChoice, Renegotiation};
use crate::wire::{CipherSuite, ExtensionType};

fn read(text: &str) -> Scenario {
    Scenario::parse(text).unwrap_or_else(|errors| panic!("{text}: {errors:?}")).scenario
}

fn refused(text: &str) -> ScenarioError {
    match Scenario::parse(text) {
        Err(errors) => errors.into_iter().next().unwrap(),
        Ok(parsed) => panic!("{text}: {}", parsed.scenario.to_text()),
    }
}

#[test]
fn an_empty_text_is_the_default() {
    assert_eq!(read(""), Scenario::default());
    assert_eq!(read("v=1"), Scenario::default());
    assert_eq!(Scenario::default().to_text(), "v=1");
}

#[test]
fn texts_written_in_order_are_written_again() {
    for text in [
        "v=1&client.versions=1.2&server.cert=rsa",
        "v=1&client.suites=TLS_AES_128_GCM_SHA256,0x0a0a&client.groups=x25519,0x11ff&client.shares=&client.host=",
        "v=1&client.alpn=a%2Cb,%25&client.extensions=server_name,record_size_limit:4001,0x0a0a:&client.data=%FF%00",
        "v=1&server.names=a.example,*.b.example&server.valid=-90,-1&server.prefer=client&server.cookie=on&server.tickets=2",
        "v=1&connections=3&client.host=a.example&1.client.host=www.example.com&2.client.extensions=&server.close=off",
        "v=1&fault=wire:c0.s.server_hello@server_hello.random+6%5E01&fault=drop:c0.c.finished%232&seed=7",
        "v=1&given=c0.client.client_random%231:00ff&given=c0.server.server_random:&seed=18446744073709551615&time=1969-12-31T23:59:59Z",
        "v=1&colour=blue&~at=c0.s.server_hello%231.send&~lang=ja",
    ] {
        assert_eq!(read(text).to_text(), text);
    }
}

#[test]
fn spellings_become_one() {
    let text = "#client.suites=ECDHE-RSA-AES128-GCM-SHA256,0x1301&client.groups=P-256&time=0&v=1&";
    let written = "v=1&client.suites=TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,TLS_AES_128_GCM_SHA256\
                   &client.groups=secp256r1&time=1970-01-01T00:00:00Z";
    assert_eq!(read(text).to_text(), written);
    assert_eq!(read("https://example.org/?x=1#seed=5").seed, 5);
    assert_eq!(read("https://example.org/"), Scenario::default());
}

#[test]
fn values_reach_the_scenario() {
    let scenario =
        read("client.suites=TLS_FALLBACK_SCSV&client.extensions=cookie:&client.sentinel=off&server.sentinel=on");
    let client = &scenario.connections[0].client.config;
    assert_eq!(client.suites, [CipherSuite::TLS_FALLBACK_SCSV]);
    assert_eq!(client.extensions, Some(vec![ExtensionChoice::Raw(ExtensionType::cookie, Vec::new())]));
    assert!(!client.check_sentinel && scenario.connections[0].server.config.sentinel);
    assert_eq!(read("client.renegotiation=scsv").connections[0].client.config.renegotiation, Renegotiation::Scsv);
}

#[test]
fn a_key_without_a_number_is_for_every_connection() {
    let scenario = read("1.client.host=b.example&client.host=a.example&connections=3");
    let hosts: Vec<_> = scenario.connections.iter().map(|plan| plan.client.config.host.as_deref()).collect();
    assert_eq!(hosts, [Some("a.example"), Some("b.example"), Some("a.example")]);
}

#[test]
fn unknown_keys_are_kept_and_told() {
    let parsed = Scenario::parse("client.colour=a%20b c&nonsense&seeds=2&server.shares=x25519").unwrap();
    let keys: Vec<_> = parsed.warnings.iter().map(|warning| warning.key.as_str()).collect();
    assert_eq!(keys, ["client.colour", "nonsense", "seeds", "server.shares"]);
    assert_eq!(parsed.scenario.to_text(), "v=1&client.colour=a%20b%20c&nonsense=&seeds=2&server.shares=x25519");
}

#[test]
fn a_bad_value_is_named_with_what_is_allowed() {
    for (text, key, value, allowed) in [
        ("v=2", "v", "2", "1"),
        ("client.suites=TLS_AES_128_GCM_SHA256,NOPE", "client.suites", "NOPE", "TLS_AES_128_GCM_SHA256"),
        ("server.versions=1.1", "server.versions", "1.1", "1.3, 1.2"),
        ("server.renegotiation=scsv", "server.renegotiation", "scsv", "extension"),
        ("seed=-1", "seed", "-1", "18446744073709551615"),
        ("time=yesterday", "time", "yesterday", "Unix seconds"),
        ("connections=0", "connections", "0", "64"),
        ("fault=lose:x", "fault", "lose", "drop, dup"),
        ("given=c0.client.client_random:0", "given", "c0.client.client_random:0", "HEX"),
        ("given=c0.client.dice:00", "given", "c0.client.dice:00", "ledger"),
        ("server.valid=1", "server.valid", "1", "FROM,TO"),
        ("server.names=%E3%81%82.example", "server.names", "あ.example", "ASCII"),
        ("client.compat", "client.compat", "", "on, off"),
    ] {
        let error = refused(text);
        assert_eq!((error.key.as_str(), error.value.as_str()), (key, value), "{text}");
        assert_eq!(error.problem, Problem::NotAllowed);
        assert!(error.allowed.contains(allowed), "{text}: {}", error.allowed);
        let told = error.nearest.first().map_or(allowed, String::as_str);
        assert!(error.to_string().contains(key) && error.to_string().contains(told));
    }
}

#[test]
fn of_many_names_the_three_nearest_are_told() {
    for (text, first) in [
        ("fault=nonsense", None),
        ("fault=expired", Some("session_expired")),
        ("fault=wrong_hots", Some("wrong_host")),
        ("fault=forged_alert(alert=certificate_expire)", Some("certificate_expired")),
        ("client.suites=TLS_AES_128_GCM_SHA265", Some("TLS_AES_128_GCM_SHA256")),
        ("server.schemes=rsa_pss_sha256", Some("rsa_pss_rsae_sha256")),
        ("server.hash=sha265", Some("sha256")),
    ] {
        let error = refused(text);
        assert_eq!(error.nearest.len(), 3, "{text}");
        assert!(first.is_none_or(|first| error.nearest[0] == first), "{text}: {:?}", error.nearest);
        assert!(error.nearest.iter().all(|name| error.to_string().contains(name.as_str())), "{text}");
        assert!(error.to_string().len() < 250, "{error}");
    }
    for (text, first) in [("client.suite", "client.suites"), ("sede", "seed"), ("revocation=off", "client.revocation")]
    {
        let parsed = Scenario::parse(text).unwrap();
        let warning = &parsed.warnings[0];
        assert_eq!((warning.nearest.len(), warning.nearest[0].as_str()), (3, first), "{text}");
    }
}

#[test]
fn what_can_be_read_is_read() {
    for (text, rest, wrong) in [
        ("v=1&client.versions=1.9&seed=7", "v=1&seed=7", &["client.versions"][..]),
        ("seed=3&seed=2&server.cert=rsa", "v=1&server.cert=rsa&seed=3", &["seed"]),
        ("fault=nonsense&fault=wrong_host", "v=1&fault=wrong_host", &["fault"]),
        ("v=1&colour=red&1.client.host=a", "v=1&colour=red", &["1.client.host"]),
        ("server.hash=sha1&seed=5", "v=1&seed=5", &["server.hash"]),
        ("server.hash=sha1&seed=x&client.ems=off", "v=1&client.ems=off", &["seed", "server.hash"]),
        ("connections=2&server.pss=on&server.pss=off", "v=1&connections=2", &["server.pss", "server.pss"]),
        ("connections=2&0.server.cert=rsa&server.hash=md5", "v=1", &["1.server.hash"]),
        ("v=1", "v=1", &[]),
    ] {
        let (parsed, errors) = Scenario::parse_kindly(text);
        assert_eq!(parsed.scenario.to_text(), rest, "{text}");
        assert_eq!(errors.iter().map(|error| error.key.as_str()).collect::<Vec<_>>(), wrong, "{text}");
    }
}

#[test]
fn a_doubled_key_is_an_error() {
    assert_eq!(refused("seed=1&v=1&seed=2").problem, Problem::Doubled);
    assert_eq!(refused("client.host=a&client.host=a").problem, Problem::Doubled);
    assert_eq!(refused("given=c0.client.client_random:00&given=c0.client.client_random%230:01").key, "given");
    assert!(Scenario::parse("client.host=a&0.client.host=b").is_ok());
    assert_eq!(refused("1.client.host=a").problem, Problem::NoSuchConnection);
    let errors = Scenario::parse("v=9&seed=x&client.host=a&client.host=b").unwrap_err();
    assert_eq!(errors.len(), 3);
}

#[test]
fn every_key_is_told_and_can_be_written() {
    for info in keys() {
        assert!(!info.doc.is_empty() && info.doc.ends_with(['.', '1']), "{}", info.name);
        assert!(!info.allowed().is_empty(), "{}", info.name);
        for role in info.roles() {
            assert!(info.full(Some(*role)).ends_with(info.name));
        }
    }
}
