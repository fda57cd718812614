//! What people read in the bytes of one value: identifiers, times, names, bits, addresses. Total: what does not read
//! gives an empty text.

use std::net::{Ipv4Addr, Ipv6Addr};

use crate::pki::Certificate;
use crate::pki::der::{BitString, Oid, Reader, Tlv, format_time, tag, write};
use crate::pki::extension::{GeneralName, KEY_USAGES};
use crate::pki::name::Name;
use crate::pki::oids;
use crate::wire::{Decoder, printable};

/// `serverAuth (1.3.6.1.5.5.7.3.1)`, or the dotted form alone.
pub static OID: Decoder = Decoder { kind: "oid", text: oid };
/// `2026-01-31T12:00:00Z`
pub static TIME: Decoder = Decoder { kind: "time", text: time };
/// Strings of other alphabets than UTF-8 and its part ASCII.
pub static TELETEX: Decoder = Decoder { kind: "string", text: |own| string(tag::TELETEX_STRING, own) };
pub static UNIVERSAL: Decoder = Decoder { kind: "string", text: |own| string(tag::UNIVERSAL_STRING, own) };
pub static BMP: Decoder = Decoder { kind: "string", text: |own| string(tag::BMP_STRING, own) };
/// `CN=www.example.com, O=Example`, of a whole Name.
pub static NAME: Decoder = Decoder { kind: "name", text: name };
/// The same of one RelativeDistinguishedName, and of one AttributeTypeAndValue.
pub static RELATIVE: Decoder = Decoder { kind: "name", text: |own| name(&write::sequence(&[own])) };
pub static ATTRIBUTE: Decoder = Decoder { kind: "name", text: |own| name(&write::sequence(&[&write::set(&[own])])) };
/// `DNS:www.example.com, IP:192.0.2.1`, of whole GeneralNames.
pub static NAMES: Decoder = Decoder { kind: "names", text: names };
/// The identifiers and times inside, in order: `id-ecPublicKey, secp256r1`.
pub static GIST: Decoder = Decoder { kind: "gist", text: gist };
/// The subject of a whole certificate.
pub static SUBJECT: Decoder = Decoder { kind: "name", text: subject };
/// `digitalSignature, keyEncipherment`
pub static KEY_USAGE: Decoder = Decoder { kind: "bits", text: |own| bits(&KEY_USAGES, own) };
/// `keyCompromise, cACompromise`
pub static REASON_FLAGS: Decoder = Decoder { kind: "bits", text: |own| bits(&REASONS, own) };
/// `192.0.2.1`, or a network, `192.0.2.0/255.255.255.0`.
pub static ADDRESS: Decoder = Decoder { kind: "address", text: address };

/// `ReasonFlags` (RFC 5280 4.2.1.13).
const REASONS: [&str; 9] = [
    "unused",
    "keyCompromise",
    "cACompromise",
    "affiliationChanged",
    "superseded",
    "cessationOfOperation",
    "certificateHold",
    "privilegeWithdrawn",
    "aACompromise",
];

fn oid(own: &[u8]) -> String {
    let dotted = Oid::from_content(own).map(|oid| oid.dotted()).unwrap_or_default();
    match oids::name(own) {
        Some(name) => [name, " (", &dotted, ")"].concat(),
        None => dotted,
    }
}

/// UTCTime and GeneralizedTime have different lengths.
fn time(own: &[u8]) -> String {
    let tag = if own.len() < 15 { tag::UTC_TIME } else { tag::GENERALIZED_TIME };
    content(tag, own).time().map(format_time).unwrap_or_default()
}

fn string(tag: u8, own: &[u8]) -> String {
    content(tag, own).text().map(printable).unwrap_or_default()
}

/// An element of this tag and content, wherever it stands.
pub fn content(tag: u8, value: &[u8]) -> Tlv<'_> {
    Tlv { tag, header: 0..0, content: 0..value.len(), value, der: value }
}

fn name(own: &[u8]) -> String {
    Name::read(&mut Reader::new(own)).map(|name| name.to_string()).unwrap_or_default()
}

fn subject(own: &[u8]) -> String {
    Certificate::read(own).map(|certificate| certificate.subject.to_string()).unwrap_or_default()
}

fn names(own: &[u8]) -> String {
    let mut outer = Reader::new(own);
    let inner = outer.any().and_then(|whole| outer.enter(&whole));
    let mut found = Vec::new();
    if let Ok(mut inner) = inner {
        while let Ok(name) = GeneralName::read(&mut inner) {
            found.push(name.to_string());
        }
    }
    found.join(", ")
}

/// The content of a constructed element stands right behind its header, so that one pass sees every element.
fn gist(own: &[u8]) -> String {
    let mut found = Vec::new();
    let mut rest = own;
    while let Ok((tag, header, len)) = Reader::new(rest).header() {
        let value = rest.get(header..).and_then(|value| value.get(..len)).unwrap_or_default();
        match tag {
            tag::OID => found.push(oids::shown(value)),
            tag::UTC_TIME | tag::GENERALIZED_TIME => found.push(time(value)),
            _ => {}
        }
        let skip = if tag & CONSTRUCTED != 0 { header } else { header + len };
        rest = rest.get(skip..).unwrap_or_default();
    }
    found.join(", ")
}

/// The bit of an identifier octet that says that other elements are inside (X.690 8.1.2.5).
pub const CONSTRUCTED: u8 = 0x20;

fn bits(names: &[&str], own: &[u8]) -> String {
    let all = BitString { unused: 0, bytes: own };
    let set = names.iter().enumerate().filter(|(at, _)| all.bit(*at)).map(|(_, name)| *name);
    set.collect::<Vec<_>>().join(", ")
}

fn address(own: &[u8]) -> String {
    match (<[u8; 4]>::try_from(own), <[u8; 16]>::try_from(own), own.split_at_checked(own.len() / 2)) {
        (Ok(four), ..) => Ipv4Addr::from(four).to_string(),
        (_, Ok(sixteen), _) => Ipv6Addr::from(sixteen).to_string(),
        (.., Some((base, mask))) if matches!(own.len(), 8 | 32) => [address(base), address(mask)].join("/"),
        _ => String::new(),
    }
}
