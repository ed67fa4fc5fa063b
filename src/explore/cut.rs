//! What ends a search early: how its parts ask whether to continue, between pieces of work and before
//! they allocate memory.

use std::cell::Cell;

/// Why a search was cut short.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// It reached its bound on states.
    Bound,
    /// The system or the callback refused it more memory.
    Memory,
    /// The caller wanted to stop.
    Interrupted,
    /// Its time ran out.
    OutOfTime,
    /// The model met something it can't explore, and knows what.
    Refused,
}

/// How far a search has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// The states found.
    pub states: usize,
    /// The bytes allocated for them.
    pub memory: usize,
    /// The bytes about to be allocated and filled at once, if they are many.
    pub more: usize,
}

/// What the caller of a search returns when asked whether to continue: nothing, or a reason to stop.
/// Every thread of the search may ask.
pub type Callback<'a> = &'a (dyn Fn(Progress) -> Option<Cut> + Sync);

/// One thread's means of asking.
pub(super) struct Asker<'a> {
    callback: Callback<'a>,
    turn: Cell<u32>,
    progress: Cell<Progress>,
}

impl<'a> Asker<'a> {
    pub(super) fn new(callback: Callback<'a>) -> Self {
        Self {
            callback,
            turn: Cell::new(0),
            progress: Cell::default(),
        }
    }

    /// Makes an asker for another thread.
    pub(super) fn another(&self) -> impl Fn() -> Self + Sync + use<'a> {
        let (callback, progress) = (self.callback, self.progress.get());
        move || {
            let another = Self::new(callback);
            another.progress.set(progress);
            another
        }
    }

    /// Notes how far the search has come, for later questions.
    pub(super) fn note(&self, states: usize, memory: usize) {
        self.progress.set(Progress {
            states,
            memory,
            more: 0,
        });
    }

    /// An error unless this many bytes may be allocated and filled at once.
    pub(super) fn room_for(&self, bytes: usize) -> Result<(), Cut> {
        /// Below this, no question is asked.
        const MANY: usize = 1 << 20;
        if bytes < MANY {
            return Ok(());
        }
        let progress = Progress {
            more: bytes,
            ..self.progress.get()
        };
        (self.callback)(progress).map_or(Ok(()), Err)
    }

    /// An error once the search has to stop.
    pub(super) fn ask(&self) -> Result<(), Cut> {
        (self.callback)(self.progress.get()).map_or(Ok(()), Err)
    }

    /// The same for many short iterations, each of which may take less time than the question: it asks
    /// only at some of them, and returns whether it did.
    pub(super) fn go_on(&self) -> Result<bool, Cut> {
        /// Iterations per question: together they take less than a millisecond.
        const TURNS: u32 = 1024;
        self.turn.set(self.turn.get() + 1);
        if self.turn.get() < TURNS {
            return Ok(false);
        }
        self.turn.set(0);
        self.ask().map(|()| true)
    }
}
