//! The meaning of states: where things lie in one, who can move, and why a thread can't. What a
//! move changes is in `moves`.
//!
//! A state is one row of cells: each thread's place, the registers, then the shared things.

use super::program::Program;
use super::step::{Capacity, Condition, Lock, Op, Queue, Register, Step, Var};

/// Where each thing's cells lie in a state.
pub(in crate::explore) struct Machine<'p> {
    pub(in crate::explore) program: &'p Program,
    registers: Vec<usize>,
    pub(in crate::explore) vars: usize,
    pub(in crate::explore) locks: usize,
    pub(in crate::explore) semaphores: usize,
    /// Per condition: its first cell and how many. Each holds one notification that nobody took
    /// yet, as the set of threads that waited then; the oldest first, 0 for none.
    pub(in crate::explore) conditions: Vec<(usize, usize)>,
    /// Per queue: its first cell (the length, then the items) and how many it holds at most.
    pub(in crate::explore) queues: Vec<(usize, usize)>,
    pub(in crate::explore) spurious: usize,
    cells: usize,
}

/// What a thread that can't move waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::explore) enum Obstacle {
    Done,
    Change(Var),
    Held(Lock),
    Permit(usize),
    Notice(Condition),
    Item(Queue),
    Room(Queue),
    Taker(Queue),
    End(usize),
}

/// What a move did, for its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::explore) struct Taken {
    /// The number that fills the words.
    pub(in crate::explore) value: u32,
    /// Whether the step went its other way.
    pub(in crate::explore) other: bool,
}

impl<'p> Machine<'p> {
    pub(in crate::explore) fn new(program: &'p Program) -> Self {
        let mut cells = program.threads.len();
        let mut room = |wanted: usize| {
            cells += wanted;
            cells - wanted
        };
        let count = |wanted: &dyn Fn(&Op) -> bool| {
            program
                .threads
                .iter()
                .flat_map(|thread| &thread.steps)
                .filter(|step| wanted(&step.op))
                .count()
        };
        let registers = program
            .threads
            .iter()
            .map(|thread| room(thread.registers))
            .collect();
        let vars = room(program.vars.len());
        let locks = room(program.locks.len());
        let semaphores = room(program.semaphores.len());
        let conditions = (0..program.conditions.len())
            .map(|condition| {
                let wakes = |step: &Step| matches!(step.op, Op::Wake(on, _) if on.0 == condition);
                let waiters = program
                    .threads
                    .iter()
                    .filter(|thread| thread.steps.iter().any(wakes));
                let waiters = waiters.count();
                (room(waiters), waiters)
            })
            .collect();
        let queues = program
            .queues
            .iter()
            .enumerate()
            .map(|(queue, (_, capacity))| {
                let puts = count(&|op| matches!(op, Op::Put(into, _) if into.0 == queue));
                let slots = match capacity {
                    Capacity::Bounded(most) => puts.min(*most as usize),
                    Capacity::Rendezvous | Capacity::Unbounded => puts,
                };
                (room(slots + 1), slots)
            });
        let queues = queues.collect();
        let spurious = room(1);
        Self {
            program,
            registers,
            vars,
            locks,
            semaphores,
            conditions,
            queues,
            spurious,
            cells,
        }
    }

    /// The first state.
    pub(in crate::explore) fn start(&self) -> Vec<u32> {
        let program = self.program;
        let mut cells = vec![0; self.cells];
        for (at, list) in [
            (self.vars, &program.vars),
            (self.semaphores, &program.semaphores),
        ] {
            for (cell, shared) in cells[at..].iter_mut().zip(list) {
                *cell = shared.initial;
            }
        }
        cells[self.spurious] = program.spurious;
        cells
    }

    pub(in crate::explore) fn threads(&self) -> usize {
        self.program.threads.len()
    }

    pub(in crate::explore) fn step(&self, cells: &[u32], thread: usize) -> Option<&'p Step> {
        self.program.threads[thread]
            .steps
            .get(cells[thread] as usize)
    }

    pub(in crate::explore) fn vars<'c>(&self, cells: &'c [u32]) -> &'c [u32] {
        &cells[self.vars..self.vars + self.program.vars.len()]
    }

    pub(in crate::explore) fn permits(&self, cells: &[u32], semaphore: usize) -> u32 {
        cells[self.semaphores + semaphore]
    }

    /// Who holds a lock.
    pub(in crate::explore) fn holder(&self, cells: &[u32], lock: usize) -> Option<usize> {
        (cells[self.locks + lock] as usize).checked_sub(1)
    }

    /// What a queue holds, the oldest first.
    pub(in crate::explore) fn items(&self, cells: &[u32], queue: usize) -> Vec<u32> {
        self.slots(cells, queue)
            .iter()
            .map(|slot| self.item(queue, *slot))
            .collect()
    }

    pub(in crate::explore) fn slots<'c>(&self, cells: &'c [u32], queue: usize) -> &'c [u32] {
        let first = self.queues[queue].0;
        &cells[first + 1..=first + cells[first] as usize]
    }

    /// The item in a slot; at a rendezvous the slot names the thread that offers it too.
    pub(in crate::explore) fn item(&self, queue: usize, slot: u32) -> u32 {
        if self.rendezvous(queue) {
            slot / 32
        } else {
            slot
        }
    }

    /// Whether a thread offers an item that nobody has taken yet.
    fn offers(&self, cells: &[u32], queue: usize, thread: usize) -> bool {
        self.rendezvous(queue)
            && self
                .slots(cells, queue)
                .iter()
                .any(|slot| (slot % 32) as usize == thread)
    }

    pub(in crate::explore) fn rendezvous(&self, queue: usize) -> bool {
        self.program.queues[queue].1 == Capacity::Rendezvous
    }

    /// The threads that sleep on a condition, as a set of bits.
    pub(in crate::explore) fn waiters(&self, cells: &[u32], on: Condition) -> u32 {
        let waits = |thread: &usize| matches!(self.step(cells, *thread), Some(Step { op: Op::Wake(c, _), .. }) if *c == on);
        (0..self.threads())
            .filter(waits)
            .map(|thread| 1 << thread)
            .sum()
    }

    /// Whether every thread has reached its end.
    pub(in crate::explore) fn finished(&self, cells: &[u32]) -> bool {
        (0..self.threads()).all(|thread| self.obstacle(cells, thread) == Some(Obstacle::Done))
    }

    pub(in crate::explore) fn can_move(&self, cells: &[u32], thread: usize) -> bool {
        self.obstacle(cells, thread).is_none()
    }

    /// What stands in the way of a thread's next step; `None` where it can move.
    pub(in crate::explore) fn obstacle(&self, cells: &[u32], thread: usize) -> Option<Obstacle> {
        if let Some(queue) = (0..self.queues.len()).find(|queue| self.offers(cells, *queue, thread))
        {
            return Some(Obstacle::Taker(Queue(queue)));
        }
        let Some(step) = self.step(cells, thread) else {
            return Some(Obstacle::Done);
        };
        if let Some(watch) = step.again {
            let seen = cells[self.register(thread, watch.seen)];
            if seen != 0 && seen == cells[self.vars + watch.var.0] + 1 {
                return Some(Obstacle::Change(watch.var));
            }
        }
        let held = |lock: Lock| self.holder(cells, lock.0).map(|_| Obstacle::Held(lock));
        match step.op {
            Op::Lock(lock) => held(lock),
            Op::Wake(on, lock) => {
                let noticed = self.notice(cells, on, thread).is_some() || cells[self.spurious] > 0;
                if noticed {
                    held(lock)
                } else {
                    Some(Obstacle::Notice(on))
                }
            }
            Op::Acquire(from) => {
                (self.permits(cells, from.0) == 0).then_some(Obstacle::Permit(from.0))
            }
            Op::Put(into, _) => {
                let (first, slots) = self.queues[into.0];
                (cells[first] as usize == slots).then_some(Obstacle::Room(into))
            }
            Op::Take(from, _) => {
                (cells[self.queues[from.0].0] == 0).then_some(Obstacle::Item(from))
            }
            Op::Join(other) => {
                let done = self.obstacle(cells, other) == Some(Obstacle::Done);
                (!done).then_some(Obstacle::End(other))
            }
            _ => None,
        }
    }

    /// Which notification a sleeping thread would take: the oldest that was meant for it.
    pub(in crate::explore) fn notice(
        &self,
        cells: &[u32],
        on: Condition,
        thread: usize,
    ) -> Option<usize> {
        let (first, most) = self.conditions[on.0];
        cells[first..first + most]
            .iter()
            .position(|set| set & (1 << thread) != 0)
    }

    pub(in crate::explore) fn register(&self, thread: usize, register: Register) -> usize {
        self.registers[thread] + register.0
    }
}
