//! Extensions of a ClientHello that a connection had no use for: offered for a case that did not come about. Computed
//! from what both sides agreed on and from what the server sent. Knows no text.

use super::hand::message_of;
use super::setting::Setting;
use crate::lab::{Message, Trace};
use crate::tls::Resumed;
use crate::wire::{BlobId, ConnId, KeyExchange, Name, Tree, Version, annotate};

/// What has no meaning in TLS 1.3, which always does it or never (RFC 8446, 4.2 and D; RFC 7627, 5.4; RFC 7366, 3;
/// RFC 8422, 5.1.2; its tickets are offered by `psk_key_exchange_modes`).
const BEFORE_TLS13: [&str; 5] =
    ["extended_master_secret", "renegotiation_info", "ec_point_formats", "session_ticket", "encrypt_then_mac"];

/// What a server of an older version does not know (RFC 8446, 4.2).
const SINCE_TLS13: [&str; 8] = [
    "supported_versions",
    "key_share",
    "psk_key_exchange_modes",
    "cookie",
    "pre_shared_key",
    "early_data",
    "post_handshake_auth",
    "certificate_authorities",
];

/// What takes effect only where the server answers it, and the messages in which it would.
const ANSWERED: [(&str, &[&str]); 15] = [
    ("pre_shared_key", HELLO),
    ("extended_master_secret", HELLO),
    ("renegotiation_info", HELLO),
    ("session_ticket", HELLO),
    ("encrypt_then_mac", HELLO),
    ("max_fragment_length", EITHER),
    ("application_layer_protocol_negotiation", EITHER),
    ("record_size_limit", EITHER),
    ("heartbeat", EITHER),
    ("use_srtp", EITHER),
    ("client_certificate_type", EITHER),
    ("server_certificate_type", EITHER),
    ("early_data", EITHER),
    ("status_request", WITH_CERTIFICATE),
    ("signed_certificate_timestamp", WITH_CERTIFICATE),
];
const HELLO: &[&str] = &["server_hello"];
const EITHER: &[&str] = &["server_hello", "encrypted_extensions"];
const WITH_CERTIFICATE: &[&str] = &["server_hello", "certificate"];

/// The ids under which it is told why the extension that a span is or lies in was not used, the most specific first; none
/// where it was used, or where the connection ended before that could be said.
pub fn unused(trace: &Trace, blob: BlobId, tree: &Tree, at: usize) -> Vec<String> {
    let (Some(name), Some(message)) = (offered(tree, at), message_of(trace, blob)) else { return Vec::new() };
    let agreed = Setting::of(trace, message.conn);
    let Some(version) = agreed.version else { return Vec::new() };
    why(trace, message, tree, name, (version, agreed.kx))
}

/// The same of an extension by its name.
#[inline(never)] // of a later part
fn why(
    trace: &Trace,
    message: &Message,
    tree: &Tree,
    name: &str,
    agreed: (Version, Option<KeyExchange>),
) -> Vec<String> {
    let (version, kx) = agreed;
    let sent = |names: &[&str]| from_server(trace, message).any(|other| names.contains(&other.name));
    let why = match version {
        Version::Tls13 if BEFORE_TLS13.contains(&name) => "1.3",
        Version::Tls12 if SINCE_TLS13.contains(&name) => "1.2",
        _ if resumed(trace, message.conn).is_some() && idle(trace, message, version, name) => "resumed",
        // The session came back in it, and needs no new one.
        Version::Tls12 if name == "session_ticket" && resumed(trace, message.conn) == Some(Resumed::Ticket) => {
            return Vec::new();
        }
        Version::Tls13 if SHARED.contains(&name) && keyed(trace, message) => "psk_ke",
        Version::Tls12 if kx == Some(KeyExchange::Rsa) && BY_KEY.contains(&name) => "rsa",
        Version::Tls13 if name == "psk_key_exchange_modes" && !sent(&["new_session_ticket"]) && !resumes(tree) => {
            "no_ticket"
        }
        Version::Tls13 if name == "key_share" && message.nth == 1 && asked_again(trace, message) => "retry",
        _ => match ANSWERED.iter().find(|(known, _)| *known == name) {
            Some((_, places)) if last_of(places, version).is_some_and(|last| sent(&[last])) => {
                let answers = from_server(trace, message).filter(|other| places.contains(&other.name));
                if answers.into_iter().any(|other| has(trace, other, name)) {
                    return Vec::new();
                }
                "unanswered"
            }
            _ => return Vec::new(),
        },
    };
    vec![format!("unused.{name}.{why}"), format!("unused.{why}")]
}

/// What serves a key agreement and a signature over it; the key exchange with RSA has neither (RFC 5246, 7.4.7.1).
const BY_KEY: [&str; 3] = ["supported_groups", "ec_point_formats", "signature_algorithms"];

/// What serves certificates and signatures, which a connection that goes on from a secret does without (RFC 8446, 2.2; RFC 5246,
/// 7.3).
const OF_PROOF: [&str; 4] =
    ["signature_algorithms", "signature_algorithms_cert", "status_request", "signed_certificate_timestamp"];
/// What serves a key agreement, which a resumed session of TLS 1.2 does without.
const OF_CURVES: [&str; 2] = ["supported_groups", "ec_point_formats"];
/// The same in TLS 1.3, where a pre-shared key may be used alone (RFC 8446, 4.2.9).
const SHARED: [&str; 2] = ["key_share", "supported_groups"];

/// From what a connection goes on.
fn resumed(trace: &Trace, conn: ConnId) -> Option<Resumed> {
    let [client, server] = &trace.connections.get(usize::from(conn.0))?.negotiated;
    client.resumed.or(server.resumed)
}

/// Whether a connection that goes on from an earlier one has nothing for an extension to do; an answer is a use.
#[inline(never)] // not of the page's first visit, unlike the question before it
fn idle(trace: &Trace, message: &Message, version: Version, name: &str) -> bool {
    let older = version == Version::Tls12 && OF_CURVES.contains(&name);
    (older || OF_PROOF.contains(&name)) && !from_server(trace, message).any(|other| has(trace, other, name))
}

/// Whether the server takes a pre-shared key without a key agreement beside it.
fn keyed(trace: &Trace, message: &Message) -> bool {
    let hello = |other: &&Message| other.name == "server_hello";
    from_server(trace, message).find(hello).is_some_and(|hello| !has(trace, hello, "key_share"))
}

/// The last of the messages in which an answer may come: before TLS 1.3 the ServerHello alone (RFC 5246, 7.4.1.4).
fn last_of(places: &[&'static str], version: Version) -> Option<&'static str> {
    if version == Version::Tls13 { places.last() } else { places.first() }.copied()
}

/// The extension of a ClientHello that a span is or lies in.
fn offered(tree: &Tree, at: usize) -> Option<&'static str> {
    tree.spans.first().filter(|root| root.name == Name::Field("client_hello"))?;
    let up = tree.parent(at)?;
    let list = tree.spans.get(up)?;
    match tree.spans.get(at)?.name {
        Name::Field(name) | Name::Nth(name, _) if (list.depth, list.name) == (1, Name::Field("extensions")) => {
            (name != "length").then_some(name)
        }
        _ => offered(tree, up),
    }
}

/// Whether a ClientHello brings a pre-shared key.
fn resumes(tree: &Tree) -> bool {
    tree.find("client_hello.extensions.pre_shared_key").is_some()
}

/// What the server sent on the connection of a message.
fn from_server<'a>(trace: &'a Trace, message: &'a Message) -> impl Iterator<Item = &'a Message> {
    trace.messages.iter().filter(|other| other.conn == message.conn && other.role == message.role.peer())
}

/// Whether the server wanted a share of another group.
fn asked_again(trace: &Trace, message: &Message) -> bool {
    from_server(trace, message).any(|other| other.name == "hello_retry_request" && has(trace, other, "key_share"))
}

/// Whether a message has an extension.
fn has(trace: &Trace, message: &Message, name: &str) -> bool {
    let blob = message.sent.or(message.arrived).and_then(|blob| trace.blobs.get(blob));
    let Some(tree) = blob.map(annotate) else { return false };
    tree.spans.iter().any(|span| matches!(span.name, Name::Field(own) | Name::Nth(own, _) if own == name))
}
