//! The player's markup: first, back, next, last, autoplay, and a scrubber with one segment per step. Knows no message.

use super::html::Html;
use super::ladder::layout::{Shape, shape};
use super::sight::Sight;
use crate::explain::{is_foe, several};
use crate::tls::Effect as Did;
use crate::wire::Role;

const FIRST: &str = "M3 3h2v10H3zM13 3v10L6 8z";
const BACK: &str = "M12 3v10L4 8z";
const LAST: &str = "M11 3h2v10h-2zM3 3v10l7-5z";
const PLAY: &str = "M4 3v10l8-5z";
const PAUSE: &str = "M4 3h3v10H4zM9 3h3v10H9z";

/// The footer. What a step changes in it is changed by [`mark`].
pub fn html(sight: &Sight) -> Html {
    let mut out = Html::new();
    let button = |out: &mut Html, act: &str, icon: &str, extra: (&'static str, &str)| {
        let label = sight.t(&format!("page.{act}"));
        out.open("button", &[("data-act", act), ("aria-label", &label), ("title", &label), extra]);
        out.open("svg", &[("viewBox", "0 0 16 16"), ("aria-hidden", "true")]).open("path", &[("d", icon)]);
        out.close("path").close("svg").close("button");
    };
    let playing = sight.playing;
    out.class("footer", "player");
    out.open("div", &[("class", "buttons"), ("role", "group"), ("aria-label", &sight.t("page.player"))]);
    button(&mut out, "first", FIRST, ("", ""));
    button(&mut out, "back", BACK, ("", ""));
    out.open("button", &[("class", "big"), ("data-act", "next")]).text(&sight.t("page.next")).close("button");
    button(&mut out, "last", LAST, ("", ""));
    let icon = if playing { PAUSE } else { PLAY };
    button(&mut out, "play", icon, ("aria-pressed", if playing { "true" } else { "false" }));
    out.close("div");
    let (label, last) = (sight.t("page.scrubber"), sight.count().to_string());
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
    segments(sight, &mut out);
    out.close("div");
    if several(&sight.shown.trace) {
        out.el("span", "of", "");
    }
    out.el("span", "count", "").close("footer");
    out
}

/// A segment per step, in its actor's colour.
fn segments(sight: &Sight, out: &mut Html) {
    let shown = &*sight.shown;
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
}
