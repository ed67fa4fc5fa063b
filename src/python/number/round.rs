//! Rounding to the nearest integer or power of ten, ties to even.

use std::cmp::Ordering;

use num_bigint::BigInt;

use super::convert::{compare, truncate};
use super::{Int, integer};
use crate::failure::{Failure, Result};

/// `round(x)`: to the nearest integer, ties to even.
pub fn round(x: f64) -> Result<Int> {
    truncate(x.round_ties_even())
}

/// `round(x, digits)`: to the nearest multiple of a power of ten, ties to even.
pub fn round_to(x: f64, digits: &Int) -> Result<f64> {
    let digits = digits.saturated();
    // Beyond these, a float has no digits, or is less than half a unit.
    if x == 0.0 || !x.is_finite() || digits > 323 {
        return Ok(x);
    }
    if digits < -308 {
        return Ok(0.0 * x);
    }
    let text = if let Ok(digits) = usize::try_from(digits) {
        format!("{x:.digits$}")
    } else {
        // The decimal exponent, and how many digits precede the rounding position.
        let scientific = format!("{x:e}");
        let (_, exponent) = scientific.split_once('e').unwrap_or(("", "0"));
        let kept = exponent.parse::<i64>().unwrap_or(0) + 1 + digits;
        if kept < 1 {
            let half = integer::floor_div(&power_of_ten(digits.unsigned_abs()), &Int::Small(2))?;
            let more = kept == 0 && compare(&half, x.abs()) == Some(Ordering::Less);
            format!("{}e{}", if more { x.signum() } else { 0.0 * x }, -digits)
        } else {
            format!("{x:.0$e}", usize::try_from(kept - 1).unwrap_or(0))
        }
    };
    match text.parse::<f64>() {
        Ok(rounded) if rounded.is_finite() => Ok(rounded),
        _ => Err(Failure::overflow("rounded value too large to represent")),
    }
}

/// `round(a, digits)` of an integer: ties go to the even multiple.
pub fn round_int(a: &Int, digits: &Int) -> Result<Int> {
    if !digits.is_negative() {
        return Ok(a.clone());
    }
    let places = digits.saturated().unsigned_abs();
    // Each decimal digit takes more than three bits, so the number is less than half of that power.
    if places > a.bit_length() / 3 + 1 {
        return Ok(Int::ZERO);
    }
    let unit = power_of_ten(places);
    let (below, rest) = integer::divmod(a, &unit)?;
    let order = integer::add(&rest, &rest).cmp(&unit);
    let odd = below.with_big(|below| below.bit(0));
    let up = order == Ordering::Greater || (order == Ordering::Equal && odd);
    let rounded = integer::sub(a, &rest);
    Ok(if up {
        integer::add(&rounded, &unit)
    } else {
        rounded
    })
}

/// `10 ** places`, for a number of places that was bounded before.
fn power_of_ten(places: u64) -> Int {
    let places = u32::try_from(places).unwrap_or(u32::MAX);
    BigInt::from(10).pow(places).into()
}
