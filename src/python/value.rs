//! Values: what a variable, an operand or an element holds. Mutable objects live on the heap.

use std::sync::Arc;

use num_bigint::BigInt;

use super::library::{Builtin, Module, Type};

/// A value. Two values may refer to the same object.
#[derive(Clone, Debug, Default)]
pub(super) enum Value {
    /// Unbound.
    #[default]
    Unbound,
    /// `None`.
    None,
    /// `...`.
    Ellipsis,
    /// `True` or `False`.
    Bool(bool),
    /// An integer.
    Int(i64),
    /// An integer that doesn't fit 64 bits.
    Big(Arc<BigInt>),
    /// A floating-point number.
    Float(f64),
    /// A string.
    Str(Arc<str>),
    /// A tuple.
    Tuple(Arc<[Value]>),
    /// `range(start, stop, step)`.
    Range(Arc<[i64; 3]>),
    /// The rest of a range that a single loop iterates over, on real threads.
    Rounds(Box<[i64; 3]>),
    /// `low:high:step` between brackets.
    Slice(Arc<[Value; 3]>),
    /// A function without defaults or captured variables.
    Function(u32),
    /// A bound method: a function and its object.
    Method(Arc<(Value, Value)>),
    /// A bound method of the library: its object and its name.
    Native(Arc<(Value, u32)>),
    /// `super()`: the class to search first, and the object.
    Super(Arc<(Value, Value)>),
    /// A function of the library.
    Builtin(Builtin),
    /// A class of the library.
    Type(Type),
    /// A module.
    Module(Module),
    /// A number that no schedule determines.
    Opaque(Opaque),
    /// An object on the heap.
    Ref(u32),
}

/// The source of a number that no schedule determines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Opaque {
    /// A clock.
    Time,
    /// A generator of random numbers.
    Random,
    /// An identity, such as an address.
    Id,
}

impl Opaque {
    /// The character that represents it in a text.
    pub(super) const fn mark(self) -> char {
        match self {
            Self::Time => '\u{10fff0}',
            Self::Random => '\u{10fff1}',
            Self::Id => '\u{10fff2}',
        }
    }

    /// The opaque part of a text, if it has one.
    pub(super) fn within(text: &str) -> Option<Self> {
        // All marks begin with this byte, which occurs in few texts.
        if !text.as_bytes().contains(&0xf4) {
            return None;
        }
        text.chars().find_map(|letter| {
            [Self::Time, Self::Random, Self::Id]
                .into_iter()
                .find(|kind| kind.mark() == letter)
        })
    }

    /// A text with its opaque parts as displayed: `<time>`.
    pub(super) fn shown(text: &str) -> String {
        if Self::within(text).is_none() {
            return text.to_string();
        }
        text.replace(Self::Time.mark(), "<time>")
            .replace(Self::Random.mark(), "<random>")
            .replace(Self::Id.mark(), "<id>")
    }
}

impl Value {
    /// A string.
    pub(super) fn text(text: impl Into<Arc<str>>) -> Self {
        Self::Str(text.into())
    }

    /// A tuple.
    pub(super) fn tuple(values: Vec<Value>) -> Self {
        Self::Tuple(values.into())
    }

    /// An integer, in the small form if it fits.
    pub(super) fn big(number: BigInt) -> Self {
        i64::try_from(&number).map_or_else(|_| Self::Big(Arc::new(number)), Self::Int)
    }

    /// An index or a length.
    pub(super) fn count(number: usize) -> Self {
        i64::try_from(number).map_or_else(|_| Self::Big(Arc::new(number.into())), Self::Int)
    }

    /// Whether it is bound.
    pub(super) fn bound(&self) -> bool {
        !matches!(self, Self::Unbound)
    }

    /// The opaque part of a number or a text.
    pub(super) fn opaque(&self) -> Option<Opaque> {
        match self {
            Self::Opaque(kind) => Some(*kind),
            Self::Str(text) => Opaque::within(text),
            _ => None,
        }
    }

    /// `is`. Equal integers, and equal texts, count as the same object.
    pub(crate) fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::None, Self::None)
            | (Self::Unbound, Self::Unbound)
            | (Self::Ellipsis, Self::Ellipsis) => true,
            (Self::Bool(a), Self::Bool(b)) => a == b,
            (Self::Int(a), Self::Int(b)) => a == b,
            (Self::Str(a), Self::Str(b)) => a == b,
            (Self::Tuple(a), Self::Tuple(b)) => Arc::ptr_eq(a, b) || a.is_empty() && b.is_empty(),
            (Self::Float(a), Self::Float(b)) => a.to_bits() == b.to_bits(),
            (Self::Function(a), Self::Function(b)) | (Self::Ref(a), Self::Ref(b)) => a == b,
            (Self::Builtin(a), Self::Builtin(b)) => a == b,
            (Self::Type(a), Self::Type(b)) => a == b,
            (Self::Module(a), Self::Module(b)) => a == b,
            _ => false,
        }
    }
}
