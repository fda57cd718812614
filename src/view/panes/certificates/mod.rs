//! The chains that were judged on a connection: their certificates, every check, and the clock, which can be moved to
//! judge them again. What a judgement decides is markup of its own, put in beside. Knows no rule.

pub mod cards;
pub mod checks;
pub mod court;
pub mod inside;
pub mod open;
pub mod scale;

use crate::explain::Vars;
use crate::lab::Case;
use crate::view::html::Html;
use crate::view::sight::Sight;
use court::here;
use scale::Scale;

/// The pane, or that it is on its way.
pub fn html(sight: &Sight) -> Html {
    let mut out = Html::new();
    if sight.text("page.cert.clock").is_none() {
        return out;
    }
    match sight.whole {
        true => chains(sight),
        false => {
            out.paragraph("soft", &sight.t("page.cert.fetching"));
            out
        }
    }
}

fn chains(sight: &Sight) -> Html {
    let mut out = Html::new();
    let (at, found) = (sight.at, here(sight));
    let Some(scale) = Scale::of(&found) else {
        out.paragraph("lead", &sight.t("page.cert.none"));
        return out;
    };
    // The name of the run makes the markup of another run another one, even where its certificates are the same.
    let run = sight.shown.text.clone();
    out.open("div", &[("class", "courts"), ("data-run", &run)]);
    clock_html(sight, &mut out, &scale);
    for (nth, case) in found.iter().enumerate() {
        out.class("section", "court").el("h2", "", &sight.t(&format!("page.cert.by.{}", case.judge.name())));
        let vars = vec![("n", (case.step + 1).to_string())];
        let id = if at < case.step { "page.cert.soon" } else { "page.cert.done" };
        out.open("div", &[("id", &format!("verdict-{nth}")), ("class", "checks")]).close("div");
        out.paragraph("soft", &sight.tf(id, &vars));
        out.paragraph("soft", &sight.tf("page.cert.sum", &sum(sight, case)));
        cards::html(sight, &mut out, nth, case);
        out.open("div", &[("id", &format!("inside-{nth}"))]).close("div");
        out.open("div", &[("id", &format!("checks-{nth}")), ("class", "checks")]).close("div").close("section");
    }
    out.close("div");
    out
}

/// How long a chain is, against the message that carries it.
fn sum(sight: &Sight, case: &Case) -> Vars {
    let sent = case.chain.iter().map(Vec::len).sum::<usize>();
    let carried = sight.shown.trace.blobs.bytes(case.message).len();
    vec![("n", case.chain.len().to_string()), ("len", sent.to_string()), ("all", carried.to_string())]
}

/// The clock: a slider, the time it shows, the way back.
fn clock_html(sight: &Sight, out: &mut Html, scale: &Scale) {
    let [from, to, step] = [scale.from, scale.to, scale.step].map(|number| number.to_string());
    let now = sight.clock.unwrap_or(scale.now).to_string();
    out.class("div", "clock").open("label", &[("for", "clock")]).text(&sight.t("page.cert.clock")).close("label");
    out.open("output", &[("id", "clock-at"), ("for", "clock")]).close("output");
    out.open("button", &[("class", "edged"), ("id", "clock-back"), ("data-act", "clock")]);
    out.text(&sight.t("page.cert.back")).close("button");
    let range = [("min", &*from), ("max", &*to), ("step", &*step), ("value", &*now)];
    out.open("input", &[&[("type", "range"), ("id", "clock")], &range[..]].concat()).close("div");
}
