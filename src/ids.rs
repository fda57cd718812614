//! Ids: what texts, JSON and anchors hang on. Whatever has one is a variant, and all of them can be listed. Knows no id.

/// An enum without fields, each variant with its id; gives `ALL`, `id` and `Display`.
macro_rules! ids {
    ($(#[$meta:meta])* $vis:vis enum $name:ident {
        $($(#[$vmeta:meta])* $variant:ident = $id:literal,)*
    }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        $vis enum $name { $($(#[$vmeta])* $variant,)* }

        impl $name {
            /// Every variant, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The id that texts, JSON and anchors use.
            pub fn id(self) -> &'static str {
                match self { $(Self::$variant => $id,)* }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.id())
            }
        }
    };
}

/// The ids of an enum whose variants hold something, by pattern; gives `IDS` and `id`.
macro_rules! ids_of {
    ($name:ty { $($pattern:pat $(if $guard:expr)? => $id:literal,)* }) => {
        impl $name {
            /// Every id; twice where two patterns share one.
            pub const IDS: &'static [&'static str] = &[$($id,)*];

            /// The id that texts hang on.
            pub fn id(&self) -> &'static str {
                match self { $($pattern $(if $guard)? => $id,)* }
            }
        }
    };
}
