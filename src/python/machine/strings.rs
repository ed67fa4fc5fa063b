//! The methods of strings, `%` and `str.format`.

use std::sync::Arc;

use super::super::code::Conversion;
use super::super::library::Exc;
use super::super::state::Kind;
use super::super::value::{Opaque, Value};
use super::call::Args;
use super::operators::int;
use super::{Exec, Run};

/// What there is.
pub(super) const METHODS: &[&str] = &[
    "upper",
    "lower",
    "strip",
    "lstrip",
    "rstrip",
    "split",
    "join",
    "replace",
    "startswith",
    "endswith",
    "find",
    "index",
    "count",
    "format",
    "title",
    "capitalize",
    "center",
    "ljust",
    "rjust",
    "zfill",
    "isdigit",
    "isalpha",
    "isalnum",
    "isupper",
    "islower",
    "isspace",
    "swapcase",
    "splitlines",
    "rfind",
];

impl Run<'_> {
    pub(super) fn string_method(&mut self, own: &Arc<str>, name: &str, args: Args) -> Exec<Value> {
        if name == "format" {
            return self.format_method(own, &args);
        }
        if name == "join" {
            let [values] = self.exactly("str.join", args)?;
            let mut text = String::new();
            for (index, value) in self.iterated(&values)?.iter().enumerate() {
                let Value::Str(value) = value else {
                    let kind = self.type_name(value);
                    return Err(self.type_error(format!(
                        "sequence item {index}: expected str instance, {kind} found"
                    )));
                };
                if index > 0 {
                    text.push_str(own);
                }
                text.push_str(value);
                self.within(text.len())?;
            }
            return Ok(Value::text(text));
        }
        let texts: Vec<Option<Arc<str>>> = args
            .list
            .iter()
            .map(|arg| match arg {
                Value::Str(text) => Some(text.clone()),
                _ => None,
            })
            .collect();
        let first = texts.first().cloned().flatten();
        let second = texts.get(1).cloned().flatten();
        let set: Option<Vec<char>> = first.as_ref().map(|text| text.chars().collect());
        let stripped = |from: &'static str| -> Value {
            let inside = |letter: char| match &set {
                Some(set) => set.contains(&letter),
                None => letter.is_whitespace(),
            };
            let text: &str = own;
            Value::text(match from {
                "strip" => text.trim_matches(inside),
                "lstrip" => text.trim_start_matches(inside),
                _ => text.trim_end_matches(inside),
            })
        };
        Ok(match name {
            "upper" => Value::text(own.to_uppercase()),
            "lower" => Value::text(own.to_lowercase()),
            "strip" => stripped("strip"),
            "lstrip" => stripped("lstrip"),
            "rstrip" => stripped("rstrip"),
            "splitlines" => {
                let lines = own.lines().map(Value::text).collect();
                self.make(Kind::List(lines))?
            }
            "split" => {
                let most = args
                    .list
                    .get(1)
                    .and_then(int)
                    .map_or(-1, |most| most.saturated());
                let most = usize::try_from(most).map_or(usize::MAX, |most| most.saturating_add(1));
                let parts = match &first {
                    Some(by) if by.is_empty() => return Err(self.value_error("empty separator")),
                    Some(by) => own.splitn(most, &**by).map(Value::text).collect(),
                    None => own.split_whitespace().map(Value::text).collect(),
                };
                self.make(Kind::List(parts))?
            }
            "replace" => {
                let (Some(old), Some(new)) = (first, second) else {
                    return Err(self.type_error("replace() argument must be str"));
                };
                Value::text(match args.list.get(2).and_then(int) {
                    Some(times) if times.saturated() >= 0 => {
                        own.replacen(&*old, &new, usize::try_from(times.saturated()).unwrap_or(0))
                    }
                    _ => own.replace(&*old, &new),
                })
            }
            "startswith" | "endswith" => {
                let start = name == "startswith";
                let fits = |part: &str| {
                    if start {
                        own.starts_with(part)
                    } else {
                        own.ends_with(part)
                    }
                };
                match args.list.first() {
                    Some(Value::Tuple(parts)) => Value::Bool(
                        parts
                            .iter()
                            .any(|part| matches!(part, Value::Str(part) if fits(part))),
                    ),
                    Some(Value::Str(part)) => Value::Bool(fits(part)),
                    _ => {
                        return Err(self.type_error(format!(
                            "{name} first arg must be str or a tuple of str"
                        )));
                    }
                }
            }
            "find" | "rfind" | "index" => {
                let Some(part) = first else {
                    return Err(self.type_error("must be str"));
                };
                let at = if name == "rfind" {
                    own.rfind(&*part)
                } else {
                    own.find(&*part)
                };
                match at {
                    Some(at) => Value::count(own[..at].chars().count()),
                    None if name == "index" => {
                        return Err(self.value_error("substring not found"));
                    }
                    None => Value::Int(-1),
                }
            }
            "count" => {
                let Some(part) = first else {
                    return Err(self.type_error("must be str"));
                };
                Value::count(own.matches(&*part).count())
            }
            "title" => {
                let mut start = true;
                let mut text = String::new();
                for letter in own.chars() {
                    if start {
                        text.extend(letter.to_uppercase());
                    } else {
                        text.extend(letter.to_lowercase());
                    }
                    start = !letter.is_alphabetic();
                }
                Value::text(text)
            }
            "capitalize" => {
                let mut letters = own.chars();
                let mut text: String = letters
                    .next()
                    .into_iter()
                    .flat_map(char::to_uppercase)
                    .collect();
                text.push_str(&letters.as_str().to_lowercase());
                Value::text(text)
            }
            "swapcase" => Value::text(
                own.chars()
                    .flat_map(|letter| {
                        let text = if letter.is_uppercase() {
                            letter.to_lowercase().to_string()
                        } else {
                            letter.to_uppercase().to_string()
                        };
                        text.chars().collect::<Vec<_>>()
                    })
                    .collect::<String>(),
            ),
            "center" | "ljust" | "rjust" | "zfill" => {
                let Some(width) = args.list.first().and_then(int) else {
                    return Err(self.must_be_known("this width"));
                };
                let width = usize::try_from(width.saturated().max(0)).unwrap_or(0);
                self.within(width)?;
                let fill = second.and_then(|text| text.chars().next()).unwrap_or(' ');
                Value::text(padded(own, width, fill, name))
            }
            "isdigit" => Value::Bool(all(own, |letter| letter.is_ascii_digit())),
            "isalpha" => Value::Bool(all(own, char::is_alphabetic)),
            "isalnum" => Value::Bool(all(own, char::is_alphanumeric)),
            "isspace" => Value::Bool(all(own, char::is_whitespace)),
            "isupper" => Value::Bool(
                own.chars().any(char::is_uppercase) && !own.chars().any(char::is_lowercase),
            ),
            "islower" => Value::Bool(
                own.chars().any(char::is_lowercase) && !own.chars().any(char::is_uppercase),
            ),
            _ => return Err(self.outside(format_args!("str.{name}()"))),
        })
    }

    /// `text.format(...)`.
    fn format_method(&mut self, own: &str, args: &Args) -> Exec<Value> {
        let mut text = String::new();
        let mut next = 0;
        let mut rest = own;
        while let Some(at) = rest.find(['{', '}']) {
            text.push_str(&rest[..at]);
            let double = &rest[at..(at + 2).min(rest.len())];
            if double == "{{" || double == "}}" {
                text.push_str(&double[..1]);
                rest = &rest[at + 2..];
                continue;
            }
            if rest[at..].starts_with('}') {
                return Err(self.value_error("Single '}' encountered in format string"));
            }
            let Some(end) = rest[at..].find('}') else {
                return Err(self.value_error("expected '}' before end of string"));
            };
            let field = &rest[at + 1..at + end];
            rest = &rest[at + end + 1..];
            let (field, spec) = field.split_once(':').unwrap_or((field, ""));
            let (field, conversion) = field.split_once('!').unwrap_or((field, ""));
            let mut value = if field.is_empty() {
                next += 1;
                args.list.get(next - 1).cloned()
            } else if let Ok(place) = field.parse::<usize>() {
                args.list.get(place).cloned()
            } else {
                let named = args
                    .named
                    .iter()
                    .find(|(key, _)| matches!(key, Value::Str(key) if **key == *field));
                match named {
                    Some((_, value)) => Some(value.clone()),
                    None if field.contains(['.', '[']) => {
                        return Err(self.outside("an attribute or index in str.format()"));
                    }
                    None => {
                        let key = Value::text(field);
                        return Err(self.raise_with(Exc::KeyError, vec![key]));
                    }
                }
            };
            let Some(found) = value.take() else {
                let message = format!(
                    "Replacement index {} out of range for positional args tuple",
                    next.saturating_sub(1)
                );
                return Err(self.raise(Exc::IndexError, message));
            };
            let part = match conversion {
                "r" => self.repr(&found, 0)?,
                _ => self.formatted(&found, spec)?,
            };
            text.push_str(&part);
            self.within(text.len())?;
        }
        text.push_str(rest);
        Ok(Value::text(text))
    }

    /// `text % values`.
    pub(super) fn percent(&mut self, own: &str, values: &Value) -> Exec<Value> {
        let list = match values {
            Value::Tuple(values) => values.to_vec(),
            other => vec![other.clone()],
        };
        let mut list = list.into_iter();
        let mut text = String::new();
        let mut rest = own;
        while let Some(at) = rest.find('%') {
            text.push_str(&rest[..at]);
            rest = &rest[at + 1..];
            if let Some(after) = rest.strip_prefix('%') {
                text.push('%');
                rest = after;
                continue;
            }
            let end = rest.find(|letter: char| letter.is_ascii_alphabetic());
            let Some(end) = end else {
                return Err(self.value_error("incomplete format"));
            };
            let (flags, letter) = (&rest[..end], &rest[end..=end]);
            rest = &rest[end + 1..];
            if flags.contains(['(', '*']) {
                return Err(self.outside("a key or a star in a % format"));
            }
            let Some(value) = list.next() else {
                return Err(self.type_error("not enough arguments for format string"));
            };
            let part = self.percent_part(&value, flags, letter)?;
            text.push_str(&part);
            self.within(text.len())?;
        }
        text.push_str(rest);
        let mapping = matches!(self.kind_of(values), Some(Kind::Dict(..)));
        if list.next().is_some() && !mapping {
            return Err(self.type_error("not all arguments converted during string formatting"));
        }
        Ok(Value::text(text))
    }

    fn percent_part(&mut self, value: &Value, flags: &str, letter: &str) -> Exec<String> {
        let left = flags.contains('-');
        let flags = flags.replace('-', "");
        let (value, letter) = match letter {
            "s" => (Value::text(self.written(value, Conversion::Str)?), "s"),
            "r" => (Value::text(self.written(value, Conversion::Repr)?), "s"),
            "d" | "i" | "u" => match value {
                Value::Float(float) => {
                    let whole = super::super::number::convert::truncate(*float);
                    (self.computed(whole)?.into(), "d")
                }
                Value::Str(text) if Opaque::within(text).is_none() => {
                    return Err(self.type_error(format!(
                        "%{letter} format: a real number is required, not str"
                    )));
                }
                other => (other.clone(), "d"),
            },
            "c" => match value {
                Value::Str(_) => (value.clone(), "s"),
                other => (other.clone(), "c"),
            },
            other => (value.clone(), other),
        };
        if value.opaque().is_some() {
            return self.written(&value, Conversion::Str);
        }
        let align = match (left, letter) {
            (true, _) => "<",
            (false, "s") if !flags.is_empty() && !flags.starts_with('.') => ">",
            _ => "",
        };
        self.formatted(&value, &format!("{align}{flags}{letter}"))
    }
}

fn all(text: &str, is: impl Fn(char) -> bool) -> bool {
    !text.is_empty() && text.chars().all(is)
}

fn padded(text: &str, width: usize, fill: char, how: &str) -> String {
    let missing = width.saturating_sub(text.chars().count());
    let pad = |count: usize, with: char| with.to_string().repeat(count);
    match how {
        "ljust" => format!("{text}{}", pad(missing, fill)),
        "rjust" => format!("{}{text}", pad(missing, fill)),
        "zfill" => match text.strip_prefix(['-', '+']) {
            Some(digits) => format!("{}{}{digits}", &text[..1], pad(missing, '0')),
            None => format!("{}{text}", pad(missing, '0')),
        },
        _ => {
            let before = missing / 2 + (missing & width & 1);
            format!("{}{text}{}", pad(before, fill), pad(missing - before, fill))
        }
    }
}
