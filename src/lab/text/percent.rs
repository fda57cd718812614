//! Percent-encoding (RFC 3986, 2.1), so that a scenario's text is a valid URL fragment. Knows no key.

/// Writes bytes so that they may stand in a fragment, and as one item of a list there.
pub fn encode(bytes: impl AsRef<[u8]>) -> String {
    escape(bytes.as_ref(), |byte| byte.is_ascii_alphanumeric() || b"-._~:/@+=()*;?".contains(&byte))
}

/// Writes a key so that its end can be told.
pub(super) fn encode_key(key: &str) -> String {
    escape(key.as_bytes(), |byte| byte.is_ascii_alphanumeric() || b"-._~:/@+()*;?,".contains(&byte))
}

/// Escapes only what may not stand in a fragment; what is encoded already stays so.
pub(super) fn sanitize(raw: &str) -> String {
    escape(raw.as_bytes(), |byte| byte.is_ascii_alphanumeric() || b"-._~:/@+=()*;?,%!$'".contains(&byte))
}

/// The bytes that a text stands for. A `%` without two digits behind it stands for itself.
pub(super) fn decode(raw: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(raw.len());
    let mut rest = raw.as_bytes();
    while let [first, tail @ ..] = rest {
        rest = match (first, tail) {
            (b'%', [high, low, tail @ ..]) if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                out.push(digit(*high) << 4 | digit(*low));
                tail
            }
            _ => {
                out.push(*first);
                tail
            }
        };
    }
    out
}

/// The same as text; none where it is not UTF-8.
pub fn decode_text(raw: &str) -> Option<String> {
    String::from_utf8(decode(raw)).ok()
}

fn escape(bytes: &[u8], plain: impl Fn(u8) -> bool) -> String {
    let mut out = String::with_capacity(bytes.len());
    for &byte in bytes {
        match plain(byte) {
            true => out.push(char::from(byte)),
            false => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

fn digit(byte: u8) -> u8 {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_survive_encoding() {
        let all: Vec<u8> = (0..=255).collect();
        assert_eq!(decode(&encode(&all)), all);
        assert!(encode(&all).bytes().all(|byte| byte.is_ascii_graphic() && !b"#^,&\"'<>\\`{|}".contains(&byte)));
    }

    #[test]
    fn a_stray_percent_sign_is_itself() {
        assert_eq!(decode("100%"), b"100%");
        assert_eq!(decode("%4"), b"%4");
        assert_eq!(decode("%zz%41"), b"%zzA");
        assert_eq!(decode_text("%ff"), None);
    }

    #[test]
    fn sanitizing_is_done_once() {
        let once = sanitize("a b#c%20,ä^");
        assert_eq!(once, "a%20b%23c%20,%C3%A4%5E");
        assert_eq!(sanitize(&once), once);
    }
}
