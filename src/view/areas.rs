//! Which areas of texts a step of a run is told with, in the pane that it is looked at in. Knows no text, and not how areas
//! are fetched.

use super::panes::row;
use super::sight::{Pane, Shown};
use crate::lab::{Group, StepKind, catalogue};
use crate::net::Fault;
use crate::tls::{Effect, Refusal};
use crate::wire::Version;

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
    let is_local =
        !matches!(pane, Pane::Failed | Pane::Certificates) && !matches!(step.kind, StepKind::Transfer { .. });
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
    let has = |words: &[&str]| words.iter().any(|word| shown.text.contains(word));
    let connections = &shown.trace.connections;
    if connections.len() > 1 || has(&MEMORY) {
        areas.push("memory");
    }
    if has(&CLIENT_AUTH) {
        areas.push("client_auth");
    }
    if connections.iter().flat_map(|one| &one.negotiated).any(|one| one.version == Some(Version::Tls12)) {
        areas.push("tls12");
    }
    if shown.aftermath.is_some() {
        areas.push("faults");
        areas.extend(shown.trace.scenario.faults.iter().filter_map(of_fault));
        let effects = shown.trace.steps.iter().flat_map(|step| &step.effects);
        areas.extend(effects.flat_map(of_refusal));
    }
}

/// What the text of a scenario has in it that keeps something for later, brings something from before, or is stolen from:
/// such runs are told with the area `memory`.
const MEMORY: [&str; 9] =
    ["resume", "ticket", "psk", "early", "session", "connections", "replay", "key_update", "theft"];

/// What the text of a scenario has in it whose client shows a certificate, or is asked for one.
const CLIENT_AUTH: [&str; 3] = ["client_auth", "client.cert", "fault=client_"];

/// The areas that faults are told with, beside that of failures in general.
pub const FAULTS: [&str; 4] = ["faults_certificate", "client_auth", "faults_protocol", "faults_resumption"];

/// The area that a fault is told with, by its group in the catalogue.
fn of_fault(fault: &Fault) -> Option<&'static str> {
    let [certificate, client, protocol, resumption] = FAULTS;
    let Fault::Named { id, .. } = fault else { return Some(protocol) };
    Some(match catalogue().iter().find(|entry| entry.id == id)?.group {
        Group::Certificate => certificate,
        Group::ClientCertificate => client,
        Group::Resumption => resumption,
        Group::Negotiation | Group::Wire | Group::Misbehaviour | Group::Attack => protocol,
    })
}

/// The areas that a refusal is told with, and the checks around it.
fn of_refusal(effect: &Effect) -> &'static [&'static str] {
    match effect {
        Effect::Refused { refusal: Refusal::Chain(_), .. } => &["certificates"],
        Effect::Refused { .. } => &["refusals", "checks"],
        _ => &[],
    }
}

/// The areas of fields, secrets, choices and checks; those of other runs only where one is shown.
fn looked_into(shown: &Shown) -> &'static [&'static str] {
    if shown.is_default { &["fields", "checks"] } else { &["fields", "checks", "details"] }
}
