//! The library's functions and the classes that make plain values.

use std::cmp::Ordering;

use super::super::code::{Binary, Compare};
use super::super::library::{Builtin, Exc};
use super::super::state::{Iterator, Kind};
use super::super::value::{Opaque, Value};
use super::arithmetic::numeric;
use super::call::{Args, Called};
use super::iterate::{Next, range_length, small};
use super::{Act, Exec, Location, Run, Stop};

impl Run<'_> {
    /// Calls a function of the library's.
    pub(super) fn builtin(&mut self, builtin: Builtin, args: Args) -> Exec<Called> {
        if let Some(value) = self.real_builtin(builtin, &args)? {
            return Ok(Called::Value(value));
        }
        let value = match builtin {
            Builtin::Print => {
                self.print_values(&args)?;
                Value::None
            }
            Builtin::Len => {
                let [value] = self.exactly("len", args)?;
                return self.length(&value);
            }
            Builtin::Sum | Builtin::Min | Builtin::Max | Builtin::Sorted => {
                return self.folded(builtin, &args).map(Called::Value);
            }
            Builtin::Any | Builtin::All => self.any_or_all(builtin, args)?,
            Builtin::Enumerate
            | Builtin::Zip
            | Builtin::Reversed
            | Builtin::Map
            | Builtin::Filter
            | Builtin::Iter
            | Builtin::Next => return self.iterators(builtin, &args),
            Builtin::IsInstance | Builtin::IsSubclass => self.is_of(builtin, args)?,
            Builtin::Repr => {
                let [value] = self.exactly("repr", args)?;
                if let Some(function) = self.special(&value, "__repr__") {
                    return self.called(&function, Args::of(vec![value]));
                }
                Value::text(self.repr(&value, 0)?)
            }
            Builtin::Abs
            | Builtin::Round
            | Builtin::DivMod
            | Builtin::Pow
            | Builtin::Bin
            | Builtin::Hex
            | Builtin::Oct
            | Builtin::Chr
            | Builtin::Ord
            | Builtin::Hash => {
                return self.numbers(builtin, &args).map(Called::Value);
            }
            Builtin::Format => {
                let [value, spec] = self.params("format", ["value", "spec"], args)?;
                let spec = match &spec {
                    Value::Str(spec) => spec.to_string(),
                    _ => String::new(),
                };
                Value::text(self.formatted(&value, &spec)?)
            }
            Builtin::Callable => {
                let [value] = self.exactly("callable", args)?;
                Value::Bool(self.callable(&value))
            }
            Builtin::GetAttr | Builtin::HasAttr | Builtin::SetAttr => {
                return self.dynamic_attr(builtin, args).map(Called::Value);
            }
            Builtin::StaticMethod | Builtin::ClassMethod | Builtin::Property => {
                let mut list = args.list.into_iter();
                let function = list.next().unwrap_or(Value::None);
                let kind = match builtin {
                    Builtin::StaticMethod => Kind::Static(function),
                    Builtin::ClassMethod => Kind::ClassMethod(function),
                    _ => Kind::Property(function, list.next().unwrap_or(Value::None)),
                };
                self.make(kind)?
            }
            Builtin::Sleep | Builtin::SetSwitchInterval | Builtin::Seed => Value::None,
            Builtin::Time
            | Builtin::PerfCounter
            | Builtin::Monotonic
            | Builtin::ProcessTime
            | Builtin::ThreadTime
            | Builtin::TimeNs => Value::Opaque(Opaque::Time),
            Builtin::CTime | Builtin::StrFTime => Value::text(Opaque::Time.mark().to_string()),
            Builtin::Random | Builtin::Uniform | Builtin::RandInt | Builtin::RandRange => {
                Value::Opaque(Opaque::Random)
            }
            Builtin::Choice => self.choice(args)?,
            Builtin::Id | Builtin::GetIdent | Builtin::GetPid | Builtin::CpuCount => {
                Value::Opaque(Opaque::Id)
            }
            Builtin::Exit => return Err(self.raise_with(Exc::SystemExit, args.list)),
            Builtin::CurrentThread
            | Builtin::MainThread
            | Builtin::ActiveCount
            | Builtin::EnumerateThreads => self.threads_builtin(builtin)?,
            Builtin::AsCompleted | Builtin::Wait => return self.futures_builtin(builtin, &args),
            Builtin::Super | Builtin::Stdout | Builtin::Stderr => {
                return Err(Stop::outside(format_args!("{} called so", builtin.name())));
            }
        };
        Ok(Called::Value(value))
    }

    fn any_or_all(&mut self, builtin: Builtin, args: Args) -> Exec<Value> {
        let [values] = self.exactly(builtin.name(), args)?;
        let wanted = builtin == Builtin::Any;
        let values = self.iterated(&values)?;
        let found = values.iter().any(|value| self.plain_truth(value) == wanted);
        Ok(Value::Bool(found == wanted))
    }

    /// `isinstance` and `issubclass`.
    fn is_of(&mut self, builtin: Builtin, args: Args) -> Exec<Value> {
        let [value, class] = self.exactly(builtin.name(), args)?;
        let own = if builtin == Builtin::IsInstance {
            self.class_of(&value)
        } else {
            value
        };
        let classes = match &class {
            Value::Tuple(classes) => classes.to_vec(),
            one => vec![one.clone()],
        };
        let found = classes.iter().any(|class| self.derives(&own, class));
        Ok(Value::Bool(found))
    }

    fn callable(&self, value: &Value) -> bool {
        match value {
            Value::Function(_)
            | Value::Method(_)
            | Value::Native(_)
            | Value::Builtin(_)
            | Value::Type(_) => true,
            Value::Ref(object) => {
                matches!(self.kind(*object), Kind::Function(_) | Kind::Class(_))
                    || self.special(value, "__call__").is_some()
            }
            _ => false,
        }
    }

    /// `random.choice`: a number is opaque, as those of the other functions are; anything else is
    /// chosen in every way.
    fn choice(&mut self, args: Args) -> Exec<Value> {
        let [values] = self.exactly("choice", args)?;
        let values = self.iterated(&values)?;
        if values.len() > 1 && values.iter().all(|value| numeric(value).is_some()) {
            return Ok(Value::Opaque(Opaque::Random));
        }
        match u8::try_from(values.len()) {
            Ok(0) | Err(_) => Err(Stop::must_be_known("this choice")),
            Ok(1) => Ok(values[0].clone()),
            Ok(ways) => {
                let way = self.choose(ways)?;
                Ok(values[usize::from(way)].clone())
            }
        }
    }

    fn length(&mut self, value: &Value) -> Exec<Called> {
        if let Some(function) = self.special(value, "__len__") {
            return self.called(&function, Args::of(vec![value.clone()]));
        }
        let length = match value {
            Value::Str(text) if Opaque::within(text).is_some() => {
                return Ok(Called::Value(Value::Opaque(Opaque::Random)));
            }
            Value::Str(text) => text.chars().count(),
            Value::Tuple(values) => values.len(),
            Value::Range(parts) => usize::try_from(range_length(**parts)).unwrap_or(usize::MAX),
            Value::Ref(object) => {
                let length = match self.kind(*object) {
                    Kind::List(values) | Kind::Set(values, _) => Some(values.len()),
                    Kind::Dict(pairs, _) => Some(pairs.len()),
                    Kind::Deque(values, _) => Some(values.len()),
                    Kind::Iterator(Iterator::View(_, _, _, size)) => Some(*size as usize),
                    _ => None,
                };
                match length {
                    Some(length) => {
                        let birth = self.birth(*object);
                        if self.touch(Location::Shape(birth), false)? {
                            self.note(|_| Act::Said(format!("read length: {length}")));
                        }
                        length
                    }
                    None => return Err(self.no_length(value)),
                }
            }
            _ => return Err(self.no_length(value)),
        };
        Ok(Called::Value(Value::count(length)))
    }

    fn no_length(&mut self, value: &Value) -> Stop {
        let name = self.type_name(value);
        self.type_error(format!("object of type '{name}' has no len()"))
    }

    fn folded(&mut self, builtin: Builtin, args: &Args) -> Exec<Value> {
        let named = |name: &str| {
            let mut named = args.named.iter();
            let found = named.find(|(key, _)| matches!(key, Value::Str(key) if **key == *name));
            found.map(|(_, value)| value.clone())
        };
        let (key, reverse) = (named("key").unwrap_or(Value::None), named("reverse"));
        let default = named("default");
        let values = match &args.list[..] {
            [one, ..] if builtin == Builtin::Sum || builtin == Builtin::Sorted => {
                self.iterated(one)?
            }
            [one] => self.iterated(one)?,
            [] => {
                let name = builtin.name();
                return Err(self.type_error(format!("{name} expected at least 1 argument, got 0")));
            }
            many => many.to_vec(),
        };
        match builtin {
            Builtin::Sum => {
                let start = args.list.get(1).cloned().or(named("start"));
                let mut sum = start.unwrap_or(Value::Int(0));
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

    fn iterators(&mut self, builtin: Builtin, args: &Args) -> Exec<Called> {
        let first = args.list.first().cloned().unwrap_or(Value::None);
        let iterator = match builtin {
            Builtin::Enumerate => {
                let start = args.list.get(1).cloned();
                let start = start.or_else(|| args.named.first().map(|(_, value)| value.clone()));
                let inner = self.iterator(&first)?;
                Iterator::Enumerate(inner, start.unwrap_or(Value::Int(0)))
            }
            Builtin::Zip => {
                let mut inner = Vec::new();
                for value in &args.list {
                    inner.push(self.iterator(value)?);
                }
                Iterator::Zip(inner)
            }
            Builtin::Reversed => match self.sequence_length(&first) {
                Some(length) => Iterator::Reversed(first, small(length)),
                None => return Err(Stop::outside("reversed() of this")),
            },
            Builtin::Map => {
                let mut inner = Vec::new();
                for value in &args.list[1.min(args.list.len())..] {
                    inner.push(self.iterator(value)?);
                }
                Iterator::Map(first, inner)
            }
            Builtin::Iter => return self.iterator(&first).map(Called::Value),
            Builtin::Next => {
                let Value::Ref(object) = first else {
                    let name = self.type_name(&first);
                    return Err(self.type_error(format!("'{name}' object is not an iterator")));
                };
                if !matches!(self.kind(object), Kind::Iterator(_)) {
                    let name = self.type_name(&first);
                    return Err(self.type_error(format!("'{name}' object is not an iterator")));
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

    fn dynamic_attr(&mut self, builtin: Builtin, args: Args) -> Exec<Value> {
        let mut list = args.list.into_iter();
        let (Some(object), Some(Value::Str(name))) = (list.next(), list.next()) else {
            return Err(self.type_error(format!(
                "{}(): attribute name must be string",
                builtin.name()
            )));
        };
        let Some(name) = self.program.numbers.get(&*name).copied() else {
            return match (builtin, list.next()) {
                (Builtin::HasAttr, _) => {
                    let class = self.class_of(&object);
                    let base = self.library_base(&class);
                    Ok(Value::Bool(
                        base.is_some_and(|class| class.has_method(&name)),
                    ))
                }
                (Builtin::GetAttr, Some(default)) => Ok(default),
                (Builtin::GetAttr, None) => Err(self.no_attribute(&object, &name)),
                _ => Err(Stop::outside(
                    "setattr() of a name that is nowhere else in the file",
                )),
            };
        };
        if builtin == Builtin::SetAttr {
            self.set_attr(&object, name, list.next().unwrap_or(Value::None))?;
            Ok(Value::None)
        } else {
            let found = self.attribute_or_none(&object, name)?;
            match (builtin, found, list.next()) {
                (Builtin::HasAttr, found, _) => Ok(Value::Bool(found.is_some())),
                (_, Some(value), _) | (_, None, Some(value)) => Ok(value),
                _ => {
                    let text = self.name(name);
                    Err(self.no_attribute(&object, text))
                }
            }
        }
    }
}
