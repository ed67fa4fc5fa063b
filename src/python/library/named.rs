//! Enums of things that have a name in Python.

macro_rules! named {
    ($(#[$meta:meta])* $name:ident { $($case:ident = $text:literal,)* }) => {
        $(#[$meta])*
        #[allow(missing_docs)] // Python's own names
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub(crate) enum $name { $($case,)* }

        impl $name {
            /// All of them.
            pub(crate) const ALL: &'static [Self] = &[$(Self::$case,)*];

            /// Its name in Python.
            pub(crate) const fn name(self) -> &'static str {
                match self { $(Self::$case => $text,)* }
            }

            /// The one with that name.
            pub(crate) fn find(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.name() == name)
            }
        }
    };
}
pub(super) use named;
