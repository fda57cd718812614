//! The rows of what the code has tables of: terms, causes, faults, examples, registries, panes. Nothing is listed here a second
//! time. A row without a text yet is left out. Knows no run.

use super::code::spelled;
use super::{Kind, Row, To, other};
use crate::explain::glossary::terms;
use crate::explain::pack::{Pack, Text};
use crate::explain::pane::Pane;
use crate::explain::registry::{alerts, extensions, groups, schemes, suites};
use crate::explain::symptoms::{causes, words};
use crate::lab::catalogue::End;
use crate::lab::{catalogue, gallery};

/// Every row.
pub fn rows(texts: &Pack) -> Vec<Row> {
    let mut rows = of_terms(texts);
    rows.extend(of_causes(texts));
    rows.extend(of_faults(texts));
    rows.extend(of_examples(texts));
    rows.extend(of_registries(texts));
    rows.extend(of_panes(texts));
    rows
}

/// The spellings of a text, its title first; one behind a minus means something else.
fn spellings(text: &Text) -> impl Iterator<Item = String> {
    std::iter::once(&text.title).chain(&text.also).filter(|name| !name.is_empty() && !name.starts_with('-')).cloned()
}

/// What the first of some texts is called in both languages; the first name is its title. None without that text.
pub fn names(texts: &Pack, ids: &[String]) -> Vec<String> {
    let others: Vec<String> = ids.iter().map(|id| other(id)).collect();
    let own = texts.first(ids).into_iter().flat_map(spellings);
    own.chain(texts.first(&others).into_iter().flat_map(spellings)).collect()
}

/// A row called by the first of some names, the rest of which are other names.
pub fn named(kind: Kind, mut names: Vec<String>, to: To) -> Option<Row> {
    if names.is_empty() {
        return None;
    }
    let title = names.remove(0);
    Some(Row { also: names, ..Row::new(kind, title, to) })
}

fn body(texts: &Pack, id: &str) -> Vec<String> {
    texts.get(id).map_or(Vec::new(), |text| text.body.clone())
}

/// The first paragraph as the line beside the title, the rest behind it.
fn told(row: Row, body: Vec<String>) -> Row {
    let (note, rest) = body.split_first().map_or((String::new(), &[][..]), |(first, rest)| (first.clone(), rest));
    Row { note, body: rest.join("\n"), ..row }
}

fn of_terms(texts: &Pack) -> Vec<Row> {
    let row = |term: &'static crate::explain::Term| {
        let id = term.text();
        let row = named(Kind::Term, names(texts, std::slice::from_ref(&id)), To::Term(term.id))?;
        Some(told(row, body(texts, &id)))
    };
    terms().iter().filter_map(row).collect()
}

fn of_causes(texts: &Pack) -> Vec<Row> {
    let row = |cause: &'static crate::explain::symptoms::Cause| {
        let long = names(texts, &[cause.meaning_id()]);
        let short = names(texts, &[cause.short_id()]);
        let note = long.first().cloned().unwrap_or_default();
        let alert = cause.alert.and_then(|alert| alert.name()).map(str::to_owned);
        let all = short.into_iter().chain(long).chain([cause.id.to_owned()]).chain(alert).collect();
        // What tools print where this is meant before all else.
        let printed = words().iter().filter(|word| word.causes.first() == Some(&cause.id));
        let printed = printed.map(|word| word.fragment.replace(['*', '#'], " "));
        let body = printed.chain(body(texts, &cause.meaning_id())).collect::<Vec<_>>().join("\n");
        texts.get(&cause.short_id())?;
        Some(Row { note, body, ..named(Kind::Cause, all, To::Cause(cause.id))? })
    };
    causes().iter().filter_map(row).collect()
}

fn of_faults(texts: &Pack) -> Vec<Row> {
    let row = |entry: &'static crate::lab::Entry| {
        let id = format!("fault.{}", entry.id);
        texts.get(&id)?;
        let mut row = named(Kind::Fault, names(texts, std::slice::from_ref(&id)), To::Fault(entry.id))?;
        row.also.push(entry.id.to_owned());
        let mut row = told(row, body(texts, &id));
        // How it ends: by which reason, with which alert.
        for end in entry.expected.iter().flat_map(|case| [case.client, case.server]) {
            if let End::Refused(reason, alert) = end {
                let names = names(texts, &[format!("refusal.{reason}")]).join("\n");
                row.body.push_str(&format!("\n{reason}\n{alert}\n{names}"));
            }
        }
        Some(row)
    };
    catalogue().iter().filter_map(row).collect()
}

fn of_examples(texts: &Pack) -> Vec<Row> {
    let row = |example: &'static crate::lab::Example| {
        let (id, question) = (format!("example.{}", example.id), format!("question.{}", example.id));
        texts.get(&id)?;
        let asked = names(texts, &[question]);
        let all = names(texts, std::slice::from_ref(&id)).into_iter().chain(asked.iter().cloned());
        let row = named(Kind::Example, all.collect(), To::Run(example.text))?;
        let body = [example.text.to_owned()].into_iter().chain(body(texts, &id)).collect::<Vec<_>>();
        Some(Row { note: asked.first().cloned().unwrap_or_default(), body: body.join("\n"), ..row })
    };
    gallery().iter().filter_map(row).collect()
}

/// An entry of a registry: its name, its number, its text where it has one.
fn entry(texts: &Pack, kind: Kind, name: &'static str, code: (u64, usize), id: &str) -> Row {
    let told = names(texts, &[format!("{id}.{name}")]);
    let numbers = spelled(kind, code.0, code.1);
    // Numbers of one byte and those of extensions are written as decimals.
    let number = if matches!(kind, Kind::Alert | Kind::Extension) { numbers.last() } else { numbers.first() };
    let said = told.first().filter(|said| *said != name).cloned();
    let note = number.cloned().into_iter().chain(said).collect::<Vec<_>>().join(" · ");
    let also = told.into_iter().filter(|said| said != name).chain(numbers).collect();
    Row { note, also, code: Some(code), ..Row::new(kind, name.to_owned(), To::Entry(kind, name)) }
}

fn of_registries(texts: &Pack) -> Vec<Row> {
    let suites = suites().into_iter().map(|row| {
        let own = entry(texts, Kind::Suite, row.name, (row.code.0.into(), 2), "suite");
        let openssl = row.openssl.iter().filter(|name| *name != row.name);
        let note = std::iter::once(own.note.clone()).chain(openssl.clone().cloned()).collect::<Vec<_>>().join(" · ");
        Row { note, also: own.also.iter().chain(openssl).cloned().collect(), ..own }
    });
    let alerts = alerts().into_iter().map(|row| entry(texts, Kind::Alert, row.name, (row.alert.0.into(), 1), "alert"));
    let extensions = extensions().into_iter();
    let extensions =
        extensions.map(|row| entry(texts, Kind::Extension, row.name, (row.extension.0.into(), 2), "extension"));
    let groups = groups().into_iter().map(|row| entry(texts, Kind::Group, row.name, (row.group.0.into(), 2), "group"));
    let schemes =
        schemes().into_iter().map(|row| entry(texts, Kind::Scheme, row.name, (row.scheme.0.into(), 2), "scheme"));
    suites.chain(alerts).chain(extensions).chain(groups).chain(schemes).collect()
}

fn of_panes(texts: &Pack) -> Vec<Row> {
    let row = |pane: Pane| {
        let id = format!("page.tab.{}", pane.name());
        let row = named(Kind::Pane, names(texts, std::slice::from_ref(&id)), To::Pane(pane))?;
        Some(Row { also: [row.also, vec![pane.name().to_owned()]].concat(), ..row })
    };
    Pane::ALL.into_iter().filter_map(row).collect()
}
