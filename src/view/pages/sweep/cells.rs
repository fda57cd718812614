//! The place of one run: a byte with its mark, or a row of the table of faults. Each is a link to that very run. Knows nothing
//! of how runs are made.

use super::which::Results;
use crate::explain::sweep::{About, Area, Byte, Came, Ended, Sweep, mark};
use crate::lab::{Entry, Scenario};
use crate::view::bytes::push_hex;
use crate::view::html::Html;
use crate::view::link::{View, fragment, write};
use crate::view::sight::Sight;

/// The id of a place.
pub fn id(at: usize) -> String {
    format!("cell-{at}")
}

/// What stands in a place.
pub fn cell(sight: &Sight, plan: &Sweep, results: Option<&Results>, at: usize) -> Html {
    let mut out = Html::new();
    let Some(row) = plan.rows.get(at) else { return out };
    let came = results.and_then(|results| results.swept.came.get(at)).and_then(Option::as_ref);
    let link = plan.scenario(at).map(|scenario| fragment(&write(&scenario), &View::default())).unwrap_or_default();
    match &row.about {
        About::Byte(byte) => {
            let letter = came.map_or_else(|| "·".to_owned(), |came| letter(results, came));
            self::byte(sight, &mut out, (at, byte, &link), came, &letter);
        }
        About::Entry(entry) => self::entry(sight, &mut out, plan, (at, entry, &link), came),
    }
    out
}

fn byte(sight: &Sight, out: &mut Html, (at, byte, link): (usize, &Byte, &str), came: Option<&Came>, letter: &str) {
    let mut old = String::new();
    push_hex(&mut old, byte.value);
    let vars = vec![
        ("n", byte.at.to_string()),
        ("field", short(&byte.field)),
        ("old", old.clone()),
        ("mark", letter.to_owned()),
    ];
    let told = came.map_or_else(|| sight.t("sweep.waits"), |came| said(sight, came));
    let id = if byte.area == Area::Message { "page.sweep.byte" } else { "page.sweep.byte.record" };
    let name = format!("{}{}{told}", sight.tf(id, &vars), sight.lang.colon());
    let own = format!("run-of-{at}");
    let class = format!("of {}", came.map_or("waits", |came| class(came.ended)));
    out.open("a", &[("id", &own), ("class", &class), ("href", link), ("aria-label", &name), ("title", &name)]);
    out.text(&old).text(" ").el("i", "", letter).close("a");
}

fn entry(
    sight: &Sight,
    out: &mut Html,
    plan: &Sweep,
    (at, entry, link): (usize, &'static Entry, &str),
    came: Option<&Came>,
) {
    let title = sight.name("fault", entry.id);
    let own = format!("run-of-{at}");
    out.open("th", &[("scope", "row")]).open("a", &[("id", &own), ("href", link)]).prose(&title).close("a").close("th");
    let Some(came) = came else {
        out.el("td", "waits", &sight.t("sweep.waits")).el("td", "", "").el("td", "", "");
        return;
    };
    out.open("td", &[]).el("b", &format!("of {}", class(came.ended)), &who(sight, came.ended));
    if let Some(why) = why(sight, came) {
        out.text(" ").prose(&why);
    }
    out.close("td").open("td", &[]);
    if let Some(alert) = came.alert {
        out.el("code", "", &alert.to_string());
    }
    out.close("td").open("td", &[]);
    noticed(sight, out, plan.scenario(at).as_ref(), came);
    out.close("td");
}

/// The step in which it was noticed, as a link to it there.
pub fn noticed(sight: &Sight, out: &mut Html, scenario: Option<&Scenario>, came: &Came) {
    let Some(scenario) = scenario.filter(|_| came.step > 0) else { return };
    let link = fragment(&write(scenario), &View { at: Some(came.at.clone()), ..View::default() });
    let step = sight.tf("page.step", &vec![("n", came.step.to_string())]);
    out.open("a", &[("href", &link)]).text(&step).close("a");
}

/// What came of it, in one line.
pub fn said(sight: &Sight, came: &Came) -> String {
    let why = why(sight, came).map(|why| format!("{}{why}", sight.lang.colon())).unwrap_or_default();
    let told = format!("{}{why}", who(sight, came.ended));
    match came.alert {
        Some(alert) => sight.lang.bracketed(&told, &alert.to_string()),
        None => told,
    }
}

/// Who noticed.
pub fn who(sight: &Sight, ended: Ended) -> String {
    match ended {
        Ended::Elsewhere(version) => sight.tf("page.break.only", &vec![("version", format!("TLS {}", version.name()))]),
        ended => sight.t(&format!("sweep.who.{}", ended.id())),
    }
}

/// Why it was refused; where nobody refused and somebody is not done, how.
pub fn why(sight: &Sight, came: &Came) -> Option<String> {
    match came.ended {
        Ended::Noticed(_) => Some(sight.name("refusal", &came.why)),
        Ended::Open => sight.text(&format!("sweep.open.{}", came.why)).map(|told| told.title),
        _ => None,
    }
}

/// The class that colours it.
pub fn class(ended: Ended) -> &'static str {
    match ended {
        Ended::Noticed(_) | Ended::Open | Ended::Through => ended.id(),
        Ended::Unstruck | Ended::Elsewhere(_) => "none",
    }
}

/// The mark of what came: its group's letter, which stands in the legend too.
fn letter(results: Option<&Results>, came: &Came) -> String {
    let mut all = results.into_iter().flat_map(|results| &results.groups);
    all.position(|group| group.came.is_like(came)).map(mark).unwrap_or_default()
}

/// The last names of a field's path, without the message that all of them begin with.
fn short(field: &str) -> String {
    field.split_once('.').map_or(field, |(_, inner)| inner).to_owned()
}
