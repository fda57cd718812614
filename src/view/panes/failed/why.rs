//! Where the two sides parted, in words with the bytes of the run. Knows no fault.

use crate::explain::sources::Source;
use crate::explain::{Change, Failure, Noticed, Parted, Vars, secret_name};
use crate::lab::{MessageId, Phase, StepKind, Trace};
use crate::view::bytes::spaced;
use crate::view::html::Html;
use crate::view::sight::{Pane, Sight};
use crate::view::ways::{to_field, to_pane};
use crate::view::wording::message_name;

/// The panel; nothing where nothing tells.
pub fn html(sight: &Sight, out: &mut Html, failure: &Failure, noticed: &Noticed) {
    let Some(parted) = &failure.parted else { return };
    let (id, vars, source) = told(&sight.shown.trace, parted);
    out.class("section", "card why-parted").el("h2", "", &sight.t("page.failed.why"));
    out.class("p", "").told(sight, &sight.tf(id, &vars)).close("p");
    let consequence = match parted {
        Parted::Message { .. } | Parted::Missing { .. } | Parted::Value(_) => {
            Some(format!("page.failed.why.{}", noticed.refusal.id()))
        }
        _ => None,
    };
    if let Some(text) = consequence.and_then(|id| sight.text(&id)) {
        out.class("p", "").told(sight, &text.title).close("p");
    }
    out.class("p", "source");
    if let Some(source) = source {
        to_field(out, &source, &sight.t("page.failed.show"));
        out.text(" · ");
    }
    to_pane(out, Pane::Transcript, &sight.t("page.failed.transcript"));
    out.close("p").close("section");
}

/// The text, what it quotes, and the field to show.
fn told(trace: &Trace, parted: &Parted) -> (&'static str, Vars, Option<Source>) {
    let name = |id: &MessageId| trace.message(*id).map_or_else(String::new, |message| message_name(trace, message));
    let number = |id: &crate::lab::RecordId| (id.0 + 1).to_string();
    match parted {
        Parted::Message { message, at, left, arrived, value } => {
            let source = source(trace, *message, *at);
            let field = source.as_ref().map_or(String::new(), |source| Change::short(&source.path).to_owned());
            let vars = vec![
                ("name", name(message)),
                ("field", field),
                ("at", at.to_string()),
                ("left", spaced(left, 4)),
                ("arrived", spaced(arrived, 4)),
                ("value", secret_name(*value).to_owned()),
            ];
            ("page.failed.parted.message", vars, source)
        }
        Parted::Missing { message, value } => {
            let vars = vec![("name", name(message)), ("value", secret_name(*value).to_owned())];
            ("page.failed.parted.missing", vars, None)
        }
        Parted::Value(value) => ("page.failed.parted.value", vec![("value", secret_name(*value).to_owned())], None),
        Parted::Record { record, at, left, arrived } => {
            let vars = vec![
                ("n", number(record)),
                ("at", at.to_string()),
                ("left", spaced(left, 4)),
                ("arrived", spaced(arrived, 4)),
            ];
            ("page.failed.parted.record", vars, None)
        }
        Parted::Number { record, sent, expected } => {
            let vars = vec![("n", number(record)), ("sent", sent.to_string()), ("expected", expected.to_string())];
            ("page.failed.parted.number", vars, None)
        }
        Parted::Again { first, .. } => ("page.failed.parted.again", vec![("n", number(first))], None),
        Parted::Keys { record, written, read } => {
            let [written, read] = [written, read].map(|name| secret_name(*name).to_owned());
            ("page.failed.parted.keys", vec![("n", number(record)), ("written", written), ("read", read)], None)
        }
    }
}

/// The field of a message, as it arrived, in which a byte lies.
fn source(trace: &Trace, id: MessageId, at: u32) -> Option<Source> {
    let blob = trace.message(id)?.arrived?;
    let tree = crate::pki::annotate(trace.blobs.get(blob)?);
    let leaf = tree.leaf_at(at)?;
    let step = trace.steps.iter().rposition(
        |step| matches!(step.kind, StepKind::Transfer { message, phase, .. } if message == id && phase != Phase::Send),
    )?;
    Some(Source { step, blob, path: tree.path(leaf), range: tree.spans.get(leaf)?.range.clone() })
}
