//! The index, and what of it fits what was typed, the best first. Every word must stand in a row, in any order: at the
//! beginning of a word before inside one, in the title before other names before what is said besides. A number finds the
//! code point or the value that it is, what a tool has printed the causes that the failure index knows for it. Knows no row
//! by itself.

use std::cmp::Reverse;
use std::sync::OnceLock;

use super::code::Number;
use super::fold::{fold, pieces, stands};
use super::here;
use super::tables;
use super::typo::{nearest, words};
use super::{Kind, Row, To, other};
use crate::explain::pack::Pack;
use crate::explain::symptoms::recognise;
use crate::lab::Trace;

/// What a row is worth by where a word stands in it.
const TITLE: [u32; 2] = [60, 30];
const ALSO: [u32; 2] = [45, 20];
const KIND: u32 = 12;
const BODY: [u32; 2] = [10, 4];
/// What is added where a row is called just so, or by another name, or begins so.
const WHOLE: u32 = 200;
const NAMED: u32 = 150;
const BEGINS: u32 = 40;
/// A number is as good as a name, and best where it is written as one writes such numbers. What a tool has printed is meant
/// whole; the likelier a cause of it, the more.
const CODE: u32 = 300;
const USUAL: u32 = 20;
const RECOGNISED: u32 = 2000;
const LIKELIER: u32 = 100;
/// From so many characters on, what was typed may be what a tool has printed.
const PRINTED: usize = 10;
/// Shorter words are looked for at the beginning of words alone, and not in what is said besides.
const SHORT: usize = 2;

/// Words of questions: where others stand beside them, they say nothing of what is asked about.
const FILLERS: [&str; 16] =
    ["a", "an", "the", "is", "are", "of", "in", "to", "do", "does", "what", "why", "how", "when", "which", "my"];

/// A row as it is compared.
struct Hay {
    title: String,
    /// Other names, a line each.
    also: String,
    body: String,
}

/// All that can be found.
pub struct Index {
    rows: Vec<Row>,
    hays: Vec<Hay>,
    /// What the kinds are called, in both languages.
    kinds: Vec<String>,
    /// The words that can be meant.
    known: OnceLock<Vec<String>>,
}

/// A row that fits, by its score, its kind and how long its title is: the best first.
type Scored = (Reverse<u32>, Kind, usize, usize);

/// What was found: rows by their number, the best first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    pub rows: Vec<usize>,
    /// The words by which they were, to be marked.
    pub words: String,
    /// What was looked for instead of what was typed, where that stands nowhere.
    pub instead: Option<String>,
}

impl Index {
    /// The index of a language's texts and a run, with rows that the caller has besides.
    pub fn new(texts: &Pack, trace: &Trace, more: Vec<Row>) -> Self {
        let rows: Vec<Row> = [tables::rows(texts), here::rows(trace, texts), more].concat();
        let hay = |row: &Row| Hay {
            title: fold(&row.title),
            also: row.also.iter().map(|name| fold(name)).collect::<Vec<_>>().join("\n"),
            body: fold(&format!("{}\n{}", row.note, row.body)),
        };
        let hays = rows.iter().map(hay).collect();
        let name = |kind: &Kind| {
            let id = kind.label();
            fold(&format!("{}\n{}", texts.label(&id), texts.label(&other(&id))))
        };
        Self { rows, hays, kinds: Kind::ALL.iter().map(name).collect(), known: OnceLock::new() }
    }

    /// A row by its number.
    pub fn row(&self, at: usize) -> Option<&Row> {
        self.rows.get(at)
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// What fits what was typed; nothing where nothing was. Where that stands nowhere, Japanese is taken apart where its
    /// script changes, names are compared without what joins their words, and words are mended, in this order.
    pub fn find(&self, query: &str) -> Found {
        let found = |rows: Vec<Scored>| rows.into_iter().map(|(.., at)| at).collect::<Vec<_>>();
        let typed = fold(query);
        let mut words: Vec<&str> = typed.split_whitespace().collect();
        if words.iter().any(|word| !FILLERS.contains(word)) {
            words.retain(|word| !FILLERS.contains(word));
        }
        if words.is_empty() {
            return Found::default();
        }
        let own = self.fitting(query, &words, false);
        let best = |rows: &[Scored]| rows.first().map_or(0, |(Reverse(best), ..)| *best);
        // A row that is called so is what is meant.
        if own.first().is_some_and(|(Reverse(score), .., at)| *score >= CODE || self.is_named(*at, &words)) {
            return Found { rows: found(own), words: words.join(" "), instead: None };
        }
        let apart = pieces(query);
        let apart: Vec<&str> = apart.iter().map(String::as_str).filter(|word| !FILLERS.contains(word)).collect();
        let loose = self.fitting("", &apart, false);
        let loose = if loose.is_empty() { self.fitting("", &words, true) } else { loose };
        if best(&loose) > best(&own) {
            return Found { rows: joined(found(loose), found(own)), words: apart.join(" "), instead: None };
        }
        let meant = self.meant(&words).map(|meant| {
            let rows = self.fitting("", &meant.split_whitespace().collect::<Vec<_>>(), false);
            (meant, rows)
        });
        match meant.filter(|(_, rows)| !rows.is_empty()) {
            Some((meant, rows)) => {
                Found { rows: joined(found(rows), found(own)), words: meant.clone(), instead: Some(meant) }
            }
            None => Found { rows: found(own), words: words.join(" "), instead: None },
        }
    }

    /// The rows in which all of some words stand, the best first; with `joined` also where only what joins them differs.
    fn fitting(&self, query: &str, words: &[&str], joined: bool) -> Vec<Scored> {
        if words.is_empty() {
            return Vec::new();
        }
        let whole = words.join(" ");
        let number = Number::of(query);
        let printed = if whole.chars().count() < PRINTED { Vec::new() } else { recognise(query).causes };
        let told = |row: &Row| match row.to {
            To::Cause(id) => printed.iter().position(|ranked| ranked.cause.id == id),
            _ => None,
        };
        let scored = self.rows.iter().zip(&self.hays).enumerate().filter_map(|(at, (row, hay))| {
            let compact = joined.then(|| [&hay.title, &hay.also].map(|text| text.replace(' ', "")));
            let words = match &compact {
                None => self.score(row, [&hay.title, &hay.also, &hay.body], words, &whole),
                Some([title, also]) => self.score(row, [title, also, ""], words, &whole),
            };
            let usual = |number: &Number| if number.is_usual(row) { CODE + USUAL } else { CODE };
            let code = number.as_ref().filter(|number| number.fits(row)).map(usual);
            let told = told(row).map(|place| RECOGNISED.saturating_sub(LIKELIER * place as u32));
            let score = [words, code, told].into_iter().flatten().reduce(|a, b| a + b)?;
            Some((Reverse(score), row.kind, hay.title.len(), at))
        });
        let mut scored: Vec<Scored> = scored.collect();
        scored.sort_unstable();
        scored
    }

    /// What a row is worth by its title, its other names and what is said besides; nothing where a word is missing.
    fn score(&self, row: &Row, [title, also, body]: [&str; 3], words: &[&str], whole: &str) -> Option<u32> {
        let kind = self.kinds.get(row.kind as usize).map_or("", String::as_str);
        let mut score = 0;
        for word in words {
            let short = word.len() <= SHORT && word.is_ascii();
            let in_name = |text: &str, [begins, inside]: [u32; 2]| match stands(text, word)? {
                true => Some(begins),
                false => (!short).then_some(inside),
            };
            let named = in_name(title, TITLE).max(in_name(also, ALSO));
            let said = || (!short).then(|| in_name(body, BODY)).flatten();
            let of_kind = || stands(kind, word).filter(|begins| *begins).map(|_| KIND);
            score += named.or_else(of_kind).or_else(said)?;
        }
        if title == whole {
            score += WHOLE;
        } else if also.split('\n').any(|name| name == whole) {
            score += NAMED;
        }
        Some(score + if title.starts_with(whole) { BEGINS } else { 0 })
    }

    /// Whether each of some words stands in what a row is called, or what its kind is.
    fn is_named(&self, at: usize, words: &[&str]) -> bool {
        let (Some(row), Some(hay)) = (self.rows.get(at), self.hays.get(at)) else { return false };
        let kind = self.kinds.get(row.kind as usize).map_or("", String::as_str);
        words.iter().all(|word| [&hay.title, &hay.also, kind].iter().any(|name| name.contains(word)))
    }

    /// What was typed with each word that stands nowhere changed into the nearest that does.
    fn meant(&self, typed: &[&str]) -> Option<String> {
        let known = self.known.get_or_init(|| {
            let names = self.hays.iter().flat_map(|hay| [&hay.title, &hay.also]).chain(&self.kinds);
            let mut known: Vec<String> = names.flat_map(|text| words(text)).map(str::to_owned).collect();
            known.sort_unstable();
            known.dedup();
            known
        });
        let stands_somewhere = |word: &str| {
            let names = self.hays.iter().flat_map(|hay| [&hay.title, &hay.also]).chain(&self.kinds);
            names.into_iter().any(|text| stands(text, word) == Some(true))
        };
        let mut changed = false;
        let meant = typed.iter().map(|word| match stands_somewhere(word) {
            true => Some(*word),
            false => {
                changed = true;
                nearest(known, word)
            }
        });
        let meant: Vec<&str> = meant.collect::<Option<_>>()?;
        changed.then(|| meant.join(" "))
    }
}

/// Some rows, and behind them those of others that are not among them.
fn joined(rows: Vec<usize>, others: Vec<usize>) -> Vec<usize> {
    let rest: Vec<usize> = others.into_iter().filter(|at| !rows.contains(at)).collect();
    [rows, rest].concat()
}
