//! A scenario goes in, a trace comes out. Knows nothing of screens.

pub mod catalogue;
mod defaults;
pub mod gallery;
pub mod json;
pub mod scenario;
pub mod text;
pub mod trace;

pub use catalogue::{Entry, Group, Resolved, catalogue, resolve};
pub use gallery::{Example, gallery};
pub use scenario::{Certificate, Plan, Scenario, Side};
pub use text::{KeyInfo, Kind, Parsed, Problem, ScenarioError, Scope, Warning, keys};
pub use trace::{
    Actor, Anchor, Connection, Flags, Message, MessageId, Opened, Outcome, Phase, Record, RecordId, Segment, SegmentId,
    Step, StepKind, Trace,
};
