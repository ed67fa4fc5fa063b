//! Python's texts: how values are written, how texts are read as numbers, format specifications, and the
//! string methods. All functions are pure and take plain Rust types; each does what Python 3.11 does,
//! with its messages. Numbers themselves are in [`number`](super::number).
//!
//! ```text
//! float::repr(x)                                 repr and str of a float
//! integer::{decimal, hex, octal, binary}         str, hex, oct, bin of an integer
//! repr::{string, ascii, ascii_of_repr}           repr and ascii
//! format::format(operand, spec, limit)           format(value, spec), and so f-strings
//! template::parse(text)                          the pieces of str.format's template
//! percent::parse(text), Field::fill(..)          the pieces of a template of %, and their texts
//! read::{int, float}                             int(text, base), float(text)
//! methods::call(own, name, list, named, limit)   the methods of strings, messages included
//! search::{Slice, letter, length}                text[a:b:c], text[i], len(text)
//! ```
//!
//! A `limit` is the maximum size of a result in bytes: a function fails before it would allocate more.
//! Lengths, widths and indexes count code points, as in Python.

mod arguments;
pub mod case;
pub mod fill;
pub mod float;
pub mod format;
pub mod integer;
mod layout;
pub mod methods;
pub mod percent;
pub mod read;
pub mod repr;
pub mod search;
mod spec;
pub mod split;
pub mod template;
mod unicode;

use super::failure::{Failure, Result, room};
use super::number::Int;

/// The value to be formatted.
#[derive(Clone, Copy, Debug)]
pub enum Operand<'a> {
    /// An integer.
    Int(&'a Int),
    /// `True` or `False`, which are written as integers if a format requires a number.
    Bool(bool),
    /// A float.
    Float(f64),
    /// A string.
    Str(&'a str),
    /// A value of a type without formats of its own, given by the type's name.
    Other(&'a str),
}

impl Operand<'_> {
    /// The name of the type, as messages show it.
    pub fn type_name(&self) -> &str {
        match self {
            Self::Int(_) => "int",
            Self::Bool(_) => "bool",
            Self::Float(_) => "float",
            Self::Str(_) => "str",
            Self::Other(name) => name,
        }
    }
}

/// An error if a text of this many bytes is longer than the limit.
fn within(bytes: usize, limit: usize) -> Result<()> {
    if bytes > limit {
        return Err(Failure::TooLarge(bytes as u64));
    }
    room(bytes)
}

/// The character with a number; `beyond` is the message of the `OverflowError` if there is none.
fn character(number: &Int, beyond: &str) -> Result<char> {
    let code = number.to_i64().and_then(|code| u32::try_from(code).ok());
    match code {
        Some(0xd800..0xe000) => Err(Failure::Refused("lone surrogates")),
        _ => code
            .and_then(char::from_u32)
            .ok_or_else(|| Failure::overflow(beyond)),
    }
}
