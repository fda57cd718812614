//! The glossary: which terms there are, which belong together, and where a run shows one. What a term means, and how it is
//! spelled, is its text `term.ID`; where prose mentions it is found by [`super::mentions`].

use std::sync::OnceLock;

use super::exhibit::Exhibit;

/// A term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    pub id: &'static str,
    pub group: TermGroup,
    /// Whether prose uses it so often that marking it there helps nobody.
    pub common: bool,
    /// The ids of terms to read next.
    pub related: Vec<&'static str>,
    pub shown: Option<Exhibit>,
}

ids! {
    /// What a term belongs to, in the order of a page.
    pub enum TermGroup {
        Goals = "goals",
        Cryptography = "cryptography",
        Keys = "keys",
        Certificates = "certificates",
        Handshake = "handshake",
        Extensions = "extensions",
        Records = "records",
        Resumption = "resumption",
        Versions = "versions",
        Network = "network",
        Attacks = "attacks",
        Tools = "tools",
    }
}

/// The labels of a glossary on screen, its groups aside.
pub const LABELS: &[&str] = &[
    "page.place.glossary",
    "page.glossary.groups",
    "page.glossary.search",
    "page.glossary.found",
    "page.glossary.none",
    "page.glossary.shown",
    "page.glossary.related",
    "page.glossary.clause",
    "page.glossary.whole",
];

impl Term {
    /// The id of its text.
    pub fn text(&self) -> String {
        format!("term.{}", self.id)
    }
}

impl TermGroup {
    /// The id of its name.
    pub fn label(self) -> String {
        format!("page.glossary.group.{self}")
    }
}

/// Every term, group by group.
pub fn terms() -> &'static [Term] {
    static TERMS: OnceLock<Vec<Term>> = OnceLock::new();
    TERMS.get_or_init(read)
}

/// The term of an id.
pub fn term(id: &str) -> Option<&'static Term> {
    terms().iter().find(|term| term.id == id)
}

/// The one function that reads them, as to the gallery. Under a line with a group follow lines with an id and what is said of it; what
/// reads otherwise is left out, which a test would tell.
#[inline(never)]
fn read() -> Vec<Term> {
    let mut terms = Vec::new();
    let mut group = None;
    for line in include_str!("../../assets/glossary.txt").lines().filter(|line| !line.starts_with("# ")) {
        if let Some(id) = line.strip_prefix("## ") {
            group = TermGroup::ALL.iter().copied().find(|group| group.id() == id);
        } else if let Some(group) = group {
            terms.extend(of(group, line));
        }
    }
    terms
}

/// A line: the id; `common` where it is; related ids; the link of what shows it.
fn of(group: TermGroup, line: &'static str) -> Option<Term> {
    let mut words = line.split_whitespace();
    let mut term = Term { id: words.next()?, group, common: false, related: Vec::new(), shown: None };
    for word in words {
        match word {
            "common" => term.common = true,
            link if link.contains('=') => term.shown = Some(Exhibit(link)),
            related => term.related.push(related),
        }
    }
    Some(term)
}
