//! Which text a value of a ledger has, and what it may quote. Knows no formula.

use super::fill::Vars;
use super::setting::Setting;
use super::suite::Parts;
use crate::lab::Trace;
use crate::wire::{ActorId, EntryId};

/// The ids of the texts of an actor's value, most specific first, `secret.session_id.1.3` and then `secret.session_id`, and
/// what they may quote: `{len}`, and `{cipher}` where that actor holds a suite to be agreed.
pub fn secret_text(trace: &Trace, actor: ActorId, id: EntryId) -> (Vec<String>, Vars) {
    let entry = trace.actors.get(usize::from(actor.0)).and_then(|actor| actor.ledger.get(id));
    let Some(entry) = entry else { return (Vec::new(), Vars::new()) };
    let mut vars = Vars::new();
    vars.extend(entry.bytes.as_ref().map(|bytes| ("len", bytes.len().to_string())));
    let suite = trace.connections.get(usize::from(entry.conn.0)).and_then(|connection| {
        let [client, server] = &connection.negotiated;
        if connection.client == actor { client.suite } else { server.suite }
    });
    let parts = suite.and_then(|suite| suite.name()).and_then(Parts::of);
    vars.extend(parts.map(|parts| ("cipher", parts.cipher.to_owned())));
    (Setting::of(trace, entry.conn).variants(&["secret.", entry.name.id()].concat()), vars)
}
