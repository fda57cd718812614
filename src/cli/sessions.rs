//! Sessions in a file, so that a later run resumes them: one JSON object on a line, with the keys that docs/sessions.md
//! tells. Secrets stand in it, and nobody but its owner may read it. Knows nothing of how a session is resumed.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::Path;

use handscope::tls::memory::{Handle, Item, Kept, MAX_TICKETS};
use handscope::tls::saved::Saved;
use handscope::wire::suites::SuiteHash;
use handscope::wire::{CipherSuite, Suite, Version, hex, printable};
use serde_json::{Map, Value, json};

use super::files;

/// The first line, for people.
const HEAD: &str = "# Sessions kept by `handscope client`, with their secrets. The keys: docs/sessions.md\n";
/// The longest session ID (RFC 5246, 7.4.1.2) in bytes.
const MAX_ID: usize = 32;
/// The length of the master secret of TLS 1.2 in bytes (RFC 5246, 8.1).
const MASTER_LEN: usize = 48;

const KEYS: [&str; 12] = [
    "handle",
    "bytes",
    "version",
    "suite",
    "secret",
    "extended_master_secret",
    "host",
    "protocol",
    "since",
    "lifetime",
    "age_add",
    "early_data",
];
/// Those that may be absent or null.
const CERTIFICATE: &str = "client_certificate";

/// The sessions of a file; none where there is no such file. Error: which line is wrong, and in what.
pub fn read(path: &Path) -> Result<Vec<Saved>, String> {
    let name = format!("--sessions {}", files::shown(path));
    let text = match fs::read(path) {
        Ok(bytes) => String::from_utf8(bytes).map_err(|_| format!("{name}: this is no text in UTF-8"))?,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(format!("{name}: {error}")),
    };
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'));
    let session = |(at, line)| parse(line).map_err(|why| format!("{name}, line {}: {why}", at + 1));
    lines.map(session).collect()
}

/// Writes those sessions of all that is kept whose time is not over at `now`, in milliseconds since 1970. The file is
/// there whole or as it was before.
pub fn write(path: &Path, all: &[Saved], now: u64) -> Result<(), String> {
    let mut text = HEAD.to_owned();
    for saved in all {
        if let Item::Session(kept) = saved
            && now.saturating_sub(kept.since) <= u64::from(kept.lifetime) * 1000
        {
            text += &(line(kept).to_string() + "\n");
        }
    }
    replace(path, &text).map_err(|error| format!("--sessions {}: {error}", files::shown(path)))
}

fn replace(path: &Path, text: &str) -> io::Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(format!(".{}", std::process::id()));
    let written = private(Path::new(&beside)).and_then(|mut file| file.write_all(text.as_bytes()));
    let moved = written.and_then(|()| fs::rename(&beside, path));
    if moved.is_err() {
        // It is of no use to anybody; the first error is the one to tell.
        fs::remove_file(&beside).unwrap_or_default();
    }
    moved
}

/// A new file that its owner alone may read.
fn private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn line(kept: &Kept<Vec<u8>>) -> Value {
    json!({
        "handle": kept.handle.id(),
        "bytes": hex::encode(kept.handle.bytes()),
        "version": kept.version.name(),
        "suite": kept.suite.to_string(),
        "secret": hex::encode(&kept.secret),
        "extended_master_secret": kept.extended,
        "host": kept.host,
        "protocol": kept.protocol,
        "since": kept.since,
        "lifetime": kept.lifetime,
        "age_add": kept.age_add,
        "early_data": kept.early,
        "client_certificate": kept.client.as_deref().map(hex::encode),
    })
}

fn parse(line: &str) -> Result<Saved, String> {
    let value = serde_json::from_str::<Value>(line).map_err(|error| {
        // Its own line is always the first.
        let told = error.to_string();
        told.split(" at line").next().unwrap_or_default().to_owned() + &format!(", column {}", error.column())
    })?;
    let Value::Object(keys) = value else { return Err("no JSON object".to_owned()) };
    if let Some(unknown) = keys.keys().find(|key| !KEYS.contains(&key.as_str()) && *key != CERTIFICATE) {
        return Err(format!("`{}` is no key of a session", printable(unknown)));
    }
    if let Some(missing) = KEYS.iter().find(|key| !keys.contains_key(**key)) {
        return Err(format!("{missing} is missing"));
    }
    let keys = Keys(keys);
    let version = match keys.text("version")? {
        "1.3" => Version::Tls13,
        "1.2" => Version::Tls12,
        other => return Err(keys.bad("version", other, "1.3 or 1.2")),
    };
    let name = keys.text("suite")?;
    let suite = CipherSuite::named(name).and_then(Suite::of).filter(|suite| suite.version == version);
    let suite = suite.ok_or_else(|| keys.bad("suite", name, &format!("a suite of TLS {}", version.name())))?;
    let bytes = keys.bytes("bytes", keys.text("bytes")?)?;
    let handle = match (keys.text("handle")?, version) {
        ("ticket", _) if (1..=MAX_TICKETS).contains(&bytes.len()) => Handle::Ticket(bytes),
        ("session_id", Version::Tls12) if (1..=MAX_ID).contains(&bytes.len()) => Handle::SessionId(bytes),
        ("ticket" | "session_id", _) => return Err(format!("bytes: {} bytes are no handle of this kind", bytes.len())),
        (other, _) => return Err(keys.bad("handle", other, "ticket or session_id")),
    };
    let len = match (version, suite.hash) {
        (Version::Tls12, _) => MASTER_LEN,
        (Version::Tls13, SuiteHash::Sha384) => 48,
        (Version::Tls13, SuiteHash::Sha256 | SuiteHash::Sha1) => 32,
    };
    let secret = keys.bytes("secret", keys.text("secret")?)?;
    if secret.len() != len {
        return Err(format!("secret: {} bytes where {suite} has {len}", secret.len(), suite = suite.code));
    }
    let client = keys.maybe(CERTIFICATE)?.map(|digits| keys.bytes(CERTIFICATE, digits)).transpose()?;
    Ok(Item::Session(Kept {
        handle,
        version,
        suite: suite.code,
        secret,
        extended: keys.switch("extended_master_secret")?,
        host: keys.maybe("host")?.map(str::to_owned),
        protocol: keys.maybe("protocol")?.map(str::to_owned),
        since: keys.number("since", u64::MAX)?,
        lifetime: keys.number32("lifetime")?,
        age_add: keys.number32("age_add")?,
        early: keys.number32("early_data")?,
        client,
    }))
}

/// The keys of one session.
struct Keys(Map<String, Value>);

impl Keys {
    fn text(&self, key: &str) -> Result<&str, String> {
        self.maybe(key)?.ok_or_else(|| format!("{key}: null where a text is wanted"))
    }

    fn maybe(&self, key: &str) -> Result<Option<&str>, String> {
        match self.0.get(key) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(other) => Err(self.bad(key, &other.to_string(), "a text")),
        }
    }

    fn bytes(&self, key: &str, digits: &str) -> Result<Vec<u8>, String> {
        hex::decode(digits).ok_or_else(|| self.bad(key, digits, "an even number of hexadecimal digits"))
    }

    fn switch(&self, key: &str) -> Result<bool, String> {
        let value = self.0.get(key).unwrap_or(&Value::Null);
        value.as_bool().ok_or_else(|| self.bad(key, &value.to_string(), "true or false"))
    }

    fn number(&self, key: &str, most: u64) -> Result<u64, String> {
        let value = self.0.get(key).unwrap_or(&Value::Null);
        let number = value.as_u64().filter(|number| *number <= most);
        number.ok_or_else(|| self.bad(key, &value.to_string(), &format!("a number up to {most}")))
    }

    fn number32(&self, key: &str) -> Result<u32, String> {
        self.number(key, u32::MAX.into()).map(|number| number as u32)
    }

    fn bad(&self, key: &str, value: &str, wanted: &str) -> String {
        let value = value.chars().take(40).collect::<String>();
        format!("{key}: `{}` is not {wanted}", printable(value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session(version: Version) -> Kept<Vec<u8>> {
        let (suite, len) = match version {
            Version::Tls13 => (CipherSuite::TLS_AES_256_GCM_SHA384, 48),
            Version::Tls12 => (CipherSuite::TLS_RSA_WITH_AES_128_CBC_SHA, MASTER_LEN),
        };
        Kept {
            handle: if version == Version::Tls13 {
                Handle::Ticket(vec![9; 200])
            } else {
                Handle::SessionId(vec![8; 32])
            },
            version,
            suite,
            secret: vec![0xab; len],
            extended: version == Version::Tls12,
            host: Some("a\n\u{202e}.test".to_owned()),
            protocol: None,
            since: u64::MAX,
            lifetime: 7200,
            age_add: u32::MAX,
            early: 16384,
            client: Some(vec![0x30, 0]),
        }
    }

    #[test]
    fn a_line_gives_the_session_back() {
        for version in [Version::Tls12, Version::Tls13] {
            let kept = session(version);
            let text = line(&kept).to_string();
            assert!(!text.contains('\n'), "{text}");
            assert_eq!(parse(&text), Ok(Item::Session(kept)));
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (key, value, named) in [
            ("handle", json!("name"), "handle: `name` is not ticket or session_id"),
            ("handle", json!("session_id"), "bytes: 200 bytes are no handle"),
            ("bytes", json!(""), "bytes: 0 bytes are no handle"),
            ("bytes", json!("abc"), "bytes: `abc` is not an even number"),
            ("version", json!("1.1"), "version: `1.1` is not 1.3 or 1.2"),
            ("suite", json!("AES128-SHA"), "suite: `AES128-SHA` is not a suite of TLS 1.3"),
            ("suite", json!("TLS_AES_128_GCM_SHA256"), "secret: 48 bytes where TLS_AES_128_GCM_SHA256 has 32"),
            ("secret", json!("ab"), "secret: 1 bytes where"),
            ("secret", Value::Null, "secret: null"),
            ("extended_master_secret", json!(1), "extended_master_secret: `1`"),
            ("host", json!(7), "host: `7` is not a text"),
            ("since", json!(-1), "since: `-1`"),
            ("lifetime", json!(1u64 << 32), "lifetime: `4294967296`"),
            ("client_certificate", json!("3"), "client_certificate: `3`"),
            ("colour", json!("red"), "`colour` is no key"),
        ] {
            let mut text = line(&session(Version::Tls13));
            text[key] = value;
            let error = parse(&text.to_string()).unwrap_err();
            assert!(error.contains(named), "{key}: {error}");
        }
        for (text, named) in [("[]", "no JSON object"), ("{", "column 1"), ("{}", "handle is missing")] {
            let error = parse(text).unwrap_err();
            assert!(error.contains(named), "{text}: {error}");
        }
    }
}
