//! What lies between the parties: segments, faults, attackers. Knows nothing of what a party thinks.

pub mod attacker;
mod cells;
pub mod fault;
mod fault_text;
pub mod flight;
pub mod path;
pub mod segment;

pub use attacker::Attacker;
pub use fault::{Fault, Spot, Strike, Target};
pub use fault_text::FaultError;
pub use flight::{Carried, Carrier, Flight, Numbers};
pub use path::{Fate, Hand, Passage, Struck, pass};
pub use segment::{DELAY, Flags, Segment, SegmentId, Tcp, TcpEvent};
