//! Threads that are started one by one, held at a gate until the last has started, and joined.
//!
//! Every thread that does a task, or part of one, is started here. What it does is left to the caller,
//! and so is checking the limits before the first one is started.

use std::convert::Infallible;
use std::thread::{Builder, JoinHandle};

use crossbeam_channel::{Receiver, Sender};

/// The stack size of a thread, in bytes. Tasks nest little; thousands of threads fit an address space,
/// and a smaller stack would not save memory (only touched pages count).
pub const STACK: usize = 256 * 1024;

/// The stack size of a thread that only listens or writes, in bytes; otherwise `RUST_MIN_STACK` would
/// decide.
pub const HELPER_STACK: usize = 64 * 1024;

/// The threads of one run.
pub struct ThreadGroup {
    wanted: usize,
    threads: Vec<JoinHandle<()>>,
    /// Dropped when the gate opens.
    gate: Sender<Infallible>,
    held: Receiver<Infallible>,
}

impl ThreadGroup {
    /// An empty group, expecting `wanted` threads.
    pub fn new(wanted: usize) -> Self {
        let (gate, held) = crossbeam_channel::bounded(0);
        Self {
            wanted,
            threads: Vec::with_capacity(wanted),
            gate,
            held,
        }
    }

    /// Starts a thread that does `work` once the gate is open; an error says how many threads there are
    /// and which limit prevents this one.
    pub fn spawn(
        &mut self,
        name: &str,
        work: impl FnOnce() + Send + 'static,
    ) -> Result<(), String> {
        let held = self.held.clone();
        let at_work = move || {
            // Nothing is ever sent: this returns when the gate is dropped.
            let _open = held.recv();
            work();
        };
        let (running, wanted) = (self.threads.len(), self.wanted);
        let thread = start(name, STACK, running, at_work)
            .map_err(|limit| format!("{running} of {wanted} threads could be started: {limit}"))?;
        self.threads.push(thread);
        Ok(())
    }

    /// How many threads there are.
    #[expect(
        clippy::len_without_is_empty,
        reason = "a group of none is nobody's question"
    )]
    pub fn len(&self) -> usize {
        self.threads.len()
    }

    /// Opens the gate.
    pub fn open(self) -> RunningThreads {
        drop(self.gate);
        RunningThreads(self.threads)
    }
}

/// Starts a thread with this name and a stack of this many bytes; an error names the limit that prevents
/// another one beside those running.
pub fn start(
    name: &str,
    stack: usize,
    running: usize,
    work: impl FnOnce() + Send + 'static,
) -> Result<JoinHandle<()>, String> {
    // A failed allocation aborts the process, so the last of the address space is reserved for
    // allocations.
    if running >= MANY
        && let Err(limit) = system::threads(SPARE, stack)
    {
        return Err(format!("{} allows {running} threads", limit.name));
    }
    let builder = Builder::new().name(without_nul(name)).stack_size(stack);
    builder.spawn(work).map_err(|error| {
        let limit = system::diagnose_threads(running, stack);
        format!("{limit} ({error})")
    })
}

/// From this many threads on, the remaining room is checked before each further one.
const MANY: usize = 64;
/// Room for this many threads is kept free.
const SPARE: usize = 32;

/// A group whose gate is open.
pub struct RunningThreads(Vec<JoinHandle<()>>);

impl RunningThreads {
    /// Waits for every thread to end. If one was given up, none is waited for: the others have reported
    /// their outcomes, and the rest ends with the process.
    pub fn join(self, given_up: bool) {
        for thread in self.0.into_iter().filter(|_| !given_up) {
            // A panic in the work was caught and reported by `run_task`.
            let _ended = thread.join();
        }
    }
}

/// A name that the system accepts: a NUL in it would cause a panic.
fn without_nul(name: &str) -> String {
    name.replace('\0', "\u{fffd}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use deadline::Deadline;

    #[test]
    fn a_name_with_a_nul_is_no_panic() {
        let _deadline = Deadline::new();
        let mut group = ThreadGroup::new(1);
        group.spawn("a\0b", || {}).unwrap();
        group.open().join(false);
    }
}
