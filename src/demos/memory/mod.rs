//! The lesson `memory`: what threads share and processes don't.

mod answer;
mod compare;

use std::cell::Cell;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use clap::{ArgMatches, Args, FromArgMatches};
use serde::Serialize;

use crate::demo::{Choice, Demo, files, variants};
use crate::kit::explain::Explain;
use crate::kit::{json, options};
use answer::{AFTER, BEFORE, TIMEOUT, WorkerAnswer, sees, sets};
use engine::plan::{Bound, Figure, Job, MainPart, Plan, Strategy, Task, TaskError, Variant};
use engine::record::{Lane, Wait};
use engine::stop::Stopped;
use sync::Closed;
use sync::event::Event;
use system::threads::{Registers, registers_of};

/// The registry row.
pub(super) const DEMO: Demo = Demo {
    name: "memory",
    about: "what threads share and processes don't",
    hidden: false,
    variants: Home::ROWS,
    examples: &[
        (
            "threaddemo memory",
            "three threads in one memory, then three processes with one each",
        ),
        (
            "threaddemo memory --variants threads --workers 8",
            "eight stacks side by side",
        ),
        (
            "threaddemo memory --variants processes --format json",
            "the addresses, for a script",
        ),
    ],
    small: &["--workers", "2"],
    explain: &Explain {
        text: include_str!("text.md"),
        examples: files!("examples": "memory.rs"),
        python: files!("examples/python": "memory.py"),
    },
    options: Options::augment_args,
    plan,
    steps: None,
};

variants! {
    /// Where the workers run.
    enum Home {
        Threads: "threads", "workers in one process: one code, one set of statics, one heap; a stack each", default;
        Processes: "processes", "workers in a process each: nothing is shared, a change stays where it is made", default;
    }
}

#[derive(Args, Clone, Copy, Debug, Serialize)]
struct Options {
    /// Number of workers
    #[arg(long, value_name = "N", default_value = "3", value_parser = options::count)]
    workers: usize,
}

/// One value for the whole process; runs in one process take turns with it.
static IN_STATIC: AtomicU64 = AtomicU64::new(BEFORE);

thread_local! {
    /// A value that each thread has its own copy of.
    static OWN: Cell<u64> = const { Cell::new(0) };
}

/// What the workers of one job share, if they are threads.
#[derive(Default)]
struct Shared {
    on_heap: AtomicU64,
    changed: Event,
    /// The registers of the workers while they were held at the gate, as far as the system reports them.
    registers: OnceLock<Vec<Option<Registers>>>,
}

impl Shared {
    /// The values of the static and on the heap.
    fn values(&self) -> [u64; 2] {
        [&IN_STATIC, &self.on_heap].map(|value| value.load(Ordering::SeqCst))
    }

    fn set(&self, to: u64) {
        IN_STATIC.store(to, Ordering::SeqCst);
        self.on_heap.store(to, Ordering::SeqCst);
    }
}

fn plan(matches: &ArgMatches, choices: &[Choice]) -> anyhow::Result<Plan> {
    let options = Options::from_arg_matches(matches)?;
    let workers = options.workers;
    let homes: Vec<_> = choices.iter().map(Home::of).collect();
    let variant = |home: &Home| {
        let strategy = match home {
            Home::Threads => Strategy::Threads,
            Home::Processes => Strategy::Processes,
        };
        Variant {
            name: home.name().to_owned(),
            strategy,
            bound: Bound::Waits(if strategy == Strategy::Processes && workers > 1 {
                TIMEOUT
            } else {
                Duration::ZERO
            }),
            tasks: workers,
            prepare: None,
            job: Box::new(move |_| job(strategy, workers)),
        }
    };
    Ok(Plan {
        variants: homes.iter().map(variant).collect(),
        options: json::object(&options),
        guaranteed: match (
            homes.contains(&Home::Threads),
            homes.contains(&Home::Processes),
        ) {
            (true, false) => "that threads see what another has changed once it has signaled",
            (false, _) => "that processes don't see what another has changed",
            (true, true) => {
                "that threads see what another has changed once it has signaled; \
                 that processes don't"
            }
        },
        left_out: Vec::new(),
        not_guaranteed: None,
        compares: Figure::Nothing,
    })
}

fn job(strategy: Strategy, workers: usize) -> Job {
    let shared = Arc::new(Shared {
        on_heap: AtomicU64::new(BEFORE),
        ..Shared::default()
    });
    // Threads are sure to receive the signal, however late; a process would wait forever.
    let timeout = (strategy == Strategy::Processes).then_some(TIMEOUT);
    let task = |number: usize| {
        let shared = Arc::clone(&shared);
        Task::new(format!("Worker-{number}"), move |lane| {
            let mut found = look(lane, &shared);
            if number == 0 {
                shared.set(AFTER);
                lane.say(sets());
                lane.gave(0, 1);
                shared.changed.set();
            } else {
                wait(lane, &shared.changed, timeout)?;
            }
            found.saw = shared.values();
            lane.say(sees(found.saw));
            serde_json::to_value(found).map_err(|error| TaskError::Failed(error.to_string()))
        })
    };
    let tasks = (0..workers).map(task).collect();
    let at_end = Arc::clone(&shared);
    let mut job = Job::new(tasks, move |seen| {
        let registers = at_end.registers.get().map_or(&[][..], Vec::as_slice);
        compare::check(seen, strategy, (workers, registers))
    });
    job.objects = vec!["changed".to_owned()];
    let (at_gate, after, close) = (Arc::clone(&shared), Arc::clone(&shared), shared);
    job.main = MainPart {
        before_start: Some(Box::new(move |lane, _| {
            at_gate.set(BEFORE);
            if strategy == Strategy::Threads {
                // It is set once in a job.
                let _ = at_gate.registers.set(registers(lane, workers));
            }
            lane.say(sees(at_gate.values()));
        })),
        after_join: Some(Box::new(move |lane, _, _| lane.say(sees(after.values())))),
        ..MainPart::default()
    };
    job.close = Some(Box::new(move || close.changed.close()));
    job
}

/// The registers of the first workers, once all of these wait at the gate.
fn registers(lane: &mut Lane, workers: usize) -> Vec<Option<Registers>> {
    /// No more are drawn.
    const MOST: usize = 6;
    /// If the system has not reported them after this many checks, it never will.
    const LOOKS: usize = 50;
    let names = (0..workers.min(MOST)).map(|number| format!("Worker-{number}"));
    let names: Vec<_> = names.collect();
    let mut read = registers_of(&names);
    for _ in 0..LOOKS {
        if read.iter().all(Option::is_some) || lane.sleep(Duration::from_millis(1)).is_err() {
            break;
        }
        read = registers_of(&names);
    }
    read
}

/// Prints which thread this is, and returns where it finds things.
fn look(lane: &mut Lane, shared: &Arc<Shared>) -> WorkerAnswer {
    let local = 0_u8;
    let found = WorkerAnswer {
        process: std::process::id(),
        thread: system::threads::thread_id(),
        function: format!("{:p}", look as fn(&mut Lane, &Arc<Shared>) -> WorkerAnswer),
        in_static: format!("{:p}", &raw const IN_STATIC),
        on_heap: format!("{:p}", Arc::as_ptr(shared)),
        local: format!("{:p}", &raw const local),
        thread_local: OWN.with(|own| format!("{own:p}")),
        resident: system::memory::resident(),
        saw: [0; 2],
    };
    let thread = found.thread.map(|id| format!(", thread {id}"));
    lane.say(format_args!(
        "process {}{}",
        found.process,
        thread.unwrap_or_default()
    ));
    found
}

/// Waits for the signal, at most for `TIMEOUT`.
fn wait(lane: &mut Lane, changed: &Event, timeout: Option<Duration>) -> Result<(), Stopped> {
    let waited = lane.wait(Wait::Signal, 0, || {
        let heard = match timeout {
            None => changed.wait().map(|()| true),
            Some(timeout) => changed.wait_timeout(timeout),
        };
        let number = u64::from(heard == Ok(true));
        (heard, number)
    });
    match waited {
        Ok(_) => Ok(()),
        Err(Closed) => Err(Stopped),
    }
}
