//! This process as a child: it makes the same plan as its parent and does one task of it.

use std::ffi::OsString;

use anyhow::Context;

use cli::{self, Request};
use engine::children::{Assignment, Sender};
use engine::plan::TaskResult;
use engine::record::{Clock, Recorder};
use engine::strategy;
use error::{Exit, usage};

/// Runs the assignment that precedes the parent's own arguments.
pub(super) fn run(arguments: &[OsString]) -> anyhow::Result<Exit> {
    let (assignment, arguments) = arguments
        .split_first()
        .context("a child needs an assignment")?;
    let assignment: Assignment = serde_json::from_str(&assignment.to_string_lossy())?;
    let Request::Run(request) = cli::parse(arguments)? else {
        return Err(usage("a child runs a demo"));
    };
    system::threads::finer_timers();
    let variant = request
        .plan
        .variants
        .get(assignment.variant)
        .context("no such variant")?;
    let job = (variant.job)(&assignment.setup);
    let task = job
        .tasks
        .into_iter()
        .nth(assignment.task)
        .context("no such task")?;

    let Some(sender) = Sender::start(&assignment)? else {
        return Ok(Exit::Refused);
    };
    let _closing = job.close.map(|close| sender.stop().on_raise(close));
    let clock = Clock::at_epoch(assignment.epoch);
    let recorder = Recorder::new(
        clock,
        sender.stop().clone(),
        sender.outlet(),
        vec![task.name.clone()],
        job.objects,
    );
    let mut lane = recorder.lane(task.name.as_str());
    // Even if told to stop before it began, it reports its outcome; otherwise it would count as lost.
    let outcome = match sender.ready() {
        Ok(()) => strategy::run_task(assignment.task, task, &mut lane),
        Err(_) => TaskResult::NotStarted,
    };
    let outcome = recorder.cut().map_or(outcome, TaskResult::Refused);
    lane.close();
    sender.end(outcome)?;
    Ok(Exit::Shown)
}
