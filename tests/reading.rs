//! The Basics, the glossary, and terms marked in prose: markup as it was found right, links that lead to what is there, and
//! marks nowhere but in prose.

#![cfg(test)]

#[path = "support/markup.rs"]
mod markup;
mod support;

use std::collections::BTreeSet;
use std::sync::Arc;

use handscope::explain::basics::LESSONS;
use handscope::explain::{Pack, Spellings, panes, term, terms};
use handscope::lab::gallery;
use handscope::view::choices::{Lang, Page};
use handscope::view::link::{self, Asked};
use handscope::view::sight::{Shown, Sight};
use handscope::view::{head, pages, told, ways};
use markup::{golden, lines, well_formed};

/// The terms whose entries are kept.
const FEW: [&str; 4] = ["aead", "mac", "record", "early_data"];

/// A link as it is looked at where the glossary is there.
fn sight(link: &str, lang: Lang, pack: Pack) -> Sight {
    let Asked { scenario, view, wrong } = link::read(link);
    assert!(wrong.is_empty(), "{link}: {wrong:?}");
    let shown = Arc::new(Shown::of(&scenario, link::write(&scenario)));
    let spellings = Spellings::of(&pack);
    Sight { terms: Some(Arc::new(spellings)), ..Sight::new(shown, &view, Arc::new(pack), lang) }
}

fn whole(link: &str, lang: Lang) -> Sight {
    sight(link, lang, support::pack(lang.tag()))
}

/// Of the glossary what stands above the terms, and a few of them.
fn few(html: &str) -> String {
    let mut entries = html.split("<div class=\"entry\"");
    let top = entries.next().unwrap_or_default();
    let of = |entry: &str| all(entry, "id")[0].strip_prefix("entry-").is_some_and(|id| FEW.contains(&id));
    let entry = |entry: &str| format!("<div class=\"entry\"{}", entry.split("</section>").next().unwrap_or_default());
    top.to_owned() + &entries.filter(|own| of(own)).map(entry).collect::<String>()
}

#[test]
fn pages_and_cards_are_drawn_as_they_were() {
    let mut wrong = Vec::new();
    for lang in Lang::ALL {
        let basics = pages::html(&whole("v=1&~page=basics", lang));
        let glossary = pages::html(&whole("v=1&~page=glossary&~entry=mac", lang)).into_string();
        well_formed(&glossary, "glossary");
        let run = whole("v=1&~at=c0.c.client_hello%231.send", lang);
        well_formed(&basics.clone().into_string(), "basics");
        let marked = head::html(&run).into_string() + &told::card(&run, "key_share").expect("a card").into_string();
        for (name, html) in [("basics", basics.into_string()), ("glossary", few(&glossary)), ("terms", marked)] {
            wrong.extend(golden(name, lang, &lines(html)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What stands in an attribute, everywhere.
fn all<'a>(html: &'a str, attribute: &str) -> Vec<&'a str> {
    let start = format!(" {attribute}=\"");
    html.split(&start).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn every_link_leads_to_an_entry_or_a_run() {
    for lang in Lang::ALL {
        let drawn = [Page::Basics, Page::Glossary]
            .map(|page| pages::html(&whole(&format!("v=1&~page={page}"), lang)).into_string());
        let ids: [BTreeSet<&str>; 2] = drawn.each_ref().map(|html| all(html, "id").into_iter().collect());
        for href in drawn.iter().flat_map(|html| all(html, "href")).filter(|href| href.starts_with('#')) {
            let Asked { view, wrong, .. } = link::read(&href[1..].replace("&amp;", "&"));
            assert!(wrong.is_empty(), "{href}: {wrong:?}");
            let entry = view.entry.map(|entry| format!("entry-{entry}"));
            let there = |at: usize| entry.as_ref().is_none_or(|entry| ids[at].contains(entry.as_str()));
            let found = match view.page {
                Some(Page::Basics) => there(0),
                Some(Page::Glossary) => there(1),
                _ => entry.is_none(),
            };
            assert!(found, "{href} leads nowhere");
        }
        for lesson in LESSONS {
            let count =
                lesson.paragraphs.iter().filter(|one| drawn[0].contains(&one.shown.0.replace('&', "&amp;"))).count();
            assert_eq!(count, lesson.paragraphs.len(), "{}", lesson.id);
        }
        for term in terms() {
            assert!(ids[1].contains(format!("entry-{}", term.id).as_str()), "{}", term.id);
        }
    }
}

#[test]
fn an_entry_marks_no_term_of_its_own_and_shows_no_phrase_that_means_something_else() {
    for lang in Lang::ALL {
        let html = pages::html(&whole("v=1&~page=glossary", lang)).into_string();
        for entry in html.split("<div class=\"entry\"").skip(1) {
            let id = all(entry, "id")[0].strip_prefix("entry-").expect("an entry");
            assert!(!all(entry, "data-term").contains(&id), "{id} is marked in its own entry");
        }
        let pack = support::pack(lang.tag());
        let others = terms().iter().filter_map(|term| pack.get(&term.text())).flat_map(|text| &text.also);
        for other in others.filter(|name| name.starts_with('-')) {
            assert!(!html.contains(other.as_str()), "{other}");
        }
    }
}

/// Elements that are pressed, opened or read as names: a link in them would be one within another, or tell nothing.
const BARE: [&str; 12] = ["h1", "h2", "h3", "h4", "a", "button", "code", "summary", "b", "label", "option", "th"];

/// Marks that stand in an element of those, and how many there are in all.
fn marks(html: &str, place: &str) -> usize {
    let mut open: Vec<&str> = Vec::new();
    let mut count = 0;
    for tag in html.split('<').skip(1).filter_map(|rest| rest.split('>').next()) {
        let name = tag.split([' ', '/']).find(|part| !part.is_empty()).unwrap_or_default();
        if tag.starts_with('/') {
            open.pop();
            continue;
        }
        if tag.contains("class=\"term\"") {
            let bad = open.iter().find(|name| BARE.contains(name));
            assert_eq!(bad, None, "{place}: {tag}");
            count += 1;
        }
        if !["input", "wbr", "br"].contains(&name) {
            open.push(name);
        }
    }
    count
}

/// In every pane of every step of runs of many kinds.
#[test]
fn terms_are_marked_in_prose_alone() {
    for lang in Lang::ALL {
        let pack = Arc::new(support::pack(lang.tag()));
        let mut count = 0;
        for example in gallery().iter().step_by(3) {
            let mut sight = Sight { texts: pack.clone(), ..sight(example.text, lang, Pack::default()) };
            sight.terms = Some(Arc::new(Spellings::of(&pack)));
            for at in 0..sight.count() {
                sight.at = at;
                let shown = sight.shown.clone();
                count += marks(&head::html(&sight).into_string(), example.id);
                for pane in panes(&shown.trace, shown.aftermath.as_ref(), at) {
                    sight.pane = Some(pane);
                    sight.list = std::sync::OnceLock::new();
                    let html = handscope::view::panes::html(&sight).into_string();
                    let place = format!("{} {at} {} {}", example.id, pane.name(), lang.tag());
                    well_formed(&html, &place);
                    count += marks(&html, &place);
                }
            }
        }
        assert!(count > 500, "{}: {count} marks", lang.tag());
    }
}

#[test]
fn each_term_is_marked_once_in_a_text_of_several_paragraphs() {
    let mut sight = whole("v=1", Lang::En);
    let body = ["A MAC and `MAC`, a record.", "A record, a MAC and a nonce."].map(str::to_owned);
    let mut html = handscope::view::Html::new();
    html.told_all(&sight, "", &body);
    assert_eq!(all(&html.into_string(), "data-term"), ["mac", "record", "nonce"]);
    sight.terms = None;
    let mut html = handscope::view::Html::new();
    html.told(&sight, &body[0]);
    assert_eq!(html.into_string(), "A MAC and <code>MAC</code>, a record.");
    assert_eq!(
        ways::to_entry(&sight, Page::Glossary, Some("mac")),
        "#v=1&~at=c0.c.client_hello%231.send&~page=glossary&~entry=mac"
    );
    assert!(told::card(&sight, "mac").is_some() && told::card(&sight, "nothing").is_none() && term("mac").is_some());
}
