//! Each task on its own thread, which has the task's name.

use super::joins::Joins;
use super::main_thread::MainThread;
use super::run::Completion;
use super::task::{ThreadMessage, await_threads, run_task};
use crate::plan::{Task, TaskResult};
use crate::stop::Cause;
use crate::thread_group::ThreadGroup;

/// Starts a thread for each task, unless everything has to stop before, holds all at a gate until the
/// last has started, opens it, and joins them.
pub(super) fn run(tasks: Vec<Task>, stage: &mut MainThread<'_>) -> Completion {
    let stop = stage.recorder.stop();
    let mut outcomes = vec![TaskResult::NotStarted; tasks.len()];
    let mut group = ThreadGroup::new(tasks.len());
    let (ending, ended) = crossbeam_channel::unbounded();
    let mut refused = None;
    let mut joins = Joins::default();
    for (index, task) in tasks.into_iter().enumerate() {
        if stop.cause().is_some() {
            break;
        }
        let mut lane = stage.recorder.lane(task.name.as_str());
        let ending = ending.clone();
        let (name, place) = (task.name.clone(), lane.place());
        let work = move || {
            let outcome = run_task(index, task, &mut lane);
            lane.close();
            // The receiver is gone if this thread was given up.
            let _ = ending.send(ThreadMessage::Task(index, outcome));
            let _ = ending.send(ThreadMessage::End(index));
        };
        if let Err(refusal) = group.spawn(&name, work) {
            refused = Some(refusal);
            stop.raise(Cause::Refused);
            break;
        }
        joins.started(stage.lane, place);
    }
    let started = group.len();
    outcomes[..started].fill(TaskResult::Stuck);
    stage.before_start(1 + started);
    let at_work = group.open();
    stage.while_running();
    await_threads(&ended, joins, &mut outcomes, stage.lane, stop, at_work);
    Completion {
        outcomes,
        refused,
        ..Completion::default()
    }
}
