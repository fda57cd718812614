//! A link's fragment: the scenario's text form, then the keys of the view, each one row of `VIEW_KEYS`. Knows no key of a
//! scenario and no address bar.

use super::choices::{ALONE, Dialog, Lang, Page, ROWS, Theme};
use super::wrong::Wrong;
use crate::explain::Pane;
use crate::lab::{Scenario, decode_text, encode};

/// What the view's keys say.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct View {
    pub at: Option<String>,
    pub pane: Option<Pane>,
    /// The field that is picked, by its path; behind a `+` the byte, where it is not the field's first.
    pub field: Option<String>,
    /// Whether the ladder shows messages alone.
    pub alone: bool,
    pub lang: Option<Lang>,
    pub theme: Option<Theme>,
    /// Where beside the run the reader is.
    pub page: Option<Page>,
    /// Which entry of that page: a lesson, a term, a group.
    pub entry: Option<String>,
    /// What that page's list is ordered or narrowed by; behind a slash the words that are looked for in it.
    pub by: Option<String>,
    /// What the run is compared with: another link's text.
    pub with: Option<String>,
    /// The menu that lies open, and behind a slash what in it. Opened, it is no part of the page's own link.
    pub menu: Option<String>,
}

/// A key of the view.
pub struct ViewKey {
    /// As links write it.
    pub name: &'static str,
    /// Takes a value, without its percent-encoding; whether it is one.
    pub read: fn(&mut View, &str) -> bool,
    /// The value as it stands in a link; none where it is the default.
    pub write: fn(&View) -> Option<String>,
    /// The values there are; none where every text is one.
    pub values: fn() -> Vec<&'static str>,
    /// Whether what it asks for needs more than the program's first part.
    pub later: bool,
}

/// Every key, in the order in which links are written.
pub const VIEW_KEYS: &[ViewKey] = &[
    ViewKey {
        name: "~at",
        read: |view, value| set(&mut view.at, Some(value.to_owned())),
        write: |view| view.at.as_ref().map(|at| at.replace('#', "%23")),
        values: Vec::new,
        later: false,
    },
    ViewKey {
        name: "~tab",
        read: |view, value| set(&mut view.pane, Pane::of(value)),
        write: |view| view.pane.map(|pane| pane.name().to_owned()),
        values: || Pane::ALL.map(Pane::name).to_vec(),
        later: false,
    },
    ViewKey {
        name: "~field",
        read: |view, value| set(&mut view.field, Some(value.to_owned())),
        write: |view| view.field.clone(),
        values: Vec::new,
        later: false,
    },
    ViewKey {
        name: "~ladder",
        read: |view, value| {
            view.alone |= value == ALONE;
            ROWS.contains(&value)
        },
        write: |view| view.alone.then(|| ALONE.to_owned()),
        values: || ROWS.to_vec(),
        later: true,
    },
    ViewKey {
        name: "~lang",
        read: |view, value| set(&mut view.lang, Lang::of(value)),
        write: |view| view.lang.map(|lang| lang.tag().to_owned()),
        values: || Lang::ALL.map(Lang::tag).to_vec(),
        later: false,
    },
    ViewKey {
        name: "~theme",
        read: |view, value| set(&mut view.theme, Theme::of(value)),
        write: |view| view.theme.map(|theme| theme.name().to_owned()),
        values: || Theme::ALL.map(Theme::name).to_vec(),
        later: false,
    },
    ViewKey {
        name: "~page",
        read: |view, value| set(&mut view.page, Page::of(value)),
        write: |view| view.page.filter(|page| *page != Page::Run).map(|page| page.id().to_owned()),
        values: || Page::ALL.iter().map(|page| page.id()).collect(),
        later: true,
    },
    ViewKey {
        name: "~entry",
        read: |view, value| set(&mut view.entry, Some(value.to_owned())),
        write: |view| view.entry.as_ref().map(encode),
        values: Vec::new,
        later: true,
    },
    ViewKey {
        name: "~by",
        read: |view, value| set(&mut view.by, Some(value.to_owned())),
        write: |view| view.by.as_ref().map(encode),
        values: Vec::new,
        later: true,
    },
    ViewKey {
        name: "~with",
        read: |view, value| set(&mut view.with, Some(value.to_owned())),
        write: |view| view.with.as_deref().map(inside),
        values: Vec::new,
        later: true,
    },
    ViewKey {
        name: "~menu",
        read: |view, value| set(&mut view.menu, Dialog::of(value).map(|_| value.to_owned())),
        write: |view| view.menu.as_ref().map(encode),
        values: || Dialog::ALL.iter().map(|menu| menu.id()).collect(),
        later: true,
    },
];

/// A link as the value of another one's key: what parts keys there must not part them here.
fn inside(link: &str) -> String {
    link.replace('%', "%25").replace('&', "%26").replace('#', "%23")
}

fn set<T>(slot: &mut Option<T>, value: Option<T>) -> bool {
    *slot = value;
    slot.is_some()
}

/// What a link asks for, as far as it could be read, and what could not be.
#[derive(Debug)]
pub struct Asked {
    pub scenario: Scenario,
    pub view: View,
    pub wrong: Vec<Wrong>,
}

/// The text form of the default handshake.
pub const DEFAULT: &str = "v=1";

/// Whether a fragment asks for nothing but the default handshake, as the program's first part shows it.
pub fn is_default(fragment: &str) -> bool {
    // A key that nobody knows is told of by what comes later.
    let first = |part: &str| {
        let name = part.split('=').next().unwrap_or_default();
        VIEW_KEYS.iter().any(|key| key.name == name && !key.later)
    };
    fragment.split('&').all(|part| part.is_empty() || part == DEFAULT || first(part))
}

/// Reads a fragment: what can be taken of it is taken.
pub fn read(fragment: &str) -> Asked {
    let (keys, text): (Vec<&str>, Vec<&str>) = fragment.split('&').partition(|part| part.starts_with('~'));
    let mut wrong = Vec::new();
    let view = read_view(&keys, &mut wrong);
    let scenario = if is_default(fragment) { Scenario::default() } else { read_scenario(&text.join("&"), &mut wrong) };
    Asked { scenario, view, wrong }
}

#[inline(never)] // of a later part
fn read_scenario(text: &str, wrong: &mut Vec<Wrong>) -> Scenario {
    let (parsed, errors) = Scenario::parse_kindly(text);
    let errors = errors.into_iter().map(Wrong::error).chain(parsed.warnings.into_iter().map(Wrong::unknown));
    wrong.extend(errors);
    parsed.scenario
}

fn read_view(parts: &[&str], wrong: &mut Vec<Wrong>) -> View {
    let mut view = View::default();
    let mut known: Vec<&str> = Vec::new();
    for part in parts {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        let text = decode_text(value).unwrap_or_else(|| value.to_owned());
        let doubled = known.contains(&name);
        known.push(name);
        let key = VIEW_KEYS.iter().find(|key| key.name == name);
        if doubled || !key.is_some_and(|key| (key.read)(&mut view, &text)) {
            wrong.push(not_taken(name, &text, key, doubled));
        }
    }
    view
}

/// What is said of a key of the view that cannot be taken.
#[inline(never)] // of a later part
fn not_taken(name: &str, text: &str, key: Option<&ViewKey>, doubled: bool) -> Wrong {
    match key {
        Some(_) if doubled => Wrong::view("page.link.doubled", name, text, ""),
        Some(key) => Wrong::view("page.link.value", name, text, &(key.values)().join(", ")),
        None => Wrong::view("page.link.unknown", name, text, ""),
    }
}

/// The text form of a scenario, without view keys.
pub fn write(scenario: &Scenario) -> String {
    let scenario = Scenario { view: Vec::new(), ..scenario.clone() };
    scenario.to_text()
}

/// The fragment, with its `#`, of a scenario's text and a view.
pub fn fragment(text: &str, view: &View) -> String {
    let mut out = format!("#{text}");
    for key in VIEW_KEYS {
        if let Some(value) = (key.write)(view) {
            out.push_str(if out.len() > 1 { "&" } else { "" });
            out.push_str(key.name);
            out.push('=');
            out.push_str(&value);
        }
    }
    out
}
