//! What a step program is: threads over shared things, and what its ends mean. Plain data; `build` builds
//! it, `machine` gives it its meaning.

use std::ops::Index;

use super::step::{Capacity, Condition, Op, Queue, Step, Thread, Var};
use super::stores::Memory;
use crate::model::Ending;
use crate::written::letter;

/// A shared thing's name, its initial value, and whether replay shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shared {
    pub(super) name: String,
    pub(super) initial: u32,
    pub(super) shown: bool,
}

/// The variables at the end of a schedule, indexed by `Var`.
#[derive(Clone, Copy, Debug)]
pub struct Finals<'a>(pub(crate) &'a [u32]);

impl Index<Var> for Finals<'_> {
    type Output = u32;
    fn index(&self, var: Var) -> &u32 {
        &self.0[var.0]
    }
}

type Judge = Box<dyn Fn(Finals) -> Ending + Send + Sync>;

/// A step program: a few threads over shared things, and what its ends mean.
pub struct Program {
    /// The demo.
    pub demo: String,
    /// Its variant.
    pub variant: String,
    /// Its size in words: `2 workers x 1 increment`.
    pub size: String,
    /// What should hold in every schedule: `no update is lost`.
    pub promise: String,
    /// Whether the lesson planted a fault, so that breaking the promise is the point.
    pub planted: bool,
    /// What this model does that the code need not do, one line each.
    pub remarks: Vec<String>,
    pub(super) threads: Vec<Thread>,
    pub(super) vars: Vec<Shared>,
    pub(super) peaks: Vec<(Peak, Var)>,
    pub(super) locks: Vec<Shared>,
    pub(super) semaphores: Vec<Shared>,
    pub(super) conditions: Vec<Shared>,
    pub(super) queues: Vec<(Shared, Capacity)>,
    pub(super) spurious: u32,
    /// When others see what a thread writes.
    pub memory: Memory,
    pub(crate) judge: Judge,
}

/// What a high-water mark tracks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Peak {
    /// A variable's value.
    Var(Var),
    /// A queue's length.
    Queue(Queue),
    /// The difference between the largest and the smallest of this many variables, starting with this
    /// one.
    Spread(Var, usize),
}

impl Program {
    /// The threads, in the order in which they start.
    pub fn threads(&self) -> &[Thread] {
        &self.threads
    }

    /// The initial value of each variable; `None` for one that only tracks others.
    pub fn variables(&self) -> Vec<Option<u32>> {
        let follows = |var: usize| self.peaks.iter().any(|(_, peak)| peak.0 == var);
        let vars = self.vars.iter().enumerate();
        vars.map(|(place, var)| (!follows(place)).then_some(var.initial))
            .collect()
    }

    /// The names of the locks.
    pub fn lock_names(&self) -> impl Iterator<Item = &str> {
        self.locks.iter().map(|lock| lock.name.as_str())
    }

    /// The initial permits of each semaphore.
    pub fn permits(&self) -> impl Iterator<Item = u32> {
        self.semaphores.iter().map(|semaphore| semaphore.initial)
    }

    /// How many queues there are.
    pub fn queues(&self) -> usize {
        self.queues.len()
    }

    /// The most items a queue can hold: as many as are put, up to its capacity.
    pub(super) fn slots(&self, queue: Queue) -> u32 {
        let (_, capacity) = self.queues[queue.0];
        let steps = self.threads.iter().flat_map(|thread| &thread.steps);
        let puts = steps.filter(|step| matches!(step.op, Op::Put(into, _) if into == queue));
        let puts = u32::try_from(puts.count()).unwrap_or(u32::MAX);
        match capacity {
            Capacity::Bounded(most) => puts.min(most),
            Capacity::Rendezvous | Capacity::Unbounded => puts,
        }
    }

    /// The threads that ever wait on a condition.
    pub(super) fn waiters(&self, on: Condition) -> Vec<usize> {
        let wakes = |step: &Step| matches!(step.op, Op::Wake(condition, _) if condition == on);
        let threads = self.threads.iter().enumerate();
        let waiters = threads.filter(|(_, thread)| thread.steps.iter().any(wakes));
        waiters.map(|(thread, _)| thread).collect()
    }

    /// The steps of each group of threads that do the same: their letters, their role, their steps in
    /// words.
    pub fn listing(&self) -> Vec<(String, String, String)> {
        let mut groups: Vec<(String, String, String)> = Vec::new();
        for (index, thread) in self.threads.iter().enumerate() {
            let words: Vec<&str> = thread
                .steps
                .iter()
                .map(|step| step.name.as_str())
                .filter(|name| !name.is_empty())
                .collect();
            let steps = shorten(&words);
            let letter = letter(self.number(index));
            match groups
                .iter_mut()
                .find(|group| group.1 == thread.role && group.2 == steps)
            {
                Some(group) => group.0.extend([' ', letter]),
                None => groups.push((letter.into(), thread.role.clone(), steps)),
            }
        }
        groups
    }
}

/// The words as a list, with a repeated run written once: `(read, write) x 10`.
fn shorten(words: &[&str]) -> String {
    match period(words) {
        Some(1) => format!("{} x {}", words[0], words.len()),
        Some(period) => {
            let times = words.len() / period;
            format!("({}) x {times}", words[..period].join(", "))
        }
        None => words.join(", "),
    }
}

/// The number of words after which they repeat until the end, if they do.
pub(super) fn period(words: &[&str]) -> Option<usize> {
    (1..=words.len() / 2).find(|period| {
        words.len().is_multiple_of(*period) && words[*period..] == words[..words.len() - period]
    })
}
