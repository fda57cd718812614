//! Bytes as hexadecimal digits and back, two lower-case digits a byte. Knows no protocol.

/// How many bytes tell one long value from another.
const SHORT: usize = 6;

/// `[0xde, 0xad]` as `dead`.
pub fn encode(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]).map(digit).collect()
}

/// The bytes of an even number of digits of either case; none for anything else.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    let (pairs, []) = text.as_bytes().as_chunks::<2>() else { return None };
    let digit = |byte: u8| char::from(byte).to_digit(16);
    pairs.iter().map(|[high, low]| u8::try_from(digit(*high)? << 4 | digit(*low)?).ok()).collect()
}

/// The first bytes in hexadecimal, enough to tell one long value from another.
pub fn short(bytes: &[u8]) -> String {
    match bytes.get(..SHORT) {
        Some(head) if bytes.len() > SHORT => format!("{}…", encode(head)),
        _ => encode(bytes),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn there_and_back() {
        let all: Vec<u8> = (0..=255).collect();
        assert_eq!(super::decode(&super::encode(&all)), Some(all));
        assert_eq!(super::decode("DEad"), Some(vec![0xde, 0xad]));
        assert_eq!(super::decode(""), Some(Vec::new()));
        for bad in ["a", "zz", "0x00", "あ"] {
            assert_eq!(super::decode(bad), None, "{bad}");
        }
    }
}
