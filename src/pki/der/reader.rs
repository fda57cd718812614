//! A cursor over DER that yields one tag-length-value at a time and never builds a tree.
//!
//! Offsets are always counted from the start of the outermost input, so that an error inside an extension still
//! names a byte of the certificate.

use std::ops::Range;

use super::error::{DerError, DerErrorKind, error};

/// How many elements may be nested in one another before the reader refuses. X.509 needs about a dozen.
pub const MAX_DEPTH: u8 = 32;

/// One element: its tag, where its header and content lie in the outermost input, and the content itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tlv<'a> {
    pub tag: u8,
    pub header: Range<usize>,
    pub content: Range<usize>,
    pub value: &'a [u8],
    /// Header and content.
    pub der: &'a [u8],
}

#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    /// The bytes this reader may still read.
    rest: &'a [u8],
    at: usize,
    depth: u8,
}

impl<'a> Reader<'a> {
    pub fn new(whole: &'a [u8]) -> Self {
        Reader { rest: whole, at: 0, depth: 0 }
    }

    /// The offset of the next byte.
    pub fn at(&self) -> usize {
        self.at
    }

    pub fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    pub fn peek_tag(&self) -> Option<u8> {
        self.rest.first().copied()
    }

    /// The next element, whatever it is.
    pub fn any(&mut self) -> Result<Tlv<'a>, DerError> {
        let (tag, header, len) = self.header()?;
        let Some((der, rest)) = self.rest.split_at_checked(header + len) else {
            return Err(error(self.at + self.rest.len(), DerErrorKind::Truncated));
        };
        let start = self.at;
        self.at += der.len();
        self.rest = rest;
        let value = der.get(header..).unwrap_or_default();
        Ok(Tlv { tag, header: start..start + header, content: start + header..self.at, value, der })
    }

    pub fn expect(&mut self, want: u8) -> Result<Tlv<'a>, DerError> {
        match self.peek_tag() {
            Some(have) if have == want => self.any(),
            Some(have) => Err(error(self.at, DerErrorKind::UnexpectedTag { want, have })),
            None => Err(error(self.at, DerErrorKind::Truncated)),
        }
    }

    /// The next element if it has this tag; nothing is read otherwise.
    pub fn optional(&mut self, tag: u8) -> Result<Option<Tlv<'a>>, DerError> {
        if self.peek_tag() == Some(tag) { self.any().map(Some) } else { Ok(None) }
    }

    /// A reader over the content of `outer`, one level deeper.
    pub fn enter(&self, outer: &Tlv<'a>) -> Result<Reader<'a>, DerError> {
        if self.depth >= MAX_DEPTH {
            return Err(error(outer.header.start, DerErrorKind::TooDeep));
        }
        Ok(Reader { rest: outer.value, at: outer.content.start, depth: self.depth + 1 })
    }

    /// Reads an element with this tag and enters it.
    pub fn inside(&mut self, tag: u8) -> Result<Reader<'a>, DerError> {
        let outer = self.expect(tag)?;
        self.enter(&outer)
    }

    /// Nothing may remain.
    pub fn finish(&self) -> Result<(), DerError> {
        if self.rest.is_empty() { Ok(()) } else { Err(error(self.at, DerErrorKind::TrailingData)) }
    }

    /// Tag, header length and content length of the next element, whether or not its content is all there.
    pub fn header(&self) -> Result<(u8, usize, usize), DerError> {
        let byte = |i: usize| self.rest.get(i).copied().ok_or(error(self.at + i, DerErrorKind::Truncated));
        let tag = byte(0)?;
        if tag & 0x1f == 0x1f {
            return Err(error(self.at, DerErrorKind::HighTagNumber));
        }
        let first = byte(1)?;
        if first < 0x80 {
            return Ok((tag, 2, usize::from(first)));
        }
        let count = usize::from(first & 0x7f);
        match count {
            0 => return Err(error(self.at + 1, DerErrorKind::IndefiniteLength)),
            5.. => return Err(error(self.at + 1, DerErrorKind::LengthTooLarge)),
            _ => {}
        }
        let mut len = 0u64;
        for i in 0..count {
            len = len << 8 | u64::from(byte(2 + i)?);
        }
        // Minimal: the first length byte is not zero, and the short form was not enough.
        if len < 0x80 || len >> (8 * (count - 1)) == 0 {
            return Err(error(self.at + 1, DerErrorKind::LengthNotMinimal));
        }
        // Half of a 32-bit address space: sums of offsets and lengths can then never overflow.
        let len = usize::try_from(len).ok().filter(|n| *n < 1 << 30);
        len.map(|n| (tag, 2 + count, n)).ok_or(error(self.at + 1, DerErrorKind::LengthTooLarge))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(bytes: &[u8]) -> (usize, DerErrorKind) {
        let e = Reader::new(bytes).any().unwrap_err();
        (e.offset, e.kind)
    }

    #[test]
    fn strict_headers() {
        assert_eq!(kind(&[]), (0, DerErrorKind::Truncated));
        assert_eq!(kind(&[0x30]), (1, DerErrorKind::Truncated));
        assert_eq!(kind(&[0x30, 2, 0]), (3, DerErrorKind::Truncated));
        assert_eq!(kind(&[0x1f, 0x81, 0]), (0, DerErrorKind::HighTagNumber));
        assert_eq!(kind(&[0x30, 0x80, 0, 0]), (1, DerErrorKind::IndefiniteLength));
        assert_eq!(kind(&[0x30, 0x81, 0x05, 1, 2, 3, 4, 5]), (1, DerErrorKind::LengthNotMinimal));
        assert_eq!(kind(&[0x30, 0x82, 0x00, 0x80]), (1, DerErrorKind::LengthNotMinimal));
        assert_eq!(kind(&[0x30, 0x84, 0xff, 0xff, 0xff, 0xff]), (1, DerErrorKind::LengthTooLarge));
        assert_eq!(kind(&[0x30, 0x85, 1, 0, 0, 0, 0]), (1, DerErrorKind::LengthTooLarge));
    }

    #[test]
    fn offsets_are_absolute_and_depth_is_bounded() {
        let mut r = Reader::new(&[0x30, 4, 0x30, 2, 0x02, 0x05]);
        let mut inner = r.inside(0x30).unwrap().inside(0x30).unwrap();
        assert_eq!(inner.at(), 4);
        assert_eq!(inner.any().unwrap_err(), error(6, DerErrorKind::Truncated));

        let mut nested = vec![];
        for _ in 0..=MAX_DEPTH {
            nested = crate::pki::der::write::sequence(&[&nested]);
        }
        let mut r = Reader::new(&nested);
        let stop = loop {
            match r.inside(0x30) {
                Ok(next) => r = next,
                Err(e) => break e.kind,
            }
        };
        assert_eq!(stop, DerErrorKind::TooDeep);
    }
}
