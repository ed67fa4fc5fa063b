//! A job: named tasks that share state, and the check of their answers.

use std::any::Any;
use std::io;
use std::sync::Arc;

use serde_json::Value;

use super::check::{Checked, RunEnd};
use super::setup::Setup;
use super::task::{Task, TaskResult};
use crate::engine::record::{Lane, Record};
use crate::engine::stop::{Stop, Stopped};

/// What the main thread does at the gate: it is told how many threads are alive, itself one.
pub type BeforeStart = Box<dyn FnOnce(&mut Lane, usize) + Send>;
/// What the main thread does while the tasks run.
pub type WhileRunning = Box<dyn FnOnce(&mut Lane) -> Result<(), Stopped> + Send>;
/// What the main thread does after the last join: it is told how many threads are alive, itself
/// one, and what became of the tasks.
pub type AfterJoin = Box<dyn FnOnce(&mut Lane, usize, &[TaskResult]) + Send>;

/// What the main thread does besides starting tasks and waiting for them. Its lines are its own:
/// they appear under the name `main`.
#[derive(Default)]
pub struct MainPart {
    /// While all tasks are held at the gate.
    pub before_start: Option<BeforeStart>,
    /// While the tasks run.
    pub while_running: Option<WhileRunning>,
    /// After the last join.
    pub after_join: Option<AfterJoin>,
}

impl MainPart {
    /// Whether it does nothing.
    pub fn is_empty(&self) -> bool {
        self.before_start.is_none() && self.while_running.is_none() && self.after_join.is_none()
    }
}

/// What has to be there before the tasks run, and for as long as they do.
pub struct Prepared {
    /// What the tasks know of it, in this process and in children.
    pub setup: Setup,
    /// Dropped after the last join, which ends it.
    pub kept: Box<dyn Any>,
}

/// Makes what has to be there before the tasks run, unless all is to stop.
pub type Prepare = Box<dyn Fn(&Stop) -> io::Result<Prepared> + Send + Sync>;

/// Named tasks that share state, and a check of their answers. A job runs once.
pub struct Job {
    /// The tasks.
    pub tasks: Vec<Task>,
    /// The names of what waits wait for, which entries refer to by place.
    pub objects: Vec<String>,
    /// The names of threads that tasks start by themselves, and that say lines.
    pub others: Vec<String>,
    /// The program's text, whose lines entries refer to, if it is one of the user's own.
    pub source: Option<Arc<str>>,
    /// What the main thread does besides.
    pub main: MainPart,
    /// Wakes every wait of the tasks that the stop signal does not reach by itself.
    pub close: Option<Box<dyn FnOnce() + Send>>,
    /// How the run ended, of all the ends that are possible, if these are known; asked of a run that was
    /// not cut short, whatever became of its tasks.
    pub end: Option<Box<dyn FnOnce() -> Option<RunEnd> + Send>>,
    /// Checks the answers and the record of a run that was not cut short.
    pub check: Box<dyn FnOnce(&RunView<'_>) -> Checked + Send>,
}

impl Job {
    /// A job of these tasks, which wait for nothing but time, with this check.
    pub fn new(
        tasks: Vec<Task>,
        check: impl FnOnce(&RunView<'_>) -> Checked + Send + 'static,
    ) -> Self {
        Self {
            tasks,
            objects: Vec::new(),
            others: Vec::new(),
            source: None,
            main: MainPart::default(),
            close: None,
            end: None,
            check: Box::new(check),
        }
    }
}

/// What a check sees.
pub struct RunView<'a> {
    /// What happened.
    pub record: &'a Record,
    /// What became of the tasks, in the order of the job.
    pub outcomes: &'a [TaskResult],
}

impl RunView<'_> {
    /// What the task returned, if it did.
    pub fn answer(&self, task: usize) -> Option<&Value> {
        match self.outcomes.get(task) {
            Some(TaskResult::Returned(answer)) => Some(answer),
            _ => None,
        }
    }
}
