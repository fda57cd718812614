//! The values that the client of each of two runs comes to know: which are in both, which are equal, and the formula of each.
//! Knows no layout.

use super::before;
use crate::explain::formula::formula_text;
use crate::explain::secret_name;
use crate::explain::values::learned;
use crate::lab::Trace;
use crate::tls::Name;
use crate::wire::{ConnId, Role};

/// A value of both runs, or of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Secret {
    pub name: Name,
    pub held: [Option<Held>; 2],
}

/// A value in one run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The step in which the client learned it.
    pub step: usize,
    /// How it is derived, in the notation of the RFCs.
    pub formula: String,
    pub bytes: Vec<u8>,
}

impl Secret {
    /// Whether both runs have the same value of it; none where only one has any.
    pub fn is_equal(&self) -> Option<bool> {
        let [own, theirs] = &self.held;
        own.as_ref().zip(theirs.as_ref()).map(|(own, theirs)| own.bytes == theirs.bytes)
    }
}

/// What the clients learn on the connections that the table tells of, in the order of the first run; behind it what only the
/// second has. A name that comes again goes with the same one of the other run.
pub fn secrets(traces: [&Trace; 2]) -> Vec<Secret> {
    let begun = before(traces);
    let (own, mut theirs) = (held(traces[0], begun[0]), held(traces[1], begun[1]));
    let mut out: Vec<Secret> = Vec::new();
    for (name, one) in own {
        let at = theirs.iter().position(|other| is_the_same(&(name, &one), &(other.0, &other.1)));
        let other = at.map(|at| theirs.remove(at).1);
        out.push(Secret { name, held: [Some(one), other] });
    }
    out.extend(theirs.into_iter().map(|(name, other)| Secret { name, held: [None, Some(other)] }));
    out
}

/// Whether two values go together: what is called the same and, of a hash, what covers the same.
fn is_the_same(one: &(Name, &Held), other: &(Name, &Held)) -> bool {
    let called = secret_name(one.0);
    called == secret_name(other.0) && (called != "transcript_hash" || one.1.formula == other.1.formula)
}

fn held(trace: &Trace, begun: u16) -> Vec<(Name, Held)> {
    let conns = trace.connections.iter().map(|one| one.id).filter(|id| id.0 >= begun);
    let all = conns.flat_map(|conn: ConnId| learned(trace, conn).map(move |one| (conn, one)).collect::<Vec<_>>());
    all.filter(|(_, (_, role, ..))| *role == Role::Client)
        .filter_map(|(conn, (step, role, entry, name))| {
            let actor = trace.actor(conn, role)?;
            let bytes = actor.ledger.get(entry)?.bytes.clone()?;
            Some((name, Held { step, formula: formula_text(trace, actor.id, entry)?, bytes }))
        })
        .collect()
}
