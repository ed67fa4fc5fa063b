//! How the tasks of a job are carried out: one `match`.

mod pool;
mod processes;
mod sequential;
mod threads;

use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;
use std::time::Duration;

use crossbeam_channel::{Receiver, select};

use crate::crew::STACK;
use crate::plan::{Job, MainPart, Outcome, Seen, Strategy, Task, Trouble, Verdict};
use crate::record::{Lane, Record, Recorder, Stamp};
use crate::relaunch::Relaunch;
use crate::stop::Stop;
use crate::system;

/// How long a task may take to end once everything is to stop; then it is given up.
const GRACE: Duration = Duration::from_millis(300);

/// One run of a job: what happened and what came of it.
pub struct Run {
    /// What happened.
    pub record: Record,
    /// What became of the tasks, in the order of the job.
    pub outcomes: Vec<Outcome>,
    /// What was checked; nothing where the run was cut short or a task gave no answer.
    pub verdict: Option<Verdict>,
    /// Why a thread or child could not be had, and how many there were.
    pub refused: Option<String>,
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
            record: Record::default(),
            outcomes: Vec::new(),
            verdict: None,
            refused: Some(reason),
            longest: None,
            started: Duration::ZERO,
            child_peak: None,
        }
    }
}

/// What carrying out the tasks came to.
#[derive(Default)]
struct Carried {
    outcomes: Vec<Outcome>,
    refused: Option<String>,
    longest: Option<Duration>,
    child_peak: Option<u64>,
}

/// The main thread's side of a run.
struct Stage<'a> {
    recorder: &'a Recorder,
    lane: &'a mut Lane,
    main: MainPart,
    /// When the gate was about to open.
    started: Stamp,
}

impl Stage<'_> {
    /// What the main thread does while `alive` threads, itself one, are held at the gate.
    fn at_gate(&mut self, alive: usize) {
        self.started = self.recorder.clock().now();
        if let Some(at_gate) = self.main.at_gate.take() {
            at_gate(self.lane, alive);
        }
    }

    /// What the main thread does while the tasks run; that it was stopped shows in the tasks.
    fn meanwhile(&mut self) {
        if let Some(meanwhile) = self.main.meanwhile.take() {
            let _stopped = meanwhile(self.lane);
        }
    }
}

/// Asks the system's limits for what `strategy` needs, before anything starts.
pub fn foresee(strategy: Strategy, tasks: usize) -> Result<(), system::Limit> {
    match strategy {
        Strategy::Sequential => Ok(()),
        Strategy::Threads | Strategy::Pool(_) => system::threads(strategy.workers(tasks), STACK),
        Strategy::Processes => system::children(tasks, processes::COSTS),
    }
}

/// Runs a job to its end, or until everything is to stop, and checks it.
pub fn run(strategy: Strategy, job: Job, recorder: &Recorder, relaunch: &Relaunch) -> Run {
    run_metered(strategy, job, recorder, relaunch, || ()).0
}

/// [`run`], and what `read` answers between the run's end and its check: what the check costs is
/// not the variant's.
pub fn run_metered<T>(
    strategy: Strategy,
    job: Job,
    recorder: &Recorder,
    relaunch: &Relaunch,
    read: impl FnOnce() -> T,
) -> (Run, T) {
    keep_panics_quiet();
    let Job {
        tasks,
        main,
        close,
        check,
        ..
    } = job;
    let _closing = close.map(|close| recorder.stop().on_raise(close));
    let mut lane = recorder.lane("main");
    let mut stage = Stage {
        recorder,
        lane: &mut lane,
        main,
        started: Stamp::default(),
    };
    let Carried {
        outcomes,
        refused,
        longest,
        child_peak,
    } = match strategy {
        Strategy::Sequential => sequential::run(tasks, &mut stage),
        Strategy::Threads => threads::run(tasks, &mut stage),
        Strategy::Pool(size) => pool::run(size, tasks, &mut stage),
        Strategy::Processes => processes::run(tasks.len(), &mut stage, relaunch),
    };
    let started = stage.started.since(Stamp(0));
    if let Some(after) = stage.main.after.take() {
        let stuck = outcomes
            .iter()
            .filter(|outcome| **outcome == Outcome::Stuck)
            .count();
        after(&mut lane, 1 + stuck, &outcomes);
    }
    let ended = recorder.clock().now();
    let reading = read();
    drop(lane);
    let record = recorder.gather(ended);
    let answered = |outcome: &Outcome| matches!(outcome, Outcome::Answered(_));
    let whole = recorder.stop().cause().is_none() && outcomes.iter().all(answered);
    let verdict = whole.then(|| {
        check(&Seen {
            record: &record,
            outcomes: &outcomes,
        })
    });
    let run = Run {
        record,
        outcomes,
        verdict,
        refused,
        longest,
        started,
        child_peak,
    };
    (run, reading)
}

/// Runs the one task that this child process is for, and tells how it ended.
pub fn run_task(index: usize, task: Task, lane: &mut Lane) -> Outcome {
    keep_panics_quiet();
    perform(index, task, lane)
}

thread_local! {
    /// The message of the panic that is ending this thread's task, while one is performed.
    static PANIC: RefCell<Option<String>> = const { RefCell::new(None) };
    static PERFORMING: Cell<bool> = const { Cell::new(false) };
}

/// Lets a panic inside a task be reported by the run and not by the panic's own message; any
/// other panic is a fault of this program and reads as always.
fn keep_panics_quiet() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            if PERFORMING.get() {
                let message = panic.payload_as_str().unwrap_or("no message");
                let place = panic
                    .location()
                    .map(|at| format!(" ({at})"))
                    .unwrap_or_default();
                PANIC.set(Some(format!("{message}{place}")));
            } else {
                usual(panic);
            }
        }));
    });
}

/// Does one task on this thread's lane; a panic inside ends the task alone.
fn perform(index: usize, task: Task, lane: &mut Lane) -> Outcome {
    lane.begin(index);
    PERFORMING.set(true);
    let ended = panic::catch_unwind(AssertUnwindSafe(|| (task.body)(lane)));
    PERFORMING.set(false);
    lane.end();
    match ended {
        Ok(Ok(answer)) => Outcome::Answered(answer),
        Ok(Err(Trouble::Stopped)) => Outcome::Stopped,
        Ok(Err(Trouble::Failed(reason))) => Outcome::Failed(reason),
        Ok(Err(Trouble::Refused(limit))) => Outcome::Refused(limit),
        Ok(Err(Trouble::Deadlock(circle))) => Outcome::Deadlock(circle),
        Err(_) => Outcome::Panicked(PANIC.take().unwrap_or_else(|| "no message".to_owned())),
    }
}

/// Takes in the outcomes of tasks that threads carry out, until all `expected` are there. Once
/// everything is to stop, those that take longer than [`GRACE`] are given up.
fn collect(
    ended: &Receiver<(usize, Outcome)>,
    expected: usize,
    outcomes: &mut [Outcome],
    stop: &Stop,
) {
    let mut missing = expected;
    let mut take = |(index, outcome): (usize, Outcome)| outcomes[index] = outcome;
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
    let patience = crossbeam_channel::after(GRACE);
    while missing > 0 {
        select! {
            recv(ended) -> end => match end {
                Ok(end) => take(end),
                Err(_) => return,
            },
            recv(patience) -> _ => return,
        }
        missing -= 1;
    }
}
