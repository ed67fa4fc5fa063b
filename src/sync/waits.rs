//! Which thread waits for which: finds the circle of waits that is a deadlock, and keeps it for those in it to read.
//!
//! Owns no lock and never waits: it is plain data under the lock of [`locks`](super::locks).

use std::collections::HashMap;
use std::error::Error;
use std::fmt;
use std::sync::Arc;

use super::Closed;

/// One step of a cycle: `who` holds one lock and waits for another, which the next one holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Link {
    /// The one that waits.
    pub who: usize,
    /// The lock that it holds and that the one before it in the cycle waits for.
    pub holds: usize,
    /// The lock that it waits for and that the one after it holds.
    pub wants: usize,
}

/// Why a lock was not given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// All of these wait for each other in a circle, beginning with the one that closed it; each of them
    /// gets the same.
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

/// The waits, and the words left for those found in a cycle.
#[derive(Debug, Default)]
pub(super) struct Waits {
    /// Which lock each one waits for.
    wants: HashMap<usize, usize>,
    /// Those found in a cycle that have not run since.
    told: HashMap<usize, Arc<[Link]>>,
}

impl Waits {
    /// The cycle that `who` was found in while it waited; returned once.
    pub(super) fn told(&mut self, who: usize) -> Option<Arc<[Link]>> {
        self.told.remove(&who)
    }

    /// Notes that `who` waits for a lock; or, if that would close a circle, leaves word for all the
    /// others in it (the caller wakes them) and returns the circle.
    pub(super) fn begin(
        &mut self,
        who: usize,
        which: usize,
        holder: impl Fn(usize) -> Option<usize>,
    ) -> Result<(), Arc<[Link]>> {
        let Some(cycle) = self.cycle(who, which, holder) else {
            self.wants.insert(who, which);
            return Ok(());
        };
        let cycle: Arc<[Link]> = cycle.into();
        for link in &cycle[1..] {
            self.told.insert(link.who, Arc::clone(&cycle));
        }
        Err(cycle)
    }

    /// Notes that `who` no longer waits.
    pub(super) fn end(&mut self, who: usize) {
        self.wants.remove(&who);
    }

    /// The circle that would close if `who` waited for this lock, if one would.
    ///
    /// Each one waits for one lock at most and each lock has one holder at most, so there is one path to
    /// follow. It can't run round a circle that `who` is not part of: a circle closes with a wait, and the
    /// wait that would have closed that one was refused.
    pub(super) fn cycle(
        &self,
        who: usize,
        which: usize,
        holder: impl Fn(usize) -> Option<usize>,
    ) -> Option<Vec<Link>> {
        let mut link = Link {
            who,
            // The last one's wish, known when the circle is closed.
            holds: which,
            wants: which,
        };
        let mut cycle = Vec::new();
        loop {
            cycle.push(link);
            let next = holder(link.wants)?;
            if next == who {
                cycle[0].holds = link.wants;
                return Some(cycle);
            }
            if self.told.contains_key(&next) {
                // It is on its way out of a circle that was broken up already.
                return None;
            }
            link = Link {
                who: next,
                holds: link.wants,
                wants: *self.wants.get(&next)?,
            };
        }
    }
}
