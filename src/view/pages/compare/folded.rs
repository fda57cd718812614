//! What of two runs is too much for a table at once, each group folded under one line: messages with their bytes and the
//! fields that differ, and the values that the clients derive. Knows no run.

use crate::explain::compare::messages::{Pair, messages};
use crate::explain::compare::secrets::{Secret, secrets};
use crate::explain::{Pane, counted, secret_name};
use crate::view::html::Html;
use crate::view::link::{self, View};
use crate::view::sight::{Shown, Sight};
use crate::view::wording::camel;

/// A link to a place of a run.
pub fn to(run: &Shown, step: usize, pane: Pane, field: Option<String>) -> String {
    let at = run.trace.steps.get(step).map(|step| step.anchor.to_string());
    link::fragment(&run.text, &View { at, pane: Some(pane), field, ..View::default() })
}

/// Both groups.
pub fn html(sight: &Sight, runs: [&Shown; 2], names: &[String; 2]) -> Html {
    let mut out = Html::new();
    let traces = runs.map(|run| &run.trace);
    let pairs = messages(traces);
    let count = |fits: &dyn Fn(&Pair) -> bool| pairs.iter().filter(|pair| fits(pair)).count().to_string();
    let vars = vec![
        ("same", count(&Pair::is_same)),
        ("other", count(&|pair| pair.is_in_both() && !pair.is_same())),
        ("only", count(&|pair| !pair.is_in_both())),
    ];
    group(&mut out, &sight.tf("compare.messages", &vars));
    head(sight, &mut out, "compare.message", names);
    for pair in &pairs {
        message(sight, &mut out, runs, pair);
    }
    out.close("tbody").close("table").close("details");

    let all = secrets(traces);
    let count = |fits: &dyn Fn(&Secret) -> bool| all.iter().filter(|one| fits(one)).count().to_string();
    let vars = vec![
        ("both", count(&|one| one.is_equal().is_some())),
        ("equal", count(&|one| one.is_equal() == Some(true))),
        ("only", count(&|one| one.is_equal().is_none())),
    ];
    group(&mut out, &sight.tf("compare.secrets", &vars));
    head(sight, &mut out, "compare.secret", names);
    for one in &all {
        secret(sight, &mut out, runs, one);
    }
    out.close("tbody").close("table").close("details");
    out
}

fn group(out: &mut Html, summary: &str) {
    out.open("details", &[("class", "folded")]).el("summary", "", summary);
}

fn head(sight: &Sight, out: &mut Html, first: &str, names: &[String; 2]) {
    out.class("table", "figures").open("thead", &[]).open("tr", &[]);
    for title in [&sight.t(first), &sight.t("compare.difference"), &names[0], &names[1]] {
        out.open("th", &[("scope", "col")]).text(title).close("th");
    }
    out.close("tr").close("thead").open("tbody", &[]);
}

/// Equal, or not, as a sign and in words.
fn sign(sight: &Sight, out: &mut Html, same: bool) {
    let (sign, told) = if same { ("=", "compare.same") } else { ("≠", "compare.differs") };
    out.open("span", &[("class", "sign"), ("aria-hidden", "true")]).text(sign).close("span");
    out.el("span", "unseen", &sight.t(told));
}

/// How many bytes; a dash where there are none.
fn length(sight: &Sight, n: Option<usize>) -> String {
    let told = |n: usize| sight.tf("compare.bytes", &counted(n));
    n.map_or("–".to_owned(), told)
}

fn message(sight: &Sight, out: &mut Html, runs: [&Shown; 2], pair: &Pair) {
    let same = pair.is_same();
    out.class("tr", if same { "same" } else { "" }).open("th", &[("scope", "row")]).text(&camel(pair.name));
    out.text(" ").el("small", "", &sight.name("who", pair.role.name())).close("th").open("td", &[]);
    if !pair.is_in_both() {
        out.text(&sight.t("compare.only"));
    } else if same {
        sign(sight, out, true);
    } else if pair.fields.is_empty() {
        out.text(&sight.t("compare.framing"));
    } else {
        out.open("details", &[])
            .el("summary", "", &sight.tf("compare.fields", &counted(pair.fields.len())))
            .open("ul", &[]);
        for field in &pair.fields {
            let side = usize::from(field.bytes[0].is_none());
            out.open("li", &[]);
            match pair.steps[side] {
                Some(step) => {
                    let href = to(runs[side], step, Pane::Message, Some(field.path.clone()));
                    out.open("a", &[("href", &href)]).el("code", "", &field.path).close("a");
                }
                None => drop(out.el("code", "", &field.path)),
            }
            let [own, theirs] = field.bytes.map(|n| length(sight, n));
            out.text(" ").el("small", "", &format!("{own} / {theirs}")).close("li");
        }
        out.close("ul").close("details");
    }
    out.close("td");
    for (side, run) in runs.into_iter().enumerate() {
        out.open("td", &[]);
        match pair.steps[side].zip(pair.bytes[side]) {
            Some((step, n)) => {
                let told = length(sight, Some(n));
                out.open("a", &[("href", &to(run, step, Pane::Message, None))]).text(&told).close("a");
            }
            None => drop(out.text("–")),
        }
        out.close("td");
    }
    out.close("tr");
}

fn secret(sight: &Sight, out: &mut Html, runs: [&Shown; 2], secret: &Secret) {
    let equal = secret.is_equal();
    out.class("tr", if equal == Some(true) { "same" } else { "" }).open("th", &[("scope", "row")]);
    out.el("code", "", secret_name(secret.name)).close("th").open("td", &[]);
    match equal {
        Some(same) => sign(sight, out, same),
        None => drop(out.text(&sight.t("compare.only"))),
    }
    out.close("td");
    for (run, held) in runs.into_iter().zip(&secret.held) {
        out.open("td", &[]);
        match held {
            Some(held) => {
                let href = to(run, held.step, Pane::Keys, None);
                out.open("a", &[("href", &href)]).el("code", "", &held.formula).close("a");
            }
            None => drop(out.text("–")),
        }
        out.close("td");
    }
    out.close("tr");
}
