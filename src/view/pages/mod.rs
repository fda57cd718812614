//! The pages beside the run: one row for each, with how it is drawn, what it needs, and which parts of the page stand.
//! Knows nothing of what they show.

pub mod asked;
mod axis;
mod basics;
pub mod compare;
pub mod failures;
mod gallery;
mod glossary;
mod live;
pub mod registry;
pub mod sweep;

use super::choices::Page;
use super::html::Html;
use super::sight::Sight;
use crate::explain::basics::LESSONS;
use crate::explain::{Vars, terms};
use live::Live;

/// How a page is drawn, and what it needs.
pub struct Row {
    pub page: Page,
    pub html: fn(&Sight) -> Html,
    /// The areas of texts that it needs.
    pub texts: &'static [&'static str],
    /// The parts that stand on the page below the header and the banner.
    pub parts: &'static [&'static str],
    /// What of it is drawn apart, so that the rest stays as it is.
    pub live: &'static [Live],
}

/// The parts of a run: what a page is that is nowhere else.
pub const RUN: &[&str] = &["ladder", "stage", "player"];

/// Every page but the run itself, in the order of the header.
pub const PAGES: &[Row] = &[
    Row { page: Page::Basics, html: basics::html, texts: &["basics", "glossary"], parts: &["place"], live: &[] },
    Row { page: Page::Gallery, html: gallery::html, texts: &["gallery", "further"], parts: &["place"], live: &[] },
    Row {
        page: Page::Failures,
        html: failures::html,
        // Fixing is told with the faults, checks with what they check, drawings in the gallery.
        texts: &[
            "failures",
            "further",
            "checks",
            "faults",
            "refusals",
            "faults_certificate",
            "client_auth",
            "faults_protocol",
            "faults_resumption",
            "certificates",
            "gallery",
        ],
        parts: &["place"],
        live: failures::LIVE,
    },
    Row {
        page: Page::Compare,
        html: compare::html,
        texts: &["compare", "further", "tls12", "memory"],
        parts: &["place", "player"],
        live: &[],
    },
    Row {
        page: Page::Registry,
        html: registry::html,
        texts: &["registry", "further", "fields", "details", "failures", "faults"],
        parts: &["place"],
        live: registry::LIVE,
    },
    Row { page: Page::Glossary, html: glossary::html, texts: &["glossary"], parts: &["place"], live: &[] },
    Row {
        page: Page::Sweep,
        html: sweep::html,
        // Why something was refused is told with the faults and the certificates.
        texts: &[
            "sweep",
            "further",
            "faults",
            "refusals",
            "faults_certificate",
            "client_auth",
            "faults_protocol",
            "faults_resumption",
            "certificates",
        ],
        parts: &["place"],
        // Drawn by `page::work`, with the places of the runs.
        live: &[],
    },
];

/// How many of them the header leads to; the others are about the run at hand, which leads there.
pub const IN_HEADER: usize = PAGES.len() - 1;

/// The row of a page; none for the run.
pub fn row(page: Page) -> Option<&'static Row> {
    PAGES.iter().find(|row| row.page == page)
}

/// What the words above a page may quote.
fn counts() -> Vars {
    vec![("lessons", LESSONS.len().to_string()), ("terms", terms().len().to_string())]
}

/// The page that is open; nothing where that is the run.
pub fn html(sight: &Sight) -> Html {
    let mut out = Html::new();
    let Some(row) = row(sight.page) else { return out };
    let id = format!("page.place.{}", row.page);
    let told = sight.told(&[id], &counts());
    out.class("div", &format!("place {}", row.page)).class("header", "top");
    out.open("h1", &[]).text(told.as_ref().map_or("", |told| told.title.as_str())).close("h1");
    for paragraph in told.iter().flat_map(|told| &told.body) {
        out.paragraph("lead", paragraph);
    }
    out.close("header").add(&(row.html)(sight)).close("div");
    out
}
