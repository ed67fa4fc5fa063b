//! A fixed number of threads, fed by a channel: each takes the next task when it has finished one.

use super::joins::Joins;
use super::main_thread::MainThread;
use super::run::Completion;
use super::task::{ThreadMessage, await_threads, run_task};
use crate::plan::{Task, TaskResult};
use crate::stop::Cause;
use crate::thread_group::ThreadGroup;

/// Starts `size` threads, unless everything has to stop before, holds them at a gate until the last has
/// started and every task is in the channel, opens it, and joins them.
pub(super) fn run(size: usize, tasks: Vec<Task>, stage: &mut MainThread<'_>) -> Completion {
    let stop = stage.recorder.stop();
    let mut outcomes = vec![TaskResult::NotStarted; tasks.len()];
    let mut group = ThreadGroup::new(size);
    let (feed, queue) = crossbeam_channel::unbounded();
    let (ending, ended) = crossbeam_channel::unbounded();
    let mut refused = None;
    let mut joins = Joins::default();
    for worker in 1..=size {
        if stop.cause().is_some() {
            break;
        }
        let name = format!("pool-{worker}");
        let mut lane = stage.recorder.lane(name.as_str());
        let place = lane.place();
        let (queue, ending, signal) = (queue.clone(), ending.clone(), stop.clone());
        let work = move || {
            for (index, task) in queue {
                let stopped = signal.check().is_err();
                let outcome = if stopped {
                    TaskResult::NotStarted
                } else {
                    run_task(index, task, &mut lane)
                };
                // The receiver is gone if this thread was given up.
                let _ = ending.send(ThreadMessage::Task(index, outcome));
            }
            lane.close();
            let _ = ending.send(ThreadMessage::End(worker - 1));
        };
        if let Err(refusal) = group.spawn(&name, work) {
            refused = Some(refusal);
            stop.raise(Cause::Refused);
            break;
        }
        joins.started(stage.lane, place);
    }
    let complete = group.len() == size;
    let queued = if complete { tasks.len() } else { 0 };
    outcomes[..queued].fill(TaskResult::Stuck);
    for task in tasks.into_iter().enumerate().take(queued) {
        // The workers hold the other end until this one is dropped.
        let _ = feed.send(task);
    }
    drop(feed);
    stage.before_start(1 + group.len());
    let at_work = group.open();
    stage.while_running();
    await_threads(&ended, joins, &mut outcomes, stage.lane, stop, at_work);
    Completion {
        outcomes,
        refused,
        ..Completion::default()
    }
}
