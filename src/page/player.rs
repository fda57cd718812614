//! The player: first, back, next, last, autoplay, and a scrubber with one segment per step. Knows no message.

use std::cell::Cell;
use std::time::Duration;

use leptos::prelude::{IntervalHandle, set_interval_with_handle};
use web_sys::PointerEvent;

use super::dom;
use super::html::Html;
use super::keys::{Act, act};
use super::ladder::layout::{Shape, shape};
use super::ladder::position;
use super::live::{tell, watch};
use super::state::App;
use handscope::explain::{is_foe, several};
use handscope::tls::Effect as Did;
use handscope::wire::Role;

/// How long a step stays when the run plays by itself.
const PACE: Duration = Duration::from_millis(2200);

const FIRST: &str = "M3 3h2v10H3zM13 3v10L6 8z";
const BACK: &str = "M12 3v10L4 8z";
const LAST: &str = "M11 3h2v10h-2zM3 3v10l7-5z";
const PLAY: &str = "M4 3v10l8-5z";
const PAUSE: &str = "M4 3h3v10H4zM9 3h3v10H9z";

/// The footer. What a step changes in it is changed by [`mark`].
pub fn html(app: App) -> Html {
    let mut out = Html::new();
    let button = |out: &mut Html, act: &str, icon: &str, extra: (&'static str, &str)| {
        let label = app.t(&format!("page.{act}"));
        out.open("button", &[("data-act", act), ("aria-label", &label), ("title", &label), extra]);
        out.open("svg", &[("viewBox", "0 0 16 16"), ("aria-hidden", "true")]).open("path", &[("d", icon)]);
        out.close("path").close("svg").close("button");
    };
    let playing = app.playing.get();
    out.class("footer", "player");
    out.open("div", &[("class", "buttons"), ("role", "group"), ("aria-label", &app.t("page.player"))]);
    button(&mut out, "first", FIRST, ("", ""));
    button(&mut out, "back", BACK, ("", ""));
    out.open("button", &[("class", "big"), ("data-act", "next")]).text(&app.t("page.next")).close("button");
    button(&mut out, "last", LAST, ("", ""));
    let icon = if playing { PAUSE } else { PLAY };
    button(&mut out, "play", icon, ("aria-pressed", if playing { "true" } else { "false" }));
    out.close("div");
    let (label, last) = (app.t("page.scrubber"), app.count().to_string());
    out.open(
        "div",
        &[
            ("class", "scrub"),
            ("role", "slider"),
            ("tabindex", "0"),
            ("id", "scrub"),
            ("aria-label", &label),
            ("aria-valuemin", "1"),
            ("aria-valuemax", &last),
            ("aria-valuenow", "1"),
        ],
    );
    segments(app, &mut out);
    out.close("div");
    if app.shown.with(|shown| several(&shown.trace)) {
        out.el("span", "of", "");
    }
    out.el("span", "count", "").close("footer");
    out
}

/// A segment per step, in its actor's colour.
fn segments(app: App, out: &mut Html) {
    app.shown.with(|shown| {
        let mut conn = None;
        for step in &shown.trace.steps {
            // Air between connections.
            if conn.replace(step.conn).is_some_and(|before| before != step.conn) {
                out.el("u", "", "");
            }
            let foe = |role| is_foe(&shown.trace, step.conn, role);
            let refused = step.effects.iter().any(|effect| matches!(effect, Did::Refused { .. }));
            let class = match shape(&shown.trace, &step.kind).0 {
                _ if refused => "network bad",
                Shape::Arrow { from: Role::Client, .. } if foe(Role::Client) => "network",
                Shape::Local(Role::Client) if foe(Role::Client) => "network local",
                Shape::Arrow { from: Role::Client, .. } => "client",
                Shape::Arrow { .. } => "server",
                Shape::Local(Role::Client) | Shape::End(Role::Client) => "client local",
                Shape::Local(_) | Shape::End(_) => "server local",
                Shape::Strike => "network bad",
            };
            out.el("i", class, "");
        }
    });
}

/// Shows where the run stands; `aloud` is what the step is called.
pub fn mark(app: App, at: usize, aloud: &str) {
    let Some(bar) = dom::find("#scrub") else { return };
    for (step, segment) in dom::all(&bar, "i").iter().enumerate() {
        let classes = segment.class_list();
        let _ = classes.toggle_with_force("past", step < at);
        let _ = classes.toggle_with_force("now", step == at);
    }
    let ends =
        [("first", at == 0), ("back", at == 0), ("next", at + 1 >= app.count()), ("last", at + 1 >= app.count())];
    for (act, end) in ends {
        tell(&format!(".player [data-act={act}]"), "aria-disabled", if end { "true" } else { "false" });
    }
    tell("#scrub", "aria-valuenow", &(at + 1).to_string());
    tell("#scrub", "aria-valuetext", aloud);
    dom::say(".player .count", &app.position());
    if app.shown.peek(|shown| several(&shown.trace)) {
        dom::say(".player .of", &position(app, at));
    }
}

/// A pointer on the scrubber: the step under it.
pub fn seek(app: App, event: &PointerEvent) {
    let Some(bar) = dom::find("#scrub") else { return };
    let rect = bar.get_bounding_client_rect();
    let part = (f64::from(event.client_x()) - rect.left()) / rect.width().max(1.0);
    app.playing.set(false);
    app.go((part.clamp(0.0, 0.9999) * app.count() as f64) as usize);
}

/// A pointer going down on the scrubber holds it until it is let go.
pub fn grab(app: App, event: &PointerEvent) {
    if let Some(bar) = dom::closest(event, "#scrub") {
        let _ = bar.set_pointer_capture(event.pointer_id());
        seek(app, event);
    }
}

/// Steps on while playing.
pub fn autoplay(app: App) {
    let handle = Cell::new(None::<IntervalHandle>);
    watch(move || {
        if let Some(old) = handle.take() {
            old.clear();
        }
        if app.playing.get() {
            if app.at.now() + 1 >= app.count() {
                app.go(0);
            }
            handle.set(set_interval_with_handle(move || act(app, Act::Next), PACE).ok());
        }
    });
}
