//! The architecture as a test: who may use whom, how long a file may be, what the engine may not say.

use std::fs;
use std::path::{Path, PathBuf};

/// The layers from the top of the map to the bottom: each may use those before it.
const LAYERS: &[&str] = &["wire", "crypto", "pki", "tls", "net", "lab", "explain", "cli", "page"];
/// The layers that must be total: any bytes, any text, never a panic.
const ENGINE: &[&str] = &["wire", "crypto", "pki", "tls", "net", "lab", "explain"];
/// The longest source file in lines.
const LONGEST: usize = 500;

fn sources(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).expect("a readable folder") {
        let path = entry.expect("a readable entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// Every source file under `src`, with the layer it belongs to and its text.
fn files() -> Vec<(PathBuf, String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    sources(&root, &mut found);
    assert!(found.len() > 40, "the sources were found");
    let layer = |path: &Path| {
        let inside = path.strip_prefix(&root).expect("under src").components().next().expect("a first part");
        inside.as_os_str().to_string_lossy().trim_end_matches(".rs").to_owned()
    };
    found.into_iter().map(|path| (path.clone(), layer(&path), fs::read_to_string(&path).expect("text"))).collect()
}

/// The text without its tests, which stand last, and without comments.
fn code(text: &str) -> String {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    code.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

fn is_test(path: &Path) -> bool {
    path.file_stem().is_some_and(|stem| stem == "tests" || stem.to_string_lossy().ends_with("_tests"))
}

#[test]
fn a_layer_uses_only_those_above_it() {
    let mut wrong = Vec::new();
    for (path, layer, text) in files() {
        let Some(own) = LAYERS.iter().position(|name| *name == layer) else { continue };
        for (below, name) in LAYERS.iter().enumerate().skip(own + 1) {
            // cli and page are two faces of the same bottom and know nothing of each other.
            if code(&text).contains(&format!("crate::{name}")) && below > own {
                wrong.push(format!("{} uses {name}", path.display()));
            }
        }
        if layer == "page" && code(&text).contains("crate::cli") {
            wrong.push(format!("{} uses cli", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_engine_knows_no_browser_clock_or_file() {
    let mut wrong = Vec::new();
    for (path, layer, text) in files().into_iter().filter(|(_, layer, _)| ENGINE.contains(&layer.as_str())) {
        for word in
            ["web_sys", "leptos", "wasm_bindgen", "std::time", "SystemTime", "std::fs", "std::net::Tcp", "getrandom"]
        {
            if code(&text).contains(word) {
                wrong.push(format!("{} ({layer}) says {word}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_engine_never_gives_up() {
    let mut wrong = Vec::new();
    for (path, _, text) in files().into_iter().filter(|(_, layer, _)| ENGINE.contains(&layer.as_str())) {
        if is_test(&path) {
            continue;
        }
        for word in [".unwrap()", ".expect(\"", "panic!", "todo!", "unimplemented!", "unreachable!"] {
            if code(&text).contains(word) {
                wrong.push(format!("{} says {word}", path.display()));
            }
        }
        // The release build of the page prints nothing for it: words for people are written out.
        if code(&text).contains(":?}") {
            wrong.push(format!("{} shows a value by Debug", path.display()));
        }
        if path.components().any(|part| part.as_os_str() == "tls") && code(&text).contains("dyn ") {
            wrong.push(format!("{} says dyn", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn files_say_what_they_are_and_stay_short() {
    let mut wrong = Vec::new();
    for (path, _, text) in files() {
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
