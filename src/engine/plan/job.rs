//! A job: named tasks that share state, what became of them, and the check of their answers.

use std::any::Any;
use std::io;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Setup;
use crate::engine::record::{Lane, Record};
use crate::engine::stop::Stopped;

/// Why a task ended without an answer of its own accord.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TaskError {
    /// The stop signal ended one of its waits.
    Stopped,
    /// It failed; the reason names what and the way out.
    Failed(String),
    /// The system refused it something; the reason names the limit.
    Refused(String),
    /// It waited in a circle that no lesson planned; who holds what and waits for what.
    Deadlock(String),
}

impl From<Stopped> for TaskError {
    fn from(_: Stopped) -> Self {
        TaskError::Stopped
    }
}

/// What a task does on its lane; its answer travels between processes, so it is plain data.
pub type Body = Box<dyn FnOnce(&mut Lane) -> Result<Value, TaskError> + Send>;

/// A named unit of work.
pub struct Task {
    /// The name, which a thread of its own takes over.
    pub name: String,
    /// The work.
    pub body: Body,
}

impl Task {
    /// A task of this name that does `body`.
    pub fn new(
        name: impl Into<String>,
        body: impl FnOnce(&mut Lane) -> Result<Value, TaskError> + Send + 'static,
    ) -> Self {
        Self {
            name: name.into(),
            body: Box::new(body),
        }
    }
}

/// What the main thread does at the gate: it is told how many threads are alive, itself one.
pub type BeforeStart = Box<dyn FnOnce(&mut Lane, usize) + Send>;
/// What the main thread does while the tasks run.
pub type WhileRunning = Box<dyn FnOnce(&mut Lane) -> Result<(), Stopped> + Send>;
/// What the main thread does after the last join: it is told how many threads are alive, itself
/// one, and what became of the tasks.
pub type AfterJoin = Box<dyn FnOnce(&mut Lane, usize, &[TaskResult]) + Send>;

/// What the main thread does besides starting tasks and waiting for them. Its lines are its own:
/// they stand under the name `main`.
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
    /// What the tasks are told of it, in this process and in children.
    pub setup: Setup,
    /// Dropped after the last join, which ends it.
    pub kept: Box<dyn Any>,
}

/// Makes what has to be there before the tasks run.
pub type Prepare = Box<dyn FnOnce() -> io::Result<Prepared> + Send>;

/// Named tasks that share state, and a check of their answers. A job runs once.
pub struct Job {
    /// The tasks.
    pub tasks: Vec<Task>,
    /// The names of what waits wait for, which entries refer to by place.
    pub objects: Vec<String>,
    /// The names of threads that tasks start by themselves, and that say lines.
    pub others: Vec<String>,
    /// What the parent process makes first; the job that runs is then made with its [`Setup`].
    pub prepare: Option<Prepare>,
    /// What the main thread does besides.
    pub main: MainPart,
    /// Wakes every wait of the tasks that the stop signal does not reach by itself.
    pub close: Option<Box<dyn FnOnce() + Send>>,
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
            prepare: None,
            main: MainPart::default(),
            close: None,
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
    /// The task's answer, where it gave one.
    pub fn answer(&self, task: usize) -> Option<&Value> {
        match self.outcomes.get(task) {
            Some(TaskResult::Returned(answer)) => Some(answer),
            _ => None,
        }
    }
}

/// What became of a task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TaskResult {
    /// It returned this value.
    #[serde(rename = "answered")]
    Returned(Value),
    /// It says that the stop signal ended it.
    Stopped,
    /// It failed, for this reason.
    Failed(String),
    /// The system refused it something: this limit was met.
    Refused(String),
    /// It was found in a circle of waits: who holds what and waits for what.
    Deadlock(String),
    /// It panicked, with this message.
    Panicked(String),
    /// Its process ended without an answer; how it ended.
    Lost(String),
    /// It did not end when it was told to, and was given up.
    Stuck,
    /// It never began.
    NotStarted,
}

/// One thing that a run was checked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Check {
    /// What should hold, as a phrase.
    pub claim: String,
    /// What was seen instead, where it does not hold.
    pub instead: Option<String>,
}

impl Check {
    /// A check of `claim` that holds, or else what was seen instead.
    pub fn that(claim: impl Into<String>, holds: bool, instead: impl FnOnce() -> String) -> Self {
        Self {
            claim: claim.into(),
            instead: (!holds).then(instead),
        }
    }

    /// Whether it holds.
    pub fn holds(&self) -> bool {
        self.instead.is_none()
    }
}

/// What a run's check found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Checked {
    /// The checks, in the order in which they are stated.
    pub checks: Vec<Check>,
    /// What came out as it did by luck.
    pub luck: Option<String>,
    /// Lines of the text report, each a label and a sentence.
    pub facts: Vec<(&'static str, String)>,
    /// What the demo measures besides time, for the JSON report.
    pub measured: Map<String, Value>,
    /// What the record leaves out, and why, as a sentence that pictures show.
    pub unrecorded: Option<&'static str>,
}

impl Checked {
    /// Whether every check holds.
    pub fn holds(&self) -> bool {
        self.checks.iter().all(Check::holds)
    }
}
