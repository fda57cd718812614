//! A pack of texts in one language, as scripts/pack-text.mjs writes it. Knows nothing of what the ids mean.

use std::sync::Arc;

use super::fill::{Vars, fill, fits};
use crate::short;

/// One text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    pub id: String,
    /// May be empty; may hold inline code in backticks.
    pub title: String,
    /// Under what other spellings prose mentions it.
    pub also: Vec<String>,
    /// Paragraphs.
    pub body: Vec<String>,
    /// `RFC 8446 4.1.3`; [`clause_url`] gives the address.
    pub clauses: Vec<String>,
}

/// A text with its placeholders filled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filled {
    pub id: String,
    pub title: String,
    pub body: Vec<String>,
    pub clauses: Vec<String>,
}

/// Texts by id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pack {
    /// Sorted by id; shared, since a page holds one pack for what has arrived and one for what it shows.
    texts: Vec<Arc<Text>>,
}

impl Pack {
    /// Reads a packed file: one line per text; id, title, clauses and paragraphs separated by tabs, other spellings behind
    /// the title, each after a bar.
    /// Errors: a line with fewer than three parts, by its number.
    pub fn read(packed: &str) -> Result<Self, String> {
        let texts = packed.lines().enumerate().map(|(at, line)| {
            let mut parts = line.split('\t').map(str::to_owned);
            match (parts.next(), parts.next(), parts.next()) {
                (Some(id), Some(titles), Some(clauses)) if !id.is_empty() => {
                    let mut titles = titles.split('|').map(str::to_owned);
                    let title = titles.next().unwrap_or_default();
                    let clauses = clauses.split(", ").filter(|clause| !clause.is_empty()).map(str::to_owned).collect();
                    Ok(Arc::new(Text { id, title, also: titles.collect(), body: parts.collect(), clauses }))
                }
                _ => Err(format!("line {} of a text pack has no id, title and clauses", at + 1)),
            }
        });
        let mut pack = Self { texts: texts.collect::<Result<_, _>>()? };
        short::sort_by(&mut pack.texts, |a, b| a.id < b.id);
        Ok(pack)
    }

    /// Adds another pack's texts; where both have an id, the other's wins.
    pub fn merge(&mut self, other: Self) {
        let own = std::mem::take(&mut self.texts);
        let mut others = other.texts.into_iter().peekable();
        for text in own {
            while let Some(before) = others.next_if(|other| other.id < text.id) {
                self.texts.push(before);
            }
            if others.peek().is_none_or(|other| other.id != text.id) {
                self.texts.push(text);
            }
        }
        self.texts.extend(others);
    }

    /// The text of an id.
    pub fn get(&self, id: &str) -> Option<&Text> {
        let at = self.texts.binary_search_by(|text| text.id.as_str().cmp(id)).ok()?;
        self.texts.get(at).map(|text| &**text)
    }

    /// The text of the first id that has one.
    pub fn first<S: AsRef<str>>(&self, ids: &[S]) -> Option<&Text> {
        ids.iter().find_map(|id| self.get(id.as_ref()))
    }

    /// The text of the first id that has one all of whose placeholders can be filled, filled.
    pub fn resolve<S: AsRef<str>>(&self, ids: &[S], vars: &Vars) -> Option<Filled> {
        let text =
            ids.iter().filter_map(|id| self.get(id.as_ref())).find(|text| text.parts().all(|p| fits(p, vars)))?;
        Some(Filled {
            id: text.id.clone(),
            title: fill(&text.title, vars),
            body: text.body.iter().map(|paragraph| fill(paragraph, vars)).collect(),
            clauses: text.clauses.clone(),
        })
    }

    /// The title of an id, or the id itself where the pack has no such text: a label is never blank.
    pub fn label<'a>(&'a self, id: &'a str) -> &'a str {
        self.get(id).map(|text| text.title.as_str()).filter(|title| !title.is_empty()).unwrap_or(id)
    }

    /// All texts, by id.
    pub fn iter(&self) -> impl Iterator<Item = &Text> {
        self.texts.iter().map(|text| &**text)
    }
}

impl Text {
    /// Title and paragraphs.
    pub fn parts(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.title).chain(&self.body).map(String::as_str)
    }
}

/// The address of a clause as texts write it, `RFC 8446 4.1.3`; none where it is written otherwise.
pub fn clause_url(clause: &str) -> Option<String> {
    let (rfc, section) = clause.strip_prefix("RFC ")?.split_once(' ')?;
    let number: u16 = rfc.parse().ok()?;
    let kind = if section.starts_with(|c: char| c.is_ascii_alphabetic()) { "appendix" } else { "section" };
    Some(format!("https://www.rfc-editor.org/rfc/rfc{number}#{kind}-{section}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PACKED: &str = "a\tA|an A|As\tRFC 8446 4, RFC 5246 D.1\tone {n}\ttwo\nb\tB\t\n";

    #[test]
    fn a_line_is_a_text() {
        let pack = Pack::read(PACKED).unwrap();
        let a = pack.get("a").unwrap();
        assert_eq!((a.title.as_str(), a.body.len(), a.clauses[1].as_str()), ("A", 2, "RFC 5246 D.1"));
        assert_eq!(
            (a.also.as_slice(), pack.get("b").unwrap().also.len()),
            (&["an A".to_owned(), "As".to_owned()][..], 0)
        );
        assert_eq!(pack.get("b").unwrap().body.len() + pack.get("b").unwrap().clauses.len(), 0);
        assert_eq!((pack.get("c"), pack.label("b"), pack.label("c")), (None, "B", "c"));
        assert_eq!(Pack::read("a\tA\t\nb").unwrap_err(), "line 2 of a text pack has no id, title and clauses");
    }

    #[test]
    fn a_text_whose_placeholders_cannot_be_filled_is_passed_over() {
        let pack = Pack::read(PACKED).unwrap();
        assert_eq!(pack.resolve(&["x", "a", "b"], &vec![]).unwrap().title, "B");
        assert_eq!(pack.resolve(&["a", "b"], &vec![("n", "1".to_owned())]).unwrap().body[0], "one 1");
    }

    #[test]
    fn merging_prefers_the_later() {
        let mut pack = Pack::read(PACKED).unwrap();
        pack.merge(Pack::read("0\tzero\t\nb\tnew\t\n").unwrap());
        assert_eq!(pack.iter().map(|text| text.title.as_str()).collect::<Vec<_>>(), ["zero", "A", "new"]);
    }

    #[test]
    fn clauses_have_addresses() {
        assert_eq!(clause_url("RFC 8446 4.1.3").unwrap(), "https://www.rfc-editor.org/rfc/rfc8446#section-4.1.3");
        assert_eq!(clause_url("RFC 8446 D.4").unwrap(), "https://www.rfc-editor.org/rfc/rfc8446#appendix-D.4");
        assert_eq!(clause_url("X.509 1"), None);
    }
}
