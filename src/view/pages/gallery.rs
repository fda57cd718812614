//! The gallery: each run as a card with the question that it answers and its drawing, by topic; narrowed by version, topic
//! and outcome. Knows no run.

use crate::explain::miniature::{Miniature, miniature};
use crate::lab::{Example, Topic, gallery};
use crate::view::html::Html;
use crate::view::menus::named::current;
use crate::view::miniature;
use crate::view::sight::Sight;

/// What cards are chosen by: the part of a link that says so, `1.3,fails`, in parts.
struct Wanted<'a> {
    parts: Vec<&'a str>,
}

/// What one filter chooses by.
const VERSIONS: [&str; 2] = ["1.3", "1.2"];
const OUTCOMES: [&str; 2] = ["completes", "fails"];

impl<'a> Wanted<'a> {
    fn of(sight: &'a Sight) -> Self {
        let parts = sight.entry.as_deref().unwrap_or_default().split(',');
        Self { parts: parts.filter(|part| !part.is_empty()).collect() }
    }

    /// Whether an example fits, whatever one of the filters says.
    fn fits(&self, example: &Example, drawing: Option<&Miniature>, but: Option<&[&str]>) -> bool {
        let own = properties(example, drawing);
        let fits = |part: &&str| but.is_some_and(|but| but.contains(part)) || own.contains(part);
        self.parts.iter().all(fits)
    }

    /// The link's part with this choice instead of those of the same filter; without it where it is none.
    fn with(&self, choice: Option<&str>, of: &[&str]) -> String {
        let kept = self.parts.iter().copied().filter(|part| !of.contains(part));
        kept.chain(choice).collect::<Vec<_>>().join(",")
    }
}

/// What an example can be chosen by.
fn properties(example: &Example, drawing: Option<&Miniature>) -> Vec<&'static str> {
    let mut all = vec![example.topic.id()];
    if let Some(drawing) = drawing {
        all.extend(drawing.version.map(|version| version.name()));
        all.push(if drawing.completes { OUTCOMES[0] } else { OUTCOMES[1] });
    }
    all
}

/// What cards can be chosen by, as links name it.
pub fn entries() -> Vec<String> {
    let topics = Topic::ALL.map(Topic::id);
    VERSIONS.iter().chain(&topics).chain(&OUTCOMES).map(|own| (*own).to_owned()).collect()
}

/// The cards.
pub fn html(sight: &Sight) -> Html {
    let mut out = Html::new();
    let wanted = Wanted::of(sight);
    let all: Vec<(&Example, Option<&Miniature>)> =
        gallery().iter().map(|example| (example, miniature(example.id))).collect();
    let fits = |(example, drawing): &&(&Example, Option<&Miniature>)| wanted.fits(example, *drawing, None);
    let count = all.iter().filter(fits).count();
    filters(sight, &mut out, &wanted, &all, count);
    let here = current(sight);
    for topic in Topic::ALL {
        let own: Vec<_> = all.iter().filter(|(example, _)| example.topic == topic).filter(fits).collect();
        if own.is_empty() {
            continue;
        }
        out.class("section", "group").open("h2", &[]).text(&sight.t(&format!("page.gallery.{}", topic.id())));
        out.text(" ").el("small", "", &own.len().to_string()).close("h2").class("div", "runs");
        for (example, drawing) in own {
            card(sight, &mut out, example, *drawing, here == Some(example.id));
        }
        out.close("div").close("section");
    }
    if count == 0 {
        out.paragraph("soft", &sight.t("page.gallery.empty"));
    }
    legend(sight, &mut out);
    out
}

type Drawn<'a> = (&'a Example, Option<&'a Miniature>);

fn filters(sight: &Sight, out: &mut Html, wanted: &Wanted, all: &[Drawn], count: usize) {
    let topics = Topic::ALL.map(Topic::id);
    out.class("div", "filters");
    for (name, choices) in [("version", &VERSIONS[..]), ("topic", &topics[..]), ("outcome", &OUTCOMES[..])] {
        let label = sight.t(&format!("page.gallery.filter.{name}"));
        out.open("div", &[("role", "group"), ("aria-label", &label)]).el("b", "", &label);
        let chosen = choices.iter().find(|choice| wanted.parts.contains(choice));
        let mut chip = |choice: Option<&str>, words: &str, n: Option<usize>| {
            let (to, id) = (wanted.with(choice, choices), format!("{name}-{}", choice.unwrap_or("all")));
            let on = if choice == chosen.copied() { "true" } else { "false" };
            let acts = [("data-act", "entry"), ("data-text", &*to), ("aria-pressed", on), ("id", &*id)];
            out.open("button", &[&[("class", "chip")], &acts[..]].concat()).text(words);
            if let Some(n) = n {
                out.text(" ").el("small", "", &n.to_string());
            }
            out.close("button");
        };
        chip(None, &sight.t("page.gallery.all"), None);
        for choice in choices {
            let words = match name {
                "version" => format!("TLS {choice}"),
                "topic" => sight.t(&format!("page.gallery.{choice}")),
                _ => sight.t(&format!("page.gallery.{choice}")),
            };
            let fits = |(example, drawing): &&Drawn| {
                wanted.fits(example, *drawing, Some(choices)) && properties(example, *drawing).contains(choice)
            };
            chip(Some(choice), &words, Some(all.iter().filter(fits).count()));
        }
        out.close("div");
    }
    let told = sight.tf("page.gallery.count", &vec![("n", count.to_string())]);
    out.open("output", &[("aria-live", "polite")]).text(&told).close("output").close("div");
}

fn card(sight: &Sight, out: &mut Html, example: &Example, drawing: Option<&Miniature>, here: bool) {
    let current = if here { ("aria-current", "true") } else { ("", "") };
    let acts = [("data-act", "example"), ("data-text", example.text), current];
    out.open("button", &[&[("class", "run")], &acts[..]].concat());
    if let Some(drawing) = drawing {
        out.add(&miniature::html(sight, drawing));
    }
    out.class("span", "words").el("b", "", &sight.t(&format!("question.{}", example.id)));
    out.open("span", &[]).prose(&sight.t(&format!("example.{}", example.id)));
    if here {
        out.text(" ").el("i", "", &sight.t("page.gallery.here"));
    }
    out.close("span").class("span", "meta");
    if let Some(drawing) = drawing {
        if let Some(version) = drawing.version {
            out.text(&format!("TLS {} ", version.name()));
        }
        let (class, sign, id) = match drawing.completes {
            true => ("ok", "✓", "page.gallery.completes"),
            false => ("no", "✗", "page.gallery.fails"),
        };
        out.el("b", class, &format!("{sign} {}", sight.t(id)));
    }
    out.close("span").close("span").close("button");
}

/// What the drawings' signs mean.
fn legend(sight: &Sight, out: &mut Html) {
    out.open("ul", &[("class", "legend"), ("aria-label", &sight.t("page.gallery.legend"))]);
    for (signs, id) in [(">", "client"), ("<", "server"), ("(", "sealed"), ("x", "wrong"), ("_", "end")] {
        out.open("li", &[]);
        if let Some(drawing) = Miniature::parse(&format!("- fails {signs}")) {
            out.add(&miniature::html(sight, &drawing));
        }
        out.text(&sight.t(&format!("page.gallery.legend.{id}"))).close("li");
    }
    out.close("ul");
}
