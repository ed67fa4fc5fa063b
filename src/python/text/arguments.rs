//! The arguments of a string method, and the errors for wrong ones.

use super::Operand;
use crate::failure::{Failure, Result};
use crate::number::Int;

/// An argument.
#[derive(Clone, Debug)]
pub enum Argument<'a> {
    /// Any value except a tuple; `None` is [`Operand::Other`] with its type's name.
    One(Operand<'a>),
    /// A tuple.
    Tuple(Vec<Operand<'a>>),
}

impl Argument<'_> {
    /// The name of the type.
    pub(super) fn type_name(&self) -> &str {
        match self {
            Self::One(operand) => operand.type_name(),
            Self::Tuple(_) => "tuple",
        }
    }

    /// Whether it is `None`.
    pub(super) fn is_none(&self) -> bool {
        self.type_name() == "NoneType"
    }

    /// The integer, if it is one.
    pub(super) fn int(&self) -> Option<Int> {
        match self {
            Self::One(Operand::Int(int)) => Some((*int).clone()),
            Self::One(Operand::Bool(truth)) => Some(Int::from(i64::from(*truth))),
            _ => None,
        }
    }

    /// The value as a C integer of a type with this name and maximum.
    pub(super) fn c_int(&self, c_type: &str, most: i64) -> Result<i64> {
        let found = self.type_name();
        let wrong = || {
            let message = format!("'{found}' object cannot be interpreted as an integer");
            Failure::of_type(message)
        };
        let fits = |&int: &i64| (-most - 1..=most).contains(&int);
        self.int()
            .ok_or_else(wrong)?
            .to_i64()
            .filter(fits)
            .ok_or_else(|| {
                Failure::overflow(format!("Python int too large to convert to C {c_type}"))
            })
    }
}

/// The arguments of one call.
pub(super) struct Args<'a> {
    pub(super) name: &'a str,
    pub(super) list: &'a [Argument<'a>],
    pub(super) named: &'a [(&'a str, Argument<'a>)],
}

impl<'a> Args<'a> {
    /// An error unless there is exactly one.
    pub(super) fn exactly_one(&self) -> Result<()> {
        let (name, given) = (self.name, self.list.len());
        if given == 1 {
            return Ok(());
        }
        let message = format!("str.{name}() takes exactly one argument ({given} given)");
        Err(Failure::of_type(message))
    }

    /// An error unless the number of arguments is in this range.
    pub(super) fn between(&self, least: usize, most: usize) -> Result<()> {
        let (name, given) = (self.name, self.list.len());
        let (bound, count) = match given {
            _ if given < least => ("least", least),
            _ if given > most => ("most", most),
            _ => return Ok(()),
        };
        let plural = if count == 1 { "" } else { "s" };
        let message = format!("{name} expected at {bound} {count} argument{plural}, got {given}");
        Err(Failure::of_type(message))
    }

    /// A string; anything else is a `TypeError` that begins with `must_be`.
    pub(super) fn text(&self, place: usize, must_be: &str) -> Result<&'a str> {
        match &self.list[place] {
            Argument::One(Operand::Str(text)) => Ok(text),
            other => {
                // If Python's message names the argument, it shows the value itself.
                let found = match other.type_name() {
                    "NoneType" if must_be.contains("argument") => "None",
                    found => found,
                };
                Err(Failure::of_type(format!("{must_be} str, not {found}")))
            }
        }
    }

    /// A size.
    pub(super) fn ssize(&self, place: usize) -> Result<i64> {
        self.list[place].c_int("ssize_t", i64::MAX)
    }

    /// A position, if given.
    pub(super) fn place(&self, at: usize) -> Result<Option<i64>> {
        let message = "slice indices must be integers or None or have an __index__ method";
        match self.list.get(at) {
            None => Ok(None),
            Some(none) if none.is_none() => Ok(None),
            Some(other) => match other.int() {
                Some(int) => Ok(Some(int.saturated())),
                None => Err(Failure::of_type(message)),
            },
        }
    }

    /// The arguments with these names, whether given by position or by name.
    pub(super) fn taken<const N: usize>(
        &self,
        names: [&str; N],
    ) -> Result<[Option<&'a Argument<'a>>; N]> {
        let (name, given) = (self.name, self.list.len() + self.named.len());
        if given > N {
            let plural = if N == 1 { "" } else { "s" };
            let message = format!("{name}() takes at most {N} argument{plural} ({given} given)");
            return Err(Failure::of_type(message));
        }
        let mut taken = [None; N];
        for (place, argument) in self.list.iter().enumerate() {
            taken[place] = Some(argument);
        }
        for (key, argument) in self.named {
            let Some(place) = names.iter().position(|name| name == key) else {
                let message = format!("'{key}' is an invalid keyword argument for {name}()");
                return Err(Failure::of_type(message));
            };
            if taken[place].is_some() {
                let place = place + 1;
                return Err(Failure::of_type(format!(
                    "argument for {name}() given by name ('{key}') and position ({place})"
                )));
            }
            taken[place] = Some(argument);
        }
        Ok(taken)
    }
}
