//! The server's certificates through the front door: a scenario's text goes in, what the client made of them comes out,
//! in both versions.

#![cfg(test)]

use handscope::lab::{Outcome, Scenario, Trace, run};
use handscope::pki::{Certificate, CheckId, Judgement, Place};
use handscope::tls::{Effect, Ending};

const VERSIONS: [&str; 2] = ["1.3", "1.2"];

fn traced(text: &str, version: &str) -> Trace {
    let text = format!("client.versions={version}&server.versions={version}&{text}");
    run(&Scenario::parse(&text).unwrap_or_else(|errors| panic!("{text}: {errors:?}")).scenario)
}

/// `ok`, or the reason of the side that refused.
fn ending(trace: &Trace) -> String {
    let outcome = &trace.connections[0].outcome;
    match &outcome[0].ending {
        Ending::Refused(refusal) => refusal.id().to_owned(),
        _ if outcome.iter().all(Outcome::completed) => "ok".to_owned(),
        other => match &outcome[1].ending {
            Ending::Refused(refusal) => format!("server {}", refusal.id()),
            _ => other.id().to_owned(),
        },
    }
}

fn judgement(trace: &Trace) -> &Judgement {
    let mut effects = trace.steps.iter().flat_map(|step| &step.effects);
    let judged = effects.find_map(|effect| match effect {
        Effect::Judged(judgement) => Some(judgement),
        _ => None,
    });
    judged.expect("the chain was judged")
}

/// Each chain, what the client says to it, and how many certificates lie on its path.
#[test]
fn every_profile_can_be_shown() {
    for (text, wanted, path) in [
        ("server.intermediates=0", "ok", 2),
        ("server.intermediates=3", "ok", 5),
        ("server.authorities=rsa", "ok", 3),
        ("server.authorities=ed25519&server.intermediates=2", "ok", 4),
        ("server.cert=rsa&server.authorities=p384", "ok", 3),
        ("server.cert=rsa&server.rsa_bits=3072&server.hash=sha384", "ok", 3),
        ("server.cert=rsa&server.rsa_bits=4096&server.pss=on&server.hash=sha512", "ok", 3),
        ("server.cert=rsa&server.rsa_bits=1024", "weak_key", 3),
        ("server.cert=rsa&server.hash=sha1", "weak_signature", 3),
        ("server.authorities=rsa&server.hash=md5", "weak_signature", 3),
        ("server.hash=sha512", "ok", 3),
        ("server.validation=dv&server.crl=on&server.ocsp=on", "ok", 3),
        ("server.validation=ev", "ok", 3),
        ("server.permitted=example.com,192.0.2.0/24", "ok", 3),
        ("server.permitted=example.org", "name_not_permitted", 3),
        ("server.excluded=www.example.com&server.intermediates=0", "name_excluded", 2),
        ("server.names=192.0.2.1&client.host=192.0.2.1&server.permitted=192.0.2.0/24", "ok", 3),
        ("server.names=192.0.2.1&client.host=192.0.2.1&server.excluded=192.0.0.0/16", "name_excluded", 3),
    ] {
        for version in VERSIONS {
            let trace = traced(text, version);
            assert_eq!(ending(&trace), wanted, "{text} in {version}");
            assert_eq!(judgement(&trace).path.len(), path, "{text} in {version}");
            let [_, server] = &trace.connections[0].outcome;
            assert_eq!(wanted == "ok", server.completed(), "{text} in {version}");
        }
    }
    // RSASSA-PSS has no room in such a key: in TLS 1.3 its owner cannot sign.
    let short = "server.cert=rsa&server.rsa_bits=512";
    let trace = traced(short, "1.2");
    assert_eq!((ending(&trace).as_str(), judgement(&trace).path.len()), ("weak_key", 3));
    assert_eq!(ending(&traced(short, "1.3")), "server no_common_signature_scheme");
}

/// Whether an older root rescues the chain depends on what the server sends and on what the client trusts. Each pair, what
/// the client says, and its path: `0 1 2` of what was sent, and behind the bar which root.
#[test]
fn an_older_root_is_reached_over_a_cross_certificate() {
    for (text, wanted, path) in [
        ("client.roots=old", "unknown_issuer", "0 1"),
        ("client.roots=old&server.cross=on", "ok", "0 1 2 | 0"),
        ("client.roots=both&server.cross=on", "ok", "0 1 | 0"),
        ("client.roots=both", "ok", "0 1 | 0"),
        ("server.cross=on", "ok", "0 1 | 0"),
        ("client.roots=old&server.cross=on&server.intermediates=0", "ok", "0 1 | 0"),
        ("client.roots=old&server.cross=on&server.intermediates=3", "ok", "0 1 2 3 4 | 0"),
        ("client.roots=old&server.cross=on&server.authorities=p384", "ok", "0 1 2 | 0"),
        ("client.roots=old&server.cross=on&server.cert=rsa&server.pss=on", "ok", "0 1 2 | 0"),
        ("client.roots=old&server.cross=on&server.authorities=ed25519", "ok", "0 1 2 | 0"),
        // What the root says binds those who come over the bridge too.
        ("client.roots=old&server.cross=on&fault=path_too_long", "path_too_long", "0 1 2 | 0"),
        (
            "client.roots=old&server.cross=on&server.intermediates=0&server.permitted=example.org",
            "name_not_permitted",
            "0 1 | 0",
        ),
        // Everyone below the root that is trusted has a list, the new root too.
        ("client.roots=old&server.cross=on&server.crl=on&client.revocation=hard", "ok", "0 1 2 | 0"),
        // The bridge is of no use to another root, and of none once it has expired.
        ("client.roots=old&server.cross=on&fault=unknown_authority", "unknown_issuer", "0 1"),
        ("client.roots=old&fault=expired_cross_certificate", "expired", "0 1 2 | 0"),
        ("client.roots=old&server.cross=on&fault=expired_cross_certificate", "expired", "0 1 2 | 0"),
        ("client.roots=both&server.cross=on&fault=expired_cross_certificate", "ok", "0 1 | 0"),
    ] {
        for version in VERSIONS {
            let trace = traced(text, version);
            let judgement = judgement(&trace);
            let found: Vec<String> = judgement.path.iter().map(ToString::to_string).collect();
            let found = found.join(" ").replace("root.", "| ").replace("sent.", "");
            assert_eq!((ending(&trace).as_str(), found.as_str()), (wanted, path), "{text} in {version}");
        }
    }
}

/// Asking, stapling, fetching, and what the client makes of it.
#[test]
fn revocation_is_judged_by_what_the_client_asks_and_knows() {
    const ASK: &str = "client.status_request=on&server.staple=on";
    let cases = [
        ("client.status_request=on", "ok", "ok"),
        ("server.staple=on", "ok", "ok"),
        (ASK, "ok", "ok"),
        ("server.must_staple=on", "ok", "ok"),
        ("client.status_request=on&server.must_staple=on", "staple_missing", "staple_missing"),
        ("client.status_request=on&server.must_staple=on&client.trust=report", "ok", "ok"),
        ("client.status_request=on&server.staple=on&server.must_staple=on", "ok", "ok"),
        ("server.crl=on&server.ocsp=on&client.revocation=hard", "ok", "ok"),
        ("server.crl=on&client.revocation=hard&client.fetches=ocsp", "revocation_unknown", "revocation_unknown"),
        ("server.ocsp=on&client.revocation=hard", "revocation_unknown", "revocation_unknown"),
        ("server.intermediates=0&server.ocsp=on&client.revocation=hard", "ok", "ok"),
        ("server.intermediates=0&client.status_request=on&server.staple=on&client.revocation=hard", "ok", "ok"),
        ("client.revocation=hard", "revocation_unknown", "revocation_unknown"),
        ("client.revocation=off&server.crl=on", "ok", "ok"),
    ];
    for (text, tls13, tls12) in cases {
        for (version, wanted) in VERSIONS.into_iter().zip([tls13, tls12]) {
            assert_eq!(ending(&traced(text, version)), wanted, "{text} in {version}");
        }
    }
}

/// In TLS 1.3 each certificate may bring a response of its own, and each that lies on the path is heard.
#[test]
fn every_certificate_may_bring_its_own_status() {
    const ALL: &str = "client.status_request=on&client.revocation=hard&server.staple=all";
    for (text, tls13, tls12, statuses) in [
        ("", "ok", "revocation_unknown", "0 1"),
        ("&server.intermediates=0", "ok", "ok", "0"),
        ("&server.intermediates=3&server.authorities=ed25519", "ok", "revocation_unknown", "0 1 2 3"),
        ("&server.cross=on&client.roots=old", "ok", "revocation_unknown", "0 1 2"),
        ("&fault=extra_certificate", "ok", "revocation_unknown", "0 1"),
        ("&fault=revoked_certificate(source=staple)", "revoked", "revoked", "0 1"),
        ("&fault=stale_status", "staple_stale", "staple_stale", "0 1"),
        ("&server.must_staple=on&client.revocation=soft", "ok", "ok", "0 1"),
        ("&fault=missing_intermediate&server.cross=on&client.roots=old", "unknown_issuer", "unknown_issuer", "0 1"),
    ] {
        let text = match text.contains("client.revocation") {
            true => format!("{}{text}", ALL.replace("client.revocation=hard&", "")),
            false => format!("{ALL}{text}"),
        };
        for (version, wanted) in VERSIONS.into_iter().zip([tls13, tls12]) {
            let trace = traced(&text, version);
            assert_eq!(ending(&trace), wanted, "{text} in {version}");
            if version == "1.3" {
                let certificate = trace.messages.iter().find(|message| message.name == "certificate").unwrap();
                let tree = handscope::wire::annotate(trace.blobs.get(certificate.sent.unwrap()).unwrap());
                let has = |at: &usize| {
                    tree.find(&format!("certificate.certificate_list.{at}.extensions.status_request.response"))
                        .is_some()
                };
                let found: Vec<String> = (0..9).filter(has).map(|at| at.to_string()).collect();
                assert_eq!(found.join(" "), statuses, "{text}");
            }
        }
    }
    // One bit of the second response, and nobody vouches for the intermediate any more.
    let at = "certificate@certificate.certificate_list.1.extensions.status_request.response.value";
    let trace = traced(&format!("{ALL}&fault=alter:c0.s.{at}+0%5E01"), "1.3");
    assert_eq!(ending(&trace), "bad_staple");
    let decisive = judgement(&trace).decisive_check().expect("a check failed");
    assert_eq!((decisive.id, decisive.certificate), (CheckId::Staple, Some(Place::Sent(1))));
    // Who does not ask gets none.
    let trace = traced("server.staple=all", "1.3");
    let certificate = trace.messages.iter().find(|message| message.name == "certificate").unwrap();
    let tree = handscope::wire::annotate(trace.blobs.get(certificate.sent.unwrap()).unwrap());
    assert!((0..tree.spans.len()).all(|at| !tree.path(at).contains("status_request")));
}

/// The messages in order, with their senders.
fn messages(trace: &Trace) -> Vec<&'static str> {
    trace.messages.iter().map(|message| message.name).collect()
}

#[test]
fn a_staple_stands_where_its_version_wants_it() {
    let staple = "client.status_request=on&server.staple=on";
    for suite in ["", "&server.cert=rsa&server.suites=AES128-SHA"] {
        let trace = traced(&format!("{staple}{suite}"), "1.2");
        assert_eq!(ending(&trace), "ok");
        let names = messages(&trace);
        let at = names.iter().position(|name| *name == "certificate_status").expect("CertificateStatus");
        assert_eq!(names[at - 1], "certificate");
    }
    let trace = traced(staple, "1.3");
    assert!(!messages(&trace).contains(&"certificate_status"));
    let entry = "certificate.certificate_list.0.extensions.status_request.response.value";
    let certificate = trace.messages.iter().find(|message| message.name == "certificate").unwrap();
    let tree = handscope::wire::annotate(trace.blobs.get(certificate.sent.unwrap()).unwrap());
    assert!(tree.find(entry).is_some());
    assert!(tree.find(&entry.replace(".0.", ".1.")).is_none());
    // Announced, and left out: the client judges without, and goes on.
    let trace = traced(&format!("{staple}&fault=omit:c0.s.certificate_status"), "1.2");
    assert_eq!(ending(&trace), "server bad_record_mac", "the transcripts differ, and nothing else");
    assert!(judgement(&trace).accepted);
    let must = format!("{staple}&server.must_staple=on&fault=omit:c0.s.certificate_status");
    assert_eq!(ending(&traced(&must, "1.2")), "staple_missing");
}

/// The message of TLS 1.2 travels in the clear, and nobody can change a byte of it: what the issuer did not sign, the
/// transcript covers.
#[test]
fn no_byte_of_a_staple_can_be_changed_on_the_way() {
    let staple = "client.status_request=on&server.staple=on";
    let trace = traced(staple, "1.2");
    let message = trace.messages.iter().find(|message| message.name == "certificate_status").unwrap();
    let len = trace.blobs.bytes(message.sent.unwrap()).len();
    assert!(len > 200, "{len}");
    for at in 0..len {
        let text = format!("{staple}&fault=wire:c0.s.certificate_status@+{at}%5E01");
        let trace = traced(&text, "1.2");
        assert!(trace.unstruck.is_empty(), "{at}");
        assert!(!trace.connections[0].outcome.iter().any(Outcome::completed), "byte {at} of {len}");
    }
}

/// What nobody asked for, or what is said twice, is refused, as is a staple that is none.
#[test]
fn a_response_that_was_not_asked_for_is_refused() {
    for (version, text, wanted) in [
        ("1.2", "server.extensions=status_request:", "unsolicited_extension"),
        ("1.3", "server.extensions=status_request:", "unsolicited_extension"),
        ("1.3", "client.status_request=on&server.extensions=status_request:", "misplaced_extension"),
        ("1.2", "client.status_request=on&server.staple=on&server.extensions=", "ok"),
    ] {
        assert_eq!(ending(&traced(text, version)), wanted, "{text} in {version}");
    }
    for (version, at) in [
        ("1.2", "certificate_status@certificate_status.response.value"),
        ("1.3", "certificate@certificate.certificate_list.0.extensions.status_request.response.value"),
    ] {
        let text = format!("client.status_request=on&server.staple=on&fault=alter:c0.s.{at}+0%5E01");
        assert_eq!(ending(&traced(&text, version)), "bad_staple", "{version}");
    }
}

#[test]
fn a_server_refuses_a_host_that_it_does_not_serve() {
    for version in VERSIONS {
        for (text, wanted) in [
            ("server.sni=refuse", "ok"),
            ("server.sni=refuse&server.names=*.example.com", "ok"),
            ("server.sni=refuse&client.host=WWW.example.com.", "ok"),
            ("server.sni=refuse&client.host=", "ok"),
            ("server.sni=refuse&client.host=www.example.net", "server unrecognized_name"),
            ("server.sni=ignore&client.host=www.example.net", "host_mismatch"),
            ("server.sni=refuse&client.host=&server.names=www.example.net", "ok"),
        ] {
            let trace = traced(text, version);
            assert_eq!(ending(&trace), wanted, "{text} in {version}");
            if wanted.starts_with("server") {
                let told = &trace.connections[0].outcome[0].ending;
                assert!(matches!(told, Ending::Told(alert) if alert.name() == Some("unrecognized_name")), "{told:?}");
            }
        }
    }
}

/// The leaf says what was asked for.
#[test]
fn the_certificate_says_what_was_asked_for() {
    let leaf = |text: &str| {
        let scenario = Scenario::parse(text).unwrap().scenario;
        let server = &scenario.connections[0].server.certificate;
        let chain =
            handscope::lab::Mints::default().chain(server, scenario.time, handscope::crypto::Seed::from_number(1));
        Certificate::read(&chain.expect("a chain").leaf_der).unwrap()
    };
    let count = |text: &str| leaf(text).extensions.len();
    let plain = count("v=1");
    for (text, more) in [
        ("server.crl=on", 1),
        ("server.ocsp=on", 1),
        ("server.must_staple=on", 1),
        ("server.validation=dv", 1),
        ("server.crl=on&server.ocsp=on&server.must_staple=on&server.validation=ov", 4),
    ] {
        assert_eq!(count(text), plain + more, "{text}");
    }
    assert_eq!(leaf("server.cert=rsa&server.rsa_bits=3072").public_key().unwrap().bits(), 3072);
    assert!(
        leaf("server.validation=dv").subject.to_string().len() < leaf("server.validation=ev").subject.to_string().len()
    );
}

/// What each key allows by itself and no authority can do is an error of the text, and says what would do.
#[test]
fn what_cannot_be_minted_together_is_an_error_of_the_text() {
    for (text, key, value, allowed) in [
        ("server.hash=sha1", "server.hash", "sha1", "server.authorities=rsa"),
        ("server.cert=p384&server.hash=md5", "server.hash", "md5", "sha256"),
        ("server.cert=rsa&server.authorities=ed25519&server.hash=md5", "server.hash", "md5", "server.authorities=rsa"),
        ("server.pss=on", "server.pss", "on", "server.authorities=rsa"),
        ("server.cert=rsa&server.pss=on&server.hash=sha1", "server.pss", "on", "sha256"),
        ("connections=2&server.cert=rsa&1.server.cert=ecdsa&server.hash=sha1", "1.server.hash", "sha1", "rsa"),
        ("server.permitted=192.0.2.0", "server.permitted", "192.0.2.0", "192.0.2.0/24"),
        ("server.excluded=192.0.2.0/33", "server.excluded", "192.0.2.0/33", "192.0.2.0/24"),
        ("server.intermediates=4", "server.intermediates", "4", "0 to 3"),
        ("server.rsa_bits=2047", "server.rsa_bits", "2047", "2048"),
        ("server.validation=qv", "server.validation", "qv", "dv"),
        ("client.roots=none", "client.roots", "none", "new, old, both"),
        ("server.cross=old", "server.cross", "old", "on, off"),
    ] {
        let errors = Scenario::parse(text).unwrap_err();
        let [error] = &errors[..] else { panic!("{text}: {errors:?}") };
        assert_eq!((error.key.as_str(), error.value.as_str()), (key, value), "{text}");
        assert!(error.allowed.contains(allowed), "{text}: {}", error.allowed);
    }
}
