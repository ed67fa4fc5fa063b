//! The lesson `event`: many threads wait for one signal.

mod model;
mod waiting;

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use clap::{ArgMatches, Args, FromArgMatches};
use serde::Serialize;
use serde_json::json;

use crate::demo::{Choice, Demo, files};
use crate::kit::explain::Explain;
use crate::kit::readings::{cpu_time, given, in_units, many};
use crate::kit::{json, options};
use engine::plan::{Bound, Check, Figure, Job, MainPart, Plan, RunView, Strategy, Task, TaskError};
use engine::plan::{Checked, Variant};
use engine::record::{Lane, Wait};
use engine::stop::Stopped;
use sync::event::Event;
use waiting::Waiting;

/// The registry row.
pub(super) const DEMO: Demo = Demo {
    name: "event",
    about: "many wait for one signal",
    hidden: false,
    variants: Waiting::ROWS,
    examples: &[
        (
            "threaddemo event",
            "three threads wait, then three threads ask again and again",
        ),
        (
            "threaddemo event --variants event --workers 1000",
            "one signal wakes a thousand",
        ),
    ],
    small: &["--delay", "20ms"],
    explain: &Explain {
        text: include_str!("text.md"),
        examples: files!("examples": "event.rs"),
        python: files!("examples/python": "event.py"),
    },
    options: Options::augment_args,
    plan,
    steps: Some(&model::LESSON),
};

/// The object that workers wait for.
const EVENT: u16 = 0;

#[derive(Args, Clone, Copy, Debug, Serialize)]
struct Options {
    /// Number of threads that wait
    #[arg(long, value_name = "N", default_value = "3", value_parser = options::count)]
    workers: usize,
    /// How long the main thread waits before it sets the event
    #[arg(long, value_name = "DURATION", default_value = "300ms", value_parser = options::duration)]
    #[serde(rename = "delay_s", serialize_with = "json::seconds")]
    delay: Duration,
}

fn plan(matches: &ArgMatches, choices: &[Choice]) -> anyhow::Result<Plan> {
    let options = Options::from_arg_matches(matches)?;
    let variant = |choice: &Choice| {
        let waiting = Waiting::of(choice);
        Variant {
            name: waiting.name().to_owned(),
            strategy: Strategy::Threads,
            bound: Bound::Waits(options.delay),
            tasks: options.workers,
            prepare: None,
            job: Box::new(move |_| job(waiting, options)),
        }
    };
    Ok(Plan {
        variants: choices.iter().map(variant).collect(),
        options: json::object(&options),
        guaranteed: "that no worker continues before the event is set, and that each does after it",
        left_out: Vec::new(),
        not_guaranteed: Some("the order in which they continue"),
        compares: Figure::CpuTime,
    })
}

fn job(waiting: Waiting, options: Options) -> Job {
    let event = Arc::new(Event::new());
    let task = |worker: usize| {
        let (name, event) = (format!("Worker-{worker}"), Arc::clone(&event));
        Task::new(name.clone(), move |lane| {
            lane.say(format_args!("{name} waits for the event"));
            let looks = match waiting {
                Waiting::Event => wait(lane, &event)?,
                Waiting::Polling => poll(lane, &event)?,
            };
            lane.say(format_args!("{name} continues"));
            Ok(json!({ "looks": looks }))
        })
    };
    let tasks = (0..options.workers).map(task).collect();
    let setter = Arc::clone(&event);
    Job {
        objects: vec!["event".into()],
        main: MainPart {
            while_running: Some(Box::new(move |lane| set(lane, &setter, options.delay))),
            ..MainPart::default()
        },
        close: Some(Box::new(move || event.close())),
        ..Job::new(tasks, move |seen| check(seen, waiting, options.workers))
    }
}

/// The main thread's part.
fn set(lane: &mut Lane, event: &Event, delay: Duration) -> Result<(), Stopped> {
    lane.sleep(delay)?;
    lane.say("Setting the event");
    // Before the set; otherwise the entry of a thread that it wakes could come first.
    lane.gave(EVENT, 1);
    event.set();
    Ok(())
}

/// Waits asleep; one check is enough.
fn wait(lane: &mut Lane, event: &Event) -> Result<u64, TaskError> {
    let woken = lane.wait(Wait::Signal, EVENT, || {
        let woken = event.wait();
        (woken, u64::from(woken.is_ok()))
    });
    woken.map(|()| 1).map_err(|_closed| TaskError::Stopped)
}

/// Polls until the event is set, and returns how many checks it took. This isn't recorded as a wait: the
/// thread is busy all the time.
fn poll(lane: &Lane, event: &Event) -> Result<u64, TaskError> {
    let mut looks = 1;
    while !event.is_set() {
        lane.stop().check()?;
        // Otherwise many polling threads would keep the one that sets the event off the CPU.
        thread::yield_now();
        looks += 1;
    }
    Ok(looks)
}

/// What is measured besides time.
#[derive(Serialize)]
struct Measured {
    reaction_s: f64,
    looks: u64,
    /// `None` if the system doesn't say.
    #[serde(skip_serializing_if = "Option::is_none")]
    cpu_s: Option<f64>,
}

fn check(seen: &RunView<'_>, waiting: Waiting, workers: usize) -> Checked {
    let set = given(seen.record, EVENT).unwrap_or_default();
    let lines = seen.record.lines();
    let continued: Vec<_> = lines
        .iter()
        .filter(|line| line.text.ends_with("continues"))
        .map(|line| line.at)
        .collect();
    let first = continued.iter().min().copied().unwrap_or_default();
    let last = continued.iter().max().copied().unwrap_or_default();
    let reaction = last.since(set);
    let looks = (0..workers).filter_map(|worker| seen.answer(worker)?["looks"].as_u64());
    let looks: u64 = looks.sum();
    let cpu = cpu_time(seen.record);
    let measured = Measured {
        reaction_s: reaction.as_secs_f64(),
        looks,
        cpu_s: cpu.map(|time| time.as_secs_f64()),
    };
    let mut fact = format!(
        "the last one continued {} after the set",
        in_units(reaction)
    );
    if let Some(cpu) = cpu {
        fact = format!("{} of CPU time for waiting; {fact}", in_units(cpu));
    }
    if waiting == Waiting::Polling {
        fact = format!("{fact}; {}, yielding after each", many(looks, "look"));
    }
    let all = many(workers as u64, "worker");
    Checked {
        checks: vec![
            Check::that(
                format!("{all} continued"),
                continued.len() == workers,
                || format!("{} did", continued.len()),
            ),
            Check::that("no worker continued before the set", first >= set, || {
                format!("one continued {} before", in_units(set.since(first)))
            }),
        ],
        luck: None,
        facts: vec![(waiting.name(), fact)],
        measured: json::object(&measured),
        ..Checked::default()
    }
}
