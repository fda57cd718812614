//! Reading the text form. Total: any text gives a scenario or a list of errors.

use super::hierarchy_keys::impossible;
use super::near::nearest;
use super::percent::{decode_text, sanitize};
use super::table::{Access, Row, TABLE};
use super::value::Bad;
use super::{KeyInfo, Parsed, Problem, ScenarioError, Scope, Warning};
use crate::lab::scenario::{Plan, Scenario};
use crate::short;
use crate::wire::Role;

/// How many characters of a bad value are shown.
const MAX_SHOWN: usize = 200;

impl Scenario {
    /// Reads the text form; an empty text is the default scenario. A leading `#` or `?`, and everything of an address
    /// before its `#`, is passed over.
    pub fn parse(text: &str) -> Result<Parsed, Vec<ScenarioError>> {
        let (parsed, errors) = read(text, &[]);
        if errors.is_empty() { Ok(parsed) } else { Err(errors) }
    }

    /// Reads what can be read: a scenario without what is wrong, and what that is.
    pub fn parse_kindly(text: &str) -> (Parsed, Vec<ScenarioError>) {
        let (parsed, mut errors) = read(text, &[]);
        let clashes = impossible(&parsed.scenario);
        if clashes.is_empty() {
            return (parsed, errors);
        }
        let without: Vec<String> = clashes.iter().map(|error| error.key.clone()).collect();
        errors.retain(|error| !clashes.contains(error));
        errors.extend(clashes);
        let (rest, _) = read(text, &without);
        // Where other keys say the same, nothing is left to begin with.
        let sound = impossible(&rest.scenario).is_empty();
        let scenario = if sound { rest.scenario } else { Self::default() };
        (Parsed { scenario, ..rest }, errors)
    }
}

/// Everything that a text says, but for some keys: the scenario of what could be read, and what could not be.
fn read(text: &str, without: &[String]) -> (Parsed, Vec<ScenarioError>) {
    let mut found: Vec<Pair<'_>> = Vec::new();
    let (mut scenario, mut warnings, mut errors) = (Scenario::default(), Vec::new(), Vec::new());
    for part in fragment(text).split('&').filter(|part| !part.is_empty()) {
        let (key, value) = part.split_once('=').unwrap_or((part, ""));
        let decoded = decode_text(key).unwrap_or_else(|| key.to_owned());
        let shown = || decode_text(value).unwrap_or_else(|| value.to_owned());
        match place(&decoded) {
            Some(_) if without.contains(&decoded) => {}
            Some(place) => found.push(Pair { key: decoded, value, place }),
            None if decoded.starts_with('~') => scenario.view.push((decoded, shown())),
            None => {
                scenario.unknown.push((sanitize(key), sanitize(value)));
                let nearest = nearest(&decoded, full_names().iter().map(String::as_str));
                warnings.push(Warning { key: decoded, value: shown(), nearest });
            }
        }
    }
    // Table order puts `v` and `connections` first; a key for all connections goes before one for a single one.
    short::sort_by(&mut found, |a, b| a.place.order() < b.place.order());
    let mut last = None;
    for pair in &found {
        let place = pair.place;
        let doubled = last.replace(place.order()) == Some(place.order()) && !place.info().repeats();
        let result = match doubled {
            true => Err((Problem::Doubled, Bad::new(pair.shown()))),
            false => apply(&mut scenario, pair),
        };
        if let Err((problem, bad)) = result {
            let allowed = bad.allowed.unwrap_or_else(|| place.info().allowed());
            let among = if bad.among.is_empty() { place.info().options() } else { bad.among };
            // Of a parameter, `name=value`, it is the value that is looked for.
            let named = bad.value.split_once('=').map_or(bad.value.as_str(), |(_, value)| value);
            let nearest = if problem == Problem::NotAllowed { nearest(named, among) } else { Vec::new() };
            errors.push(ScenarioError { key: pair.key.clone(), value: shorten(bad.value), problem, allowed, nearest });
        }
    }
    if errors.is_empty() {
        errors = impossible(&scenario);
    }
    (Parsed { scenario, warnings }, errors)
}

/// Every key as it is written.
fn full_names() -> Vec<String> {
    let named = |info: &KeyInfo| match info.roles() {
        [] => vec![info.full(None)],
        roles => roles.iter().map(|role| info.full(Some(*role))).collect(),
    };
    TABLE.iter().flat_map(|(info, _)| named(info)).collect()
}

/// A pair whose key is known; its value is still encoded.
struct Pair<'a> {
    key: String,
    value: &'a str,
    place: Place,
}

/// Which key of the table it is, whose, and of which connection (none: of all).
#[derive(Clone, Copy)]
struct Place {
    /// Where in the table; and that row's key and access.
    at: usize,
    row: &'static Row,
    role: Option<Role>,
    conn: Option<usize>,
}

impl Place {
    fn info(&self) -> KeyInfo {
        self.row.0
    }

    /// What tells it from every other place, in the order in which keys take effect.
    fn order(&self) -> (usize, Option<Role>, Option<usize>) {
        (self.at, self.role, self.conn)
    }
}

impl Pair<'_> {
    fn shown(&self) -> String {
        decode_text(self.value).unwrap_or_else(|| self.value.to_owned())
    }
}

/// Keeps a very long value from hiding the message.
fn shorten(value: String) -> String {
    match value.char_indices().nth(MAX_SHOWN) {
        Some((at, _)) => format!("{}…", value.get(..at).unwrap_or_default()),
        None => value,
    }
}

fn apply(scenario: &mut Scenario, pair: &Pair<'_>) -> Result<(), (Problem, Bad)> {
    let Place { row, role, conn, .. } = pair.place;
    let role = role.unwrap_or(Role::Client);
    let done = match row.1 {
        Access::Run(_, set) => set(scenario, pair.value),
        Access::Plan(_, set) => plans(scenario, conn, pair)?.iter_mut().try_for_each(|plan| set(plan, pair.value)),
        Access::Side(_, set) => {
            plans(scenario, conn, pair)?.iter_mut().try_for_each(|plan| set(plan.side_mut(role), role, pair.value))
        }
    };
    done.map_err(|bad| (Problem::NotAllowed, bad))
}

/// The connections that a key speaks of.
fn plans<'a>(
    scenario: &'a mut Scenario,
    conn: Option<usize>,
    pair: &Pair<'_>,
) -> Result<&'a mut [Plan], (Problem, Bad)> {
    let last = scenario.connections.len().saturating_sub(1);
    match conn {
        None => Ok(&mut scenario.connections[..]),
        Some(at) => scenario.connections.get_mut(at..=at).ok_or_else(|| {
            let allowed = Some(format!("0 to {last} before the dot"));
            (Problem::NoSuchConnection, Bad { allowed, ..Bad::new(pair.shown()) })
        }),
    }
}

/// Finds `seed`, `1.after`, `client.suites` or `1.client.suites` in the table.
fn place(key: &str) -> Option<Place> {
    let row_of = |name: &str| TABLE.iter().enumerate().find(|(_, (info, _))| info.name == name);
    let Some((first, rest)) = key.split_once('.') else {
        let row = row_of(key).filter(|(_, row)| row.0.roles().is_empty());
        return row.map(|(at, row)| Place { at, row, role: None, conn: None });
    };
    let digits = first.bytes().all(|byte| byte.is_ascii_digit()) && !first.is_empty();
    let conn = if digits { Some(first.parse::<usize>().ok()?) } else { None };
    if let (true, Some((at, row))) = (digits, row_of(rest)) {
        return (row.0.scope == Scope::Connection).then_some(Place { at, row, role: None, conn });
    }
    let (actor, name) = if digits { rest.split_once('.')? } else { (first, rest) };
    let role = [Role::Client, Role::Server].into_iter().find(|role| role.name() == actor)?;
    let (at, row) = row_of(name).filter(|(_, row)| row.0.roles().contains(&role))?;
    Some(Place { at, row, role: Some(role), conn })
}

/// What stands behind the `#` of an address, or the text itself.
fn fragment(text: &str) -> &str {
    let text = text.trim();
    let address = ["http://", "https://", "file://"].iter().any(|scheme| text.starts_with(scheme));
    match text.split_once('#') {
        Some((before, after)) if address || before.is_empty() => after,
        None if address => "",
        _ => text.strip_prefix('?').unwrap_or(text),
    }
}
