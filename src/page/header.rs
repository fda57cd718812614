//! The header: name, scenario, faults, language, theme, help.

use super::html::Html;
use super::icons;
use super::menus;
use super::state::{App, Theme};

/// The header.
pub fn html(app: App) -> Html {
    let mut out = Html::new();
    let menu = |out: &mut Html, class: &str, act: &str, label: &str| {
        out.open("button", &[("class", class), ("data-act", act), ("aria-haspopup", "dialog")]);
        out.text(label).text(" ▾").close("button");
    };
    out.class("header", "bar").open("button", &[("class", "skip"), ("data-act", "skip")]).text(&app.t("page.skip"));
    out.close("button").class("span", "brand").text("Hand").el("i", "", "scope").close("span");
    menu(&mut out, "edged scenario", "scenario", &menus::title(app));
    menu(&mut out, "break", "faults", &app.t("page.break"));
    out.el("span", "gap", "").open("button", &[("lang", app.lang.get().other().tag()), ("data-act", "language")]);
    out.text(&app.t("page.other_language")).close("button");
    let drawing = match app.theme.get() {
        Theme::System => icons::HALF,
        Theme::Light => icons::SUN,
        Theme::Dark => icons::MOON,
    };
    let name = app.t(&format!("page.theme.{}", app.theme.get().name()));
    let icon = |out: &mut Html, act: &str, label: &str| {
        out.open("button", &[("class", "icon"), ("data-act", act), ("aria-label", label), ("title", label)]);
    };
    icon(&mut out, "theme", &app.tf("page.theme", &vec![("name", name)]));
    icons::sign(&mut out, drawing);
    out.close("button");
    icon(&mut out, "help", &app.t("page.help"));
    out.text("?").close("button").close("header");
    out
}
