//! Receives everything that lanes record, while they record it.

use std::sync::Arc;

use super::{Clock, Entry, Stamp};
use system::ThreadUsage;

/// Receives a line to be printed and stamps it, so that lines leave in the order of their stamps.
pub type LineOutlet = dyn Fn(&Clock, LiveLine<'_>) -> Stamp + Send + Sync;
/// Receives everything except lines.
pub type EventOutlet = dyn Fn(Event<'_>) + Send + Sync;

/// Receives what is written to stderr.
pub type StderrOutlet = dyn Fn(&str) + Send + Sync;

/// A line to be printed.
#[derive(Clone, Copy, Debug)]
pub struct LiveLine<'a> {
    /// When it was printed, if that was in another process; otherwise the outlet stamps it.
    pub at: Option<Stamp>,
    /// The place of the lane that it is on.
    pub lane: usize,
    /// The name of the task that prints it, or else of the thread.
    pub name: &'a str,
    /// The task's place in the job, which determines its color.
    pub task: Option<usize>,
    /// The line, without its end.
    pub line: &'a str,
    /// Whether it is only the beginning of a line: another piece will follow.
    pub open: bool,
}

/// What happens to a lane, except for lines, as it happens; `lane` is its place.
#[derive(Clone, Copy, Debug)]
pub enum Event<'a> {
    /// It was opened for the thread with this name.
    Opened {
        /// The lane.
        lane: usize,
        /// The thread's name.
        name: &'a str,
    },
    /// An entry was recorded on it.
    Entry {
        /// The lane.
        lane: usize,
        /// The entry.
        entry: &'a Entry,
    },
    /// Its thread reported what it has used.
    Closed {
        /// The lane.
        lane: usize,
        /// What the thread has used, if the system reports it.
        usage: Option<ThreadUsage>,
    },
}

/// Receives everything that lanes record, while they record it.
#[derive(Clone, Default)]
pub struct Outlet {
    /// Receives lines.
    pub line: Option<Arc<LineOutlet>>,
    /// Receives everything else.
    pub event: Option<Arc<EventOutlet>>,
    /// Receives what a user's own program writes to stderr.
    pub stderr: Option<Arc<StderrOutlet>>,
}
