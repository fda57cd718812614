//! The pasted text behind the box, with what was recognised marked in it, and the same as a list. Knows no cause.

use crate::explain::symptoms::{Mark, Seen, Tool};
use crate::view::html::Html;
use crate::view::sight::Sight;

/// How many words of tools are listed, and how many characters of each.
const LISTED: usize = 6;
const LONGEST: usize = 44;

/// The text with its marks.
pub fn mirror(sight: &Sight) -> Html {
    let mut out = Html::new();
    let text = sight.given.pasted.as_str();
    let mut at = 0;
    for mark in &sight.given.recognised().marks {
        let (Some(before), Some(own)) = (text.get(at..mark.start), text.get(mark.start..mark.end)) else { continue };
        out.text(before).el("mark", "", own);
        at = mark.end;
    }
    // A last line that is empty has its height only with something on it.
    out.text(text.get(at..).unwrap_or_default()).text(" ");
    out
}

/// What was recognised: the alerts and who sent them, the tools and their words.
pub fn recognised(sight: &Sight) -> Html {
    let mut out = Html::new();
    let found = sight.given.recognised();
    if found.marks.is_empty() {
        return out;
    }
    let label = sight.t("page.failures.recognised");
    out.el("span", "soft", &label).open("ul", &[("aria-label", &label)]);
    for seen in &found.alerts {
        out.class("li", "chip").text(&alert(sight, *seen)).close("li");
    }
    for (tool, words) in words(&sight.given.pasted, &found.marks) {
        let name = sight.t(&tool.name_id());
        // Some begin with their own name.
        let said = words.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(&name));
        out.class("li", "chip").text(if said { "" } else { &name }).text(if said { "" } else { " " });
        out.el("code", "", &words).close("li");
    }
    out.close("ul");
    out
}

/// An alert by number and name, and who sent it where that was told.
fn alert(sight: &Sight, seen: Seen) -> String {
    let vars = vec![("n", seen.alert.0.to_string()), ("alert", seen.alert.name().unwrap_or_default().to_owned())];
    let id = match seen.sender() {
        Some(role) => format!("page.failures.alert.{}", role.name()),
        None => "page.failures.alert".to_owned(),
    };
    sight.tf(&id, &vars)
}

/// Each different word with its tool; the first line of those that were wrapped.
fn words(text: &str, marks: &[Mark]) -> Vec<(Tool, String)> {
    let mut all: Vec<(Tool, String)> = Vec::new();
    for mark in marks {
        let own = text.get(mark.start..mark.end).unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
        let short: String = own.chars().take(LONGEST).collect();
        let words = if short.len() < own.len() { short + "…" } else { short };
        if all.len() < LISTED && !all.iter().any(|(tool, known)| (*tool, known) == (mark.word.tool, &words)) {
            all.push((mark.word.tool, words));
        }
    }
    all
}
