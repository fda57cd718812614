//! PEM (RFC 7468): base64 between BEGIN and END lines, several blocks to a text, anything around them ignored.

use std::fmt;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// `CERTIFICATE`, `PRIVATE KEY`, ...
    pub label: String,
    pub der: Vec<u8>,
    /// The line of its BEGIN, counted from 1.
    pub line: usize,
}

/// What is wrong with a PEM text, and on which line, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PemError {
    pub line: usize,
    pub kind: PemErrorKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PemErrorKind {
    /// The text holds no block at all.
    NoBlock,
    /// A BEGIN line without its END line.
    NoEnd,
    /// An END line that closes another label than was begun.
    WrongEnd,
    /// Neither base64 nor white space.
    BadCharacter,
    /// The last group of four characters is cut short, or its unused bits are not zero.
    BadPadding,
    /// Headers as in RFC 1421, which mark an encrypted key.
    Encrypted,
}

/// Every block of the text, in order; at least one.
pub fn decode(text: &str) -> Result<Vec<Block>, PemError> {
    let mut blocks = Vec::new();
    let mut open: Option<(usize, &str, Base64)> = None;
    for (line, text) in (1..).zip(text.lines().map(str::trim)) {
        let fail = |kind| Err(PemError { line, kind });
        if let Some(label) = boundary(text, "-----BEGIN ") {
            if let Some((line, ..)) = open {
                return Err(PemError { line, kind: PemErrorKind::NoEnd });
            }
            open = Some((line, label, Base64::default()));
        } else if let Some((begin, label, mut base64)) = open.take() {
            match boundary(text, "-----END ") {
                Some(end) if end == label => match base64.finish() {
                    Ok(der) => blocks.push(Block { label: label.to_owned(), der, line: begin }),
                    Err(kind) => return fail(kind),
                },
                Some(_) => return fail(PemErrorKind::WrongEnd),
                None if text.contains(':') => return fail(PemErrorKind::Encrypted),
                None => {
                    if let Err(kind) = base64.feed(text) {
                        return fail(kind);
                    }
                    open = Some((begin, label, base64));
                }
            }
        }
    }
    match open {
        Some((line, ..)) => Err(PemError { line, kind: PemErrorKind::NoEnd }),
        None if blocks.is_empty() => Err(PemError { line: 1, kind: PemErrorKind::NoBlock }),
        None => Ok(blocks),
    }
}

/// One block, lines of 64 characters, a line feed at the end.
pub fn encode(label: &str, der: &[u8]) -> String {
    let mut out = format!("-----BEGIN {label}-----\n");
    for line in der.chunks(48) {
        for group in line.chunks(3) {
            let bits = group.iter().fold(0u32, |n, b| n << 8 | u32::from(*b)) << (8 * (3 - group.len()));
            for i in 0..4 {
                let index = (bits >> (18 - 6 * i) & 63) as usize;
                let letter = if i > group.len() { b'=' } else { ALPHABET.get(index).copied().unwrap_or(b'=') };
                out.push(char::from(letter));
            }
        }
        out.push('\n');
    }
    out + &format!("-----END {label}-----\n")
}

impl PemErrorKind {
    /// A stable name, for explanations.
    pub fn id(self) -> &'static str {
        match self {
            PemErrorKind::NoBlock => "no_block",
            PemErrorKind::NoEnd => "no_end",
            PemErrorKind::WrongEnd => "wrong_end",
            PemErrorKind::BadCharacter => "bad_character",
            PemErrorKind::BadPadding => "bad_padding",
            PemErrorKind::Encrypted => "encrypted",
        }
    }
}

impl fmt::Display for PemError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.kind {
            PemErrorKind::NoBlock => "no PEM block (-----BEGIN ...-----) found",
            PemErrorKind::NoEnd => "this block has no END line",
            PemErrorKind::WrongEnd => "the END line does not match the BEGIN line",
            PemErrorKind::BadCharacter => "a character that is not base64",
            PemErrorKind::BadPadding => "the base64 ends in the middle of a byte",
            PemErrorKind::Encrypted => "headers inside the block: an encrypted key cannot be read",
        };
        write!(f, "line {}: {what}", self.line)
    }
}

impl std::error::Error for PemError {}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn boundary<'a>(line: &'a str, start: &str) -> Option<&'a str> {
    line.strip_prefix(start)?.strip_suffix("-----")
}

/// Base64 (RFC 4648 section 4) collected line by line.
#[derive(Default)]
struct Base64 {
    out: Vec<u8>,
    /// The bits of an unfinished group, and how many characters it has so far.
    bits: u32,
    count: u8,
    padding: u8,
}

impl Base64 {
    fn feed(&mut self, text: &str) -> Result<(), PemErrorKind> {
        for byte in text.bytes().filter(|b| !b.is_ascii_whitespace()) {
            if byte == b'=' {
                self.padding += 1;
                if self.count + self.padding > 4 {
                    return Err(PemErrorKind::BadPadding);
                }
                continue;
            }
            let value = match byte {
                b'A'..=b'Z' => byte - b'A',
                b'a'..=b'z' => byte - b'a' + 26,
                b'0'..=b'9' => byte - b'0' + 52,
                b'+' => 62,
                b'/' => 63,
                _ => return Err(PemErrorKind::BadCharacter),
            };
            if self.padding > 0 {
                return Err(PemErrorKind::BadPadding);
            }
            self.bits = self.bits << 6 | u32::from(value);
            self.count += 1;
            if self.count == 4 {
                self.out.extend(self.bits.to_be_bytes().iter().skip(1));
                (self.bits, self.count) = (0, 0);
            }
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<Vec<u8>, PemErrorKind> {
        match (self.count, self.padding) {
            (0, 0) => {}
            (2, 2) if self.bits & 0xf == 0 => self.out.push((self.bits >> 4) as u8),
            (3, 1) if self.bits & 0x3 == 0 => self.out.extend([(self.bits >> 10) as u8, (self.bits >> 2) as u8]),
            _ => return Err(PemErrorKind::BadPadding),
        }
        Ok(std::mem::take(&mut self.out))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_length_survives_a_round_trip() {
        let bytes: Vec<u8> = (0..=255).collect();
        for len in 0..=bytes.len() {
            let block = Block { label: "CERTIFICATE".to_owned(), der: bytes.get(..len).unwrap().to_vec(), line: 1 };
            let text = encode(&block.label, &block.der);
            assert_eq!(decode(&text), Ok(vec![block]), "{text}");
        }
    }

    #[test]
    fn several_blocks_with_chatter_between() {
        let text = format!("subject=x\n{}\r\n# next\n{}", encode("A", &[1, 2]), encode("B", &[3]));
        let labels: Vec<_> = decode(&text).unwrap().into_iter().map(|b| (b.label, b.der, b.line)).collect();
        assert_eq!(labels, [("A".to_owned(), vec![1, 2], 2), ("B".to_owned(), vec![3], 7)]);
    }

    #[test]
    fn errors_name_the_line() {
        let error = |t: &str| decode(t).map_err(|e| (e.line, e.kind)).unwrap_err();
        assert_eq!(error("nothing"), (1, PemErrorKind::NoBlock));
        assert_eq!(error("\n-----BEGIN A-----\nAAAA"), (2, PemErrorKind::NoEnd));
        assert_eq!(error("-----BEGIN A-----\nAAAA\n-----END B-----"), (3, PemErrorKind::WrongEnd));
        assert_eq!(error("-----BEGIN A-----\nAA*A\n-----END A-----"), (2, PemErrorKind::BadCharacter));
        assert_eq!(error("-----BEGIN A-----\nAAA\n-----END A-----"), (3, PemErrorKind::BadPadding));
        assert_eq!(error("-----BEGIN A-----\nAAB=\n-----END A-----"), (3, PemErrorKind::BadPadding));
        assert_eq!(error("-----BEGIN A-----\nA===\n-----END A-----"), (3, PemErrorKind::BadPadding));
        assert_eq!(error("-----BEGIN A-----\nAAAA=====\n-----END A-----"), (2, PemErrorKind::BadPadding));
        assert_eq!(error("-----BEGIN A-----\nProc-Type: 4,ENCRYPTED\n"), (2, PemErrorKind::Encrypted));
    }
}
