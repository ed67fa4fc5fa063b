//! A deadline for tests that start threads: one that hangs ends the run, by its name.

use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

/// A test that has not ended by then hangs; the longest of them takes seconds, in a crowd too.
const HANGS: Duration = Duration::from_mins(2);

/// Dropped in time, it does nothing.
pub(crate) struct Deadline {
    _open: Sender<()>,
}

impl Deadline {
    /// Ends the whole test run, with this thread's name, unless it is dropped within two minutes. Threads
    /// that hang can't be ended one by one.
    pub(crate) fn new() -> Self {
        let (open, dropped) = channel();
        let test = thread::current().name().unwrap_or("a test").to_owned();
        thread::spawn(move || {
            if dropped.recv_timeout(HANGS) == Err(RecvTimeoutError::Timeout) {
                eprintln!("{test} has hung for {HANGS:?}");
                std::process::abort();
            }
        });
        Self { _open: open }
    }
}
