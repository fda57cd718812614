//! What failed: the check that decided as a question with its answer, what it compared, the bytes it was about; where the
//! two sides parted; what the other side was told; what else was asked; what tools say, and how to fix it. Knows no rule.

mod dates;
mod why;

use super::badge::Badge;
use super::compared::value_of;
use super::did::{asked, of, pairs, place};
use crate::explain::did::{Detail, Kind, lines};
use crate::explain::failure::fault_texts;
use crate::explain::states::{ending_keys, ending_vars};
use crate::explain::{
    Aftermath, Change, Failure, Noticed, Question, Told, compared_label, compared_value, failure, is_foe, refusal_id,
    several, step_text,
};
use crate::lab::StepKind;
use crate::pki::Verdict;
use crate::tls::Ending;
use crate::view::bytes::spaced;
use crate::view::html::Html;
use crate::view::sight::{Pane, Sight};
use crate::view::ways::{to_field, to_pane};
use crate::wire::Role;

/// How many of the questions that were answered well are shown before all are asked for.
const SHOWN: usize = 6;

/// On the tab: that something failed, unless both sides completed in spite of it.
pub fn badge(sight: &Sight) -> Option<Badge> {
    let fine = sight.shown.aftermath.as_ref().is_some_and(|after| after.completed == [true, true]);
    (!fine).then_some(Badge::Failed)
}

/// The pane.
pub fn html(sight: &Sight) -> Html {
    let mut out = Html::new();
    // A run that can fail is never the first visit's, whose part of the program cannot tell of it.
    if let Some(after) = sight.shown.aftermath.as_ref().filter(|_| sight.whole) {
        told(sight, &mut out, after);
    }
    out
}

#[inline(never)] // of a later part
fn told(sight: &Sight, out: &mut Html, after: &Aftermath) {
    let fine = after.completed == [true, true];
    if several(&sight.shown.trace) {
        let which = sight.tf("page.connection", &vec![("n", (after.conn.0 + 1).to_string())]);
        out.class("p", "soft").el("b", "", &which).close("p");
    }
    out.class("div", if fine { "failed fine" } else { "failed" });
    match &after.noticed {
        Some(noticed) => {
            let failure = failure(&sight.shown.trace, noticed);
            deciding(sight, out, noticed, &failure);
            why::html(sight, out, &failure, noticed);
            out.class("div", "answers");
            tell(sight, out, after, noticed, after.told.as_ref());
            others(sight, out, &failure.others);
            out.close("div");
        }
        None => nobody(sight, out, after),
    }
    practice(sight, out);
    out.close("div");
}

/// The check that decided; where the message alone was reason enough, that reason.
fn deciding(sight: &Sight, out: &mut Html, noticed: &Noticed, failure: &Failure) {
    out.class("section", "verdict");
    let place = failure.question.as_ref().and_then(|question| question.place).map(|at| place(sight, at));
    let title = match place {
        Some(name) => sight.tf("page.failed.decided.of", &vec![("name", name)]),
        None => sight.t("page.failed.decided"),
    };
    out.class("div", "name").el("h2", "", &title);
    // The rule that was asked for; of a reason without a question that of its alert.
    let clause =
        failure.question.as_ref().map_or_else(|| noticed.clause.to_string(), |question| question.clause.clone());
    out.class("span", "c").clause(&clause).close("span").close("div");
    match &failure.question {
        Some(question) => {
            out.class("p", "question").open("span", &[("class", "s"), ("aria-hidden", "true")]).text("✗").close("span");
            asked(sight, out, question);
            out.close("p");
            if let Some(dates) = &failure.dates {
                dates::html(sight, out, dates, noticed.by);
            }
            // What is drawn need not be told again.
            if failure.dates.is_none() {
                pairs(sight, out, question);
            }
            let body = question.asked(&sight.texts).map_or(Vec::new(), |text| text.body);
            out.told_all(sight, "", &body);
        }
        None => {
            out.class("p", "question").open("span", &[("class", "s"), ("aria-hidden", "true")]).text("✗").close("span");
            // Opening a record is a check that is not told as such.
            if noticed.refusal.id() == "bad_record_mac" {
                out.el("span", "ask", &sight.t("page.failed.tag")).text(" ").el(
                    "b",
                    "answer",
                    &sight.t("page.failed.tag.no"),
                );
            } else {
                out.class("b", "answer").prose(&sight.called(&[refusal_id(&noticed.refusal)])).close("b");
            }
            out.close("p");
            named(sight, out, &noticed.refusal.told());
            candidates(sight, out, noticed);
        }
    }
    source(sight, out, failure);
    out.close("section");
}

/// Names and values.
fn named(sight: &Sight, out: &mut Html, told: &[(&'static str, String)]) {
    if told.is_empty() {
        return;
    }
    out.class("dl", "pairs");
    for (name, value) in told {
        {
            out.open("div", &[]).el("dt", "", &compared_label(&sight.texts, name)).open("dd", &[]);
            value_of(out, &compared_value(&sight.texts, name, value), told.iter().map(|(_, other)| other.as_str()));
            out.close("dd").close("div");
        };
    }
    out.close("dl");
}

/// Where nothing could be chosen: what there was to choose among, and why each fell out.
fn candidates(sight: &Sight, out: &mut Html, noticed: &Noticed) {
    let none = {
        let own = |at: &usize| {
            let step = &sight.shown.trace.steps[*at];
            matches!(step.kind, StepKind::Local { role, .. } if role == noticed.by)
        };
        let before = (0..=noticed.step).rev().filter(own).take(2);
        before.flat_map(|at| lines(&sight.shown.trace, at)).find(|line| line.kind == Kind::ChoseNone)
    };
    if let Some(Detail::Chosen(chosen)) = none.map(|line| line.detail) {
        out.class("div", "did").class("div", "deep");
        super::did::chosen(sight, out, &chosen);
        out.close("div").close("div");
    }
}

/// The bytes that it was about, and the way to them.
fn source(sight: &Sight, out: &mut Html, failure: &Failure) {
    let Some(source) = &failure.source else { return };
    let field = Change::short(&source.path).to_owned();
    out.class("p", "source").text(&sight.tf("page.failed.bytes", &vec![("name", field)])).text(" ");
    {
        let own = sight.shown.trace.blobs.bytes(source.blob);
        let own = own.get(source.range.start as usize..source.range.end as usize).unwrap_or(&[]);
        out.el("code", "bytes", &spaced(own, 16));
        // A sentinel ends in a byte that tells the version: what is readable before it is sight.shown.
        let own = own.split_last().filter(|(last, _)| last.is_ascii_control()).map_or(own, |(_, rest)| rest);
        let text =
            std::str::from_utf8(own).ok().filter(|text| text.len() > 3 && text.chars().all(|c| c.is_ascii_graphic()));
        if let Some(text) = text {
            out.text(&format!(" “{text}”"));
        }
    };
    out.text(" · ");
    to_field(out, source, &sight.t("page.failed.show"));
    out.close("p");
}

/// What the other side was told, and what became of that.
fn tell(sight: &Sight, out: &mut Html, after: &Aftermath, noticed: &Noticed, told: Option<&Told>) {
    let peer = noticed.by.peer();
    out.class("section", "card").el("h2", "", &sight.t(&format!("page.failed.told.{}", peer.name())));
    match told {
        Some(told) => {
            out.class("p", "alert").el("code", "", &format!("{} ({})", told.alert, told.alert.0)).close("p");
            let vars = vec![("alert", told.alert.to_string())];
            if let Some(text) = sight.told(&[told.fate.id().to_owned()], &vars) {
                out.open("p", &[])
                    .open("b", &[])
                    .prose(&text.title)
                    .close("b")
                    .close("p")
                    .told_all(sight, "", &text.body);
            }
            if let Some(text) = sight.told(&[format!("alert.{}", told.alert)], &vars) {
                out.class("details", "more").open("summary", &[]).prose(&text.title).close("summary");
                out.told_all(sight, "", &text.body).close("details");
            }
        }
        None => drop(out.paragraph("", &sight.t("page.after.nothing"))),
    }
    // The rule by which it told so.
    let step = step_text(&sight.shown.trace, noticed.step);
    if let Some(text) = step.and_then(|step| step.resolve(&sight.texts)) {
        out.told_all(sight, "", &text.body);
    }
    ending(sight, out, peer, &after.endings[peer as usize]);
    out.close("section");
}

/// How it ended for one side.
fn ending(sight: &Sight, out: &mut Html, role: Role, ending: &Ending) {
    let vars = ending_vars(ending, &sight.texts);
    let text = sight.told(&ending_keys(ending, role), &vars);
    out.class("p", "ended").el("span", &format!("tag {}", role.name()), &sight.name("who", role.name())).text(" ");
    out.prose(text.as_ref().map_or(ending.id(), |text| text.title.as_str())).close("p");
}

/// What else was asked of the chain: what failed too, what passed, folded.
fn others(sight: &Sight, out: &mut Html, others: &[Question]) {
    if others.is_empty() {
        return;
    }
    let with = |wanted: Verdict| others.iter().filter(move |question| question.verdict == wanted);
    let (failed, passed) = (with(Verdict::Fail).count(), with(Verdict::Pass).count());
    out.class("section", "card").class("div", "name");
    out.el("h2", "", &sight.tf("page.failed.passed", &vec![("n", passed.to_string())]));
    to_pane(out, Pane::Certificates, &sight.t("page.failed.all"));
    out.close("div");
    if failed > 0 {
        out.el("p", "soft", &sight.tf("page.failed.too", &vec![("n", failed.to_string())]));
    }
    out.class("ul", "asks");
    let mut seen: Vec<&str> = Vec::new();
    for question in with(Verdict::Fail).chain(with(Verdict::Pass)) {
        // One of several certificates stands for them all.
        if seen.contains(&question.id.as_str()) || seen.len() >= SHOWN + failed {
            continue;
        }
        seen.push(&question.id);
        let (class, sign) = super::did::verdict(question.verdict);
        out.class("li", class)
            .open("span", &[("class", "s"), ("aria-hidden", "true")])
            .text(sign)
            .close("span")
            .text(" ");
        asked(sight, out, question);
        of(sight, out, question);
        out.close("li");
    }
    out.close("ul").close("section");
}

/// Nobody refused: both came through, or both wait, or the line was cut.
fn nobody(sight: &Sight, out: &mut Html, after: &Aftermath) {
    out.class("section", "verdict");
    if let Some(text) = sight.text(after.who_id()) {
        out.open("h2", &[]).prose(&text.title).close("h2");
        out.told_all(sight, "", &text.body);
    }
    // Of an attacker nothing is known.
    let known = |role: &Role| !is_foe(&sight.shown.trace, after.conn, *role);
    for role in [Role::Client, Role::Server].into_iter().filter(known) {
        ending(sight, out, role, &after.endings[role as usize]);
    }
    out.close("section");
}

/// What common tools say of such a fault, and how to fix it.
fn practice(sight: &Sight, out: &mut Html) {
    let ids = fault_texts(&sight.shown.trace);
    let [about, rest @ ..] = &ids[..] else { return };
    out.class("div", "practice");
    for text in rest.iter().filter_map(|id| sight.text(id)) {
        out.open("section", &[]).open("h2", &[]).prose(&text.title).close("h2");
        out.told_all(sight, "", &text.body);
        out.close("section");
    }
    out.close("div");
    if let Some(text) = sight.text(about) {
        out.class("details", "more").open("summary", &[]);
        out.prose(&sight.tf("page.failed.fault", &vec![("name", text.title.clone())])).close("summary");
        out.told_all(sight, "", &text.body);
        out.close("details");
    }
}
