//! Old links show the same bytes for ever: tests/links.txt holds scenarios with a hash over every byte that was on the
//! wire. Lines are only ever added. A new line starts with `?`; running this test with `BLESS=1` puts its hash there.

#![cfg(test)]

use std::fmt::Write;

use handscope::crypto::Hash;
use handscope::lab::{Scenario, Trace, gallery, run};
use handscope::wire::hex;

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/links.txt");

/// SHA-256 over every record in order, as it left and as it arrived, each with its length in 4 bytes before it.
fn hash(trace: &Trace) -> String {
    let mut all = Vec::new();
    for record in &trace.records {
        for blob in [record.sent, record.arrived] {
            let bytes = blob.map_or(&[][..], |blob| trace.blobs.bytes(blob));
            all.extend(u32::try_from(bytes.len()).unwrap().to_be_bytes());
            all.extend(bytes);
        }
    }
    hex::encode(&Hash::Sha256.digest(&[&all]))
}

#[test]
fn old_links_show_the_same_bytes() {
    let bless = std::env::var_os("BLESS").is_some();
    let (mut new, mut wrong) = (String::new(), Vec::new());
    for line in std::fs::read_to_string(PATH).unwrap().lines() {
        let (old, text) = line.split_once(' ').unwrap();
        let parsed = Scenario::parse(text).unwrap_or_else(|errors| panic!("{text}: {errors:?}"));
        assert_eq!(parsed.warnings, [], "{text}");
        let now = hash(&run(&parsed.scenario));
        if old != now && !(old == "?" && bless) {
            wrong.push(format!("{text}\n  was {old}\n  now {now}"));
        }
        writeln!(new, "{} {text}", if old == "?" { &now } else { old }).unwrap();
    }
    if bless {
        std::fs::write(PATH, new).unwrap();
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A link without what is looked at.
fn plain(text: &str) -> Option<&str> {
    text.split("&~").next()
}

#[test]
fn every_example_is_among_the_links() {
    let links = std::fs::read_to_string(PATH).unwrap();
    for example in gallery() {
        assert!(
            links.lines().any(|line| line.split_once(' ').is_some_and(|(_, text)| plain(text) == plain(example.text))),
            "{}",
            example.id
        );
    }
}
