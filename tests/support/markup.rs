//! Markup as tests look at it: kept in files as it was found right, and well-formed.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use handscope::view::choices::Lang;

/// A tag a line, so that a difference is read in lines; the bytes of a row in one.
pub fn lines(html: String) -> String {
    html.replace("><", ">\n<").replace("</b>\n<b data-o", "</b><b data-o") + "\n"
}

fn file(name: &str, lang: Lang) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/panes/{name}.{}.html", lang.tag()))
}

/// How markup differs from what its file has, if it does; with `BLESS` in the environment the file is written anew.
pub fn golden(name: &str, lang: Lang, html: &str) -> Option<String> {
    let path = file(name, lang);
    if std::env::var_os("BLESS").is_some() {
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(&path, html).expect("a file");
    }
    let known = fs::read_to_string(&path).unwrap_or_default();
    if known == html {
        return None;
    }
    let line = known.lines().zip(html.lines()).position(|(old, new)| old != new);
    let of = |text: &str| text.lines().nth(line.unwrap_or(0)).unwrap_or_default().to_owned();
    Some(format!("{}, line {line:?}:\n- {}\n+ {}", path.display(), of(&known), of(html)))
}

/// Elements that have no end.
const VOID: [&str; 3] = ["input", "wbr", "br"];

/// Asserts that every element is closed, no id stands twice and no text is missing.
pub fn well_formed(html: &str, place: &str) {
    let mut open: Vec<&str> = Vec::new();
    let mut ids = BTreeSet::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        let end = rest[start..].find('>').expect("a tag ends") + start;
        let tag = &rest[start + 1..end];
        let name = tag.split([' ', '/']).find(|part| !part.is_empty()).unwrap_or_default();
        match tag.starts_with('/') {
            true => assert_eq!(open.pop(), Some(name), "{place}: {}", &html[html.len() - rest.len()..][..end + 1]),
            false if !VOID.contains(&name) => open.push(name),
            false => {}
        }
        if let Some(id) = tag.split(" id=\"").nth(1).and_then(|id| id.split('"').next()) {
            assert!(ids.insert(id.to_owned()), "{place}: {id} twice");
        }
        rest = &rest[end + 1..];
    }
    assert!(open.is_empty(), "{place}: {open:?} not closed");
    for broken in ["page.", "did.", "{name}", "{n}", "{len}"] {
        assert!(!html.contains(&format!(">{broken}")), "{place}: {broken} is no text");
    }
}
