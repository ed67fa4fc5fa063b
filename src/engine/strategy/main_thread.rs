//! The main thread's side of a run: what it does besides starting tasks and waiting for them.

use super::panics::catch_panic;
use crate::plan::{MainPart, TaskResult};
use crate::record::{Lane, Recorder, Stamp};
use crate::stop::{Cause, Stopped};

/// The main thread's side of a run.
pub(super) struct MainThread<'a> {
    pub(super) recorder: &'a Recorder,
    pub(super) lane: &'a mut Lane,
    pub(super) main: MainPart,
    /// The moment just before the gate opened.
    pub(super) started: Stamp,
    /// The message of the panic that ended part of it.
    pub(super) panicked: Option<String>,
}

impl MainThread<'_> {
    /// What the main thread does while `alive` threads, including itself, are held at the gate.
    pub(super) fn before_start(&mut self, alive: usize) {
        self.started = self.recorder.clock().now();
        if let Some(before_start) = self.main.before_start.take() {
            self.part(|lane| before_start(lane, alive));
        }
    }

    /// What the main thread does while the tasks run; if it is stopped, the tasks show it.
    pub(super) fn while_running(&mut self) {
        if let Some(while_running) = self.main.while_running.take() {
            self.part(|lane| {
                let _stopped: Result<(), Stopped> = while_running(lane);
            });
        }
    }

    /// What the main thread does after the last join, when `outcomes` are known.
    pub(super) fn after_join(&mut self, outcomes: &[TaskResult]) {
        let stuck = |outcome: &&TaskResult| **outcome == TaskResult::Stuck;
        let alive = 1 + outcomes.iter().filter(stuck).count();
        if let Some(after_join) = self.main.after_join.take() {
            self.part(|lane| after_join(lane, alive, outcomes));
        }
    }

    /// Does a part of it. If it panics, tasks may be waiting for what it left undone, so everything has
    /// to stop.
    fn part(&mut self, work: impl FnOnce(&mut Lane)) {
        if let Err(message) = catch_panic(|| work(self.lane)) {
            self.panicked.get_or_insert(message);
            self.recorder.stop().raise(Cause::Failed);
        }
    }
}
