//! A trace as text for people: one line for each step, what was done in it below, how it ended last. Without colour,
//! aligned, the same for the same trace. Knows no language but the ids and the RFCs' names.

use std::fmt::Write;

use handscope::explain::blind;
use handscope::lab::{
    ActorKind, Connection, Message, MessageId, Opened, Phase, Step, StepKind, Trace, json as to_json,
};
use handscope::net::Strike;
use handscope::tls::{Effect, Ending, Negotiated};
use handscope::wire::{BlobId, Role, printable};

use super::effects;
use super::link::Talk;

/// Where the texts of steps begin, in characters: behind the time and the names of both ends.
const INDENT: usize = 32;
/// The longest line behind it.
const WIDTH: usize = 88;

/// The trace as JSON, over several lines or on one.
pub fn json(trace: &Trace, pretty: bool) -> String {
    let value = to_json::trace(trace);
    let text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) };
    text.unwrap_or_default() + "\n"
}

/// The trace as text.
pub fn trace(trace: &Trace) -> String {
    let mut text = format!("scenario {}\n", trace.scenario.to_text());
    for connection in &trace.connections {
        writeln!(text, "\nconnection {}\n", connection.id.0).unwrap_or_default();
        for step in trace.steps.iter().filter(|step| step.conn == connection.id) {
            write_step(&mut text, trace, connection, step);
        }
        text.push('\n');
        for role in [Role::Client, Role::Server] {
            if !remote(trace, connection, role) {
                writeln!(text, "{:8}{}", role.name(), side(trace, connection, role)).unwrap_or_default();
            }
        }
    }
    for fault in &trace.unstruck {
        let shown = trace.scenario.faults.get(*fault).map(ToString::to_string).unwrap_or_default();
        writeln!(text, "fault {fault} never struck: {shown}").unwrap_or_default();
    }
    text
}

impl Talk {
    /// Why the connection failed for our side; none where it was good: the handshake done, and closed in order.
    /// Who closed first need not wait for the peer's close_notify (RFC 8446, 6.1).
    pub fn failure(&self, role: Role) -> Option<String> {
        let connection = self.trace.connections.first()?;
        let outcome = self.outcome(role)?;
        let closed = match outcome.ending {
            Ending::Closed => true,
            Ending::CutOff { reset: false } => self.closed_first,
            _ => false,
        };
        (!(outcome.handshake_done && closed)).then(|| ending(&self.trace, connection, role))
    }
}

/// Words on lines of at most so many characters, unless one word is longer.
pub fn wrap(words: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in words.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

fn write_step(text: &mut String, trace: &Trace, connection: &Connection, step: &Step) {
    let who = match &step.kind {
        StepKind::Tcp { segment } => {
            let from = trace.segment(*segment).map_or(Role::Client, |segment| segment.from);
            arrow(trace, connection, from)
        }
        StepKind::Transfer { from, .. } | StepKind::Strike { from, .. } => arrow(trace, connection, *from),
        StepKind::Local { role, .. } | StepKind::End { role } => name(trace, connection, *role).to_owned(),
    };
    let what = match &step.kind {
        StepKind::Tcp { segment } => segment_text(trace, *segment),
        StepKind::Transfer { message, phase, .. } => transfer(trace, *message, *phase),
        StepKind::Local { verb, .. } => verb.id().replace('_', " "),
        StepKind::Strike { fault, strike, message, .. } => {
            let on = message.and_then(|id| trace.message(id)).map(|message| format!(" on {}", message.name));
            format!("fault {fault} strikes{}: {}", on.unwrap_or_default(), strike_text(strike))
        }
        StepKind::End { role } => format!("ends: {}", ending(trace, connection, *role)),
    };
    writeln!(text, "{:>6}  {who:<width$}{what}", step.time, width = INDENT - 8).unwrap_or_default();
    for line in effects::lines(trace, step) {
        for (at, part) in wrap(&line, WIDTH).iter().enumerate() {
            let indent = INDENT + if at == 0 { 2 } else { 6 };
            writeln!(text, "{:indent$}{part}", "").unwrap_or_default();
        }
    }
}

fn arrow(trace: &Trace, connection: &Connection, from: Role) -> String {
    format!("{} -> {}", name(trace, connection, from), name(trace, connection, from.peer()))
}

fn name(trace: &Trace, connection: &Connection, role: Role) -> &'static str {
    trace.actor(connection.id, role).map_or(role.name(), |actor| actor.kind.id())
}

/// Whether nothing is known of the inside of that side.
fn remote(trace: &Trace, connection: &Connection, role: Role) -> bool {
    trace.actor(connection.id, role).is_some_and(|actor| actor.kind == ActorKind::Remote)
}

fn segment_text(trace: &Trace, id: handscope::lab::SegmentId) -> String {
    let Some(segment) = trace.segment(id) else { return String::new() };
    let flags = segment.flags;
    let all = [("SYN", flags.syn), ("FIN", flags.fin), ("RST", flags.rst), ("ACK", flags.ack)];
    let set: Vec<&str> = all.iter().filter(|(_, set)| *set).map(|(name, _)| *name).collect();
    format!("TCP {}", set.join(" "))
}

/// `server_hello  90 bytes, record 1`: the message, its size, what carries it.
fn transfer(trace: &Trace, id: MessageId, phase: Phase) -> String {
    let Some(message) = trace.message(id) else { return String::new() };
    let which = if message.nth > 1 { format!(" #{}", message.nth) } else { String::new() };
    let (blob, word) = match phase {
        Phase::Whole => (message.sent.or(message.arrived), ""),
        Phase::Send => (message.sent, " leaves"),
        Phase::Arrive => (message.arrived, " arrives"),
    };
    let len = blob.map_or(0, |blob| trace.blobs.bytes(blob).len());
    let detail = blob.and_then(|blob| detail(trace, message, blob)).unwrap_or_default();
    let carriers: Vec<String> = message.records.iter().map(|(id, _)| id.0.to_string()).collect();
    let plural = if carriers.len() == 1 { "" } else { "s" };
    let records = match carriers.is_empty() {
        true => String::new(),
        false => format!(", record{plural} {}", carriers.join(" ")),
    };
    let sealed = if protected(trace, message) { ", protected" } else { "" };
    format!("{}{which}{word}{detail}  ({len} byte{}{records}{sealed})", message.name, if len == 1 { "" } else { "s" })
}

/// What a short message says.
fn detail(trace: &Trace, message: &Message, blob: BlobId) -> Option<String> {
    match (message.name, trace.blobs.bytes(blob)) {
        ("alert", [level, description]) => {
            let level = handscope::wire::AlertLevel(*level);
            let description = handscope::wire::AlertDescription(*description);
            Some(format!(" {level} {description}"))
        }
        ("refused_record" | "partial_record", bytes) => Some(format!(" {}", effects::quoted(bytes))),
        // To an attacker who repeats it is only so many bytes.
        ("application_data", _) if blind(trace, message) => None,
        ("application_data", data) => Some(format!(" {}", effects::quoted(data))),
        _ => None,
    }
}

fn protected(trace: &Trace, message: &Message) -> bool {
    let mut records = message.records.iter().filter_map(|(id, _)| trace.record(*id));
    records.any(|record| record.under().is_some() && record.opened != Opened::Failed)
}

fn strike_text(strike: &Strike) -> String {
    use handscope::wire::hex::encode;
    match strike {
        Strike::Changed { at, before, after } => format!("byte {at}: {} becomes {}", encode(before), encode(after)),
        Strike::Dropped => "dropped".to_owned(),
        Strike::Duplicated => "repeated".to_owned(),
        Strike::Injected { len } => format!("{len} bytes put in"),
    }
}

/// What one side holds to be agreed, and how it ended.
fn side(trace: &Trace, connection: &Connection, role: Role) -> String {
    let at = usize::from(role == Role::Server);
    let agreed = connection.negotiated.get(at).map(agreed).unwrap_or_default();
    let done = connection.outcome.get(at).is_some_and(|outcome| outcome.handshake_done);
    let done = if done { "handshake done" } else { "handshake not done" };
    format!("{agreed}{done}; {}", ending(trace, connection, role))
}

fn agreed(negotiated: &Negotiated) -> String {
    let parts = [
        negotiated.version.map(|version| format!("TLS {}", version.name())),
        negotiated.suite.map(|suite| suite.to_string()),
        negotiated.group.map(|group| group.to_string()),
        negotiated.protocol.as_ref().map(printable),
        negotiated.resumed.map(|by| format!("resumed by {by}")),
        negotiated.early.map(|taken| format!("early data {}", if taken { "taken" } else { "not taken" })),
    ];
    parts.into_iter().flatten().map(|part| part + "; ").collect()
}

/// How a connection ended for one side, with the reason.
pub fn ending(trace: &Trace, connection: &Connection, role: Role) -> String {
    let Some(outcome) = connection.outcome.get(usize::from(role == Role::Server)) else { return String::new() };
    match &outcome.ending {
        Ending::Closed if outcome.completed() => "completed".to_owned(),
        Ending::Closed => "closed".to_owned(),
        Ending::CutOff { reset: false } => "cut off: the peer closed the transport without close_notify".to_owned(),
        Ending::CutOff { reset: true } => "reset: the peer broke the transport off".to_owned(),
        Ending::Refused(refusal) => {
            let told = refused(trace, connection, role);
            format!("refused: {}{told}", effects::refusal_text(refusal))
        }
        Ending::Told(alert) => format!("told: the peer sent the alert {alert}"),
        Ending::Stalled { state } => format!("stalled: nothing more arrived in {state}"),
        Ending::Exhausted { limit } => format!("exhausted: the limit of {limit} was reached"),
        Ending::Unknown => "unknown".to_owned(),
    }
}

/// The alert and the clause of a refusal, as they stand in the step that refused.
fn refused(trace: &Trace, connection: &Connection, role: Role) -> String {
    let steps = trace.steps.iter().filter(|step| {
        step.conn == connection.id && matches!(step.kind, StepKind::Local { role: of, .. } if of == role)
    });
    let mut told = steps.flat_map(|step| &step.effects).filter_map(|effect| match effect {
        Effect::Refused { alert, clause, .. } => Some(format!(" (alert {alert}, {clause})")),
        _ => None,
    });
    told.next().unwrap_or_default()
}
