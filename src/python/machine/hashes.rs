//! `hash`: of numbers the one that `CPython` has on machines of 64 bits; any other is no schedule's.

use num_bigint::BigUint;

use super::super::value::{Opaque, Value};
use super::arithmetic::{Numeric, numeric};
use super::{Exec, Run};

/// Hashes of numbers are modulo this prime: 2^61 - 1.
const MODULUS: u64 = (1 << BITS) - 1;
const BITS: i64 = 61;

impl Run<'_> {
    /// `hash(value)`.
    pub(super) fn hash_of(&mut self, value: &Value) -> Exec<Value> {
        let number = match numeric(value) {
            Some(Numeric::Int(int)) => {
                let magnitude = int.to_big().magnitude() % BigUint::from(MODULUS);
                let size = magnitude.iter_u64_digits().next().unwrap_or(0);
                Some(signed(size, int.is_negative()))
            }
            Some(Numeric::Float(float)) => hash_of_float(float),
            None => None,
        };
        if let Some(number) = number {
            return Ok(Value::Int(number));
        }
        self.hashable(value)?;
        Ok(match self.real {
            Some(_) => Value::Int(signed(self.key_hash(value) & MODULUS, false)),
            None => Value::Opaque(Opaque::Id),
        })
    }
}

/// That of the integer which a float equals, or would equal modulo the prime; `None` for NaN.
fn hash_of_float(float: f64) -> Option<i64> {
    const INFINITE: u64 = 314_159;
    if float.is_nan() {
        return None;
    }
    let negative = float.is_sign_negative();
    if float.is_infinite() {
        return Some(signed(INFINITE, negative));
    }
    let bits = float.to_bits();
    let (fraction, exponent) = (bits & ((1 << 52) - 1), (bits >> 52 & 0x7ff).cast_signed());
    let (mantissa, exponent) = match exponent {
        0 => (fraction, -1074),
        exponent => (fraction | 1 << 52, exponent - 1075),
    };
    // 2^61 is 1 modulo the prime.
    let size = u128::from(mantissa) << exponent.rem_euclid(BITS);
    let size = u64::try_from(size % u128::from(MODULUS)).unwrap_or(0);
    Some(signed(size, negative))
}

/// A hash by its size and its sign; -1 stands for an error in C.
fn signed(size: u64, negative: bool) -> i64 {
    match (size.cast_signed(), negative) {
        (1, true) => -2,
        (size, true) => -size,
        (size, false) => size,
    }
}
