//! Threads: made, started, joined; whether they are alive.

use std::sync::Arc;

use super::super::library::{Builtin, Class, Exc};
use super::super::state::{
    Birth, Flavor, Frame, Kind, Object, Sleep, Status, Then, Thread, ThreadObject,
};
use super::super::value::Value;
use super::call::{Args, Called};
use super::operators::int;
use super::{Act, Exec, Location, Run, Stop, number};

/// Besides main; more have no letter.
const MOST_THREADS: usize = 25;

/// The object of the main thread.
pub(super) fn main_object() -> Object {
    let mut thread = unready(None);
    thread.name = Arc::from("MainThread");
    thread.number = Some(0);
    thread.ready = true;
    Object {
        birth: Birth {
            thread: 0,
            site: u32::MAX,
            number: 0,
        },
        kind: Kind::Thread(thread),
    }
}

/// A thread object before its `__init__`.
pub(super) fn unready(class: Option<u32>) -> ThreadObject {
    ThreadObject {
        class,
        attrs: Vec::new(),
        number: None,
        name: Arc::from(""),
        target: Value::None,
        args: Vec::new(),
        kwargs: Vec::new(),
        daemon: false,
        flavor: Flavor::Thread,
        ready: false,
        code: 0,
    }
}

impl Run<'_> {
    /// `Thread(...)`, `Timer(...)`, `Process(...)`.
    pub(super) fn new_thread(&mut self, class: Class, args: Args) -> Exec<Value> {
        let mut thread = unready(None);
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
            let [_, function, args, named] = self.params("__init__", names, args)?;
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

    /// `Thread-1 (work)`: numbered in the order in which they are made.
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

    fn thread_object_mut(&mut self, object: u32) -> &mut ThreadObject {
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
            "ident" | "native_id" | "pid" => Some(match thread.number {
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
        self.state.threads[thread].status == Status::Ended
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
                let timed = timeout.is_some_and(|timeout| !matches!(timeout, Value::None));
                self.join(&thread, object, timed)?;
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
                    if self.state.threads[number].sleep == Sleep::Done {
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

    fn start(&mut self, object: u32, thread: &ThreadObject) -> Exec {
        if !thread.ready {
            return Err(self.raise(Exc::RuntimeError, "thread.__init__() not called"));
        }
        if thread.number.is_some() {
            return Err(self.raise(Exc::RuntimeError, "threads can only be started once"));
        }
        let birth = self.birth(object);
        if self.touch(Location::Alive(birth), true)? {
            self.note(|_| Act::Said("start".into()));
        }
        // A timer's function is called when it fires.
        if thread.flavor == Flavor::Timer {
            self.spawn_bare(object, None)?;
            return Ok(());
        }
        let args = Args {
            list: thread.args.clone(),
            named: thread.kwargs.clone(),
        };
        let own = Value::Ref(object);
        let run = thread.class.and_then(|_| self.special(&own, "run"));
        let called = match run {
            Some(run) => self.called(&run, Args::of(vec![own]))?,
            None if matches!(thread.target, Value::None) => Called::Value(Value::None),
            None => match self.called_later(&thread.target, args.clone()) {
                Some(called) => called,
                None => {
                    let frame = self.native_frame(&thread.target, args)?;
                    let new = self.spawn_bare(object, None)?;
                    self.state.threads[new].frames.push(frame);
                    return Ok(());
                }
            },
        };
        // A wrong number of arguments is the new thread's error, as in Python.
        let frame = match called {
            Called::Enter(function, args, _) => Some((function, args)),
            Called::Value(_) => None,
        };
        self.spawn(object, frame)
    }

    /// What a target comes to that is a function of the program's; `None` for one of the library's.
    fn called_later(&mut self, target: &Value, args: Args) -> Option<Called> {
        match target {
            Value::Function(_) | Value::Method(_) => self.called(target, args).ok(),
            Value::Ref(object) => match self.kind(*object) {
                Kind::Function(_) => self.called(target, args).ok(),
                Kind::Instance(..) => self.called(target, args).ok(),
                _ => None,
            },
            _ => None,
        }
    }

    /// The first frame of a thread whose target is the library's own, such as `lock.acquire` or
    /// `print`: it calls it.
    fn native_frame(&mut self, target: &Value, args: Args) -> Exec<Frame> {
        let code = &self.program.codes[self.program.caller as usize];
        let mut frame = Frame::of(self.program.caller, code);
        let list = self.make(Kind::List(args.list))?;
        let dict = self.make(Kind::Dict(args.named, Value::None))?;
        frame.slots = vec![target.clone(), list, dict];
        Ok(frame)
    }

    /// Starts a thread that calls a function of the program's.
    fn spawn(&mut self, object: u32, call: Option<(Value, Args)>) -> Exec {
        let new = self.spawn_bare(object, None)?;
        let Some((function, args)) = call else {
            return Ok(());
        };
        let me = std::mem::replace(&mut self.me, new);
        let frame = self.frame_of(&function, args, Then::Drop);
        self.me = me;
        match frame {
            Ok(frame) => self.state.threads[new].frames.push(frame),
            Err(Stop::Raise(exception)) => {
                let me = std::mem::replace(&mut self.me, new);
                let told = self.unwind(exception);
                self.me = me;
                if told.is_err() {
                    return Err(self.internal("an exception before a thread's first line"));
                }
            }
            Err(stop) => return Err(stop),
        }
        Ok(())
    }

    /// Makes a thread and lets it run up to its first step.
    pub(super) fn spawn_bare(&mut self, object: u32, executor: Option<u32>) -> Exec<usize> {
        let new = self.state.threads.len();
        if new > MOST_THREADS {
            return Err(Stop::Refuse(
                "this starts a 26th thread, which has no letter".into(),
                "explore the program with fewer threads (--set NAME=NUMBER sets a global); threaddemo run takes them all".into(),
            ));
        }
        let now = self.thread().clock;
        let mut clock = self.common.touches.clock(now).to_vec();
        let me = self.me;
        let mut child = clock.clone();
        child.resize(new + 1, 0);
        child[new] = 1;
        if clock.len() <= me {
            clock.resize(me + 1, 0);
        }
        clock[me] += 1;
        self.thread().clock = self.common.touches.number(clock);
        let child = self.common.touches.number(child);
        let flavor = self.thread_object(object).flavor;
        let daemon = self.thread_object(object).daemon;
        self.thread_object_mut(object).number = Some(number(new));
        let mut space = self.thread().space;
        if flavor == Flavor::Process {
            let copy = self.state.spaces[usize::from(space)].clone();
            space = number(self.state.spaces.len());
            self.state.spaces.push(copy);
        }
        self.state.threads.push(Thread {
            status: Status::Ready,
            space,
            daemon,
            object,
            frames: Vec::new(),
            sleep: if flavor == Flavor::Timer {
                Sleep::Done
            } else {
                Sleep::No
            },
            clock: child,
            stepped: 0,
            executor,
        });
        self.started.push(new);
        Ok(new)
    }

    /// Waits for a thread's end, which orders what it did before what follows.
    fn join(&mut self, thread: &ThreadObject, object: u32, timed: bool) -> Exec {
        if !thread.ready {
            return Err(self.raise(Exc::RuntimeError, "Thread.__init__() not called"));
        }
        let Some(number) = thread.number else {
            return Err(self.raise(Exc::RuntimeError, "cannot join thread before it is started"));
        };
        let number = usize::from(number);
        if number == self.me {
            return Err(self.raise(Exc::RuntimeError, "cannot join current thread"));
        }
        if timed {
            let birth = self.birth(object);
            self.touch(Location::Alive(birth), false)?;
            let ended = self.ended(number);
            self.note(|_| Act::Said(if ended { "join" } else { "join times out" }.to_string()));
            if !ended {
                return Ok(());
            }
        } else if !self.ended(number) {
            self.waits = Some(object);
            return Err(Stop::Join);
        }
        let clock = self.state.threads[number].clock;
        self.learn(clock);
        Ok(())
    }

    /// What happened under that clock is over for this thread.
    pub(super) fn learn(&mut self, clock: u32) {
        let now = self.thread().clock;
        let mut own = self.common.touches.clock(now).to_vec();
        let other = self.common.touches.clock(clock);
        own.resize(own.len().max(other.len()), 0);
        for (own, other) in own.iter_mut().zip(other) {
            *own = (*own).max(*other);
        }
        self.thread().clock = self.common.touches.number(own);
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

    /// A timer fires: one step, unless it was cancelled before.
    pub(super) fn fire(&mut self) -> Exec {
        let object = self.thread().object;
        let thread = self.thread_object(object).clone();
        if thread.code != 0 {
            self.thread().sleep = Sleep::No;
            return Ok(());
        }
        self.step()?;
        self.stepped_note("the timer fires");
        self.thread().sleep = Sleep::No;
        let args = Args {
            list: thread.args,
            named: thread.kwargs,
        };
        let frame = match self.called_later(&thread.target, args.clone()) {
            Some(Called::Enter(function, args, _)) => self.frame_of(&function, args, Then::Drop)?,
            _ => self.native_frame(&thread.target, args)?,
        };
        self.thread().frames.push(frame);
        Ok(())
    }

    fn stepped_note(&mut self, text: &str) {
        self.note(|_| Act::Said(text.to_string()));
    }

    /// A number of seconds or `None`: whether a wait may time out.
    pub(super) fn timed(&mut self, timeout: &Value) -> bool {
        match timeout {
            Value::None | Value::Unbound => false,
            other => int(other).is_none_or(|seconds| !seconds.is_negative()),
        }
    }
}
