//! Locks that know their holders, in a group that sees which thread waits for which and so can name a
//! deadlock.
//!
//! Owns the holders and the waiting; the search for a cycle is in `waits.rs`. What the locks represent
//! (forks, an interpreter) and what deadlocked tasks do is left to the caller.

pub use super::waits::{Link, Refused};

use super::waits::Waits;
use super::{Closed, Condvar, Mutex, MutexGuard, PoisonError};

/// A group of named locks (Python: several `threading.Lock`s; std: several `sync::Mutex`es, neither of
/// which knows its holder).
///
/// A thread is identified by a number, `thread`. A wait that would close a cycle (E. G. Coffman et al.,
/// "System Deadlocks", 1971: circular wait) is refused instead, for every thread in the cycle.
///
/// ```
/// use sync::locks::{Locks, Refused, Tried};
///
/// let forks = Locks::new(["fork 0", "fork 1"]);
/// let held = forks.lock(7, 0)?;
/// assert_eq!(forks.holder(0), Some(7));
/// assert!(matches!(forks.try_lock(8, 0)?, Tried::HeldBy(7)));
/// assert!(matches!(forks.lock(7, 0), Err(Refused::Deadlock(cycle)) if cycle.len() == 1));
/// drop(held);
/// assert_eq!(forks.holder(0), None);
/// # Ok::<(), Refused>(())
/// ```
#[derive(Debug)]
pub struct Locks {
    names: Vec<String>,
    state: Mutex<State>,
    /// One for each lock, notified when that lock is released.
    freed: Vec<Condvar>,
}

#[derive(Debug)]
struct State {
    locks: Vec<Lock>,
    waits: Waits,
    /// The number of the next hold.
    next: u64,
    closed: bool,
}

#[derive(Clone, Debug, Default)]
struct Lock {
    holder: Option<usize>,
    /// The number of the most recently ended hold.
    last: Option<u64>,
}

impl Locks {
    /// Makes a group of free locks, one for each name, numbered 0, 1, 2... in that order.
    pub fn new(names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let names: Vec<String> = names.into_iter().map(Into::into).collect();
        Self {
            state: Mutex::new(State {
                locks: vec![Lock::default(); names.len()],
                waits: Waits::default(),
                next: 0,
                closed: false,
            }),
            freed: names.iter().map(|_| Condvar::new()).collect(),
            names,
        }
    }

    /// The name of a lock.
    pub fn name(&self, which: usize) -> &str {
        &self.names[which]
    }

    /// A cycle of waits in words: who holds what and waits for what, beginning with the thread that
    /// closed it. At most eight threads are named.
    pub fn describe(&self, cycle: &[Link], name: impl Fn(usize) -> String) -> String {
        const MOST: usize = 8;
        let link = |link: &Link| {
            let (holds, wants) = (self.name(link.holds), self.name(link.wants));
            format!("{} holds {holds} and waits for {wants}", name(link.thread))
        };
        let told: Vec<_> = cycle.iter().take(MOST).map(link).collect();
        let more = cycle.len().saturating_sub(MOST);
        let rest = if more > 0 {
            format!(", and so on for {more} more")
        } else {
            String::new()
        };
        told.join(", ") + &rest
    }

    /// The current holder of a lock.
    pub fn holder(&self, which: usize) -> Option<usize> {
        self.state().locks[which].holder
    }

    /// Waits for a lock; refused if that wait would complete a cycle and so never end.
    pub fn lock(&self, thread: usize, which: usize) -> Result<Guard<'_>, Refused> {
        self.lock_lingering(thread, which, || ())
    }

    /// Like [`Self::lock`], but calls `linger` before it refuses a wait that would close a cycle:
    /// meanwhile all others in the cycle keep waiting, as they would forever without the refusal.
    pub fn lock_lingering(
        &self,
        thread: usize,
        which: usize,
        linger: impl FnOnce(),
    ) -> Result<Guard<'_>, Refused> {
        let mut linger = Some(linger);
        let mut state = self.state();
        loop {
            // This comes first: all threads in a cycle leave it, even if their lock has become free
            // meanwhile.
            if let Some(cycle) = state.waits.told(thread) {
                return Err(Refused::Deadlock(cycle));
            }
            if let Tried::Taken(guard) = self.take(&mut state, thread, which)? {
                return Ok(guard);
            }
            let State { locks, waits, .. } = &mut *state;
            let holder = |lock: usize| locks[lock].holder;
            if let Some(linger) = linger.take_if(|_| waits.cycle(thread, which, holder).is_some()) {
                drop(state);
                linger();
                // The group may have been closed meanwhile.
                state = self.state();
                continue;
            }
            if let Err(cycle) = waits.begin(thread, which, holder) {
                for link in &cycle[1..] {
                    self.freed[link.wants].notify_all();
                }
                return Err(Refused::Deadlock(cycle));
            }
            state = self.freed[which]
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
            state.waits.end(thread);
        }
    }

    /// Takes a lock if it is free, or else returns its holder.
    pub fn try_lock(&self, thread: usize, which: usize) -> Result<Tried<'_>, Closed> {
        self.take(&mut self.state(), thread, which)
    }

    /// Ends every wait with `Closed`, current and future; held locks can still be released.
    pub fn close(&self) {
        self.state().closed = true;
        for freed in &self.freed {
            freed.notify_all();
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self, state: &mut State, thread: usize, which: usize) -> Result<Tried<'_>, Closed> {
        if state.closed {
            return Err(Closed);
        }
        let lock = &mut state.locks[which];
        if let Some(holder) = lock.holder {
            return Ok(Tried::HeldBy(holder));
        }
        lock.holder = Some(thread);
        let number = state.next;
        state.next += 1;
        Ok(Tried::Taken(Guard {
            locks: self,
            which,
            number,
            follows: lock.last,
        }))
    }

    fn release(&self, which: usize, number: u64) {
        let mut state = self.state();
        state.locks[which].holder = None;
        state.locks[which].last = Some(number);
        drop(state);
        self.freed[which].notify_one();
    }
}

/// The result of trying to take a lock without waiting.
#[derive(Debug)]
pub enum Tried<'a> {
    /// It was free, and the caller now holds it.
    Taken(Guard<'a>),
    /// This thread holds it.
    HeldBy(usize),
}

/// A held lock, released on drop.
#[derive(Debug)]
#[must_use = "a lock that is not kept is released at once"]
pub struct Guard<'a> {
    locks: &'a Locks,
    which: usize,
    number: u64,
    follows: Option<u64>,
}

impl Guard<'_> {
    /// Which lock this is.
    pub fn which(&self) -> usize {
        self.which
    }

    /// This hold's number: 0, 1, 2... over the whole group, in the order in which locks are taken.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The number of the previous hold of the same lock; `None` for the first.
    pub fn follows(&self) -> Option<u64> {
        self.follows
    }
}

impl Drop for Guard<'_> {
    fn drop(&mut self) {
        self.locks.release(self.which, self.number);
    }
}
