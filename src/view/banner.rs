//! The banner: what of a link could not be taken, part by part, with what may have been meant; and that a part of the
//! program is missing. Knows no key of a scenario.

use super::html::Html;
use super::sight::Sight;
use super::wrong::Wrong;

/// The banner; nothing where nothing is wrong.
pub fn html(sight: &Sight) -> Html {
    let mut out = Html::new();
    if sight.cut_off {
        out.open("div", &[("class", "banner"), ("role", "alert")]).open("p", &[]);
        out.el("strong", "", &sight.t("page.cut_off")).text(sight.lang.between());
        out.prose(&sight.t("page.cut_off.why")).close("p").close("div");
    }
    // Its texts may still be on their way.
    let Some((text, wrong)) = sight.bad.as_ref().filter(|_| sight.text("page.link").is_some()) else { return out };
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
