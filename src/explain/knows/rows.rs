//! The values of a run that have a row, in the order in which they came about. Knows not who knows them.

use std::collections::BTreeMap;

use super::{Row, What};
use crate::explain::copied::{blind, copy_of};
use crate::lab::{Message, RecordId, StepKind, Trace};
use crate::pki::annotate;
use crate::tls::{Effect, Name};
use crate::wire::Role;

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

/// The step in which each record is on its way.
pub fn carried(trace: &Trace) -> BTreeMap<RecordId, usize> {
    let mut steps = BTreeMap::new();
    for (at, step) in trace.steps.iter().enumerate() {
        let StepKind::Transfer { message, .. } = step.kind else { continue };
        for (record, _) in trace.message(message).into_iter().flat_map(|message| &message.records) {
            steps.entry(*record).or_insert(at);
        }
    }
    steps
}

pub fn step_of(message: &Message, steps: &BTreeMap<RecordId, usize>) -> Option<usize> {
    message.records.iter().filter_map(|(record, _)| steps.get(record)).min().copied()
}

/// The rows, without cells.
pub fn rows(trace: &Trace) -> Vec<Row> {
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
                // A private key was there before all else.
                let own = trace.steps.iter().position(|other| other.conn == one.conn);
                let step = own.filter(|_| *name == Name::PrivateKey).unwrap_or(step);
                add(Row { conn: one.conn, what, bytes: bytes.to_vec(), step, cells: Vec::new() });
            }
        }
    }
    rows.sort_by_key(|row| row.step);
    rows
}

/// What a message tells that has a row of its own. What an attacker repeats is what it was when it was sealed.
fn told(trace: &Trace, message: &Message) -> Vec<(What, Vec<u8>)> {
    let original = if blind(trace, message) { copy_of(trace, message) } else { None };
    let content = original.unwrap_or(message);
    let Some(blob) = content.sent.or(content.arrived).and_then(|id| trace.blobs.get(id)) else { return Vec::new() };
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
