//! Which areas of texts a step of a run is told with, in the pane that it is looked at in. Knows no text, and not how areas
//! are fetched.

use super::panes::row;
use super::sight::{Pane, Shown};
use crate::lab::StepKind;
use crate::tls::Effect;

/// The areas without which this step cannot be told: the default handshake's own, what goes beyond it, what went wrong, what
/// the pane shows, and what the step computed, chose and checked.
pub fn needed(shown: &Shown, at: usize, pane: Pane) -> Vec<&'static str> {
    let mut areas = vec!["core", "ui"];
    let texts = row(pane).texts;
    if !shown.is_default {
        areas.push("further");
    }
    if shown.aftermath.is_some() {
        areas.extend(["checks", "faults", "certificates"]);
    }
    areas.extend(texts);
    let Some(step) = shown.trace.steps.get(at) else { return areas };
    let is_local = pane != Pane::Failed && !matches!(step.kind, StepKind::Transfer { .. });
    if is_local || texts.contains(&"fields") {
        areas.extend(looked_into(shown));
    }
    if step.effects.iter().any(|effect| matches!(effect, Effect::Judged(_))) {
        areas.push("certificates");
    }
    areas
}

/// The areas of fields, secrets, choices and checks; those of other runs only where one is shown.
fn looked_into(shown: &Shown) -> &'static [&'static str] {
    if shown.is_default { &["fields", "checks"] } else { &["fields", "checks", "details"] }
}
