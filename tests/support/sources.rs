//! The sources under `src`, each with its layer, its module and the paths that it names. Knows no rule.

use std::fs;
use std::path::{Path, PathBuf};

use crate::paths::paths;

/// A source file.
pub struct Source {
    pub path: PathBuf,
    /// The first part of its module.
    pub layer: String,
    /// `src/tls/client/mod.rs` is `tls::client`; `lib.rs` and `main.rs` are the crate.
    pub module: Vec<String>,
    pub text: String,
}

fn under(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).expect("a readable folder") {
        let path = entry.expect("a readable entry").path();
        if path.is_dir() {
            under(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// Every source file under `src`.
pub fn files() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    under(&root, &mut found);
    assert!(found.len() > 40, "the sources were found");
    let read = |path: PathBuf| {
        let inside = path.strip_prefix(&root).expect("under src");
        let parts: Vec<String> =
            inside.iter().map(|part| part.to_string_lossy().trim_end_matches(".rs").to_owned()).collect();
        let layer = parts[0].clone();
        let module = parts.into_iter().filter(|part| !["mod", "lib", "main"].contains(&part.as_str())).collect();
        Source { layer, module, text: fs::read_to_string(&path).expect("text"), path }
    };
    found.into_iter().map(read).collect()
}

/// The text without its tests, which stand last, and without comments.
pub fn code(text: &str) -> String {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    code.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

/// The paths that a file names outside its tests.
pub fn named(file: &Source) -> Vec<Vec<String>> {
    paths(&code(&file.text), &file.module.iter().map(String::as_str).collect::<Vec<_>>())
}
