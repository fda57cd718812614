//! The head of the stage on a first visit: what this is, what to press, the tour. Knows no step.

use super::html::Html;
use super::sight::Sight;
use crate::explain::tour::vars;

/// The head, in place of the step's own.
pub fn html(sight: &Sight, out: &mut Html) {
    out.open("h1", &[]).text(&sight.t("entrance.headline")).close("h1");
    out.paragraph("lead", &sight.t("entrance.what"));
    out.class("div", "begin").open("button", &[("class", "big"), ("data-act", "next")]);
    out.el("kbd", "", "→").text(&sight.t("entrance.first")).close("button");
    let tour = if sight.toured { "tour.again" } else { "entrance.tour" };
    out.open("button", &[("class", "edged"), ("data-act", "tour"), ("data-n", "0")]).text(&sight.t(tour));
    out.close("button").el("span", "soft", &sight.tf("entrance.tour.length", &vars())).close("div");
}
