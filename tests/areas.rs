//! What a step is told with is there when it is shown: every step of the gallery and of the catalogue's faults, in each of
//! its panes, is drawn with the areas of texts that `view::areas` names for it as it is drawn with all texts; and a link
//! asks for those of the step that it opens with before the program is there (`assets/parts.txt`).

#![cfg(test)]

mod support;

use std::collections::BTreeMap;
use std::sync::Arc;

use fancy_regex::Regex;
use handscope::explain::Pack;
use handscope::lab::{catalogue, gallery};
use handscope::view::areas::needed;
use handscope::view::choices::Lang;
use handscope::view::link::{self, Asked};
use handscope::view::pages::{self, PAGES};
use handscope::view::sight::{Pane, Shown, Sight};
use handscope::view::{head, ladder, panes, player, tabs};

/// The packs of all areas, and those of some of them, made once for each choice.
struct Areas {
    lines: BTreeMap<String, String>,
    packs: BTreeMap<Vec<&'static str>, Arc<Pack>>,
}

impl Areas {
    fn read() -> Areas {
        Areas { lines: support::areas("en"), packs: BTreeMap::new() }
    }

    fn pack(&mut self, mut areas: Vec<&'static str>) -> Arc<Pack> {
        areas.sort_unstable();
        areas.dedup();
        let lines = &self.lines;
        let packed = || areas.iter().map(|area| lines.get(*area).unwrap_or_else(|| panic!("no area {area}")).as_str());
        let made = || Arc::new(Pack::read(&packed().collect::<String>()).unwrap());
        self.packs.entry(areas.clone()).or_insert_with(made).clone()
    }
}

#[test]
fn every_step_is_told_with_the_areas_that_it_names() {
    let mut areas = Areas::read();
    let all = Arc::new(support::pack("en"));
    let examples = gallery().iter().map(|example| example.text.to_owned());
    let faults = catalogue().iter().flat_map(|fault| {
        fault
            .expected
            .iter()
            .map(|case| format!("v=1&client.versions={0}&server.versions={0}&fault={1}", case.version.name(), fault.id))
    });
    let (mut wrong, mut drawn) = (BTreeMap::new(), 0);
    for text in examples.chain(faults) {
        let Asked { scenario, view, .. } = link::read(&text);
        let shown = Arc::new(Shown::of(&scenario, link::write(&scenario)));
        // Messages alone are a ladder of another kind, for which the page fetches what goes beyond the default handshake.
        let alone = |pack| Sight { alone: true, ..Sight::new(shown.clone(), &view, pack, Lang::En) };
        let further = [needed(&shown, 0, Pane::Message), vec!["further"]].concat();
        let [have, want] = [areas.pack(further), all.clone()].map(|pack| ladder::html(&alone(pack)).into_string());
        if have != want {
            wrong.insert([have, want], format!("{text}: messages alone"));
        }
        for at in 0..shown.trace.steps.len() {
            for pane in handscope::explain::panes(&shown.trace, shown.aftermath.as_ref(), at) {
                let sight = |pack| Sight { at, pane: Some(pane), ..Sight::new(shown.clone(), &view, pack, Lang::En) };
                let (part, whole) = (sight(areas.pack(needed(&shown, at, pane))), sight(all.clone()));
                drawn += 1;
                if let Some((name, [have, want])) = differs(&part, &whole, at == 0) {
                    let told = format!("{text} {at} {pane:?} {name}\n  with all: {want}\n  alone:    {have}");
                    wrong.entry([have, want]).or_insert(told);
                }
            }
        }
    }
    assert!(drawn > 5000, "{drawn} drawn");
    let count = wrong.len();
    let some: Vec<_> = wrong.into_values().take(40).collect();
    assert!(some.is_empty(), "{count} ways:\n{}", some.join("\n"));
}

/// The first part of the page that is drawn otherwise, from where it differs.
fn differs(part: &Sight, whole: &Sight, first: bool) -> Option<(&'static str, [String; 2])> {
    let draw = |sight: &Sight| {
        let beside =
            if first { vec![("ladder", ladder::html(sight)), ("player", player::html(sight))] } else { Vec::new() };
        let stage = [("head", head::html(sight)), ("tabs", tabs::html(sight)), ("pane", panes::html(sight))];
        stage.into_iter().chain(beside).map(|(name, html)| (name, html.into_string())).collect::<Vec<_>>()
    };
    let other = draw(part).into_iter().zip(draw(whole)).find(|(have, want)| have.1 != want.1);
    other.map(|((name, have), (_, want))| {
        let at = have.bytes().zip(want.bytes()).take_while(|(a, b)| a == b).count();
        (
            name,
            [have, want].map(|html| {
                html.chars().skip(html.char_indices().take_while(|(i, _)| *i + 60 < at).count()).take(220).collect()
            }),
        )
    })
}

#[test]
fn every_page_is_told_with_the_areas_of_its_row() {
    let mut areas = Areas::read();
    let all = Arc::new(support::pack("en"));
    for text in ["v=1", "v=1&client.versions=1.2&server.versions=1.2&fault=expired_certificate"] {
        let Asked { scenario, view, .. } = link::read(text);
        let shown = Arc::new(Shown::of(&scenario, link::write(&scenario)));
        for row in PAGES {
            let pane = shown.pane(0, None);
            let asked = areas.pack([needed(&shown, 0, pane), row.texts.to_vec()].concat());
            let [have, want] = [asked, all.clone()].map(|pack| {
                let sight = Sight { page: row.page, ..Sight::new(shown.clone(), &view, pack, Lang::En) };
                let live = row.live.iter().map(|part| (part.html)(&sight).into_string());
                pages::html(&sight).into_string() + &live.collect::<String>()
            });
            let at = have.bytes().zip(want.bytes()).take_while(|(a, b)| a == b).count();
            let from = |html: &str| html.chars().skip(at.saturating_sub(80)).take(240).collect::<String>();
            assert!(have == want, "{text} {:?}\n  with all: {}\n  alone:    {}", row.page, from(&want), from(&have));
        }
    }
}

#[test]
fn a_link_asks_at_once_for_the_areas_that_it_is_told_with() {
    let rules = include_str!("../assets/parts.txt").lines().filter_map(|line| line.strip_prefix("texts "));
    let rules: Vec<(&str, Regex)> = rules
        .map(|rule| rule.split_once(" links ").unwrap_or((rule, "")))
        .map(|(area, links)| (area, Regex::new(links).unwrap_or_else(|error| panic!("{area}: {error}"))))
        .collect();
    let faults =
        |versions: &'static str| catalogue().iter().map(move |fault| format!("v=1{versions}&fault={}", fault.id));
    let panes = Pane::ALL.into_iter().map(|pane| format!("v=1&~tab={}", pane.name()));
    let pages = PAGES.iter().map(|row| format!("v=1&~page={}", row.page.id()));
    let links: Vec<String> = gallery()
        .iter()
        .map(|example| example.text.to_owned())
        .chain(faults(""))
        .chain(faults("&client.versions=1.2&server.versions=1.2"))
        .chain(panes)
        .chain(pages)
        .collect();
    let mut late = BTreeMap::new();
    for link in &links {
        let Asked { scenario, view, .. } = link::read(link);
        let shown = Arc::new(Shown::of(&scenario, link::write(&scenario)));
        let sight = Sight::new(shown.clone(), &view, Arc::new(Pack::default()), Lang::En);
        let beside = pages::row(sight.page).into_iter().flat_map(|row| row.texts);
        let needed = needed(&shown, sight.at, sight.looked()).into_iter().chain(beside.copied());
        let fragment = format!("#{link}");
        let asked = |area: &str| rules.iter().any(|(name, links)| *name == area && links.is_match(&fragment).unwrap());
        for area in needed.filter(|area| !asked(area)) {
            late.entry(area).or_insert_with(Vec::new).push(link);
        }
    }
    assert!(links.len() > 150, "{}", links.len());
    assert!(late.is_empty(), "{late:#?}");
}
