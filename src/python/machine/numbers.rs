//! The library functions that compute with numbers, and `int` and `float`.

use super::super::code::Binary;
use super::super::library::{Builtin, Class, Exc};
use super::super::number::{Int, convert, round};
use super::super::text::{integer, read};
use super::super::value::Value;
use super::arithmetic::{Numeric, int, numeric, too_long};
use super::call::Args;
use super::{Exec, Run, Stop};

/// Larger integers, in bits, are not rounded to powers of ten.
const MOST_ROUNDED: u64 = 1 << 20;

impl Run<'_> {
    /// An error for a number of arguments that they don't accept.
    fn check_numbers(&mut self, builtin: Builtin, args: &Args) -> Exec {
        let (name, given) = (builtin.name(), args.list.len());
        match builtin {
            Builtin::DivMod => self.between(name, 2, 2, args),
            Builtin::Round if given == 0 => {
                Err(self.type_error("round() missing required argument 'number' (pos 1)"))
            }
            Builtin::Pow if given < 2 => {
                let missing = ["'base' (pos 1)", "'exp' (pos 2)"][given];
                Err(self.type_error(format!("pow() missing required argument {missing}")))
            }
            Builtin::Round | Builtin::Pow => Ok(()),
            _ => {
                let [_] = self.exactly(name, args.clone())?;
                Ok(())
            }
        }
    }

    pub(super) fn numbers(&mut self, builtin: Builtin, args: &Args) -> Exec<Value> {
        self.check_numbers(builtin, args)?;
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
                    Some(digits) if int(digits).is_none() && digits.opaque().is_none() => {
                        return Err(self.no_integer(digits));
                    }
                    Some(digits) => int(digits),
                };
                match (number, digits) {
                    (Numeric::Int(number), Some(digits)) => {
                        // It would be divided by a power of ten with as many digits.
                        if digits.is_negative() && number.bit_length() > MOST_ROUNDED {
                            return Err(too_long());
                        }
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
            (Builtin::DivMod, _) => self.divmod(&first, &second.unwrap_or(Value::None)),
            (Builtin::Pow, Some(Numeric::Int(base))) if args.list.len() == 3 => {
                let both = (int(&args.list[1]), int(&args.list[2]));
                let (Some(exponent), Some(modulus)) = both else {
                    return Err(self.type_error(
                        "pow() 3rd argument not allowed unless all arguments are integers",
                    ));
                };
                self.bounded_power(&base, &exponent, &modulus)?;
                let result = super::super::number::power::pow_mod(&base, &exponent, &modulus);
                self.computed(result).map(Value::from)
            }
            (Builtin::Pow, _) => {
                self.operate(Binary::Pow, &first, &second.unwrap_or(Value::None), false)
            }
            (Builtin::Bin, Some(Numeric::Int(number))) => Ok(Value::text(integer::binary(&number))),
            (Builtin::Hex, Some(Numeric::Int(number))) => Ok(Value::text(integer::hex(&number))),
            (Builtin::Oct, Some(Numeric::Int(number))) => Ok(Value::text(integer::octal(&number))),
            (Builtin::Chr, Some(Numeric::Int(number))) => self.chr(&number),
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
            (Builtin::Hash, _) => self.hash_of(&first),
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

    fn chr(&mut self, number: &Int) -> Exec<Value> {
        let Some(code) = number.to_i64().and_then(|code| i32::try_from(code).ok()) else {
            return Err(self.beyond_c("int"));
        };
        match u32::try_from(code).ok().and_then(char::from_u32) {
            Some(letter) => Ok(Value::text(letter.to_string())),
            None if (0xd800..0xe000).contains(&code) => Err(Stop::outside("a lone surrogate")),
            None => Err(self.value_error("chr() arg not in range(0x110000)")),
        }
    }

    fn divmod(&mut self, first: &Value, second: &Value) -> Exec<Value> {
        match (numeric(first), numeric(second)) {
            (Some(Numeric::Float(_)), Some(_)) | (Some(_), Some(Numeric::Float(_)))
                if !self.plain_truth(second) =>
            {
                return Err(self.raise(Exc::ZeroDivisionError, "float divmod()"));
            }
            (None, _) | (_, None) if first.opaque().or(second.opaque()).is_none() => {
                let (one, two) = (self.type_name(first), self.type_name(second));
                return Err(self.type_error(format!(
                    "unsupported operand type(s) for divmod(): '{one}' and '{two}'"
                )));
            }
            _ => {}
        }
        let quotient = self.operate(Binary::FloorDiv, first, second, false)?;
        let rest = self.operate(Binary::Mod, first, second, false)?;
        Ok(Value::tuple(vec![quotient, rest]))
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

    /// A value as an integer of C's `ssize_t`, in which Python's own functions take places and sizes.
    pub(super) fn index_sized(&mut self, value: &Value, what: &str) -> Exec<i64> {
        if let Value::Opaque(_) = value {
            return Err(Stop::must_be_known(what));
        }
        let Some(number) = int(value) else {
            return Err(self.no_integer(value));
        };
        number.to_i64().ok_or_else(|| self.beyond_c("ssize_t"))
    }

    /// An error for an integer that one of C's types can't hold.
    pub(super) fn beyond_c(&mut self, c_type: &str) -> Stop {
        let message = format!("Python int too large to convert to C {c_type}");
        self.raise(Exc::OverflowError, message)
    }

    /// A value that Python compares with an integer, and that has to be a known integer here.
    pub(super) fn compared_int(&mut self, value: &Value, sign: &str, what: &str) -> Exec<Int> {
        self.comparable(value, sign)?;
        match value {
            Value::Float(_) => Err(Stop::outside(format_args!("a fraction for {what}"))),
            Value::Opaque(_) => Err(Stop::must_be_known(what)),
            value => int(value).ok_or_else(|| self.no_integer(value)),
        }
    }
}
