//! A value that was compared: bytes in pairs of digits, those marked in which it differs from what it was held against.
//! Knows no check.

use crate::view::html::Html;

/// The value; `all` are those that were compared, itself among them.
pub fn value_of<'a>(out: &mut Html, value: &str, all: impl Iterator<Item = &'a str>) {
    out.open("code", &[]);
    match bytes(value) {
        None => drop(out.text(value)),
        Some(own) => {
            let other =
                all.filter(|other| *other != value).find_map(|other| bytes(other).filter(|it| it.len() == own.len()));
            for (at, byte) in own.iter().enumerate() {
                out.text(if at > 0 { " " } else { "" });
                match other.as_ref().is_some_and(|other| other.get(at) != Some(byte)) {
                    true => drop(out.el("b", "differs", byte)),
                    false => drop(out.text(byte)),
                }
            }
        }
    }
    out.close("code");
}

/// A value's bytes, where it is written in hexadecimal and longer than a code point.
fn bytes(value: &str) -> Option<Vec<&str>> {
    let hex = |c: u8| c.is_ascii_digit() || (b'a'..=b'f').contains(&c);
    let long = value.len() >= 8 && value.len().is_multiple_of(2) && value.bytes().all(hex);
    // A number has no letter; eight bytes and more of nothing but digits are none.
    let number = value.len() < 16 && value.bytes().all(|c| c.is_ascii_digit());
    (long && !number).then(|| (0..value.len()).step_by(2).filter_map(|at| value.get(at..at + 2)).collect())
}
