//! That files hang on each other in one direction: whoever reads one finds its ground before it, never behind it.

#![cfg(test)]

#[path = "support/paths.rs"]
mod paths;
#[path = "support/sources.rs"]
mod sources;

use std::collections::{BTreeMap, BTreeSet};

use sources::{files, named};

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
