//! The messages of two runs as pairs: how many bytes each has, and every field in which the two differ. Knows no layout.

use super::{before, fields, sent_from};
use crate::lab::{Message, Trace};
use crate::wire::Role;

/// A message of both runs, or of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    pub name: &'static str,
    pub role: Role,
    pub steps: [Option<usize>; 2],
    /// How many bytes it has in each.
    pub bytes: [Option<usize>; 2],
    /// What differs, where both have it.
    pub fields: Vec<Differs>,
}

/// A field that is not the same in both: its path, and how many bytes it has where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Differs {
    pub path: String,
    pub bytes: [Option<usize>; 2],
}

impl Pair {
    /// Whether it is the same in both, byte by byte.
    pub fn is_same(&self) -> bool {
        self.is_in_both() && self.fields.is_empty() && self.bytes[0] == self.bytes[1]
    }

    /// Whether both runs have it.
    pub fn is_in_both(&self) -> bool {
        self.steps.iter().all(Option::is_some)
    }
}

type Sent<'a> = (usize, &'a Message);

/// All messages of the connections that go together, in the order of the first run, each with the same nth of its name and
/// side; what only the second has stands behind what came before it there.
pub fn messages(traces: [&Trace; 2]) -> Vec<Pair> {
    let begun = before(traces);
    let (own, mut theirs) = (sent_from(traces[0], begun[0]), sent_from(traces[1], begun[1]));
    let mut pairs: Vec<Pair> = Vec::new();
    for one in own {
        let alike = |(_, message): &Sent| (message.name, message.role) == (one.1.name, one.1.role);
        let other = theirs.iter().position(alike).map(|at| theirs.remove(at));
        pairs.push(pair(traces, [Some(one), other]));
    }
    for other in theirs {
        let earlier = pairs.iter().rposition(|pair| pair.steps[1].is_some_and(|step| step < other.0));
        pairs.insert(earlier.map_or(0, |at| at + 1), pair(traces, [None, Some(other)]));
    }
    pairs
}

fn pair(traces: [&Trace; 2], both: [Option<Sent>; 2]) -> Pair {
    let one = both[0].or(both[1]);
    let length = |trace: &Trace, found: Option<Sent>| Some(trace.blobs.bytes(found?.1.sent?).len());
    let bytes = [length(traces[0], both[0]), length(traces[1], both[1])];
    Pair {
        name: one.map_or("", |(_, message)| message.name),
        role: one.map_or(Role::Client, |(_, message)| message.role),
        steps: both.map(|found| found.map(|(at, _)| at)),
        bytes,
        fields: both[0].zip(both[1]).map_or(Vec::new(), |(one, other)| differing(traces, [one.1, other.1])),
    }
}

/// The fields that are not the same in both, in the order of the first; behind them those that only the second has.
fn differing(traces: [&Trace; 2], both: [&Message; 2]) -> Vec<Differs> {
    let (Some(own), Some(theirs)) = (leaves(traces[0], both[0]), leaves(traces[1], both[1])) else { return Vec::new() };
    let value =
        |list: &[(String, Vec<u8>)], path: &str| list.iter().position(|(known, _)| common(known) == common(path));
    let mut out: Vec<Differs> = Vec::new();
    for (path, bytes) in &own {
        let other = value(&theirs, path).and_then(|at| theirs.get(at)).map(|(_, bytes)| bytes);
        if other != Some(bytes) {
            out.push(Differs { path: path.clone(), bytes: [Some(bytes.len()), other.map(Vec::len)] });
        }
    }
    let only = theirs.iter().filter(|(path, _)| value(&own, path).is_none());
    out.extend(only.map(|(path, bytes)| Differs { path: path.clone(), bytes: [None, Some(bytes.len())] }));
    out
}

/// A path as both versions may write it: TLS 1.3 has each certificate in an entry, with extensions beside it (RFC 8446,
/// 4.4.2).
fn common(path: &str) -> String {
    path.replace(".cert_data", "")
}

/// The fields of a message; what is a list of mere numbers and names counts as one.
fn leaves(trace: &Trace, message: &Message) -> Option<Vec<(String, Vec<u8>)>> {
    let id = message.sent?;
    let mut out: Vec<(String, Vec<u8>)> = Vec::new();
    for (path, bytes) in fields(trace, id, trace.blobs.bytes(id))? {
        let list = path.rsplit_once('.').filter(|(_, last)| last.parse::<usize>().is_ok()).map(|(list, _)| list);
        match out.last_mut().filter(|(known, _)| Some(known.as_str()) == list) {
            Some((_, all)) => all.extend(bytes),
            None => out.push((list.unwrap_or(&path).to_owned(), bytes.to_vec())),
        }
    }
    Some(out)
}
