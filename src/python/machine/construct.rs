//! The classes of the library, called.

use super::super::code::Conversion;
use super::super::library::{Class, Type};
use super::super::state::{Exception, Iterator, Kind};
use super::super::value::Value;
use super::arithmetic::int;
use super::call::{Args, Called};
use super::iterate::Next;
use super::{Exec, Run};
use std::collections::VecDeque;

impl Run<'_> {
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
                    Class::OrderedDict => Value::Unbound,
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
}
