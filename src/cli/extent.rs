//! How much of the command tree is built.

use std::ffi::{OsStr, OsString};

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

    /// The word that the arguments begin with.
    pub(super) fn first(self) -> Option<&'a str> {
        match self {
            Extent::Named(arguments) => arguments.first()?.to_str(),
            Extent::Whole => None,
        }
    }

    /// Whether an option comes where a subcommand could: the command's own options are needed, be it
    /// for its help.
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
