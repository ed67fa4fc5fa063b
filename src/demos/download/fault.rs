//! What can go wrong with a file, on request.

use clap::ValueEnum;

/// How the embedded server treats a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Fault {
    /// As it should be
    None,
    /// Answered with 404
    Missing,
    /// Asked for where nobody listens
    Refused,
    /// The connection is reset in the middle of the body
    Reset,
    /// The body ends before its promised length
    Short,
    /// No answer, ever
    Silent,
}
