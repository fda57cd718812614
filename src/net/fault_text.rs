//! The text form of faults, both ways. Knows neither percent-encoding nor the catalogue's ids.
//!
//! ```text
//! wire:TARGET@PATH+OFFSET OP     on the way, in the records that carry the target
//! alter:TARGET@PATH+OFFSET OP    by the sender, before it seals
//! drop:TARGET   dup:TARGET   inject:TARGET:HEX   omit:TARGET
//! id            id(name=value;name=value)     c1.id: on that connection alone
//!
//! TARGET   c0.s.server_hello#1   connection, c or s, message (or `record`), which of that name (1 where left out)
//! PATH     a field's path, or nothing for the whole target
//! OFFSET   in bytes from the start of that field
//! OP       ^HEX exclusive or, =HEX set, -N remove N bytes, +HEX insert
//! ```

use std::fmt;

use super::fault::{Fault, Spot, Target};
use crate::tls::{Change, Edit};
use crate::wire::{ConnId, Role, hex};

/// The longest run of bytes that a fault may set or insert.
pub const MAX_BYTES: usize = 1 << 16;

/// Why a text is no fault: the part that is wrong, and what would be right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaultError {
    pub part: String,
    pub wanted: &'static str,
}

impl Fault {
    /// Reads the text form.
    pub fn parse(text: &str) -> Result<Self, FaultError> {
        let Some((kind, rest)) = text.split_once(':').filter(|(kind, _)| !kind.contains('(')) else {
            return named(text);
        };
        match kind {
            "wire" => spotted(rest).map(|(target, spot)| Self::Wire { target, spot }),
            "alter" => spotted(rest).map(|(target, spot)| Self::Alter { target, spot }),
            "drop" => Target::parse(rest).map(|target| Self::Drop { target }),
            "dup" => Target::parse(rest).map(|target| Self::Duplicate { target }),
            "omit" => Target::parse(rest).map(|target| Self::Omit { target }),
            "inject" => {
                let (target, bytes) = rest.split_once(':').ok_or(wrong(rest, "inject:TARGET:HEX"))?;
                Ok(Self::Inject { target: Target::parse(target)?, bytes: some_bytes(bytes)? })
            }
            _ => Err(wrong(kind, "wire, alter, drop, dup, omit, inject, or an id of the catalogue")),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Wire { target, spot } => write!(f, "wire:{target}@{spot}"),
            Self::Alter { target, spot } => write!(f, "alter:{target}@{spot}"),
            Self::Drop { target } => write!(f, "drop:{target}"),
            Self::Duplicate { target } => write!(f, "dup:{target}"),
            Self::Omit { target } => write!(f, "omit:{target}"),
            Self::Inject { target, bytes } => write!(f, "inject:{target}:{}", hex::encode(bytes)),
            Self::Named { conn, id, params } => {
                if let Some(conn) = conn {
                    write!(f, "c{}.", conn.0)?;
                }
                f.write_str(id)?;
                let params: Vec<_> = params.iter().map(|(name, value)| format!("{name}={}", escape(value))).collect();
                if params.is_empty() { Ok(()) } else { write!(f, "({})", params.join(";")) }
            }
        }
    }
}

impl Target {
    /// Reads `c0.s.server_hello#1`; without `#` it is the first.
    pub fn parse(text: &str) -> Result<Self, FaultError> {
        const WANTED: &str = "a target such as c0.s.server_hello#1";
        let bad = || wrong(text, WANTED);
        let (place, nth) = text.split_once('#').unwrap_or((text, "1"));
        let mut parts = place.splitn(3, '.');
        let conn = parts.next().and_then(conn).ok_or_else(bad)?;
        let from = match parts.next() {
            Some("c") => Role::Client,
            Some("s") => Role::Server,
            _ => return Err(bad()),
        };
        let name = parts.next().filter(|name| is_word(name)).ok_or_else(bad)?;
        let nth = number(nth).filter(|nth| *nth > 0).ok_or_else(bad)?;
        Ok(Self { conn, from, name: name.to_owned(), nth })
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "c{}.{}.{}", self.conn.0, self.from.letter(), self.name)?;
        if self.nth == 1 { Ok(()) } else { write!(f, "#{}", self.nth) }
    }
}

impl Spot {
    /// Reads `PATH+OFFSET` and the change that follows it.
    pub fn parse(text: &str) -> Result<Self, FaultError> {
        let (path, rest) = text.split_once('+').ok_or(wrong(text, "PATH+OFFSET and then ^HEX, =HEX, -N or +HEX"))?;
        let is_path = |byte: u8| byte.is_ascii_alphanumeric() || b"_.~".contains(&byte);
        if !path.bytes().all(is_path) {
            return Err(wrong(path, "a path such as server_hello.random"));
        }
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let (offset, op) = rest.split_at(digits);
        let at = number(offset).ok_or(wrong(offset, "an offset in bytes"))? as usize;
        let change = match op.split_at_checked(1) {
            Some(("^", bytes)) => Change::Xor(some_bytes(bytes)?),
            Some(("=", bytes)) => Change::Set(some_bytes(bytes)?),
            Some(("+", bytes)) => Change::Insert(some_bytes(bytes)?),
            Some(("-", n)) => Change::Remove(number(n).filter(|n| *n > 0).ok_or(wrong(n, "how many bytes"))? as usize),
            _ => return Err(wrong(op, "^HEX, =HEX, -N or +HEX")),
        };
        Ok(Self { path: path.to_owned(), edit: Edit { at, change } })
    }
}

impl fmt::Display for Spot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}+{}", self.path, self.edit.at)?;
        match &self.edit.change {
            Change::Xor(bytes) => write!(f, "^{}", hex::encode(bytes)),
            Change::Set(bytes) => write!(f, "={}", hex::encode(bytes)),
            Change::Remove(n) => write!(f, "-{n}"),
            Change::Insert(bytes) => write!(f, "+{}", hex::encode(bytes)),
        }
    }
}

/// `TARGET@SPOT`
fn spotted(text: &str) -> Result<(Target, Spot), FaultError> {
    let (target, spot) = text.split_once('@').ok_or(wrong(text, "TARGET@PATH+OFFSET and then a change"))?;
    Ok((Target::parse(target)?, Spot::parse(spot)?))
}

/// `id` or `id(name=value;name=value)`, behind `c1.` where one connection alone is meant.
fn named(text: &str) -> Result<Fault, FaultError> {
    const WANTED: &str = "id or id(name=value;name=value), and c1. before it for one connection";
    let (id, params) = match text.split_once('(') {
        None => (text, ""),
        Some((id, rest)) => (id, rest.strip_suffix(')').ok_or(wrong(text, WANTED))?),
    };
    let (conn, id) = match id.split_once('.') {
        None => (None, id),
        Some((place, id)) => (Some(conn(place).ok_or(wrong(text, WANTED))?), id),
    };
    if !is_word(id) {
        return Err(wrong(text, WANTED));
    }
    let mut all: Vec<(String, String)> = Vec::new();
    for param in params.split(';').filter(|param| !param.is_empty()) {
        let (name, value) =
            param.split_once('=').filter(|(name, _)| is_word(name)).ok_or(wrong(param, "name=value"))?;
        if all.iter().any(|(known, _)| known == name) {
            return Err(wrong(param, "each name once"));
        }
        all.push((name.to_owned(), unescape(value)));
    }
    Ok(Fault::Named { conn, id: id.to_owned(), params: all })
}

/// What would end a parameter too early is written as `%` and two digits.
fn escape(value: &str) -> String {
    let plain = |c: char| !"%;()".contains(c);
    value.chars().map(|c| if plain(c) { c.to_string() } else { format!("%{:02x}", u32::from(c)) }).collect()
}

fn unescape(value: &str) -> String {
    let codes = [("%3b", ";"), ("%28", "("), ("%29", ")"), ("%25", "%")];
    codes.iter().fold(value.to_owned(), |text, (code, plain)| text.replace(code, plain))
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

/// `c0`
fn conn(text: &str) -> Option<ConnId> {
    let conn = text.strip_prefix('c').and_then(number).and_then(|conn| u16::try_from(conn).ok());
    conn.filter(|conn| *conn < ConnId::LIMIT).map(ConnId)
}

fn number(text: &str) -> Option<u32> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

fn some_bytes(text: &str) -> Result<Vec<u8>, FaultError> {
    let fits = |bytes: &Vec<u8>| (1..=MAX_BYTES).contains(&bytes.len());
    hex::decode(text).filter(fits).ok_or(wrong(text, "bytes as pairs of hexadecimal digits"))
}

fn wrong(part: &str, wanted: &'static str) -> FaultError {
    FaultError { part: part.to_owned(), wanted }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_what_was_read() {
        for text in [
            "wire:c0.s.server_hello@server_hello.random+6^01",
            "wire:c0.s.server_hello@+6=ff00",
            "alter:c1.c.finished#2@finished.verify_data+0-2",
            "wire:c0.c.record#3@+5+0a0b",
            "wire:c0.c.client_hello@client_hello.extensions.key_share~2.ext_0x0a0a+0^ff",
            "drop:c0.s.certificate",
            "dup:c0.c.finished",
            "omit:c0.s.certificate_verify",
            "inject:c0.s.server_hello:15030300020228",
            "expired_certificate",
            "c1.expired_certificate",
            "c15.expired_certificate(days=2)",
            "flip(a=1;b=c0.s.x#2@p+1;c=%28%3b%25%29)",
        ] {
            assert_eq!(Fault::parse(text).map(|fault| fault.to_string()).as_deref(), Ok(text));
        }
    }

    #[test]
    fn the_first_needs_no_number() {
        assert_eq!(Target::parse("c0.s.certificate#1"), Target::parse("c0.s.certificate"));
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (text, part) in [
            ("", ""),
            ("wire:c0.s.server_hello", "c0.s.server_hello"),
            ("wire:c0.x.server_hello@+1^01", "c0.x.server_hello"),
            ("wire:c0.s.server_hello#0@+1^01", "c0.s.server_hello#0"),
            ("wire:c300.s.server_hello@+1^01", "c300.s.server_hello"),
            ("wire:c0.s.server_hello@+^01", ""),
            ("wire:c0.s.server_hello@+1^0", "0"),
            ("wire:c0.s.server_hello@+1^", ""),
            ("wire:c0.s.server_hello@+1-0", "0"),
            ("wire:c0.s.server_hello@+1あ", "あ"),
            ("wire:c0.s.server_hello@a b+1^01", "a b"),
            ("lose:c0.s.server_hello", "lose"),
            ("inject:c0.s.server_hello", "c0.s.server_hello"),
            ("Expired", "Expired"),
            ("expired(", "expired("),
            ("expired(x)", "x"),
            ("expired(x=1;x=2)", "x=2"),
            ("c300.expired", "c300.expired"),
            ("1.expired", "1.expired"),
            ("c1.", "c1."),
            ("c1.s.expired", "c1.s.expired"),
        ] {
            assert_eq!(Fault::parse(text).map_err(|error| error.part), Err(part.to_owned()), "{text}");
        }
    }
}
