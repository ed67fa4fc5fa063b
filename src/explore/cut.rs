//! What ends a search early: how its parts ask whether to go on, between pieces of work and before
//! they take memory.

use std::cell::Cell;

/// Why a search was cut short.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// It met its bound on states.
    Bound,
    /// The system refused it more memory.
    Memory,
    /// Somebody wanted no more of it.
    Interrupted,
    /// Its time was out.
    OutOfTime,
    /// The model met something that it can't explore, and knows what.
    Refused,
}

/// What the caller of a search says when it is asked whether to go on.
pub(super) struct Told<'a> {
    by: &'a dyn Fn() -> Option<Cut>,
    turn: Cell<u32>,
}

impl<'a> Told<'a> {
    pub(super) fn new(by: &'a dyn Fn() -> Option<Cut>) -> Self {
        let turn = Cell::new(0);
        Self { by, turn }
    }

    /// An error once the search was told to end.
    pub(super) fn ask(&self) -> Result<(), Cut> {
        (self.by)().map_or(Ok(()), Err)
    }

    /// The same, for many small turns, each of which takes less time than the question may: it asks
    /// at some of them.
    pub(super) fn go_on(&self) -> Result<(), Cut> {
        /// Turns for one question: together they take less than a millisecond.
        const TURNS: u32 = 1024;
        self.turn.set(self.turn.get() + 1);
        if self.turn.get() < TURNS {
            return Ok(());
        }
        self.turn.set(0);
        self.ask()
    }
}
