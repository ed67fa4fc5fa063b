//! A signal that many threads wait for; also the gate that holds threads until all are there.
//!
//! Owns the flag and the waiting; who signals, and why, is left to the caller.

use std::time::Duration;

use super::{Closed, Condvar, Mutex, MutexGuard, PoisonError};

/// A flag that threads can wait for (Python: `threading.Event`; std has none).
///
/// ```
/// use sync::event::Event;
///
/// let gate = Event::new();
/// std::thread::scope(|scope| {
///     let waiter = scope.spawn(|| gate.wait());
///     gate.set();
///     assert_eq!(waiter.join().unwrap(), Ok(()));
/// });
/// ```
#[derive(Debug, Default)]
pub struct Event {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    set: bool,
    /// How often the flag was set. A thread that began to wait before a `set` is released by it even if
    /// the flag is cleared before that thread gets to run.
    sets: u64,
    closed: bool,
}

impl State {
    /// Whether a thread that arrived when `sets` was `seen` still has to wait.
    fn must_wait(&self, seen: u64) -> bool {
        !self.closed && !self.set && self.sets == seen
    }
}

impl Event {
    /// Makes an event that is not set.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the flag and releases every waiting thread.
    pub fn set(&self) {
        let mut state = self.state();
        state.set = true;
        state.sets += 1;
        // Release the lock first: thousands of threads may be about to acquire it.
        drop(state);
        self.changed.notify_all();
    }

    /// Clears the flag: threads that arrive from now on wait for the next `set`.
    pub fn clear(&self) {
        self.state().set = false;
    }

    /// Whether the flag is set.
    pub fn is_set(&self) -> bool {
        self.state().set
    }

    /// Waits until the flag is set; returns at once if it is.
    pub fn wait(&self) -> Result<(), Closed> {
        let mut state = self.state();
        let seen = state.sets;
        while state.must_wait(seen) {
            state = self
                .changed
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
        if state.closed { Err(Closed) } else { Ok(()) }
    }

    /// Waits until the flag is set, for at most `timeout`; returns `false` if it was not set in time.
    pub fn wait_timeout(&self, timeout: Duration) -> Result<bool, Closed> {
        let state = self.state();
        let seen = state.sets;
        let (state, _) = self
            .changed
            .wait_timeout_while(state, timeout, |state| state.must_wait(seen))
            .unwrap_or_else(PoisonError::into_inner);
        if state.closed {
            Err(Closed)
        } else {
            Ok(!state.must_wait(seen))
        }
    }

    /// Ends every wait with [`Closed`], current and future, whether or not the flag is set.
    pub fn close(&self) {
        self.state().closed = true;
        self.changed.notify_all();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
