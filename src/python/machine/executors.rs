//! Executors: submitting tasks, and the workers that take and run them.

use super::super::library::Exc;
use super::super::state::{
    Executor, Flavor, Frame, Future, Iterator, Kind, Stage, Status, Then, Thread, ThreadObject,
};
use super::super::value::Value;
use super::call::Args;
use super::{Act, Exec, Run, Stop};
use std::collections::VecDeque;
use std::sync::Arc;

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
            return Err(Stop::outside("an initializer of ThreadPoolExecutor"));
        }
        let most = match &most {
            Value::Unbound | Value::None => 25,
            most => self
                .compared_int(most, "<=", "this number of workers")?
                .saturated(),
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
            "map" => self.map_tasks(object, &args),
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

    /// One step: a task goes into the queue, and a worker is started if none is idle.
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
            idle(thread)
        });
        let idle = waiting.count() > executor.tasks.len();
        let grows = !idle && executor.workers.len() < executor.most as usize;
        self.executor_mut(object).tasks.push_back(task);
        if grows {
            let made = self.executor(object).workers.len();
            let mut worker = ThreadObject::unready(None);
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
            let number = super::id(number);
            self.executor_mut(object).workers.push(number);
        }
        Ok(future)
    }

    /// `map`: all tasks are submitted, one step each; then their results are returned in order.
    fn map_tasks(&mut self, object: u32, args: &Args) -> Exec<Value> {
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

    /// The futures that a `map` in progress has submitted so far, kept on the frame's stack.
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

    /// Lets workers that have nothing left to do end at once.
    fn retire(&mut self, object: u32) {
        let executor = self.executor(object);
        if !executor.tasks.is_empty() {
            return;
        }
        for worker in executor.workers.clone() {
            let thread = &self.state.threads[usize::from(worker)];
            if idle(thread) {
                self.started.push(usize::from(worker));
            }
        }
    }

    /// At the end of the program: workers finish what was submitted, then end.
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
            return Err(Stop::internal("a worker without an executor"));
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
        if matches!(function, Value::Native(_) | Value::Builtin(_)) {
            // In its own frame: its first action may be a step, after the step of taking the task.
            let frame = self.native_frame(&function, args)?;
            self.advance();
            self.thread().frames.push(frame);
            return Ok(());
        }
        self.invoke(&function, args, 0, Then::Push)
    }
}

/// Whether a worker is waiting for a task.
fn idle(worker: &Thread) -> bool {
    worker.status == Status::Ready && matches!(&worker.frames[..], [frame] if frame.at == 0)
}
