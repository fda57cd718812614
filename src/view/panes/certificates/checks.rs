//! The checks of a judgement as questions: what decided first, what else failed, what passed, what does not apply; each with
//! what was compared. Knows no rule.

use crate::explain::Question;
use crate::explain::did::questions;
use crate::pki::{Judgement, Verdict};
use crate::view::html::Html;
use crate::view::panes::did::{asked, of, pairs, verdict};
use crate::view::sight::Sight;

/// What decided: the verdict, and the question that it hangs on where one failed.
pub fn verdict_html(sight: &Sight, judgement: &Judgement) -> Html {
    let mut out = Html::new();
    let (class, words) = outcome(sight, judgement);
    out.paragraph(class, &words);
    let all = questions(judgement);
    if let Some(question) = judgement.decisive.and_then(|at| all.get(at)) {
        out.class("ul", "did");
        one(sight, &mut out, question, true);
        out.close("ul");
    }
    out
}

/// Every other check: those that failed, then those that passed and those that do not apply, folded.
pub fn html(sight: &Sight, judgement: &Judgement) -> Html {
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
        out.el("summary", "", &sight.tf(id, &vec![("n", found.len().to_string())])).class("ul", "did");
        for question in found {
            one(sight, &mut out, question, false);
        }
        out.close("ul").close("details");
    }
    out
}

fn one(sight: &Sight, out: &mut Html, question: &Question, decisive: bool) {
    let (class, sign) = verdict(question.verdict);
    out.class("li", if decisive { "no decisive deciding" } else { class });
    out.open("details", &[(if decisive { "open" } else { "" }, "")]).class("summary", "row");
    out.open("span", &[("class", "s"), ("aria-hidden", "true")]).text(sign).close("span").class("span", "w");
    out.el("span", "unseen", &sight.t(&format!("page.cert.verdict.{}", word(class)))).text(" ");
    asked(sight, out, question);
    match decisive {
        // It lies open, and names its certificate below.
        true => drop(out.text(" ").el("b", "tag", &sight.t("page.cert.decisive"))),
        false => of(sight, out, question),
    }
    if question.strict {
        out.text(" ").el("b", "tag", &sight.t("page.cert.strict"));
    }
    out.close("span").close("summary").class("div", "deep");
    pairs(sight, out, question);
    let body = question.asked(&sight.texts).map_or(Vec::new(), |text| text.body);
    out.told_all(sight, "", &body);
    let practice = question.practised(&sight.texts).map_or(Vec::new(), |text| text.body);
    out.told_all(sight, "", &practice);
    out.class("p", "c").clause(&question.clause).close("p").close("div").close("details").close("li");
}

/// The verdict on the chain: its class and words.
pub fn outcome(sight: &Sight, judgement: &Judgement) -> (&'static str, String) {
    match judgement.reason().map(|reason| sight.name("refusal", reason.id())) {
        None => ("outcome ok", sight.t("page.cert.accepted")),
        Some(why) => ("outcome no", sight.tf("page.cert.refused", &vec![("why", why)])),
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
