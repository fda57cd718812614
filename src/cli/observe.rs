//! `handscope observe`: what somebody who has recorded a connection reads of it, with a key log or without. Knows a recording
//! as the JSON of a trace, of which it takes the bytes on the wire alone.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use handscope::lab::{KeyLogError, read_keylog};
use handscope::tls::observer::{Logged, Observer, Reading, Secrets, Taken};
use handscope::wire::{Blobs, ConnId, ContentType, Grammar, Origin, Role, hex};
use serde_json::{Value, json};

use super::effects::quoted;
use super::{End, files, out};

/// What is observed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Observe {
    pub recording: PathBuf,
    pub keylog: Option<PathBuf>,
    pub json: bool,
}

/// A record of a recording.
struct Recorded {
    conn: ConnId,
    from: Role,
    bytes: Vec<u8>,
}

/// Reads a recording and tells what it says.
pub fn run(ask: &Observe) -> End {
    match observed(ask) {
        Ok(text) => {
            out(&text);
            End::Good
        }
        Err(error) => End::Usage(error),
    }
}

fn observed(ask: &Observe) -> Result<String, String> {
    let log = match &ask.keylog {
        Some(path) => keylog(path)?,
        None => Vec::new(),
    };
    let recorded = recording(&ask.recording)?;
    let mut blobs = Blobs::default();
    let wires = recorded.iter().map(|one| blobs.add(one.bytes.clone(), Grammar::Opaque, Origin::Imported));
    let wires = wires.collect::<Vec<_>>();
    let mut observer = Observer::new(blobs, Secrets { log, ..Secrets::default() });
    let mut open = None;
    for (one, wire) in recorded.iter().zip(wires) {
        if open.replace(one.conn) != Some(one.conn) {
            observer.begin(one.conn);
        }
        observer.record(one.from, wire);
    }
    let told = observer.taken().iter().zip(&recorded);
    Ok(match ask.json {
        true => {
            format!("{:#}\n", Value::from(told.map(|(taken, one)| as_json(&observer, taken, one)).collect::<Vec<_>>()))
        }
        false => told.fold(String::new(), |mut text, (taken, one)| {
            // Writing to a string cannot fail.
            writeln!(text, "{}", line(&observer, taken, one)).unwrap_or_default();
            text
        }),
    })
}

/// `c0 client -> server  27 bytes  application_data: "ping"`
fn line(observer: &Observer, taken: &Taken, one: &Recorded) -> String {
    let (from, to) = (one.from.name(), one.from.peer().name());
    let what = match &taken.reading {
        Reading::Clear => format!("in the clear: {}", kind(&one.bytes)),
        Reading::Locked { needs } => format!("locked, needs {needs}"),
        Reading::Opened { content_type, content, .. } => {
            let kind = content_type.map_or_else(String::new, |kind| kind.to_string());
            let bytes = observer.blobs().piece(content);
            let data = *content_type == Some(ContentType::application_data);
            format!("{kind}: {}", if data { quoted(bytes) } else { hex::short(bytes) })
        }
    };
    format!("c{} {from} -> {to}  {} bytes  {what}", one.conn.0, one.bytes.len())
}

fn as_json(observer: &Observer, taken: &Taken, one: &Recorded) -> Value {
    let (reading, needs, content_type, content) = match &taken.reading {
        Reading::Clear => ("clear", None, None, None),
        Reading::Locked { needs } => ("locked", Some(needs.id()), None, None),
        Reading::Opened { content_type, content, .. } => {
            let bytes = hex::encode(observer.blobs().piece(content));
            ("opened", None, content_type.map(|kind| kind.to_string()), Some(bytes))
        }
    };
    json!({
        "connection": one.conn.0,
        "from": one.from.name(),
        "length": one.bytes.len(),
        "reading": reading,
        "needs": needs,
        "content_type": content_type,
        "content": content,
    })
}

/// The content type in a record's header.
fn kind(record: &[u8]) -> String {
    ContentType(record.first().copied().unwrap_or_default()).to_string()
}

fn keylog(path: &Path) -> Result<Vec<Logged>, String> {
    let name = format!("--keylog {}", files::shown(path));
    let text = fs::read_to_string(path).map_err(|error| format!("{name}: {error}"))?;
    read_keylog(&text).map_err(|KeyLogError { line, wanted }| format!("{name}, line {line}: {wanted}"))
}

/// What stands under a key of an object, null where nothing does.
fn at<'a>(value: &'a Value, key: &str) -> &'a Value {
    value.get(key).unwrap_or(&Value::Null)
}

/// The records of a trace in JSON, connection by connection, as they were on the wire.
fn recording(path: &Path) -> Result<Vec<Recorded>, String> {
    let name = files::shown(path);
    let text = fs::read_to_string(path).map_err(|error| format!("{name}: {error}"))?;
    let mut recorded = Vec::new();
    // A server says first where it listens, then writes one trace on each line.
    let traces =
        text.strip_prefix("listening on ").and_then(|rest| rest.split_once('\n')).map_or(&*text, |rest| rest.1);
    for trace in serde_json::Deserializer::from_str(traces).into_iter::<Value>() {
        let trace = trace.map_err(|error| format!("{name}: no JSON: {error}"))?;
        let records = at(&trace, "records").as_array();
        let records = records.ok_or_else(|| format!("{name}: no trace: there are no `records`"))?;
        let first = recorded.len();
        for (n, record) in records.iter().enumerate() {
            let wrong = |what: &str| format!("{name}: record {n}: {what}");
            let conn = at(record, "connection").as_u64().and_then(|conn| u16::try_from(conn).ok());
            let conn = conn.ok_or_else(|| wrong("`connection` is no number of one"))?;
            let client = at(&trace, "connections").get(usize::from(conn)).map(|one| at(one, "client"));
            let client = client.ok_or_else(|| wrong("there is no such connection"))?;
            let bytes = at(record, "arrived").as_str().or(at(record, "sent").as_str()).and_then(hex::decode);
            let bytes = bytes.ok_or_else(|| wrong("its bytes are not in hexadecimal"))?;
            let from = if at(record, "from") == client { Role::Client } else { Role::Server };
            recorded.push(Recorded { conn: ConnId(conn), from, bytes });
        }
        // Record by record they stand in the order of their making; an observer takes one connection after another.
        if let Some(own) = recorded.get_mut(first..) {
            own.sort_by_key(|record: &Recorded| record.conn);
        }
    }
    Ok(recorded)
}
