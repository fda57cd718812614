//! Both state machines: the states each side passes in this run, where it stands, the edge just taken, and what it
//! did in this step. Knows no state.

use crate::page::bytes::message_of;
use crate::page::html::Html;
use crate::page::state::App;
use crate::page::wording::message_name;
use handscope::lab::{StepKind, Trace};
use handscope::tls::{Effect, Ending};
use handscope::wire::{ConnId, Role};

/// One state on a side's way, and the step that led into it.
struct Stop {
    state: &'static str,
    step: usize,
    /// What was read just before.
    by: Option<String>,
}

/// The pane.
pub fn html(app: App) -> Html {
    let mut out = Html::new();
    app.shown.with(|shown| {
        let at = app.at.get();
        let Some(conn) = shown.trace.steps.get(at).map(|step| step.conn) else { return };
        out.class("div", "machines");
        for role in [Role::Client, Role::Server] {
            machine(app, &mut out, &shown.trace, conn, role, at);
        }
        out.close("div");
    });
    let did = super::did::html(app);
    if did != Html::new() {
        out.el("h2", "", &app.t("page.state.did")).add(&did);
    }
    out
}

fn machine(app: App, out: &mut Html, trace: &Trace, conn: ConnId, role: Role, at: usize) {
    let stops = stops(trace, conn, role);
    let here = stops.iter().rposition(|stop| stop.step <= at);
    out.class("section", &format!("machine {}", role.name()))
        .el("h2", "", &app.name("who", role.name()))
        .open("ol", &[]);
    for (n, stop) in stops.iter().enumerate() {
        let mut class = String::new();
        if stop.step <= at {
            class.push_str("been");
        }
        if Some(n) == here {
            class.push_str(" here");
        }
        if stop.step == at && n > 0 {
            class.push_str(" edge");
        }
        let current = if Some(n) == here { ("aria-current", "true") } else { ("", "") };
        out.open("li", &[("class", &class), current]).text(stop.state);
        let title = app.text(&format!("state.{}", stop.state)).map(|text| text.title);
        let mut small = title.unwrap_or_default();
        if let Some(by) = &stop.by {
            small.push_str(&format!(" ← {by}"));
        }
        out.class("small", "").prose(&small).close("small").close("li");
    }
    if let Some((step, ending)) = end(trace, conn, role).filter(|(step, _)| *step <= at) {
        let class = if *ending == Ending::Closed { "ended been" } else { "ended bad been" };
        let text = app
            .text(&format!("ending.{}.{}", ending.id(), role.name()))
            .or_else(|| app.text(&format!("ending.{}", ending.id())));
        out.open("li", &[("class", if step == at { "ended been edge" } else { class })]);
        out.prose(&text.map_or_else(|| ending.id().to_owned(), |text| text.title)).close("li");
    }
    out.close("ol").close("section");
}

/// The states of one side over the whole run, the first included.
fn stops(trace: &Trace, conn: ConnId, role: Role) -> Vec<Stop> {
    let mut stops: Vec<Stop> = Vec::new();
    let mut read = None;
    for (n, step) in trace.steps.iter().enumerate().filter(|(_, step)| step.conn == conn) {
        if !matches!(step.kind, StepKind::Local { role: by, .. } if by == role) {
            continue;
        }
        for effect in &step.effects {
            match effect {
                Effect::Read { message } => {
                    let found = message_of(trace, *message);
                    read = found.map(|found| message_name(trace, found));
                }
                Effect::Entered { from, to } => {
                    if stops.is_empty() {
                        stops.push(Stop { state: from.id(), step: 0, by: None });
                    }
                    stops.push(Stop { state: to.id(), step: n, by: read.take() });
                }
                _ => {}
            }
        }
    }
    stops
}

/// Where and how it ended for one side.
fn end(trace: &Trace, conn: ConnId, role: Role) -> Option<(usize, &Ending)> {
    let ends = |step: &handscope::lab::Step| {
        step.conn == conn && matches!(step.kind, StepKind::End { role: by } if by == role)
    };
    let at = trace.steps.iter().position(ends)?;
    Some((at, &trace.connections.get(usize::from(conn.0))?.outcome[role as usize].ending))
}
