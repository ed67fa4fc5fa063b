//! `ThreadPoolExecutor`: tasks, the workers that take them, and their futures.

use std::collections::VecDeque;
use std::sync::Arc;

use super::super::library::{Builtin, Exc};
use super::super::state::{Executor, Flavor, Frame, Future, Iterator, Kind, Stage, Status, Then};
use super::super::value::Value;
use super::call::{Args, Called};
use super::threads::unready;
use super::{Act, Exec, Run, Stop};

impl Run<'_> {
    pub(super) fn new_executor(&mut self, args: Args) -> Exec<Value> {
        let names = [
            "max_workers",
            "thread_name_prefix",
            "initializer",
            "initargs",
        ];
        let [most, prefix, initializer, _] = self.params("__init__", names, args)?;
        if initializer.bound() {
            return Err(self.outside("an initializer of ThreadPoolExecutor"));
        }
        let most = match &most {
            Value::Unbound | Value::None => 25,
            most => self.known_int(most, "this number of workers")?,
        };
        if most <= 0 {
            return Err(self.value_error("max_workers must be greater than 0"));
        }
        let space = self.space();
        let prefix: Arc<str> = match prefix {
            Value::Str(prefix) if !prefix.is_empty() => prefix,
            _ => {
                let made = self.state.spaces[space].executors;
                self.state.spaces[space].executors += 1;
                format!("ThreadPoolExecutor-{made}").into()
            }
        };
        self.make(Kind::Executor(Executor {
            most: u32::try_from(most).unwrap_or(u32::MAX),
            prefix,
            tasks: VecDeque::new(),
            workers: Vec::new(),
            shut: false,
        }))
    }

    fn executor(&self, object: u32) -> &Executor {
        match self.kind(object) {
            Kind::Executor(executor) => executor,
            _ => unreachable!("its kind was looked at"),
        }
    }

    fn executor_mut(&mut self, object: u32) -> &mut Executor {
        match self.kind_mut(object) {
            Kind::Executor(executor) => executor,
            _ => unreachable!("its kind was looked at"),
        }
    }

    fn future(&self, future: &Value) -> Option<Future> {
        match self.kind_of(future) {
            Some(Kind::Future(future)) => Some(future.clone()),
            _ => None,
        }
    }

    pub(super) fn executor_method(&mut self, object: u32, name: &str, args: Args) -> Exec<Value> {
        match name {
            "submit" => {
                let mut list = args.list;
                if list.is_empty() {
                    return Err(self.type_error("submit expected at least 1 positional argument"));
                }
                let function = list.remove(0);
                self.submit(object, function, list, args.named)
            }
            "map" => self.map_tasks(object, args),
            "shutdown" => {
                let [wait, _] = self.params("shutdown", ["wait", "cancel_futures"], args)?;
                let wait = !wait.bound() || self.plain_truth(&wait);
                self.shut_down(object, wait)?;
                Ok(Value::None)
            }
            "__exit__" => {
                self.shut_down(object, true)?;
                Ok(Value::None)
            }
            _ => Ok(Value::Ref(object)),
        }
    }

    /// One step: a task goes into the queue; a worker is started if none is idle.
    fn submit(
        &mut self,
        object: u32,
        function: Value,
        list: Vec<Value>,
        named: Vec<(Value, Value)>,
    ) -> Exec<Value> {
        self.step()?;
        if self.executor(object).shut {
            self.note(|_| Act::Said("submit: it is shut down".into()));
            let message = "cannot schedule new futures after shutdown";
            return Err(self.raise(Exc::RuntimeError, message));
        }
        self.note(|_| Act::Said("submit".into()));
        let future = self.make(Kind::Future(Future {
            stage: Stage::Pending,
            value: Value::None,
            clock: 0,
            callbacks: Vec::new(),
        }))?;
        let named: Vec<Value> = named
            .into_iter()
            .map(|(key, value)| Value::tuple(vec![key, value]))
            .collect();
        let task = Value::tuple(vec![
            future.clone(),
            function,
            Value::tuple(list),
            Value::tuple(named),
        ]);
        let executor = self.executor(object);
        let waiting = executor.workers.iter().filter(|worker| {
            let thread = &self.state.threads[usize::from(**worker)];
            thread.frames.len() == 1 && thread.status == Status::Ready
        });
        let idle = waiting.count() > executor.tasks.len();
        let grows = !idle && executor.workers.len() < executor.most as usize;
        self.executor_mut(object).tasks.push_back(task);
        if grows {
            let made = self.executor(object).workers.len();
            let mut worker = unready(None);
            worker.flavor = Flavor::Worker;
            worker.name = format!("{}_{made}", self.executor(object).prefix).into();
            worker.ready = true;
            let worker = self.make(Kind::Thread(worker))?;
            let Value::Ref(worker) = worker else {
                return Ok(future);
            };
            let number = self.spawn_bare(worker, Some(object))?;
            let code = self.program.worker;
            let frame = Frame::of(code, &self.program.codes[code as usize]);
            self.state.threads[number].frames.push(frame);
            let number = super::number(number);
            self.executor_mut(object).workers.push(number);
        }
        Ok(future)
    }

    /// `map`: all tasks are submitted, one step each; then their results in order.
    fn map_tasks(&mut self, object: u32, args: Args) -> Exec<Value> {
        let function = args.list.first().cloned().unwrap_or(Value::None);
        let mut columns = Vec::new();
        for values in &args.list[1.min(args.list.len())..] {
            columns.push(self.iterated(values)?);
        }
        let rows = columns.iter().map(Vec::len).min().unwrap_or(0);
        let done = self.mapped().len();
        if done < rows {
            let list = columns.iter().map(|column| column[done].clone()).collect();
            let future = self.submit(object, function, list, Vec::new())?;
            let mut futures = self.mapped();
            futures.push(future);
            let hidden = Value::tuple(futures);
            self.remember(hidden);
            if done + 1 < rows {
                return Err(Stop::Again);
            }
        }
        let futures = self.mapped();
        self.remember(Value::Unbound);
        self.make(Kind::Iterator(Iterator::Results(futures, 0)))
    }

    /// The futures that a `map` under way has submitted so far: kept on the frame's stack.
    fn mapped(&mut self) -> Vec<Value> {
        match self.frame().slots.last() {
            Some(Value::Tuple(values)) => values.to_vec(),
            _ => Vec::new(),
        }
    }

    fn remember(&mut self, value: Value) {
        let code = self.code();
        let frame = self.frame();
        if frame.slots.len() == code.slots.len() {
            frame.slots.push(Value::Unbound);
        }
        if let Some(last) = frame.slots.last_mut() {
            *last = value;
        }
        if matches!(frame.slots.last(), Some(Value::Unbound)) {
            frame.slots.pop();
        }
    }

    /// `shutdown(wait)`: workers end when no task is left; waiting for them is a join.
    pub(super) fn shut_down(&mut self, object: u32, wait: bool) -> Exec {
        if !self.executor(object).shut {
            self.executor_mut(object).shut = true;
            self.retire(object);
        }
        if !wait {
            return Ok(());
        }
        let workers = self.executor(object).workers.clone();
        if workers
            .iter()
            .any(|worker| !self.ended(usize::from(*worker)))
        {
            return Err(Stop::Join);
        }
        for worker in workers {
            let clock = self.state.threads[usize::from(worker)].clock;
            self.learn(clock);
        }
        Ok(())
    }

    /// Lets the workers that have nothing to do any more end at once.
    fn retire(&mut self, object: u32) {
        let executor = self.executor(object);
        if !executor.tasks.is_empty() {
            return;
        }
        for worker in executor.workers.clone() {
            let thread = &self.state.threads[usize::from(worker)];
            if thread.frames.len() == 1 && thread.status == Status::Ready {
                self.started.push(usize::from(worker));
            }
        }
    }

    /// At the end of the program: workers finish what was submitted, and end.
    pub(super) fn shut_executors(&mut self) {
        let executors: Vec<u32> = self
            .state
            .threads
            .iter()
            .filter_map(|thread| thread.executor)
            .collect();
        for executor in executors {
            if !self.executor(executor).shut {
                self.executor_mut(executor).shut = true;
                self.retire(executor);
            }
        }
    }

    /// A worker takes its next task: one step.
    pub(super) fn take_task(&mut self) -> Exec {
        let Some(object) = self.thread().executor else {
            return Err(self.internal("a worker without an executor"));
        };
        if self.executor(object).tasks.is_empty() && self.executor(object).shut {
            self.thread().frames.clear();
            return Ok(());
        }
        self.step()?;
        let Some(task) = self.executor_mut(object).tasks.pop_front() else {
            return self.block(object);
        };
        let Value::Tuple(parts) = &task else {
            return Ok(());
        };
        self.note(|_| Act::Said("take a task".into()));
        if self.executor(object).shut {
            self.retire(object);
        }
        let list = self.elements(&parts[2])?;
        let named = self
            .elements(&parts[3])?
            .into_iter()
            .filter_map(|pair| match pair {
                Value::Tuple(pair) => Some((pair[0].clone(), pair[1].clone())),
                _ => None,
            });
        let args = Args {
            list,
            named: named.collect(),
        };
        let future = parts[0].clone();
        let cancelled = self
            .future(&future)
            .is_some_and(|one| one.stage == Stage::Cancelled);
        if cancelled {
            return Ok(());
        }
        self.set_future(&future, Stage::Running, Value::None);
        self.push(future);
        let function = parts[1].clone();
        self.invoke(&function, args, 0, Then::Push)
    }

    fn set_future(&mut self, future: &Value, stage: Stage, value: Value) {
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
    pub(super) fn finish_task(&mut self) -> Exec {
        let (future, value) = (self.peek(1), self.peek(0));
        self.set_future(&future, Stage::Returned, value);
        self.drop_operands(2);
        self.frame().at = 0;
        self.events = true;
        Ok(())
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
            return Err(self.internal("a future that is none"));
        };
        match state.stage {
            Stage::Raised => Err(Stop::Raise(state.value)),
            Stage::Cancelled => Err(self.raise_with(Exc::CancelledError, Vec::new())),
            _ => Ok(state.value),
        }
    }

    pub(super) fn future_method(&mut self, object: u32, name: &str, args: Args) -> Exec<Value> {
        let future = Value::Ref(object);
        match name {
            "result" => {
                if args
                    .list
                    .iter()
                    .any(|timeout| !matches!(timeout, Value::None))
                    || !args.named.is_empty()
                {
                    return Err(self.outside("a time-out of result()"));
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

    pub(super) fn futures_builtin(&mut self, builtin: Builtin, args: Args) -> Exec<Called> {
        let from = args.list.first().cloned().unwrap_or(Value::None);
        let futures = self.iterated(&from)?;
        if args.list.len() > 1 || !args.named.is_empty() {
            return Err(self.outside(format_args!("an option of {}()", builtin.name())));
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
