//! The interpreter of the tables: which element is which field. Total and bounded on any bytes. What an element is for,
//! the tables tell; how it is framed, `frame` knows.

use std::ops::Range;

use super::leaf;
use super::schema::{BY_OID, Field, GENERIC, ITEM, Inner, Type};
use crate::pki::der::{DerErrorKind, MAX_DEPTH, Reader, tag};
use crate::pki::oids;
use crate::wire::{DecodeError, Name, Span, Value};

/// How many elements of one blob are opened. A certificate has about a hundred.
pub const MAX_ELEMENTS: usize = 4096;

pub(super) const TOO_MANY: DecodeError = DecodeError::Rule("too_many");

/// Where elements stand: in which bytes, how deep in the tree, how deep in one another.
#[derive(Clone)]
pub(super) struct Place {
    pub scope: Range<usize>,
    pub depth: u8,
    pub level: u8,
}

/// A walk over one blob. Spans come in pre-order and leaves touch one another, up to `covered`.
pub(super) struct Walk<'a> {
    pub bytes: &'a [u8],
    pub spans: Vec<Span>,
    /// How many more elements may be opened.
    pub left: usize,
    /// The first thing that is wrong.
    pub broken: Option<DecodeError>,
    /// Why nothing behind the present place can be read: a length was wrong.
    pub stopped: Option<DecodeError>,
    pub covered: usize,
}

/// The last object identifier that decides how what follows reads.
pub(super) type Key<'a> = Option<&'a [u8]>;

impl<'a> Walk<'a> {
    /// Opens the one element that a scope should hold, below the last span. Leaves cover the scope.
    pub fn whole(&mut self, field: &'static Field, scope: Range<usize>, depth: u8) {
        let end = scope.end;
        (self.covered, self.stopped) = (scope.start, None);
        let inner = if self.byte(scope.start) == Some(field.tag) { &field.inner } else { &Inner::Plain };
        self.body(inner, Place { scope, depth, level: 0 });
        if self.stopped.is_none() {
            self.trailing(end, depth);
        } else if self.covered < end {
            // What was never reached; it says why where no leaf before it does.
            let value = self.stopped.filter(|why| *why == TOO_MANY).map_or(Value::Bytes, Value::Broken);
            self.leaf("der", "unread", end, depth, value);
        }
    }

    /// Content that is other elements.
    pub(super) fn constructed(&mut self, inner: &'static Inner, at: Place) -> Key<'a> {
        if at.level >= MAX_DEPTH {
            self.leaf("der", "value", at.scope.end, at.depth, Value::Broken(leaf::rule(DerErrorKind::TooDeep)));
            return None;
        }
        let at = Place { level: at.level + 1, ..at };
        match inner {
            Inner::Into(of) => self.fields(of, at),
            Inner::Explicit(field) if self.byte(at.scope.start) == Some(field.tag) => {
                self.body(&field.inner, at.clone());
                self.fields(&GENERIC, at)
            }
            _ => self.fields(&GENERIC, at),
        }
    }

    /// Element after element, each with the name that the type has for it.
    fn fields(&mut self, of: &'static Type, at: Place) -> Key<'a> {
        let (mut from, mut count, mut key, mut own) = (0, 0, None, false);
        while self.stopped.is_none()
            && let Some(tag) = self.byte(self.covered).filter(|_| self.covered < at.scope.end)
        {
            let scope = self.covered..at.scope.end;
            let hit = of.find(from, tag).and_then(|place| Some((place, of.fields.get(place)?)));
            let (owner, name, inner) = match hit {
                Some((place, field)) => {
                    from = place + 1;
                    (of.name, self.name(field.name, count, &scope, at.depth), &field.inner)
                }
                None => (GENERIC.name, Name::Index(count), &Inner::Plain),
            };
            let found = self.element(owner, name, inner.settled(tag, key), Place { scope, ..at });
            // What the type itself says counts more than what stands in its fields.
            own |= matches!(inner, Inner::Key);
            if found.is_some() && (!own || matches!(inner, Inner::Key)) {
                key = found;
            }
            count += 1;
        }
        key
    }

    /// A field's name: its own, or by what it identifies; the second of a name is its second.
    fn name(&self, name: &'static str, count: u32, scope: &Range<usize>, depth: u8) -> Name {
        let name = match name {
            ITEM => None,
            BY_OID => identified(self.slice(scope)),
            name => Some(name),
        };
        let Some(name) = name else { return Name::Index(count) };
        let siblings = self.spans.iter().rev().take_while(|span| span.depth >= depth);
        let same = |span: &&Span| matches!(span.name, Name::Field(own) | Name::Nth(own, _) if own == name);
        match siblings.filter(|span| span.depth == depth).filter(same).count() {
            0 => Name::Field(name),
            earlier => Name::Nth(name, earlier as u32 + 1),
        }
    }

    pub(super) fn byte(&self, at: usize) -> Option<u8> {
        self.bytes.get(at).copied()
    }

    pub(super) fn slice(&self, range: &Range<usize>) -> &'a [u8] {
        self.bytes.get(range.clone()).unwrap_or_default()
    }
}

/// The name of the identifier with which an element's content begins, whether or not the element is whole.
fn identified(bytes: &[u8]) -> Option<&'static str> {
    let (_, skip, _) = Reader::new(bytes).header().ok()?;
    oids::name(Reader::new(bytes.get(skip..)?).expect(tag::OID).ok()?.value)
}
