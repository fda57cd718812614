//! What a reader has put into the controls of a page: kept while the page lives, never part of a link. Knows no markup.

use std::sync::OnceLock;

use super::swept::Swept;
use crate::explain::symptoms::{Recognised, recognise};

/// What was pasted, and what the lists are narrowed by.
#[derive(Debug, Default)]
pub struct Given {
    /// The text to be looked up.
    pub pasted: String,
    /// What the failure index is ordered by; empty as it comes.
    pub order: String,
    /// The properties that a row of a registry must have.
    pub narrow: Vec<String>,
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

    /// The same in another order.
    pub fn ordered(&self, order: &str) -> Self {
        Self { order: order.to_owned(), ..self.copy() }
    }

    /// The same with other words to look for.
    pub fn seeking(&self, words: &str) -> Self {
        Self { words: words.to_owned(), ..self.copy() }
    }

    /// The same with one property more to ask for, instead of those that exclude it; without it where it was asked for.
    pub fn narrowed(&self, property: &str, instead_of: &[&str]) -> Self {
        let had = self.narrow.iter().any(|own| own == property);
        let kept = self.narrow.iter().filter(|own| !instead_of.contains(&own.as_str()) && *own != property).cloned();
        Self { narrow: kept.chain((!had).then(|| property.to_owned())).collect(), ..self.copy() }
    }

    /// The same without anything that narrows.
    pub fn widened(&self) -> Self {
        Self { narrow: Vec::new(), words: String::new(), ..self.copy() }
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
            order: self.order.clone(),
            narrow: self.narrow.clone(),
            words: self.words.clone(),
            swept: self.swept.clone(),
            seen: self.seen.clone(),
        }
    }
}
