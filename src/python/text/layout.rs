//! Numbers in their fields: sign, prefix, grouped digits, and padding.

use crate::failure::Result;

use super::spec::{Align, Spec};
use super::within;

/// The parts of a number.
pub(super) struct Parts<'a> {
    /// Whether it has a minus sign.
    pub negative: bool,
    /// What comes before the digits: `0x`.
    pub prefix: &'a str,
    /// The digits to group: those before the point.
    pub digits: &'a str,
    /// What follows them.
    pub rest: &'a str,
    /// How many digits are in a group.
    pub group: usize,
}

/// The number in its field.
pub(super) fn number(parts: &Parts, spec: &Spec, limit: usize) -> Result<String> {
    // Each character of a field takes at most four bytes.
    within(spec.width.saturating_mul(spec.fill.len_utf8()), limit)?;
    let sign = match (parts.negative, spec.sign) {
        (true, _) => "-",
        (false, Some('+')) => "+",
        (false, Some(' ')) => " ",
        _ => "",
    };
    let around = sign.len() + parts.prefix.len() + parts.rest.chars().count();
    let zeros = spec.fill == '0' && spec.align == Align::AfterSign;
    let least = if zeros {
        spec.width.saturating_sub(around)
    } else {
        0
    };
    let digits = match spec.grouping {
        Some(separator) if !parts.digits.is_empty() => {
            grouped(parts.digits, separator, parts.group, least)
        }
        _ => parts.digits.to_string(),
    };
    let padding = spec.width.saturating_sub(around + digits.len());
    let (left, middle, right) = match spec.align {
        Align::Left => (0, 0, padding),
        Align::Right => (padding, 0, 0),
        Align::Center => (padding / 2, 0, padding - padding / 2),
        Align::AfterSign => (0, padding, 0),
    };
    let mut text = String::new();
    let fill = |count| std::iter::repeat_n(spec.fill, count);
    text.extend(fill(left));
    text.push_str(sign);
    text.push_str(parts.prefix);
    text.extend(fill(middle));
    text.push_str(&digits);
    text.push_str(parts.rest);
    text.extend(fill(right));
    Ok(text)
}

/// Digits in groups, with leading zeros up to a length of `least` characters, the first of which is a
/// digit.
fn grouped(digits: &str, separator: char, group: usize, least: usize) -> String {
    let mut backwards = Vec::new();
    let mut digits = digits.bytes().rev().peekable();
    let mut in_group = 0;
    while digits.peek().is_some() || backwards.len() < least {
        if in_group == group {
            backwards.push(separator);
            in_group = 0;
        }
        backwards.push(char::from(digits.next().unwrap_or(b'0')));
        in_group += 1;
    }
    backwards.into_iter().rev().collect()
}
