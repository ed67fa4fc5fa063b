//! Float arithmetic where Python differs from Rust: division and powers. Addition, subtraction and
//! multiplication are the same as Rust's.

use crate::failure::{Failure, Result};

/// `a / b`.
pub fn div(a: f64, b: f64) -> Result<f64> {
    if b == 0.0 {
        return Err(Failure::zero_division("float division by zero"));
    }
    Ok(a / b)
}

/// `a // b`.
pub fn floor_div(a: f64, b: f64) -> Result<f64> {
    match quotient_and_remainder(a, b) {
        Some((quotient, _)) => Ok(quotient),
        None => Err(Failure::zero_division("float floor division by zero")),
    }
}

/// `a % b`.
pub fn modulo(a: f64, b: f64) -> Result<f64> {
    match quotient_and_remainder(a, b) {
        Some((_, remainder)) => Ok(remainder),
        None => Err(Failure::zero_division("float modulo")),
    }
}

/// `divmod(a, b)`.
pub fn divmod(a: f64, b: f64) -> Result<(f64, f64)> {
    quotient_and_remainder(a, b).ok_or_else(|| Failure::zero_division("float divmod()"))
}

/// The quotient, rounded down, and the remainder; `None` for a division by zero.
fn quotient_and_remainder(a: f64, b: f64) -> Option<(f64, f64)> {
    if b == 0.0 {
        return None;
    }
    let mut remainder = a % b;
    // The numerator is now divisible, except for rounding, so the quotient is an integer or nearly so.
    let mut quotient = (a - remainder) / b;
    if remainder == 0.0 {
        remainder = 0.0_f64.copysign(b);
    } else if (remainder < 0.0) != (b < 0.0) {
        remainder += b;
        quotient -= 1.0;
    }
    if quotient == 0.0 {
        return Some((0.0_f64.copysign(a / b), remainder));
    }
    let floor = quotient.floor();
    let rounded = if quotient - floor > 0.5 {
        floor + 1.0
    } else {
        floor
    };
    Some((rounded, remainder))
}

/// `a ** b`. An error if Python's result is a complex number.
// The special cases require exact comparisons.
#[allow(clippy::float_cmp)]
pub fn pow(a: f64, b: f64) -> Result<f64> {
    if b == 0.0 || a == 1.0 {
        return Ok(1.0);
    }
    if a == 0.0 && b < 0.0 && b.is_finite() {
        let message = "0.0 cannot be raised to a negative power";
        return Err(Failure::zero_division(message));
    }
    if a < 0.0 && a.is_finite() && b.is_finite() && b != b.floor() {
        return Err(Failure::Refused("complex numbers"));
    }
    let power = a.powf(b);
    if power.is_infinite() && a.is_finite() && b.is_finite() {
        // The exception holds a pair, so its text is one.
        return Err(Failure::overflow("(34, 'Numerical result out of range')"));
    }
    Ok(power)
}
