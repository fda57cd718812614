//! Which texts a step has, and what they may quote. Knows the kinds of steps, no single scenario.

use super::field::quote;
use super::fill::Vars;
use super::pack::{Filled, Pack};
use crate::lab::{Message, MessageId, Phase, Segment, Step, StepKind, Trace};
use crate::net::{Fault, Strike, TcpEvent};
use crate::pki::Reason;
use crate::tls::{Check, Choice, Effect, Ending, Ignored, Name, Refusal};
use crate::wire::handshake::UNKNOWN;
use crate::wire::{AlertDescription, ContentType, Role, Version, printable};

/// The text of a segment that acknowledges the other side's FIN.
pub const TCP_ACK_FIN: &str = "tcp.ack.fin";
/// The text of a message that has none of its own: nobody here knows it.
pub const UNKNOWN_TRANSFER: &str = "transfer.unknown_handshake";
/// The length of a Certificate message without certificates in TLS 1.3: header, context, list.
const EMPTY_CERTIFICATE: usize = 4 + 1 + 3;

/// How a step is told.
#[derive(Clone, Debug, PartialEq)]
pub struct StepText {
    /// Ids of the step's own text, most specific first. Its title is the headline, and a local step's label.
    pub keys: Vec<String>,
    /// Ids of further texts that belong to it: refusal, alert, checks, choices, what was ignored.
    pub also: Vec<String>,
    /// Ids of short labels: who, to whom, under which keys (`who.server`, `who.client`, `shelter.clear`).
    pub kicker: Vec<&'static str>,
    pub vars: Vars,
}

impl StepText {
    /// The step's text in a language.
    pub fn resolve(&self, pack: &Pack) -> Option<Filled> {
        pack.resolve(&self.keys, &self.vars)
    }

    /// The texts of `also` that the pack has, filled.
    pub fn resolve_also(&self, pack: &Pack) -> Vec<Filled> {
        self.also.iter().filter_map(|id| pack.resolve(&[id], &self.vars)).collect()
    }
}

/// The names of placeholders that a step's texts may use. Not every step can fill every one; a text whose
/// placeholders cannot all be filled gives way to a more general one.
pub const STEP_VARS: [&str; 20] = [
    "version", "suite", "group", "scheme", "protocol", "host", "alert", "len", "count", "data", "state", "limit", "at",
    "before", "after", "name", "path", "what", "expected", "came",
];

ids! {
    /// What makes one verb another story: a more particular text, `step.verb.flavour`.
    pub enum Flavour {
        /// The step ends the connection.
        Refused = "refused",
        Retry = "retry",
        Resumption = "resumption",
        Rsa = "rsa",
        /// A certificate that is not there.
        None = "none",
    }
}

ids! {
    /// What makes one message another story: a more particular text, `transfer.message.twist`. An alert's is its name.
    pub enum Twist {
        /// A second ClientHello.
        Again = "again",
        /// A Certificate message without certificates.
        Empty = "empty",
    }
}

ids! {
    /// The short labels above a step: who, and under which keys a message travels.
    pub enum Label {
        Client = "who.client",
        Server = "who.server",
        Network = "who.network",
        Attacker = "who.attacker",
        Tcp = "shelter.tcp",
        Clear = "shelter.clear",
        Handshake = "shelter.handshake",
        Application = "shelter.application",
        Session = "shelter.session",
    }
}

/// The texts of a step; none where there is no such step.
pub fn step_text(trace: &Trace, at: usize) -> Option<StepText> {
    let step = trace.steps.get(at)?;
    let mut text = match &step.kind {
        StepKind::Tcp { segment } => tcp(trace, *segment),
        StepKind::Transfer { message, from, phase } => transfer(trace, step, *message, *from, *phase),
        StepKind::Local { role, verb } => {
            let id = format!("step.{}", verb.id());
            let mut keys = Vec::new();
            if step.effects.iter().any(|effect| matches!(effect, Effect::Refused { .. })) {
                keys.push(format!("{id}.{}", Flavour::Refused));
                keys.push("step.refuse".to_owned());
            }
            keys.extend(flavour(&step.effects).map(|flavour| format!("{id}.{flavour}")));
            keys.extend(variants(&id, *role, version_of(trace, step, *role), Some(&step.anchor.event)));
            StepText { keys, also: Vec::new(), kicker: vec![who(*role)], vars: negotiated(trace, step, *role) }
        }
        StepKind::Strike { fault, from, strike, message } => strike_text(trace, *fault, *from, strike, *message),
        StepKind::End { role } => end(trace, step, *role),
    };
    for effect in &step.effects {
        tell(effect, &mut text);
    }
    let mut seen = Vec::new();
    text.also.retain(|id| !seen.contains(id) && (seen.push(id.clone()), true).1);
    Some(text)
}

/// `id.role.version`, `id.event`, `id.role`, `id.version`, `id`.
fn variants(id: &str, role: Role, version: Option<Version>, event: Option<&str>) -> Vec<String> {
    let role = role.name();
    let mut keys = Vec::new();
    keys.extend(version.map(|version| format!("{id}.{role}.{}", version.name())));
    keys.extend(event.map(|event| format!("{id}.{event}")));
    keys.push(format!("{id}.{role}"));
    keys.extend(version.map(|version| format!("{id}.{}", version.name())));
    keys.push(id.to_owned());
    keys
}

/// What a verb was about this time, where that decides on its text.
fn flavour(effects: &[Effect]) -> Option<Flavour> {
    effects.iter().find_map(|effect| match effect {
        Effect::Learned { name: Name::ClientHelloHash, .. } => Some(Flavour::Retry),
        Effect::Learned { name: Name::ResumptionMasterSecret, .. } => Some(Flavour::Resumption),
        Effect::Learned { name: Name::EncryptedPreMasterSecret, .. } => Some(Flavour::Rsa),
        Effect::Ignored { what: Ignored::CertificateRequest | Ignored::ClientWithoutCertificate, .. }
        | Effect::Checked { check: Check::ClientCertificate, .. } => Some(Flavour::None),
        _ => None,
    })
}

fn tcp(trace: &Trace, segment: crate::lab::SegmentId) -> StepText {
    let segment = trace.segment(segment);
    let event = segment.map_or(TcpEvent::Ack, |segment| segment.flags.event());
    let mut keys = vec![format!("tcp.{event}")];
    if event == TcpEvent::Ack && trace.segments.iter().any(|other| closes(other, segment)) {
        keys.insert(0, TCP_ACK_FIN.to_owned());
    }
    let kicker = |segment: &Segment| vec![who(segment.from), who(segment.from.peer()), Label::Tcp.id()];
    let kicker = segment.map_or(Vec::new(), kicker);
    StepText { keys, also: Vec::new(), kicker, vars: Vec::new() }
}

fn transfer(trace: &Trace, step: &Step, id: MessageId, from: Role, phase: Phase) -> StepText {
    let message = trace.message(id);
    let name = message.map_or(UNKNOWN, |message| message.name);
    let bytes = message.and_then(|m| m.sent.or(m.arrived)).map_or(&[][..], |blob| trace.blobs.bytes(blob));
    let mut vars = negotiated(trace, step, from);
    vars.push(("len", bytes.len().to_string()));
    let again = message.filter(|message| message.name == "client_hello" && message.nth > 1);
    let mut event = again.map(|_| Twist::Again.to_string());
    match (message.map(|message| message.content_type), bytes) {
        (Some(ContentType::alert), [_, code]) => {
            let alert = AlertDescription(*code).to_string();
            event = Some(alert.clone());
            vars.push(("alert", alert));
        }
        _ if name == "certificate" && bytes.len() <= EMPTY_CERTIFICATE => event = Some(Twist::Empty.to_string()),
        (Some(ContentType::application_data), data) => vars.push(("data", printable(data))),
        _ => {}
    }
    let also = match phase {
        Phase::Whole => Vec::new(),
        part => vec![format!("phase.{part}")],
    };
    let mut keys = variants(&format!("transfer.{name}"), from, version_of(trace, step, from), event.as_deref());
    keys.push(UNKNOWN_TRANSFER.to_owned());
    let shelter = message.map_or(Label::Clear, |message| shelter(trace, message));
    StepText { keys, also, kicker: vec![who(from), who(from.peer()), shelter.id()], vars }
}

/// Whether a segment says goodbye before another.
fn closes(one: &Segment, other: Option<&Segment>) -> bool {
    one.flags.fin && other.is_some_and(|other| other.conn == one.conn && one.sent < other.sent)
}

/// Under which keys a message travelled.
fn shelter(trace: &Trace, message: &Message) -> Label {
    let record = message.records.first().and_then(|(id, _)| trace.record(*id));
    let ledger = trace.actors.get(usize::from(message.from.0)).map(|actor| &actor.ledger);
    let key = record.and_then(|record| record.key).zip(ledger).and_then(|(key, ledger)| ledger.get(key));
    match key.map(|entry| entry.name.id()) {
        None => Label::Clear,
        Some(name) if name.contains("handshake") => Label::Handshake,
        Some(name) if name.contains("application") => Label::Application,
        Some(_) => Label::Session,
    }
}

fn strike_text(trace: &Trace, fault: usize, from: Role, strike: &Strike, message: Option<MessageId>) -> StepText {
    let mut vars: Vars = Vec::new();
    vars.extend(message.and_then(|id| trace.message(id)).map(|message| ("name", message.name.to_owned())));
    match strike {
        Strike::Changed { at, before, after } => {
            vars.extend([("at", at.to_string()), ("before", quote(before)), ("after", quote(after))]);
        }
        Strike::Injected { len } => vars.push(("len", len.to_string())),
        Strike::Dropped | Strike::Duplicated => {}
    }
    let keys = vec![format!("strike.{}", strike.id())];
    let also = fault_id(trace, fault).into_iter().collect();
    StepText { keys, also, kicker: vec![Label::Network.id(), who(from), who(from.peer())], vars }
}

fn end(trace: &Trace, step: &Step, role: Role) -> StepText {
    let connection = trace.connections.get(usize::from(step.conn.0));
    let ending = connection.map(|connection| &connection.outcome[role as usize].ending);
    let mut text = StepText { keys: Vec::new(), also: Vec::new(), kicker: vec![who(role)], vars: Vec::new() };
    let Some(ending) = ending else { return text };
    text.keys = variants(&format!("ending.{}", ending.id()), role, None, None);
    match ending {
        Ending::Refused(refusal) => {
            text.vars.extend(refusal.told());
            text.also.push(refusal_id(refusal));
        }
        Ending::Told(alert) => {
            text.vars.push(("alert", alert.to_string()));
            text.also.push(format!("alert.{alert}"));
        }
        Ending::Stalled { state } => {
            text.vars.push(("state", state.to_string()));
            text.also.push(format!("state.{state}"));
        }
        Ending::Exhausted { limit } => text.vars.push(("limit", limit.to_string())),
        Ending::Closed | Ending::CutOff { .. } | Ending::Unknown => {}
    }
    text
}

/// Adds what an effect says.
fn tell(effect: &Effect, text: &mut StepText) {
    match effect {
        Effect::Chose { what, value, rule, .. } => {
            let name = match what {
                Choice::Version => "version",
                Choice::CipherSuite => "suite",
                Choice::Group => "group",
                Choice::SignatureScheme => "scheme",
                Choice::Protocol => "protocol",
                Choice::Certificate => "certificate",
            };
            if !value.is_empty() && !text.vars.iter().any(|(known, _)| *known == name) {
                text.vars.push((name, value.clone()));
            }
            text.also.extend([format!("choice.{}", what.id()), format!("rule.{}", rule.id())]);
        }
        Effect::Judged(judgement) => {
            text.also.extend(judgement.decisive_check().map(|check| format!("chain.{}", check.id.id())));
        }
        Effect::Checked { check, .. } => text.also.push(format!("check.{check}")),
        Effect::Ignored { what, .. } => text.also.push(format!("ignored.{what}")),
        Effect::Refused { refusal, alert, .. } => {
            text.vars.push(("alert", alert.to_string()));
            text.vars.extend(refusal.told());
            text.also.extend([refusal_id(refusal), format!("alert.{alert}")]);
        }
        Effect::Alerted { description, .. } => {
            text.vars.push(("alert", description.to_string()));
            text.also.push(format!("alert.{description}"));
        }
        _ => {}
    }
}

/// The text of a certificate that cannot be read.
pub const UNDECODABLE_CERTIFICATE: &str = "undecodable_certificate";

/// The id of a refusal's text. A certificate that cannot be read has another text than a message that cannot.
pub fn refusal_id(refusal: &Refusal) -> String {
    match refusal {
        Refusal::Chain(Reason::Undecodable(_)) => format!("refusal.{UNDECODABLE_CERTIFICATE}"),
        other => format!("refusal.{}", other.id()),
    }
}

/// The id of the text of a fault: its own where it is one of the catalogue, else that of the catalogue's fault of
/// the same kind.
pub fn fault_id(trace: &Trace, fault: usize) -> Option<String> {
    Some(match trace.scenario.faults.get(fault)? {
        Fault::Named { id, .. } => format!("fault.{id}"),
        Fault::Wire { .. } => "fault.flip_byte".to_owned(),
        Fault::Drop { .. } => "fault.drop_message".to_owned(),
        Fault::Duplicate { .. } => "fault.duplicate_message".to_owned(),
        Fault::Inject { .. } => "fault.inject".to_owned(),
        Fault::Alter { .. } => "fault.alter_message".to_owned(),
        Fault::Omit { .. } => "fault.omit_message".to_owned(),
    })
}

fn version_of(trace: &Trace, step: &Step, role: Role) -> Option<Version> {
    trace.connections.get(usize::from(step.conn.0))?.negotiated[role as usize].version
}

/// What one side holds to be agreed, and the host that the client wants.
fn negotiated(trace: &Trace, step: &Step, role: Role) -> Vars {
    let at = usize::from(step.conn.0);
    let mut vars: Vars = Vec::new();
    if let Some(connection) = trace.connections.get(at) {
        let agreed = &connection.negotiated[role as usize];
        vars.extend(agreed.version.map(|version| ("version", format!("TLS {}", version.name()))));
        vars.extend(agreed.suite.map(|suite| ("suite", suite.to_string())));
        vars.extend(agreed.group.map(|group| ("group", group.to_string())));
        vars.extend(agreed.protocol.as_ref().map(|protocol| ("protocol", printable(protocol))));
    }
    let host = trace.scenario.connections.get(at).and_then(|plan| plan.client.config.host.clone());
    vars.extend(host.map(|host| ("host", printable(host))));
    vars
}

fn who(role: Role) -> &'static str {
    match role {
        Role::Client => Label::Client.id(),
        Role::Server => Label::Server.id(),
    }
}
