//! What is said of the span that is looked at: why it is there, what is known of its bytes, what covers them.
//! Knows no particular field.

use std::ops::Range;

use crate::crypto::ledger::{Covered, Formula};
use crate::explain::{Filled, Setting, Vars, field_also, field_keys, field_vars, formula, secret_name};
use crate::lab::Trace;
use crate::view::bytes::{Bytes, Pick};
use crate::view::html::Html;
use crate::view::sight::Sight;
use crate::wire::{BlobId, Value};

/// The explanation of a span.
pub fn html(sight: &Sight, list: &[(String, Bytes)], pick: Pick) -> Html {
    let mut out = Html::new();
    let Some((_, bytes)) = list.iter().find(|(_, bytes)| bytes.id == pick.id) else { return out };
    let Some(span) = bytes.tree.spans.get(pick.span) else { return out };
    let vars = field_vars(span, &bytes.bytes);
    let home = bytes.home.map(|(blob, _)| blob);
    let setting = home.map_or(Setting::default(), |blob| Setting::of_blob(&sight.shown.trace, blob, &bytes.tree));
    let text = sight.texts.resolve(&field_keys(&bytes.tree, pick.span, setting), &vars);
    let path = bytes.path(pick.span);
    out.open("h2", &[]).prose(text.as_ref().map_or(path.as_str(), |text| text.title.as_str())).close("h2");
    out.el("p", "path", &path);
    if let Some(text) = &text {
        out.told_all(sight, "text", &text.body);
    }
    notes(sight, &mut out, bytes, &span.range);
    also(sight, &mut out, bytes, pick.span);
    out.class("p", "meta");
    let (first, last) = (span.range.start, span.range.end.saturating_sub(1));
    let id = match span.range.len() {
        0 => "page.bytes.none",
        1 => "page.bytes.one",
        _ => "page.bytes.many",
    };
    let vars: Vars =
        vec![("len", span.range.len().to_string()), ("first", first.to_string()), ("last", last.to_string())];
    out.text(&sight.tf(id, &vars));
    if let Some(raw) = raw(span.value, bytes.of(pick.span)) {
        out.text(" · ").el("code", "", &raw);
    }
    for clause in text.iter().flat_map(|text| &text.clauses) {
        out.text(" · ").clause(clause);
    }
    let covering = bytes.home.map_or(Vec::new(), |(blob, from)| {
        let range = from + span.range.start..from + span.range.end;
        covering(&sight.shown.trace, blob, &range)
    });
    if !covering.is_empty() {
        out.text(" · ").text(&sight.t("page.covered")).text(sight.lang.between());
        for (at, name) in covering.iter().enumerate() {
            out.text(if at > 0 { ", " } else { "" }).el("code", "", name);
        }
    }
    out.close("p");
    out
}

/// What is worth saying of a part of the span that is no field of its own.
fn notes(sight: &Sight, out: &mut Html, bytes: &Bytes, range: &Range<u32>) {
    let inside = |other: &Range<u32>| other.start >= range.start && other.end <= range.end;
    let most = bytes.tree.notes.iter().filter(|note| inside(&note.range)).take(3);
    for note in most {
        let own = bytes.bytes.get(note.range.start as usize..note.range.end as usize).unwrap_or(&[]);
        let value = own.iter().fold(0_u64, |value, byte| value << 8 | u64::from(*byte));
        let vars: Vars = vec![
            ("value", value.to_string()),
            ("len", own.len().to_string()),
            ("time", crate::pki::der::format_time(i64::try_from(value).unwrap_or(0))),
        ];
        if let Some(text) = sight.texts.resolve(&[note.id], &vars) {
            self::note(sight, out, &text);
        }
    }
}

/// What is said of the code point or identifier in the span, and of an extension that had no use.
fn also(sight: &Sight, out: &mut Html, bytes: &Bytes, span: usize) {
    let told = {
        let home = bytes.home.map(|(blob, _)| (&sight.shown.trace, blob));
        field_also(&bytes.tree, span, &bytes.bytes, home)
    };
    {
        let found = told.iter().filter_map(|text| sight.texts.resolve(&text.keys, &text.vars));
        found.for_each(|text| note(sight, out, &text));
    };
}

fn note(sight: &Sight, out: &mut Html, text: &Filled) {
    out.class("div", "note").open("b", &[]).prose(&text.title).close("b");
    out.told_all(sight, "", &text.body);
    if !text.clauses.is_empty() {
        out.class("p", "meta");
        for (at, clause) in text.clauses.iter().enumerate() {
            out.text(if at > 0 { " · " } else { "" }).clause(clause);
        }
        out.close("p");
    }
    out.close("div");
}

/// A code point's or number's bytes, where the shown value hides them.
fn raw(value: Value, own: &[u8]) -> Option<String> {
    match value {
        Value::Code(..) | Value::Uint(_) | Value::Length(_) => Some(format!("0x{}", crate::wire::hex::encode(own))),
        _ => None,
    }
}

/// What depends on every one of these bytes: the values computed from transcript hashes that cover them.
fn covering(trace: &Trace, blob: BlobId, range: &Range<u32>) -> Vec<&'static str> {
    let mut names = Vec::new();
    for actor in &trace.actors {
        for (id, entry) in actor.ledger.iter() {
            let (Formula::TranscriptHash { covered, .. } | Formula::Transcript { covered }) = &entry.formula else {
                continue;
            };
            let covers = covered.iter().any(|part| match part {
                Covered::Piece(piece) => {
                    same(trace, piece.blob, blob) && piece.range.start <= range.start && piece.range.end >= range.end
                }
                Covered::MessageHash(_) => false,
            });
            if !covers {
                continue;
            }
            let users = actor.ledger.iter().filter(|(_, user)| formula::inputs(&user.formula).contains(&id));
            for (_, user) in users {
                let name = secret_name(user.name);
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        }
    }
    names
}

/// Whether two blobs are one message as sent and as arrived.
fn same(trace: &Trace, a: BlobId, b: BlobId) -> bool {
    let both =
        |m: &crate::lab::Message| [m.sent, m.arrived].contains(&Some(a)) && [m.sent, m.arrived].contains(&Some(b));
    a == b || trace.messages.iter().any(both)
}
