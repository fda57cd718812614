//! The scenario menu: the way to the gallery, what each side brings, the run's clock and seed, and the text form itself.

use super::controls;
use crate::lab::Scenario;
use crate::view::choices::Page;
use crate::view::html::Html;
use crate::view::sight::Sight;
use crate::view::ways::to_entry;
use crate::wire::Role;

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
pub fn html(sight: &Sight) -> Html {
    markup(sight, &sight.shown.trace.scenario, &sight.shown.text)
}

fn markup(sight: &Sight, scenario: &Scenario, text: &str) -> Html {
    let mut out = Html::new();
    out.class("p", "lead").open("a", &[("href", &to_entry(sight, Page::Gallery, None))]);
    out.text(&sight.t("page.scenario.gallery")).close("a").close("p");
    out.open("section", &[]).el("h3", "", &sight.t("page.sides")).class("div", "sides");
    sides(sight, &mut out, SIDES, scenario);
    out.close("div").close("section").open("section", &[]).el("h3", "", &sight.t("page.chain"));
    let told = sight.text("page.chain");
    for paragraph in told.iter().flat_map(|told| &told.body) {
        out.paragraph("about", paragraph);
    }
    out.class("div", "sides");
    sides(sight, &mut out, CHAIN, scenario);
    out.close("div").close("section").open("section", &[]).el("h3", "", &sight.t("page.run")).class("div", "line");
    for name in ["time", "seed"] {
        controls::control(sight, &mut out, name, None, scenario);
    }
    out.open("button", &[("class", "edged"), ("id", "fresh"), ("data-act", "fresh")])
        .text(&sight.t("page.fresh"))
        .close("button");
    out.close("div").close("section").open("section", &[("class", "field")]);
    out.open("label", &[("for", "scenario-text")]).text(&sight.t("page.text")).close("label");
    out.open("textarea", &[("id", "scenario-text"), ("rows", "3"), ("spellcheck", "false")])
        .text(text)
        .close("textarea");
    out.class("div", "line")
        .open("button", &[("class", "edged"), ("data-act", "run")])
        .text(&sight.t("page.text.run"))
        .close("button");
    out.close("div").close("section");
    out
}

/// What each side brings, of some keys.
fn sides(sight: &Sight, out: &mut Html, names: &[&str], scenario: &Scenario) {
    for role in [Role::Client, Role::Server] {
        out.class("fieldset", &format!("side {}", role.name())).el("legend", "", &sight.name("who", role.name()));
        for name in names {
            let has = crate::lab::keys().iter().any(|key| key.name == *name && key.roles().contains(&role));
            if has {
                controls::control(sight, out, name, Some(role), scenario);
            }
        }
        out.close("fieldset");
    }
}
