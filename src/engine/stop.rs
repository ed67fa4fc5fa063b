//! The one stop signal: Ctrl-C, SIGTERM, SIGHUP, a time-out, a failure, a closed output.
//!
//! It is raised once, and the first cause is kept. Every wait in the program ends when it is raised: a
//! sleep is a receive with a deadline on the stop channel, and anything else that blocks is closed by
//! what [`Stop::on_raise`] was given.

use std::convert::Infallible;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender};

/// Why everything has to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// Ctrl-C (SIGINT).
    Interrupt,
    /// SIGTERM.
    Terminate,
    /// SIGHUP: the terminal is gone.
    HangUp,
    /// `--timeout` ran out.
    Timeout,
    /// The reader of stdout has gone.
    OutputClosed,
    /// Stdout can't be written.
    OutputFailed,
    /// The parent of this child process closed its lifeline, or ended.
    Parent,
    /// A thread or child was refused, so the rest is pointless.
    Refused,
    /// The main thread's part of a run failed, and its tasks may be waiting for it.
    Failed,
}

/// What a wait returns if the stop signal ended it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stopped;

impl fmt::Display for Stopped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("stopped")
    }
}

impl std::error::Error for Stopped {}

type Closer = Box<dyn FnOnce() + Send>;

struct Inner {
    cause: OnceLock<Cause>,
    /// Dropped when the signal is raised, which disconnects `raised` for every receiver.
    holder: Mutex<Option<Sender<Infallible>>>,
    raised: Receiver<Infallible>,
    /// What else must be woken; emptied when the signal is raised.
    closers: Mutex<Vec<(usize, Closer)>>,
}

/// A handle to the stop signal; clones are the same signal.
#[derive(Clone)]
pub struct Stop(Arc<Inner>);

impl Default for Stop {
    fn default() -> Self {
        Self::new()
    }
}

/// A poisoned list of closers is still a list: no invariant spans its entries.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Stop {
    /// A signal that has not been raised.
    pub fn new() -> Self {
        let (holder, raised) = crossbeam_channel::bounded(0);
        Self(Arc::new(Inner {
            cause: OnceLock::new(),
            holder: Mutex::new(Some(holder)),
            raised,
            closers: Mutex::new(Vec::new()),
        }))
    }

    /// Ends every wait; a second cause changes nothing.
    pub fn raise(&self, cause: Cause) {
        if self.0.cause.set(cause).is_err() {
            return;
        }
        drop(lock(&self.0.holder).take());
        // Taken out first: a closer may itself use this signal.
        let closers = std::mem::take(&mut *lock(&self.0.closers));
        for (_, close) in closers {
            close();
        }
    }

    /// The first cause, once raised.
    pub fn cause(&self) -> Option<Cause> {
        self.0.cause.get().copied()
    }

    /// An error once the signal is raised: for work that never waits, between its pieces.
    pub fn check(&self) -> Result<(), Stopped> {
        self.cause().map_or(Ok(()), |_| Err(Stopped))
    }

    /// A channel that disconnects when the signal is raised, for `select!`.
    pub fn channel(&self) -> &Receiver<Infallible> {
        &self.0.raised
    }

    /// Sleeps in the kernel, at most until the signal is raised.
    pub fn sleep(&self, time: Duration) -> Result<(), Stopped> {
        match self.0.raised.recv_timeout(time) {
            Err(RecvTimeoutError::Timeout) => Ok(()),
            Err(RecvTimeoutError::Disconnected) => Err(Stopped),
            Ok(never) => match never {},
        }
    }

    /// Runs `close` when the signal is raised (at once if it already is), until the registration is
    /// dropped.
    pub fn on_raise(&self, close: impl FnOnce() + Send + 'static) -> Registration {
        let mut closers = lock(&self.0.closers);
        // Checked under the lock: `raise` sets the cause before it takes the list.
        if self.cause().is_some() {
            drop(closers);
            close();
            return Registration {
                stop: self.clone(),
                id: usize::MAX,
            };
        }
        let id = closers.last().map_or(0, |(id, _)| id + 1);
        closers.push((id, Box::new(close)));
        drop(closers);
        Registration {
            stop: self.clone(),
            id,
        }
    }
}

/// The registration of a closer with [`Stop::on_raise`]; dropping it removes the closer.
#[must_use = "dropping it takes the closer back"]
pub struct Registration {
    stop: Stop,
    id: usize,
}

impl Drop for Registration {
    fn drop(&mut self) {
        lock(&self.stop.0.closers).retain(|(id, _)| *id != self.id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use deadline::Deadline;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn a_sleeper_of_an_hour_ends_when_the_signal_is_raised() {
        let _deadline = Deadline::new();
        let stop = Stop::new();
        let sleeper = {
            let stop = stop.clone();
            std::thread::spawn(move || stop.sleep(Duration::from_hours(1)))
        };
        stop.raise(Cause::Interrupt);
        stop.raise(Cause::Timeout);
        assert_eq!(sleeper.join().unwrap(), Err(Stopped));
        assert_eq!(stop.cause(), Some(Cause::Interrupt));
    }

    #[test]
    fn closers_run_once_and_a_dropped_registration_never() {
        let stop = Stop::new();
        let ran = Arc::new(AtomicUsize::new(0));
        let count = |by: usize| {
            let ran = Arc::clone(&ran);
            move || {
                ran.fetch_add(by, Ordering::SeqCst);
            }
        };
        let _kept = stop.on_raise(count(1));
        drop(stop.on_raise(count(10)));
        stop.raise(Cause::Timeout);
        stop.raise(Cause::Timeout);
        let _late = stop.on_raise(count(100));
        assert_eq!(ran.load(Ordering::SeqCst), 101);
    }

    #[test]
    fn a_dropped_registration_takes_back_its_own_closer_and_no_other() {
        let stop = Stop::new();
        let ran = Arc::new(AtomicUsize::new(0));
        let count = |by: usize| {
            let ran = Arc::clone(&ran);
            stop.on_raise(move || {
                ran.fetch_add(by, Ordering::SeqCst);
            })
        };
        let (first, second) = (count(1), count(10));
        drop(first);
        // Affects no remaining closer, whatever its place in the list is now.
        let third = count(100);
        let _fourth = count(1000);
        drop(third);
        stop.raise(Cause::Timeout);
        assert_eq!(ran.load(Ordering::SeqCst), 1010);
        drop(second);
    }
}
