//! The library's functions and the classes that make plain values.

use super::super::library::{Builtin, Exc};
use super::super::state::Kind;
use super::super::value::{Opaque, Value};
use super::arithmetic::numeric;
use super::call::{Args, Called};
use super::ranges::range_length;
use super::{Act, Exec, Location, Run, Stop};

impl Run<'_> {
    /// Calls a library function.
    pub(super) fn builtin(&mut self, builtin: Builtin, args: Args) -> Exec<Called> {
        self.check(builtin.signature(), &args)?;
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
            Builtin::IsInstance | Builtin::IsSubclass => self.is_of(builtin, &args)?,
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
            Builtin::Format => self.format_builtin(&args)?,
            Builtin::Callable => {
                let [value] = self.exactly("callable", args)?;
                Value::Bool(self.callable(&value))
            }
            Builtin::GetAttr | Builtin::HasAttr | Builtin::SetAttr => {
                return self.dynamic_attr(builtin, args).map(Called::Value);
            }
            Builtin::StaticMethod | Builtin::ClassMethod | Builtin::Property => {
                self.descriptor(builtin, args)?
            }
            Builtin::Sleep => {
                self.slept(&args)?;
                Value::None
            }
            Builtin::SetSwitchInterval | Builtin::Seed => Value::None,
            Builtin::Time
            | Builtin::PerfCounter
            | Builtin::Monotonic
            | Builtin::ProcessTime
            | Builtin::ThreadTime
            | Builtin::TimeNs => Value::Opaque(Opaque::Time),
            Builtin::CTime | Builtin::StrFTime => Value::text(Opaque::Time.mark().to_string()),
            Builtin::Random | Builtin::Uniform | Builtin::RandInt | Builtin::RandRange => {
                self.check_chance(builtin, &args)?;
                Value::Opaque(Opaque::Random)
            }
            Builtin::Choice => self.choice(args)?,
            Builtin::Id | Builtin::GetIdent | Builtin::GetPid | Builtin::CpuCount => {
                Value::Opaque(Opaque::Id)
            }
            Builtin::Exit => {
                self.between("exit", 0, 1, &args)?;
                return Err(self.raise_with(Exc::SystemExit, args.list));
            }
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

    fn format_builtin(&mut self, args: &Args) -> Exec<Value> {
        self.between("format", 1, 2, args)?;
        let spec = match args.list.get(1) {
            None => String::new(),
            Some(Value::Str(spec)) => spec.to_string(),
            Some(other) => {
                let name = self.type_name(other);
                let message = format!("format() argument 2 must be str, not {name}");
                return Err(self.type_error(message));
            }
        };
        Ok(Value::text(self.formatted(&args.list[0], &spec)?))
    }

    /// `staticmethod`, `classmethod` and `property`.
    fn descriptor(&mut self, builtin: Builtin, args: Args) -> Exec<Value> {
        let mut list = args.list.into_iter();
        let function = list.next().unwrap_or(Value::None);
        self.make(match builtin {
            Builtin::StaticMethod => Kind::Static(function),
            Builtin::ClassMethod => Kind::ClassMethod(function),
            _ => Kind::Property(function, list.next().unwrap_or(Value::None)),
        })
    }

    fn any_or_all(&mut self, builtin: Builtin, args: Args) -> Exec<Value> {
        let [values] = self.exactly(builtin.name(), args)?;
        let wanted = builtin == Builtin::Any;
        let values = self.iterated(&values)?;
        let found = values.iter().any(|value| self.plain_truth(value) == wanted);
        Ok(Value::Bool(found == wanted))
    }

    /// `isinstance` and `issubclass`.
    fn is_of(&mut self, builtin: Builtin, args: &Args) -> Exec<Value> {
        self.between(builtin.name(), 2, 2, args)?;
        let (value, class) = (args.list[0].clone(), &args.list[1]);
        if let Value::Opaque(_) = value {
            return Err(Stop::must_be_known("the class of this number"));
        }
        let own = if builtin == Builtin::IsInstance {
            self.class_of(&value)
        } else if self.is_class(&value) {
            value
        } else {
            return Err(self.type_error("issubclass() arg 1 must be a class"));
        };
        self.is_one_of(builtin, &own, class).map(Value::Bool)
    }

    /// Whether a class derives from another one, or from one in a tuple.
    fn is_one_of(&mut self, builtin: Builtin, own: &Value, class: &Value) -> Exec<bool> {
        if let Value::Tuple(classes) = class {
            for class in classes.iter() {
                if self.is_one_of(builtin, own, class)? {
                    return Ok(true);
                }
            }
            return Ok(false);
        }
        if self.is_class(class) {
            return Ok(self.derives(own, class));
        }
        Err(self.type_error(match builtin {
            Builtin::IsInstance => {
                "isinstance() arg 2 must be a type, a tuple of types, or a union"
            }
            _ => "issubclass() arg 2 must be a class, a tuple of classes, or a union",
        }))
    }

    fn is_class(&self, value: &Value) -> bool {
        matches!(value, Value::Type(_)) || matches!(self.kind_of(value), Some(Kind::Class(_)))
    }

    pub(super) fn callable(&self, value: &Value) -> bool {
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

    /// `random.choice`: a number is opaque, like the results of the other functions; for anything else,
    /// every choice is explored.
    fn choice(&mut self, args: Args) -> Exec<Value> {
        let [values] = self.exactly("choice", args)?;
        let values = self.iterated(&values)?;
        if values.len() > 1 && values.iter().all(|value| numeric(value).is_some()) {
            return Ok(Value::Opaque(Opaque::Random));
        }
        match u8::try_from(values.len()) {
            Ok(0) => Err(self.raise(Exc::IndexError, "Cannot choose from an empty sequence")),
            Err(_) => Err(Stop::must_be_known("this choice")),
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
            Value::Range(parts) => {
                let length = range_length(**parts);
                match isize::try_from(length) {
                    Ok(length) => length.unsigned_abs(),
                    Err(_) => return Err(self.beyond_c("ssize_t")),
                }
            }
            Value::Ref(object) => {
                let length = match self.kind(*object) {
                    Kind::List(values) | Kind::Set(values, _) => Some(values.len()),
                    Kind::Dict(pairs, _) => Some(pairs.len()),
                    Kind::Deque(values, _) => Some(values.len()),
                    _ => None,
                };
                let viewed = self.viewed(*object);
                let length = length.or(viewed.map(|(_, length)| length));
                match length {
                    Some(length) => {
                        let birth = self.birth(viewed.map_or(*object, |(dict, _)| dict));
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

    fn dynamic_attr(&mut self, builtin: Builtin, args: Args) -> Exec<Value> {
        let (least, most) = match builtin {
            Builtin::GetAttr => (2, 3),
            Builtin::HasAttr => (2, 2),
            _ => (3, 3),
        };
        self.between(builtin.name(), least, most, &args)?;
        let mut list = args.list.into_iter();
        let object = list.next().unwrap_or_default();
        let name = match list.next().unwrap_or_default() {
            Value::Str(name) => name,
            other => {
                let kind = self.type_name(&other);
                let message = format!("attribute name must be string, not '{kind}'");
                return Err(self.type_error(message));
            }
        };
        let Some(name) = self.program.numbers.get(&*name).copied() else {
            let class = self.class_of(&object);
            let base = self.library_base(&class);
            let known = base.is_some_and(|class| class.has_method(&name) || class.lacks(&name));
            let special = name.starts_with("__") && name.ends_with("__");
            return match (builtin, list.next()) {
                (Builtin::HasAttr, _) if !special => Ok(Value::Bool(known)),
                (Builtin::GetAttr, default) if !known && !special => match default {
                    Some(default) => Ok(default),
                    None => Err(self.no_attribute(&object, &name)),
                },
                _ => Err(Stop::outside(format_args!(
                    "{}() of a name that is nowhere else in the file",
                    builtin.name()
                ))),
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
