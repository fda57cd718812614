//! The checks of a judgement as questions: what decided first, what else failed, what passed, what does not apply; each with
//! what was compared. Knows no rule.

use crate::page::html::Html;
use crate::page::stage::did::{asked, of, pairs, verdict};
use crate::page::state::App;
use handscope::explain::Question;
use handscope::explain::did::questions;
use handscope::pki::{Judgement, Verdict};

/// What decided: the verdict, and the question that it hangs on where one failed.
pub fn verdict_html(app: App, judgement: &Judgement) -> Html {
    let mut out = Html::new();
    let (class, words) = outcome(app, judgement);
    out.paragraph(class, &words);
    let all = questions(judgement);
    if let Some(question) = judgement.decisive.and_then(|at| all.get(at)) {
        out.class("ul", "did");
        one(app, &mut out, question, true);
        out.close("ul");
    }
    out
}

/// Every other check: those that failed, then those that passed and those that do not apply, folded.
pub fn html(app: App, judgement: &Judgement) -> Html {
    let mut out = Html::new();
    let all = questions(judgement);
    let rest: Vec<&Question> =
        all.iter().enumerate().filter(|(at, _)| judgement.decisive != Some(*at)).map(|(_, one)| one).collect();
    for (wanted, id) in [
        (Verdict::Fail, "page.cert.failed_too"),
        (Verdict::Pass, "page.cert.passed"),
        (Verdict::NotApplicable, "page.cert.skipped"),
    ] {
        let found: Vec<&&Question> = rest.iter().filter(|one| one.verdict == wanted).collect();
        if found.is_empty() {
            continue;
        }
        // A chain that passed is looked at for what was asked.
        let open = wanted == Verdict::Fail || (wanted == Verdict::Pass && judgement.accepted);
        out.open("details", &[("class", "group"), (if open { "open" } else { "" }, "")]);
        out.el("summary", "", &app.tf(id, &vec![("n", found.len().to_string())])).class("ul", "did");
        for question in found {
            one(app, &mut out, question, false);
        }
        out.close("ul").close("details");
    }
    out
}

fn one(app: App, out: &mut Html, question: &Question, decisive: bool) {
    let (class, sign) = verdict(question.verdict);
    out.class("li", if decisive { "no decisive deciding" } else { class });
    out.open("details", &[(if decisive { "open" } else { "" }, "")]).class("summary", "row");
    out.open("span", &[("class", "s"), ("aria-hidden", "true")]).text(sign).close("span").class("span", "w");
    out.el("span", "unseen", &app.t(&format!("page.cert.verdict.{}", word(class)))).text(" ");
    asked(app, out, question);
    match decisive {
        // It lies open, and names its certificate below.
        true => drop(out.text(" ").el("b", "tag", &app.t("page.cert.decisive"))),
        false => of(app, out, question),
    }
    if question.strict {
        out.text(" ").el("b", "tag", &app.t("page.cert.strict"));
    }
    out.close("span").close("summary").class("div", "deep");
    pairs(app, out, question);
    let body = app.texts.with(|texts| question.asked(texts)).map_or(Vec::new(), |text| text.body);
    out.paragraphs(&body);
    let practice = app.texts.with(|texts| question.practised(texts)).map_or(Vec::new(), |text| text.body);
    out.paragraphs(&practice);
    out.class("p", "c").clause(&question.clause).close("p").close("div").close("details").close("li");
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
