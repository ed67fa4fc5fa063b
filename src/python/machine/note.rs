//! What a step did, for readers of one schedule.

use super::super::sharing::Location;
use super::super::source::Span;
use super::super::value::Value;

/// One step that was taken.
#[derive(Clone, Debug)]
pub(crate) struct Note {
    /// The thread.
    pub(crate) thread: usize,
    /// Where it is in the text.
    pub(crate) span: Span,
    /// The location that it read or wrote, if there is one.
    pub(crate) location: Option<Location>,
    /// What kind of step it was.
    pub(crate) kind: StepKind,
    /// The value that was read or written, or a description of what was done.
    pub(crate) text: String,
}

/// What kind of step it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum StepKind {
    /// A read.
    Read,
    /// A write.
    Write,
    /// Anything else.
    Other,
}

/// What a step did.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    /// Read this value.
    Read(Option<Value>),
    /// Wrote this value.
    Write(Option<Value>),
    /// In words, for an operation on a lock or a queue, or a `print`.
    Said(String),
}
