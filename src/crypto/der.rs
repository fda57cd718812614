//! The few DER shapes (X.690) that keys and ECDSA signatures are made of: read strictly, written minimally.
//! Certificates, and telling a reader what each byte is, are not this module's concern.

pub const INTEGER: u8 = 0x02;
pub const BIT_STRING: u8 = 0x03;
pub const OCTET_STRING: u8 = 0x04;
pub const NULL: u8 = 0x05;
pub const OID: u8 = 0x06;
pub const SEQUENCE: u8 = 0x30;

/// The content of the element with this tag that `input` starts with, and what follows it.
/// `None` when the tag differs, the length is not minimal, or the content is cut short.
pub fn read(tag: u8, input: &[u8]) -> Option<(&[u8], &[u8])> {
    let (&first, rest) = input.split_first()?;
    if first != tag {
        return None;
    }
    let (&first, rest) = rest.split_first()?;
    let (len, rest) = match first {
        0..=0x7f => (usize::from(first), rest),
        0x81..=0x83 => {
            let (bytes, rest) = rest.split_at_checked(usize::from(first - 0x80))?;
            let len = bytes.iter().fold(0, |len, &byte| len << 8 | usize::from(byte));
            let minimal = bytes.first() != Some(&0) && len > 0x7f;
            (minimal.then_some(len)?, rest)
        }
        _ => return None,
    };
    rest.split_at_checked(len)
}

/// The content of the one element with this tag that `input` is, with nothing after it.
pub fn read_all(tag: u8, input: &[u8]) -> Option<&[u8]> {
    read(tag, input).and_then(|(content, rest)| rest.is_empty().then_some(content))
}

/// The magnitude of a non-negative INTEGER, big-endian without leading zeros (empty for zero), and what follows it.
pub fn read_unsigned(input: &[u8]) -> Option<(&[u8], &[u8])> {
    let (content, rest) = read(INTEGER, input)?;
    match *content {
        [0] => Some((&[], rest)),
        [] | [0x80..=0xff, ..] | [0, 0..=0x7f, ..] => None,
        [0, ..] => Some((content.get(1..)?, rest)),
        _ => Some((content, rest)),
    }
}

/// The bytes of a BIT STRING without unused bits, and nothing after it.
pub fn read_bits(input: &[u8]) -> Option<&[u8]> {
    read_all(BIT_STRING, input)?.strip_prefix(&[0])
}

/// An element: tag, minimal length, and the parts one after another as its content.
pub fn write(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let len = content.len().to_be_bytes();
    let significant: Vec<u8> = len.iter().copied().skip_while(|&byte| byte == 0).collect();
    let mut out = vec![tag];
    match content.len() {
        short @ 0..=0x7f => out.push(short as u8),
        _ => {
            out.push(0x80 | significant.len() as u8);
            out.extend(significant);
        }
    }
    out.extend(content);
    out
}

/// A non-negative INTEGER from a big-endian magnitude, with or without leading zeros.
pub fn write_unsigned(magnitude: &[u8]) -> Vec<u8> {
    let zeros = magnitude.iter().take_while(|&&byte| byte == 0).count();
    let trimmed = magnitude.get(zeros..).unwrap_or_default();
    match trimmed.first() {
        None | Some(0x80..) => write(INTEGER, &[&[0], trimmed]),
        Some(_) => write(INTEGER, &[trimmed]),
    }
}

/// A BIT STRING without unused bits.
pub fn write_bits(bytes: &[u8]) -> Vec<u8> {
    write(BIT_STRING, &[&[0], bytes])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_round_trip_and_are_minimal() {
        for len in [0, 1, 127, 128, 255, 256, 65535, 65536] {
            let content = vec![7; len];
            let written = write(OCTET_STRING, &[&content]);
            assert_eq!(read_all(OCTET_STRING, &written), Some(&content[..]), "{len}");
        }
        assert_eq!(read(OCTET_STRING, &[4, 0x81, 1, 9]), None);
        assert_eq!(read(OCTET_STRING, &[4, 0x82, 0, 0x80]), None);
        assert_eq!(read(OCTET_STRING, &[4, 0x80, 0, 0]), None);
        assert_eq!(read(OCTET_STRING, &[4, 2, 9]), None);
        assert_eq!(read_all(OCTET_STRING, &[4, 1, 9, 9]), None);
    }

    #[test]
    fn integers_are_minimal_and_not_negative() {
        for (magnitude, der) in
            [(&[][..], &[2, 1, 0][..]), (&[1], &[2, 1, 1]), (&[0x80], &[2, 2, 0, 0x80]), (&[1, 0], &[2, 2, 1, 0])]
        {
            assert_eq!(write_unsigned(magnitude), der);
            assert_eq!(write_unsigned(&[&[0, 0], magnitude].concat()), der);
            assert_eq!(read_unsigned(der), Some((magnitude, &[][..])));
        }
        for bad in [&[2, 0][..], &[2, 1, 0x80], &[2, 2, 0, 1], &[2, 2, 0, 0]] {
            assert_eq!(read_unsigned(bad), None);
        }
    }
}
