//! What tshark says of a capture, in the few words that a test compares. Knows nothing of our traces.

use std::collections::BTreeMap;
use std::fs;

use crate::common::{Folder, run, tool};

/// What is told of a capture, in order, by `c0.s` (connection and sender) and what it is: see `ask`.
pub type Story = BTreeMap<String, Vec<String>>;

const SERVER_HELLO: &str = "02";
/// The status of a checksum that is right.
const GOOD: &str = "1";
/// The severity from which an expert's item is a complaint: a warning. That a connection closes is a note.
const WARNING: u32 = 0x0060_0000;

/// Has tshark read a capture with a key log.
///
/// - `record`: outer type, version, length, and the type inside where TLS 1.3 has one, in hex as on the wire
/// - `message`: type and length of a handshake message
/// - `random`, `version`, `suite`, `group`, `server_name`, `alpn`, `certificate`
/// - `alert`: level and description
/// - `data`: all application data, in hex
/// - `complaint`: of TCP's numbers, of checksums, of whatever the expert finds notable or malformed
pub fn ask(capture: &[u8], keylog: &str, port: u16, connections: usize) -> Story {
    let folder = Folder::new();
    let (file, keys) = (folder.path("run.pcap"), folder.write("run.keys", keylog));
    fs::write(&file, capture).expect("a file");
    let mut tshark = tool("tshark", "tshark");
    tshark.args(["-n", "-r", &file, "-T", "pdml", "-d", &format!("tcp.port=={port},tls")]);
    tshark.args(["-o", &format!("tls.keylog_file:{keys}"), "-o", "ip.check_checksum:TRUE"]);
    tshark.args(["-o", "tcp.check_checksum:TRUE"]);
    for connection in 0..connections {
        tshark.args(["-z", &format!("follow,tls,raw,{connection}")]);
    }
    let ended = run(&mut tshark);
    assert_eq!(ended.code, Some(0), "{ended:#?}");
    let (packets, follows) = ended.stdout.split_once("</pdml>").unwrap_or_else(|| panic!("no PDML in {ended:#?}"));
    let mut story = Story::new();
    packets.split("<packet>").skip(1).for_each(|packet| tell_packet(packet, port, &mut story));
    follows.split("Follow: tls,raw").skip(1).for_each(|follow| tell_data(follow, port, &mut story));
    story
}

/// In PDML every field is a line, in the order of the bytes.
fn tell_packet(packet: &str, port: u16, story: &mut Story) {
    let fields: Vec<_> = packet.lines().map(|line| ["name", "show", "value"].map(|key| attribute(line, key))).collect();
    let shown = |name| fields.iter().find(|field| field[0] == name).map_or("", |field| field[1]);
    let side = if shown("tcp.srcport") == port.to_string() { 's' } else { 'c' };
    let who = format!("c{}.{side}", shown("tcp.stream"));
    let mut tell = |what: &str, begins: bool, text: &str| {
        let lines = story.entry(format!("{who} {what}")).or_default();
        match lines.last_mut().filter(|_| !begins) {
            Some(line) => *line = format!("{line} {text}").trim().to_owned(),
            None => lines.push(text.to_owned()),
        }
    };
    let (mut kind, mut remark) = ("", "");
    for &[name, show, value] in &fields {
        match name {
            "tls.record" => tell("record", true, ""),
            "tls.record.opaque_type" | "tls.record.content_type" => tell("record", false, show),
            "tls.record.version" | "tls.record.length" => tell("record", false, value),
            "tls.handshake.type" => {
                kind = value;
                tell("message", true, value);
            }
            "tls.handshake.length" => tell("message", false, value),
            "tls.handshake.random" => tell("random", true, value),
            "tls.handshake.version" if kind == SERVER_HELLO => tell("version", true, value),
            "tls.handshake.extensions.supported_version" if kind == SERVER_HELLO => tell("version", false, value),
            "tls.handshake.ciphersuite" if kind == SERVER_HELLO => tell("suite", true, value),
            "tls.handshake.extensions_key_share_group" if kind == SERVER_HELLO => tell("group", true, value),
            "tls.handshake.server_named_curve" => tell("group", true, value),
            "tls.handshake.extensions_server_name" => tell("server_name", true, show),
            "tls.handshake.extensions_alpn_str" => tell("alpn", true, show),
            "tls.handshake.certificate" => tell("certificate", true, value),
            "tls.alert_message.level" => tell("alert", true, value),
            "tls.alert_message.desc" => tell("alert", false, value),
            "_ws.expert.message" => remark = show,
            "_ws.expert.severity" if show.parse().is_ok_and(|severity: u32| severity >= WARNING) => {
                tell("complaint", true, remark);
            }
            "ip.checksum.status" | "tcp.checksum.status" if show != GOOD => tell("complaint", true, name),
            "tcp.analysis.flags" | "_ws.malformed" => tell("complaint", true, name),
            _ => {}
        }
    }
}

/// Lines of hex; those of one of the two nodes stand in by a tab.
fn tell_data(follow: &str, port: u16, story: &mut Story) {
    let head = |key: &str| follow.lines().find_map(|line| line.strip_prefix(key)).unwrap_or_default();
    let (stream, first) = (head("Filter: tcp.stream eq "), head("Node 0: "));
    let server_first = first.ends_with(&format!(":{port}"));
    for line in
        follow.lines().filter(|line| !line.is_empty() && line.trim_start().bytes().all(|b| b.is_ascii_hexdigit()))
    {
        let side = if line.starts_with('\t') == server_first { 'c' } else { 's' };
        let lines = story.entry(format!("c{stream}.{side} data")).or_default();
        lines.resize(1, String::new());
        lines[0].push_str(line.trim_start());
    }
}

/// An attribute of a line of XML, as it stands; empty where it has none.
fn attribute<'a>(line: &'a str, name: &str) -> &'a str {
    let behind = line.split_once(&format!(" {name}=\"")).map_or("", |(_, behind)| behind);
    behind.split('"').next().unwrap_or_default()
}
