//! A run as a drawing of the size of a stamp: a row for each message, where something is wrong, where a connection ends
//! early; and in which version it was, and whether it completed. Written as a line of text, so that a gallery is drawn
//! without running all of it. Knows no layout.

use std::sync::OnceLock;

use super::aftermath::aftermath;
use super::chapters::is_foe;
use super::hand::{Hand, hand};
use crate::lab::{Connection, Phase, StepKind, Trace};
use crate::wire::{Role, Version};

/// What one row shows, and the sign that stands for it in text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// A message, from whom, and whether it is encrypted.
    Message { from: Role, sealed: bool },
    /// Something is wrong with the message before, or happens on the way.
    Wrong,
    /// The connection ends early.
    Cut,
    /// The next connection begins.
    Next,
}

const SIGNS: [(char, Mark); 7] = [
    ('>', Mark::Message { from: Role::Client, sealed: false }),
    ('<', Mark::Message { from: Role::Server, sealed: false }),
    (')', Mark::Message { from: Role::Client, sealed: true }),
    ('(', Mark::Message { from: Role::Server, sealed: true }),
    ('x', Mark::Wrong),
    ('_', Mark::Cut),
    ('|', Mark::Next),
];

/// The drawing of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Miniature {
    /// The version of the first connection on which one was agreed.
    pub version: Option<Version>,
    /// Whether both sides completed on every connection that they opened.
    pub completes: bool,
    pub marks: Vec<Mark>,
}

impl Miniature {
    /// The drawing of what has happened.
    pub fn of(trace: &Trace) -> Self {
        // What a side brings is wrong before it is sent: it shows in the message whose check failed.
        let strikes = trace.steps.iter().any(|step| matches!(step.kind, StepKind::Strike { .. }));
        let noticed = aftermath(trace).and_then(|after| after.noticed).filter(|_| !strikes);
        let wrong = noticed.and_then(|noticed| match hand(trace, noticed.step)? {
            Hand::Message { id, .. } => Some(id),
            Hand::Record(_) => None,
        });
        let mut marks = Vec::new();
        let mut conn = None;
        for step in &trace.steps {
            if conn.replace(step.conn).is_some_and(|before| before != step.conn) {
                marks.push(Mark::Next);
            }
            match &step.kind {
                StepKind::Transfer { message, from, phase: Phase::Whole | Phase::Send } => {
                    let sealed = trace
                        .message(*message)
                        .and_then(|one| one.records.first())
                        .is_some_and(|(id, _)| trace.record(*id).is_some_and(|record| record.under().is_some()));
                    marks.push(Mark::Message { from: *from, sealed });
                    if wrong == Some(*message) {
                        marks.push(Mark::Wrong);
                    }
                }
                StepKind::Strike { .. } if marks.last() != Some(&Mark::Wrong) => marks.push(Mark::Wrong),
                StepKind::End { role } => {
                    let one = trace.connections.get(usize::from(step.conn.0));
                    let early = one.is_some_and(|one| !role.of(&one.outcome).completed());
                    if early && marks.last() != Some(&Mark::Cut) {
                        marks.push(Mark::Cut);
                    }
                }
                _ => {}
            }
        }
        // What an attacker opens is not meant to complete.
        let completed = |conn: &Connection| {
            is_foe(trace, conn.id, Role::Client) || conn.outcome.iter().all(|side| side.completed())
        };
        let version = trace.connections.iter().flat_map(|conn| &conn.negotiated).find_map(|agreed| agreed.version);
        Self { version, completes: trace.connections.iter().all(completed), marks }
    }

    /// The text form: `1.3 completes ><((((`.
    pub fn to_text(&self) -> String {
        let version = self.version.map_or("-", |version| version.name());
        let ending = if self.completes { "completes" } else { "fails" };
        let sign = |mark: &Mark| SIGNS.iter().find(|(_, own)| own == mark).map(|(sign, _)| *sign);
        format!("{version} {ending} {}", self.marks.iter().filter_map(sign).collect::<String>())
    }

    /// Reads the text form.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split(' ');
        let (version, ending, marks) = (parts.next()?, parts.next()?, parts.next()?);
        let mark = |sign: char| SIGNS.iter().find(|(own, _)| *own == sign).map(|(_, mark)| *mark);
        Some(Self {
            version: [Version::Tls12, Version::Tls13].into_iter().find(|known| known.name() == version),
            completes: ending == "completes",
            marks: marks.chars().map(mark).collect::<Option<_>>()?,
        })
    }

    /// How many messages a side sends.
    pub fn sent(&self, role: Role) -> usize {
        self.marks.iter().filter(|mark| matches!(mark, Mark::Message { from, .. } if *from == role)).count()
    }
}

/// The drawings that were made beforehand, by the ids of the gallery's examples, of the catalogue's faults, and of
/// those causes of the failure index that are neither, each of what that run gives (`tests/miniatures.rs`).
pub fn miniatures() -> &'static [(&'static str, Miniature)] {
    static ALL: OnceLock<Vec<(&str, Miniature)>> = OnceLock::new();
    ALL.get_or_init(read)
}

/// The one function that reads their bytes, as `lab::gallery` has one. Not a chain of adapters: that would be so little
/// that it would be put in the place of its call.
#[inline(never)]
fn read() -> Vec<(&'static str, Miniature)> {
    let mut all = Vec::new();
    for line in include_str!("../../assets/miniatures.txt").lines() {
        let Some((id, text)) = line.split_once(' ') else { continue };
        if let Some(drawing) = Miniature::parse(text) {
            all.push((id, drawing));
        }
    }
    all
}

/// The drawing of an example or a fault.
pub fn miniature(id: &str) -> Option<&'static Miniature> {
    miniatures().iter().find(|(own, _)| *own == id).map(|(_, drawing)| drawing)
}
