//! Reads the texts under assets/text, as the packer does.

#![allow(dead_code, reason = "each test takes what it needs")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use handscope::explain::Pack;

pub const LANGUAGES: [&str; 2] = ["en", "ja"];

#[derive(Clone, Debug, Default)]
pub struct Entry {
    /// Its file, from the language's folder.
    pub file: String,
    pub title: String,
    /// Other spellings.
    pub also: Vec<String>,
    /// Paragraphs.
    pub body: Vec<String>,
    pub clauses: Vec<String>,
}

impl Entry {
    /// Title and paragraphs.
    pub fn parts(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.title).chain(&self.body).map(String::as_str)
    }
}

/// All texts of a language by id.
pub fn texts(language: &str) -> BTreeMap<String, Entry> {
    let root = root().join(language);
    let mut all = BTreeMap::new();
    for path in files(&root, "txt") {
        let file = path.strip_prefix(&root).unwrap().display().to_string();
        let source = format!("\n{}", fs::read_to_string(&path).unwrap());
        for part in source.split("\n## ").skip(1) {
            let (id, entry) = entry(part, &file);
            assert!(all.insert(id.clone(), entry).is_none(), "{file}: {id} stands twice");
        }
    }
    assert!(all.len() > 300, "{language}: only {} texts", all.len());
    all
}

/// The same as one pack.
pub fn pack(language: &str) -> Pack {
    Pack::read(&texts(language).into_iter().map(packed).collect::<String>()).unwrap()
}

/// The packs of a language by area, as the page fetches them.
pub fn areas(language: &str) -> BTreeMap<String, String> {
    let mut areas = BTreeMap::new();
    for (id, entry) in texts(language) {
        let area = entry.file.split('/').next().unwrap_or_default().to_owned();
        *areas.entry(area).or_insert_with(String::new) += &packed((id, entry));
    }
    areas
}

/// A text as a line of a pack.
fn packed((id, entry): (String, Entry)) -> String {
    let titles = [vec![entry.title], entry.also].concat().join("|");
    let parts = [vec![id, titles, entry.clauses.join(", ")], entry.body].concat();
    parts.join("\t") + "\n"
}

/// Every file below a folder with that extension; none where there is no such folder.
pub fn files(root: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(root).into_iter().flatten() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => found.extend(files(&path, extension)),
            false if path.extension().is_some_and(|own| own == extension) => found.push(path),
            false => {}
        }
    }
    found.sort();
    found
}

fn entry(part: &str, file: &str) -> (String, Entry) {
    let mut lines = part.lines().map(str::trim);
    let id = lines.next().unwrap().to_owned();
    let mut entry = Entry { file: file.to_owned(), ..Entry::default() };
    for line in lines.filter(|line| !line.is_empty()) {
        if let Some(title) = line.strip_prefix("# ") {
            entry.title = title.to_owned();
        } else if let Some(also) = line.strip_prefix("also:") {
            entry.also = also.split(',').map(|name| name.trim().to_owned()).collect();
        } else if let Some(clauses) = line.strip_prefix("clause:") {
            entry.clauses = clauses.split(',').map(|clause| clause.trim().to_owned()).collect();
        } else {
            entry.body.push(line.to_owned());
        }
    }
    (id, entry)
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/text")
}
