//! The library's functions and the classes that make plain values.

use std::cmp::Ordering;
use std::collections::VecDeque;
use std::sync::Arc;

use super::super::code::{Binary, Compare, Conversion};
use super::super::library::{Builtin, Class, Exc, Type};
use super::super::number::{Int, convert, round};
use super::super::state::{Exception, Iterator, Kind};
use super::super::text::{integer, read};
use super::super::value::{Opaque, Value};
use super::call::{Args, Called};
use super::iterate::{Next, range_length, small};
use super::operators::{Numeric, int, numeric};
use super::{Act, Exec, Location, Outcome, Run, Stop};

impl Run<'_> {
    /// `print`: its texts are made; they go out in one step.
    pub(super) fn print(&mut self, count: usize, names: u32) -> Exec {
        let names = match &self.program.constants[names as usize] {
            Value::Tuple(names) => names.clone(),
            _ => Arc::from([]),
        };
        let stack = &self.frame().stack;
        let first = stack.len().saturating_sub(count + names.len());
        let list = stack[first..first + count].to_vec();
        let values = stack[first + count..].to_vec();
        let named = names.iter().cloned().zip(values).collect();
        self.print_values(&Args { list, named })?;
        self.drop_operands(count + names.len());
        self.push(Value::None);
        Ok(())
    }

    pub(super) fn print_values(&mut self, args: &Args) -> Exec {
        let (mut separator, mut end) = (Arc::from(" "), Arc::from("\n"));
        let mut error = false;
        for (key, value) in &args.named {
            let Value::Str(key) = key else { continue };
            match (&**key, value) {
                ("sep", Value::Str(text)) => separator = text.clone(),
                ("end", Value::Str(text)) => end = text.clone(),
                ("sep" | "end" | "file", Value::None) | ("flush", _) => {}
                ("sep" | "end", other) => {
                    let kind = self.type_name(other);
                    return Err(
                        self.type_error(format!("{key} must be None or a string, not {kind}"))
                    );
                }
                ("file", Value::Builtin(Builtin::Stderr)) => error = true,
                ("file", Value::Builtin(Builtin::Stdout)) => {}
                _ => return Err(self.outside("this file of print()")),
            }
        }
        let mut text = String::new();
        for (index, value) in args.list.iter().enumerate() {
            if index > 0 {
                text.push_str(&separator);
            }
            text.push_str(&self.written(value, Conversion::Str)?);
            self.within(text.len())?;
        }
        text.push_str(&end);
        self.write_out(&text, error)
    }

    /// One step that writes a text.
    fn write_out(&mut self, text: &str, error: bool) -> Exec {
        self.step()?;
        let shown = Opaque::shown(text);
        self.note(|_| {
            let where_to = if error { "print to stderr" } else { "print" };
            Act::Said(format!(
                "{where_to} {}",
                super::super::text::repr::string(shown.trim_end_matches('\n'))
            ))
        });
        if error || text.is_empty() {
            return Ok(());
        }
        match self.settings.outcome {
            Outcome::Globals(_) => {}
            Outcome::Output => {
                let number = self.common.texts.number(&shown);
                self.state.out.push(number);
            }
            Outcome::Last => {
                let before = self.state.out.first().copied();
                let before = before
                    .map_or("", |one| self.common.texts.text(one))
                    .to_string();
                let all = format!("{before}{shown}");
                let ended = all.ends_with('\n');
                let body = all.trim_end_matches('\n');
                let last = body.rsplit('\n').next().unwrap_or_default();
                let last = if ended {
                    format!("{last}\n")
                } else {
                    last.to_string()
                };
                // A line that has ended stays until the next one begins.
                let last = if before.ends_with('\n') && !shown.trim_matches('\n').is_empty() {
                    let line = shown
                        .trim_end_matches('\n')
                        .rsplit('\n')
                        .next()
                        .unwrap_or_default();
                    if shown.ends_with('\n') {
                        format!("{line}\n")
                    } else {
                        line.to_string()
                    }
                } else {
                    last
                };
                let number = self.common.texts.number(&last);
                self.state.out = vec![number];
            }
        }
        Ok(())
    }

    pub(super) fn stream_method(&mut self, stream: Builtin, name: &str, args: Args) -> Exec<Value> {
        if name == "flush" {
            return Ok(Value::None);
        }
        let [text] = self.exactly("write", args)?;
        let Value::Str(text) = text else {
            let kind = self.type_name(&text);
            return Err(self.type_error(format!("write() argument must be str, not {kind}")));
        };
        self.write_out(&text, stream == Builtin::Stderr)?;
        Ok(Value::count(text.chars().count()))
    }

    /// Calls a function of the library's.
    pub(super) fn builtin(&mut self, builtin: Builtin, args: Args) -> Exec<Called> {
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
                return self.folded(builtin, args).map(Called::Value);
            }
            Builtin::Any | Builtin::All => {
                let [values] = self.exactly(builtin.name(), args)?;
                let wanted = builtin == Builtin::Any;
                let values = self.iterated(&values)?;
                let found = values.iter().any(|value| self.plain_truth(value) == wanted);
                Value::Bool(found == wanted)
            }
            Builtin::Enumerate
            | Builtin::Zip
            | Builtin::Reversed
            | Builtin::Map
            | Builtin::Filter
            | Builtin::Iter
            | Builtin::Next => return self.iterators(builtin, args),
            Builtin::IsInstance | Builtin::IsSubclass => {
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
                Value::Bool(classes.iter().any(|class| self.derives(&own, class)))
            }
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
                return self.numbers(builtin, args).map(Called::Value);
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
                Value::Bool(match &value {
                    Value::Function(_)
                    | Value::Method(_)
                    | Value::Native(_)
                    | Value::Builtin(_)
                    | Value::Type(_) => true,
                    Value::Ref(object) => {
                        matches!(self.kind(*object), Kind::Function(_) | Kind::Class(_))
                            || self.special(&value, "__call__").is_some()
                    }
                    _ => false,
                })
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
            Builtin::Choice => {
                let [values] = self.exactly("choice", args)?;
                let values = self.iterated(&values)?;
                if values.iter().all(|value| numeric(value).is_some()) && values.len() > 1 {
                    return Ok(Called::Value(Value::Opaque(Opaque::Random)));
                }
                let ways = u8::try_from(values.len()).unwrap_or(0);
                match ways {
                    0 => return Err(self.must_be_known("this choice")),
                    1 => values[0].clone(),
                    _ => {
                        let way = self.choose(ways)?;
                        values[usize::from(way)].clone()
                    }
                }
            }
            Builtin::Id | Builtin::GetIdent | Builtin::GetPid | Builtin::CpuCount => {
                Value::Opaque(Opaque::Id)
            }
            Builtin::Exit => return Err(self.raise_with(Exc::SystemExit, args.list)),
            Builtin::CurrentThread
            | Builtin::MainThread
            | Builtin::ActiveCount
            | Builtin::EnumerateThreads => self.threads_builtin(builtin)?,
            Builtin::AsCompleted | Builtin::Wait => return self.futures_builtin(builtin, args),
            Builtin::Super | Builtin::Stdout | Builtin::Stderr => {
                return Err(self.outside(format_args!("{} called so", builtin.name())));
            }
        };
        Ok(Called::Value(value))
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

    fn folded(&mut self, builtin: Builtin, args: Args) -> Exec<Value> {
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

    fn iterators(&mut self, builtin: Builtin, args: Args) -> Exec<Called> {
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
            Builtin::Reversed => match self.sequence_length(&first)? {
                Some(length) => Iterator::Reversed(first, small(length)),
                None => return Err(self.outside("reversed() of this")),
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
                    Ok(Value::Bool(self.library_method(base, &name)))
                }
                (Builtin::GetAttr, Some(default)) => Ok(default),
                (Builtin::GetAttr, None) => Err(self.no_attribute(&object, &name)),
                _ => Err(self.outside("setattr() of a name that is nowhere else in the file")),
            };
        };
        match builtin {
            Builtin::SetAttr => {
                self.set_attr(&object, name, list.next().unwrap_or(Value::None))?;
                Ok(Value::None)
            }
            _ => {
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

    fn numbers(&mut self, builtin: Builtin, args: Args) -> Exec<Value> {
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
                    Some(digits) => int(digits),
                };
                match (number, digits) {
                    (Numeric::Int(number), Some(digits)) => {
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
            (Builtin::DivMod, _) => {
                let second = second.unwrap_or(Value::None);
                let quotient = self.operate(Binary::FloorDiv, &first, &second, false)?;
                let rest = self.operate(Binary::Mod, &first, &second, false)?;
                Ok(Value::tuple(vec![quotient, rest]))
            }
            (Builtin::Pow, Some(Numeric::Int(base))) if args.list.len() == 3 => {
                let both = (int(&args.list[1]), int(&args.list[2]));
                let (Some(exponent), Some(modulus)) = both else {
                    return Err(self.type_error(
                        "pow() 3rd argument not allowed unless all arguments are integers",
                    ));
                };
                let result = super::super::number::power::pow_mod(&base, &exponent, &modulus);
                self.computed(result).map(Value::from)
            }
            (Builtin::Pow, _) => {
                self.operate(Binary::Pow, &first, &second.unwrap_or(Value::None), false)
            }
            (Builtin::Bin, Some(Numeric::Int(number))) => Ok(Value::text(integer::binary(&number))),
            (Builtin::Hex, Some(Numeric::Int(number))) => Ok(Value::text(integer::hex(&number))),
            (Builtin::Oct, Some(Numeric::Int(number))) => Ok(Value::text(integer::octal(&number))),
            (Builtin::Chr, Some(Numeric::Int(number))) => {
                let letter = number.to_i64().and_then(|code| u32::try_from(code).ok());
                match letter.and_then(char::from_u32) {
                    Some(letter) => Ok(Value::text(letter.to_string())),
                    None => Err(self.value_error("chr() arg not in range(0x110000)")),
                }
            }
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
            (Builtin::Hash, Some(Numeric::Int(number))) => Ok(number.into()),
            (Builtin::Hash, _) => {
                self.hashable(&first)?;
                Ok(Value::Opaque(Opaque::Id))
            }
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

    /// Makes an object of a class of the library's.
    pub(super) fn construct(&mut self, class: Type, args: Args) -> Exec<Called> {
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
            Class::Object => self.make(Kind::Local(Vec::new()))?,
            Class::Type => {
                let [value] = self.exactly("type", args)?;
                self.class_of(&value)
            }
            Class::Bool => {
                let value = args.list.into_iter().next().unwrap_or(Value::Bool(false));
                match value.opaque() {
                    Some(_) => Value::Bool(self.choose(2)? == 0),
                    None => Value::Bool(self.plain_truth(&value)),
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
            Class::Dict | Class::OrderedDict | Class::DefaultDict => {
                let mut list = args.list.into_iter();
                let default = match class {
                    Class::DefaultDict => list.next().unwrap_or(Value::None),
                    _ => Value::None,
                };
                let mut pairs = match list.next() {
                    Some(from) => self.pairs_of(&from)?,
                    None => Vec::new(),
                };
                for (key, value) in args.named {
                    self.add_to_pairs(&mut pairs, key, value)?;
                }
                self.make(Kind::Dict(pairs, default))?
            }
            Class::Range => self.range(&args)?,
            Class::Deque => {
                let [from, most] = self.params("deque", ["iterable", "maxlen"], args)?;
                let mut values: VecDeque<Value> = match &from {
                    Value::Unbound => VecDeque::new(),
                    from => self.iterated(from)?.into(),
                };
                let most = int(&most).and_then(|most| u32::try_from(most.saturated()).ok());
                while most.is_some_and(|most| values.len() > most as usize) {
                    values.pop_front();
                }
                self.make(Kind::Deque(values, most))?
            }
            _ => return self.construct_synchronizer(class, args),
        };
        Ok(Called::Value(value))
    }

    /// `list(map(function, values))` with a function of the program's: each call has its own steps.
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

    fn range(&mut self, args: &Args) -> Exec<Value> {
        let mut numbers = Vec::new();
        for arg in &args.list {
            if let Value::Opaque(_) = arg {
                return Err(self.must_be_known("the size of this range"));
            }
            let Some(number) = int(arg) else {
                let name = self.type_name(arg);
                return Err(self.type_error(format!(
                    "'{name}' object cannot be interpreted as an integer"
                )));
            };
            let Some(number) = number.to_i64() else {
                return Err(self.outside("a range beyond 64 bits"));
            };
            numbers.push(number);
        }
        let parts = match numbers[..] {
            [stop] => [0, stop, 1],
            [start, stop] => [start, stop, 1],
            [start, stop, step] => [start, stop, step],
            _ => {
                let count = numbers.len();
                return Err(
                    self.type_error(format!("range expected at least 1 argument, got {count}"))
                );
            }
        };
        if parts[2] == 0 {
            return Err(self.value_error("range() arg 3 must not be zero"));
        }
        Ok(Value::Range(Arc::new(parts)))
    }

    fn parse_number(&mut self, class: Class, args: &Args) -> Exec<Value> {
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
                    return Err(self.must_be_known("this base"));
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

    /// A value as an integer that has to be known.
    pub(super) fn known_int(&mut self, value: &Value, what: &str) -> Exec<i64> {
        if let Value::Opaque(_) = value {
            return Err(self.must_be_known(what));
        }
        match int(value) {
            Some(Int::Small(number)) => Ok(number),
            _ => {
                let name = self.type_name(value);
                Err(self.type_error(format!(
                    "'{name}' object cannot be interpreted as an integer"
                )))
            }
        }
    }

    /// A value in a few letters, for the words of a step.
    pub(super) fn short(&mut self, value: &Value) -> String {
        let (stepped, grant) = (self.stepped, self.grant);
        self.grant = true;
        let text = self.repr(value, 0).unwrap_or_default();
        (self.stepped, self.grant) = (stepped, grant);
        let text = Opaque::shown(&text);
        if text.chars().count() > 40 {
            let start: String = text.chars().take(37).collect();
            return format!("{start}...");
        }
        text
    }
}
