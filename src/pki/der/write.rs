//! Writers: each returns one whole element. Content of 4 GiB or more cannot arise here and is not a case.

use super::{tag, time};

/// One element over the joined parts.
pub fn tlv(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let len = content.len();
    let mut out = Vec::with_capacity(len + 6);
    out.push(tag);
    match u8::try_from(len) {
        Ok(short) if short < 0x80 => out.push(short),
        _ => {
            let bytes = len.to_be_bytes();
            let zeros = bytes.iter().take_while(|b| **b == 0).count();
            out.push(0x80 | (bytes.len() - zeros) as u8);
            out.extend(bytes.iter().skip(zeros));
        }
    }
    out.extend(content);
    out
}

pub fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    tlv(tag::SEQUENCE, parts)
}

pub fn set(parts: &[&[u8]]) -> Vec<u8> {
    tlv(tag::SET, parts)
}

pub fn boolean(value: bool) -> Vec<u8> {
    tlv(tag::BOOLEAN, &[if value { &[0xff] } else { &[0x00] }])
}

/// A non-negative INTEGER from its big-endian bytes; zeros in front are dropped or added as DER wants.
pub fn integer(bytes: &[u8]) -> Vec<u8> {
    let zeros = bytes.iter().take_while(|b| **b == 0).count();
    let bytes = bytes.get(zeros..).unwrap_or_default();
    let sign: &[u8] = if bytes.first().is_none_or(|b| b & 0x80 != 0) { &[0] } else { &[] };
    tlv(tag::INTEGER, &[sign, bytes])
}

pub fn oid(content: &[u8]) -> Vec<u8> {
    tlv(tag::OID, &[content])
}

pub fn octet_string(bytes: &[u8]) -> Vec<u8> {
    tlv(tag::OCTET_STRING, &[bytes])
}

pub fn bit_string(unused: u8, bytes: &[u8]) -> Vec<u8> {
    tlv(tag::BIT_STRING, &[&[unused], bytes])
}

/// A BIT STRING of named bits, bit 0 first; zero bits at the end are dropped (X.690 11.2.2).
pub fn named_bits(bits: u16) -> Vec<u8> {
    // Named bit 0 is the most significant bit of the first byte: mirror the word.
    let bytes = bits.reverse_bits().to_be_bytes();
    let used = (16 - bits.leading_zeros()) as usize;
    bit_string(((8 - used % 8) % 8) as u8, bytes.get(..used.div_ceil(8)).unwrap_or_default())
}

/// UTCTime or GeneralizedTime as RFC 5280 4.1.2.5 chooses; `None` outside the years 0 to 9999.
pub fn time(seconds: i64) -> Option<Vec<u8>> {
    let (utc, text) = time::written(seconds)?;
    Some(tlv(if utc { tag::UTC_TIME } else { tag::GENERALIZED_TIME }, &[text.as_bytes()]))
}

/// GeneralizedTime, which CRLs and OCSP responses also use where certificates do not; `None` outside the years 0 to 9999.
pub fn generalized_time(seconds: i64) -> Option<Vec<u8>> {
    let (utc, text) = time::written(seconds)?;
    let century = match utc {
        false => "",
        true if text.as_bytes() < b"5".as_slice() => "20",
        true => "19",
    };
    Some(tlv(tag::GENERALIZED_TIME, &[century.as_bytes(), text.as_bytes()]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_minimal() {
        assert_eq!(tlv(4, &[&[0; 127]]).get(..2), Some(&[4, 127][..]));
        assert_eq!(tlv(4, &[&[0; 128]]).get(..3), Some(&[4, 0x81, 128][..]));
        assert_eq!(tlv(4, &[&[0; 256]]).get(..4), Some(&[4, 0x82, 1, 0][..]));
    }

    #[test]
    fn generalized_times_read_back() {
        for seconds in [-631_152_000, 0, 1_767_225_600, 2_524_607_999, 2_524_608_000, -62_167_219_200] {
            let written = generalized_time(seconds).unwrap();
            assert_eq!(written.len(), 17);
            assert_eq!(crate::pki::der::Reader::new(&written).any().and_then(|t| t.time()), Ok(seconds));
        }
        assert_eq!(generalized_time(i64::MAX), None);
    }

    #[test]
    fn integers_and_named_bits() {
        assert_eq!(integer(&[0, 0, 0x80]), [2, 2, 0, 0x80]);
        assert_eq!(integer(&[0]), [2, 1, 0]);
        // digitalSignature is bit 0, keyCertSign bit 5, decipherOnly bit 8.
        assert_eq!(named_bits(1), [3, 2, 7, 0x80]);
        assert_eq!(named_bits(1 << 5), [3, 2, 2, 0x04]);
        assert_eq!(named_bits(1 << 8), [3, 3, 7, 0, 0x80]);
        assert_eq!(named_bits(0), [3, 1, 0]);
    }
}
