//! The banner: what of a link could not be taken, part by part, with what may have been meant; and that a part of the
//! program is missing. Knows no key of a scenario.

use super::html::Html;
use super::sight::Sight;
use crate::explain::Vars;
use crate::lab::{Problem, ScenarioError, Warning};
use crate::wire::printable;

/// A part of a link that could not be taken: what is said of it, what may have been meant, and all that is allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// The id of its text.
    id: &'static str,
    vars: Vars,
    nearest: Vec<String>,
    allowed: String,
    /// Whether it would be lost if the address followed what is shown.
    pub keep: bool,
}

impl Wrong {
    /// A key of the view with a value that there is not; `allowed` are the names there are.
    pub fn view(id: &'static str, key: &str, value: &str, allowed: &str) -> Self {
        let vars = vec![("key", printable(key)), ("value", printable(value))];
        Self { id, vars, nearest: Vec::new(), allowed: allowed.to_owned(), keep: false }
    }

    /// A key that nobody knows.
    pub fn unknown(warning: Warning) -> Self {
        let id = "page.link.unknown";
        Self { nearest: warning.nearest, ..Self::view(id, &warning.key, &warning.value, "") }
    }

    /// A key of the scenario that could not be read.
    pub fn error(error: ScenarioError) -> Self {
        let id = match error.problem {
            Problem::NotAllowed => "page.link.value",
            Problem::Doubled => "page.link.doubled",
            Problem::NoSuchConnection => "page.link.connection",
        };
        let allowed = if error.problem == Problem::Doubled { "" } else { &error.allowed };
        Self { nearest: error.nearest, keep: true, ..Self::view(id, &error.key, &error.value, allowed) }
    }
}

/// The banner; nothing where nothing is wrong.
pub fn html(sight: &Sight) -> Html {
    let mut out = Html::new();
    if sight.cut_off {
        out.open("div", &[("class", "banner"), ("role", "alert")]).open("p", &[]);
        out.el("strong", "", &sight.t("page.cut_off")).text(sight.lang.between());
        out.prose(&sight.t("page.cut_off.why")).close("p").close("div");
    }
    let Some((text, wrong)) = &sight.bad else { return out };
    out.open("div", &[("class", "banner mild"), ("role", "alert")]).open("p", &[]);
    out.el("strong", "", &sight.t("page.link"))
        .text(sight.lang.between())
        .prose(&sight.t("page.link.rest"))
        .close("p")
        .open("ul", &[]);
    for one in wrong {
        part(sight, &mut out, one);
    }
    out.close("ul").class("div", "line");
    let label = sight.t("page.link.text");
    out.open("input", &[("id", "bad-link"), ("aria-label", &label), ("spellcheck", "false"), ("value", text)]);
    for (act, id) in [("retry", "page.link.retry"), ("leave", "page.link.leave")] {
        out.open("button", &[("class", "edged"), ("data-act", act)]).text(&sight.t(id)).close("button");
    }
    out.close("div").close("div");
    out
}

fn part(sight: &Sight, out: &mut Html, wrong: &Wrong) {
    out.open("li", &[]).prose(&sight.tf(wrong.id, &wrong.vars));
    let few = !wrong.allowed.is_empty() && wrong.nearest.is_empty();
    if few {
        out.text(sight.lang.between()).prose(&sight.tf("page.link.allowed", &vec![("allowed", wrong.allowed.clone())]));
    }
    if !wrong.nearest.is_empty() {
        let names = wrong.nearest.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>();
        let names = names.join(sight.lang.comma());
        out.text(sight.lang.between()).prose(&sight.tf("page.link.nearest", &vec![("names", names)]));
    }
    if !few && !wrong.allowed.is_empty() {
        out.open("details", &[]).el("summary", "", &sight.t("page.link.all")).el("p", "", &wrong.allowed);
        out.close("details");
    }
    out.close("li");
}
