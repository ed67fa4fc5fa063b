//! The program's classes: making them, finding methods, `super()`.

use std::sync::Arc;

use super::super::library::{Class, Type};
use super::super::state::{self, Kind};
use super::super::value::{Opaque, Value};
use super::{Exec, Run, Stop};

impl Run<'_> {
    /// An error for a base class that can't be derived from here.
    pub(super) fn check_base(&mut self, base: &Value) -> Exec {
        let fits = match base {
            Value::None
            | Value::Type(Type::Exc(_) | Type::Class(Class::Object | Class::Thread)) => true,
            Value::Ref(object) => matches!(self.kind(*object), Kind::Class(_)),
            _ => false,
        };
        if fits {
            return Ok(());
        }
        let name = self.class_name(base);
        Err(Stop::outside(format_args!(
            "a class that derives from {name}"
        )))
    }

    /// Makes a class from the bound slots of its body.
    pub(super) fn finish_class(&mut self) -> Exec {
        let base = match self.pop() {
            Value::None => Value::Type(Type::Class(Class::Object)),
            base => base,
        };
        let code = self.code();
        let slots = self.frame().slots.clone();
        let bound = code.attrs.iter().filter_map(|(slot, name)| {
            let value = slots.get(*slot as usize)?;
            value.bound().then(|| (*name, value.clone()))
        });
        let mut attrs: state::Attrs = bound.collect();
        attrs.sort_by_key(|(name, _)| *name);
        let class = state::Class {
            name: Arc::from(code.qualified.as_str()),
            base,
            attrs,
        };
        let class = self.make(Kind::Class(class))?;
        self.push(class);
        Ok(())
    }

    /// An attribute of a class or of one it derives from.
    pub(super) fn class_attr(&self, class: &Value, name: u32) -> Option<Value> {
        let mut class = class.clone();
        while let Value::Ref(object) = class {
            let Kind::Class(body) = self.kind(object) else {
                return None;
            };
            if let Ok(place) = body.attrs.binary_search_by_key(&name, |(name, _)| *name) {
                return Some(body.attrs[place].1.clone());
            }
            class = body.base.clone();
        }
        None
    }

    /// A method of a class of the program, by name.
    pub(super) fn find_method(&self, class: &Value, name: &str) -> Option<Value> {
        self.class_attr(class, *self.program.numbers.get(name)?)
    }

    /// A special method of a value whose class is one of the program's.
    pub(super) fn special(&self, value: &Value, name: &str) -> Option<Value> {
        let Value::Ref(object) = value else {
            return None;
        };
        let class = match self.kind(*object) {
            Kind::Instance(class, _) => Value::Ref(*class),
            Kind::Exception(exception) => exception.class.clone(),
            Kind::Thread(thread) => Value::Ref(thread.class?),
            _ => return None,
        };
        self.find_method(&class, name)
    }

    /// `super()`: the bases of the class whose method this is.
    pub(super) fn super_object(&mut self) -> Exec {
        let frame = self.frame();
        let (code, first) = (frame.code, frame.slots.first().cloned());
        let first = match first {
            Some(Value::Ref(object)) => match self.kind(object) {
                Kind::Cell(value) => value.clone(),
                _ => Value::Ref(object),
            },
            other => other.unwrap_or_default(),
        };
        let mut class = match self.kind_of(&first) {
            Some(Kind::Class(_)) => first.clone(),
            _ => self.class_of(&first),
        };
        while let Value::Ref(object) = class {
            let Kind::Class(body) = self.kind(object) else {
                break;
            };
            let base = body.base.clone();
            let own = body.attrs.iter().any(|(_, value)| self.runs(value, code));
            if own {
                self.push(Value::Super(Arc::new((base, first))));
                return Ok(());
            }
            class = base;
        }
        Err(self.raise(
            super::super::library::Exc::RuntimeError,
            "super(): no arguments",
        ))
    }

    /// Whether a value is a function with that code, plain or decorated.
    fn runs(&self, value: &Value, code: u32) -> bool {
        match value {
            Value::Function(own) => *own == code,
            Value::Ref(object) => match self.kind(*object) {
                Kind::Function(function) => function.code == code,
                Kind::Static(inner) | Kind::ClassMethod(inner) => self.runs(inner, code),
                Kind::Property(get, set) => self.runs(get, code) || self.runs(set, code),
                _ => false,
            },
            _ => false,
        }
    }

    /// The name of a class.
    pub(super) fn class_name(&self, class: &Value) -> String {
        let qualified = match class {
            Value::Type(class) => class.name(),
            _ => match self.kind_of(class) {
                Some(Kind::Class(class)) => &class.name,
                _ => return self.type_name(class),
            },
        };
        qualified.rsplit('.').next().unwrap_or_default().into()
    }

    /// The name of a class with those of what it is in.
    pub(super) fn qualified_name(&self, class: &Value) -> String {
        match self.kind_of(class) {
            Some(Kind::Class(class)) => class.name.to_string(),
            _ => self.class_name(class),
        }
    }

    /// The name of a value's class, as messages show it.
    pub(super) fn type_name(&self, value: &Value) -> String {
        match value {
            Value::Module(_) => return "module".into(),
            Value::Ellipsis => return "ellipsis".into(),
            _ => {}
        }
        match self.class_of(value) {
            Value::Type(class @ Type::Class(own)) if own.native() => class.full_name(),
            class => self.class_name(&class),
        }
    }

    pub(super) fn class_of_object(&self, object: u32) -> Value {
        let class = |class| Value::Type(Type::Class(class));
        match self.kind(object) {
            Kind::List(_) => class(Class::List),
            Kind::Dict(_, Value::None) => class(Class::Dict),
            Kind::Dict(_, Value::Unbound) => class(Class::OrderedDict),
            Kind::Dict(..) => class(Class::DefaultDict),
            Kind::Set(_, false) => class(Class::Set),
            Kind::Set(_, true) => class(Class::FrozenSet),
            Kind::Deque(..) => class(Class::Deque),
            // What an `__exit__` is given; an `object()` is one of nothing.
            Kind::Cell(Value::None) => class(Class::Traceback),
            Kind::Cell(_) | Kind::Static(_) | Kind::ClassMethod(_) | Kind::Property(..) => {
                class(Class::Object)
            }
            Kind::Function(_) => class(Class::Function),
            Kind::Class(_) => class(Class::Type),
            Kind::Instance(own, _) => Value::Ref(*own),
            Kind::Exception(exception) => exception.class.clone(),
            Kind::Iterator(iterator) => class(self.iterator_class(iterator)),
            Kind::Thread(thread) => match (thread.class, thread.flavor) {
                (Some(own), _) => Value::Ref(own),
                (None, state::Flavor::Timer) => class(Class::Timer),
                (None, state::Flavor::Process) => class(Class::Process),
                (None, _) => class(Class::Thread),
            },
            Kind::Lock(_) => class(Class::Lock),
            Kind::RLock(..) => class(Class::RLock),
            Kind::Semaphore(_, None) => class(Class::Semaphore),
            Kind::Semaphore(..) => class(Class::BoundedSemaphore),
            Kind::Event(_) => class(Class::Event),
            Kind::Condition(..) => class(Class::Condition),
            Kind::Barrier(_) => class(Class::Barrier),
            Kind::Local(_) => class(Class::Local),
            Kind::Queue(queue) => class(match queue.order {
                state::Order::First => Class::Queue,
                state::Order::Last => Class::LifoQueue,
                state::Order::Least => Class::PriorityQueue,
                state::Order::Simple => Class::SimpleQueue,
            }),
            Kind::Executor(_) => class(Class::Executor),
            Kind::Future(_) => class(Class::Future),
        }
    }

    /// The class of a value, one of the library's or of the program's.
    pub(super) fn class_of(&self, value: &Value) -> Value {
        let class = |class| Value::Type(Type::Class(class));
        match value {
            Value::None | Value::Unbound | Value::Ellipsis => class(Class::NoneType),
            Value::Bool(_) => class(Class::Bool),
            Value::Int(_) | Value::Big(_) | Value::Opaque(Opaque::Id) => class(Class::Int),
            Value::Float(_) | Value::Opaque(_) => class(Class::Float),
            Value::Str(_) => class(Class::Str),
            Value::Tuple(_) => class(Class::Tuple),
            Value::Range(_) => class(Class::Range),
            Value::Rounds(_) => class(Class::RangeIterator),
            Value::Slice(_) => class(Class::Slice),
            Value::Function(_) => class(Class::Function),
            Value::Method(_) | Value::Super(_) => class(Class::Method),
            Value::Native(_) | Value::Builtin(_) => class(Class::BuiltinFunction),
            Value::Type(_) => class(Class::Type),
            Value::Module(_) => class(Class::Module),
            Value::Ref(object) => self.class_of_object(*object),
        }
    }
}
