//! What is swept, by which runs, and which results there are. Knows no markup.

use crate::explain::sweep::{Aim, Group, Sweep, groups, messages};
use crate::explain::work::Work;
use crate::explain::{Hand, hand};
use crate::lab::Trace;
use crate::view::sight::Sight;
use crate::view::swept::Swept;

/// A work of so many runs or fewer begins by itself.
pub const AT_ONCE: usize = 150;

/// What is swept: what the link names, else the message at hand, else the first.
pub fn aim(sight: &Sight) -> Option<Aim> {
    let trace = &sight.shown.trace;
    let named = sight.entry.as_deref().and_then(Aim::parse);
    let there = |aim: &Aim| *aim == Aim::Faults || messages(trace).any(|(_, own)| Aim::Bytes(own) == *aim);
    let here = || match hand(trace, sight.at)? {
        Hand::Message { id, .. } => messages(trace).find(|(message, _)| message.id == id).map(|(_, own)| own),
        Hand::Record(_) => None,
    };
    let first = || messages(trace).next().map(|(_, own)| own);
    named.filter(there).or_else(|| here().or_else(first).map(Aim::Bytes))
}

/// What can be swept in a run, as links name it.
pub fn entries(trace: &Trace) -> Vec<String> {
    let all = messages(trace).map(|(_, own)| Aim::Bytes(own));
    std::iter::once(Aim::Faults).chain(all).map(|aim| aim.to_string()).collect()
}

/// The runs.
pub fn plan(sight: &Sight) -> Option<Sweep> {
    Sweep::new(&sight.shown.trace, aim(sight)?)
}

/// What is asked of whoever carries it out.
pub fn asked(sight: &Sight) -> Option<String> {
    Some(Work::asked(&aim(sight)?, &sight.shown.text))
}

/// The results that there are.
pub fn results(sight: &Sight) -> Option<Results> {
    let swept = swept(sight)?;
    Some(Results { groups: groups(&swept.came), swept })
}

/// The same by themselves.
pub fn swept(sight: &Sight) -> Option<Swept> {
    sight.given.results(&asked(sight)?)
}

/// Results, and which of them are alike.
pub struct Results {
    pub swept: Swept,
    pub groups: Vec<Group>,
}
