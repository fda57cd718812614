//! PEM (RFC 7468): base64 between BEGIN and END lines, several blocks to a text, anything around them ignored.
//!
//! A block is never lost without a word: boundaries are found wherever in a line they stand, and a line that only looks
//! like one is an error. What is inside a block is read, but an error in it is the block's own, so that a block of no
//! interest (an encrypted key beside a chain) disturbs nobody.

use std::borrow::Cow;
use std::fmt;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// `CERTIFICATE`, `PRIVATE KEY`, ...
    pub label: String,
    /// What the base64 stands for.
    pub der: Result<Vec<u8>, PemError>,
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
    /// An END line without its BEGIN line.
    NoBegin,
    /// An END line that closes another label than was begun.
    WrongEnd,
    /// A line that looks like BEGIN or END and is neither: other dashes, not five of them, small letters.
    BadBoundary,
    /// Neither base64 nor white space.
    BadCharacter(char),
    /// The last group of four characters is cut short, or its unused bits are not zero.
    BadPadding,
    /// Encrypted as RFC 1421 does it (`Proc-Type: 4,ENCRYPTED`).
    Encrypted,
}

/// Every block of the text, in order; at least one. Bytes are UTF-8, or UTF-16 if they begin with a byte order mark of
/// that; lines end with LF, CR LF or CR.
pub fn decode(text: impl AsRef<[u8]>) -> Result<Vec<Block>, PemError> {
    let text = characters(text.as_ref());
    let mut blocks = Vec::new();
    let mut open: Option<Open<'_>> = None;
    for (line, mut rest) in (1..).zip(lines(&text)) {
        let fail = |line, kind| Err(PemError { line, kind });
        loop {
            let (before, found, after) = boundary(rest);
            if let Some(open) = &mut open {
                open.body.push((line, before));
            }
            match (found, open.take()) {
                (Found::Nothing, still) => {
                    open = still;
                    break;
                }
                (Found::Odd, _) => return fail(line, PemErrorKind::BadBoundary),
                (Found::Begin(label), None) => open = Some(Open { label, line, body: Vec::new() }),
                (Found::Begin(_), Some(open)) => return fail(open.line, PemErrorKind::NoEnd),
                (Found::End(_), None) => return fail(line, PemErrorKind::NoBegin),
                (Found::End(label), Some(open)) if label != open.label => return fail(line, PemErrorKind::WrongEnd),
                (Found::End(_), Some(open)) => blocks.push(open.close(line)),
            }
            rest = after;
        }
    }
    match open {
        Some(open) => Err(PemError { line: open.line, kind: PemErrorKind::NoEnd }),
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

impl fmt::Display for PemError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: ", self.line)?;
        match self.kind {
            PemErrorKind::NoBlock => f.write_str("no PEM block (-----BEGIN ...-----) found"),
            PemErrorKind::NoEnd => f.write_str("this block has no END line"),
            PemErrorKind::NoBegin => f.write_str("an END line without a BEGIN line"),
            PemErrorKind::WrongEnd => f.write_str("the END line does not match the BEGIN line"),
            PemErrorKind::BadBoundary => f.write_str(
                "looks like a BEGIN or END line, but is not written -----BEGIN LABEL----- with five hyphens",
            ),
            PemErrorKind::BadCharacter(c) if c.is_ascii_graphic() => write!(f, "a character that is not base64: {c}"),
            PemErrorKind::BadCharacter(c) => write!(f, "a character that is not base64: U+{:04X}", u32::from(c)),
            PemErrorKind::BadPadding => f.write_str("the base64 ends in the middle of a byte"),
            PemErrorKind::Encrypted => f.write_str("this block is encrypted (Proc-Type: 4,ENCRYPTED)"),
        }
    }
}

impl std::error::Error for PemError {}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// A block whose END has not come yet, with the pieces of its lines.
struct Open<'a> {
    label: &'a str,
    line: usize,
    body: Vec<(usize, &'a str)>,
}

impl Open<'_> {
    fn close(self, end: usize) -> Block {
        let Open { label, line, body } = self;
        Block { label: label.to_owned(), der: content(&body, end), line }
    }
}

/// The bytes of a block: headers (RFC 1421 4.4) are passed over, but one that says that what follows is encrypted. They
/// end with an empty line, or with the last line that has a colon, which base64 has not; a folded one goes on in a line
/// that begins with white space.
fn content(body: &[(usize, &str)], end: usize) -> Result<Vec<u8>, PemError> {
    let mut base64 = Base64::default();
    // How far the last header is indented.
    let (mut headed, mut begun) = (None, false);
    for &(line, text) in body {
        let fail = |kind| PemError { line, kind };
        let blank = text.trim().is_empty();
        let indent = text.len() - text.trim_start().len();
        let colon = text.contains(':');
        if !begun && !blank && (colon || headed.is_some_and(|header| indent > header)) {
            let header = text.trim().to_ascii_lowercase();
            if header.starts_with("proc-type") && header.contains("encrypted") {
                return Err(fail(PemErrorKind::Encrypted));
            }
            headed = if colon { Some(indent) } else { headed };
            continue;
        }
        begun |= headed.is_some() || !blank;
        base64.feed(text).map_err(fail)?;
    }
    base64.finish().map_err(|kind| PemError { line: end, kind })
}

/// What a piece of a line holds first.
enum Found<'a> {
    Nothing,
    Begin(&'a str),
    End(&'a str),
    /// Something that was meant to be one of the two.
    Odd,
}

/// The first boundary of a line, and what stands before and behind it.
fn boundary(line: &str) -> (&str, Found<'_>, &str) {
    let places = [BEGIN, END].map(|start| line.find(start).map(|at| (at, start)));
    let Some((at, start)) = places.into_iter().flatten().min() else {
        let odd = looks_like_a_boundary(line);
        return (line, if odd { Found::Odd } else { Found::Nothing }, "");
    };
    let (before, rest) = line.split_at(at);
    let rest = rest.get(start.len()..).unwrap_or_default();
    match rest.split_once("-----") {
        // The next BEGIN may follow at once, where a file without a last line feed was joined to another.
        Some((label, after)) if !before.ends_with('-') && (!after.starts_with('-') || after.starts_with(BEGIN)) => {
            let label = label.trim();
            (before, if start == BEGIN { Found::Begin(label) } else { Found::End(label) }, after)
        }
        _ => (before, Found::Odd, ""),
    }
}

const BEGIN: &str = "-----BEGIN ";
const END: &str = "-----END ";

/// Two hyphens or more of whatever kind, then BEGIN or END, and a word of the labels there are.
fn looks_like_a_boundary(line: &str) -> bool {
    let hyphen = |c: char| matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}');
    let upper = line.to_ascii_uppercase();
    let labelled = |text: &str| LABEL_WORDS.iter().any(|word| text.contains(word));
    ["BEGIN", "END"].into_iter().any(|word| {
        upper.match_indices(word).any(|(at, _)| {
            let before = upper.get(..at).unwrap_or_default().trim_end();
            let after = upper.get(at + word.len()..).unwrap_or_default();
            before.chars().rev().take(2).filter(|c| hyphen(*c)).count() == 2
                && !after.starts_with('-')
                && labelled(after)
        })
    })
}

const LABEL_WORDS: [&str; 8] = ["CERTIFICATE", "KEY", "CRL", "PKCS", "CMS", "OCSP", "REQUEST", "PARAMETERS"];

/// The text of a file. What is no UTF-8 can stand around blocks only, and is replaced.
fn characters(bytes: &[u8]) -> Cow<'_, str> {
    let wide = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes.as_chunks::<2>().0.iter().map(|pair| unit(*pair)).collect();
        Cow::Owned(String::from_utf16_lossy(&units))
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes),
        _ => String::from_utf8_lossy(bytes),
    }
}

/// Lines that end with LF, CR LF or CR.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.split('\n').flat_map(|line| line.strip_suffix('\r').unwrap_or(line).split('\r'))
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
        for c in text.chars().filter(|c| !c.is_whitespace()) {
            if c == '=' {
                self.padding += 1;
                if self.count + self.padding > 4 {
                    return Err(PemErrorKind::BadPadding);
                }
                continue;
            }
            let value = match c {
                'A'..='Z' => c as u8 - b'A',
                'a'..='z' => c as u8 - b'a' + 26,
                '0'..='9' => c as u8 - b'0' + 52,
                '+' => 62,
                '/' => 63,
                _ => return Err(PemErrorKind::BadCharacter(c)),
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
            let der = bytes.get(..len).unwrap().to_vec();
            let text = encode("CERTIFICATE", &der);
            assert_eq!(
                decode(&text),
                Ok(vec![Block { label: "CERTIFICATE".to_owned(), der: Ok(der), line: 1 }]),
                "{text}"
            );
        }
    }

    /// Label, bytes and line of each block.
    fn blocks(text: &str) -> Vec<(String, Vec<u8>, usize)> {
        decode(text).unwrap().into_iter().map(|b| (b.label, b.der.unwrap(), b.line)).collect()
    }

    #[test]
    fn blocks_are_found_whatever_stands_around_them() {
        let a = "-----BEGIN A-----\nAQID\n-----END A-----";
        for (text, line) in [
            (a.to_owned(), 1),
            (format!("\u{feff}{a}"), 1),
            (format!("subject=x\n\n{a}\n# next"), 3),
            (a.replace('\n', "\r\n"), 1),
            (format!("x\r{}\r", a.replace('\n', "\r")), 2),
            (a.replace('\n', "\n\n"), 1),
            (a.replace('\n', "\n   "), 1),
            (a.replace('\n', " \t\u{a0}\n"), 1),
            (a.replace('\n', " "), 1),
            (a.replace('\n', ""), 1),
            (format!("cert={a};"), 1),
            (a.replace("AQID", "Name: value\n\nAQID"), 1),
            (a.replace("AQID", "Name: value\n\tfolded\nOther: x\n\nAQID\n\n"), 1),
            (a.replace("AQID", "Name: value\nAQID"), 1),
            (a.replace("A-----", "A -----"), 1),
        ] {
            assert_eq!(blocks(&text), [("A".to_owned(), vec![1, 2, 3], line)], "{text}");
            let twice = format!("{text}\u{feff}{text}");
            assert_eq!(blocks(&twice).len(), 2, "{twice}");
        }
        assert_eq!(blocks(&format!("{a}{a}")).len(), 2);
        let units = "\u{feff}x\n".encode_utf16().chain(a.encode_utf16());
        let wide: Vec<u16> = units.collect();
        for bytes in [
            wide.iter().flat_map(|u| u.to_le_bytes()).collect::<Vec<u8>>(),
            wide.iter().flat_map(|u| u.to_be_bytes()).collect(),
        ] {
            assert_eq!(decode(&bytes).map(|all| all.len()), Ok(1));
        }
    }

    #[test]
    fn errors_name_the_line() {
        let error = |t: &str| decode(t).map_err(|e| (e.line, e.kind)).unwrap_err();
        assert_eq!(error("nothing"), (1, PemErrorKind::NoBlock));
        assert_eq!(error("\n-----BEGIN A-----\nAAAA"), (2, PemErrorKind::NoEnd));
        assert_eq!(
            error("-----BEGIN A-----\nAAAA\n-----BEGIN A-----\nAAAA\n-----END A-----"),
            (1, PemErrorKind::NoEnd)
        );
        assert_eq!(error("-----BEGIN A-----\nAAAA\n-----END B-----"), (3, PemErrorKind::WrongEnd));
        assert_eq!(error("AAAA\n-----END A-----"), (2, PemErrorKind::NoBegin));
        for odd in [
            "----BEGIN CERTIFICATE-----",
            "------BEGIN CERTIFICATE------",
            "-----BEGIN CERTIFICATE----",
            "-----begin certificate-----",
            "----- BEGIN CERTIFICATE -----",
            "-----BEGINCERTIFICATE-----",
            "\u{2014}\u{2014}BEGIN CERTIFICATE\u{2014}\u{2014}",
            "---- BEGIN SSH2 PUBLIC KEY ----",
            "-----BEGIN A",
        ] {
            assert_eq!(error(&format!("x\n{odd}\nAAAA\n")), (2, PemErrorKind::BadBoundary), "{odd}");
        }
        let chatter = "# -- begin of the list --\nsee --end-date, and BEGIN CERTIFICATE\n";
        assert_eq!(blocks(&format!("{chatter}-----BEGIN A-----\n-----END A-----")), [("A".to_owned(), vec![], 3)]);
    }

    #[test]
    fn what_is_wrong_inside_a_block_is_its_own() {
        let inside = |body: &str| {
            let all = decode(format!("-----BEGIN A-----\n{body}\n-----END A-----\n{}", encode("B", &[1]))).unwrap();
            assert_eq!((all.len(), &all[1].der), (2, &Ok(vec![1])));
            all[0].der.as_ref().map_err(|e| (e.line, e.kind)).unwrap_err().to_owned()
        };
        assert_eq!(inside("AAAA\nAA*A"), (3, PemErrorKind::BadCharacter('*')));
        assert_eq!(inside("# AAAA"), (2, PemErrorKind::BadCharacter('#')));
        assert_eq!(inside("AAAA\nName: value"), (3, PemErrorKind::BadCharacter(':')));
        assert_eq!(inside("AA\u{200b}AA"), (2, PemErrorKind::BadCharacter('\u{200b}')));
        for short in ["AAA", "AAB=", "A==="] {
            assert_eq!(inside(short), (3, PemErrorKind::BadPadding), "{short}");
        }
        assert_eq!(inside("AAAA====="), (2, PemErrorKind::BadPadding));
        assert_eq!(inside("Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA"), (2, PemErrorKind::Encrypted));
    }
}
