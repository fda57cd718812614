//! One element: its span, its tag and length, or where those stop making sense. Knows no field and no type.

use super::decode::CONSTRUCTED;
use super::leaf;
use super::schema::{Field, GENERIC, Inner};
use super::walk::{Key, Place, TOO_MANY, Walk};
use crate::pki::der::{DerErrorKind, MAX_DEPTH, Reader};
use crate::wire::{DecodeError, Name, Span, Value};

impl<'a> Walk<'a> {
    /// One element as a span of its own.
    pub fn element(&mut self, owner: &'static str, name: Name, inner: &'static Inner, at: Place) -> Key<'a> {
        let (slot, start, depth) = (self.spans.len(), self.covered, at.depth);
        self.spans.push(Span { depth, owner, name, range: start as u32..start as u32, value: Value::Group });
        let key = self.body(inner, Place { depth: depth.saturating_add(1), ..at });
        let gist = match inner {
            Inner::Into(of) => of.gist.map(Value::Decoded),
            _ => None,
        };
        if self.covered == start {
            self.spans.truncate(slot);
        } else if let Some(span) = self.spans.get_mut(slot) {
            span.range.end = self.covered as u32;
            span.value = gist.unwrap_or(Value::Group);
        }
        key
    }

    /// Tag, length and content of the element that begins the place.
    pub fn body(&mut self, inner: &'static Inner, at: Place) -> Key<'a> {
        if self.left == 0 {
            self.stopped = Some(TOO_MANY);
            return None;
        }
        self.left -= 1;
        let rest = self.slice(&at.scope);
        let explicit = matches!(inner, Inner::Explicit(_));
        let names = if explicit { ("explicit_tag", "explicit_length") } else { ("tag", "length") };
        let (tag, header, len) = match Reader::new(rest).header() {
            Ok(header) => header,
            Err(error) => {
                self.bad_header(error.kind, rest, at, names);
                return None;
            }
        };
        self.leaf("der", names.0, at.scope.start + 1, at.depth, leaf::tag(tag));
        let have = rest.len().saturating_sub(header);
        let cut = (len > have).then_some(DecodeError::Short { need: len as u32, have: have as u32 });
        let start = at.scope.start + header;
        let shown = cut.map_or(Value::Length(len as u64), Value::Broken);
        self.leaf("der", names.1, start, at.depth, shown);
        // A promise of too many bytes is broken, but what there is may still be opened.
        let content = Place { scope: start..start + len.min(have), ..at };
        let key = match tag & CONSTRUCTED != 0 {
            true => self.constructed(inner, content),
            false => self.primitive(tag, inner, content, cut.is_some()),
        };
        self.stopped = self.stopped.or(cut);
        key
    }

    /// The header that does not read, up to the byte where that shows.
    fn bad_header(&mut self, kind: DerErrorKind, rest: &[u8], at: Place, names: (&'static str, &'static str)) {
        let start = at.scope.start;
        let error = match kind {
            DerErrorKind::Truncated => DecodeError::Short { need: rest.len() as u32 + 1, have: rest.len() as u32 },
            kind => DecodeError::Rule(kind.id()),
        };
        let length = match (kind, rest) {
            (DerErrorKind::HighTagNumber, _) | (_, [] | [_]) => 0,
            (_, [_, first, ..]) => 1 + usize::from(first & 0x7f),
        };
        if length == 0 {
            self.leaf("der", names.0, (start + 1).min(at.scope.end), at.depth, Value::Broken(error));
        } else {
            self.leaf("der", names.0, start + 1, at.depth, leaf::tag(rest.first().copied().unwrap_or_default()));
            self.leaf("der", names.1, (start + 1 + length).min(at.scope.end), at.depth, Value::Broken(error));
        }
        self.stopped = Some(error);
    }

    /// DER in the content of a primitive element.
    pub fn inside(&mut self, owner: &'static str, field: &'static Field, at: Place) {
        if at.level >= MAX_DEPTH {
            self.leaf("der", "value", at.scope.end, at.depth, Value::Broken(leaf::rule(DerErrorKind::TooDeep)));
            return;
        }
        let end = at.scope.end;
        let (name, owner, inner) = match self.byte(at.scope.start) == Some(field.tag) {
            true => (Name::Field(field.name), owner, &field.inner),
            false => (Name::Index(0), GENERIC.name, &Inner::Plain),
        };
        self.element(owner, name, inner, Place { level: at.level + 1, ..at.clone() });
        if self.stopped.is_none() {
            self.trailing(end, at.depth);
        }
    }

    /// What stands behind the last thing that belongs.
    pub fn trailing(&mut self, end: usize, depth: u8) {
        let left = end.saturating_sub(self.covered) as u32;
        if left > 0 {
            self.leaf("der", "trailing", end, depth, Value::Broken(DecodeError::Trailing { left }));
        }
    }

    /// A leaf from where the last one ended; none where that is already its end.
    pub fn leaf(&mut self, owner: &'static str, name: &'static str, end: usize, depth: u8, value: Value) {
        if end > self.covered {
            let (name, range) = (Name::Field(name), self.covered as u32..end as u32);
            self.spans.push(Span { depth, owner, name, range, value });
            self.covered = end;
            if let Value::Broken(error) = value {
                self.broken.get_or_insert(error);
            }
        }
    }
}
