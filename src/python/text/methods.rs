//! The methods of strings by their names: which arguments each takes, and what Python says of others.
//! `join` and `format` aren't here, since what they take can run a program's own code.

use crate::python::failure::{Failure, Result};
use crate::python::number::Int;

use super::fill::{Side, expand_tabs, justify, zeros};
use super::search::{Span, replace};
use super::unicode::is_space;
use super::{Operand, case, split};

/// The methods of strings: those that [`call`] knows, `format` and `join`.
pub const NAMES: &[&str] = &[
    "capitalize",
    "casefold",
    "center",
    "count",
    "endswith",
    "expandtabs",
    "find",
    "format",
    "index",
    "isalnum",
    "isalpha",
    "isascii",
    "isdecimal",
    "isdigit",
    "isidentifier",
    "islower",
    "isnumeric",
    "isprintable",
    "isspace",
    "istitle",
    "isupper",
    "join",
    "ljust",
    "lower",
    "lstrip",
    "partition",
    "removeprefix",
    "removesuffix",
    "replace",
    "rfind",
    "rindex",
    "rjust",
    "rpartition",
    "rsplit",
    "rstrip",
    "split",
    "splitlines",
    "startswith",
    "strip",
    "swapcase",
    "title",
    "upper",
    "zfill",
];

/// An argument.
#[derive(Clone, Debug)]
pub enum Argument<'a> {
    /// Any value but a tuple; `None` is [`Operand::Other`] of its type's name.
    One(Operand<'a>),
    /// A tuple.
    Tuple(Vec<Operand<'a>>),
}

/// What a method returns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Returned {
    /// A string.
    Str(String),
    /// A truth value.
    Bool(bool),
    /// An index or a count.
    Int(i64),
    /// A list of strings.
    List(Vec<String>),
    /// A tuple of strings.
    Tuple([String; 3]),
}

/// `own.name(*list, **named)`.
pub fn call(
    own: &str,
    name: &str,
    list: &[Argument],
    named: &[(&str, Argument)],
    limit: usize,
) -> Result<Returned> {
    let text = |text: &str| Ok(Returned::Str(text.to_string()));
    let args = Args { name, list, named };
    match name {
        "split" | "rsplit" | "splitlines" | "expandtabs" => return args.of_named(own, limit),
        _ if !named.is_empty() => {
            let message = format!("str.{name}() takes no keyword arguments");
            return Err(Failure::of_type(message));
        }
        "partition" | "rpartition" | "removeprefix" | "removesuffix" | "zfill" => {
            args.exactly_one()?;
        }
        "strip" | "lstrip" | "rstrip" => args.between(0, 1)?,
        "center" | "ljust" | "rjust" => args.between(1, 2)?,
        "replace" => args.between(2, 3)?,
        "find" | "rfind" | "index" | "rindex" | "count" | "startswith" | "endswith" => {
            return args.search(own);
        }
        _ if !list.is_empty() => {
            let given = list.len();
            let message = format!("str.{name}() takes no arguments ({given} given)");
            return Err(Failure::of_type(message));
        }
        _ => {}
    }
    match name {
        "upper" => Ok(Returned::Str(own.to_uppercase())),
        "lower" => Ok(Returned::Str(own.to_lowercase())),
        "title" => Ok(Returned::Str(case::title(own))),
        "capitalize" => Ok(Returned::Str(case::capitalize(own))),
        "swapcase" => Ok(Returned::Str(case::swapcase(own))),
        "casefold" => Ok(Returned::Str(case::casefold(own))),
        "partition" => split::partition(own, args.text(0, "must be")?).map(Returned::tuple),
        "rpartition" => split::rpartition(own, args.text(0, "must be")?).map(Returned::tuple),
        "removeprefix" => {
            let prefix = args.text(0, "removeprefix() argument must be")?;
            text(own.strip_prefix(prefix).unwrap_or(own))
        }
        "removesuffix" => {
            let suffix = args.text(0, "removesuffix() argument must be")?;
            text(own.strip_suffix(suffix).unwrap_or(own))
        }
        "strip" | "lstrip" | "rstrip" => text(args.stripped(own)?),
        "zfill" => zeros(own, args.ssize(0)?, limit).map(Returned::Str),
        "center" => args.justified(own, Side::Center, limit),
        "ljust" => args.justified(own, Side::Left, limit),
        "rjust" => args.justified(own, Side::Right, limit),
        "replace" => {
            let old = args.text(0, "replace() argument 1 must be")?;
            let new = args.text(1, "replace() argument 2 must be")?;
            let most = if list.len() > 2 { args.ssize(2)? } else { -1 };
            replace(own, old, new, most, limit).map(Returned::Str)
        }
        _ => case::is(name, own).map(Returned::Bool).ok_or_else(|| {
            let message = format!("'str' object has no attribute '{name}'");
            Failure::Raised(crate::python::failure::Class::Attribute, message)
        }),
    }
}

impl Returned {
    /// A tuple of three parts.
    fn tuple(parts: [&str; 3]) -> Self {
        Self::Tuple(parts.map(str::to_string))
    }

    /// A list of parts.
    fn list(parts: Vec<&str>) -> Self {
        Self::List(parts.into_iter().map(str::to_string).collect())
    }
}

impl Argument<'_> {
    /// The name of the type.
    fn type_name(&self) -> &str {
        match self {
            Self::One(operand) => operand.type_name(),
            Self::Tuple(_) => "tuple",
        }
    }

    /// Whether it is `None`.
    fn is_none(&self) -> bool {
        self.type_name() == "NoneType"
    }

    /// The integer, if it is one.
    fn int(&self) -> Option<Int> {
        match self {
            Self::One(Operand::Int(int)) => Some((*int).clone()),
            Self::One(Operand::Bool(truth)) => Some(Int::from(i64::from(*truth))),
            _ => None,
        }
    }

    /// An integer of C, of a type with this name and this range.
    fn c_int(&self, c_type: &str, most: i64) -> Result<i64> {
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
struct Args<'a> {
    name: &'a str,
    list: &'a [Argument<'a>],
    named: &'a [(&'a str, Argument<'a>)],
}

impl<'a> Args<'a> {
    /// Fails unless there is one.
    fn exactly_one(&self) -> Result<()> {
        let (name, given) = (self.name, self.list.len());
        if given == 1 {
            return Ok(());
        }
        let message = format!("str.{name}() takes exactly one argument ({given} given)");
        Err(Failure::of_type(message))
    }

    /// Fails unless there are so many.
    fn between(&self, least: usize, most: usize) -> Result<()> {
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

    /// A string, or a `TypeError` that begins with `must_be`.
    fn text(&self, place: usize, must_be: &str) -> Result<&'a str> {
        match &self.list[place] {
            Argument::One(Operand::Str(text)) => Ok(text),
            other => {
                // Python names the value here if it names the argument.
                let found = match other.type_name() {
                    "NoneType" if must_be.contains("argument") => "None",
                    found => found,
                };
                Err(Failure::of_type(format!("{must_be} str, not {found}")))
            }
        }
    }

    /// A size.
    fn ssize(&self, place: usize) -> Result<i64> {
        self.list[place].c_int("ssize_t", i64::MAX)
    }

    /// The string without characters at its ends.
    fn stripped<'t>(&self, own: &'t str) -> Result<&'t str> {
        let set = match self.list.first() {
            Some(Argument::One(Operand::Str(set))) => Some(*set),
            Some(other) if !other.is_none() => {
                let message = format!("{} arg must be None or str", self.name);
                return Err(Failure::of_type(message));
            }
            _ => None,
        };
        let inside = |letter| set.map_or_else(|| is_space(letter), |set| set.contains(letter));
        Ok(match self.name {
            "strip" => own.trim_matches(inside),
            "lstrip" => own.trim_start_matches(inside),
            _ => own.trim_end_matches(inside),
        })
    }

    /// The string in a field.
    fn justified(&self, own: &str, side: Side, limit: usize) -> Result<Returned> {
        let width = self.ssize(0)?;
        let fill = match self.list.get(1) {
            None => ' ',
            Some(Argument::One(Operand::Str(fill))) => {
                let mut letters = fill.chars();
                letters
                    .next()
                    .filter(|_| letters.next().is_none())
                    .ok_or_else(|| {
                        Failure::of_type("The fill character must be exactly one character long")
                    })?
            }
            Some(other) => {
                let found = other.type_name();
                let message =
                    format!("The fill character must be a unicode character, not {found}");
                return Err(Failure::of_type(message));
            }
        };
        justify(own, side, width, fill, limit).map(Returned::Str)
    }

    /// Methods that look for a part between two places.
    fn search(&self, own: &str) -> Result<Returned> {
        let (name, given) = (self.name, self.list.len());
        let bound = match given {
            0 => "least 1 argument",
            1..=3 => "",
            _ => "most 3 arguments",
        };
        if !bound.is_empty() {
            let message = format!("{name}() takes at {bound} ({given} given)");
            return Err(Failure::of_type(message));
        }
        let span = Span {
            start: self.place(1)?.unwrap_or(0),
            end: self.place(2)?.unwrap_or(i64::MAX),
        };
        if let "startswith" | "endswith" = name {
            return self.affix(own, span).map(Returned::Bool);
        }
        let part = self.text(0, "must be")?;
        let found = match name {
            "count" => Some(span.count(own, part)),
            "rfind" | "rindex" => span.rfind(own, part),
            _ => span.find(own, part),
        };
        match found.map(|place| i64::try_from(place).unwrap_or(i64::MAX)) {
            Some(place) => Ok(Returned::Int(place)),
            None if name.ends_with("index") => Err(Failure::value("substring not found")),
            None => Ok(Returned::Int(-1)),
        }
    }

    /// A place, if it is given.
    fn place(&self, at: usize) -> Result<Option<i64>> {
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

    /// Whether a string starts or ends with one of some parts.
    fn affix(&self, own: &str, span: Span) -> Result<bool> {
        let name = self.name;
        let has = |part: &str| match name {
            "startswith" => span.starts_with(own, part),
            _ => span.ends_with(own, part),
        };
        match &self.list[0] {
            Argument::One(Operand::Str(part)) => Ok(has(part)),
            Argument::One(other) => Err(Failure::of_type(format!(
                "{name} first arg must be str or a tuple of str, not {}",
                other.type_name()
            ))),
            Argument::Tuple(parts) => {
                for part in parts {
                    match part {
                        Operand::Str(part) if has(part) => return Ok(true),
                        Operand::Str(_) => {}
                        other => {
                            return Err(Failure::of_type(format!(
                                "tuple for {name} must only contain str, not {}",
                                other.type_name()
                            )));
                        }
                    }
                }
                Ok(false)
            }
        }
    }

    /// Methods whose arguments can be named.
    fn of_named(&self, own: &str, limit: usize) -> Result<Returned> {
        let c_int = |argument: &Argument| argument.c_int("int", i32::MAX.into());
        match self.name {
            "splitlines" => {
                let [keep] = self.taken(["keepends"])?;
                let keep = keep.map_or(Ok(0), c_int)? != 0;
                Ok(Returned::list(split::lines(own, keep)))
            }
            "expandtabs" => {
                let [size] = self.taken(["tabsize"])?;
                expand_tabs(own, size.map_or(Ok(8), c_int)?, limit).map(Returned::Str)
            }
            _ => {
                let [separator, most] = self.taken(["sep", "maxsplit"])?;
                let most = most.map_or(Ok(-1), |most| most.c_int("ssize_t", i64::MAX))?;
                let separator = match separator {
                    Some(Argument::One(Operand::Str(separator))) => Some(*separator),
                    Some(other) if !other.is_none() => {
                        let message = format!("must be str or None, not {}", other.type_name());
                        return Err(Failure::of_type(message));
                    }
                    _ => None,
                };
                let split = if self.name == "split" {
                    split::split
                } else {
                    split::rsplit
                };
                split(own, separator, most).map(Returned::list)
            }
        }
    }

    /// The arguments of these names, wherever they are given.
    fn taken<const N: usize>(&self, names: [&str; N]) -> Result<[Option<&'a Argument<'a>>; N]> {
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
