//! A scenario goes in, a trace comes out. Knows nothing of screens.

pub mod scenario;
pub mod trace;

pub use scenario::{Certificate, Plan, Scenario, Side};
pub use trace::{
    Actor, Anchor, Connection, Flags, Message, MessageId, Opened, Outcome, Phase, Record, RecordId, Segment, SegmentId,
    Step, StepKind, Trace,
};
