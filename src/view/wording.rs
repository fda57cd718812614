//! What a step is called, in the shown language: on the ladder, on the stage, read aloud. Knows no layout.

use super::bytes::Bytes;
use super::of_trace::of_part;
use crate::explain::{
    Filled, Pack, Part, Vars, What, blind, field::quote, fill, headline, noticed_at, parts, refusal_id, secret_name,
    several, step_text, under,
};
use crate::lab::{Message, Phase, StepKind, Trace};
use crate::tls::Stray;
use crate::wire::{AlertDescription, ContentType, Role, printable};

/// The words for one step.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wording {
    /// Beside the mark on the ladder.
    pub label: String,
    /// The record of an arrow.
    pub sub: String,
    /// Who, to whom, under which keys.
    pub kicker: String,
    /// Headline and paragraphs.
    pub text: Option<Filled>,
    pub aloud: String,
}

impl Wording {
    /// The words for a step.
    pub fn new(trace: &Trace, at: usize, texts: &Pack) -> Self {
        let Some(step) = trace.steps.get(at) else { return Self::default() };
        let Some(told) = step_text(trace, at) else { return Self::default() };
        let mut text = told.resolve(texts);
        let mut kicker = kicker(&told.kicker, texts);
        if several(trace) {
            kicker = numbered(step.conn.0, &kicker, texts);
        }
        let title =
            text.as_ref().map_or_else(|| told.keys.last().cloned().unwrap_or_default(), |text| text.title.clone());
        let (label, sub) = match &step.kind {
            StepKind::Tcp { segment } => (flags(trace, *segment), String::new()),
            StepKind::Transfer { message, phase, .. } => match trace.message(*message) {
                Some(message) => (called(trace, message, texts), record_label(trace, message, *phase, texts)),
                None => (title.clone(), String::new()),
            },
            _ => (title.clone(), String::new()),
        };
        let label = plain(&label);
        if let StepKind::Local { role, .. } = &step.kind {
            match refuses(trace, at, texts) {
                // What was refused and why is the headline; the rule behind it is in the refusal's own text.
                Some(own) => text = Some(own),
                // What a side does by itself is titled by a verb; as a headline it needs its subject.
                None => {
                    let attacker = step.anchor.actor == 'a';
                    let pattern = texts.label(match role {
                        _ if attacker => "page.local.attacker",
                        Role::Client => "page.local.client",
                        Role::Server => "page.local.server",
                    });
                    if let Some(text) = &mut text {
                        text.title = fill(pattern, &vec![("what", title.clone())]);
                    }
                }
            }
        }
        let headline = text.as_ref().map_or(title, |text| text.title.clone());
        let aloud = format!("{kicker}: {}", plain(&headline));
        Self { label, sub, kicker, text, aloud }
    }

    /// What the step is called on the stage.
    pub fn headline(&self) -> String {
        plain(self.text.as_ref().map_or(&self.label, |text| &text.title))
    }
}

/// `Connection 2 · Client → Server`
#[inline(never)] // of a later part
fn numbered(conn: u16, kicker: &str, texts: &Pack) -> String {
    let vars = vec![("n", (conn + 1).to_string())];
    format!("{} · {kicker}", fill(texts.label("page.connection"), &vars))
}

/// Of a step that refuses: the headline that says who and why, with the refusal's own text.
fn refuses(trace: &Trace, at: usize, texts: &Pack) -> Option<Filled> {
    let noticed = noticed_at(trace, at)?;
    let why = headline(trace, &noticed, texts)?;
    let told = texts.resolve(&[refusal_id(&noticed.refusal)], &noticed.refusal.told())?;
    // A text of its own is a clause that the sentence goes on from; a title stands for itself.
    let kind = if why.id.starts_with("headline.") { "so" } else { "by" };
    let pattern = format!("page.refuses.{}.{kind}", noticed.by.name());
    Some(Filled { title: fill(texts.label(&pattern), &vec![("why", why.title)]), ..told })
}

/// `Server → Client · in the clear`, `Network · Server → Client`
fn kicker(ids: &[&'static str], texts: &Pack) -> String {
    let mut out = String::new();
    let party = |id: &str| matches!(id, "who.client" | "who.server" | "who.attacker");
    let mut before = "";
    for id in ids {
        if !before.is_empty() {
            out.push_str(if party(before) && party(id) { " → " } else { " · " });
        }
        out.push_str(texts.label(id));
        before = id;
    }
    out
}

/// `record 3 · 679 bytes`, as it left or, behind a fault, as it arrived.
fn record_label(trace: &Trace, message: &Message, phase: Phase, texts: &Pack) -> String {
    let (Some((first, piece)), Some((last, _))) = (message.records.first(), message.records.last()) else {
        return String::new();
    };
    // Beside the first message of a record only: what follows in the frame shares it.
    if piece.range.start > 0 {
        return String::new();
    }
    let number = |id: crate::lab::RecordId| (id.0 + 1).to_string();
    let bytes: usize = message
        .records
        .iter()
        .filter_map(|(id, _)| trace.record(*id))
        .filter_map(|record| match phase {
            Phase::Arrive => record.arrived.or(record.sent),
            Phase::Whole | Phase::Send => record.sent.or(record.arrived),
        })
        .map(|blob| trace.blobs.bytes(blob).len())
        .sum();
    let numbers = if first == last { number(*first) } else { format!("{}–{}", number(*first), number(*last)) };
    let vars: Vars = vec![("n", numbers), ("len", bytes.to_string())];
    fill(texts.label("page.record"), &vars)
}

/// A message's name as the RFCs write it in prose: `ServerHello`, `“ping”`, `Alert: close_notify`.
pub fn message_name(trace: &Trace, message: &Message) -> String {
    // What an attacker repeats is told by what it is to its receiver, if that reads it.
    let blind = blind(trace, message);
    if blind && message.arrived.is_none() {
        return camel(message.name);
    }
    let blob = if blind { message.arrived } else { message.sent.or(message.arrived) };
    let bytes = blob.map_or(&[][..], |blob| trace.blobs.bytes(blob));
    match (message.content_type, bytes) {
        // Early data that was not accepted stays protected: there is nothing to quote.
        (ContentType::application_data, data) if message.name != Stray::EarlyData.id() => {
            match std::str::from_utf8(data) {
                Ok(text) if !text.is_empty() && printable(text) == text => {
                    let short: String = text.chars().take(24).collect();
                    format!("“{short}{}”", if short.len() < text.len() { "…" } else { "" })
                }
                _ => quote(data),
            }
        }
        (ContentType::alert, [_, code]) => format!("Alert: {}", AlertDescription(*code)),
        _ => camel(message.name),
    }
}

/// The same, and in words what is no message: early data that was not accepted, bytes that never became one; and of what
/// neither its sender nor its receiver can read, how long it is.
pub fn called(trace: &Trace, message: &Message, texts: &Pack) -> String {
    if message.arrived.is_none() && blind(trace, message) {
        let len = message.sent.map_or(0, |sent| trace.blobs.bytes(sent).len());
        return fill(texts.label("page.sealed"), &vec![("len", len.to_string())]);
    }
    match Stray::ALL.iter().find(|stray| stray.id() == message.name) {
        Some(stray) => texts.label(&format!("page.stray.{}", stray.id())).to_owned(),
        None => message_name(trace, message),
    }
}

/// `server_hello` as `ServerHello`.
pub fn camel(name: &str) -> String {
    let mut out = String::new();
    for part in name.split('_') {
        let mut chars = part.chars();
        out.extend(chars.next().map(|first| first.to_ascii_uppercase()));
        out.push_str(chars.as_str());
    }
    out
}

/// `SYN, ACK`
fn flags(trace: &Trace, segment: crate::lab::SegmentId) -> String {
    let Some(flags) = trace.segment(segment).map(|segment| segment.flags) else { return String::new() };
    let all = [(flags.syn, "SYN"), (flags.fin, "FIN"), (flags.rst, "RST"), (flags.ack, "ACK")];
    all.iter().filter(|(set, _)| *set).map(|(_, name)| *name).collect::<Vec<_>>().join(", ")
}

/// Text without the marks of inline code.
pub fn plain(text: &str) -> String {
    text.split('`').collect()
}

/// The bytes of what is at hand in a step, each with a caption: which it is, how long, under which key.
pub fn captions(trace: &Trace, at: usize, record: bool, whole: bool, texts: &Pack) -> Vec<(String, Bytes)> {
    let all = parts(trace, at, record);
    let beside = all.iter().any(|part| matches!(part.what, What::Message { before: true, .. }));
    let caption = |part: &Part, bytes: &Bytes| {
        let mut vars: Vars = vec![("len", bytes.bytes.len().to_string())];
        let id = match part.what {
            What::Message { id, before } => {
                // Beside its length.
                let name = |message: &Message| match blind(trace, message) {
                    true => message_name(trace, message),
                    false => called(trace, message, texts),
                };
                vars.push(("name", trace.message(id).map_or_else(String::new, name)));
                match (beside, before) {
                    (true, true) => "page.caption.left",
                    (true, false) => "page.caption.arrived",
                    _ => "page.caption.message",
                }
            }
            What::Inside => "page.caption.inside",
            What::Wire(id) | What::Plain(id) => {
                vars.extend(record_vars(trace, id));
                if matches!(part.what, What::Wire(_)) { "page.caption.wire" } else { "page.caption.plain" }
            }
        };
        fill(texts.label(id), &vars)
    };
    all.iter()
        .filter_map(|part| Some((part, of_part(trace, part, whole)?)))
        .map(|(part, bytes)| (caption(part, &bytes), bytes))
        .collect()
}

/// What the caption of a record quotes.
fn record_vars(trace: &Trace, id: crate::lab::RecordId) -> Vars {
    let Some(record) = trace.record(id) else { return Vec::new() };
    let key = under(trace, record).and_then(|key| trace.entry(key));
    let carries = |segment: &&crate::lab::Segment| segment.payload.iter().any(|piece| Some(piece.blob) == record.sent);
    let segment = trace.segments.iter().find(carries);
    vec![
        ("n", (record.id.0 + 1).to_string()),
        ("key", key.map_or("?", |entry| secret_name(entry.name)).to_owned()),
        ("seq", record.seq.to_string()),
        ("tcp", segment.map_or_else(|| "–".to_owned(), |segment| segment.seq.to_string())),
    ]
}
