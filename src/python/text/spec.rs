//! Parsing format specifications, `[[fill]align][sign][z][#][0][width][grouping][.precision][type]`. What
//! each part does to a value is left to [`format`](super::format).

use crate::failure::{Failure, Result};

use super::unicode::decimal_digit;

/// The alignment of a text in its field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Align {
    /// Left: `<`.
    Left,
    /// Right: `>`.
    Right,
    /// Centered: `^`.
    Center,
    /// Right, but with the sign at the left: `=`.
    AfterSign,
}

impl Align {
    /// The alignment that a character stands for.
    fn of(letter: char) -> Option<Self> {
        match letter {
            '<' => Some(Self::Left),
            '>' => Some(Self::Right),
            '^' => Some(Self::Center),
            '=' => Some(Self::AfterSign),
            _ => None,
        }
    }
}

/// A specification.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spec {
    /// The fill character.
    pub fill: char,
    /// The alignment.
    pub align: Align,
    /// `+`, `-` or a space, if one is given.
    pub sign: Option<char>,
    /// Whether a number rounded to zero loses its sign.
    pub no_negative_zero: bool,
    /// `#`.
    pub alternate: bool,
    /// The minimum width of the field.
    pub width: usize,
    /// The separator between groups of digits: a comma or an underscore.
    pub grouping: Option<char>,
    /// The number after the point.
    pub precision: Option<usize>,
    /// The type.
    pub kind: Option<char>,
}

impl Spec {
    /// Parses a specification for a value of this type, with this default alignment.
    pub(super) fn parse(text: &str, align: Align, type_name: &str) -> Result<Self> {
        let mut rest = Rest(text);
        let mut spec = Self {
            fill: ' ',
            align,
            sign: None,
            no_negative_zero: false,
            alternate: false,
            width: 0,
            grouping: None,
            precision: None,
            kind: None,
        };
        let (filled, aligned) = spec.fill_and_align(&mut rest);
        spec.sign = rest.next_if(|letter| matches!(letter, '+' | '-' | ' '));
        spec.no_negative_zero = rest.next_is('z');
        spec.alternate = rest.next_is('#');
        if !filled && rest.next_is('0') {
            spec.fill = '0';
            if !aligned && align == Align::Right {
                spec.align = Align::AfterSign;
            }
        }
        spec.width = rest.number()?.unwrap_or(0);
        spec.grouping = grouping(&mut rest)?;
        if rest.next_is('.') {
            let missing = || Failure::value("Format specifier missing precision");
            spec.precision = Some(rest.number()?.ok_or_else(missing)?);
        }
        spec.kind = rest.next_if(|_| true);
        if !rest.0.is_empty() {
            return Err(Failure::value(format!(
                "Invalid format specifier '{text}' for object of type '{type_name}'"
            )));
        }
        spec.check_grouping(type_name)?;
        Ok(spec)
    }

    /// Reads fill and alignment; returns which of the two were given.
    fn fill_and_align(&mut self, rest: &mut Rest) -> (bool, bool) {
        let mut letters = rest.0.chars();
        if let (Some(fill), Some(align)) = (letters.next(), letters.next().and_then(Align::of)) {
            (self.fill, self.align) = (fill, align);
            *rest = Rest(letters.as_str());
            return (true, true);
        }
        let Some(align) = rest.0.chars().next().and_then(Align::of) else {
            return (false, false);
        };
        self.align = align;
        rest.0 = &rest.0[1..];
        (false, true)
    }

    /// An error if this type's digits can't be grouped, or not with this separator.
    fn check_grouping(&self, type_name: &str) -> Result<()> {
        let Some(grouping) = self.grouping else {
            return Ok(());
        };
        match self
            .kind
            .unwrap_or(if type_name == "str" { 's' } else { 'd' })
        {
            'd' | 'e' | 'f' | 'g' | 'E' | 'G' | '%' | 'F' => Ok(()),
            'b' | 'o' | 'x' | 'X' if grouping == '_' => Ok(()),
            kind @ '!'..='\x7f' => Err(Failure::value(format!(
                "Cannot specify '{grouping}' with '{kind}'."
            ))),
            kind => Err(Failure::value(format!(
                "Cannot specify '{grouping}' with '\\x{:x}'.",
                u32::from(kind)
            ))),
        }
    }
}

/// Reads the group separator.
fn grouping(rest: &mut Rest) -> Result<Option<char>> {
    let comma = rest.next_is(',');
    let underscore = rest.next_is('_');
    if underscore && (comma || rest.0.starts_with(',')) {
        return Err(Failure::value("Cannot specify both ',' and '_'."));
    }
    Ok(if comma {
        Some(',')
    } else {
        underscore.then_some('_')
    })
}

/// The rest of the text.
pub(super) struct Rest<'a>(pub(super) &'a str);

impl Rest<'_> {
    /// Takes the next character if `wanted` accepts it.
    pub(super) fn next_if(&mut self, wanted: impl FnOnce(char) -> bool) -> Option<char> {
        let next = self.0.chars().next().filter(|&next| wanted(next))?;
        self.0 = &self.0[next.len_utf8()..];
        Some(next)
    }

    /// Takes the next character if it is this one; returns whether it was.
    pub(super) fn next_is(&mut self, wanted: char) -> bool {
        self.next_if(|next| next == wanted).is_some()
    }

    /// Takes a decimal number, if one is next.
    pub(super) fn number(&mut self) -> Result<Option<usize>> {
        let mut number = None;
        while let Some(next) = self.next_if(|next| decimal_digit(next).is_some()) {
            let digit = decimal_digit(next).unwrap_or(0);
            let longer = number.unwrap_or(0_i64).checked_mul(10);
            let longer = longer.and_then(|longer| longer.checked_add(i64::from(digit)));
            let excess = || Failure::value("Too many decimal digits in format string");
            number = Some(longer.ok_or_else(excess)?);
        }
        Ok(number.and_then(|number| usize::try_from(number).ok()))
    }
}
