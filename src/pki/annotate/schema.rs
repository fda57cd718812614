//! The form in which the grammars of X.509 are written down: constant tables that one interpreter walks. Knows no type.

use crate::wire::Decoder;

/// An ASN.1 type whose content is other elements.
pub struct Type {
    /// The RFC's name; texts about its fields stand under it.
    pub name: &'static str,
    /// Whether its fields come in order, each at most once, as in SEQUENCE. Else any number of any of them may come, as
    /// in SEQUENCE OF, SET OF, and a CHOICE, whose fields are its alternatives.
    pub ordered: bool,
    pub fields: &'static [Field],
    /// What a screen shows of the whole.
    pub gist: Option<&'static Decoder>,
}

/// A field, found by its tag. Which of them must be there is not told: what is there is named.
pub struct Field {
    /// The RFC's name; [`ITEM`] for one that goes by its number, [`BY_OID`] for one that goes by what it identifies.
    pub name: &'static str,
    /// The identifier octet, or [`ANY`].
    pub tag: u8,
    pub inner: Inner,
}

/// How the content of an element reads.
pub enum Inner {
    /// As its own tag says.
    Plain,
    /// As this universal tag says: IMPLICIT.
    As(u8),
    /// One element, whose tag and length stand beside this one's: EXPLICIT.
    Explicit(&'static Field),
    /// The fields of a type.
    Into(&'static Type),
    /// Whichever alternative of this type has the tag.
    Choice(&'static Type),
    /// DER inside an OCTET STRING or a BIT STRING.
    Inside(&'static Field),
    /// The same where the bytes are one whole element, else plain.
    Maybe,
    /// An OBJECT IDENTIFIER that decides how what follows reads.
    Key,
    /// As the identifier read before decides; the row with no identifier is for all others, which are else plain.
    By(&'static [(&'static [u8], Inner)]),
    /// An INTEGER that nobody counts with.
    Hex,
    /// An INTEGER or ENUMERATED whose values have names.
    Named(fn(u64) -> Option<&'static str>),
    /// Bytes with a reading of their own.
    Decoded(&'static Decoder),
    /// A BIT STRING, under whatever tag, whose bits have names.
    Bits(&'static Decoder),
    /// A point on a curve (RFC 5480 2.2).
    Point,
}

/// Any tag at all.
pub const ANY: u8 = 0;
/// The name of a field that is told by its place.
pub const ITEM: &str = "*";
/// The name of a field that is told by the first OBJECT IDENTIFIER in it, where that has a name, else by its place.
pub const BY_OID: &str = "";

/// The type of all that no grammar tells.
pub static GENERIC: Type = of("der", &[field(ITEM, ANY, Inner::Plain)]);

pub const fn field(name: &'static str, tag: u8, inner: Inner) -> Field {
    Field { name, tag, inner }
}

pub const fn sequence(name: &'static str, fields: &'static [Field]) -> Type {
    Type { name, ordered: true, fields, gist: None }
}

pub const fn of(name: &'static str, fields: &'static [Field]) -> Type {
    Type { name, ordered: false, fields, gist: None }
}

impl Type {
    /// The same, with something to show of the whole.
    pub const fn shown(self, gist: &'static Decoder) -> Type {
        Type { gist: Some(gist), ..self }
    }

    /// The place of the field that has this tag, at or behind `from` where order counts.
    pub fn find(&self, from: usize, tag: u8) -> Option<usize> {
        let from = if self.ordered { from } else { 0 };
        let fits = |field: &Field| field.tag == ANY || field.tag == tag;
        self.fields.iter().skip(from).position(fits).map(|at| at + from)
    }
}

impl Field {
    /// The fields of all types below this one, each with the name of its type.
    pub fn below(&'static self, seen: &mut Vec<&'static str>, found: &mut Vec<(&'static str, &'static str)>) {
        self.inner.below(seen, found);
    }
}

impl Inner {
    fn below(&'static self, seen: &mut Vec<&'static str>, found: &mut Vec<(&'static str, &'static str)>) {
        match self {
            Inner::Into(of) | Inner::Choice(of) if !seen.contains(&of.name) => {
                seen.push(of.name);
                found.extend(of.fields.iter().map(|field| (of.name, field.name)));
                of.fields.iter().for_each(|field| field.below(seen, found));
            }
            Inner::Explicit(field) | Inner::Inside(field) => field.below(seen, found),
            Inner::By(rows) => rows.iter().for_each(|(_, inner)| inner.below(seen, found)),
            _ => {}
        }
    }

    /// What is meant, once the tag and the last identifier are known.
    pub fn settled(&'static self, tag: u8, key: Option<&[u8]>) -> &'static Inner {
        match self {
            Inner::By(rows) => {
                let row = |wanted: &[u8]| rows.iter().find(|(oid, _)| *oid == wanted);
                row(key.unwrap_or_default()).or_else(|| row(&[])).map_or(&Inner::Plain, |(_, inner)| inner)
            }
            Inner::Choice(of) => {
                of.find(0, tag).and_then(|at| of.fields.get(at)).map_or(&Inner::Plain, |field| &field.inner)
            }
            inner => inner,
        }
    }
}
