//! One run of a job: what happened and what came of it.

use std::time::Duration;

use crate::engine::plan::{Checked, RunEnd, TaskResult};
use crate::engine::record::Record;

/// One run of a job: what happened and what came of it.
#[derive(Default)]
pub struct Run {
    /// What happened.
    pub record: Record,
    /// What became of the tasks, in the order of the job.
    pub outcomes: Vec<TaskResult>,
    /// What was checked; nothing if the run was cut short or a task gave no answer.
    pub checked: Option<Checked>,
    /// How it ended, of all the ends that are possible, if these are known.
    pub end: Option<RunEnd>,
    /// Why a thread or child could not be had, and how many there were.
    pub refused: Option<String>,
    /// The message of the panic that ended the main thread's part.
    pub panicked: Option<String>,
    /// The CPU time of the longest task, where they ran one after another and the system tells.
    pub longest: Option<Duration>,
    /// From the run's start until its tasks were released: what starting threads or children took.
    pub started: Duration,
    /// The peak memory of the largest child in bytes, if there were children and each told its
    /// own.
    pub child_peak: Option<u64>,
}

impl Run {
    /// A run that the system refused before it began, for this reason.
    pub fn refused(reason: String) -> Self {
        Self {
            refused: Some(reason),
            ..Self::default()
        }
    }

    /// A run that a panic with this message ended before it began.
    pub fn panicked(message: String) -> Self {
        Self {
            panicked: Some(message),
            ..Self::default()
        }
    }
}

/// What carrying out the tasks came to.
#[derive(Default)]
pub(super) struct Completion {
    pub(super) outcomes: Vec<TaskResult>,
    pub(super) refused: Option<String>,
    pub(super) longest: Option<Duration>,
    pub(super) child_peak: Option<u64>,
}
