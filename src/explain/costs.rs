//! What a connection costs: round trips and time before the first application data, bytes and messages each way,
//! certificates, operations with public keys. All is counted in the trace. Knows no layout and no language.

use super::trips::{Trip, first_data, trips};
use crate::crypto::ledger::Formula;
use crate::lab::{Message, StepKind, Trace};
use crate::pki::{CheckId, Verdict};
use crate::tls::{Check, Effect};
use crate::wire::{ConnId, ContentType, Role, annotate};

/// What one connection cost; of pairs the first is the client's.
#[derive(Clone, Debug, PartialEq)]
pub struct Cost {
    pub conn: ConnId,
    /// The round trips that the axis of the ladder numbers.
    pub trips: Vec<Trip>,
    /// Virtual milliseconds from the connection's start until then.
    pub first: [Option<u32>; 2],
    /// Bytes of all records that a side sent.
    pub bytes: [usize; 2],
    /// Handshake messages that a side sent.
    pub messages: [usize; 2],
    /// Certificates that a side sent.
    pub certificates: [usize; 2],
    pub operations: [Operations; 2],
}

impl Cost {
    /// Round trips of TLS before a side's first application data leaves it; none where it sends none.
    pub fn trips_before(&self, role: Role) -> Option<usize> {
        (*role.of(&self.first))?;
        Some(self.trips.iter().filter(|trip| !trip.tcp && *role.of(&trip.before)).count())
    }

    /// The same of client and server.
    pub fn trips_each(&self) -> [Option<usize>; 2] {
        [Role::Client, Role::Server].map(|role| self.trips_before(role))
    }
}

/// Operations with public and private keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Operations {
    /// Public keys computed, for key agreement.
    pub generate: usize,
    pub agree: usize,
    pub sign: usize,
    /// Signatures checked, those in certificates included.
    pub verify: usize,
    pub encrypt: usize,
    pub decrypt: usize,
}

impl Operations {
    /// Each kind by its id, where there are any.
    pub fn each(&self) -> Vec<(&'static str, usize)> {
        let all = [
            ("generate", self.generate),
            ("agree", self.agree),
            ("sign", self.sign),
            ("verify", self.verify),
            ("encrypt", self.encrypt),
            ("decrypt", self.decrypt),
        ];
        all.into_iter().filter(|(_, count)| *count > 0).collect()
    }

    /// All of them.
    pub fn sum(&self) -> usize {
        self.generate + self.agree + self.sign + self.verify + self.encrypt + self.decrypt
    }
}

/// The costs of the connections that are over at a step.
#[inline(never)] // of a later part
pub fn costs(trace: &Trace, at: usize) -> Vec<Cost> {
    let end =
        |conn| trace.steps.iter().rposition(|step| step.conn == conn && matches!(step.kind, StepKind::End { .. }));
    let over = trace.connections.iter().filter(|one| end(one.id).is_some_and(|end| end <= at));
    over.map(|one| cost(trace, one.id)).collect()
}

fn cost(trace: &Trace, conn: ConnId) -> Cost {
    let data = [Role::Client, Role::Server].map(|role| first_data(trace, conn, role));
    let own = |role: Role| trace.messages.iter().filter(move |message| (message.conn, message.role) == (conn, role));
    let sent = |role| own(role).filter(|message| message.sent.is_some());
    let handshake = |role| sent(role).filter(|message| message.content_type == ContentType::handshake).count();
    let each = [Role::Client, Role::Server];
    Cost {
        conn,
        trips: trips(trace, conn),
        first: data.map(|at| Some(trace.steps.get(at?)?.time)),
        bytes: each.map(|role| bytes(trace, conn, role)),
        messages: each.map(handshake),
        certificates: each.map(|role| sent(role).map(|message| certificates(trace, message)).sum()),
        operations: each.map(|role| operations(trace, conn, role)),
    }
}

fn bytes(trace: &Trace, conn: ConnId, role: Role) -> usize {
    let Some(actor) = trace.actor(conn, role).map(|actor| actor.id) else { return 0 };
    let own = trace.records.iter().filter(|record| record.conn == conn && record.from == actor);
    own.filter_map(|record| record.sent).map(|blob| trace.blobs.bytes(blob).len()).sum()
}

/// How many certificates a message brings.
fn certificates(trace: &Trace, message: &Message) -> usize {
    if message.name != "certificate" {
        return 0;
    }
    let Some(blob) = message.sent.and_then(|blob| trace.blobs.get(blob)) else { return 0 };
    let tree = annotate(blob);
    (0..).take_while(|n| tree.find(&format!("certificate.certificate_list.{n}")).is_some()).count()
}

/// What a side computed with keys of its own and of its peer, and the signatures that it checked.
fn operations(trace: &Trace, conn: ConnId, role: Role) -> Operations {
    let mut done = Operations::default();
    let ledger = trace.actor(conn, role).into_iter().flat_map(|actor| actor.ledger.iter());
    for (_, entry) in ledger.filter(|(_, entry)| entry.conn == conn) {
        match entry.formula {
            Formula::PublicKey { .. } => done.generate += 1,
            Formula::Agree { .. } => done.agree += 1,
            Formula::Sign { .. } => done.sign += 1,
            Formula::RsaEncrypt { .. } => done.encrypt += 1,
            Formula::RsaDecrypt { .. } => done.decrypt += 1,
            _ => {}
        }
    }
    let own = |kind: &StepKind| matches!(kind, StepKind::Local { role: by, .. } if *by == role);
    let steps = trace.steps.iter().filter(|step| step.conn == conn && own(&step.kind));
    for effect in steps.flat_map(|step| &step.effects) {
        done.verify += match effect {
            Effect::Checked { check: Check::Signature, .. } => 1,
            Effect::Judged(judgement) => {
                let signed = judgement.checks.iter().filter(|check| check.id == CheckId::Signature);
                signed.filter(|check| check.verdict != Verdict::NotApplicable).count()
            }
            _ => 0,
        };
    }
    done
}
