//! The JSON of a trace: every key that docs/trace-json.md tells is there and no other, ids lead somewhere, leaves
//! tile the bytes.

#![cfg(test)]

use std::collections::{BTreeMap, BTreeSet};

use handscope::lab::{Scenario, gallery, json, run};
use serde_json::Value;

const DOC: &str = include_str!("../docs/trace-json.md");

fn traces() -> impl Iterator<Item = (&'static str, Value)> {
    gallery().iter().map(|example| (example.id, json::trace(&run(&example.scenario()))))
}

/// The keys of every object, by the kind of object: the place it stands in, and what it says it is.
fn shapes(value: &Value, place: &str, out: &mut BTreeMap<String, BTreeSet<String>>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| shapes(item, place, out)),
        Value::Object(object) => {
            let named = ["kind", "effect"].iter().find_map(|key| object.get(*key).and_then(Value::as_str));
            let name =
                named.filter(|_| !place.ends_with("fields")).map_or(place.to_owned(), |kind| format!("{place}:{kind}"));
            out.entry(name).or_default().extend(object.keys().cloned());
            object.iter().for_each(|(key, value)| shapes(value, key, out));
        }
        _ => {}
    }
}

fn all_shapes() -> BTreeMap<String, BTreeSet<String>> {
    let mut all = BTreeMap::new();
    traces().for_each(|(_, trace)| shapes(&trace, "trace", &mut all));
    shapes(&json::catalogue(), "catalogue", &mut all);
    all
}

/// Every word that the documentation sets in code type.
fn documented() -> BTreeSet<&'static str> {
    let spans = DOC.split('`').skip(1).step_by(2);
    spans.flat_map(|span| span.split(|c: char| !c.is_ascii_alphanumeric() && c != '_')).collect()
}

#[test]
fn every_key_is_documented() {
    let words = documented();
    for (shape, keys) in all_shapes() {
        for key in keys {
            assert!(words.contains(key.as_str()), "{shape}.{key}");
        }
        if let Some((_, kind)) = shape.split_once(':') {
            assert!(words.contains(kind), "{shape}");
        }
    }
}

/// The keys in the first column of the first table under a heading.
fn table(heading: &str) -> BTreeSet<String> {
    let (_, rest) = DOC.split_once(&format!("\n## {heading}\n")).unwrap();
    let section = rest.split("\n## ").next().unwrap();
    let table = section.lines().skip_while(|line| !line.starts_with('|')).take_while(|line| line.starts_with('|'));
    let rows = table.filter(|line| line.starts_with("| `"));
    let keys = rows.flat_map(|row| row.split('|').nth(1).unwrap_or_default().split('`').skip(1).step_by(2));
    keys.map(|key| key.split('.').next().unwrap_or_default().to_owned()).collect()
}

#[test]
fn every_documented_key_is_there() {
    let all = all_shapes();
    for (heading, shape) in [
        ("The whole", "trace"),
        ("connections", "connections"),
        ("segments", "segments"),
        ("records", "records"),
        ("messages", "messages"),
        ("fields", "fields"),
        ("actors", "actors"),
    ] {
        // A field is only broken where a fault broke it, which another test sees to.
        let missing = |key: &String| !all[shape].contains(key) && key != "error";
        assert_eq!(table(heading).into_iter().find(missing), None, "{heading}");
    }
    let steps: BTreeSet<_> =
        all.iter().filter(|(name, _)| name.starts_with("steps:")).flat_map(|(_, keys)| keys.clone()).collect();
    assert!(table("steps").is_subset(&steps));
    for effect in
        ["entered", "read", "chose", "learned", "checked", "judged", "armed", "refused", "alerted", "closed", "struck"]
    {
        assert!(all.contains_key(&format!("effects:{effect}")), "{effect}");
    }
}

#[test]
fn a_broken_field_says_why() {
    let scenario = Scenario::parse("fault=wire:c0.s.server_hello@server_hello.length+0=ffffff").unwrap().scenario;
    let all = json::trace(&run(&scenario)).to_string() + &json::trace(&run(&cut())).to_string();
    assert!(all.contains("\"kind\":\"broken\"") && all.contains("\"error\":"));
}

/// A ClientHello whose suites claim to be longer than the hello.
fn cut() -> Scenario {
    Scenario::parse("fault=wire:c0.c.client_hello@client_hello.cipher_suites.length+0=ffff").unwrap().scenario
}

#[test]
fn ids_are_indices_and_lead_somewhere() {
    for (id, trace) in traces() {
        let len = |key: &str| trace[key].as_array().unwrap().len() as u64;
        for key in ["connections", "segments", "records", "messages", "actors", "blobs"] {
            for (at, item) in trace[key].as_array().unwrap().iter().enumerate() {
                assert_eq!(item["id"], at, "{id} {key}");
            }
        }
        let mut links = Vec::new();
        collect(&trace, &mut links);
        for (key, value) in links {
            let limit = match key.as_str() {
                "blob" | "sent_blob" | "arrived_blob" | "plain_blob" | "opened_blob" => len("blobs"),
                "record" => len("records"),
                "message" => continue,
                "segment" => len("segments"),
                "connection" => len("connections"),
                "actor" => len("actors"),
                _ => continue,
            };
            assert!(value < limit, "{id} {key} {value}");
        }
        for piece in pieces(&trace) {
            let bytes = trace["blobs"][piece["blob"].as_u64().unwrap() as usize]["bytes"].as_str().unwrap();
            let (start, end) = (piece["start"].as_u64().unwrap(), piece["end"].as_u64().unwrap());
            assert!(start <= end && end <= bytes.len() as u64 / 2, "{id} {piece}");
        }
    }
}

fn collect(value: &Value, out: &mut Vec<(String, u64)>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, out)),
        Value::Object(object) => {
            out.extend(object.iter().filter_map(|(key, value)| Some((key.clone(), value.as_u64()?))));
            object.values().for_each(|value| collect(value, out));
        }
        _ => {}
    }
}

fn pieces(value: &Value) -> Vec<&Value> {
    let inner = match value {
        Value::Array(items) => items.iter().flat_map(pieces).collect(),
        Value::Object(object) => object.values().flat_map(pieces).collect(),
        _ => Vec::new(),
    };
    let own = value.get("blob").is_some() && value.get("start").is_some();
    own.then_some(value).into_iter().chain(inner).collect()
}

#[test]
fn entries_cite_earlier_entries() {
    for (id, trace) in traces() {
        for actor in trace["actors"].as_array().unwrap() {
            for (at, entry) in actor["ledger"].as_array().unwrap().iter().enumerate() {
                assert_eq!(entry["id"], at, "{id}");
                let formula = entry["formula"].as_object().unwrap();
                for name in
                    ["private", "peer", "salt", "ikm", "secret", "context", "key", "data", "of", "plain", "message"]
                {
                    if let Some(input) = formula.get(name).and_then(Value::as_u64) {
                        assert!(input < at as u64, "{id} {entry}");
                    }
                }
            }
        }
        for message in trace["messages"].as_array().unwrap() {
            let whole: u64 = message["records"]
                .as_array()
                .unwrap()
                .iter()
                .map(|p| p["end"].as_u64().unwrap() - p["start"].as_u64().unwrap())
                .sum();
            if let Some(sent) = message["sent"].as_str() {
                assert_eq!(whole, sent.len() as u64 / 2, "{id} {}", message["name"]);
            }
        }
    }
}

#[test]
fn leaves_tile_the_bytes() {
    for (id, trace) in traces() {
        for (what, fields) in [("messages", "fields"), ("records", "fields")] {
            for item in trace[what].as_array().unwrap() {
                let bytes = item["sent"].as_str().or(item["arrived"].as_str()).unwrap_or_default();
                let mut at = 0;
                for field in item[fields].as_array().unwrap().iter().filter(|field| field["leaf"] == true) {
                    assert_eq!(field["start"], at, "{id} {field}");
                    at = field["end"].as_u64().unwrap();
                }
                assert_eq!(at, bytes.len() as u64 / 2, "{id} {}", item["id"]);
            }
        }
    }
}

#[test]
fn anchors_are_told_apart() {
    for (id, trace) in traces() {
        let steps = trace["steps"].as_array().unwrap();
        let anchors: BTreeSet<_> = steps.iter().map(|step| step["anchor"].as_str().unwrap()).collect();
        assert_eq!(anchors.len(), steps.len(), "{id}");
    }
}
