//! Bytes as the page shows them: a blob or a certificate, its annotation, how a fault could reach it. Knows no markup.

use std::ops::Range;
use std::sync::Arc;

use crate::explain::value_text;
use crate::lab::Trace;
use crate::net::{Fault, Spot, Target};
use crate::pki::{self, Place, Structure};
use crate::tls::{Change, Edit};
use crate::wire::{self, BlobId, Name, Tree, Value, printable};

/// Which bytes: what is remembered of them when they are drawn anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Id {
    Blob(BlobId),
    /// A certificate, by the step in which it was judged and its place before the judge.
    Certificate(usize, Place),
}

/// What is looked at: a span of some bytes, and the byte within it, by its offset in those.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pick {
    pub id: Id,
    pub span: usize,
    pub byte: u32,
}

/// A blob, or a certificate by itself, with its annotation.
#[derive(Clone, Debug, PartialEq)]
pub struct Bytes {
    pub id: Id,
    /// The blob that they are or lie in, and where in it they begin; none where no message brought them.
    pub home: Option<(BlobId, u32)>,
    /// The path of the field that they are in there; empty for a whole blob.
    pub within: String,
    pub bytes: Arc<[u8]>,
    pub tree: Tree,
    pub aim: Aim,
    /// Bytes that differ from what was sent; in what was sent, those that did not arrive so.
    pub hurt: Vec<Range<u32>>,
    /// The span to look at first, where it is not the whole: what a fault struck.
    pub struck: Option<usize>,
    /// Whether they are what was sent, beside what arrived of it.
    pub before: bool,
    /// Where the message at hand stands, in a record's plaintext; all of it elsewhere.
    pub part: Range<u32>,
}

/// How a fault reaches these bytes.
#[derive(Clone, Debug, PartialEq)]
pub enum Aim {
    /// On the wire: they travel as they are.
    Wire(Target),
    /// Only through their sender, before it seals them.
    Alter(Target),
    /// Not at all: they are what a receiver made of a record.
    Never,
}

impl Bytes {
    /// Annotates a blob. What opens certificates belongs to a later part: they are open where that is there
    /// and the page has been told (`whole`), since what is picked must be found again then.
    pub fn new(trace: &Trace, blob: BlobId, aim: Aim, whole: bool) -> Option<Self> {
        let found = trace.blobs.get(blob)?;
        let tree = if whole { pki::annotate(found) } else { wire::annotate(found) };
        let (id, home, hurt) = (Id::Blob(blob), Some((blob, 0)), Vec::new());
        Some(Self {
            id,
            home,
            within: String::new(),
            bytes: found.bytes.clone(),
            tree,
            aim,
            hurt,
            struck: None,
            before: false,
            part: 0..u32::MAX,
        })
    }

    /// A certificate by itself.
    pub fn certificate(id: Id, der: &[u8]) -> Self {
        let tree = pki::annotate_der(der, Structure::Certificate);
        let (bytes, aim) = (der.into(), Aim::Never);
        Self {
            id,
            home: None,
            within: String::new(),
            bytes,
            tree,
            aim,
            hurt: Vec::new(),
            struck: None,
            before: false,
            part: 0..u32::MAX,
        }
    }

    /// The certificate in a span, by itself: a fault reaches it as it reaches the message.
    pub fn held(&self, span: usize, id: Id) -> Self {
        let range = self.tree.spans.get(span).map_or(0..0, |span| span.range.clone());
        let within = |at: u32| at.clamp(range.start, range.end) - range.start;
        Self {
            home: self.home.map(|(blob, from)| (blob, from + range.start)),
            within: self.path(span),
            aim: self.aim.clone(),
            hurt: self.hurt.iter().map(|hurt| within(hurt.start)..within(hurt.end)).collect(),
            ..Self::certificate(id, self.of(span))
        }
    }

    /// The path of a span, from the message down where the bytes lie in one.
    pub fn path(&self, span: usize) -> String {
        let own = self.tree.path(span);
        if self.within.is_empty() { own } else { self.below(&own) }
    }

    #[inline(never)] // of a later part, unlike the question before it
    fn below(&self, own: &str) -> String {
        own.split_once('.').map_or_else(|| self.within.clone(), |(_, below)| format!("{}.{below}", self.within))
    }

    /// The bytes of a span.
    pub fn of(&self, span: usize) -> &[u8] {
        let range = self.tree.spans.get(span).map_or(0..0, |span| span.range.clone());
        self.bytes.get(range.start as usize..range.end as usize).unwrap_or(&[])
    }

    /// Whether all of a span differs from what was sent.
    pub fn is_struck(&self, at: usize) -> bool {
        let range = self.tree.spans.get(at).map_or(0..0, |span| span.range.clone());
        !range.is_empty() && range.into_iter().all(|byte| self.is_hurt(byte))
    }

    /// Whether a byte differs from what was sent.
    pub fn is_hurt(&self, at: u32) -> bool {
        self.hurt.iter().any(|hurt| hurt.contains(&at))
    }

    /// A span's value for people; of a field that is a length and a value, that of the value; of an entry of a list, what
    /// it is an entry of: a certificate's subject, the code point that it begins with.
    pub fn shown(&self, at: usize) -> (&'static str, String) {
        let Some(span) = self.tree.spans.get(at) else { return ("", String::new()) };
        match span.value {
            Value::Group => match self.sole(at).or_else(|| self.gist(at)) {
                Some(inner) => self.shown(inner),
                None => ("", String::new()),
            },
            Value::Broken(error) => ("broken", error.to_string()),
            Value::Text => ("text", format!("“{}”", printable(self.of(at)))),
            Value::Bytes => ("hex", spaced(self.of(at), 10)),
            Value::Code(Some(name), _) if matches!(span.name, Name::Field("tag" | "explicit_tag")) => {
                ("", name.to_owned())
            }
            Value::Code(Some(name), code) => ("", format!("{name} ({})", number(code, self.of(at).len()))),
            value => ("", value_text(value, self.of(at))),
        }
    }

    /// The one value that a group holds beside its length, and its tag where it has one.
    fn sole(&self, at: usize) -> Option<usize> {
        let frame = |name: Name| matches!(name, Name::Field("length" | "tag" | "unused_bits"));
        let frame = |name: Name| frame(name) || matches!(name, Name::Field("explicit_tag" | "explicit_length"));
        let depth = self.tree.spans.get(at)?.depth;
        let inner = self.tree.spans.iter().enumerate().skip(at + 1).take_while(|(_, span)| span.depth > depth);
        let (value, span) = inner.filter(|(_, span)| span.depth == depth + 1).find(|(_, span)| !frame(span.name))?;
        (matches!(span.owner, "vector" | "der") && span.name == Name::Field("value")).then_some(value)
    }

    /// What an entry of a list is known by: the first of its parts that is a code point, or that another layer reads.
    fn gist(&self, at: usize) -> Option<usize> {
        let entry = self.tree.spans.get(at).filter(|span| matches!(span.name, Name::Index(_)))?;
        let inner = self.tree.spans.iter().enumerate().skip(at + 1).take_while(|(_, span)| span.depth > entry.depth);
        let told = |value: &Value| matches!(value, Value::Code(Some(_), _) | Value::Decoded(_));
        inner.into_iter().find(|(_, span)| told(&span.value)).map(|(at, _)| at)
    }

    /// The fault that changes a byte by exclusive or.
    pub fn fault(&self, pick: Pick, mask: u8) -> Option<Fault> {
        let span = self.tree.spans.get(pick.span)?;
        // A record is named by its number; a field of a message by its path, from whose start offsets count.
        let (target, path) = match &self.aim {
            Aim::Wire(target) | Aim::Alter(target) if target.name == "record" => (target, None),
            Aim::Wire(target) | Aim::Alter(target) => (target, Some(self.path(pick.span))),
            Aim::Never => return None,
        };
        let from = path.as_ref().map_or(0, |_| span.range.start);
        let at = usize::try_from(pick.byte.checked_sub(from)?).ok()?;
        let spot = Spot { path: path.unwrap_or_default(), edit: Edit { at, change: Change::Xor(vec![mask]) } };
        let target = target.clone();
        Some(match self.aim {
            Aim::Wire(_) => Fault::Wire { target, spot },
            _ => Fault::Alter { target, spot },
        })
    }
}

/// The first bytes in hex with spaces, and an ellipsis where there are more.
pub fn spaced(bytes: &[u8], most: usize) -> String {
    let mut out = String::new();
    for byte in bytes.iter().take(most) {
        if !out.is_empty() {
            out.push(' ');
        }
        push_hex(&mut out, *byte);
    }
    if bytes.len() > most {
        out.push_str(" …");
    }
    out
}

/// Two hex digits.
pub fn push_hex(out: &mut String, byte: u8) {
    for nibble in [byte >> 4, byte & 15] {
        out.push(char::from_digit(u32::from(nibble), 16).unwrap_or('?'));
    }
}

/// A code point as wide as it stands on the wire: one byte in decimal, as RFCs write those, more in hex.
fn number(code: u64, bytes: usize) -> String {
    if bytes == 1 { code.to_string() } else { format!("0x{code:0width$x}", width = 2 * bytes) }
}
