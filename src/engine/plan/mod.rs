//! What is to be run, as data: a plan's variants, a job's tasks, what became of them, and the
//! checks of their answers. No thread is started here.

mod bound;
mod job;

pub use bound::Bound;
pub use job::{
    AfterJoin, BeforeStart, Body, Check, Checked, Job, MainPart, Prepare, Prepared, RunView, Task,
    TaskError, TaskResult, WhileRunning,
};

use std::io;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// How the tasks of a job are carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strategy {
    /// One after another, on the main thread.
    Sequential,
    /// Each on a thread of its own.
    Threads,
    /// On so many threads, which take the next task when they are done with one.
    Pool(usize),
    /// Each in a process of its own.
    Processes,
}

impl Strategy {
    /// Its name; a pool's size stands beside it.
    pub fn name(self) -> &'static str {
        match self {
            Strategy::Sequential => "sequential",
            Strategy::Threads => "threads",
            Strategy::Pool(_) => "pool",
            Strategy::Processes => "processes",
        }
    }

    /// How many threads or processes work at the same time on `tasks` tasks.
    pub fn workers(self, tasks: usize) -> usize {
        match self {
            Strategy::Sequential => 1,
            Strategy::Threads | Strategy::Processes => tasks,
            Strategy::Pool(size) => size,
        }
    }
}

/// What a parent process passes on to its children, so that they make the same job.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Setup {
    /// The port of the embedded server, where one runs.
    pub port: Option<u16>,
}

/// What one demo is to run.
pub struct Plan {
    /// The variants, in the order in which they run; the first is the baseline.
    pub variants: Vec<Variant>,
    /// The demo's own options as they were understood, for the reports.
    pub options: Map<String, Value>,
    /// What is certain however the threads are scheduled.
    pub guaranteed: &'static str,
    /// What a reader might expect to be certain, and isn't.
    pub not_guaranteed: Option<&'static str>,
    /// The figure by which its variants are compared.
    pub compares: Figure,
}

/// The figure that a comparison is about: what the lesson gains or loses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure {
    /// The elapsed time.
    Time,
    /// The CPU time of all threads together; the elapsed time is set by the options.
    CpuTime,
    /// None: the variants differ in what they show, and a ratio of their times says nothing.
    Nothing,
}

/// One of the things that a demo compares.
pub struct Variant {
    /// Its name, as it is typed after `--variants`.
    pub name: String,
    /// How its tasks are carried out.
    pub strategy: Strategy,
    /// The shortest time that theory allows it.
    pub bound: Bound,
    /// Makes a fresh job, so that repetitions share no state.
    pub job: Box<dyn Fn(&Setup) -> Job + Send + Sync>,
}

impl Variant {
    /// A fresh job, and what has to be there while it runs, which is made here.
    pub fn prepared(&self) -> io::Result<(Job, Prepared)> {
        let mut job = (self.job)(&Setup::default());
        if let Some(prepare) = job.prepare.take() {
            let prepared = prepare()?;
            return Ok(((self.job)(&prepared.setup), prepared));
        }
        let (setup, kept) = (Setup::default(), Box::new(()));
        Ok((job, Prepared { setup, kept }))
    }
}
