//! Reading, writing and annotating in one pass. Knows no message.
//!
//! Reading never fails without a trace: it stops, and the spans up to the byte that broke remain.

use std::fmt;

use super::blob::{KeyExchange, Version};
use super::tree::{Name, Span, Value};

/// Why bytes do not read. Lengths are in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DecodeError {
    /// Fewer bytes are left than the field needs.
    Short { need: u32, have: u32 },
    /// Bytes are left over behind the last field.
    Trailing { left: u32 },
    /// A length outside the bounds of its vector.
    Length { found: u32, min: u32, max: u32 },
    /// A vector whose length is no multiple of its item's.
    Multiple,
    /// A value that the grammar forbids.
    Illegal,
    /// A rule of the encoding inside a field, by its name: `high_tag_number`.
    Rule(&'static str),
}

impl DecodeError {
    /// A stable name, for explanations.
    pub fn id(self) -> &'static str {
        match self {
            Self::Short { .. } => "short",
            Self::Trailing { .. } => "trailing",
            Self::Length { .. } => "length",
            Self::Multiple => "multiple",
            Self::Illegal => "illegal",
            Self::Rule(name) => name,
        }
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Short { need, have } => write!(f, "needs {need} bytes, {have} are left"),
            Self::Trailing { left } => write!(f, "{left} bytes are left over"),
            Self::Length { found, min, max } => write!(f, "length {found}, allowed is {min} to {max}"),
            Self::Multiple => f.write_str("the length is no multiple of the item's"),
            Self::Illegal => f.write_str("a value that is not allowed here"),
            Self::Rule(name) => f.write_str(name),
        }
    }
}

/// Something with a form on the wire.
pub trait Wire: Sized {
    /// Reads it, field by field.
    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError>;
    /// Appends its bytes.
    fn write(&self, out: &mut Vec<u8>);
    /// What a screen shows of it.
    fn show(&self) -> Value {
        Value::Group
    }

    /// Its bytes alone.
    fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.write(&mut out);
        out
    }
}

/// What is settled already and decides how later messages read.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Context {
    pub version: Option<Version>,
    pub kx: Option<KeyExchange>,
}

/// A cursor over bytes that keeps spans only when asked to.
pub struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    end: usize,
    depth: u8,
    spans: Option<Vec<Span>>,
    pub context: Context,
}

impl<'a> Reader<'a> {
    /// A reader that keeps no spans: what a party uses.
    pub fn new(bytes: &'a [u8], context: Context) -> Self {
        Self { bytes, at: 0, end: bytes.len(), depth: 0, spans: None, context }
    }

    /// A reader that keeps a span per field.
    pub fn annotating(bytes: &'a [u8], context: Context) -> Self {
        Self { spans: Some(Vec::new()), ..Self::new(bytes, context) }
    }

    /// The spans kept.
    pub fn into_spans(self) -> Vec<Span> {
        self.spans.unwrap_or_default()
    }

    /// How many bytes are left in the current scope.
    pub fn left(&self) -> usize {
        self.end - self.at
    }

    /// The bytes ahead, up to `n`, without taking them.
    pub fn peek(&self, skip: usize, n: usize) -> &'a [u8] {
        let from = self.at.saturating_add(skip).min(self.end);
        self.bytes.get(from..from.saturating_add(n).min(self.end)).unwrap_or_default()
    }

    /// Takes exactly `n` bytes.
    pub fn take(&mut self, n: usize) -> Result<&'a [u8], DecodeError> {
        let end = self.at.saturating_add(n);
        let taken = self.bytes.get(self.at..end).filter(|_| end <= self.end);
        let taken = taken.ok_or(DecodeError::Short { need: n as u32, have: self.left() as u32 })?;
        self.at = end;
        Ok(taken)
    }

    /// Reads one named field of `owner`.
    pub fn field<T: Wire>(&mut self, owner: &'static str, name: &'static str) -> Result<T, DecodeError> {
        self.named(owner, Name::Field(name))
    }

    /// Reads one span under any name. Whatever happens inside, the span is kept.
    pub fn named<T: Wire>(&mut self, owner: &'static str, name: Name) -> Result<T, DecodeError> {
        let opened = self.open(owner, name);
        let read = T::read(self);
        let shown = match &read {
            Ok(value) if self.spans.is_some() => Ok(value.show()),
            Ok(_) => Ok(Value::Group),
            Err(error) => Err(*error),
        };
        self.close(opened, shown);
        read
    }

    /// Reads the length of a vector `<min..max>` as one named field of `owner`.
    #[inline(never)]
    pub fn length(&mut self, owner: &'static str, min: usize, max: usize) -> Result<usize, DecodeError> {
        let opened = self.open(owner, Name::Field("length"));
        let read = self.number(min, max);
        self.close(opened, read.map(|length| Value::Length(length as u64)));
        read
    }

    fn number(&mut self, min: usize, max: usize) -> Result<usize, DecodeError> {
        let found = self.take(width(max))?.iter().fold(0, |n, byte| n << 8 | usize::from(*byte));
        match (min..=max).contains(&found) {
            true => Ok(found),
            false => Err(DecodeError::Length { found: found as u32, min: min as u32, max: max as u32 }),
        }
    }

    /// Begins a span: where it starts, and its place among the spans.
    #[inline(never)]
    fn open(&mut self, owner: &'static str, name: Name) -> (usize, usize) {
        let start = self.at;
        let slot = self.push(owner, name, start, start, Value::Group);
        self.depth = self.depth.saturating_add(1);
        (start, slot)
    }

    /// Ends a span with what it shows where it has no children.
    #[inline(never)]
    fn close(&mut self, (start, slot): (usize, usize), shown: Result<Value, DecodeError>) {
        self.depth = self.depth.saturating_sub(1);
        let (at, end) = (self.at, self.end);
        let Some(spans) = &mut self.spans else { return };
        let childless = spans.len() == slot + 1;
        let covered = spans.last().map_or(start as u32, |last| last.range.end);
        let Some(span) = spans.get_mut(slot) else { return };
        match shown {
            Ok(_) if childless && at == start => spans.truncate(slot), // nothing was there: an empty span says nothing
            Ok(value) => {
                span.range.end = at as u32;
                span.value = if childless { value } else { Value::Group };
            }
            Err(error) if childless => {
                // A leaf that took its bytes keeps them; one that could not take them claims the rest of its scope.
                span.range.end = if at > start { at as u32 } else { end as u32 };
                span.value = Value::Broken(error);
            }
            Err(_) => span.range.end = covered.max(span.range.start),
        }
    }

    /// Renames the span being read, once a code inside it tells what it is.
    /// `name` is given how many siblings before it already match.
    pub fn rename(&mut self, matches: impl Fn(&Name) -> bool, name: impl Fn(u32) -> Name) {
        let depth = self.depth.saturating_sub(1);
        let Some(spans) = &mut self.spans else { return };
        let Some(slot) = spans.iter().rposition(|span| span.depth == depth) else { return };
        let siblings = spans.iter().take(slot).rev().take_while(|span| span.depth >= depth);
        let earlier = siblings.filter(|span| span.depth == depth && matches(&span.name)).count();
        if let Some(span) = spans.get_mut(slot) {
            span.name = name(earlier as u32);
        }
    }

    /// Runs `body` on exactly the next `len` bytes.
    pub fn within<T>(
        &mut self,
        len: usize,
        body: impl FnOnce(&mut Self) -> Result<T, DecodeError>,
    ) -> Result<T, DecodeError> {
        let outer = self.enter(len)?;
        let result = body(self);
        let rest = self.leave(outer, result.is_ok());
        result.and_then(|value| rest.map(|()| value))
    }

    /// Narrows the scope to the next `len` bytes. Returns where it ended before.
    #[inline(never)]
    fn enter(&mut self, len: usize) -> Result<usize, DecodeError> {
        if len > self.left() {
            let error = DecodeError::Short { need: len as u32, have: self.left() as u32 };
            self.rest("value", error);
            return Err(error);
        }
        Ok(std::mem::replace(&mut self.end, self.at + len))
    }

    /// Widens the scope again; once all in it has read well, nothing may be left over.
    #[inline(never)]
    fn leave(&mut self, outer: usize, well: bool) -> Result<(), DecodeError> {
        let left = self.left();
        let error = DecodeError::Trailing { left: left as u32 };
        let over = well && left > 0;
        if over {
            self.rest("trailing", error);
        }
        self.end = outer;
        if over { Err(error) } else { Ok(()) }
    }

    /// Keeps a broken leaf over all that is left in the scope.
    fn rest(&mut self, name: &'static str, error: DecodeError) {
        if self.left() > 0 {
            self.push("broken", Name::Field(name), self.at, self.end, Value::Broken(error));
        }
    }

    fn push(&mut self, owner: &'static str, name: Name, start: usize, end: usize, value: Value) -> usize {
        let depth = self.depth;
        let Some(spans) = &mut self.spans else { return 0 };
        spans.push(Span { depth, owner, name, range: start as u32..end as u32, value });
        spans.len() - 1
    }
}

/// The width in bytes of a vector's length: what its ceiling needs (RFC 8446, 3.4).
fn width(max: usize) -> usize {
    match max {
        0..=0xff => 1,
        0x100..=0xffff => 2,
        _ => 3,
    }
}

/// Appends what `body` writes, behind its length, which is as wide as a vector of at most `max` bytes has it. A length
/// too large for its width is cut to it: writers build vectors within bounds.
pub(super) fn write_vector(out: &mut Vec<u8>, max: usize, body: &[u8]) {
    let length = (body.len() as u32).to_be_bytes();
    out.extend(length.iter().skip(4 - width(max)));
    out.extend_from_slice(body);
}

/// Reads a whole `T` without spans; bytes left over are an error.
pub fn decode<T: Wire>(bytes: &[u8], context: Context) -> Result<T, DecodeError> {
    let mut reader = Reader::new(bytes, context);
    reader.within(bytes.len(), T::read)
}

/// What a value's own bytes read as: given bytes become the fields that they hold. Bytes that do not read, or that would
/// not be written again as they are, stay as they were.
pub fn reread<T: Wire>(value: T) -> T {
    let bytes = value.to_bytes();
    decode::<T>(&bytes, Context::default()).ok().filter(|read| read.to_bytes() == bytes).unwrap_or(value)
}
