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

/// What stays free, in bytes, for the many small things that ask nobody: names, numbers.
const SPARE: usize = 4 << 20;

/// A list that takes no more bytes than this leaves the rest of memory as it was.
const SMALL: usize = 1 << 20;

/// Makes room for more in a list; an error, where std's own way would end the process.
pub(super) fn room<T>(list: &mut Vec<T>, more: usize) -> Result<(), Cut> {
    if list.capacity() - list.len() >= more {
        return Ok(());
    }
    list.try_reserve(more).map_err(|_| Cut::Memory)?;
    if list.capacity() * size_of::<T>() > SMALL {
        free(SPARE)?;
    }
    Ok(())
}

/// A list of so many of one value.
pub(super) fn filled<T: Copy>(value: T, length: usize) -> Result<Vec<T>, Cut> {
    let mut list = Vec::new();
    room(&mut list, length)?;
    list.resize(length, value);
    Ok(list)
}

/// An error unless so many bytes could be had now.
pub(super) fn free(bytes: usize) -> Result<(), Cut> {
    let mut probe: Vec<u8> = Vec::new();
    probe.try_reserve_exact(bytes).map_err(|_| Cut::Memory)?;
    // Or the compiler might see that nobody needs it.
    std::hint::black_box(&mut probe);
    Ok(())
}
