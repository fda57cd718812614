//! The JSON of a trace: every key that docs/trace-json.md tells is there and no other, ids lead somewhere, leaves
//! tile the bytes.

#![cfg(test)]

#[path = "support/ledgers.rs"]
mod ledgers;

use std::collections::{BTreeMap, BTreeSet};

use handscope::lab::{Scenario, gallery, json, run};
use ledgers::dangling;
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
        ("deliveries", "deliveries"),
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

/// Every key of a record, of a blob and of a step leads to the ledger that it belongs to, and so do a formula's inputs.
#[test]
fn entries_lead_to_the_right_ledger() {
    let faults = ["inject:c0.s.finished:15030300020228", "dup:c0.c.finished", "wire:c0.s.finished@+7^01"];
    let struck = faults.map(|fault| {
        let scenario = Scenario::parse(&format!("connections=2&fault={fault}")).unwrap().scenario;
        (fault, json::trace(&run(&scenario)))
    });
    for (id, trace) in traces().chain(struck) {
        assert_eq!(dangling(&trace), Vec::<String>::new(), "{id}");
        let count = |key: &str| {
            let records = trace["records"].as_array().unwrap();
            records.iter().filter(|record| !record[key].is_null()).count()
        };
        let done = trace["connections"][0]["outcome"]["client"]["handshake_done"] == true;
        assert!(!done || count("key") > 2 && count("opened_key") > 2, "{id}");
    }
}

#[test]
fn a_key_in_another_ledger_is_noticed() {
    let (_, good) = traces().next().unwrap();
    let record = good["records"].as_array().unwrap().iter().position(|record| !record["key"].is_null()).unwrap();
    for (key, value) in [("key", good["records"][record]["opened_key"].clone()), ("opened_key", 1.into())] {
        let mut bad = good.clone();
        bad["records"][record][key] = value;
        assert_eq!(dangling(&bad).len(), 1, "{key}: {:?}", dangling(&bad));
    }
}

#[test]
fn what_carries_a_message_is_as_long_as_it() {
    for (id, trace) in traces() {
        for message in trace["messages"].as_array().unwrap() {
            let parts = message["records"].as_array().unwrap().iter();
            let whole: u64 = parts.map(|p| p["end"].as_u64().unwrap() - p["start"].as_u64().unwrap()).sum();
            if let Some(sent) = message["sent"].as_str() {
                assert_eq!(whole, sent.len() as u64 / 2, "{id} {}", message["name"]);
            }
        }
    }
}

/// What a fault of the network does to the stream, as the receiver saw it.
#[test]
fn what_the_path_delivered_is_told() {
    // The fault, what the stream that arrives is longer by, and what stands in place of what.
    for (fault, longer, changed, replaced) in [
        ("", 0, "", ""),
        ("wire:c0.c.client_hello@random+0=00ff", 0, "00ff", "client_hello.random"),
        ("wire:c0.c.client_hello@random+0+0a0b0c", 3, "0a0b0c", ""),
        ("wire:c0.c.client_hello@random+0-2", -2, "", ""),
        ("inject:c0.c.client_hello:15030300020228", 7, "15030300020228", ""),
        ("dup:c0.c.client_hello", 0, "", ""),
        ("drop:c0.c.client_hello", 0, "", ""),
    ] {
        let text = if fault.is_empty() { String::new() } else { format!("fault={fault}") };
        let trace = json::trace(&run(&Scenario::parse(&text).unwrap().scenario));
        let bytes = |piece: &Value| {
            let hex = trace["blobs"][piece["blob"].as_u64().unwrap() as usize]["bytes"].as_str().unwrap();
            hex[2 * piece["start"].as_u64().unwrap() as usize..2 * piece["end"].as_u64().unwrap() as usize].to_owned()
        };
        let payload = |of: &Value| of["payload"].as_array().unwrap().iter().map(bytes).collect::<String>();
        let items = |key: &str| trace[key].as_array().unwrap().clone();
        for from in ["client", "server"] {
            let own = |item: &Value| item["from"] == from && item["connection"] == 0;
            let arrived: String = items("deliveries").iter().filter(|item| own(item)).map(payload).collect();
            let sent: String = items("segments").iter().filter(|item| own(item)).map(payload).collect();
            let hello = trace["records"][0]["sent"].as_str().unwrap();
            match (from, fault.split(':').next().unwrap()) {
                ("client", "drop") => assert_eq!(arrived, "", "{fault}"),
                ("client", "dup") => assert!(arrived.starts_with(&hello.repeat(2)), "{fault}"),
                ("client", "wire" | "inject") => {
                    let by = (arrived.len() as i64 - sent.len() as i64) / 2;
                    assert_eq!(by, longer, "{fault}");
                    assert!(arrived.contains(changed) && arrived != sent, "{fault}");
                }
                _ => assert_eq!(arrived, sent, "{fault}: {from}"),
            }
        }
        let made: Vec<_> = items("blobs").into_iter().filter(|blob| blob["origin"]["kind"] == "network").collect();
        let first = made.first();
        assert_eq!(first.map_or("", |blob| blob["bytes"].as_str().unwrap()), changed, "{fault}");
        let of = first.and_then(|blob| blob["origin"]["of"].as_array()).into_iter().flatten();
        let of: String = of.map(bytes).collect();
        assert_eq!(of.is_empty(), replaced.is_empty(), "{fault}: {of}");
        assert!(items("blobs").iter().all(|blob| blob["origin"]["kind"] != "imported"), "{fault}");
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
