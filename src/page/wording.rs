//! What a step is called, in the shown language: on the ladder, on the stage, read aloud. Knows no layout.

use super::bytes::Bytes;
use handscope::explain::{Filled, Pack, Vars, field::quote, fill, secret_name, step_text};
use handscope::lab::{Message, Phase, StepKind, Trace};
use handscope::tls::Stray;
use handscope::wire::{AlertDescription, ContentType, Role, printable};

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
        let kicker = kicker(&told.kicker, texts);
        let title =
            text.as_ref().map_or_else(|| told.keys.last().cloned().unwrap_or_default(), |text| text.title.clone());
        let (label, sub) = match &step.kind {
            StepKind::Tcp { segment } => (flags(trace, *segment), String::new()),
            StepKind::Transfer { message, phase, .. } => match trace.message(*message) {
                Some(message) => (message_name(trace, message), record_label(trace, message, *phase, texts)),
                None => (title.clone(), String::new()),
            },
            _ => (title.clone(), String::new()),
        };
        let label = plain(&label);
        // What a side does by itself is titled by a verb; as a headline it needs its subject.
        if let (StepKind::Local { role, .. }, Some(text)) = (&step.kind, &mut text) {
            let pattern = texts.label(if *role == Role::Client { "page.local.client" } else { "page.local.server" });
            text.title = fill(pattern, &vec![("what", title.clone())]);
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

/// `Server → Client · in the clear`, `Network · Server → Client`
fn kicker(ids: &[&'static str], texts: &Pack) -> String {
    let mut out = String::new();
    let party = |id: &str| matches!(id, "who.client" | "who.server");
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
    let number = |id: handscope::lab::RecordId| (id.0 + 1).to_string();
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
    let bytes = message.sent.or(message.arrived).map_or(&[][..], |blob| trace.blobs.bytes(blob));
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
fn flags(trace: &Trace, segment: handscope::lab::SegmentId) -> String {
    let Some(flags) = trace.segment(segment).map(|segment| segment.flags) else { return String::new() };
    let all = [(flags.syn, "SYN"), (flags.fin, "FIN"), (flags.rst, "RST"), (flags.ack, "ACK")];
    all.iter().filter(|(set, _)| *set).map(|(_, name)| *name).collect::<Vec<_>>().join(", ")
}

/// Text without the marks of inline code.
pub fn plain(text: &str) -> String {
    text.replace('`', "")
}

/// The blobs of a message or of its records, each with a caption: which it is, how long, under which key.
pub fn captions(
    trace: &Trace,
    place: (handscope::lab::MessageId, bool),
    record: bool,
    texts: &Pack,
) -> Vec<(String, Bytes)> {
    let blobs = super::stage::blobs(trace, place, record);
    let Some(message) = trace.message(place.0) else { return Vec::new() };
    let caption = |bytes: &Bytes| {
        let blob = bytes.home.map(|(blob, _)| blob);
        let mut vars: Vars = vec![("len", bytes.bytes.len().to_string())];
        let owner = trace.records.iter().find(|record| {
            let opened = match record.opened {
                handscope::lab::Opened::Plain(blob) => Some(blob),
                _ => None,
            };
            [record.sent, record.arrived, record.plain, opened].contains(&blob)
        });
        let Some(owner) = owner.filter(|_| record) else {
            vars.push(("name", message_name(trace, message)));
            return fill(texts.label("page.caption.message"), &vars);
        };
        vars.push(("n", (owner.id.0 + 1).to_string()));
        let key = owner.under().and_then(|key| trace.entry(key));
        vars.push(("key", key.map_or("?", |entry| secret_name(entry.name)).to_owned()));
        vars.push(("seq", owner.seq.to_string()));
        let carries =
            |segment: &&handscope::lab::Segment| segment.payload.iter().any(|piece| Some(piece.blob) == owner.sent);
        let segment = trace.segments.iter().find(carries);
        vars.push(("tcp", segment.map_or_else(|| "–".to_owned(), |segment| segment.seq.to_string())));
        let wire = [owner.sent, owner.arrived].contains(&blob);
        fill(texts.label(if wire { "page.caption.wire" } else { "page.caption.plain" }), &vars)
    };
    blobs.into_iter().map(|bytes| (caption(&bytes), bytes)).collect()
}
