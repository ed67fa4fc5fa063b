//! Integer arithmetic: quotients are rounded down, remainders have the divisor's sign.

use num_bigint::BigInt;

use super::{Int, within};
use crate::failure::{Failure, Result};

/// `a + b`.
pub fn add(a: &Int, b: &Int) -> Int {
    small(a, b, i64::checked_add).unwrap_or_else(|| a.both(b, |a, b| a + b).into())
}

/// `a - b`.
pub fn sub(a: &Int, b: &Int) -> Int {
    small(a, b, i64::checked_sub).unwrap_or_else(|| a.both(b, |a, b| a - b).into())
}

/// `a * b`.
pub fn mul(a: &Int, b: &Int, limit: usize) -> Result<Int> {
    if let Some(product) = small(a, b, i64::checked_mul) {
        return Ok(product);
    }
    within(a.bit_length().saturating_add(b.bit_length()), limit)?;
    Ok(a.both(b, |a, b| a * b).into())
}

/// `-a`.
pub fn neg(a: &Int) -> Int {
    sub(&Int::ZERO, a)
}

/// `abs(a)`.
pub fn abs(a: &Int) -> Int {
    if a.is_negative() { neg(a) } else { a.clone() }
}

/// `a // b`.
pub fn floor_div(a: &Int, b: &Int) -> Result<Int> {
    match quotient_and_remainder(a, b) {
        Some((quotient, _)) => Ok(quotient),
        None => Err(Failure::zero_division("integer division or modulo by zero")),
    }
}

/// `a % b`.
pub fn modulo(a: &Int, b: &Int) -> Result<Int> {
    match quotient_and_remainder(a, b) {
        Some((_, remainder)) => Ok(remainder),
        None => Err(Failure::zero_division("integer modulo by zero")),
    }
}

/// `divmod(a, b)`.
pub fn divmod(a: &Int, b: &Int) -> Result<(Int, Int)> {
    quotient_and_remainder(a, b)
        .ok_or_else(|| Failure::zero_division("integer division or modulo by zero"))
}

/// The quotient, rounded down, and the remainder; `None` for a division by zero.
fn quotient_and_remainder(a: &Int, b: &Int) -> Option<(Int, Int)> {
    if b.is_zero() {
        return None;
    }
    if let (&Int::Small(a), &Int::Small(b)) = (a, b)
        && let Some(quotient) = a.checked_div(b)
    {
        let remainder = a % b;
        return Some(if remainder != 0 && (remainder < 0) != (b < 0) {
            (Int::Small(quotient - 1), Int::Small(remainder + b))
        } else {
            (Int::Small(quotient), Int::Small(remainder))
        });
    }
    let quotient = a.both(b, |a, b| {
        let (quotient, remainder) = (a / b, a % b);
        let zero = BigInt::ZERO;
        if remainder != zero && (remainder < zero) != (*b < zero) {
            (quotient - 1, remainder + b)
        } else {
            (quotient, remainder)
        }
    });
    Some((quotient.0.into(), quotient.1.into()))
}

/// The result of a 64-bit operation, if both operands and the result fit.
fn small(a: &Int, b: &Int, operation: fn(i64, i64) -> Option<i64>) -> Option<Int> {
    operation(a.to_i64()?, b.to_i64()?).map(Int::Small)
}
