//! One task after another, on the main thread.

use super::main_thread::MainThread;
use super::run::Completion;
use super::task::run_task;
use crate::plan::{Task, TaskResult};
use system::ThreadUsage;

/// Carries out the tasks in order, until one is stopped.
pub(super) fn run(tasks: Vec<Task>, stage: &mut MainThread<'_>) -> Completion {
    stage.before_start(1);
    let mut outcomes = Vec::with_capacity(tasks.len());
    let cpu = || ThreadUsage::without_queue().map(|usage| usage.cpu);
    let mut longest = None;
    for (index, task) in tasks.into_iter().enumerate() {
        let stopped = stage.recorder.stop().cause().is_some();
        let before = cpu();
        outcomes.push(if stopped {
            TaskResult::NotStarted
        } else {
            run_task(index, task, stage.lane)
        });
        let took = cpu()
            .zip(before)
            .map(|(after, before)| after.saturating_sub(before));
        longest = longest.max(took);
    }
    Completion {
        outcomes,
        longest,
        ..Completion::default()
    }
}
