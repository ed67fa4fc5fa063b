//! A bounded buffer: a producer waits while it is full, a consumer while it is empty.
//!
//! Owns the items in order, their numbers and the depth; which threads produce, consume or poll is left
//! to the caller.

use std::collections::VecDeque;

use super::{Closed, Condvar, Mutex, MutexGuard, PoisonError};

/// A bounded FIFO buffer (Python: `queue.Queue(maxsize)`, built like its source from one lock and two
/// `threading.Condition`s; std: `sync::mpsc::sync_channel`).
///
/// ```
/// use sync::buffer::Buffer;
///
/// let buffer = Buffer::new(2);
/// let number = buffer.put('a')?;
/// buffer.finish();
/// assert_eq!(buffer.get()?, Some((number, 'a')));
/// assert_eq!(buffer.get()?, None);
/// # Ok::<(), sync::Closed>(())
/// ```
#[derive(Debug)]
pub struct Buffer<T> {
    state: Mutex<State<T>>,
    not_full: Condvar,
    not_empty: Condvar,
    capacity: usize,
}

#[derive(Debug)]
struct State<T> {
    items: VecDeque<T>,
    /// How many items have been put so far. The oldest one inside has the number `put - items.len()`.
    put: u64,
    deepest: usize,
    finished: bool,
    closed: bool,
}

/// The result of offering an item.
#[derive(Debug, PartialEq, Eq)]
pub enum Put<T> {
    /// The item is in, under this number.
    Done(u64),
    /// The buffer was full; here is the item back.
    Full(T),
}

/// The result of asking for an item.
#[derive(Debug, PartialEq, Eq)]
pub enum Got<T> {
    /// The oldest item, with its number.
    Item(u64, T),
    /// Nothing at the moment.
    Empty,
    /// Nothing, and nothing more will come.
    Finished,
}

impl<T> Buffer<T> {
    /// Makes a buffer for at most `capacity` items.
    ///
    /// # Panics
    ///
    /// If the capacity is 0, which could never hold anything.
    pub fn new(capacity: usize) -> Self {
        assert!(capacity > 0, "a buffer needs room for one item");
        Self {
            state: Mutex::new(State {
                items: VecDeque::new(),
                put: 0,
                deepest: 0,
                finished: false,
                closed: false,
            }),
            not_full: Condvar::new(),
            not_empty: Condvar::new(),
            capacity,
        }
    }

    /// Waits for room, puts the item in and returns its number: 0, 1, 2... in the order in which items go
    /// in.
    ///
    /// After `finish` or `close` the item is dropped and [`Closed`] is returned.
    pub fn put(&self, item: T) -> Result<u64, Closed> {
        let mut state = self.state();
        while self.is_full(&state) {
            state = self
                .not_full
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
        self.push(state, item)
    }

    /// Puts the item in if there is room.
    pub fn try_put(&self, item: T) -> Result<Put<T>, Closed> {
        self.offer(self.state(), item)
    }

    /// Waits for an item and takes the oldest, with its number; `None` once all are taken after `finish`.
    pub fn get(&self) -> Result<Option<(u64, T)>, Closed> {
        let mut state = self.state();
        loop {
            match self.pop(&mut state)? {
                Got::Item(number, item) => return Ok(Some((number, item))),
                Got::Finished => return Ok(None),
                Got::Empty => {
                    state = self
                        .not_empty
                        .wait(state)
                        .unwrap_or_else(PoisonError::into_inner);
                }
            }
        }
    }

    /// Takes the oldest item, if there is one.
    pub fn try_get(&self) -> Result<Got<T>, Closed> {
        self.pop(&mut self.state())
    }

    /// Declares that no more items will be put: those inside can still be taken, then every `get` returns
    /// `None`.
    pub fn finish(&self) {
        self.state().finished = true;
        self.not_full.notify_all();
        self.not_empty.notify_all();
    }

    /// Ends every wait with [`Closed`], current and future, whatever is still inside.
    pub fn close(&self) {
        self.state().closed = true;
        self.not_full.notify_all();
        self.not_empty.notify_all();
    }

    /// The current number of items.
    pub fn depth(&self) -> usize {
        self.state().items.len()
    }

    /// The largest number of items ever inside at once, counted under the buffer's own lock.
    pub fn deepest(&self) -> usize {
        self.state().deepest
    }

    fn state(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_full(&self, state: &State<T>) -> bool {
        state.items.len() >= self.capacity && !state.finished && !state.closed
    }

    fn offer(&self, state: MutexGuard<'_, State<T>>, item: T) -> Result<Put<T>, Closed> {
        if self.is_full(&state) {
            return Ok(Put::Full(item));
        }
        self.push(state, item).map(Put::Done)
    }

    fn push(&self, mut state: MutexGuard<'_, State<T>>, item: T) -> Result<u64, Closed> {
        if state.closed || state.finished {
            // Dropping the item runs the caller's code, so do it after the lock is released.
            drop(state);
            return Err(Closed);
        }
        let number = state.put;
        state.put += 1;
        state.items.push_back(item);
        state.deepest = state.deepest.max(state.items.len());
        drop(state);
        self.not_empty.notify_one();
        Ok(number)
    }

    fn pop(&self, state: &mut State<T>) -> Result<Got<T>, Closed> {
        if state.closed {
            return Err(Closed);
        }
        let number = state.put - state.items.len() as u64;
        if let Some(item) = state.items.pop_front() {
            self.not_full.notify_one();
            return Ok(Got::Item(number, item));
        }
        Ok(if state.finished {
            Got::Finished
        } else {
            Got::Empty
        })
    }
}
