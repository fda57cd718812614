//! The presentation language of RFC 8446, section 3, as types: numbers, fixed arrays, vectors.

use super::codec::{DecodeError, Reader, Wire, write_vector};
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
uint!(u16 u32 u64);

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
                $rest::vector(reader, MIN, MAX).map(|rest| Self(rest.0))
            }
            fn write(&self, out: &mut Vec<u8>) {
                write_vector(out, MAX, &self.0);
            }
        }

        impl $rest {
            /// Such a vector's value; none of its own where it is empty.
            #[inline(never)]
            fn vector(reader: &mut Reader<'_>, min: usize, max: usize) -> Result<Self, DecodeError> {
                match reader.length("vector", min, max)? {
                    0 => Ok(Self::default()),
                    len => reader.within(len, |reader| reader.field("vector", "value")),
                }
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
        items(reader, MIN, MAX).map(Self)
    }
    fn write(&self, out: &mut Vec<u8>) {
        let mut body = Vec::new();
        self.0.iter().for_each(|item| item.write(&mut body));
        write_vector(out, MAX, &body);
    }
}

fn items<T: Wire>(reader: &mut Reader<'_>, min: usize, max: usize) -> Result<Vec<T>, DecodeError> {
    let len = reader.length("vector", min, max)?;
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
        Ok(items)
    })
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
