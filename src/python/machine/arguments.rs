//! Arguments: those of the program's functions go into slots, those of the library's are taken by
//! position or name.

use super::super::code::Code;
use super::super::library::{Signature, missing_ones, too_many};
use super::super::state::{Function, Kind};
use super::super::value::Value;
use super::call::Args;
use super::{Exec, Run, Stop};

impl Run<'_> {
    /// Puts arguments into the slots of a function.
    pub(super) fn bind(
        &mut self,
        code: &Code,
        function: Option<&Function>,
        args: Args,
        slots: &mut [Value],
    ) -> Exec {
        let params = &code.params;
        let positional = params.positional as usize;
        let given = args.list.len();
        let mut list = args.list.into_iter();
        for slot in slots.iter_mut().take(positional) {
            match list.next() {
                Some(value) => *slot = value,
                None => break,
            }
        }
        let rest: Vec<Value> = list.collect();
        let too_many = !rest.is_empty() && params.star.is_none();
        if let Some(star) = params.star {
            slots[star as usize] = Value::tuple(rest);
        }
        let named = positional + params.named as usize;
        let mut others = Vec::new();
        let mut unknown = Vec::new();
        let first = params.positional_only as usize;
        for (key, value) in args.named {
            let Value::Str(name) = &key else {
                return Err(self.type_error("keywords must be strings"));
            };
            let found = (first..named).find(|slot| *code.slots[*slot] == **name);
            match found {
                Some(slot) if slots[slot].bound() => {
                    let message = format!(
                        "{}() got multiple values for argument '{name}'",
                        code.qualified
                    );
                    return Err(self.type_error(message));
                }
                Some(slot) => slots[slot] = value,
                None if params.double_star.is_some() => others.push((key, value)),
                None => unknown.push(name.to_string()),
            }
        }
        if let Some(first_unknown) = unknown.first().cloned() {
            let called = &code.qualified;
            let by_position = &code.slots[..first];
            unknown.retain(|name| by_position.contains(name));
            let message = if unknown.is_empty() {
                format!("{called}() got an unexpected keyword argument '{first_unknown}'")
            } else {
                format!(
                    "{called}() got some positional-only arguments passed as keyword arguments: '{}'",
                    unknown.join(", ")
                )
            };
            return Err(self.type_error(message));
        }
        let defaults: &[Value] = function.map_or(&[], |one| &one.defaults);
        if too_many {
            return Err(self.too_many(code, defaults.len(), given, slots));
        }
        self.defaults(code, function, slots)?;
        if let Some(slot) = params.double_star {
            slots[slot as usize] = self.make(Kind::Dict(others, Value::None))?;
        }
        Ok(())
    }

    fn defaults(&mut self, code: &Code, function: Option<&Function>, slots: &mut [Value]) -> Exec {
        let params = &code.params;
        let positional = params.positional as usize;
        let defaults: &[Value] = function.map_or(&[], |one| &one.defaults);
        let first = positional - defaults.len().min(positional);
        let mut missing = Vec::new();
        for (slot, value) in slots.iter_mut().enumerate().take(positional) {
            if value.bound() {
                continue;
            }
            match slot
                .checked_sub(first)
                .and_then(|place| defaults.get(place))
            {
                Some(default) => *value = default.clone(),
                None => missing.push(format!("'{}'", code.slots[slot])),
            }
        }
        if !missing.is_empty() {
            return Err(self.missing(code, "positional", &missing));
        }
        let named = slots.iter_mut().enumerate().skip(positional);
        for (slot, value) in named.take(params.named as usize) {
            if value.bound() {
                continue;
            }
            let name = &code.slots[slot];
            let default = function.and_then(|one| {
                let mut named = one.named.iter();
                named.find(|(key, _)| matches!(key, Value::Str(key) if **key == **name))
            });
            match default {
                Some((_, default)) => *value = default.clone(),
                None => missing.push(format!("'{name}'")),
            }
        }
        if !missing.is_empty() {
            return Err(self.missing(code, "keyword-only", &missing));
        }
        Ok(())
    }

    fn missing(&mut self, code: &Code, kind: &str, names: &[String]) -> Stop {
        self.type_error(missing_ones(&code.qualified, kind, names))
    }

    fn too_many(&mut self, code: &Code, defaults: usize, given: usize, slots: &[Value]) -> Stop {
        let positional = code.params.positional as usize;
        let named = code.params.named as usize;
        let only = slots[positional..positional + named].iter();
        let only = only.filter(|slot| slot.bound()).count();
        self.type_error(too_many(&code.qualified, positional, defaults, given, only))
    }

    /// An error, in Python's words, for arguments that a library function doesn't accept.
    pub(super) fn check(&mut self, signature: Option<Signature<'_>>, args: &Args) -> Exec {
        let given = args.list.len();
        let Some(signature) = signature else {
            return Ok(());
        };
        if args.named.is_empty() && signature.takes(given) {
            return Ok(());
        }
        let names = args.named.iter().filter_map(|(key, _)| match key {
            Value::Str(key) => Some(&**key),
            _ => None,
        });
        let names: Vec<&str> = names.collect();
        match signature.complaint(given, &names) {
            Some(message) => Err(self.type_error(message)),
            None => Ok(()),
        }
    }

    /// The arguments of a library function, in the order of its parameters. Errors are worded as by a
    /// function in C; for functions in Python, arguments were checked before.
    pub(super) fn params<const N: usize>(
        &mut self,
        function: &str,
        names: [&str; N],
        args: Args,
    ) -> Exec<[Value; N]> {
        let mut values = [const { Value::Unbound }; N];
        if args.list.len() > N {
            let word = if N == 1 { "argument" } else { "arguments" };
            let given = args.list.len();
            let message = format!("{function}() takes at most {N} {word} ({given} given)");
            return Err(self.type_error(message));
        }
        for (place, value) in values.iter_mut().zip(args.list) {
            *place = value;
        }
        for (key, value) in args.named {
            let Value::Str(key) = &key else { continue };
            match names.iter().position(|name| **name == **key) {
                Some(place) if values[place].bound() => {
                    let message = format!("{function}() got multiple values for argument '{key}'");
                    return Err(self.type_error(message));
                }
                Some(place) => values[place] = value,
                None => {
                    let message =
                        format!("'{key}' is an invalid keyword argument for {function}()");
                    return Err(self.type_error(message));
                }
            }
        }
        Ok(values)
    }

    /// An error, in the words of `CPython`'s functions in C, for a number of positional arguments that a
    /// library function doesn't accept, and for any keyword arguments.
    pub(super) fn between(&mut self, name: &str, least: usize, most: usize, args: &Args) -> Exec {
        let given = args.list.len();
        if !args.named.is_empty() {
            return Err(self.type_error(format!("{name}() takes no keyword arguments")));
        }
        self.count_between(name, least, most, given)
    }

    /// The same, but only for positional arguments.
    pub(super) fn count_between(
        &mut self,
        name: &str,
        least: usize,
        most: usize,
        given: usize,
    ) -> Exec {
        let (word, bound) = if given < least {
            ("at least ", least)
        } else if given > most {
            ("at most ", most)
        } else {
            return Ok(());
        };
        let word = if least == most { "" } else { word };
        let plural = if bound == 1 { "" } else { "s" };
        Err(self.type_error(format!(
            "{name} expected {word}{bound} argument{plural}, got {given}"
        )))
    }

    /// The arguments of a method that takes exactly N positional ones.
    pub(super) fn exactly<const N: usize>(&mut self, name: &str, args: Args) -> Exec<[Value; N]> {
        let given = args.list.len();
        if !args.named.is_empty() {
            return Err(self.type_error(format!("{name}() takes no keyword arguments")));
        }
        args.list.try_into().map_err(|_| {
            let word = match N {
                0 => "no arguments".to_string(),
                1 => "exactly one argument".to_string(),
                count => format!("exactly {count} arguments"),
            };
            self.type_error(format!("{name}() takes {word} ({given} given)"))
        })
    }
}
