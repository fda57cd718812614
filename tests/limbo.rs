//! x509-limbo, an outside judge of judges: path building, name constraints, profiles, pathological chains. Its vectors
//! are not part of this repository: the tests read them from `../shared/vectors`, and say aloud where they are not there.

#![cfg(test)]

#[allow(dead_code, reason = "its main is for the harness of x509-limbo")]
#[path = "../examples/limbo.rs"]
mod limbo;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use handscope::pki::Ruleset;
use serde_json::Value;

/// For cases that say no time: 2026-01-01. Their certificates live for centuries.
const NOW: i64 = 1_767_225_600;

/// The cases whose expected result is not that of the web profile, all of them outside the core, and why.
const WEB: &[(&str, &[&str])] = &[
    (
        "Cases contradict each other on whether an authority may stand in the leaf's place: RFC 5280 is silent, the \
         CA/Browser Forum (7.1.2.7.8) forbids it. We side with the Forum, as the core does in webpki::ca-as-leaf.",
        &["pathlen::validation-ignores-pathlen-in-leaf", "rfc5280::ca-as-leaf"],
    ),
    (
        "The same for nameConstraints that are not critical: the Forum (7.1.2.5.2) allows them, as does the core in \
         webpki::nc::permitted-dns-match-noncritical. We apply them either way.",
        &["rfc5280::nc::permitted-dns-match-noncritical"],
    ),
    (
        "Key identifiers help to find a path (RFC 5280 4.2.1.1, 4.2.1.2) and are a duty of the issuer: the validation of \
         section 6 does not ask for them, and neither OpenSSL nor a browser refuses a chain without.",
        &[
            "rfc5280::aki::leaf-missing-aki",
            "rfc5280::aki::intermediate-missing-aki",
            "rfc5280::aki::cross-signed-root-missing-aki",
            "rfc5280::ski::root-missing-ski",
            "rfc5280::ski::intermediate-missing-ski",
            "webpki::aki::root-with-aki-missing-keyidentifier",
            "webpki::aki::root-with-aki-authoritycertissuer",
            "webpki::aki::root-with-aki-authoritycertserialnumber",
            "webpki::aki::root-with-aki-all-fields",
            "webpki::aki::root-with-aki-ski-mismatch",
        ],
    ),
    (
        "The form of a common name (7.1.4.3 of the Forum) protects nobody once the common name does not count: RFC 9525 \
         section 2 tells clients to ignore it.",
        &[
            "webpki::cn::ipv4-hex-mismatch",
            "webpki::cn::ipv4-leading-zeros-mismatch",
            "webpki::cn::ipv6-uppercase-mismatch",
            "webpki::cn::ipv6-uncompressed-mismatch",
            "webpki::cn::ipv6-non-rfc5952-mismatch",
            "webpki::cn::punycode-not-in-san",
            "webpki::cn::utf8-vs-punycode-mismatch",
            "webpki::cn::not-in-san",
            "webpki::cn::case-mismatch",
        ],
    ),
    (
        "Which extensions are critical, or there at all, is the Forum's rule for issuers. Read either way they say the \
         same; certificates made by hand with OpenSSL often break these rules, and every client takes them.",
        &[
            "rfc5280::san::noncritical-with-empty-subject",
            "rfc5280::root-non-critical-basic-constraints",
            "rfc5280::pc::ica-noncritical-pc",
            "webpki::san::san-critical-with-nonempty-subject",
            "webpki::eku::ee-anyeku",
            "webpki::eku::ee-critical-eku",
            "webpki::eku::ee-without-eku",
            "webpki::eku::root-has-eku",
        ],
    ),
    (
        "Underscores are no host names (RFC 1034 3.5), but hosts so named exist and every client connects to them.",
        &["rfc5280::san::underscore-dns"],
    ),
    (
        "Which suffixes are public is a list that changes every week. We refuse a wildcard over a single label, and say \
         in the scope that the list is not consulted.",
        &[
            "webpki::san::public-suffix-multi-label-wildcard-san",
            "webpki::san::public-suffix-private-namespace-wildcard-san",
        ],
    ),
];

/// The same of the strict profile: every case that is to be refused is, and of those to be accepted the ones are not that
/// break another case's rule.
const STRICT: &[(&str, &[&str])] = &[
    (
        "An authority in the leaf's place, as in the web profile: the CA/Browser Forum (7.1.2.7.8) forbids it, and the case \
         webpki::ca-as-leaf wants the very same chain refused.",
        &["pathlen::validation-ignores-pathlen-in-leaf", "rfc5280::ca-as-leaf"],
    ),
    (
        "Their leaves have a common name that is not among their names, which webpki::cn::not-in-san wants refused (7.1.4.3).",
        &[
            "rfc5280::nc::permitted-dns-match-more",
            "rfc5280::nc::permitted-ipv4-match",
            "rfc5280::nc::permitted-ipv6-match",
            "rfc5280::nc::permitted-dn-match",
            "webpki::nc::nc-permits-dns-san-pattern",
            "webpki::san::exact-localhost-ip-san",
            "webpki::san::leftmost-wildcard-san",
        ],
    ),
    (
        "RFC 5280 4.2.1.10 wants nameConstraints critical, 7.1.2.5.2 of the Forum allows both: who holds both to the letter \
         holds the stricter, as rfc5280::nc::permitted-dns-match-noncritical does.",
        &["webpki::nc::permitted-dns-match-noncritical"],
    ),
    (
        "RFC 5280 4.2.1.12 does not ask for extKeyUsage, 7.1.2.7.10 of the Forum does, as webpki::eku::ee-without-eku.",
        &["rfc5280::eku::ee-without-eku"],
    ),
    (
        "A root that is cross-signed, and has no authorityKeyIdentifier: rfc5280::aki::cross-signed-root-missing-aki.",
        &["cve::cve-2024-0567"],
    ),
];

/// The folder of the vectors, beside the repository or beside its worktrees. Where it is not there, a run in CI fails, and
/// any other says so: at once, past the harness, which keeps what a test prints, and in a file that `scripts/test.sh`
/// shows when all is over.
fn vectors() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = ["../shared/vectors", "../../shared/vectors"].map(|folder| root.join(folder));
    let found = folders.into_iter().find(|folder| folder.join("limbo.json").exists());
    let (note, what) = (Path::new(env!("CARGO_TARGET_TMPDIR")).join("not_judged"), "tests/limbo.rs judged NOTHING");
    let what = format!("{what}: there is no limbo.json in ../shared/vectors");
    assert!(found.is_some() || std::env::var_os("CI").is_none(), "{what}, and CI is set");
    match &found {
        Some(_) => fs::remove_file(note).unwrap_or_default(),
        None => {
            writeln!(std::io::stderr(), "{what}").expect("stderr");
            fs::write(note, what).expect("a place for notes");
        }
    }
    found
}

fn json(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).expect("a readable file")).expect("JSON")
}

/// The cases whose result is not the expected one, and what was found.
fn different(cases: &[Value], ruleset: Ruleset) -> Vec<(&str, String)> {
    let results = cases.iter().map(|case| (case, limbo::result(case, NOW, ruleset)));
    let wrong = results.filter(|(case, result)| result["actual_result"] != case["expected_result"]);
    wrong.map(|(case, result)| (case["id"].as_str().expect("an id"), result["context"].to_string())).collect()
}

#[test]
fn limbo() {
    let Some(folder) = vectors() else { return };
    let cases = json(&folder.join("limbo.json"));
    let cases = cases["testcases"].as_array().expect("cases");
    let core = json(&folder.join("limbo_core_ids.json"));
    let core: Vec<&str> = core.as_array().expect("ids").iter().filter_map(Value::as_str).collect();
    assert!(core.len() >= 136 && core.iter().all(|id| cases.iter().any(|case| case["id"] == **id)));
    for (ruleset, differences) in [(Ruleset::Web, WEB), (Ruleset::Strict, STRICT)] {
        let different = different(cases, ruleset);
        // Those that independent verifiers agree on are cases of the web.
        let wrong: Vec<_> = different.iter().filter(|(id, _)| ruleset == Ruleset::Web && core.contains(id)).collect();
        assert!(wrong.is_empty(), "wrong on the core: {wrong:#?}");
        let argued: Vec<&str> = differences.iter().flat_map(|(_, ids)| *ids).copied().collect();
        let unargued: Vec<_> = different.iter().filter(|(id, _)| !argued.contains(id)).collect();
        assert!(unargued.is_empty(), "{ruleset}: not argued: {unargued:#?}");
        let gone: Vec<_> = argued.iter().filter(|id| !different.iter().any(|(other, _)| other == *id)).collect();
        assert!(gone.is_empty(), "{ruleset}: argued, but right: {gone:#?}");
    }
}
