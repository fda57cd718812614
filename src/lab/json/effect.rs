//! Steps, and what was done in them.

use serde_json::{Value, json};

use super::part;
use crate::lab::trace::{Step, StepKind};
use crate::net::Strike;
use crate::pki::{Check, Judgement, Practice};
use crate::tls::memory::Item;
use crate::tls::{Candidate, Effect, Out};
use crate::wire::hex;

pub(super) fn step(at: usize, step: &Step) -> Value {
    let value = json!({
        "index": at,
        "anchor": step.anchor.to_string(),
        "connection": step.conn.0,
        "time": step.time,
    });
    let effects = step.effects.iter().map(effect).collect::<Vec<_>>();
    part::extended(part::extended(value, kind(&step.kind)), json!({ "effects": effects }))
}

fn kind(kind: &StepKind) -> Value {
    match kind {
        StepKind::Tcp { segment } => json!({ "kind": "tcp", "segment": segment.0 }),
        StepKind::Transfer { message, from, phase } => {
            json!({ "kind": "transfer", "message": message.0, "from": from.name(), "phase": phase.id() })
        }
        StepKind::Local { role, verb } => json!({ "kind": "local", "role": role.name(), "verb": verb.id() }),
        StepKind::Strike { fault, from, strike: what, message } => json!({
            "kind": "strike",
            "fault": fault,
            "from": from.name(),
            "strike": strike(what),
            "message": message.map(|message| message.0),
        }),
        StepKind::End { role } => json!({ "kind": "end", "role": role.name() }),
    }
}

fn strike(strike: &Strike) -> Value {
    match strike {
        Strike::Changed { at, before, after } => {
            json!({ "kind": "changed", "at": at, "before": hex::encode(before), "after": hex::encode(after) })
        }
        Strike::Dropped => json!({ "kind": "dropped" }),
        Strike::Duplicated => json!({ "kind": "duplicated" }),
        Strike::Injected { len } => json!({ "kind": "injected", "length": len }),
    }
}

fn effect(effect: &Effect) -> Value {
    match effect {
        Effect::Entered { from, to } => json!({ "effect": "entered", "from": from.id(), "to": to.id() }),
        Effect::Read { message } => json!({ "effect": "read", "blob": message.0 }),
        Effect::Chose { what, value, rule, among, clause } => json!({
            "effect": "chose",
            "what": what.id(),
            "value": value,
            "rule": rule.id(),
            "among": among.iter().map(candidate).collect::<Vec<_>>(),
            "clause": part::clause(*clause),
        }),
        Effect::Learned { entry, name } => json!({ "effect": "learned", "entry": entry.0, "name": name.id() }),
        Effect::Checked { check, passed, clause, compared } => json!({
            "effect": "checked",
            "check": check.id(),
            "passed": passed,
            "clause": part::clause(*clause),
            "compared": part::compared(compared),
        }),
        Effect::Judged(judged) => part::extended(judgement(judged), json!({ "effect": "judged" })),
        Effect::Ignored { what, clause } => {
            json!({ "effect": "ignored", "what": what.id(), "clause": part::clause(*clause) })
        }
        Effect::Armed { writer, epoch, suite, keys } => json!({
            "effect": "armed",
            "writer": writer.name(),
            "epoch": epoch.id(),
            "suite": suite.to_string(),
            "keys": keys.iter().map(|key| key.0).collect::<Vec<_>>(),
        }),
        Effect::Refused { refusal, alert, clause } => json!({
            "effect": "refused",
            "reason": refusal.id(),
            "told": part::compared(&refusal.told()),
            "alert": alert.to_string(),
            "clause": part::clause(*clause),
        }),
        Effect::Alerted { level, description } => {
            json!({ "effect": "alerted", "level": level.to_string(), "alert": description.to_string() })
        }
        Effect::Delivered { data } => json!({ "effect": "delivered", "blob": data.0 }),
        Effect::Memory { change, number, item, why } => part::extended(
            json!({ "effect": "memory", "change": change.id(), "number": number, "why": why.id() }),
            kept(item),
        ),
        Effect::Ticket { ticket, state, key, sealed } => {
            json!({ "effect": "ticket", "ticket": ticket.0, "blob": state.0, "entry": key.0, "sealed": sealed })
        }
        Effect::HandshakeDone => json!({ "effect": "handshake_done" }),
        Effect::Closed => json!({ "effect": "closed" }),
        Effect::Struck { fault } => json!({ "effect": "struck", "fault": fault }),
    }
}

/// What is kept: times in milliseconds since 1970, lifetimes in seconds, entries of the actor's ledger.
fn kept(item: &Item) -> Value {
    match item {
        Item::Session(kept) => json!({
            "item": item.id(),
            "handle": kept.handle.id(),
            "bytes": hex::encode(kept.handle.bytes()),
            "version": kept.version.name(),
            "suite": kept.suite.to_string(),
            "secret": kept.secret.0,
            "extended_master_secret": kept.extended,
            "host": kept.host,
            "protocol": kept.protocol,
            "since": kept.since,
            "lifetime": kept.lifetime,
            "age_add": kept.age_add,
            "early_data": kept.early,
            "client_certificate": kept.client.as_deref().map(hex::encode),
        }),
        Item::TicketKey(key) => {
            json!({ "item": item.id(), "name": key.name.0, "key": key.key.0, "since": key.since })
        }
        Item::Flight(flight) => {
            json!({ "item": item.id(), "binder": hex::encode(&flight.binder), "since": flight.since })
        }
    }
}

fn candidate(candidate: &Candidate) -> Value {
    json!({ "name": candidate.name, "out": candidate.out.map(Out::id) })
}

/// A chain's verdict, check by check: `accepted`, `decisive`, `path`, `checks`.
pub fn judgement(judgement: &Judgement) -> Value {
    json!({
        "accepted": judgement.accepted,
        "decisive": judgement.decisive,
        "path": judgement.path.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "checks": judgement.checks.iter().map(check).collect::<Vec<_>>(),
    })
}

/// One check: `check`, `certificate`, `verdict`, `reason`, `clause`, `compared`.
pub fn check(check: &Check) -> Value {
    json!({
        "check": check.id.id(),
        "certificate": check.certificate.map(|place| place.to_string()),
        "verdict": check.verdict.id(),
        "reason": check.refusal.as_ref().map(|reason| reason.id()),
        "profile": check.id.ruleset().id(),
        "practice": check.practice().map(Practice::id),
        "clause": part::clause(check.clause),
        "compared": part::compared(&check.compared),
    })
}
