//! The ladder of several connections: one below the other, each under a header that folds it, between them the time that
//! passes and what each side keeps meanwhile; above them a list to jump by. Knows no layout of a single one.

use super::given::Beyond;
use super::marks::marks;
use super::one::draw;
use crate::explain::question::span;
use crate::explain::{Chapter, Keeper, Stamp, Vars, chapters, kept, orders};
use crate::view::html::Html;
use crate::view::sight::{Pane, Shown, Sight};
use crate::wire::Role;

/// The list to jump by.
#[inline(never)] // of a later part, as all below
pub fn jump(sight: &Sight, out: &mut Html) {
    out.open("nav", &[("class", "jump"), ("aria-label", &sight.t("page.connections"))]).open("ol", &[]);
    for chapter in chapters(&sight.shown.trace) {
        let (first, n) = (chapter.steps.start.to_string(), (chapter.conn.0 + 1).to_string());
        out.open("li", &[])
            .open("button", &[("class", "chip"), ("data-act", "go"), ("data-n", &first), ("data-c", &n)]);
        out.el("b", if chapter.foe() { "num network" } else { "num" }, &n).text(" ");
        out.text(&sight.t(&format!("page.way.short.{}", chapter.way)));
        if chapter.early == Some(true) && !chapter.foe() {
            out.text(sight.lang.comma()).text("0-RTT");
        }
        out.close("button").close("li");
    }
    out.close("ol").close("nav");
}

/// The connections.
#[inline(never)]
pub fn html(sight: &Sight, out: &mut Html) {
    {
        let chapters = chapters(&sight.shown.trace);
        let orders = orders(&sight.shown.trace);
        let mut before: Option<&Chapter> = None;
        for chapter in &chapters {
            if let Some(before) = before {
                pause(sight, out, &sight.shown, (before, chapter));
            }
            before = Some(chapter);
            let foe = chapter.foe();
            out.class("section", if foe { "conn network" } else { "conn" });
            header(sight, out, &sight.shown, chapter);
            let id = body(chapter);
            let orders = orders.iter().zip(1..).filter(|(at, _)| chapter.steps.contains(at));
            let orders = orders.map(|(at, n)| (*at, n)).collect();
            let stolen = !sight.shown.trace.scenario.thefts.is_empty();
            let marks = if stolen { marks(&sight.shown, chapter.steps.clone()) } else { Vec::new() };
            let beyond = Beyond { foe: foe.then(|| sight.t("who.attacker")), orders, marks };
            out.open("div", &[("id", &id)])
                .add(&draw(sight, &sight.shown, chapter.steps.clone(), &beyond))
                .close("div");
            out.close("section");
        }
    };
}

/// The id of what a connection's header folds.
pub fn body(chapter: &Chapter) -> String {
    format!("steps-{}", chapter.conn.0)
}

/// Number, from what it goes on, when, and how it ended.
fn header(sight: &Sight, out: &mut Html, shown: &Shown, chapter: &Chapter) {
    let (id, n) = (body(chapter), chapter.conn.0.to_string());
    let attributes = [("data-act", "fold"), ("data-n", &*n), ("aria-expanded", "true"), ("aria-controls", &*id)];
    out.open("h2", &[])
        .open("button", &attributes)
        .open("span", &[("class", "tw"), ("aria-hidden", "true")])
        .close("span");
    out.el("b", "num", &(chapter.conn.0 + 1).to_string()).text(" ").class("span", "way");
    out.text(&sight.t(&format!("page.way.{}", chapter.way)));
    if let Some(taken) = chapter.early {
        let id = if taken { "page.way.early" } else { "page.way.early.not" };
        out.text(" ").el("span", "tag", &sight.t(id));
    }
    out.close("span").text(" ").el("span", "when", &clock(shown, chapter)).text(" ");
    let (class, sign) = if chapter.stamp == Stamp::Completed { ("stamp ok", "✓") } else { ("stamp no", "✗") };
    out.class("span", class)
        .text(&format!("{sign} {}", sight.t(&format!("page.stamp.{}", chapter.stamp))))
        .close("span");
    out.close("button").close("h2");
}

/// The time of day at which a connection begins, as `09:41:07`.
fn clock(shown: &Shown, chapter: &Chapter) -> String {
    let start = shown.trace.connections.get(usize::from(chapter.conn.0)).map_or(0, |one| one.start / 1000);
    let second = shown.trace.scenario.time.rem_euclid(86_400) as u64 + start;
    format!("{:02}:{:02}:{:02}", second / 3600 % 24, second / 60 % 60, second % 60)
}

/// The time between two connections, and what each side keeps in it.
fn pause(sight: &Sight, out: &mut Html, shown: &Shown, (before, after): (&Chapter, &Chapter)) {
    let last = before.steps.end.saturating_sub(1);
    let keepers = kept(&shown.trace, last);
    let keeper = |role: Role| keepers.iter().find(|keeper| keeper.role == role);
    out.class("div", "pause");
    plates(sight, out, keeper(Role::Client), (Role::Client, last));
    out.class("p", "while").el("span", "", &later(sight, after));
    if after.foe() {
        out.el("small", "network", &sight.t("page.pause.recorded"));
    }
    out.close("p");
    plates(sight, out, keeper(Role::Server), (Role::Server, last));
    out.close("div");
}

/// `10 minutes later`
fn later(sight: &Sight, after: &Chapter) -> String {
    match after.pause.unwrap_or_default() / 1000 {
        0 => sight.t("page.pause.none"),
        seconds => sight.tf("page.pause", &vec![("span", span(&sight.texts, seconds))]),
    }
}

/// What a side keeps, one plate for each kind; each leads to where it is told.
fn plates(sight: &Sight, out: &mut Html, keeper: Option<&Keeper>, (role, last): (Role, usize)) {
    let mut kinds: Vec<(&'static str, usize)> = Vec::new();
    for thing in keeper.into_iter().flat_map(|keeper| &keeper.things) {
        match kinds.iter_mut().find(|(id, _)| *id == thing.id()) {
            Some((_, count)) => *count += 1,
            None => kinds.push((thing.id(), 1)),
        }
    }
    let label = sight.t(&format!("page.kept.{}", role.name()));
    let class = format!("plates {}", role.name());
    out.open("ul", &[("class", &class), ("aria-label", &label)]);
    for (id, count) in &kinds {
        let (name, step) = (sight.t(&format!("page.kept.kind.{id}")), last.to_string());
        let text = if *count > 1 { format!("{name} × {count}") } else { name };
        let to = [("data-act", "show"), ("data-n", &*step), ("data-pane", Pane::State.name()), ("data-see", ".keeps")];
        out.open("li", &[]).open("button", &[&[("class", "plate")], &to[..]].concat()).text(&text);
        out.close("button").close("li");
    }
    if kinds.is_empty() {
        out.open("li", &[]).el("span", "plate gone", &sight.t("page.kept.none")).close("li");
    }
    out.close("ul");
}

/// `connection 2 of 3`
#[inline(never)]
pub fn position(sight: &Sight, at: usize) -> String {
    {
        let conn = sight.shown.trace.steps.get(at).map_or(0, |step| step.conn.0);
        let vars: Vars =
            vec![("n", (conn + 1).to_string()), ("count", sight.shown.trace.connections.len().to_string())];
        sight.tf("page.position.connection", &vars)
    }
}
