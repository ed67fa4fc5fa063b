//! The meaning of states: the layout of a state, which threads can move, and why others can't. What a
//! move changes is in `moves`.
//!
//! A state is an array of words, with each thing in a few bits of one. The threads of a class or ring
//! have a record each: the same bits at equal distances, which hold everything about this thread (its
//! place, its registers, what it owns, the notifications meant for it), so that renaming threads means
//! permuting their records.

use super::fields::Field;
use super::program::Program;
use super::step::{Condition, Lock, Op, Queue, Step, Var, Watch};
use super::stores::StoreQueue;
use super::symmetry::Symmetry;

/// The layout of a state.
pub(crate) struct Machine<'p> {
    pub(crate) program: &'p Program,
    pub(super) threads: Vec<ThreadFields>,
    pub(super) vars: Vec<Field>,
    /// For each lock, whether a thread holds it; the threads' places say which one.
    pub(super) held: Vec<Field>,
    pub(super) semaphores: Vec<Field>,
    pub(super) queues: Vec<Slots>,
    pub(super) spurious: Field,
    /// Whether all schedules to a state have the same length.
    pub(super) graded: bool,
    pub(super) symmetry: Symmetry,
    pub(super) groups: Vec<Group>,
    /// The number of words of a state.
    pub(super) words: usize,
}

/// The fields about one thread.
#[derive(Debug)]
pub(super) struct ThreadFields {
    pub(super) place: Field,
    pub(super) registers: Vec<Field>,
    /// For each place, what the step there waits for.
    pub(super) enabled_when: Vec<EnabledWhen>,
    /// For each place, the registers that no step reads after it, which are 0 there.
    pub(super) dead: Vec<Vec<Field>>,
    /// For each place, the locks that the thread holds, as bits.
    pub(super) holds: Vec<u64>,
    /// For each condition, the notifications meant for this thread that no thread has taken yet, as bits,
    /// oldest first. A notification is meant for each thread that was waiting at the time.
    pub(super) notices: Vec<Field>,
    /// For each rendezvous, in the order of queues, the place of the item that this thread offers,
    /// starting from 1.
    pub(super) offers: Vec<Field>,
    /// Its store queue, if its writes wait in one.
    pub(super) stores: Option<Box<StoreQueue>>,
}

/// What a step waits for, if a single field decides it.
#[derive(Clone, Copy, Debug)]
pub(super) enum EnabledWhen {
    /// Nothing.
    Always,
    /// This field must be 0.
    Zero(Field),
    /// This field must not be 0.
    NonZero(Field),
    /// More than one field decides.
    Ask,
}

/// The contents of a queue.
#[derive(Debug)]
pub(super) struct Slots {
    pub(super) length: Field,
    pub(super) items: Vec<Field>,
    /// Its number among the rendezvous, if it is one.
    pub(super) rendezvous: Option<usize>,
}

/// The layout of the records of a class's or ring's threads.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) threads: Vec<usize>,
    /// The number of bits in one record.
    pub(super) width: u32,
    /// Each record's first bit.
    pub(super) at: Vec<u32>,
    /// The last record's first bit, relative to the first record's.
    pub(super) last: u32,
    /// The number of permutations of the group's threads.
    pub(super) orders: u128,
    pub(super) ring: bool,
    /// Whether a move changes only the mover's record in the group.
    pub(super) alone: bool,
}

/// What a thread that can't move waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Obstacle {
    Done,
    Change(Var),
    Held(Lock),
    Permit(usize),
    Leaving(usize),
    Notice(Condition),
    Item(Queue),
    Room(Queue),
    Taker(Queue),
    End(usize),
    /// The stores of this thread that are not in memory yet.
    Stores(usize),
    /// The next store of this thread.
    Store(usize),
}

/// What a move did, to be put into words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Effect {
    /// The number that fills the words.
    pub(super) value: u32,
    /// Whether the step took its other branch, or read its thread's own pending store.
    pub(super) other: bool,
}

impl<'p> Machine<'p> {
    /// The first state.
    pub(super) fn start(&self) -> Vec<u64> {
        let program = self.program;
        let mut state = vec![0; self.words];
        for (field, var) in self.vars.iter().zip(&program.vars) {
            field.set(&mut state, var.initial);
        }
        for (field, semaphore) in self.semaphores.iter().zip(&program.semaphores) {
            field.set(&mut state, semaphore.initial);
        }
        self.spurious.set(&mut state, program.spurious);
        state
    }

    pub(super) fn threads(&self) -> usize {
        self.threads.len()
    }

    pub(super) fn place(&self, state: &[u64], thread: usize) -> usize {
        self.threads[thread].place.of(state) as usize
    }

    pub(super) fn step(&self, state: &[u64], thread: usize) -> Option<&'p Step> {
        let place = self.place(state, thread);
        self.program.threads[thread].steps.get(place)
    }

    /// The values of all variables.
    pub(super) fn vars(&self, state: &[u64]) -> Vec<u32> {
        self.vars.iter().map(|var| var.of(state)).collect()
    }

    pub(super) fn permits(&self, state: &[u64], semaphore: usize) -> u32 {
        self.semaphores[semaphore].of(state)
    }

    /// The thread that holds a lock.
    pub(super) fn holder(&self, state: &[u64], lock: usize) -> Option<usize> {
        if self.held[lock].is_zero(state) {
            return None;
        }
        let holds = |thread: &usize| {
            self.threads[*thread].holds[self.place(state, *thread)] >> lock & 1 == 1
        };
        (0..self.threads()).find(holds)
    }

    /// What a queue holds, oldest first.
    pub(super) fn items(&self, state: &[u64], queue: usize) -> Vec<u32> {
        let queue = &self.queues[queue];
        let length = queue.length.of(state) as usize;
        queue.items[..length]
            .iter()
            .map(|item| item.of(state))
            .collect()
    }

    /// The rendezvous at which a thread offers an item that no thread has taken yet.
    fn offers(&self, state: &[u64], thread: usize) -> Option<usize> {
        let offers = &self.threads[thread].offers;
        let rendezvous = offers.iter().position(|offer| !offer.is_zero(state))?;
        self.queues
            .iter()
            .position(|queue| queue.rendezvous == Some(rendezvous))
    }

    /// The threads that sleep on a condition.
    pub(super) fn waiters(&self, state: &[u64], on: Condition) -> impl Iterator<Item = usize> {
        let waits = move |thread: &usize| {
            let step = self.step(state, *thread);
            step.is_some_and(|step| matches!(step.op, Op::Wake(condition, _) if condition == on))
        };
        (0..self.threads()).filter(waits)
    }

    /// Whether every thread has reached its end.
    pub(super) fn finished(&self, state: &[u64]) -> bool {
        (0..self.threads()).all(|thread| self.done(state, thread))
    }

    fn done(&self, state: &[u64], thread: usize) -> bool {
        self.obstacle(state, thread) == Some(Obstacle::Done)
    }

    pub(super) fn can_move(&self, state: &[u64], thread: usize) -> bool {
        let own = &self.threads[thread];
        match own.enabled_when[own.place.of(state) as usize] {
            EnabledWhen::Always => true,
            EnabledWhen::Zero(field) => field.is_zero(state),
            EnabledWhen::NonZero(field) => !field.is_zero(state),
            EnabledWhen::Ask => self.obstacle(state, thread).is_none(),
        }
    }

    /// What `obstacle` would find for a thread at this place, if a single field decides it.
    pub(super) fn enabled_when(&self, thread: usize, place: usize) -> EnabledWhen {
        let offers = self.threads[thread].offers.iter();
        let step = self.program.threads[thread].steps.get(place);
        match step {
            Some(step) if step.again.is_empty() && offers.clone().all(|offer| offer.is_empty()) => {
                match step.op {
                    Op::Lock(lock) => EnabledWhen::Zero(self.held[lock.0]),
                    Op::Acquire(from) => EnabledWhen::NonZero(self.semaphores[from.0]),
                    Op::Take(from, _) => EnabledWhen::NonZero(self.queues[from.0].length),
                    Op::Read(..)
                    | Op::Write(..)
                    | Op::Add(..)
                    | Op::Remove { .. }
                    | Op::Look { .. }
                    | Op::Unlock(_)
                    | Op::TryLock { .. }
                    | Op::Release(_)
                    | Op::Sleep(..)
                    | Op::NotifyOne(_)
                    | Op::NotifyAll(_) => EnabledWhen::Always,
                    _ => EnabledWhen::Ask,
                }
            }
            _ => EnabledWhen::Ask,
        }
    }

    /// What blocks a thread's next step; `None` if it can move.
    pub(super) fn obstacle(&self, state: &[u64], thread: usize) -> Option<Obstacle> {
        if let Some(queue) = self.offers(state, thread) {
            return Some(Obstacle::Taker(Queue(queue)));
        }
        let Some(step) = self.step(state, thread) else {
            return Some(Obstacle::Done);
        };
        let own = &self.threads[thread];
        if let Some(first) = step.again.first() {
            let same = |watch: &Watch| {
                let seen = own.registers[watch.seen.0].of(state);
                seen != 0 && seen == self.load(state, thread, watch.var).0 + 1
            };
            if step.again.iter().all(same) {
                return Some(Obstacle::Change(first.var));
            }
        }
        let held = |lock: Lock| (!self.held[lock.0].is_zero(state)).then_some(Obstacle::Held(lock));
        match step.op {
            Op::Lock(lock) => held(lock),
            Op::Wake(on, lock) => {
                let noticed = !own.notices[on.0].is_zero(state) || !self.spurious.is_zero(state);
                if noticed {
                    held(lock)
                } else {
                    Some(Obstacle::Notice(on))
                }
            }
            Op::Enter { closed_by, .. } => {
                let mut closed = closed_by.into_iter();
                let closed = closed.find(|var| !self.vars[var.0].is_zero(state));
                closed.map(Obstacle::Change)
            }
            Op::Acquire(from) => {
                (self.permits(state, from.0) == 0).then_some(Obstacle::Permit(from.0))
            }
            Op::Arrive { at, .. } => {
                let leaving = !at.once && self.permits(state, at.leaving.0) > 0;
                leaving.then_some(Obstacle::Leaving(at.leaving.0))
            }
            Op::Put(into, _) => {
                let queue = &self.queues[into.0];
                let full = queue.length.of(state) as usize == queue.items.len();
                full.then_some(Obstacle::Room(into))
            }
            Op::Take(from, _) => {
                let empty = self.queues[from.0].length.is_zero(state);
                empty.then_some(Obstacle::Item(from))
            }
            Op::Join(other) => (!self.done(state, other)).then_some(Obstacle::End(other)),
            Op::Fence => {
                let waiting = self.oldest(state, thread).is_some();
                waiting.then_some(Obstacle::Stores(thread))
            }
            Op::Drain { of, .. } => {
                let empty = self.oldest(state, of).is_none();
                empty.then_some(Obstacle::Store(of))
            }
            _ => None,
        }
    }
}
