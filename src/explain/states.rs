//! The states that each side passes on a connection, and where it stands after a step: in a state of its machine, or at
//! its end. Knows no layout.

use super::fill::Vars;
use super::hand::message_of;
use super::pack::Pack;
use super::step::refusal_id;
use crate::lab::{MessageId, Step, StepKind, Trace};
use crate::tls::{Effect, Ending};
use crate::wire::{ConnId, Role};

/// One state on a side's way.
#[derive(Clone, Debug, PartialEq)]
pub struct Stop {
    /// The state's id.
    pub state: String,
    /// The step that led into it.
    pub step: usize,
    /// What was read just before.
    pub by: Option<MessageId>,
    /// The step that read it; between that and `step` the side works on its answer.
    pub since: usize,
}

/// Where a side stands.
#[derive(Clone, Debug, PartialEq)]
pub enum Standing {
    /// In a state, by its id; before the first move of a side, where that begins.
    In(String),
    /// At work on what it has read: on its answer, or on the check that lets it go on.
    Answers(MessageId),
    Ended(Ending),
}

impl Standing {
    /// The ids of its text, most specific first.
    pub fn keys(&self, role: Role) -> Vec<String> {
        match self {
            Self::In(state) => standing_keys(state, role),
            Self::Answers(_) => vec!["state.answers".to_owned()],
            Self::Ended(ending) => ending_keys(ending, role),
        }
    }
}

/// The ids of the text of a state, most specific first.
pub fn standing_keys(state: &str, role: Role) -> Vec<String> {
    vec![format!("state.{state}.{}", role.name()), format!("state.{state}")]
}

/// The ids of the text of an ending, most specific first.
pub fn ending_keys(ending: &Ending, role: Role) -> Vec<String> {
    vec![format!("ending.{}.{}", ending.id(), role.name()), format!("ending.{}", ending.id())]
}

/// What the text of an ending may quote; a state, a refusal and what an alert means in the language of the pack.
pub fn ending_vars(ending: &Ending, pack: &Pack) -> Vars {
    if *ending == Ending::Closed { Vec::new() } else { vars_out_of_order(ending, pack) }
}

#[inline(never)] // of a later part
fn vars_out_of_order(ending: &Ending, pack: &Pack) -> Vars {
    match ending {
        Ending::Told(alert) => {
            vec![("alert", alert.to_string()), ("meaning", pack.label(&format!("alert.{alert}")).to_owned())]
        }
        Ending::Stalled { state } => vec![("state", pack.label(&format!("state.{state}")).to_owned())],
        Ending::Exhausted { limit } => vec![("limit", limit.to_string())],
        Ending::Refused(refusal) => {
            let text = pack.resolve(&[refusal_id(refusal)], &refusal.told());
            vec![("refusal", text.map_or_else(|| refusal.id().to_owned(), |text| text.title))]
        }
        Ending::Closed | Ending::CutOff { .. } | Ending::Unknown => Vec::new(),
    }
}

/// The states of one side over the whole run, the first included.
pub fn stops(trace: &Trace, conn: ConnId, role: Role) -> Vec<Stop> {
    let mut stops: Vec<Stop> = Vec::new();
    let mut read = None;
    for (n, step) in trace.steps.iter().enumerate().filter(|(_, step)| step.conn == conn) {
        if !matches!(step.kind, StepKind::Local { role: by, .. } if by == role) {
            continue;
        }
        for effect in &step.effects {
            match effect {
                Effect::Read { message } => read = message_of(trace, *message).map(|message| (n, message.id)),
                Effect::Entered { from, to } => {
                    if stops.is_empty() {
                        stops.push(Stop { state: from.to_string(), step: 0, by: None, since: 0 });
                    }
                    let (since, by) = read.take().map_or((n, None), |(since, by)| (since, Some(by)));
                    stops.push(Stop { state: to.to_string(), step: n, by, since });
                }
                _ => {}
            }
        }
    }
    stops
}

/// Where and how it ended for one side.
pub fn end(trace: &Trace, conn: ConnId, role: Role) -> Option<(usize, &Ending)> {
    let at = trace
        .steps
        .iter()
        .position(|step| step.conn == conn && matches!(step.kind, StepKind::End { role: by } if by == role))?;
    Some((at, &trace.connections.get(usize::from(conn.0))?.outcome.get(role as usize)?.ending))
}

/// Where the client and the server stand after a step, on its connection; none of a side of which nothing is known.
pub fn standing(trace: &Trace, at: usize) -> [Option<Standing>; 2] {
    let Some(conn) = trace.steps.get(at).map(|step| step.conn) else { return [None, None] };
    [Role::Client, Role::Server].map(|role| {
        // From a refusal on nothing but the end can come.
        let refused = trace.steps.iter().take(at + 1).any(|step| step.conn == conn && refuses(step, role));
        let ended = end(trace, conn, role).filter(|(step, _)| refused || *step <= at);
        let ended = ended.map(|(_, ending)| ending.clone());
        let stops = stops(trace, conn, role);
        let next = stops.iter().find(|stop| stop.step > at && stop.since <= at);
        let answers = next.and_then(|stop| stop.by).map(Standing::Answers);
        let state = stops.iter().rev().find(|stop| stop.step <= at).or(stops.first()).map(|stop| stop.state.clone());
        ended.map(Standing::Ended).or(answers).or(state.map(Standing::In))
    })
}

fn refuses(step: &Step, by: Role) -> bool {
    matches!(step.kind, StepKind::Local { role, .. } if role == by)
        && step.effects.iter().any(|effect| matches!(effect, Effect::Refused { .. }))
}
