//! Two runs beside each other: which of their messages stand at the same time, where they first part, and what each of
//! them came to, figure by figure. Knows no layout and no language.

pub mod messages;
pub mod places;
pub mod secrets;

use super::chapters::is_foe;
use super::costs::{Cost, costs};
use crate::lab::{Message, Phase, StepKind, Trace};
use crate::pki::annotate;
use crate::tls::Name;
use crate::wire::{BlobId, ConnId, NamedGroup, Role, Suite, Version};

/// What both runs do in one stretch of time: steps of each, sent at the same moment of connections that go together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Band {
    /// The connection in each run.
    pub conns: [ConnId; 2],
    /// Virtual milliseconds since the connection's start.
    pub time: u32,
    pub steps: [Vec<usize>; 2],
}

/// Where two runs first part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parting {
    /// The step in each run; none where a run has no such message.
    pub steps: [Option<usize>; 2],
    /// The message's name.
    pub name: &'static str,
    /// The field that differs first, where both have the message, and its length in bytes in each.
    pub field: Option<(String, [usize; 2])>,
}

/// A figure of a run, as ids of texts and names of the protocol.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Figure {
    Number(usize),
    /// A name of the protocol, or of a message.
    Name(String),
    /// A text.
    Text(&'static str),
    Nothing,
}

/// A row of the table: what it tells, of each run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub id: &'static str,
    pub figures: [Vec<Figure>; 2],
}

impl Row {
    /// Whether both runs come to the same.
    pub fn same(&self) -> bool {
        self.figures[0] == self.figures[1]
    }
}

/// Whether a step is one that a comparison shows: something on its way.
fn travels(kind: &StepKind) -> bool {
    matches!(kind, StepKind::Tcp { .. } | StepKind::Strike { .. } | StepKind::Transfer { .. })
}

/// How many connections of each run come before those that are compared: the last that each client opened go together, since
/// these are what the table tells of.
pub fn before(traces: [&Trace; 2]) -> [u16; 2] {
    let last = |trace: &Trace| {
        let own = |id: &ConnId| !is_foe(trace, *id, Role::Client);
        trace.connections.iter().map(|connection| connection.id).rfind(own).unwrap_or_default().0
    };
    let last = traces.map(last);
    let least = last[0].min(last[1]);
    last.map(|own| own - least)
}

/// The bands of two runs, in order of time.
pub fn bands(traces: [&Trace; 2]) -> Vec<Band> {
    let mut bands: Vec<Band> = Vec::new();
    let before = before(traces);
    for ((side, trace), skipped) in traces.into_iter().enumerate().zip(before) {
        for (at, step) in trace.steps.iter().enumerate().filter(|(_, step)| travels(&step.kind)) {
            let Some(nth) = step.conn.0.checked_sub(skipped) else { continue };
            let conns = before.map(|skipped| ConnId(nth.saturating_add(skipped)));
            let known = bands.iter().position(|band| (band.conns, band.time) == (conns, step.time));
            let band = known.unwrap_or_else(|| {
                bands.push(Band { conns, time: step.time, steps: [Vec::new(), Vec::new()] });
                bands.len() - 1
            });
            if let Some(steps) = bands.get_mut(band).and_then(|band| band.steps.get_mut(side)) {
                steps.push(at);
            }
        }
    }
    bands.sort_by_key(|band| (band.conns, band.time));
    bands
}

/// The step of the other run that goes with a step: the one of the same name, else the last before the same moment.
pub fn partner(own: &Trace, other: &Trace, at: usize) -> usize {
    let Some(step) = own.steps.get(at) else { return 0 };
    let [own, theirs] = before([own, other]);
    let Some(nth) = step.conn.0.checked_sub(own) else { return 0 };
    let conn = ConnId(nth.saturating_add(theirs));
    let anchor = step.anchor.to_string();
    let same = anchor.split_once('.').and_then(|(_, rest)| other.step_at(&format!("c{}.{rest}", conn.0)));
    let before = || other.steps.iter().rposition(|one| (one.conn, one.time) <= (conn, step.time));
    same.or_else(before).unwrap_or(0)
}

fn message(trace: &Trace, at: usize) -> Option<&Message> {
    match trace.steps.get(at)?.kind {
        StepKind::Transfer { message, phase: Phase::Whole | Phase::Send, .. } => trace.message(message),
        _ => None,
    }
}

/// The messages of a run as they were sent, each with its step.
fn sent(trace: &Trace) -> Vec<(usize, &Message)> {
    (0..trace.steps.len()).filter_map(|at| Some((at, message(trace, at)?))).collect()
}

/// Those of a connection and the ones behind it.
fn sent_from(trace: &Trace, first: u16) -> Vec<(usize, &Message)> {
    sent(trace).into_iter().filter(|(_, message)| message.conn.0 >= first).collect()
}

/// Where two runs first part: the first message that is not the same in both.
pub fn parting(traces: [&Trace; 2]) -> Option<Parting> {
    let begun = before(traces);
    let [a, b] = [sent_from(traces[0], begun[0]), sent_from(traces[1], begun[1])];
    for nth in 0..a.len().max(b.len()) {
        match (a.get(nth), b.get(nth)) {
            (Some((at, one)), Some((to, other))) if one.name == other.name && one.role == other.role => {
                let field = differs([(traces[0], one), (traces[1], other)], begun != [0, 0]);
                if field.is_some() {
                    return Some(Parting { steps: [Some(*at), Some(*to)], name: one.name, field });
                }
            }
            (one, other) => {
                let name = one.or(other).map_or("", |(_, message)| message.name);
                let steps = [one, other].map(|found| found.map(|(at, _)| *at));
                return Some(Parting { steps, name, field: None });
            }
        }
    }
    None
}

/// The first field in which two messages of a kind differ, its lengths aside, and how long it is in each.
/// Between connections that are not the same nth of their runs, what is drawn anew for each tells nothing.
fn differs(both: [(&Trace, &Message); 2], shifted: bool) -> Option<(String, [usize; 2])> {
    let blob = |(trace, message): (&Trace, &Message)| message.sent.map(|id| (trace.blobs.bytes(id).to_vec(), id));
    let [(one, first), (other, second)] = [blob(both[0])?, blob(both[1])?];
    if one == other {
        return None;
    }
    let whole = [one.len(), other.len()];
    let [a, b] = [fields(both[0].0, first, &one)?, fields(both[1].0, second, &other)?];
    let drawn = |path: &str| DRAWN.iter().any(|name| path.trim_end_matches(".value").ends_with(name));
    let passes = |own: &Field, theirs: &Field| shifted && own.0 == theirs.0 && drawn(&own.0);
    let differs = |(own, theirs): (&Field, &Field)| own != theirs && !passes(own, theirs);
    let at = a.iter().zip(&b).position(differs).unwrap_or(a.len().min(b.len()));
    let lacks = |list: &[Field], path: &str| list.iter().all(|(own, _)| own != path);
    Some(match (a.get(at), b.get(at)) {
        (Some((path, own)), Some((same, theirs))) if path == same => (path.clone(), [own.len(), theirs.len()]),
        (Some((path, own)), _) if lacks(&b, path) => (path.clone(), [own.len(), 0]),
        (_, Some((path, theirs))) => (path.clone(), [0, theirs.len()]),
        _ => (String::new(), whole),
    })
}

/// What every connection draws for itself.
const DRAWN: [&str; 3] = ["random", "session_id", "key_exchange"];

/// A field by its path, and its bytes.
type Field<'a> = (String, &'a [u8]);

/// The fields of a message in order, but for lengths: one differs because of what it counts, and that is what is told.
fn fields<'a>(trace: &Trace, id: BlobId, bytes: &'a [u8]) -> Option<Vec<Field<'a>>> {
    let tree = annotate(trace.blobs.get(id)?);
    let leaf = |at: usize| {
        let range = tree.spans.get(at).filter(|_| tree.is_leaf(at))?.range.clone();
        let path = tree.path(at);
        let counts = path.ends_with(".length");
        (!counts).then(|| Some((path, bytes.get(range.start as usize..range.end as usize)?)))?
    };
    Some((0..tree.spans.len()).filter_map(leaf).collect())
}

/// The table: what each run came to on the last connection that its own client opened.
pub fn table(traces: [&Trace; 2]) -> Vec<Row> {
    let ends = traces.map(|trace| costs(trace, trace.steps.len().saturating_sub(1)));
    let own = |side: usize, cost: &&Cost| !traces.get(side).is_some_and(|trace| is_foe(trace, cost.conn, Role::Client));
    let cost = |side: usize| ends.get(side).and_then(|all| all.iter().rfind(|cost| own(side, cost)));
    ROWS.iter()
        .map(|(id, of)| {
            let figure = |side: usize| {
                let trace = traces.get(side).copied();
                trace.map_or(Vec::new(), |trace| of(trace, cost(side)))
            };
            Row { id, figures: [figure(0), figure(1)] }
        })
        .collect()
}

type Tell = fn(&Trace, Option<&Cost>) -> Vec<Figure>;

/// Every row, in order.
const ROWS: [(&str, Tell); 15] = [
    ("version", |trace, cost| {
        name(agreed(trace, cost).and_then(|one| one.version).map(|version| format!("TLS {}", version.name())))
    }),
    ("suite", |trace, cost| name(agreed(trace, cost).and_then(|one| one.suite).map(|suite| suite.to_string()))),
    ("trips", |_, cost| number(cost.and_then(|cost| cost.trips_before(Role::Client)))),
    ("first", |_, cost| number(cost.and_then(|cost| cost.first[0]).map(|ms| ms as usize))),
    ("bytes", |_, cost| cost.map_or(Vec::new(), |cost| cost.bytes.map(Figure::Number).to_vec())),
    ("messages", |_, cost| cost.map_or(Vec::new(), |cost| cost.messages.map(Figure::Number).to_vec())),
    ("exchange", exchange),
    ("forward", forward),
    ("authentication", authentication),
    ("encrypted", encrypted),
    ("hidden", |trace, cost| certificate(trace, cost)),
    ("keys", keys),
    ("derivation", |trace, cost| {
        let version = agreed(trace, cost).and_then(|one| one.version);
        vec![match version {
            Some(Version::Tls13) => Figure::Text("compare.hkdf"),
            Some(_) => Figure::Text("compare.prf"),
            None => Figure::Nothing,
        }]
    }),
    ("operations", |_, cost| {
        let all =
            |cost: &Cost| cost.operations.map(|one| Figure::Number(one.each().iter().map(|(_, n)| n).sum())).to_vec();
        cost.map_or(Vec::new(), all)
    }),
    ("early", |trace, cost| {
        vec![match agreed(trace, cost).map(|one| one.early) {
            Some(Some(true)) => Figure::Text("compare.early.taken"),
            Some(Some(false)) => Figure::Text("compare.early.refused"),
            _ => Figure::Text("compare.early.none"),
        }]
    }),
];

fn number(value: Option<usize>) -> Vec<Figure> {
    vec![value.map_or(Figure::Nothing, Figure::Number)]
}

fn name(value: Option<String>) -> Vec<Figure> {
    vec![value.map_or(Figure::Nothing, Figure::Name)]
}

fn agreed<'a>(trace: &'a Trace, cost: Option<&Cost>) -> Option<&'a crate::tls::Negotiated> {
    trace.connections.get(usize::from(cost?.conn.0)).map(|one| &one.negotiated[1])
}

/// How both sides come to a secret, and in which group.
fn exchange(trace: &Trace, cost: Option<&Cost>) -> Vec<Figure> {
    let Some(agreed) = agreed(trace, cost) else { return vec![Figure::Nothing] };
    let group = agreed.group.map(|group: NamedGroup| Figure::Name(group.to_string()));
    let rsa = agreed.suite.and_then(Suite::of).is_some_and(|suite| suite.kx == Some(crate::wire::KeyExchange::Rsa));
    let how = match (&group, agreed.resumed) {
        (None, Some(_)) => "compare.exchange.resumed",
        (Some(_), Some(_)) => "compare.exchange.both",
        (None, None) if rsa => "compare.exchange.rsa",
        (None, None) => return vec![Figure::Nothing],
        (Some(_), None) => "compare.exchange.ephemeral",
    };
    std::iter::once(Figure::Text(how)).chain(group).collect()
}

/// What becomes of a recording when the server's key, or what was kept of an earlier connection, is stolen later: it stays
/// secret where ephemeral keys were agreed on.
fn forward(trace: &Trace, cost: Option<&Cost>) -> Vec<Figure> {
    let Some(agreed) = agreed(trace, cost).filter(|agreed| agreed.suite.is_some()) else {
        return vec![Figure::Nothing];
    };
    vec![Figure::Text(match (agreed.group, agreed.resumed) {
        (Some(_), _) => "compare.forward.yes",
        (None, Some(_)) => "compare.forward.resumed",
        (None, None) => "compare.forward.no",
    })]
}

/// What proves who the server is.
fn authentication(trace: &Trace, cost: Option<&Cost>) -> Vec<Figure> {
    let Some(cost) = cost else { return vec![Figure::Nothing] };
    let Some(agreed) = agreed(trace, Some(cost)) else { return vec![Figure::Nothing] };
    let signed = |name: &str| {
        let own =
            |message: &&Message| message.conn == cost.conn && message.name == name && message.role == Role::Server;
        trace.messages.iter().find(own).is_some()
    };
    vec![Figure::Text(match () {
        () if agreed.resumed.is_some() => "compare.authentication.psk",
        () if signed("certificate_verify") => "compare.authentication.transcript",
        () if signed("server_key_exchange") => "compare.authentication.share",
        () if agreed.suite.is_some() => "compare.authentication.decrypts",
        () => return vec![Figure::Nothing],
    })]
}

fn sealed(trace: &Trace, message: &Message) -> bool {
    let first = message.records.first().and_then(|(id, _)| trace.record(*id));
    first.is_some_and(|record| record.under().is_some())
}

/// The first message that nobody else can read.
fn encrypted(trace: &Trace, cost: Option<&Cost>) -> Vec<Figure> {
    let own = |message: &&&Message| cost.is_some_and(|cost| message.conn == cost.conn) && sealed(trace, message);
    let all: Vec<&Message> = sent(trace).into_iter().map(|(_, message)| message).collect();
    name(all.iter().find(own).map(|message| message.name.to_owned()))
}

/// Whether the server's certificate is hidden from who listens.
fn certificate(trace: &Trace, cost: Option<&Cost>) -> Vec<Figure> {
    let own = |message: &&Message| {
        cost.is_some_and(|cost| message.conn == cost.conn)
            && message.name == "certificate"
            && message.role == Role::Server
    };
    vec![Figure::Text(match trace.messages.iter().find(own) {
        Some(message) if sealed(trace, message) => "compare.hidden.yes",
        Some(_) => "compare.hidden.no",
        None => "compare.hidden.none",
    })]
}

/// How many keys and how many IVs a side derives for its records.
fn keys(trace: &Trace, cost: Option<&Cost>) -> Vec<Figure> {
    let Some(conn) = cost.map(|cost| cost.conn) else { return vec![Figure::Nothing] };
    let Some(actor) = trace.actor(conn, Role::Client) else { return vec![Figure::Nothing] };
    let stages = ["_write_", "_early_", "_handshake_", "_application_"];
    let count = |ends: &str| {
        let own = |name: Name| {
            let name = name.id().to_ascii_lowercase();
            name.ends_with(ends) && stages.iter().any(|stage| name.contains(stage))
        };
        actor.ledger.iter().filter(|(_, entry)| entry.conn == conn && own(entry.name)).count()
    };
    vec![Figure::Number(count("_key")), Figure::Number(count("_iv"))]
}
