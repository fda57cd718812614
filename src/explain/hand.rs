//! Which message is at hand in a step: the one that it carries, judges, reads, fails on or writes; or there is none.
//! Knows no bytes and no layout.

use crate::lab::{Message, MessageId, Opened, Phase, Record, RecordId, Step, StepKind, Trace};
use crate::tls::{Effect, Verb};
use crate::wire::{BlobId, ConnId, Role};

/// What is at hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hand {
    /// A message, and whether as it arrived.
    Message { id: MessageId, arrived: bool },
    /// A record that would not open, so that there is no message.
    Record(RecordId),
}

/// The message that a blob is, as it left or as it arrived.
pub fn message_of(trace: &Trace, blob: BlobId) -> Option<&Message> {
    trace.messages.iter().find(|message| message.arrived == Some(blob) || message.sent == Some(blob))
}

/// What is at hand in a step; none where it reads, writes and refuses no message.
pub fn hand(trace: &Trace, at: usize) -> Option<Hand> {
    let step = trace.steps.get(at)?;
    match &step.kind {
        StepKind::Transfer { message, phase, .. } => {
            Some(Hand::Message { id: *message, arrived: *phase == Phase::Arrive })
        }
        StepKind::Strike { message, .. } => message.map(|id| Hand::Message { id, arrived: true }),
        StepKind::Tcp { .. } | StepKind::End { .. } => None,
        StepKind::Local { role, verb } => {
            let made = || made(trace, at, *role, *verb).map(|id| Hand::Message { id, arrived: false });
            judged(trace, at, *role).or_else(made).or_else(|| read(trace, step)).or_else(|| met(trace, at, *role))
        }
    }
}

/// Where a chain is judged: the message that brought it, though another, as the stapled response, may have come since.
fn judged(trace: &Trace, at: usize, judge: Role) -> Option<Hand> {
    let step = trace.steps.get(at)?;
    step.effects.iter().find(|effect| matches!(effect, Effect::Judged(_)))?;
    let own = trace.steps.get(..=at)?.iter().rev().filter(|earlier| by(earlier, step.conn, judge));
    let read = own.flat_map(|step| &step.effects).filter_map(|effect| match effect {
        Effect::Read { message } => message_of(trace, *message),
        _ => None,
    });
    read.into_iter().find(|message| message.name == "certificate").map(arrived)
}

/// What a step makes, where that is its work: the next message of such a name that its side writes.
fn made(trace: &Trace, at: usize, role: Role, verb: Verb) -> Option<MessageId> {
    let names: &[&str] = match verb {
        Verb::Prepare => &["client_hello"],
        Verb::MakeKeyShare => &["server_hello", "hello_retry_request", "client_hello"],
        Verb::Sign => &["certificate_verify", "server_key_exchange"],
        Verb::ComputeFinished => &["finished"],
        Verb::MakePreMasterSecret => &["client_key_exchange"],
        Verb::MakeTicket => &["new_session_ticket"],
        _ => return None,
    };
    let conn = trace.steps.get(at)?.conn;
    trace.steps.iter().skip(at + 1).filter(|step| step.conn == conn).find_map(|step| match step.kind {
        StepKind::Transfer { message, from, phase } if from == role && phase != Phase::Arrive => {
            trace.message(message).filter(|message| names.contains(&message.name)).map(|message| message.id)
        }
        _ => None,
    })
}

/// The message that was taken up in a step.
fn read(trace: &Trace, step: &Step) -> Option<Hand> {
    step.effects.iter().find_map(|effect| match effect {
        Effect::Read { message } | Effect::Delivered { data: message } => message_of(trace, *message).map(arrived),
        _ => None,
    })
}

/// What a step answers to, where it names it by nothing but its anchor: an alert that is read, keys that are taken up at
/// a ChangeCipherSpec, a message or a record that is refused.
fn met(trace: &Trace, at: usize, role: Role) -> Option<Hand> {
    let step = trace.steps.get(at)?;
    let about = |effect: &Effect| match effect {
        Effect::Alerted { .. } | Effect::Refused { .. } | Effect::Ignored { .. } => true,
        Effect::Checked { passed, .. } => !passed,
        Effect::Armed { .. } => !step.effects.iter().any(|effect| matches!(effect, Effect::Learned { .. })),
        _ => false,
    };
    step.effects.iter().find(|effect| about(effect))?;
    let (event, nth) = (step.anchor.event.split('~').next().unwrap_or_default(), step.anchor.nth);
    match event {
        "record" => record(trace, step.conn, role.peer(), nth).map(Hand::Record),
        // Reading broke off before it could be said what this is: what came in last.
        "data" | "own" => before(trace, at, role.peer()),
        _ => {
            let same = |message: &&Message| {
                (message.conn, message.role, message.name, message.nth) == (step.conn, role.peer(), event, nth)
            };
            trace.messages.iter().find(same).map(arrived)
        }
    }
}

/// The nth record of a side, from 1; where that came a second time and only then would not open, the second.
fn record(trace: &Trace, conn: ConnId, from: Role, nth: u32) -> Option<RecordId> {
    let from = trace.actor(conn, from)?.id;
    let own = || trace.records.iter().filter(|record| (record.conn, record.from) == (conn, from));
    let named = own().nth((nth as usize).checked_sub(1)?)?;
    let failed = |record: &&Record| record.opened == Opened::Failed && record.arrived == named.arrived;
    own().find(failed).map(|record| record.id)
}

/// The last message of a side that came in before a step and was not read by then.
fn before(trace: &Trace, at: usize, from: Role) -> Option<Hand> {
    let conn = trace.steps.get(at)?.conn;
    trace.steps.get(..at)?.iter().rev().filter(|step| step.conn == conn).find_map(|step| match step.kind {
        StepKind::Transfer { message, from: by, phase } if by == from && phase != Phase::Send => {
            trace.message(message).map(arrived)
        }
        _ => None,
    })
}

fn arrived(message: &Message) -> Hand {
    Hand::Message { id: message.id, arrived: true }
}

fn by(step: &Step, conn: ConnId, role: Role) -> bool {
    step.conn == conn && matches!(step.kind, StepKind::Local { role: by, .. } if by == role)
}
