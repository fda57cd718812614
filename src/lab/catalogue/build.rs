//! From a scenario with faults to what a run needs: the configurations as the faults leave them, the attackers on
//! the path, and the faults that strike while the run goes.

use super::{Args, Entry};
use crate::lab::scenario::{Plan, Scenario};
use crate::net::{Attacker, Fault, FaultError, Target};
use crate::pki::Flaw;
use crate::wire::{ConnId, Role};

/// What an entry does. The error is for parameters that do not read, which [`Args::check`] has ruled out.
pub(super) type Act = fn(&Args<'_>, &mut Resolved) -> Done;

/// What doing it gives.
pub(super) type Done = Result<(), FaultError>;

/// A scenario whose named faults have been taken apart. Each part knows the index of its fault in the scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct Resolved {
    /// The scenario with every change of configuration made. Its own list of faults is as it was.
    pub scenario: Scenario,
    /// Attackers on the path of every connection.
    pub taps: Vec<(usize, Attacker)>,
    /// Faults on the wire and quirks of a sender; none of them is [`Fault::Named`].
    pub faults: Vec<(usize, Fault)>,
    /// For faults that are changes of configuration: the message whose sending shows them, which is where they strike.
    pub marks: Vec<(usize, Target)>,
    /// The fault that is being taken apart.
    index: usize,
}

/// Takes every fault of a scenario apart, in order. A fault that does not read, which [`Scenario::parse`] does not
/// let through, is passed over, and so never strikes.
pub fn resolve(scenario: &Scenario) -> Resolved {
    let mut resolved =
        Resolved { scenario: scenario.clone(), taps: Vec::new(), faults: Vec::new(), marks: Vec::new(), index: 0 };
    for (index, fault) in scenario.faults.iter().enumerate() {
        resolved.index = index;
        match fault {
            Fault::Named { id, params } => {
                if let Some(entry) = Entry::of(id)
                    && let Ok(args) = Args::check(entry.params, params)
                {
                    (entry.act)(&args, &mut resolved).unwrap_or_default();
                }
            }
            other => resolved.faults.push((index, other.clone())),
        }
    }
    resolved
}

impl Resolved {
    /// Changes what both sides bring to every connection; it shows when this message is sent.
    pub(super) fn change(&mut self, from: Role, message: &str, how: impl Fn(&mut Plan)) -> Done {
        self.scenario.connections.iter_mut().for_each(how);
        self.shows(from, message)
    }

    /// What was changed shows when this message is sent, too.
    pub(super) fn shows(&mut self, from: Role, message: &str) -> Done {
        for conn in 0..self.scenario.connections.len() {
            let Ok(conn) = u8::try_from(conn) else { break };
            let target = Target { conn: ConnId(conn), from, name: message.to_owned(), nth: 1 };
            self.marks.push((self.index, target));
        }
        Ok(())
    }

    /// Gives the server's chain a flaw.
    pub(super) fn flaw(&mut self, flaw: Flaw) -> Done {
        self.change(Role::Server, "certificate", |plan| plan.server.certificate.flaws.push(flaw))
    }

    /// Puts an attacker on the path.
    pub(super) fn tap(&mut self, attacker: Attacker) -> Done {
        self.taps.push((self.index, attacker));
        Ok(())
    }

    /// Adds a fault that strikes while the run goes.
    pub(super) fn strike(&mut self, fault: Fault) -> Done {
        self.faults.push((self.index, fault));
        Ok(())
    }
}
