//! Which texts a step has, and what they may quote. Knows the kinds of steps, no single scenario.

use super::change::{Change, change};
use super::chapters::is_foe;
use super::copied::{blind, under};
use super::facts::{Flavour, flavour, kinds};
use super::field::quote;
use super::fill::Vars;
use super::ids::is_told;
use super::pack::{Filled, Pack};
use super::twist::{Twist, offers};
use crate::lab::{ActorKind, Message, MessageId, Phase, Segment, Step, StepKind, Trace};
use crate::net::{Fault, Strike, TcpEvent};
use crate::pki::Reason;
use crate::tls::{Choice, Effect, Ending, Refusal, Verb};
use crate::wire::handshake::UNKNOWN;
use crate::wire::{AlertDescription, ConnId, ContentType, Role, Value, printable};

/// The events of TCP that must be told otherwise of an attacker: how a connection is opened.
pub const TCP_OF_FOE: [TcpEvent; 3] = [TcpEvent::Syn, TcpEvent::SynAck, TcpEvent::Ack];
/// The text of a segment that acknowledges the other side's FIN.
pub const TCP_ACK_FIN: &str = "tcp.ack.fin";
/// The text of a handshake message that arrives as other bytes than it left.
pub const CHANGED: &str = "phase.arrive.changed";
/// The text of a step that ends the connection, whatever its verb.
const REFUSE: &str = "step.refuse";
/// The length of a Certificate message without certificates in TLS 1.3: header, context, list.
const EMPTY_CERTIFICATE: usize = 4 + 1 + 3;

/// How a step is told.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StepText {
    /// Ids of the step's own text, most specific first. Its title is the headline, and a local step's label.
    pub keys: Vec<String>,
    /// Ids of further texts that belong to it: refusal, alert, checks, choices, what was ignored.
    pub also: Vec<String>,
    /// Ids of short labels: who, to whom, under which keys (`who.server`, `who.client`, `shelter.clear`).
    pub kicker: Vec<&'static str>,
    pub vars: Vars,
    /// Placeholders that are filled with the title of another text: the name and the text's id.
    pub quotes: Vec<(&'static str, String)>,
}

impl StepText {
    /// The step's text in a language.
    pub fn resolve(&self, pack: &Pack) -> Option<Filled> {
        pack.resolve(&self.keys, &self.filled(pack))
    }

    /// The texts of `also` that the pack has, filled.
    pub fn resolve_also(&self, pack: &Pack) -> Vec<Filled> {
        let vars = self.filled(pack);
        self.also.iter().filter_map(|id| pack.resolve(&[id], &vars)).collect()
    }

    /// The placeholders, with those that come from other texts.
    pub fn filled(&self, pack: &Pack) -> Vars {
        let quoted = self.quotes.iter().filter_map(|(name, id)| {
            let text = pack.resolve(&[id], &self.vars);
            text.map(|text| (*name, text.title))
        });
        self.vars.iter().cloned().chain(quoted).collect()
    }
}

/// The names of placeholders that a step's texts may use. Not every step can fill every one; a text whose
/// placeholders cannot all be filled gives way to a more general one.
pub const STEP_VARS: [&str; 22] = [
    "version", "suite", "group", "scheme", "protocol", "host", "alert", "len", "count", "data", "state", "limit", "at",
    "before", "after", "name", "path", "what", "expected", "came", "refusal", "meaning",
];

ids! {
    /// The short labels above a step: who, and under which keys a message travels.
    pub enum Label {
        Client = "who.client",
        Server = "who.server",
        Network = "who.network",
        Attacker = "who.attacker",
        Tcp = "shelter.tcp",
        Clear = "shelter.clear",
        Early = "shelter.early",
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
        StepKind::Local { role, verb } => local(trace, step, *role, *verb),
        StepKind::Strike { fault, from, strike, message } => {
            strike_text(trace, step, (*fault, *from), strike, *message)
        }
        StepKind::End { role } => end(trace, step, *role),
    };
    for effect in &step.effects {
        tell(effect, &mut text);
    }
    if [Role::Client, Role::Server].into_iter().any(|role| is_foe(trace, step.conn, role)) {
        text.keys = foe_first(text.keys);
    }
    let mut seen = Vec::new();
    text.also.retain(|id| !seen.contains(id) && (seen.push(id.clone()), true).1);
    Some(text)
}

/// What is told on a connection that an attacker opened: each text in its words for that first.
#[inline(never)] // of a later part
fn foe_first(keys: Vec<String>) -> Vec<String> {
    keys.iter().map(|key| of_foe(key)).chain(keys.clone()).collect()
}

/// The id of a text on a connection that an attacker opened.
pub fn of_foe(id: &str) -> String {
    format!("{id}.{}", ActorKind::Attacker)
}

/// `id.event`, `id.role.kind`, `id.role`, `id.kind`, `id`; of events and of kinds the most specific first.
fn variants(id: &str, role: Role, kinds: &[String], events: &[String]) -> Vec<String> {
    let role = role.name();
    let mut keys = Vec::new();
    keys.extend(events.iter().map(|event| format!("{id}.{event}")));
    keys.extend(kinds.iter().map(|kind| format!("{id}.{role}.{kind}")));
    keys.push(format!("{id}.{role}"));
    keys.extend(kinds.iter().map(|kind| format!("{id}.{kind}")));
    keys.push(id.to_owned());
    keys
}

fn local(trace: &Trace, step: &Step, role: Role, verb: Verb) -> StepText {
    let id = format!("step.{verb}");
    let kinds = kinds(trace, step.conn, role);
    let mut keys = Vec::new();
    if step.effects.iter().any(|effect| matches!(effect, Effect::Refused { .. })) {
        keys.extend(refused());
    }
    if let Some(flavour) = flavour(step, verb) {
        keys.extend(kinds.iter().map(|kind| format!("{id}.{flavour}.{kind}")));
        keys.push(format!("{id}.{flavour}"));
    }
    keys.extend(variants(&id, role, &kinds, std::slice::from_ref(&step.anchor.event)));
    StepText {
        keys,
        kicker: vec![who(trace, step.conn, role)],
        vars: negotiated(trace, step, role),
        ..StepText::default()
    }
}

#[inline(never)] // of a later part
fn refused() -> [String; 2] {
    [format!("{}.{}", REFUSE, Flavour::Refused), REFUSE.to_owned()]
}

fn tcp(trace: &Trace, segment: crate::lab::SegmentId) -> StepText {
    let segment = trace.segment(segment);
    let event = segment.map_or(TcpEvent::Ack, |segment| segment.flags.event());
    let keys = match event == TcpEvent::Ack && trace.segments.iter().any(|other| closes(other, segment)) {
        true => vec![TCP_ACK_FIN.to_owned()],
        false => vec![format!("tcp.{event}")],
    };
    let kicker = |segment: &Segment| {
        let [from, to] = [segment.from, segment.from.peer()].map(|role| who(trace, segment.conn, role));
        vec![from, to, Label::Tcp.id()]
    };
    let kicker = segment.map_or(Vec::new(), kicker);
    StepText { keys, kicker, ..StepText::default() }
}

fn transfer(trace: &Trace, step: &Step, id: MessageId, from: Role, phase: Phase) -> StepText {
    let message = trace.message(id);
    let name = message.map_or(UNKNOWN, |message| message.name);
    let blob = message.and_then(|message| match phase {
        Phase::Arrive => message.arrived.or(message.sent),
        Phase::Whole | Phase::Send => message.sent.or(message.arrived),
    });
    let bytes = blob.map_or(&[][..], |blob| trace.blobs.bytes(blob));
    let mut text = StepText { vars: negotiated(trace, step, from), ..StepText::default() };
    text.vars.push(("len", bytes.len().to_string()));
    let mut events: Vec<String> = Vec::new();
    let is_hello = name == "client_hello";
    match (message.map(|message| message.content_type), bytes) {
        (Some(ContentType::alert), [_, code]) => {
            let alert = AlertDescription(*code).to_string();
            text.quotes.push(("meaning", format!("alert.{alert}")));
            text.also.push(format!("alert.{alert}"));
            text.vars.push(("alert", alert.clone()));
            events.push(alert);
        }
        _ if name == "certificate" && bytes.len() <= EMPTY_CERTIFICATE => events.push(Twist::Empty.to_string()),
        _ if is_hello && message.is_some_and(|message| message.nth > 1) => events.push(Twist::Again.to_string()),
        _ if is_hello => events.extend(offers(trace, step.conn, bytes).into_iter().map(|twist| twist.to_string())),
        (Some(ContentType::application_data), data) => {
            if !message.is_some_and(|message| blind(trace, message)) {
                text.vars.push(("data", printable(data)));
            }
            let early = message.is_some_and(|message| shelter(trace, message) == Label::Early);
            events.extend(early.then(|| Twist::Early.to_string()));
        }
        _ => {}
    }
    text.also.extend(match phase {
        Phase::Whole => None,
        Phase::Arrive if message.is_some_and(|message| parted(trace, message)) => Some(CHANGED.to_owned()),
        part => Some(format!("phase.{part}")),
    });
    let kinds = if is_hello { Vec::new() } else { kinds(trace, step.conn, from) };
    let told = if is_told(name) { name } else { UNKNOWN };
    text.keys = variants(&format!("transfer.{told}"), from, &kinds, &events);
    let shelter = message.map_or(Label::Clear, |message| shelter(trace, message));
    text.kicker = vec![who(trace, step.conn, from), who(trace, step.conn, from.peer()), shelter.id()];
    text
}

/// Whether a handshake message arrived as other bytes than it left, so that two transcripts differ.
fn parted(trace: &Trace, message: &Message) -> bool {
    let bytes = |blob| trace.blobs.bytes(blob);
    let differ = message.sent.zip(message.arrived).is_some_and(|(sent, arrived)| bytes(sent) != bytes(arrived));
    differ && message.content_type == ContentType::handshake
}

/// Whether a segment says goodbye before another.
fn closes(one: &Segment, other: Option<&Segment>) -> bool {
    one.flags.fin && other.is_some_and(|other| other.conn == one.conn && one.sent < other.sent)
}

/// Under which keys a message travelled.
fn shelter(trace: &Trace, message: &Message) -> Label {
    let record = message.records.first().and_then(|(id, _)| trace.record(*id));
    let key = record.and_then(|record| under(trace, record)).and_then(|key| trace.entry(key));
    match key.map(|entry| entry.name.id()) {
        None => Label::Clear,
        Some(name) if name.contains("early") => Label::Early,
        Some(name) if name.contains("handshake") => Label::Handshake,
        Some(name) if name.contains("application") => Label::Application,
        Some(_) => Label::Session,
    }
}

fn strike_text(
    trace: &Trace,
    step: &Step,
    (fault, from): (usize, Role),
    strike: &Strike,
    message: Option<MessageId>,
) -> StepText {
    let mut vars: Vars = Vec::new();
    vars.extend(message.and_then(|id| trace.message(id)).map(|message| ("name", message.name.to_owned())));
    match strike {
        Strike::Changed { at, before, after } => {
            vars.extend([("at", at.to_string()), ("before", quote(before)), ("after", quote(after))]);
        }
        Strike::Injected { len } => vars.push(("len", len.to_string())),
        Strike::Dropped | Strike::Duplicated => {}
    }
    let id = format!("strike.{}", strike.id());
    // Where the message still reads, the fields are known that were struck.
    let change = message.and_then(|id| trace.message(id)).and_then(|message| change(trace, message));
    let fields = change.as_ref().map_or(&[][..], |change| match id.as_str() {
        "strike.removed" => &change.cut,
        "strike.added" => &change.added,
        _ => &change.changed,
    });
    let elements = message.and_then(|id| trace.message(id)).map_or(Vec::new(), |own| elements(trace, own, fields));
    let mut fields: Vec<&str> = fields.iter().map(|path| Change::short(path)).collect();
    // Of several elements of one list the list is named once.
    fields.dedup();
    vars.extend((!fields.is_empty()).then(|| ("what", fields.join(", "))));
    let mut keys = vec![format!("{id}.field"), id.clone()];
    if id == "strike.removed" && !elements.is_empty() {
        keys.insert(0, format!("{id}.element"));
        vars.push(("values", elements.join(", ")));
    }
    let also = fault_id(trace, fault).into_iter().collect();
    let kicker = vec![Label::Network.id(), who(trace, step.conn, from), who(trace, step.conn, from.peer())];
    StepText { keys, also, kicker, vars, ..StepText::default() }
}

/// The names of elements of lists, as the message had them when it left; none unless all fields are such.
fn elements(trace: &Trace, message: &Message, paths: &[String]) -> Vec<&'static str> {
    let Some(tree) = message.sent.and_then(|id| trace.blobs.get(id)).map(crate::pki::annotate) else {
        return Vec::new();
    };
    let name = |path: &String| match tree.spans.get(tree.find(path)?)?.value {
        Value::Code(name, _) if path.ends_with(|last: char| last.is_ascii_digit()) => name,
        _ => None,
    };
    paths.iter().map(name).collect::<Option<_>>().unwrap_or_default()
}

fn end(trace: &Trace, step: &Step, role: Role) -> StepText {
    let connection = trace.connections.get(usize::from(step.conn.0));
    let ending = connection.map(|connection| &role.of(&connection.outcome).ending);
    let mut text = StepText { kicker: vec![who(trace, step.conn, role)], ..StepText::default() };
    let Some(ending) = ending else { return text };
    text.keys = variants(&format!("ending.{}", ending.id()), role, &[], &[]);
    if *ending != Ending::Closed {
        out_of_order(ending, &mut text);
    }
    text
}

/// What an ending tells that is no orderly one.
#[inline(never)] // of a later part
fn out_of_order(ending: &Ending, text: &mut StepText) {
    match ending {
        Ending::Refused(refusal) => {
            text.vars.extend(refusal.told());
            text.quotes.push(("refusal", refusal_id(refusal)));
            text.also.push(refusal_id(refusal));
        }
        Ending::Told(alert) => {
            text.vars.push(("alert", alert.to_string()));
            text.quotes.push(("meaning", format!("alert.{alert}")));
            text.also.push(format!("alert.{alert}"));
        }
        Ending::Stalled { state } => {
            text.quotes.push(("state", format!("state.{state}")));
            text.also.push(format!("state.{state}"));
        }
        Ending::Exhausted { limit } => text.vars.push(("limit", limit.to_string())),
        Ending::Closed | Ending::CutOff { .. } | Ending::Unknown => {}
    }
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
                Choice::Session => "session",
                Choice::Psk => "psk",
                Choice::PskMode => "mode",
                Choice::EarlyData => "early_data",
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
        Effect::Ignored { .. } | Effect::Refused { .. } => amiss(effect, text),
        Effect::Alerted { description, .. } => {
            text.vars.push(("alert", description.to_string()));
            text.quotes.push(("meaning", format!("alert.{description}")));
            text.also.push(format!("alert.{description}"));
        }
        _ => {}
    }
}

/// The same of what a handshake does not have where all is well.
#[inline(never)] // of a later part
fn amiss(effect: &Effect, text: &mut StepText) {
    match effect {
        Effect::Ignored { what, .. } => text.also.push(format!("ignored.{what}")),
        Effect::Refused { refusal, alert, .. } => {
            text.vars.push(("alert", alert.to_string()));
            text.vars.extend(refusal.told());
            text.quotes.push(("refusal", refusal_id(refusal)));
            text.quotes.push(("meaning", format!("alert.{alert}")));
            text.also.extend([refusal_id(refusal), format!("alert.{alert}")]);
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

/// The id of the text of a fault of the scenario, by its number.
pub fn fault_id(trace: &Trace, fault: usize) -> Option<String> {
    trace.scenario.faults.get(fault).map(|fault| format!("fault.{}", fault_kind(fault)))
}

/// Which fault of the catalogue tells of a fault: itself where it is one, else that of the same kind. What was injected
/// decides how that is told: an alert, or anything else.
pub fn fault_kind(fault: &Fault) -> &str {
    match fault {
        Fault::Named { id, .. } => id,
        Fault::Wire { .. } => "flip_byte",
        Fault::Drop { .. } => "drop_message",
        Fault::Duplicate { .. } => "duplicate_message",
        // A record in the clear: content type, version, a length of two, level and description.
        Fault::Inject { bytes, .. } => match &bytes[..] {
            [21, 3, _, 0, 2, 1 | 2, _] => "forged_alert",
            _ => "inject",
        },
        Fault::Alter { .. } => "alter_message",
        Fault::Omit { .. } => "omit_message",
    }
}

/// Messages replaced on their way, by what came in their place, as the ids of texts behind `fault.`.
pub const REPLACED: &[&str] = &["server_not_tls", "client_not_tls", "record_too_long"];

/// What came in the place of a message, where a scenario has that: the message is dropped, and bytes stand where it was.
pub(super) fn replaced(faults: &[Fault]) -> Option<&'static str> {
    let [Fault::Drop { target: lost }, Fault::Inject { target, bytes }, ..] = faults else { return None };
    let record = matches!(bytes.get(..2), Some([20..=24, 3]));
    (lost == target).then_some(match target.from {
        _ if record => "record_too_long",
        Role::Server => "server_not_tls",
        Role::Client => "client_not_tls",
    })
}

/// What one side holds to be agreed, and the host that the client wants.
fn negotiated(trace: &Trace, step: &Step, role: Role) -> Vars {
    let at = usize::from(step.conn.0);
    let mut vars: Vars = Vec::new();
    if let Some(connection) = trace.connections.get(at) {
        let agreed = role.of(&connection.negotiated);
        vars.extend(agreed.version.map(|version| ("version", format!("TLS {}", version.name()))));
        vars.extend(agreed.suite.map(|suite| ("suite", suite.to_string())));
        vars.extend(agreed.group.map(|group| ("group", group.to_string())));
        vars.extend(agreed.protocol.as_ref().map(|protocol| ("protocol", printable(protocol))));
    }
    let host = trace.config(step.conn, Role::Client).and_then(|config| config.host.as_ref());
    vars.extend(host.map(|host| ("host", printable(host))));
    vars
}

fn who(trace: &Trace, conn: ConnId, role: Role) -> &'static str {
    match role {
        _ if is_foe(trace, conn, role) => Label::Attacker.id(),
        Role::Client => Label::Client.id(),
        Role::Server => Label::Server.id(),
    }
}
