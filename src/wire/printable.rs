//! Text for people made of bytes that somebody else chose: names in certificates, host names and protocols of a hello,
//! application data, file names. Knows not where it is shown.
//!
//! Printed as it is, a line feed could forge a line of output, an ESC could command the terminal, and a character that
//! turns the direction of writing or has no width could make one name look like another. So whatever cannot be seen is
//! shown as the bytes it is made of, the way RFC 4514 2.4 and OpenSSL write it: `\0A`, `\1B`, `\E2\80\AE`.

/// The text of UTF-8 bytes, safe to print on one line. A backslash is doubled, so that the bytes can be told again;
/// bytes that are no UTF-8 are shown like characters that cannot be seen.
pub fn printable(bytes: impl AsRef<[u8]>) -> String {
    let mut out = String::new();
    for chunk in bytes.as_ref().utf8_chunks() {
        for c in chunk.valid().chars() {
            match c {
                '\\' => out.push_str("\\\\"),
                c if is_hidden(c) => escape(&mut out, c.encode_utf8(&mut [0; 4]).as_bytes()),
                c => out.push(c),
            }
        }
        escape(&mut out, chunk.invalid());
    }
    out
}

/// `\0A` for each byte.
fn escape(out: &mut String, bytes: &[u8]) {
    for byte in bytes {
        out.push('\\');
        for digit in [byte >> 4, byte & 15] {
            out.extend(char::from_digit(digit.into(), 16).map(|digit| digit.to_ascii_uppercase()));
        }
    }
}

/// Whether a character does something else than to be seen: the controls of C0 and C1 and DEL, line and paragraph
/// separators, whatever turns the direction of writing (Unicode's Bidi_Control), and whatever has no glyph of its own
/// (Default_Ignorable_Code_Point: soft hyphen, joiners, zero-width spaces, variation selectors, fillers, tags).
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::printable;

    #[test]
    fn what_cannot_be_seen_is_shown_as_its_bytes() {
        for (bytes, shown) in [
            (&b"www.example.com"[..], "www.example.com"),
            ("日本 é \u{1f512}".as_bytes(), "日本 é \u{1f512}"),
            (b"a\nb\r\tc\x1b[31m\x7f\0", "a\\0Ab\\0D\\09c\\1B[31m\\7F\\00"),
            ("\u{9b}31m\u{85}".as_bytes(), "\\C2\\9B31m\\C2\\85"),
            (
                "\u{202e}moc\u{2066}\u{200b}\u{feff}\u{ad}".as_bytes(),
                "\\E2\\80\\AEmoc\\E2\\81\\A6\\E2\\80\\8B\\EF\\BB\\BF\\C2\\AD",
            ),
            (b"\xff\xc3(\xe2\x80", "\\FF\\C3(\\E2\\80"),
            (b"a\\0A", "a\\\\0A"),
        ] {
            assert_eq!(printable(bytes), shown);
        }
    }
}
