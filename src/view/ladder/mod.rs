//! The ladder: every step of the run, drawn once per run; a step moves classes only.

pub mod axis;
mod draw;
mod given;
pub mod layout;
pub mod many;
mod marks;
mod measure;
mod one;
mod segments;

use super::html::Html;
use super::sight::Sight;
use super::wording::message_name;
use crate::explain::states::ending_vars;
use crate::explain::{Standing, Vars, several, standing};
use crate::tls::Ending;
use crate::wire::Role;
use given::Beyond;
use one::{alone, draw};

/// The pane with the active faults, the parties' names and the drawing.
pub fn html(sight: &Sight) -> Html {
    let mut out = Html::new();
    let class = if alone(sight) { "ladder axis" } else { "ladder" };
    out.open("section", &[("class", class), ("aria-label", &sight.t("page.ladder"))]);
    out.class("div", "top").add(&super::menus::active::html(sight));
    let many = several(&sight.shown.trace);
    if many {
        many::jump(sight, &mut out);
    }
    out.class("div", "parties");
    for who in ["client", "server"] {
        if who == "server" {
            out.el("span", "", &sight.t("who.network"));
        }
        out.class("div", who).el("b", "", &sight.t(&format!("who.{who}"))).el("small", "", "").close("div");
    }
    out.close("div").close("div");
    if many {
        many::html(sight, &mut out);
    } else {
        out.add(&{
            let all = 0..sight.shown.trace.steps.len();
            let mut beyond = Beyond::default();
            if !sight.shown.trace.scenario.thefts.is_empty() {
                beyond.marks = marks::marks(&sight.shown, all.clone());
            }
            draw(sight, &sight.shown, all, &beyond)
        });
    }
    out.close("section");
    out
}

/// How it stands with a side: what it waits for, or how it ended. An id is no word: until its text is there, nothing is
/// said.
pub fn party(sight: &Sight, role: Role) -> (&'static str, String) {
    let trace = &sight.shown.trace;
    let [client, server] = standing(trace, sight.at);
    match if role == Role::Client { client } else { server } {
        None => ("", String::new()),
        Some(Standing::Ended(ending)) => {
            let vars = ending_vars(&ending, &sight.texts);
            let class = if ending == Ending::Closed { "" } else { "bad" };
            (class, sight.tf(&format!("page.party.{}", ending.id()), &vars))
        }
        Some(here) => {
            let vars = match here {
                Standing::Answers(message) => trace.message(message).map(|message| message_name(trace, message)),
                _ => None,
            };
            let vars = vars.map_or_else(Vars::new, |name| vec![("name", name)]);
            let text = sight.texts.resolve(&here.keys(role), &vars);
            ("", text.map(|text| text.title).unwrap_or_default())
        }
    }
}
