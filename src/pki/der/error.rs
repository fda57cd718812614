//! Why DER cannot be read, each reason with a name and an offset.

use std::fmt;

/// Why DER could not be read, and the byte (counted from the start of the outermost input) where that showed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DerError {
    pub offset: usize,
    pub kind: DerErrorKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DerErrorKind {
    /// The input ended before the element did.
    Truncated,
    /// Tag numbers above 30 take several bytes; X.509 has none.
    HighTagNumber,
    /// 0x80 as length: allowed in BER, not in DER (X.690 10.1).
    IndefiniteLength,
    /// A length written in more bytes than it needs (X.690 10.1).
    LengthNotMinimal,
    /// A length of more than four bytes.
    LengthTooLarge,
    UnexpectedTag {
        want: u8,
        have: u8,
    },
    /// Bytes remain where the structure ends.
    TrailingData,
    TooDeep,
    /// Not 00 or FF (X.690 11.1).
    BadBoolean,
    /// Empty, or with a superfluous first byte (X.690 8.3.2).
    BadInteger,
    IntegerTooLarge,
    /// Unused bits above seven, or not zero (X.690 11.2).
    BadBitString,
    BadOid,
    /// Not `YYMMDDHHMMSSZ` or `YYYYMMDDHHMMSSZ` with a real date (RFC 5280 4.1.2.5).
    BadTime,
    /// Characters the string type does not have.
    BadString,
    /// A DEFAULT value written out (X.690 11.5).
    DefaultEncoded,
    /// A SEQUENCE or SET that must hold at least one element holds none.
    Empty,
}

pub(super) fn error(offset: usize, kind: DerErrorKind) -> DerError {
    DerError { offset, kind }
}

impl fmt::Display for DerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at byte {}", self.kind, self.offset)
    }
}

ids_of!(DerErrorKind {
    Self::Truncated => "truncated",
    Self::HighTagNumber => "high_tag_number",
    Self::IndefiniteLength => "indefinite_length",
    Self::LengthNotMinimal => "length_not_minimal",
    Self::LengthTooLarge => "length_too_large",
    Self::UnexpectedTag { .. } => "unexpected_tag",
    Self::TrailingData => "trailing_data",
    Self::TooDeep => "too_deep",
    Self::BadBoolean => "bad_boolean",
    Self::BadInteger => "bad_integer",
    Self::IntegerTooLarge => "integer_too_large",
    Self::BadBitString => "bad_bit_string",
    Self::BadOid => "bad_oid",
    Self::BadTime => "bad_time",
    Self::BadString => "bad_string",
    Self::DefaultEncoded => "default_encoded",
    Self::Empty => "empty",
});

impl fmt::Display for DerErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DerErrorKind::UnexpectedTag { want, have } => write!(f, "unexpected_tag {have:02x}, expected {want:02x}"),
            other => f.write_str(other.id()),
        }
    }
}
