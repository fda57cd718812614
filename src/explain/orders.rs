//! What a server carried out of early data, and how often: early data can be replayed (RFC 8446, 8), and then the same
//! order is carried out again. Knows no layout and no language.

use super::chapters::is_foe;
use crate::lab::{Opened, RecordId, Step, StepKind, Trace};
use crate::tls::{Effect, Name, Verb};
use crate::wire::{BlobId, Role};

/// The steps in which the server delivered early data, where an attacker repeats a connection; else none.
#[inline(never)] // of a later part: a first visit has no attacker
pub fn orders(trace: &Trace) -> Vec<usize> {
    if !trace.connections.iter().any(|connection| is_foe(trace, connection.id, Role::Client)) {
        return Vec::new();
    }
    (0..trace.steps.len()).filter(|at| trace.steps.get(*at).is_some_and(|step| delivers(trace, step))).collect()
}

/// Where it shows what an attacker's copy comes to: where the order is carried out again, else where the server decides on
/// the copied early data, else where the copy is sent.
#[inline(never)]
pub fn repeated(trace: &Trace) -> Option<usize> {
    let does = |wanted: Verb| {
        let is = move |step: &Step| matches!(step.kind, StepKind::Local { verb, .. } if verb == wanted);
        trace.steps.iter().position(move |step| is(step) && is_foe(trace, step.conn, Role::Client))
    };
    orders(trace).get(1).copied().or_else(|| does(Verb::WeighEarlyData)).or_else(|| does(Verb::Replay))
}

/// How many orders were carried out up to a step, and how many clients sent: an attacker is none.
pub fn carried(trace: &Trace, at: usize) -> Option<Carried> {
    let orders = orders(trace);
    let done: Vec<usize> = orders.into_iter().filter(|order| *order <= at).collect();
    let foe = |conn| is_foe(trace, conn, Role::Client);
    let sent = |conn| early(trace).filter(move |(_, own)| *own == conn).count() > 0;
    let sent = trace.connections.iter().filter(|connection| !foe(connection.id) && sent(connection.id)).count();
    let data = done.first().and_then(|at| trace.steps.get(*at)).and_then(data)?;
    Some(Carried { done, sent, data })
}

/// What was carried out.
#[derive(Clone, Debug, PartialEq)]
pub struct Carried {
    /// The steps that did.
    pub done: Vec<usize>,
    /// On how many connections a client sent such an order.
    pub sent: usize,
    /// The first of them.
    pub data: BlobId,
}

/// The records that are sealed with a client's early key, by connection.
fn early(trace: &Trace) -> impl Iterator<Item = (RecordId, crate::wire::ConnId)> {
    let sealed = |key| trace.entry(key).is_some_and(|entry| entry.name == Name::ClientEarlyKey);
    let own = trace.records.iter().filter(move |record| record.under().is_some_and(sealed));
    own.map(|record| (record.id, record.conn))
}

/// Whether a server takes up application data that it opened with an early key in a step.
fn delivers(trace: &Trace, step: &Step) -> bool {
    if !matches!(step.kind, StepKind::Local { role: Role::Server, .. }) {
        return false;
    }
    let Some(data) = data(step) else { return false };
    let key = |key| trace.entry(key).is_some_and(|entry| entry.name == Name::ClientEarlyKey);
    let opened = |record: &crate::lab::Record| matches!(record.opened, Opened::Plain(_));
    // The server's message is one of this connection whose record its early key opened.
    let bytes = trace.blobs.bytes(data);
    trace.messages.iter().filter(|message| message.conn == step.conn && message.role == Role::Client).any(|message| {
        let records = message.records.iter().filter_map(|(id, _)| trace.record(*id));
        let early = records.into_iter().any(|record| opened(record) && record.opened_key.is_some_and(key));
        let arrived =
            message.arrived == Some(data) || message.arrived.is_some_and(|own| trace.blobs.bytes(own) == bytes);
        early && arrived
    })
}

/// The application data that a step delivers.
fn data(step: &Step) -> Option<BlobId> {
    step.effects.iter().find_map(|effect| match effect {
        Effect::Delivered { data } => Some(*data),
        _ => None,
    })
}
