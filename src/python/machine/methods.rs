//! Attributes and methods of the library's objects: which exist, and which file implements them.

use std::sync::Arc;

use super::super::library::{Exc, Signature, Type};
use super::super::state::{Attrs, Kind};
use super::super::value::Value;
use super::attributes::Found;
use super::call::{Args, Called};
use super::{Act, Exec, Location, Run, Stop};

impl Run<'_> {
    /// An attribute of a library object.
    pub(super) fn attr_of_library(&mut self, object: &Value, name: u32) -> Exec<Found> {
        let text = self.name(name);
        if let Some(value) = self.field(object, name, text)? {
            return Ok(Found::Value(value));
        }
        let class = self.class_of(object);
        let base = self.library_base(&class);
        if base.is_some_and(|class| class.has_method(text)) {
            return Ok(Found::Value(Value::Native(Arc::new((
                object.clone(),
                name,
            )))));
        }
        if let Some(class) = base.filter(|class| class.lacks(text)) {
            return Err(Stop::outside(format_args!("{}.{text}", class.name())));
        }
        Err(self.no_attribute(object, text))
    }

    /// A field of a library object.
    fn field(&mut self, object: &Value, name: u32, text: &str) -> Exec<Option<Value>> {
        let Value::Ref(number) = object else {
            return Ok(None);
        };
        let number = *number;
        Ok(match self.kind(number) {
            Kind::Exception(exception) if text == "args" => {
                Some(Value::tuple(exception.args.clone()))
            }
            Kind::Exception(exception) if text == "code" => {
                Some(exception.args.first().cloned().unwrap_or(Value::None))
            }
            Kind::Exception(_) if matches!(text, "__cause__" | "__context__") => Some(Value::None),
            Kind::Property(..) if matches!(text, "getter" | "setter") => {
                Some(Value::Native(Arc::new((object.clone(), name))))
            }
            Kind::Function(function) => self.function_field(function.code, text),
            Kind::Thread(thread) if text == "_kwargs" => {
                let kwargs = Kind::Dict(thread.kwargs.clone(), Value::None);
                Some(self.make(kwargs)?)
            }
            Kind::Thread(_) => self.thread_field(number, text),
            Kind::Local(threads) => {
                let me = super::id(self.me);
                let attrs = threads.iter().find(|(thread, _)| *thread == me);
                attrs.and_then(|(_, attrs)| {
                    let place = attrs.binary_search_by_key(&name, |(name, _)| *name).ok()?;
                    Some(attrs[place].1.clone())
                })
            }
            Kind::Barrier(barrier) => match text {
                "parties" => Some(Value::Int(i64::from(barrier.parties))),
                "n_waiting" => {
                    let waiting = i64::from(barrier.arrived);
                    self.step()?;
                    self.note(|_| Act::Said(format!("n_waiting: {waiting}")));
                    Some(Value::Int(waiting))
                }
                "broken" => {
                    let broken = barrier.broken;
                    self.step()?;
                    let yes = if broken { "yes" } else { "no" };
                    self.note(|_| Act::Said(format!("broken? {yes}")));
                    Some(Value::Bool(broken))
                }
                _ => None,
            },
            Kind::Queue(queue) if text == "maxsize" => Some(Value::Int(queue.most)),
            Kind::Deque(_, most) if text == "maxlen" => {
                Some(most.map_or(Value::None, |most| Value::Int(i64::from(most))))
            }
            _ => None,
        })
    }

    /// An attribute of a function.
    pub(super) fn function_field(&self, code: u32, text: &str) -> Option<Value> {
        let code = &self.program.codes[code as usize];
        match text {
            "__name__" => Some(Value::text(code.name.as_str())),
            "__qualname__" => Some(Value::text(code.qualified.as_str())),
            "__doc__" => Some(code.doc.clone().map_or(Value::None, Value::Str)),
            _ => None,
        }
    }

    /// Writes a field of a library object; false if it doesn't have it.
    pub(super) fn set_of_library(&mut self, object: u32, text: &str, value: &Value) -> Exec<bool> {
        if !matches!(self.kind(object), Kind::Thread(_)) {
            return Ok(false);
        }
        match text {
            "name" => {
                let name = self.written(value, super::super::code::Conversion::Str)?;
                if let Kind::Thread(thread) = self.kind_mut(object) {
                    thread.name = name.into();
                }
            }
            "daemon" => {
                let daemon = self.plain_truth(value);
                self.set_daemon(object, daemon)?;
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Writes or deletes an attribute in this thread's part of a `local`.
    pub(super) fn set_local(&mut self, object: u32, name: u32, value: Option<Value>) {
        let me = super::id(self.me);
        let Kind::Local(threads) = self.kind_mut(object) else {
            return;
        };
        let place = threads.iter().position(|(thread, _)| *thread == me);
        let place = place.unwrap_or_else(|| {
            let place = threads
                .iter()
                .take_while(|(thread, _)| *thread < me)
                .count();
            threads.insert(place, (me, Attrs::new()));
            place
        });
        let attrs = &mut threads[place].1;
        match (attrs.binary_search_by_key(&name, |(name, _)| *name), value) {
            (Ok(place), Some(value)) => attrs[place].1 = value,
            (Err(place), Some(value)) => attrs.insert(place, (name, value)),
            (Ok(place), None) => {
                attrs.remove(place);
            }
            (Err(_), None) => {}
        }
    }

    /// What `super()` finds in the library's own class.
    pub(super) fn attr_of_super(&mut self, class: &Value, own: &Value, name: u32) -> Exec<Found> {
        let text = self.name(name);
        let base = self.library_base(class);
        if base.is_some_and(|class| class.has_method(text)) || text == "__init__" {
            return Ok(Found::Value(Value::Native(Arc::new((own.clone(), name)))));
        }
        if let Some(value) = self.field(own, name, text)? {
            return Ok(Found::Value(value));
        }
        let message = format!("'super' object has no attribute '{text}'");
        Err(self.raise(Exc::AttributeError, message))
    }

    /// Calls a method of a library object.
    pub(super) fn native(&mut self, object: &Value, name: u32, args: Args) -> Exec<Called> {
        let text = self.name(name);
        let number = match object {
            Value::Str(own) => {
                let own = own.clone();
                return self.string_method(&own, text, args).map(Called::Value);
            }
            Value::Tuple(values) => {
                let values = values.to_vec();
                let args = self.searched("tuple", text, args)?;
                return self.search(&values, "tuple", text, args).map(Called::Value);
            }
            Value::Builtin(stream) => {
                return self.stream_method(*stream, text, args).map(Called::Value);
            }
            Value::Int(_) | Value::Bool(_) | Value::Big(_) => {
                let bits = super::arithmetic::int(object).map_or(0, |int| int.bit_length());
                return Ok(Called::Value(Value::count(
                    usize::try_from(bits).unwrap_or(usize::MAX),
                )));
            }
            Value::Range(_) => return self.range_method(object, text, args).map(Called::Value),
            Value::Float(float) => {
                return Ok(Called::Value(Value::Bool(float.fract() == 0.0)));
            }
            Value::Type(class) if matches!(text, "fromkeys" | "maketrans") => {
                return self.made_by_class(*class, text, &args).map(Called::Value);
            }
            Value::Type(_) => return self.class_method_call(text, args),
            Value::Ref(number) => *number,
            _ => return Err(Stop::internal("a method of something that has none")),
        };
        let class = self.class_of_object(number);
        if let Some(Type::Class(class)) = self.library_base(&class) {
            self.check(Signature::of(class, text), &args)?;
        }
        match self.kind(number) {
            // `@name.setter`.
            Kind::Property(get, set) => {
                let (get, set) = (get.clone(), set.clone());
                let [function] = self.exactly(text, args)?;
                let property = match text {
                    "getter" => Kind::Property(function, set),
                    _ => Kind::Property(get, function),
                };
                self.make(property).map(Called::Value)
            }
            // `Thread.__init__(self)`, `Exception.__init__(self, ...)`: called on the class.
            Kind::Class(_) => self.class_method_call(text, args),
            Kind::List(_) => self.list_method(number, text, args),
            Kind::Deque(..) => self.deque_method(number, text, args).map(Called::Value),
            Kind::Dict(..) => self.dict_method(number, text, args).map(Called::Value),
            Kind::Set(..) => self.set_method(number, text, args).map(Called::Value),
            Kind::Thread(_) => self.thread_method(number, text, args),
            Kind::Lock(_) | Kind::RLock(..) | Kind::Semaphore(..) => {
                self.lock_method(number, text, args).map(Called::Value)
            }
            Kind::Event(_) => self.event_method(number, text, args).map(Called::Value),
            Kind::Condition(..) => self.condition_method(number, text, args),
            Kind::Barrier(_) => self.barrier_method(number, text, args),
            Kind::Queue(_) => self.queue_method(number, text, args).map(Called::Value),
            Kind::Executor(_) => self.executor_method(number, text, args).map(Called::Value),
            Kind::Future(_) => self.future_method(number, text, args),
            Kind::Exception(_) => {
                if text == "__init__"
                    && let Kind::Exception(exception) = self.kind_mut(number)
                {
                    exception.args = args.list;
                    return Ok(Called::Value(Value::None));
                }
                if text == "__str__" {
                    let text = self.written(object, super::super::code::Conversion::Str)?;
                    return Ok(Called::Value(Value::text(text)));
                }
                Ok(Called::Value(object.clone()))
            }
            Kind::Instance(..) => Ok(Called::Value(Value::None)),
            Kind::Iterator(_) => self.disjoint(object, args).map(Called::Value),
            _ => Err(outside_method(text)),
        }
    }

    /// `Thread.__init__(self, ...)`, called on the class rather than on `super()`.
    pub(super) fn class_method_call(&mut self, text: &str, args: Args) -> Exec<Called> {
        let mut args = args;
        if args.list.is_empty() {
            return Err(outside_method(text));
        }
        let own = args.list.remove(0);
        let Some(name) = self.program.numbers.get(text).copied() else {
            return Err(outside_method(text));
        };
        self.native(&own, name, args)
    }

    /// Touches the shape of a container and one of its elements.
    pub(super) fn touch_element(&mut self, object: u32, element: u64, write: bool) -> Exec {
        let birth = self.birth(object);
        self.touch(Location::Shape(birth), write)?;
        self.touch(Location::Element(birth, element), write)?;
        Ok(())
    }
}

fn outside_method(name: &str) -> Stop {
    Stop::outside(format_args!("this use of {name}()"))
}
