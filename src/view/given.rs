//! What a reader has put into the controls of a page. What is chosen is part of the link; what was pasted may be private and
//! is kept only while the page lives. Knows no markup.

use std::sync::OnceLock;

use super::swept::Swept;
use crate::explain::symptoms::{Recognised, recognise};

/// What was pasted, and what the lists are narrowed by.
#[derive(Debug, Default)]
pub struct Given {
    /// The text to be looked up.
    pub pasted: String,
    /// What the page's list is ordered or narrowed by, as links write it; empty as it comes.
    pub by: String,
    /// The words that a row must hold.
    pub words: String,
    /// The results of long work as text (`view::swept`), the latest last: lines weigh less in a first visit than values.
    pub swept: Vec<String>,
    seen: OnceLock<Recognised>,
}

/// How many results are kept.
const KEPT: usize = 12;

impl Given {
    /// What the pasted text was recognised as.
    #[inline(never)] // of a later part
    pub fn recognised(&self) -> &Recognised {
        self.seen.get_or_init(|| recognise(&self.pasted))
    }

    /// The same with another text.
    pub fn pasting(&self, pasted: &str) -> Self {
        Self { pasted: pasted.to_owned(), seen: OnceLock::new(), ..self.copy() }
    }

    /// The same as a link says it.
    pub fn linked(&self, by: &str) -> Self {
        let (by, words) = by.split_once('/').unwrap_or((by, ""));
        self.looking(by, words)
    }

    /// The same ordered or narrowed by something else, and with other words to look for.
    pub fn looking(&self, by: &str, words: &str) -> Self {
        Self { by: by.to_owned(), words: words.to_owned(), ..self.copy() }
    }

    /// What of it links tell; nothing where nothing was chosen.
    #[inline(never)] // of a later part
    pub fn told(&self) -> Option<String> {
        let (by, words) = (self.by.trim(), self.words.trim());
        let told = if words.is_empty() { by.to_owned() } else { format!("{by}/{words}") };
        (!told.is_empty()).then_some(told)
    }

    /// The properties that a row must have.
    pub fn properties(&self) -> impl Iterator<Item = &str> {
        self.by.split(',').filter(|property| !property.is_empty())
    }

    /// The same with other words to look for.
    pub fn seeking(&self, words: &str) -> Self {
        Self { words: words.to_owned(), ..self.copy() }
    }

    /// The same with one property more to ask for, instead of those that exclude it; without it where it was asked for.
    pub fn narrowed(&self, property: &str, instead_of: &[&str]) -> Self {
        let had = self.properties().any(|own| own == property);
        let kept = self.properties().filter(|own| !instead_of.contains(own) && *own != property);
        let all: Vec<&str> = kept.chain((!had).then_some(property)).collect();
        Self { by: all.join(","), ..self.copy() }
    }

    /// The results of a work, as far as there are any.
    #[inline(never)] // of a later part
    pub fn results(&self, asked: &str) -> Option<Swept> {
        self.swept.iter().find(|text| Swept::is_of(text, asked)).and_then(|text| Swept::read(text))
    }

    /// The same with results as they stand now; those of the latest works are kept.
    #[inline(never)] // of a later part
    pub fn sweeping(&self, now: &Swept) -> Self {
        let others = self.swept.iter().filter(|text| !Swept::is_of(text, &now.asked)).cloned();
        let mut swept: Vec<String> = others.collect();
        swept.drain(..swept.len().saturating_sub(KEPT - 1));
        swept.push(now.text());
        Self { swept, ..self.copy() }
    }

    fn copy(&self) -> Self {
        Self {
            pasted: self.pasted.clone(),
            by: self.by.clone(),
            words: self.words.clone(),
            swept: self.swept.clone(),
            seen: self.seen.clone(),
        }
    }
}
