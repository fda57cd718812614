//! How the work stands, with what stops and starts it; and what came of all runs, in groups, which is the legend of the marks.
//! Knows no run.

use super::cells::{class, noticed, who, why};
use super::which::{AT_ONCE, Results, plan, results, swept};
use crate::explain::counted;
use crate::explain::sweep::{About, Aim, Ended, Group, Sweep, mark, uncovered};
use crate::view::html::Html;
use crate::view::link::{View, fragment, write};
use crate::view::sight::Sight;
use crate::view::swept::{State, Swept};

/// The bar and its words.
pub fn run(sight: &Sight) -> Html {
    let mut out = Html::new();
    let swept = swept(sight);
    let (state, done) = swept.as_ref().map_or((None, 0), |swept| (Some(swept.state), swept.done()));
    let runs = count(sight, swept.as_ref());
    let (count, done) = (runs.to_string(), done.to_string());
    let vars = vec![("n", done.clone()), ("of", count.clone())];
    let words = match state {
        None if runs > AT_ONCE => return out,
        Some(State::Done) => {
            out.open("p", &[("class", "state"), ("role", "status")])
                .text(&sight.tf("page.sweep.done", &vars))
                .close("p");
            return out;
        }
        Some(State::Stopped) => "page.sweep.stopped",
        _ => "page.sweep.runs",
    };
    out.open("progress", &[("max", &count), ("value", &done), ("aria-label", &sight.t("sweep.progress"))]);
    out.close("progress").el("span", "state", &sight.tf(words, &vars));
    out
}

/// The button: drawn apart, so that it stays the same one under a press while runs come.
pub fn press(sight: &Sight) -> Html {
    let mut out = Html::new();
    let swept = swept(sight);
    let runs = count(sight, swept.as_ref());
    let (act, id) = match swept.map(|swept| swept.state) {
        None if runs > AT_ONCE => ("start", "page.sweep.start"),
        Some(State::Stopped) => ("start", "sweep.again"),
        Some(State::Done) => return out,
        _ => ("stop", "sweep.stop"),
    };
    out.open("button", &[("class", "edged"), ("id", "sweep-press"), ("data-act", "sweep"), ("data-text", act)]);
    out.text(&sight.tf(id, &vec![("of", runs.to_string())])).close("button");
    out
}

/// How many runs there are; asked of the results where there are any, which is quicker than to plan them again.
fn count(sight: &Sight, swept: Option<&Swept>) -> usize {
    let planned = || plan(sight).map_or(0, |plan| plan.rows.len());
    swept.map_or_else(planned, |swept| swept.came.len())
}

/// The groups.
pub fn sums(sight: &Sight) -> Html {
    let mut out = Html::new();
    let (Some(plan), Some(Results { groups, .. })) = (plan(sight), results(sight)) else { return out };
    if plan.aim == Aim::Faults {
        return out;
    }
    out.class("ul", "sums");
    for (nth, group) in groups.iter().enumerate() {
        out.open("li", &[]).el("b", &format!("of {}", class(group.came.ended)), &mark(nth)).class("div", "told");
        out.open("p", &[]).el("strong", "", &who(sight, group.came.ended));
        if let Some(why) = why(sight, &group.came) {
            out.text(sight.lang.colon()).prose(&why);
        }
        out.text(" ").el("span", "count", &sight.tf("page.sweep.count", &counted(group.count)));
        if let Some(alert) = group.came.alert {
            out.text(" · ").el("code", "", &alert.to_string());
        }
        out.close("p");
        if let Some(reason) = reason(sight, &plan, group) {
            out.paragraph("because", &reason);
        }
        first(sight, &mut out, &plan, group);
        out.close("div").close("li");
    }
    out.close("ul");
    out
}

/// How many runs each side has noticed.
pub fn counts(sight: &Sight) -> Html {
    let mut out = Html::new();
    let groups = results(sight).map(|own| own.groups).unwrap_or_default();
    let mut told: Vec<(String, usize, &str)> = Vec::new();
    for group in &groups {
        let ended = group.came.ended;
        let name = if let Ended::Elsewhere(_) = ended { sight.t("sweep.who.unstruck") } else { who(sight, ended) };
        match told.iter_mut().find(|(known, ..)| *known == name) {
            Some((_, count, _)) => *count += group.count,
            None => told.push((name, group.count, class(ended))),
        }
    }
    let order = ["client", "server", "through", "open", "none"];
    told.sort_by_key(|(_, _, class)| order.iter().position(|own| own == class));
    out.class("p", "swept-parties");
    for (name, count, class) in told {
        out.el("span", &format!("of {class}"), &format!("{name}{}{count}", sight.lang.colon())).text(" ");
    }
    out.close("p");
    out
}

/// Why these runs went so, in a sentence or a few.
fn reason(sight: &Sight, plan: &Sweep, group: &Group) -> Option<String> {
    let id = match group.came.ended {
        Ended::Noticed(_) => format!("refusal.{}", group.came.why),
        Ended::Open => format!("sweep.open.{}.why", group.came.why),
        Ended::Through => {
            let row = plan.rows.get(group.first)?;
            format!("sweep.uncovered.{}", uncovered(&plan.aim, row, &group.came)?)
        }
        Ended::Unstruck | Ended::Elsewhere(_) => return None,
    };
    sight.told(&[id], &Vec::new()).and_then(|told| told.body.first().cloned())
}

/// The first run of a group, and where it was noticed.
fn first(sight: &Sight, out: &mut Html, plan: &Sweep, group: &Group) {
    let Some(row) = plan.rows.get(group.first) else { return };
    let About::Byte(byte) = &row.about else { return };
    let scenario = plan.scenario(group.first);
    let link = scenario.as_ref().map(|own| fragment(&write(own), &View::default())).unwrap_or_default();
    let id = if group.count == 1 { "sweep.only" } else { "sweep.first" };
    out.class("p", "first").open("a", &[("href", &link)]).text(&sight.t(id)).close("a");
    out.text(" ").el("code", "", &byte.field);
    if group.came.step > 0 {
        out.text(" → ");
        noticed(sight, out, scenario.as_ref(), &group.came);
    }
    out.close("p");
}
