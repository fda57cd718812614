//! The bytes of what is at hand in a step, and what is said where nothing travels. Knows no markup of bytes.

use crate::explain::{Hand, hand};
use crate::lab::StepKind;
use crate::view::html::Html;
use crate::view::sight::List;
use crate::view::sight::Sight;
use crate::view::wording::called;

/// What is said where nothing travels, and which message is at hand where none travels now.
pub fn aside(sight: &Sight, list: &List) -> Html {
    let mut out = Html::new();
    let shown = &*sight.shown;
    let at = sight.at;
    let Some(step) = shown.trace.steps.get(at) else { return out };
    match (&step.kind, hand(&shown.trace, at)) {
        (StepKind::Transfer { .. } | StepKind::Strike { .. }, Some(_)) => {}
        (_, Some(Hand::Message { id, arrived })) => {
            let name = shown.trace.message(id);
            let name = name.map(|message| called(&shown.trace, message, &sight.texts));
            let id = if arrived { "page.at_hand" } else { "page.at_hand.made" };
            out.el("p", "cap", &sight.tf(id, &vec![("name", name.unwrap_or_default())]));
        }
        (_, Some(Hand::Record(_))) => drop(out.el("p", "cap", &sight.t("page.at_hand.record"))),
        (StepKind::Tcp { .. }, None) => drop(out.paragraph("soft", &sight.t("page.nothing.tcp"))),
        // What a ticket holds inside.
        (_, None) if !list.is_empty() => {}
        (_, None) => drop(out.paragraph("soft", &sight.t("page.nothing"))),
    }

    out
}
