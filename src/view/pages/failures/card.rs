//! A cause: its run, what it means, what to look at and how to fix it; and what the same words could mean besides. Knows no
//! cause by itself.

use super::which::shown;
use crate::explain::miniature::miniature;
use crate::explain::symptoms::{Cause, causes, look_id};
use crate::lab::gallery;
use crate::view::choices::Page;
use crate::view::html::Html;
use crate::view::miniature;
use crate::view::sight::Sight;
use crate::view::ways::to_entry;

/// How many other causes are told.
const OTHERS: usize = 8;

/// The cause and the others; what to do where there is none.
pub fn html(sight: &Sight) -> Html {
    let mut out = Html::new();
    let Some(cause) = shown(sight) else {
        let blank = sight.given.pasted.trim().is_empty();
        let told = sight.text(if blank { "page.failures.empty" } else { "page.failures.nothing" });
        for told in told.iter() {
            out.class("div", "none").el("h2", "", &told.title).paragraphs(&told.body).close("div");
        }
        return out;
    };
    card(sight, &mut out, cause);
    others(sight, &mut out, cause);
    out
}

/// The headline, for who does not see it appear.
pub fn aloud(sight: &Sight) -> Html {
    let mut out = Html::new();
    if sight.given.pasted.trim().is_empty() {
        return out;
    }
    let id = shown(sight).map_or("page.failures.nothing".to_owned(), Cause::meaning_id);
    out.text(&sight.t(&id));
    out
}

fn card(sight: &Sight, out: &mut Html, cause: &Cause) {
    let id = format!("entry-{}", cause.id);
    out.open("article", &[("class", "cause"), ("aria-labelledby", &id)]).class("div", "main");
    if let Some(drawing) = drawing(cause).and_then(miniature) {
        out.add(&miniature::html(sight, drawing));
    }
    let told = sight.text(&cause.meaning_id());
    let title = told.as_ref().map_or("", |told| told.title.as_str());
    out.open("div", &[]).open("h2", &[("id", &id), ("class", "opened"), ("tabindex", "-1")]).text(title).close("h2");
    for told in told.iter() {
        out.paragraphs(&told.body);
    }
    out.class("p", "soft").text(&noticed(sight, cause));
    if let Some(check) = cause.check {
        let asked = sight.t(check);
        out.text(sight.lang.between()).text(&sight.tf("page.failures.check", &vec![("check", asked)]));
    }
    out.close("p").class("p", "goes");
    out.open("a", &[("class", "go"), ("href", &run(cause))]).text(&sight.t("page.failures.open")).close("a");
    if cause.side.is_some() {
        out.text(" ").el("span", "soft", &sight.t("page.failures.where"));
    }
    out.close("p");
    for shows in sight.text(&cause.shows_id()).iter() {
        out.paragraph("soft", &shows.body.join(sight.lang.between()));
    }
    out.close("div").close("div");
    for tell in sight.text(&cause.tell_id()).iter() {
        out.el("h3", "", &tell.title).paragraphs(&tell.body);
    }
    out.el("h3", "", &sight.t("page.failures.look")).class("ol", "looks");
    for (nth, look) in cause.looks.iter().enumerate() {
        let Some(told) = sight.text(&look_id(look)) else { continue };
        let open = if nth == 0 { &[("open", "")][..] } else { &[] };
        out.open("li", &[])
            .open("details", open)
            .el("summary", "", &told.title)
            .paragraphs(&told.body)
            .close("details");
        out.close("li");
    }
    out.close("ol");
    if let Some(mend) = sight.text(&cause.mend_id()) {
        out.el("h3", "", &mend.title).paragraphs(&mend.body);
    }
    if let Some(tools) = cause.tools_id().and_then(|id| sight.text(&id)) {
        out.open("details", &[("class", "tools")]).el("summary", "", &tools.title).paragraphs(&tools.body);
        out.close("details");
    }
    out.close("article");
}

/// Who notices, and what that side tells.
fn noticed(sight: &Sight, cause: &Cause) -> String {
    let Some(alert) = cause.alert else { return sight.t("page.failures.told.nobody") };
    let vars = vec![("n", alert.0.to_string()), ("alert", alert.name().unwrap_or_default().to_owned())];
    match cause.side {
        Some(role) => sight.tf(&format!("page.failures.told.{}", role.name()), &vars),
        None => sight.tf("page.failures.told.other", &vars),
    }
}

/// What else the same words may mean: of a text what it told besides, of an entry of the index the other causes of its alert.
fn others(sight: &Sight, out: &mut Html, cause: &Cause) {
    let ranked = &sight.given.recognised().causes;
    let pasted = ranked.iter().any(|ranked| ranked.cause == cause);
    let same: Vec<&Cause> = causes().iter().filter(|other| other.alert == cause.alert).collect();
    let (id, all) = match pasted {
        true => ("page.failures.others", ranked.iter().map(|ranked| ranked.cause).collect()),
        false if cause.alert.is_none() => ("page.failures.silent", same),
        false => ("page.failures.same", same),
    };
    let all: Vec<&Cause> = all.into_iter().filter(|other| *other != cause).take(OTHERS).collect();
    if all.is_empty() {
        return;
    }
    out.class("section", "others").el("h3", "", &sight.t(id));
    for other in all {
        out.open("details", &[]).el("summary", "", &sight.t(&other.meaning_id()));
        if let Some(tell) = sight.text(&other.tell_id()) {
            out.open("p", &[]).el("b", "", &tell.title).text(sight.lang.colon());
            out.prose(&tell.body.join(sight.lang.between())).close("p");
        }
        out.class("p", "goes").open("a", &[("href", &run(other))]).text(&sight.t("page.failures.open")).close("a");
        let entry = to_entry(sight, Page::Failures, Some(other.id));
        out.text(" ").open("a", &[("href", &entry)]).text(&sight.t("page.failures.more")).close("a").close("p");
        out.close("details");
    }
    out.close("section");
}

/// The link to its run, which opens where it is refused.
fn run(cause: &Cause) -> String {
    format!("#{}", cause.run)
}

/// By which id its run was drawn: that of the fault, of an example that is the same run, or its own.
fn drawing(cause: &Cause) -> Option<&'static str> {
    let example = || gallery().iter().find(|example| example.plain() == cause.run);
    cause.fault.or_else(|| example().map(|example| example.id)).or(Some(cause.id))
}
