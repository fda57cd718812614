//! Where prose mentions terms of the glossary, so that they can be marked there. By their spellings alone: the titles of the
//! terms' texts and what these say besides. A spelling behind a minus is a phrase that means something else: there the term is
//! not mentioned. Knows no term and no language.

use std::ops::Range;

use super::glossary::terms;
use super::pack::Pack;
use crate::short;

/// Where a term is mentioned: the bytes of the text, and the term's id.
pub type Mention = (Range<usize>, &'static str);

/// Every spelling of a language, made once for its texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spellings {
    /// With the term's id, or none where something else is meant; by first letter, the longest first.
    list: Vec<(String, &'static str)>,
}

impl Spellings {
    /// Collects the spellings of all terms that a pack has, but of those that are too common to be marked.
    pub fn of(pack: &Pack) -> Self {
        let told = terms().iter().filter(|term| !term.common);
        let told = told.filter_map(|term| Some((term.id, pack.get(&term.text())?)));
        let spelled = told.flat_map(|(id, text)| {
            let titles = std::iter::once(&text.title).chain(&text.also);
            titles.filter(|title| !title.is_empty()).map(move |title| match title.strip_prefix('-') {
                Some(other) => (other.to_owned(), ""),
                None => (title.clone(), id),
            })
        });
        let mut list = spelled.collect::<Vec<_>>();
        short::sort_by(&mut list, |(a, _), (b, _)| (first(a), b.len()) < (first(b), a.len()));
        Self { list }
    }

    /// The terms that a text mentions, in its order: each once, the longest where several begin at one place, none inside a
    /// longer word and none inside code in backticks.
    pub fn find(&self, text: &str) -> Vec<Mention> {
        let mut found: Vec<Mention> = Vec::new();
        let (mut at, mut code) = (0, false);
        let mut behind = Behind::default();
        while let Some(here) = text.get(at..).filter(|here| !here.is_empty()) {
            let next = here.chars().next();
            code ^= next == Some('`');
            let hit = if code { None } else { self.longest(here, behind) };
            let len = hit.map_or_else(|| next.map_or(1, char::len_utf8), |(len, _)| len);
            let new = |(_, id): &(usize, &str)| !id.is_empty() && found.iter().all(|(_, known)| known != id);
            if let Some((_, id)) = hit.filter(new) {
                found.push((at..at + len, id));
            }
            here.get(..len).into_iter().flat_map(str::chars).for_each(|c| behind.pass(c));
            at += len;
        }
        found
    }

    /// The longest spelling at the beginning of a text, with its length there.
    fn longest(&self, text: &str, behind: Behind) -> Option<(usize, &'static str)> {
        let letter = first(text);
        let from = self.list.partition_point(|(spelling, _)| first(spelling) < letter);
        let same = self.list.get(from..)?.iter().take_while(|(spelling, _)| first(spelling) == letter);
        let mut hits = same.filter_map(|(spelling, id)| Some((spelled(text, spelling, behind)?, *id)));
        hits.next()
    }
}

/// The terms that a text mentions; for one text. For many, [`Spellings`] are collected once.
pub fn mentions(text: &str, pack: &Pack) -> Vec<Mention> {
    Spellings::of(pack).find(text)
}

/// The first letter, alike in both cases.
fn first(text: &str) -> Option<char> {
    text.chars().next().map(|c| c.to_ascii_lowercase())
}

/// What stands before a place in a text.
#[derive(Clone, Copy, Default)]
struct Behind {
    last: Option<char>,
    /// Whether a sentence begins here.
    starts: Option<bool>,
}

impl Behind {
    fn pass(&mut self, c: char) {
        self.last = Some(c);
        if !c.is_whitespace() {
            self.starts = Some(".?!:(“。？！：「、".contains(c));
        }
    }
}

/// The length of a spelling at the beginning of a text, an s of the plural included. A small first letter may be a capital
/// at the beginning of a sentence.
fn spelled(text: &str, spelling: &str, behind: Behind) -> Option<usize> {
    let (own, there) = (spelling.chars().next()?, text.chars().next()?);
    let rest = text.get(there.len_utf8()..)?.strip_prefix(spelling.get(own.len_utf8()..)?)?;
    let same = own == there || own == there.to_ascii_lowercase() && behind.starts.unwrap_or(true);
    if !same || behind.last.is_some_and(|last| joined(last, there)) {
        return None;
    }
    let last = spelling.chars().next_back()?;
    let plural = rest.strip_prefix('s').filter(|_| last.is_ascii_alphabetic());
    let ends = |rest: &&str| rest.chars().next().is_none_or(|next| !joined(last, next));
    let rest = Some(rest).filter(ends).or_else(|| plural.filter(ends))?;
    Some(text.len() - rest.len())
}

/// Whether two neighbours belong to one word: Latin letters, digits and what joins them in names; or katakana. Other
/// characters have no borders.
fn joined(a: char, b: char) -> bool {
    let latin = |c: char| c.is_ascii_alphanumeric() || ['_', '-', '/'].contains(&c);
    let katakana = |c: char| ('\u{30a1}'..='\u{30fa}').contains(&c) || c == '\u{30fc}';
    latin(a) && latin(b) || katakana(a) && katakana(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spellings() -> Spellings {
        let pack = "term.key_share\tkey share|キーシェア\t\tA.\nterm.record\trecord|レコード|-who records\t\tB.\n\
                    term.public_key\tpublic key|公開鍵\t\tC.\nterm.tls\tTLS\t\tD.\nterm.tls13\tTLS 1.3\t\tE.\n\
                    term.mac\tMAC\t\tF.\n";
        Spellings::of(&Pack::read(pack).unwrap())
    }

    fn found(text: &str) -> Vec<(&str, &'static str)> {
        spellings().find(text).into_iter().map(|(range, id)| (&text[range], id)).collect()
    }

    #[test]
    fn the_longest_counts_and_each_once() {
        let text = "Records of TLS 1.3 and TLS carry public keys. A record, and a key share.";
        let wanted = [("Records", "record"), ("TLS 1.3", "tls13"), ("TLS", "tls"), ("public keys", "public_key")];
        assert_eq!(found(text), [&wanted[..], &[("key share", "key_share")]].concat());
    }

    #[test]
    fn nothing_is_found_inside_a_longer_word_or_in_code() {
        assert_eq!(found("recorded, prerecord, a record-keeper, `record`, MACs"), [("MACs", "mac")]);
        assert_eq!(found("mac, `TLS` and xTLS, TLS_AES"), []);
        assert_eq!(found("it said `key share and no end"), []);
        assert_eq!(found("MAC/IV, the Record pane, those who records keep"), []);
    }

    #[test]
    fn japanese_has_borders_only_within_katakana() {
        let wanted = [("キーシェア", "key_share"), ("公開鍵", "public_key"), ("TLS 1.3", "tls13")];
        assert_eq!(found("このキーシェアは公開鍵で、TLS 1.3のものです。"), wanted);
        assert_eq!(found("レコードは2つ"), [("レコード", "record")]);
        assert_eq!(found("レコーダー、ビデオレコード、レコードヘッダー"), []);
    }
}
