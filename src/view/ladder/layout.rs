//! Where each step stands on the ladder. Works on numbers only; knows neither markup nor language.

use crate::lab::{Message, MessageId, Phase, RecordId, StepKind, Trace};
use crate::net::Strike;
use crate::tls::{Effect, Ending};
use crate::wire::{ContentType, Role};

/// How one step is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Shape {
    /// An arrow, from one side, as far as its reach.
    Arrow { from: Role, reach: Reach, kind: Kind },
    /// A computation, on a lifeline.
    Local(Role),
    /// A fault, in the middle of the network.
    Strike,
    /// The end of a lifeline.
    End(Role),
}

/// How far an arrow goes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Reach {
    Whole,
    /// From its sender to the middle.
    Out,
    /// From the middle to its receiver.
    In,
}

/// What an arrow is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    Tcp,
    Clear,
    Sealed,
    /// Sealed under the keys that application data uses.
    Application,
}

/// One step's place.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The index of its step.
    pub step: usize,
    pub shape: Shape,
    /// The message of an arrow.
    pub message: Option<MessageId>,
    pub top: u32,
    pub height: u32,
    /// Something went wrong here.
    pub bad: bool,
}

/// A frame around the rows of one record.
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    pub records: Vec<RecordId>,
    pub first: usize,
    pub last: usize,
    pub kind: Kind,
}

/// The height of a row with so many lines of text.
fn height(shape: Shape, lines: u32) -> u32 {
    match shape {
        Shape::Arrow { kind: Kind::Tcp, .. } => 24,
        Shape::Arrow { .. } => 42 + 14 * lines.saturating_sub(1),
        Shape::Local(_) | Shape::End(_) => 20 + 15 * lines,
        Shape::Strike => 34,
    }
}

/// The rows of some steps, the first at `top`, given how many lines each one's text takes; and the height of all.
pub fn rows(trace: &Trace, steps: &[usize], mut top: u32, lines: &[u32]) -> (Vec<Row>, u32) {
    let mut rows: Vec<Row> = Vec::new();
    for (at, lines) in steps.iter().copied().zip(lines) {
        let Some(step) = trace.steps.get(at) else { continue };
        let (shape, message) = shape(trace, &step.kind);
        // Air between what belongs together and what does not.
        top += rows.last().map_or(0, |last| gap(last.shape, shape));
        let height = height(shape, *lines);
        let refused = step.effects.iter().any(|effect| matches!(effect, Effect::Refused { .. }));
        let bad = refused || ended_badly(trace, at);
        rows.push(Row { step: at, shape, message, top, height, bad: bad || shape == Shape::Strike });
        top += height;
    }
    (rows, top + 14)
}

fn gap(before: Shape, after: Shape) -> u32 {
    let tcp = |shape| matches!(shape, Shape::Arrow { kind: Kind::Tcp, .. });
    match (before, after) {
        (Shape::Arrow { .. }, Shape::Arrow { .. }) if tcp(before) != tcp(after) => 6,
        (Shape::Arrow { kind: a, from: x, .. }, Shape::Arrow { kind: b, from: y, .. }) if a != b || x != y => 6,
        _ => 0,
    }
}

/// What a step looks like.
pub fn shape(trace: &Trace, kind: &StepKind) -> (Shape, Option<MessageId>) {
    match kind {
        StepKind::Tcp { segment } => {
            let from = trace.segment(*segment).map_or(Role::Client, |segment| segment.from);
            (Shape::Arrow { from, reach: Reach::Whole, kind: Kind::Tcp }, None)
        }
        StepKind::Transfer { message, from, phase } => {
            let reach = match phase {
                Phase::Whole => Reach::Whole,
                Phase::Send => Reach::Out,
                Phase::Arrive => Reach::In,
            };
            let kind = trace.message(*message).map_or(Kind::Clear, |message| kind_of(trace, message));
            (Shape::Arrow { from: *from, reach, kind }, Some(*message))
        }
        StepKind::Local { role, .. } => (Shape::Local(*role), None),
        StepKind::Strike { strike: Strike::Injected { .. }, .. } | StepKind::Strike { .. } => (Shape::Strike, None),
        StepKind::End { role } => (Shape::End(*role), None),
    }
}

/// Whether a message travels sealed, and under which keys.
pub fn kind_of(trace: &Trace, message: &Message) -> Kind {
    let record = message.records.first().and_then(|(id, _)| trace.record(*id));
    match record.and_then(|record| record.under()) {
        None => Kind::Clear,
        Some(_) if message.content_type == ContentType::application_data => Kind::Application,
        Some(key) => match trace.entry(key) {
            Some(entry) if entry.name.id().contains("application") => Kind::Application,
            _ => Kind::Sealed,
        },
    }
}

/// Runs of arrows whose messages share records; what is computed in between is held by the frame as well.
pub fn frames(trace: &Trace, rows: &[Row]) -> Vec<Frame> {
    let mut frames: Vec<Frame> = Vec::new();
    // What a sender computes between two messages of a record lies inside the record's frame.
    let between =
        |last: &Frame, at: usize| rows[last.last + 1..at].iter().all(|row| matches!(row.shape, Shape::Local(_)));
    for (at, row) in rows.iter().enumerate() {
        let Shape::Arrow { kind, .. } = row.shape else { continue };
        let Some(message) = row.message.and_then(|id| trace.message(id)) else { continue };
        let records: Vec<RecordId> = message.records.iter().map(|(id, _)| *id).collect();
        match frames.last_mut() {
            Some(last) if between(last, at) && records.iter().any(|id| last.records.contains(id)) => {
                last.last = at;
                last.records.extend(records.into_iter().filter(|id| !last.records.contains(id)).collect::<Vec<_>>());
            }
            _ => frames.push(Frame { records, first: at, last: at, kind }),
        }
    }
    frames
}

/// Whether a step is the end of a side that did not close in order.
fn ended_badly(trace: &Trace, at: usize) -> bool {
    let step = &trace.steps[at];
    match step.kind {
        StepKind::End { role } => trace
            .connections
            .get(usize::from(step.conn.0))
            .is_some_and(|connection| connection.outcome[role as usize].ending != Ending::Closed),
        _ => false,
    }
}
