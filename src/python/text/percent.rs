//! Parsing templates of the operator `%`, and formatting their numbers and texts.

use crate::failure::{Failure, Result};
use crate::number::{Int, convert};

use super::float::{Shape, Style};
use super::spec::Rest;
use super::{Operand, float, integer, within};

/// A part of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Literal text.
    Literal(String),
    /// A field to be replaced.
    Field(Field),
}

/// A field: `%(key)#0- +*.*d`. Without a key, the values for `*` are the arguments before the value
/// itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// The key in a mapping.
    pub key: Option<String>,
    /// The minimum width.
    pub width: Option<Size>,
    /// Its precision.
    pub precision: Option<Size>,
    /// The conversion type: `s`, `r` or `a`, for which the caller makes the text, or another one.
    pub kind: char,
    /// The flags.
    flags: String,
    /// The index of the type in the template.
    at: usize,
}

/// A width or a precision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// A number.
    Given(usize),
    /// `*`: the next argument, which must be an integer.
    Argument,
}

/// The `TypeError` for a missing value.
pub fn not_enough() -> Failure {
    Failure::of_type("not enough arguments for format string")
}

/// The `TypeError` for leftover values, unless they come from a mapping.
pub fn not_all_converted() -> Failure {
    Failure::of_type("not all arguments converted during string formatting")
}

/// The pieces in order. If the template has an error, it is the last piece: the pieces before it are
/// filled first, and may fail first.
pub fn parse(text: &str) -> Vec<Result<Piece>> {
    let mut pieces = Vec::new();
    let mut literal = String::new();
    let mut rest = Rest(text);
    while let Some(letter) = rest.next_if(|_| true) {
        if letter != '%' || rest.next_is('%') {
            literal.push(letter);
            continue;
        }
        if !literal.is_empty() {
            pieces.push(Ok(Piece::Literal(std::mem::take(&mut literal))));
        }
        match field(text, &mut rest) {
            Ok(field) => pieces.push(Ok(Piece::Field(field))),
            Err(failure) => {
                pieces.push(Err(failure));
                return pieces;
            }
        }
    }
    if !literal.is_empty() {
        pieces.push(Ok(Piece::Literal(literal)));
    }
    pieces
}

/// A field, after its percent sign.
fn field(text: &str, rest: &mut Rest) -> Result<Field> {
    let key = if rest.next_is('(') {
        Some(key(rest)?)
    } else {
        None
    };
    let mut flags = String::new();
    while let Some(flag) = rest.next_if(|next| matches!(next, '-' | '+' | ' ' | '#' | '0')) {
        flags.push(flag);
    }
    let width = size(rest, i64::MAX, "width too big")?;
    let mut precision = None;
    if rest.next_is('.') {
        let most = i64::from(i32::MAX);
        precision = size(rest, most, "precision too big")?.or(Some(Size::Given(0)));
    }
    rest.next_if(|next| matches!(next, 'h' | 'l' | 'L'));
    let at = text[..text.len() - rest.0.len()].chars().count();
    let incomplete = || Failure::value("incomplete format");
    let kind = rest.next_if(|_| true).ok_or_else(incomplete)?;
    Ok(Field {
        key,
        width,
        precision,
        kind,
        flags,
        at,
    })
}

/// A key, after its opening parenthesis.
fn key(rest: &mut Rest) -> Result<String> {
    let start = rest.0;
    let mut open = 1;
    while let Some(letter) = rest.next_if(|_| true) {
        open += match letter {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        if open == 0 {
            return Ok(start[..start.len() - rest.0.len() - 1].to_string());
        }
    }
    Err(Failure::value("incomplete format key"))
}

/// A width or a precision, if there is one.
fn size(rest: &mut Rest, most: i64, excess: &str) -> Result<Option<Size>> {
    if rest.next_is('*') {
        return Ok(Some(Size::Argument));
    }
    let mut size = None;
    while let Some(digit) = rest.next_if(|next| next.is_ascii_digit()) {
        let digit = i64::from(u32::from(digit) - u32::from('0'));
        let before = size.unwrap_or(0);
        if before > (most - digit) / 10 {
            return Err(Failure::value(excess));
        }
        size = Some(before * 10 + digit);
    }
    Ok(size
        .and_then(|size| usize::try_from(size).ok())
        .map(Size::Given))
}

impl Field {
    /// The text of a value. `width` and `precision` are the arguments for `*`; for `s`, `r` and `a` the
    /// operand is the text made by the caller.
    pub fn fill(
        &self,
        width: Option<&Int>,
        precision: Option<&Int>,
        operand: Operand,
        limit: usize,
    ) -> Result<String> {
        let (width, left) = match (self.width, width) {
            (Some(Size::Given(width)), _) => (width, false),
            (Some(Size::Argument), Some(given)) => {
                let width = given.to_i64();
                let excess = || Failure::overflow("Python int too large to convert to C ssize_t");
                let width = width.ok_or_else(excess)?;
                (
                    usize::try_from(width.unsigned_abs()).unwrap_or(usize::MAX),
                    width < 0,
                )
            }
            _ => (0, false),
        };
        let precision = match (self.precision, precision) {
            (Some(Size::Given(precision)), _) => Some(precision),
            (Some(Size::Argument), Some(given)) => {
                let excess = || Failure::overflow("Python int too large to convert to C int");
                let given = given.to_i64().and_then(|given| i32::try_from(given).ok());
                Some(usize::try_from(given.ok_or_else(excess)?).unwrap_or(0))
            }
            _ => None,
        };
        within(width, limit)?;
        within(precision.unwrap_or(0), limit)?;
        let parts = self.parts(operand, precision, limit)?;
        Ok(self.laid_out(&parts, width, left || self.has('-')))
    }

    /// Whether a flag is given.
    fn has(&self, flag: char) -> bool {
        self.flags.contains(flag)
    }

    /// The sign and prefix, and the rest, of a value; a text has no sign.
    fn parts(&self, operand: Operand, precision: Option<usize>, limit: usize) -> Result<Parts> {
        match self.kind {
            's' | 'r' | 'a' => {
                let Operand::Str(text) = operand else {
                    return Err(Failure::of_type("a text is required"));
                };
                Ok(Parts::text(
                    text.chars().take(precision.unwrap_or(usize::MAX)).collect(),
                ))
            }
            'c' => one_letter(operand).map(|letter| Parts::text(letter.to_string())),
            'd' | 'i' | 'u' | 'o' | 'x' | 'X' => self.integer(operand, precision.unwrap_or(0)),
            'e' | 'E' | 'f' | 'F' | 'g' | 'G' => self.float(operand, precision.unwrap_or(6), limit),
            kind => {
                let shown = if (' '..='~').contains(&kind) {
                    kind
                } else {
                    '?'
                };
                Err(Failure::value(format!(
                    "unsupported format character '{shown}' (0x{:x}) at index {}",
                    u32::from(kind),
                    self.at
                )))
            }
        }
    }

    /// An integer with at least this many digits.
    fn integer(&self, operand: Operand, digits: usize) -> Result<Parts> {
        let kind = self.kind;
        let decimal = matches!(kind, 'd' | 'i' | 'u');
        let int = match operand {
            Operand::Int(int) => int.clone(),
            Operand::Bool(truth) => Int::from(i64::from(truth)),
            Operand::Float(float) if decimal => convert::truncate(float)?,
            other => {
                let wanted = if decimal {
                    "a real number"
                } else {
                    "an integer"
                };
                let found = other.type_name();
                let message = format!("%{kind} format: {wanted} is required, not {found}");
                return Err(Failure::of_type(message));
            }
        };
        let text = match kind {
            'o' => integer::radix(&int, 8),
            'x' => integer::radix(&int, 16),
            'X' => integer::radix(&int, 16).to_uppercase(),
            _ => integer::decimal(&int)?.trim_start_matches('-').to_string(),
        };
        let zeros = "0".repeat(digits.saturating_sub(text.len()));
        let prefix = match kind {
            'o' | 'x' | 'X' if self.has('#') => format!("0{kind}"),
            _ => String::new(),
        };
        let sign = self.sign(int.is_negative());
        Ok(Parts {
            before: format!("{sign}{prefix}"),
            rest: zeros + &text,
            numeric: true,
        })
    }

    /// A float with this many digits.
    fn float(&self, operand: Operand, digits: usize, limit: usize) -> Result<Parts> {
        let float = match operand {
            Operand::Float(float) => float,
            Operand::Int(int) => convert::to_f64(int)?,
            Operand::Bool(truth) => f64::from(u8::from(truth)),
            other => {
                let found = other.type_name();
                return Err(Failure::of_type(format!(
                    "must be real number, not {found}"
                )));
            }
        };
        let style = match self.kind {
            'e' | 'E' => Style::Exponent(digits),
            'f' | 'F' => Style::Fixed(digits),
            _ => Style::General(digits),
        };
        let shape = Shape {
            alternate: self.has('#'),
            ..Shape::default()
        };
        let mut text = float::formatted(float, style, shape, limit)?;
        if self.kind.is_ascii_uppercase() {
            text.make_ascii_uppercase();
        }
        let size = text.strip_prefix('-').unwrap_or(&text);
        let before = self.sign(size.len() < text.len()).to_string();
        Ok(Parts {
            before,
            rest: size.to_string(),
            numeric: true,
        })
    }

    /// The text for the sign.
    fn sign(&self, negative: bool) -> &'static str {
        match negative {
            true => "-",
            false if self.has('+') => "+",
            false if self.has(' ') => " ",
            false => "",
        }
    }

    /// The parts in a field.
    fn laid_out(&self, parts: &Parts, width: usize, left: bool) -> String {
        let length = parts.before.len() + parts.rest.chars().count();
        let missing = width.saturating_sub(length);
        let Parts {
            before,
            rest,
            numeric,
        } = parts;
        if left {
            format!("{before}{rest}{}", " ".repeat(missing))
        } else if *numeric && self.has('0') {
            format!("{before}{}{rest}", "0".repeat(missing))
        } else {
            format!("{}{before}{rest}", " ".repeat(missing))
        }
    }
}

/// The single character of a text, or the one with a number.
fn one_letter(operand: Operand) -> Result<char> {
    let required = || Failure::of_type("%c requires int or char");
    match operand {
        Operand::Str(text) => {
            let mut letters = text.chars();
            let letter = letters.next().ok_or_else(required)?;
            letters.next().map_or(Ok(letter), |_| Err(required()))
        }
        Operand::Int(int) => super::character(int, "%c arg not in range(0x110000)"),
        Operand::Bool(truth) => Ok(if truth { '\u{1}' } else { '\0' }),
        _ => Err(required()),
    }
}

/// The parts of a field's text.
struct Parts {
    /// Sign and prefix.
    before: String,
    /// The digits or the text.
    rest: String,
    /// Whether zeros can fill the field.
    numeric: bool,
}

impl Parts {
    /// A text.
    fn text(rest: String) -> Self {
        Self {
            before: String::new(),
            rest,
            numeric: false,
        }
    }
}
