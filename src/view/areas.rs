//! Which areas of texts a step of a run is told with, in the pane that it is looked at in. Knows no text, and not how areas
//! are fetched.

use super::panes::row;
use super::sight::{Pane, Shown};
use crate::lab::{Group, StepKind, catalogue};
use crate::net::Fault;
use crate::tls::Effect;

/// The areas without which this step cannot be told: the default handshake's own, what goes beyond it, what went wrong, what
/// the pane shows, and what the step computed, chose and checked.
pub fn needed(shown: &Shown, at: usize, pane: Pane) -> Vec<&'static str> {
    let mut areas = vec!["core", "ui"];
    let texts = row(pane).texts;
    if !shown.is_default {
        beyond(shown, &mut areas);
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

/// Of a run that is not the default handshake.
#[inline(never)] // of a later part
fn beyond(shown: &Shown, areas: &mut Vec<&'static str>) {
    areas.push("further");
    if shown.trace.connections.len() > 1 || MEMORY.iter().any(|word| shown.text.contains(word)) {
        areas.push("memory");
    }
    if shown.aftermath.is_some() {
        areas.extend(["checks", "faults", "certificates"]);
        areas.extend(shown.trace.scenario.faults.iter().filter_map(of_fault));
    }
}

/// What the text of a scenario has in it that keeps something for later, brings something from before, or is stolen from:
/// such runs are told with the area `memory`.
const MEMORY: [&str; 9] =
    ["resume", "ticket", "psk", "early", "session", "connections", "replay", "key_update", "theft"];

/// The areas that faults are told with, beside that of failures in general.
pub const FAULTS: [&str; 3] = ["faults_certificate", "faults_protocol", "faults_resumption"];

/// The area that a fault is told with, by its group in the catalogue.
fn of_fault(fault: &Fault) -> Option<&'static str> {
    let [certificate, protocol, resumption] = FAULTS;
    let Fault::Named { id, .. } = fault else { return Some(protocol) };
    Some(match catalogue().iter().find(|entry| entry.id == id)?.group {
        Group::Certificate | Group::ClientCertificate => certificate,
        Group::Resumption => resumption,
        Group::Negotiation | Group::Wire | Group::Misbehaviour | Group::Attack => protocol,
    })
}

/// The areas of fields, secrets, choices and checks; those of other runs only where one is shown.
fn looked_into(shown: &Shown) -> &'static [&'static str] {
    if shown.is_default { &["fields", "checks"] } else { &["fields", "checks", "details"] }
}
