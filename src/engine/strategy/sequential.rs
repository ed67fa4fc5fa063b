//! One task after another, on the main thread.

use super::{Carried, MainThread, perform};
use crate::engine::plan::{Task, TaskResult};
use crate::system::ThreadUsage;

/// Carries out the tasks in their order; the first that is stopped is the last.
pub(super) fn run(tasks: Vec<Task>, stage: &mut MainThread<'_>) -> Carried {
    stage.at_gate(1);
    let mut outcomes = Vec::with_capacity(tasks.len());
    let cpu = || ThreadUsage::without_queue().map(|usage| usage.cpu);
    let mut longest = None;
    for (index, task) in tasks.into_iter().enumerate() {
        let stopped = stage.recorder.stop().cause().is_some();
        let before = cpu();
        outcomes.push(if stopped {
            TaskResult::NotStarted
        } else {
            perform(index, task, stage.lane)
        });
        let took = cpu()
            .zip(before)
            .map(|(after, before)| after.saturating_sub(before));
        longest = longest.max(took);
    }
    Carried {
        outcomes,
        longest,
        ..Carried::default()
    }
}
