//! Distinguished names (RFC 5280 4.1.2.4): the DER, the form by which names are compared, and the text, for people.

use super::der::{DerError, DerErrorKind, Oid, Reader, Tlv, tag, write};
use super::oids;
use crate::short;
use crate::wire::printable;

/// The issuer or subject of a certificate.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Name {
    /// The whole `RDNSequence`, header included.
    pub der: Vec<u8>,
    pub attributes: Vec<Attribute>,
    /// Each `RelativeDistinguishedName` as it is compared.
    canonical: Vec<Vec<u8>>,
}

/// One `AttributeTypeAndValue`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Attribute {
    pub kind: Oid,
    /// The characters; of what is no string, its DER in hexadecimal behind a `#`.
    pub value: String,
    pub is_string: bool,
}

impl Name {
    /// A name of one attribute per `RelativeDistinguishedName`, in the order given; values are UTF8String, but
    /// countries PrintableString (RFC 5280 A.1). Malformed OIDs are left out.
    pub fn new(attributes: &[(&[u8], &str)]) -> Name {
        let mut rdns = Vec::new();
        let (mut kept, mut canonical) = (Vec::new(), Vec::new());
        for (kind, value) in attributes {
            let Some(oid) = Oid::from_content(kind) else { continue };
            let string = if *kind == oids::COUNTRY { tag::PRINTABLE_STRING } else { tag::UTF8_STRING };
            rdns.extend(write::set(&[&write::sequence(&[
                &write::oid(kind),
                &write::tlv(string, &[value.as_bytes()]),
            ])]));
            let attribute = Attribute { kind: oid, value: (*value).to_owned(), is_string: true };
            canonical.push(folded(&attribute));
            kept.push(attribute);
        }
        Name { der: write::sequence(&[&rdns]), attributes: kept, canonical }
    }

    /// Reads the next element of `reader` as an `RDNSequence`.
    pub fn read(reader: &mut Reader<'_>) -> Result<Name, DerError> {
        let whole = reader.expect(tag::SEQUENCE)?;
        let mut rdns = reader.enter(&whole)?;
        let (mut attributes, mut canonical) = (Vec::new(), Vec::new());
        while !rdns.is_empty() {
            let mut rdn = rdns.inside(tag::SET)?;
            if rdn.is_empty() {
                return Err(DerError { offset: rdn.at(), kind: DerErrorKind::Empty });
            }
            let mut folded_rdn = Vec::new();
            while !rdn.is_empty() {
                let mut pair = rdn.inside(tag::SEQUENCE)?;
                let kind = pair.expect(tag::OID)?.oid()?;
                let (value, is_string) = read_value(&pair.any()?)?;
                pair.finish()?;
                let attribute = Attribute { kind, value, is_string };
                folded_rdn.push(folded(&attribute));
                attributes.push(attribute);
            }
            // A set: the order of its attributes says nothing. No real one is long, and DER sorts them after a fashion.
            if folded_rdn.len() <= 16 {
                short::sort_by(&mut folded_rdn, |a, b| a < b);
            }
            canonical.push(folded_rdn.concat());
        }
        Ok(Name { der: whole.der.to_vec(), attributes, canonical })
    }

    /// The first value of this attribute.
    pub fn get(&self, kind: &[u8]) -> Option<&str> {
        self.attributes.iter().find(|a| a.kind.as_bytes() == kind).map(|a| a.value.as_str())
    }

    /// The same name, whatever the string types, the case of ASCII letters and the amount of white space (RFC 5280
    /// 7.1, without the folding of other scripts, which nobody does).
    pub fn matches(&self, other: &Name) -> bool {
        self.canonical == other.canonical
    }

    /// Whether this name lies in the subtree under `base`: it begins with the same attributes (RFC 5280 7.1).
    pub fn is_within(&self, base: &Name) -> bool {
        self.canonical.starts_with(&base.canonical)
    }

    /// Whether there is no attribute at all, as in a leaf that is named by its subjectAltName alone.
    pub fn is_empty(&self) -> bool {
        self.attributes.is_empty()
    }
}

/// `CN=www.example.com, O=Example\, Inc.`, in the order of the encoding, values written as RFC 4514 2.4 does.
impl std::fmt::Display for Name {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (i, Attribute { kind, value, is_string }) in self.attributes.iter().enumerate() {
            let comma = if i == 0 { "" } else { ", " };
            let value = if *is_string { escaped(value) } else { value.clone() };
            write!(f, "{comma}{}={value}", oids::shown(kind.as_bytes()))?;
        }
        Ok(())
    }
}

/// A string as it stands in the text of a name: what would end it or begin another is marked by a backslash, so that no
/// value can pass for a further attribute (RFC 4514 2.4).
fn escaped(value: &str) -> String {
    let mut out = String::new();
    for (at, c) in value.char_indices() {
        let edge = at == 0 || at + c.len_utf8() == value.len();
        match c {
            '"' | '+' | ',' | ';' | '<' | '>' => out.extend(['\\', c]),
            ' ' if edge => out.push_str("\\ "),
            '#' if at == 0 => out.push_str("\\#"),
            c => out.push_str(&printable(c.encode_utf8(&mut [0; 4]).as_bytes())),
        }
    }
    out
}

/// Kind and value of one attribute, so that equal bytes mean equal attributes.
fn folded(attribute: &Attribute) -> Vec<u8> {
    let Attribute { kind, value, is_string } = attribute;
    let value = value.split_ascii_whitespace().collect::<Vec<_>>().join(" ").to_ascii_lowercase();
    write::sequence(&[&write::oid(kind.as_bytes()), &[u8::from(*is_string)], value.as_bytes()])
}

/// Attribute values may be of any type: what is not a string is shown in hexadecimal (RFC 4514 2.4). The value, and
/// whether it is a string.
fn read_value(value: &Tlv<'_>) -> Result<(String, bool), DerError> {
    match value.text() {
        Err(DerError { kind: DerErrorKind::UnexpectedTag { .. }, .. }) => {
            Ok((value.der.iter().fold("#".to_owned(), |text, b| text + &format!("{b:02x}")), false))
        }
        other => other.map(|text| (text, true)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_writes() {
        let name = Name::new(&[(oids::COUNTRY, "JP"), (oids::COMMON_NAME, "日本"), (&[0x55, 4, 99], "?")]);
        assert_eq!(name.to_string(), "C=JP, CN=日本, 2.5.4.99=?");
        let mut reader = Reader::new(&name.der);
        assert_eq!(Name::read(&mut reader), Ok(name.clone()));
        assert_eq!(name.get(oids::COMMON_NAME), Some("日本"));
    }

    #[test]
    fn no_value_passes_for_more_than_it_is() {
        for (value, shown) in [
            ("Example, Inc.", "Example\\, Inc."),
            ("x, O=y", "x\\, O=y"),
            (" a ", "\\ a\\ "),
            ("a+b<c>;\"d\"\\", "a\\+b\\<c\\>\\;\\\"d\\\"\\\\"),
            ("a\nb\u{1b}[2J\u{202e}", "a\\0Ab\\1B[2J\\E2\\80\\AE"),
        ] {
            assert_eq!(Name::new(&[(oids::COMMON_NAME, value)]).to_string(), format!("CN={shown}"));
        }
    }

    #[test]
    fn names_are_compared_as_people_mean_them() {
        let name = |value| Name::new(&[(oids::COUNTRY, "JP"), (oids::COMMON_NAME, value)]);
        assert!(name("Example  CA ").matches(&name("example ca")));
        assert!(!name("Example CA").matches(&name("ExampleCA")));
        let printable = write::tlv(tag::PRINTABLE_STRING, &[b"example ca"]);
        let pair = write::sequence(&[&write::oid(oids::COMMON_NAME), &printable]);
        let der = write::sequence(&[&write::set(&[&pair])]);
        let read = Name::read(&mut Reader::new(&der)).unwrap();
        assert!(read.matches(&Name::new(&[(oids::COMMON_NAME, "Example CA")])));
        let base = Name::new(&[(oids::COUNTRY, "jp")]);
        assert!(name("x").is_within(&base) && name("x").is_within(&Name::new(&[])) && !base.is_within(&name("x")));
        assert!(!name("x").is_within(&read));
    }

    #[test]
    fn an_empty_set_is_refused_and_odd_values_are_shown_in_hex() {
        assert_eq!(Name::read(&mut Reader::new(&[0x30, 2, 0x31, 0])).map_err(|e| e.kind), Err(DerErrorKind::Empty));
        let odd = write::sequence(&[&write::set(&[&write::sequence(&[&write::oid(oids::COMMON_NAME), &[5, 0]])])]);
        let odd = Name::read(&mut Reader::new(&odd)).unwrap();
        assert_eq!(odd.to_string(), "CN=#0500");
        let same = Name::new(&[(oids::COMMON_NAME, "#0500")]);
        assert!(same.to_string() == "CN=\\#0500" && !same.matches(&odd));
    }
}
