//! Reading numbers from texts: `int(text, base)` and `float(text)`.

use num_bigint::BigInt;

use super::integer::MOST_DIGITS;
use super::repr;
use super::unicode::{decimal_digit, is_space};
use crate::failure::{Failure, Result};
use crate::number::Int;

/// `int(text, base)`; the default base is 10, and 0 means that the prefix determines it.
pub fn int(text: &str, base: &Int) -> Result<Int> {
    let Some(given @ (0 | 2..=36)) = base.to_i64().and_then(|base| u32::try_from(base).ok()) else {
        return Err(Failure::value("int() base must be >= 2 and <= 36, or 0"));
    };
    let invalid = || {
        let shown: String = repr::string(text).chars().take(200).collect();
        Failure::value(format!(
            "invalid literal for int() with base {given}: {shown}"
        ))
    };
    let plain = ascii(text);
    let (negative, unsigned) = sign(&plain);
    let (base, digits) = based(unsigned, given).ok_or_else(invalid)?;
    let is_digit = |letter: char| letter.is_digit(base);
    let valid = digits
        .chars()
        .take_while(|&letter| is_digit(letter) || letter == '_');
    let count = valid.filter(|&letter| letter != '_').count();
    if count > MOST_DIGITS && !base.is_power_of_two() {
        return Err(Failure::value(format!(
            "Exceeds the limit ({MOST_DIGITS} digits) for integer string conversion: \
             value has {count} digits; use sys.set_int_max_str_digits() to increase the limit"
        )));
    }
    let digits = without_underscores(digits, is_digit).ok_or_else(invalid)?;
    if digits.is_empty() || !digits.chars().all(is_digit) {
        return Err(invalid());
    }
    if let Ok(small) = i64::from_str_radix(&digits, base) {
        return Ok(Int::Small(if negative { -small } else { small }));
    }
    let big = BigInt::parse_bytes(digits.as_bytes(), base).ok_or_else(invalid)?;
    Ok(if negative { -big } else { big }.into())
}

/// The base, and the digits without its prefix; `None` for a decimal number with leading zeros if the
/// prefix should determine the base.
fn based(unsigned: &str, given: u32) -> Option<(u32, &str)> {
    let prefixes = [(2, ["0b", "0B"]), (8, ["0o", "0O"]), (16, ["0x", "0X"])];
    for (base, [small, large]) in prefixes {
        if given != 0 && given != base {
            continue;
        }
        let after = unsigned
            .strip_prefix(small)
            .or_else(|| unsigned.strip_prefix(large));
        if let Some(after) = after {
            // One underscore may follow the prefix.
            return Some((base, after.strip_prefix('_').unwrap_or(after)));
        }
    }
    if given != 0 {
        return Some((given, unsigned));
    }
    let zero = unsigned.chars().all(|letter| matches!(letter, '0' | '_'));
    (zero || !unsigned.starts_with('0')).then_some((10, unsigned))
}

/// `float(text)`.
pub fn float(text: &str) -> Result<f64> {
    let plain = ascii(text);
    without_underscores(&plain, |letter| letter.is_ascii_digit())
        .and_then(|digits| digits.parse().ok())
        .ok_or_else(|| {
            Failure::value(format!(
                "could not convert string to float: {}",
                repr::string(text)
            ))
        })
}

/// The text without surrounding whitespace, with the digits of other scripts converted to ASCII.
fn ascii(text: &str) -> String {
    let digit = |letter: char| match decimal_digit(letter) {
        Some(digit) => char::from_digit(digit, 10).unwrap_or(letter),
        None => letter,
    };
    // Python passes ASCII text straight to C, so C's definition of whitespace applies.
    let space = |letter: char| match letter {
        ' ' | '\t'..='\r' => true,
        _ => !text.is_ascii() && is_space(letter),
    };
    text.trim_matches(space).chars().map(digit).collect()
}

/// Whether there is a minus sign, and what follows the sign.
fn sign(text: &str) -> (bool, &str) {
    match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    }
}

/// The text without its underscores; `None` if one isn't between two digits.
fn without_underscores(text: &str, is_digit: impl Fn(char) -> bool) -> Option<String> {
    let mut before = ' ';
    let mut letters = text.chars().peekable();
    let mut plain = String::with_capacity(text.len());
    while let Some(letter) = letters.next() {
        if letter != '_' {
            plain.push(letter);
        } else if !is_digit(before) || !letters.peek().copied().is_some_and(&is_digit) {
            return None;
        }
        before = letter;
    }
    Some(plain)
}
