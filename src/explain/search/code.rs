//! Numbers as people write code points: `0x1301`, `1301`, `13,01`, `{0x13, 0x01}`, `42`; and values in hex. Knows no registry.

use super::fold::fold;
use super::{Kind, Row};
use crate::wire::hex;

/// From so many digits on, what is typed may be the beginning of a value.
const VALUE: usize = 8;

/// What was typed, read as a number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Number {
    /// The digits of hex, two of a byte.
    digits: String,
    /// Whether it is said to be hex.
    said: bool,
    decimal: Option<u64>,
    value: Option<u64>,
}

impl Number {
    /// Reads what was typed; nothing where it is no number.
    pub fn of(query: &str) -> Option<Self> {
        let text = fold(query);
        let said = text.contains("0x");
        let digits: String = text.replace("0x", " ").chars().filter(|c| !" {}:".contains(*c)).collect();
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let decimal = if said { None } else { text.trim().parse().ok() };
        let value = u64::from_str_radix(&digits, 16).ok();
        Some(Self { digits, said, decimal, value })
    }

    /// Whether it is written as one writes the number of a row: those of alerts and extensions are decimals, with an `0x` one
    /// writes the others.
    pub fn is_usual(&self, row: &Row) -> bool {
        match row.kind {
            Kind::Alert => self.decimal.is_some(),
            Kind::Suite | Kind::Group | Kind::Scheme => self.said,
            _ => false,
        }
    }

    /// Whether it is the number of a row, or its bytes begin so.
    pub fn fits(&self, row: &Row) -> bool {
        let value = |(code, width): (u64, usize)| {
            let hex = self.said || (width > 1 && self.digits.len() == 2 * width);
            (hex && self.value == Some(code)) || (decimal(row.kind) && self.decimal == Some(code))
        };
        row.code.is_some_and(value) || (self.digits.len() >= VALUE && row.hex.starts_with(&self.digits))
    }
}

/// Whether the numbers of a kind are written as decimals too.
pub fn decimal(kind: Kind) -> bool {
    matches!(kind, Kind::Alert | Kind::Extension | Kind::Group)
}

/// The spellings of a code point: with its `0x`, by its digits alone, as a decimal where one writes so.
pub fn spelled(kind: Kind, code: u64, width: usize) -> Vec<String> {
    let bytes = code.to_be_bytes();
    let digits = hex::encode(bytes.get(bytes.len().saturating_sub(width)..).unwrap_or_default());
    let hex = [format!("0x{digits}"), digits];
    hex.into_iter().chain(decimal(kind).then(|| code.to_string())).collect()
}
