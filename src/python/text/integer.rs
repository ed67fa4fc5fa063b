//! Integers as texts, in decimal and in bases that are powers of two.

use crate::failure::{Failure, Result};
use crate::number::Int;

/// The maximum number of decimal digits that Python reads or writes, since both take quadratic time.
pub(crate) const MOST_DIGITS: usize = 4300;

/// `str(a)`, which is also `repr(a)`.
pub fn decimal(a: &Int) -> Result<String> {
    match a {
        Int::Small(small) => Ok(small.to_string()),
        Int::Big(big) => {
            let excess = || {
                Failure::value(format!(
                    "Exceeds the limit ({MOST_DIGITS} digits) for integer string conversion; \
                     use sys.set_int_max_str_digits() to increase the limit"
                ))
            };
            // Ten digits take more than 33 bits, so such a number needn't even be converted.
            if big.bits() > MOST_DIGITS as u64 * 34 / 10 {
                return Err(excess());
            }
            let text = big.to_string();
            let digits = text.len() - usize::from(a.is_negative());
            if digits > MOST_DIGITS {
                Err(excess())
            } else {
                Ok(text)
            }
        }
    }
}

/// The digits of the absolute value in a base of at most 16, in lower case.
pub fn radix(a: &Int, base: u32) -> String {
    match a {
        Int::Small(small) => {
            let small = small.unsigned_abs();
            match base {
                2 => format!("{small:b}"),
                8 => format!("{small:o}"),
                16 => format!("{small:x}"),
                _ => num_bigint::BigUint::from(small).to_str_radix(base),
            }
        }
        Int::Big(big) => big.magnitude().to_str_radix(base),
    }
}

/// `hex(a)`.
pub fn hex(a: &Int) -> String {
    prefixed(a, "0x", 16)
}

/// `oct(a)`.
pub fn octal(a: &Int) -> String {
    prefixed(a, "0o", 8)
}

/// `bin(a)`.
pub fn binary(a: &Int) -> String {
    prefixed(a, "0b", 2)
}

/// Sign, prefix and digits.
fn prefixed(a: &Int, prefix: &str, base: u32) -> String {
    let sign = if a.is_negative() { "-" } else { "" };
    format!("{sign}{prefix}{}", radix(a, base))
}
