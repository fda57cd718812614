//! In what kind of handshake something is told: what decides which of several texts is true of it. Knows no text.

use super::facts::exchange;
use super::hand::message_of;
use crate::lab::{Opened, Trace};
use crate::wire::{
    Blob, BlobId, ConnId, Grammar, KeyExchange, Name, Protection, ProtocolVersion, Suite, Tree, Value, Version,
};

/// The version and the key exchange beside which a text is shown; none where nothing says which.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Setting {
    pub version: Option<Version>,
    /// Before TLS 1.3 only, where it depends on the suite.
    pub kx: Option<KeyExchange>,
}

impl Setting {
    /// Of a connection: what both sides hold to be agreed, and nothing where they differ.
    pub fn of(trace: &Trace, conn: ConnId) -> Self {
        let Some(connection) = trace.connections.get(usize::from(conn.0)) else { return Self::default() };
        let [client, server] = &connection.negotiated;
        let version = both(client.version, server.version);
        let suite = both(client.suite, server.suite).and_then(Suite::of);
        Self { version, kx: suite.filter(|suite| Some(suite.version) == version).and_then(|suite| suite.kx) }
    }

    /// Of the bytes of a trace. A hello tells its version itself, a ClientHello the highest that it offers: what is agreed
    /// later says nothing of why it was written so. Else the grammar tells it, or the connection.
    pub fn of_blob(trace: &Trace, blob: BlobId, tree: &Tree) -> Self {
        let grammar = trace.blobs.get(blob).map_or(Grammar::Opaque, |found: &Blob| found.grammar);
        let (version, kx) = match grammar {
            Grammar::Handshake { version, kx } => (hello(tree).or(version), kx),
            Grammar::Record(Some(Protection::Tls13 { .. })) | Grammar::Inner13 => (Some(Version::Tls13), None),
            Grammar::Record(Some(_)) | Grammar::InnerCbc { .. } => (Some(Version::Tls12), None),
            Grammar::Record(None)
            | Grammar::Content(_)
            | Grammar::SealedTicket
            | Grammar::TicketState
            | Grammar::Opaque => (None, None),
        };
        let agreed = conn_of(trace, blob).map_or(Self::default(), |conn| Self::of(trace, conn));
        match version {
            // What is known of another version is not known of these bytes.
            Some(_) if version != agreed.version => Self { version, kx },
            _ => Self { version: agreed.version, kx: kx.or(agreed.kx) },
        }
    }

    /// The ids under which a text may stand: `KEY.1.2.rsa`, `KEY.1.2`, `KEY`.
    pub fn variants(self, key: &str) -> Vec<String> {
        let mut keys = Vec::new();
        if let Some(version) = self.version.map(Version::name) {
            keys.extend(self.kx.map(|kx| [key, version, exchange(kx)].join(".")));
            keys.push([key, version].join("."));
        }
        keys.push(key.to_owned());
        keys
    }
}

/// What two sides hold, as far as they do not contradict each other.
fn both<T: PartialEq>(one: Option<T>, other: Option<T>) -> Option<T> {
    match (one, other) {
        (Some(one), Some(other)) => (one == other).then_some(one),
        (one, other) => one.or(other),
    }
}

/// The version of a hello, of a ClientHello the highest that it offers: RFC 8446, 4.1.3 and 4.2.1.
pub(super) fn hello(tree: &Tree) -> Option<Version> {
    match tree.spans.first()?.name {
        Name::Field("client_hello" | "server_hello") => {}
        Name::Field("hello_retry_request") => return Some(Version::Tls13),
        _ => return None,
    }
    let tls13 = Value::Code(ProtocolVersion::TLSv1_3.name(), ProtocolVersion::TLSv1_3.0.into());
    let named = |at: usize| {
        let list = tree.parent(at).and_then(|up| tree.spans.get(up));
        list.is_some_and(|list| matches!(list.name, Name::Field("versions" | "supported_versions")))
    };
    let found = (0..tree.spans.len()).any(|at| tree.spans.get(at).is_some_and(|span| span.value == tls13) && named(at));
    // What was not read to its end may have gone on to say more.
    if found { Some(Version::Tls13) } else { tree.broken.is_none().then_some(Version::Tls12) }
}

/// The connection that a blob belongs to, as a message or as a record.
pub fn conn_of(trace: &Trace, blob: BlobId) -> Option<ConnId> {
    let opened = |opened: &Opened| match opened {
        Opened::Plain(blob) => Some(*blob),
        Opened::Unread | Opened::Failed => None,
    };
    let record = || {
        let mut records = trace.records.iter();
        records.find(|r| [r.sent, r.arrived, r.plain, opened(&r.opened)].contains(&Some(blob)))
    };
    message_of(trace, blob).map(|message| message.conn).or_else(|| record().map(|record| record.conn))
}
