//! Which thread waits for which: finds the cycle of waits that is a deadlock, and keeps it for the
//! threads in it to read.
//!
//! Owns no lock and never waits: it is plain data under the lock of [`locks`](super::locks).

use std::collections::HashMap;
use std::error::Error;
use std::fmt;
use std::sync::Arc;

use super::Closed;

/// One step of a cycle: `thread` holds one lock and waits for another, which the next thread holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Link {
    /// The thread that waits.
    pub thread: usize,
    /// The lock that it holds and that the thread before it in the cycle waits for.
    pub holds: usize,
    /// The lock that it waits for and that the thread after it holds.
    pub wants: usize,
}

/// Why a lock was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// All of these wait for each other in a cycle, beginning with the one that closed it; each of them
    /// gets the same list.
    Deadlock(Arc<[Link]>),
    /// The group was closed.
    Closed,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Deadlock(cycle) => {
                write!(f, "deadlock: {} threads wait in a circle", cycle.len())
            }
            Self::Closed => Closed.fmt(f),
        }
    }
}

impl Error for Refused {}

impl From<Closed> for Refused {
    fn from(Closed: Closed) -> Self {
        Self::Closed
    }
}

/// The waits, and the cycles that threads have yet to be told about.
#[derive(Debug, Default)]
pub(super) struct Waits {
    /// Which lock each one waits for.
    wants: HashMap<usize, usize>,
    /// Threads found in a cycle that have not run since, with that cycle.
    told: HashMap<usize, Arc<[Link]>>,
}

impl Waits {
    /// The cycle in which `thread` was found while it waited; returned once.
    pub(super) fn told(&mut self, thread: usize) -> Option<Arc<[Link]>> {
        self.told.remove(&thread)
    }

    /// Records that `thread` waits for a lock; if that would close a cycle, leaves the cycle for all others
    /// in it to read (the caller wakes them) and returns it.
    pub(super) fn begin(
        &mut self,
        thread: usize,
        which: usize,
        holder: impl Fn(usize) -> Option<usize>,
    ) -> Result<(), Arc<[Link]>> {
        let Some(cycle) = self.cycle(thread, which, holder) else {
            self.wants.insert(thread, which);
            return Ok(());
        };
        let cycle: Arc<[Link]> = cycle.into();
        for link in &cycle[1..] {
            self.told.insert(link.thread, Arc::clone(&cycle));
        }
        Err(cycle)
    }

    /// Records that `thread` no longer waits.
    pub(super) fn end(&mut self, thread: usize) {
        self.wants.remove(&thread);
    }

    /// The cycle that would be closed if `thread` waited for this lock, if there is one.
    ///
    /// Each thread waits for at most one lock, and each lock has at most one holder, so there is a single
    /// path to follow. It can't go round a cycle that `thread` is not part of: a cycle is closed by a wait,
    /// and that wait would have been refused.
    pub(super) fn cycle(
        &self,
        thread: usize,
        which: usize,
        holder: impl Fn(usize) -> Option<usize>,
    ) -> Option<Vec<Link>> {
        let mut link = Link {
            thread,
            // The last thread's wanted lock; filled in when the cycle is complete.
            holds: which,
            wants: which,
        };
        let mut cycle = Vec::new();
        loop {
            cycle.push(link);
            let next = holder(link.wants)?;
            if next == thread {
                cycle[0].holds = link.wants;
                return Some(cycle);
            }
            if self.told.contains_key(&next) {
                // It is leaving a cycle that was already broken up.
                return None;
            }
            link = Link {
                thread: next,
                holds: link.wants,
                wants: *self.wants.get(&next)?,
            };
        }
    }
}
