//! The way from what was stolen to the key that opens a record, value by value on the observer's own ledger. Knows no row.

use crate::crypto::ledger::Formula;
use crate::explain::formula::{formula_of, inputs, trunk};
use crate::tls::Name;
use crate::tls::observer::Observer;
use crate::wire::EntryId;

/// A value on the way.
#[derive(Clone, Debug, PartialEq)]
pub struct Stone {
    pub name: Name,
    pub bytes: Vec<u8>,
    /// None of the first, which was stolen.
    pub formula: Option<String>,
}

/// The way to a key, what was stolen first.
pub fn path(observer: &Observer, key: EntryId) -> Vec<Stone> {
    let ledger = &observer.mind().ledger;
    let mut stones = Vec::new();
    let mut at = Some(key);
    while let Some((id, entry)) = at.and_then(|id| Some((id, ledger.get(id)?))) {
        let given = matches!(entry.formula, Formula::Given);
        let formula = formula_of(observer.blobs(), ledger, id).filter(|_| !given);
        stones.push(Stone { name: entry.name, bytes: entry.bytes.clone().unwrap_or_default(), formula });
        at = match &entry.formula {
            // The key is what is secret; what it opens went by in the clear.
            Formula::RsaDecrypt { key, .. } | Formula::Open { key, .. } => Some(*key),
            // A pre-shared key has no salt but zeros.
            formula => trunk(formula, ledger).or_else(|| {
                let mut inputs = inputs(formula).into_iter();
                inputs.find(|id| ledger.get(*id).is_some_and(|entry| entry.name == Name::Psk))
            }),
        };
    }
    stones.reverse();
    stones
}
