//! What is to be run, as data: a plan's variants, a job's tasks, what became of them, and the
//! checks of their answers. No thread is started here.

use std::any::Any;
use std::io;
use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::record::{Lane, Record};
use crate::stop::Stopped;

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

/// The shortest time that theory allows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Bound {
    /// Theory gives none.
    Unknown,
    /// The waits alone take this long.
    Waits(Duration),
    /// Nothing but computing, by so many threads or processes at the same time.
    Computing(usize),
    /// It is to deadlock: there is no time to hold against another's.
    Never,
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

impl Bound {
    /// The bound of tasks that wait for so long each, carried out by `strategy`.
    ///
    /// For a pool of N it is the largest, over k, of the k + 1 smallest among the k N + 1 longest
    /// tasks: some worker gets k + 1 of these (Dell'Amico and Martello, 1995, "Optimal scheduling
    /// of tasks on identical parallel processors"), and at least the N-th part of the sum.
    pub fn of_waits(strategy: Strategy, waits: &[Duration]) -> Bound {
        let sum = waits
            .iter()
            .fold(Duration::ZERO, |sum, wait| sum.saturating_add(*wait));
        let longest = waits.iter().copied().max().unwrap_or_default();
        Bound::Waits(match strategy {
            Strategy::Sequential => sum,
            Strategy::Threads | Strategy::Processes => longest,
            Strategy::Pool(size) => {
                let mut waits = waits.to_vec();
                waits.sort_unstable_by(|a, b| b.cmp(a));
                // Sums of the first 0, 1, 2... of them: a million tasks are no trouble.
                let mut sums = vec![Duration::ZERO];
                for wait in &waits {
                    sums.push(sums[sums.len() - 1].saturating_add(*wait));
                }
                let shared = (1..=waits.len().saturating_sub(1) / size).map(|k| {
                    let last = k * size;
                    sums[last + 1].saturating_sub(sums[last - k])
                });
                let even = Duration::from_secs_f64(sum.as_secs_f64() / size as f64);
                shared.max().unwrap_or_default().max(longest).max(even)
            }
        })
    }
}

/// Why a task ended without an answer of its own accord.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The stop signal ended one of its waits.
    Stopped,
    /// It failed; the reason names what and the way out.
    Failed(String),
    /// The system refused it something; the reason names the limit.
    Refused(String),
    /// It waited in a circle that no lesson planned; who holds what and waits for what.
    Deadlock(String),
}

impl From<Stopped> for Trouble {
    fn from(_: Stopped) -> Self {
        Trouble::Stopped
    }
}

/// What a task does on its lane; its answer travels between processes, so it is plain data.
pub type Body = Box<dyn FnOnce(&mut Lane) -> Result<Value, Trouble> + Send>;

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
        body: impl FnOnce(&mut Lane) -> Result<Value, Trouble> + Send + 'static,
    ) -> Self {
        Self {
            name: name.into(),
            body: Box::new(body),
        }
    }
}

/// What the main thread does at the gate: it is told how many threads are alive, itself one.
pub type AtGate = Box<dyn FnOnce(&mut Lane, usize) + Send>;
/// What the main thread does while the tasks run.
pub type Meanwhile = Box<dyn FnOnce(&mut Lane) -> Result<(), Stopped> + Send>;
/// What the main thread does after the last join: it is told how many threads are alive, itself
/// one, and what became of the tasks.
pub type After = Box<dyn FnOnce(&mut Lane, usize, &[Outcome]) + Send>;

/// What the main thread does besides starting tasks and waiting for them. Its lines are its own:
/// they stand under the name `main`.
#[derive(Default)]
pub struct MainPart {
    /// While all tasks are held at the gate.
    pub at_gate: Option<AtGate>,
    /// While the tasks run.
    pub meanwhile: Option<Meanwhile>,
    /// After the last join.
    pub after: Option<After>,
}

impl MainPart {
    /// Whether it does nothing.
    pub fn is_empty(&self) -> bool {
        self.at_gate.is_none() && self.meanwhile.is_none() && self.after.is_none()
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
    pub check: Box<dyn FnOnce(&Seen<'_>) -> Verdict + Send>,
}

impl Job {
    /// A job of these tasks, which wait for nothing but time, with this check.
    pub fn new(
        tasks: Vec<Task>,
        check: impl FnOnce(&Seen<'_>) -> Verdict + Send + 'static,
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
pub struct Seen<'a> {
    /// What happened.
    pub record: &'a Record,
    /// What became of the tasks, in the order of the job.
    pub outcomes: &'a [Outcome],
}

impl Seen<'_> {
    /// The task's answer, where it gave one.
    pub fn answer(&self, task: usize) -> Option<&Value> {
        match self.outcomes.get(task) {
            Some(Outcome::Answered(answer)) => Some(answer),
            _ => None,
        }
    }
}

/// What became of a task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It ended with this answer.
    Answered(Value),
    /// The stop signal ended it.
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
pub struct Verdict {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn bound(strategy: Strategy, milliseconds: &[u64]) -> u64 {
        let waits: Vec<_> = milliseconds
            .iter()
            .map(|&ms| Duration::from_millis(ms))
            .collect();
        match Bound::of_waits(strategy, &waits) {
            Bound::Waits(wait) => u64::try_from(wait.as_millis()).unwrap(),
            _ => panic!("waits have a bound"),
        }
    }

    #[test]
    fn waits_add_up_in_sequence_and_overlap_side_by_side() {
        assert_eq!(bound(Strategy::Sequential, &[800, 800]), 1600);
        assert_eq!(bound(Strategy::Threads, &[800, 300]), 800);
        assert_eq!(bound(Strategy::Processes, &[800, 300]), 800);
    }

    #[test]
    fn a_pool_shares_whole_tasks() {
        assert_eq!(bound(Strategy::Pool(2), &[800, 800]), 800);
        assert_eq!(bound(Strategy::Pool(3), &[800, 800]), 800);
        assert_eq!(bound(Strategy::Pool(1), &[800, 300, 100]), 1200);
        assert_eq!(bound(Strategy::Pool(2), &[500, 500, 500]), 1000);
        assert_eq!(bound(Strategy::Pool(4), &[100; 9]), 300);
        assert_eq!(bound(Strategy::Pool(2), &[900, 100, 100]), 900);
        assert_eq!(bound(Strategy::Pool(20_000), &[7]), 7);
        assert_eq!(bound(Strategy::Pool(1), &[1; 1_000_000]), 1_000_000);
    }
}
