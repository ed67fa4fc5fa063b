//! What the threads of a forced run share: atomics for the program's variables, real locks, real queues.
//! What a thread has read stays in its own registers, as in the lesson.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst, fence};
use std::sync::{Mutex, PoisonError};

use explore::{Op, Program, Register, Semaphore, Step, Test, Value, Var};
use sync::locks::{Guard, Locks, Tried};

/// The shared things of one run.
pub(super) struct Memory {
    vars: Vec<AtomicU32>,
    locks: Locks,
    permits: Vec<AtomicU32>,
    queues: Vec<Mutex<VecDeque<u32>>>,
}

/// The state of one thread: its place in its steps, its registers, the locks that it holds.
pub(super) struct ThreadMemory<'m> {
    memory: &'m Memory,
    me: usize,
    pub(super) place: usize,
    registers: Vec<u32>,
    held: Vec<Option<Guard<'m>>>,
}

/// What a step did: the number for its description, and whether it took its other branch.
pub(super) type Did = (u32, bool);

impl Memory {
    pub(super) fn of(program: &Program) -> Self {
        let vars = program.variables();
        let queues = (0..program.queues()).map(|_| Mutex::default());
        Self {
            vars: vars
                .into_iter()
                .map(|first| AtomicU32::new(first.unwrap_or(0)))
                .collect(),
            locks: Locks::new(program.lock_names()),
            permits: program.permits().map(AtomicU32::new).collect(),
            queues: queues.collect(),
        }
    }

    /// The value of each variable.
    pub(super) fn values(&self) -> Vec<u32> {
        self.vars.iter().map(|var| var.load(SeqCst)).collect()
    }

    /// The state of one thread with this many registers.
    pub(super) fn own(&self, me: usize, registers: usize, locks: usize) -> ThreadMemory<'_> {
        ThreadMemory {
            memory: self,
            me,
            place: 0,
            registers: vec![0; registers],
            held: (0..locks).map(|_| None).collect(),
        }
    }

    fn var(&self, var: Var) -> &AtomicU32 {
        &self.vars[var.place()]
    }

    fn permits(&self, semaphore: Semaphore) -> &AtomicU32 {
        &self.permits[semaphore.place()]
    }
}

impl ThreadMemory<'_> {
    /// Takes a step that is possible according to the model; `None` if the step only wakes or waits.
    ///
    /// # Errors
    /// What differs from the model.
    pub(super) fn take(&mut self, step: &Step) -> Result<Option<Did>, String> {
        let memory = self.memory;
        let mut did = (0, false);
        match step.op {
            Op::Lock(lock) | Op::Wake(_, lock) => {
                if !self.lock(lock.place())? {
                    return Err(format!("{} is held", memory.locks.name(lock.place())));
                }
                self.place = step.next;
                return Ok(None);
            }
            Op::TryLock { lock, .. } => did.1 = !self.lock(lock.place())?,
            Op::Unlock(lock) | Op::Sleep(_, lock) => self.held[lock.place()] = None,
            Op::Acquire(from) => {
                memory.permits(from).fetch_sub(1, SeqCst);
            }
            Op::Release(to) => {
                memory.permits(to).fetch_add(1, SeqCst);
            }
            Op::Arrive { at, .. } => {
                let (parties, once) = at.parties();
                let arrived = memory.var(at.arrived());
                let before = arrived.load(SeqCst);
                let last = before + 1 == parties;
                did.1 = last || before == parties;
                if last {
                    let leaving = memory.permits(at.leaving());
                    leaving.fetch_add(parties - 1, SeqCst);
                }
                if before < parties {
                    arrived.store(if last && !once { 0 } else { before + 1 }, SeqCst);
                }
            }
            Op::Put(into, value) => {
                did.0 = self.value(value);
                memory.queue(into.place()).push_back(did.0);
            }
            Op::Take(from, to) => {
                let item = memory.queue(from.place()).pop_front();
                did.0 = item.ok_or("a queue is empty")?;
                self.keep(to, did.0);
            }
            Op::Drain { .. } => return Err("a real store queue can't be held back".to_owned()),
            Op::NotifyOne(_) | Op::NotifyAll(_) | Op::Join(_) => {}
            Op::Read(..)
            | Op::Write(..)
            | Op::Add(..)
            | Op::Remove { .. }
            | Op::Look { .. }
            | Op::Enter { .. }
            | Op::Copy { .. }
            | Op::Fence => did = self.on_variables(step.op),
        }
        self.place = match step.op {
            Op::Look { other, .. } | Op::TryLock { other, .. } | Op::Arrive { other, .. }
                if did.1 =>
            {
                other
            }
            _ => step.next,
        };
        Ok(Some(did))
    }

    /// Takes a step that only reads and writes variables; returns the value, and whether it took the
    /// other branch.
    fn on_variables(&mut self, op: Op) -> Did {
        let memory = self.memory;
        let mut did = (0, false);
        match op {
            Op::Read(var, to) => {
                did.0 = memory.var(var).load(SeqCst);
                self.keep(to, did.0);
            }
            Op::Write(var, value) => {
                did.0 = self.value(value);
                memory.var(var).store(did.0, SeqCst);
            }
            Op::Add(var, value) => {
                did.0 = self.value(value);
                memory.var(var).fetch_add(did.0, SeqCst);
            }
            Op::Remove { from, short } => did = memory.remove(from, short),
            Op::Look {
                var,
                test,
                seen,
                vain,
                ..
            } => {
                did.0 = memory.var(var).load(SeqCst);
                did.1 = !holds(test, did.0);
                if let Some(seen) = seen.filter(|_| did.1) {
                    self.keep(seen, did.0 + 1);
                }
                if let Some(vain) = vain.filter(|_| did.1) {
                    memory.var(vain).fetch_add(1, SeqCst);
                }
            }
            Op::Enter {
                from, count, past, ..
            } => {
                if let Some(from) = from {
                    memory.var(from).fetch_sub(1, SeqCst);
                }
                if let Some((waiting, passed)) = past {
                    let inside = memory.var(count).load(SeqCst);
                    did.1 = inside > 0 && memory.var(waiting).load(SeqCst) > 0;
                    memory.var(passed).fetch_add(did.1.into(), SeqCst);
                }
                memory.var(count).fetch_add(1, SeqCst);
            }
            Op::Copy { from, to } => {
                did.0 = memory.var(from).load(SeqCst);
                memory.var(to).store(did.0, SeqCst);
            }
            Op::Fence => fence(SeqCst),
            // The others touch no variable.
            _ => {}
        }
        did
    }

    fn keep(&mut self, register: Register, value: u32) {
        self.registers[register.place()] = value;
    }

    fn value(&self, value: Value) -> u32 {
        match value {
            Value::Is(number) => number,
            Value::Plus(register, more) => self.registers[register.place()] + more,
            Value::Minus(register, less) => self.registers[register.place()].saturating_sub(less),
            Value::Of(var) => self.memory.var(var).load(SeqCst),
        }
    }

    /// Takes a lock if it is free.
    fn lock(&mut self, lock: usize) -> Result<bool, String> {
        match self.memory.locks.try_lock(self.me, lock) {
            Ok(Tried::Taken(guard)) => {
                self.held[lock] = Some(guard);
                Ok(true)
            }
            Ok(Tried::HeldBy(_)) => Ok(false),
            Err(_) => Err("the locks are closed".to_owned()),
        }
    }
}

impl Memory {
    /// Takes one from `from`, or counts in `short` that there was none.
    fn remove(&self, from: Var, short: Var) -> Did {
        let (there, short) = (self.var(from), self.var(short));
        match there.load(SeqCst) {
            0 => (short.fetch_add(1, SeqCst) + 1, true),
            some => {
                there.store(some - 1, SeqCst);
                (some - 1, false)
            }
        }
    }

    fn queue(&self, queue: usize) -> std::sync::MutexGuard<'_, VecDeque<u32>> {
        let queue = self.queues[queue].lock();
        // A push that panics leaves the queue intact.
        queue.unwrap_or_else(PoisonError::into_inner)
    }
}

fn holds(test: Test, value: u32) -> bool {
    match test {
        Test::Is(wanted) => value == wanted,
        Test::Below(limit) => value < limit,
        Test::Above(limit) => value > limit,
    }
}
