//! The Basics: one column of lessons, each paragraph with the way to the step that shows what it says, beside a list of the
//! lessons. Knows no lesson.

use super::axis;
use crate::explain::basics::{EXAMPLE, LESSONS, Lesson, vars};
use crate::view::choices::Page;
use crate::view::html::Html;
use crate::view::sight::Sight;
use crate::view::ways;

/// The lessons, as links name them.
pub fn entries() -> Vec<String> {
    LESSONS.iter().map(|lesson| lesson.short().to_owned()).collect()
}

/// The lessons.
pub fn html(sight: &Sight) -> Html {
    let mut out = Html::new();
    out.class("div", "reads").open("nav", &[("class", "toc"), ("aria-label", &sight.t("page.basics.toc"))]);
    out.open("ol", &[]);
    for lesson in LESSONS {
        out.open("li", &[]).open("a", &[("href", &ways::to_entry(sight, Page::Basics, Some(lesson.short())))]);
        out.text(&sight.t(lesson.id)).close("a").close("li");
    }
    out.close("ol").close("nav").class("div", "lessons");
    for lesson in LESSONS {
        self::lesson(sight, &mut out, lesson);
    }
    on(sight, &mut out);
    out.close("div").close("div");
    out
}

fn lesson(sight: &Sight, out: &mut Html, lesson: &Lesson) {
    let (entry, title) = (format!("entry-{}", lesson.short()), format!("title-{}", lesson.short()));
    out.open("section", &[("class", "lesson"), ("id", &entry), ("tabindex", "-1"), ("aria-labelledby", &title)]);
    out.open("h2", &[("id", &title)]).text(&sight.t(lesson.id)).close("h2");
    let vars = vars();
    // A lesson is one text: what is marked in one paragraph is not marked again in the next.
    let mut known = Vec::new();
    for paragraph in lesson.paragraphs {
        let Some(text) = sight.told(&[paragraph.id.to_owned()], &vars) else { continue };
        for part in &text.body {
            out.open("p", &[]).told_but(sight, part, &mut known).close("p");
        }
        let said = sight.tf("page.basics.shown", &vec![("what", String::new())]);
        out.class("p", "way").open("a", &[("href", &format!("#{}", paragraph.shown.0))]).el("span", "unseen", &said);
        out.text(&text.title).close("a").close("p");
        if paragraph.id == "basics.diffie_hellman.shared" {
            exchange(sight, out);
        }
    }
    if lesson.id == "basics.versions" {
        axis::html(sight, out);
    }
    out.close("section");
}

/// The small exchange, by who knows which number.
fn exchange(sight: &Sight, out: &mut Html) {
    let ([a, b], [from_a, from_b], [at_a, at_b]) = (EXAMPLE.private, EXAMPLE.public(), EXAMPLE.shared());
    let t = |id: &str| sight.t(&format!("page.basics.exchange.{id}"));
    out.class("table", "exchange").el("caption", "", &sight.tf("page.basics.exchange", &vars()));
    out.open("thead", &[]).open("tr", &[]).open("td", &[]).close("td");
    for (class, name) in
        [("client", sight.name("who", "client")), ("", t("path")), ("server", sight.name("who", "server"))]
    {
        out.open("th", &[("scope", "col"), (if class.is_empty() { "" } else { "class" }, class)])
            .text(&name)
            .close("th");
    }
    out.close("tr").close("thead").open("tbody", &[]);
    let computed = |out: &mut Html, base: u64, exponent: u64, result: u64| {
        out.open("td", &[]).text(&base.to_string()).el("sup", "", &exponent.to_string());
        out.text(&format!(" mod {} = ", EXAMPLE.prime)).el("b", "", &result.to_string()).close("td");
    };
    let row = |out: &mut Html, id: &str| {
        out.open("tr", &[]).open("th", &[("scope", "row")]).text(&t(id)).close("th");
    };
    row(out, "private");
    for (number, class) in [(Some(a), ""), (None, "soft"), (Some(b), "")] {
        match number {
            Some(number) => out.open("td", &[]).el("b", "", &number.to_string()).close("td"),
            None => out.el("td", class, &t("never")),
        };
    }
    out.close("tr");
    row(out, "public");
    computed(out, EXAMPLE.base, a, from_a);
    out.class("td", "soft").text(&format!("{from_a} → ")).open("br", &[]).text(&format!("← {from_b}")).close("td");
    computed(out, EXAMPLE.base, b, from_b);
    out.close("tr");
    row(out, "shared");
    computed(out, from_b, a, at_a);
    out.el("td", "soft", &t("never"));
    computed(out, from_a, b, at_b);
    out.close("tr").close("tbody").close("table");
}

/// Where to go on.
fn on(sight: &Sight, out: &mut Html) {
    out.class("section", "on").el("h2", "", &sight.t("page.basics.on")).open("ul", &[]);
    for (to, id) in [(Page::Run, "run"), (Page::Gallery, "gallery"), (Page::Glossary, "glossary")] {
        let href = if to == Page::Run { "#v=1".to_owned() } else { ways::to_entry(sight, to, None) };
        out.open("li", &[]).open("a", &[("href", &href)]).text(&sight.t(&format!("page.basics.on.{id}"))).close("a");
        out.close("li");
    }
    out.close("ul").close("section");
}
