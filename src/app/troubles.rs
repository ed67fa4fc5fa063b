//! What went wrong in a run, in words, with the exit code that each asks for.

use crate::error::Exit;
use crate::plan::Outcome;
use crate::stop::Cause;
use crate::strategy::Run;

/// The exit code that the stop signal's cause asks for.
pub(super) fn exit_of(cause: Option<Cause>) -> Exit {
    match cause {
        Some(Cause::Interrupt) => Exit::Interrupted,
        Some(Cause::Terminate) => Exit::Terminated,
        Some(Cause::Timeout) => Exit::TimedOut,
        Some(Cause::OutputFailed | Cause::Refused) => Exit::Refused,
        Some(Cause::OutputClosed | Cause::Parent) | None => Exit::Shown,
    }
}

/// What went wrong in a run: what was refused, then tasks, then checks.
pub(super) fn of(run: &Run) -> Vec<(String, Exit)> {
    let refused = run
        .refused
        .iter()
        .map(|refused| (format!("stopped: {refused}"), Exit::Refused));
    let tasks = run.record.tasks.iter().zip(&run.outcomes);
    let tasks = tasks.filter_map(|(name, outcome)| of_task(name, outcome));
    let checks = run
        .verdict
        .iter()
        .flat_map(|verdict| &verdict.checks)
        .filter_map(|check| {
            let instead = check.instead.as_deref()?;
            Some((
                format!("failed its check: expected {}, but {instead}", check.claim),
                Exit::Failed,
            ))
        });
    refused.chain(tasks).chain(checks).collect()
}

fn of_task(name: &str, outcome: &Outcome) -> Option<(String, Exit)> {
    let exit = match outcome {
        Outcome::Refused(_) => Exit::Refused,
        Outcome::Deadlock(_) => Exit::Deadlock,
        _ => Exit::Failed,
    };
    let what = match outcome {
        Outcome::Answered(_) | Outcome::Stopped | Outcome::NotStarted => return None,
        Outcome::Failed(reason) => format!("{name} failed: {reason}"),
        Outcome::Refused(limit) => format!("{name} was refused: {limit}"),
        Outcome::Deadlock(circle) => format!("{name} is in a deadlock: {circle}"),
        Outcome::Panicked(message) => format!("{name} panicked: {message}"),
        Outcome::Lost(how) => format!("{name} was lost: its process {how}"),
        Outcome::Stuck => format!("{name} did not end when it was told to, and was given up"),
    };
    Some((what, exit))
}
