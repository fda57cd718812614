//! Prose in which terms of the glossary are marked, each at its first mention in a text; and the card that explains one where
//! it stands. Marked it is once the glossary is there: a first visit shows plain prose. Knows no text.

use super::choices::Page;
use super::html::Html;
use super::sight::Sight;
use super::ways::to_entry;
use crate::explain::Spellings;

impl Html {
    /// Prose of which all belongs to one text.
    pub fn told(&mut self, sight: &Sight, text: &str) -> &mut Self {
        self.told_but(sight, text, &mut Vec::new())
    }

    /// Paragraphs of one text.
    pub fn told_all(&mut self, sight: &Sight, class: &'static str, body: &[String]) -> &mut Self {
        let mut known = Vec::new();
        for text in body {
            self.open("p", &[("class", class)]);
            self.told_but(sight, text, &mut known).close("p");
        }
        self
    }

    /// Prose in which terms that are known already are not marked; those that are marked are known from there on.
    pub fn told_but(&mut self, sight: &Sight, text: &str, known: &mut Vec<&'static str>) -> &mut Self {
        match &sight.terms {
            None => self.prose(text),
            Some(spellings) => marked(self, sight, spellings, text, known),
        }
    }
}

#[inline(never)] // of a later part
fn marked<'a>(
    out: &'a mut Html,
    sight: &Sight,
    spellings: &Spellings,
    text: &str,
    known: &mut Vec<&'static str>,
) -> &'a mut Html {
    let mut from = 0;
    for (range, id) in spellings.find(text) {
        if known.contains(&id) {
            continue;
        }
        known.push(id);
        // A mention never stands in code: the backticks on either side are even.
        out.prose(text.get(from..range.start).unwrap_or_default());
        out.open("a", &[("class", "term"), ("href", &to_entry(sight, Page::Glossary, Some(id))), ("data-term", id)]);
        out.text(text.get(range.clone()).unwrap_or_default()).close("a");
        from = range.end;
    }
    out.prose(text.get(from..).unwrap_or_default())
}

/// What explains a term where it stands; nothing where its text is not there.
#[inline(never)] // of a later part
pub fn card(sight: &Sight, id: &str) -> Option<Html> {
    let text = sight.text(&format!("term.{id}"))?;
    let mut out = Html::new();
    out.class("div", "box").open("div", &[("id", "term-told")]).open("b", &[]).text(&text.title).close("b");
    for paragraph in &text.body {
        out.open("p", &[]).prose(paragraph).close("p");
    }
    // For a finger; a key follows the word itself, which leads there too.
    out.close("div").open("a", &[("href", &to_entry(sight, Page::Glossary, Some(id))), ("tabindex", "-1")]);
    out.text(&sight.t("page.glossary.whole")).close("a").close("div");
    Some(out)
}
