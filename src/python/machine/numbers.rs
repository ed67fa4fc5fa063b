//! The functions of the library that compute with numbers, and `int` and `float`.

use super::super::code::Binary;
use super::super::library::{Builtin, Class};
use super::super::number::{Int, convert, round};
use super::super::text::{integer, read};
use super::super::value::{Opaque, Value};
use super::arithmetic::{Numeric, int, numeric};
use super::call::Args;
use super::{Exec, Run, Stop};
use std::sync::Arc;

impl Run<'_> {
    pub(super) fn numbers(&mut self, builtin: Builtin, args: &Args) -> Exec<Value> {
        let first = args.list.first().cloned().unwrap_or(Value::None);
        if let Value::Opaque(_) = first {
            return Ok(first);
        }
        let second = args.list.get(1).cloned();
        match (builtin, numeric(&first)) {
            (Builtin::Abs, Some(Numeric::Int(number))) => {
                Ok(super::super::number::integer::abs(&number).into())
            }
            (Builtin::Abs, Some(Numeric::Float(float))) => Ok(Value::Float(float.abs())),
            (Builtin::Round, Some(number)) => {
                let digits = match &second {
                    None | Some(Value::None) => None,
                    Some(digits) => int(digits),
                };
                match (number, digits) {
                    (Numeric::Int(number), Some(digits)) => {
                        let result = round::round_int(&number, &digits);
                        self.computed(result).map(Value::from)
                    }
                    (Numeric::Int(number), None) => Ok(number.into()),
                    (Numeric::Float(float), Some(digits)) => {
                        let result = round::round_to(float, &digits);
                        self.computed(result).map(Value::Float)
                    }
                    (Numeric::Float(float), None) => {
                        let result = round::round(float);
                        self.computed(result).map(Value::from)
                    }
                }
            }
            (Builtin::DivMod, _) => {
                let second = second.unwrap_or(Value::None);
                let quotient = self.operate(Binary::FloorDiv, &first, &second, false)?;
                let rest = self.operate(Binary::Mod, &first, &second, false)?;
                Ok(Value::tuple(vec![quotient, rest]))
            }
            (Builtin::Pow, Some(Numeric::Int(base))) if args.list.len() == 3 => {
                let both = (int(&args.list[1]), int(&args.list[2]));
                let (Some(exponent), Some(modulus)) = both else {
                    return Err(self.type_error(
                        "pow() 3rd argument not allowed unless all arguments are integers",
                    ));
                };
                let result = super::super::number::power::pow_mod(&base, &exponent, &modulus);
                self.computed(result).map(Value::from)
            }
            (Builtin::Pow, _) => {
                self.operate(Binary::Pow, &first, &second.unwrap_or(Value::None), false)
            }
            (Builtin::Bin, Some(Numeric::Int(number))) => Ok(Value::text(integer::binary(&number))),
            (Builtin::Hex, Some(Numeric::Int(number))) => Ok(Value::text(integer::hex(&number))),
            (Builtin::Oct, Some(Numeric::Int(number))) => Ok(Value::text(integer::octal(&number))),
            (Builtin::Chr, Some(Numeric::Int(number))) => {
                let letter = number.to_i64().and_then(|code| u32::try_from(code).ok());
                match letter.and_then(char::from_u32) {
                    Some(letter) => Ok(Value::text(letter.to_string())),
                    None => Err(self.value_error("chr() arg not in range(0x110000)")),
                }
            }
            (Builtin::Ord, _) => match &first {
                Value::Str(text) if text.chars().count() == 1 => {
                    let letter = text.chars().next().map_or(0, u32::from);
                    Ok(Value::Int(i64::from(letter)))
                }
                Value::Str(text) => {
                    let length = text.chars().count();
                    Err(self.type_error(format!(
                        "ord() expected a character, but string of length {length} found"
                    )))
                }
                other => {
                    let name = self.type_name(other);
                    Err(self.type_error(format!(
                        "ord() expected string of length 1, but {name} found"
                    )))
                }
            },
            (Builtin::Hash, Some(Numeric::Int(number))) => Ok(number.into()),
            (Builtin::Hash, _) => {
                self.hashable(&first)?;
                Ok(Value::Opaque(Opaque::Id))
            }
            _ => {
                let name = self.type_name(&first);
                Err(self.type_error(match builtin {
                    Builtin::Abs => format!("bad operand type for abs(): '{name}'"),
                    Builtin::Round => format!("type {name} doesn't define __round__ method"),
                    _ => format!("'{name}' object cannot be interpreted as an integer"),
                }))
            }
        }
    }

    pub(super) fn parse_number(&mut self, class: Class, args: &Args) -> Exec<Value> {
        let Some(value) = args.list.first() else {
            return Ok(if class == Class::Int {
                Value::Int(0)
            } else {
                Value::Float(0.0)
            });
        };
        if let Some(kind) = value.opaque() {
            return Ok(Value::Opaque(kind));
        }
        match (class, value) {
            (Class::Int, Value::Float(float)) => {
                let result = convert::truncate(*float);
                self.computed(result).map(Value::from)
            }
            (Class::Int, Value::Str(text)) => {
                let base = args
                    .list
                    .get(1)
                    .or(args.named.first().map(|(_, base)| base));
                let base = base.map_or(Some(Int::Small(10)), int);
                let Some(base) = base else {
                    return Err(Stop::must_be_known("this base"));
                };
                let result = read::int(text, &base);
                self.computed(result).map(Value::from)
            }
            (Class::Float, Value::Str(text)) => {
                let result = read::float(text);
                self.computed(result).map(Value::Float)
            }
            _ => match numeric(value) {
                Some(Numeric::Int(number)) if class == Class::Int => Ok(number.into()),
                Some(Numeric::Int(number)) => {
                    let result = convert::to_f64(&number);
                    self.computed(result).map(Value::Float)
                }
                Some(Numeric::Float(float)) => Ok(Value::Float(float)),
                None => {
                    let name = self.type_name(value);
                    Err(self.type_error(match class {
                        Class::Int => format!(
                            "int() argument must be a string, a bytes-like object or a real number, not '{name}'"
                        ),
                        _ => format!("float() argument must be a string or a real number, not '{name}'"),
                    }))
                }
            },
        }
    }

    /// A value as an integer that has to be known.
    pub(super) fn known_int(&mut self, value: &Value, what: &str) -> Exec<i64> {
        if let Value::Opaque(_) = value {
            return Err(Stop::must_be_known(what));
        }
        if let Some(Int::Small(number)) = int(value) {
            Ok(number)
        } else {
            let name = self.type_name(value);
            Err(self.type_error(format!(
                "'{name}' object cannot be interpreted as an integer"
            )))
        }
    }

    pub(super) fn range(&mut self, args: &Args) -> Exec<Value> {
        let mut numbers = Vec::new();
        for arg in &args.list {
            if let Value::Opaque(_) = arg {
                return Err(Stop::must_be_known("the size of this range"));
            }
            let Some(number) = int(arg) else {
                let name = self.type_name(arg);
                return Err(self.type_error(format!(
                    "'{name}' object cannot be interpreted as an integer"
                )));
            };
            let Some(number) = number.to_i64() else {
                return Err(Stop::outside("a range beyond 64 bits"));
            };
            numbers.push(number);
        }
        let parts = match numbers[..] {
            [stop] => [0, stop, 1],
            [start, stop] => [start, stop, 1],
            [start, stop, step] => [start, stop, step],
            _ => {
                let count = numbers.len();
                return Err(
                    self.type_error(format!("range expected at least 1 argument, got {count}"))
                );
            }
        };
        if parts[2] == 0 {
            return Err(self.value_error("range() arg 3 must not be zero"));
        }
        Ok(Value::Range(Arc::new(parts)))
    }
}
