//! Why an operation on Python's values has no result: what Python would raise, or a limit of ours. How
//! the program reacts is up to the interpreter.

use std::fmt;

use explore::room_for;

/// The exception classes that operations on numbers and texts can raise.
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
    /// The class's name in Python.
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
    /// The result would take about this many bytes, which exceeds the given limit.
    TooLarge(u64),
    /// There is no memory for it.
    NoRoom,
    /// Python has a result for which this subset has no type; the text names it.
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

/// The number of copies of a value that can exist at once, since it is copied as it is made and stored.
const COPIES: usize = 4;

/// An error if there is no memory for a value of this many bytes.
pub(super) fn room(bytes: usize) -> Result<()> {
    room_for(bytes.saturating_mul(COPIES)).map_err(|_| Failure::NoRoom)
}

/// The result of an operation that can fail.
pub type Result<T> = std::result::Result<T, Failure>;
