//! Programs on real threads: each `Thread` is a system thread, and what can be computed without the
//! others is computed without a lock. What an instruction does is up to the machine, as in the explorer.

mod alone;
mod checked;
mod cpython;
mod fused;
mod gate;
mod operands;
mod output;
mod search;
mod thread;
mod world;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crossbeam_channel::RecvTimeoutError;
use serde_json::Value as Json;

use super::machine::Settings;
use super::model::Python;
use super::source::Refusal;
pub use checked::NoSchedule;
use checked::{Explored, Finished};
pub use cpython::{About, Interpreter};
use engine::plan::{Bound, Job, Strategy, Task, TaskError, Variant};
use engine::record::Lane;
use gate::Gate;
use search::{TIME_LIMIT, Watch};
use thread::{Runner, seat};
use world::{EarlyEnd, Mode, World};

/// How long threads may take to end after the program has ended.
const GRACE: Duration = Duration::from_millis(300);
/// The maximum number of jumps for finding out whether threads can be run one after the other.
const MOST_JUMPS: u64 = 20_000;

/// A user's own program, ready to run on real threads.
#[derive(Clone)]
pub struct Runnable {
    python: &'static Python,
    known: Arc<Explored>,
    sequential: Arc<Result<(), String>>,
}

impl Runnable {
    /// Compiles a program. It lives as long as this process, which runs no other.
    pub fn new(name: &str, bytes: Vec<u8>, settings: &Settings) -> Result<Self, Refusal> {
        let short = Settings {
            most_jumps: MOST_JUMPS,
            ..settings.clone()
        };
        let mut first = Python::new(name, bytes.clone(), short)?;
        let watch = Watch::new(TIME_LIMIT);
        first.ask(move || watch.reason(0));
        let sequential = first.in_sequence();
        let python = Python::new(name, bytes.clone(), settings.clone())?;
        Ok(Self {
            python: Box::leak(Box::new(python)),
            known: Arc::new(Explored::new(name, bytes, settings)),
            sequential: Arc::new(sequential),
        })
    }

    /// Whether each thread can be run to its end as soon as it is started; the error says which thread
    /// waits for what.
    pub fn in_sequence(&self) -> Result<(), &str> {
        match &*self.sequential {
            Ok(()) => Ok(()),
            Err(why) => Err(why),
        }
    }

    /// A variant with this name: on real threads, or with one thread that does everything.
    pub fn variant(&self, name: &str, sequential: bool) -> Variant {
        self.variant_of(
            name,
            if sequential {
                Mode::Sequential
            } else {
                Mode::Threads
            },
        )
    }

    /// Real threads that take their steps in the order of these letters, then lowest letter first; or,
    /// without letters, freely, with the order reported.
    ///
    /// # Errors
    /// Why the explorer can't follow the schedule, or that it doesn't know enough about the program.
    pub fn gated(&self, name: &str, letters: Option<&str>) -> Result<Variant, NoSchedule> {
        let (python, order) = self.known.scheduled(letters)?;
        let gated = Self {
            python: Box::leak(Box::new(python)),
            ..self.clone()
        };
        Ok(gated.variant_of(name, Mode::Gated(order)))
    }

    /// The same file under an installed interpreter.
    pub fn interpreted(&self, name: &str, interpreter: Interpreter) -> Variant {
        let interpreter = Arc::new(interpreter);
        let known = Arc::clone(&self.known);
        variant(name, move || cpython::job(&interpreter, &known))
    }

    fn variant_of(&self, name: &str, mode: Mode) -> Variant {
        let runnable = self.clone();
        variant(name, move || runnable.job(&mode))
    }

    fn job(&self, mode: &Mode) -> Job {
        let mode = mode.clone();
        let ended = Arc::new(Mutex::new(Finished::default()));
        let (python, known) = (self.python, Arc::clone(&self.known));
        let told = Arc::clone(&ended);
        let main = Task::new("main", move |lane| {
            let world = Arc::new(World::new(python, lane.clock(), &mode));
            let (ended, result) = run(&world, lane);
            if matches!(result, Ok(()) | Err(TaskError::Deadlock(_))) {
                *told.lock().unwrap_or_else(PoisonError::into_inner) = ended;
            }
            result.map(|()| Json::Null)
        });
        let (possible, last) = (Arc::clone(&known), Arc::clone(&ended));
        let mut job = Job::new(vec![main], move |_| {
            known.check(&ended.lock().unwrap_or_else(PoisonError::into_inner))
        });
        job.end = Some(Box::new(move || {
            possible.end(&last.lock().unwrap_or_else(PoisonError::into_inner))
        }));
        job.objects.clone_from(&python.program().globals);
        job.others = python.likely_names();
        job.source = Some(python.source.text.as_str().into());
        job
    }
}

/// A variant with one task, which its job starts.
fn variant(name: &str, job: impl Fn() -> Job + Send + Sync + 'static) -> Variant {
    Variant {
        name: name.to_owned(),
        strategy: Strategy::Sequential,
        bound: Bound::Unknown,
        tasks: 1,
        prepare: None,
        job: Box::new(move |_| job()),
    }
}

/// Runs the program with this thread as its main thread, plus the threads that it starts.
fn run(world: &Arc<World>, lane: &mut Lane) -> (Finished, Result<(), TaskError>) {
    let (ending, ended) = crossbeam_channel::bounded(0);
    let called = Arc::clone(world);
    let _calling = lane.stop().on_raise(move || {
        called
            .flags
            .asked
            .store(true, std::sync::atomic::Ordering::SeqCst);
    });
    let bell = seat(&mut world.lock(), "MainThread".into(), lane.place());
    Runner::new(world, 0, lane, bell, ending).live();
    // Nothing is ever sent; the channel is disconnected when the last thread has ended.
    let left = ended.recv_timeout(GRACE);
    let mut inner = world.lock();
    inner.output.finish(lane);
    let ended = Finished {
        output: inner.output.whole().map(str::to_owned),
        errors: inner.errors.clone(),
        deadlock: matches!(inner.end, Some(EarlyEnd::Deadlock(_))) && !world.sequential,
        exit: inner.run.real.as_ref().map_or(0, |real| real.exit),
        forced: inner.gate.as_ref().is_some_and(Gate::is_forced),
        strayed: inner.gate.as_ref().is_some_and(|gate| gate.strayed),
        letters: inner.gate.as_ref().map(|gate| letters(&gate.taken)),
    };
    let result = match inner.end.take() {
        Some(EarlyEnd::Deadlock(cycle)) if world.sequential => Err(TaskError::Failed(format!(
            "one thread can't do it all: {cycle}"
        ))),
        Some(EarlyEnd::Deadlock(cycle)) => Err(TaskError::Deadlock(cycle)),
        Some(EarlyEnd::Refused(fault)) => {
            let told = world.python.source.refuse(&fault).0;
            let way = fault.way;
            Err(TaskError::Unsupported(format!(
                "{}; {way}",
                search::first_line(&told)
            )))
        }
        Some(EarlyEnd::NoMemory(limit)) => Err(TaskError::Refused(format!(
            "the program needs more memory than {limit} leaves"
        ))),
        Some(EarlyEnd::NoThread(limit)) => Err(TaskError::Refused(limit)),
        Some(EarlyEnd::Panicked(message)) => {
            Err(TaskError::Failed(format!("a thread panicked: {message}")))
        }
        Some(EarlyEnd::Stopped) => Err(TaskError::Stopped),
        None if left == Err(RecvTimeoutError::Timeout) => Err(TaskError::Failed(
            "a thread did not end when the program had, and was given up".into(),
        )),
        None => Ok(()),
    };
    (ended, result)
}

/// The letters of threads, separated by spaces.
fn letters(threads: &[usize]) -> String {
    let letters = threads
        .iter()
        .map(|one| Python::letter_of(*one).to_string());
    letters.collect::<Vec<_>>().join(" ")
}
