//! Carries out one task, and waits for tasks to end.

use std::time::Duration;

use crossbeam_channel::{Receiver, select};

use super::joins::Joins;
use super::panics::catch_panic;
use crate::plan::{Task, TaskError, TaskResult};
use crate::record::Lane;
use crate::stop::Stop;
use crate::thread_group::RunningThreads;

/// How long a task may take to end once everything has to stop and no other has ended since; then it is
/// given up.
pub(super) const GRACE: Duration = Duration::from_millis(300);

/// Runs one task on this thread's lane and returns its outcome; a panic inside ends only the task.
pub fn run_task(index: usize, task: Task, lane: &mut Lane) -> TaskResult {
    lane.begin(index);
    let ended = catch_panic(|| (task.body)(lane));
    lane.end();
    match ended {
        Ok(Ok(answer)) => TaskResult::Returned(answer),
        Ok(Err(TaskError::Stopped)) => TaskResult::Stopped,
        Ok(Err(TaskError::Failed(reason))) => TaskResult::Failed(reason),
        Ok(Err(TaskError::Unsupported(reason))) => TaskResult::Unsupported(reason),
        Ok(Err(TaskError::Refused(limit))) => TaskResult::Refused(limit),
        Ok(Err(TaskError::Deadlock(cycle))) => TaskResult::Deadlock(cycle),
        Err(message) => TaskResult::Panicked(message),
    }
}

/// What a thread reports to the main thread.
pub(super) enum ThreadMessage {
    /// The outcome of the task at this place.
    Task(usize, TaskResult),
    /// The thread started at this place has done its last task.
    End(usize),
}

/// Joins threads and collects the outcomes of their tasks. Once everything has to stop, the remaining
/// threads are given up if none ends a task or itself within [`GRACE`]: thousands of threads take a while
/// to wake.
pub(super) fn await_threads(
    messages: &Receiver<ThreadMessage>,
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
                recv(messages) -> next => next.ok(),
                recv(stop.channel()) -> _ => continue,
            }
        } else {
            messages.recv_timeout(GRACE).ok()
        };
        match next {
            Some(ThreadMessage::Task(index, outcome)) => outcomes[index] = outcome,
            Some(ThreadMessage::End(index)) => joins.ended(lane, index),
            // Given up.
            None => return,
        }
    }
    threads.join(false);
}
