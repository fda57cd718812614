//! What is said of a value wherever it stands: whose it is, how it is computed, what a hash reaches over. Knows no figure.

use crate::crypto::ledger::Formula;
use crate::explain::formula_text;
use crate::explain::hashes::{covered, reach};
use crate::explain::values::Row;
use crate::lab::Trace;
use crate::view::html::Html;
use crate::view::sight::Sight;
use crate::wire::{ActorId, EntryId};

/// Who holds a value, and whether both hold the same.
pub fn tags(sight: &Sight, out: &mut Html, row: &Row, values: [Option<&[u8]>; 2]) {
    out.class("span", "who");
    if row.fresh {
        out.el("span", "tag new", &sight.t("page.keys.new"));
    }
    match values {
        [Some(client), Some(server)] if client == server => {
            out.el("span", "tag same", &sight.t("page.keys.same"));
        }
        [Some(_), Some(_)] => drop(out.el("span", "tag differ", &sight.t("page.keys.differ"))),
        _ => {
            let who = if values[0].is_some() { "client" } else { "server" };
            out.el("span", &format!("tag {who}"), &sight.name("who", who));
        }
    }
    out.close("span");
}

/// Of a hash of the transcript: from which message to which, as one hash is told from another.
pub fn range(sight: &Sight, trace: &Trace, actor: ActorId, entry: EntryId) -> Option<String> {
    let (first, last) = reach(trace, covered(trace, actor, entry)?)?;
    let [first, last] = [first, last].map(|message| crate::view::wording::message_name(trace, message));
    Some(match first == last {
        true => first,
        false => sight.tf("page.keys.range", &vec![("first", first), ("last", last)]),
    })
}

/// A name as the RFCs write it, which may be broken behind an underscore.
pub fn name(out: &mut Html, name: &str) {
    for (at, part) in name.split('_').enumerate() {
        if at > 0 {
            out.text("_").open("wbr", &[]);
        }
        out.text(part);
    }
}

/// How a value is computed; of one that is known beforehand, that it is.
pub fn formula(sight: &Sight, trace: &Trace, actor: ActorId, entry: EntryId) -> String {
    let ledger = trace.actors.get(usize::from(actor.0)).map(|actor| &actor.ledger);
    let given =
        ledger.and_then(|ledger| ledger.get(entry)).is_some_and(|entry| matches!(entry.formula, Formula::Given));
    if given { sight.name("formula", "given") } else { formula_text(trace, actor, entry).unwrap_or_default() }
}
