//! The scenario menu: the gallery, what each side brings, the run's clock and seed, and the text form itself.

use super::{controls, filter};
use crate::page::html::Html;
use crate::page::state::App;
use handscope::lab::{Example, Scenario, Topic, gallery};
use handscope::wire::Role;

/// The keys of a side that have a control, in order; the text form has them all.
const SIDES: &[&str] = &[
    "versions",
    "suites",
    "groups",
    "shares",
    "cert",
    "names",
    "valid",
    "client_auth",
    "host",
    "alpn",
    "prefer",
    "data",
    "trust",
    "sentinel",
    "compat",
    "ems",
    "cookie",
    "tickets",
    "key_update",
];

/// The keys that make the certificates: how the server's chain is minted, and what is known of its revocation.
const CHAIN: &[&str] = &[
    "rsa_bits",
    "authorities",
    "intermediates",
    "cross",
    "hash",
    "pss",
    "validation",
    "permitted",
    "excluded",
    "crl",
    "ocsp",
    "must_staple",
    "staple",
    "sni",
    "name_authorities",
    "roots",
    "profile",
    "status_request",
    "revocation",
    "fetches",
];

/// The menu.
pub fn html(app: App) -> Html {
    app.shown.with(|shown| markup(app, &shown.trace.scenario, &shown.text))
}

/// Runs a text that a control made; what is wrong with it is told in the banner, behind the dialog.
pub fn take(app: App, text: &str) {
    app.apply_text(text);
    if app.bad.peek(|bad| bad.as_ref().is_some_and(|(_, wrong)| wrong.iter().any(|one| one.keep))) {
        app.dialog.set(None);
    }
}

/// Runs the scenario with another seed, one that nobody can foresee.
pub fn reseed(app: App) {
    take(app, &controls::with(&app.scenario(), "seed", &fresh().to_string()));
}

fn markup(app: App, scenario: &Scenario, text: &str) -> Html {
    let mut out = Html::new();
    filter::html(app, &mut out, "page.filter.examples");
    for topic in Topic::ALL {
        out.class("section", "group")
            .el("h3", "", &app.t(&format!("page.gallery.{}", topic.id())))
            .class("div", "cards");
        for example in gallery().iter().filter(|example| example.topic == topic) {
            card(app, &mut out, example);
        }
        out.close("div").close("section");
    }
    out.open("section", &[]).el("h3", "", &app.t("page.sides")).class("div", "sides");
    sides(app, &mut out, SIDES, scenario);
    out.close("div").close("section").open("section", &[]).el("h3", "", &app.t("page.chain"));
    let told = app.text("page.chain");
    for paragraph in told.iter().flat_map(|told| &told.body) {
        out.paragraph("about", paragraph);
    }
    out.class("div", "sides");
    sides(app, &mut out, CHAIN, scenario);
    out.close("div").close("section").open("section", &[]).el("h3", "", &app.t("page.run")).class("div", "line");
    for name in ["time", "seed"] {
        controls::control(app, &mut out, name, None, scenario);
    }
    out.open("button", &[("class", "edged"), ("id", "fresh"), ("data-act", "fresh")])
        .text(&app.t("page.fresh"))
        .close("button");
    out.close("div").close("section").open("section", &[("class", "field")]);
    out.open("label", &[("for", "scenario-text")]).text(&app.t("page.text")).close("label");
    out.open("textarea", &[("id", "scenario-text"), ("rows", "3"), ("spellcheck", "false")])
        .text(text)
        .close("textarea");
    out.class("div", "line")
        .open("button", &[("class", "edged"), ("data-act", "run")])
        .text(&app.t("page.text.run"))
        .close("button");
    out.close("div").close("section");
    out
}

fn card(app: App, out: &mut Html, example: &Example) {
    let here = if super::current(app) == Some(example.id) { ("aria-current", "true") } else { ("", "") };
    out.open("div", &[("class", "card"), ("data-words", example.text)]);
    out.open("button", &[("data-act", "example"), ("data-text", example.text), here]);
    let told = app.text(&format!("example.{}", example.id));
    out.open("b", &[]).prose(told.as_ref().map_or(example.id, |told| told.title.as_str())).close("b");
    for paragraph in told.iter().flat_map(|told| &told.body) {
        out.open("span", &[]).prose(paragraph).close("span");
    }
    out.close("button").close("div");
}

/// What each side brings, of some keys.
fn sides(app: App, out: &mut Html, names: &[&str], scenario: &Scenario) {
    for role in [Role::Client, Role::Server] {
        out.class("fieldset", &format!("side {}", role.name())).el("legend", "", &app.name("who", role.name()));
        for name in names {
            let has = handscope::lab::keys().iter().any(|key| key.name == *name && key.roles().contains(&role));
            if has {
                controls::control(app, out, name, Some(role), scenario);
            }
        }
        out.close("fieldset");
    }
}

/// A number that nobody can foresee.
fn fresh() -> u64 {
    let mut bytes = [0; 8];
    // Without a random source the clock's default seed stays: the run is the same, and says so.
    if getrandom::fill(&mut bytes).is_err() {
        return 1;
    }
    // Short enough to be copied from a screen.
    u64::from_be_bytes(bytes) >> 24
}
