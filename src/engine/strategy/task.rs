//! Carries out one task, and waits for the ends of tasks.

use std::time::Duration;

use crossbeam_channel::{Receiver, select};

use super::joins::Joins;
use super::panics::catch_panic;
use crate::engine::plan::{Task, TaskError, TaskResult};
use crate::engine::record::Lane;
use crate::engine::stop::Stop;
use crate::engine::thread_group::RunningThreads;

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

/// What a thread tells the main thread.
pub(super) enum Told {
    /// What became of the task of this place.
    Task(usize, TaskResult),
    /// The thread that was started as the one of this place has done its last task.
    End(usize),
}

/// Joins threads and takes in the outcomes of their tasks. Once everything is to stop, those that
/// are left are given up if none ends a task or itself for [`GRACE`]: thousands of threads take
/// their time to wake.
pub(super) fn await_threads(
    told: &Receiver<Told>,
    mut joins: Joins,
    outcomes: &mut [TaskResult],
    lane: &mut Lane,
    stop: &Stop,
    threads: RunningThreads,
) {
    joins.begin(lane);
    while !joins.all_ended() {
        let next = if stop.cause().is_none() {
            select! {
                recv(told) -> next => next.ok(),
                recv(stop.channel()) -> _ => continue,
            }
        } else {
            told.recv_timeout(GRACE).ok()
        };
        match next {
            Some(Told::Task(index, outcome)) => outcomes[index] = outcome,
            Some(Told::End(index)) => joins.ended(lane, index),
            // Given up.
            None => return,
        }
    }
    threads.join(false);
}
