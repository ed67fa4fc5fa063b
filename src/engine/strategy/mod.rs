//! How the tasks of a job are carried out: one `match`.

mod panics;
mod pool;
mod processes;
mod sequential;
mod threads;

pub use panics::catch_panic;

use std::time::Duration;

use crossbeam_channel::{Receiver, select};

use crate::engine::children::ChildCommand;
use crate::engine::plan::{
    Check, Checked, Job, MainPart, RunView, Strategy, Task, TaskError, TaskResult,
};
use crate::engine::record::{Lane, Record, Recorder, Stamp};
use crate::engine::stop::{Cause, Stop, Stopped};
use crate::engine::thread_group::STACK;
use crate::system;

/// How long a task may take to end once everything is to stop and no other has ended since; then it
/// is given up.
const GRACE: Duration = Duration::from_millis(300);

/// One run of a job: what happened and what came of it.
#[derive(Default)]
pub struct Run {
    /// What happened.
    pub record: Record,
    /// What became of the tasks, in the order of the job.
    pub outcomes: Vec<TaskResult>,
    /// What was checked; nothing where the run was cut short or a task gave no answer.
    pub checked: Option<Checked>,
    /// Why a thread or child could not be had, and how many there were.
    pub refused: Option<String>,
    /// The message of the panic that ended the main thread's part.
    pub panicked: Option<String>,
    /// The CPU time of the longest task, where they ran one after another and the system tells.
    pub longest: Option<Duration>,
    /// From the run's begin until its tasks were let go: what starting threads or children took.
    pub started: Duration,
    /// The peak memory of the largest child in bytes, where there were children and each told its
    /// own.
    pub child_peak: Option<u64>,
}

impl Run {
    /// A run that the system refused before it began, for this reason.
    pub fn refused(reason: String) -> Self {
        Self {
            refused: Some(reason),
            ..Self::default()
        }
    }

    /// A run that a panic with this message ended before it began.
    pub fn panicked(message: String) -> Self {
        Self {
            panicked: Some(message),
            ..Self::default()
        }
    }
}

/// What carrying out the tasks came to.
#[derive(Default)]
struct Completion {
    outcomes: Vec<TaskResult>,
    refused: Option<String>,
    longest: Option<Duration>,
    child_peak: Option<u64>,
}

/// The main thread's side of a run.
struct MainThread<'a> {
    recorder: &'a Recorder,
    lane: &'a mut Lane,
    main: MainPart,
    /// When the gate was about to open.
    started: Stamp,
    /// The message of the panic that ended a part of it.
    panicked: Option<String>,
}

impl MainThread<'_> {
    /// What the main thread does while `alive` threads, itself one, are held at the gate.
    fn before_start(&mut self, alive: usize) {
        self.started = self.recorder.clock().now();
        if let Some(before_start) = self.main.before_start.take() {
            self.part(|lane| before_start(lane, alive));
        }
    }

    /// What the main thread does while the tasks run; that it was stopped shows in the tasks.
    fn while_running(&mut self) {
        if let Some(while_running) = self.main.while_running.take() {
            self.part(|lane| {
                let _stopped: Result<(), Stopped> = while_running(lane);
            });
        }
    }

    /// What the main thread does after the last join, when `outcomes` are known.
    fn after_join(&mut self, outcomes: &[TaskResult]) {
        let stuck = |outcome: &&TaskResult| **outcome == TaskResult::Stuck;
        let alive = 1 + outcomes.iter().filter(stuck).count();
        if let Some(after_join) = self.main.after_join.take() {
            self.part(|lane| after_join(lane, alive, outcomes));
        }
    }

    /// Does a part of it. Tasks may wait for what one that panics leaves undone, so then everything
    /// is to stop.
    fn part(&mut self, work: impl FnOnce(&mut Lane)) {
        if let Err(message) = catch_panic(|| work(self.lane)) {
            self.panicked.get_or_insert(message);
            self.recorder.stop().raise(Cause::Failed);
        }
    }
}

/// Asks the system's limits for what `strategy` needs, before anything starts.
pub fn check_limits(strategy: Strategy, tasks: usize) -> Result<(), system::Limit> {
    match strategy {
        Strategy::Sequential => Ok(()),
        Strategy::Threads | Strategy::Pool(_) => system::threads(strategy.workers(tasks), STACK),
        Strategy::Processes => system::children(tasks, processes::COSTS),
    }
}

/// Runs a job to its end, or until everything is to stop, and checks it.
pub fn run(strategy: Strategy, job: Job, recorder: &Recorder, child_command: &ChildCommand) -> Run {
    run_metered(strategy, job, recorder, child_command, || ()).0
}

/// [`run`], and what `read` answers between the run's end and its check: what the check costs is
/// not the variant's.
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
    let whole = recorder.stop().cause().is_none() && outcomes.iter().all(answered);
    let seen = RunView {
        record: &record,
        outcomes: &outcomes,
    };
    let checked =
        whole.then(|| catch_panic(|| check(&seen)).unwrap_or_else(|panic| without_verdict(&panic)));
    let run = Run {
        record,
        outcomes,
        checked,
        refused,
        panicked,
        longest,
        started,
        child_peak,
    };
    (run, reading)
}

/// What is told in the place of a check that panicked: one that failed.
fn without_verdict(panic: &str) -> Checked {
    let check = Check {
        claim: "a checked".into(),
        instead: Some(format!("the check panicked: {panic}")),
    };
    Checked {
        checks: vec![check],
        ..Checked::default()
    }
}

/// Does one task on this thread's lane and tells how it ended; a panic inside ends the task alone.
pub fn run_task(index: usize, task: Task, lane: &mut Lane) -> TaskResult {
    lane.begin(index);
    let ended = catch_panic(|| (task.body)(lane));
    lane.end();
    match ended {
        Ok(Ok(answer)) => TaskResult::Returned(answer),
        Ok(Err(TaskError::Stopped)) => TaskResult::Stopped,
        Ok(Err(TaskError::Failed(reason))) => TaskResult::Failed(reason),
        Ok(Err(TaskError::Refused(limit))) => TaskResult::Refused(limit),
        Ok(Err(TaskError::Deadlock(circle))) => TaskResult::Deadlock(circle),
        Err(message) => TaskResult::Panicked(message),
    }
}

/// Takes in the outcomes of tasks that threads carry out, until all `expected` are there. Once
/// everything is to stop, those that are left are given up where none ends for [`GRACE`]: thousands
/// of threads take their time to wake.
fn await_tasks(
    ended: &Receiver<(usize, TaskResult)>,
    expected: usize,
    outcomes: &mut [TaskResult],
    stop: &Stop,
) {
    let mut missing = expected;
    let mut take = |(index, outcome): (usize, TaskResult)| outcomes[index] = outcome;
    while missing > 0 {
        select! {
            recv(ended) -> end => match end {
                Ok(end) => take(end),
                Err(_) => return,
            },
            recv(stop.channel()) -> _ => break,
        }
        missing -= 1;
    }
    while missing > 0 {
        match ended.recv_timeout(GRACE) {
            Ok(end) => take(end),
            Err(_) => return,
        }
        missing -= 1;
    }
}

#[cfg(test)]
mod tests;
