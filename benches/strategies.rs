//! What it costs to run a task by a strategy, compared with bare std Rust and, for the pool, with
//! rayon's. Ours includes recording, the gate, the stop signal and the panic guard.
//!
//! `cargo bench --bench strategies`

mod turns;

use std::ffi::OsString;
use std::process::{Command, ExitCode, Stdio};
use std::thread::Builder;

use serde_json::Value;
use threaddemo::engine::children::{CHILD_FLAG, ChildCommand};
use threaddemo::engine::plan::{Checked, Job, Setup, Strategy, Task, TaskResult};
use threaddemo::engine::record::{Clock, Outlet, Recorder};
use threaddemo::engine::stop::Stop;
use threaddemo::engine::strategy;

use turns::{cost, seconds, trial};

/// What each task does: enough to be real, little enough for the strategy's cost to be visible.
fn work() -> u64 {
    (0..1000_u64).fold(0, |sum, number| std::hint::black_box(sum ^ number))
}

fn job(tasks: usize) -> Job {
    let task = |index: usize| Task::new(format!("task-{index}"), |_| Ok(Value::from(work())));
    Job::new((0..tasks).map(task).collect(), |_| Checked::default())
}

fn ours(strategy: Strategy, tasks: usize) -> f64 {
    let child_command = ChildCommand::new(child_arguments(), 0, Setup::default());
    let job = job(tasks);
    let names = job.tasks.iter().map(|task| task.name.clone()).collect();
    seconds(|| {
        let recorder = Recorder::new(
            Clock::start(),
            Stop::new(),
            Outlet::default(),
            names,
            vec![],
        );
        let run = strategy::run(strategy, job, &recorder, &child_command);
        let answered = |outcome: &TaskResult| matches!(outcome, TaskResult::Returned(_));
        assert!(run.outcomes.iter().all(answered), "{:?}", run.outcomes);
    })
}

/// The arguments for this program's children: a task with two lines and no waits.
fn child_arguments() -> Vec<OsString> {
    [
        "square-cube",
        "--processes",
        "--numbers",
        "1",
        "--delay",
        "0s",
    ]
    .map(OsString::from)
    .into()
}

fn bare_sequential(tasks: usize) -> f64 {
    seconds(|| (0..tasks).map(|_| work()).collect::<Vec<_>>())
}

fn bare_threads(tasks: usize) -> f64 {
    seconds(|| {
        let spawn = |index| {
            Builder::new()
                .name(format!("task-{index}"))
                .spawn(work)
                .unwrap()
        };
        let threads: Vec<_> = (0..tasks).map(spawn).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect::<Vec<_>>()
    })
}

fn bare_pool(size: usize, tasks: usize) -> f64 {
    seconds(|| {
        let (feed, queue) = crossbeam_channel::unbounded::<fn() -> u64>();
        let (answer, answers) = crossbeam_channel::unbounded();
        let spawn = |index| {
            let (queue, answer) = (queue.clone(), answer.clone());
            let work = move || queue.iter().for_each(|task| answer.send(task()).unwrap());
            Builder::new()
                .name(format!("pool-{index}"))
                .spawn(work)
                .unwrap()
        };
        let threads: Vec<_> = (0..size).map(spawn).collect();
        (0..tasks).for_each(|_| feed.send(work).unwrap());
        drop((feed, answer));
        for thread in threads {
            thread.join().unwrap();
        }
        answers.iter().collect::<Vec<_>>()
    })
}

fn rayon_pool(size: usize, tasks: usize) -> f64 {
    seconds(|| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(size)
            .build()
            .unwrap();
        pool.scope(|scope| {
            for _ in 0..tasks {
                scope.spawn(|_| {
                    std::hint::black_box(work());
                });
            }
        });
    })
}

fn bare_processes(tasks: usize) -> f64 {
    let program = std::env::current_exe().unwrap();
    seconds(|| {
        let spawn = |_| {
            Command::new(&program)
                .arg("--work")
                .stdin(Stdio::null())
                .stdout(Stdio::piped())
                .spawn()
                .unwrap()
        };
        let children: Vec<_> = (0..tasks).map(spawn).collect();
        for child in children {
            assert!(child.wait_with_output().unwrap().status.success());
        }
    })
}

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    match arguments.first().and_then(|first| first.to_str()) {
        Some(CHILD_FLAG) => return threaddemo::app::run(arguments).into(),
        Some("--work") => {
            println!("{}", work());
            return ExitCode::SUCCESS;
        }
        _ => {}
    }
    let tasks = if trial() { 4 } else { 64 };
    let each = |seconds: f64| format!("{:.2} us", seconds * 1e6 / tasks as f64);
    cost(
        "sequential / a loop",
        101,
        &each,
        || ours(Strategy::Sequential, tasks),
        || bare_sequential(tasks),
    );
    cost(
        "threads / Builder::spawn and join",
        51,
        &each,
        || ours(Strategy::Threads, tasks),
        || bare_threads(tasks),
    );
    let pool = || ours(Strategy::Pool(2), tasks);
    cost("pool-2 / two threads on a channel", 51, &each, pool, || {
        bare_pool(2, tasks)
    });
    cost("pool-2 / rayon's, built and used", 51, &each, pool, || {
        rayon_pool(2, tasks)
    });
    let each = |seconds: f64| format!("{:.2} ms", seconds * 1e3 / 2.0);
    cost(
        "processes (2) / Command::spawn and wait",
        51,
        &each,
        || ours(Strategy::Processes, 2),
        || bare_processes(2),
    );
    ExitCode::SUCCESS
}
