//! Integers as bits: negative ones behave like two's complement of infinite width.

use num_bigint::BigInt;

use super::{Int, within};
use crate::failure::{Failure, Result};

/// `a << b`.
pub fn shift_left(a: &Int, b: &Int, limit: usize) -> Result<Int> {
    if b.is_negative() {
        return Err(Failure::value("negative shift count"));
    }
    if a.is_zero() {
        return Ok(Int::ZERO);
    }
    let Int::Small(count) = *b else {
        return Err(Failure::overflow("too many digits in integer"));
    };
    let bits = a.bit_length().saturating_add(count.unsigned_abs());
    match *a {
        Int::Small(small) if bits < 64 => Ok(Int::Small(small << count)),
        _ => {
            within(bits, limit)?;
            Ok(a.with_big(|a| a << count).into())
        }
    }
}

/// `a >> b`.
pub fn shift_right(a: &Int, b: &Int) -> Result<Int> {
    if b.is_negative() {
        return Err(Failure::value("negative shift count"));
    }
    let count = b.saturated();
    Ok(match a {
        Int::Small(small) => Int::Small(small >> count.min(63)),
        Int::Big(big) => (&**big >> count).into(),
    })
}

/// `a & b`.
pub fn and(a: &Int, b: &Int) -> Int {
    of(a, b, |a, b| a & b, |a, b| a & b)
}

/// `a | b`.
pub fn or(a: &Int, b: &Int) -> Int {
    of(a, b, |a, b| a | b, |a, b| a | b)
}

/// `a ^ b`.
pub fn xor(a: &Int, b: &Int) -> Int {
    of(a, b, |a, b| a ^ b, |a, b| a ^ b)
}

/// `~a`.
pub fn invert(a: &Int) -> Int {
    match a {
        Int::Small(small) => Int::Small(!small),
        Int::Big(big) => (!&**big).into(),
    }
}

/// `a.bit_count()`: how many bits of the absolute value are set.
pub fn bit_count(a: &Int) -> u64 {
    match a {
        Int::Small(small) => u64::from(small.unsigned_abs().count_ones()),
        Int::Big(big) => big.magnitude().count_ones(),
    }
}

/// Applies one of two operations, depending on the size of the operands.
fn of(a: &Int, b: &Int, small: fn(i64, i64) -> i64, big: fn(&BigInt, &BigInt) -> BigInt) -> Int {
    match (a, b) {
        (Int::Small(a), Int::Small(b)) => Int::Small(small(*a, *b)),
        _ => a.both(b, big).into(),
    }
}
