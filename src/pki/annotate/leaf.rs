//! Content that is no other elements: what each universal type holds, checked as X.690 asks. Knows no field.

use super::decode::{BMP, OID, TELETEX, TIME, UNIVERSAL, content};
use super::schema::{GENERIC, Inner};
use super::walk::{Place, Walk};
use crate::pki::der::{DerError, DerErrorKind, Reader, tag};
use crate::wire::{DecodeError, Name, Value};

/// A rule of DER, as the reason of a break.
pub fn rule(kind: DerErrorKind) -> DecodeError {
    DecodeError::Rule(kind.id())
}

/// An identifier octet by its name: `SEQUENCE`, `[0]`.
pub fn tag(tag: u8) -> Value {
    let universal = UNIVERSAL_TAGS.iter().find(|(known, _)| *known == tag).map(|(_, name)| *name);
    let context = CONTEXT_TAGS.get(usize::from(tag & 0x1f)).copied().filter(|_| tag & 0xc0 == 0x80);
    Value::Code(universal.or(context), tag.into())
}

const UNIVERSAL_TAGS: &[(u8, &str)] = &[
    (tag::BOOLEAN, "BOOLEAN"),
    (tag::INTEGER, "INTEGER"),
    (tag::BIT_STRING, "BIT STRING"),
    (tag::OCTET_STRING, "OCTET STRING"),
    (tag::NULL, "NULL"),
    (tag::OID, "OBJECT IDENTIFIER"),
    (tag::ENUMERATED, "ENUMERATED"),
    (tag::UTF8_STRING, "UTF8String"),
    (tag::PRINTABLE_STRING, "PrintableString"),
    (tag::TELETEX_STRING, "TeletexString"),
    (tag::IA5_STRING, "IA5String"),
    (tag::UTC_TIME, "UTCTime"),
    (tag::GENERALIZED_TIME, "GeneralizedTime"),
    (tag::UNIVERSAL_STRING, "UniversalString"),
    (tag::BMP_STRING, "BMPString"),
    (tag::SEQUENCE, "SEQUENCE"),
    (tag::SET, "SET"),
];

const CONTEXT_TAGS: [&str; 9] = ["[0]", "[1]", "[2]", "[3]", "[4]", "[5]", "[6]", "[7]", "[8]"];

impl<'a> Walk<'a> {
    /// The content of a primitive element; its bytes alone where it was cut short.
    pub fn primitive(&mut self, tag: u8, inner: &'static Inner, at: Place, cut: bool) -> Option<&'a [u8]> {
        let own = self.slice(&at.scope);
        let kind = match inner {
            Inner::As(kind) => *kind,
            Inner::Bits(_) => tag::BIT_STRING,
            _ => tag,
        };
        match inner {
            _ if cut => self.leaf("der", "value", at.scope.end, at.depth, Value::Bytes),
            _ if kind == tag::BIT_STRING => self.bit_string(inner, at),
            Inner::Inside(_) if own.is_empty() => self.emptied(DecodeError::Short { need: 2, have: 0 }),
            Inner::Inside(field) => self.inside("DER", field, at),
            Inner::Maybe if is_whole(own) => {
                let at = Place { level: at.level.saturating_add(1), ..at };
                self.element(GENERIC.name, Name::Index(0), &Inner::Plain, at);
            }
            _ => match value(kind, inner, own) {
                Ok(value) => self.leaf("der", "value", at.scope.end, at.depth, value),
                Err(error) if own.is_empty() => self.emptied(rule(error.kind)),
                Err(error) => self.leaf("der", "value", at.scope.end, at.depth, Value::Broken(rule(error.kind))),
            },
        }
        matches!(inner, Inner::Key).then_some(own)
    }

    /// The number of unused bits, then the bits: a point, bits with names, DER, or just bytes (X.690 8.6).
    fn bit_string(&mut self, inner: &'static Inner, at: Place) {
        let own = self.slice(&at.scope);
        let bits = content(tag::BIT_STRING, own).bit_string();
        let Some(unused) = own.first() else { return self.emptied(rule(DerErrorKind::BadBitString)) };
        let shown = match &bits {
            Ok(_) => Value::Uint(u64::from(*unused)),
            Err(error) => Value::Broken(rule(error.kind)),
        };
        self.leaf("der", "unused_bits", at.scope.start + 1, at.depth, shown);
        let rest = Place { scope: at.scope.start + 1..at.scope.end, ..at };
        let whole = bits.is_ok_and(|bits| bits.unused == 0 && !bits.bytes.is_empty());
        match inner {
            Inner::Inside(field) if whole => self.inside("DER", field, rest),
            Inner::Point if whole => self.point(rest),
            Inner::Bits(decoder) => self.leaf("der", "value", rest.scope.end, rest.depth, Value::Decoded(decoder)),
            _ => self.leaf("der", "value", rest.scope.end, rest.depth, Value::Bytes),
        }
    }

    /// A point as SEC 1 2.3.3 writes it: 04 and both coordinates, or 02 or 03 and the first.
    fn point(&mut self, at: Place) {
        let (start, end) = (at.scope.start, at.scope.end);
        let half = end.saturating_sub(start + 1) / 2;
        let form = self.byte(start).unwrap_or_default();
        let (name, middle) = match form {
            4 => ("uncompressed", start + 1 + half),
            2 | 3 => ("compressed", end),
            _ => return self.leaf("der", "value", end, at.depth, Value::Bytes),
        };
        self.leaf("ECPoint", "form", start + 1, at.depth, Value::Code(Some(name), form.into()));
        self.leaf("ECPoint", "x", middle, at.depth, Value::Bytes);
        self.leaf("ECPoint", "y", end, at.depth, Value::Bytes);
    }

    /// A length of nothing where there must be something.
    fn emptied(&mut self, error: DecodeError) {
        self.broken.get_or_insert(error);
        if let Some(length) = self.spans.last_mut() {
            length.value = Value::Broken(error);
        }
    }
}

/// Whether bytes are one element and nothing else.
fn is_whole(own: &[u8]) -> bool {
    Reader::new(own).header().is_ok_and(|(_, header, len)| header + len == own.len())
}

/// What a type's content says.
fn value(kind: u8, inner: &Inner, own: &[u8]) -> Result<Value, DerError> {
    let found = content(kind, own);
    Ok(match (kind, inner) {
        (_, Inner::Decoded(decoder)) => Value::Decoded(decoder),
        (tag::BOOLEAN, _) => match found.boolean()? {
            true => Value::Code(Some("TRUE"), 0xff),
            false => Value::Code(Some("FALSE"), 0),
        },
        (tag::INTEGER | tag::ENUMERATED, inner) => match (found.integer().and(found.small_integer()), inner) {
            (Ok(_), Inner::Hex) => Value::Bytes,
            (Ok(number), Inner::Named(names)) => Value::Code(names(number), number),
            (Ok(number), _) => Value::Uint(number),
            (Err(error), _) if error.kind == DerErrorKind::IntegerTooLarge => Value::Bytes,
            (Err(error), _) => return Err(error),
        },
        (tag::OID, _) => found.oid().map(|_| Value::Decoded(&OID))?,
        (tag::UTC_TIME | tag::GENERALIZED_TIME, _) => found.time().map(|_| Value::Decoded(&TIME))?,
        (tag::UTF8_STRING | tag::PRINTABLE_STRING | tag::IA5_STRING, _) => found.text().map(|_| Value::Text)?,
        (tag::TELETEX_STRING, _) => Value::Decoded(&TELETEX),
        (tag::UNIVERSAL_STRING, _) => found.text().map(|_| Value::Decoded(&UNIVERSAL))?,
        (tag::BMP_STRING, _) => found.text().map(|_| Value::Decoded(&BMP))?,
        _ => Value::Bytes,
    })
}
