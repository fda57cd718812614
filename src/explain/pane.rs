//! The panes that a step can be looked at in, and the one that it opens with unless the reader has chosen. Knows no
//! layout.

use super::aftermath::Aftermath;
use super::chapters::several;
use crate::lab::{Step, StepKind, Trace};
use crate::tls::{Effect, Verb};

/// The panes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Pane {
    /// What failed, and what came of it: only from the step on in which something did.
    Failed,
    Message,
    Record,
    Keys,
    Transcript,
    State,
    Certificates,
    /// Who knows what.
    Knows,
    /// What the connections cost: from the end of the first on.
    Costs,
}

impl Pane {
    /// All, in order.
    pub const ALL: [Self; 9] = [
        Self::Failed,
        Self::Message,
        Self::Record,
        Self::Keys,
        Self::Transcript,
        Self::State,
        Self::Certificates,
        Self::Knows,
        Self::Costs,
    ];

    /// As links write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Message => "message",
            Self::Record => "record",
            Self::Keys => "keys",
            Self::Transcript => "transcript",
            Self::State => "state",
            Self::Certificates => "certificates",
            Self::Knows => "knows",
            Self::Costs => "costs",
        }
    }

    /// The pane of a name.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|pane| pane.name() == name)
    }
}

/// The panes that a step has, in order.
pub fn panes(trace: &Trace, after: Option<&Aftermath>, at: usize) -> impl Iterator<Item = Pane> {
    let failed = after.is_some_and(|after| after.is_at(trace, at));
    let costs = ended(trace, at);
    Pane::ALL.into_iter().filter(move |pane| match pane {
        Pane::Failed => failed,
        Pane::Costs => costs,
        _ => true,
    })
}

/// Whether a connection has ended for both sides at a step, or for the only one of which something is known.
fn ended(trace: &Trace, at: usize) -> bool {
    let end = |step: &Step| matches!(step.kind, StepKind::End { .. });
    let first = trace.steps.iter().take_while(|step| step.conn.0 == 0).collect::<Vec<_>>();
    first.iter().rposition(|step| end(step)).is_some_and(|last| last <= at)
}

/// The pane that shows what a step is about.
pub fn opening(trace: &Trace, after: Option<&Aftermath>, at: usize) -> Pane {
    let Some(step) = trace.steps.get(at) else { return Pane::Message };
    let failed = after.filter(|after| after.is_at(trace, at));
    match &step.kind {
        _ if failed.is_some_and(|after| after.seen(trace) == Some(at)) => Pane::Failed,
        StepKind::End { .. } if failed.is_some() => Pane::Failed,
        StepKind::End { .. } if several(trace) && is_last_end(trace, at) => Pane::Costs,
        StepKind::End { .. } => Pane::State,
        StepKind::Tcp { .. } | StepKind::Transfer { .. } | StepKind::Strike { .. } => Pane::Message,
        StepKind::Local { .. } if step.effects.iter().any(|effect| matches!(effect, Effect::Judged(_))) => {
            Pane::Certificates
        }
        StepKind::Local { verb, .. } => {
            let some = |wanted: fn(&Effect) -> bool| step.effects.iter().any(wanted);
            let learned = some(|effect| matches!(effect, Effect::Learned { .. }));
            let read = some(|effect| {
                matches!(effect, Effect::Read { .. } | Effect::Delivered { .. } | Effect::Alerted { .. })
            });
            match learned && (makes(*verb) || !read) {
                true => Pane::Keys,
                false => Pane::Message,
            }
        }
    }
}

/// Whether a step is the last end of a side on its connection.
fn is_last_end(trace: &Trace, at: usize) -> bool {
    let conn = trace.steps.get(at).map(|step| step.conn);
    let end = |step: &Step| Some(step.conn) == conn && matches!(step.kind, StepKind::End { .. });
    trace.steps.iter().rposition(end) == Some(at)
}

/// Whether values are what a step is for.
fn makes(verb: Verb) -> bool {
    matches!(
        verb,
        Verb::Prepare
            | Verb::MakeKeyShare
            | Verb::DeriveHandshakeKeys
            | Verb::DeriveMasterSecret
            | Verb::DeriveTrafficKeys
            | Verb::Sign
            | Verb::ComputeFinished
            | Verb::MakePreMasterSecret
            | Verb::DecryptPreMasterSecret
            | Verb::MakeTicket
            | Verb::ReadTicket
            | Verb::UpdateKeys
    )
}
