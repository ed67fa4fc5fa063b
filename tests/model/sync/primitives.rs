//! A mutex and a condition variable for the search.
//!
//! The crate's own Condvar never wakes spuriously and never times out, so this one is built on `park`,
//! and the search can end a wait in either way. The mutex is the crate's; it is wrapped because a wait
//! has to get back from the guard to it.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::{LockResult, PoisonError};
use std::time::Duration;

use crate::search::{choose, point, quietly};
use shuttle::thread::{self, Thread};

thread_local! {
    /// The threads of this execution that wait and have not been notified: whether with a timeout.
    static WAITING: RefCell<BTreeMap<usize, bool>> = const { RefCell::new(BTreeMap::new()) };
    /// Threads whose wait was ended by the search without a notification: whether as a timeout.
    static EXPIRED: RefCell<BTreeMap<usize, bool>> = const { RefCell::new(BTreeMap::new()) };
}

/// The threads that are waiting and have not been notified, by task number, and whether with a timeout.
pub(crate) fn waiting() -> BTreeMap<usize, bool> {
    WAITING.with_borrow(Clone::clone)
}

/// Ends one wait, as a timeout or as a spurious wake-up.
pub(crate) fn expire(task: usize, timed_out: bool) {
    WAITING.with_borrow_mut(|waiting| waiting.remove(&task));
    EXPIRED.with_borrow_mut(|expired| expired.insert(task, timed_out));
}

/// Forgets the waits of an abandoned execution.
pub(crate) fn forget() {
    WAITING.with_borrow_mut(BTreeMap::clear);
    EXPIRED.with_borrow_mut(BTreeMap::clear);
}

#[derive(Debug, Default)]
pub struct Mutex<T>(shuttle::sync::Mutex<T>);

#[derive(Debug)]
pub struct MutexGuard<'a, T> {
    mutex: &'a Mutex<T>,
    /// Absent only while it is being dropped.
    held: Option<shuttle::sync::MutexGuard<'a, T>>,
}

impl<T> Mutex<T> {
    pub fn new(value: T) -> Self {
        Self(shuttle::sync::Mutex::new(value))
    }

    pub fn lock(&self) -> LockResult<MutexGuard<'_, T>> {
        let guard = |held| MutexGuard {
            mutex: self,
            held: Some(held),
        };
        self.0
            .lock()
            .map(guard)
            .map_err(|poisoned| PoisonError::new(guard(poisoned.into_inner())))
    }
}

impl<T> std::ops::Deref for MutexGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.held.as_ref().unwrap()
    }
}

impl<T> std::ops::DerefMut for MutexGuard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        self.held.as_mut().unwrap()
    }
}

impl<T> Drop for MutexGuard<'_, T> {
    fn drop(&mut self) {
        // No interleaving is lost: anything another thread could do just before the lock is released, it
        // could also do before it was acquired, or do afterwards.
        quietly(|| drop(self.held.take()));
    }
}

#[derive(Debug, Default)]
pub struct Condvar {
    /// The threads that wait and were not notified. A mutex only to make it `Sync`: a model runs on one
    /// thread.
    queue: std::sync::Mutex<Vec<Thread>>,
}

impl Condvar {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn wait<'a, T>(&self, guard: MutexGuard<'a, T>) -> LockResult<MutexGuard<'a, T>> {
        let mutex = guard.mutex;
        self.block(guard, false);
        mutex.lock()
    }

    pub fn wait_timeout_while<'a, T>(
        &self,
        mut guard: MutexGuard<'a, T>,
        _timeout: Duration,
        mut condition: impl FnMut(&mut T) -> bool,
    ) -> LockResult<(MutexGuard<'a, T>, bool)> {
        let mut timed_out = false;
        while condition(&mut *guard) && !timed_out {
            let mutex = guard.mutex;
            timed_out = self.block(guard, true);
            guard = match mutex.lock() {
                Ok(guard) => guard,
                Err(poisoned) => {
                    return Err(PoisonError::new((poisoned.into_inner(), timed_out)));
                }
            };
        }
        let timed_out = condition(&mut *guard);
        Ok((guard, timed_out))
    }

    pub fn notify_one(&self) {
        point();
        let mut queue = self.queue();
        if !queue.is_empty() {
            // Any of them: arriving first gives no priority.
            let waiters = queue.len();
            let one = queue.remove(choose(waiters));
            drop(queue);
            Self::wake([one]);
        }
    }

    pub fn notify_all(&self) {
        point();
        let all = std::mem::take(&mut *self.queue());
        Self::wake(all);
    }

    fn queue(&self) -> std::sync::MutexGuard<'_, Vec<Thread>> {
        self.queue.lock().unwrap()
    }

    /// Atomically releases the lock and waits; returns whether the time ran out.
    fn block<T>(&self, guard: MutexGuard<'_, T>, timed: bool) -> bool {
        let me = thread::current();
        let id = usize::from(me.id());
        drop(guard);
        self.queue().push(me);
        WAITING.with_borrow_mut(|waiting| waiting.insert(id, timed));
        loop {
            thread::park();
            let mut queue = self.queue();
            let Some(place) = queue.iter().position(|t| usize::from(t.id()) == id) else {
                return false;
            };
            // Neither notified nor expired: an old `park` token, which is not a wake-up of this wait.
            if let Some(timed_out) = EXPIRED.with_borrow_mut(|expired| expired.remove(&id)) {
                queue.remove(place);
                return timed_out;
            }
        }
    }

    fn wake(threads: impl IntoIterator<Item = Thread>) {
        let threads: Vec<_> = threads.into_iter().collect();
        WAITING.with_borrow_mut(|waiting| {
            for thread in &threads {
                waiting.remove(&usize::from(thread.id()));
            }
        });
        for thread in threads {
            quietly(|| thread.unpark());
        }
    }
}
