//! Reading and writing the values of keys: code points, lists, switches, numbers. Knows no key.

use super::percent::{decode_text, encode};
use crate::crypto::KeyKind;
use crate::pki::der::{TIME_MAX, TIME_MIN, format_time, parse_time};
use crate::tls::{ExtensionChoice, GROUPS};
use crate::wire::suites::SUITES;
use crate::wire::{CipherSuite, ExtensionType, NamedGroup, SignatureScheme, Version, hex};

/// The part of a value that is not allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::lab) struct Bad {
    pub value: String,
    /// What is allowed, where more can be said than the key's own line.
    pub allowed: Option<String>,
    /// The names that it may be, where they are not the key's own.
    pub among: Vec<&'static str>,
}

impl Bad {
    pub fn new(value: impl Into<String>) -> Self {
        Self { value: value.into(), allowed: None, among: Vec::new() }
    }
}

/// What reading a value gives.
pub(in crate::lab) type Read<T> = Result<T, Bad>;

/// The kinds of leaf key, by the names of the text form.
pub(in crate::lab) const KEY_KINDS: &[(&str, KeyKind)] = &[
    ("ecdsa", KeyKind::EcdsaP256),
    ("p384", KeyKind::EcdsaP384),
    ("rsa", KeyKind::Rsa),
    ("ed25519", KeyKind::Ed25519),
];

/// Names that tools use for groups beside the registered ones.
const GROUP_ALIASES: &[(&str, NamedGroup)] = &[
    ("P-256", NamedGroup::secp256r1),
    ("prime256v1", NamedGroup::secp256r1),
    ("P-384", NamedGroup::secp384r1),
    ("P-521", NamedGroup::secp521r1),
];

/// Puts a value that was read where it belongs.
pub(in crate::lab) fn put<T>(place: &mut T, value: Read<T>) -> Read<()> {
    value.map(|value| *place = value)
}

/// A value that is one text.
pub(in crate::lab) fn text(raw: &str) -> Read<String> {
    decode_text(raw).ok_or_else(|| Bad::new(raw))
}

/// A list with `,` between its items, at most `max` of them; an empty value is the empty list.
pub(in crate::lab) fn list<T>(raw: &str, max: usize, item: impl Fn(&str) -> Option<T>) -> Read<Vec<T>> {
    if raw.is_empty() {
        return Ok(Vec::new());
    }
    let mut items = Vec::new();
    for part in raw.split(',') {
        let text = text(part)?;
        match item(&text) {
            Some(item) if items.len() < max => items.push(item),
            _ => return Err(Bad::new(text)),
        }
    }
    Ok(items)
}

/// Writes a list.
pub(in crate::lab) fn join<T>(items: &[T], write: impl Fn(&T) -> String) -> String {
    items.iter().map(|item| encode(write(item))).collect::<Vec<_>>().join(",")
}

/// One of some names.
pub(in crate::lab) fn pick<T: Copy>(raw: &str, among: &[(&str, T)]) -> Read<T> {
    let text = text(raw)?;
    among.iter().find(|(name, _)| *name == text).map(|(_, value)| *value).ok_or(Bad::new(text))
}

/// The name of a value among some.
pub(in crate::lab) fn name_in<T: PartialEq>(value: &T, among: &[(&str, T)]) -> String {
    among.iter().find(|(_, known)| known == value).map(|(name, _)| (*name).to_owned()).unwrap_or_default()
}

/// A decimal number within bounds.
pub(in crate::lab) fn number<T: TryFrom<u64>>(raw: &str, max: u64) -> Read<T> {
    let text = text(raw)?;
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let value = text.parse::<u64>().ok().filter(|value| digits && *value <= max);
    value.and_then(|value| T::try_from(value).ok()).ok_or(Bad::new(text))
}

/// `1.3` or `1.2`
pub(in crate::lab) fn version(text: &str) -> Option<Version> {
    [Version::Tls13, Version::Tls12].into_iter().find(|version| version.name() == text)
}

/// A cipher suite by its registered name, the name OpenSSL prints, or its code point.
pub(in crate::lab) fn suite(text: &str) -> Option<CipherSuite> {
    let openssl = || SUITES.iter().find(|suite| suite.openssl.eq_ignore_ascii_case(text)).map(|suite| suite.code);
    let registered = |name: &CipherSuite| name.name().is_some_and(|name| name.eq_ignore_ascii_case(text));
    CipherSuite::ALL.iter().copied().find(registered).or_else(openssl).or_else(|| code(text).map(CipherSuite))
}

/// A group by its registered name, a name tools use, or its code point.
pub(in crate::lab) fn group(text: &str) -> Option<NamedGroup> {
    let registered = |group: &NamedGroup| group.name().is_some_and(|name| name.eq_ignore_ascii_case(text));
    let alias = || GROUP_ALIASES.iter().find(|(name, _)| name.eq_ignore_ascii_case(text)).map(|(_, group)| *group);
    NamedGroup::ALL.iter().copied().find(registered).or_else(alias).or_else(|| code(text).map(NamedGroup))
}

/// A group for which a share can be computed.
pub(in crate::lab) fn share(text: &str) -> Option<NamedGroup> {
    group(text).filter(|code| GROUPS.contains(code))
}

/// A signature scheme by its registered name or its code point.
pub(in crate::lab) fn scheme(text: &str) -> Option<SignatureScheme> {
    SignatureScheme::named(text).or_else(|| code(text).map(SignatureScheme))
}

/// An extension to be computed (`server_name`), or one with these bytes (`0x001c:4001`).
pub(in crate::lab) fn extension(text: &str) -> Option<ExtensionChoice> {
    let code = |name: &str| ExtensionType::named(name).or_else(|| code(name).map(ExtensionType));
    match text.split_once(':') {
        Some((name, bytes)) => Some(ExtensionChoice::Raw(code(name)?, hex::decode(bytes)?)),
        None => Some(ExtensionChoice::Computed(code(text)?)),
    }
}

/// Writes an extension of a hello.
pub(in crate::lab) fn write_extension(choice: &ExtensionChoice) -> String {
    match choice {
        ExtensionChoice::Computed(code) => code.to_string(),
        ExtensionChoice::Raw(code, bytes) => format!("{code}:{}", hex::encode(bytes)),
    }
}

/// A clock: `2026-11-22T09:00:00Z` or Unix seconds, within the years 0 to 9999.
pub(in crate::lab) fn time(raw: &str) -> Read<i64> {
    let text = text(raw)?;
    let unix = || text.parse::<i64>().ok().filter(|time| (TIME_MIN..=TIME_MAX).contains(time));
    parse_time(&text).or_else(unix).ok_or(Bad::new(text))
}

/// Writes a clock.
pub(in crate::lab) fn write_time(time: i64) -> String {
    match (TIME_MIN..=TIME_MAX).contains(&time) {
        true => encode(format_time(time)),
        false => time.to_string(),
    }
}

/// `0x` and one to four digits.
fn code(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"))?;
    let hex = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    u16::from_str_radix(digits, 16).ok().filter(|_| hex)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suites_have_three_spellings() {
        let suite_code = CipherSuite::TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256;
        for text in ["TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "ECDHE-RSA-AES128-GCM-SHA256", "0xC02F", "0xc02f"] {
            assert_eq!(suite(text), Some(suite_code), "{text}");
        }
        assert_eq!(suite("0x0a0a"), Some(CipherSuite(0x0a0a)));
        for bad in ["", "c02f", "0x", "0x1c02f", "0x+1", "RC4"] {
            assert_eq!(suite(bad), None, "{bad}");
        }
    }

    #[test]
    fn lists_keep_order_and_name_the_bad_item() {
        let read = list("x25519,P-256,0x11ec", 9, group);
        assert_eq!(read, Ok(vec![NamedGroup::x25519, NamedGroup::secp256r1, NamedGroup::X25519MLKEM768]));
        assert_eq!(list("x25519,x", 9, group), Err(Bad::new("x")));
        assert_eq!(list("x25519,", 9, group), Err(Bad::new("")));
        assert_eq!(list("x25519,x448", 1, group), Err(Bad::new("x448")));
        assert_eq!(list("", 9, group), Ok(Vec::new()));
    }

    #[test]
    fn numbers_are_plain_digits() {
        assert_eq!(number::<u8>("16", 16), Ok(16));
        for bad in ["", "+1", "-1", "17", "1e1", " 1"] {
            assert!(number::<u8>(bad, 16).is_err(), "{bad}");
        }
    }
}
