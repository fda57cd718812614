//! The presentation language of RFC 8446, section 3, as types: numbers, fixed arrays, vectors.

use super::codec::{DecodeError, Reader, Wire};
use super::tree::{Name, Value};

macro_rules! uint {
    ($($ty:ident)*) => {$(
        impl Wire for $ty {
            fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
                let bytes = reader.take(size_of::<$ty>())?;
                Ok(bytes.iter().fold(0, |n: $ty, byte| n.wrapping_shl(8) | $ty::from(*byte)))
            }
            fn write(&self, out: &mut Vec<u8>) {
                out.extend_from_slice(&self.to_be_bytes());
            }
            fn show(&self) -> Value {
                Value::Uint(u64::from(*self))
            }
        }
    )*};
}
uint!(u16 u32);

impl Wire for u8 {
    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(reader.take(1)?.first().copied().unwrap_or_default())
    }
    fn write(&self, out: &mut Vec<u8>) {
        out.push(*self);
    }
    fn show(&self) -> Value {
        Value::Uint(u64::from(*self))
    }
}

impl<const N: usize> Wire for [u8; N] {
    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut array = [0; N];
        array.copy_from_slice(reader.take(N)?);
        Ok(array)
    }
    fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self);
    }
    fn show(&self) -> Value {
        Value::Bytes
    }
}

/// The width in bytes of a vector's length: what its ceiling needs (RFC 8446, 3.4).
const fn width(max: usize) -> usize {
    match max {
        0..=0xff => 1,
        0x100..=0xffff => 2,
        _ => 3,
    }
}

/// The length of a vector `<MIN..MAX>`.
pub struct Len<const MIN: usize, const MAX: usize>(pub usize);

impl<const MIN: usize, const MAX: usize> Wire for Len<MIN, MAX> {
    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let found = reader.take(width(MAX))?.iter().fold(0, |n, byte| n << 8 | usize::from(*byte));
        match (MIN..=MAX).contains(&found) {
            true => Ok(Self(found)),
            false => Err(DecodeError::Length { found: found as u32, min: MIN as u32, max: MAX as u32 }),
        }
    }
    /// A value too large for its width is cut to it: writers build vectors within bounds.
    fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&(self.0 as u32).to_be_bytes()[4 - width(MAX)..]);
    }
    fn show(&self) -> Value {
        Value::Length(self.0 as u64)
    }
}

/// All bytes left in the scope: a body whose length its container gives.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rest(pub Vec<u8>);

impl Wire for Rest {
    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self(reader.take(reader.left())?.to_vec()))
    }
    fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.0);
    }
    fn show(&self) -> Value {
        Value::Bytes
    }
}

/// All bytes left in the scope, as text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TextRest(pub Vec<u8>);

impl Wire for TextRest {
    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Rest::read(reader).map(|rest| Self(rest.0))
    }
    fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.0);
    }
    fn show(&self) -> Value {
        Value::Text
    }
}

/// `opaque body<MIN..MAX>`, or text of the same shape.
macro_rules! opaque {
    ($(#[$meta:meta])* $name:ident, $rest:ident) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct $name<const MIN: usize, const MAX: usize>(pub Vec<u8>);

        impl<const MIN: usize, const MAX: usize> Wire for $name<MIN, MAX> {
            fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
                let Len::<MIN, MAX>(len) = reader.field("vector", "length")?;
                if len == 0 {
                    return Ok(Self::default());
                }
                reader.within(len, |reader| reader.field::<$rest>("vector", "value").map(|rest| Self(rest.0)))
            }
            fn write(&self, out: &mut Vec<u8>) {
                Len::<MIN, MAX>(self.0.len()).write(out);
                out.extend_from_slice(&self.0);
            }
        }
    };
}
opaque! {
    /// `opaque body<MIN..MAX>`
    Opaque, Rest
}
opaque! {
    /// `opaque body<MIN..MAX>` whose bytes are text, such as a host name.
    Text, TextRest
}

/// `T list<MIN..MAX>`, bounds in bytes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct List<T, const MIN: usize, const MAX: usize>(pub Vec<T>);

impl<T: Wire, const MIN: usize, const MAX: usize> Wire for List<T, MIN, MAX> {
    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let Len::<MIN, MAX>(len) = reader.field("vector", "length")?;
        reader.within(len, |reader| {
            let mut items = Vec::new();
            while reader.left() > 0 {
                let before = reader.left();
                let name = Name::Index(items.len() as u32);
                items.push(reader.named("vector", name)?);
                if reader.left() == before {
                    return Err(DecodeError::Illegal);
                }
            }
            Ok(Self(items))
        })
    }
    fn write(&self, out: &mut Vec<u8>) {
        let mut body = Vec::new();
        self.0.iter().for_each(|item| item.write(&mut body));
        Len::<MIN, MAX>(body.len()).write(out);
        out.extend_from_slice(&body);
    }
}

/// A last field that may be absent altogether, such as the extensions of a TLS 1.2 hello.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Maybe<T>(pub Option<T>);

impl<T: Wire> Wire for Maybe<T> {
    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        match reader.left() {
            0 => Ok(Self(None)),
            _ => T::read(reader).map(|value| Self(Some(value))),
        }
    }
    fn write(&self, out: &mut Vec<u8>) {
        if let Some(value) = &self.0 {
            value.write(out);
        }
    }
}
