//! A deadline for tests that start threads: if one hangs, the test run ends and names it.

use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

/// A test that has not ended by this time hangs; the longest take seconds, even on a crowded machine.
const HANGS: Duration = Duration::from_mins(2);

/// Does nothing if dropped in time.
pub struct Deadline {
    _open: Sender<()>,
}

impl Deadline {
    /// Ends the whole test run, naming this thread, unless it is dropped within two minutes. Hanging
    /// threads can't be ended individually.
    #[expect(
        clippy::new_without_default,
        reason = "a deadline that nobody asked for would be odd"
    )]
    pub fn new() -> Self {
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
