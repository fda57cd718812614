//! DER (X.690): a strict, bounded reader, and writers for what this crate mints.
//!
//! Knows tags, lengths and the primitive types; knows nothing of certificates.

mod error;
mod oid;
mod reader;
mod time;
mod value;
pub mod write;

pub use error::{DerError, DerErrorKind};
pub use oid::Oid;
pub use reader::{MAX_DEPTH, Reader, Tlv};
pub use time::{TIME_MAX, TIME_MIN, civil, format_time, parse_time};
pub use value::BitString;

/// Identifier octets used by X.509. Bit 0x20 says constructed, 0x80 context-specific (X.690 8.1.2).
pub mod tag {
    pub const BOOLEAN: u8 = 0x01;
    pub const INTEGER: u8 = 0x02;
    pub const BIT_STRING: u8 = 0x03;
    pub const OCTET_STRING: u8 = 0x04;
    pub const NULL: u8 = 0x05;
    pub const OID: u8 = 0x06;
    pub const ENUMERATED: u8 = 0x0a;
    pub const UTF8_STRING: u8 = 0x0c;
    pub const PRINTABLE_STRING: u8 = 0x13;
    pub const TELETEX_STRING: u8 = 0x14;
    pub const IA5_STRING: u8 = 0x16;
    pub const UTC_TIME: u8 = 0x17;
    pub const GENERALIZED_TIME: u8 = 0x18;
    pub const UNIVERSAL_STRING: u8 = 0x1c;
    pub const BMP_STRING: u8 = 0x1e;
    pub const SEQUENCE: u8 = 0x30;
    pub const SET: u8 = 0x31;

    /// `[n]` holding a primitive value (IMPLICIT).
    pub const fn context(n: u8) -> u8 {
        0x80 | (n & 0x1f)
    }

    /// `[n]` holding other elements (EXPLICIT, or IMPLICIT over a constructed type).
    pub const fn constructed(n: u8) -> u8 {
        0xa0 | (n & 0x1f)
    }
}
