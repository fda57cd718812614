//! Certificates, revocation lists, OCSP responses and names, byte for byte: a tree of named spans whose leaves tile the
//! bytes, as [`wire::annotate`] gives it of messages, and the one tree of both. Knows of messages only which of their
//! fields hold DER.
//!
//! The grammars are tables (`certificate`, `extensions`, `places`, `status`) that one interpreter (`walk`) reads, on demand and on
//! any bytes. Elements that no table tells are opened as what their tags say. Reading stops only where a length cannot
//! be trusted: a value that breaks a rule of its type is a leaf that says so, and what follows is read on. At most
//! [`MAX_ELEMENTS`] elements of a blob are opened, and at most [`MAX_DEPTH`](super::der::MAX_DEPTH) in one another.

mod certificate;
mod decode;
mod extensions;
mod frame;
mod leaf;
mod places;
mod schema;
mod status;
mod walk;

use schema::{Field, Inner, field};
use walk::Walk;

use super::der::tag;
use crate::wire::{self, Blob, DecodeError, Name, Span, Tree, Value};

pub use walk::MAX_ELEMENTS;

/// What DER is a structure of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Structure {
    /// RFC 5280 4.1.
    Certificate,
    /// RFC 5280 5.1.
    CertificateList,
    /// RFC 6960 4.2.1.
    OcspResponse,
    /// RFC 5280 4.1.2.4.
    Name,
}

impl Structure {
    fn field(self) -> &'static Field {
        match self {
            Structure::Certificate => &CERTIFICATE,
            Structure::CertificateList => &CERTIFICATE_LIST,
            Structure::OcspResponse => &OCSP_RESPONSE,
            Structure::Name => &NAME,
        }
    }
}

/// Every field that the grammars name, with the name of its type: what texts about them stand under.
pub fn named_fields() -> Vec<(&'static str, &'static str)> {
    let (mut seen, mut found) = (Vec::new(), Vec::new());
    for root in [&CERTIFICATE, &CERTIFICATE_LIST, &OCSP_RESPONSE, &NAME] {
        root.below(&mut seen, &mut found);
    }
    found
}

static CERTIFICATE: Field = field("Certificate", tag::SEQUENCE, Inner::Into(&certificate::CERTIFICATE));
static CERTIFICATE_LIST: Field = field("CertificateList", tag::SEQUENCE, Inner::Into(&status::CERTIFICATE_LIST));
static OCSP_RESPONSE: Field = field("OCSPResponse", tag::SEQUENCE, Inner::Into(&status::OCSP_RESPONSE));
static NAME: Field = field("Name", tag::SEQUENCE, Inner::Into(&certificate::NAME));

/// The fields of messages that hold DER: the struct, its field, and what the field, or each item of it, is.
const CARRIERS: [(&str, &str, Structure); 5] = [
    ("CertificateAuthoritiesExtension", "authorities", Structure::Name), // RFC 8446 4.2.4
    ("CertificateEntry", "cert_data", Structure::Certificate),           // RFC 8446 4.4.2
    ("Certificate", "certificate_list", Structure::Certificate),         // RFC 5246 7.4.2
    ("CertificateStatus", "response", Structure::OcspResponse),          // RFC 6066 8
    ("CertificateRequest", "certificate_authorities", Structure::Name),  // RFC 5246 7.4.4
];

/// Annotates a blob by its grammar, and the DER in its fields by theirs.
pub fn annotate(blob: &Blob) -> Tree {
    let mut tree = wire::annotate(blob);
    let held = held(&tree);
    if held.is_empty() {
        return tree;
    }
    let (mut held, mut walk) = (held.into_iter().peekable(), walk(&blob.bytes));
    for (at, span) in std::mem::take(&mut tree.spans).into_iter().enumerate() {
        match held.next_if(|(leaf, _)| *leaf == at) {
            Some((_, structure)) => graft(&mut walk, structure, span),
            None => walk.spans.push(span),
        }
    }
    Tree { spans: walk.spans, broken: tree.broken.or(walk.broken), ..tree }
}

/// Annotates DER alone. The root has the structure's name.
pub fn annotate_der(bytes: &[u8], structure: Structure) -> Tree {
    let mut walk = walk(bytes);
    let name = Name::Field(structure.field().name);
    let nothing = DecodeError::Short { need: 2, have: 0 };
    walk.broken = bytes.is_empty().then_some(nothing);
    let (range, value) = (0..bytes.len() as u32, Value::Broken(nothing));
    graft(&mut walk, structure, Span { depth: 0, owner: "DER", name, range, value });
    Tree { spans: walk.spans, notes: Vec::new(), broken: walk.broken }
}

fn walk(bytes: &[u8]) -> Walk<'_> {
    Walk { bytes, spans: Vec::new(), left: MAX_ELEMENTS, broken: None, stopped: None, covered: 0 }
}

/// Opens a span that holds DER.
fn graft(walk: &mut Walk<'_>, structure: Structure, mut span: Span) {
    let (field, scope, depth) = (structure.field(), span.range.clone(), span.depth.saturating_add(1));
    if !scope.is_empty() {
        let gist = match field.inner {
            Inner::Into(of) => of.gist.map(Value::Decoded),
            _ => None,
        };
        span.value = gist.unwrap_or(Value::Group);
    }
    walk.spans.push(span);
    if !scope.is_empty() {
        walk.whole(field, scope.start as usize..scope.end as usize, depth);
    }
}

/// The leaves of a message that hold DER: the value of a vector that is such a field, or an item of one.
fn held(tree: &Tree) -> Vec<(usize, Structure)> {
    let mut found = Vec::new();
    // What is open around the present span, outermost first.
    let mut around: Vec<&Span> = Vec::new();
    for (at, span) in tree.spans.iter().enumerate() {
        around.truncate(around.iter().take_while(|up| up.depth < span.depth).count());
        if (span.owner, span.name, span.value) == ("vector", Name::Field("value"), Value::Bytes) {
            let field = around.iter().rev().find(|up| !matches!(up.name, Name::Index(_)));
            let row = |up: &&Span| CARRIERS.iter().find(|row| (row.0, Name::Field(row.1)) == (up.owner, up.name));
            found.extend(field.and_then(row).map(|row| (at, row.2)));
        }
        around.push(span);
    }
    found
}
