//! What an observer lacks for a value that it does not know. Knows no observer: what would do follows from what was agreed.

use super::{Row, What};
use crate::explain::copied::under;
use crate::lab::Trace;
use crate::tls::Name;
use crate::tls::observer::Needs;
use crate::wire::{KeyExchange, Suite, Version};

/// What would have to be stolen.
pub fn needs(trace: &Trace, row: &Row) -> Option<Needs> {
    let agreed = &trace.connections.get(usize::from(row.conn.0))?.negotiated[1];
    let kx = agreed.suite.and_then(Suite::of).and_then(|suite| suite.kx);
    let early = matches!(row.what, What::Value(Name::ClientEarlyTrafficSecret, _)) || early(trace, row);
    match (row.what, agreed.version?) {
        // What is missing for these is the value itself.
        (What::Value(Name::EphemeralPrivateKey | Name::TicketKey | Name::PrivateKey | Name::Psk, _), _) => None,
        (What::Value(Name::MasterSecret, _), _) if agreed.resumed.is_some() => None,
        (_, Version::Tls13) if early => Some(Needs::Psk),
        (_, Version::Tls13) if agreed.group.is_some() => Some(Needs::EphemeralKey),
        (_, Version::Tls13) => Some(Needs::Psk),
        (_, Version::Tls12) if agreed.resumed.is_some() => Some(Needs::Session),
        (_, Version::Tls12) if kx == Some(KeyExchange::Rsa) => Some(Needs::ServerKey),
        (_, Version::Tls12) => Some(Needs::EphemeralKey),
    }
}

/// Whether a row is early data.
fn early(trace: &Trace, row: &Row) -> bool {
    let What::Data(message) = row.what else { return false };
    let records = trace.message(message).into_iter().flat_map(|message| &message.records);
    let keys = records.filter_map(|(id, _)| under(trace, trace.record(*id)?)).filter_map(|key| trace.entry(key));
    keys.into_iter().any(|entry| entry.name == Name::ClientEarlyKey)
}
