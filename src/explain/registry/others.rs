//! The smaller registries: alerts, extensions, groups, signature schemes. Knows no text.

use super::data;
use super::verdict::{Fault, Verdict};
use crate::wire::{AlertDescription, ExtensionType, NamedGroup, SignatureScheme};

/// An alert.
#[derive(Clone, Debug, PartialEq)]
pub struct AlertRow {
    pub alert: AlertDescription,
    pub name: &'static str,
    pub rfc: Option<u16>,
    /// Whether TLS 1.3 still has it.
    pub current: bool,
}

/// Every alert, by number.
pub fn alerts() -> Vec<AlertRow> {
    let row = |row: data::Row| {
        let alert = AlertDescription(u8::try_from(row.code).ok()?);
        Some(AlertRow { alert, name: row.name, rfc: row.rfc, current: row.rest.first().is_some_and(|is| *is == "+") })
    };
    data::rows(data::alerts()).filter_map(row).collect()
}

/// An extension.
#[derive(Clone, Debug, PartialEq)]
pub struct ExtensionRow {
    pub extension: ExtensionType,
    pub name: &'static str,
    pub rfc: Option<u16>,
    pub recommended: bool,
    /// The messages of TLS 1.3 in which it may stand, as RFC 8446, 4.2 shortens them: `CH`, `EE`, ...
    pub places: Vec<&'static str>,
}

/// Every extension, by code point.
pub fn extensions() -> Vec<ExtensionRow> {
    let row = |row: data::Row| ExtensionRow {
        extension: ExtensionType(row.code),
        name: row.name,
        rfc: row.rfc,
        recommended: row.yes(0),
        places: row.rest.get(1).iter().flat_map(|list| list.split(',')).filter(|place| *place != "-").collect(),
    };
    data::rows(data::extensions()).map(row).collect()
}

ids! {
    /// What a group is.
    pub enum GroupKind {
        /// An elliptic curve over a prime field.
        Prime = "prime",
        /// One over a binary field.
        Binary = "binary",
        /// A curve in Montgomery's form, made for key agreement.
        Montgomery = "montgomery",
        /// A finite field.
        Finite = "finite",
        /// A key encapsulation that a quantum computer does not break.
        PostQuantum = "post_quantum",
        /// One of those beside a curve.
        Hybrid = "hybrid",
        /// The curve's parameters stand in the message.
        Explicit = "explicit",
    }
}

/// A group for key agreement.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupRow {
    pub group: NamedGroup,
    pub name: &'static str,
    pub rfc: Option<u16>,
    pub recommended: bool,
    pub kind: GroupKind,
    pub verdicts: Vec<Verdict>,
}

/// Every group, by code point.
pub fn groups() -> Vec<GroupRow> {
    let row = |row: data::Row| {
        let kind = kind(row.name);
        // RFC 8422 leaves these to older versions; TLS 1.3 reserves them (RFC 8446, 4.2.7).
        let old = kind == GroupKind::Binary || kind == GroupKind::Explicit || matches!(row.code, 15..=22);
        let verdicts = if old { vec![Fault::OldGroup.verdict()] } else { Vec::new() };
        let (name, rfc, recommended) = (row.name, row.rfc, row.yes(0));
        GroupRow { group: NamedGroup(row.code), name, rfc, recommended, kind, verdicts }
    };
    data::rows(data::groups()).map(row).collect()
}

fn kind(name: &str) -> GroupKind {
    match name {
        _ if name.starts_with("arbitrary") => GroupKind::Explicit,
        _ if name.starts_with("MLKEM") => GroupKind::PostQuantum,
        _ if name.contains("MLKEM") => GroupKind::Hybrid,
        _ if name.starts_with("sect") => GroupKind::Binary,
        _ if name.starts_with("ffdhe") => GroupKind::Finite,
        "x25519" | "x448" => GroupKind::Montgomery,
        _ => GroupKind::Prime,
    }
}

/// A signature scheme.
#[derive(Clone, Debug, PartialEq)]
pub struct SchemeRow {
    pub scheme: SignatureScheme,
    pub name: &'static str,
    pub rfc: Option<u16>,
    pub recommended: bool,
    pub verdicts: Vec<Verdict>,
}

/// Every scheme, by code point.
pub fn schemes() -> Vec<SchemeRow> {
    let row = |row: data::Row| {
        let weak = row.name.ends_with("_sha1") || row.name.ends_with("_md5");
        let verdicts = if weak { vec![Fault::WeakHash.verdict()] } else { Vec::new() };
        let (name, rfc, recommended) = (row.name, row.rfc, row.yes(0));
        SchemeRow { scheme: SignatureScheme(row.code), name, rfc, recommended, verdicts }
    };
    data::rows(data::schemes()).map(row).collect()
}
