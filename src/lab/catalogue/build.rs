//! From a scenario with faults to what a run needs: the configurations as the faults leave them, the attackers on
//! the path, and the faults that strike while the run goes.

use super::{Args, Entry};
use crate::lab::scenario::{Plan, Scenario};
use crate::net::{Attacker, Fault, FaultError, Spot, Target};
use crate::pki::Flaw;
use crate::tls::TicketForm;
use crate::wire::{ConnId, Role};

/// A connection that an attacker opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Replay {
    /// The index of its fault in the scenario.
    pub fault: usize,
    /// The connection whose first flight it sends again.
    pub of: ConnId,
    /// How many seconds after the end of the last connection.
    pub after: u32,
}

/// What an entry does. The error is for parameters that do not read, which [`Args::check`] has ruled out.
pub(super) type Act = fn(&Args<'_>, &mut Resolved) -> Done;

/// How many bytes of early data a ticket allows where the scenario says nothing, and what a client then sends.
const EARLY_DATA_LIMIT: u32 = 16_384;
const EARLY_DATA: &[u8] = b"POST /orders?item=1";

/// What doing it gives.
pub(super) type Done = Result<(), FaultError>;

/// A scenario whose named faults have been taken apart. Each part knows the index of its fault in the scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct Resolved {
    /// The scenario with every change of configuration made. Its own list of faults is as it was.
    pub scenario: Scenario,
    /// Attackers on the path, each with its connection.
    pub taps: Vec<(usize, ConnId, Attacker)>,
    /// Faults on the wire and quirks of a sender; none of them is [`Fault::Named`].
    pub faults: Vec<(usize, Fault)>,
    /// For faults that are changes of configuration: the message whose sending shows them, which is where they strike.
    pub marks: Vec<(usize, Target)>,
    /// Attackers that open a connection with the first flight of another.
    pub replays: Vec<Replay>,
    /// The fault that is being taken apart, and the connection that it names.
    index: usize,
    scope: Option<ConnId>,
}

/// Takes every fault of a scenario apart, in order. A fault that does not read, which [`Scenario::parse`] does not
/// let through, is passed over, and so never strikes.
pub fn resolve(scenario: &Scenario) -> Resolved {
    let mut resolved = Resolved {
        scenario: scenario.clone(),
        taps: Vec::new(),
        faults: Vec::new(),
        marks: Vec::new(),
        replays: Vec::new(),
        index: 0,
        scope: None,
    };
    for (index, fault) in scenario.faults.iter().enumerate() {
        resolved.index = index;
        match fault {
            Fault::Named { conn, id, params } => {
                resolved.scope = *conn;
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
    /// The connections that the fault is about: the one that it names, or all.
    fn conns(&self) -> Vec<ConnId> {
        let scope = self.scope;
        let all = (0..).map(ConnId).zip(&self.scenario.connections).map(|(conn, _)| conn);
        all.filter(|conn| scope.is_none_or(|scope| scope == *conn)).collect()
    }

    /// The first message of that name on each of them.
    fn first(&self, from: Role, name: &str) -> Vec<Target> {
        self.conns().into_iter().map(|conn| Target { conn, from, name: name.to_owned(), nth: 1 }).collect()
    }

    /// What both sides bring to them.
    pub(super) fn plans(&mut self) -> impl Iterator<Item = &mut Plan> {
        let scope = self.scope.map(|conn| usize::from(conn.0));
        let plans = self.scenario.connections.iter_mut().enumerate();
        plans.filter(move |(at, _)| scope.is_none_or(|scope| scope == *at)).map(|(_, plan)| plan)
    }

    /// Changes what both sides bring; it shows when this message is sent.
    pub(super) fn change(&mut self, from: Role, message: &str, how: impl Fn(&mut Plan)) -> Done {
        self.plans().for_each(how);
        self.shows(from, message)
    }

    /// The fault is about a connection that goes on from an earlier one: where there is none, it is added, and both sides keep
    /// and offer what they need for that.
    pub(super) fn resuming(&mut self) {
        let plans = &mut self.scenario.connections;
        if let [only] = &plans[..] {
            let second = only.clone();
            plans.push(second);
        }
        for plan in plans {
            let (client, server) = (&mut plan.client.config, &mut plan.server.config);
            client.resume = client.resume.max(1);
            server.tickets = server.tickets.max(1);
            if !server.session_ticket {
                server.session_cache = server.session_cache.max(1);
            }
        }
    }

    /// The same, by tickets in which the server has sealed the session, in both versions.
    pub(super) fn sealed(&mut self) {
        self.resuming();
        for plan in self.all() {
            plan.client.config.session_ticket = true;
            plan.server.config.session_ticket = true;
            plan.server.config.ticket_form = TicketForm::Sealed;
        }
    }

    /// The same, with early data that the server takes.
    pub(super) fn early(&mut self) {
        self.resuming();
        for plan in &mut self.scenario.connections {
            let (client, server) = (&mut plan.client.config, &mut plan.server.config);
            server.accept_early_data = true;
            if server.ticket_early_data == 0 {
                server.ticket_early_data = EARLY_DATA_LIMIT;
            }
            if client.early_data.is_empty() {
                client.early_data = EARLY_DATA.to_vec();
            }
        }
    }

    /// Changes what both sides bring to each connection behind the first; it shows when this message is sent there.
    pub(super) fn again(&mut self, from: Role, message: &str, how: impl Fn(&mut Plan)) -> Done {
        let later = self.later();
        for conn in &later {
            self.scenario.connections.get_mut(usize::from(conn.0)).into_iter().for_each(&how);
        }
        let shown = later.into_iter().map(|conn| Target { conn, from, name: message.to_owned(), nth: 1 });
        self.marks.extend(shown.map(|target| (self.index, target)).collect::<Vec<_>>());
        Ok(())
    }

    /// Somebody on the path changes the first ClientHello of each connection behind the first.
    pub(super) fn again_on_the_wire(&mut self, spot: &Spot) -> Done {
        for conn in self.later() {
            let target = Target { conn, from: Role::Client, name: "client_hello".to_owned(), nth: 1 };
            self.strike(Fault::Wire { target, spot: spot.clone() })?;
        }
        Ok(())
    }

    /// The connections behind the first that the fault is about.
    pub(super) fn later(&self) -> Vec<ConnId> {
        self.conns().into_iter().filter(|conn| conn.0 > 0).collect()
    }

    /// What both sides bring to every connection.
    pub(super) fn all(&mut self) -> impl Iterator<Item = &mut Plan> {
        self.scenario.connections.iter_mut()
    }

    /// An attacker opens a connection with the first flight of each later one.
    pub(super) fn replay(&mut self, after: u32) -> Done {
        let fault = self.index;
        let replays = self.later().into_iter().map(|of| Replay { fault, of, after }).collect::<Vec<_>>();
        self.replays.extend(replays);
        Ok(())
    }

    /// What was changed shows when this message is sent, too.
    pub(super) fn shows(&mut self, from: Role, message: &str) -> Done {
        let shown = self.first(from, message).into_iter().map(|target| (self.index, target)).collect::<Vec<_>>();
        self.marks.extend(shown);
        Ok(())
    }

    /// The sender changes the first message of that name before it seals it.
    pub(super) fn alter(&mut self, from: Role, message: &str, spot: &Spot) -> Done {
        let alter = |target| (self.index, Fault::Alter { target, spot: spot.clone() });
        let all = self.first(from, message).into_iter().map(alter).collect::<Vec<_>>();
        self.faults.extend(all);
        Ok(())
    }

    /// Gives the server's chain a flaw.
    pub(super) fn flaw(&mut self, flaw: Flaw) -> Done {
        self.change(Role::Server, "certificate", |plan| plan.server.certificate.flaws.push(flaw))
    }

    /// Puts an attacker on the path.
    pub(super) fn tap(&mut self, attacker: Attacker) -> Done {
        let taps = self.conns().into_iter().map(|conn| (self.index, conn, attacker.clone())).collect::<Vec<_>>();
        self.taps.extend(taps);
        Ok(())
    }

    /// Adds a fault that strikes its own target while the run goes.
    pub(super) fn strike(&mut self, fault: Fault) -> Done {
        self.faults.push((self.index, fault));
        Ok(())
    }
}
