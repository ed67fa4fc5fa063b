//! The lesson `event`: many threads wait for one signal.

pub(crate) mod model;

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use clap::{ArgMatches, Args, FromArgMatches};
use serde_json::{Map, json};

use crate::demos::demo::{Choice, Demo, VariantRow};
use crate::demos::kit::explain::Explain;
use crate::demos::kit::options;
use crate::demos::kit::readings::{cpu_time, given, in_units, many};
use crate::engine::plan::{
    Bound, Check, Figure, Job, MainPart, Plan, RunView, Strategy, Task, TaskError,
};
use crate::engine::plan::{Checked, Variant};
use crate::engine::record::{Lane, Wait};
use crate::engine::stop::Stopped;
use crate::sync::event::Event;

/// The registry's row.
pub(super) const DEMO: Demo = Demo {
    name: "event",
    about: "many wait for one signal",
    hidden: false,
    variants: &[
        VariantRow {
            name: "event",
            about: "each thread sleeps until the signal wakes it",
            default: true,
            strategy: None,
        },
        VariantRow {
            name: POLLING,
            about: "each thread asks again and again, giving way to others in between",
            default: true,
            strategy: None,
        },
    ],
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
        examples: &[("event.rs", include_str!("../../../examples/event.rs"))],
    },
    options: Options::augment_args,
    plan,
    steps: Some(&model::LESSON),
};

const POLLING: &str = "polling";

/// The object that workers wait for.
const EVENT: u16 = 0;

#[derive(Args, Clone, Copy, Debug)]
struct Options {
    /// How many threads wait
    #[arg(long, value_name = "N", default_value = "3", value_parser = options::count)]
    workers: usize,
    /// How long the main thread waits before it sets the event
    #[arg(long, value_name = "DURATION", default_value = "300ms", value_parser = options::duration)]
    delay: Duration,
}

fn plan(matches: &ArgMatches, choices: &[Choice]) -> anyhow::Result<Plan> {
    let options = Options::from_arg_matches(matches)?;
    let mut shown = Map::new();
    shown.insert("workers".into(), json!(options.workers));
    shown.insert("delay_s".into(), json!(options.delay.as_secs_f64()));
    let variant = |choice: &Choice| {
        let name = choice.row.name;
        Variant {
            name: choice.name(),
            strategy: Strategy::Threads,
            bound: Bound::Waits(options.delay),
            tasks: options.workers,
            prepare: None,
            job: Box::new(move |_| job(name, options)),
        }
    };
    Ok(Plan {
        variants: choices.iter().map(variant).collect(),
        options: shown,
        guaranteed: "that no worker continues before the event is set, and that each does after it",
        not_guaranteed: Some("the order in which they continue"),
        compares: Figure::CpuTime,
    })
}

fn job(variant: &'static str, options: Options) -> Job {
    let event = Arc::new(Event::new());
    let task = |worker: usize| {
        let (name, event) = (format!("Worker-{worker}"), Arc::clone(&event));
        Task::new(name.clone(), move |lane| {
            lane.say(format_args!("{name} waits for the event"));
            let looks = if variant == POLLING {
                poll(lane, &event)?
            } else {
                wait(lane, &event)?
            };
            lane.say(format_args!("{name} goes on"));
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
        ..Job::new(tasks, move |seen| check(seen, variant, options.workers))
    }
}

/// The main thread's part.
fn set(lane: &mut Lane, event: &Event, delay: Duration) -> Result<(), Stopped> {
    lane.sleep(delay)?;
    lane.say("Setting the event");
    // Before the set, or the entry of one that it wakes could come first.
    lane.gave(EVENT, 1);
    event.set();
    Ok(())
}

/// Waits as one should; one look is enough.
fn wait(lane: &mut Lane, event: &Event) -> Result<u64, TaskError> {
    let woken = lane.wait(Wait::Signal, EVENT, || {
        let woken = event.wait();
        (woken, u64::from(woken.is_ok()))
    });
    woken.map(|()| 1).map_err(|_closed| TaskError::Stopped)
}

/// Asks until the answer is yes, and says how often. It is no wait that the record would show: the
/// thread is busy all the time.
fn poll(lane: &Lane, event: &Event) -> Result<u64, TaskError> {
    let mut looks = 1;
    while !event.is_set() {
        lane.stop().check()?;
        // Otherwise many that poll keep the one that is to set the event from a CPU.
        thread::yield_now();
        looks += 1;
    }
    Ok(looks)
}

fn check(seen: &RunView<'_>, variant: &'static str, workers: usize) -> Checked {
    let set = given(seen.record, EVENT).unwrap_or_default();
    let lines = seen.record.lines();
    let went_on: Vec<_> = lines
        .iter()
        .filter(|line| line.text.ends_with("goes on"))
        .map(|line| line.at)
        .collect();
    let first = went_on.iter().min().copied().unwrap_or_default();
    let last = went_on.iter().max().copied().unwrap_or_default();
    let reaction = last.since(set);
    let looks = (0..workers).filter_map(|worker| seen.answer(worker)?["looks"].as_u64());
    let looks: u64 = looks.sum();
    let mut measured = Map::new();
    measured.insert("reaction_s".into(), json!(reaction.as_secs_f64()));
    measured.insert("looks".into(), json!(looks));
    let mut fact = format!("the last one went on {} after the set", in_units(reaction));
    if let Some(cpu) = cpu_time(seen.record) {
        measured.insert("cpu_s".into(), json!(cpu.as_secs_f64()));
        fact = format!("{} of CPU time for waiting; {fact}", in_units(cpu));
    }
    if variant == POLLING {
        fact = format!("{fact}; {}, giving way after each", many(looks, "look"));
    }
    let everybody = many(workers as u64, "worker");
    Checked {
        checks: vec![
            Check::that(
                format!("{everybody} went on"),
                went_on.len() == workers,
                || format!("{} did", went_on.len()),
            ),
            Check::that("nobody went on before the set", first >= set, || {
                format!("one went on {} before", in_units(set.since(first)))
            }),
        ],
        luck: None,
        facts: vec![(variant, fact)],
        measured,
        ..Checked::default()
    }
}
