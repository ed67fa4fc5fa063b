//! How the tasks of a job are carried out: one `match`.

mod joins;
mod main_thread;
mod panics;
mod pool;
mod processes;
mod run;
mod sequential;
mod task;
mod threads;

pub use panics::{catch_panic, set_panic_hook};
pub use run::Run;
pub use task::run_task;

use crate::children::ChildCommand;
use crate::plan::{Check, Checked, Job, RunView, Strategy, TaskResult};
use crate::record::{Recorder, Stamp};
use crate::thread_group::STACK;
use main_thread::MainThread;
use run::Completion;

/// Checks the system's limits for what `strategy` needs to carry out this many tasks, before the tasks
/// are made or anything starts.
pub fn check_limits(strategy: Strategy, tasks: usize) -> Result<(), system::Limit> {
    match strategy {
        Strategy::Sequential => {}
        Strategy::Threads | Strategy::Pool(_) => system::threads(strategy.workers(tasks), STACK)?,
        Strategy::Processes => system::children(tasks, processes::COSTS)?,
    }
    system::memory_for(tasks)
}

/// Runs a job to its end, or until everything has to stop, and checks it.
pub fn run(strategy: Strategy, job: Job, recorder: &Recorder, child_command: &ChildCommand) -> Run {
    run_metered(strategy, job, recorder, child_command, || ()).0
}

/// [`run`], and what `read` returns between the run's end and its check: the cost of the check is not the
/// variant's.
pub fn run_metered<T>(
    strategy: Strategy,
    job: Job,
    recorder: &Recorder,
    child_command: &ChildCommand,
    read: impl FnOnce() -> T,
) -> (Run, T) {
    let Job {
        tasks,
        main,
        close,
        end,
        check,
        ..
    } = job;
    let _closing = close.map(|close| recorder.stop().on_raise(close));
    let mut lane = recorder.lane("main");
    let mut stage = MainThread {
        recorder,
        lane: &mut lane,
        main,
        started: Stamp::default(),
        panicked: None,
    };
    let Completion {
        outcomes,
        refused,
        longest,
        child_peak,
    } = match strategy {
        Strategy::Sequential => sequential::run(tasks, &mut stage),
        Strategy::Threads => threads::run(tasks, &mut stage),
        Strategy::Pool(size) => pool::run(size, tasks, &mut stage),
        Strategy::Processes => processes::run(tasks.len(), &mut stage, child_command),
    };
    let started = stage.started.since(Stamp(0));
    stage.after_join(&outcomes);
    let panicked = stage.panicked;
    let ended = recorder.clock().now();
    let reading = read();
    drop(lane);
    let record = recorder.gather(ended);
    let answered = |outcome: &TaskResult| matches!(outcome, TaskResult::Returned(_));
    let cut_short = recorder.stop().cause().is_some();
    let whole = !cut_short && outcomes.iter().all(answered);
    let seen = RunView {
        record: &record,
        outcomes: &outcomes,
    };
    let checked =
        whole.then(|| catch_panic(|| check(&seen)).unwrap_or_else(|panic| without_verdict(&panic)));
    let end = end.filter(|_| !cut_short).and_then(|end| end());
    let run = Run {
        record,
        outcomes,
        checked,
        end,
        refused: refused.or_else(|| recorder.cut()),
        panicked,
        longest,
        started,
        child_peak,
    };
    (run, reading)
}

/// Reported in place of a check that panicked: a failed one.
fn without_verdict(panic: &str) -> Checked {
    let check = Check {
        claim: "a verdict".into(),
        instead: Some(format!("the check panicked: {panic}")),
    };
    Checked {
        checks: vec![check],
        ..Checked::default()
    }
}

#[cfg(test)]
mod tests;
