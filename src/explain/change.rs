//! What became of a message on its way: which fields are gone, which are new, which hold something else. Compared field by
//! field, so that what was cut out of the middle is all that is marked. Knows no particular field.

use std::ops::Range;

use crate::lab::{Message, Trace};
use crate::pki;
use crate::wire::{Name, Tree};

/// The most fields on either side of a comparison; of more, everything between the first and the last difference counts.
const MOST: usize = 1_200;

/// The difference between a message as it left and as it arrived.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Change {
    /// In the message as it left: what is not in the other, and what is there and different.
    pub left: Vec<Range<u32>>,
    /// In the message as it arrived: likewise.
    pub arrived: Vec<Range<u32>>,
    /// The largest fields that are gone whole, by path.
    pub cut: Vec<String>,
    /// The largest fields that are new.
    pub added: Vec<String>,
    /// The fields in which bytes changed.
    pub changed: Vec<String>,
}

impl Change {
    /// The last part of a path that says what it is: of a vector's item that is a number, the whole end.
    pub fn short(path: &str) -> &str {
        path.rsplit('.').find(|part| !part.bytes().all(|b| b.is_ascii_digit()) && *part != "value").unwrap_or(path)
    }
}

/// What became of a message; none where it did not both leave and arrive, or did so unchanged.
pub fn change(trace: &Trace, message: &Message) -> Option<Change> {
    let (left, arrived) = (trace.blobs.get(message.sent?)?, trace.blobs.get(message.arrived?)?);
    if left.bytes == arrived.bytes {
        return None;
    }
    let (from, to) = (pki::annotate(left), pki::annotate(arrived));
    Some(difference((&from, &left.bytes), (&to, &arrived.bytes)))
}

/// The difference between two byte strings with their trees.
pub fn difference((from, left): (&Tree, &[u8]), (to, arrived): (&Tree, &[u8])) -> Change {
    let (a, b) = (fields(from, left), fields(to, arrived));
    let mut change = Change::default();
    let (mut gone, mut new) = (Vec::new(), Vec::new());
    for (a, b) in pairs(&a, &b) {
        match (a, b) {
            (Some(a), Some(b)) => {
                let (x, y) = (span(from, a), span(to, b));
                let (old, now) = (part(left, &x), part(arrived, &y));
                if old != now {
                    let [old, now] = unlike(old, now);
                    change.left.push(x.start + old.start..x.start + old.end);
                    change.arrived.push(y.start + now.start..y.start + now.end);
                    // A length follows from what it measures.
                    if !is_length(to, b) {
                        change.changed.push(to.path(b));
                    }
                }
            }
            (Some(a), None) => {
                gone.push(a);
                change.left.push(span(from, a));
            }
            (None, Some(b)) => {
                new.push(b);
                change.arrived.push(span(to, b));
            }
            (None, None) => {}
        }
    }
    change.cut = largest(from, &gone);
    change.added = largest(to, &new);
    change.left.retain(|range| !range.is_empty());
    change.arrived.retain(|range| !range.is_empty());
    change
}

/// A leaf as it is compared: its path without numbers, and its bytes.
struct Field<'a> {
    at: usize,
    path: String,
    bytes: &'a [u8],
}

fn fields<'a>(tree: &Tree, bytes: &'a [u8]) -> Vec<Field<'a>> {
    let field = |at| Field { at, path: unnumbered(tree, at), bytes: part(bytes, &span(tree, at)) };
    tree.leaves().filter(|at| !span(tree, *at).is_empty()).map(field).collect()
}

/// The leaves that belong together, in order; one alone where it is gone or new. First those with the same bytes, by the
/// longest common sequence; between these, those with the same path.
fn pairs(a: &[Field], b: &[Field]) -> Vec<(Option<usize>, Option<usize>)> {
    let same = |x: &Field, y: &Field| x.path == y.path && x.bytes == y.bytes;
    let head = a.iter().zip(b).take_while(|(x, y)| same(x, y)).count();
    let tail = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| same(x, y)).count();
    let tail = tail.min(a.len().min(b.len()) - head);
    let middle = (a.get(head..a.len() - tail).unwrap_or(&[]), b.get(head..b.len() - tail).unwrap_or(&[]));
    let mut found: Vec<_> = a.iter().zip(b).take(head).map(|(x, y)| (Some(x.at), Some(y.at))).collect();
    let (mut i, mut j) = (0, 0);
    for (x, y) in common(middle.0, middle.1, same).into_iter().chain([(middle.0.len(), middle.1.len())]) {
        between(middle.0.get(i..x).unwrap_or(&[]), middle.1.get(j..y).unwrap_or(&[]), &mut found);
        if let (Some(one), Some(other)) = (middle.0.get(x), middle.1.get(y)) {
            found.push((Some(one.at), Some(other.at)));
        }
        (i, j) = (x + 1, y + 1);
    }
    found
}

/// Leaves without an equal: those of the same path belong together, in order.
fn between(a: &[Field], b: &[Field], found: &mut Vec<(Option<usize>, Option<usize>)>) {
    let mut rest = b.iter().peekable();
    for one in a {
        let here = rest.clone().position(|other| other.path == one.path);
        match here {
            Some(skip) => {
                found.extend(rest.by_ref().take(skip).map(|new| (None, Some(new.at))));
                found.push((Some(one.at), rest.next().map(|other| other.at)));
            }
            None => found.push((Some(one.at), None)),
        }
    }
    found.extend(rest.map(|new| (None, Some(new.at))));
}

/// The longest common subsequence, as pairs of places.
fn common(a: &[Field], b: &[Field], same: impl Fn(&Field, &Field) -> bool) -> Vec<(usize, usize)> {
    if a.len() > MOST || b.len() > MOST {
        return Vec::new();
    }
    let wide = b.len() + 1;
    let mut longest = vec![0_u16; (a.len() + 1) * wide];
    let at = |longest: &[u16], x: usize, y: usize| longest.get(x * wide + y).copied().unwrap_or(0);
    for (x, one) in a.iter().enumerate().rev() {
        for (y, other) in b.iter().enumerate().rev() {
            let best = match same(one, other) {
                true => at(&longest, x + 1, y + 1) + 1,
                false => at(&longest, x + 1, y).max(at(&longest, x, y + 1)),
            };
            longest.get_mut(x * wide + y).into_iter().for_each(|slot| *slot = best);
        }
    }
    let (mut x, mut y, mut found) = (0, 0, Vec::new());
    while let (Some(one), Some(other)) = (a.get(x), b.get(y)) {
        if same(one, other) {
            found.push((x, y));
            (x, y) = (x + 1, y + 1);
        } else if at(&longest, x + 1, y) >= at(&longest, x, y + 1) {
            x += 1;
        } else {
            y += 1;
        }
    }
    found
}

/// The outermost spans all of whose leaves are among these.
fn largest(tree: &Tree, leaves: &[usize]) -> Vec<String> {
    let whole = |at: usize| {
        let range = span(tree, at);
        let inside = tree.leaves().filter(|leaf| {
            let leaf = span(tree, *leaf);
            !leaf.is_empty() && leaf.start >= range.start && leaf.end <= range.end
        });
        inside.into_iter().all(|leaf| leaves.contains(&leaf))
    };
    let mut found: Vec<usize> = Vec::new();
    for leaf in leaves {
        let mut top = *leaf;
        while let Some(up) = tree.parent(top).filter(|up| whole(*up)) {
            top = up;
        }
        if !found.contains(&top) {
            found.push(top);
        }
    }
    found.into_iter().map(|at| tree.path(at)).collect()
}

/// From the first difference of two fields to the last; where they are as long as each other, that is what changed.
fn unlike(old: &[u8], now: &[u8]) -> [Range<u32>; 2] {
    let head = old.iter().zip(now).take_while(|(a, b)| a == b).count();
    let tail = old.iter().rev().zip(now.iter().rev()).take_while(|(a, b)| a == b).count();
    let tail = tail.min(old.len().min(now.len()) - head);
    [old.len(), now.len()].map(|len| head as u32..(len - tail) as u32)
}

fn span(tree: &Tree, at: usize) -> Range<u32> {
    tree.spans.get(at).map_or(0..0, |span| span.range.clone())
}

fn part<'a>(bytes: &'a [u8], range: &Range<u32>) -> &'a [u8] {
    bytes.get(range.start as usize..range.end as usize).unwrap_or(&[])
}

fn is_length(tree: &Tree, at: usize) -> bool {
    tree.spans.get(at).is_some_and(|span| matches!(span.name, Name::Field("length")))
}

/// The path with `*` for numbers: an item keeps its name when another before it goes.
fn unnumbered(tree: &Tree, at: usize) -> String {
    let parts = tree.path(at);
    let parts = parts.split('.').map(|part| if part.bytes().all(|b| b.is_ascii_digit()) { "*" } else { part });
    parts.collect::<Vec<_>>().join(".")
}
