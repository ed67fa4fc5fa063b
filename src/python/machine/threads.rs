//! Threads: making, starting and joining them, and whether they are alive.

use std::sync::Arc;

use super::super::library::{Builtin, Class, Exc};
use super::super::state::{Birth, Flavor, Kind, Question, Sleep, Status, ThreadObject};
use super::super::value::Value;
use super::arithmetic::numeric;
use super::call::{Args, Called};
use super::{Act, Exec, Location, Run, Stop};

impl Run<'_> {
    /// `Thread(...)`, `Timer(...)`, `Process(...)`.
    pub(super) fn new_thread(&mut self, class: Class, args: Args) -> Exec<Value> {
        let mut thread = ThreadObject::unready(None);
        thread.flavor = match class {
            Class::Timer => Flavor::Timer,
            Class::Process => Flavor::Process,
            _ => Flavor::Thread,
        };
        let value = self.make(Kind::Thread(thread))?;
        if let Value::Ref(object) = value {
            self.init_thread(object, args)?;
        }
        Ok(value)
    }

    /// `Thread.__init__`.
    pub(super) fn init_thread(&mut self, object: u32, args: Args) -> Exec {
        let flavor = self.thread_object(object).flavor;
        let (group, target, name, list, kwargs, daemon);
        if flavor == Flavor::Timer {
            let names = ["interval", "function", "args", "kwargs"];
            let [interval, function, args, named] = self.params("__init__", names, args)?;
            super::timeouts::check_interval(&interval)?;
            self.keep_interval(object, &interval);
            (group, target, name, list, kwargs, daemon) =
                (Value::None, function, Value::None, args, named, Value::None);
        } else {
            let names = ["group", "target", "name", "args", "kwargs", "daemon"];
            let all = self.params("Thread.__init__", names, args)?;
            [group, target, name, list, kwargs, daemon] = all;
        }
        if !matches!(group, Value::None | Value::Unbound) {
            return Err(self.raise(Exc::AssertionError, "group argument must be None for now"));
        }
        let list = match &list {
            Value::None | Value::Unbound => Vec::new(),
            // As in Python, this is reported only when the thread starts.
            list if flavor != Flavor::Timer && !self.is_iterable(list) => {
                vec![Value::Unbound, list.clone()]
            }
            list => self.iterated(list)?,
        };
        let kwargs = match &kwargs {
            Value::None | Value::Unbound => Vec::new(),
            kwargs => self.pairs_of(kwargs)?,
        };
        let name: Arc<str> = match &name {
            Value::None | Value::Unbound => self.default_name(flavor, &target).into(),
            name => self
                .written(name, super::super::code::Conversion::Str)?
                .into(),
        };
        let daemon = match daemon {
            Value::None | Value::Unbound => self.thread().daemon,
            daemon => self.plain_truth(&daemon),
        };
        let thread = self.thread_object_mut(object);
        thread.target = if target.bound() { target } else { Value::None };
        thread.args = list;
        thread.kwargs = kwargs;
        thread.name = name;
        thread.daemon = daemon;
        thread.ready = true;
        Ok(())
    }

    /// `Thread-1 (work)`: numbered in the order they are made.
    fn default_name(&mut self, flavor: Flavor, target: &Value) -> String {
        let space = self.space();
        let made = self.state.spaces[space].made;
        if flavor == Flavor::Process {
            self.state.spaces[space].made.1 += 1;
            return format!("Process-{}", made.1 + 1);
        }
        self.state.spaces[space].made.0 += 1;
        let number = made.0 + 1;
        if flavor == Flavor::Timer {
            return format!("Thread-{number}");
        }
        match self.target_name(target) {
            Some(name) => format!("Thread-{number} ({name})"),
            None => format!("Thread-{number}"),
        }
    }

    fn target_name(&self, target: &Value) -> Option<String> {
        let code = match target {
            Value::Function(code) => *code,
            Value::Method(both) => return self.target_name(&both.0),
            Value::Builtin(builtin) => return Some(builtin.name().into()),
            Value::Native(both) => return Some(self.name(both.1).into()),
            Value::Ref(object) => match self.kind(*object) {
                Kind::Function(function) => function.code,
                _ => return None,
            },
            _ => return None,
        };
        Some(self.program.codes[code as usize].name.clone())
    }

    pub(super) fn thread_object(&self, object: u32) -> &ThreadObject {
        match self.kind(object) {
            Kind::Thread(thread) => thread,
            _ => unreachable!("its kind was looked at"),
        }
    }

    pub(super) fn thread_object_mut(&mut self, object: u32) -> &mut ThreadObject {
        match self.kind_mut(object) {
            Kind::Thread(thread) => thread,
            _ => unreachable!("its kind was looked at"),
        }
    }

    pub(super) fn thread_field(&mut self, object: u32, name: &str) -> Option<Value> {
        let thread = self.thread_object(object);
        match name {
            "name" => Some(Value::Str(thread.name.clone())),
            "daemon" => Some(Value::Bool(thread.daemon)),
            // Where a program's own `run` looks for the target.
            "_target" => Some(thread.target.clone()),
            "_args" => Some(match &thread.args[..] {
                [Value::Unbound, other] => other.clone(),
                list => Value::tuple(list.to_vec()),
            }),
            "ident" | "native_id" | "pid" => Some(match thread.number {
                Some(_) if self.real.is_some() => Value::Int(super::real::address(object)),
                Some(_) => Value::Opaque(super::super::value::Opaque::Id),
                None => Value::None,
            }),
            "exitcode" if thread.flavor == Flavor::Process => Some(match thread.number {
                Some(number) if self.ended(usize::from(number)) => Value::Int(thread.code),
                _ => Value::None,
            }),
            _ => None,
        }
    }

    pub(super) fn ended(&self, thread: usize) -> bool {
        self.state.threads.ask(thread, Question::Ended)
    }

    pub(super) fn set_daemon(&mut self, object: u32, daemon: bool) -> Exec {
        if self.thread_object(object).number.is_some() {
            let message = "cannot set daemon status of active thread";
            return Err(self.raise(Exc::RuntimeError, message));
        }
        self.thread_object_mut(object).daemon = daemon;
        Ok(())
    }

    pub(super) fn thread_method(&mut self, object: u32, name: &str, args: Args) -> Exec<Called> {
        let thread = self.thread_object(object).clone();
        let value = match name {
            "__init__" => {
                self.init_thread(object, args)?;
                Value::None
            }
            "start" => {
                self.start(object, &thread)?;
                Value::None
            }
            "run" => {
                if let [Value::Unbound, _] = thread.args[..] {
                    return Err(Stop::outside("run() with arguments that are none"));
                }
                let args = Args {
                    list: thread.args,
                    named: thread.kwargs,
                };
                if matches!(thread.target, Value::None) {
                    return Ok(Called::Value(Value::None));
                }
                return self.called(&thread.target, args);
            }
            "join" => {
                let timeout = args
                    .list
                    .first()
                    .or(args.named.first().map(|(_, value)| value));
                let timeout = timeout.cloned().unwrap_or(Value::None);
                let process = thread.flavor == Flavor::Process;
                let timed = !process && super::timeouts::timed(&timeout);
                if timed && numeric(&timeout).is_none() && timeout.opaque().is_none() {
                    let name = self.type_name(&timeout);
                    return Err(self.type_error(format!(
                        "'>' not supported between instances of 'int' and '{name}'"
                    )));
                }
                self.waits_for(&timeout);
                self.join(&thread, object, &timeout)?;
                Value::None
            }
            "is_alive" | "isAlive" => {
                let birth = self.birth(object);
                self.touch(Location::Alive(birth), false)?;
                let alive = thread
                    .number
                    .is_some_and(|one| !self.ended(usize::from(one)));
                self.note(|_| Act::Said(format!("alive? {}", if alive { "yes" } else { "no" })));
                Value::Bool(alive)
            }
            "getName" => Value::Str(thread.name),
            "isDaemon" => Value::Bool(thread.daemon),
            "setName" | "setDaemon" => {
                let [value] = self.exactly(name, args)?;
                let field = if name == "setName" { "name" } else { "daemon" };
                self.set_of_library(object, field, &value)?;
                Value::None
            }
            _ => {
                // `cancel` of a timer.
                self.step()?;
                self.note(|_| Act::Said("cancel".into()));
                self.thread_object_mut(object).code = 1;
                if let Some(number) = thread.number {
                    let number = usize::from(number);
                    // A real thread notices this by itself.
                    let waits = self.state.threads[number].sleep == Sleep::Done;
                    if waits && self.real.is_none() {
                        self.state.threads[number].sleep = Sleep::No;
                        self.state.threads[number].frames.clear();
                        self.started.push(number);
                    }
                }
                Value::None
            }
        };
        Ok(Called::Value(value))
    }

    pub(super) fn threads_builtin(&mut self, builtin: Builtin) -> Exec<Value> {
        let space = self.thread().space;
        match builtin {
            Builtin::CurrentThread => return Ok(Value::Ref(self.thread().object)),
            Builtin::MainThread => return Ok(Value::Ref(self.state.threads[0].object)),
            _ => {}
        }
        let heap = &self.state.spaces[usize::from(space)].heap;
        let births: Vec<Birth> = heap
            .iter()
            .flatten()
            .filter(|object| {
                matches!(object.kind, Kind::Thread(_)) && object.birth.site != u32::MAX
            })
            .map(|object| object.birth)
            .collect();
        let mut shared = false;
        for birth in births {
            shared |= self.touch(Location::Alive(birth), false)?;
        }
        let _ = shared;
        let alive: Vec<Value> = self
            .state
            .threads
            .iter()
            .filter(|thread| thread.status != Status::Ended && thread.space == space)
            .map(|thread| Value::Ref(thread.object))
            .collect();
        let count = alive.len();
        self.note(|_| Act::Said(format!("{count} are alive")));
        match builtin {
            Builtin::ActiveCount => Ok(Value::count(count)),
            _ => self.make(Kind::List(alive)),
        }
    }
}
