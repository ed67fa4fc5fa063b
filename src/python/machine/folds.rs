//! The library functions that take an iterable: they combine all of its values, or return an iterator
//! over them.

use std::cmp::Ordering;

use super::super::code::{Binary, Compare};
use super::super::library::{Builtin, Exc};
use super::super::state::{Iterator, Kind};
use super::super::value::Value;
use super::arithmetic::int;
use super::call::{Args, Called};
use super::iterate::{Next, small};
use super::{Exec, Run, Stop};

impl Run<'_> {
    pub(super) fn folded(&mut self, builtin: Builtin, args: &Args) -> Exec<Value> {
        let named = |name: &str| {
            let mut named = args.named.iter();
            let found = named.find(|(key, _)| matches!(key, Value::Str(key) if **key == *name));
            found.map(|(_, value)| value.clone())
        };
        self.check_folded(builtin, args)?;
        let (key, reverse) = (named("key").unwrap_or(Value::None), named("reverse"));
        let default = named("default");
        let values = match &args.list[..] {
            [one, ..] if builtin == Builtin::Sum || builtin == Builtin::Sorted => {
                self.iterated(one)?
            }
            [one] => self.iterated(one)?,
            many => many.to_vec(),
        };
        match builtin {
            Builtin::Sum => {
                let start = args.list.get(1).cloned().or(named("start"));
                let mut sum = start.unwrap_or(Value::Int(0));
                if let Value::Str(_) = sum {
                    let message = "sum() can't sum strings [use ''.join(seq) instead]";
                    return Err(self.type_error(message));
                }
                for value in &values {
                    sum = self.operate(Binary::Add, &sum, value, false)?;
                }
                Ok(sum)
            }
            Builtin::Sorted => {
                let reverse = reverse.is_some_and(|reverse| self.plain_truth(&reverse));
                let values = self.sorted(values, &key, reverse)?;
                self.make(Kind::List(values))
            }
            _ => {
                let mut best: Option<(Value, Value)> = None;
                if let Some(opaque) = values.iter().find_map(Value::opaque) {
                    return Ok(Value::Opaque(opaque));
                }
                for value in values {
                    let by = self.by_key_function(&key, &value)?;
                    let better = match &best {
                        None => true,
                        Some((old, _)) => {
                            let op = match builtin {
                                Builtin::Min => Compare::Lt,
                                _ => Compare::Gt,
                            };
                            let order = self.order(&by, old, op)?;
                            let wanted = match builtin {
                                Builtin::Min => Ordering::Less,
                                _ => Ordering::Greater,
                            };
                            order == Some(wanted)
                        }
                    };
                    if better {
                        best = Some((by, value));
                    }
                }
                match (best, default) {
                    (Some((_, value)), _) | (None, Some(value)) => Ok(value),
                    (None, None) => {
                        let name = builtin.name();
                        Err(self.value_error(format!("{name}() arg is an empty sequence")))
                    }
                }
            }
        }
    }

    /// An error for arguments that `sum`, `sorted`, `min` and `max` don't accept.
    fn check_folded(&mut self, builtin: Builtin, args: &Args) -> Exec {
        let (name, given) = (builtin.name(), args.list.len());
        let (takes, function): (&[&str], &str) = match builtin {
            Builtin::Sum => (&["start"], name),
            Builtin::Sorted => (&["key", "reverse"], "sort"),
            _ => (&["key", "default"], name),
        };
        match builtin {
            Builtin::Sum if given == 0 => {
                let message = "sum() takes at least 1 positional argument (0 given)";
                return Err(self.type_error(message));
            }
            Builtin::Sorted => self.count_between(name, 1, 1, given)?,
            _ => self.count_between(name, 1, usize::MAX, given)?,
        }
        for (key, _) in &args.named {
            let Value::Str(key) = key else { continue };
            if !takes.contains(&&**key) {
                let message = format!("'{key}' is an invalid keyword argument for {function}()");
                return Err(self.type_error(message));
            }
            if &**key == "default" && given > 1 {
                return Err(self.type_error(format!(
                    "Cannot specify a default for {name}() with multiple positional arguments"
                )));
            }
        }
        Ok(())
    }

    pub(super) fn iterators(&mut self, builtin: Builtin, args: &Args) -> Exec<Called> {
        self.check_iterators(builtin, args)?;
        let first = args.list.first().cloned().unwrap_or(Value::None);
        let iterator = match builtin {
            Builtin::Enumerate => return self.enumerate(args.clone()).map(Called::Value),
            Builtin::Zip => {
                let mut inner = Vec::new();
                for value in &args.list {
                    inner.push(self.iterator(value)?);
                }
                Iterator::Zip(inner)
            }
            Builtin::Reversed => match self.sequence_length(&first) {
                Some(length) => Iterator::Reversed(first, small(length)),
                None if matches!(
                    self.kind_of(&first),
                    Some(Kind::Dict(..) | Kind::Iterator(_) | Kind::Instance(..))
                ) =>
                {
                    return Err(Stop::outside("reversed() of this"));
                }
                None => {
                    let name = self.type_name(&first);
                    return Err(self.type_error(format!("'{name}' object is not reversible")));
                }
            },
            Builtin::Map => {
                let mut inner = Vec::new();
                for value in &args.list[1..] {
                    inner.push(self.iterator(value)?);
                }
                Iterator::Map(first, inner)
            }
            Builtin::Iter => {
                if let Some(iter) = self.special(&first, "__iter__") {
                    return self.called(&iter, Args::of(vec![first]));
                }
                return self.iterator(&first).map(Called::Value);
            }
            Builtin::Next => {
                let Value::Ref(object) = first else {
                    return Err(self.no_iterator(&first));
                };
                if !self.is_iterator(&first) {
                    return Err(self.no_iterator(&first));
                }
                if let (Some(next), [_]) = (self.special(&first, "__next__"), &args.list[..]) {
                    return self.called(&next, Args::of(vec![first]));
                }
                return match (self.next_value(object)?, args.list.get(1)) {
                    (Some(Next::Value(value)), _) => Ok(Called::Value(value)),
                    (Some(Next::Call(function, values)), _) => {
                        self.called(&function, Args::of(values))
                    }
                    (None, Some(default)) => Ok(Called::Value(default.clone())),
                    (None, None) => Err(self.raise_with(Exc::StopIteration, Vec::new())),
                };
            }
            _ => {
                let values = args.list.get(1).cloned().unwrap_or(Value::None);
                let mut kept = Vec::new();
                for value in self.iterated(&values)? {
                    let keep = self.by_key_function(&first, &value)?;
                    if self.plain_truth(&keep) {
                        kept.push(value);
                    }
                }
                Iterator::Values(kept, 0)
            }
        };
        self.make(Kind::Iterator(iterator)).map(Called::Value)
    }

    fn enumerate(&mut self, args: Args) -> Exec<Value> {
        let [iterable, start] = self.params("enumerate", ["iterable", "start"], args)?;
        if !iterable.bound() {
            return Err(self.type_error("enumerate() missing required argument 'iterable'"));
        }
        let inner = self.iterator(&iterable)?;
        let start = match start {
            Value::Unbound => Value::Int(0),
            start if int(&start).is_some() || start.opaque().is_some() => start,
            other => return Err(self.no_integer(&other)),
        };
        self.make(Kind::Iterator(Iterator::Enumerate(inner, start)))
    }

    /// An error for arguments that the functions that return iterators don't accept.
    fn check_iterators(&mut self, builtin: Builtin, args: &Args) -> Exec {
        let name = builtin.name();
        match builtin {
            Builtin::Map if args.list.len() < 2 => {
                Err(self.type_error("map() must have at least two arguments."))
            }
            Builtin::Map => self.between(name, 2, usize::MAX, args),
            Builtin::Filter => self.between(name, 2, 2, args),
            Builtin::Reversed => self.between(name, 1, 1, args),
            Builtin::Next => self.between(name, 1, 2, args),
            Builtin::Iter => {
                self.between(name, 1, 2, args)?;
                match args.list.get(1) {
                    Some(_) => Err(Stop::outside("iter() of a function")),
                    None => Ok(()),
                }
            }
            Builtin::Zip if !args.named.is_empty() => {
                Err(Stop::outside("zip() with an argument by name"))
            }
            _ => Ok(()),
        }
    }

    pub(super) fn no_integer(&mut self, value: &Value) -> Stop {
        let name = self.type_name(value);
        self.type_error(format!(
            "'{name}' object cannot be interpreted as an integer"
        ))
    }

    fn no_iterator(&mut self, value: &Value) -> Stop {
        let name = self.type_name(value);
        self.type_error(format!("'{name}' object is not an iterator"))
    }
}
