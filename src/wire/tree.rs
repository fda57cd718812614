//! What parsing says of bytes: a tree of named spans whose leaves tile them. No prose here.

use std::fmt;
use std::ops::Range;

use super::codec::DecodeError;

/// The last part of a span's path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Name {
    /// A field by the RFC's own name.
    Field(&'static str),
    /// The n-th item of a vector, from 0.
    Index(u32),
    /// The n-th extension of the same type, from 2: `key_share~2`.
    Nth(&'static str, u32),
    /// A code point without a name: `ext_0x0a0a`.
    Unknown(&'static str, u32, u32),
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Field(name) => f.write_str(name),
            Self::Index(at) => write!(f, "{at}"),
            Self::Nth(name, nth) => write!(f, "{name}~{nth}"),
            Self::Unknown(prefix, code, 1) => write!(f, "{prefix}_0x{code:04x}"),
            Self::Unknown(prefix, code, nth) => write!(f, "{prefix}_0x{code:04x}~{nth}"),
        }
    }
}

/// What a span holds, in a form a screen can show without knowing the protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// Has children.
    Group,
    Bytes,
    /// Bytes that are text.
    Text,
    Uint(u64),
    /// The length of what follows, in bytes.
    Length(u64),
    /// A code point: its name where it has one, and its value.
    Code(Option<&'static str>, u64),
    /// What another layer reads in the bytes, children or not.
    Decoded(&'static Decoder),
    /// Parsing stopped here.
    Broken(DecodeError),
}

/// A way to read bytes that this layer knows nothing of: a date, a name. Nothing is read until it is shown.
#[derive(Clone, Copy, Debug)]
pub struct Decoder {
    /// What comes out, for programs: `time`.
    pub kind: &'static str,
    /// The text for people; empty where the bytes give none.
    pub text: fn(&[u8]) -> String,
}

impl PartialEq for Decoder {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind
    }
}
impl Eq for Decoder {}

/// One annotated stretch of bytes.
#[derive(Clone, Debug, PartialEq)]
pub struct Span {
    /// How deep it lies; the root has depth 0. Spans stand in pre-order.
    pub depth: u8,
    /// The type whose field this is: `KeyShareEntry`, `Extension`, `vector`.
    pub owner: &'static str,
    pub name: Name,
    /// Offsets in bytes from the start of the blob.
    pub range: Range<u32>,
    pub value: Value,
}

/// Something worth saying of a range that is no field of its own: gmt_unix_time, the downgrade sentinel.
#[derive(Clone, Debug, PartialEq)]
pub struct Note {
    pub range: Range<u32>,
    pub id: &'static str,
}

/// The annotation of one blob.
#[derive(Clone, Debug, PartialEq)]
pub struct Tree {
    pub spans: Vec<Span>,
    pub notes: Vec<Note>,
    /// Why parsing stopped, if it did.
    pub broken: Option<DecodeError>,
}

impl Tree {
    /// Whether the span has no children.
    pub fn is_leaf(&self, at: usize) -> bool {
        match (self.spans.get(at), self.spans.get(at + 1)) {
            (Some(span), Some(next)) => next.depth <= span.depth,
            (span, _) => span.is_some(),
        }
    }

    /// The bytes that a span covers; none where there is no such span.
    pub fn range(&self, at: usize) -> Range<u32> {
        self.spans.get(at).map_or(0..0, |span| span.range.clone())
    }

    /// The indices of all leaves, in order.
    pub fn leaves(&self) -> impl Iterator<Item = usize> {
        (0..self.spans.len()).filter(|at| self.is_leaf(*at))
    }

    /// The span that holds this one.
    pub fn parent(&self, at: usize) -> Option<usize> {
        let depth = self.spans.get(at)?.depth;
        self.spans.iter().take(at).rposition(|span| span.depth < depth)
    }

    /// The path of a span, from the root's name down, joined by dots.
    pub fn path(&self, at: usize) -> String {
        let own = self.spans.get(at).map(|span| span.name.to_string()).unwrap_or_default();
        match self.parent(at) {
            Some(up) => format!("{}.{own}", self.path(up)),
            None => own,
        }
    }

    /// The span at a path.
    pub fn find(&self, path: &str) -> Option<usize> {
        (0..self.spans.len()).find(|at| self.path(*at) == path)
    }

    /// The leaf that covers a byte.
    pub fn leaf_at(&self, offset: u32) -> Option<usize> {
        self.leaves().find(|at| self.range(*at).contains(&offset))
    }
}
