//! Where the words stand in a text: one pass over it, whatever its length. Letters are taken alike in either case, and any
//! white space for one space, so that a message that was wrapped is found. Knows no meaning.

use std::sync::OnceLock;

use super::data::words;

/// The most places that are told of one text: a log may have thousands, and its first ones tell.
pub const MOST: usize = 512;
/// How many characters `*` may stand for.
const GAP: usize = 160;
/// How many characters the beginning of every fragment has at least.
const START: usize = 3;

/// A place: which word, from which byte to which, and the number read there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub word: usize,
    pub start: usize,
    pub end: usize,
    pub number: Option<u32>,
}

/// What a fragment is made of.
enum Piece {
    Text(Vec<u8>),
    Any,
    Number,
}

/// All words, and for each beginning which of them begin so.
struct Table {
    pieces: Vec<Vec<Piece>>,
    /// Sorted.
    starts: Vec<([u8; START], usize)>,
}

/// A text as it is compared: each byte with the byte of the original that it stands for, and where that ends.
struct Folded {
    bytes: Vec<u8>,
    from: Vec<usize>,
}

/// Every place where a word stands, in order of the text; where two overlap, the longer alone.
pub fn places(text: &str) -> Vec<Place> {
    let table = table();
    let folded = fold(text);
    let mut found: Vec<Place> = Vec::new();
    for (at, window) in folded.bytes.windows(START).enumerate() {
        if found.len() >= MOST {
            break;
        }
        let first = table.starts.partition_point(|(start, _)| start.as_slice() < window);
        let same = table.starts.iter().skip(first).take_while(|(start, _)| start.as_slice() == window);
        let here = same.filter_map(|(_, word)| {
            let (end, number) = table.pieces.get(*word).and_then(|pieces| standing(&folded.bytes, at, pieces))?;
            Some(Place { word: *word, start: *folded.from.get(at)?, end: *folded.from.get(end)?, number })
        });
        // The longest of those that begin here.
        let Some(best) = here.reduce(|one, other| if other.end > one.end { other } else { one }) else { continue };
        match found.last_mut() {
            // Of two that overlap the longer stays.
            Some(before) if best.start < before.end => {
                if best.end - best.start > before.end - before.start {
                    *before = best;
                }
            }
            _ => found.push(best),
        }
    }
    found
}

/// Where a fragment that begins here ends, and the number in it.
fn standing(bytes: &[u8], start: usize, pieces: &[Piece]) -> Option<(usize, Option<u32>)> {
    let (mut at, mut number, mut gap) = (start, None, false);
    for piece in pieces {
        let rest = bytes.get(at..)?;
        match piece {
            Piece::Any => gap = true,
            Piece::Text(text) => {
                let reach = if gap { rest.get(..rest.len().min(GAP + text.len()))? } else { rest.get(..text.len())? };
                at += reach.windows(text.len()).position(|window| window == text)? + text.len();
                gap = false;
            }
            Piece::Number => {
                let digits = rest.iter().take(5).take_while(|byte| byte.is_ascii_digit()).count();
                number = Some(std::str::from_utf8(rest.get(..digits)?).ok()?.parse().ok()?);
                at += digits;
            }
        }
    }
    let joined = |left: Option<&u8>, right: Option<&u8>| is_letter(left) && is_letter(right);
    let before = start.checked_sub(1).and_then(|at| bytes.get(at));
    let last = at.checked_sub(1).and_then(|at| bytes.get(at));
    let whole = !joined(before, bytes.get(start)) && !joined(last, bytes.get(at));
    whole.then_some((at, number))
}

/// Whether a byte is part of a longer name.
fn is_letter(byte: Option<&u8>) -> bool {
    byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_' || *byte >= 0x80)
}

fn fold(text: &str) -> Folded {
    let (mut bytes, mut from) = (Vec::with_capacity(text.len()), Vec::with_capacity(text.len() + 1));
    for (at, c) in text.char_indices() {
        if c.is_whitespace() {
            if bytes.last() != Some(&b' ') {
                bytes.push(b' ');
                from.push(at);
            }
            continue;
        }
        // What tools print between curly quotes is what others print between straight ones.
        let c = if matches!(c, '‘' | '’') { '\'' } else { c.to_ascii_lowercase() };
        let mut buffer = [0; 4];
        for byte in c.encode_utf8(&mut buffer).bytes() {
            bytes.push(byte);
            from.push(at);
        }
    }
    from.push(text.len());
    Folded { bytes, from }
}

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        let pieces: Vec<Vec<Piece>> = words().iter().map(|word| take_apart(word.fragment)).collect();
        let start = |(at, pieces): (usize, &Vec<Piece>)| match pieces.first() {
            Some(Piece::Text(text)) => text.first_chunk::<START>().map(|start| (*start, at)),
            _ => None,
        };
        let mut starts: Vec<_> = pieces.iter().enumerate().filter_map(start).collect();
        starts.sort_unstable();
        Table { pieces, starts }
    })
}

fn take_apart(fragment: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut text = Vec::new();
    for byte in fold(fragment).bytes {
        let piece = match byte {
            b'*' => Piece::Any,
            b'#' => Piece::Number,
            other => {
                text.push(other);
                continue;
            }
        };
        if !text.is_empty() {
            pieces.push(Piece::Text(std::mem::take(&mut text)));
        }
        pieces.push(piece);
    }
    if !text.is_empty() {
        pieces.push(Piece::Text(text));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fragment_has_a_beginning_to_be_found_by() {
        assert_eq!(table().starts.len(), words().len());
        assert!(words().iter().all(|word| !word.fragment.ends_with('*')));
    }

    #[test]
    fn a_fragment_is_found_in_any_case_over_lines_and_whole() {
        let pieces = take_apart("Alert, * (#)");
        let stands = |text: &str| standing(&fold(text).bytes, 0, &pieces);
        assert_eq!(stands("ALERT,\n  bad\t thing (557):"), Some((22, Some(557))));
        assert_eq!(stands("alert, x ()"), None);
        assert_eq!(stands(&format!("alert, {} (1)", "x".repeat(GAP + 1))), None);
        let word = take_apart("reset");
        let stands = |text: &str, at| standing(&fold(text).bytes, at, &word).is_some();
        assert_eq!((stands("a reset.", 2), stands("preset", 1), stands("reset_by", 0)), (true, false, false));
    }

    #[test]
    fn places_are_those_of_the_original() {
        let text = "é ‘x’ curl:\n\n (60) SSL";
        let found = places(text);
        assert_eq!(found.iter().map(|place| &text[place.start..place.end]).collect::<Vec<_>>(), ["curl:\n\n (60)"]);
    }
}
