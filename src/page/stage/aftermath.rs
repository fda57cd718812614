//! What a fault came to, in three answers: who noticed first, by which check, what the other side was told.
//! Shown from the step on at which it was noticed; before, only where to find it. Knows no fault.

use crate::page::html::Html;
use crate::page::state::App;
use handscope::explain::{Aftermath, Noticed, Told, Vars};
use handscope::lab::StepKind;
use handscope::net::Fault;
use handscope::tls::Ending;
use handscope::wire::Role;

/// The panel; nothing for a good run.
pub fn html(app: App) -> Html {
    let mut out = Html::new();
    let at = app.at.get();
    app.shown.with(|shown| {
        let Some(after) = &shown.aftermath else { return };
        let steps = &shown.trace.steps;
        let last =
            |kind: fn(&StepKind) -> bool| steps.iter().rposition(|step| step.conn == after.conn && kind(&step.kind));
        let struck = steps.iter().position(|step| matches!(step.kind, StepKind::Strike { .. }));
        let shown_from = match &after.noticed {
            Some(noticed) => Some(noticed.step),
            None => steps
                .iter()
                .position(|step| step.conn == after.conn && matches!(step.kind, StepKind::End { .. }))
                .or(last(|_| true)),
        };
        let Some(from) = shown_from else { return };
        if at < from {
            jump(app, &mut out, from, struck.filter(|struck| *struck != at));
            return;
        }
        let fine = after.completed == [true, true];
        out.class("dl", if fine { "verdict fine" } else { "verdict" });
        who(app, &mut out, after);
        match (&after.noticed, &after.told) {
            (Some(noticed), told) => {
                check(app, &mut out, noticed);
                tell(app, &mut out, after, told.as_ref());
            }
            (None, _) => endings(app, &mut out, after),
        }
        out.close("dl");
        practice(app, &mut out, shown.trace.scenario.faults.first());
        if at != from || struck.is_some_and(|struck| struck != at) {
            jump(app, &mut out, from, struck);
        }
    });
    out
}

fn who(app: App, out: &mut Html, after: &Aftermath) {
    let who = match &after.noticed {
        Some(noticed) => app.name("who", noticed.by.name()),
        None => app.t(after.who_id()),
    };
    out.open("div", &[]).el("dt", "", &app.t("page.after.who")).open("dd", &[]).prose(&who).close("dd").close("div");
}

fn check(app: App, out: &mut Html, noticed: &Noticed) {
    out.open("div", &[]).el("dt", "", &app.t("page.after.check")).open("dd", &[]);
    out.prose(&app.name("refusal", noticed.refusal.id()));
    out.class("small", "");
    if let Some(check) = &noticed.check {
        out.prose(&app.t(check)).text(" · ");
    }
    for (name, value) in &noticed.compared {
        out.text(&format!("{name} ")).el("code", "", value).text(" · ");
    }
    out.clause(&noticed.clause.to_string()).close("small").close("dd").close("div");
}

fn tell(app: App, out: &mut Html, after: &Aftermath, told: Option<&Told>) {
    out.open("div", &[]).el("dt", "", &app.t("page.after.told")).open("dd", &[]);
    match told {
        Some(told) => {
            out.el("code", "", &format!("{} ({})", told.alert, told.alert.0));
            let fate = app.text(told.fate.id());
            out.class("small", "").prose(fate.as_ref().map_or("", |text| text.title.as_str())).close("small");
        }
        None => drop(out.text(&app.t("page.after.nothing"))),
    }
    if let Some(noticed) = &after.noticed {
        let peer = noticed.by.peer();
        out.class("small", "").text(&ending(app, peer, &after.endings[peer as usize])).close("small");
    }
    out.close("dd").close("div");
}

fn endings(app: App, out: &mut Html, after: &Aftermath) {
    for role in [Role::Client, Role::Server] {
        out.open("div", &[]).el("dt", "", &app.name("who", role.name()));
        out.el("dd", "", &ending(app, role, &after.endings[role as usize])).close("div");
    }
}

/// How it ended for one side: `Client: closed in order`.
fn ending(app: App, role: Role, ending: &Ending) -> String {
    let mut vars: Vars = vec![("who", app.name("who", role.name()))];
    match ending {
        Ending::Told(alert) => vars.push(("alert", alert.to_string())),
        Ending::Stalled { state } => vars.push(("state", state.to_string())),
        Ending::Exhausted { limit } => vars.push(("limit", limit.to_string())),
        _ => {}
    }
    app.tf(&format!("page.ending.{}", ending.id()), &vars)
}

/// What common tools say of such a fault, and how to mend it; closed until asked for.
fn practice(app: App, out: &mut Html, fault: Option<&Fault>) {
    let id = match fault {
        Some(Fault::Named { id, .. }) => id.as_str(),
        Some(Fault::Wire { .. }) => "flip_byte",
        Some(Fault::Drop { .. }) => "drop_message",
        Some(Fault::Duplicate { .. }) => "duplicate_message",
        Some(Fault::Alter { .. }) => "alter_message",
        Some(Fault::Omit { .. }) => "omit_message",
        Some(Fault::Inject { .. }) => "forged_alert",
        None => return,
    };
    let texts = ["", ".tools", ".mend"].map(|part| app.text(&format!("fault.{id}{part}")));
    if texts.iter().all(Option::is_none) {
        return;
    }
    out.class("details", "practice").el("summary", "", &app.t("page.after.more")).class("div", "columns");
    for text in texts.iter().flatten() {
        out.open("section", &[]).open("h2", &[]).prose(&text.title).close("h2");
        for paragraph in &text.body {
            out.paragraph("", paragraph);
        }
        out.close("section");
    }
    out.close("div").close("details");
}

/// Buttons to where it struck and to where it was noticed.
fn jump(app: App, out: &mut Html, noticed: usize, struck: Option<usize>) {
    let at = app.at.get();
    out.class("p", "more");
    let places = [(struck, "page.after.go_struck"), (Some(noticed), "page.after.go_noticed")];
    for (step, id) in places.into_iter().filter_map(|(step, id)| Some((step?, id))).filter(|(step, _)| *step != at) {
        let label = app.tf(id, &vec![("n", (step + 1).to_string())]);
        out.open("button", &[("class", "chip"), ("data-act", "go"), ("data-n", &step.to_string())])
            .text(&label)
            .close("button");
    }
    out.close("p");
}
