//! Exceptions: making them, finding their handlers, and the last line of a traceback.

use super::super::code::Conversion;
use super::super::library::{Class, Exc, Type};
use super::super::state::{Exception, Kind, Status, Then};
use super::super::value::Value;
use super::call::Args;
use super::{Exec, Halt, Run, Stop, id};

impl Run<'_> {
    /// An exception of the library, with arguments.
    pub(super) fn raise_with(&mut self, class: Exc, args: Vec<Value>) -> Stop {
        let exception = Exception {
            class: Value::Type(Type::Exc(class)),
            args,
            attrs: Vec::new(),
        };
        match self.make(Kind::Exception(exception)) {
            Ok(value) => Stop::Raise(value),
            Err(stop) => stop,
        }
    }

    pub(super) fn type_error(&mut self, message: impl Into<String>) -> Stop {
        self.raise(Exc::TypeError, message)
    }

    pub(super) fn value_error(&mut self, message: impl Into<String>) -> Stop {
        self.raise(Exc::ValueError, message)
    }

    /// What `raise value` raises: the exception itself, or a new one of that class.
    pub(super) fn raised(&mut self, value: Value) -> Exec<Stop> {
        match &value {
            Value::Type(Type::Exc(_)) => {
                let exception = Exception {
                    class: value,
                    args: Vec::new(),
                    attrs: Vec::new(),
                };
                return Ok(Stop::Raise(self.make(Kind::Exception(exception))?));
            }
            Value::Ref(object) => match self.kind(*object) {
                Kind::Exception(_) => return Ok(Stop::Raise(value)),
                Kind::Class(_) if self.exception_class(&value) => {
                    // `raise` alone makes an object first; only `raise ... from` gets here.
                    if self.find_method(&value, "__init__").is_some() {
                        return Err(Stop::Refuse(
                            "raising a class that has an __init__ isn't in the subset".into(),
                            "raise an object of it: put () behind the name".into(),
                        ));
                    }
                    let exception = Exception {
                        class: value,
                        args: Vec::new(),
                        attrs: Vec::new(),
                    };
                    return Ok(Stop::Raise(self.make(Kind::Exception(exception))?));
                }
                _ => {}
            },
            _ => {}
        }
        Ok(self.type_error("exceptions must derive from BaseException"))
    }

    /// `raise value`; if it is a class with its own `__init__`, an object is made first.
    pub(super) fn raise_top(&mut self) -> Exec {
        let value = self.peek(0);
        let class = matches!(self.kind_of(&value), Some(Kind::Class(_)));
        if class && self.exception_class(&value) && self.find_method(&value, "__init__").is_some() {
            let depth = self.thread().frames.len();
            self.invoke(&value, Args::default(), 1, Then::Push)?;
            // The same instruction then raises the object.
            self.thread().frames[depth - 1].at -= 1;
            return Ok(());
        }
        Err(self.raised(value)?)
    }

    /// The exception being handled, in this function or in a caller.
    pub(super) fn handled(&self) -> Option<Value> {
        let frames = &self.state.threads[self.me].frames;
        frames.iter().rev().enumerate().find_map(|(above, frame)| {
            // A caller's frame is already past its call.
            let at = frame.at - u32::from(above > 0);
            let code = &self.program.codes[frame.code as usize];
            let mut around = code.handling.iter().filter(|one| one.covers(at));
            around.find_map(|one| {
                let exception = &frame.slots[one.slot as usize];
                exception.bound().then(|| exception.clone())
            })
        })
    }

    /// Records what was being handled when an exception was raised, if the program ever asks for it.
    fn set_context(&mut self, raised: &Value) {
        let Some(name) = self.program.numbers.get("__context__").copied() else {
            return;
        };
        if let Some(handled) = self.handled().filter(|handled| !handled.same(raised)) {
            self.keep_attr(raised, name, handled);
        }
    }

    fn keep_attr(&mut self, exception: &Value, name: u32, value: Value) {
        if let Value::Ref(object) = exception
            && let Kind::Exception(exception) = self.kind_mut(*object)
        {
            let attrs = &mut exception.attrs;
            match attrs.binary_search_by_key(&name, |(name, _)| *name) {
                Ok(place) => attrs[place].1 = value,
                Err(place) => attrs.insert(place, (name, value)),
            }
        }
    }

    /// Whether a class is an exception class.
    pub(super) fn exception_class(&self, class: &Value) -> bool {
        matches!(self.library_base(class), Some(Type::Exc(_)))
    }

    /// The library class that a class is or derives from.
    pub(super) fn library_base(&self, class: &Value) -> Option<Type> {
        match class {
            Value::Type(class) => Some(*class),
            Value::Ref(object) => match self.kind(*object) {
                Kind::Class(class) => self.library_base(&class.base),
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether `except class` catches an exception.
    pub(super) fn matches(&mut self, exception: &Value, class: &Value) -> Exec<bool> {
        if let Value::Tuple(classes) = class {
            for class in classes.iter() {
                if self.matches(exception, class)? {
                    return Ok(true);
                }
            }
            return Ok(false);
        }
        if !self.exception_class(class) {
            return Err(self.type_error(
                "catching classes that do not inherit from BaseException is not allowed",
            ));
        }
        let own = self.class_of(exception);
        Ok(self.derives(&own, class))
    }

    /// Records the cause given by `raise ... from`, if the program ever asks for it.
    pub(super) fn set_cause(&mut self, raised: &Stop, cause: Value) {
        let name = self.program.numbers.get("__cause__").copied();
        if let (Stop::Raise(exception), Some(name)) = (raised, name) {
            self.keep_attr(exception, name, cause);
        }
    }

    /// Whether a class is the same as another one or derives from it.
    pub(super) fn derives(&self, class: &Value, other: &Value) -> bool {
        match (class, other) {
            (Value::Type(own), Value::Type(other)) => own.derives(*other),
            (Value::Ref(own), Value::Ref(other)) if own == other => true,
            (Value::Ref(own), _) => match self.kind(*own) {
                Kind::Class(class) => self.derives(&class.base, other),
                _ => false,
            },
            (Value::None, Value::Type(Type::Class(Class::Object))) => true,
            _ => false,
        }
    }

    /// Finds the handler for an exception; if there is none, the thread ends.
    pub(super) fn unwind(&mut self, exception: Value) -> Result<(), Halt> {
        self.set_context(&exception);
        loop {
            let me = self.me;
            self.trace(&exception);
            let Some(frame) = self.state.threads[me].frames.last_mut() else {
                self.uncaught(&exception);
                return Ok(());
            };
            let code = &self.program.codes[frame.code as usize];
            let at = frame.at;
            let handler = code
                .handlers
                .iter()
                .find(|handler| handler.start <= at && at < handler.end);
            if let Some(handler) = handler {
                frame.stack.truncate(handler.depth as usize);
                frame.stack.push(exception);
                frame.at = handler.target;
                return Ok(());
            }
            if handler.is_none() && self.fails_task(&exception) {
                return Ok(());
            }
            let left = self.state.threads[me].frames.pop();
            if left
                .as_ref()
                .is_some_and(|left| self.ends_callback(left, &exception))
            {
                return Ok(());
            }
            match left.map(|left| left.then) {
                Some(Then::Next(end)) if self.ends_iteration(&exception) => {
                    self.pop();
                    self.frame().at = end;
                    return Ok(());
                }
                Some(Then::Passed(barrier)) => self.break_barrier(barrier),
                _ => {}
            }
            // The caller's frame is already past its call; what covers the call also covers the
            // exception.
            if let Some(caller) = self.state.threads[me].frames.last_mut() {
                caller.at = caller.at.saturating_sub(1);
            }
        }
    }

    fn uncaught(&mut self, exception: &Value) {
        let exit = Value::Type(Type::Exc(Exc::SystemExit));
        let class = self.class_of(exception);
        self.thread().sleep = super::Sleep::No;
        if self.derives(&class, &exit) {
            // `sys.exit("text")` writes its text to stderr, which isn't compared.
            if self.me == 0 {
                self.thread().status = Status::Ready;
                self.tell_exit(exception);
            }
            return;
        }
        let line = self.last_line(exception);
        self.tell_uncaught(&line);
        let line = self.common.texts.number(&line);
        let failures = &mut self.state.failures;
        failures.push((id(self.me), line));
        failures.sort_unstable();
    }

    /// `ValueError: too small`, as the last line of a traceback has it.
    fn last_line(&mut self, exception: &Value) -> String {
        let class = self.class_of(exception);
        // A program's own classes are shown without `__main__`, where they are.
        let name = match &class {
            Value::Type(class) => class.name().to_string(),
            Value::Ref(object) => match self.kind(*object) {
                Kind::Class(class) => class.name.to_string(),
                _ => String::new(),
            },
            _ => String::new(),
        };
        let own = self.special(exception, "__str__");
        let own = own.map(|function| self.run_inner(&function, Args::of(vec![exception.clone()])));
        let text = match own {
            Some(Ok(Value::Str(text))) => text.to_string(),
            Some(Ok(_) | Err(Stop::Raise(_))) => "<exception str() failed>".into(),
            _ => self.written(exception, Conversion::Str).unwrap_or_default(),
        };
        let text = super::super::value::Opaque::shown(&text);
        if text.is_empty() {
            name
        } else {
            format!("{name}: {text}")
        }
    }
}
