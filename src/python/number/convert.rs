//! Conversion between integers and floats, and operations that compare or divide both exactly.

use std::cmp::Ordering;

use num_bigint::{BigInt, BigUint};

use super::Int;
use crate::failure::{Failure, Result};

/// The number of bits in a float's mantissa.
const MANTISSA: i64 = 53;
/// All integers up to this are floats.
const EXACT: u64 = 1 << MANTISSA;
/// The exponent of the smallest float above zero.
const SMALLEST: i64 = -1074;

/// `float(a)`: the nearest float.
pub fn to_f64(a: &Int) -> Result<f64> {
    match a {
        Int::Small(small) => Ok(*small as f64),
        Int::Big(big) => nearest(big.magnitude(), false, 0)
            .map(|size| if a.is_negative() { -size } else { size })
            .ok_or_else(|| Failure::overflow("int too large to convert to float")),
    }
}

/// `int(x)`: drops the fraction.
pub fn truncate(x: f64) -> Result<Int> {
    if x.is_nan() {
        return Err(Failure::value("cannot convert float NaN to integer"));
    }
    if x.is_infinite() {
        return Err(Failure::overflow(
            "cannot convert float infinity to integer",
        ));
    }
    if x.abs() < 9e18 {
        #[allow(clippy::cast_possible_truncation)] // just checked
        return Ok(Int::Small(x as i64));
    }
    let bits = x.to_bits();
    let mantissa = (bits & ((1 << 52) - 1)) | 1 << 52;
    let exponent = (bits >> 52 & 0x7ff) - 1075;
    let size = BigInt::from(mantissa) << exponent;
    Ok(Int::from(if x < 0.0 { -size } else { size }))
}

/// `a / b` of integers: the float nearest to the exact quotient.
pub fn true_div(a: &Int, b: &Int) -> Result<f64> {
    if b.is_zero() {
        return Err(Failure::zero_division("division by zero"));
    }
    if let (&Int::Small(a), &Int::Small(b)) = (a, b)
        && a.unsigned_abs() <= EXACT
        && b.unsigned_abs() <= EXACT
    {
        return Ok(a as f64 / b as f64);
    }
    let size = a.both(b, |a, b| quotient(a.magnitude(), b.magnitude()));
    let size =
        size.ok_or_else(|| Failure::overflow("integer division result too large for a float"))?;
    Ok(if a.is_negative() == b.is_negative() {
        size
    } else {
        -size
    })
}

/// The float nearest to a quotient; `None` if it is too large.
fn quotient(a: &BigUint, b: &BigUint) -> Option<f64> {
    let longer = a.bits().cast_signed() - b.bits().cast_signed();
    if longer > 1025 {
        return None;
    }
    if longer < SMALLEST - 2 {
        return Some(0.0);
    }
    // With more bits than a mantissa has, the remainder is less than half of the last bit.
    let shift = MANTISSA + 3 - longer;
    let (a, b) = if shift > 0 {
        (a << shift, b.clone())
    } else {
        (a.clone(), b << -shift)
    };
    let whole = &a / &b;
    nearest(&whole, &whole * &b != a, -shift)
}

/// The float nearest to `size * 2**exponent`, plus a little more if there is a remainder; ties go to
/// even. `None` if it is too large.
fn nearest(size: &BigUint, rest: bool, exponent: i64) -> Option<f64> {
    let bits = size.bits().cast_signed();
    // A subnormal float has fewer bits.
    let kept = MANTISSA.min(bits + exponent - SMALLEST);
    if kept < 0 {
        return Some(0.0);
    }
    let dropped = (bits - kept).max(0);
    let mut mantissa = (size >> dropped).iter_u64_digits().next().unwrap_or(0);
    if let Ok(half) = u64::try_from(dropped - 1)
        && size.bit(half)
        && (rest || mantissa & 1 == 1 || size.trailing_zeros() < Some(half))
    {
        mantissa += 1;
    }
    let float = mantissa as f64 * power_of_two(dropped + exponent)?;
    float.is_finite().then_some(float)
}

/// `2.0 ** exponent`, exact for subnormal floats too.
fn power_of_two(exponent: i64) -> Option<f64> {
    let bits = match exponent {
        -1022..=1023 => (exponent + 1023).cast_unsigned() << 52,
        SMALLEST..-1022 => 1 << (exponent - SMALLEST),
        _ => return None,
    };
    Some(f64::from_bits(bits))
}

/// The order of an integer and a float, exact however large they are; `None` for a NaN.
pub fn compare(a: &Int, x: f64) -> Option<Ordering> {
    if x.is_nan() {
        return None;
    }
    if x.is_infinite() {
        return 0.0.partial_cmp(&x);
    }
    let whole = truncate(x).ok()?;
    let rest = 0.0.partial_cmp(&x.fract())?;
    Some(a.cmp(&whole).then(rest))
}
