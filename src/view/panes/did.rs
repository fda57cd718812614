//! What a party did in this step, in words, line by line, each opening to the text that says more. Knows no rule.

use super::compared::value_of;
use crate::explain::did::{Chosen, Detail, Kind, Line, lines};
use crate::explain::{Flow, Question, Vars, compared_label, compared_value, fill, secret_text, step_text};
use crate::pki::{Place, Verdict};
use crate::tls::memory::Change;
use crate::view::html::Html;
use crate::view::icons;
use crate::view::sight::{Pane, Sight};
use crate::view::ways::{to_pane, to_step};
use crate::view::wording::message_name;

/// The lines of the current step; nothing where there is none.
pub fn html(sight: &Sight) -> Html {
    let at = sight.at;
    let (lines, vars) = {
        let vars = step_text(&sight.shown.trace, at).map(|text| text.filled(&sight.texts)).unwrap_or_default();
        (lines(&sight.shown.trace, at), vars)
    };
    let mut out = Html::new();
    if lines.is_empty() {
        return out;
    }
    out.class("ul", "did");
    for line in &lines {
        self::line(sight, &mut out, line, &vars);
    }
    out.close("ul");
    out
}

/// One line: what is seen at once, and what it opens to.
fn line(sight: &Sight, out: &mut Html, line: &Line, vars: &Vars) {
    let (class, sign) = look(line.kind);
    let mut deep = Html::new();
    detail(sight, &mut deep, &line.detail);
    let vars = |own: &Vars| own.iter().chain(vars).cloned().collect();
    for text in line.more.iter().filter_map(|told| sight.told(&told.keys, &vars(&told.vars))) {
        said(sight, &mut deep, &text.title, &text.body, matches!(line.detail, Detail::Asked(_) | Detail::Chain { .. }));
    }
    if let Some(clause) = &line.clause {
        deep.class("p", "c").clause(clause).close("p");
    }
    let mut seen = Html::new();
    seen.open("span", &[("class", "s"), ("aria-hidden", "true")]);
    match sign {
        icons::LOCK => icons::sign(&mut seen, icons::LOCK),
        sign => drop(seen.text(sign)),
    }
    // What opens something is a button: nothing in it is a link.
    seen.close("span").class("span", "w").add(&words(sight, line, deep == Html::new())).close("span");
    let class = if line.deciding { format!("{class} deciding") } else { class.to_owned() };
    out.class("li", &class);
    match deep == Html::new() {
        true => drop(out.class("div", "row").add(&seen).close("div")),
        false => {
            out.open("details", &[(if line.deciding { "open" } else { "" }, "")]);
            out.class("summary", "row").add(&seen).close("summary").class("div", "deep").add(&deep).close("div");
            out.close("details");
        }
    }
    out.close("li");
}

/// A text below a line; without its title where the line says that already.
fn said(sight: &Sight, out: &mut Html, title: &str, body: &[String], known: bool) {
    let mut marked = Vec::new();
    for (at, paragraph) in body.iter().enumerate() {
        out.open("p", &[]);
        if at == 0 && !known && !title.is_empty() {
            out.open("b", &[]).prose(title).close("b").text(" ");
        }
        out.told_but(sight, paragraph, &mut marked).close("p");
    }
}

/// The class and the sign of a line.
fn look(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Tcp => ("", "⇄"),
        Kind::Chose | Kind::ChoseNone => ("", "→"),
        Kind::Early(true) => ("ok", "✓"),
        Kind::Early(false) => ("", "✗"),
        Kind::Checked(found) | Kind::Judged(found) => verdict(found),
        Kind::Read | Kind::Alerted | Kind::Delivered => ("", "←"),
        Kind::Learned | Kind::Memory(Change::Kept) => ("", "+"),
        Kind::Memory(Change::Expired | Change::Forgotten) => ("", "−"),
        Kind::Memory(_) => ("", "→"),
        Kind::Armed | Kind::Ticket => ("", icons::LOCK),
        Kind::Ignored => ("", "·"),
        Kind::Refused | Kind::Struck => ("no", "✗"),
        Kind::HandshakeDone => ("ok", "✓"),
        Kind::Closed => ("", "■"),
        Kind::Entered => ("", "◦"),
    }
}

/// What a line says; with terms marked in it, or not.
fn words(sight: &Sight, line: &Line, marked: bool) -> Html {
    let mut out = Html::new();
    let mut vars = line.vars.clone();
    vars.extend(line.named.iter().map(|(name, keys)| (*name, fill(&sight.called(keys), &line.vars))));
    match &line.detail {
        Detail::Asked(question) => asked(sight, &mut out, question),
        Detail::Chain { questions, accepted } => {
            let id = if *accepted { "did.judged.accepted" } else { "did.judged.refused" };
            out.prose(&sight.tf(id, &vars));
            if let Some(question) = questions.iter().find(|one| one.verdict == Verdict::Fail) {
                out.text(" ");
                asked(sight, &mut out, question);
            }
        }
        Detail::Message(id) => {
            let name = sight.shown.trace.message(*id).map(|one| message_name(&sight.shown.trace, one));
            out.prose(&sight.tf("did.read", &vec![("name", name.unwrap_or_default())]));
        }
        Detail::Fault(at) => {
            let name = sight.shown.trace.scenario.faults.get(*at).map(|one| super::flip::name(sight, one));
            out.prose(&sight.tf("did.struck", &vec![("name", name.unwrap_or_default())]));
        }
        Detail::Values(flow) => {
            let names: Vec<String> = flow.out.iter().map(|node| format!("`{}`", node.called())).collect();
            out.prose(&sight.tf("did.learned", &vec![("name", names.join(sight.lang.comma()))]));
        }
        _ if marked => drop(out.told(sight, &sight.tf(line.kind.id(), &vars))),
        _ => drop(out.prose(&sight.tf(line.kind.id(), &vars))),
    }
    out
}

/// A question and its answer.
pub fn asked(sight: &Sight, out: &mut Html, question: &Question) {
    let told = (question.asked(&sight.texts), question.answered(&sight.texts));
    let id = question.id.rsplit('.').next().unwrap_or_default();
    out.class("span", "ask").prose(told.0.as_ref().map_or(id, |text| text.title.as_str())).close("span").text(" ");
    out.class("b", "answer").prose(&told.1).close("b");
}

/// Of which certificate something was asked, where several are asked the same.
pub fn of(sight: &Sight, out: &mut Html, question: &Question) {
    if let Some(at) = question.place {
        out.text(" ").el("span", "c", &place(sight, at));
    }
}

fn detail(sight: &Sight, out: &mut Html, detail: &Detail) {
    match detail {
        Detail::Asked(question) => pairs(sight, out, question),
        Detail::Chain { questions, accepted } => {
            if let Some(question) = questions.iter().find(|one| one.verdict == Verdict::Fail).filter(|_| !accepted) {
                pairs(sight, out, question);
            }
            out.open("p", &[]);
            to_pane(out, Pane::Certificates, &sight.t("did.judged.all"));
            out.close("p");
        }
        Detail::Chosen(chosen) => self::chosen(sight, out, chosen),
        Detail::Values(flow) => values(sight, out, flow),
        _ => {}
    }
}

/// By which rule something was chosen, and what else could not be, by reason.
pub fn chosen(sight: &Sight, out: &mut Html, chosen: &Chosen) {
    let list = |out: &mut Html, label: &str, names: &[String]| {
        out.open("p", &[]).text(label).text(sight.lang.colon());
        for (at, name) in names.iter().enumerate() {
            out.text(if at > 0 { ", " } else { "" }).el("code", "", name);
        }
        out.close("p");
    };
    if !chosen.value.is_empty() {
        let by = vec![("rule", sight.called(std::slice::from_ref(&chosen.rule)))];
        out.open("p", &[]).prose(&sight.tf("did.chosen.by", &by)).close("p");
    }
    if !chosen.eligible.is_empty() {
        list(out, &sight.t("did.chosen.eligible"), &chosen.eligible);
    }
    let count: usize = chosen.out.iter().map(|(_, names)| names.len()).sum();
    if count > 0 {
        out.open("details", &[("class", "struck"), (if chosen.value.is_empty() { "open" } else { "" }, "")]);
        out.el("summary", "", &sight.tf("did.chosen.out", &vec![("n", count.to_string())]));
        for (reason, names) in &chosen.out {
            list(out, &sight.called(std::slice::from_ref(reason)), names);
        }
        out.close("details");
    }
}

/// What the values are, each in a line, and the way to the figure of them.
fn values(sight: &Sight, out: &mut Html, flow: &Flow) {
    for node in &flow.out {
        let (keys, vars) = secret_text(&sight.shown.trace, flow.actor, node.entry);
        let meaning = sight.told(&keys, &vars).map(|text| text.title).unwrap_or_default();
        let bytes = {
            let ledger = sight.shown.trace.actors.get(usize::from(flow.actor.0)).map(|actor| &actor.ledger);
            ledger
                .and_then(|ledger| ledger.bytes(node.entry).ok())
                .map_or(String::new(), |own| crate::view::bytes::spaced(own, 8))
        };
        out.class("p", "value").el("code", "", &node.called()).text(" ").el("span", "hex", &bytes).text(" ");
        out.prose(&meaning);
        if let Some(use_) = node.uses.first() {
            out.text(" · ");
            to_step(sight, out, use_.step);
        }
        out.close("p");
    }
    out.open("p", &[]);
    to_pane(out, Pane::Keys, &sight.t("did.learned.all"));
    out.close("p");
}

/// The name of a certificate's place.
pub fn place(sight: &Sight, place: Place) -> String {
    let (id, n) = match place {
        Place::Sent(n) => ("did.certificate.sent", n),
        Place::Root(n) => ("did.certificate.root", n),
    };
    sight.tf(id, &vec![("n", (n + 1).to_string())])
}

/// What was compared: of which certificate, and each value with what it is called.
pub fn pairs(sight: &Sight, out: &mut Html, question: &Question) {
    let shown: Vec<_> = question.compared.iter().filter(|(_, value)| !value.is_empty()).collect();
    if shown.is_empty() && question.place.is_none() {
        return;
    }
    out.class("dl", "pairs");
    if let Some(at) = question.place {
        out.open("div", &[]).el("dt", "", &sight.t("page.cert.which")).el("dd", "", &place(sight, at)).close("div");
    }
    let check = question.id.rsplit('.').next().unwrap_or_default();
    for (name, value) in &shown {
        {
            // What a name means can depend on what was asked.
            let own = sight.texts.get(&format!("compared.{check}.{name}")).map(|text| text.title.clone());
            out.open("div", &[]).el("dt", "", &own.unwrap_or_else(|| compared_label(&sight.texts, name)));
            out.open("dd", &[]);
            value_of(out, &compared_value(&sight.texts, name, value), shown.iter().map(|(_, other)| other.as_str()));
            out.close("dd").close("div");
        };
    }
    out.close("dl");
}

/// The class and the sign of a verdict.
pub fn verdict(verdict: Verdict) -> (&'static str, &'static str) {
    match verdict {
        Verdict::Pass => ("ok", "✓"),
        Verdict::Fail => ("no", "✗"),
        Verdict::NotApplicable => ("", "–"),
    }
}
