//! Which two runs stand side by side: each any of the gallery, the second also the first without its faults, or whatever a
//! link says. Knows nothing of what they come to.

use crate::lab::{Scenario, Topic, gallery};
use crate::view::html::Html;
use crate::view::link;
use crate::view::menus::named::called;
use crate::view::sight::{Shown, Sight};

/// The controls: `run-1` and `run-2` hold texts of scenarios, `run-link` takes a link.
pub fn html(sight: &Sight, other: &Shown) -> Html {
    let mut out = Html::new();
    out.open("fieldset", &[("class", "choice")]).el("legend", "", &sight.t("compare.choice"));
    run(sight, &mut out, "1", &sight.shown, None);
    run(sight, &mut out, "2", other, without_faults(&sight.shown));
    out.open("label", &[]).text(&sight.t("compare.choice.link"));
    let says = sight.t("compare.choice.example");
    out.open("input", &[("id", "run-link"), ("autocomplete", "off"), ("spellcheck", "false"), ("placeholder", &says)]);
    out.close("label").close("fieldset");
    out
}

fn run(sight: &Sight, out: &mut Html, n: &str, shown: &Shown, without: Option<String>) {
    let id = format!("run-{n}");
    out.open("label", &[]).text(&sight.tf("compare.run", &vec![("n", n.to_owned())]));
    out.open("select", &[("id", &id)]);
    let listed =
        without.as_deref() == Some(&shown.text) || gallery().iter().any(|example| example.plain() == shown.text);
    let option = |out: &mut Html, text: &str, words: &str, here: bool| {
        let selected = if here { ("selected", "selected") } else { ("", "") };
        out.open("option", &[("value", text), selected]).text(words).close("option");
    };
    if !listed {
        option(out, &shown.text, &called(sight, shown), true);
    }
    if let Some(text) = &without {
        option(out, text, &sight.t("compare.choice.without"), *text == shown.text);
    }
    for topic in Topic::ALL {
        out.open("optgroup", &[("label", &sight.t(&format!("page.gallery.{}", topic.id())))]);
        for example in gallery().iter().filter(|example| example.topic == topic) {
            let here = example.plain() == shown.text && without.as_deref() != Some(&shown.text);
            option(out, example.plain(), &sight.t(&format!("example.{}", example.id)), here);
        }
        out.close("optgroup");
    }
    out.close("select").close("label");
}

/// The link's text of the run without its faults; nothing where it has none.
pub fn without_faults(shown: &Shown) -> Option<String> {
    let scenario = &shown.trace.scenario;
    (!scenario.faults.is_empty()).then(|| link::write(&Scenario { faults: Vec::new(), ..scenario.clone() }))
}
