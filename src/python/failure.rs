//! Why an operation on Python's values has no result: what Python would raise, or a bound of ours.
//! What the program does about it is the interpreter's.

use std::fmt;

use crate::explore::room_for;

/// A class of Python's exceptions that numbers and texts can raise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// `AttributeError`.
    Attribute,
    /// `IndexError`.
    Index,
    /// `KeyError`, whose message is the key's `repr`.
    Key,
    /// `OverflowError`.
    Overflow,
    /// `TypeError`.
    Type,
    /// `ValueError`.
    Value,
    /// `ZeroDivisionError`.
    ZeroDivision,
}

impl Class {
    /// The name under which a program knows the class.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Attribute => "AttributeError",
            Self::Index => "IndexError",
            Self::Key => "KeyError",
            Self::Overflow => "OverflowError",
            Self::Type => "TypeError",
            Self::Value => "ValueError",
            Self::ZeroDivision => "ZeroDivisionError",
        }
    }
}

/// Why there is no result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// Python raises this class with this message.
    Raised(Class, String),
    /// The result would take about this many bytes, which is more than the limit that was given.
    TooLarge(u64),
    /// Memory has no room for it.
    NoRoom,
    /// Python has a result that this subset has no type for; the text names it.
    Refused(&'static str),
}

impl Failure {
    /// `ValueError`.
    pub fn value(message: impl Into<String>) -> Self {
        Self::Raised(Class::Value, message.into())
    }

    /// `TypeError`.
    pub fn of_type(message: impl Into<String>) -> Self {
        Self::Raised(Class::Type, message.into())
    }

    /// `OverflowError`.
    pub fn overflow(message: impl Into<String>) -> Self {
        Self::Raised(Class::Overflow, message.into())
    }

    /// `ZeroDivisionError`.
    pub fn zero_division(message: impl Into<String>) -> Self {
        Self::Raised(Class::ZeroDivision, message.into())
    }
}

/// As the last line of Python's traceback.
impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Raised(class, message) if message.is_empty() => f.write_str(class.name()),
            Self::Raised(class, message) => write!(f, "{}: {message}", class.name()),
            Self::TooLarge(bytes) => write!(f, "a value of {bytes} bytes is too large"),
            Self::NoRoom => f.write_str("out of memory"),
            Self::Refused(what) => write!(f, "{what} are not supported"),
        }
    }
}

impl std::error::Error for Failure {}

/// A value is copied as it is made and kept: this many times at once.
const COPIES: usize = 4;

/// Fails where memory has no room for a value of this many bytes.
pub(super) fn room(bytes: usize) -> Result<()> {
    room_for(bytes.saturating_mul(COPIES)).map_err(|_| Failure::NoRoom)
}

/// What an operation gives that can fail.
pub type Result<T> = std::result::Result<T, Failure>;
