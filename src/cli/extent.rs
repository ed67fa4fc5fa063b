//! How much of the command tree is built.

use std::ffi::{OsStr, OsString};

/// Which parts of the command tree are built: to start within a millisecond, the program doesn't build a
/// thousand options that it won't read.
#[derive(Clone, Copy)]
pub(super) enum Extent<'a> {
    /// Only the command that these arguments begin with.
    Named(&'a [OsString]),
    /// Everything, for completions and manual pages.
    Whole,
}

impl<'a> Extent<'a> {
    /// What to build of the command of this name beyond the name itself, if anything.
    pub(super) fn within(self, name: &str) -> Option<Extent<'a>> {
        match self {
            Extent::Named(arguments) => {
                let (first, rest) = arguments.split_first()?;
                (first == name).then_some(Extent::Named(rest))
            }
            Extent::Whole => Some(Extent::Whole),
        }
    }

    /// The first of the arguments.
    pub(super) fn first(self) -> Option<&'a str> {
        match self {
            Extent::Named(arguments) => arguments.first()?.to_str(),
            Extent::Whole => None,
        }
    }

    /// Whether the command's own options are needed, perhaps for its help: an option comes where a
    /// subcommand could.
    pub(super) fn has_own_options(self) -> bool {
        match self {
            Extent::Named(arguments) => arguments.first().is_none_or(|first| is_option(first)),
            Extent::Whole => true,
        }
    }
}

/// Whether an argument is an option.
pub(super) fn is_option(argument: &OsStr) -> bool {
    argument != "-" && argument.as_encoded_bytes().starts_with(b"-")
}
