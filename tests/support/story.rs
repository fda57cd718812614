//! What a trace tells of what crossed the wire, in the words in which tshark tells it. Knows nothing of tshark.

use handscope::lab::{Message, Record, Scenario, Trace};
use handscope::tls::Name;
use handscope::wire::hello::RETRY_RANDOM;
use handscope::wire::{Blob, ConnId, ContentType, Grammar, Protection, Role, Version, annotate, hex};

use crate::tshark::Story;

/// The story of a trace, and of what its scenario comes to with its faults; the parts are those of `tshark::ask`.
/// All is told as it arrived, or, where its receiver
/// had ended by then and took nothing up any more, as it was sent.
pub fn story(trace: &Trace, scenario: &Scenario) -> Story {
    let mut story = Story::new();
    let mut tell = |conn: ConnId, from: Role, what: &str, text: String| {
        let lines = story.entry(format!("c{}.{} {what}", conn.0, from.letter())).or_default();
        match lines.last_mut().filter(|_| what == "data") {
            Some(line) => line.push_str(&text),
            None => lines.push(text),
        }
    };
    for record in &trace.records {
        let client = trace.connections[usize::from(record.conn.0)].client;
        let from = if record.from == client { Role::Client } else { Role::Server };
        tell(record.conn, from, "record", header(trace, record));
    }
    for message in &trace.messages {
        let blob = message.arrived.or(message.sent).and_then(|id| trace.blobs.get(id)).expect("a blob");
        let mut tell = |what: &str, text| tell(message.conn, message.role, what, text);
        match (message.content_type, &*blob.bytes) {
            (ContentType::handshake, [kind, a, b, c, ..]) => {
                tell("message", format!("{kind:02x} {}", hex::encode(&[*a, *b, *c])));
                certificates(blob).into_iter().for_each(|der| tell("certificate", hex::encode(der)));
                settled(trace, scenario, message, &mut tell);
            }
            (ContentType::alert, [level, description]) => tell("alert", format!("{level:02x} {description:02x}")),
            (ContentType::application_data, bytes) => tell("data", hex::encode(bytes)),
            (ContentType::change_cipher_spec, _) => {}
            other => panic!("{other:?}"),
        }
    }
    story
}

/// The header of a record, and the type inside where TLS 1.3 hides one.
fn header(trace: &Trace, record: &Record) -> String {
    let bytes = trace.blobs.bytes(record.arrived.or(record.sent).expect("a record's bytes"));
    let seen = format!("{} {} {}", bytes[0], hex::encode(&bytes[1..3]), hex::encode(&bytes[3..5]));
    match record.sent.and_then(|id| trace.blobs.get(id)).map(|sent| sent.grammar) {
        Some(Grammar::Record(Some(Protection::Tls13 { .. }))) => format!("{seen} {}", record.content_type.0),
        _ => seen,
    }
}

/// What a message settles, by what the parties made of it.
fn settled(trace: &Trace, scenario: &Scenario, message: &Message, tell: &mut dyn FnMut(&str, String)) {
    let conn = usize::from(message.conn.0);
    // An attacker sends what the client of an earlier connection has sent.
    let plan = scenario.connections.get(conn).or(scenario.connections.last()).expect("a connection");
    let (client, server) = (&plan.client.config, &trace.connections[conn].negotiated[1]);
    let newer = server.version == Some(Version::Tls13);
    match message.name {
        "client_hello" => {
            tell("random", random(trace, message.conn, [Role::Server, Role::Client], Name::ClientRandom));
            client.host.iter().for_each(|host| tell("server_name", host.clone()));
            client.alpn.iter().for_each(|name| tell("alpn", name.clone()));
        }
        "server_hello" | "hello_retry_request" => {
            let known = || random(trace, message.conn, [Role::Client, Role::Server], Name::ServerRandom);
            tell("random", if message.name == "server_hello" { known() } else { hex::encode(&RETRY_RANDOM) });
            // The version in its old place, and that of supported_versions.
            tell("version", if newer { "0303 0304" } else { "0303" }.to_owned());
            tell("suite", format!("{:04x}", server.suite.expect("a suite").0));
        }
        _ => {}
    }
    let shares = if newer { "server_hello" } else { "server_key_exchange" };
    if message.name == shares {
        // With a pre-shared key alone there is none.
        server.group.iter().for_each(|group| tell("group", format!("{:04x}", group.0)));
    }
    let answers = if newer { "encrypted_extensions" } else { "server_hello" };
    if message.name == answers {
        server.protocol.iter().for_each(|name| tell("alpn", name.clone()));
    }
}

/// A random value as the first of the two knows it that does.
fn random(trace: &Trace, conn: ConnId, knows: [Role; 2], name: Name) -> String {
    let known = |role| {
        let entries = trace.actor(conn, role)?.ledger.iter().rev();
        entries.map(|(_, entry)| entry).find(|entry| entry.conn == conn && entry.name == name)?.bytes.as_deref()
    };
    hex::encode(knows.into_iter().find_map(known).expect("a random value"))
}

/// The certificates in a message, as our annotation marks them.
fn certificates(blob: &Blob) -> Vec<&[u8]> {
    let tree = annotate(blob);
    let is = |at: &usize| {
        let path = tree.path(*at);
        let item = path.strip_prefix("certificate.certificate_list.").and_then(|path| path.split_once('.'));
        matches!(item, Some((_, "value" | "cert_data.value")))
    };
    let ranges = (0..tree.spans.len()).filter(is).map(|at| &tree.spans[at].range);
    ranges.map(|range| &blob.bytes[range.start as usize..range.end as usize]).collect()
}
