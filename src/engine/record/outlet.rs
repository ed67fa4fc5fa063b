//! What receives everything that lanes record, while they record it.

use std::sync::Arc;

use super::{Clock, Entry, Stamp};
use crate::system::ThreadUsage;

/// Takes a line as it is printed and stamps it, so that lines leave in the order of their stamps.
pub type LineOutlet = dyn Fn(&Clock, LiveLine<'_>) -> Stamp + Send + Sync;
/// Hears all but lines.
pub type EventOutlet = dyn Fn(Event<'_>) + Send + Sync;

/// Takes what is written to stderr.
pub type StderrOutlet = dyn Fn(&str) + Send + Sync;

/// A line on its way out.
#[derive(Clone, Copy, Debug)]
pub struct LiveLine<'a> {
    /// When it was said, if that was in another process; else the outlet stamps it.
    pub at: Option<Stamp>,
    /// The place of the lane that it is on.
    pub lane: usize,
    /// The name of the task that says it, or else of the thread.
    pub name: &'a str,
    /// The task's place in the job, which chooses its color.
    pub task: Option<usize>,
    /// The line, without its end.
    pub line: &'a str,
    /// Whether it is only the beginning of a line: another piece is to follow.
    pub open: bool,
}

/// What happens to a lane besides lines, as it happens; `lane` is its place.
#[derive(Clone, Copy, Debug)]
pub enum Event<'a> {
    /// It was opened for the thread of this name.
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
    /// Its thread told what it has used.
    Closed {
        /// The lane.
        lane: usize,
        /// What the thread has used, if the system reports it.
        usage: Option<ThreadUsage>,
    },
}

/// What receives everything that lanes record, while they record it.
#[derive(Clone, Default)]
pub struct Outlet {
    /// Hears lines.
    pub line: Option<Arc<LineOutlet>>,
    /// Hears all else.
    pub event: Option<Arc<EventOutlet>>,
    /// Hears what a program of the user's own writes to stderr.
    pub stderr: Option<Arc<StderrOutlet>>,
}
