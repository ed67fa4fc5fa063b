//! What went wrong in a run, in words, with the exit code that each asks for.

use crate::error::Exit;
use crate::plan::Outcome;
use crate::results::Ended;
use crate::stop::Cause;
use crate::strategy::Run;

/// The exit code that the stop signal's cause asks for.
pub(super) fn exit_of(cause: Option<Cause>) -> Exit {
    match cause {
        Some(Cause::Interrupt) => Exit::Interrupted,
        Some(Cause::Terminate) => Exit::Terminated,
        Some(Cause::Timeout) => Exit::TimedOut,
        Some(Cause::OutputFailed | Cause::Refused) => Exit::Refused,
        Some(Cause::Failed) => Exit::Failed,
        Some(Cause::OutputClosed | Cause::Parent) | None => Exit::Shown,
    }
}

/// How a command ended that was stopped for this cause, or else came to its end; `troubled` is
/// whether something went wrong in it.
pub(super) fn ended(cause: Option<Cause>, troubled: bool) -> Ended {
    match cause {
        Some(Cause::Timeout) => Ended::Timeout,
        Some(Cause::Refused | Cause::OutputFailed | Cause::Failed) => Ended::Failed,
        Some(Cause::Interrupt | Cause::Terminate | Cause::OutputClosed | Cause::Parent) => {
            Ended::Interrupted
        }
        None if troubled => Ended::Failed,
        None => Ended::Complete,
    }
}

/// What went wrong in a run that was stopped for this cause, or by nobody: what was refused, then
/// the main thread, then tasks, then checks.
pub(super) fn of(run: &Run, cause: Option<Cause>) -> Vec<(String, Exit)> {
    let refused = run
        .refused
        .iter()
        .map(|refused| (format!("stopped: {refused}"), Exit::Refused));
    let main = run
        .panicked
        .iter()
        .map(|message| (format!("main panicked: {message}"), Exit::Failed));
    let tasks = run.record.tasks.iter().zip(&run.outcomes);
    let tasks = tasks.filter_map(|(name, outcome)| of_task(name, outcome, cause));
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
    refused.chain(main).chain(tasks).chain(checks).collect()
}

fn of_task(name: &str, outcome: &Outcome, cause: Option<Cause>) -> Option<(String, Exit)> {
    let exit = match outcome {
        Outcome::Refused(_) => Exit::Refused,
        Outcome::Deadlock(_) => Exit::Deadlock,
        _ => Exit::Failed,
    };
    let what = match outcome {
        Outcome::Answered(_) => return None,
        Outcome::Stopped | Outcome::NotStarted if cause.is_some() => return None,
        Outcome::Stopped => format!("{name} says that it was stopped, though the run was not"),
        Outcome::NotStarted => format!("{name} never began"),
        Outcome::Failed(reason) => format!("{name} failed: {reason}"),
        Outcome::Refused(limit) => format!("{name} was refused: {limit}"),
        Outcome::Deadlock(circle) => format!("{name} is in a deadlock: {circle}"),
        Outcome::Panicked(message) => format!("{name} panicked: {message}"),
        Outcome::Lost(how) => format!("{name} was lost: its process {how}"),
        Outcome::Stuck => format!("{name} did not end when it was told to, and was given up"),
    };
    Some((what, exit))
}
