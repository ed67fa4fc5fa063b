//! One run of a job: what happened and the results.

use std::time::Duration;

use crate::plan::{Checked, RunEnd, TaskResult};
use crate::record::Record;

/// One run of a job: what happened and the results.
#[derive(Default)]
pub struct Run {
    /// What happened.
    pub record: Record,
    /// The tasks' outcomes, in the order of the job.
    pub outcomes: Vec<TaskResult>,
    /// The results of the check; `None` if the run was cut short or a task gave no answer.
    pub checked: Option<Checked>,
    /// Which of all possible ends it had, if these are known.
    pub end: Option<RunEnd>,
    /// Why a thread or child could not be started, and how many were.
    pub refused: Option<String>,
    /// The message of the panic that ended the main thread's part.
    pub panicked: Option<String>,
    /// The CPU time of the longest task, if they ran one after another and the system reports it.
    pub longest: Option<Duration>,
    /// From the run's start until its tasks were released: the time to start threads or children.
    pub started: Duration,
    /// The peak memory of the largest child in bytes, if there were children and each reported its own.
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

    /// A run that was ended before it began by a panic with this message.
    pub fn panicked(message: String) -> Self {
        Self {
            panicked: Some(message),
            ..Self::default()
        }
    }
}

/// The result of carrying out the tasks.
#[derive(Default)]
pub(super) struct Completion {
    pub(super) outcomes: Vec<TaskResult>,
    pub(super) refused: Option<String>,
    pub(super) longest: Option<Duration>,
    pub(super) child_peak: Option<u64>,
}
