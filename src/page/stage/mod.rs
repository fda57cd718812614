//! The stage: what happens in this step and why, and the panes.

mod at_hand;
mod certificates;
mod compared;
mod costs;
mod covers;
mod did;
mod explain;
mod failed;
mod flip;
mod inspect;
mod kept;
mod keys;
mod knows;
mod light;
mod machines;
mod markup;
mod moves;
mod orders;
mod picked;
pub mod tabs;
mod ways;

use super::html::Html;
use super::ladder::layout::{Shape, shape};
use super::state::{App, Pane, Shown};
use super::text;
use super::wording::Wording;
pub use certificates::{Court, act as certificate, clock, fetch, follow, lay_open};
pub use flip::{flip, name as fault_name, shift, toggle};
use handscope::explain::{is_foe, several, step_text};
use handscope::lab::StepKind;
use handscope::tls::Effect as Did;
use handscope::wire::Role;
pub use inspect::{Key, List, Lit, look, open_up, pick_at, press};
pub use keys::{open as value, resized};
pub use knows::toggle as steal;
pub use light::{open, settle, top};
pub use picked::{field, seek};
pub use ways::show;

/// The main part of the page, but for the panel.
pub fn html(app: App) -> Html {
    let mut out = Html::new();
    let at = app.at.get();
    let words = app.shown.with(|shown| app.texts.with(|texts| Wording::new(&shown.trace, at, texts)));
    out.class("div", "head").el("p", "kick", &words.kicker);
    match &words.text {
        Some(text) => {
            out.open("h1", &[]).prose(&text.title).close("h1");
            for paragraph in &text.body {
                out.paragraph("lead", paragraph);
            }
        }
        None => drop(out.el("h1", "", &words.label)),
    }
    phase(app, &mut out);
    out.close("div").add(&ways::html(app));
    if app.shown.with(|shown| several(&shown.trace)) {
        orders::html(app, &mut out);
    }
    out
}

/// On which part of its way a message is, where a fault parts sending from arriving.
fn phase(app: App, out: &mut Html) {
    let also = app.shown.with(|shown| step_text(&shown.trace, app.at.get())).map_or(Vec::new(), |text| text.also);
    for text in also.iter().filter(|id| id.starts_with("phase.")).filter_map(|id| app.text(id)) {
        out.class("p", "phase").open("b", &[]).prose(&text.title).close("b");
        for paragraph in &text.body {
            out.text(" ").prose(paragraph);
        }
        out.close("p");
    }
}

/// Whose step it is: a class that gives the stage its colour.
pub fn who(shown: &Shown, at: usize) -> &'static str {
    shown.trace.steps.get(at).map_or("", |step| match shape(&shown.trace, &step.kind).0 {
        Shape::Arrow { from: Role::Client, .. } | Shape::Local(Role::Client)
            if is_foe(&shown.trace, step.conn, Role::Client) =>
        {
            "network"
        }
        Shape::Arrow { from: Role::Client, .. } | Shape::Local(Role::Client) | Shape::End(Role::Client) => "client",
        Shape::Strike => "network",
        _ => "server",
    })
}

/// What the chosen tab shows.
pub fn panel(app: App) -> Html {
    let pane = app.looked();
    let id = format!("tab-{}", pane.name());
    let mut out = Html::new();
    out.open("div", &[("role", "tabpanel"), ("id", "panel"), ("tabindex", "-1"), ("aria-labelledby", &id)]);
    match pane {
        Pane::Message => drop(out.add(&did::html(app)).add(&inspect::html(app))),
        Pane::Record => drop(out.add(&inspect::html(app))),
        Pane::Failed => scroll(app, &mut out, pane, failed::html),
        Pane::Keys => scroll(app, &mut out, pane, keys::html),
        Pane::Transcript => scroll(app, &mut out, pane, covers::html),
        Pane::State => scroll(app, &mut out, pane, machines::html),
        Pane::Certificates => scroll(app, &mut out, pane, certificates::html),
        Pane::Knows => scroll(app, &mut out, pane, knows::html),
        Pane::Costs => scroll(app, &mut out, pane, costs::html),
    }
    out.close("div");
    out
}

fn scroll(app: App, out: &mut Html, pane: Pane, html: fn(App) -> Html) {
    let label = app.t(&format!("page.tab.{}", pane.name()));
    out.open("div", &[("class", "scroll"), ("tabindex", "0"), ("role", "region"), ("aria-label", &label)]);
    out.add(&html(app)).close("div");
}

/// The panel was drawn anew.
pub fn drawn(app: App) {
    inspect::drawn(app);
    let _ = certificates::show(app);
    lay_open(app);
    keys::resized();
}

/// Fetches the texts of what is looked at beyond a message as a whole: a field, a secret, what a step chose and checked;
/// and those of certificates once a chain is judged.
pub fn need(app: App) {
    let transfer = |shown: &std::sync::Arc<Shown>| {
        let step = shown.trace.steps.get(app.at.get());
        step.is_none_or(|step| matches!(step.kind, StepKind::Transfer { .. }))
    };
    let looked = app.pick.with(Option::is_some) || app.hover.with(Option::is_some);
    if looked || app.looked() != Pane::Message || !app.shown.with(transfer) {
        text::need(app, "fields");
    }
    // What a code point is, and what else a value is for, stands there.
    if looked || matches!(app.looked(), Pane::Keys | Pane::State | Pane::Knows | Pane::Costs) {
        text::need(app, "further");
    }
    let judged = |effect: &Did| matches!(effect, Did::Judged(_));
    let here = |shown: &std::sync::Arc<Shown>| {
        shown.trace.steps.get(app.at.get()).is_some_and(|step| step.effects.iter().any(judged))
    };
    if app.shown.with(here) {
        text::need(app, "certificates");
    }
}
