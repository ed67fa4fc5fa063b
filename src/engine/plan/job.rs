//! A job: named tasks that share state, and the check of their answers.

use std::any::Any;
use std::io;
use std::sync::Arc;

use serde_json::Value;

use super::check::{Checked, RunEnd};
use super::setup::Setup;
use super::task::{Task, TaskResult};
use crate::record::{Lane, Record};
use crate::stop::{Stop, Stopped};

/// What the main thread does at the gate, given the number of live threads including itself.
pub type BeforeStart = Box<dyn FnOnce(&mut Lane, usize) + Send>;
/// What the main thread does while the tasks run.
pub type WhileRunning = Box<dyn FnOnce(&mut Lane) -> Result<(), Stopped> + Send>;
/// What the main thread does after the last join, given the number of live threads including itself, and
/// the tasks' outcomes.
pub type AfterJoin = Box<dyn FnOnce(&mut Lane, usize, &[TaskResult]) + Send>;

/// What the main thread does besides starting tasks and waiting for them. Its lines appear under the name
/// `main`.
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

/// What must exist before the tasks run, and as long as they do.
pub struct Prepared {
    /// What the tasks know about it, in this process and in children.
    pub setup: Setup,
    /// Dropped after the last join, which ends it.
    pub kept: Box<dyn Any>,
}

/// Makes what must exist before the tasks run, unless everything has to stop.
pub type Prepare = Box<dyn Fn(&Stop) -> io::Result<Prepared> + Send + Sync>;

/// Named tasks that share state, and a check of their answers. A job runs once.
pub struct Job {
    /// The tasks.
    pub tasks: Vec<Task>,
    /// The names of the objects that are waited for; entries refer to them by place.
    pub objects: Vec<String>,
    /// The names of threads that tasks start themselves, and that print lines.
    pub others: Vec<String>,
    /// The program's text, to whose lines entries refer, if it is the user's own.
    pub source: Option<Arc<str>>,
    /// What the main thread does besides.
    pub main: MainPart,
    /// Wakes every wait of the tasks that the stop signal does not reach by itself.
    pub close: Option<Box<dyn FnOnce() + Send>>,
    /// Which of all possible ends the run had, if these are known; called for a run that was not cut
    /// short, whatever happened to its tasks.
    pub end: Option<Box<dyn FnOnce() -> Option<RunEnd> + Send>>,
    /// Checks the answers and the record of a run that was not cut short.
    pub check: Box<dyn FnOnce(&RunView<'_>) -> Checked + Send>,
}

impl Job {
    /// A job with these tasks, which wait only for time, and this check.
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

/// What a check can look at.
pub struct RunView<'a> {
    /// What happened.
    pub record: &'a Record,
    /// The tasks' outcomes, in the order of the job.
    pub outcomes: &'a [TaskResult],
}

impl RunView<'_> {
    /// What the task returned, if anything.
    pub fn answer(&self, task: usize) -> Option<&Value> {
        match self.outcomes.get(task) {
            Some(TaskResult::Returned(answer)) => Some(answer),
            _ => None,
        }
    }
}
