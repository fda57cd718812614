//! The rows of the run at hand: its steps and messages, the fields of these, the values that were learned, what was checked.
//! Each leads to where the run shows it. Knows no table beyond the run.

use super::tables::{named, names};
use super::{Kind, Row, To, other};
use crate::explain::field::value_text;
use crate::explain::formula::secret_name;
use crate::explain::pack::Pack;
use crate::explain::values::learned;
use crate::explain::{Pane, Question, Setting, Vars, field_keys, fill, is_der, refusal_id, secret_text, step_text};
use crate::lab::{Message, Phase, StepKind, Trace};
use crate::pki::annotate;
use crate::tls::{Effect, Name as Secret};
use crate::wire::{Blob, BlobId, Name, Tree, Value, hex};

/// Bytes up to this many are found by their hex.
const VALUE: usize = 64;

/// Every row.
pub fn rows(trace: &Trace, texts: &Pack) -> Vec<Row> {
    let mut rows = steps(trace, texts);
    rows.extend(fields(trace, texts));
    rows.extend(secrets(trace, texts));
    rows.extend(checks(trace, texts));
    rows
}

fn at_step(texts: &Pack, at: usize) -> String {
    fill(texts.label("page.step"), &vec![("n", (at + 1).to_string())])
}

/// `server_hello` as `ServerHello`.
fn camel(name: &str) -> String {
    let word = |word: &str| {
        let mut chars = word.chars();
        chars.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(chars).collect::<String>()
    };
    name.split('_').map(word).collect()
}

fn steps(trace: &Trace, texts: &Pack) -> Vec<Row> {
    let row = |(at, step): (usize, &crate::lab::Step)| {
        let told = step_text(trace, at)?;
        let own = told.resolve(texts)?;
        let others: Vec<String> = told.keys.iter().map(|id| other(id)).collect();
        let vars = told.filled(texts);
        let also = texts.resolve(&others, &vars).map(|text| text.title);
        let title = match &step.kind {
            // What a side does by itself is titled by a verb.
            StepKind::Local { role, .. } => {
                fill(texts.label(&format!("page.local.{}", role.name())), &vec![("what", own.title)])
            }
            _ => own.title,
        };
        let event = step.anchor.event.clone();
        let is_message = matches!(step.kind, StepKind::Transfer { .. });
        let message = if is_message { vec![camel(&event), event.clone()] } else { Vec::new() };
        let refused = step.effects.iter().filter_map(|effect| match effect {
            Effect::Refused { refusal, alert, .. } => {
                let names = names(texts, &[refusal_id(refusal)]);
                Some([names, vec![refusal.id().to_owned(), alert.to_string()]].concat())
            }
            _ => None,
        });
        let body = refused.flatten().chain([event]).collect::<Vec<_>>().join("\n");
        let also = also.into_iter().chain(message).collect();
        let to = To::Here { step: at, pane: None, field: None };
        Some(Row { note: at_step(texts, at), also, body, ..Row::new(Kind::Step, title, to) })
    };
    trace.steps.iter().enumerate().filter_map(row).collect()
}

/// The fields of every message where it leaves, or arrives if it never left: those that have a name of their own.
fn fields(trace: &Trace, texts: &Pack) -> Vec<Row> {
    let mut rows = Vec::new();
    for message in &trace.messages {
        let Some(blob) = message.sent.or(message.arrived) else { continue };
        let (Some(step), Some(bytes)) = (step_of(trace, message), trace.blobs.get(blob)) else { continue };
        of_message(trace, texts, (step, blob, bytes), &mut rows);
    }
    rows
}

fn step_of(trace: &Trace, of: &Message) -> Option<usize> {
    let carries = |arrive: bool| {
        trace.steps.iter().position(|step| match step.kind {
            StepKind::Transfer { message, phase, .. } => message == of.id && arrive == (phase == Phase::Arrive),
            _ => false,
        })
    };
    if of.sent.is_some() { carries(false).or_else(|| carries(true)) } else { carries(true) }
}

fn of_message(trace: &Trace, texts: &Pack, (step, id, blob): (usize, BlobId, &Blob), rows: &mut Vec<Row>) {
    let tree = annotate(blob);
    let setting = Setting::of_blob(trace, id, &tree);
    let root = tree.spans.first().map(|span| span.name.to_string()).unwrap_or_default();
    // What stands in a message under one name with one value is found once.
    let mut seen: Vec<(String, String)> = Vec::new();
    for (at, span) in tree.spans.iter().enumerate().skip(1) {
        if !is_named(&tree, at) {
            continue;
        }
        let own = blob.bytes.get(span.range.start as usize..span.range.end as usize).unwrap_or(&[]);
        let inside = tree.spans.get(at + 1).is_some_and(|next| next.depth > span.depth);
        let value = if inside && matches!(span.value, Value::Group | Value::Bytes) {
            String::new()
        } else {
            value_text(span.value, own)
        };
        let name = match span.name {
            Name::Index(_) => value.clone(),
            name => name.to_string(),
        };
        let key = (name.clone(), value.clone());
        if seen.contains(&key) {
            continue;
        }
        seen.push(key);
        // Certificates have hundreds of parts, each with a name that says what it is.
        let called =
            if is_der(&tree, at) && inside { Vec::new() } else { names(texts, &field_keys(&tree, at, setting)) };
        // What says of which type its owner is says nothing more.
        let typed = matches!(name.as_str(), "msg_type" | "extension_type");
        let called = if typed { Vec::new() } else { called };
        let shown = Some(value.clone()).filter(|_| !typed).filter(|value| !value.is_empty() && *value != name);
        let place = format!("{} · {}", camel(&root), at_step(texts, step));
        let note = called.first().cloned().into_iter().chain(shown.clone()).chain([place]).collect::<Vec<_>>();
        let to = To::Here { step, pane: Some(Pane::Message), field: Some(tree.path(at)) };
        let short = own.len() <= VALUE && !inside;
        rows.push(Row {
            note: note.join(" · "),
            also: called.into_iter().chain(shown).collect(),
            hex: if short { hex::encode(own) } else { String::new() },
            ..Row::new(Kind::Field, name, to)
        });
    }
}

/// Whether a span is a field that somebody may look for: no length, no tag, no item that says nothing by itself.
fn is_named(tree: &Tree, at: usize) -> bool {
    let Some(span) = tree.spans.get(at) else { return false };
    match span.name {
        Name::Field("tag" | "explicit_tag" | "length" | "value" | "unused_bits") => false,
        Name::Field(_) | Name::Nth(..) | Name::Unknown(..) => span.owner != "der",
        Name::Index(_) => matches!(span.value, Value::Code(Some(_), _)),
    }
}

fn secrets(trace: &Trace, texts: &Pack) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut seen: Vec<(Secret, Option<&[u8]>)> = Vec::new();
    let of = |connection: &crate::lab::Connection| learned(trace, connection.id).collect::<Vec<_>>();
    for (step, role, entry, name) in trace.connections.iter().flat_map(of) {
        let conn = trace.steps.get(step).map(|step| step.conn);
        let Some(actor) = conn.and_then(|conn| trace.actor(conn, role)) else { continue };
        let bytes = actor.ledger.bytes(entry).ok();
        if seen.contains(&(name, bytes)) {
            continue;
        }
        seen.push((name, bytes));
        let (keys, vars) = secret_text(trace, actor.id, entry);
        let called = names(texts, &keys).into_iter().map(|title| fill(&title, &vars));
        let all = called.chain([secret_name(name).to_owned()]).collect();
        let to = To::Here { step, pane: Some(Pane::Keys), field: None };
        rows.extend(named(Kind::Secret, all, to).map(|row| {
            let hex = bytes.filter(|bytes| bytes.len() <= VALUE).map(hex::encode).unwrap_or_default();
            Row { note: format!("{} · {}", secret_name(name), at_step(texts, step)), hex, ..row }
        }));
    }
    rows
}

fn checks(trace: &Trace, texts: &Pack) -> Vec<Row> {
    let mut rows = Vec::new();
    for (at, step) in trace.steps.iter().enumerate() {
        for effect in &step.effects {
            let (asked, pane) = match effect {
                Effect::Checked { check, passed, compared, clause } => {
                    let asked = Question::of_protocol(check.id(), *passed, None, &clause.to_string(), compared);
                    (vec![asked], Pane::Message)
                }
                Effect::Judged(judgement) => (super::super::did::questions(judgement), Pane::Certificates),
                _ => continue,
            };
            rows.extend(asked.iter().filter_map(|one| check(texts, one, at, pane)));
        }
    }
    rows
}

fn check(texts: &Pack, question: &Question, step: usize, pane: Pane) -> Option<Row> {
    let told = question.told(texts);
    let title = told.ask(texts).map(|text| fill(&text.title, &Vars::new()));
    let others: Vec<String> = told.question.iter().map(|id| other(id)).collect();
    let also = texts.first(&others).map(|text| text.title.clone());
    let id = question.id.split_once('.').map(|(_, id)| id.to_owned());
    let answer = told.answer(texts).map(|text| text.title).unwrap_or_default();
    let to = To::Here { step, pane: Some(pane), field: None };
    let row = named(Kind::Check, title.into_iter().chain(also).chain(id).collect(), to)?;
    let note = if answer.is_empty() { at_step(texts, step) } else { format!("{answer} · {}", at_step(texts, step)) };
    Some(Row { note, ..row })
}
