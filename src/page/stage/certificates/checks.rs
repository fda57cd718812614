//! The checks of a judgement as a list: in their order, with what was compared, and the one that decided. Knows no rule.

use crate::page::html::Html;
use crate::page::stage::did::{pairs, place, verdict};
use crate::page::state::App;
use handscope::explain::CheckText;
use handscope::pki::{Check, Judgement, Ruleset};

/// The verdict, then every check, those that do not apply included.
pub fn html(app: App, judgement: &Judgement) -> Html {
    let mut out = Html::new();
    let (class, words) = outcome(app, judgement);
    out.paragraph(class, &words);
    out.class("ul", "did");
    for (at, check) in judgement.checks.iter().enumerate() {
        let decisive = judgement.decisive == Some(at);
        let (class, sign) = verdict(check.verdict);
        out.class("li", if decisive { "no decisive" } else { class });
        out.open("span", &[("class", "s"), ("aria-hidden", "true")]).text(sign).close("span");
        out.class("span", "w").el("span", "unseen", &app.t(&format!("page.cert.verdict.{}", word(class))));
        out.text(" ").prose(&app.name("chain", check.id.id()));
        if decisive {
            out.text(" ").el("b", "tag", &app.t("page.cert.decisive"));
        }
        if check.id.ruleset() == Ruleset::Strict {
            out.text(" ").el("b", "tag", &app.t("page.cert.strict"));
        }
        out.close("span").class("span", "c").clause(&check.clause.to_string()).close("span").class("div", "d");
        if let Some(at) = check.certificate {
            out.text(&place(app, at)).text(" · ");
        }
        pairs(&mut out, &check.compared);
        others(app, &mut out, check);
        out.close("div").close("li");
    }
    out.close("ul");
    out
}

/// Where a check met a rule that not everybody holds alike: what the RFC, OpenSSL and browsers do.
fn others(app: App, out: &mut Html, check: &Check) {
    let Some(practice) = check.practice() else { return };
    let id = format!("practice.{}", practice.id());
    app.texts.with(|texts| {
        let vars = CheckText::of_chain(check, texts).vars;
        for paragraph in texts.resolve(&[id], &vars).into_iter().flat_map(|text| text.body) {
            out.paragraph("soft", &paragraph);
        }
    });
}

/// The verdict on the chain: its class and words.
pub fn outcome(app: App, judgement: &Judgement) -> (&'static str, String) {
    match judgement.reason().map(|reason| app.name("refusal", reason.id())) {
        None => ("outcome ok", app.t("page.cert.accepted")),
        Some(why) => ("outcome no", app.tf("page.cert.refused", &vec![("why", why)])),
    }
}

/// The word for a verdict's class.
fn word(class: &str) -> &'static str {
    match class {
        "ok" => "pass",
        "no" => "fail",
        _ => "skip",
    }
}
