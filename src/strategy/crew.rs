//! Threads that are started one by one, held at a gate until the last has started, and joined.

use std::convert::Infallible;
use std::thread::{Builder, JoinHandle};

use crossbeam_channel::{Receiver, Sender};

use super::STACK;
use crate::system;

/// The threads of one run.
pub(super) struct Crew {
    wanted: usize,
    threads: Vec<JoinHandle<()>>,
    /// Dropped when the gate opens.
    gate: Sender<Infallible>,
    held: Receiver<Infallible>,
}

impl Crew {
    /// Nobody yet, of `wanted` threads in all.
    pub(super) fn new(wanted: usize) -> Self {
        let (gate, held) = crossbeam_channel::bounded(0);
        Self {
            wanted,
            threads: Vec::with_capacity(wanted),
            gate,
            held,
        }
    }

    /// Starts a thread that does `work` once the gate is open; an error says how many threads
    /// there are and which limit stands in the way of this one.
    pub(super) fn hire(
        &mut self,
        name: &str,
        work: impl FnOnce() + Send + 'static,
    ) -> Result<(), String> {
        let held = self.held.clone();
        let at_work = move || {
            // Nobody sends: this returns when the gate is dropped.
            let _open = held.recv();
            work();
        };
        match Builder::new()
            .name(name.to_owned())
            .stack_size(STACK)
            .spawn(at_work)
        {
            Ok(thread) => {
                self.threads.push(thread);
                Ok(())
            }
            Err(error) => {
                let (running, wanted) = (self.threads.len(), self.wanted);
                let limit = system::diagnose_threads(running, STACK);
                Err(format!(
                    "{running} of {wanted} threads could be started: {limit} ({error})"
                ))
            }
        }
    }

    /// How many threads there are.
    pub(super) fn len(&self) -> usize {
        self.threads.len()
    }

    /// Lets them go to work.
    pub(super) fn open(self) -> AtWork {
        drop(self.gate);
        AtWork(self.threads)
    }
}

/// A crew whose gate is open.
pub(super) struct AtWork(Vec<JoinHandle<()>>);

impl AtWork {
    /// Waits for the end of every thread. Where one was given up, none is waited for: the others
    /// have told their outcomes, and what is left ends with the process.
    pub(super) fn join(self, given_up: bool) {
        for thread in self.0.into_iter().filter(|_| !given_up) {
            // A panic of the work was caught and told by `perform`.
            let _ended = thread.join();
        }
    }
}
