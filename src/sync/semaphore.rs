//! A counting semaphore: at most a fixed number of threads inside at once.
//!
//! Owns the permits, the count of those inside and who follows whom; what is done inside, and when, is
//! left to the caller.

use std::collections::VecDeque;

use super::{Closed, Condvar, Mutex, MutexGuard, PoisonError};

/// Lets at most a fixed number of threads in at once (Python: `threading.Semaphore`; std has none).
///
/// ```
/// use sync::semaphore::Semaphore;
///
/// let semaphore = Semaphore::new(1);
/// let first = semaphore.acquire()?;
/// assert!(semaphore.try_acquire()?.is_none());
///
/// let released = first.release();
/// let second = semaphore.acquire()?;
/// assert_eq!(second.follows(), Some(released));
/// assert_eq!(semaphore.most_inside(), 1);
/// # Ok::<(), sync::Closed>(())
/// ```
#[derive(Debug)]
pub struct Semaphore {
    state: Mutex<State>,
    freed: Condvar,
}

#[derive(Debug)]
struct State {
    /// Permits that have never been taken. A count, not a list, since `usize::MAX` of them means
    /// "unlimited".
    fresh: usize,
    /// The numbers of the permits that were returned and not taken again, oldest first.
    returned: VecDeque<u64>,
    /// The number of the next permit to be taken.
    next: u64,
    inside: usize,
    most_inside: usize,
    closed: bool,
}

impl Semaphore {
    /// Makes a semaphore with this many permits; with 0, every `acquire` waits until it is closed.
    pub fn new(permits: usize) -> Self {
        Self {
            state: Mutex::new(State {
                fresh: permits,
                returned: VecDeque::new(),
                next: 0,
                inside: 0,
                most_inside: 0,
                closed: false,
            }),
            freed: Condvar::new(),
        }
    }

    /// Waits for a permit; the order in which waiting threads get theirs is unspecified.
    pub fn acquire(&self) -> Result<Permit<'_>, Closed> {
        let mut state = self.state();
        loop {
            if let Some(permit) = self.take(&mut state)? {
                return Ok(permit);
            }
            // Being woken is not a guarantee: another thread may have been quicker, or the wakeup may be
            // spurious.
            state = self
                .freed
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Takes a permit if one is free.
    pub fn try_acquire(&self) -> Result<Option<Permit<'_>>, Closed> {
        self.take(&mut self.state())
    }

    /// Ends every wait with [`Closed`], current and future; permits in use can still be returned.
    pub fn close(&self) {
        self.state().closed = true;
        self.freed.notify_all();
    }

    /// The number of permits in use.
    pub fn inside(&self) -> usize {
        self.state().inside
    }

    /// The largest number of permits ever in use at once, counted under the semaphore's own lock.
    pub fn most_inside(&self) -> usize {
        self.state().most_inside
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self, state: &mut State) -> Result<Option<Permit<'_>>, Closed> {
        if state.closed {
            return Err(Closed);
        }
        let follows = if state.fresh > 0 {
            state.fresh -= 1;
            None
        } else if let Some(number) = state.returned.pop_front() {
            Some(number)
        } else {
            return Ok(None);
        };
        let number = state.next;
        state.next += 1;
        state.inside += 1;
        state.most_inside = state.most_inside.max(state.inside);
        Ok(Some(Permit {
            semaphore: self,
            number,
            follows,
        }))
    }

    fn release(&self, number: u64) {
        let mut state = self.state();
        state.inside -= 1;
        state.returned.push_back(number);
        drop(state);
        self.freed.notify_one();
    }
}

/// The right to be inside, returned on drop.
#[derive(Debug)]
#[must_use = "a permit that is not kept is returned at once"]
pub struct Permit<'a> {
    semaphore: &'a Semaphore,
    number: u64,
    follows: Option<u64>,
}

impl Permit<'_> {
    /// This permit's number, and that of its release: 0, 1, 2... in the order in which permits are taken.
    ///
    /// It is known before the release, so that a release can be recorded before another thread can follow
    /// it.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The number of the permit whose release made this one available; `None` for one that was never used
    /// before.
    pub fn follows(&self) -> Option<u64> {
        self.follows
    }

    /// Returns the permit, as dropping does, and returns its number.
    pub fn release(self) -> u64 {
        self.number
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        self.semaphore.release(self.number);
    }
}
