//! Enums of things that have a name in Python.

macro_rules! named {
    ($(#[$meta:meta])* $name:ident { $($case:ident = $text:literal,)* }) => {
        $(#[$meta])*
        #[allow(missing_docs)] // Python's own names
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub(in crate::python) enum $name { $($case,)* }

        impl $name {
            /// All of them.
            pub(in crate::python) const ALL: &'static [Self] = &[$(Self::$case,)*];

            /// Its name in Python.
            pub(in crate::python) const fn name(self) -> &'static str {
                match self { $(Self::$case => $text,)* }
            }

            /// The one with that name.
            pub(in crate::python) fn find(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.name() == name)
            }
        }
    };
}
pub(super) use named;
