//! Powers of integers: exact, modulo a number, or a float if the exponent is negative.

use num_bigint::Sign;

use super::convert::to_f64;
use super::{Int, Number, float, within};
use crate::failure::{Failure, Result};

/// `a ** b`: a float if the exponent is negative.
pub fn pow(a: &Int, b: &Int, limit: usize) -> Result<Number> {
    if b.is_negative() {
        return float::pow(to_f64(a)?, to_f64(b)?).map(Number::Float);
    }
    if let (&Int::Small(base), &Int::Small(exponent)) = (a, b)
        && let Ok(exponent) = u32::try_from(exponent)
        && let Some(power) = base.checked_pow(exponent)
    {
        return Ok(Number::Int(Int::Small(power)));
    }
    // All other bases grow with each step.
    if let Int::Small(base @ -1..=1) = *a {
        let odd = b.with_big(|exponent| exponent.bit(0));
        let power = if odd { base } else { base * base };
        return Ok(Number::Int(Int::Small(power)));
    }
    let exponent = u64::try_from(b.saturated()).unwrap_or(u64::MAX);
    within((a.bit_length() - 1).saturating_mul(exponent), limit)?;
    let exponent = u32::try_from(exponent).map_err(|_| Failure::TooLarge(exponent))?;
    Ok(Number::Int(a.with_big(|base| base.pow(exponent)).into()))
}

/// `pow(a, b, modulus)`.
pub fn pow_mod(a: &Int, b: &Int, modulus: &Int) -> Result<Int> {
    if modulus.is_zero() {
        return Err(Failure::value("pow() 3rd argument cannot be 0"));
    }
    let inverse = || Failure::value("base is not invertible for the given modulus");
    let modulus = modulus.to_big();
    let (a, b) = (a.to_big(), b.to_big());
    if b.sign() == Sign::Minus {
        let a = a.modinv(&modulus).ok_or_else(inverse)?;
        return Ok(a.modpow(&-b, &modulus).into());
    }
    Ok(a.modpow(&b, &modulus).into())
}
