//! The index as a book has it: by alert, by the words of a tool, by check. Knows no cause.

use super::which::shown;
use crate::explain::symptoms::{Cause, by_alert, by_check, by_tool};
use crate::view::choices::Page;
use crate::view::html::Html;
use crate::view::sight::Sight;
use crate::view::ways::to_entry;

/// What it can be ordered by; the first is what it comes in.
pub const ORDERS: [&str; 3] = ["alert", "tool", "check"];

/// A heading: its number, what it says, whether that is a name of the protocol; and what stands below it.
struct Head {
    number: String,
    title: String,
    code: bool,
    causes: Vec<&'static Cause>,
}

/// The chips and the columns.
pub fn html(sight: &Sight) -> Html {
    let mut out = Html::new();
    let order = ORDERS.into_iter().find(|order| *order == sight.given.by).unwrap_or(ORDERS[0]);
    let label = sight.t("page.failures.index");
    out.class("div", "sorts").el("h2", "", &label).open("div", &[("role", "group"), ("aria-label", &label)]);
    for own in ORDERS {
        let on = if own == order { "true" } else { "false" };
        let id = format!("order-{own}");
        let acts = [("data-act", "order"), ("data-text", own), ("aria-pressed", on), ("id", &*id)];
        out.open("button", &[&[("class", "chip")], &acts[..]].concat());
        out.text(&sight.t(&format!("page.failures.by.{own}"))).close("button");
    }
    out.close("div").close("div").class("div", "book");
    let here = shown(sight);
    for head in heads(sight, order) {
        let own = here.is_some_and(|here| head.causes.contains(&here));
        out.class("section", if own { "head here" } else { "head" });
        out.open("h3", &[]).el("span", "n", &head.number).text(" ");
        out.el(if head.code { "code" } else { "span" }, "", &head.title).close("h3").open("ul", &[]);
        for cause in head.causes {
            let current = if here == Some(cause) { ("aria-current", "true") } else { ("", "") };
            let link = to_entry(sight, Page::Failures, Some(cause.id));
            out.open("li", &[]).open("a", &[("href", &link), current]).text(&sight.t(&cause.short_id()));
            out.close("a").close("li");
        }
        out.close("ul").close("section");
    }
    out.close("div");
    out
}

fn heads(sight: &Sight, order: &str) -> Vec<Head> {
    let plain = |title: String, causes| Head { number: String::new(), title, code: false, causes };
    let mut heads: Vec<Head> = match order {
        "tool" => by_tool().into_iter().map(|group| plain(sight.t(&group.of.name_id()), group.causes)).collect(),
        "check" => by_check()
            .into_iter()
            .map(|group| plain(sight.t(group.of.as_deref().unwrap_or("page.failures.no_check")), group.causes))
            .collect(),
        _ => by_alert()
            .into_iter()
            .map(|group| match group.of {
                Some(alert) => Head {
                    number: alert.0.to_string(),
                    title: alert.name().unwrap_or_default().to_owned(),
                    code: true,
                    causes: group.causes,
                },
                None => Head { number: "–".to_owned(), ..plain(sight.t("page.failures.no_alert"), group.causes) },
            })
            .collect(),
    };
    heads.retain(|head| !head.causes.is_empty());
    heads
}
