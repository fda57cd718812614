//! The architecture as a test: who may use whom, how long a file may be, what the engine may not say.

#![cfg(test)]

#[path = "support/paths.rs"]
mod paths;
#[path = "support/sources.rs"]
mod sources;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use paths::paths;
use sources::{Source, code, files, named};

/// The layers from the top of the map to the bottom: each may use those before it.
const LAYERS: &[&str] = &["wire", "crypto", "pki", "tls", "net", "lab", "explain", "view", "cli", "page"];
/// The layers that must be total: any bytes, any text, never a panic.
const ENGINE: &[&str] = &["wire", "crypto", "pki", "tls", "net", "lab", "explain", "view"];
/// The longest source file in lines.
const LONGEST: usize = 500;

/// Whether a file holds tests alone.
fn is_test(path: &Path) -> bool {
    path.file_stem().is_some_and(|stem| stem == "tests" || stem.to_string_lossy().ends_with("_tests"))
}

/// What is wrong with a path in a layer, if anything: it leads below, or could lead anywhere.
fn leads_below(layer: &str, path: &[String]) -> Option<String> {
    let path = path.iter().map(String::as_str).collect::<Vec<_>>();
    let (root, part) = (path.first().copied()?, path.get(1).copied()?);
    let own = LAYERS.iter().position(|name| *name == layer)?;
    let below = |name: &str| LAYERS.iter().position(|other| *other == name).is_some_and(|other| other > own);
    // cli and page are two faces of the same bottom and know nothing of each other.
    let face = layer == "page" && part == "cli";
    match root {
        "crate" | "handscope" if below(part) || face => Some(format!("uses {part}")),
        "crate" if part == "*" || part == "as" => Some("takes the whole crate".to_owned()),
        "handscope" if ENGINE.contains(&layer) => Some("calls itself by the name of the crate".to_owned()),
        _ => None,
    }
}

#[test]
fn a_layer_uses_only_those_above_it() {
    let mut wrong = Vec::new();
    let mut seen = 0;
    for file in files().iter().filter(|file| LAYERS.contains(&file.layer.as_str())) {
        let named = named(file);
        seen += named.iter().filter(|path| path[0] == "crate").count();
        let bad = named.iter().filter_map(|named| leads_below(&file.layer, named));
        wrong.extend(bad.map(|what| format!("{} {what}", file.path.display())));
    }
    assert!(seen > 500, "only {seen} paths were found");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The forms in which a file may name a layer, in a file of `tls::client`.
#[test]
fn every_form_of_a_path_is_seen() {
    let below = "uses lab";
    let whole = "takes the whole crate";
    for (source, wanted) in [
        ("use crate::lab::Trace;", Some(below)),
        ("use crate::{lab, wire};", Some(below)),
        ("use crate::{wire::{Role, Version}, lab::{self, run}};", Some(below)),
        ("use crate :: {\n    wire,\n    /* no more */ lab::run as go,\n};", Some(below)),
        ("use super::super::lab::run;", Some(below)),
        ("use super::super::{lab::run, wire};", Some(below)),
        ("use super::{super::lab, config};", Some(below)),
        ("use self::super::super::lab;", Some(below)),
        ("use super::super::*;", Some(whole)),
        ("use crate::*;", Some(whole)),
        ("use crate as everything;", Some(whole)),
        ("use crate::{self as everything};", Some(whole)),
        ("pub(crate) use crate::lab::run;", Some(below)),
        ("fn f() { crate::lab::run(&scenario) }", Some(below)),
        ("fn f(trace: &super::super::lab::Trace) {}", Some(below)),
        ("macro_rules! m { () => { $crate::lab::run() }; }", Some(below)),
        ("mod inside { use super::super::super::lab; }", Some(below)),
        ("mod inside { fn f() {} } use super::super::lab;", Some(below)),
        ("impl crate::lab::Shown for State {}", Some(below)),
        ("use handscope::lab;", Some(below)),
        ("use handscope::wire;", Some("calls itself by the name of the crate")),
        ("use crate::{wire, crypto::{self, Hash}};", None),
        ("use super::config::Config;", None),
        ("use super::super::wire::Role;", None),
        ("mod inside { use super::lab; use super::super::lab; }", None),
        ("pub(in crate::tls) fn lab() {}", None),
        ("// use crate::lab;\n/* use crate::lab; /* nested */ crate::lab::run */", None),
        ("const A: &str = \"crate::lab\"; const B: &[u8] = br#\"crate::lab \"quoted\"\"#;", None),
        ("fn f<'a>(c: char) -> bool { c == '\"' || c == '\\'' } // crate::lab", None),
    ] {
        let found = paths(source, &["tls", "client"]);
        let bad = found.iter().find_map(|path| leads_below("tls", path));
        assert_eq!(bad.as_deref(), wanted, "{source}: {found:?}");
    }
    let seen = |source: &str| paths(source, &["page", "stage"]).iter().any(|path| leads_below("page", path).is_some());
    assert!(seen("use crate::{cli::run, page};") && !seen("use crate::page::{self, stage}; use handscope::lab;"));
}

#[test]
fn the_engine_knows_no_browser_clock_or_file() {
    let outside = ["web_sys", "js_sys", "leptos", "wasm_bindgen", "wasm_bindgen_futures", "getrandom"];
    let inside = ["time", "fs", "env", "process", "thread", "io"];
    let foreign = |path: &[String]| {
        let parts = path.iter().map(String::as_str).collect::<Vec<_>>();
        match parts[..] {
            ["std", part, ..] if inside.contains(&part) || part == "*" || part == "as" => true,
            ["std", "net", part, ..] => !part.starts_with("Ip"),
            [root, ..] => outside.contains(&root),
            [] => false,
        }
    };
    let found = |source: &str| paths(source, &["tls"]).iter().any(|path| foreign(path));
    for source in ["use std::{fmt, fs};", "use std::{net::{IpAddr, TcpStream}};", "std::time::Instant::now();"] {
        assert!(found(source), "{source}");
    }
    assert!(!found("use std::{fmt, net::{IpAddr, Ipv4Addr}, sync::Arc};"));
    let mut wrong = Vec::new();
    for file in files().iter().filter(|file| ENGINE.contains(&file.layer.as_str())) {
        let (path, layer) = (&file.path, &file.layer);
        let bad = named(file).into_iter().filter(|named| foreign(named));
        wrong.extend(bad.map(|named| format!("{} ({layer}) says {}", path.display(), named.join("::"))));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The release build of the page prints nothing for Debug: words for people are written out. States are enums.
#[test]
fn the_engine_speaks_for_itself() {
    let mut wrong = Vec::new();
    for Source { path, layer, text, .. } in
        files().into_iter().filter(|file| ENGINE.contains(&file.layer.as_str()) && !is_test(&file.path))
    {
        if code(&text).contains(":?}") {
            wrong.push(format!("{} shows a value by Debug", path.display()));
        }
        if layer == "tls" && code(&text).contains("dyn ") {
            wrong.push(format!("{} says dyn", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Clippy takes a file for a test, which may panic, where it says so.
#[test]
fn test_files_say_so() {
    let tests = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")).expect("a folder");
    let tests = tests.map(|entry| entry.expect("an entry").path());
    let tests = tests.filter(|path| path.extension().is_some_and(|extension| extension == "rs")).collect::<Vec<_>>();
    let silent = |path: &&PathBuf| !fs::read_to_string(path).expect("text").contains("\n#![cfg(test)]\n");
    assert!(tests.len() > 30);
    assert_eq!(tests.iter().filter(silent).collect::<Vec<_>>(), Vec::<&PathBuf>::new());
}

#[test]
fn files_say_what_they_are_and_stay_short() {
    let mut wrong = Vec::new();
    for Source { path, text, .. } in files() {
        if !text.starts_with("//!") {
            wrong.push(format!("{} does not open with what it is", path.display()));
        }
        let lines = text.lines().count();
        if lines > LONGEST {
            wrong.push(format!("{} has {lines} lines", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The layers in which no file hangs on itself by way of others.
const OPEN: &[&str] = &["view", "page"];

/// A graph of modules, each with those that it names.
type Graph = BTreeMap<String, BTreeSet<String>>;

/// The modules of a layer and what each names in it: the nearest file of every path, whatever else it leads through.
fn graph(layer: &str) -> Graph {
    let own: Vec<_> = files().into_iter().filter(|file| file.layer == layer).collect();
    let known: BTreeSet<String> = own.iter().map(|file| file.module.join("::")).collect();
    // A path that begins elsewhere than at the crate may begin at a module inside the file's own.
    let nearest = |module: &[String], path: &[String]| {
        let inside = match path.split_first() {
            Some((root, rest)) if root == "crate" || root == "handscope" => rest.to_vec(),
            _ => [module, path].concat(),
        };
        (1..=inside.len()).rev().map(|len| inside[..len].join("::")).find(|module| known.contains(module))
    };
    own.iter()
        .map(|file| {
            let module = file.module.join("::");
            let named = named(file)
                .iter()
                .filter_map(|path| nearest(&file.module, path))
                .filter(|other| *other != module)
                .collect();
            (module, named)
        })
        .collect()
}

/// Everything that can be reached from a module.
fn reached(graph: &Graph, from: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open = vec![from.to_owned()];
    while let Some(next) = open.pop() {
        for other in graph.get(&next).into_iter().flatten() {
            if found.insert(other.clone()) {
                open.push(other.clone());
            }
        }
    }
    found
}

/// The circles of a graph: modules that reach each other.
fn circles(graph: &Graph) -> BTreeSet<Vec<String>> {
    let reach: BTreeMap<&String, BTreeSet<String>> =
        graph.keys().map(|module| (module, reached(graph, module))).collect();
    let circle = |module: &String| {
        let mates: Vec<String> = reach[module]
            .iter()
            .filter(|other| reach.get(*other).is_some_and(|back| back.contains(module)))
            .cloned()
            .collect();
        (!mates.is_empty()).then_some(mates)
    };
    graph.keys().filter_map(circle).collect()
}

#[test]
fn no_file_hangs_on_itself() {
    let mut told: Vec<String> = Vec::new();
    for layer in OPEN {
        let graph = graph(layer);
        assert!(graph.values().map(BTreeSet::len).sum::<usize>() > 10, "{layer}: {graph:#?}");
        let found = circles(&graph);
        told.extend(found.iter().flat_map(|circle| {
            let inside = |module: &String| {
                let to: Vec<&String> = graph[module].iter().filter(|other| circle.contains(other)).collect();
                format!("{module} -> {to:?}")
            };
            circle.iter().map(inside).collect::<Vec<_>>()
        }));
    }
    assert!(told.is_empty(), "{}", told.join("\n"));
}

#[test]
fn a_circle_is_seen() {
    let graph = |edges: &[(&str, &str)]| {
        let mut graph = Graph::new();
        for (from, to) in edges {
            graph.entry((*from).to_owned()).or_default().insert((*to).to_owned());
            graph.entry((*to).to_owned()).or_default();
        }
        graph
    };
    assert!(circles(&graph(&[("a", "b"), ("b", "c"), ("a", "c")])).is_empty());
    assert_eq!(circles(&graph(&[("a", "b"), ("b", "c"), ("c", "a"), ("d", "a")])).len(), 1);
}
