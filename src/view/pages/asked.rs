//! What a link asks of its page, held against what that page has: what there is not is named and left out. Knows no page.

use super::{basics, failures, gallery, glossary, registry, sweep};
use crate::lab::{Entry, Trace, nearest};
use crate::view::choices::Page;
use crate::view::given::Given;
use crate::view::link::View;
use crate::view::wrong::Wrong;

/// Leaves out of a view what its page does not have beside this run, and says what that is.
#[inline(never)] // of a later part
pub fn heed(view: &mut View, trace: &Trace) -> Vec<Wrong> {
    let mut wrong = Vec::new();
    let page = view.page.unwrap_or(Page::Run);
    let known = names(page, trace);
    if let Some(entry) = view.entry.take() {
        let (kept, missing) = entries(&entry, &known);
        wrong.extend(missing.into_iter().map(|entry| match known.is_empty() {
            true => idle("~entry", &entry),
            false => Wrong::entry("page.link.entry", "~entry", &entry, page.id(), near(&entry, &known)),
        }));
        view.entry = (!kept.is_empty()).then_some(kept);
    }
    let allowed = orders(page, view.entry.as_deref());
    if let Some(by) = view.by.take() {
        let (by, words) = by.split_once('/').map_or((by.as_str(), None), |(by, words)| (by, Some(words)));
        let named = by.split(',').filter(|own| !own.is_empty());
        let (kept, other): (Vec<&str>, Vec<&str>) = named.partition(|own| allowed.contains(own));
        wrong.extend(other.into_iter().map(|own| match allowed.is_empty() {
            true => idle("~by", own),
            false => Wrong::view("page.link.value", "~by", own, &allowed.join(", ")),
        }));
        // Only a registry is looked through by words.
        let (kept, words) = match words {
            Some(words) if page != Page::Registry => {
                wrong.push(idle("~by", &format!("/{words}")));
                (kept.join(","), "")
            }
            words => (kept.join(","), words.unwrap_or_default()),
        };
        view.by = Given::default().looking(&kept, words).told();
    }
    if page != Page::Compare
        && let Some(with) = view.with.take()
    {
        wrong.push(idle("~with", &with));
    }
    wrong
}

/// The entries of a page beside this run, as links name them.
pub fn names(page: Page, trace: &Trace) -> Vec<String> {
    match page {
        Page::Basics => basics::entries(),
        Page::Gallery => gallery::entries(),
        Page::Failures => failures::entries(),
        Page::Registry => registry::entries(),
        Page::Glossary => glossary::entries(),
        Page::Sweep => sweep::entries(trace),
        Page::Run | Page::Compare => Vec::new(),
    }
}

/// What the list of a page can be ordered or narrowed by, at an entry.
pub fn orders(page: Page, entry: Option<&str>) -> Vec<&'static str> {
    match page {
        Page::Failures => failures::ORDERS.to_vec(),
        Page::Registry => registry::properties(entry),
        _ => Vec::new(),
    }
}

/// Says what a link asks for within a menu that there is not: the faults have names, and so has what the search looks for.
#[inline(never)] // of a later part
pub fn in_menu(menu: &str) -> Option<Wrong> {
    let (menu, inside) = menu.split_once('/').filter(|(_, inside)| !inside.is_empty())?;
    let known: Vec<String> = match menu {
        "search" => return None,
        "faults" => crate::lab::catalogue().iter().map(|fault| fault.id.to_owned()).collect(),
        _ => Vec::new(),
    };
    let there = Entry::of(inside).is_some() && menu == "faults";
    (!there).then(|| Wrong::entry("page.link.menu", "~menu", inside, menu, near(inside, &known)))
}

/// A key that says nothing on the page that is open.
fn idle(key: &str, value: &str) -> Wrong {
    Wrong::view("page.link.idle", key, value, "")
}

/// What of an entry there is, and what not: a list has several, and behind a registry's name stands one of its own.
fn entries(entry: &str, known: &[String]) -> (String, Vec<String>) {
    let has = |name: &str| known.iter().any(|own| own == name);
    if has(entry) || entry.is_empty() {
        return (entry.to_owned(), Vec::new());
    }
    if let Some((of, _)) = entry.split_once('/').filter(|(of, _)| has(of)) {
        return (of.to_owned(), vec![entry.to_owned()]);
    }
    let (kept, missing): (Vec<&str>, Vec<&str>) = entry.split(',').partition(|part| has(part));
    (kept.join(","), missing.into_iter().map(str::to_owned).collect())
}

fn near(text: &str, known: &[String]) -> Vec<String> {
    nearest(text, known.iter().map(String::as_str))
}
