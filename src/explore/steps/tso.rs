//! Memory in which a thread's stores are delayed before others see them: x86-TSO (Sewell and others
//! 2010).
//!
//! Each thread that writes has a FIFO queue of stores. A store reaches memory at any time after it was
//! made, as a step of its own; until then only its own thread sees it. A fence waits until the thread's
//! queue is empty.
//!
//! A queue is modeled as one more thread, with a step for each store. Since every run of a thread makes
//! the same stores in the same order, the contents of the queue follow from the places of the two
//! threads, and the state needs nothing else.

use super::flow::ways;
use super::machine::Machine;
use super::program::Program;
use super::step::{Op, Step, Thread, Value, Var};
use super::stores::{Store, StoreQueue};
use crate::model::MOST_QUEUES;
use crate::written::MOST_THREADS;
use crate::written::letter;

/// Adds store queues for the threads that write.
///
/// # Panics
/// If a thread may make a store more than once, may skip one, or stores a number that isn't known
/// statically.
pub(super) fn add_queues(program: &mut Program) {
    for owner in 0..program.threads.len() {
        let stores = stores(&program.threads[owner]);
        if stores.is_empty() {
            continue;
        }
        assert!(
            owner < MOST_QUEUES,
            "the first threads are those that write"
        );
        let steps = stores.iter().zip(1..).map(|(store, next)| {
            let name = &program.vars[store.var.0].name;
            Step {
                op: Op::Drain {
                    of: owner,
                    store: store.place,
                },
                next,
                again: Vec::new(),
                name: format!("{name} = {} to memory", store.value),
                text: format!("{name} = {} in memory", store.value),
                other: String::new(),
            }
        });
        let queue = Thread {
            role: format!("the store queue of {}", letter(owner)),
            steps: steps.collect(),
            registers: 0,
            queue_of: Some(owner),
        };
        program.threads.push(queue);
    }
}

/// The stores that every run of a thread makes.
fn stores(thread: &Thread) -> Vec<Store> {
    let stores = thread.steps.iter().enumerate();
    let stores = stores.filter_map(|(place, step)| match step.op {
        Op::Write(var, Value::Is(value)) => Some(Store { place, var, value }),
        Op::Write(..) => panic!("a queued store is of a number that is known"),
        _ => None,
    });
    let stores: Vec<Store> = stores.collect();
    for (from, step) in thread.steps.iter().enumerate() {
        for (to, _) in ways(step) {
            // What lies between the two is repeated or skipped.
            let between = to.min(from + 1)..to.max(from + 1);
            assert!(
                !stores.iter().any(|store| between.contains(&store.place)),
                "a queued store is made once in every run"
            );
        }
    }
    stores
}

impl Program {
    /// The number of a thread, from which its letter follows: its place or, for a store queue, its
    /// owner's place counted after all threads.
    pub(super) fn number(&self, place: usize) -> usize {
        let queue_of = self.threads[place].queue_of;
        queue_of.map_or(place, |owner| MOST_THREADS + owner)
    }

    /// The place of the thread with this number.
    pub(super) fn place(&self, number: usize) -> Option<usize> {
        match number.checked_sub(MOST_THREADS) {
            None => (number < self.lanes()).then_some(number),
            Some(owner) => self.queue(owner),
        }
    }

    /// The place of a thread's store queue.
    fn queue(&self, owner: usize) -> Option<usize> {
        let mut threads = self.threads.iter();
        threads.position(|thread| thread.queue_of == Some(owner))
    }

    /// The number of threads that are not store queues; these come first.
    pub(super) fn lanes(&self) -> usize {
        let queues = self.threads.iter().filter(|one| one.queue_of.is_some());
        self.threads.len() - queues.count()
    }

    /// A thread's store queue, if it has one.
    pub(super) fn store_queue(&self, owner: usize) -> Option<Box<StoreQueue>> {
        let thread = self.queue(owner)?;
        let stores = stores(&self.threads[owner]);
        Some(Box::new(StoreQueue { thread, stores }))
    }
}

impl Machine<'_> {
    /// The value that a thread sees in a variable, and whether it comes from its own store queue.
    #[inline]
    pub(super) fn load(&self, state: &[u64], thread: usize, var: Var) -> (u32, bool) {
        if self.threads[thread].stores.is_some() {
            let mut waiting = self.waiting(state, thread).iter().rev();
            if let Some(store) = waiting.find(|store| store.var == var) {
                return (store.value, true);
            }
        }
        (self.vars[var.0].of(state), false)
    }

    /// The contents of a thread's store queue, oldest first.
    pub(super) fn waiting(&self, state: &[u64], thread: usize) -> &[Store] {
        let Some(queue) = &self.threads[thread].stores else {
            return &[];
        };
        let drained = self.place(state, queue.thread);
        let place = self.place(state, thread);
        let made = queue.stores.partition_point(|store| store.place < place);
        &queue.stores[drained..made]
    }

    /// The store that a queue writes to memory next, if it was made.
    pub(super) fn oldest(&self, state: &[u64], owner: usize) -> Option<Store> {
        self.waiting(state, owner).first().copied()
    }
}
