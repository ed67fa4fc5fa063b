//! One task carried out, and the ends of tasks waited for.

use std::time::Duration;

use crossbeam_channel::{Receiver, select};

use super::panics::catch_panic;
use crate::engine::plan::{Task, TaskError, TaskResult};
use crate::engine::record::Lane;
use crate::engine::stop::Stop;

/// How long a task may take to end once everything is to stop and no other has ended since; then it
/// is given up.
pub(super) const GRACE: Duration = Duration::from_millis(300);

/// Does one task on this thread's lane and tells how it ended; a panic inside ends the task alone.
pub fn run_task(index: usize, task: Task, lane: &mut Lane) -> TaskResult {
    lane.begin(index);
    let ended = catch_panic(|| (task.body)(lane));
    lane.end();
    match ended {
        Ok(Ok(answer)) => TaskResult::Returned(answer),
        Ok(Err(TaskError::Stopped)) => TaskResult::Stopped,
        Ok(Err(TaskError::Failed(reason))) => TaskResult::Failed(reason),
        Ok(Err(TaskError::Refused(limit))) => TaskResult::Refused(limit),
        Ok(Err(TaskError::Deadlock(circle))) => TaskResult::Deadlock(circle),
        Err(message) => TaskResult::Panicked(message),
    }
}

/// Takes in the outcomes of tasks that threads carry out, until all `expected` are there. Once
/// everything is to stop, those that are left are given up where none ends for [`GRACE`]: thousands
/// of threads take their time to wake.
pub(super) fn await_tasks(
    ended: &Receiver<(usize, TaskResult)>,
    expected: usize,
    outcomes: &mut [TaskResult],
    stop: &Stop,
) {
    let mut missing = expected;
    let mut take = |(index, outcome): (usize, TaskResult)| outcomes[index] = outcome;
    while missing > 0 {
        select! {
            recv(ended) -> end => match end {
                Ok(end) => take(end),
                Err(_) => return,
            },
            recv(stop.channel()) -> _ => break,
        }
        missing -= 1;
    }
    while missing > 0 {
        match ended.recv_timeout(GRACE) {
            Ok(end) => take(end),
            Err(_) => return,
        }
        missing -= 1;
    }
}
