//! The header: name, scenario, faults, places, language, theme, search, help.

use super::choices::{Page, Theme};
use super::html::Html;
use super::icons;
use super::menus;
use super::pages::{IN_HEADER, PAGES};
use super::sight::Sight;

/// The header.
pub fn html(sight: &Sight) -> Html {
    let mut out = Html::new();
    let menu = |out: &mut Html, class: &str, act: &str, label: &str| {
        out.open("button", &[("class", class), ("data-act", act), ("aria-haspopup", "dialog")]);
        out.text(label).text(" ▾").close("button");
    };
    out.class("header", "bar").open("button", &[("class", "skip"), ("data-act", "skip")]).text(&sight.t("page.skip"));
    out.close("button").class("span", "brand").text("Hand").el("i", "", "scope").close("span");
    menu(&mut out, "edged scenario", "scenario", &menus::named::title(sight));
    menu(&mut out, "break", "faults", &sight.t("page.break"));
    out.open("nav", &[("aria-label", &sight.t("page.nav"))]);
    for page in std::iter::once(Page::Run).chain(PAGES.iter().take(IN_HEADER).map(|row| row.page)) {
        let here = if sight.page == page { ("aria-current", "page") } else { ("", "") };
        out.open("button", &[("data-act", "page"), ("data-text", page.id()), here]);
        out.text(&sight.t(&format!("page.nav.{page}"))).close("button");
    }
    out.close("nav");
    out.el("span", "gap", "").open("button", &[("lang", sight.lang.other().tag()), ("data-act", "language")]);
    out.text(&sight.t("page.other_language")).close("button");
    let drawing = match sight.theme {
        Theme::System => icons::HALF,
        Theme::Light => icons::SUN,
        Theme::Dark => icons::MOON,
    };
    let name = sight.t(&format!("page.theme.{}", sight.theme.name()));
    let icon = |out: &mut Html, act: &str, label: &str| {
        out.open("button", &[("class", "icon"), ("data-act", act), ("aria-label", label), ("title", label)]);
    };
    icon(&mut out, "theme", &sight.tf("page.theme", &vec![("name", name)]));
    icons::sign(&mut out, drawing);
    out.close("button");
    icon(&mut out, "search", &format!("{} (/)", sight.t("page.search")));
    icons::sign(&mut out, icons::LENS);
    out.close("button");
    icon(&mut out, "help", &sight.t("page.help"));
    out.text("?").close("button").close("header");
    out
}
