//! A meeting point for a fixed number of threads, round after round.
//!
//! Owns who has arrived and when all may leave; what happens between two meetings, and what is recorded
//! of them, is left to the caller. That is why arriving and waiting are two calls: the last thread can
//! record that it opens the barrier before any other thread can be woken by it.

use super::{Closed, Condvar, Mutex, MutexGuard, PoisonError};

/// Holds each thread until all have arrived, then releases them and closes behind them (Python:
/// `threading.Barrier`; std: `std::sync::Barrier`, which can't be closed for good).
///
/// ```
/// use sync::barrier::{Arrival, Barrier};
///
/// let barrier = Barrier::new(2);
/// std::thread::scope(|scope| {
///     for _ in 0..2 {
///         scope.spawn(|| match barrier.arrive()? {
///             Arrival::Early(turn) => turn.wait().map(drop),
///             Arrival::Last(opening) => Ok(opening.open()),
///             Arrival::Open => unreachable!("this barrier closes after each round"),
///         });
///     }
/// });
/// ```
#[derive(Debug)]
pub struct Barrier {
    parties: usize,
    /// Whether it stays open after its first round.
    once: bool,
    state: Mutex<State>,
    opened: Condvar,
}

#[derive(Debug)]
struct State {
    /// Threads that have arrived in this round; all of them while the last one opens the barrier.
    arrived: usize,
    /// How often the barrier was opened. A waiting thread is released once this differs from its value on
    /// arrival, whatever happens later.
    rounds: u64,
    closed: bool,
}

/// How a thread has arrived.
#[derive(Debug)]
#[must_use = "a thread that doesn't wait for its turn hasn't met the others"]
pub enum Arrival<'a> {
    /// Others are still to come.
    Early(Turn<'a>),
    /// It is the last of its round, and opens the barrier for the others.
    Last(Opening<'a>),
    /// The barrier is one-shot and was opened before, so it no longer holds any thread.
    Open,
}

impl Barrier {
    /// Makes a reusable barrier for this many threads.
    pub fn new(parties: usize) -> Self {
        Self::of(parties, false)
    }

    /// Makes a barrier that works once and then stays open (`std::latch` in C++, `CountDownLatch` in
    /// Java): right for one meeting, wrong for a second.
    pub fn one_shot(parties: usize) -> Self {
        Self::of(parties, true)
    }

    fn of(parties: usize, once: bool) -> Self {
        Self {
            parties,
            once,
            state: Mutex::new(State {
                arrived: 0,
                rounds: 0,
                closed: false,
            }),
            opened: Condvar::new(),
        }
    }

    /// Counts this thread in. If more threads than parties use the barrier, an extra one first waits
    /// until the current round is through.
    pub fn arrive(&self) -> Result<Arrival<'_>, Closed> {
        let mut state = self.state();
        loop {
            if state.closed {
                return Err(Closed);
            }
            if self.once && state.rounds > 0 {
                return Ok(Arrival::Open);
            }
            if state.arrived < self.parties {
                break;
            }
            state = self.wait_for_opening(state);
        }
        state.arrived += 1;
        let round = state.rounds;
        Ok(if state.arrived < self.parties {
            Arrival::Early(Turn {
                barrier: self,
                round,
            })
        } else {
            Arrival::Last(Opening {
                barrier: self,
                round,
            })
        })
    }

    /// Ends every wait with [`Closed`], current and future.
    pub fn close(&self) {
        self.state().closed = true;
        self.opened.notify_all();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait_for_opening<'a>(&self, state: MutexGuard<'a, State>) -> MutexGuard<'a, State> {
        self.opened
            .wait(state)
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// A thread's turn to leave, which comes when the last one has arrived.
#[derive(Debug)]
#[must_use = "a thread that doesn't wait for its turn hasn't met the others"]
pub struct Turn<'a> {
    barrier: &'a Barrier,
    round: u64,
}

impl Turn<'_> {
    /// Waits until the barrier is opened, and returns the round's number, starting from 0.
    pub fn wait(self) -> Result<u64, Closed> {
        let mut state = self.barrier.state();
        // Once the last thread is there, a close can't undo the meeting: the barrier is about to open.
        let met = |state: &State| state.arrived == self.barrier.parties;
        while state.rounds == self.round && (!state.closed || met(&state)) {
            state = self.barrier.wait_for_opening(state);
        }
        if state.rounds == self.round {
            Err(Closed)
        } else {
            Ok(self.round)
        }
    }
}

/// The last thread's right to open the barrier, used on drop.
#[derive(Debug)]
#[must_use = "the barrier opens as soon as this is dropped"]
pub struct Opening<'a> {
    barrier: &'a Barrier,
    round: u64,
}

impl Opening<'_> {
    /// The number of the round that ends here, starting from 0.
    pub fn round(&self) -> u64 {
        self.round
    }

    /// Opens the barrier, as dropping does.
    pub fn open(self) {
        drop(self);
    }
}

impl Drop for Opening<'_> {
    fn drop(&mut self) {
        let mut state = self.barrier.state();
        state.arrived = 0;
        state.rounds += 1;
        // Release the lock first: all other threads are about to acquire it.
        drop(state);
        self.barrier.opened.notify_all();
    }
}
