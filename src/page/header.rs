//! The header: name, scenario, faults, language, theme, help; below it what was wrong with a link.

use super::html::Html;
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
    let sign = match app.theme.get() {
        Theme::System => "◐",
        Theme::Light => "☀",
        Theme::Dark => "☾",
    };
    let name = app.t(&format!("page.theme.{}", app.theme.get().name()));
    icon(&mut out, "theme", &app.tf("page.theme", &vec![("name", name)]), sign);
    icon(&mut out, "help", &app.t("page.help"), "?");
    out.close("header");
    out
}

fn icon(out: &mut Html, act: &str, label: &str, sign: &str) {
    out.open("button", &[("class", "icon"), ("data-act", act), ("aria-label", label), ("title", label)]);
    out.text(sign).close("button");
}

/// Says which part of a link could not be read, and lets it be mended.
pub fn banner(app: App) -> Html {
    let mut out = Html::new();
    if app.cut_off.get() {
        out.open("div", &[("class", "banner"), ("role", "alert")]).open("p", &[]);
        out.el("strong", "", &app.t("page.cut_off"))
            .text(" ")
            .prose(&app.t("page.cut_off.why"))
            .close("p")
            .close("div");
    }
    let Some(bad) = app.bad.get() else { return out };
    let vars = vec![("key", bad.key), ("value", bad.value), ("allowed", bad.allowed)];
    out.open("div", &[("class", "banner"), ("role", "alert")]).open("p", &[]);
    out.el("strong", "", &app.t("page.bad_link")).text(" ").prose(&app.tf("page.bad_link.why", &vars)).close("p");
    out.class("div", "line");
    let label = app.t("page.bad_link.text");
    out.open("input", &[("id", "bad-link"), ("aria-label", &label), ("spellcheck", "false"), ("value", &bad.text)]);
    for (act, id) in [("retry", "page.bad_link.retry"), ("start", "page.bad_link.start")] {
        out.open("button", &[("class", "edged"), ("data-act", act)]).text(&app.t(id)).close("button");
    }
    out.close("div").close("div");
    out
}
