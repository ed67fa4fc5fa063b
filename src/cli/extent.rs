//! How much of the command tree is built.

use std::ffi::OsString;

/// Which parts of the command tree are built: a program that starts in a millisecond does not build
/// a thousand options it won't read.
#[derive(Clone, Copy)]
pub(super) enum Extent<'a> {
    /// The command that these arguments begin with.
    Named(&'a [OsString]),
    /// Everything, for completions and manual pages.
    Whole,
}

impl<'a> Extent<'a> {
    /// What is built of the command of this name, if it is more than the name.
    pub(super) fn within(self, name: &str) -> Option<Extent<'a>> {
        match self {
            Extent::Named(arguments) => {
                let (first, rest) = arguments.split_first()?;
                (first == name).then_some(Extent::Named(rest))
            }
            Extent::Whole => Some(Extent::Whole),
        }
    }
}
