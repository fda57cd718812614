//! The server's certificates through the front door: a scenario's text goes in, what the client made of them comes out,
//! in both versions.

use handscope::lab::{Outcome, Scenario, Trace, run};
use handscope::pki::{Certificate, Judgement};
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
        ("server.cert=rsa&server.rsa_bits=512", "weak_key", 3),
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
    ] {
        let errors = Scenario::parse(text).unwrap_err();
        let [error] = &errors[..] else { panic!("{text}: {errors:?}") };
        assert_eq!((error.key.as_str(), error.value.as_str()), (key, value), "{text}");
        assert!(error.allowed.contains(allowed), "{text}: {}", error.allowed);
    }
}
