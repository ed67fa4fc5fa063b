//! A search in progress: the reasons to stop it, and its progress on stderr if that is a terminal.

use std::io::{self, Write};
use std::sync::Mutex;
use std::time::Duration;

use engine::memory_watch::MemoryWatch;
use engine::record::{Clock, Stamp};
use engine::stop::{Cause, Stop};
use explore::{Cut, Progress};
use system::terminal::{self, Stream};
use system::{cpus, memory};
use words::grouped;

/// A search shorter than this shows no progress.
const UNTIL_PROGRESS: Duration = Duration::from_secs(1);

/// The time between two updates of the progress.
const FRAME: Duration = Duration::from_millis(100);

/// Watches one search. Dropping it clears the line.
pub(super) struct Searching {
    stop: Stop,
    clock: Clock,
    terminal: bool,
    last: Mutex<Last>,
}

/// What was last seen and shown.
struct Last {
    /// When the next line is due.
    due: Duration,
    shown: bool,
    memory: MemoryWatch,
}

impl Searching {
    /// For a search that requests memory before it uses it.
    pub(super) fn new(stop: Stop) -> Self {
        Self::watching(MemoryWatch::until_killed(), stop)
    }

    /// For a user's own program, which uses memory without asking.
    pub(super) fn of_own_program(stop: Stop) -> Self {
        Self::watching(MemoryWatch::until_refused(), stop)
    }

    fn watching(memory: MemoryWatch, stop: Stop) -> Self {
        Self {
            stop,
            clock: Clock::start(),
            terminal: terminal::is_terminal(Stream::Stderr),
            last: Mutex::new(Last {
                due: UNTIL_PROGRESS,
                shown: false,
                memory,
            }),
        }
    }

    /// A reason to stop, if there is one; also shows the progress.
    pub(super) fn told(&self, progress: Progress) -> Option<Cut> {
        self.asked(progress.more, |last, elapsed| {
            if self.terminal && elapsed >= last.due {
                last.due = elapsed + FRAME;
                last.shown = true;
                // If stderr is gone, no one is looking at it.
                let _ = write!(io::stderr(), "\r\x1b[2K{}", line(progress, elapsed));
            }
        })
    }

    /// The same without the progress.
    pub(super) fn reason(&self) -> Option<Cut> {
        self.asked(0, |_, _| {})
    }

    fn asked(&self, more: usize, go_on: impl FnOnce(&mut Last, Duration)) -> Option<Cut> {
        match self.stop.cause() {
            None => {}
            Some(Cause::Timeout) => return Some(Cut::OutOfTime),
            Some(_) => return Some(Cut::Interrupted),
        }
        let mut last = match more {
            // If another thread is already doing this, that is enough.
            0 => self.last.try_lock().ok()?,
            _ => self.last.lock().ok()?,
        };
        let elapsed = self.clock.now().since(Stamp::default());
        if last.memory.is_full(more, elapsed) {
            return Some(Cut::Memory);
        }
        go_on(&mut last, elapsed);
        None
    }
}

impl Searching {
    /// The limit that made the search stop, if memory was the reason.
    pub(super) fn full(self) -> Option<String> {
        Some(self.last.lock().ok()?.memory.limit()?.to_owned())
    }
}

/// How many threads to use for a search: as many as there are CPUs, or only one if the arenas of several
/// would leave less room for states.
pub(super) fn threads() -> usize {
    let cpus = cpus::usable();
    if memory::fits_arenas(cpus) { cpus } else { 1 }
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

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use super::*;

    #[test]
    fn a_search_is_told_to_stop_before_it_takes_more_memory_than_there_is() {
        let searching = Searching::new(Stop::new());
        let told = |more| {
            searching.told(Progress {
                more,
                ..Progress::default()
            })
        };
        assert_eq!(told(0), None);
        assert_eq!(told(1 << 20), None);
        assert_eq!(told(usize::MAX), Some(Cut::Memory));
    }
}
