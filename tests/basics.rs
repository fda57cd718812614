//! The Basics: every paragraph leads to a step that is there and shows what it says, every text is there in both languages,
//! and all of it is read in five minutes.

#![cfg(test)]

#[path = "support/exhibits.rs"]
mod exhibits;
mod support;

use std::collections::BTreeSet;

use exhibits::{missing, open, pane};
use handscope::explain::basics::{EXAMPLE, LESSONS, Paragraph, vars};
use handscope::explain::versions::{Today, VERSIONS};
use handscope::explain::{Pane, placeholders, term};
use handscope::lab::StepKind;
use handscope::tls::{Effect, Verb};
use support::{LANGUAGES, pack, texts};

/// How many words of prose somebody reads in five minutes who also looks around, and how many Japanese characters.
const WORDS: usize = 1000;
const CHARACTERS: usize = 3000;

fn paragraphs() -> impl Iterator<Item = &'static Paragraph> {
    LESSONS.iter().flat_map(|lesson| lesson.paragraphs)
}

#[test]
fn every_link_leads_to_what_is_there() {
    let missing: Vec<_> = paragraphs().filter_map(|paragraph| missing(paragraph.shown)).collect();
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn every_lesson_and_paragraph_has_its_text() {
    let ids = LESSONS.iter().map(|lesson| lesson.id).chain(paragraphs().map(|paragraph| paragraph.id));
    let ids: BTreeSet<&str> = ids.collect();
    assert_eq!(ids.len(), LESSONS.len() + paragraphs().count(), "an id stands twice");
    for lesson in LESSONS {
        let own =
            lesson.paragraphs.iter().all(|own| own.id.strip_prefix(lesson.id).is_some_and(|id| id.starts_with('.')));
        assert!(own && lesson.paragraphs.len() > 1, "{}", lesson.id);
    }
    for language in LANGUAGES {
        let pack = pack(language);
        for id in &ids {
            let told = pack.resolve(&[id], &vars()).unwrap_or_else(|| panic!("{language}: {id} cannot be filled"));
            let lesson = LESSONS.iter().any(|lesson| lesson.id == *id);
            assert_eq!((told.title.is_empty(), told.body.len()), (false, usize::from(!lesson)), "{language}: {id}");
        }
        let own = texts(language).into_keys().filter(|id| id.starts_with("basics.") && !ids.contains(id.as_str()));
        assert_eq!(own.collect::<Vec<_>>(), Vec::<String>::new(), "{language}");
    }
}

#[test]
fn all_of_it_is_read_in_five_minutes() {
    let told = |language: &str| {
        let texts = texts(language).into_iter().filter(|(id, _)| id.starts_with("basics."));
        texts.flat_map(|(_, entry)| entry.body).collect::<Vec<_>>()
    };
    let words: usize = told("en").iter().map(|text| text.split_whitespace().count()).sum();
    assert!(words <= WORDS, "{words} words");
    let characters: usize = told("ja").iter().map(|text| text.chars().count()).sum();
    assert!(characters <= CHARACTERS, "{characters} characters");
}

/// By repeated multiplication, as somebody with a pencil would do it.
#[test]
fn the_small_exchange_comes_out_right() {
    let power = |base: u64, exponent: u64| (0..exponent).fold(1, |product, _| product * base % EXAMPLE.prime);
    let [a, b] = EXAMPLE.private;
    assert_eq!(EXAMPLE.public(), [power(EXAMPLE.base, a), power(EXAMPLE.base, b)]);
    assert_eq!(EXAMPLE.shared(), [power(EXAMPLE.base, a * b); 2]);
    let reached: BTreeSet<u64> = (1..EXAMPLE.prime).map(|exponent| power(EXAMPLE.base, exponent)).collect();
    assert_eq!(reached.len() as u64, EXAMPLE.prime - 1, "every public number is possible");
    let distinct: BTreeSet<u64> =
        [EXAMPLE.public(), EXAMPLE.private].concat().into_iter().chain(EXAMPLE.shared()).collect();
    assert_eq!(distinct.len(), 5, "numbers that a reader can tell apart");
    let used: BTreeSet<String> = texts("en")
        .into_iter()
        .filter(|(id, _)| id.starts_with("basics."))
        .flat_map(|(_, entry)| entry.parts().flat_map(placeholders).map(str::to_owned).collect::<Vec<_>>())
        .collect();
    assert_eq!(used, vars().into_iter().map(|(name, _)| name.to_owned()).collect(), "all that is offered is used");
}

#[test]
fn versions_are_told_in_order_and_each_has_its_term() {
    assert!(VERSIONS.is_sorted_by_key(|version| version.year));
    for version in VERSIONS {
        let term = term(version.term).unwrap_or_else(|| panic!("no term for {}", version.name));
        assert_eq!(pack("en").label(&term.text()), version.name);
        assert!(version.forbidden.is_none_or(|(_, year)| year > version.year), "{}", version.name);
    }
    let forbidden = VERSIONS.iter().filter(|version| version.today() == Today::Forbidden).count();
    assert_eq!((forbidden, VERSIONS.last().unwrap().today()), (VERSIONS.len() - 2, Today::Newest));
    for today in Today::ALL {
        let label = format!("page.basics.versions.{today}");
        assert_ne!(pack("en").label(&label), label);
    }
}

/// What the texts claim of their steps, where a kind of step can show it.
#[test]
fn steps_are_of_the_kind_that_is_told() {
    for paragraph in paragraphs() {
        let (trace, at) = open(paragraph.shown);
        let step = &trace.steps[at];
        let refused = step.effects.iter().any(|effect| matches!(effect, Effect::Refused { .. }));
        let says = |words: &[&str]| words.iter().any(|word| paragraph.id.ends_with(word));
        assert_eq!(
            refused,
            says(&["integrity", "goals.authentication", "root", "copy", "downgrade"]),
            "{}",
            paragraph.id
        );
        let verb = match step.kind {
            StepKind::Local { verb, .. } => Some(verb),
            _ => None,
        };
        let wanted = match paragraph.id {
            "basics.public_key.pair" => Some(Verb::Prepare),
            "basics.public_key.encrypt" => Some(Verb::MakePreMasterSecret),
            "basics.signature.sign" => Some(Verb::Sign),
            "basics.signature.verify" => Some(Verb::VerifySignature),
            "basics.certificate.authority" => Some(Verb::JudgeCertificate),
            "basics.handshake.authentication" => Some(Verb::VerifyFinished),
            "basics.handshake.data" => Some(Verb::ReadData),
            _ => verb,
        };
        assert_eq!(verb, wanted, "{}", paragraph.id);
        let shown = pane(paragraph.shown, &trace, at);
        let failed = refused && shown == Pane::Failed;
        assert_eq!(refused, failed, "{}: a refusal opens with why", paragraph.id);
    }
}
