//! What was done in a step, in a line or two each. Knows the ids of everything, and no prose.

use handscope::explain::secret_name;
use handscope::lab::{Message, Step, Trace};
use handscope::pki::{Check, Judgement, Verdict};
use handscope::tls::memory::{Item, called};
use handscope::tls::{Effect, Out, Refusal};
use handscope::wire::hex::short;
use handscope::wire::{BlobId, hex, printable};

/// The most bytes of data that are shown.
const SHOWN: usize = 64;

/// The lines of a step.
pub fn lines(trace: &Trace, step: &Step) -> Vec<String> {
    let mut lines = Vec::new();
    let mut learned: Vec<&'static str> = Vec::new();
    for effect in &step.effects {
        if let Effect::Learned { name, .. } = effect {
            learned.push(secret_name(*name));
            continue;
        }
        flush(&mut learned, &mut lines);
        match effect {
            Effect::Judged(judgement) => lines.extend(judged(judgement)),
            other => lines.extend(line(trace, other)),
        }
    }
    flush(&mut learned, &mut lines);
    lines
}

/// Text in quotes, or bytes in hexadecimal; long ones cut.
pub fn quoted(data: &[u8]) -> String {
    let cut = data.get(..SHOWN).unwrap_or(data);
    quote(cut) + if cut.len() < data.len() { "..." } else { "" }
}

/// The same, whole.
pub fn quote(data: &[u8]) -> String {
    match std::str::from_utf8(data) {
        Ok(text) => format!("\"{}\"", printable(text).replace('"', "\\\"")),
        Err(_) => hex::encode(data),
    }
}

/// A reason to refuse with what it is about.
pub fn refusal_text(refusal: &Refusal) -> String {
    let id = refusal.id();
    match &refusal.told()[..] {
        [] => id.to_owned(),
        [("path", path)] => format!("{id} at {path}"),
        [(_, one)] => format!("{id} {one}"),
        more => {
            let more =
                more.iter().map(|(name, value)| format!("{name} {}", if value.is_empty() { "-" } else { value }));
            format!("{id}: {}", more.collect::<Vec<_>>().join("; "))
        }
    }
}

/// Names that were learned one after another stand on one line.
fn flush(learned: &mut Vec<&'static str>, lines: &mut Vec<String>) {
    if !learned.is_empty() {
        lines.push(format!("learned {}", learned.join(", ")));
        learned.clear();
    }
}

fn line(trace: &Trace, effect: &Effect) -> Option<String> {
    Some(match effect {
        Effect::Entered { from, to } => format!("state {from} -> {to}"),
        Effect::Read { message } => format!("read {}", message_name(trace, *message)?),
        Effect::Chose { what, value, among, clause, .. } if value.is_empty() => {
            let out = among.iter().map(|one| format!("; {} {}", one.name, one.out.map_or("", Out::id)));
            format!("found no {}{}, {clause}", what.id(), out.collect::<String>())
        }
        Effect::Chose { what, value, rule, among, clause } => {
            let of = if among.len() > 1 { format!(" among {}", among.len()) } else { String::new() };
            format!("chose {} {value} by {}{of}, {clause}", what.id(), rule.id())
        }
        Effect::Checked { check, passed: true, clause, .. } => format!("check {check} passed, {clause}"),
        Effect::Checked { check, compared, clause, .. } => {
            format!("check {check} FAILED, {clause}{}", pairs(compared))
        }
        Effect::Ignored { what, clause } => format!("ignored {what}, {clause}"),
        Effect::Armed { writer, epoch, suite, .. } => {
            format!("from here {} is protected by {} keys, {suite}", writer.name(), epoch.id())
        }
        Effect::Refused { refusal, alert, clause } => {
            format!("REFUSED {}, alert {alert}, {clause}", refusal_text(refusal))
        }
        Effect::Alerted { level, description } => format!("alert {level} {description}"),
        Effect::Delivered { data } => format!("delivered {}", quoted(trace.blobs.bytes(*data))),
        Effect::Memory { change, item, number, why } => {
            let name = match item {
                Item::Session(kept) => format!("{} {}", kept.handle.id(), called(kept.handle.bytes())),
                Item::Flight(flight) => format!("{} {}", item.id(), short(&flight.binder)),
                Item::TicketKey(_) => item.id().to_owned(),
            };
            format!("{change} {name} (item {number}): {why}")
        }
        Effect::Ticket { state, sealed, .. } => {
            let what = if *sealed { "sealed" } else { "opened" };
            format!("{what} a ticket with {} bytes of session state", trace.blobs.bytes(*state).len())
        }
        Effect::HandshakeDone => "handshake done".to_owned(),
        Effect::Closed => "will write nothing more".to_owned(),
        Effect::Struck { fault } => {
            let what = trace.scenario.faults.get(*fault).map(ToString::to_string).unwrap_or_default();
            format!("fault {fault} strikes: {what}")
        }
        Effect::Learned { .. } | Effect::Judged(_) => return None,
    })
}

/// The verdict, then each check that failed.
fn judged(judgement: &Judgement) -> Vec<String> {
    let failed: Vec<&Check> = judgement.checks.iter().filter(|check| check.verdict == Verdict::Fail).collect();
    let verdict = if judgement.accepted { "accepted" } else { "REFUSED" };
    let path: Vec<String> = judgement.path.iter().map(ToString::to_string).collect();
    let (all, bad) = (judgement.checks.len(), failed.len());
    let mut lines = vec![format!("chain {verdict}, {bad} of {all} checks failed, path {}", path.join(" "))];
    lines.extend(failed.into_iter().map(|check| {
        let of = check.certificate.map(|place| format!(" of {place}")).unwrap_or_default();
        let reason = check.refusal.as_ref().map(ToString::to_string).unwrap_or_default();
        format!("check {}{of} FAILED: {reason}, {}{}", check.id.id(), check.clause, pairs(&check.compared))
    }));
    lines
}

fn pairs(compared: &[(&'static str, String)]) -> String {
    compared.iter().map(|(name, value)| format!("; {name} {value}")).collect()
}

fn message_name(trace: &Trace, blob: BlobId) -> Option<&'static str> {
    let is = |message: &&Message| message.arrived == Some(blob) || message.sent == Some(blob);
    trace.messages.iter().find(is).map(|message| message.name)
}
