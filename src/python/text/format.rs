//! `format(value, spec)` for numbers and strings, as f-strings and `str.format` use it.

use crate::failure::{Failure, Result};
use crate::number::{Int, convert};

use super::float::{Shape, Style};
use super::layout::{self, Parts};
use super::spec::{Align, Spec};
use super::{Operand, float, integer, within};

/// `format(value, spec)`. For an operand of another type, an error unless the specification is empty; its
/// text is then `str(value)`, which the caller provides.
pub fn format(operand: Operand, spec: &str, limit: usize) -> Result<String> {
    match operand {
        Operand::Bool(value) if spec.is_empty() => {
            Ok(if value { "True" } else { "False" }.to_string())
        }
        Operand::Bool(value) => integer_in(&Int::from(i64::from(value)), spec, "bool", limit),
        Operand::Int(value) => integer_in(value, spec, "int", limit),
        Operand::Float(value) => {
            let spec = Spec::parse(spec, Align::Right, "float")?;
            match spec.kind {
                None | Some('e' | 'E' | 'f' | 'F' | 'g' | 'G' | 'n' | '%') => {
                    float_in(value, &spec, limit)
                }
                Some(kind) => Err(unknown(kind, "float")),
            }
        }
        Operand::Str(value) => string_in(value, spec, limit),
        Operand::Other(name) => Err(Failure::of_type(format!(
            "unsupported format string passed to {name}.__format__"
        ))),
    }
}

/// An integer formatted by a specification.
fn integer_in(value: &Int, text: &str, type_name: &str, limit: usize) -> Result<String> {
    if text.is_empty() {
        return integer::decimal(value);
    }
    let spec = Spec::parse(text, Align::Right, type_name)?;
    let kind = spec.kind.unwrap_or('d');
    let (prefix, base) = match kind {
        'd' | 'n' | 'c' => ("", 10),
        'b' => ("0b", 2),
        'o' => ("0o", 8),
        'x' => ("0x", 16),
        'X' => ("0X", 16),
        'e' | 'E' | 'f' | 'F' | 'g' | 'G' | '%' => {
            return float_in(convert::to_f64(value)?, &spec, limit);
        }
        _ => return Err(unknown(kind, type_name)),
    };
    if spec.precision.is_some() {
        return Err(Failure::value(
            "Precision not allowed in integer format specifier",
        ));
    }
    if spec.no_negative_zero {
        return Err(Failure::value(
            "Negative zero coercion (z) not allowed in integer format specifier",
        ));
    }
    if kind == 'c' {
        return character_in(value, &spec, limit);
    }
    let digits = match base {
        10 => integer::decimal(value)?.trim_start_matches('-').to_string(),
        _ => integer::radix(value, base),
    };
    let parts = Parts {
        negative: value.is_negative(),
        prefix: if spec.alternate { prefix } else { "" },
        digits: &if kind == 'X' {
            digits.to_uppercase()
        } else {
            digits
        },
        rest: "",
        group: if base == 10 { 3 } else { 4 },
    };
    layout::number(&parts, &spec, limit)
}

/// The character with a number: `c`.
fn character_in(value: &Int, spec: &Spec, limit: usize) -> Result<String> {
    let refused = |what| {
        Failure::value(format!(
            "{what} not allowed with integer format specifier 'c'"
        ))
    };
    if spec.sign.is_some() {
        return Err(refused("Sign"));
    }
    if spec.alternate {
        return Err(refused("Alternate form (#)"));
    }
    if value.to_i64().is_none() {
        return Err(Failure::overflow(
            "Python int too large to convert to C long",
        ));
    }
    let letter = super::character(value, "%c arg not in range(0x110000)")?;
    let parts = Parts {
        negative: false,
        prefix: "",
        digits: "",
        rest: &letter.to_string(),
        group: 3,
    };
    layout::number(&parts, spec, limit)
}

/// A float formatted by a specification.
fn float_in(value: f64, spec: &Spec, limit: usize) -> Result<String> {
    let kind = spec.kind.unwrap_or('r');
    let precision = spec.precision;
    if precision.is_some_and(|precision| i32::try_from(precision).is_err()) {
        return Err(Failure::value("precision too big"));
    }
    let style = match (kind, precision) {
        ('r', None) => Style::Shortest,
        ('r' | 'g' | 'G' | 'n', _) => Style::General(precision.unwrap_or(6)),
        ('e' | 'E', _) => Style::Exponent(precision.unwrap_or(6)),
        _ => Style::Fixed(precision.unwrap_or(6)),
    };
    let shape = Shape {
        alternate: spec.alternate,
        point_zero: kind == 'r',
        no_negative_zero: spec.no_negative_zero,
    };
    let value = if kind == '%' { value * 100.0 } else { value };
    let mut text = float::formatted(value, style, shape, limit)?;
    if kind == '%' {
        text.push('%');
    }
    if kind.is_ascii_uppercase() {
        text.make_ascii_uppercase();
    }
    let size = text.strip_prefix('-').unwrap_or(&text);
    let digits = size.bytes().take_while(u8::is_ascii_digit).count();
    let parts = Parts {
        negative: text.starts_with('-'),
        prefix: "",
        digits: &size[..digits],
        rest: &size[digits..],
        group: 3,
    };
    layout::number(&parts, spec, limit)
}

/// A string formatted by a specification.
fn string_in(value: &str, spec: &str, limit: usize) -> Result<String> {
    let spec = Spec::parse(spec, Align::Left, "str")?;
    let refused = |what| {
        Err(Failure::value(format!(
            "{what} not allowed in string format specifier"
        )))
    };
    match spec.kind {
        None | Some('s') => {}
        Some(kind) => return Err(unknown(kind, "str")),
    }
    match spec.sign {
        Some(' ') => return refused("Space"),
        Some(_) => return refused("Sign"),
        None => {}
    }
    if spec.no_negative_zero {
        return refused("Negative zero coercion (z)");
    }
    if spec.alternate {
        return refused("Alternate form (#)");
    }
    if spec.align == Align::AfterSign {
        return refused("'=' alignment");
    }
    let cut = match spec.precision {
        Some(most) => value
            .char_indices()
            .nth(most)
            .map_or(value, |(end, _)| &value[..end]),
        None => value,
    };
    within(
        cut.len()
            .saturating_add(spec.width.saturating_mul(spec.fill.len_utf8())),
        limit,
    )?;
    let padding = spec.width.saturating_sub(cut.chars().count());
    let left = match spec.align {
        Align::Left | Align::AfterSign => 0,
        Align::Right => padding,
        Align::Center => padding / 2,
    };
    let fill = |count| std::iter::repeat_n(spec.fill, count);
    Ok(fill(left)
        .chain(cut.chars())
        .chain(fill(padding - left))
        .collect())
}

/// The error for a format type that values of this class don't have.
fn unknown(kind: char, type_name: &str) -> Failure {
    let code = match kind {
        '!'..='\x7f' => kind.to_string(),
        _ => format!("\\x{:x}", u32::from(kind)),
    };
    Failure::value(format!(
        "Unknown format code '{code}' for object of type '{type_name}'"
    ))
}
