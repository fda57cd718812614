//! The glossary: every term by group, with a box that narrows it to those that hold what is typed. Knows no term.

use crate::explain::{Term, TermGroup, term, terms};
use crate::view::choices::Page;
use crate::view::html::Html;
use crate::view::menus::filter;
use crate::view::sight::Sight;
use crate::view::ways;

/// The terms and their groups, as links name them.
pub fn entries() -> Vec<String> {
    let groups = TermGroup::ALL.iter().map(|group| of_group(*group));
    terms().iter().map(|term| term.id.to_owned()).chain(groups).collect()
}

/// The terms.
pub fn html(sight: &Sight) -> Html {
    let mut out = Html::new();
    out.class("div", "reads").open("nav", &[("class", "toc"), ("aria-label", &sight.t("page.glossary.groups"))]);
    out.open("ol", &[]);
    for group in TermGroup::ALL {
        out.open("li", &[]).open("a", &[("href", &ways::to_entry(sight, Page::Glossary, Some(&of_group(*group))))]);
        out.text(&sight.t(&group.label())).close("a").close("li");
    }
    out.close("ol").close("nav").class("div", "terms");
    filter::html(sight, &mut out, &filter::GLOSSARY);
    for group in TermGroup::ALL {
        let (entry, title) = (format!("entry-{}", of_group(*group)), format!("title-{group}"));
        out.open("section", &[("class", "group"), ("id", &entry), ("tabindex", "-1"), ("aria-labelledby", &title)]);
        out.open("h2", &[("id", &title)]).text(&sight.t(&group.label())).close("h2");
        for term in terms().iter().filter(|term| term.group == *group) {
            self::entry(sight, &mut out, term);
        }
        out.close("section");
    }
    out.close("div").close("div");
    out
}

/// A group as links write it; terms and groups share some names.
fn of_group(group: TermGroup) -> String {
    format!("group.{group}")
}

fn entry(sight: &Sight, out: &mut Html, term: &Term) {
    let Some(text) = sight.texts.get(&term.text()) else { return };
    let here = if sight.entry.as_deref() == Some(term.id) { ("aria-current", "true") } else { ("", "") };
    // What is not seen is found too.
    let words = text.also.iter().filter(|name| !name.starts_with('-')).cloned().collect::<Vec<_>>().join(" ");
    let id = format!("entry-{}", term.id);
    out.open("div", &[("class", "entry"), ("id", &id), ("tabindex", "-1"), ("data-words", &words), here]);
    out.open("div", &[("data-holds", "")]).open("h3", &[]).text(&text.title).close("h3");
    let also: Vec<&str> = also(&text.title, &text.also).collect();
    if !also.is_empty() {
        out.el("p", "also", &also.join(sight.lang.comma()));
    }
    // In its own entry a term is not marked.
    let mut known = vec![term.id];
    for paragraph in &text.body {
        out.class("p", "text").told_but(sight, paragraph, &mut known).close("p");
    }
    out.close("div").class("p", "meta");
    let mut parts = Vec::new();
    if let Some(shown) = term.shown {
        let mut part = Html::new();
        let said = sight.t("page.glossary.shown");
        part.open("a", &[("href", &format!("#{}", shown.0))]).text(&said);
        part.el("span", "unseen", &format!("{}{}", sight.lang.colon(), text.title)).close("a");
        parts.push(part);
    }
    if !text.clauses.is_empty() {
        let mut part = Html::new();
        part.text(&sight.t("page.glossary.clause")).text(sight.lang.between());
        for (at, clause) in text.clauses.iter().enumerate() {
            part.text(if at > 0 { sight.lang.comma() } else { "" }).clause(clause);
        }
        parts.push(part);
    }
    if !term.related.is_empty() {
        let mut part = Html::new();
        part.text(&sight.t("page.glossary.related")).text(sight.lang.between());
        for (at, other) in term.related.iter().filter_map(|id| self::term(id)).enumerate() {
            part.text(if at > 0 { sight.lang.comma() } else { "" });
            part.open("a", &[("href", &ways::to_entry(sight, Page::Glossary, Some(other.id)))])
                .text(&sight.t(&other.text()))
                .close("a");
        }
        parts.push(part);
    }
    for (at, part) in parts.iter().enumerate() {
        out.text(if at > 0 { " · " } else { "" }).add(part);
    }
    out.close("p").close("div");
}

/// The other spellings that tell a reader something: none that means something else, and no mere form of a word that stands
/// there already.
fn also<'a>(title: &'a str, also: &'a [String]) -> impl Iterator<Item = &'a str> {
    also.iter().map(String::as_str).filter(move |name| !name.starts_with('-') && !alike(title, name))
}

/// How many letters make two words forms of each other.
const STEM: usize = 5;

fn alike(title: &str, name: &str) -> bool {
    let (title, name) = (title.to_ascii_lowercase(), name.to_ascii_lowercase());
    let stem: String = name.chars().take(STEM).collect();
    let begins = stem.chars().count() == STEM && title.split_whitespace().any(|word| word.starts_with(&stem));
    title.contains(&name) || begins
}
