//! Who knows what: the values of a run in the order in which they came about, and for client, server, listener and each thief
//! since when it is known there and how, or what is missing. Everything is computed: parties have their ledgers, the others
//! are observers of the wire. Knows no layout.

use std::collections::BTreeMap;

use super::formula::formula_of;
use crate::lab::{Message, MessageId, Record, RecordId, StepKind, Theft, Trace, watch_each};
use crate::pki::annotate;
use crate::tls::observer::{Needs, Observer, Reading, Secrets};
use crate::tls::{Effect, Name};
use crate::wire::{ActorId, ConnId, KeyExchange, Role, Suite, Version};

/// The values that have a row, each by the name of it that is shown.
const SHOWN: [Name; 27] = [
    Name::ClientRandom,
    Name::ServerRandom,
    Name::SessionId,
    Name::EphemeralPrivateKey,
    Name::EphemeralPublicKey,
    Name::PreMasterSecret,
    Name::MasterSecret,
    Name::SharedSecret,
    Name::Psk,
    Name::ClientEarlyTrafficSecret,
    Name::HandshakeSecret,
    Name::ClientHandshakeTrafficSecret,
    Name::ServerHandshakeTrafficSecret,
    Name::MainSecret,
    Name::ClientApplicationTrafficSecret,
    Name::ServerApplicationTrafficSecret,
    Name::NextClientApplicationTrafficSecret,
    Name::NextServerApplicationTrafficSecret,
    Name::ClientWriteKey,
    Name::ServerWriteKey,
    Name::ClientWriteMacKey,
    Name::ServerWriteMacKey,
    Name::ResumptionMasterSecret,
    Name::ResumptionPsk,
    Name::Ticket,
    Name::TicketKey,
    Name::PrivateKey,
];

/// Who may know.
#[derive(Clone, Debug, PartialEq)]
pub enum Who {
    Client,
    Server,
    /// Somebody on the path, without any secret.
    Listener,
    Thief(Theft),
}

/// What is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// A value, and whose it is where either side has one of that name.
    Value(Name, Role),
    /// The name of the host that the client asks for.
    ServerName,
    /// The server's certificate, and with it who the server is.
    Certificate,
    /// Application data.
    Data(MessageId),
}

/// One value.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub conn: ConnId,
    pub what: What,
    pub bytes: Vec<u8>,
    /// The step in which it came about.
    pub step: usize,
    /// In the order of the columns.
    pub cells: Vec<Cell>,
}

/// Whether somebody knows a value.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Since a step: derived or drawn, by a formula of that actor's own ledger, or read where there is none.
    Known { since: usize, formula: Option<String> },
    /// Never; what is missing, where that can be said.
    Unknown { needs: Option<Needs> },
}

impl Cell {
    /// Whether it is known at a step.
    pub fn known_at(&self, at: usize) -> bool {
        matches!(self, Self::Known { since, .. } if *since <= at)
    }
}

/// All of a run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Knowledge {
    pub columns: Vec<Who>,
    pub rows: Vec<Row>,
    /// For each observer's column, the records that it read, each with its plaintext.
    pub opened: Vec<Vec<(RecordId, Vec<u8>)>>,
}

/// What came to be known to one actor: bytes, with the step and the formula.
#[derive(Default)]
struct Mind {
    values: Vec<(Vec<u8>, usize, Option<String>)>,
    /// Whatever it could read, with the step and the connection.
    contents: Vec<(Vec<u8>, usize, ConnId)>,
}

impl Knowledge {
    /// Watches a run.
    pub fn of(trace: &Trace) -> Self {
        let steps = carried(trace);
        let thefts = trace.scenario.thefts.iter().map(|theft| (Who::Thief(*theft), theft.secrets(trace)));
        let observers = std::iter::once((Who::Listener, Secrets::default())).chain(thefts);
        let mut columns = vec![Who::Client, Who::Server];
        let mut minds = vec![party(trace, Role::Client, &steps), party(trace, Role::Server, &steps)];
        let mut opened = Vec::new();
        for (who, secrets) in observers {
            let (mind, read) = observer(trace, secrets, &steps);
            columns.push(who);
            minds.push(mind);
            opened.push(read);
        }
        let mut rows = rows(trace);
        for row in &mut rows {
            let parties = 2;
            row.cells = minds.iter().enumerate().map(|(at, mind)| cell(trace, row, mind, at >= parties)).collect();
        }
        Self { columns, rows, opened }
    }

    /// Of the application data of a run, how many messages somebody can read.
    pub fn reads(&self, column: usize) -> (usize, usize) {
        let data = || self.rows.iter().filter(|row| matches!(row.what, What::Data(_)));
        let known = data().filter(|row| matches!(row.cells.get(column), Some(Cell::Known { .. })));
        (known.count(), data().count())
    }
}

/// The step in which each record is on its way.
fn carried(trace: &Trace) -> BTreeMap<RecordId, usize> {
    let mut steps = BTreeMap::new();
    for (at, step) in trace.steps.iter().enumerate() {
        let StepKind::Transfer { message, .. } = step.kind else { continue };
        for (record, _) in trace.message(message).into_iter().flat_map(|message| &message.records) {
            steps.entry(*record).or_insert(at);
        }
    }
    steps
}

fn step_of(message: &Message, steps: &BTreeMap<RecordId, usize>) -> Option<usize> {
    message.records.iter().filter_map(|(record, _)| steps.get(record)).min().copied()
}

/// The rows, without cells.
fn rows(trace: &Trace) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut add = |row: Row| {
        let same =
            |other: &Row| other.conn == row.conn && other.bytes == row.bytes && !matches!(row.what, What::Data(_));
        if !row.bytes.is_empty() && !rows.iter().any(same) {
            rows.push(row);
        }
    };
    for (step, one) in trace.steps.iter().enumerate() {
        if let StepKind::Transfer { message, .. } = one.kind
            && let Some(message) = trace.message(message)
        {
            for (what, bytes) in told(trace, message) {
                add(Row { conn: one.conn, what, bytes, step, cells: Vec::new() });
            }
        }
        let StepKind::Local { role, .. } = one.kind else { continue };
        let Some(actor) = trace.actor(one.conn, role) else { continue };
        for effect in &one.effects {
            let Effect::Learned { entry, name } = effect else { continue };
            if let (true, Some(bytes)) = (SHOWN.contains(name), actor.ledger.bytes(*entry).ok()) {
                let what = What::Value(*name, role);
                add(Row { conn: one.conn, what, bytes: bytes.to_vec(), step, cells: Vec::new() });
            }
        }
    }
    rows
}

/// What a message tells that has a row of its own.
fn told(trace: &Trace, message: &Message) -> Vec<(What, Vec<u8>)> {
    let Some(blob) = message.sent.or(message.arrived).and_then(|id| trace.blobs.get(id)) else { return Vec::new() };
    let field = |path: &str| {
        let tree = annotate(blob);
        let range = tree.range(tree.find(path)?);
        blob.bytes.get(range.start as usize..range.end as usize).map(<[u8]>::to_vec)
    };
    let host = "client_hello.extensions.server_name.server_name_list.0.host_name.value";
    let found = match (message.name, message.role) {
        ("client_hello", _) => field(host).map(|bytes| (What::ServerName, bytes)),
        ("certificate", Role::Server) => {
            ["certificate.certificate_list.0.cert_data.value", "certificate.certificate_list.0.value"]
                .into_iter()
                .find_map(field)
                .map(|bytes| (What::Certificate, bytes))
        }
        ("application_data", _) => Some((What::Data(message.id), blob.bytes.to_vec())),
        _ => None,
    };
    found.into_iter().collect()
}

/// What a party came to know: its ledger, what it sent, what it read.
fn party(trace: &Trace, role: Role, steps: &BTreeMap<RecordId, usize>) -> Mind {
    let mut mind = Mind::default();
    for (step, one) in trace.steps.iter().enumerate() {
        let StepKind::Local { role: own, .. } = one.kind else { continue };
        let Some(actor) = trace.actor(one.conn, own).filter(|actor| is(actor.id, role)) else { continue };
        for effect in &one.effects {
            match effect {
                Effect::Learned { entry, .. } => {
                    let formula = formula_of(&trace.blobs, &actor.ledger, *entry);
                    mind.values.extend(actor.ledger.bytes(*entry).ok().map(|bytes| (bytes.to_vec(), step, formula)));
                }
                Effect::Read { message: blob } | Effect::Delivered { data: blob } => {
                    mind.contents.push((trace.blobs.bytes(*blob).to_vec(), step, one.conn));
                }
                _ => {}
            }
        }
    }
    for message in trace.messages.iter().filter(|message| is(message.from, role)) {
        if let (Some(sent), Some(step)) = (message.sent, step_of(message, steps)) {
            mind.contents.push((trace.blobs.bytes(sent).to_vec(), step, message.conn));
        }
    }
    mind
}

/// The parties are the first two actors.
fn is(actor: ActorId, role: Role) -> bool {
    usize::from(actor.0) == role as usize
}

/// What an observer came to know, and what it read of protected records.
fn observer(trace: &Trace, secrets: Secrets, steps: &BTreeMap<RecordId, usize>) -> (Mind, Vec<(RecordId, Vec<u8>)>) {
    let (mut mind, mut known, mut records) = (Mind::default(), 0, Vec::new());
    let mut read = BTreeMap::new();
    let mut last = 0;
    let observer = watch_each(trace, secrets, |record: &Record, observer: &Observer| {
        records.push(record.id);
        last = steps.get(&record.id).copied().unwrap_or(last);
        let ledger = &observer.mind().ledger;
        for (entry, value) in ledger.iter().skip(known) {
            let formula = formula_of(observer.blobs(), ledger, entry);
            mind.values.extend(value.bytes.clone().map(|bytes| (bytes, last, formula)));
        }
        known = ledger.iter().count();
        for (at, taken) in observer.taken().iter().enumerate() {
            if matches!(taken.reading, Reading::Opened { .. } | Reading::Clear) {
                read.entry(at).or_insert(last);
            }
        }
    });
    let mut opened = Vec::new();
    for (at, taken) in observer.taken().iter().enumerate() {
        let (Some(record), Some(since)) = (records.get(at), read.get(&at)) else { continue };
        let bytes = match &taken.reading {
            Reading::Clear => observer.blobs().bytes(taken.wire).to_vec(),
            Reading::Opened { content, .. } => observer.blobs().piece(content).to_vec(),
            Reading::Locked { .. } => continue,
        };
        if matches!(taken.reading, Reading::Opened { .. }) {
            opened.push((*record, bytes.clone()));
        }
        mind.contents.push((bytes, *since, taken.conn));
    }
    // A certificate may take several records.
    for connection in &trace.connections {
        let own = || mind.contents.iter().filter(|(.., conn)| *conn == connection.id);
        let together: Vec<u8> = own().flat_map(|(bytes, ..)| bytes.iter().copied()).collect();
        let end = own().map(|(_, since, _)| *since).max().unwrap_or_default();
        mind.contents.push((together, end, connection.id));
    }
    (mind, opened)
}

fn cell(trace: &Trace, row: &Row, mind: &Mind, observer: bool) -> Cell {
    let derived = mind.values.iter().find(|(bytes, ..)| *bytes == row.bytes);
    // Data is known by its own message alone: the same words may be said again elsewhere.
    let data = matches!(row.what, What::Data(_));
    let own = |conn: ConnId, since: usize| since >= row.step && (!data || conn == row.conn);
    let read = mind.contents.iter().filter(|(content, since, conn)| own(*conn, *since) && holds(content, &row.bytes));
    let read = read.map(|(_, since, _)| *since).min();
    let derived = derived.filter(|_| !data);
    match (derived, read) {
        (Some((_, since, formula)), _) => Cell::Known { since: *since, formula: formula.clone() },
        (None, Some(since)) => Cell::Known { since, formula: None },
        (None, None) => Cell::Unknown { needs: if observer { needs(trace, row) } else { None } },
    }
}

fn holds(content: &[u8], bytes: &[u8]) -> bool {
    content.windows(bytes.len()).any(|window| window == bytes)
}

/// What would have to be stolen.
fn needs(trace: &Trace, row: &Row) -> Option<Needs> {
    let agreed = &trace.connections.get(usize::from(row.conn.0))?.negotiated[1];
    let kx = agreed.suite.and_then(Suite::of).and_then(|suite| suite.kx);
    let early = matches!(row.what, What::Value(Name::Psk | Name::ClientEarlyTrafficSecret, _)) || early(trace, row);
    match (row.what, agreed.version?) {
        (What::Value(Name::EphemeralPrivateKey | Name::TicketKey | Name::PrivateKey, _), _) => None,
        (_, Version::Tls13) if early => Some(Needs::Psk),
        (_, Version::Tls13) if agreed.group.is_some() => Some(Needs::EphemeralKey),
        (_, Version::Tls13) => Some(Needs::Psk),
        (_, Version::Tls12) if agreed.resumed.is_some() => Some(Needs::Session),
        (_, Version::Tls12) if kx == Some(KeyExchange::Rsa) => Some(Needs::ServerKey),
        (_, Version::Tls12) => Some(Needs::EphemeralKey),
    }
}

/// Whether a row is early data.
fn early(trace: &Trace, row: &Row) -> bool {
    let What::Data(message) = row.what else { return false };
    let records = trace.message(message).into_iter().flat_map(|message| &message.records);
    let keys = records.filter_map(|(id, _)| trace.record(*id)?.key).filter_map(|key| trace.entry(key));
    keys.into_iter().any(|entry| entry.name == Name::ClientEarlyKey)
}
