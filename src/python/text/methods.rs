//! The string methods by name: which arguments each takes, and Python's errors for others. `join` and
//! `format` aren't here, since their arguments can run a program's own code.

use crate::failure::{Failure, Result};

use super::arguments::Args;
use super::fill::{Side, expand_tabs, justify, zeros};
use super::search::{Span, replace};
use super::unicode::is_space;
use super::{Operand, case, split};

pub use super::arguments::Argument;

/// The names of the string methods: those that [`call`] implements, and those that take more than texts:
/// `format`, `join`, `maketrans` and `translate`.
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
    "maketrans",
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
    "translate",
    "upper",
    "zfill",
];

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
            Failure::Raised(crate::failure::Class::Attribute, message)
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

impl Args<'_> {
    /// The string with characters stripped from its ends.
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

    /// The string padded to a field.
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

    /// Methods that search for a substring between two positions.
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

    /// Whether a string starts or ends with one of some substrings.
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
}
