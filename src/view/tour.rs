//! The tour as a card over the page: what is looked at, how to go on, how to leave. Knows no run.

use super::html::Html;
use super::sight::Sight;
use crate::explain::tour::{Press, STOPS, Stop, vars};

/// Where the tour leads on to when it ends, each a page or a menu with what is said of it.
const DOORS: [(&str, &str); 4] = [("page", "basics"), ("page", "gallery"), ("faults", "break"), ("page", "failures")];

/// The card; nothing while no tour is taken.
#[inline(never)] // of a later part
pub fn html(sight: &Sight) -> Html {
    let mut out = Html::new();
    let Some((at, stop)) = sight.tour.and_then(|at| Some((at, STOPS.get(at)?))) else { return out };
    let after = after(sight, stop);
    let id = after.clone().unwrap_or_else(|| stop.id.to_owned());
    let Some(told) = sight.texts.resolve(&[id.as_str()], &vars()) else { return out };
    out.open("aside", &[("class", "tour"), ("aria-labelledby", "tour-title"), ("tabindex", "-1"), ("id", "tour-card")]);
    let position = vec![("n", (at + 1).to_string()), ("count", STOPS.len().to_string())];
    out.el("p", "kick", &sight.tf("tour.position", &position));
    out.open("h2", &[("id", "tour-title")]).prose(&told.title).close("h2").paragraphs(&told.body);
    if after.is_some() {
        doors(sight, &mut out);
    }
    out.class("div", "line");
    let button = |out: &mut Html, class: &str, to: Option<usize>, label: &str| {
        let to = to.map_or(String::new(), |to| to.to_string());
        out.open("button", &[("class", class), ("data-act", "tour"), ("data-n", &to)])
            .text(&sight.t(label))
            .close("button");
    };
    if at > 0 {
        button(&mut out, "edged", Some(at - 1), "tour.back");
    }
    match stop.press {
        _ if after.is_some() => button(&mut out, "big", None, "tour.end"),
        Press::Flip => drop(out.el("b", "press", &sight.t(stop.press.id()))),
        press => button(&mut out, "big", Some(at + 1), press.id()),
    }
    if after.is_none() {
        button(&mut out, "leave", None, "tour.leave");
    }
    out.close("div").close("aside");
    out
}

/// The id of what is said once the reader has pressed what a stop asks for.
fn after(sight: &Sight, stop: &Stop) -> Option<String> {
    let then = stop.then?;
    if sight.shown.text == then.text() { stop.after() } else { None }
}

fn doors(sight: &Sight, out: &mut Html) {
    out.class("ul", "doors");
    for (act, name) in DOORS {
        let Some(told) = sight.texts.resolve(&[format!("entrance.door.{name}")], &vars()) else { continue };
        out.open("li", &[]).open("button", &[("class", "link"), ("data-act", act), ("data-text", name)]);
        out.text(&told.title).close("button").text(" ").prose(told.body.first().map_or("", String::as_str)).close("li");
    }
    out.close("ul");
}
