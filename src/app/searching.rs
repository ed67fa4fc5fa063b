//! A search under way: what it is told when it asks whether to go on, and how far it is, on stderr on
//! a terminal.

use std::io::{self, Write};
use std::sync::Mutex;
use std::time::Duration;

use crate::engine::record::{Clock, Stamp};
use crate::engine::stop::{Cause, Stop};
use crate::explore::{Cut, Progress};
use crate::system::memory;
use crate::system::terminal::{self, Stream};
use crate::words::grouped;

/// A search of less than this shows nothing.
const PATIENCE: Duration = Duration::from_secs(1);

/// Time between two drawings.
const FRAME: Duration = Duration::from_millis(100);

/// Memory is looked at again once the search has taken this much more, in bytes.
const STEP: usize = 32 << 20;

/// Memory that is left to all other programs, in bytes.
const SPARE: usize = 128 << 20;

/// Watches over one search. Dropping it clears the line.
pub(super) struct Searching {
    stop: Stop,
    clock: Clock,
    terminal: bool,
    last: Mutex<Last>,
}

/// What was seen and shown last.
#[derive(Default)]
struct Last {
    /// When the next line is due.
    due: Duration,
    shown: bool,
    memory: usize,
}

impl Searching {
    pub(super) fn new(stop: Stop) -> Self {
        Self {
            stop,
            clock: Clock::start(),
            terminal: terminal::is_terminal(Stream::Stderr),
            last: Mutex::new(Last {
                due: PATIENCE,
                ..Last::default()
            }),
        }
    }

    /// A reason to stop, if there is one.
    pub(super) fn told(&self, progress: Progress) -> Option<Cut> {
        match self.stop.cause() {
            None => {}
            Some(Cause::Timeout) => return Some(Cut::OutOfTime),
            Some(_) => return Some(Cut::Interrupted),
        }
        // Another thread is at it.
        let mut last = self.last.try_lock().ok()?;
        if progress.memory >= last.memory + STEP {
            last.memory = progress.memory;
            // Lists grow by as much as they are long, and the counting comes after the walk.
            let spare = (SPARE + progress.memory / 4) as u64;
            if memory::left().is_some_and(|room| room.left < spare) {
                return Some(Cut::Memory);
            }
        }
        if self.terminal {
            let elapsed = self.clock.now().since(Stamp::default());
            if elapsed >= last.due {
                last.due = elapsed + FRAME;
                last.shown = true;
                // If stderr is gone, no one looks at it.
                let _ = write!(io::stderr(), "\r\x1b[2K{}", line(progress, elapsed));
            }
        }
        None
    }
}

impl Drop for Searching {
    fn drop(&mut self) {
        if self.last.get_mut().is_ok_and(|last| last.shown) {
            let _ = write!(io::stderr(), "\r\x1b[2K");
        }
    }
}

/// `12,000,000 states, 4,000,000 a second, 512 MB`
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // states in a second
fn line(progress: Progress, elapsed: Duration) -> String {
    let rate = (progress.states as f64 / elapsed.as_secs_f64()) as usize;
    let states = grouped(progress.states);
    let memory = progress.memory / 1_000_000;
    let line = format!("{states} states, {} a second, {memory} MB", grouped(rate));
    let width = terminal::width(Stream::Stderr).saturating_sub(1);
    line.chars().take(width).collect()
}
