//! Each task on a thread of its own, named as the task is.

use super::{Carried, Stage, collect, perform};
use crate::crew::Crew;
use crate::plan::{Outcome, Task};
use crate::stop::Cause;

/// Starts a thread for each task, unless everything is to stop before, holds all at a gate until the
/// last has started, opens it, and joins them.
pub(super) fn run(tasks: Vec<Task>, stage: &mut Stage<'_>) -> Carried {
    let stop = stage.recorder.stop();
    let mut outcomes = vec![Outcome::NotStarted; tasks.len()];
    let mut crew = Crew::new(tasks.len());
    let (ending, ended) = crossbeam_channel::unbounded();
    let mut refused = None;
    for (index, task) in tasks.into_iter().enumerate() {
        if stop.cause().is_some() {
            break;
        }
        let mut lane = stage.recorder.lane(task.name.as_str());
        let ending = ending.clone();
        let name = task.name.clone();
        let work = move || {
            let outcome = perform(index, task, &mut lane);
            lane.close();
            // The receiver is gone where this thread was given up.
            let _ = ending.send((index, outcome));
        };
        if let Err(refusal) = crew.hire(&name, work) {
            refused = Some(refusal);
            stop.raise(Cause::Refused);
            break;
        }
    }
    let started = crew.len();
    outcomes[..started].fill(Outcome::Stuck);
    stage.at_gate(1 + started);
    let at_work = crew.open();
    stage.meanwhile();
    collect(&ended, started, &mut outcomes, stop);
    at_work.join(outcomes.contains(&Outcome::Stuck));
    Carried {
        outcomes,
        refused,
        ..Carried::default()
    }
}
