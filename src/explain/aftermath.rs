//! What a run's faults came to: who noticed first, by which check, and what the other side was told.
//! Reads it off the trace; knows no fault and no rule.

use super::check::CheckText;
use super::pack::Pack;
use crate::lab::{Connection, MessageId, Outcome, Step, StepKind, Trace};
use crate::pki::{Place, Verdict};
use crate::tls::{Effect, Ending, Refusal};
use crate::wire::{AlertDescription, Clause, ConnId, Role};

/// How one connection went wrong, or came through in spite of faults.
#[derive(Clone, Debug, PartialEq)]
pub struct Aftermath {
    pub conn: ConnId,
    /// None where neither side refused: both completed, or they wait for each other, or the transport ended.
    pub noticed: Option<Noticed>,
    /// None where nobody noticed.
    pub told: Option<Told>,
    /// Of the client and the server.
    pub endings: [Ending; 2],
    /// Of the client and the server: handshake done, data delivered, close_notify read.
    pub completed: [bool; 2],
}

/// The first refusal.
#[derive(Clone, Debug, PartialEq)]
pub struct Noticed {
    pub by: Role,
    /// Index of the step.
    pub step: usize,
    pub refusal: Refusal,
    pub clause: Clause,
    /// The id of the text of the check that failed, `check.finished` or `chain.not_after`; none where the message
    /// alone was reason enough.
    pub check: Option<String>,
    /// What the check compared, or else what the refusal tells.
    pub compared: Vec<(&'static str, String)>,
    /// The certificate that the check looked at.
    pub certificate: Option<Place>,
}

impl Noticed {
    /// The check as question and answer.
    pub fn asked(&self, pack: &Pack) -> Option<CheckText> {
        let id = self.check.as_deref()?;
        Some(CheckText::new(id, Verdict::Fail, self.certificate, Some(self.refusal.id()), &self.compared, pack))
    }
}

/// The alert of the side that noticed.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    pub alert: AlertDescription,
    /// The alert as a message; none where it was never written.
    pub message: Option<MessageId>,
    pub fate: Fate,
}

ids! {
    /// What became of an alert.
    pub enum Fate {
        /// The other side read it.
        Read = "aftermath.told.read",
        /// It arrived, and the other side had no key that opens it.
        Unreadable = "aftermath.told.unreadable",
        /// It arrived after the other side had given up.
        Unread = "aftermath.told.unread",
        /// It was written and never arrived.
        Lost = "aftermath.told.lost",
        /// It was never written.
        Unsent = "aftermath.told.unsent",
    }
}

ids! {
    /// Who noticed first.
    pub enum Who {
        Client = "aftermath.who.client",
        Server = "aftermath.who.server",
        /// Nobody, and both completed.
        Harmless = "aftermath.who.harmless",
        Nobody = "aftermath.who.nobody",
    }
}

impl Aftermath {
    /// The id of the text that says who noticed first, or that nobody did.
    pub fn who_id(&self) -> &'static str {
        let who = match (&self.noticed, self.completed) {
            (Some(Noticed { by: Role::Client, .. }), _) => Who::Client,
            (Some(Noticed { by: Role::Server, .. }), _) => Who::Server,
            (None, [true, true]) => Who::Harmless,
            (None, _) => Who::Nobody,
        };
        who.id()
    }

    /// The step from which on it can be told: the first refusal, else the first end of a side, else the last step.
    pub fn seen(&self, trace: &Trace) -> Option<usize> {
        let own = |kind: fn(&StepKind) -> bool| move |step: &Step| step.conn == self.conn && kind(&step.kind);
        let end = || trace.steps.iter().position(own(|kind| matches!(kind, StepKind::End { .. })));
        let noticed = self.noticed.as_ref().map(|noticed| noticed.step);
        noticed.or_else(end).or_else(|| trace.steps.iter().rposition(own(|_| true)))
    }

    /// Whether it can be told in a step.
    pub fn is_at(&self, trace: &Trace, at: usize) -> bool {
        let here = trace.steps.get(at).is_some_and(|step| step.conn == self.conn);
        here && self.seen(trace).is_some_and(|seen| seen <= at)
    }
}

/// The aftermath of the first connection that did not complete on both sides; where all did, of the last one if
/// the scenario has faults. None for a good run.
pub fn aftermath(trace: &Trace) -> Option<Aftermath> {
    let completed = |conn: &Connection| conn.outcome.each_ref().map(Outcome::completed);
    let bad = trace.connections.iter().find(|conn| completed(conn) != [true, true]);
    let conn = bad.or_else(|| trace.connections.last().filter(|_| !trace.scenario.faults.is_empty()))?;
    Some(of(trace, conn))
}

fn of(trace: &Trace, conn: &Connection) -> Aftermath {
    let noticed = notice(trace, conn.id);
    let told = noticed.as_ref().map(|noticed| tell(trace, conn.id, noticed));
    let endings = conn.outcome.each_ref().map(|outcome| outcome.ending.clone());
    let completed = conn.outcome.each_ref().map(Outcome::completed);
    Aftermath { conn: conn.id, told: told.flatten(), noticed, endings, completed }
}

/// The first refusal on a connection.
fn notice(trace: &Trace, conn: ConnId) -> Option<Noticed> {
    local(trace, conn).find_map(|(at, ..)| noticed_at(trace, at))
}

/// The refusal of a step; none where nothing was refused in it.
pub fn noticed_at(trace: &Trace, at: usize) -> Option<Noticed> {
    let step = trace.steps.get(at)?;
    let StepKind::Local { role: by, .. } = step.kind else { return None };
    let (refusal, clause) = step.effects.iter().find_map(|effect| match effect {
        Effect::Refused { refusal, clause, .. } => Some((refusal.clone(), *clause)),
        _ => None,
    })?;
    Some(noticed(trace, (step.conn, by, at), refusal, clause))
}

/// How a side came to refuse in a step.
#[inline(never)] // of a later part
fn noticed(trace: &Trace, (conn, by, step): (ConnId, Role, usize), refusal: Refusal, clause: Clause) -> Noticed {
    let own = local(trace, conn).filter(|(at, role, _)| *role == by && *at <= step);
    let own: Vec<&Effect> = own.flat_map(|(_, _, step)| &step.effects).collect();
    let decided = own.iter().rev().find_map(|effect| decided(effect, &refusal));
    let (check, compared, certificate) = decided.unwrap_or_else(|| (None, refusal.told(), None));
    Noticed { by, step, refusal, clause, check, compared, certificate }
}

/// The id of a check's text, what was compared, and of which certificate.
type Decided = (Option<String>, Vec<(&'static str, String)>, Option<Place>);

/// The check by which an effect decided on a refusal. A check of the protocol that fails ends the connection, so that
/// one that did has decided; a chain may fail and only be reported, and decided only where its reason is the refusal's.
fn decided(effect: &Effect, refusal: &Refusal) -> Option<Decided> {
    match effect {
        Effect::Checked { check, passed: false, compared, .. } => {
            Some((Some(format!("check.{check}")), compared.clone(), None))
        }
        Effect::Judged(judgement) => {
            let Refusal::Chain(reason) = refusal else { return None };
            let check = judgement.decisive_check().filter(|check| check.refusal.as_ref() == Some(reason))?;
            Some((Some(format!("chain.{}", check.id.id())), check.compared.clone(), check.certificate))
        }
        _ => None,
    }
}

/// What the side that noticed wrote, and what became of it.
fn tell(trace: &Trace, conn: ConnId, noticed: &Noticed) -> Option<Told> {
    let alert = trace.steps.get(noticed.step)?.effects.iter().find_map(|effect| match effect {
        Effect::Refused { alert, .. } => Some(*alert),
        _ => None,
    })?;
    let code = [alert.0];
    let message = trace.messages.iter().rev().find(|message| {
        let bytes = message.sent.map_or(&[][..], |blob| trace.blobs.bytes(blob));
        message.conn == conn && message.role == noticed.by && message.name == "alert" && bytes.get(1..2) == Some(&code)
    });
    let read = local(trace, conn).any(|(_, role, step)| {
        let alerted = |e: &Effect| matches!(e, Effect::Alerted { description, .. } if *description == alert);
        role == noticed.by.peer() && step.effects.iter().any(alerted)
    });
    let fate = match message {
        None => Fate::Unsent,
        Some(_) if read => Fate::Read,
        Some(message) => unread(trace, message),
    };
    Some(Told { alert, message: message.map(|message| message.id), fate })
}

/// What became of an alert that was not read, by its last record.
fn unread(trace: &Trace, message: &crate::lab::Message) -> Fate {
    let record = message.records.last().and_then(|(id, _)| trace.record(*id));
    match record.map(|record| (record.arrived, &record.opened)) {
        Some((_, crate::lab::Opened::Failed)) => Fate::Unreadable,
        Some((Some(_), _)) => Fate::Unread,
        _ if message.arrived.is_some() => Fate::Unread,
        // Arrival of a record that its receiver never took up is known from its segment alone.
        _ if carried(trace, message) => Fate::Unread,
        _ => Fate::Lost,
    }
}

/// Whether the segment that carries a message's last record arrived.
fn carried(trace: &Trace, message: &crate::lab::Message) -> bool {
    let sent = message.records.last().and_then(|(id, _)| trace.record(*id)).and_then(|record| record.sent);
    let carries = |segment: &&crate::lab::Segment| segment.payload.iter().any(|piece| Some(piece.blob) == sent);
    sent.is_some() && trace.segments.iter().find(carries).is_some_and(|segment| segment.arrived.is_some())
}

/// The local steps of a connection, with index and role.
fn local(trace: &Trace, conn: ConnId) -> impl Iterator<Item = (usize, Role, &Step)> {
    trace.steps.iter().enumerate().filter_map(move |(at, step)| match step.kind {
        StepKind::Local { role, .. } if step.conn == conn => Some((at, role, step)),
        _ => None,
    })
}
