//! What went wrong in a run, in words, each with its exit code.

use engine::plan::TaskResult;
use engine::stop::Cause;
use engine::strategy::Run;
use error::Exit;
use report::results::Ended;

/// The exit code for the cause of the stop signal.
pub(super) fn exit_of(cause: Option<Cause>) -> Exit {
    match cause {
        Some(Cause::HangUp) => Exit::HungUp,
        Some(Cause::Interrupt) => Exit::Interrupted,
        Some(Cause::Terminate) => Exit::Terminated,
        Some(Cause::Timeout) => Exit::TimedOut,
        Some(Cause::OutputFailed | Cause::Refused) => Exit::Refused,
        Some(Cause::Failed) => Exit::Failed,
        Some(Cause::OutputClosed | Cause::Parent) | None => Exit::Shown,
    }
}

/// How a command ended that was stopped for this cause or ran to its end; `failed` is whether something
/// went wrong in it.
pub(super) fn ended(cause: Option<Cause>, failed: bool) -> Ended {
    match cause {
        Some(Cause::Timeout) => Ended::Timeout,
        Some(Cause::Refused | Cause::OutputFailed | Cause::Failed) => Ended::Failed,
        Some(
            Cause::HangUp
            | Cause::Interrupt
            | Cause::Terminate
            | Cause::OutputClosed
            | Cause::Parent,
        ) => Ended::Interrupted,
        None if failed => Ended::Failed,
        None => Ended::Complete,
    }
}

/// What went wrong in a run that was stopped for this cause, or not stopped: first what was refused, then
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
        .checked
        .iter()
        .flat_map(|checked| &checked.checks)
        .filter_map(|check| {
            let instead = check.instead.as_deref()?;
            Some((
                format!("failed its check: expected {}, but {instead}", check.claim),
                Exit::Failed,
            ))
        });
    refused.chain(main).chain(tasks).chain(checks).collect()
}

fn of_task(name: &str, outcome: &TaskResult, cause: Option<Cause>) -> Option<(String, Exit)> {
    let exit = match outcome {
        TaskResult::Refused(_) => Exit::Refused,
        TaskResult::Deadlock(_) => Exit::Deadlock,
        TaskResult::Unsupported(_) => Exit::Usage,
        _ => Exit::Failed,
    };
    let what = match outcome {
        TaskResult::Returned(_) => return None,
        TaskResult::Stopped | TaskResult::NotStarted if cause.is_some() => return None,
        TaskResult::Stopped => format!("{name} says that it was stopped, though the run was not"),
        TaskResult::NotStarted => format!("{name} never began"),
        TaskResult::Failed(reason) | TaskResult::Unsupported(reason) => {
            format!("{name} failed: {reason}")
        }
        TaskResult::Refused(limit) => format!("{name} was refused: {limit}"),
        TaskResult::Deadlock(cycle) => format!("{name} is in a deadlock: {cycle}"),
        TaskResult::Panicked(message) => format!("{name} panicked: {message}"),
        TaskResult::Lost(how) => format!("{name} was lost: its process {how}"),
        TaskResult::Stuck => format!("{name} did not end when it was told to, and was given up"),
    };
    Some((what, exit))
}
