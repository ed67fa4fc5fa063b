//! Python's numbers: integers of any size, and where floats differ from Rust's. Writing and reading
//! numbers is left to [`text`](super::text).
//!
//! ```text
//! Int::from(7i64), Int::from(big), int.to_i64(), int.saturated(), int.to_big()     this file
//! integer::{add, sub, mul, neg, abs, floor_div, modulo, divmod}                integers
//! power::{pow, pow_mod}                                                        their powers
//! bits::{shift_left, shift_right, and, or, xor, invert, bit_count}             their two's complement
//! float::{div, floor_div, modulo, divmod, pow}                                 floats
//! convert::{to_f64, truncate, true_div, compare}                              from one to the other
//! round::{round, round_to, round_int}                                          `round`
//! ```
//!
//! A `limit` is the maximum size of a result in bytes: an operation fails before it would allocate more.
//! Comparisons and equality of an integer and a float are exact.

pub mod bits;
pub mod convert;
pub mod float;
pub mod integer;
pub mod power;
pub mod round;

use std::sync::Arc;

use num_bigint::{BigInt, Sign};

use super::failure::{Failure, Result, room};

/// An integer. One that fits 64 bits is always `Small`, so equal integers are equal values.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Int {
    /// An integer that fits 64 bits.
    Small(i64),
    /// An integer that doesn't.
    Big(Arc<BigInt>),
}

/// An integer or a float, as returned by `**`.
#[derive(Clone, Debug, PartialEq)]
pub enum Number {
    /// An integer.
    Int(Int),
    /// A float.
    Float(f64),
}

impl Int {
    /// Zero.
    pub const ZERO: Self = Self::Small(0);

    /// The integer, if it fits.
    pub fn to_i64(&self) -> Option<i64> {
        match self {
            Self::Small(small) => Some(*small),
            Self::Big(_) => None,
        }
    }

    /// The integer, or the end of the range on its side, which is how slices and `find` treat an index.
    pub fn saturated(&self) -> i64 {
        match self {
            Self::Small(small) => *small,
            Self::Big(big) if big.sign() == Sign::Minus => i64::MIN,
            Self::Big(_) => i64::MAX,
        }
    }

    /// The integer in the large form.
    pub fn to_big(&self) -> BigInt {
        match self {
            Self::Small(small) => BigInt::from(*small),
            Self::Big(big) => BigInt::clone(big),
        }
    }

    /// Whether it is negative.
    pub fn is_negative(&self) -> bool {
        match self {
            Self::Small(small) => *small < 0,
            Self::Big(big) => big.sign() == Sign::Minus,
        }
    }

    /// Whether it is zero.
    pub fn is_zero(&self) -> bool {
        *self == Self::ZERO
    }

    /// The number of bits in the absolute value.
    pub fn bit_length(&self) -> u64 {
        match self {
            Self::Small(small) => u64::from(64 - small.unsigned_abs().leading_zeros()),
            Self::Big(big) => big.bits(),
        }
    }

    /// Calls `with` with the large form, which is created only if there isn't one yet.
    fn with_big<T>(&self, with: impl FnOnce(&BigInt) -> T) -> T {
        match self {
            Self::Small(small) => with(&BigInt::from(*small)),
            Self::Big(big) => with(big),
        }
    }

    /// Calls `with` with the large forms of both.
    fn both<T>(&self, other: &Self, with: impl FnOnce(&BigInt, &BigInt) -> T) -> T {
        self.with_big(|left| other.with_big(|right| with(left, right)))
    }
}

impl From<i64> for Int {
    fn from(small: i64) -> Self {
        Self::Small(small)
    }
}

impl From<usize> for Int {
    fn from(count: usize) -> Self {
        i64::try_from(count).map_or_else(|_| BigInt::from(count).into(), Self::Small)
    }
}

impl From<BigInt> for Int {
    fn from(big: BigInt) -> Self {
        i64::try_from(&big).map_or_else(|_| Self::Big(Arc::new(big)), Self::Small)
    }
}

impl Ord for Int {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        match (self, other) {
            (Self::Small(left), Self::Small(right)) => left.cmp(right),
            _ => self.both(other, Ord::cmp),
        }
    }
}

impl PartialOrd for Int {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// An error if an integer of this many bits exceeds the limit in bytes.
fn within(bits: u64, limit: usize) -> Result<()> {
    let bytes = bits / 8;
    if bytes > limit as u64 {
        return Err(Failure::TooLarge(bytes));
    }
    room(usize::try_from(bytes).unwrap_or(usize::MAX))
}
