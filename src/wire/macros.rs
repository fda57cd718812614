//! Declarations of the RFCs' structs, enums and selects; each gives reading, writing and annotation.

/// A struct of the presentation language, fields in wire order.
macro_rules! wire_struct {
    ($(#[$meta:meta])* $name:ident as $owner:literal { $($(#[$fmeta:meta])* $field:ident: $ty:ty,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq)]
        pub struct $name { $($(#[$fmeta])* pub $field: $ty,)* }

        impl $crate::wire::Wire for $name {
            // A function of its own each: those of messages that a first visit has not come later.
            #[inline(never)]
            #[allow(unused_variables, reason = "of a struct without fields")]
            fn read(reader: &mut $crate::wire::Reader<'_>) -> Result<Self, $crate::wire::DecodeError> {
                Ok(Self { $($field: reader.field($owner, stringify!($field))?,)* })
            }
            #[inline(never)]
            #[allow(unused_variables, reason = "of a struct without fields")]
            fn write(&self, out: &mut Vec<u8>) {
                $(self.$field.write(out);)*
            }
        }
    };
}

/// An enum of the presentation language: open, so that unknown code points survive a round trip.
macro_rules! wire_enum {
    (@name $variant:ident) => { stringify!($variant) };
    (@name $variant:ident $shown:literal) => { $shown };
    // `as` gives a name as it is written, where the registered one is no identifier.
    ($(#[$meta:meta])* $name:ident: $uint:ty { $($variant:ident $(as $shown:literal)? = $value:literal,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub $uint);

        #[allow(non_upper_case_globals, reason = "names as registered")]
        impl $name {
            $(pub const $variant: Self = Self($value);)*
            /// Every code point with a name here.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The registered name.
            pub fn name(self) -> Option<&'static str> {
                match self.0 {
                    $($value => Some(wire_enum!(@name $variant $($shown)?)),)*
                    _ => None,
                }
            }

            /// The code point of a registered name.
            pub fn named(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|code| code.name() == Some(name))
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                match self.name() {
                    Some(name) => f.write_str(name),
                    None => write!(f, "0x{:0width$x}", self.0, width = 2 * size_of::<$uint>()),
                }
            }
        }

        impl $crate::wire::Wire for $name {
            fn read(reader: &mut $crate::wire::Reader<'_>) -> Result<Self, $crate::wire::DecodeError> {
                <$uint>::read(reader).map(Self)
            }
            fn write(&self, out: &mut Vec<u8>) {
                self.0.write(out);
            }
            fn show(&self) -> $crate::wire::Value {
                $crate::wire::Value::Code(self.name(), u64::from(self.0))
            }
        }
    };
}

/// The extensions that may stand in one kind of message: a type, a length, and a body that the type
/// chooses. An unknown type keeps its bytes.
macro_rules! wire_extensions {
    ($(#[$meta:meta])* $name:ident { $($variant:ident($body:ty),)* }) => {
        $(#[$meta])*
        #[allow(non_camel_case_types, reason = "names as registered")]
        #[derive(Clone, Debug, PartialEq)]
        pub enum $name {
            $($variant($body),)*
            Unknown($crate::wire::ExtensionType, $crate::wire::vectors::Rest),
        }

        impl $name {
            /// The code point in `extension_type`.
            pub fn extension_type(&self) -> $crate::wire::ExtensionType {
                match self {
                    $(Self::$variant(_) => $crate::wire::ExtensionType::$variant,)*
                    Self::Unknown(code, _) => *code,
                }
            }
        }

        impl $crate::wire::Wire for $name {
            fn read(reader: &mut $crate::wire::Reader<'_>) -> Result<Self, $crate::wire::DecodeError> {
                let code: $crate::wire::ExtensionType = $crate::wire::extensions::open(reader)?;
                let len = reader.length("Extension", 0, 0xffff)?;
                reader.within(len, |reader| {
                    Ok(match code {
                        $($crate::wire::ExtensionType::$variant => Self::$variant(<$body>::read(reader)?),)*
                        _ => Self::Unknown(code, reader.field("Extension", "extension_data")?),
                    })
                })
            }
            fn write(&self, out: &mut Vec<u8>) {
                self.extension_type().write(out);
                let body = match self {
                    $(Self::$variant(body) => body.to_bytes(),)*
                    Self::Unknown(_, body) => body.to_bytes(),
                };
                $crate::wire::codec::write_vector(out, 0xffff, &body);
            }
        }
    };
}
