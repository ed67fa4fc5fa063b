//! Floats as texts: the shortest digits that read back as the same float, or as many as requested.

use crate::failure::Result;

use super::within;

/// The maximum number of nonzero digits of a float, before or after the point.
const MOST_DIGITS: usize = 1100;

/// Which digits of a float are written, and whether with an exponent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// As many as distinguish it from its neighbors.
    Shortest,
    /// This many after the point: `f`.
    Fixed(usize),
    /// One before the point, this many after it, then an exponent: `e`.
    Exponent(usize),
    /// This many in total, with an exponent if the number is large or small: `g`.
    General(usize),
}

/// The form of a float's text apart from its digits.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Shape {
    /// Whether there is always a point and trailing zeros are kept: `#`.
    pub alternate: bool,
    /// Whether at least one digit follows the point if there is no exponent.
    pub point_zero: bool,
    /// Whether a number rounded to zero loses its sign: `z`.
    pub no_negative_zero: bool,
}

/// `repr(x)`, which is also `str(x)`.
pub fn repr(x: f64) -> String {
    let shape = Shape {
        point_zero: true,
        ..Shape::default()
    };
    write(x, Style::Shortest, shape)
}

/// The text of a float in this style, if it is within the limit.
pub(super) fn formatted(x: f64, style: Style, shape: Shape, limit: usize) -> Result<String> {
    let (Style::Fixed(digits) | Style::Exponent(digits) | Style::General(digits)) = style else {
        return Ok(write(x, style, shape));
    };
    within(digits, limit)?;
    Ok(write(x, style, shape))
}

/// The text of a float.
fn write(x: f64, style: Style, shape: Shape) -> String {
    if x.is_nan() {
        "nan".to_string()
    } else {
        let size = x.abs();
        let text = if size.is_infinite() {
            "inf".to_string()
        } else {
            finite(size, style, shape)
        };
        let zero = !text.bytes().any(|byte| matches!(byte, b'1'..=b'9' | b'i'));
        let signed = x.is_sign_negative() && !(zero && shape.no_negative_zero);
        if signed { format!("-{text}") } else { text }
    }
}

/// The text of a finite float that isn't negative.
fn finite(x: f64, style: Style, shape: Shape) -> String {
    let (digits, mut point) = digits(x, style);
    // How many digits there are up to the last one written.
    let mut end = digits.len().cast_signed();
    let exponential = match style {
        Style::Shortest => point <= -4 || point > 16,
        Style::Fixed(after) => {
            end = point + after.cast_signed();
            false
        }
        Style::Exponent(after) => {
            end = after.cast_signed() + 1;
            true
        }
        Style::General(all) => {
            let all = all.max(1).cast_signed();
            if shape.alternate {
                end = all;
            }
            point <= -4 || point > all - isize::from(shape.point_zero)
        }
    };
    let exponent = point - 1;
    if exponential {
        point = 1;
    }
    end = end.max(if shape.point_zero && !exponential {
        point + 1
    } else {
        point
    });
    let digit = |place: isize| {
        let digit = usize::try_from(place)
            .ok()
            .and_then(|place| digits.as_bytes().get(place));
        char::from(*digit.unwrap_or(&b'0'))
    };
    let mut text: String = (0..point).map(digit).collect();
    if point <= 0 {
        text.push('0');
    }
    if end > point || shape.alternate {
        text.push('.');
        text.extend((point..end).map(digit));
    }
    if exponential {
        let sign = if exponent < 0 { '-' } else { '+' };
        text.push('e');
        text.push(sign);
        let digits = exponent.unsigned_abs();
        if digits < 10 {
            text.push('0');
        }
        text.push_str(&digits.to_string());
    }
    text
}

/// The digits without leading or trailing zeros, and how many of them precede the point.
fn digits(x: f64, style: Style) -> (String, isize) {
    if x == 0.0 {
        return ("0".to_string(), 1);
    }
    let text = match style {
        Style::Shortest => shortest(x),
        Style::Fixed(after) => format!("{x:.0$}e0", after.min(MOST_DIGITS)),
        Style::Exponent(after) => format!("{x:.0$e}", after.min(MOST_DIGITS)),
        Style::General(all) => format!("{x:.0$e}", all.clamp(1, MOST_DIGITS) - 1),
    };
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let exponent: isize = exponent.parse().unwrap_or(0);
    let (whole, rest) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all = format!("{whole}{rest}");
    let significant = all.trim_start_matches('0');
    let point =
        exponent + whole.len().cast_signed() - (all.len() - significant.len()).cast_signed();
    let significant = significant.trim_end_matches('0');
    if significant.is_empty() {
        return ("0".to_string(), 1);
    }
    (significant.to_string(), point)
}

/// The fewest digits that read back as the same float; of two equally near candidates, the even one.
fn shortest(x: f64) -> String {
    let text = format!("{x:e}");
    let mantissa = text.split('e').next().unwrap_or_default();
    // Rust chooses the upper one. Only in the last digits are floats so close that there are two
    // candidates.
    if mantissa.len() < 16 {
        return text;
    }
    let even = format!("{x:.0$e}", mantissa.len() - 2);
    if even.parse() == Ok(x) { even } else { text }
}
