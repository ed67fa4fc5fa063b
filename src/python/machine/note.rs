//! What a step did, for readers of one schedule.

use super::super::sharing::Location;
use super::super::source::Span;
use super::super::value::Value;

/// One step that was taken.
#[derive(Clone, Debug)]
pub(in crate::python) struct Note {
    /// The thread.
    pub(in crate::python) thread: usize,
    /// Where it is in the text.
    pub(in crate::python) span: Span,
    /// The location that it read or wrote, if there is one.
    pub(in crate::python) location: Option<Location>,
    /// What it did.
    pub(in crate::python) deed: Deed,
    /// The value that was read or written, or a description of what was done.
    pub(in crate::python) text: String,
}

/// What kind of step it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(in crate::python) enum Deed {
    /// A read.
    Read,
    /// A write.
    Write,
    /// Anything else.
    Other,
}

/// What a step did.
#[derive(Clone, Debug)]
pub(in crate::python) enum Act {
    /// Read this value.
    Read(Option<Value>),
    /// Wrote this value.
    Write(Option<Value>),
    /// In words, for an operation on a lock or a queue, or a `print`.
    Said(String),
}
