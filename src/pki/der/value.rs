//! The primitive types of DER, read from one element.

use super::error::{DerError, DerErrorKind, error};
use super::{Oid, Tlv, tag, time};

/// A BIT STRING: how many bits of the last byte are unused (0 to 7), and the bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BitString<'a> {
    pub unused: u8,
    pub bytes: &'a [u8],
}

impl<'a> BitString<'a> {
    /// Bit `n`, counted from the most significant bit of the first byte, as named bits are (X.690 8.6.2).
    pub fn bit(&self, n: usize) -> bool {
        self.bytes.get(n / 8).is_some_and(|b| b << (n % 8) & 0x80 != 0)
    }
}

impl<'a> Tlv<'a> {
    pub fn boolean(&self) -> Result<bool, DerError> {
        match self.value {
            [0x00] => Ok(false),
            [0xff] => Ok(true),
            _ => Err(self.bad(DerErrorKind::BadBoolean)),
        }
    }

    /// The two's-complement bytes of an INTEGER, checked to be minimal.
    pub fn integer(&self) -> Result<&'a [u8], DerError> {
        match self.value {
            [] => Err(self.bad(DerErrorKind::BadInteger)),
            [0x00, next, ..] if next & 0x80 == 0 => Err(self.bad(DerErrorKind::BadInteger)),
            [0xff, next, ..] if next & 0x80 != 0 => Err(self.bad(DerErrorKind::BadInteger)),
            bytes => Ok(bytes),
        }
    }

    /// A non-negative INTEGER of at most 64 bits.
    pub fn small_integer(&self) -> Result<u64, DerError> {
        let bytes = self.integer()?;
        let negative = bytes.first().is_some_and(|b| b & 0x80 != 0);
        let bytes = bytes.strip_prefix(&[0]).unwrap_or(bytes);
        if negative || bytes.len() > 8 {
            return Err(self.bad(DerErrorKind::IntegerTooLarge));
        }
        Ok(bytes.iter().fold(0, |n, b| n << 8 | u64::from(*b)))
    }

    pub fn bit_string(&self) -> Result<BitString<'a>, DerError> {
        let bad = self.bad(DerErrorKind::BadBitString);
        let (&unused, bytes) = self.value.split_first().ok_or(bad)?;
        let mask = match (unused, bytes) {
            (0, []) => 0,
            (0..=7, [.., _]) => (1u8 << unused) - 1,
            _ => return Err(bad),
        };
        if bytes.last().is_some_and(|b| b & mask != 0) {
            return Err(bad);
        }
        Ok(BitString { unused, bytes })
    }

    pub fn oid(&self) -> Result<Oid, DerError> {
        Oid::from_content(self.value).ok_or(self.bad(DerErrorKind::BadOid))
    }

    /// Seconds since 1970 of a UTCTime or GeneralizedTime in the forms RFC 5280 4.1.2.5 allows.
    pub fn time(&self) -> Result<i64, DerError> {
        let seconds = match self.tag {
            tag::UTC_TIME => time::read_utc(self.value),
            tag::GENERALIZED_TIME => time::read_generalized(self.value),
            have => {
                let kind = DerErrorKind::UnexpectedTag { want: tag::UTC_TIME, have };
                return Err(error(self.header.start, kind));
            }
        };
        seconds.ok_or(self.bad(DerErrorKind::BadTime))
    }

    /// The characters of any string type X.509 uses. TeletexString is read as Latin-1, as everyone does.
    pub fn text(&self) -> Result<String, DerError> {
        let bad = self.bad(DerErrorKind::BadString);
        let v = self.value;
        match self.tag {
            tag::UTF8_STRING => std::str::from_utf8(v).map(str::to_owned).map_err(|_| bad),
            tag::PRINTABLE_STRING | tag::IA5_STRING => {
                if v.is_ascii() {
                    Ok(v.iter().map(|b| char::from(*b)).collect())
                } else {
                    Err(bad)
                }
            }
            tag::TELETEX_STRING => Ok(v.iter().map(|b| char::from(*b)).collect()),
            tag::BMP_STRING => {
                let (pairs, []) = v.as_chunks::<2>() else { return Err(bad) };
                char::decode_utf16(pairs.iter().map(|p| u16::from_be_bytes(*p)))
                    .collect::<Result<_, _>>()
                    .map_err(|_| bad)
            }
            tag::UNIVERSAL_STRING => {
                let (quads, []) = v.as_chunks::<4>() else { return Err(bad) };
                quads.iter().map(|q| char::from_u32(u32::from_be_bytes(*q))).collect::<Option<_>>().ok_or(bad)
            }
            have => {
                let kind = DerErrorKind::UnexpectedTag { want: tag::UTF8_STRING, have };
                Err(error(self.header.start, kind))
            }
        }
    }

    fn bad(&self, kind: DerErrorKind) -> DerError {
        error(self.content.start, kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pki::der::Reader;

    fn tlv(bytes: &[u8]) -> Tlv<'_> {
        Reader::new(bytes).any().unwrap()
    }

    #[test]
    fn integers_are_minimal() {
        assert_eq!(tlv(&[2, 1, 0x7f]).small_integer(), Ok(127));
        assert_eq!(tlv(&[2, 2, 0, 0x80]).small_integer(), Ok(128));
        assert!(tlv(&[2, 0]).integer().is_err());
        assert!(tlv(&[2, 2, 0, 1]).integer().is_err());
        assert!(tlv(&[2, 2, 0xff, 0xff]).integer().is_err());
        assert!(tlv(&[2, 1, 0xff]).small_integer().is_err());
    }

    #[test]
    fn bit_strings_have_zero_padding() {
        let bits = tlv(&[3, 2, 5, 0xa0]).bit_string().map(|b| (b.bit(0), b.bit(1), b.bit(2), b.bit(40)));
        assert_eq!(bits, Ok((true, false, true, false)));
        assert!(tlv(&[3, 2, 5, 0xa1]).bit_string().is_err());
        assert!(tlv(&[3, 2, 8, 0]).bit_string().is_err());
        assert!(tlv(&[3, 1, 1]).bit_string().is_err());
        assert!(tlv(&[3, 0]).bit_string().is_err());
    }

    #[test]
    fn strings_keep_to_their_alphabet() {
        assert_eq!(tlv(&[0x1e, 4, 0x30, 0x42, 0x30, 0x44]).text().as_deref(), Ok("あい"));
        assert_eq!(tlv(&[0x14, 1, 0xe9]).text().as_deref(), Ok("é"));
        assert!(tlv(&[0x0c, 1, 0xff]).text().is_err());
        assert!(tlv(&[0x1e, 3, 0, 0, 0]).text().is_err());
        assert!(tlv(&[0x13, 1, 0x80]).text().is_err());
        assert!(tlv(&[1, 1, 1]).boolean().is_err());
    }
}
