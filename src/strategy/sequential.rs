//! One task after another, on the main thread.

use super::{Carried, Stage, perform};
use crate::plan::{Outcome, Task};

/// Carries out the tasks in their order; the first that is stopped is the last.
pub(super) fn run(tasks: Vec<Task>, stage: &mut Stage<'_>) -> Carried {
    stage.at_gate(1);
    let mut outcomes = Vec::with_capacity(tasks.len());
    for (index, task) in tasks.into_iter().enumerate() {
        let stopped = stage.recorder.stop().cause().is_some();
        outcomes.push(if stopped {
            Outcome::NotStarted
        } else {
            perform(index, task, stage.lane)
        });
    }
    Carried {
        outcomes,
        ..Carried::default()
    }
}
