//! The lesson `semaphore`: at most N threads inside at once.
//!
//! The semaphore is [`Semaphore`]; how many are inside is counted independently here, so that the count
//! would reveal a fault in the semaphore.

mod limit;
mod model;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use clap::{ArgMatches, Args, FromArgMatches};
use serde::Serialize;
use serde_json::Value;

use crate::demo::{Choice, Demo, files};
use crate::kit::explain::Explain;
use crate::kit::gauge::Gauge;
use crate::kit::readings::{highest, in_units, many, waited};
use crate::kit::{json, options};
use engine::plan::{Bound, Check, Figure, Job, Plan, RunView, Strategy, Task, TaskError};
use engine::plan::{Checked, Variant};
use engine::record::{Lane, Wait};
use limit::Limit;
use sync::semaphore::{Permit, Semaphore};

/// The registry row.
pub(super) const DEMO: Demo = Demo {
    name: "semaphore",
    about: "at most N at once",
    hidden: false,
    variants: Limit::ROWS,
    examples: &[
        (
            "threaddemo semaphore",
            "six workers: one at a time, then two at a time",
        ),
        ("threaddemo semaphore --all", "and with no limit at all"),
        (
            "threaddemo semaphore --variants permits --permits 3 --workers 12",
            "twelve workers, three at a time",
        ),
    ],
    small: &["--delay", "10ms"],
    explain: &Explain {
        text: include_str!("text.md"),
        examples: files!("examples": "semaphore.rs"),
        python: files!("examples/python": "semaphore.py"),
    },
    options: Options::augment_args,
    plan,
    steps: Some(&model::LESSON),
};

/// The object that workers wait for, and whose level is how many are inside.
const PERMITS: u16 = 0;

#[derive(Args, Clone, Copy, Debug, Serialize)]
struct Options {
    /// Number of threads that go inside
    #[arg(long, value_name = "N", default_value = "6", value_parser = options::count)]
    workers: usize,
    /// How many may be inside at once in the variant permits
    #[arg(long, value_name = "N", default_value = "2", value_parser = options::count)]
    permits: usize,
    /// How long each stays inside
    #[arg(long, value_name = "DURATION", default_value = "150ms", value_parser = options::duration)]
    #[serde(rename = "delay_s", serialize_with = "json::seconds")]
    delay: Duration,
}

fn plan(matches: &ArgMatches, choices: &[Choice]) -> anyhow::Result<Plan> {
    let options = Options::from_arg_matches(matches)?;
    let limits: Vec<_> = choices.iter().map(Limit::of).collect();
    let unlimited = limits.iter().all(|limit| *limit == Limit::Unlimited);
    Ok(Plan {
        variants: limits
            .iter()
            .map(|&limit| variant(limit, options))
            .collect(),
        options: json::object(&options),
        guaranteed: if unlimited {
            "that every worker goes in and comes out once"
        } else {
            "that no more are inside at once than there are permits"
        },
        left_out: Vec::new(),
        not_guaranteed: Some(if unlimited {
            "how many are inside at once"
        } else {
            "the order in which the workers get their permits"
        }),
        compares: Figure::Time,
    })
}

fn variant(limit: Limit, options: Options) -> Variant {
    let permits = match limit {
        Limit::One => 1,
        Limit::Permits => options.permits,
        Limit::Unlimited => usize::MAX,
    };
    let side_by_side = permits.min(options.workers);
    Variant {
        name: limit.name().to_owned(),
        strategy: Strategy::Threads,
        bound: Bound::of_equal_waits(Strategy::Pool(side_by_side), options.workers, options.delay),
        tasks: options.workers,
        prepare: None,
        job: Box::new(move |_| job(limit, permits, options)),
    }
}

fn job(limit: Limit, permits: usize, options: Options) -> Job {
    let room = Arc::new(GuardedSection {
        semaphore: Semaphore::new(permits),
        inside: AtomicUsize::new(0),
        gauge: Gauge::new(PERMITS),
    });
    let task = |worker: usize| {
        let (name, room) = (format!("Worker-{worker}"), Arc::clone(&room));
        Task::new(name.clone(), move |lane| {
            room.visit(lane, &name, options.delay)
        })
    };
    let tasks = (0..options.workers).map(task).collect();
    Job {
        objects: vec!["permits".into()],
        close: Some(Box::new(move || room.semaphore.close())),
        ..Job::new(tasks, move |seen| {
            check(seen, limit, permits, options.workers)
        })
    }
}

/// What the semaphore guards, and how many threads are in there.
struct GuardedSection {
    semaphore: Semaphore,
    inside: AtomicUsize,
    gauge: Gauge,
}

impl GuardedSection {
    /// One worker's entry, its stay, and its exit.
    fn visit(&self, lane: &mut Lane, name: &str, delay: Duration) -> Result<Value, TaskError> {
        let acquired = lane.wait(Wait::Permit, PERMITS, || {
            let permit = self.semaphore.acquire();
            let follows = permit.as_ref().ok().and_then(Permit::follows);
            (permit, follows.map_or(0, |number| number + 1))
        });
        let Ok(permit) = acquired else {
            return Err(TaskError::Stopped);
        };
        self.count(lane, |inside| inside.fetch_add(1, Ordering::SeqCst) + 1);
        lane.say(format_args!("{name} acquired a permit"));
        let stayed = lane.sleep(delay);
        lane.say(format_args!("{name} releases its permit"));
        self.count(lane, |inside| inside.fetch_sub(1, Ordering::SeqCst) - 1);
        // Before the release; otherwise the next thread's entry could come first.
        lane.gave(PERMITS, permit.number() + 1);
        drop(permit);
        stayed?;
        Ok(Value::Null)
    }

    fn count(&self, lane: &mut Lane, change: impl FnOnce(&AtomicUsize) -> usize) {
        self.gauge.read(lane, || change(&self.inside));
    }
}

/// What is measured besides time.
#[derive(Serialize)]
struct Measured {
    most_inside: usize,
    waited_s: f64,
}

fn check(seen: &RunView<'_>, limit: Limit, permits: usize, workers: usize) -> Checked {
    let most = highest(seen.record, PERMITS) as usize;
    let once = (0..workers).all(|worker| seen.record.lines_of(worker).len() == 2);
    let mut checks = vec![Check::that(
        format!(
            "{} went in and came out once",
            many(workers as u64, "worker")
        ),
        once,
        || "one did not".to_owned(),
    )];
    if permits < usize::MAX {
        checks.push(Check::that(
            format!("{}: at most {permits} inside at once", limit.name()),
            most <= permits,
            || format!("{most} were inside at once"),
        ));
    }
    let waited = waited(seen.record, PERMITS);
    let measured = Measured {
        most_inside: most,
        waited_s: waited.as_secs_f64(),
    };
    let fact = format!(
        "most inside at once: {most}; {} of waiting in all",
        in_units(waited)
    );
    Checked {
        checks,
        luck: Some(format!("the order: {}", order(seen, workers))),
        facts: vec![(limit.name(), fact)],
        measured: json::object(&measured),
        ..Checked::default()
    }
}

/// The order in which the workers got in.
fn order(seen: &RunView<'_>, workers: usize) -> String {
    /// How many numbers fit on a line; the record has the rest.
    const MOST: usize = 12;
    let lines = seen.record.lines();
    let first = lines
        .iter()
        .filter(|line| line.text.ends_with("acquired a permit"))
        .filter_map(|line| line.task);
    let first: Vec<_> = first.take(MOST).map(|task| task.to_string()).collect();
    let more = if workers > MOST { " ..." } else { "" };
    format!("this time {}{more}", first.join(" "))
}
