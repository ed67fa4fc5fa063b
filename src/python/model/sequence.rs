//! Whether the threads of a program can be run one after the other, each to its end as soon as it is
//! started.

use super::super::machine::Halt;
use super::super::state::{State, Status};
use super::program::{Python, letter_number, of_letter};
use explore::{Walk, letter, typed_letters};

/// A thread that takes more steps than this may have no end.
const MOST_STEPS: usize = 20_000;

impl Python {
    /// Whether they can be run in sequence; the error says which thread waits for what, or which has no
    /// end. Long computations are cut off, since they do end.
    pub(crate) fn in_sequence(&self) -> Result<(), String> {
        let Ok(states) = self.births(&mut self.common()) else {
            return Ok(());
        };
        let Some((mut state, _)) = states.into_iter().next() else {
            return Ok(());
        };
        let mut open: Vec<usize> = (0..state.threads.len()).collect();
        open[1..].reverse();
        for _ in 0..MOST_STEPS {
            while let Some(Status::Ended) = open.last().map(|last| state.threads[*last].status) {
                open.pop();
            }
            let Some(thread) = open.last().copied().filter(|_| !state.over) else {
                return Ok(());
            };
            if self.common().go_on().is_err() {
                return Ok(());
            }
            let before = state.threads.len();
            let (taken, after) = self.one_step(state, thread);
            state = after;
            match taken {
                Ok(true) => open.extend((before..state.threads.len()).rev()),
                Ok(false) => return Err(self.hindrance(&state, thread)),
                Err(_) => return Ok(()),
            }
        }
        let last = open.last().copied().unwrap_or(0);
        if state.threads[last].daemon {
            let name = Self::thread_name(&state, last);
            return Err(format!("{name} is a daemon without an end of its own"));
        }
        Ok(())
    }

    /// The threads of a schedule in the order of their steps. After its letters, the lowest letter goes
    /// first.
    ///
    /// # Errors
    /// The letter that can't be followed, and why.
    pub(crate) fn order_of(&self, letters: &str) -> Result<Vec<usize>, String> {
        let mut walk = self
            .walk()
            .ok_or("the program goes several ways before its first step")?;
        let mut order = Vec::new();
        for (before, typed) in typed_letters(letters).enumerate() {
            let typed = typed.to_ascii_uppercase();
            let moved = walk
                .step(typed)
                .map_err(|why| format!("step {} of the schedule: {why}", before + 1))?;
            order.push(of_letter(moved.thread));
        }
        while let Some(first) = walk.able().first().copied() {
            if order.len() >= MOST_STEPS {
                break;
            }
            walk.advance(first, 0);
            order.push(of_letter(first));
        }
        Ok(order)
    }

    /// The letter of a thread.
    pub(crate) fn letter_of(thread: usize) -> char {
        letter(letter_number(thread).into())
    }

    fn one_step(&self, state: State, thread: usize) -> (Result<bool, Halt>, State) {
        let mut common = self.common();
        if state.threads[thread].status != Status::Ready {
            return (Ok(false), state);
        }
        let mut run = self.run(&mut common, state);
        let taken = run.take(thread);
        (taken, std::mem::take(&mut run.state))
    }

    fn hindrance(&self, state: &State, thread: usize) -> String {
        let name = Self::thread_name(state, thread);
        if let Status::Endless(at) = state.threads[thread].status {
            return format!("{name} would never end (line {})", self.source.line(at));
        }
        let (what, _) = self.obstacle_of(state, thread);
        format!("{name} would wait forever for {what}")
    }
}
