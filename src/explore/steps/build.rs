//! Building step programs: the shared things, then each thread's steps in code order.

use super::lesson::many;
use super::program::{Finals, Peak, Program, Shared};
use super::step::{
    Barrier, Capacity, Condition, Lock, Op, Queue, Register, Semaphore, Step, Test, Thread, Value,
    Var, Watch,
};
use super::stores::Memory;
use super::tso::add_queues;
use crate::model::Ending;

/// A program being built.
pub struct Builder(Program);

impl Builder {
    /// A new program for a demo's variant, with its size in words.
    pub fn new(demo: &str, variant: &str, size: impl Into<String>) -> Self {
        Self(Program {
            demo: demo.into(),
            variant: variant.into(),
            size: size.into(),
            promise: String::new(),
            planted: false,
            remarks: Vec::new(),
            threads: Vec::new(),
            vars: Vec::new(),
            peaks: Vec::new(),
            locks: Vec::new(),
            semaphores: Vec::new(),
            conditions: Vec::new(),
            queues: Vec::new(),
            spurious: 0,
            memory: Memory::Sc,
            judge: Box::new(|_| Ending::good(0, "done")),
        })
    }

    /// Adds a shared variable, shown in replay.
    pub fn var(&mut self, name: impl Into<String>, initial: u32) -> Var {
        Var(push(&mut self.0.vars, name, initial))
    }

    /// Adds a variable that keeps the highest value that another one had.
    pub fn peak_of(&mut self, var: Var, name: &str) -> Var {
        let peak = self.var(name, self.0.vars[var.0].initial);
        self.0.peaks.push((Peak::Var(var), peak));
        peak
    }

    /// Adds a variable that keeps the greatest length that a queue had.
    pub fn longest(&mut self, queue: Queue, name: &str) -> Var {
        let peak = self.var(name, 0);
        self.0.peaks.push((Peak::Queue(queue), peak));
        peak
    }

    /// Adds a variable that keeps the largest difference ever between `count` others: `first` and those
    /// added right after it.
    pub fn spread_of(&mut self, first: Var, count: usize, name: &str) -> Var {
        let peak = self.var(name, 0);
        self.0.peaks.push((Peak::Spread(first, count), peak));
        peak
    }

    /// Adds a lock, initially free.
    pub fn lock(&mut self, name: impl Into<String>) -> Lock {
        Lock(push(&mut self.0.locks, name, 0))
    }

    /// Adds a semaphore with this many permits.
    pub fn semaphore(&mut self, name: &str, permits: u32) -> Semaphore {
        Semaphore(push(&mut self.0.semaphores, name, permits))
    }

    /// Adds a barrier for this many threads, which closes again behind them or, if `once` is set, stays
    /// open.
    pub fn barrier(&mut self, parties: u32, once: bool) -> Barrier {
        Barrier {
            arrived: self.var("arrived", 0),
            leaving: self.semaphore("barrier", 0),
            parties,
            once,
        }
    }

    /// Adds a condition variable, shown in replay if a thread waits on it.
    pub fn condition(&mut self, name: &str) -> Condition {
        Condition(push(&mut self.0.conditions, name, 0))
    }

    /// Adds a queue, initially empty.
    pub fn queue(&mut self, name: &str, capacity: Capacity) -> Queue {
        let shared = Shared {
            name: name.into(),
            initial: 0,
            shown: true,
        };
        self.0.queues.push((shared, capacity));
        Queue(self.0.queues.len() - 1)
    }

    /// Hides a variable from replay.
    pub fn hide(&mut self, var: Var) {
        self.0.vars[var.0].shown = false;
    }

    /// Sets the number of spurious wake-ups there may be, over all threads.
    pub fn spurious(&mut self, budget: u32) {
        self.0.spurious = budget;
        if budget > 0 {
            let wakes = many(budget, "wake-up");
            self.remark(format!("{wakes} for no reason may happen (--spurious)"));
        }
    }

    /// Sets when others see what a thread writes.
    pub fn memory(&mut self, memory: Memory) {
        self.0.memory = memory;
    }

    /// Sets what should hold in every schedule, and whether the lesson planted a fault against it.
    pub fn promise(&mut self, promise: impl Into<String>, planted: bool) {
        self.0.promise = promise.into();
        self.0.planted = planted;
    }

    /// Adds a line on what the model leaves out or decides.
    pub fn remark(&mut self, remark: impl Into<String>) {
        self.0.remarks.push(remark.into());
    }

    /// Adds a thread; returns its place, 0 for A.
    pub fn thread(&mut self, steps: Steps) -> usize {
        self.0.threads.push(steps.0);
        self.0.threads.len() - 1
    }

    /// Finishes the program, with what its ends mean.
    ///
    /// # Panics
    /// If there are no threads or more than 26, if a put is inside a loop (queues are as long as there
    /// are puts), or if a store that has to wait in a queue isn't made exactly once (see `tso`).
    pub fn finish(mut self, judge: impl Fn(Finals) -> Ending + Send + Sync + 'static) -> Program {
        assert!(
            (1..=26).contains(&self.0.threads.len()),
            "1 to 26 threads, A to Z"
        );
        for thread in &self.0.threads {
            for (place, step) in thread.steps.iter().enumerate() {
                let back = step.next.min(match step.op {
                    Op::Look { other, .. }
                    | Op::TryLock { other, .. }
                    | Op::Arrive { other, .. } => other,
                    _ => step.next,
                });
                let looped = thread.steps.get(back..=place).unwrap_or_default();
                assert!(
                    !looped.iter().any(|step| matches!(step.op, Op::Put(..))),
                    "no put in a loop"
                );
            }
        }
        for (place, condition) in self.0.conditions.iter_mut().enumerate() {
            let wakes = |step: &Step| matches!(step.op, Op::Wake(on, _) if on.0 == place);
            let mut threads = self.0.threads.iter();
            condition.shown = threads.any(|thread| thread.steps.iter().any(wakes));
        }
        if self.0.memory == Memory::Tso {
            add_queues(&mut self.0);
        }
        self.0.judge = Box::new(judge);
        self.0
    }
}

fn push(list: &mut Vec<Shared>, name: impl Into<String>, initial: u32) -> usize {
    list.push(Shared {
        name: name.into(),
        initial,
        shown: true,
    });
    list.len() - 1
}

/// A thread's steps being built.
#[derive(Clone)]
pub struct Steps(Thread);

impl Steps {
    /// A thread that is a `worker`, a `producer` or the like.
    pub fn of(role: &str) -> Self {
        Self(Thread {
            role: role.into(),
            steps: Vec::new(),
            registers: 0,
            queue_of: None,
        })
    }

    /// A new register, initially 0.
    pub fn register(&mut self) -> Register {
        self.0.registers += 1;
        Register(self.0.registers - 1)
    }

    /// Adds a step with its words in the list and when taken; returns its place.
    pub fn step(&mut self, op: Op, name: &str, text: impl Into<String>) -> usize {
        let place = self.here();
        self.0.steps.push(Step {
            op,
            next: place + 1,
            again: Vec::new(),
            name: name.into(),
            text: text.into(),
            other: String::new(),
        });
        place
    }

    /// The place of the next step.
    pub fn here(&self) -> usize {
        self.0.steps.len()
    }

    /// An existing step, to change where it leads.
    pub fn at(&mut self, place: usize) -> &mut Step {
        &mut self.0.steps[place]
    }

    /// Reads a variable.
    pub fn read(&mut self, var: Var, to: Register) -> usize {
        self.step(Op::Read(var, to), "read", "read {}")
    }

    /// Writes a variable.
    pub fn write(&mut self, var: Var, value: Value) -> usize {
        self.step(Op::Write(var, value), "write", "write {}")
    }

    /// Takes a lock.
    pub fn lock(&mut self, lock: Lock) -> usize {
        self.step(Op::Lock(lock), "lock", "lock")
    }

    /// Releases a lock.
    pub fn unlock(&mut self, lock: Lock) -> usize {
        self.step(Op::Unlock(lock), "unlock", "unlock")
    }

    /// Reads a variable, once, into one that no other thread uses.
    pub fn copy(&mut self, from: Var, to: Var, name: &str) -> usize {
        let op = Op::Copy { from, to };
        let place = self.step(op, name, format!("{name}: {{}}"));
        self.at(place).other = format!("{name}: {{}}, its own");
        place
    }

    /// Waits until everything the thread has written is in memory.
    pub fn fence(&mut self) -> usize {
        self.step(Op::Fence, "fence", "fence")
    }

    /// Waits at a barrier until all are there.
    pub fn meet(&mut self, at: Barrier) {
        let place = self.here();
        let arrive = Op::Arrive {
            at,
            other: place + 2,
        };
        self.step(arrive, "arrive (leave, unless last)", "arrive, wait");
        self.at(place).other = "arrive, pass".into();
        self.step(Op::Acquire(at.leaving), "", "leave");
    }

    /// `while not test: wait`, inside the lock; with `once`, `if not test: wait`.
    pub fn wait(&mut self, (var, test): (Var, Test), on: (Condition, Lock), why: &str, once: bool) {
        let word = if once { "if" } else { "while" };
        let place = self.here();
        let look = Op::Look {
            var,
            test,
            other: place + 1,
            seen: None,
            vain: None,
        };
        self.step(
            look,
            &format!("look ({word} {why}: wait, wake)"),
            "look: {}",
        );
        self.at(place).other = format!("look: {{}}, {why}");
        self.at(place).next = place + 3;
        self.step(Op::Sleep(on.0, on.1), "", "wait");
        self.step(Op::Wake(on.0, on.1), "", "woken");
        self.at(place + 2).other = "wakes by itself".into();
        self.at(place + 2).next = if once { place + 3 } else { place };
    }

    /// Looks repeatedly until the test holds, counting the failed looks; between two looks it waits for a
    /// change.
    pub fn poll(&mut self, var: Var, test: Test, why: &str, vain: Var) -> usize {
        let seen = self.register();
        let place = self.here();
        let look = Op::Look {
            var,
            test,
            other: place,
            seen: Some(seen),
            vain: Some(vain),
        };
        self.step(look, &format!("look (again while {why})"), "look: {}");
        self.at(place).other = format!("look: {{}}, {why}");
        self.at(place).again = vec![Watch { var, seen }];
        place
    }
}
