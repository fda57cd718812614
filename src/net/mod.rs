//! What lies between the parties: segments, faults, attackers. Knows nothing of what a party thinks.

pub mod attacker;
pub mod fault;
mod fault_text;

pub use attacker::Attacker;
pub use fault::{Fault, Spot, Strike, Target};
pub use fault_text::FaultError;
