//! Which message is at hand in a step, its bytes, and what is said where nothing travels. Knows no markup of bytes.

use crate::page::bytes::{Bytes, message_of, of_message, of_record};
use crate::page::html::Html;
use crate::page::state::App;
use crate::page::wording::message_name;
use handscope::lab::{MessageId, Phase, Step, StepKind, Trace};
use handscope::tls::Effect as Did;

/// The message that a step is about, and whether as it arrived.
pub fn focus(trace: &Trace, at: usize) -> Option<(MessageId, bool)> {
    let step = trace.steps.get(at)?;
    match &step.kind {
        StepKind::Transfer { message, phase, .. } => Some((*message, *phase == Phase::Arrive)),
        StepKind::Strike { message, .. } => message.map(|message| (message, true)),
        StepKind::Tcp { .. } | StepKind::End { .. } => None,
        // What was read in this step; else what this side last read or wrote.
        StepKind::Local { role, .. } => trace.steps[..=at].iter().rev().find_map(|earlier| match earlier.kind {
            StepKind::Local { role: by, .. } if by == *role && earlier.conn == step.conn => read(trace, earlier),
            StepKind::Transfer { message, from, phase } if from == *role && earlier.conn == step.conn => {
                Some((message, phase == Phase::Arrive))
            }
            _ => None,
        }),
    }
}

/// The message that was read in a step.
fn read(trace: &Trace, step: &Step) -> Option<(MessageId, bool)> {
    step.effects.iter().find_map(|effect| match effect {
        Did::Read { message } => Some((message_of(trace, *message)?.id, true)),
        _ => None,
    })
}

/// What is said where nothing travels, and which message is at hand where none travels now.
pub fn aside(app: App) -> Html {
    let mut out = Html::new();
    app.shown.with(|shown| {
        let at = app.at.get();
        let Some(step) = shown.trace.steps.get(at) else { return };
        let at_hand = focus(&shown.trace, at).and_then(|(message, _)| shown.trace.message(message));
        match (&step.kind, at_hand) {
            (StepKind::Transfer { .. } | StepKind::Strike { .. }, Some(_)) => {}
            (_, Some(message)) => {
                let vars = vec![("name", message_name(&shown.trace, message))];
                out.el("p", "cap", &app.tf("page.at_hand", &vars));
            }
            (StepKind::Tcp { .. }, None) => drop(out.paragraph("soft", &app.t("page.nothing.tcp"))),
            (_, None) => drop(out.paragraph("soft", &app.t("page.nothing"))),
        }
    });
    out
}

/// The blobs of a message, or of the records that carry it.
pub fn blobs(trace: &Trace, (message, arrived): (MessageId, bool), record: bool) -> Vec<Bytes> {
    let Some(message) = trace.message(message) else { return Vec::new() };
    match record {
        false => of_message(trace, message, arrived).into_iter().collect(),
        true => {
            let records = message.records.iter().filter_map(|(id, piece)| Some((trace.record(*id)?, piece)));
            records.flat_map(|(record, piece)| of_record(trace, record, piece, arrived)).collect()
        }
    }
}
