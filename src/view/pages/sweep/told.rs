//! How the work stands, with what stops and starts it; and what came of all runs, in groups, which is the legend of the marks.
//! Knows no run.

use super::cells::{class, mark, who, why};
use super::{AT_ONCE, plan, results};
use crate::explain::sweep::{About, Aim, Ended, Group, Sweep, groups, uncovered};
use crate::view::html::Html;
use crate::view::link::{View, fragment, write};
use crate::view::sight::Sight;
use crate::view::swept::State;

/// The bar, its words, and the button.
pub fn run(sight: &Sight) -> Html {
    let mut out = Html::new();
    let Some(plan) = plan(sight) else { return out };
    let (state, done) = results(sight).map_or((None, 0), |swept| (Some(swept.state), swept.done()));
    let (count, done) = (plan.rows.len().to_string(), done.to_string());
    let vars = vec![("n", done.clone()), ("of", count.clone())];
    let mut press = |act: &str, id: &str| {
        out.open("button", &[("class", "edged"), ("id", "sweep-press"), ("data-act", "sweep"), ("data-text", act)]);
        out.text(&sight.tf(id, &vars)).close("button");
    };
    let words = match state {
        None if plan.rows.len() <= AT_ONCE => "sweep.runs",
        None => {
            press("start", "sweep.start");
            return out;
        }
        Some(State::Runs | State::Left) => {
            press("stop", "sweep.stop");
            "sweep.runs"
        }
        Some(State::Stopped) => {
            press("start", "sweep.again");
            "sweep.stopped"
        }
        Some(State::Done) => {
            out.open("p", &[("class", "state"), ("role", "status")]).text(&sight.tf("sweep.done", &vars)).close("p");
            return out;
        }
    };
    let told = sight.tf(words, &vars);
    out.open("progress", &[("max", &count), ("value", &done), ("aria-label", &sight.t("sweep.progress"))]);
    out.close("progress").el("span", "state", &told);
    out
}

/// The groups.
pub fn sums(sight: &Sight) -> Html {
    let mut out = Html::new();
    let (Some(plan), Some(swept)) = (plan(sight), results(sight)) else { return out };
    let groups = groups(&swept.came);
    let marked = plan.aim != Aim::Faults;
    sides(sight, &mut out, &groups);
    if !marked {
        return out;
    }
    out.class("ul", "sums");
    for (nth, group) in groups.iter().enumerate() {
        out.open("li", &[]).el("b", &format!("of {}", class(group.came.ended)), &mark(nth)).class("div", "told");
        let count = vec![("n", group.count.to_string())];
        out.open("p", &[]).el("strong", "", &who(sight, group.came.ended));
        if let Some(why) = why(sight, &group.came) {
            out.text(sight.lang.colon()).prose(&why);
        }
        out.text(" ").el("span", "count", &sight.tf("sweep.count", &count));
        if let Some(alert) = group.came.alert {
            out.text(" ").el("code", "", &alert.to_string());
        }
        out.close("p");
        if let Some(reason) = reason(sight, &plan, group) {
            out.paragraph("why", &reason);
        }
        first(sight, &mut out, &plan, group);
        out.close("div").close("li");
    }
    out.close("ul");
    out
}

/// How many runs each side has noticed.
fn sides(sight: &Sight, out: &mut Html, groups: &[Group]) {
    let mut told: Vec<(String, usize, &str)> = Vec::new();
    for group in groups {
        let ended = group.came.ended;
        let name = if let Ended::Elsewhere(_) = ended { sight.t("sweep.who.unstruck") } else { who(sight, ended) };
        match told.iter_mut().find(|(known, ..)| *known == name) {
            Some((_, count, _)) => *count += group.count,
            None => told.push((name, group.count, class(ended))),
        }
    }
    out.class("p", "sides");
    for (name, count, class) in told {
        out.el("span", &format!("of {class}"), &format!("{name}{}{count}", sight.lang.colon())).text(" ");
    }
    out.close("p");
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
    let scenario = plan.scenario(group.first).map(|scenario| write(&scenario)).unwrap_or_default();
    let at = (!group.came.at.is_empty()).then(|| group.came.at.clone());
    let link = fragment(&scenario, &View { at, ..View::default() });
    out.class("p", "first").open("a", &[("href", &link)]).text(&sight.t("sweep.first")).close("a");
    out.text(" ").el("code", "", &byte.field);
    if !group.came.at.is_empty() {
        out.text(" → ").el("code", "", &group.came.at);
    }
    out.close("p");
}
