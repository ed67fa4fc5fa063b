//! Values: what a variable, an operand or an element holds. What can change has a place on the heap.

use std::sync::Arc;

use num_bigint::BigInt;

use super::library::{Builtin, Module, Type};

/// A value. Two of them may name the same object.
#[derive(Clone, Debug, Default)]
pub(super) enum Value {
    /// Nothing is bound here.
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
    /// An integer that doesn't fit.
    Big(Arc<BigInt>),
    /// A floating-point number.
    Float(f64),
    /// A string.
    Str(Arc<str>),
    /// A tuple.
    Tuple(Arc<[Value]>),
    /// `range(start, stop, step)`.
    Range(Arc<[i64; 3]>),
    /// What is left of a range that one loop goes over, where threads are real.
    Rounds(Box<[i64; 3]>),
    /// `low:high:step` between brackets.
    Slice(Arc<[Value; 3]>),
    /// A function without defaults or captured names.
    Function(u32),
    /// A function and the object that it is called on.
    Method(Arc<(Value, Value)>),
    /// A method of the library by its name, and the object.
    Native(Arc<(Value, u32)>),
    /// `super()`: the class whose methods come first, and the object.
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

/// Where a number came from that no schedule determines.
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
    /// The character that stands for it inside a text.
    pub(super) const fn mark(self) -> char {
        match self {
            Self::Time => '\u{10fff0}',
            Self::Random => '\u{10fff1}',
            Self::Id => '\u{10fff2}',
        }
    }

    /// The opaque part of a text, if it has one.
    pub(super) fn within(text: &str) -> Option<Self> {
        // All marks begin with this byte, which few texts hold.
        if !text.as_bytes().contains(&0xf4) {
            return None;
        }
        text.chars().find_map(|letter| {
            [Self::Time, Self::Random, Self::Id]
                .into_iter()
                .find(|kind| kind.mark() == letter)
        })
    }

    /// A text with its opaque parts as they are shown: `<time>`.
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

    /// An integer, in the smaller form where it fits.
    pub(super) fn big(number: BigInt) -> Self {
        i64::try_from(&number).map_or_else(|_| Self::Big(Arc::new(number)), Self::Int)
    }

    /// An index or a length.
    pub(super) fn count(number: usize) -> Self {
        i64::try_from(number).map_or_else(|_| Self::Big(Arc::new(number.into())), Self::Int)
    }

    /// Whether something is bound.
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

    /// `is`. Equal integers and equal texts are one object each.
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
