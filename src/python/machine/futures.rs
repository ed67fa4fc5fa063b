//! `ThreadPoolExecutor`: tasks, the workers that take them, and their futures.

use super::super::library::{Builtin, Exc, Type};
use super::super::state::{Frame, Future, Iterator, Kind, Stage, Then};
use super::super::value::Value;
use super::call::{Args, Called};
use super::{Act, Exec, Location, Run, Stop};

impl Run<'_> {
    pub(super) fn future(&self, future: &Value) -> Option<Future> {
        match self.kind_of(future) {
            Some(Kind::Future(future)) => Some(future.clone()),
            _ => None,
        }
    }

    /// Whether a tuple is a pair of sets, as returned by `wait`.
    pub(super) fn two_sets(&self, values: &[Value]) -> bool {
        let set = |value| matches!(self.kind_of(value), Some(Kind::Set(..)));
        values.len() == 2 && values.iter().all(set)
    }

    pub(super) fn set_future(&mut self, future: &Value, stage: Stage, value: Value) {
        let clock = self.thread().clock;
        if let Value::Ref(object) = future
            && let Kind::Future(future) = self.kind_mut(*object)
        {
            future.stage = stage;
            future.value = value;
            future.clock = clock;
        }
    }

    /// Puts a task's result into its future: a step if any thread watches which future ends first.
    pub(super) fn finish_task(&mut self, stage: Stage) -> Exec {
        let (future, value) = (self.peek(1), self.peek(0));
        if let Value::Ref(object) = future {
            let birth = self.birth(object);
            if self.touch(Location::Done(birth), true)? {
                self.note(|_| Act::Said("the task ends".into()));
            }
        }
        self.set_future(&future, stage, value);
        self.tell_completed(&future);
        self.drop_operands(2);
        self.frame().at = 0;
        self.events = true;
        self.call_back(&future);
        Ok(())
    }

    /// The worker that finished a task calls its callbacks, in the order they were added, before it takes
    /// another task.
    fn call_back(&mut self, future: &Value) {
        let callbacks = self.future(future).map_or(Vec::new(), |one| one.callbacks);
        for function in callbacks.into_iter().rev() {
            let code = self.program.callback;
            let mut frame = Frame::of(code, &self.program.codes[code as usize]);
            frame.slots = vec![function, future.clone()];
            frame.then = Then::Drop;
            self.thread().frames.push(frame);
        }
    }

    /// `add_done_callback`: if the future is already done, the callback is called at once, by the thread
    /// that adds it.
    fn add_callback(&mut self, object: u32, function: Value) -> Exec<Called> {
        self.step()?;
        self.watch(Location::Done(self.birth(object)));
        self.note(|_| Act::Said("add a callback".into()));
        let future = Value::Ref(object);
        if self.future_done(&future) {
            let code = Value::Function(self.program.callback);
            let args = Args::of(vec![function, future]);
            return Ok(Called::Enter(code, args, Then::Made(Value::None)));
        }
        if let Kind::Future(future) = self.kind_mut(object) {
            future.callbacks.push(function);
        }
        Ok(Called::Value(Value::None))
    }

    /// An exception that leaves a callback is only reported on stderr, as in Python.
    pub(super) fn ends_callback(&mut self, left: &Frame, exception: &Value) -> bool {
        let class = self.class_of(exception);
        let caught = left.code == self.program.callback
            && self.derives(&class, &Value::Type(Type::Exc(Exc::Exception)));
        if caught && let Then::Made(made) = &left.then {
            self.push(made.clone());
        }
        caught
    }

    /// Whether a future has its result.
    pub(super) fn future_done(&self, future: &Value) -> bool {
        matches!(
            self.kind_of(future),
            Some(Kind::Future(future))
                if matches!(future.stage, Stage::Returned | Stage::Raised | Stage::Cancelled)
        )
    }

    /// Tells every `as_completed` in progress that one of its futures is done.
    fn tell_completed(&mut self, future: &Value) {
        let waiting: Vec<u32> = (0..)
            .zip(&self.state.spaces[self.space()].heap)
            .filter(|(_, object)| match object.as_deref().map(|one| &one.kind) {
                Some(Kind::Iterator(Iterator::Completed { open, .. })) => {
                    open.iter().any(|one| one.same(future))
                }
                _ => false,
            })
            .map(|(place, _)| place)
            .collect();
        for iterator in waiting {
            if let Kind::Iterator(Iterator::Completed { late, open, .. }) = self.kind_mut(iterator)
            {
                open.retain(|one| !one.same(future));
                late.push(future.clone());
            }
        }
    }

    /// Checks which of several futures are done: not a step itself, but makes their ends steps.
    pub(super) fn watch_futures(&mut self, futures: &[Value]) {
        if futures.len() < 2 {
            return;
        }
        for future in futures {
            if let Value::Ref(object) = future {
                self.watch(Location::Done(self.birth(*object)));
            }
        }
    }

    /// The next future of an `as_completed`, and the iterator after it.
    pub(super) fn next_completed(
        &mut self,
        mut early: Vec<Value>,
        mut late: Vec<Value>,
        open: Vec<Value>,
    ) -> Exec<Option<(Value, Iterator)>> {
        self.watch_futures(&open);
        let future = match early.len() {
            0 if !late.is_empty() => late.remove(0),
            0 if open.is_empty() => return Ok(None),
            0 => return Err(Stop::Join),
            1 => early.remove(0),
            // What was already done at the call comes in an arbitrary order.
            several => {
                let way = self.choose(u8::try_from(several).unwrap_or(u8::MAX))?;
                early.remove(usize::from(way))
            }
        };
        self.join_future(&future);
        Ok(Some((future, Iterator::Completed { early, late, open })))
    }

    /// Passes an exception that leaves a task to its future; false if this isn't a worker's frame.
    pub(super) fn fails_task(&mut self, exception: &Value) -> bool {
        /// The index of `FailTask` in a worker's code.
        const FAIL_TASK: u32 = 2;
        let worker = self.program.worker;
        let frame = self.frame();
        if frame.code != worker || frame.stack.is_empty() {
            return false;
        }
        frame.stack.truncate(1);
        frame.stack.push(exception.clone());
        frame.at = FAIL_TASK;
        true
    }

    /// This thread now knows everything that ended with a future.
    pub(super) fn join_future(&mut self, future: &Value) {
        if let Some(future) = self.future(future) {
            self.learn(future.clock);
        }
    }

    /// `result()`, a join.
    pub(super) fn future_result(&mut self, future: &Value) -> Exec<Value> {
        if !self.future_done(future) {
            if let Value::Ref(object) = future {
                self.waits = Some(*object);
            }
            return Err(Stop::Join);
        }
        self.join_future(future);
        let Some(state) = self.future(future) else {
            return Err(Stop::internal("a future that is none"));
        };
        match state.stage {
            Stage::Raised => Err(Stop::Raise(state.value)),
            Stage::Cancelled => Err(self.raise_with(Exc::CancelledError, Vec::new())),
            _ => Ok(state.value),
        }
    }

    /// `result(timeout)` and `exception(timeout)`: timing out is a step that is possible while they wait.
    fn await_future(&mut self, object: u32, args: Args) -> Exec {
        let [timeout] = self.params("result", ["timeout"], args)?;
        let timed = self.timed(&timeout);
        let done = self.future_done(&Value::Ref(object));
        if !done {
            self.check_wait(&timeout)?;
        }
        if !timed || !(done || self.gives_up(timed)) {
            return Ok(());
        }
        self.touch(Location::Done(self.birth(object)), false)?;
        self.note(|_| Act::Said(if done { "the result" } else { "time out" }.into()));
        if done {
            return Ok(());
        }
        Err(self.raise_with(Exc::TimeoutError, Vec::new()))
    }

    pub(super) fn future_method(&mut self, object: u32, name: &str, args: Args) -> Exec<Called> {
        if name == "add_done_callback" {
            let [function] = self.params(name, ["fn"], args)?;
            return self.add_callback(object, function);
        }
        if matches!(name, "result" | "exception") {
            self.await_future(object, args)?;
        }
        self.state_of_future(object, name).map(Called::Value)
    }

    fn state_of_future(&mut self, object: u32, name: &str) -> Exec<Value> {
        let future = Value::Ref(object);
        match name {
            "result" => self.future_result(&future),
            "exception" => {
                if !self.future_done(&future) {
                    return Err(Stop::Join);
                }
                self.join_future(&future);
                Ok(match self.future(&future) {
                    Some(state) if state.stage == Stage::Raised => state.value,
                    _ => Value::None,
                })
            }
            "done" | "running" | "cancelled" => {
                self.step()?;
                self.watch(Location::Done(self.birth(object)));
                let stage = self.future(&future).map(|state| state.stage);
                let value = match name {
                    "done" => self.future_done(&future),
                    "running" => stage == Some(Stage::Running),
                    _ => stage == Some(Stage::Cancelled),
                };
                self.note(|_| Act::Said(format!("{name}: {value}")));
                Ok(Value::Bool(value))
            }
            _ => {
                self.step()?;
                let state = self.future(&future);
                let pending = state
                    .as_ref()
                    .is_some_and(|one| one.stage == Stage::Pending);
                if pending && state.is_some_and(|one| !one.callbacks.is_empty()) {
                    return Err(Stop::outside("cancel() of a future with callbacks"));
                }
                self.note(|_| Act::Said("cancel".into()));
                if pending {
                    self.set_future(&future, Stage::Cancelled, Value::None);
                    self.tell_completed(&future);
                    self.events = true;
                }
                Ok(Value::Bool(pending))
            }
        }
    }

    pub(super) fn futures_builtin(&mut self, builtin: Builtin, args: &Args) -> Exec<Called> {
        let from = args.list.first().cloned().unwrap_or(Value::None);
        let futures = self.iterated(&from)?;
        if let Some(other) = futures.iter().find(|one| self.future(one).is_none()) {
            return Err(self.no_attribute(other, "_condition"));
        }
        let (list, named) = (args.list.iter().skip(1), args.named.iter());
        let usual = |value: &Value| match value {
            Value::None => true,
            Value::Str(text) => &**text == "ALL_COMPLETED",
            _ => false,
        };
        if !list.chain(named.map(|(_, value)| value)).all(usual) {
            return Err(Stop::outside(format_args!(
                "an option of {}()",
                builtin.name()
            )));
        }
        if builtin == Builtin::AsCompleted {
            self.watch_futures(&futures);
            let done = futures.into_iter().partition(|one| self.future_done(one));
            let (early, open): (Vec<_>, Vec<_>) = done;
            let late = Vec::new();
            let iterator = Kind::Iterator(Iterator::Completed { early, late, open });
            return self.make(iterator).map(Called::Value);
        }
        if futures.iter().any(|future| !self.future_done(future)) {
            return Err(Stop::Join);
        }
        for future in &futures {
            self.join_future(future);
        }
        let done = self.make(Kind::Set(futures, false))?;
        let open = self.make(Kind::Set(Vec::new(), false))?;
        Ok(Called::Value(Value::tuple(vec![done, open])))
    }
}
