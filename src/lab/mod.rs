//! A scenario goes in, a trace comes out. Knows nothing of screens.

mod assemble;
pub mod catalogue;
mod court;
mod defaults;
pub mod gallery;
pub mod json;
mod keylog;
mod link;
pub mod log;
mod mint;
mod replayer;
mod run;
pub mod scenario;
pub mod text;
mod theft;
pub mod trace;
pub mod world;

pub use crate::net::{Flags, Segment, SegmentId};
pub use assemble::assemble;
pub use catalogue::{Entry, Group, Resolved, catalogue, resolve};
pub use court::{Case, cases};
pub use gallery::{Example, FIRST, Topic, gallery};
pub use keylog::{KeyLogError, keylog, read_keylog};
pub use mint::Mints;
pub use run::{run, run_with};
pub use scenario::{Certificate, Plan, Roots, Scenario, Side, Source, Stapling};
pub use text::{KeyInfo, Kind, Parsed, Problem, ScenarioError, Scope, Warning, decode_text, encode, keys, nearest};
pub use theft::{Booty, Theft, watch, watch_each};
pub use trace::{
    Actor, ActorKind, Anchor, Connection, Delivery, Message, MessageId, Opened, Outcome, Phase, Record, RecordId, Step,
    StepKind, Trace,
};
pub use world::World;

/// A line for the command line and the documentation. The page has texts of its own, and need not load it.
const fn told(doc: &'static str) -> &'static str {
    if cfg!(target_arch = "wasm32") { "" } else { doc }
}
