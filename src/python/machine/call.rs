//! Calls: the callee and its arguments, and frames for the program's functions.

use super::super::code::Op;
use super::super::library::{Class, Exc, Signature, Type};
use super::super::state::{Exception, Frame, Kind, Then, ThreadObject};
use super::super::value::Value;
use super::{Exec, Gil, Run, Stop};

/// Deeper calls raise `RecursionError`, as in Python.
const MOST_FRAMES: usize = 995;

/// The arguments of a call: by position, and by name.
#[derive(Clone, Debug, Default)]
pub(super) struct Args {
    pub(super) list: Vec<Value>,
    pub(super) named: Vec<(Value, Value)>,
}

impl Args {
    pub(super) fn of(list: Vec<Value>) -> Self {
        Self {
            list,
            named: Vec::new(),
        }
    }
}

/// The result of calling something.
pub(super) enum Called {
    /// It returned this value.
    Value(Value),
    /// It calls a function of the program, whose result is treated according to `Then`.
    Enter(Value, Args, Then),
}

impl Run<'_> {
    /// Any of the call instructions.
    pub(super) fn call(&mut self, op: Op) -> Exec {
        let (callee, args, count) = self.callee(op)?;
        self.invoke(&callee, args, count, Then::Push)
    }

    /// The callee of an instruction, its arguments, and the number of operands they take.
    fn callee(&mut self, op: Op) -> Exec<(Value, Args, usize)> {
        let (count, names) = match op {
            Op::Call(count) | Op::CallMethod(_, count) => (count as usize, None),
            Op::CallNamed(count, names) | Op::CallMethodNamed(_, count, names) => {
                (count as usize, Some(names))
            }
            _ => {
                let (list, dict) = (self.peek(1), self.peek(0));
                if !matches!(self.kind_of(&list), Some(Kind::List(_))) {
                    // A thread's arguments are checked when it starts.
                    let function = self.peek(2);
                    let called = self.called_name(&function);
                    let name = self.type_name(&list);
                    return Err(self.type_error(format!(
                        "{called} argument after * must be an iterable, not {name}"
                    )));
                }
                let list = self.elements(&list)?;
                let named = match self.kind_of(&dict) {
                    Some(Kind::Dict(pairs, _)) => pairs.clone(),
                    _ => Vec::new(),
                };
                return Ok((self.peek(2), Args { list, named }, 3));
            }
        };
        let stack = &self.frame().stack;
        let first = stack.len().saturating_sub(count);
        let mut list = stack[first..].to_vec();
        let callee = stack[first - 1].clone();
        let mut named = Vec::new();
        if let Some(Value::Tuple(names)) =
            names.map(|names| &self.program.constants[names as usize])
        {
            let values = list.split_off(list.len().saturating_sub(names.len()));
            named = names.iter().cloned().zip(values).collect();
        }
        let mut args = Args { list, named };
        let callee = match op {
            Op::CallMethod(name, _) | Op::CallMethodNamed(name, ..) => {
                match self.method(&callee, name)? {
                    Value::Method(both) => {
                        args.list.insert(0, both.1.clone());
                        both.0.clone()
                    }
                    other => other,
                }
            }
            _ => callee,
        };
        Ok((callee, args, count + 1))
    }

    /// Calls something; its `count` operands are popped once it is called.
    pub(super) fn invoke(&mut self, callee: &Value, args: Args, count: usize, then: Then) -> Exec {
        let called = self.called(callee, args)?;
        match called {
            Called::Value(value) => {
                let stack = &mut self.frame().stack;
                stack.truncate(stack.len().saturating_sub(count));
                self.advance();
                self.take_result(value, then);
                Ok(())
            }
            Called::Enter(function, args, inner) => {
                let frame = self.frame_of(&function, args, inner_of(then, inner))?;
                let stack = &mut self.frame().stack;
                stack.truncate(stack.len().saturating_sub(count));
                self.advance();
                self.thread().frames.push(frame);
                Ok(())
            }
        }
    }

    /// Puts a library function's result where the caller wants it.
    fn take_result(&mut self, value: Value, then: Then) {
        let value = match then {
            Then::Drop => return,
            Then::Made(made) => made,
            Then::Truth(wanted) => Value::Bool(self.plain_truth(&value) == wanted),
            Then::Passed(barrier) => self.open_barrier(barrier),
            Then::Push | Then::Text | Then::Next(_) => value,
        };
        self.push(value);
    }

    /// Calls a value.
    pub(super) fn called(&mut self, callee: &Value, args: Args) -> Exec<Called> {
        match callee {
            Value::Function(_) => Ok(Called::Enter(callee.clone(), args, Then::Push)),
            Value::Method(both) => {
                let mut args = args;
                args.list.insert(0, both.1.clone());
                let function = both.0.clone();
                self.called(&function, args)
            }
            Value::Native(both) => {
                let (object, name) = (both.0.clone(), both.1);
                self.native(&object, name, args)
            }
            Value::Builtin(builtin) => self.builtin(*builtin, args),
            Value::Type(class) => self.construct(*class, args),
            Value::Ref(object) => match self.kind(*object) {
                Kind::Function(_) => Ok(Called::Enter(callee.clone(), args, Then::Push)),
                Kind::Class(_) => self.instantiate(*object, args),
                Kind::Instance(..) => match self.special(callee, "__call__") {
                    Some(function) => {
                        let mut args = args;
                        args.list.insert(0, callee.clone());
                        self.called(&function, args)
                    }
                    None => Err(self.not_callable(callee)),
                },
                Kind::Static(function) => {
                    let function = function.clone();
                    self.called(&function, args)
                }
                _ => Err(self.not_callable(callee)),
            },
            _ => Err(self.not_callable(callee)),
        }
    }

    fn not_callable(&mut self, value: &Value) -> Stop {
        let name = self.type_name(value);
        self.type_error(format!("'{name}' object is not callable"))
    }

    /// A frame that calls a function of the program.
    pub(super) fn frame_of(&mut self, function: &Value, args: Args, then: Then) -> Exec<Frame> {
        if self.thread().frames.len() >= MOST_FRAMES {
            return Err(self.raise(Exc::RecursionError, "maximum recursion depth exceeded"));
        }
        if self.real.is_none() {
            self.calls += 1;
            self.turns()?;
        }
        let (number, function) = match function {
            Value::Function(code) => (*code, None),
            Value::Ref(object) => match self.kind(*object) {
                Kind::Function(function) => (function.code, Some(function.clone())),
                _ => return Err(Stop::internal("a call of something that is no function")),
            },
            _ => return Err(Stop::internal("a call of something that is no function")),
        };
        // `CPython` may switch threads at the start of any function, however it was called.
        self.gil = Gil::Released;
        let code = &self.program.codes[number as usize];
        let mut frame = Frame::of(number, code);
        frame.then = then;
        self.bind(code, function.as_ref(), args, &mut frame.slots)?;
        if let Some(function) = &function {
            for (slot, cell) in code.free.iter().zip(&function.closure) {
                frame.slots[*slot as usize] = cell.clone();
            }
        }
        Ok(frame)
    }

    /// Enters a function of the program.
    pub(super) fn enter_function(
        &mut self,
        function: &Value,
        list: Vec<Value>,
        then: Then,
    ) -> Exec {
        match self.called(function, Args::of(list))? {
            Called::Enter(function, args, _) => {
                let frame = self.frame_of(&function, args, then)?;
                self.thread().frames.push(frame);
                Ok(())
            }
            Called::Value(value) => {
                self.take_result(value, then);
                Ok(())
            }
        }
    }

    /// Makes an object of a class of the program.
    fn instantiate(&mut self, class: u32, args: Args) -> Exec<Called> {
        let value = Value::Ref(class);
        let base = self.library_base(&value);
        let made = match base {
            Some(Type::Exc(_)) => Kind::Exception(Exception {
                class: value.clone(),
                args: args.list.clone(),
                attrs: Vec::new(),
            }),
            Some(Type::Class(Class::Thread)) => Kind::Thread(ThreadObject::unready(Some(class))),
            _ => Kind::Instance(class, Vec::new()),
        };
        let init = self.find_method(&value, "__init__");
        let plain = matches!(made, Kind::Instance(..));
        let made = self.make(made)?;
        match init {
            Some(init) => {
                let mut args = args;
                args.list.insert(0, made.clone());
                match self.called(&init, args)? {
                    Called::Enter(function, args, _) => {
                        Ok(Called::Enter(function, args, Then::Made(made)))
                    }
                    Called::Value(_) => Ok(Called::Value(made)),
                }
            }
            None if plain => {
                if !args.list.is_empty() || !args.named.is_empty() {
                    let name = self.class_name(&value);
                    return Err(self.type_error(format!("{name}() takes no arguments")));
                }
                Ok(Called::Value(made))
            }
            None => {
                if let (Value::Ref(object), Some(Type::Class(Class::Thread))) = (&made, base) {
                    self.check(Signature::of(Class::Thread, "__init__"), &args)?;
                    self.init_thread(*object, args)?;
                }
                Ok(Called::Value(made))
            }
        }
    }
}

/// The outer use of the result applies if the call itself has none.
fn inner_of(outer: Then, inner: Then) -> Then {
    match inner {
        Then::Push => outer,
        inner => inner,
    }
}
