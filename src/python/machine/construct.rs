//! Calling the library's classes.

use super::super::code::Conversion;
use super::super::library::{Class, Signature, Type};
use super::super::state::{Exception, Iterator, Kind, Then};
use super::super::value::Value;
use super::arithmetic::int;
use super::call::{Args, Called};
use super::iterate::Next;
use super::memory::POINTER;
use super::ranges::range_length;
use super::{Exec, Run, Stop};
use std::collections::VecDeque;

impl Run<'_> {
    /// Makes an object of a library class.
    pub(super) fn construct(&mut self, class: Type, args: Args) -> Exec<Called> {
        if let Type::Class(class) = class {
            self.check_plain(class, &args)?;
            self.check(Signature::of(class, "__init__"), &args)?;
        }
        let class = match class {
            Type::Exc(_) => {
                let exception = Exception {
                    class: Value::Type(class),
                    args: args.list,
                    attrs: Vec::new(),
                };
                return self.make(Kind::Exception(exception)).map(Called::Value);
            }
            Type::Class(class) => class,
        };
        let value = match class {
            Class::Object => {
                if !args.list.is_empty() || !args.named.is_empty() {
                    return Err(self.type_error("object() takes no arguments"));
                }
                // It has only an identity.
                self.make(Kind::Cell(Value::Unbound))?
            }
            Class::Type => {
                let [value] = &args.list[..] else {
                    return Err(self.type_error("type() takes 1 or 3 arguments"));
                };
                self.class_of(value)
            }
            Class::Bool => {
                let value = args.list.into_iter().next().unwrap_or(Value::Bool(false));
                for method in ["__bool__", "__len__"] {
                    if let Some(function) = self.special(&value, method) {
                        return Ok(match self.called(&function, Args::of(vec![value]))? {
                            Called::Enter(function, args, _) => {
                                Called::Enter(function, args, Then::Truth(true))
                            }
                            Called::Value(value) => {
                                Called::Value(Value::Bool(self.plain_truth(&value)))
                            }
                        });
                    }
                }
                match value {
                    Value::Opaque(_) => Value::Bool(self.choose(2)? == 0),
                    value => Value::Bool(self.plain_truth(&value)),
                }
            }
            Class::Str => {
                let value = args.list.into_iter().next().unwrap_or(Value::text(""));
                for method in ["__str__", "__repr__"] {
                    if let Some(function) = self.special(&value, method) {
                        return self.called(&function, Args::of(vec![value]));
                    }
                }
                Value::text(self.written(&value, Conversion::Str)?)
            }
            Class::Int | Class::Float => self.parse_number(class, &args)?,
            Class::List | Class::Tuple | Class::Set | Class::FrozenSet => {
                let from = args.list.into_iter().next();
                if let (Some(Value::Ref(object)), Class::List) = (&from, class)
                    && let Kind::Iterator(Iterator::Map(function, _)) = self.kind(*object)
                    && !matches!(function, Value::Builtin(_) | Value::Type(_))
                {
                    return self.map_list(*object);
                }
                if let Some(Value::Range(parts)) = &from {
                    let length = usize::try_from(range_length(**parts)).unwrap_or(usize::MAX);
                    self.memory_for(length.saturating_mul(POINTER))?;
                }
                let values = match from {
                    Some(from) => self.iterated(&from)?,
                    None => Vec::new(),
                };
                match class {
                    Class::List => self.make(Kind::List(values))?,
                    Class::Tuple => Value::tuple(values),
                    _ => {
                        let mut set = Vec::new();
                        for value in values {
                            self.add_to_set(&mut set, value)?;
                        }
                        self.make(Kind::Set(set, class == Class::FrozenSet))?
                    }
                }
            }
            Class::Dict | Class::OrderedDict | Class::DefaultDict => self.new_dict(class, args)?,
            Class::Range => self.range(&args)?,
            Class::Deque => self.new_deque(args)?,
            _ => return self.construct_synchronizer(class, args),
        };
        Ok(Called::Value(value))
    }

    fn new_deque(&mut self, args: Args) -> Exec<Value> {
        let [from, most] = self.params("deque", ["iterable", "maxlen"], args)?;
        let mut values: VecDeque<Value> = match &from {
            Value::Unbound => VecDeque::new(),
            from => self.iterated(from)?.into(),
        };
        let most = match &most {
            Value::Unbound | Value::None => None,
            most if int(most).is_none() && most.opaque().is_none() => {
                return Err(self.type_error("an integer is required"));
            }
            most => Some(self.index_sized(most, "this length")?),
        };
        if most.is_some_and(|most| most < 0) {
            return Err(self.value_error("maxlen must be non-negative"));
        }
        let most = match most.map(u32::try_from) {
            None => None,
            Some(Ok(most)) => Some(most),
            Some(Err(_)) => return Err(Stop::outside("a maxlen of more than 32 bits")),
        };
        while most.is_some_and(|most| values.len() > most as usize) {
            values.pop_front();
        }
        self.make(Kind::Deque(values, most))
    }

    /// `dict`, `OrderedDict` and `defaultdict`.
    fn new_dict(&mut self, class: Class, args: Args) -> Exec<Value> {
        let mut list = args.list.into_iter();
        let default = match class {
            Class::DefaultDict => {
                let made = list.next().unwrap_or(Value::None);
                if !matches!(made, Value::None) && !self.callable(&made) {
                    return Err(self.type_error("first argument must be callable or None"));
                }
                made
            }
            Class::OrderedDict => Value::Unbound,
            _ => Value::None,
        };
        let mut pairs = match list.next() {
            Some(from) => self.pairs_of(&from)?,
            None => Vec::new(),
        };
        for (key, value) in args.named {
            if !matches!(key, Value::Str(_)) {
                return Err(self.type_error("keywords must be strings"));
            }
            self.add_to_pairs(&mut pairs, key, value)?;
        }
        self.make(Kind::Dict(pairs, default))
    }

    /// An error for arguments that the classes of plain values don't accept.
    fn check_plain(&mut self, class: Class, args: &Args) -> Exec {
        let (name, given) = (class.name(), args.list.len());
        let named = args.named.first().map(|(name, _)| name.clone());
        match class {
            Class::Bool | Class::Float | Class::List | Class::Tuple | Class::Set => {
                self.between(name, 0, 1, args)
            }
            Class::FrozenSet => self.between(name, 0, 1, args),
            Class::Range => self.between(name, 1, 3, args),
            Class::Dict => self.count_between(name, 0, 1, given),
            Class::Str if given > 3 => {
                Err(self.type_error(format!("str() takes at most 3 arguments ({given} given)")))
            }
            Class::Str if given > 1 || named.is_some() => Err(Stop::outside(
                "str() with an encoding or an argument by name",
            )),
            Class::Int => match (&args.list[..], named) {
                (_, Some(Value::Str(name))) if &*name != "base" => {
                    Err(self
                        .type_error(format!("'{name}' is an invalid keyword argument for int()")))
                }
                ([_, _, _, ..], _) => {
                    Err(self.type_error(format!("int() takes at most 2 arguments ({given} given)")))
                }
                ([value, _], _) | ([value], Some(_)) if !matches!(value, Value::Str(_)) => {
                    Err(self.type_error("int() can't convert non-string with explicit base"))
                }
                ([_, base], None) if int(base).is_none() && base.opaque().is_none() => {
                    Err(self.no_integer(base))
                }
                _ => Ok(()),
            },
            _ => Ok(()),
        }
    }

    /// `list(map(function, values))` with a function of the program: each call has its own steps.
    fn map_list(&mut self, iterator: u32) -> Exec<Called> {
        let mut values = Vec::new();
        loop {
            match self.next_value(iterator)? {
                None => return self.make(Kind::List(values)).map(Called::Value),
                Some(Next::Value(value)) => values.push(value),
                Some(Next::Call(function, list)) => match self.called(&function, Args::of(list))? {
                    Called::Value(value) => values.push(value),
                    Called::Enter(function, args, _) => {
                        let value = self.run_inner(&function, args)?;
                        values.push(value);
                    }
                },
            }
        }
    }
}
