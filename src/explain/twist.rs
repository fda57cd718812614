//! What makes a message another story than its fellows of the same name: a ClientHello by what it offers. Knows the bytes of
//! the message, no text.

use super::setting::hello;
use crate::lab::Trace;
use crate::tls::Effect;
use crate::tls::memory::{Change, Item, Why};
use crate::wire::{Blob, ConnId, Grammar, Origin, Role, Tree, Version, annotate};

/// Where a ClientHello names a session of TLS 1.2.
const SESSION_ID: &str = "client_hello.legacy_session_id.value";
const TICKET: &str = "client_hello.extensions.session_ticket.ticket";

ids! {
    /// What makes one message another story: a more particular text, `transfer.message.twist`. An alert's is its name.
    pub enum Twist {
        /// A second ClientHello.
        Again = "again",
        /// A ClientHello that announces early data; application data before the server has spoken.
        Early = "early",
        /// A ClientHello that offers pre-shared keys.
        Psk = "psk",
        /// A ClientHello that offers to resume a session by its ticket.
        SessionTicket = "session_ticket",
        /// A ClientHello that offers to resume a session by its ID.
        SessionId = "session_id",
        /// A ClientHello with key shares.
        Shares = "shares",
        /// A Certificate message without certificates.
        Empty = "empty",
    }
}

/// What a ClientHello offers, the most telling first. What it says is not what was agreed, so its words follow from its
/// bytes.
pub(super) fn offers(trace: &Trace, conn: ConnId, bytes: &[u8]) -> Vec<Twist> {
    let grammar = Grammar::Handshake { version: None, kx: None };
    let tree = annotate(&Blob { bytes: bytes.to_vec().into(), grammar, origin: Origin::Imported });
    let has = |name: &str| tree.find(&format!("client_hello.extensions.{name}")).is_some();
    let all = [
        (Twist::Early, has("early_data")),
        (Twist::Psk, has("pre_shared_key")),
        (Twist::SessionTicket, !value(&tree, TICKET, bytes).is_empty()),
        (Twist::SessionId, names_session(trace, conn, &tree, value(&tree, SESSION_ID, bytes))),
        (Twist::Shares, has("key_share")),
    ];
    all.into_iter().filter(|(_, offered)| *offered).map(|(twist, _)| twist).collect()
}

/// The bytes of a field.
fn value<'a>(tree: &Tree, path: &str, bytes: &'a [u8]) -> &'a [u8] {
    let range = tree.find(path).map_or(0..0, |at| tree.range(at));
    bytes.get(range.start as usize..range.end as usize).unwrap_or_default()
}

/// Whether a session ID names a session. A client that speaks TLS 1.3 too may make one up, for middleboxes (RFC 8446, 4.1.2),
/// and that hello may be changed on its way so that it offers TLS 1.2 alone: then it names one where the client has one of
/// that ID.
fn names_session(trace: &Trace, conn: ConnId, tree: &Tree, id: &[u8]) -> bool {
    let config = trace.config(conn, Role::Client);
    let invents =
        hello(tree) == Some(Version::Tls13) || config.is_some_and(|config| config.versions.contains(&Version::Tls13));
    let may = || config.is_some_and(|config| config.resume > 0);
    !id.is_empty() && (!invents || may() && resumes(trace, conn, id))
}

/// Whether a client offers a session of that ID on a connection.
#[inline(never)] // of a later part
fn resumes(trace: &Trace, conn: ConnId, id: &[u8]) -> bool {
    let offered = |effect: &Effect| match effect {
        Effect::Memory { change: Change::Used, why: Why::Offered, item: Item::Session(kept), .. } => {
            kept.handle.bytes() == id
        }
        _ => false,
    };
    trace.steps.iter().filter(|step| step.conn == conn).flat_map(|step| &step.effects).any(offered)
}
