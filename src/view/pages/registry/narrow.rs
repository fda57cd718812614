//! What a registry is narrowed by: chips of which each chooses a property, and which rows are left. Knows no entry.

use super::lines::Line;
use super::which::{Registry, named};
use crate::view::html::Html;
use crate::view::sight::Sight;

/// The chips of a registry in groups: what the group is about, and the properties of which one can be asked for.
type Chips = &'static [(&'static str, &'static [&'static str])];

const STATE: &[&str] = &["clear", "limited", "discouraged", "forbidden"];
const MARK: &[&str] = &["recommended"];
const KINDS: &[&str] = &["prime", "montgomery", "finite", "hybrid", "post_quantum", "binary"];

fn chips(registry: Registry) -> Chips {
    match registry {
        Registry::Suites => &[
            ("version", &["v13", "v12", "older"]),
            ("forward", &["forward", "not_forward"]),
            ("aead", &["aead", "not_aead"]),
            ("state", STATE),
            ("here", &["runs"]),
        ],
        Registry::Alerts => &[("current", &["current", "past"])],
        Registry::Extensions => &[("current", &["current", "past"]), ("mark", MARK)],
        Registry::Groups => &[("kind", KINDS), ("state", &["clear", "discouraged"]), ("mark", MARK)],
        Registry::Schemes => &[("state", &["clear", "forbidden"]), ("mark", MARK)],
    }
}

/// The properties that one excludes, in the registry that a link names.
pub fn rivals(entry: Option<&str>, property: &str) -> &'static [&'static str] {
    let all = chips(named(entry).0);
    all.iter().find(|(_, own)| own.contains(&property)).map_or(&[], |(_, own)| own)
}

/// What the registry that a link names can be narrowed by.
pub fn properties(entry: Option<&str>) -> Vec<&'static str> {
    chips(named(entry).0).iter().flat_map(|(_, own)| own.iter().copied()).collect()
}

/// The properties that are asked for, as far as the registry has them.
fn wanted(sight: &Sight, registry: Registry) -> Vec<&str> {
    let known = |property: &&str| chips(registry).iter().any(|(_, own)| own.contains(property));
    sight.given.properties().filter(known).collect()
}

/// Of every row in order whether it is left.
pub fn left(sight: &Sight) -> Vec<bool> {
    let (registry, entry) = named(sight.entry.as_deref());
    let wanted = wanted(sight, registry);
    let words = sight.given.words.to_lowercase();
    let words: Vec<&str> = words.split_whitespace().collect();
    let fits = |line: Line| {
        let all = wanted.iter().all(|property| line.is.contains(property));
        // What lies open stays, whatever is asked for.
        entry == Some(line.name) || all && words.iter().all(|word| line.words.contains(word))
    };
    registry.lines(sight).into_iter().map(fits).collect()
}

/// The chips.
pub fn html(sight: &Sight) -> Html {
    let mut out = Html::new();
    let (registry, _) = named(sight.entry.as_deref());
    let wanted = wanted(sight, registry);
    out.class("div", "filters");
    for (group, properties) in chips(registry) {
        let label = sight.t(&format!("page.registry.by.{group}"));
        out.open("div", &[("role", "group"), ("aria-label", &label)]).el("b", "", &label);
        for property in *properties {
            let on = if wanted.contains(property) { "true" } else { "false" };
            let id = format!("is-{property}");
            let acts = [("data-act", "narrow"), ("data-text", *property), ("aria-pressed", on), ("id", &*id)];
            out.open("button", &[&[("class", "chip")], &acts[..]].concat())
                .text(&told(sight, property))
                .close("button");
        }
        out.close("div");
    }
    if !wanted.is_empty() || !sight.given.words.is_empty() {
        out.open("button", &[("class", "chip"), ("data-act", "narrow"), ("data-text", ""), ("id", "is-any")]);
        out.text(&sight.t("page.registry.all")).close("button");
    }
    out.close("div");
    out
}

/// What a property is called: kinds of groups and what RFCs say have names already.
fn told(sight: &Sight, property: &str) -> String {
    let kind = KINDS.contains(&property).then(|| format!("registry.group.{property}"));
    let force = (property != "clear" && STATE.contains(&property)).then(|| format!("registry.force.{property}"));
    sight.t(&kind.or(force).unwrap_or_else(|| format!("page.registry.is.{property}")))
}
