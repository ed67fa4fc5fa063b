//! A lock that many readers or one writer may hold, with three rules for who comes next.
//!
//! Owns who is inside, who waits, and who is admitted when one leaves; what is read and written, and what
//! is recorded of it, is left to the caller. That is why arriving and waiting are two calls: in between,
//! the caller can let others know that this thread is there.

use std::collections::HashMap;

use super::{Closed, Condvar, Mutex, MutexGuard, PoisonError};

/// What a thread wants to do inside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Read, alongside other readers.
    Reader,
    /// Write, alone.
    Writer,
}

/// Who comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rule {
    /// The thread that has waited longest, one at a time, reader or writer.
    OneAtATime,
    /// Readers, as long as no writer is inside: the first readers-writers problem.
    ReadersFirst,
    /// Writers: no reader is admitted while a writer waits. The second readers-writers problem.
    WritersFirst,
}

/// A readers-writer lock (P. J. Courtois, F. Heymans, D. L. Parnas, "Concurrent Control with 'Readers' and
/// 'Writers'", 1971; std: `sync::RwLock`, whose rule is the system's; Python has none).
///
/// A thread that leaves admits the next ones itself, so that a later arrival can't overtake them.
///
/// ```
/// use sync::read_write_lock::{Arrival, ReadWriteLock, Side};
///
/// let lock = ReadWriteLock::writers_first();
/// let reads = lock.enter(Side::Reader)?;
/// let also_reads = lock.enter(Side::Reader)?;
/// let Arrival::Waiting(writer) = lock.arrive(Side::Writer)? else { unreachable!() };
/// // A writer waits, so a third reader does too.
/// let Arrival::Waiting(reader) = lock.arrive(Side::Reader)? else { unreachable!() };
/// drop((reads, also_reads));
/// drop(writer.wait()?);
/// drop(reader.wait()?);
/// assert_eq!(lock.most_readers(), 2);
/// # Ok::<(), sync::Closed>(())
/// ```
#[derive(Debug)]
pub struct ReadWriteLock {
    rule: Rule,
    state: Mutex<State>,
    admitted: Condvar,
}

#[derive(Debug, Default)]
struct State {
    readers: usize,
    writing: bool,
    most_readers: usize,
    /// The waiting threads, in order of arrival.
    waiting: Vec<Waiter>,
    /// Those that were admitted but haven't woken up yet, by their tickets.
    admitted: HashMap<u64, Admission>,
    /// The number of the next ticket, and of the next admission.
    next_ticket: u64,
    next_number: u64,
    closed: bool,
}

#[derive(Debug)]
struct Waiter {
    ticket: u64,
    side: Side,
    overtaken_by: u64,
}

#[derive(Clone, Copy, Debug)]
struct Admission {
    side: Side,
    number: u64,
    follows: Option<u64>,
    overtaken_by: u64,
}

impl ReadWriteLock {
    /// A lock that admits one thread at a time, in order of arrival: a fair mutex.
    pub fn one_at_a_time() -> Self {
        Self::of(Rule::OneAtATime)
    }

    /// A lock that admits readers whenever no writer is inside.
    pub fn readers_first() -> Self {
        Self::of(Rule::ReadersFirst)
    }

    /// A lock whose readers wait as soon as a writer waits.
    pub fn writers_first() -> Self {
        Self::of(Rule::WritersFirst)
    }

    fn of(rule: Rule) -> Self {
        Self {
            rule,
            state: Mutex::default(),
            admitted: Condvar::new(),
        }
    }

    /// Arrives at the lock: enters if the rule allows it, otherwise queues.
    pub fn arrive(&self, side: Side) -> Result<Arrival<'_>, Closed> {
        let mut state = self.state();
        if state.closed {
            return Err(Closed);
        }
        let ticket = state.next_ticket;
        state.next_ticket += 1;
        state.waiting.push(Waiter {
            ticket,
            side,
            overtaken_by: 0,
        });
        state.admit(self.rule, None);
        Ok(match state.admitted.remove(&ticket) {
            Some(admission) => Arrival::In(self.pass(admission)),
            None => Arrival::Waiting(Turn {
                lock: self,
                ticket: Some(ticket),
            }),
        })
    }

    /// Arrives at the lock and waits to be admitted.
    pub fn enter(&self, side: Side) -> Result<Pass<'_>, Closed> {
        match self.arrive(side)? {
            Arrival::In(pass) => Ok(pass),
            Arrival::Waiting(turn) => turn.wait(),
        }
    }

    /// The current number of readers inside.
    pub fn readers(&self) -> usize {
        self.state().readers
    }

    /// The largest number of readers ever inside at once, counted under the lock's internal mutex.
    pub fn most_readers(&self) -> usize {
        self.state().most_readers
    }

    /// Ends every wait with [`Closed`], current and future; threads inside can still leave.
    pub fn close(&self) {
        self.state().closed = true;
        self.admitted.notify_all();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn pass(&self, admission: Admission) -> Pass<'_> {
        Pass {
            lock: self,
            admission,
        }
    }

    fn leave(&self, admission: Admission) {
        let mut state = self.state();
        match admission.side {
            Side::Reader => state.readers -= 1,
            Side::Writer => state.writing = false,
        }
        state.admit(self.rule, Some(admission.number));
        drop(state);
        self.admitted.notify_all();
    }
}

impl State {
    /// Admits all that may enter now; `follows` is the pass whose end made room for them, if any.
    fn admit(&mut self, rule: Rule, follows: Option<u64>) {
        while let Some(place) = self.next(rule).filter(|_| !self.closed) {
            let waiter = self.waiting.remove(place);
            for earlier in &mut self.waiting[..place] {
                earlier.overtaken_by += u64::from(earlier.side != waiter.side);
            }
            match waiter.side {
                Side::Reader => self.readers += 1,
                Side::Writer => self.writing = true,
            }
            self.most_readers = self.most_readers.max(self.readers);
            let admission = Admission {
                side: waiter.side,
                number: self.next_number,
                follows,
                overtaken_by: waiter.overtaken_by,
            };
            self.next_number += 1;
            self.admitted.insert(waiter.ticket, admission);
        }
    }

    /// The place in the queue of the next thread that may enter now.
    fn next(&self, rule: Rule) -> Option<usize> {
        let first = |side: Side| self.waiting.iter().position(|waiter| waiter.side == side);
        let empty = self.readers == 0 && !self.writing;
        match rule {
            _ if self.writing => None,
            Rule::OneAtATime => (empty && !self.waiting.is_empty()).then_some(0),
            Rule::ReadersFirst => {
                first(Side::Reader).or_else(|| first(Side::Writer).filter(|_| empty))
            }
            Rule::WritersFirst => match first(Side::Writer) {
                Some(writer) => empty.then_some(writer),
                None => first(Side::Reader),
            },
        }
    }
}

/// The result of arriving at the lock.
#[derive(Debug)]
#[must_use = "a thread that doesn't wait for its turn isn't inside"]
pub enum Arrival<'a> {
    /// It is inside.
    In(Pass<'a>),
    /// It has to wait.
    Waiting(Turn<'a>),
}

/// A thread's place in the queue, given up on drop.
#[derive(Debug)]
#[must_use = "a thread that doesn't wait for its turn isn't inside"]
pub struct Turn<'a> {
    lock: &'a ReadWriteLock,
    /// `None` once it has been used.
    ticket: Option<u64>,
}

impl<'a> Turn<'a> {
    /// Waits until this thread is admitted. A thread admitted before the lock was closed still enters.
    pub fn wait(mut self) -> Result<Pass<'a>, Closed> {
        let lock = self.lock;
        let mut state = lock.state();
        loop {
            let admission = self
                .ticket
                .and_then(|ticket| state.admitted.remove(&ticket));
            if let Some(admission) = admission {
                self.ticket = None;
                return Ok(lock.pass(admission));
            }
            if state.closed {
                // `self` is dropped on return, and its drop takes this lock.
                drop(state);
                return Err(Closed);
            }
            state = lock
                .admitted
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let Some(ticket) = self.ticket else {
            return;
        };
        let mut state = self.lock.state();
        let admission = state.admitted.remove(&ticket);
        state.waiting.retain(|waiter| waiter.ticket != ticket);
        // It may have blocked others.
        state.admit(self.lock.rule, None);
        drop(state);
        self.lock.admitted.notify_all();
        if let Some(admission) = admission {
            self.lock.leave(admission);
        }
    }
}

/// The right to be inside, returned on drop.
#[derive(Debug)]
#[must_use = "a pass that is not kept is given back at once"]
pub struct Pass<'a> {
    lock: &'a ReadWriteLock,
    admission: Admission,
}

impl Pass<'_> {
    /// This pass's number: 0, 1, 2... in the order in which threads are admitted.
    pub fn number(&self) -> u64 {
        self.admission.number
    }

    /// The number of the pass whose end admitted this thread; `None` if it didn't have to wait for one.
    pub fn follows(&self) -> Option<u64> {
        self.admission.follows
    }

    /// How many threads of the other side arrived later than this one and were admitted before it.
    pub fn overtaken_by(&self) -> u64 {
        self.admission.overtaken_by
    }
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        self.lock.leave(self.admission);
    }
}
