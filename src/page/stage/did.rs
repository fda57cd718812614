//! What a party did in this step, in words, line by line: chose, checked, judged, learned, refused. Knows no rule.

use crate::page::bytes::message_of;
use crate::page::html::Html;
use crate::page::icons;
use crate::page::state::App;
use crate::page::wording::message_name;
use handscope::explain::{Vars, secret_name};
use handscope::lab::{SegmentId, StepKind, Trace};
use handscope::pki::{Judgement, Place, Verdict};
use handscope::tls::{Candidate, Effect};
use handscope::wire::printable;

/// One line: its sign, words, clause, and details below.
struct Line {
    class: &'static str,
    sign: &'static str,
    words: String,
    clause: String,
    detail: Html,
}

/// The effects of the current step; nothing where it had none worth a line.
pub fn html(app: App) -> Html {
    let lines = app.shown.with(|shown| {
        let step = shown.trace.steps.get(app.at.get());
        step.map_or(Vec::new(), |step| {
            let mut lines = Vec::new();
            if let StepKind::Tcp { segment } = step.kind {
                lines.extend(tcp(app, &shown.trace, segment));
            }
            for effect in &step.effects {
                self::effect(app, &shown.trace, effect, &mut lines);
            }
            lines
        })
    });
    let mut out = Html::new();
    if lines.is_empty() {
        return out;
    }
    out.class("ul", "did");
    for line in lines {
        out.class("li", line.class).class("span", "s");
        match line.sign {
            icons::LOCK => icons::sign(&mut out, icons::LOCK),
            text => drop(out.text(text)),
        }
        out.close("span").class("span", "w").prose(&line.words).close("span");
        out.class("span", "c").clause(&line.clause).close("span");
        if line.detail != Html::new() {
            out.class("div", "d").add(&line.detail).close("div");
        }
        out.close("li");
    }
    out.close("ul");
    out
}

fn effect(app: App, trace: &Trace, effect: &Effect, lines: &mut Vec<Line>) {
    let say = |id: &str, vars: Vars| app.tf(id, &vars);
    let line = |sign, words| Line { class: "", sign, words, clause: String::new(), detail: Html::new() };
    lines.push(match effect {
        Effect::Chose { what, value, rule, among, clause } => {
            let vars = vec![("what", app.name("choice", what.id())), ("value", value.clone())];
            let mut detail = Html::new();
            detail.text(&app.name("rule", rule.id()));
            candidates(app, &mut detail, value, among);
            let id = if value.is_empty() { "did.chose.none" } else { "did.chose" };
            Line { clause: clause.to_string(), detail, ..line("→", say(id, vars)) }
        }
        Effect::Checked { check, passed, clause, compared } => {
            let mut detail = Html::new();
            pairs(&mut detail, compared);
            let (class, sign) = verdict(if *passed { Verdict::Pass } else { Verdict::Fail });
            Line { class, clause: clause.to_string(), detail, ..line(sign, app.name("check", check.id())) }
        }
        Effect::Judged(judgement) => return judged(app, judgement, lines),
        Effect::Read { message } => {
            let found = message_of(trace, *message);
            let name = found.map_or_else(String::new, |found| message_name(trace, found));
            line("←", say("did.read", vec![("name", name)]))
        }
        Effect::Learned { name, .. } => line("+", say("did.learned", vec![("name", secret_name(*name).to_owned())])),
        Effect::Armed { writer, epoch, suite, .. } => {
            let vars = vec![
                ("who", app.name("who", writer.name())),
                ("epoch", app.name("epoch", epoch.id())),
                ("suite", suite.to_string()),
            ];
            line(icons::LOCK, say("did.armed", vars))
        }
        Effect::Ignored { what, clause } => Line {
            clause: clause.to_string(),
            ..line("·", say("did.ignored", vec![("what", app.name("ignored", what.id()))]))
        },
        Effect::Refused { refusal, alert, clause } => {
            let vars = vec![("why", app.name("refusal", refusal.id())), ("alert", alert.to_string())];
            let mut detail = Html::new();
            pairs(&mut detail, &refusal.told());
            Line { class: "no", clause: clause.to_string(), detail, ..line("✗", say("did.refused", vars)) }
        }
        Effect::Alerted { description, level } => {
            let vars = vec![("alert", description.to_string()), ("level", level.to_string())];
            line("←", say("did.alerted", vars))
        }
        Effect::Delivered { data } => {
            let text = printable(trace.blobs.bytes(*data));
            line("←", say("did.delivered", vec![("data", text)]))
        }
        Effect::HandshakeDone => Line { class: "ok", ..line("✓", app.t("did.handshake_done")) },
        Effect::Closed => line("■", app.t("did.closed")),
        Effect::Struck { fault } => {
            let name =
                trace.scenario.faults.get(*fault).map_or_else(String::new, |fault| super::flip::name(app, fault));
            Line { class: "no", ..line("✗", say("did.struck", vec![("name", name)])) }
        }
        Effect::Entered { from, to } => line(
            "◦",
            say("did.entered", vec![("from", app.name("state", from.id())), ("to", app.name("state", to.id()))]),
        ),
    });
}

/// Who else stood for election, and why not.
fn candidates(app: App, out: &mut Html, value: &str, among: &[Candidate]) {
    if among.len() < 2 && among.iter().all(|one| one.out.is_none()) {
        return;
    }
    out.text(" · ");
    for (at, candidate) in among.iter().enumerate() {
        out.text(if at > 0 { ", " } else { "" });
        match candidate.out {
            Some(why) => out.el("s", "", &candidate.name).text(&format!(" ({})", app.name("out", why.id()))),
            None if candidate.name == value => out.el("b", "", &candidate.name),
            None => out.text(&candidate.name),
        };
    }
}

fn judged(app: App, judgement: &Judgement, lines: &mut Vec<Line>) {
    for check in judgement.checks.iter().filter(|check| check.verdict != Verdict::NotApplicable) {
        let (class, sign) = verdict(check.verdict);
        let mut detail = Html::new();
        if let Some(place) = &check.certificate {
            detail.text(&self::place(app, *place)).text(" · ");
        }
        pairs(&mut detail, &check.compared);
        let words = app.name("chain", check.id.id());
        lines.push(Line { class, sign, words, clause: check.clause.to_string(), detail });
    }
}

/// The name of a certificate's place.
pub fn place(app: App, place: Place) -> String {
    let (id, n) = match place {
        Place::Sent(n) => ("did.certificate.sent", n),
        Place::Root(n) => ("did.certificate.root", n),
    };
    app.tf(id, &vec![("n", (n + 1).to_string())])
}

/// What was compared: names and values.
pub fn pairs(out: &mut Html, compared: &[(&'static str, String)]) {
    for (at, (name, value)) in compared.iter().enumerate() {
        out.text(if at > 0 { " · " } else { "" }).text(name).text(" ").el("code", "", value);
    }
}

/// The class and the sign of a verdict.
pub fn verdict(verdict: Verdict) -> (&'static str, &'static str) {
    match verdict {
        Verdict::Pass => ("ok", "✓"),
        Verdict::Fail => ("no", "✗"),
        Verdict::NotApplicable => ("", "–"),
    }
}

/// The numbers of a segment.
fn tcp(app: App, trace: &Trace, id: SegmentId) -> Option<Line> {
    let segment = trace.segment(id)?;
    let vars = vec![
        ("seq", segment.seq.to_string()),
        ("ack", segment.ack.to_string()),
        ("sent", segment.sent.to_string()),
        ("arrived", segment.arrived.map_or_else(|| "–".to_owned(), |arrived| arrived.to_string())),
    ];
    let words = app.tf("did.tcp", &vars);
    Some(Line { class: "", sign: "⇄", words, clause: "RFC 9293 3.5".to_owned(), detail: Html::new() })
}
