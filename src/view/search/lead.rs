//! Where results lead, as links; and what can be found beside the tables and the run: pages, lessons, menus. Knows no matcher.

use crate::explain::basics::LESSONS;
use crate::explain::panes;
use crate::explain::search::{Kind, Row, To, other};
use crate::view::choices::Page;
use crate::view::link::{View, fragment};
use crate::view::pages::PAGES;
use crate::view::pages::registry::{self, Registry};
use crate::view::sight::{Pane, Sight};
use crate::view::ways::to_entry;

/// The link to where a row leads.
pub fn link(sight: &Sight, to: &To) -> String {
    match to {
        To::Run(text) => format!("#{text}"),
        To::Fault(id) => to_menu(sight, &format!("faults/{id}")),
        To::Here { step, pane, field } => here(sight, *step, *pane, field.clone()),
        To::Pane(pane) => to_pane(sight, *pane),
        To::Term(id) => to_entry(sight, Page::Glossary, Some(id)),
        To::Cause(id) => to_entry(sight, Page::Failures, Some(id)),
        To::Entry(kind, name) => match registry(*kind) {
            Some(of) => registry::link(sight, of, Some(name)),
            None => to_entry(sight, Page::Registry, None),
        },
        To::Link(link) => link.clone(),
    }
}

/// The registry that a kind of entries stands in.
fn registry(kind: Kind) -> Option<Registry> {
    match kind {
        Kind::Suite => Some(Registry::Suites),
        Kind::Alert => Some(Registry::Alerts),
        Kind::Extension => Some(Registry::Extensions),
        Kind::Group => Some(Registry::Groups),
        Kind::Scheme => Some(Registry::Schemes),
        _ => None,
    }
}

fn here(sight: &Sight, step: usize, pane: Option<Pane>, field: Option<String>) -> String {
    let at = sight.shown.trace.steps.get(step).map(|step| step.anchor.to_string());
    fragment(&sight.shown.text, &View { at, pane, field, ..View::default() })
}

/// To a pane at the present step; where that has none such, at the nearest before or behind that does.
fn to_pane(sight: &Sight, pane: Pane) -> String {
    let shown = &*sight.shown;
    let has = |at: &usize| panes(&shown.trace, shown.aftermath.as_ref(), *at).any(|own| own == pane);
    let step = (0..sight.count()).filter(has).min_by_key(|at| at.abs_diff(sight.at));
    here(sight, step.unwrap_or(sight.at), Some(pane), None)
}

/// To a menu over the run, and to what stands in it behind a slash.
pub fn to_menu(sight: &Sight, menu: &str) -> String {
    let at = sight.shown.trace.steps.get(sight.at).map(|step| step.anchor.to_string());
    fragment(&sight.shown.text, &View { at, menu: Some(menu.to_owned()), ..View::default() })
}

/// The pages beside the run, what the Basics teach, the registries and the menus.
pub fn more(sight: &Sight) -> Vec<Row> {
    let row = |ids: &[&str], to: String| {
        let mut row = Row::new(Kind::Page, sight.t(ids.first()?), To::Link(to));
        row.also = ids.iter().filter_map(|id| sight.texts.get(&other(id))).map(|text| text.title.clone()).collect();
        row.note = ids.get(1).map(|id| sight.t(id)).unwrap_or_default();
        Some(row)
    };
    let pages = PAGES.iter().map(|own| row(&[&format!("page.nav.{}", own.page)], to_entry(sight, own.page, None)));
    let lessons = LESSONS.iter().filter(|lesson| sight.texts.get(lesson.id).is_some());
    let lessons =
        lessons.map(|lesson| row(&[lesson.id, "page.nav.basics"], to_entry(sight, Page::Basics, Some(lesson.short()))));
    let kinds = Kind::ALL.iter().filter_map(|kind| Some((kind, registry(*kind)?)));
    let registries =
        kinds.map(|(kind, of)| row(&[&kind.label(), "page.nav.registry"], registry::link(sight, of, None)));
    let menus = [("scenario", "page.scenario"), ("faults", "page.break"), ("help", "page.help")];
    let menus = menus.iter().map(|(menu, id)| row(&[id], to_menu(sight, menu)));
    pages.chain(lessons).chain(registries).chain(menus).flatten().collect()
}
