//! The ladder of several connections: one below the other, each under a header that folds it, between them the time that
//! passes and what each side keeps meanwhile; above them a list to jump by. Knows no layout of a single one.

use std::cell::RefCell;

use super::marks::marks;
use super::{Beyond, draw};
use crate::page::dom;
use crate::page::html::Html;
use crate::page::live::{soon, tell};
use crate::page::state::{App, Pane, Shown};
use handscope::explain::question::span;
use handscope::explain::{Chapter, Keeper, Stamp, Vars, chapter_of, chapters, kept, orders};
use handscope::wire::Role;

thread_local! {
    /// Which connections the reader has opened or folded, of the scenario with that text.
    static CHOSEN: RefCell<(String, Vec<(usize, bool)>)> = const { RefCell::new((String::new(), Vec::new())) };
}

/// The list to jump by.
#[inline(never)] // of the program's second part, as all below
pub fn jump(app: App, out: &mut Html) {
    out.open("nav", &[("class", "jump"), ("aria-label", &app.t("page.connections"))]).open("ol", &[]);
    for chapter in app.shown.with(|shown| chapters(&shown.trace)) {
        let (first, n) = (chapter.steps.start.to_string(), (chapter.conn.0 + 1).to_string());
        out.open("li", &[])
            .open("button", &[("class", "chip"), ("data-act", "go"), ("data-n", &first), ("data-c", &n)]);
        out.el("b", if chapter.foe() { "num network" } else { "num" }, &n).text(" ");
        out.text(&app.t(&format!("page.way.short.{}", chapter.way)));
        if chapter.early == Some(true) && !chapter.foe() {
            out.text(app.lang.get().comma()).text("0-RTT");
        }
        out.close("button").close("li");
    }
    out.close("ol").close("nav");
}

/// The connections.
#[inline(never)]
pub fn html(app: App, out: &mut Html) {
    app.shown.with(|shown| {
        let chapters = chapters(&shown.trace);
        let orders = orders(&shown.trace);
        let mut before: Option<&Chapter> = None;
        for chapter in &chapters {
            if let Some(before) = before {
                pause(app, out, shown, (before, chapter));
            }
            before = Some(chapter);
            let foe = chapter.foe();
            out.class("section", if foe { "conn network" } else { "conn" });
            header(app, out, shown, chapter);
            let id = body(chapter);
            let orders = orders.iter().zip(1..).filter(|(at, _)| chapter.steps.contains(at));
            let orders = orders.map(|(at, n)| (*at, n)).collect();
            let stolen = !shown.trace.scenario.thefts.is_empty();
            let marks = if stolen { marks(shown, chapter.steps.clone()) } else { Vec::new() };
            let beyond = Beyond { foe: foe.then(|| app.t("who.attacker")), orders, marks };
            out.open("div", &[("id", &id)]).add(&draw(app, shown, chapter.steps.clone(), &beyond)).close("div");
            out.close("section");
        }
    });
}

/// The id of what a connection's header folds.
fn body(chapter: &Chapter) -> String {
    format!("steps-{}", chapter.conn.0)
}

/// Number, from what it goes on, when, and how it ended.
fn header(app: App, out: &mut Html, shown: &Shown, chapter: &Chapter) {
    let (id, n) = (body(chapter), chapter.conn.0.to_string());
    let attributes = [("data-act", "fold"), ("data-n", &*n), ("aria-expanded", "true"), ("aria-controls", &*id)];
    out.open("h2", &[])
        .open("button", &attributes)
        .open("span", &[("class", "tw"), ("aria-hidden", "true")])
        .close("span");
    out.el("b", "num", &(chapter.conn.0 + 1).to_string()).text(" ").class("span", "way");
    out.text(&app.t(&format!("page.way.{}", chapter.way)));
    if let Some(taken) = chapter.early {
        let id = if taken { "page.way.early" } else { "page.way.early.not" };
        out.text(" ").el("span", "tag", &app.t(id));
    }
    out.close("span").text(" ").el("span", "when", &clock(shown, chapter)).text(" ");
    let (class, sign) = if chapter.stamp == Stamp::Completed { ("stamp ok", "✓") } else { ("stamp no", "✗") };
    out.class("span", class).text(&format!("{sign} {}", app.t(&format!("page.stamp.{}", chapter.stamp)))).close("span");
    out.close("button").close("h2");
}

/// The time of day at which a connection begins, as `09:41:07`.
fn clock(shown: &Shown, chapter: &Chapter) -> String {
    let start = shown.trace.connections.get(usize::from(chapter.conn.0)).map_or(0, |one| one.start / 1000);
    let second = shown.trace.scenario.time.rem_euclid(86_400) as u64 + start;
    format!("{:02}:{:02}:{:02}", second / 3600 % 24, second / 60 % 60, second % 60)
}

/// The time between two connections, and what each side keeps in it.
fn pause(app: App, out: &mut Html, shown: &Shown, (before, after): (&Chapter, &Chapter)) {
    let last = before.steps.end.saturating_sub(1);
    let keepers = kept(&shown.trace, last);
    let keeper = |role: Role| keepers.iter().find(|keeper| keeper.role == role);
    out.class("div", "pause");
    plates(app, out, keeper(Role::Client), (Role::Client, last));
    out.class("p", "while").el("span", "", &later(app, after));
    if after.foe() {
        out.el("small", "network", &app.t("page.pause.recorded"));
    }
    out.close("p");
    plates(app, out, keeper(Role::Server), (Role::Server, last));
    out.close("div");
}

/// `10 minutes later`
fn later(app: App, after: &Chapter) -> String {
    match after.pause.unwrap_or_default() / 1000 {
        0 => app.t("page.pause.none"),
        seconds => app.tf("page.pause", &vec![("span", app.texts.with(|texts| span(texts, seconds)))]),
    }
}

/// What a side keeps, one plate for each kind; each leads to where it is told.
fn plates(app: App, out: &mut Html, keeper: Option<&Keeper>, (role, last): (Role, usize)) {
    let mut kinds: Vec<(&'static str, usize)> = Vec::new();
    for thing in keeper.into_iter().flat_map(|keeper| &keeper.things) {
        match kinds.iter_mut().find(|(id, _)| *id == thing.id()) {
            Some((_, count)) => *count += 1,
            None => kinds.push((thing.id(), 1)),
        }
    }
    let label = app.t(&format!("page.kept.{}", role.name()));
    let class = format!("plates {}", role.name());
    out.open("ul", &[("class", &class), ("aria-label", &label)]);
    for (id, count) in &kinds {
        let (name, step) = (app.t(&format!("page.kept.kind.{id}")), last.to_string());
        let text = if *count > 1 { format!("{name} × {count}") } else { name };
        let to = [("data-act", "show"), ("data-n", &*step), ("data-pane", Pane::State.name()), ("data-see", ".keeps")];
        out.open("li", &[]).open("button", &[&[("class", "plate")], &to[..]].concat()).text(&text);
        out.close("button").close("li");
    }
    if kinds.is_empty() {
        out.open("li", &[]).el("span", "plate gone", &app.t("page.kept.none")).close("li");
    }
    out.close("ul");
}

/// The reader opens or folds a connection; that of the present step stays open.
#[inline(never)]
pub fn fold(app: App, conn: usize) {
    let open = dom::find(&header_of(conn)).is_some_and(|button| expanded(&button));
    CHOSEN.with_borrow_mut(|chosen| {
        forget_others(app, chosen);
        chosen.1.retain(|(other, _)| *other != conn);
        chosen.1.push((conn, !open));
    });
    mark(app, app.at.now());
    // What is folded above moves the present step.
    soon(super::settle);
}

fn forget_others(app: App, chosen: &mut (String, Vec<(usize, bool)>)) {
    app.shown.peek(|shown| {
        if chosen.0 != shown.text {
            *chosen = (shown.text.clone(), Vec::new());
        }
    });
}

fn header_of(conn: usize) -> String {
    format!(".conn [data-act=fold][data-n=\"{conn}\"]")
}

fn expanded(button: &web_sys::Element) -> bool {
    button.get_attribute("aria-expanded").as_deref() == Some("true")
}

/// Shows the connection of the present step open, others as the reader left them, else folded; names who stands on the left.
#[inline(never)]
pub fn mark(app: App, at: usize) {
    let chapters = app.shown.peek(|shown| chapters(&shown.trace));
    let chosen = CHOSEN.with_borrow_mut(|chosen| {
        forget_others(app, chosen);
        chosen.1.clone()
    });
    let Some(here) = chapter_of(&chapters, at) else { return };
    for chapter in &chapters {
        let (conn, own) = (usize::from(chapter.conn.0), chapter.conn == here.conn);
        let open = own || chosen.iter().any(|(other, open)| *other == conn && *open);
        let button = header_of(conn);
        tell(&button, "aria-expanded", if open { "true" } else { "false" });
        tell(&button, "aria-disabled", if own { "true" } else { "false" });
        if let Some(body) = dom::find(&format!("#{}", body(chapter))) {
            let _ = body.toggle_attribute_with_force("hidden", !open);
        }
        let chip = format!(".jump [data-c=\"{}\"]", chapter.conn.0 + 1);
        if let Some(chip) = dom::find(&chip) {
            let _ = match own {
                true => chip.set_attribute("aria-current", "true"),
                false => chip.remove_attribute("aria-current"),
            };
        }
    }
    let (who, class) = if here.foe() { ("who.attacker", "client network") } else { ("who.client", "client") };
    dom::say(".parties .client b", &app.t(who));
    tell(".parties .client", "class", class);
}

/// `connection 2 of 3`
#[inline(never)]
pub fn position(app: App, at: usize) -> String {
    app.shown.peek(|shown| {
        let conn = shown.trace.steps.get(at).map_or(0, |step| step.conn.0);
        let vars: Vars = vec![("n", (conn + 1).to_string()), ("count", shown.trace.connections.len().to_string())];
        app.tf("page.position.connection", &vars)
    })
}
