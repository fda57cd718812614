//! What was found, kind by kind, each with what of it was typed marked; what to begin with where nothing was typed, and where
//! else to look where nothing was found. Knows no matcher.

use super::lead::{link, to_menu};
use crate::explain::search::{Found, Index, Kind, Row, To, marks};
use crate::view::choices::Page;
use crate::view::html::Html;
use crate::view::sight::Sight;
use crate::view::ways::to_entry;
use crate::view::wording::plain;

/// How many of a kind are shown among others, and how many of one alone.
const FEW: usize = 5;
const MANY: usize = 60;
/// What to try, as ids of texts.
const TRY: [&str; 4] =
    ["page.search.try.term", "page.search.try.code", "page.search.try.name", "page.search.try.error"];

/// What was typed, and the kind that alone is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    pub query: String,
    pub kind: Option<Kind>,
}

/// What was found, by kind: the kind of the best first.
fn groups(index: &Index, found: &Found) -> Vec<(Kind, Vec<usize>)> {
    let mut groups: Vec<(Kind, Vec<usize>)> = Vec::new();
    for at in &found.rows {
        let Some(kind) = index.row(*at).map(|row| row.kind) else { continue };
        match groups.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, rows)) => rows.push(*at),
            None => groups.push((kind, vec![*at])),
        }
    }
    groups
}

/// The kinds to choose from, where there are several.
pub fn kinds(sight: &Sight, index: &Index, found: &Found, wanted: &Wanted) -> Html {
    let mut out = Html::new();
    let groups = groups(index, found);
    if groups.len() < 2 {
        return out;
    }
    out.open("div", &[("role", "group"), ("aria-label", &sight.t("page.search.kinds"))]);
    let mut chip = |kind: Option<Kind>, name: &str, count: usize| {
        let id = format!("only-{}", kind.map_or("all", Kind::id));
        let on = if kind == wanted.kind { "true" } else { "false" };
        let own = [("data-kind", kind.map_or("", Kind::id)), ("aria-pressed", on), ("id", &*id)];
        out.open("button", &[&[("class", "chip")], &own[..]].concat()).text(name).text(" ");
        out.el("small", "", &count.to_string()).close("button");
    };
    chip(None, &sight.t("page.search.all"), found.rows.len());
    for (kind, rows) in &groups {
        chip(Some(*kind), &sight.t(&kind.label()), rows.len());
    }
    out.close("div");
    out
}

/// The results, or what else there is.
pub fn hits(sight: &Sight, index: &Index, found: &Found, wanted: &Wanted) -> Html {
    let mut list = List { sight, out: Html::new(), count: 0 };
    if wanted.query.trim().is_empty() {
        list.first(index);
        return list.out;
    }
    if found.rows.is_empty() {
        list.nothing();
        return list.out;
    }
    let words = found.words.as_str();
    let all = groups(index, found);
    let only = wanted.kind.filter(|kind| all.iter().any(|(own, _)| own == kind));
    for (kind, rows) in all.iter().filter(|(kind, _)| only.is_none_or(|only| only == *kind)) {
        let most = if only.is_some() || all.len() == 1 { MANY } else { FEW };
        list.head(kind.id(), &sight.t(&kind.label()), Some(rows.len()));
        for row in rows.iter().take(most).filter_map(|at| index.row(*at)) {
            list.row(row, words);
        }
        if rows.len() > most {
            list.rest(*kind, rows.len() - most, most == MANY);
        }
        list.out.close("div");
    }
    list.out
}

/// What is said aloud, and seen: how much was found.
pub fn told(sight: &Sight, index: &Index, found: &Found, wanted: &Wanted) -> String {
    if wanted.query.trim().is_empty() {
        return String::new();
    }
    let only = |at: &&usize| wanted.kind.is_none_or(|kind| index.row(**at).is_some_and(|row| row.kind == kind));
    let n = found.rows.iter().filter(only).count();
    let vars = vec![
        ("n", n.to_string()),
        ("text", wanted.query.trim().to_owned()),
        ("instead", found.instead.clone().unwrap_or_default()),
    ];
    let id = match (n, &found.instead) {
        (0, _) => "page.search.none",
        (_, Some(_)) => "page.search.instead",
        (1, _) => "page.search.one",
        _ => "page.search.many",
    };
    sight.tf(id, &vars)
}

/// A list being written; its options are numbered.
struct List<'a> {
    sight: &'a Sight,
    out: Html,
    count: usize,
}

impl List<'_> {
    /// Opens a group.
    fn head(&mut self, id: &str, name: &str, count: Option<usize>) {
        let id = format!("kind-{id}");
        self.out.open("div", &[("role", "group"), ("aria-labelledby", &id)]);
        self.out.open("div", &[("role", "presentation"), ("class", "kind"), ("id", &id)]).text(name);
        if let Some(count) = count {
            self.out.text(" ").el("small", "", &count.to_string());
        }
        self.out.close("div");
    }

    /// Opens an option; what more it says of itself are attributes.
    fn option(&mut self, href: &str, more: &[(&'static str, &str)]) -> &mut Html {
        let id = format!("hit-{}", self.count);
        self.count += 1;
        let own = [("role", "option"), ("id", &*id), ("tabindex", "-1"), ("aria-selected", "false"), ("href", href)];
        self.out.open("a", &[&own[..], more].concat())
    }

    fn row(&mut self, row: &Row, words: &str) {
        let href = link(self.sight, &row.to);
        // Names that the run or the RFCs have look as they do elsewhere.
        let code =
            matches!(row.kind, Kind::Field | Kind::Suite | Kind::Alert | Kind::Extension | Kind::Group | Kind::Scheme);
        let title = plain(&row.title);
        let in_title = !marks(&title, words).is_empty();
        let also =
            row.also.iter().filter(|_| !in_title).map(|name| plain(name)).find(|name| !marks(name, words).is_empty());
        let note = plain(&row.note);
        // A name that stands in the line below is not said twice.
        let also = also.filter(|also| !note.contains(also.as_str()));
        let out = self.option(&href, &[]);
        out.class("b", if code { "mono" } else { "" });
        marked(out, &title, words);
        out.close("b");
        if let Some(also) = also {
            out.text(" ").class("i", "also");
            marked(out, &also, words);
            out.close("i");
        }
        if !note.is_empty() {
            out.text(" ").class("span", "note");
            marked(out, &note, words);
            out.close("span");
        }
        out.close("a");
    }

    /// So many more of a kind; what there is too much of is to be narrowed.
    fn rest(&mut self, kind: Kind, n: usize, narrow: bool) {
        let label = if narrow { "page.search.narrow" } else { "page.search.more" };
        let label = self.sight.tf(label, &vec![("n", n.to_string())]);
        if narrow {
            self.out.open("div", &[("role", "presentation"), ("class", "note")]).text(&label).close("div");
            return;
        }
        let href = to_menu(self.sight, "search");
        self.option(&href, &[("class", "more"), ("data-kind", kind.id())]).text(&label).close("a");
    }

    /// What can be searched for, and the pages.
    fn first(&mut self, index: &Index) {
        let sight = self.sight;
        self.head("try", &sight.t("page.search.try"), None);
        for id in TRY {
            let text = sight.t(id);
            let href = to_menu(sight, &format!("search/{text}"));
            let note = sight.text(id).and_then(|told| told.body.into_iter().next()).unwrap_or_default();
            let out = self.option(&href, &[("data-query", &text)]);
            out.el("b", "", &text).text(" ").el("span", "note", &plain(&note)).close("a");
        }
        self.out.close("div");
        self.head("page", &sight.t(&Kind::Page.label()), None);
        let pages = (0..index.len()).filter_map(|at| index.row(at)).filter(|row| row.kind == Kind::Page);
        for row in pages.filter(|row| row.note.is_empty() && matches!(row.to, To::Link(_))) {
            self.row(row, "");
        }
        self.out.close("div");
    }

    /// Where else to look.
    fn nothing(&mut self) {
        let sight = self.sight;
        self.head("else", &sight.t("page.search.else"), None);
        for (page, id) in [(Page::Glossary, "page.search.else.glossary"), (Page::Failures, "page.search.else.failures")]
        {
            let href = to_entry(sight, page, None);
            let (name, note) = (sight.t(&format!("page.nav.{page}")), sight.t(id));
            let out = self.option(&href, &[]);
            out.el("b", "", &name).text(" ").el("span", "note", &note).close("a");
        }
        self.out.close("div");
    }
}

/// A text with what was typed marked.
fn marked(out: &mut Html, text: &str, words: &str) {
    let mut at = 0;
    for range in marks(text, words) {
        out.text(text.get(at..range.start).unwrap_or_default());
        out.el("mark", "", text.get(range.clone()).unwrap_or_default());
        at = range.end;
    }
    out.text(text.get(at..).unwrap_or_default());
}
