//! Arithmetic on Python's numbers.

use std::cmp::Ordering;

use super::super::code::{Binary, Unary};
use super::super::failure::{self, Failure};
use super::super::library::Exc;
use super::super::number::{Int, Number, bits, convert, float, integer, power};
use super::super::value::Value;
use super::memory::MOST_BYTES;
use super::{Exec, Run, Stop};
use explore::Cut;

/// A number of either kind.
pub(super) enum Numeric {
    Int(Int),
    Float(f64),
}

/// A value as a number; truth values are integers.
pub(super) fn numeric(value: &Value) -> Option<Numeric> {
    Some(match value {
        Value::Float(float) => Numeric::Float(*float),
        other => Numeric::Int(int(other)?),
    })
}

/// A value as an integer.
pub(super) fn int(value: &Value) -> Option<Int> {
    Some(match value {
        Value::Bool(truth) => Int::Small(i64::from(*truth)),
        Value::Int(int) => Int::Small(*int),
        Value::Big(big) => Int::Big(big.clone()),
        _ => return None,
    })
}

impl From<Int> for Value {
    fn from(int: Int) -> Self {
        match int {
            Int::Small(small) => Self::Int(small),
            Int::Big(big) => Self::Big(big),
        }
    }
}

impl From<Numeric> for Value {
    fn from(number: Numeric) -> Self {
        match number {
            Numeric::Int(int) => int.into(),
            Numeric::Float(float) => Self::Float(float),
        }
    }
}

impl From<Number> for Value {
    fn from(number: Number) -> Self {
        match number {
            Number::Int(int) => int.into(),
            Number::Float(float) => Self::Float(float),
        }
    }
}

/// The maximum size of a product or a power in bytes: larger ones take seconds to compute.
const MOST_PRODUCT: usize = 1 << 20;

/// The maximum number of products of two words in one operation, about a second's worth, since it can't
/// be interrupted.
const MOST_STEPS: u64 = 1 << 29;

pub(super) fn too_long() -> Stop {
    Stop::Refuse(
        "this computes too long with integers of so many digits".into(),
        "explore the program with smaller numbers".into(),
    )
}

impl Run<'_> {
    /// Turns the result of a computation with numbers or texts into an instruction's result.
    pub(super) fn computed<T>(&mut self, result: failure::Result<T>) -> Exec<T> {
        result.map_err(|failure| match failure {
            Failure::Raised(class, message) => {
                let exc = Exc::find(class.name()).unwrap_or(Exc::Exception);
                self.raise(exc, message)
            }
            Failure::TooLarge(_) => Stop::too_large("a value of more than 64 MiB"),
            Failure::NoRoom => Stop::Cut(Cut::Memory),
            Failure::Refused(what) => Stop::outside(what),
        })
    }

    pub(super) fn unary(&mut self, op: Unary, value: &Value) -> Exec<Value> {
        if value.opaque().is_some() && !matches!(value, Value::Str(_)) {
            return Ok(value.clone());
        }
        let result = match (op, numeric(value)) {
            (Unary::Minus, Some(Numeric::Int(int))) => integer::neg(&int).into(),
            (Unary::Minus, Some(Numeric::Float(float))) => Value::Float(-float),
            (Unary::Plus, Some(Numeric::Int(int))) => int.into(),
            (Unary::Plus, Some(Numeric::Float(float))) => Value::Float(float),
            (Unary::Invert, Some(Numeric::Int(int))) => bits::invert(&int).into(),
            _ => {
                let sign = match op {
                    Unary::Minus => "unary -",
                    Unary::Plus => "unary +",
                    _ => "unary ~",
                };
                let kind = self.type_name(value);
                return Err(self.type_error(format!("bad operand type for {sign}: '{kind}'")));
            }
        };
        Ok(result)
    }

    pub(super) fn arithmetic(
        &mut self,
        op: Binary,
        left: Numeric,
        right: Numeric,
        in_place: bool,
    ) -> Exec<Value> {
        let bits = matches!(
            op,
            Binary::LeftShift | Binary::RightShift | Binary::And | Binary::Or | Binary::Xor
        );
        let (a, b) = match (left, right) {
            (Numeric::Int(a), Numeric::Int(b)) => return self.integers(op, &a, &b),
            (left, right) if bits => {
                let (left, right) = (left.into(), right.into());
                return Err(self.unsupported(op, &left, &right, in_place));
            }
            (Numeric::Float(a), Numeric::Float(b)) => (a, b),
            (Numeric::Float(a), Numeric::Int(b)) => (a, self.computed(convert::to_f64(&b))?),
            (Numeric::Int(a), Numeric::Float(b)) => (self.computed(convert::to_f64(&a))?, b),
        };
        let result = match op {
            Binary::Add => Ok(a + b),
            Binary::Sub => Ok(a - b),
            Binary::Mul => Ok(a * b),
            Binary::Div => float::div(a, b),
            Binary::FloorDiv => float::floor_div(a, b),
            Binary::Mod => float::modulo(a, b),
            Binary::Pow => float::pow(a, b),
            _ => return Err(Stop::internal("an operator of integers on floats")),
        };
        self.computed(result).map(Value::Float)
    }

    fn integers(&mut self, op: Binary, a: &Int, b: &Int) -> Exec<Value> {
        if !matches!((a, b), (Int::Small(_), Int::Small(_))) {
            self.large_integers(op, a, b)?;
        }
        let result = match op {
            Binary::Add => Ok(integer::add(a, b)),
            Binary::Sub => Ok(integer::sub(a, b)),
            Binary::Mul => integer::mul(a, b, MOST_PRODUCT),
            Binary::FloorDiv => integer::floor_div(a, b),
            Binary::Mod => integer::modulo(a, b),
            Binary::LeftShift => bits::shift_left(a, b, MOST_BYTES),
            Binary::RightShift => bits::shift_right(a, b),
            Binary::And => Ok(bits::and(a, b)),
            Binary::Or => Ok(bits::or(a, b)),
            Binary::Xor => Ok(bits::xor(a, b)),
            Binary::Div => return self.computed(convert::true_div(a, b)).map(Value::Float),
            Binary::Pow => {
                return match power::pow(a, b, MOST_PRODUCT) {
                    Err(Failure::TooLarge(_)) => Err(too_long()),
                    result => self.computed(result).map(Value::from),
                };
            }
        };
        match result {
            Err(Failure::TooLarge(_)) if op == Binary::Mul => Err(too_long()),
            result => self.computed(result).map(Value::from),
        }
    }

    /// An error if `pow(base, exponent, modulus)` would take longer than about a second.
    pub(super) fn bounded_power(&mut self, base: &Int, exponent: &Int, modulus: &Int) -> Exec {
        let words = |number: &Int| number.bit_length() / 64 + 1;
        let product = words(modulus).saturating_mul(words(modulus));
        let powers = product.saturating_mul(exponent.bit_length());
        let reduced = words(base).saturating_mul(words(modulus));
        if powers.max(reduced) > MOST_STEPS {
            return Err(too_long());
        }
        self.works(usize::try_from(powers / 256).unwrap_or(usize::MAX))
    }

    /// Checks the cost of computing with integers beyond 64 bits: an operation can't be interrupted, so
    /// it is refused if it would take longer than about a second.
    fn large_integers(&mut self, op: Binary, a: &Int, b: &Int) -> Exec {
        let (a, b) = (a.bit_length(), b.bit_length());
        let divides = matches!(op, Binary::Div | Binary::FloorDiv | Binary::Mod);
        if divides && (a.saturating_sub(b) / 64).saturating_mul(b / 64) > MOST_STEPS {
            return Err(too_long());
        }
        self.works(usize::try_from(a.saturating_add(b) / 256).unwrap_or(usize::MAX))
    }
}

/// The order of two numbers; `None` if there is a NaN.
pub(super) fn order(left: &Numeric, right: &Numeric) -> Option<Ordering> {
    match (left, right) {
        (Numeric::Float(a), Numeric::Float(b)) => a.partial_cmp(b),
        (Numeric::Int(a), Numeric::Float(b)) => convert::compare(a, *b),
        (Numeric::Float(a), Numeric::Int(b)) => convert::compare(b, *a).map(Ordering::reverse),
        (Numeric::Int(a), Numeric::Int(b)) => Some(match (a.to_i64(), b.to_i64()) {
            (Some(a), Some(b)) => a.cmp(&b),
            _ => a.to_big().cmp(&b.to_big()),
        }),
    }
}
