//! `ThreadPoolExecutor`: tasks, the workers that take them, and their futures.

use super::super::library::{Builtin, Exc};
use super::super::state::{Future, Iterator, Kind, Stage};
use super::super::value::Value;
use super::call::{Args, Called};
use super::{Act, Exec, Run, Stop};

impl Run<'_> {
    pub(super) fn future(&self, future: &Value) -> Option<Future> {
        match self.kind_of(future) {
            Some(Kind::Future(future)) => Some(future.clone()),
            _ => None,
        }
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

    /// A task's result goes into its future.
    pub(super) fn finish_task(&mut self) {
        let (future, value) = (self.peek(1), self.peek(0));
        self.set_future(&future, Stage::Returned, value);
        self.drop_operands(2);
        self.frame().at = 0;
        self.events = true;
    }

    /// An exception that leaves a task goes into its future; false if this is no worker's frame.
    pub(super) fn fails_task(&mut self, exception: &Value) -> bool {
        let worker = self.program.worker;
        if self.frame().code != worker || self.frame().stack.is_empty() {
            return false;
        }
        let future = self.frame().stack[0].clone();
        self.set_future(&future, Stage::Raised, exception.clone());
        let frame = self.frame();
        frame.stack.clear();
        frame.at = 0;
        self.events = true;
        true
    }

    /// What ended with a future is over for this thread.
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

    pub(super) fn future_method(&mut self, object: u32, name: &str, args: &Args) -> Exec<Value> {
        let future = Value::Ref(object);
        match name {
            "result" => {
                if args
                    .list
                    .iter()
                    .any(|timeout| !matches!(timeout, Value::None))
                    || !args.named.is_empty()
                {
                    return Err(Stop::outside("a time-out of result()"));
                }
                self.future_result(&future)
            }
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
                let pending = self
                    .future(&future)
                    .is_some_and(|one| one.stage == Stage::Pending);
                self.note(|_| Act::Said("cancel".into()));
                if pending {
                    self.set_future(&future, Stage::Cancelled, Value::None);
                    self.events = true;
                }
                Ok(Value::Bool(pending))
            }
        }
    }

    pub(super) fn futures_builtin(&mut self, builtin: Builtin, args: &Args) -> Exec<Called> {
        let from = args.list.first().cloned().unwrap_or(Value::None);
        let futures = self.iterated(&from)?;
        if args.list.len() > 1 || !args.named.is_empty() {
            return Err(Stop::outside(format_args!(
                "an option of {}()",
                builtin.name()
            )));
        }
        if builtin == Builtin::AsCompleted {
            let iterator = Kind::Iterator(Iterator::Completed(futures));
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
