//! The bytes of what is at hand in a step, and what is said where nothing travels. Knows no markup of bytes.

use super::inspect::List;
use crate::page::html::Html;
use crate::page::state::App;
use crate::page::wording::called;
use handscope::explain::{Hand, hand};
use handscope::lab::StepKind;

/// What is said where nothing travels, and which message is at hand where none travels now.
pub fn aside(app: App, list: &List) -> Html {
    let mut out = Html::new();
    app.shown.with(|shown| {
        let at = app.at.get();
        let Some(step) = shown.trace.steps.get(at) else { return };
        match (&step.kind, hand(&shown.trace, at)) {
            (StepKind::Transfer { .. } | StepKind::Strike { .. }, Some(_)) => {}
            (_, Some(Hand::Message { id, arrived })) => {
                let name = shown.trace.message(id);
                let name = name.map(|message| app.texts.with(|texts| called(&shown.trace, message, texts)));
                let id = if arrived { "page.at_hand" } else { "page.at_hand.made" };
                out.el("p", "cap", &app.tf(id, &vec![("name", name.unwrap_or_default())]));
            }
            (_, Some(Hand::Record(_))) => drop(out.el("p", "cap", &app.t("page.at_hand.record"))),
            (StepKind::Tcp { .. }, None) => drop(out.paragraph("soft", &app.t("page.nothing.tcp"))),
            // What a ticket holds inside.
            (_, None) if !list.is_empty() => {}
            (_, None) => drop(out.paragraph("soft", &app.t("page.nothing"))),
        }
    });
    out
}
