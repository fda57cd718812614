//! What a refusal tells: what would have been right, and what came. Knows no reason.

use crate::wire::stranger::looks_like;
use crate::wire::{ContentType, DecodeError, hex};

/// What would have been right, and what came.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Mismatch {
    /// One value, or those that were allowed with commas between them; empty where there was none.
    pub expected: String,
    pub came: String,
    kind: Kind,
}

/// What it is that would have been right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
enum Kind {
    #[default]
    Value,
    /// The largest number that is allowed.
    Limit,
    /// The largest number of bytes.
    Bytes,
}

impl Mismatch {
    /// From the two values.
    pub fn new(expected: impl ToString, came: impl ToString) -> Self {
        Self { expected: expected.to_string(), came: came.to_string(), kind: Kind::Value }
    }

    /// From all that was allowed.
    pub fn among<T: ToString>(allowed: &[T], came: impl ToString) -> Self {
        Self::new(listed(allowed), came)
    }

    /// Of numbers, the largest that is allowed.
    pub fn up_to(limit: impl ToString, came: impl ToString) -> Self {
        Self { kind: Kind::Limit, ..Self::new(limit, came) }
    }

    /// The same of lengths, in bytes.
    pub fn bytes_up_to(limit: impl ToString, came: impl ToString) -> Self {
        Self { kind: Kind::Bytes, ..Self::new(limit, came) }
    }

    /// By name, as checks, texts and JSON have it.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let expected = match self.kind {
            Kind::Value => "expected",
            Kind::Limit => "at_most",
            Kind::Bytes => "at_most_bytes",
        };
        vec![(expected, self.expected.clone()), ("came", self.came.clone())]
    }
}

/// Values with commas between them.
pub fn listed<T: ToString>(values: &[T]) -> String {
    values.iter().map(T::to_string).collect::<Vec<_>>().join(", ")
}

/// Bytes that stand where a record should be.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Stranger {
    mismatch: Mismatch,
    /// The first of them; none where they were protected.
    bytes: Vec<u8>,
    /// What they look like, where a connection begins with them.
    looks_like: Option<&'static str>,
}

impl Stranger {
    /// The names of the content types that there are.
    pub const CONTENT_TYPES: &str = "change_cipher_spec, alert, handshake, application_data";
    /// The most bytes that are told.
    const TOLD: usize = 16;

    /// At the head of a record; `first` where the connection begins there.
    pub fn at(mismatch: Mismatch, bytes: &[u8], first: bool) -> Self {
        let told = bytes.get(..Self::TOLD).unwrap_or(bytes).to_vec();
        Self { mismatch, bytes: told, looks_like: looks_like(bytes).filter(|_| first) }
    }

    /// Under protection: a content type that may not be there.
    pub fn inside(allowed: &[ContentType], came: ContentType) -> Self {
        Self { mismatch: Mismatch::among(allowed, came), bytes: Vec::new(), looks_like: None }
    }

    /// By name.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = self.mismatch.pairs();
        pairs.extend((!self.bytes.is_empty()).then(|| ("first_bytes", hex::encode(&self.bytes))));
        pairs.extend(self.looks_like.map(|id| ("looks_like", id.to_owned())));
        pairs
    }
}

/// What would have been right of bytes that do not read, and what came, in numbers of bytes; none where neither is a
/// number.
pub fn broken(why: DecodeError) -> Option<Mismatch> {
    match why {
        DecodeError::Short { need, have } => Some(Mismatch::new(need, have)),
        DecodeError::Trailing { left } => Some(Mismatch::new(0, left)),
        DecodeError::Length { found, min, max } if min == max => Some(Mismatch::new(min, found)),
        DecodeError::Length { found, min: 0, max } => Some(Mismatch::bytes_up_to(max, found)),
        DecodeError::Length { found, min, max } => Some(Mismatch::new(format!("{min}-{max}"), found)),
        DecodeError::Multiple | DecodeError::Illegal | DecodeError::Rule(_) => None,
    }
}
